"""Words of a command line, by the very table that its help is made of. For commands without habits of their own."""

from __future__ import annotations

import sys

from keyturn.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    Table = tuple[tuple[str, str], ...]


class Given:
    """What was given: flags by name, values by name (in order), and the other words."""

    def __init__(self) -> None:
        self.flags: set[str] = set()
        self.values: dict[str, list[str]] = {}
        self.words: list[str] = []

    def value(self, name: str, default: str = "") -> str:
        """The last value of an option."""
        return self.values.get(name, [default])[-1]


def parse(command: str, args: list[str], table: Table) -> Given:
    """Read `args` by a table of ("--name VALUE", help) pairs. Raises UsageError for what it does not hold."""
    valued = {names.split()[0] for names, _help in table if " " in names}
    plain = {names for names, _help in table if " " not in names}
    given = Given()
    rest = list(args)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            given.words.extend(rest)
            break
        if name in valued:
            if not equals:
                if not rest:
                    raise UsageError(f"{name} needs a value", f"keyturn {command} --help lists the options")
                value = rest.pop(0)
            given.values.setdefault(name, []).append(value)
        elif word in plain:
            given.flags.add(word)
        elif word.startswith("-") and word != "-":
            close = [one for one in sorted(valued | plain) if one.startswith(word[:4])]
            hint = f"did you mean {close[0]}?" if close else f"keyturn {command} --help lists the options"
            raise UsageError(f"{command} has no option {word}", hint)
        else:
            given.words.append(word)
    return given


def helped(args: list[str], text: str, table: Table) -> bool:
    """Print the help when it is asked for."""
    before = args[: args.index("--")] if "--" in args else args
    if "--help" not in before and "-h" not in before:
        return False
    width = max((len(name) for name, _help in table), default=0) + 2
    sys.stdout.write(text + "".join(f"  {name:<{width}}{said}\n" for name, said in table))
    return True


def print_json(body: object) -> None:
    """An answer for programs."""
    import json

    sys.stdout.write(json.dumps(body, indent=2, ensure_ascii=True) + "\n")
