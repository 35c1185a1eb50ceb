"""Texts made to hide something, or to keep the reader busy: each ends soon, and what is given up is said."""

from __future__ import annotations

import time

import pytest

from tests.support import rules

CURLY = ("go", "rust", "java", "kotlin", "scala", "groovy", "csharp", "swift", "dart", "elixir")
DOUBLING = "".join(f"v{at} = v{at - 1} + v{at - 1}\n" for at in range(1, 3_000))
ALIASES = "a0: &a0 [x]\n" + "".join(f"a{at}: &a{at} [*a{at - 1}, *a{at - 1}]\n" for at in range(1, 60))


def soon(text: str, language: str) -> list[str]:
    """The rules met, and a failure when it takes longer than a slow machine needs."""
    start = time.monotonic()
    found = rules(text, language=language, file=True)
    assert time.monotonic() - start < 10
    return found


@pytest.mark.parametrize("language", CURLY)
def test_values_that_double_at_every_line(language: str) -> None:
    soon("v0 = unknown\n" + DOUBLING, language)
    soon('v0 = "ab"\n' + DOUBLING, language)


@pytest.mark.parametrize("language", ["go", "kotlin", "csharp", "elixir"])
@pytest.mark.parametrize("piece", ["a,", "${", '"${', "func a(", "a b(", "a<", "a?", "a[", "({["])
def test_openers_and_lists_without_an_end(language: str, piece: str) -> None:
    soon(piece * 15_000, language)
    soon('"' + piece * 15_000 + '"', language)


@pytest.mark.parametrize("text", ['exec.Command("ls");' * 6_000, "// é\n" + 'exec.Command("ls")\n' * 6_000])
def test_places_are_counted_on(text: str) -> None:
    soon(text, "go")


def test_many_ways_up_and_flushes() -> None:
    soon('func a() { db.Exec("DROP TABLE a") }\n' * 3_000, "go")
    soon("// redis\nfunc a() { rdb.FlushAll(ctx) }\n" + "func a() { w.Flush(); rdb.FlushAll(ctx) }\n" * 3_000, "go")


def test_a_bracket_that_nothing_closes_hides_nothing() -> None:
    text = 'package a\n\nfunc broken(\n\nfunc main() {\n\tos.RemoveAll("/")\n}\n'
    assert "code/recursive-delete" in rules(text, language="go", file=True)


def test_a_call_behind_a_name_is_no_declaration() -> None:
    wiping = 'println exec("rm -rf /".execute())\n'
    assert rules(wiping, language="groovy", file=True) != []


def test_settings_whose_aliases_double_are_not_clean() -> None:
    assert "blind/unparsable" in soon(ALIASES, "agent-settings")


def test_settings_nested_deeper_than_is_read_are_not_clean() -> None:
    deep = "{" + '"a": {' * 40 + '"defaultMode": "bypassPermissions"' + "}" * 41
    assert "blind/budget" in rules(deep, language="agent-settings", file=True)


@pytest.mark.parametrize("language", ["kubernetes", "cloudformation", "pipeline", "workflow", "compose"])
def test_manifests_whose_aliases_double(language: str) -> None:
    body = "".join(f"  {line}\n" for line in ALIASES.splitlines())
    soon("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n" + body, language)
    soon("on: push\nResources:\n" + body + "jobs:\n" + body + "services:\n" + body, language)


@pytest.mark.parametrize("depth", [35, 60, 110])
def test_a_claim_deep_in_a_manifest_is_seen(depth: int) -> None:
    deep = "".join(f"{'  ' * at}a:\n" for at in range(1, depth))
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\nspec:\n{deep}{'  ' * depth}persistentVolumeReclaimPolicy: Delete\n"
    assert soon(text, "kubernetes") == soon(text.replace(deep, "").replace("  " * depth, "  "), "kubernetes")
