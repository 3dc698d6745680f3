#!/usr/bin/env bash
# with-postgres.sh COMMAND…: runs COMMAND with TEST_POSTGRES_URL naming a new, empty PostgreSQL that ends with it.
# POSTGRES_DURABLE=1: as it is installed, for measurements; otherwise nothing waits for the disk.
source "$(dirname "$0")/env.sh"

bin=$(postgres_bin) || die "PostgreSQL is missing: run scripts/setup.sh test"
folder=$(mktemp -d "${TMPDIR:-/tmp}/rolecall-postgres.XXXXXX")
owner=$(id -un)
if [ "$owner" = root ]; then
  # The database refuses to run as root.
  owner=postgres
  chown "$owner" "$folder"
fi
# In a folder its owner may enter, unlike perhaps the project's.
postgres() {
  local program=$bin/$1
  shift
  if [ "$owner" = "$(id -un)" ]; then
    (cd "$folder" && "$program" "$@")
  else
    (cd "$folder" && runuser -u "$owner" -- "$program" "$@")
  fi
}

finish() {
  postgres pg_ctl stop --pgdata="$folder/data" --mode=immediate --silent || true
  rm -rf "$folder"
}
trap finish EXIT

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
postgres initdb --pgdata="$folder/data" --username=postgres --auth=trust --locale=C.UTF-8 --encoding=UTF8 --no-sync >/dev/null
# Nothing of a test outlives the run, so nothing has to reach the disk.
fast="-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
[ -z "${POSTGRES_DURABLE:-}" ] || fast=
postgres pg_ctl start --pgdata="$folder/data" --log="$folder/log" --wait --silent --options="-p $port -k $folder \
  -c listen_addresses=127.0.0.1 -c max_connections=300 $fast" ||
  die "PostgreSQL did not start: $(cat "$folder/log")"

TEST_POSTGRES_URL=postgres://postgres@127.0.0.1:$port/postgres "$@"
