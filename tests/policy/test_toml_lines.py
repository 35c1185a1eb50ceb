"""Lines of keys, against documents that tomllib reads."""

import json
import tomllib

from hypothesis import given
from hypothesis import strategies as st

from keyturn.policy.toml_lines import line_of, lines_of

EXAMPLE = '''# a comment with [brackets] and key = 1
fail = """
[not.a.table]
key = "no"
"""
[environment.prod]          # trailing
matches = [
  "a]b",  # ]
  'c#d',
]
hold = { keys = 2, senior = 1 }

[[environment.prod.freeze]]
name = "one"
[[environment.prod.freeze]]
name = "two"
"quoted key".sub = 3
'''


def test_lines():
    found = lines_of(EXAMPLE)
    assert found["fail",] == 2
    assert found["environment", "prod"] == 6
    assert found["environment", "prod", "matches"] == 7
    assert found["environment", "prod", "matches", 1] == 9
    assert found["environment", "prod", "hold", "senior"] == 11
    assert found["environment", "prod", "freeze", 0, "name"] == 14
    assert found["environment", "prod", "freeze", 1] == 15
    assert found["environment", "prod", "freeze", 1, "quoted key", "sub"] == 17
    assert ("not",) not in found


def test_the_nearest_thing_around_a_missing_path():
    found = lines_of(EXAMPLE)
    assert line_of(found, ("environment", "prod", "matches", 9)) == 7
    assert line_of(found, ("nothing",)) == 0


NAMES = st.sampled_from(["a", "b-1", "c_d", "with space", 'q"uote', "é"])
SCALARS = st.one_of(st.integers(-9, 9), st.booleans(), st.text(max_size=8))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=6,
)


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def written(value, draw):
    """A value as TOML, its arrays over one or several lines."""
    if value is True or value is False:
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        gap = draw(st.sampled_from(["", " ", "\n", " # ] note\n"]))
        return "[" + gap + ("," + gap).join(written(item, draw) for item in value) + gap + "]"
    return "{" + ", ".join(f"{quoted(name)} = {written(item, draw)}" for name, item in value.items()) + "}"


def paths(value, path=()):
    if isinstance(value, dict):
        for name, item in value.items():
            yield (*path, name)
            yield from paths(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield (*path, index)
            yield from paths(item, (*path, index))


@given(st.data())
def test_every_path_of_every_document_has_a_line_that_shows_it(data):
    lines: list[str] = []
    for name, table in data.draw(
        st.dictionaries(NAMES, st.dictionaries(NAMES, VALUES, max_size=3), max_size=3)
    ).items():
        double = data.draw(st.booleans())
        for _ in range(data.draw(st.integers(1, 2)) if double else 1):
            lines.append(f"[[{quoted(name)}]]" if double else f"[{quoted(name)}]")
            lines.extend(f"{quoted(inner)} = {written(value, data.draw)}" for inner, value in table.items())
            lines.append(data.draw(st.sampled_from(["", "# note [x]", "   "])))
    text = "\n".join(lines)
    document = tomllib.loads(text)
    found = lines_of(text)
    rows = text.split("\n")
    wanted = set(paths(document))
    assert wanted <= set(found)
    for path in wanted:
        last = path[-1]
        if isinstance(last, str):
            assert quoted(last) in rows[found[path] - 1]


@given(st.text("[]{}=\"'\\#\n\r ab.,", max_size=60))
def test_what_is_no_toml_ends_quietly(text):
    lines_of(text)
