#!/usr/bin/env bash
# Licences, sources, forbidden and doubled crates; known vulnerabilities when their database can be reached.
source "$(dirname "$0")/env.sh"

if ! cargo deny --version >/dev/null 2>&1; then
  say "installing cargo-deny"
  # It works for seconds: optimising it would take minutes. Its own lints are not our matter (env.sh).
  env -u RUSTC_WORKSPACE_WRAPPER CARGO_PROFILE_DEV_DEBUG=0 cargo install --locked --debug cargo-deny --version 0.20.2
fi
cargo deny check bans licenses sources
if cargo deny fetch db 2>/dev/null; then
  cargo deny check --disable-fetch advisories
else
  say "the database of known vulnerabilities cannot be reached: not checked"
fi
