#!/usr/bin/env bash
# Writes target/rolecall.cdx.json: what the server binary is made of, as a CycloneDX bill of materials.
source "$(dirname "$0")/env.sh"

if ! cargo cyclonedx --version >/dev/null 2>&1; then
  say "installing cargo-cyclonedx"
  cargo install --locked cargo-cyclonedx --version 0.5.9
fi
cargo cyclonedx --quiet --format json --spec-version 1.5 --features ssr --no-build-deps --override-filename rolecall.cdx
mv rolecall.cdx.json target/
say "target/rolecall.cdx.json: $(grep -c '"bom-ref"' target/rolecall.cdx.json) components"
