#!/usr/bin/env bash
# The long runs, on the release binary: crash loops, fuzzing, load. Takes hours; `make test` runs a short slice of each.
source "$(dirname "$0")/env.sh"

scripts/setup.sh test
scripts/build.sh
export TEST_BINARY=$PWD/target/release/rolecall
scripts/with-postgres.sh cargo test --locked --features ssr --test tests -- --ignored --nocapture --test-threads=1
