"""Programs that run the project's own code without naming it: test runners, `go run`, an installer's `setup.py`.

What a session's agent wrote is its own words wherever it is kept (security laws, 1), so a test that it wrote and that a
runner finds by itself is read as well. Only files that the runner surely runs count, by the names that each runner
documents: https://docs.pytest.org/en/stable/explanation/goodpractices.html, https://jestjs.io/docs/configuration#testmatch-arraystring,
https://nodejs.org/api/test.html, https://pkg.go.dev/cmd/go, https://doc.rust-lang.org/cargo/guide/project-layout.html.
"""

from __future__ import annotations

from keyturn.model.source import JAVASCRIPT, PHP, PYTHON, RUBY
from keyturn.tool.locate import absolute, directory_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

GO = "go"
RUST = "rust"
_MOST = 40
_PYTEST = frozenset(("pytest", "py.test", "tox", "nox"))
_JS = frozenset("jest vitest mocha ava tap tape jasmine karma playwright cypress".split())
_OTHER = {"rspec": RUBY, "phpunit": PHP, "pest": PHP}


def files(call: Invocation, view: View, written: Iterable[str]) -> list[tuple[str, str]]:
    """(path, language) of what was written in this session and what this call surely runs."""
    runner = _runner(call)
    if not runner:
        return []
    directory = directory_of(call, view) or view.layout.directory
    below = directory.rstrip("/") + "/"
    named = {absolute(word.text, directory) for word in call.args if word.text and word.text[0] != "-"}
    found: list[tuple[str, str]] = []
    for path in sorted(written):
        language = _language(runner, path, below, path in named)
        if language and path.startswith(below):
            found.append((path, language))
            if len(found) >= _MOST:
                break
    return found


def _runner(call: Invocation) -> str:
    """Which rule for names counts, "" for a call that runs no code of the project's."""
    name = call.name
    words = [word.text or "" for word in call.args]
    if any(word in ("--version", "--help", "-h", "--collect-only", "--co") for word in words):
        return ""
    if name in _PYTEST:
        return PYTHON
    if name in _JS:
        return JAVASCRIPT
    if name in _OTHER:
        return _OTHER[name]
    first = next((word for word in words if word[:1] != "-"), "")
    if name in ("python", "python3"):
        return PYTHON if any(f"-m {one}" in " ".join(words[:4]) for one in ("pytest", "unittest", "tox", "nox")) else ""
    if name == "node":
        return JAVASCRIPT if "--test" in words else ""
    if name in ("bun", "deno"):
        return JAVASCRIPT if first == "test" else ""
    if name == "go":
        return {"test": "go test", "run": "go run", "generate": "go run"}.get(first, "")
    if name == "cargo":
        return RUST if first in ("build", "check", "run", "test", "bench", "b", "r", "t", "c") else ""
    if name == "rake":
        return RUBY if first in ("", "test", "spec") else ""
    if first == "install" or words[:2] == ["pip", "install"]:
        return "setup" if any(word in (".", "-e", "--editable") or word.startswith("./") for word in words) else ""
    return ""


def _language(runner: str, path: str, below: str, named: bool) -> str:
    """The language of a file that the runner runs, "" for one that it need not."""
    name = path[path.rfind("/") + 1 :]
    stem, _dot, end = name.rpartition(".")
    if runner == PYTHON and end == "py":
        runs = named or name == "conftest.py" or stem.startswith("test_") or stem.endswith("_test") or stem == "noxfile"
        return PYTHON if runs else ""
    if runner == JAVASCRIPT and end in ("js", "mjs", "cjs", "ts", "mts", "cts", "jsx", "tsx"):
        runs = named or stem.endswith((".test", ".spec", "_test", "-test")) or stem == "test"
        return JAVASCRIPT if runs or "/__tests__/" in path or path.startswith(below + "test/") else ""
    if runner == RUBY and end == "rb":
        return RUBY if named or stem.endswith(("_spec", "_test")) or stem in ("spec_helper", "test_helper") else ""
    if runner == PHP and end == "php":
        return PHP if named or stem.endswith("Test") else ""
    if runner == "go test" and end == "go":
        return GO if stem.endswith("_test") else ""
    if runner == "go run" and end == "go":
        return GO if (named or path == below + name) and not stem.endswith("_test") else ""
    if runner == RUST and end == "rs":
        inside = path[len(below) :]
        return RUST if name in ("build.rs", "main.rs") or inside.startswith(("tests/", "benches/")) else ""
    return PYTHON if runner == "setup" and path == below + "setup.py" else ""
