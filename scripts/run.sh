#!/usr/bin/env bash
# Builds and starts Rolecall; the first time, with the demo practice.
source "$(dirname "$0")/env.sh"

scripts/build.sh
demo=()
# Whoever configured a database of their own does not want demo people in it.
if [ ! -e data/rolecall.db ] && [ -z "${ROLECALL_DATABASE_URL:-}" ] && [ ! -e rolecall.toml ]; then
  demo=(--demo)
fi
exec target/release/rolecall serve "${demo[@]}"
