#!/usr/bin/env bash
# Installs what building (tools.sh build) or testing (tools.sh test) needs and this machine lacks. Pinned, from package
# registries only, and silent where there is nothing to do.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo_tool() { # package version command version-flag extra-flags…
    local package=$1 version=$2
    shift 2
    if "$@" --version 2>/dev/null | grep -qF "$version"; then return; fi
    echo "tools: installing $package $version"
    # Without optimisation: they run for seconds and would compile for many minutes.
    CARGO_PROFILE_DEV_DEBUG=0 cargo install --quiet --locked --debug --version "$version" "$package"
}

debian() { # command package…
    local command=$1
    shift
    if command -v "$command" >/dev/null || ls -d /usr/lib/postgresql/*/bin/"$command" >/dev/null 2>&1; then return; fi
    echo "tools: installing $*"
    local as=()
    [ "$(id -u)" = 0 ] || as=(sudo)
    "${as[@]}" apt-get update -qq
    "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null
}

if command -v rustup >/dev/null && ! rustup target list --installed | grep -q wasm32-unknown-unknown; then
    echo "tools: installing the Rust target of the browser"
    rustup --quiet target add wasm32-unknown-unknown
fi
cargo_tool wasm-bindgen-cli 0.2.129 wasm-bindgen
if ! cmp -s end2end/package-lock.json end2end/node_modules/.reprieve-lock; then
    echo "tools: installing the packages of end2end"
    (cd end2end && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --silent --no-fund --no-audit)
    cp end2end/package-lock.json end2end/node_modules/.reprieve-lock
fi
[ "${1:-build}" = test ] || exit 0

cargo_tool leptosfmt 0.1.33 leptosfmt
cargo_tool cargo-deny 0.20.2 cargo deny
debian chromium-headless-shell chromium-headless-shell
debian initdb postgresql
debian sqlite3 sqlite3
