#!/usr/bin/env bash
# Licences, sources, forbidden and doubled crates; known vulnerabilities when their database can be fetched.
source "$(dirname "$0")/env.sh"

if ! has cargo-deny; then
  [ -z "${SKIP_DENY_INSTALL:-}" ] || die "cargo-deny is missing: cargo install --locked cargo-deny"
  cargo install --locked cargo-deny
fi
