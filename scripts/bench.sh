#!/usr/bin/env bash
# Measures the budgets on the release binary, beside their baselines, and writes docs/performance.md.
source "$(dirname "$0")/env.sh"

scripts/setup.sh test
scripts/build.sh
export TEST_BINARY=$PWD/target/release/rolecall
cargo build --locked --release --manifest-path tools/load/Cargo.toml --target-dir tools/load/target
# Written by hand, kept at the end.
notes=$(sed -n '/^## What is missed, and why/,$p' docs/performance.md)
full=()
[ -z "${BENCH_FULL:-}" ] || full=(--full)
POSTGRES_DURABLE=1 scripts/with-postgres.sh tools/load/target/release/load bench "${full[@]}"
(cd end2end && CHROMIUM=$(chromium) npx playwright test --config playwright.bench.config.ts)
{
  printf '\n## The browser module\n\nBytes, brotli: the main module (budget: 350,000), and what a page of each part needs with it.\n\n| part | files | bytes |\n|---|---|---|\n'
  scripts/module-sizes.sh | sed 's/ / | /g; s/.*/| & |/'
  printf '\n%s\n' "$notes"
} >>docs/performance.md
