#!/usr/bin/env bash
# Removes everything that was built or installed into the project's folder; the data stays.
source "$(dirname "$0")/env.sh"

rm -rf target tools/site/target tools/load/target tools/site/node_modules end2end/node_modules end2end/report end2end/test-results
