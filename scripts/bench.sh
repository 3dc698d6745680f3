#!/usr/bin/env bash
# Measures the budgets on the release binary, beside their baselines, and writes docs/performance.md.
source "$(dirname "$0")/env.sh"

scripts/setup.sh test
scripts/build.sh
export TEST_BINARY=$PWD/target/release/rolecall CHROMIUM
CHROMIUM=$(chromium)
scripts/with-postgres.sh cargo bench --locked --features ssr --bench budgets -- "$@"
