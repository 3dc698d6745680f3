#!/usr/bin/env bash
# Live reload on http://127.0.0.1:3000: rebuilds server, module or style when their sources change.
source "$(dirname "$0")/env.sh"

scripts/setup.sh
cargo leptos --version >/dev/null 2>&1 || cargo install --locked cargo-leptos --version 0.3.10 --features no_downloads
bindgen=$(grep -A1 '^name = "wasm-bindgen"$' Cargo.lock | sed -n 's/^version = "\(.*\)"/\1/p')
[ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $bindgen" ] ||
  cargo install wasm-bindgen-cli --version "$bindgen"

# The optimised site has hashed names; the server falls back to plain ones when it finds no hash.txt.
rm -rf target/site
if wants_demo; then
  say "filling the database with the demo practice"
  cargo build --locked --features ssr --bin rolecall
  target/debug/rolecall serve --demo &
  until node -e 'fetch("http://127.0.0.1:3000/healthz/ready").then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))'; do
    kill -0 $! || die "the demo practice could not be made"
    sleep 0.2
  done
  kill $!
  wait $! || true
fi
exec cargo leptos watch --split -- serve
