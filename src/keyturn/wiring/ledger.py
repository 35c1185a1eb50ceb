"""The ledger for the command line: where it lies, whose signatures count, and what is asked of whom."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from keyturn.errors import CanonicalFormError, ConfigurationError, CouldNotJudge, UsageError
from keyturn.ledger import checkpoint as notes
from keyturn.ledger import merkle
from keyturn.ledger import proof as proofs
from keyturn.ledger import verdict as verdicts
from keyturn.ledger.canonical import leaf_hash
from keyturn.ledger.witness import SIZE_TYPE, Request, Witness
from keyturn.wiring import places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine

    from keyturn.adapter.ledger_sources import Taken
    from keyturn.adapter.ledger_sql import SqlLedger
    from keyturn.adapter.ledger_witness import Asking, Files, Seen
    from keyturn.ledger.checkpoint import Checkpoint, Key, Note
    from keyturn.ledger.verdict import Leaf, Verdict
    from keyturn.ledger.witness import Answer

CONFIGURATION = "/etc/keyturn/ledger.toml"
SHARED = f"{places.LIBRARY}/broker/broker.db"
FRESH = 3_600
"""Seconds for which a cosignature says that nothing came after it."""
_SKEW = 120
"""Seconds by which a witness's clock may differ, and that asking it may take."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`log` are the keys by which the log signs, `witnesses` those that vouch for it; both come from outside the store.

    `quorum` witnesses must vouch for a leaf, `addresses` are where they are asked. `key` is the file of the log's
    private key, which only the side that writes has. `fresh` are seconds.
    """

    store: str = ""
    log: tuple[Key, ...] = ()
    witnesses: tuple[Key, ...] = ()
    addresses: tuple[str, ...] = ()
    key: str = ""
    quorum: int = 1
    fresh: int = FRESH

    @property
    def origin(self) -> str:
        """The log's name, "" when no key says it."""
        return self.log[0].name if self.log else ""


def load(path: str = "", root: str = "") -> Settings:
    """The settings in a file, or in the machine's; none is no error.

    Raises ConfigurationError for one that cannot count: whoever writes it says whose signatures do.
    """
    import tomllib

    from keyturn.adapter.config_files import writable_by_others

    file = path or root + CONFIGURATION
    try:
        with open(file, "rb") as handle:
            found = tomllib.load(handle)
    except FileNotFoundError:
        if path:
            raise UsageError(f"there is no file {path}") from None
        return Settings()
    except OSError as error:
        raise CouldNotJudge(f"{file} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"it is no TOML: {error}", file=file) from error
    if not path:
        others = writable_by_others(file, os.getuid() if root else 0, root or "/")
        if others:
            raise ConfigurationError(f"it says whose signatures count, and {others}", file=file)
    return _settings(found, file)


def _settings(found: dict[str, object], file: str) -> Settings:
    known = {"store": str, "log": list, "key": str, "quorum": int, "fresh": int, "witness": list}
    for name, value in found.items():
        kind = known.get(name)
        if kind is None or not isinstance(value, kind) or isinstance(value, bool):
            raise ConfigurationError(
                "this is no setting of the ledger", f"known are {', '.join(known)}", file=file, key=name
            )
    log = tuple(_key(str(one), notes.LOG) for one in _list(found.get("log")))
    witnesses: list[Key] = []
    addresses: list[str] = []
    for one in _list(found.get("witness")):
        if not isinstance(one, dict) or not isinstance(one.get("key"), str) or set(one) - {"key", "address"}:
            raise ConfigurationError("a witness has a key and an address", file=file, key="witness")
        witnesses.append(_key(one["key"], notes.WITNESS))
        if one.get("address"):
            addresses.append(str(one["address"]))
    quorum, fresh = found.get("quorum", 1), found.get("fresh", FRESH)
    assert isinstance(quorum, int)
    assert isinstance(fresh, int)
    return checked(
        Settings(
            store=str(found.get("store", "")),
            log=log,
            witnesses=tuple(witnesses),
            addresses=tuple(addresses),
            key=str(found.get("key", "")),
            quorum=quorum,
            fresh=fresh,
        )
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def given(settings: Settings, log: list[str], witnesses: list[str], addresses: list[str], **others: str) -> Settings:
    """With what the command line says instead. `log` and `witnesses` are keys, or files that hold one a line."""
    changed = replace(settings, **{name: value for name, value in others.items() if value})  # type: ignore[arg-type]  # texts
    if log:
        changed = replace(changed, log=tuple(_key(one, notes.LOG) for name in log for one in _lines(name)))
    if witnesses:
        keys = tuple(_key(one, notes.WITNESS) for name in witnesses for one in _lines(name))
        changed = replace(changed, witnesses=keys)
    if addresses:
        changed = replace(changed, addresses=tuple(addresses))
    return checked(changed)


def checked(settings: Settings) -> Settings:
    """Raises ConfigurationError when it contradicts itself."""
    names = [one.name for one in settings.witnesses]
    if len({one.name for one in settings.log}) > 1:
        raise ConfigurationError("keys of one log have one name", "the log's own, as checkpoints have it")
    if len(set(names)) != len(names) or settings.origin in names:
        raise ConfigurationError("every witness has a name of its own, and none the log's")
    if settings.quorum < 1 or (settings.witnesses and settings.quorum > len(names)):
        raise ConfigurationError(f"a quorum of {settings.quorum} can never be reached by {len(names)} witnesses")
    return settings


def _lines(text: str) -> list[str]:
    """A key, or the lines of a file that holds some."""
    if not os.path.isfile(text):
        return [text]
    with open(text, encoding="utf-8") as file:
        return [line for line in file.read(1_000_000).splitlines() if line.strip() and not line.startswith("#")]


def _key(text: str, kind: int) -> Key:
    found = notes.key(text)
    if found.kind != kind:
        raise ConfigurationError(f"{found.name} is a {'log' if found.kind == notes.LOG else 'witness'}'s key")
    return found


# -- the store


def _missing(error: ImportError) -> UsageError:
    return UsageError(
        f"the ledger needs SQLAlchemy and cryptography, and {error.name} is not installed",
        "pip install 'keyturn[broker]'",
    )


def ledger() -> SqlLedger:
    """The ledger. Raises UsageError without the libraries."""
    try:
        from keyturn.adapter.ledger_sql import SqlLedger
    except ImportError as error:
        raise _missing(error) from error
    return SqlLedger()


def _verify() -> Callable[[bytes, bytes, bytes], bool]:
    try:
        from keyturn.adapter.ledger_keys import verify
    except ImportError as error:
        raise _missing(error) from error
    return verify


def address(settings: Settings, root: str = "") -> str:
    """Where the ledger lies: what is set, the broker's database when there is one, else a file of the user's own."""
    if settings.store:
        return settings.store if "://" in settings.store else f"sqlite:///{os.path.abspath(settings.store)}"
    shared = root + SHARED
    return f"sqlite:///{shared if os.path.exists(shared) else places.state(root) + '/ledger.db'}"


class Store:
    """An open store: transactions that write, and looks that see one moment."""

    def __init__(self, settings: Settings, root: str = "", *, create: bool = False) -> None:
        """Raises CouldNotJudge when it is not there."""
        self.ledger = ledger()
        from keyturn.adapter.ledger_sql import open_store

        self.address = address(settings, root)
        self._engine: Engine = open_store(self.address, create=create)

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction, alone."""
        return _judged(self._engine.begin)

    def reading(self) -> AbstractContextManager[Connection]:
        """One moment of it."""
        from keyturn.adapter.ledger_sql import reading

        return _judged(lambda: reading(self._engine))

    def close(self) -> None:
        """Let go of it."""
        self._engine.dispose()


def _judged(opened: Callable[[], AbstractContextManager[Connection]]) -> AbstractContextManager[Connection]:
    """Errors of the database as errors of ours, without what they quote of statements."""
    from contextlib import contextmanager

    from sqlalchemy.exc import DBAPIError

    @contextmanager
    def entered() -> Iterator[Connection]:
        try:
            with opened() as connection:
                yield connection
        except DBAPIError as error:
            said = str(error.orig).strip().splitlines()
            raise CouldNotJudge(f"the ledger's database: {said[0] if said else type(error.orig).__name__}") from error

    return entered()


def create(settings: Settings, root: str = "") -> str:
    """Make a ledger where there is none; its address, without a password."""
    store = Store(settings, root, create=True)
    try:
        with store.writing() as connection:
            store.ledger.create(connection)
    finally:
        store.close()
    return shown(store.address)


def shown(url: str) -> str:
    """An address without its password."""
    from keyturn.model.masking import mask

    return mask(url)


# -- verify


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict, whether the witnesses' word is fresh enough, and whether they were asked just now."""

    verdict: Verdict
    fresh: bool
    asked: bool


def verify(
    settings: Settings,
    anchors: tuple[str, ...] = (),
    *,
    export: str = "",
    offline: bool = False,
    step: Callable[[int], object] | None = None,
) -> Judged:
    """Hash every leaf anew and hold the log against everything that was signed of it.

    `anchors` are files with notes that were kept elsewhere, `export` a file of leaves instead of a store. `step` hears
    how many leaves were read.
    """
    found = [(_text(path), path) for path in anchors]
    if export:
        if os.path.exists(export + ".checkpoint"):
            found.append((_text(export + ".checkpoint"), export + ".checkpoint"))
        extra, problems = _asked(settings, None, found) if not offline else ([], [])
        signed, wrong = _words(settings, [*found, *extra])
        with open(export, "rb") as file:
            walked = verdicts.walk(_counted(_exported(file), step), {one.size for one in signed}, _head_of)
        head = None
    else:
        store = Store(settings)
        try:
            with store.reading() as connection:
                found = [*((one, "the store") for one in store.ledger.notes(connection)), *found]
            extra, problems = _asked(settings, store, found) if not offline else ([], [])
            signed, wrong = _words(settings, [*found, *extra])
            with store.reading() as connection:
                # after the witnesses were asked: what they know of is here already when it is here at all
                head = store.ledger.head(connection)
                walked = verdicts.walk(
                    _counted(store.ledger.leaves(connection), step), {one.size for one in signed}, _head_of
                )
        finally:
            store.close()
    told = verdicts.judge(
        walked, head, signed, quorum=settings.quorum, problems=(*wrong, *problems), log=settings.origin
    )
    asked = not offline and bool(settings.addresses)
    # a witness that can be asked and does not answer is no reason to believe what it said an hour ago
    oldest = min(settings.fresh, _SKEW) if asked else settings.fresh
    fresh = told.answer == verdicts.ANCHORED and -_SKEW <= int(time.time()) - told.since <= oldest
    return Judged(told, fresh, asked)


def _counted(found: Iterator[Leaf], step: Callable[[int], object] | None) -> Iterator[Leaf]:
    for one in found:
        if step is not None and one.position and one.position % 10_000 == 0:
            step(one.position)
        yield one


def _head_of(data: bytes) -> tuple[str, str]:
    from keyturn.adapter.ledger_sql import read_leaf

    return read_leaf(data)


def _words(settings: Settings, found: list[tuple[str, str]]) -> tuple[tuple[verdicts.Word, ...], tuple[str, ...]]:
    if not settings.log:
        return (), ("no key of this log is known: nothing that was signed can count",) if found else ()
    return verdicts.words(found, settings.origin, settings.log, settings.witnesses, _verify())


def _exported(file: object) -> Iterator[Leaf]:
    for position, line in enumerate(file):  # type: ignore[arg-type, var-annotated]  # a file's lines
        data = line.removesuffix(b"\n")
        try:
            kind, at = _head_of(data)
        except CanonicalFormError:
            kind = at = ""
        yield verdicts.Leaf(position, data, leaf_hash(data), kind, at)


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read(notes.LARGEST + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise CouldNotJudge(f"{path} cannot be read: {error}") from error


def _newest(settings: Settings, found: list[tuple[str, str]]) -> Note | None:
    """The newest note that the log's own key signed."""
    ranked = sorted(((_size(text), number) for number, (text, _source) in enumerate(found)), reverse=True)
    for size, number in ranked:
        if size < 0:
            break
        try:
            note = notes.note(found[number][0])
            known = notes.checkpoint(note.text).origin == settings.origin
            if known and any(notes.signed(note, key, _verify()) is not None for key in settings.log):
                return note
        except notes.NoteError:
            continue
    return None


def _asked(
    settings: Settings, store: Store | None, found: list[tuple[str, str]]
) -> tuple[list[tuple[str, str]], list[str]]:
    """What witnesses say now: a cosignature of this minute under the newest checkpoint, or what they have instead."""
    if not settings.log:
        return [], []
    from keyturn.adapter.ledger_witness import Asking

    note = _newest(settings, found)
    told: list[tuple[str, str]] = []
    problems: list[str] = []
    for where in settings.addresses:
        asking = Asking(where)
        source = f"the witness at {where}"
        try:
            if note is not None:
                answer = cosigned(asking, note, _prover(store))
                if answer.status == 200:
                    told.append((_joined(note, answer.body, settings.witnesses), source))
                    continue
                if answer.type != SIZE_TYPE:
                    problems.append(f"{source} refuses: {answer.body.strip()[:200]}")
            last = asking.last(settings.origin)
            if last:
                told.append((last, source))
            elif note is not None and answer.type == SIZE_TYPE:
                problems.append(f"{source} says that it signed a log of {answer.body.strip()[:20]} leaves")
        except (CouldNotJudge, merkle.RangeError) as error:
            problems.append(error.what if isinstance(error, CouldNotJudge) else str(error))
    return told, problems


def _prover(store: Store | None) -> Callable[[int, int], merkle.Proof]:
    def prove(old: int, new: int) -> merkle.Proof:
        if store is None:
            raise CouldNotJudge("an export cannot show a witness how the log grew")
        with store.reading() as connection:
            return merkle.consistency(store.ledger.nodes(connection), old, new)

    return prove


def cosigned(asking: Asking, note: Note, prove: Callable[[int, int], merkle.Proof], guess: int = -1) -> Answer:
    """Ask a witness for its cosignature, once more with the size that it says it has. Raises CouldNotJudge."""
    size = notes.checkpoint(note.text).size
    old = guess if 0 <= guess <= size else size
    answer = asking.add(Request(old, prove(old, size) if old != size else (), note.whole()))
    said = answer.body.strip()
    if answer.status != 409 or answer.type != SIZE_TYPE or not (said.isascii() and said.isdigit() and len(said) < 18):
        return answer
    known = int(said)
    if known != old and known <= size:
        answer = asking.add(Request(known, prove(known, size) if known != size else (), note.whole()))
    return answer


def _joined(note: Note, body: str, known: tuple[Key, ...]) -> str:
    """The note with the cosignatures that a witness answered: those of known keys, of any where none is known."""
    try:
        lines = [notes.line(one) for one in body.splitlines()]
    except notes.NoteError:
        return note.whole()
    ids = {(one.name, one.id()) for one in known}
    return note.plus(*(one for one in lines if not ids or (one.name, one.id) in ids)).whole()


# -- checkpoints


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as it was signed, its note, who cosigned it, and why others did not."""

    point: Checkpoint
    note: str
    by: tuple[str, ...]
    refused: tuple[str, ...]
    silent: tuple[str, ...]


def sign(settings: Settings) -> Signed:
    """Sign the log as it stands, have the witnesses cosign it, and keep both in the store.

    Raises CouldNotJudge without a key, or when the log no longer begins with what was signed before: a log that was
    changed is not signed once more.
    """
    if not settings.key:
        raise UsageError("signing needs the log's private key", "--key FILE, or `key` in /etc/keyturn/ledger.toml")
    store = Store(settings)
    try:
        from keyturn.adapter.ledger_keys import load as load_key
        from keyturn.adapter.ledger_witness import Asking

        signer = load_key(settings.key, notes.LOG)
        known = settings if settings.log else replace(settings, log=(signer.key,))
        if signer.key not in known.log:
            raise UsageError(f"{settings.key} is not the key that {known.origin} is known by")
        with store.reading() as connection:
            size, root = store.ledger.size_and_root(connection)
            kept = [(one, "the store") for one in store.ledger.newest_notes(connection)]
            before = _newest(known, kept)
            if store.ledger.root_at(connection, size) != root:
                raise CouldNotJudge("the ledger's head is not what its tree says", "keyturn ledger verify")
            if before is not None:
                last = notes.checkpoint(before.text)
                if not store.ledger.extends(connection, last.size, last.root):
                    raise CouldNotJudge(
                        f"the log no longer begins with the {last.size} leaves that were signed before",
                        "keyturn ledger verify says more",
                    )
        point = notes.Checkpoint(known.origin, size, root)
        note = notes.Note(point.text(), (notes.sign(point.text(), signer),))
        refused: list[str] = []
        silent: list[str] = []
        for where in known.addresses:
            try:
                answer = cosigned(Asking(where), note, _prover(store), _last_cosigned(known, kept))
                if answer.status == 200:
                    note = notes.note(_joined(note, answer.body, known.witnesses))
                else:
                    refused.append(f"the witness at {where}: {_why(answer, size)}")
            except CouldNotJudge as error:
                silent.append(error.what)
        signed, _wrong = _words(known, [(note.whole(), "")])
        by = tuple(name for name, _at in (signed[0].by if signed else ()) if name != known.origin)
        with store.writing() as connection:
            store.ledger.keep_note(connection, size, root, note.whole(), _now())
    finally:
        store.close()
    return Signed(point, note.whole(), by, tuple(refused), tuple(silent))


def _last_cosigned(settings: Settings, found: list[tuple[str, str]]) -> int:
    """The largest size that a witness is known to have signed, -1 for none."""
    signed, _wrong = _words(settings, found)
    return max((one.size for one in signed if len(one.by) > 1), default=0)


def _why(answer: Answer, size: int) -> str:
    said = answer.body.strip()[:200]
    if answer.status == 409 and answer.type == SIZE_TYPE:
        larger = said.isdigit() and int(said) > size
        return f"it signed a log of {said} leaves" + ("" if larger else " with another root")
    return said or f"status {answer.status}"


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


# -- proofs and exports


def prove(settings: Settings, wanted: str) -> proofs.Proof:
    """The proof of one leaf, by its position or the beginning of its hash, under the newest checkpoint that has it."""
    store = Store(settings)
    try:
        with store.reading() as connection:
            position = int(wanted) if _is_position(wanted) else store.ledger.find(connection, wanted)
            rows = store.ledger.read(connection, position, 1)
            if not rows:
                raise UsageError(
                    f"the ledger has no leaf at position {position}", "keyturn ledger export shows what it has"
                )
            kept = [(one, "the store") for one in store.ledger.notes(connection)]
            chosen = _best([one for one in kept if _size(one[0]) > position])
            if chosen is None:
                raise CouldNotJudge(f"no checkpoint has leaf {position} yet", "keyturn ledger checkpoint signs one")
            nodes = store.ledger.nodes(connection)
            hashes = merkle.inclusion(nodes, position, notes.checkpoint(chosen.text).size)
    finally:
        store.close()
    found = proofs.Proof(position, rows[0].data, hashes, chosen.whole())
    if not found.holds():
        raise CouldNotJudge(f"leaf {position} is not under the root that was signed", "keyturn ledger verify")
    return found


def _is_position(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 16


def _size(text: str) -> int:
    try:
        return notes.checkpoint(notes.note(text).text).size
    except notes.NoteError:
        return -1


def _best(found: list[tuple[str, str]]) -> Note | None:
    """The note with the most signatures, the newest of those."""
    best: tuple[int, int, Note] | None = None
    for text, _source in found:
        note = notes.note(text)
        rank = (len({one.name for one in note.lines}), _size(text))
        if best is None or rank >= best[:2]:
            best = (*rank, note)
    return best[2] if best else None


def check(settings: Settings, path: str) -> tuple[proofs.Proof, verdicts.Word | None, tuple[str, ...]]:
    """A proof's file: what it holds, the checkpoint with who counts of those who signed it, and what is wrong."""
    found = proofs.read(_text_of_proof(path))
    signed, wrong = _words(settings, [(found.note, path)])
    if not found.holds():
        wrong = (*wrong, "the leaf is not under the checkpoint's root")
    return found, signed[0] if signed else None, wrong


def _text_of_proof(path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read(proofs.LARGEST + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise CouldNotJudge(f"{path} cannot be read: {error}") from error


def is_proof(path: str) -> bool:
    """Whether a file begins as a proof does."""
    try:
        with open(path, "rb") as file:
            return file.read(len(proofs.HEAD)) == proofs.HEAD.encode()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error


def export(settings: Settings, start: int, write: Callable[[bytes], object]) -> tuple[int, str]:
    """Write every leaf from a position on, one a line; how many, and the newest checkpoint's note ("" for none)."""
    store = Store(settings)
    count = 0
    try:
        with store.reading() as connection:
            for one in store.ledger.leaves(connection, start):
                write(one.data + b"\n")
                count += 1
            kept = [(one, "the store") for one in store.ledger.notes(connection)]
            known = [one for one in kept if _size(one[0]) >= 0]
            best = _best([one for one in known if _size(one[0]) == max(_size(two[0]) for two in known)])
    finally:
        store.close()
    return count, best.whole() if best else ""


# -- records


def sources(root: str = "") -> tuple[str, ...]:
    """Records that lie on this machine and can be read: the gate's, people's, drills'."""
    from keyturn.wiring import configuration, record
    from keyturn.wiring.drill import Places

    found = [
        record.path(root),
        places.signed(root),
        places.tickets(root),
        places.pauses(root),
        places.pins(root),
        root + configuration.TRUST_FILE,
        f"{Places(root=root).directory}/drills.jsonl",
        f"{root}{places.LIBRARY}/drills/drills.jsonl",
    ]
    return tuple(path for path in dict.fromkeys(found) if os.path.exists(path) and os.access(path, os.R_OK))


def collect(settings: Settings, paths: tuple[str, ...], root: str = "") -> list[Taken]:
    """Take what is new in records into the ledger; what was damaged becomes a leaf, too."""
    store = Store(settings, root)
    from keyturn.adapter.ledger_sources import Collector

    taken: list[Taken] = []
    try:
        for path in paths or sources(root):
            with store.writing() as connection:
                taken.append(Collector(store.ledger, connection, _now()).collect(os.path.abspath(path)))
    finally:
        store.close()
    return taken


# -- keys and the witness


def make_key(name: str, path: str, *, witness: bool) -> Key:
    """A new key in a new file."""
    try:
        from keyturn.adapter.ledger_keys import make
    except ImportError as error:
        raise _missing(error) from error
    return make(path, name, notes.WITNESS if witness else notes.LOG)


def serve(state: str, key: str, listen: str, logs: list[str]) -> None:
    """Be a witness until interrupted."""
    from keyturn.adapter.ledger_witness import Door

    files, witness = _witness(state, key, logs)
    try:
        with Door(listen, witness, time.time, _said) as door:
            _said(f"witness {witness.name} listens at {listen}, for {', '.join(witness.origins) or 'no log yet'}")
            door.serve_forever(poll_interval=0.2)
    finally:
        files.close()


def answer(state: str, key: str, logs: list[str], data: bytes) -> Answer:
    """Answer one request as the witness whose directory this is, without a door (as a forced command of sshd)."""
    files, witness = _witness(state, key, logs)
    try:
        return witness.add_checkpoint(data, int(time.time()))
    finally:
        files.close()


def _witness(state: str, key: str, logs: list[str]) -> tuple[Files, Witness]:
    try:
        from keyturn.adapter import ledger_witness
        from keyturn.adapter.ledger_keys import load as load_key
    except ImportError as error:
        raise _missing(error) from error
    signer = load_key(key, notes.WITNESS)
    files = ledger_witness.Files(state)
    try:
        keys = ledger_witness.logs(state, tuple(one for name in logs for one in _lines(name)))
    except BaseException:
        files.close()
        raise
    return files, Witness(signer, keys, files, _verify())


def seen(address: str, witness: str, settings: Settings) -> Seen:
    """What the witness at an address has of the log. `witness` is its key. Raises ConfigurationError or NoteError."""
    from keyturn.adapter.ledger_witness import Seen as Asked

    return Asked(address, settings.origin, settings.log, _key(witness, notes.WITNESS), _verify())


def _said(line: str) -> None:
    sys.stderr.write(f"{_now()} {line}\n")
    sys.stderr.flush()
