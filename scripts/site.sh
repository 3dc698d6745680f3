#!/usr/bin/env bash
# Makes target/site: the browser module, the style sheet and the public files, optimised, hashed and compressed.
source "$(dirname "$0")/env.sh"

# `cargo rustc --crate-type cdylib` and not `cargo build`: cargo skips link-time optimisation for a library that is
# also an rlib, which makes the module a quarter bigger (docs/adr/0001-build-without-cargo-leptos.md).
say "compiling the browser module"
cargo rustc --locked --lib --crate-type cdylib --profile wasm-release --target wasm32-unknown-unknown --features hydrate -- \
  -C link-arg=--emit-relocs
cargo build --locked --release --quiet --manifest-path tools/site/Cargo.toml --target-dir tools/site/target

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
# What several parts share goes into the main module: one file for each part, and none of a few hundred bytes.
merge=("$stage/rolecall_bg.wasm" __wasm_split)
for chunk in "$stage"/chunk_*.wasm; do merge+=("$chunk" "$(basename "$chunk" .wasm)"); done
"$optimisers/wasm-merge" --quiet "${merge[@]}" -o "$stage/rolecall_bg.wasm"
rm "$stage"/chunk_*.wasm
for built in "$stage"/*.wasm; do
  # The names of the splitter are newer than the optimiser, and go anyway.
  "$optimisers/wasm-opt" --quiet -Oz --strip-debug --strip-producers "$built" -o "$built" \
    2> >(grep -v 'unknown name subsection' >&2)
done
node tools/site/style.mjs style/main.css "$stage/rolecall.css"
tools/site/target/release/site assemble "$stage" public target/site
printf '%s\n' "$inputs" >"$stamp"
