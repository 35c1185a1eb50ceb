"""What kept a destructive file in check before a change and does not after it.

The commands are the same on both sides, so nothing new is met; what is gone is a line beside them: `set -e`, the
question, the check for production, the transaction. Told only of files that destroy something now.
"""

from __future__ import annotations

from keyturn.model.noun import Noun

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Gone(Noun):
    """A safety that is gone: what it was, and the old side's line (1-based) with its text."""

    what: str
    line: int
    text: str
    many: bool = False
    """Whether `what` is a plural."""


_ASKS = (
    "read -p", "read -r -p", "read -rp", "read -n", "confirm(", "click.confirm", "input(", "prompt(", "inquirer",
    "read-host", "are you sure", "typer.confirm", "readline(", "shouldcontinue", "-confirm", "raw_input(", "yesno",
    "gets.chomp", "stdin.gets", "dialog --yesno", "select yn",
)  # fmt: skip
_CONDITIONS = ("if ", "if(", "if[", "unless ", "elif ", "assert ", "assert(", "case ", "[ ", "[[ ", "test ", "guard ",
               "when ", "raise ", "abort", "abort_if", "ensure")  # fmt: skip
_PLACES = frozenset(
    "env environ environment prd stage hostname is_prod is_production isproduction nodeenv appenv".split()
)
_BEGINS = ("begin;", "begin transaction", "start transaction", "begin work", "begin tran", "begin")
_ENDS = ("rollback;", "rollback", "rollback transaction;", "rollback work;")


def gone(language: str, before: Sequence[str], after: Sequence[str]) -> list[Gone]:
    """Safeties that stood on the old side and of whose sort the new side has none."""
    out: list[Gone] = []
    if language == "shell":
        out.extend(_strict(before, after))
    if language == "sql":
        out.extend(_transaction(before, after))
        return out
    have = {line.strip() for line in after}
    if not any(_asks(line) for line in after):
        out.extend(
            Gone("the question before it", number, line.strip())
            for number, line in _first(before, _asks)
            if line.strip() not in have
        )
    if not any(_checks(line) for line in after):
        out.extend(
            Gone("the check of where it runs", number, line.strip())
            for number, line in _first(before, _checks)
            if line.strip() not in have
        )
    return out


def _first(lines: Sequence[str], test: Test) -> Iterable[tuple[int, str]]:
    for number, line in enumerate(lines, 1):
        if test(line):
            return ((number, line),)
    return ()


def _comment(text: str) -> bool:
    return text.startswith(("#", "//", "--", "*", "/*", "rem "))


def _asks(line: str) -> bool:
    low = line.strip().lower()
    return not _comment(low) and any(_holds(low, sign) for sign in _ASKS)


def _holds(low: str, sign: str) -> bool:
    """Whether a sign stands there as words of its own: `input(` but not `get_input(`."""
    at = low.find(sign)
    while at >= 0:
        if at == 0 or not (low[at - 1].isalnum() or low[at - 1] == "_") or not sign[0].isalpha():
            return True
        at = low.find(sign, at + 1)
    return False


def _checks(line: str) -> bool:
    low = line.strip().lower()
    return not _comment(low) and low.startswith(_CONDITIONS) and any(_place(word) for word in _words(low))


def _words(low: str) -> list[str]:
    return "".join(letter if letter.isalnum() or letter == "_" else " " for letter in low).split()


def _place(word: str) -> bool:
    """Whether a word speaks of where the text runs: `production`, `NODE_ENV`, `allow_wipe`."""
    return word in _PLACES or word.startswith(("prod", "staging", "allow_")) or word.endswith(("_env", "_environment"))


def _strict(before: Sequence[str], after: Sequence[str]) -> list[Gone]:
    """`set -e` and `set -u`, also in the first line's interpreter options."""
    old, new = _options(before), _options(after)
    lost = [name for name in ("errexit", "nounset") if name in old and name not in new]
    if not lost:
        return []
    number = old[lost[0]]
    said = " and ".join({"errexit": "set -e", "nounset": "set -u"}[name] for name in lost)
    return [Gone(said, number, before[number - 1].strip(), len(lost) > 1)]


def _options(lines: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        words = line.replace(";", " ").split()
        if not words or not (words[0] == "set" or (number == 1 and words[0].startswith("#!"))):
            continue
        for at, word in enumerate(words[1:], 1):
            if word.startswith("#"):
                break
            if word in ("errexit", "nounset") and words[at - 1].startswith("-") and words[at - 1].endswith("o"):
                found.setdefault(word, number)
            elif word.startswith("-") and not word.startswith("--"):
                for letter, name in (("e", "errexit"), ("u", "nounset")):
                    if letter in word:
                        found.setdefault(name, number)
    return found


def _transaction(before: Sequence[str], after: Sequence[str]) -> list[Gone]:
    def plain(lines: Sequence[str]) -> list[str]:
        return [" ".join(line.lower().split()) for line in lines]

    old, new = plain(before), plain(after)
    out: list[Gone] = []
    for what, words in (("the transaction around it", _BEGINS), ("the ROLLBACK behind it", _ENDS)):
        if any(line in words for line in new):
            continue
        number = next((number for number, line in enumerate(old, 1) if line in words), 0)
        if number:
            out.append(Gone(what, number, before[number - 1].strip()))
    return out


if TYPE_CHECKING:
    from collections.abc import Callable

    Test = Callable[[str], bool]
