#!/usr/bin/env bash
# Compiles the browser module and the tool that takes it apart; `scripts/site.sh` makes target/site of it.
source "$(dirname "$0")/env.sh"

# `cargo rustc --crate-type cdylib` and not `cargo build`: cargo skips link-time optimisation for a library that is
# also an rlib, which makes the module a quarter bigger (docs/adr/0001-build-without-cargo-leptos.md).
say "compiling the browser module"
cargo rustc --locked --lib --crate-type cdylib --profile wasm-release --target wasm32-unknown-unknown --features hydrate -- \
  -C link-arg=--emit-relocs
cargo build --locked --release --quiet --manifest-path tools/site/Cargo.toml --target-dir tools/site/target
