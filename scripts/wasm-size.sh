#!/usr/bin/env bash
# Fails when the compressed browser module is over its budget.
source "$(dirname "$0")/env.sh"

budget=350000
size=$(cat target/site/pkg/*.wasm.br | wc -c)
say "browser module: $size bytes of $budget (brotli)"
[ "$size" -gt 0 ] && [ "$size" -le "$budget" ] || die "the browser module is over its budget"
