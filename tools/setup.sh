#!/bin/sh
# Make a virtual environment holding the pinned requirements and this working copy.
#
#   tools/setup.sh VENV runtime|dev
#
# Works on a fresh Debian or Ubuntu machine, as root or not, with an empty or unwritable HOME. Where the `venv`
# module lacks its pip (Debian ships it apart) it falls back to a pip outside, to virtualenv, and last to apt.
set -eu

venv=$1
what=$2
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore PIP_NO_WARN_SCRIPT_LOCATION=1
# an unwritable HOME has no cache; pip would warn about it each time
[ -w "${XDG_CACHE_HOME:-${HOME:-/nonexistent}}" ] || export PIP_NO_CACHE_DIR=1
unset PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV 2>/dev/null || :

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 /usr/bin/python3; do
        if fits "$candidate"; then
            # The real interpreter: a version manager's shim is a slow shell script.
            "$candidate" -c 'import sys; print(sys.executable)'
            return 0
        fi
    done
    say "keyturn: no Python 3.11 or newer found. On Debian or Ubuntu: apt-get install python3"
    return 1
}

has_pip() { [ -x "$venv/bin/python" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1; }

make_venv() {
    python=$1
    rm -rf "$venv"
    if "$python" -m venv "$venv" >/dev/null 2>&1 && has_pip; then return 0; fi
    rm -rf "$venv"
    # No ensurepip here. A pip that lives outside can fill an empty environment (pip 22.3 and later).
    if "$python" -m venv --without-pip "$venv" >/dev/null 2>&1 &&
        "$python" -m pip --python "$venv/bin/python" --version >/dev/null 2>&1; then
        return 0
    fi
    rm -rf "$venv"
    if "$python" -m virtualenv --quiet "$venv" >/dev/null 2>&1 && has_pip; then return 0; fi
    rm -rf "$venv"
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if command -v apt-get >/dev/null 2>&1; then
        if [ "$(id -u)" = 0 ]; then root=; elif sudo -n true 2>/dev/null; then root="sudo -n"; else root=no; fi
        if [ "$root" != no ]; then
            say "keyturn: this Python has no venv module; installing it with apt-get"
            $root apt-get update -qq >/dev/null 2>&1 || :
            for package in "python$version-venv" python3-venv; do
                DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq "$package" >/dev/null 2>&1 || continue
                if "$python" -m venv "$venv" >/dev/null 2>&1 && has_pip; then return 0; fi
                rm -rf "$venv"
            done
        fi
    fi
    say "keyturn: cannot make a virtual environment with $python."
    say "         On Debian or Ubuntu: apt-get install python3-venv"
    return 1
}

if [ ! -x "$venv/bin/python" ] || ! fits "$venv/bin/python"; then
    python=$(find_python)
    say "keyturn: making $venv with $python"
    make_venv "$python"
else
    python=$(find_python)
fi

install() {
    if has_pip; then
        "$venv/bin/python" -m pip install --quiet "$@"
    else
        "$python" -m pip --python "$venv/bin/python" install --quiet "$@"
    fi
}

case $what in
runtime) set -- -r requirements/runtime.txt -r requirements/build.txt ;;
dev) set -- -r requirements/dev.txt ;;
*)
    say "usage: tools/setup.sh VENV runtime|dev"
    exit 2
    ;;
esac
say "keyturn: installing pinned requirements ($what)"
install --require-hashes --only-binary :all: --no-deps "$@"
install --no-deps --no-build-isolation --editable .
