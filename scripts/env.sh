# Sourced by every script: strict mode, the folder of the project, and words they share.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# Whoever shares a target folder between projects still finds the binary where the README says.
unset CARGO_TARGET_DIR CARGO_BUILD_TARGET_DIR

# LINT=1: the lints of `make check` while the tests and the module are compiled, as one work and not two. CI does so.
if [ -n "${LINT:-}" ]; then
  export RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=-Dwarnings
fi

say() { printf '\033[1m· %s  %s\033[0m\n' "$(date +%T)" "$*" >&2; }

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# apt_install WHY PACKAGE…: installs Debian packages, or says exactly which ones are missing.
apt_install() {
  local why=$1 as_root=env
  shift
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  if ! has apt-get || ! $as_root true 2>/dev/null; then
    die "missing for $why: $* (on Debian: sudo apt-get install $*)"
  fi
  say "installing $*"
  $as_root apt-get update -qq
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
}

# npm_install FOLDER: its locked packages, again only when the lock file changed.
npm_install() {
  local installed=$1/node_modules/.package-lock.json
  if [ ! -e "$installed" ] || [ "$1/package-lock.json" -nt "$installed" ]; then
    say "installing the packages of $1"
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --prefix "$1" --no-fund --no-audit --loglevel=error >&2
    touch "$installed"
  fi
}

# The newest PostgreSQL programs of this machine, wherever the distribution puts them.
postgres_bin() {
  local found
  found=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
  [ -n "$found" ] || found=$(command -v initdb || true)
  [ -n "$found" ] && dirname "$found"
}

# `type -P`, for a file: `command -v` would find this function itself.
chromium() { type -P "${CHROMIUM:-chromium}" || type -P google-chrome; }

# Whether there is no database yet: whoever configured one of their own does not want demo people in it.
wants_demo() { [ ! -e data/rolecall.db ] && [ -z "${ROLECALL_DATABASE_URL:-}" ] && [ ! -e rolecall.toml ]; }
