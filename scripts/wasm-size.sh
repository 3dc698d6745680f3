#!/usr/bin/env bash
# Fails when the compressed browser module grows past its limit, and says how far it is from its budget.
source "$(dirname "$0")/env.sh"

budget=350000
# Missed, with the reasons in docs/adr/0019-the-module-in-parts.md. The limit stands just above what the screens of today
# need: whatever makes the module bigger is seen.
limit=700000
pkg=$(dirname target/site/pkg/*/rolecall_bg.wasm.br)
main=$(wc -c <"$pkg/rolecall_bg.wasm.br")
part=$(find "$pkg" -name 'split_*.wasm.br' -size +0 -printf '%s\n' | sort -n | tail -n 1)
say "browser module: $main bytes and $part for the largest part (brotli); limit $limit together, budget $budget"
[ "$main" -gt 0 ] && [ $((main + part)) -le "$limit" ] || die "the browser module is over its limit"
