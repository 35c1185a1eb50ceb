"""Pages say what is so: links lead somewhere, commands exist, options exist, nothing is promised twice."""

import re
import shlex
from pathlib import Path

import pytest

from keyturn.cli.main import COMMANDS
from tests.conftest import ROOT

PAGES = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "docs/*/*.md")
    for path in ROOT.glob(pattern)
    if not path.name.startswith(".")
)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"")
FENCED = re.compile(r"^(`{3,})([\w-]*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)


def prose(text: str) -> str:
    """The text without its code."""
    return re.sub(r"`[^`\n]+`", "", FENCED.sub("", text))


def anchors(text: str) -> set[str]:
    """The ids that GitHub gives to headings."""
    found = set()
    for heading in HEADING.findall(FENCED.sub("", text)):
        plain = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        found.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for match in LINK.finditer(prose(page.read_text(encoding="utf-8"))):
        link = match.group(1) or match.group(2)
        if "://" in link or link.startswith("mailto:"):
            continue
        name, _, fragment = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (
            fragment and target.suffix == ".md" and fragment not in anchors(target.read_text(encoding="utf-8"))
        ):
            broken.append(link)
    assert broken == []


def shown_commands() -> list[tuple[str, str]]:
    """Every `keyturn …` line in a shell block of a page: page name, line."""
    found = []
    for page in PAGES:
        if page.parent.name == "rules":
            continue
        for _, language, body in FENCED.findall(page.read_text(encoding="utf-8")):
            if language not in ("sh", "console", "bash", "yaml"):
                continue
            for line in body.splitlines():
                if language == "console" and not line.startswith("$ "):
                    continue  # output
                text = line.strip().removeprefix("$ ").removeprefix("- run: ")
                if text.startswith("keyturn ") and text.count("'") % 2 == 0:
                    found.append((page.name, text))
    return found


def options_of(command: str) -> set[str]:
    """The options that a command's help names."""
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    section = text.partition(f"\n## keyturn {command}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", section)) | {"--help"}


@pytest.mark.parametrize(("page", "line"), shown_commands())
def test_shown_commands_exist(page: str, line: str) -> None:
    words = shlex.split(line, comments=True)
    if words[1].startswith("-"):
        assert words[1] in ("--version", "--help")
        return
    assert words[1] in COMMANDS, f"{page}: {line}"
    known = options_of(words[1])
    given = [word.partition("=")[0] for word in words[2:] if word.startswith("--") and word != "--"]
    assert [option for option in given if option not in known] == [], f"{page}: {line}"


def test_make_targets_of_pages_exist() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", text, re.MULTILINE))
    named = set()
    for page in PAGES:
        if page.name == "everyday.md":
            continue  # commands of any project, not of this one
        named |= set(re.findall(r"`make ([a-z]+)`|^make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
    wanted = {first or second for first, second in named}
    assert wanted <= targets, wanted - targets


def test_the_changelog_has_an_unreleased_section_and_the_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in text


def test_every_decision_is_listed_and_says_what_it_costs() -> None:
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    for path in sorted((ROOT / "docs" / "adr").glob("0*.md")):
        text = path.read_text(encoding="utf-8")
        assert path.name in index
        for part in ("**Context.**", "**Options.**", "**Outcome.**", "**Negative consequences.**"):
            assert part in text, f"{path.name} lacks {part}"


def test_the_threat_model_answers_every_law() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| (\d+) \|", text, re.MULTILINE) == [str(number) for number in range(1, 17)]
