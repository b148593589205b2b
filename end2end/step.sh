#!/usr/bin/env bash
# Runs one step of the tests and prints how long it took: step.sh [--memory] NAME COMMAND…
#
# With --memory, temporary files are kept in memory where /dev/shm has room for them and allows programs to run from it
# (the programs of doc tests do); elsewhere they stay where TMPDIR says.
needed=$((4 * 1024 * 1024)) # KiB
in_memory=
if [ "$1" = --memory ]; then
    shift
    free=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)
    available=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo 2>/dev/null)
    if [ -w /dev/shm ] && [ "${free:-0}" -gt "$needed" ] && [ "${available:-0}" -gt "$((2 * needed))" ] &&
        ! findmnt --noheadings --output OPTIONS /dev/shm | grep -qw noexec; then
        in_memory=$(mktemp -d /dev/shm/reprieve.XXXXXX)
        # PostgreSQL runs as another user where this one is root.
        chmod 755 "$in_memory"
        trap 'rm -rf "$in_memory"' EXIT
        trap 'exit 1' INT TERM HUP
        export TMPDIR=$in_memory
    fi
fi
name=$1
shift
echo "== $name${in_memory:+ (temporary files in memory)}"
begin=$SECONDS
if "$@"; then
    echo "== $name: passed in $((SECONDS - begin)) s"
else
    echo "== $name: FAILED after $((SECONDS - begin)) s" >&2
    exit 1
fi
