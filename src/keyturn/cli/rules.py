"""`keyturn rules`: list the rules, or show one whole."""

from __future__ import annotations

import sys

from keyturn.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from keyturn.model.rule import Rule
    from keyturn.policy.layers import OwnRule

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--json", "print as JSON"),
    ("--family F", "only the rules of one family, such as git"),
)

HELP = """\
usage: keyturn rules [--family F] [--json]
       keyturn rules ID [--json]

Lists what Keyturn notices, or shows one rule: what it is, why it matters, what to do instead, examples.
Rules of your own (keyturn.toml) are listed too.

options:
"""


def run(args: list[str]) -> int:
    """0 listed, 2 usage or no such rule."""
    json_wanted = False
    family = ""
    wanted = ""
    rest = list(args)
    while rest:
        word = rest.pop(0)
        if word in ("--help", "-h"):
            sys.stdout.write(HELP + "".join(f"  {name:<12}{text}\n" for name, text in OPTIONS))
            return 0
        if word == "--json":
            json_wanted = True
        elif word == "--family" or word.startswith("--family="):
            family = word[9:] if "=" in word else (rest.pop(0) if rest else "")
            if not family:
                raise UsageError("--family needs a name", "keyturn rules --family git")
        elif word.startswith("-"):
            raise UsageError(f"rules has no option {word}", "`keyturn rules --help` lists them")
        elif wanted:
            raise UsageError("rules takes one id", "`keyturn rules` lists them")
        else:
            wanted = word
    own = _own()
    if wanted:
        return _one(wanted, own, json_wanted)
    return _list(family, own, json_wanted)


def _own() -> tuple[OwnRule, ...]:
    from keyturn.wiring.configuration import load
    from keyturn.wiring.directory import real

    return load(real()).rules


def _find(wanted: str, own: tuple[OwnRule, ...]) -> Rule | OwnRule:
    from keyturn.tool.rules.index import all_rules

    rules: dict[str, Rule | OwnRule] = {rule.id: rule for rule in own}
    rules.update({rule.id: rule for rule in all_rules()})
    found = rules.get(wanted)
    if found is None:
        from keyturn.policy.spelling import near

        guess = near(wanted, tuple(rules))
        raise UsageError(
            f"there is no rule {wanted}", f"Did you mean {guess}?" if guess else "`keyturn rules` lists them."
        )
    return found


def _one(wanted: str, own: tuple[OwnRule, ...], json_wanted: bool) -> int:
    rule = _find(wanted, own)
    if json_wanted:
        _json(data(rule))
        return 0
    out = [f"{rule.id} ({_grade(rule)})", f"  {rule.summary or 'A rule of your own.'}"]
    if rule.why:
        out += ["", "Why it matters", f"  {rule.why}"]
    source = getattr(rule, "source", "")
    if source:
        out.append(f"  {source}")
    if rule.instead:
        out += ["", "Instead", f"  {rule.instead}"]
    for title, examples in (("Notices", rule.match), ("Leaves alone", rule.no_match)):
        if examples:
            out += ["", title, *(_example(one) for one in examples)]
    _print("\n".join(out))
    return 0


def _example(example: str | tuple[str, str]) -> str:
    if isinstance(example, str):
        return "  $ " + example.replace("\n", "\n    ")
    language, text = example
    return f"  {language}:\n    " + text.strip("\n").replace("\n", "\n    ")


def _grade(rule: Rule | OwnRule) -> str:
    layer = getattr(rule, "layer", "")
    return f"{rule.severity}, {layer}'s own" if layer else rule.severity


def _list(family: str, own: tuple[OwnRule, ...], json_wanted: bool) -> int:
    from keyturn.tool.rules.index import all_rules

    rules: list[Rule | OwnRule] = sorted([*all_rules(), *own], key=lambda rule: rule.id)
    if family:
        families = sorted({rule.id.partition("/")[0] for rule in rules})
        if family not in families:
            raise UsageError(f"there is no family {family}", f"There are {', '.join(families)}.")
        rules = [rule for rule in rules if rule.id.startswith(family + "/")]
    if json_wanted:
        _json([data(rule) for rule in rules])
        return 0
    width = max(len(rule.id) for rule in rules)
    _print("\n".join(f"{rule.id:<{width}}  {rule.severity:<8}  {rule.summary}".rstrip() for rule in rules))
    return 0


def data(rule: Rule | OwnRule) -> dict[str, Any]:
    """A rule as JSON has it: examples that are no commands as tables, shapes likewise."""
    out: dict[str, Any] = {}
    for name, value in rule.__iter_fields__():
        if name in ("match", "no_match"):
            out[name] = [one if isinstance(one, str) else {"language": one[0], "text": one[1]} for one in value]
        elif hasattr(value, "__iter_fields__"):
            out[name] = {key: _plain(one) for key, one in value.__iter_fields__()}
        else:
            out[name] = _plain(value)
    return out


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _print(text: str) -> None:
    from keyturn.model.text import safe

    sys.stdout.write(safe(text, keep_newlines=True) + "\n")


def _json(data: object) -> None:
    import json

    sys.stdout.write(json.dumps(data, indent=2) + "\n")
