"""The pre-filter law: whatever a rule can match, in any spelling that can be undone here, is a hit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.model.rule import Rule
from keyturn.scan import anchors
from keyturn.scan.prefilter import LARGE, Group, Needles, Prefilter, found, pattern_of, prefilter
from keyturn.tool.rules.index import all_rules

# not the one that everybody shares, which a large input may have made fast
SMALL = prefilter((b"a-program-no-one-has",))
FAST = prefilter((b"a-program-nobody-has",))
FAST.prepare(LARGE)

EXAMPLES = [
    (rule, "shell" if isinstance(example, str) else example[0], example if isinstance(example, str) else example[1])
    for rule in all_rules()
    if rule.anchors
    for example in rule.match
]


@pytest.mark.parametrize("engine", [SMALL, FAST], ids=["small", "fast"])
def test_every_example_of_every_rule_is_a_hit(engine: Prefilter) -> None:
    missed = [(rule.id, text) for rule, language, text in EXAMPLES if not engine.hits(language, text.encode())]
    assert not missed


def _quoted(word: str, how: int) -> str:
    if len(word) < 2 or not word.isalnum():
        return word
    middle = 1 + how % (len(word) - 1)
    left, right = word[:middle], word[middle:]
    return [
        f"{left}''{right}",
        f'"{left}"{right}',
        f"{left}\\{right}",
        f"'{word}'",
        f"\\{word}",
        f"{left}\\\n{right}",
        f"$'{left}'{right}",
        "$'" + "".join(f"\\x{ord(char):02x}" for char in word) + "'",
        f"{left}$()" + right,
        f"/bin/{word}",
        f"x={word}; $x",
        f'a={left}; b={right}; "$a$b"',
    ][how % 12]


@settings(max_examples=400)
@given(st.sampled_from([item for item in EXAMPLES if item[1] == "shell"]), st.integers(0, 400), st.booleans())
def test_spellings_that_the_shell_undoes_are_hits(item: tuple[Rule, str, str], how: int, upper: bool) -> None:
    rule, _language, text = item
    first, space, rest = text.partition(" ")
    spelled = _quoted(first, how) + space + rest
    if upper:
        spelled = "# harmless firmware\n" + spelled
    for engine in (SMALL, FAST):
        assert engine.hits("shell", spelled.encode()), rule.id
        assert engine.hits("makefile", f"all:\n\t{spelled}\n".encode()), rule.id


@settings(max_examples=150)
@given(st.sampled_from([item for item in EXAMPLES if item[1] == "shell" and "\\" not in item[2]]))
def test_commands_in_other_documents_are_hits(item: tuple[Rule, str, str]) -> None:
    import json

    _rule, _language, text = item
    lines = "".join(f"          {line}\n" for line in text.splitlines())
    documents = {
        "package.json": json.dumps({"scripts": {"x": "echo 1\n" + text}}),
        "workflow": f"jobs:\n  a:\n    steps:\n      - run: |\n{lines}",
        "python": f"import subprocess\nsubprocess.run({text!r}, shell=True)\n",
        "javascript": f"require('child_process').execSync({json.dumps(text)})\n",
    }
    for language, document in documents.items():
        for engine in (SMALL, FAST):
            assert engine.hits(language, document.encode()), language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("shell", "echo firmware alarm formats confirm\n"),
        ("shell", "if [ -f build/x ]; then echo ready 2>&1 >/dev/null; fi\n"),
        (
            "python",
            "def drop_account(self):\n    '''Delete it, or truncate the format.'''\n    return self.remove_all\n",
        ),
        ("python", "session.query(User).filter_by(name='kim').first()\n"),
        ("javascript", "const dropped = /a+/.exec(text); items.forEach((item) => render(item));\n"),
        ("sql", "CREATE TABLE t (id bigint PRIMARY KEY, owner text NOT NULL); SELECT 1;\n"),
        ("hcl", 'variable "x" {\n  default = "y"\n}\n'),
    ],
)
def test_ordinary_text_is_no_hit(language: str, text: str) -> None:
    for engine in (SMALL, FAST):
        assert not engine.hits(language, text.encode())


def test_a_word_in_a_plain_comment_line_is_no_hit_where_the_fast_engine_runs() -> None:
    assert not FAST.hits("shell", b"# never run rm or git here\necho ok\n")
    assert not FAST.hits("sql", b"-- drop the table later, see above\nSELECT 1;\n")
    # what could end a comment or a string makes the line count
    assert FAST.hits("sql", b"/*\n-- */ DROP TABLE users;\n")
    assert FAST.hits("shell", b"# $(rm -rf /)\n") or SMALL.hits("shell", b"# $(rm -rf /)\n")


WORDS = st.sampled_from(
    [b"rm", b"git", b"firmware", b"$x", b"${a}", b"{a,b}", b"> out", b">/dev/null", b"2>&1", b"./run.sh", b"/opt/x", b"'r'", b'"a" "b"',
     b"\\\n", b"\\nrm", b"# rm", b"then $y", b"python3.11", b"pythonic", b".run(", b"run(", b"x.unlink(", b"drop", b"dropped", b"\n", b" ", b";", b"|",
     b"->", b"=>", b"a='b'", b"\xff", b"-- drop", b"op.", b"shop."]
)  # fmt: skip


@settings(max_examples=500)
@given(st.lists(WORDS, max_size=12), st.sampled_from(["shell", "python", "sql", "hcl", "javascript", "ruby", "batch"]))
def test_both_engines_answer_alike(pieces: list[bytes], language: str) -> None:
    data = b"".join(pieces)
    fast = FAST._hits(language, data, 0, len(data))
    assert SMALL.hits(language, data) == fast
    # a part of a larger buffer is judged by itself
    assert FAST._hits(language, b"rm " + data + b" rm", 3, 3 + len(data)) == fast
    assert FAST._hits(language, b"rm\n" + data + b"\nrm", 3, 4 + len(data)) == FAST._hits(
        language, data + b"\n", 0, len(data) + 1
    )


@given(st.binary(max_size=60), st.sampled_from([b"rm", b"a_b", b"op.", b"x("]))
def test_a_needle_is_found_where_the_pattern_finds_it(data: bytes, needle: bytes) -> None:
    import re

    for kind in ("free", "left", "whole", "bare"):
        needles = Needles(**{kind: (needle,)})
        for text in (data, data + needle, needle + data, b" " + needle + data):
            expected = re.search(rb"(?mi)" + pattern_of(needles), text) is not None
            assert found(text.lower(), needles) == expected


def test_a_teams_own_program_is_a_hit() -> None:
    own = prefilter((b"acmectl",))
    assert own.hits("shell", b"acmectl billing reset --all\n")
    assert not SMALL.hits("shell", b"acmectl billing reset --all\n")


def test_a_hostile_buffer_takes_linear_time() -> None:
    import time

    for piece in (b"rm-", b"firmware", b"$ ", b"{", b"/", b">", b"'a' ", b'"'):
        small, large = piece * 3_000, piece * 30_000
        start = time.perf_counter()
        SMALL.hits("shell", small)
        first = time.perf_counter() - start
        start = time.perf_counter()
        SMALL.hits("shell", large)
        assert time.perf_counter() - start < 40 * first + 0.5


def test_the_table_is_what_the_rules_say() -> None:
    import pathlib
    import runpy

    made = runpy.run_path(str(pathlib.Path(__file__).parents[2] / "tools" / "build_anchors.py"))
    path = anchors.__file__
    assert path is not None
    assert pathlib.Path(path).read_text(encoding="utf-8") == made["text"](), "run tools/build_anchors.py"


def test_groups_are_separate() -> None:
    one = Prefilter({"sql": Group(Needles(free=(b"drop",)))}, Group(Needles(free=(b"other",))))
    assert one.hits("sql", b"DROP")
    assert not one.hits("sql", b"other")
    assert one.hits("ruby", b"other")
