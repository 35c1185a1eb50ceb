"""The published JSON Schema against the loader: what it makes loads, and what the loader refuses it refuses.

Where the loader is stricter, since no schema can say it, LOADER_ALONE lists it with an example.
"""

import copy
import json
import string
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyturn.adapter.text_search import problem_of
from keyturn.cli.config import run
from keyturn.policy.configuration import KEYS_KNOWN, read
from keyturn.policy.schema import schema

SCHEMA = schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def refused_by_schema(document):
    return not VALIDATOR.is_valid(json.loads(json.dumps(document)))


def refused_by_loader(document, **more):
    text = toml(document)
    tomllib.loads(text)  # the test's own writer is right
    built_in = frozenset({"git/force-push"})
    return read(
        text.encode(), file="keyturn.toml", name="organisation", pattern_problem=problem_of, built_in=built_in, **more
    ).errors


# -- documents as TOML -----------------------------------------------------------------------------------------------


def toml(document):
    return "\n".join(f"{key(name)} = {value(it, name)}" for name, it in document.items()) + "\n"


def key(name):
    return name if name and set(name) <= set(string.ascii_letters + string.digits + "_-") else quoted(name)


def quoted(text):
    return (
        '"'
        + "".join(f"\\u{ord(char):04x}" if not char.isalnum() and ord(char) < 0xD800 else char for char in text)
        + '"'
    )


def value(it, name):
    if isinstance(it, bool):
        return "true" if it else "false"
    if isinstance(it, str):
        return it if name in ("from", "until") and it[:4].isdigit() else quoted(it)
    if isinstance(it, list):
        return "[" + ", ".join(value(one, "") for one in it) + "]"
    if isinstance(it, dict):
        return "{" + ", ".join(f"{key(inner)} = {value(one, inner)}" for inner, one in it.items()) + "}"
    return repr(it)


# -- documents from the schema ---------------------------------------------------------------------------------------

PLAIN = st.text(string.ascii_letters + string.digits + " -_*.", min_size=1, max_size=12).filter(str.strip)
MOMENTS = ("2026-12-01T00:00:00Z", "2026-12-02T10:00:00+02:00", "2027-01-01 00:00:00Z")


def resolved(node):
    while "$ref" in node:
        place = SCHEMA
        for step in node["$ref"].removeprefix("#/").split("/"):
            place = place[step]
        node = place
    return node


def values(node):
    """A strategy for values that a node of the schema takes."""
    node = resolved(node)
    if "enum" in node:
        return st.sampled_from(node["enum"])
    if "examples" in node:
        return st.sampled_from(node["examples"])
    if "anyOf" in node:
        return st.one_of(*(values(one) for one in node["anyOf"]))
    kind = node["type"]
    if kind == "boolean":
        return st.booleans()
    if kind == "integer":
        return st.one_of(
            st.integers(node["minimum"], node["maximum"]), st.sampled_from([node["minimum"], node["maximum"]])
        )
    if kind == "array":
        return st.lists(values(node["items"]), max_size=3)
    if kind == "string":
        if node.get("format") == "date-time":
            return st.sampled_from(MOMENTS)
        if "family" in node.get("description", "") or "/" in node.get("pattern", ""):
            return st.from_regex(node["pattern"], fullmatch=True, alphabet=st.characters(max_codepoint=127))
        if "mhd" in node.get("pattern", ""):
            return st.from_regex(node["pattern"].removesuffix("$") + r"\Z", alphabet=st.characters(max_codepoint=127))
        return PLAIN
    return tables(node)


@st.composite
def tables(draw, node):
    """A table: some of its keys, and whatever goes together."""
    out = {}
    if "patternProperties" in node:
        names = draw(
            st.lists(st.sampled_from(["prod", "PROD", "staging", "Dev", "blue", "a b", "qa"]), max_size=3, unique=True)
        )
        for name in names:
            out[name] = draw(tables(SCHEMA["$defs"]["environment"]))
            if name.lower() == "prod":
                out[name]["class"] = "production"
            else:
                out[name].setdefault("class", "staging")
        return out
    properties = node["properties"]
    wanted = set(draw(st.lists(st.sampled_from(sorted(properties)), max_size=5))) | set(node.get("required", ()))
    if "oneOf" in node:
        shapes = [one["required"][0] for one in node["oneOf"]]
        wanted = {name for name in wanted if name not in shapes} | {draw(st.sampled_from(shapes))}
    for name in sorted(wanted):
        out[name] = draw(values(properties[name]))
    return out


def mended(document):
    """The document without what only the loader can tell: LOADER_ALONE."""
    for number, rule in enumerate(document.get("rule", [])):
        rule["id"] = f"own-{number}/{rule['id'].partition('/')[2]}"
    for environment in document.get("environment", {}).values():
        hold = environment.get("hold", {})
        if "senior" in hold:
            hold["keys"] = 9
        for freeze in environment.get("freeze", []):
            freeze["from"], freeze["until"] = MOMENTS[0], MOMENTS[1]
    return document


DOCUMENTS = tables(SCHEMA).map(mended).filter(lambda document: not refused_by_schema(document))
QUIET = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)


@QUIET
@given(DOCUMENTS)
def test_what_the_schema_takes_loads(document):
    assert refused_by_loader(document) == ()


# -- mutations -------------------------------------------------------------------------------------------------------

WHOLE: dict[str, Any] = {
    "allow_trust": True,
    "keep_record_files": 30,
    "rehearse_rows": "schema",
    "environment": {
        "prod": {
            "matches": ["terraform:workspace=prod"],
            "hold": {"keys": 2, "senior": 1, "rehearse": True, "restore_within": "24h", "row_limit": 10},
            "promote_from": "staging",
            "tier": 1,
            "undo": False,
            "freeze": [{"name": "week", "from": MOMENTS[0], "until": MOMENTS[1]}],
        },
        "blue": {"class": "staging", "matches": []},
    },
    "rule": [
        {
            "id": "acme/reset",
            "severity": "critical",
            "summary": "x",
            "why": "y",
            "instead": "z",
            "command": {"program": "acmectl", "subcommand": ["reset"], "options": ["--all"]},
            "match": ["acmectl reset --all", {"language": "python", "text": "import os"}],
            "no_match": ["acmectl show"],
        },
        {
            "id": "acme/text",
            "text": {"pattern": "A+B", "paths": ["*.md"], "not_paths": ["x/"], "ignore_case": True},
            "match": ["AAB"],
        },
        {"id": "acme/sql", "sql": {"statement": "delete", "object": "ledger", "without_where": True}, "match": ["x"]},
        {
            "id": "acme/effect",
            "effect": {
                "category": ["infra-destroy"],
                "rule": ["terraform/*"],
                "reversible": "no",
                "min_count": 2,
                "target": ["path:/srv/*"],
                "environment": ["prod"],
            },
            "match": ["x"],
        },
    ],
    "scan": {"fail_on": "low", "mass_delete": 5, "gutted_percent": 50, "protected": ["a/*"], "patterns": ["p.txt"]},
    "receive": {"protected": ["refs/heads/x"], "deadline_seconds": 4, "on_deadline": "refuse", "max_commits": 9},
    "override": {"forbid": ["sql/*"], "max_days": 30, "approvers": "/etc/keyturn/approvers"},
}


def places(node, path=()):
    """Every place of a document."""
    yield path
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, inner in items:
        yield from places(inner, (*path, name))


def changed(path, it):
    document = copy.deepcopy(WHOLE)
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = it
    return document


def test_the_whole_document_is_right():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert not refused_by_schema(WHOLE)
    assert refused_by_loader(WHOLE) == ()


WRONG = [True, 3, 0, -1, 10**13, "", "x", "low", "\u0007", [], ["x"], [1], {}, {"x": 1}, [{}], 1.5]


@pytest.mark.parametrize("path", [path for path in places(WHOLE) if path], ids=lambda path: ".".join(map(str, path)))
def test_what_the_loader_refuses_the_schema_refuses(path):
    for wrong in WRONG:
        document = changed(path, wrong)
        if refused_by_loader(document) and not refused_by_schema(document):
            assert stricter(document), (path, wrong, refused_by_loader(document))


@pytest.mark.parametrize("path", list(places(WHOLE)), ids=lambda path: ".".join(map(str, path)) or "top")
def test_an_unknown_key_is_refused_by_both(path):
    place = WHOLE
    for step in path:
        place = place[step]
    if isinstance(place, dict) and path != ("environment",):
        document = changed((*path, "no_such_key"), 1)
        assert refused_by_loader(document)
        assert refused_by_schema(document)


LOADER_ALONE = {
    "more seniors than keys": {"environment": {"prod": {"hold": {"keys": 1, "senior": 2}}}},
    "a pattern of a target whose facet nobody knows": {"environment": {"prod": {"matches": ["terraform:x=y"]}}},
    "a freeze that ends before it begins": {
        "environment": {"prod": {"freeze": [{"from": MOMENTS[2], "until": MOMENTS[0]}]}}
    },
    "an id twice": {"rule": [dict(WHOLE["rule"][0]), dict(WHOLE["rule"][0])]},
    "an id that is taken": {"rule": [{**WHOLE["rule"][0], "id": "git/force-push"}]},
    "a regular expression that is none": {"rule": [{**WHOLE["rule"][1], "text": {"pattern": "(?=x)"}}]},
    "a regular expression that nothing meets": {"rule": [{**WHOLE["rule"][1], "text": {"pattern": "a*"}}]},
    "a character that cannot be seen": {"rule": [{**WHOLE["rule"][0], "summary": "a\u200bb"}]},
    "a whole number with a point": {"scan": {"mass_delete": 5.0}},
}
"""What the loader refuses and no schema can, with an example each. Besides: whether examples are noticed, and
`allow_trust` and `keep_record_files` outside the organisation's file, which are not about the document alone."""


@pytest.mark.parametrize("name", LOADER_ALONE)
def test_what_the_loader_alone_can_tell(name):
    document = LOADER_ALONE[name]
    assert refused_by_loader(document)
    assert not refused_by_schema(document)


def stricter(document):
    """Whether every fault the loader finds is of a kind that LOADER_ALONE lists."""
    kinds = (
        "cannot be seniors'",
        "has no facet",
        "ends before it begins",
        "stands twice",
        "RE2 says",
        "nothing at all",
    )
    return all(any(kind in error.bare for kind in kinds) for error in refused_by_loader(document))


def test_every_key_is_in_it():
    text = json.dumps(SCHEMA)
    for one in KEYS_KNOWN:
        assert json.dumps(one.text) in text


def test_an_example_that_is_not_noticed_is_for_the_loader():
    assert refused_by_loader(WHOLE, noticed=lambda rule, example: False)


def test_only_the_organisation_decides_who_may_be_trusted():
    assert read(b"allow_trust = true", file="keyturn.toml", name="repository").errors


def test_the_published_copy_is_what_the_command_prints(capsys):
    assert run(["schema"]) == 0
    published = Path(__file__).resolve().parents[2] / "docs" / "keyturn.schema.json"
    assert capsys.readouterr().out == published.read_text(encoding="utf-8"), "run `make docs` and commit the result"
