#!/usr/bin/env bash
# Fails when the compressed browser module grows past its budget, or what a page needs of it past its limit.
source "$(dirname "$0")/env.sh"

budget=350000
# Stands just above what the screens of today need: whatever makes a page bigger is seen (docs/adr/0019-the-module-in-parts.md).
limit=610000
sizes=$(scripts/module-sizes.sh)
main=$(awk '$1 == "main" { print $3 }' <<<"$sizes")
read -r part _ most < <(awk '$1 != "main"' <<<"$sizes" | sort -k 3 -n | tail -n 1)
say "browser module: $main bytes of at most $budget; the most that a page needs ($part): $most bytes of at most $limit (brotli)"
[ "$main" -gt 0 ] && [ "$main" -le "$budget" ] || die "the browser module is over its budget"
[ "$most" -le "$limit" ] || die "what a page needs is over its limit"
