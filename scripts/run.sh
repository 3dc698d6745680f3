#!/usr/bin/env bash
# Builds and starts Rolecall; the first time, with the demo practice.
source "$(dirname "$0")/env.sh"

scripts/build.sh
if wants_demo; then
  exec target/release/rolecall serve --demo
fi
exec target/release/rolecall serve
