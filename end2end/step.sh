#!/usr/bin/env bash
# Runs one step of the tests and says how long it took.
name=$1
shift
echo "== $name"
begin=$SECONDS
if "$@"; then
    echo "== $name: passed in $((SECONDS - begin)) s"
else
    echo "== $name: FAILED after $((SECONDS - begin)) s" >&2
    exit 1
fi
