#!/usr/bin/env bash
# Everything: unit and HTTP tests on SQLite and PostgreSQL, then browser stories. Ends with the line `N passed, M failed`.
# The stories use the server that the tests have just compiled, which looks more closely (overflow, failpoints), with the
# browser module as it is shipped. `TEST_RELEASE=1` compiles the release binary, a quarter of an hour more, and uses that.
source "$(dirname "$0")/env.sh"

out=target/test
if [ -n "${TEST_RELEASE:-}" ]; then
  build=scripts/build.sh
  export TEST_BINARY=$PWD/target/release/rolecall
else
  build=scripts/site.sh
  export TEST_BINARY=$PWD/target/debug/rolecall
fi
report=end2end/report/report.json two=end2end/report/two.json
passed=0 failed=0
rm -f "$report" "$two"
mkdir -p "$out"

# count PASSED FAILED STATUS: a run that failed without naming a failed test (it did not compile) counts as one.
count() {
  passed=$((passed + $1))
  failed=$((failed + ($2 == 0 && $3 != 0 ? 1 : $2)))
}

rust_tests() {
  local status=0
  scripts/with-postgres.sh scripts/with-stripe.sh cargo test --locked --features ssr --no-fail-fast 2>&1 | tee "$out/cargo.log" || status=$?
  # `test result: ok. 12 passed; 0 failed; …`, one line for each test binary.
  count $(awk '/^test result:/ { p += $4; f += $6 } END { print p + 0, f + 0 }' "$out/cargo.log") "$status"
}

# The builder of the site, whose dependencies the module has just needed.
site_tests() {
  local status=0
  cargo test --locked --release --manifest-path tools/site/Cargo.toml --target-dir tools/site/target 2>&1 | tee "$out/site.log" || status=$?
  count $(awk '/^test result:/ { p += $4; f += $6 } END { print p + 0, f + 0 }' "$out/site.log") "$status"
}

stories() {
  local status=0
  CHROMIUM=$(chromium) scripts/with-stripe.sh bash -c 'cd end2end && npx playwright test' || status=$?
  count $(node scripts/story-totals.mjs "$report") "$status"
}

# What two servers over one PostgreSQL could disagree about: sessions, links, lists and forms that ask while one types. `make soak`
# runs all stories so.
two_processes() {
  local status=0
  STORY_REPORT=report/two.json scripts/two-processes.sh sign-in session-end invite search-and-filter departures || status=$?
  count $(node scripts/story-totals.mjs "$two") "$status"
}

# Said again at the end, where whoever reads only the end finds them.
failures() {
  sed -n 's/^test \(.*\) \.\.\. FAILED$/failed: \1/p' "$out/cargo.log" "$out/site.log"
  for stories in "$report" "$two"; do node scripts/story-totals.mjs "$stories" names; done | sed 's/^/failed: /'
}

# A short slice of `make soak`: killed again and again under writes, then used by many at once.
crash_loop() {
  cargo build --locked --manifest-path tools/load/Cargo.toml --target-dir tools/load/target &&
    scripts/with-postgres.sh tools/load/target/debug/load soak --rounds 5 --seconds 5 --people 5000 --duels 5 &&
    count 1 0 0 || count 0 1 1
}

scripts/setup.sh test
say "compiling the tests"
# What does not compile is counted below.
cargo test --locked --features ssr --no-run || true
# Linking the browser module takes one core for minutes, the tests hardly ever take both.
scripts/module.sh >"$out/module.log" 2>&1 &
module=$!
say "unit and HTTP tests"
rust_tests
wait "$module" || cat "$out/module.log"
site_tests
say "browser stories"
if "$build"; then
  scripts/wasm-size.sh && count 1 0 0 || count 0 1 1
  stories
  say "browser stories over two servers"
  two_processes
  say "crash loop"
  # `make soak` is the whole of it; a machine that is this slow has better things to do in the rest of its hour and a half.
  if [ "$SECONDS" -lt 4200 ]; then crash_loop; else say "left out after $((SECONDS / 60)) minutes"; fi
else
  count 0 1 1
fi

echo
failures
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
