#!/usr/bin/env bash
# The long runs, on the release binary: crash loops and load; writes docs/reliability.md. SOAK_ROUNDS=5 for a short slice.
source "$(dirname "$0")/env.sh"

scripts/setup.sh test
scripts/build.sh
export TEST_BINARY=$PWD/target/release/rolecall
cargo build --locked --release --manifest-path tools/load/Cargo.toml --target-dir tools/load/target
scripts/with-postgres.sh tools/load/target/release/load soak --rounds "${SOAK_ROUNDS:-200}" --seconds "${SOAK_SECONDS:-60}" \
  --duels "${SOAK_DUELS:-500}" --report
say "browser stories over two servers"
scripts/two-processes.sh
printf '\n## Browser stories over two servers\n\nAll of them over one PostgreSQL, behind a proxy that gives each request to the other server: none failed.\n' \
  >>docs/reliability.md
say "fuzzed calls of every server function, on both engines"
ROLECALL_FUZZ=${SOAK_CALLS:-100000} scripts/with-postgres.sh cargo test --locked --features ssr --test tests t66_mutated
printf '\n## Fuzzed calls\n\n%s mutated calls of every server function by every kind of caller, on each engine: no 5xx, no panic.\n' \
  "${SOAK_CALLS:-100000}" >>docs/reliability.md
