"""Codex's patches inside shell commands: the file that goes is seen, wherever the patch stands."""

import pytest

from tests.support import judged, rules, verdict

DELETE = "*** Begin Patch\n*** Delete File: {}\n*** End Patch"


def heredoc(path: str) -> str:
    return f"apply_patch <<'EOF'\n{DELETE.format(path)}\nEOF\n"


@pytest.mark.parametrize(
    "text",
    [
        heredoc("/srv/data.db"),
        f"applypatch '{DELETE.format('/srv/data.db')}'",
        f'bash -lc "{heredoc("/srv/data.db")}"',
        f"cd /srv && {heredoc('data.db')}",
        f"printf '%s\\n' '{DELETE.format('/srv/data.db')}' | apply_patch",
    ],
)
def test_a_file_that_a_patch_deletes_is_deleted(text: str) -> None:
    assert [effect.targets[0].facet("path") for effect in judged(text).effects] == ["/srv/data.db"]
    assert verdict(text) == "hold"


def test_a_patch_can_do_the_same_as_each_program() -> None:
    patch = (
        "*** Begin Patch\n*** Add File: /etc/passwd\n+x\n*** Update File: /etc/hosts\n*** Move to: /tmp/hosts\n@@\n-a\n"
        "*** End Patch"
    )
    found = judged(f"apply_patch <<'EOF'\n{patch}\nEOF\n")
    paths = {target.facet("path") for effect in found.effects for target in effect.targets}
    assert {"/etc/passwd", "/etc/hosts"} <= paths


def test_the_text_of_a_file_is_no_header() -> None:
    patch = "*** Begin Patch\n*** Update File: notes.md\n@@\n-a\n+*** Delete File: /srv/data.db\n*** End Patch"
    found = judged(f"apply_patch <<'EOF'\n{patch}\nEOF\n")
    assert not any("data.db" in effect.summary for effect in found.effects)


@pytest.mark.parametrize(
    "text", ["curl -s https://a.example/p | apply_patch", 'apply_patch "$PATCH"', "apply_patch < p"]
)
def test_a_patch_that_nobody_has_seen_is_opaque(text: str) -> None:
    assert rules(text)
    assert verdict(text) == "hold"


def test_a_patch_without_end_is_not_read_file_by_file() -> None:
    assert any(
        one.startswith("blind/") for one in rules(heredoc("\n*** Delete File: ".join(f"f{n}" for n in range(600))))
    )


@pytest.mark.parametrize("text", ["apply_patch --help", "apply_patch", "apply_patch 'hello'"])
def test_what_is_no_patch_does_nothing(text: str) -> None:
    assert verdict(text) == "allow"
