#!/usr/bin/env bash
# Builds and starts Rolecall; the first time, with the demo practice. The server is compiled without the optimisations of
# `make build`, which take as long as everything else together.
source "$(dirname "$0")/env.sh"

scripts/setup.sh
# Both at once: they share no compiled crate, and the last minutes of the module are work for one core.
scripts/site.sh &
site=$!
trap 'kill "$site" 2>/dev/null || true' EXIT
say "compiling the server"
cargo build --locked --features ssr --bin rolecall
wait "$site"
trap - EXIT
if wants_demo; then
  exec target/debug/rolecall serve --demo
fi
exec target/debug/rolecall serve
