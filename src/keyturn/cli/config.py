"""`keyturn config`: check, show or trust configuration, or print its schema."""

from __future__ import annotations

import sys

from keyturn.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from keyturn.policy.layers import EffectShape, Environment, Layer, Layers, OwnRule, SqlShape, TextShape

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--json", "print as JSON"),
    ("--origin", "show: say which file each thing comes from"),
    ("--cwd DIR", "as if run in DIR"),
    ("--key FILE", "trust: the hardware-backed SSH key to touch (default: the enrolled one in ~/.ssh)"),
    ("--sudo", "trust: prove it by sudo's password although a key is enrolled"),
)
SUBCOMMANDS: tuple[tuple[str, str], ...] = (
    ("check", "say what is wrong in the configuration, with file, line and what to do"),
    ("show", "print what is in force"),
    ("trust", "let a file loosen, as a person: asks for your key or your password"),
    ("schema", "print a JSON Schema of keyturn.toml, for editors"),
)

HELP = """\
usage: keyturn config check [FILE] [--json]
       keyturn config show [--origin] [--json]
       keyturn config trust FILE [--key FILE | --sudo]
       keyturn config schema

Configuration lies in /etc/keyturn/keyturn.toml (the organisation's), ~/.config/keyturn/keyturn.toml and
keyturn.toml at the root of each repository. Any file tightens; only the organisation's loosens. Where there is none,
`trust` lets a file loosen until it changes: a person confirms its exact bytes with the PIN and the touch of a hardware
key that root enrolled in /etc/keyturn/keys, or with sudo, which asks for the password every time. A terminal alone
proves no human, so without either nothing is trusted.

options:
"""


def run(args: list[str]) -> int:
    """0 fine or done, 1 nobody proved to be human, 2 usage or a fault in the configuration."""
    json_wanted = origin = sudo = False
    directory = key = ""
    operands: list[str] = []
    rest = list(args)
    while rest:
        word = rest.pop(0)
        if word in ("--help", "-h"):
            rows = "".join(f"  {name:<12}{text}\n" for name, text in OPTIONS)
            sys.stdout.write(HELP + rows)
            return 0
        if word == "--json":
            json_wanted = True
        elif word == "--origin":
            origin = True
        elif word == "--cwd" or word.startswith("--cwd="):
            directory = word[6:] if "=" in word else (rest.pop(0) if rest else "")
            if not directory:
                raise UsageError("--cwd needs a directory", "keyturn config show --cwd DIR")
        elif word == "--sudo":
            sudo = True
        elif word == "--key" or word.startswith("--key="):
            key = word[6:] if "=" in word else (rest.pop(0) if rest else "")
            if not key:
                raise UsageError("--key needs a file", "keyturn config trust FILE --key ~/.ssh/id_ed25519_sk")
        elif word == "--":
            operands.extend(rest)
            break
        elif word.startswith("-"):
            raise UsageError(f"config has no option {word}", "`keyturn config --help` lists them")
        else:
            operands.append(word)
    what = operands[0] if operands else ""
    if what == "check" and len(operands) <= 2:
        return _check(operands[1] if len(operands) == 2 else "", directory, json_wanted)
    if what == "show" and len(operands) == 1:
        return _show(directory, json_wanted, origin)
    if what == "trust" and len(operands) == 2:
        return _trust(operands[1], json_wanted, key, sudo=sudo)
    if what == "schema" and len(operands) == 1:
        from keyturn.policy.schema import text

        sys.stdout.write(text())
        return 0
    if what == "trust":
        raise UsageError("config trust takes one file", "keyturn config trust FILE")
    raise UsageError("config takes check, show, trust or schema", "`keyturn config --help` shows how")


def _where(directory: str) -> str:
    from keyturn.wiring.directory import real

    return real(directory)


def _faults(layer: Layer) -> list[dict[str, Any]]:
    return [{"line": one.line, "key": one.key, "what": one.bare, "fix": one.fix} for one in layer.errors]


def _check(file: str, directory: str, json_wanted: bool) -> int:
    import os

    from keyturn.wiring import configuration as wiring

    if file:
        path = os.path.abspath(file)
        layer = wiring.read_layer(path, wiring.layer_name(path))
        if layer is None:
            raise UsageError(f"there is no file {file}", "keyturn config check FILE")
        layers: tuple[Layer, ...] = (layer,)
        said: tuple[str, ...] = ()
    else:
        found = wiring.survey(_where(directory), patterns=True)
        layers = found.layers
        faults = {str(error).replace("\n  ", " ") for layer in layers for error in layer.errors}
        said = tuple(one for one in found.combined().problems if one not in faults)
    code = 2 if any(layer.errors for layer in layers) else 0
    if json_wanted:
        _json(
            {
                "files": [
                    {"file": one.file, "layer": one.name, "digest": one.digest, "errors": _faults(one)}
                    for one in layers
                ],
                "problems": list(said),
                "ok": code == 0,
            }
        )
        return code
    for layer in layers:
        for error in layer.errors:
            _error(str(error))
        if not layer.errors:
            _line(f"{layer.file}: no fault")
    for one in said:
        _line(one)
    if not layers:
        _line("There is no configuration here; the built-in policy applies.")
    return code


def _show(directory: str, json_wanted: bool, origin: bool) -> int:
    from keyturn.wiring import configuration as wiring

    found = wiring.survey(_where(directory), patterns=True)
    layers = found.combined()
    code = 2 if any(layer.errors for layer in found.layers) else 0
    if json_wanted:
        out = _data(layers)
        if origin:
            out["files"] = [{"file": one.file, "layer": one.name, "digest": one.digest} for one in found.layers]
        _json(out)
        return code
    for environment in layers.environments:
        _environment(environment, origin)
    for rule in layers.rules:
        _line(f"rule {rule.id} ({rule.severity}): {_shape(rule)}{_from(rule.layer, origin)}")
    _line("scan")
    for name, value in layers.scan.__iter_fields__():
        shown = ", ".join(value) or "none" if isinstance(value, tuple) else value
        setters = [layer.name for layer in found.layers if any(key == name for key, _value in layer.scan)]
        _line(f"  {name}: {shown}{_from(', '.join(setters) or 'built-in', origin)}")
    if origin:
        for layer in found.layers:
            _line(f"{layer.name}: {layer.file} (sha256 {layer.digest})")
        if not found.layers:
            _line("built-in: no configuration file was found")
    for problem in layers.problems:
        _error(problem)
    return code


def _shape(rule: OwnRule) -> str:
    if rule.text is not None:
        files = f" in {', '.join(rule.text.paths)}" if rule.text.paths else ""
        return f"text {rule.text.pattern}{files}"
    if rule.sql is not None:
        return " ".join(("sql", "|".join(rule.sql.kinds), *rule.sql.objects))
    if rule.effect is not None:
        given = [f"{name} {value}" for name, value in _shape_data(rule.effect).items() if value]
        return f"effect {', '.join(given)}"
    return " ".join((rule.program, *rule.subcommand, *rule.options))


def _shape_data(shape: TextShape | SqlShape | EffectShape) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in shape.__iter_fields__()}


def _environment(environment: Environment, origin: bool) -> None:
    from keyturn.policy.configuration import CLASSES

    name = next((name for name, column in CLASSES.items() if column == environment.column), environment.column)
    _line(f"environment {environment.name}: {name}{_from(environment.layer, origin)}")
    for pattern in environment.matches:
        _line(f"  matches {pattern}")
    for kind, parameters in environment.hold:
        detail = ", ".join(f"{key} {value}" for key, value in parameters)
        _line(f"  holds for {kind}" + (f" ({detail})" if detail else ""))
    if environment.undo:
        _line("  takes an undo point where one can be taken")
    if environment.promote_from:
        _line(f"  comes from {environment.promote_from}")
    if environment.tier:
        _line(f"  tier {environment.tier}")
    for freeze in environment.freezes:
        _line(f"  freeze {freeze.name}: {_moment(freeze.start)} until {_moment(freeze.end)}")


def _moment(seconds: int) -> str:
    import datetime as dt

    if seconds <= 0:
        return "ever"
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return "ever"


def _from(layer: str, wanted: bool) -> str:
    return f"    [{layer}]" if wanted else ""


def _data(layers: Layers) -> dict[str, Any]:
    from keyturn.cli.rules import data

    return {
        "environments": [
            {
                "name": one.name,
                "column": one.column,
                "matches": list(one.matches),
                "hold": [{"kind": kind, **dict(parameters)} for kind, parameters in one.hold],
                "undo": one.undo,
                "promote_from": one.promote_from,
                "tier": one.tier,
                "freezes": [{"name": it.name, "from": it.start, "until": it.end} for it in one.freezes],
                "layer": one.layer,
            }
            for one in layers.environments
        ],
        "rules": [data(rule) for rule in layers.rules],
        "scan": {
            name: list(value) if isinstance(value, tuple) else value for name, value in layers.scan.__iter_fields__()
        },
        "digests": dict(layers.digests),
        "problems": list(layers.problems),
    }


def _trust(file: str, json_wanted: bool, key: str, *, sudo: bool) -> int:
    import os

    from keyturn.policy.layering import loosens, wants_to_loosen
    from keyturn.wiring import configuration as wiring

    path = os.path.join(os.path.realpath(os.path.dirname(file) or "."), os.path.basename(file))
    name = wiring.layer_name(path)
    layer = wiring.read_layer(path, name)
    if layer is None:
        raise UsageError(f"there is no file {file}", "keyturn config trust FILE")
    if name == "organisation":
        raise UsageError("the organisation's file needs no trust", "It counts because only root can write it.")
    if layer.errors:
        for error in layer.errors:
            _error(str(error))
        _error("A file with a fault loosens nothing, trusted or not; mend it first.")
        return 2
    if not wants_to_loosen(layer):
        _answer(json_wanted, path, layer.digest, False, "It loosens nothing, so it counts without anybody's trust.")
        return 0
    forbidden = wiring.forbidden(os.path.dirname(path))
    if forbidden:
        _error(f"keyturn config: {forbidden} keeps other files from loosening; trusting {file} would change nothing.")
        _error("  Ask for the lines there, or for allow_trust = true.")
        return 1
    lines = [f"Keyturn: let {path} make these laxer until it changes:", *(f"  {one}" for one in loosens(layer))]
    statement = _safe("\n".join([*lines, f"  sha256 {layer.digest}"]), newlines=True)
    if not json_wanted:
        _line(statement, newlines=True)
    from keyturn.wiring import human, places

    wiring.trust(layer, statement, proof=human.touch(key=key, sudo=sudo, kept=places.vouched()))
    _answer(json_wanted, path, layer.digest, True, "On record. It lapses when the file changes.")
    return 0


def _answer(json_wanted: bool, path: str, digest: str, trusted: bool, words: str) -> None:
    if json_wanted:
        _json({"file": path, "digest": digest, "trusted": trusted, "note": words})
    else:
        _line(words)


def _safe(text: str, newlines: bool = False) -> str:
    from keyturn.model.text import safe

    return safe(text, newlines)


def _line(text: str, newlines: bool = False) -> None:
    sys.stdout.write(_safe(text, newlines) + "\n")


def _error(text: str) -> None:
    sys.stderr.write(_safe(text, newlines=True) + "\n")


def _json(data: dict[str, Any]) -> None:
    import json

    sys.stdout.write(json.dumps(data, indent=2) + "\n")
