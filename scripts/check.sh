#!/usr/bin/env bash
# Format, lints of both targets, rules of the house, licences and advisories. LINT=1 leaves the program's own lints to
# whatever compiles it next (see env.sh).
source "$(dirname "$0")/env.sh"

scripts/setup.sh
say "format"
cargo fmt --check
cargo fmt --check --manifest-path tools/site/Cargo.toml
cargo fmt --check --manifest-path tools/load/Cargo.toml
say "rules of the house"
scripts/rules.sh
if [ -z "${LINT:-}" ]; then
  say "lints: server"
  cargo clippy --locked --features ssr --all-targets -- -D warnings
  say "lints: browser"
  cargo clippy --locked --lib --target wasm32-unknown-unknown --features hydrate -- -D warnings
  say "lints: builder of the site"
  cargo clippy --locked --manifest-path tools/site/Cargo.toml -- -D warnings
  say "lints: load"
  cargo clippy --locked --manifest-path tools/load/Cargo.toml -- -D warnings
fi
say "dependencies"
scripts/deny.sh
