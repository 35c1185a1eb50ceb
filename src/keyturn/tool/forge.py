"""gh, hub and glab: requests made with their `api` command; everything else stands in their tables.

Facts: https://cli.github.com/manual/gh_api, https://docs.gitlab.com/cli/api/. Fields without `--method` make a POST.
"""

from __future__ import annotations

from keyturn.model.word import Word
from keyturn.tool import http_request, verbs
from keyturn.tool.handoff import launch
from keyturn.tool.http_request import Request
from keyturn.tool.options import Grammar, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []
_API = Grammar(
    "--paginate --slurp --silent -i --include --verbose --help -h",
    "-X --method -f --raw-field -F --field --form -H --header --input -q --jq -t --template --hostname --cache -p "
    "--preview --output -R --repo",
    alias={"--method": "-X", "--raw-field": "-f", "--field": "-f", "-F": "-f", "--form": "-f"},
    abbreviate=False,
)
_HOSTS = {
    "gh": "https://api.github.com/",
    "hub": "https://api.github.com/",
    "glab": "https://gitlab.com/api/v4/",
}
_HUB = frozenset("delete release issue pr gist create fork browse compare ci-status api sync".split())


def read(call: Invocation, view: View) -> list[Outcome]:
    """What a command of gh or glab would take away."""
    first = next((word.text for word in call.args if (word.text or "-")[:1] != "-"), None)
    hub = call.name.lower() == "hub"
    if first != "api":
        if hub and first not in _HUB:
            # hub stands in for git and hands everything it does not know on to it
            return launch(call, (Word("git"), *call.args), "hub") if call.args else _NOTHING
        return verbs.read(call, view)
    options = parse(call.args, _API)
    if options.has("--help", "-h") or len(options.operands) < 2:
        return _NOTHING
    endpoint = options.operands[1]
    fields = options.values("-f")
    files = [Word(("@", *word.parts)) for word in options.values("--input")]
    given = options.value("-X")
    method = given.worst().upper() if given is not None else "POST" if fields or files else "GET"
    if method == "GET":
        return _NOTHING
    text = endpoint.text if endpoint.text is not None else endpoint.prefix
    if "://" not in text:
        host = options.text("--hostname")
        base = _HOSTS[call.name.lower()] if host is None else f"https://{host}/"
        parts = (base, *(endpoint.parts if not text.startswith("/") else (text[1:], *endpoint.parts[1:])))
        joined = "".join(part for part in parts if isinstance(part, str)) if endpoint.text is not None else ""
        endpoint = Word(joined, quoted=True) if joined else Word(parts, quoted=True)
    provider = "gitlab" if call.name.lower() == "glab" else "github"
    return http_request.judge(call, view, Request(method, endpoint, (*fields, *files), provider))
