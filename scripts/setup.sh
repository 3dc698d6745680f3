#!/usr/bin/env bash
# setup.sh [test]: installs what building needs and this machine lacks; with `test`, also what the tests need.
source "$(dirname "$0")/env.sh"

rust_ready() {
  has rustup || die "rustup is missing: https://rustup.rs"
  local channel
  channel=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
  if ! rustup toolchain list | grep -q "^$channel-"; then
    say "installing Rust $channel"
    rustup toolchain install "$channel" --profile minimal --component rustfmt --component clippy
  fi
  if ! rustup target list --installed --toolchain "$channel" | grep -q '^wasm32-unknown-unknown$'; then
    rustup target add wasm32-unknown-unknown --toolchain "$channel"
  fi
}

node_ready() {
  has node && has npm || die "Node.js 20 or newer is missing: https://nodejs.org"
  [ "$(node -p 'parseInt(process.versions.node)')" -ge 20 ] || die "Node.js $(node -v) is too old, 20 is needed"
}

# The double of Stripe, in a folder of its own; again only when its requirements changed.
stripe_ready() {
  local installed=target/stripe/installed
  if [ -e "$installed" ] && [ ! tools/stripe/requirements.txt -nt "$installed" ]; then
    return
  fi
  python3 -c 'import ensurepip' 2>/dev/null || apt_install "the tests of payments" python3-venv
  say "installing the double of Stripe"
  rm -rf target/stripe
  python3 -m venv target/stripe
  target/stripe/bin/pip install --quiet --disable-pip-version-check --no-deps --requirement tools/stripe/requirements.txt
  touch "$installed"
}

has cc || apt_install "linking" gcc libc6-dev
rust_ready
node_ready
npm_install tools/site

if [ "${1:-}" = test ]; then
  chromium >/dev/null || apt_install "the browser tests" chromium
  has sqlite3 || apt_install "a story in which time passes" sqlite3
  postgres_bin >/dev/null || apt_install "the tests on PostgreSQL" postgresql
  npm_install end2end
  stripe_ready
fi
