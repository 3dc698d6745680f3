#!/usr/bin/env bash
# The release binary at target/release/rolecall, with pages, styles and module embedded.
source "$(dirname "$0")/env.sh"

scripts/setup.sh
scripts/site.sh
say "compiling the server"
cargo build --locked --release --features ssr --bin rolecall
