#!/bin/sh
# Judge what a pipeline is for, with the Keyturn that this script lies in.
#
#   sh keyturn/integrations/run.sh [--environment DIR] [OPTIONS OF keyturn ci]
#
# Needs git and Python 3.11 or newer. What Keyturn stands on is installed from requirements/runtime.txt, each file by
# its hash, with the package index that pip is set up for; Keyturn itself runs from its own sources and is not built.
#
# --environment DIR keeps what was installed: one that is there is used as it is. Only the call can name it, so only
# who writes the pipeline. Without it everything goes into a new directory that is removed again.
#
# Exit codes are those of `keyturn ci`: 0 clear, 1 stopped, 2 usage, 3 could not judge, so also: could not be set up.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

could_not() {
    printf 'keyturn: could not judge: %s\n  %s\n' "$1" "$2" >&2
    if [ "${GITHUB_ACTIONS:-}" = true ]; then
        printf '::error title=keyturn could not judge::%s. %s\n' "$1" "$2"
        if [ -n "${GITHUB_OUTPUT:-}" ]; then printf 'verdict=unjudged\n' >>"$GITHUB_OUTPUT"; fi
    fi
    exit 3
}

fits() { "$1" -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if fits "$candidate"; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

install() {
    python=$(find_python) || could_not 'there is no Python 3.11 or newer on PATH' \
        'Use an image that has one, or set it up in a step before this one.'
    log=$(mktemp)
    # The caller's own choices of where pip installs to would put it elsewhere.
    unset PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV PIP_ROOT PYTHONPATH PYTHONHOME 2>/dev/null || :
    set -- --quiet --disable-pip-version-check --no-input --require-hashes --only-binary :all: --no-deps \
        --requirement "$root/requirements/runtime.txt"
    {
        if "$python" -I -m pip --version; then
            # a pip that is there can fill an empty environment, which saves a second one
            "$python" -I -m venv --without-pip "$environment" &&
                "$python" -I -m pip --python "$environment/bin/python" install "$@"
        else
            "$python" -I -m venv "$environment" && "$environment/bin/python" -I -m pip install "$@"
        fi
    } >"$log" 2>&1 || {
        cat "$log" >&2
        rm -f "$log"
        could_not 'what Keyturn stands on could not be installed' \
            'The lines above say why. It needs the venv module, pip, and the package index that pip is set up for.'
    }
    rm -f "$log"
    # last, so that an environment that was left half done is not taken for a whole one
    "$environment/bin/python" -I -c '
import pathlib, sys, sysconfig
pathlib.Path(sysconfig.get_path("purelib"), "keyturn.pth").write_text(sys.argv[1] + "\n")' "$root/src"
}

environment=
if [ "${1:-}" = --environment ]; then
    if [ -z "${2:-}" ]; then
        printf 'keyturn: --environment needs a directory\n' >&2
        exit 2
    fi
    environment=$2
    shift 2
fi
command -v git >/dev/null 2>&1 || could_not 'there is no git on PATH' 'Use an image that has it, or install it.'
if [ -z "$environment" ]; then
    scratch=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/keyturn.XXXXXX")
    trap 'rm -rf "$scratch"' EXIT
    environment=$scratch/environment
fi
if ! "$environment/bin/python" -I -c 'import keyturn' >/dev/null 2>&1; then install; fi

code=0
"$environment/bin/python" -I -m keyturn ci "$@" || code=$?
exit "$code"
