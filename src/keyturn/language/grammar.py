"""The one place that loads tree-sitter grammars: lazily, and only their compiled parts.

The packages' own `__init__` pull in typing and importlib.resources, and tree-sitter's extension itself asks for
re and enum, of which it needs one name each for things that are never used here (query predicates, log types).
Loaded that way a first parse costs 30 ms where a bare interpreter costs 8; loaded as below, 9.
Whatever does not go as expected falls back to the ordinary import, which is only slower.
"""

from __future__ import annotations

import sys

from keyturn.errors import CouldNotJudge

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from tree_sitter import Language, Parser

PACKAGES: dict[str, str] = {
    "bash": "tree_sitter_bash",
    "hcl": "tree_sitter_hcl",
    "javascript": "tree_sitter_javascript",
    "python": "tree_sitter_python",
    "yaml": "tree_sitter_yaml",
}
"""Grammar name → the package that carries it. pyproject.toml pins each to one minor version."""

_PARSERS: dict[str, Parser] = {}


def _compile(*arguments: Any) -> Any:
    """`re.compile`, imported when a query with a predicate first needs it."""
    import re

    return re.compile(*arguments)


def _int_enum(name: str, members: Any) -> type:
    pairs = members.items() if isinstance(members, dict) else members
    cls = type(name, (int,), {})
    for key, value in pairs:
        setattr(cls, key, cls(value))
    return cls


# What the extension takes from the standard library while it initialises.
_STAND_INS: dict[str, dict[str, object]] = {
    "re": {"compile": _compile},
    "enum": {"IntEnum": _int_enum},
}


def _extension(package: str) -> ModuleType:
    """`package._binding` without running the package's `__init__`. Raises ImportError."""
    name = package + "._binding"
    found = sys.modules.get(name)
    if found is not None:
        return found
    # the import system's own frozen parts: importlib's Python side would cost more than it gives
    import _frozen_importlib
    import _frozen_importlib_external

    outer = _frozen_importlib_external.PathFinder.find_spec(package)
    if outer is None or outer.submodule_search_locations is None:
        raise ImportError(package)
    spec = _frozen_importlib_external.PathFinder.find_spec(name, outer.submodule_search_locations)
    if spec is None or spec.loader is None:
        raise ImportError(name)
    lent: dict[str, ModuleType] = {}
    try:
        if package == "tree_sitter":
            for absent in [one for one in _STAND_INS if one not in sys.modules]:
                stand_in = type(sys)(absent)
                stand_in.__dict__.update(_STAND_INS[absent])
                lent[absent] = sys.modules[absent] = stand_in
        module: ModuleType = _frozen_importlib.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    finally:
        for one, stand_in in lent.items():
            if sys.modules.get(one) is stand_in:
                del sys.modules[one]
    return module


def _language(package: str) -> tuple[type[Parser], Language]:
    try:
        core, grammar = _extension("tree_sitter"), _extension(package)
        return core.Parser, core.Language(grammar.language())
    except Exception:  # noqa: BLE001, S110 - whatever it is, the ordinary import below answers it
        pass
    try:
        import tree_sitter

        outer = __import__(package)
        return tree_sitter.Parser, tree_sitter.Language(outer.language())
    except Exception as error:
        raise CouldNotJudge(
            f"The {package} grammar does not load: {error}", "Reinstall keyturn with its dependencies, then try again."
        ) from error


def parser(language: str) -> Parser:
    """The parser of a grammar in PACKAGES, made once per process and kept.

    A parser is not for two threads at a time. Raises CouldNotJudge when the grammar does not load,
    KeyError for a grammar that Keyturn does not know.
    """
    made = _PARSERS.get(language)
    if made is None:
        kind, grammar = _language(PACKAGES[language])
        made = _PARSERS[language] = kind(grammar)
    return made
