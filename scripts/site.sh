#!/usr/bin/env bash
# Makes target/site: the browser module, the style sheet and the public files, optimised, hashed and compressed.
source "$(dirname "$0")/env.sh"

scripts/module.sh

module=target/wasm32-unknown-unknown/wasm-release/rolecall.wasm
stage=target/site-stage
stamp=target/site-stage.inputs
inputs=$(find "$module" style public tools/site/src tools/site/*js tools/site/*lock* scripts/site.sh -type f | LC_ALL=C sort |
  xargs sha256sum)
if [ -e target/site/hash.txt ] && [ "$inputs" = "$(cat "$stamp" 2>/dev/null)" ]; then
  exit 0
fi

say "assembling target/site"
rm -rf "$stage" "$stamp"
tools/site/target/release/site bindgen "$module" "$stage"
optimisers=tools/site/node_modules/.bin
# Without the warnings about names of the splitter, which are newer than the optimisers and go anyway.
quietly() { "$@" 2> >(grep -v 'unknown name subsection' >&2); }
# What rustc's wasm32 uses. The pieces don't say so themselves.
features=(--enable-bulk-memory --enable-bulk-memory-opt --enable-multivalue --enable-mutable-globals
  --enable-nontrapping-float-to-int --enable-reference-types --enable-sign-ext)
# The pieces that several parts share go into the main module or into files of their own (tools/site/src/groups.rs).
while read -r file chunks; do
  merge=("$stage/main.wat" __wasm_split)
  [ "$file" != rolecall_bg.wasm ] || merge=("$stage/$file" __wasm_split)
  for chunk in $chunks; do merge+=("$stage/$chunk.wasm" "$chunk"); done
  quietly "$optimisers/wasm-merge" --quiet "${features[@]}" "${merge[@]}" -o "$stage/$file"
done <"$stage/merge.txt"
rm "$stage"/chunk_*.wasm "$stage"/main.wat "$stage"/merge.txt
find "$stage" -name '*.wasm' -print0 | quietly xargs -0 -P "$(nproc)" -I{} "$optimisers/wasm-opt" --quiet -Oz "${features[@]}" \
  --strip-debug --strip-producers {} -o {}
node tools/site/style.mjs style/main.css "$stage/rolecall.css"
tools/site/target/release/site assemble "$stage" public target/site
printf '%s\n' "$inputs" >"$stamp"
