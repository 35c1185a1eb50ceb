"""Grammars load cheaply, load at all, and leave the interpreter as they found it."""

import importlib.metadata
import json
import os
import subprocess
import sys
import tomllib

import pytest

from keyturn.errors import CouldNotJudge
from keyturn.language import grammar

SAMPLES = {
    "bash": "if true; then rm -rf /tmp/x; fi\n",
    "hcl": 'resource "aws_s3_bucket" "b" { bucket = "x" }\n',
    "javascript": "const fs = require('fs'); fs.rmSync('/x');\n",
    "python": "import os\nos.remove('x')\n",
    "yaml": "a:\n  - b\n",
}
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def fresh(code, *, isolated=True):
    """The JSON a fresh interpreter prints, run without site so that nothing is imported for it."""
    lead = "import sys; sys.path[:0] = " + repr([p for p in sys.path if p]) + "\n"
    flags = ["-I", "-S"] if isolated else ["-I"]
    done = subprocess.run([sys.executable, *flags, "-c", lead + code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("language", sorted(grammar.PACKAGES))
def test_every_grammar_parses_its_sample_without_error(language):
    tree = grammar.parser(language).parse(SAMPLES[language].encode())
    assert not tree.root_node.has_error
    assert tree.root_node.end_byte >= len(SAMPLES[language].strip())


def test_parser_is_made_once():
    assert grammar.parser("bash") is grammar.parser("bash")


def test_cold_load_imports_nothing_heavy():
    loaded = fresh(
        "from keyturn.language import grammar\n"
        "grammar.parser('bash').parse(b'rm -rf /').root_node.start_point\n"
        "import sys as s\nnames = sorted(s.modules)\nimport json\nprint(json.dumps(names))"
    )
    for heavy in ("re", "enum", "collections", "typing", "importlib.resources", "functools", "tree_sitter"):
        assert heavy not in loaded, heavy


def test_ordinary_import_still_works_afterwards():
    answer = fresh(
        "from keyturn.language import grammar\n"
        "ours = grammar.parser('bash')\n"
        "import re, enum, collections, tree_sitter, tree_sitter_bash, json\n"
        "P = tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))\n"
        "q = tree_sitter.Query(tree_sitter.Language(tree_sitter_bash.language()), "
        "'((word) @w (#match? @w \"^-\"))')\n"
        "t = ours.parse(b'rm -rf /')\n"
        "caught = tree_sitter.QueryCursor(q).captures(t.root_node)\n"
        "print(json.dumps([type(ours) is tree_sitter.Parser, re.compile('a+').match('aa').group(), "
        "collections.namedtuple('X', 'a b')(1, 2).b, enum.IntEnum('E', 'A').A.name, "
        "[n.text.decode() for n in caught['w']], list(P.parse(b'ls').root_node.end_point)]))"
    )
    assert answer == [True, "aa", 2, "A", ["-rf"], [0, 2]]


def test_works_after_the_ordinary_import():
    answer = fresh(
        "import tree_sitter, json\n"
        "from keyturn.language import grammar\n"
        "print(json.dumps(type(grammar.parser('python')) is tree_sitter.Parser))"
    )
    assert answer is True


def test_falls_back_to_the_ordinary_import_when_the_short_way_fails():
    answer = fresh(
        "import json\nfrom keyturn.language import grammar\n"
        "def broken(package):\n    raise RuntimeError(package)\n"
        "grammar._extension = broken\n"
        "print(json.dumps(grammar.parser('python').parse(b'a = 1').root_node.has_error))"
    )
    assert answer is False


def test_falls_back_when_the_extension_asks_for_something_new():
    answer = fresh(
        "import json, sys\nfrom keyturn.language import grammar\n"
        "grammar._STAND_INS['enum'].clear()\n"
        "for name in ('re', 'enum', 'collections'): sys.modules.pop(name, None)\n"
        "print(json.dumps(grammar.parser('python').parse(b'a = 1').root_node.has_error))"
    )
    assert answer is False


def test_a_missing_grammar_says_what_to_do(monkeypatch):
    monkeypatch.setitem(grammar.PACKAGES, "cobol", "tree_sitter_no_such_grammar")
    with pytest.raises(CouldNotJudge) as caught:
        grammar.parser("cobol")
    assert "Reinstall" in str(caught.value)


def test_installed_versions_are_the_pinned_ones():
    from packaging.requirements import Requirement

    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        wanted = [Requirement(one) for one in tomllib.load(file)["project"]["dependencies"]]
    pinned = {one.name: one.specifier for one in wanted if one.name.startswith("tree-sitter")}
    assert set(pinned) == {"tree-sitter", *(name.replace("_", "-") for name in grammar.PACKAGES.values())}
    for name, specifier in pinned.items():
        assert importlib.metadata.version(name) in specifier, name
