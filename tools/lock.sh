#!/bin/sh
# Refresh requirements/*.txt: exact versions for every platform and Python we support, a hash for every file,
# and no index named, so that whoever installs decides where packages come from. Needs `uv` on PATH.
set -eu
cd "$(dirname "$0")/../requirements"
compile() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-annotate --no-header "$@"
}
compile ../pyproject.toml --output-file runtime.txt
compile --constraint runtime.txt build.in --output-file build.txt
compile --constraint runtime.txt --constraint build.txt --all-extras ../pyproject.toml dev.in --output-file dev.txt
