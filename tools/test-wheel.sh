#!/usr/bin/env bash
# Test one built wheel on several Pythons, with the sources out of reach.
#
#   tools/test-wheel.sh WHEEL VERSION…
#
# Pythons are looked for on PATH, in the CI runner's tool cache and among pyenv's versions. One that is missing is an
# error: a matrix that shrinks by itself says nothing.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
wheel=$(realpath "$1")
shift

find_python() {
    local version=$1 candidate
    for candidate in "python$version" \
        "${RUNNER_TOOL_CACHE:-/nonexistent}"/Python/"$version".*/*/bin/python \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$version".*/bin/python; do
        if "$candidate" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return 0
        fi
    done
    echo "test-wheel: Python $version is not here" >&2
    return 1
}

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir "$place/tree"
# every file of the working copy but the sources, so that only the wheel can be what is tested
(cd "$root" && git ls-files -z | grep -zv '^src/' | tar -cf - --null -T -) | tar -xf - -C "$place/tree"

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
for version in "$@"; do
    python=$(find_python "$version")
    echo "== $("$python" --version) =="
    "$python" -m venv "$place/venv-$version"
    bin=$place/venv-$version/bin
    "$bin/python" -m pip install --quiet --require-hashes --only-binary :all: --no-deps -r "$root/requirements/dev.txt"
    "$bin/python" -m pip install --quiet --no-deps "$wheel"
    # what is about the sources themselves has nothing to look at here
    (cd "$place/tree" && "$bin/python" -m pytest -q -n 2 -p no:cacheprovider --ignore=tests/house/test_new_family.py \
        --ignore=tests/cli/test_pre_commit_framework.py \
        --deselect=tests/integration/test_github_action.py::test_the_installation_itself \
        --deselect=tests/tool/test_aws.py::test_the_generated_table_is_not_stale)
done
