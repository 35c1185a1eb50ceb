"""Which configuration files there are for a directory, what they say together, and who vouched for them.

With no file anywhere this is a handful of `stat` calls: nothing that parses is imported.
"""

from __future__ import annotations

import os

from keyturn.adapter import config_files
from keyturn.model.noun import Noun
from keyturn.policy.layers import BUILT_IN, Layer, Layers
from keyturn.wiring import places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from keyturn.ledger.port import HumanProof, Receipt
    from keyturn.policy.layers import OwnRule
    from keyturn.policy.own_rules_text import Search

    Beside = Callable[[str], bytes | str]

ORGANISATION_FILE = "/etc/keyturn/keyturn.toml"
USER_FILE = ".config/keyturn/keyturn.toml"
TRUST_FILE = "/var/lib/keyturn/trust.jsonl"
"""Root's own, not the user's: a record in the home directory could be written by any program of the same user."""

_TRUST_BYTES = 4_000_000
_MOST_READ = 64
_READ: dict[tuple[str, str, bytes], Layer] = {}


class Survey(Noun):
    """Every file that was found, as read, and what was confirmed."""

    layers: tuple[Layer, ...] = ()
    trusted: frozenset[tuple[str, str]] = frozenset()
    problems: tuple[str, ...] = ()

    def combined(self) -> Layers:
        """What they say together."""
        if not self.layers and not self.problems:
            return BUILT_IN
        from keyturn.policy.layering import combine

        return combine(self.layers, self.trusted, self.problems)


def home() -> str:
    """The home directory by the password database; $HOME is anybody's to set."""
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_dir.rstrip("/") or "/"
    except KeyError:
        return "/nonexistent"


def user_file(root: str = "") -> str:
    """Where the user's file lies."""
    return f"{root}{home()}/{USER_FILE}"


def load(
    directory: str,
    *,
    root: str | None = None,
    base_files: Mapping[str, bytes] | None = None,
    also: Iterable[str] = (),
    patterns: bool = False,
    beside: Beside | None = None,
) -> Layers:
    """The configuration for whatever runs in `directory`.

    `root` is put before the organisation's, the user's and the trust record's path (tests). `base_files` maps
    paths of repositories' files to their bytes on the base side of a change; given, no repository's file is read
    from the work tree. `also` are further directories whose repositories' files count (where targets lie).
    `patterns` reads the files of patterns that `[scan]` names as well; those of a base file through `beside`, which
    answers a path below the repository's root with its bytes, or with why there are none.
    """
    return survey(directory, root=root, base_files=base_files, also=also, patterns=patterns, beside=beside).combined()


def survey(
    directory: str,
    *,
    root: str | None = None,
    base_files: Mapping[str, bytes] | None = None,
    also: Iterable[str] = (),
    patterns: bool = False,
    beside: Beside | None = None,
) -> Survey:
    """Every configuration file for a directory, as read. Arguments as for `load`."""
    prefix = root or ""
    organisation = prefix + ORGANISATION_FILE
    user = user_file(prefix)
    wanted: list[tuple[str, str]] = [("organisation", organisation), ("user", user)]
    if base_files is None:
        for place in (directory, *also):
            for repository in config_files.repository_roots(place):
                path = os.path.join(repository, config_files.FILE_NAME)
                if path != user and ("repository", path) not in wanted:
                    wanted.append(("repository", path))
    present = [(name, path) for name, path in wanted if os.path.lexists(path)]
    if not present and not base_files:
        return Survey()
    layers: list[Layer] = []
    problems: list[str] = []
    for name, path in present:
        layer = read_layer(path, name)
        if layer is None:
            continue
        if name == "organisation":
            obstacle = config_files.writable_by_others(path, _owner(root), root or "/")
            if obstacle:
                # it still counts, and still keeps others from loosening, but is not the organisation's word
                layer = _doubted(layer, obstacle)
        layers.append(layer)
    for path, data in (base_files or {}).items():
        layers.append(_layer(path, "repository", data))
    if patterns:
        layers = [_with_patterns(layer, beside if layer.file in (base_files or {}) else None) for layer in layers]
    return Survey(tuple(layers), _trusted(layers, root), tuple(problems))


def read_layer(path: str, name: str) -> Layer | None:
    """One file as one layer, None when there is none; one that cannot be read is a layer with that fault."""
    from keyturn.policy.configuration import MAX_BYTES, unreadable

    found = config_files.read(path, MAX_BYTES)
    if found is None:
        return None
    if found.data is None:
        return unreadable(found.why, file=path, name=name)
    return _layer(path, name, found.data)


def _layer(path: str, name: str, data: bytes) -> Layer:
    # a process that stays reads a file's bytes anew each time, and what they say only when they changed
    known = _READ.get((path, name, data))
    if known is not None:
        return known
    from hashlib import sha256

    from keyturn.policy.configuration import read

    ruled = b"rule" in data
    if len(_READ) >= _MOST_READ:
        _READ.clear()
    _READ[path, name, data] = layer = read(
        data,
        file=path,
        name=name,
        digest=sha256(data).hexdigest(),
        noticed=noticed if ruled else None,
        built_in=_built_in() if ruled else frozenset(),
        pattern_problem=_pattern_problem if ruled else None,
    )
    return layer


def _with_patterns(layer: Layer, beside: Beside | None) -> Layer:
    """The layer with the rules of the files of patterns that it names."""
    names = next((value for name, value in layer.scan if name == "patterns"), ())
    if not isinstance(names, tuple) or not names:
        return layer
    from keyturn.errors import ConfigurationError
    from keyturn.policy.own_rules_reading import read_patterns

    rules = list(layer.rules)
    errors = list(layer.errors)
    folder = os.path.dirname(layer.file)
    for name in names:
        inside = os.path.normpath(name)
        if layer.name == "repository" and (os.path.isabs(inside) or inside.split(os.sep)[0] == os.pardir):
            fix = "Name a file below the repository's root."
            errors.append(ConfigurationError(f"{name} lies outside", fix, file=layer.file, key="scan.patterns"))
            continue
        path = os.path.join(folder, inside)
        data = beside(inside) if beside is not None else _bytes_of(path)
        if isinstance(data, str):
            fix = f"Mend scan.patterns in {layer.file}, or the file."
            errors.append(ConfigurationError(f"it cannot be read: {data}", fix, file=path))
            continue
        found, faults = read_patterns(data, file=path, name=name, layer=layer.name, problem=_pattern_problem)
        rules.extend(found)
        errors.extend(faults)
    return layer.but(rules=tuple(rules), errors=tuple(errors))


def _bytes_of(path: str) -> bytes | str:
    from keyturn.policy.own_rules_reading import PATTERNS_BYTES

    found = config_files.read(path, PATTERNS_BYTES)
    if found is None:
        return "there is no such file"
    return found.why if found.data is None else found.data


def patterns_of(files: Iterable[str], directory: str = "") -> tuple[OwnRule, ...]:
    """The rules of files of patterns that the command line names. Raises UsageError for one that cannot count whole."""
    from keyturn.errors import UsageError
    from keyturn.policy.own_rules_reading import read_patterns

    rules: dict[str, OwnRule] = {}
    for name in files:
        data = _bytes_of(os.path.join(directory, name))
        if isinstance(data, str):
            raise UsageError(f"--patterns {name}: {data}", "Name a readable file, one regular expression a line.")
        found, faults = read_patterns(data, file=name, name=name, layer="command line", problem=_pattern_problem)
        if faults:
            raise faults[0]
        rules.update((rule.id, rule) for rule in found)
    return tuple(rules.values())


def _pattern_problem(pattern: str, ignore_case: bool) -> str:
    from keyturn.adapter.text_search import problem_of

    return problem_of(pattern, ignore_case)


def noticed(rule: OwnRule, example: str | tuple[str, str]) -> bool:
    """Whether a rule notices a shell command, or a text in some language, read by the whole corridor.

    In which files and environments it counts is left aside: an example has neither.
    """
    from keyturn.judge.corridor import follow
    from keyturn.model.source import SHELL, Origin, Source
    from keyturn.model.word import Word
    from keyturn.policy.own_rules import own_effects
    from keyturn.tool.view import View

    language, text = (SHELL, example) if isinstance(example, str) else example
    if rule.text is not None:
        rule = rule.but(text=rule.text.but(paths=(), not_paths=()))
        return bool(_searched(Layers(rules=(rule,)), text))
    if rule.effect is not None:
        rule = rule.but(effect=rule.effect.but(environments=()))
    source = (
        Source(SHELL, Word(text)) if language == SHELL else Source(language, Word(text), Origin("example"), file=True)
    )
    return bool(own_effects(follow(source, View()).trace, Layers(rules=(rule,))))


def _searched(layers: Layers, text: str) -> bool:
    from keyturn.policy.own_rules_text import by_text, find

    search = text_search(layers)
    return search is not None and bool(find(by_text(layers), search, "", text.encode("utf-8", "replace")).lines)


def text_search(layers: Layers) -> Search | None:
    """The engine for the rules by text, None when there are no such rules."""
    if all(rule.text is None for rule in layers.rules):
        return None
    from keyturn.adapter.text_search import TextSearch

    return TextSearch(tuple((one.text.pattern, one.text.ignore_case) for one in layers.rules if one.text is not None))


def _built_in() -> frozenset[str]:
    from keyturn.tool.rules.index import all_rules

    return frozenset(rule.id for rule in all_rules())


def _doubted(layer: Layer, obstacle: str) -> Layer:
    from keyturn.errors import ConfigurationError

    fault = ConfigurationError(
        f"it is not the organisation's alone: {obstacle}",
        "Make it and its directories root's own: chown root, chmod go-w. Until then it loosens nothing.",
        file=layer.file,
    )
    return layer.but(errors=(*layer.errors, fault))


def _owner(root: str | None) -> int:
    return 0 if root is None else os.stat(root).st_uid


def _trusted(layers: list[Layer], root: str | None) -> frozenset[tuple[str, str]]:
    """What is on record as confirmed, read only when a file could use it."""
    from keyturn.policy.layering import wants_to_loosen

    if not any(layer.name != "organisation" and wants_to_loosen(layer) for layer in layers):
        return frozenset()
    wanted = {(one.file, one.digest) for one in layers if one.name != "organisation" and wants_to_loosen(one)}
    trusted = _by_password(root)
    return trusted if wanted <= trusted else trusted | _by_key(wanted - trusted, root)


def _by_key(wanted: set[tuple[str, str]], root: str | None) -> frozenset[tuple[str, str]]:
    """Which of these somebody confirmed with a hardware key."""
    path = places.vouched(root or "")
    if not os.path.lexists(path):
        return frozenset()
    from keyturn.adapter.proof_key import VOUCHED, SignedRecords

    records = SignedRecords(path, places.keys(root or ""), owner=_owner(root), top=root or "/", most=VOUCHED)

    def named(found: dict[str, Any]) -> bool:
        return (found["body"]["file"], found["body"]["digest"]) in wanted

    bodies = (found["body"] for _leaf, found in records.leaves("config.trust", named))
    return frozenset((body["file"], body["digest"]) for body in bodies)


def _by_password(root: str | None) -> frozenset[tuple[str, str]]:
    """What is on the record that root alone writes."""
    path = (root or "") + TRUST_FILE
    found = config_files.read(path, _TRUST_BYTES)
    if found is None or found.data is None or config_files.writable_by_others(path, _owner(root), root or "/"):
        return frozenset()
    import json

    trusted: set[tuple[str, str]] = set()
    for line in found.data.split(b"\n"):
        try:
            record = json.loads(line) if line else None
        except (ValueError, RecursionError):
            continue
        body = record.get("body") if isinstance(record, dict) and record.get("kind") == "config.trust" else None
        if isinstance(body, dict) and body.get("uid") == os.getuid():
            trusted.add((str(body.get("file")), str(body.get("digest"))))
    return frozenset(trusted)


def forbidden(directory: str, root: str = "") -> str:
    """The organisation's file that keeps every other one from loosening, "" when none does."""
    from keyturn.policy.layering import ORGANISATION

    for layer in survey(directory, root=root or None).layers:
        if layer.name == ORGANISATION and not (layer.allow_trust and not layer.errors):
            return layer.file
    return ""


def layer_name(path: str, root: str = "") -> str:
    """Which layer a file would be."""
    if path == root + ORGANISATION_FILE:
        return "organisation"
    return "user" if path == user_file(root) else "repository"


def trust(layer: Layer, statement: str, *, root: str = "", proof: HumanProof | None = None) -> Receipt:
    """Have a proven human confirm exactly the bytes that `layer` was read from, and put that on record.

    Raises NoHumanProofError when nobody proves to be one.
    """
    import datetime as dt

    from keyturn.adapter.proof_sudo import RootProof, SudoProof
    from keyturn.ledger.port import Record

    place = root + TRUST_FILE
    how: HumanProof
    if proof is not None:
        how = proof
    elif os.geteuid() == 0:
        how = RootProof(place, config_files.writable_by_others(layer.file, 0, root or "/"))
    else:
        how = SudoProof(place)
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = (
        ("file", layer.file),
        ("digest", layer.digest),
        ("uid", os.getuid()),
        ("user", os.getuid()),
        ("proof", type(how).__name__),
    )
    return how.confirm(statement, Record("config.trust", now, body))
