#!/usr/bin/env bash
# Runs every test: unit, store (SQLite and PostgreSQL), HTTP and browser tests. Arguments go to "dotnet test"
# (for example --filter "FullyQualifiedName~Delivery"). Needs the .NET 10 SDK; a missing Chromium or PostgreSQL
# is installed where apt-get may do so, otherwise the script says what to install.
# Ends with a line "N passed, N failed"; exit code 0 only if everything ran and passed.
set -uo pipefail
cd "$(dirname "$0")"

say() { printf '%s\n' "$*" >&2; }
die() { say "test.sh: $*"; echo "0 passed, 1 failed"; exit 1; }

command -v dotnet >/dev/null || die "the .NET 10 SDK is needed (https://dot.net)."

find_chromium() {
  for name in "${WAPORTAL_TEST_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$name" ] && command -v "$name" && return 0
  done
  return 1
}
find_postgres() {
  local found
  found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  if [ -n "$found" ] && [ -x "$found/initdb" ]; then echo "$found"; return 0; fi
  if command -v initdb >/dev/null; then dirname "$(command -v initdb)"; return 0; fi
  return 1
}
apt_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  say "test.sh: installing $1 ..."
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$1"; } >/dev/null 2>&1
}

chromium=$(find_chromium) || { apt_install chromium; chromium=$(find_chromium); } \
  || die "Chromium is missing. Install it (Debian and Ubuntu: apt-get install chromium) or set WAPORTAL_TEST_CHROMIUM to its path."
pg_bin=$(find_postgres) || { apt_install postgresql; pg_bin=$(find_postgres); } \
  || die "PostgreSQL is missing. Install it (Debian and Ubuntu: apt-get install postgresql); its initdb and postgres are used, no running server is needed."

work=$(mktemp -d "${TMPDIR:-/tmp}/waportal-test.XXXXXX")
as_pg=()
if [ "$(id -u)" = 0 ]; then # PostgreSQL refuses to run as root
  id postgres >/dev/null 2>&1 || die "running as root needs the system user 'postgres' that PostgreSQL's package creates."
  as_pg=(runuser -u postgres --)
  chmod 755 "$work"
fi
mkdir "$work/pg" "$work/results"
[ "$(id -u)" = 0 ] && chown postgres "$work/pg"

stop() {
  "${as_pg[@]}" "$pg_bin/pg_ctl" -D "$work/pg/data" -m immediate stop >/dev/null 2>&1
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM

# A throw-away server: loopback only, a port that was free a moment ago, nothing durable.
port=$(shuf -i 20000-29999 -n 1)
"${as_pg[@]}" "$pg_bin/initdb" -D "$work/pg/data" -U waportal --auth=trust -E UTF8 --locale=C >"$work/pg.log" 2>&1 \
  || die "initdb failed: $(tail -n 1 "$work/pg.log")"
for _ in 1 2 3 4 5; do
  "${as_pg[@]}" "$pg_bin/pg_ctl" -D "$work/pg/data" -w -l "$work/pg/server.log" \
    -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$work/pg -c max_connections=200 \
        -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off" start >/dev/null 2>&1 && started=1 && break
  port=$(shuf -i 20000-29999 -n 1)
done
[ "${started:-}" = 1 ] || die "the PostgreSQL test server did not start: $(tail -n 1 "$work/pg/server.log" 2>/dev/null)"

export WAPORTAL_TEST_CHROMIUM="$chromium"
export WAPORTAL_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=waportal;Database=postgres"

if [ "${WAPORTAL_TEST_BUILT:-}" != 1 ]; then # whoever has just built it says so
  dotnet build WaPortal.sln --nologo -v quiet -clp:NoSummary || die "the build failed."
fi
dotnet test WaPortal.Tests --no-build --nologo --logger "trx;LogFileName=tests.trx" --logger "console;verbosity=minimal" \
  --results-directory "$work/results" "$@"
result=$?

count() { grep -ho "<Counters [^>]*>" "$work"/results/*.trx 2>/dev/null | grep -o " $1=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{n+=$1} END {print n+0}'; }
total=$(count total); executed=$(count executed); passed=$(count passed)
# The tour's pictures are taken only when asked for (docs/tour.sh); the runner lists that as a test not executed.
unasked=$(grep -ho 'testName="WaPortal\.Tests\.Browser\.TourPictures[^>]* outcome="NotExecuted"' "$work"/results/*.trx 2>/dev/null | wc -l)
failed=$((executed - passed)); skipped=$((total - executed - unasked))
if [ "$skipped" -gt 0 ]; then say "test.sh: $skipped tests were skipped; with a browser and a server at hand none may be."; failed=$((failed + skipped)); fi
if [ "$executed" -eq 0 ]; then say "test.sh: no test ran."; failed=$((failed + 1)); fi
if [ "$result" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
