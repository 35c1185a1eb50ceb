"""package.json and composer.json: the scripts they name, each with its place in the file."""

from __future__ import annotations

from keyturn.language.document import LIST, MAP, TEXT, Document, Node, read_json
from keyturn.model.noun import Noun


class Script(Noun):
    """One named script. `line` and `column` tell where its text begins, 1-based."""

    name: str
    text: str
    line: int = 1
    column: int = 1


class Manifest(Noun):
    """`scripts` in the order they stand; `packages` the workspace patterns; `whole` False for a broken file."""

    name: str = ""
    scripts: tuple[Script, ...] = ()
    packages: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    """Names this package or its direct dependencies bring along."""
    whole: bool = True
    line: int = 1

    def script(self, name: str) -> Script | None:
        """The script of a name, the last one written."""
        return next((one for one in reversed(self.scripts) if one.name == name), None)

    def all_of(self, name: str) -> tuple[Script, ...]:
        """Every entry of a name, for a script that is a list of commands."""
        return tuple(one for one in self.scripts if one.name == name)


def read_manifest(text: str) -> Manifest:
    """Read a package.json or composer.json. A script that is a list gives one entry per command. Never raises."""
    document: Document = read_json(text)
    root = document.root
    scripts: list[Script] = []
    found = root.get("scripts")
    if found is not None and found.kind == MAP:
        for key, value in found.pairs:
            for one in value.texts():
                scripts.append(Script(key.text, one.text, one.line, one.column))
    return Manifest(
        root.scalar("name") or "",
        tuple(scripts),
        _patterns(root.get("workspaces")),
        _programs(root),
        document.whole and root.kind == MAP,
        document.line,
    )


def _patterns(node: Node | None) -> tuple[str, ...]:
    if node is not None and node.kind == MAP:
        node = node.get("packages")
    if node is None or node.kind != LIST:
        return ()
    return tuple(item.text for item in node.items if item.kind == TEXT)


def _programs(root: Node) -> tuple[str, ...]:
    names: list[str] = []
    for section in ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies"):
        found = root.get(section)
        if found is not None:
            names.extend(key.text for key, _value in found.pairs)
    return tuple(names)
