#!/usr/bin/env bash
# A private PostgreSQL for tests: a new cluster in a temporary folder, on loopback and a free port.
#
#   postgres.sh COMMAND…    runs a command that finds the address in REPRIEVE_TEST_POSTGRES, and stops with it
#   postgres.sh             prints the address in one line when the server answers, and stops when its standard input is
#                           closed, so that it does not outlive the process that started it
#
# --durable before that keeps the settings of a real server, which are otherwise traded for speed.
set -euo pipefail

tool() {
    command -v "$1" 2>/dev/null && return
    local found
    found=$(ls -d /usr/lib/postgresql/*/bin/"$1" 2>/dev/null | sort -V | tail -n 1)
    [ -n "$found" ] && echo "$found" && return
    echo "postgres.sh: no $1: install PostgreSQL (Debian: apt-get install postgresql)" >&2
    exit 1
}
initdb=$(tool initdb)
server=$(tool postgres)
ready=$(tool pg_isready)

# PostgreSQL refuses to run as root.
as=()
if [ "$(id -u)" = 0 ]; then
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/reprieve-postgres.XXXXXX")
pid=
stop() {
    trap - EXIT INT TERM HUP
    if [ -n "$pid" ]; then
        kill -QUIT "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 0' INT TERM HUP
[ "$(id -u)" = 0 ] && chown postgres "$folder"

from=$PWD
cd "$folder"
"${as[@]}" "$initdb" --pgdata="$folder/data" --username=reprieve --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
    --no-sync >"$folder.log" 2>&1 || { cat "$folder.log" >&2; rm -f "$folder.log"; exit 1; }
rm -f "$folder.log"

speed=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off)
if [ "${1:-}" = --durable ]; then
    speed=()
    shift
fi

# A port that is free now can be taken by the time the server asks for it: then another is tried.
for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 20000))
    "${as[@]}" "$server" -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 \
        -c unix_socket_directories="$folder" -c shared_buffers=512MB -c max_connections=300 \
        -c max_locks_per_transaction=256 -c work_mem=32MB "${speed[@]}" </dev/null >"$folder/log" 2>&1 &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        if "$ready" --quiet --host="$folder" --port="$port" --username=reprieve; then
            address="postgres://reprieve@127.0.0.1:$port/postgres"
            if [ $# -gt 0 ]; then
                status=0
                (cd "$from" && REPRIEVE_TEST_POSTGRES=$address "$@") || status=$?
                exit "$status"
            fi
            echo "$address"
            # Ends when the other end of the pipe is closed, also by the end of the process there.
            cat >/dev/null || true
            exit 0
        fi
        sleep 0.1
    done
    pid=
done
echo "postgres.sh: the server does not start:" >&2
cat "$folder/log" >&2
exit 1
