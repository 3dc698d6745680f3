#!/usr/bin/env bash
# two-processes.sh [STORY…]: browser stories over two servers and one PostgreSQL, behind a proxy that gives each request to
# the other one. Uses the server that the tests have compiled, or TEST_BINARY.
source "$(dirname "$0")/env.sh"

CHROMIUM=$(chromium) STORY_PROCESSES=2 scripts/with-postgres.sh scripts/with-stripe.sh \
  bash -c 'cd end2end && npx playwright test "$@"' stories "$@"
