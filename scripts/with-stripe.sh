#!/usr/bin/env bash
# with-stripe.sh COMMAND…: runs COMMAND with TEST_STRIPE_URL naming a new, empty double of Stripe's API that ends with it.
source "$(dirname "$0")/env.sh"

python=target/stripe/bin/python
[ -x "$python" ] || die "the double of Stripe is missing: run scripts/setup.sh test"
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
"$python" tools/stripe/serve.py "$port" &
double=$!
trap 'kill "$double" 2>/dev/null || true' EXIT

answers() { node -e 'fetch(process.argv[1]).then(() => process.exit(0), () => process.exit(1))' "http://127.0.0.1:$port/v1/balance"; }
for _ in $(seq 50); do
  answers && break
  kill -0 "$double" 2>/dev/null || die "the double of Stripe did not start"
  sleep 0.2
done
answers || die "the double of Stripe does not answer"

TEST_STRIPE_URL=http://127.0.0.1:$port "$@"
