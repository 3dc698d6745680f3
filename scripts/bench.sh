#!/usr/bin/env bash
# Measures the budgets on the release binary, beside their baselines, and writes docs/performance.md.
source "$(dirname "$0")/env.sh"

scripts/setup.sh test
scripts/build.sh
export TEST_BINARY=$PWD/target/release/rolecall
cargo build --locked --release --manifest-path tools/load/Cargo.toml --target-dir tools/load/target
full=()
[ -z "${BENCH_FULL:-}" ] || full=(--full)
scripts/with-postgres.sh tools/load/target/release/load bench "${full[@]}"
(cd end2end && CHROMIUM=$(chromium) npx playwright test --config playwright.bench.config.ts)
printf '\n## The browser module\n\n| what | budget | measured |\n|---|---|---|\n| module, brotli | ≤ 350,000 bytes | %s bytes |\n' \
  "$(cat target/site/pkg/*.wasm.br | wc -c)" >>docs/performance.md
