#!/usr/bin/env bash
# Measures the budgets on the release binary, beside their baselines, and writes docs/performance.md.
source "$(dirname "$0")/env.sh"

scripts/setup.sh test
scripts/build.sh
export TEST_BINARY=$PWD/target/release/rolecall
cargo build --locked --release --manifest-path tools/load/Cargo.toml --target-dir tools/load/target
full=()
[ -z "${BENCH_FULL:-}" ] || full=(--full)
POSTGRES_DURABLE=1 scripts/with-postgres.sh tools/load/target/release/load bench "${full[@]}"
(cd end2end && CHROMIUM=$(chromium) npx playwright test --config playwright.bench.config.ts)
pkg=$(dirname target/site/pkg/*/rolecall_bg.wasm.br)
{
  printf '\n## The browser module\n\nBytes, brotli; what a page needs is the main module and its part. Budget: 350,000.\n\n| module | bytes |\n|---|---|\n'
  for module in "$pkg"/*.wasm.br; do
    printf '| %s | %s |\n' "$(basename "$module" .wasm.br)" "$(wc -c <"$module")"
  done
} >>docs/performance.md
