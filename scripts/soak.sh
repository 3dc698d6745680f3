#!/usr/bin/env bash
# The long runs, on the release binary: crash loops and load; writes docs/reliability.md. SOAK_ROUNDS=5 for a short slice.
source "$(dirname "$0")/env.sh"

scripts/setup.sh test
scripts/build.sh
export TEST_BINARY=$PWD/target/release/rolecall
cargo build --locked --release --manifest-path tools/load/Cargo.toml --target-dir tools/load/target
scripts/with-postgres.sh tools/load/target/release/load soak --rounds "${SOAK_ROUNDS:-200}" --seconds "${SOAK_SECONDS:-60}" --report
