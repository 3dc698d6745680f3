#!/usr/bin/env bash
# What a browser fetches for a page of each part, compressed: PART, its files, bytes with the main module. The first line is the
# main module alone.
source "$(dirname "$0")/env.sh"

pkg=$(dirname target/site/pkg/*/rolecall_bg.wasm)
# A file that compression saves nothing of travels as it is.
travels() { wc -c <"$([ -e "$1.br" ] && echo "$1.br" || echo "$1")"; }
main=$(travels "$pkg/rolecall_bg.wasm")
echo "main 1 $main"
while IFS=: read -r part files; do
  [ "$part" != build ] || continue
  bytes=$main
  # shellcheck disable=SC2086  # several files
  set -- $files
  for file; do bytes=$((bytes + $(travels "$pkg/$file"))); done
  echo "$part $(($# + 1)) $bytes"
done <target/site/hash.txt
