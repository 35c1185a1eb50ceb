"""java: `java -jar jenkins-cli.jar …` is the program the archive is named after."""

from __future__ import annotations

from keyturn.model.invocation import base_name
from keyturn.model.word import Word
from keyturn.tool.handoff import launch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []
_VALUED = frozenset(
    "-cp -classpath --class-path -p --module-path --upgrade-module-path --add-modules --add-opens --add-exports "
    "--add-reads --enable-native-access".split()
)


def read(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """The program that a jar holds, by its file's name without a version: flyway-commandline-10.1.jar is flyway."""
    args = call.args
    index = 0
    while index < len(args):
        word = args[index]
        text = word.text if word.text is not None else word.prefix
        if text == "-jar":
            if index + 1 >= len(args):
                return _NOTHING
            jar = args[index + 1]
            name = _program(base_name(jar.text if jar.text is not None else jar.suffix))
            return launch(call, (Word(name, quoted=True), *args[index + 2 :]), "java -jar") if name else _NOTHING
        if text[:1] != "-":
            return _NOTHING  # a class of its own name
        index += 2 if text in _VALUED else 1
    return _NOTHING


def _program(jar: str) -> str:
    stem = jar.lower().removesuffix(".jar")
    parts = stem.split("-")
    while len(parts) > 1 and (parts[-1][:1].isdigit() or parts[-1] in ("commandline", "all", "snapshot", "fat")):
        parts.pop()
    return "-".join(parts)
