#!/usr/bin/env bash
# Everything that must hold before a change lands: style, types, rooms, behaviour on both databases, a real browser.
# Usage: scripts/test.sh [--fast]   (--fast: no browser, SQLite only)
set -euo pipefail
cd "$(dirname "$0")/.."

fast=""
[ "${1:-}" = "--fast" ] && fast=1
missing=()
step() { printf '\n\033[1m== %s\033[0m (%d:%02d)\n' "$*" $((SECONDS / 60)) $((SECONDS % 60)); }
export POLARS_MAX_THREADS=1 OPENBLAS_NUM_THREADS=1 # the workers fill the cores: threads inside them only wait for one another
unset PYTHONDONTWRITEBYTECODE # every worker, and every command that a test starts, would compile everything again

step "Environnement"
python=${PYTHON:-python3}
if [ ! -x .venv/bin/python ]; then "$python" -m venv .venv; fi
stamp=.venv/.tests-$(cat requirements/*.txt pyproject.toml | sha256sum | cut -c1-16)
.venv/bin/python scripts/bootstrap.py --only front --dev &
front=$!
if [ ! -f "$stamp" ]; then
    install() { "$@" --require-hashes -r requirements/dev.txt -r requirements/build.txt && "$@" --no-deps --no-build-isolation --editable .; }
    pip=(.venv/bin/python -m pip install --quiet)
    # uv takes a tenth of the time that pip takes; where it cannot be had, pip does
    { "${pip[@]}" --require-hashes -r requirements/uv.txt && install .venv/bin/uv pip install --python .venv/bin/python --quiet; } || install "${pip[@]}"
    rm -f .venv/.tests-*
    touch "$stamp"
fi
wait "$front"
.venv/bin/python scripts/bootstrap.py --only translations

# Chromium and PostgreSQL come from the system; as root on a Debian-like machine they are installed, elsewhere said.
may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
postgres_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }
packages=()
# Chromium's headless shell draws the same pages without a window's own interface, which costs as much as they do
[ -n "$fast" ] || command -v "${MAILLON_CHROMIUM:-chromium-headless-shell}" >/dev/null || packages+=(chromium-headless-shell)
[ -n "$fast" ] || [ -n "$(postgres_bin)" ] || packages+=(postgresql)
if [ ${#packages[@]} -gt 0 ] && may_install; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${packages[@]}" >/dev/null
    packages=()
fi
for package in "${packages[@]}"; do
    if [ "$package" = chromium-headless-shell ] && command -v chromium >/dev/null; then continue; fi
    missing+=("$package")
done

step "Style"
.venv/bin/ruff check src tests scripts benchmarks
.venv/bin/ruff format --check src tests scripts benchmarks

# in the order of the files: left to itself xdist keeps the longest files, which hold few tests, for the end
pytest() {
    .venv/bin/python -m pytest -n "${MAILLON_TEST_WORKERS:-2}" --dist "${dist:-loadfile}" --no-loadscope-reorder -q "$@"
}

# Half of it is checked beside the other half: a browser, a type checker or a database leave a core idle half of their time.
apart=$(mktemp -d)
beside=""
finish() {
    [ -z "$beside" ] || kill -- "-$beside" 2>/dev/null || true
    [ ! -d "$apart/cluster" ] || "${as_owner[@]}" "$bin/pg_ctl" -D "$apart/cluster/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$apart"
}
trap finish EXIT
keep() { # keep NAME COMMAND…: keeps apart what a command says and how it ends
    local name=$1 outcome=0
    "${@:2}" >"$apart/$name" 2>&1 || outcome=$?
    echo "$outcome" >"$apart/$name.outcome"
}
told() { # told NAME: shows what was kept, and fails as it did
    cat "$apart/$1"
    return "$(cat "$apart/$1.outcome")"
}

postgres=""
as_owner=()
if [ -z "$fast" ] && [[ " ${missing[*]} " != *" postgresql "* ]]; then
    mkdir "$apart/cluster"
    if [ "$(id -u)" = 0 ]; then
        chmod 711 "$apart"
        chown postgres "$apart/cluster"
        as_owner=(runuser -u postgres --)
    fi
    bin=$(postgres_bin)
    (cd "$apart/cluster" && "${as_owner[@]}" "$bin/initdb" -D "$apart/cluster/data" -U maillon --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null)
    "${as_owner[@]}" "$bin/pg_ctl" -D "$apart/cluster/data" -w -l "$apart/cluster/log" start \
        -o "-k $apart/cluster -c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off" >/dev/null
    postgres="postgresql://maillon@/postgres?host=$apart/cluster"
fi
browser=""
[ -n "$fast" ] || [[ " ${missing[*]} " == *" chromium-headless-shell "* ]] || browser=1
set -m # a group of its own, so that all of it stops when this does
{
    keep types .venv/bin/mypy
    keep rooms env PYTHONPATH=src .venv/bin/lint-imports --no-cache --no-logo
    [ -z "$browser" ] || MAILLON_TEST_DATABASE=sqlite dist=worksteal keep browser pytest tests/browser
    [ -z "$postgres" ] || MAILLON_TEST_DATABASE=$postgres keep postgres pytest tests/web
} &
beside=$!
set +m

# each part tells what it found, even after another has failed
failed=0

step "Règles, mesures, documents, commande ; site sur SQLite"
MAILLON_TEST_DATABASE=sqlite pytest tests --ignore tests/browser || failed=1

wait "$beside"
step "Types, pièces et imports"
told types || failed=1
told rooms || failed=1

if [ -n "$browser" ]; then
    step "Navigateur et accessibilité"
    told browser || failed=1
fi

if [ -n "$postgres" ]; then
    step "Site sur PostgreSQL"
    told postgres || failed=1
fi

if [ ${#missing[@]} -gt 0 ]; then
    step "Tests non exécutés"
    for package in "${missing[@]}"; do
        case $package in
            chromium-headless-shell)
                echo "tests/browser : installer Chromium (Debian : apt-get install chromium-headless-shell) ou donner MAILLON_CHROMIUM."
                ;;
            postgresql) echo "tests/web sur PostgreSQL : installer le serveur (Debian : apt-get install postgresql)." ;;
        esac
    done
    [ -z "${CI:-}" ] || failed=1
fi
exit "$failed"
