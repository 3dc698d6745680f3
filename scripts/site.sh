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
quietly() { "$optimisers/$1" --quiet "${@:2}" 2> >(grep -v 'unknown name subsection' >&2); }
# What several parts share goes into the main module: one file for each part, and none of a few hundred bytes.
merge=("$stage/rolecall_bg.wasm" __wasm_split)
for chunk in "$stage"/chunk_*.wasm; do merge+=("$chunk" "$(basename "$chunk" .wasm)"); done
quietly wasm-merge "${merge[@]}" -o "$stage/rolecall_bg.wasm"
rm "$stage"/chunk_*.wasm
for built in "$stage"/*.wasm; do
  quietly wasm-opt -Oz --strip-debug --strip-producers "$built" -o "$built"
done
node tools/site/style.mjs style/main.css "$stage/rolecall.css"
tools/site/target/release/site assemble "$stage" public target/site
printf '%s\n' "$inputs" >"$stamp"
