#!/bin/sh
# The step of action.yml: its inputs, which come in variables, as options of `keyturn ci`.
#
#   sh integrations/github/run.sh [--environment DIR]        (see ../run.sh)
#
# Nothing here is evaluated: an input, a branch's name or a title is at most one word of a command.
set -euf

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)

usage() {
    printf '::error title=keyturn::%s\n' "$1"
    if [ -n "${GITHUB_OUTPUT:-}" ]; then printf 'verdict=error\n' >>"$GITHUB_OUTPUT"; fi
    exit 2
}

if [ -n "${INPUT_WORKING_DIRECTORY:-}" ]; then
    CDPATH='' cd -- "$INPUT_WORKING_DIRECTORY" 2>/dev/null || usage 'working-directory is no directory'
fi
set -- "$@" "--fail-on=${INPUT_FAIL_ON:-medium}"
if [ -n "${INPUT_BASE:-}" ]; then set -- "$@" "--base=$INPUT_BASE"; fi
if [ -n "${INPUT_APPROVALS:-}" ]; then set -- "$@" "--approvals=$INPUT_APPROVALS"; fi
# Not in the checkout, where a change could have put a link in a report's place.
reports=$(mktemp -d "${RUNNER_TEMP:-/tmp}/keyturn-reports.XXXXXX")
for form in $(printf '%s' "${INPUT_FORMAT:-}" | tr ',\n' '  '); do
    case $form in
    sarif) file=keyturn.sarif ;;
    junit) file=keyturn.junit.xml ;;
    json) file=keyturn.json ;;
    html) file=keyturn.html ;;
    text) file=keyturn.txt ;;
    *) usage 'format takes sarif, junit, json, html and text' ;;
    esac
    set -- "$@" --output "$form=$reports/$file"
done
if [ -n "${GITHUB_OUTPUT:-}" ]; then printf 'reports=%s\n' "$reports" >>"$GITHUB_OUTPUT"; fi
exec sh "$here/../run.sh" "$@"
