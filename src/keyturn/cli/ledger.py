"""`keyturn ledger`: the record that cannot be rewritten unseen, and what it is worth."""

from __future__ import annotations

import os
import sys
import time

from keyturn.cli.arguments import helped, parse, print_json
from keyturn.errors import CouldNotJudge, UsageError
from keyturn.ledger import verdict as verdicts
from keyturn.model.text import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.cli.arguments import Given
    from keyturn.wiring.ledger import Judged, Settings

OPTIONS: tuple[tuple[str, str], ...] = (
    ("--store URL", "where the ledger is: sqlite:////path, postgresql+psycopg://host/database, or a file"),
    ("--config FILE", "whose signatures count, and where witnesses are (default: /etc/keyturn/ledger.toml)"),
    ("--log-key KEY", "a key by which the log signs, or a file of such"),
    ("--witness-key KEY", "a key of a witness, or a file of such"),
    ("--witness ADDRESS", "where a witness is asked: unix:/path, host:port, https://host"),
    ("--anchor FILE", "verify: a signed checkpoint that was kept elsewhere"),
    ("--export FILE", "verify: an export instead of the store"),
    ("--offline", "verify: ask no witness"),
    ("--fresh SECONDS", "verify: how old a witness's word may be (default 3600)"),
    ("--allow-tail N", "verify: so many leaves at the end need not be anchored yet"),
    ("--key FILE", "checkpoint, witness: the private key (0600)"),
    ("--output FILE", "prove, export: write there"),
    ("--from N", "export: from this position on"),
    ("--state DIR", "witness: its own directory"),
    ("--listen ADDRESS", "witness serve: unix:/path or 127.0.0.1:port"),
    ("--json", "print the answer as JSON"),
)
SUBCOMMANDS: tuple[tuple[str, str], ...] = (
    ("verify", "hash every leaf anew and hold the log against what witnesses signed; or check a proof's file"),
    ("checkpoint", "sign the log as it is, and have witnesses cosign it"),
    ("prove", "write a proof that one leaf is in the log"),
    ("export", "write the leaves, one a line, and the checkpoint"),
    ("collect", "take in what the gate, people and drills recorded in files"),
    ("create", "make the tables"),
    ("key", "make the log's key"),
    ("witness", "be a witness: serve, add-checkpoint, key"),
)

HELP = """\
usage: keyturn ledger verify [--anchor FILE] [--offline] [--allow-tail N] [--json]
       keyturn ledger verify PROOF
       keyturn ledger checkpoint --key FILE
       keyturn ledger prove POSITION | LEAF-HASH [--output FILE]
       keyturn ledger export [--output FILE] [--from N]
       keyturn ledger collect [FILE…]
       keyturn ledger create
       keyturn ledger key NAME FILE
       keyturn ledger witness serve --state DIR --key FILE --listen ADDRESS [--log-key KEY]
       keyturn ledger witness add-checkpoint --state DIR --key FILE  < REQUEST
       keyturn ledger witness key NAME FILE

A Merkle log of what was decided and done. By itself no log proves that it was not rewritten, so verify never says that
it is valid. It says how many leaves witnesses vouch for, which is one of

  ANCHORED(n)                          all n leaves, and a witness said so a moment ago
  ANCHORED(n) + UNANCHORED(tail k)     k leaves came after the last checkpoint that a witness signed
  UNANCHORED(all n)                    nobody but the log vouches for any of it
  TRUNCATED, FORKED, DAMAGED           what is missing, or changed, or contradicts itself

exit codes: 0 all of it is anchored, or what was asked is done; 1 it is not; 2 usage; 3 it cannot be told: a witness's
word is too old to say that nothing was cut off since, or something cannot be read

options:
"""


def run(args: list[str]) -> int:
    """See HELP."""
    if helped(args, HELP, OPTIONS):
        return 0
    given = parse("ledger", args, OPTIONS)
    verbs = {
        "verify": _verify,
        "checkpoint": _checkpoint,
        "prove": _prove,
        "export": _export,
        "collect": _collect,
        "create": _create,
        "key": _key,
        "witness": _witness,
    }
    if not given.words or given.words[0] not in verbs:
        said = f"there is no keyturn ledger {safe(given.words[0])}" if given.words else "ledger needs a word more"
        raise UsageError(said, f"known are {', '.join(verbs)}")
    return verbs[given.words[0]](given, given.words[1:])


def _settings(given: Given) -> Settings:
    from keyturn.wiring import ledger

    return ledger.given(
        ledger.load(given.value("--config")),
        given.values.get("--log-key", []),
        given.values.get("--witness-key", []),
        given.values.get("--witness", []),
        store=given.value("--store"),
        key=given.value("--key"),
    )


def _number(given: Given, name: str, default: int) -> int:
    text = given.value(name, str(default))
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise UsageError(f"{name} {text}: no whole number", f"keyturn ledger verify {name} {default or 10}")
    return int(text)


def _none(words: list[str], verb: str) -> None:
    if words:
        raise UsageError(f"{verb} takes no {safe(words[0])!r}", "keyturn ledger --help")


# -- verify


def _verify(given: Given, words: list[str]) -> int:
    from dataclasses import replace

    from keyturn.wiring import ledger

    settings = _settings(given)
    settings = replace(settings, fresh=_number(given, "--fresh", settings.fresh))
    allowed = _number(given, "--allow-tail", 0)
    if words:
        if len(words) != 1 or not ledger.is_proof(words[0]):
            raise UsageError("verify takes a proof's file, or options only", "keyturn ledger verify --export FILE")
        return _proof(given, settings, words[0])
    anchors = tuple(given.values.get("--anchor", []))
    shown = _progress if sys.stderr.isatty() else None
    offline = "--offline" in given.flags
    judged = ledger.verify(settings, anchors, export=given.value("--export"), offline=offline, step=shown)
    if shown is not None:
        sys.stderr.write("\r\x1b[K")
    code = exit_code(judged, allowed)
    if "--json" in given.flags:
        print_json(as_json(judged, code))
        return code
    sys.stdout.write(told(judged, known=bool(settings.log and settings.witnesses)))
    return code


def _progress(count: int) -> None:
    sys.stderr.write(f"\r\x1b[K{count:,} leaves")
    sys.stderr.flush()


def exit_code(judged: Judged, allowed: int = 0) -> int:
    """0 all anchored and lately so, 1 not, 3 when only the age of a witness's word is in the way."""
    if judged.verdict.answer != verdicts.ANCHORED or judged.verdict.tail > allowed:
        return 1
    return 0 if judged.fresh else 3


def answer(judged: Judged) -> str:
    """The answer in one line."""
    found = judged.verdict
    if found.answer == verdicts.UNANCHORED:
        return f"UNANCHORED(all {found.size})"
    if found.answer != verdicts.ANCHORED:
        return found.answer
    tail = f" + UNANCHORED(tail {found.tail})" if found.tail else ""
    return f"ANCHORED({found.anchored}){tail}{'' if judged.fresh else ', as of ' + _time(found.since)}"


def told(judged: Judged, *, known: bool = True) -> str:
    """The answer for people."""
    found = judged.verdict
    lines = [answer(judged)]
    if found.answer == verdicts.ANCHORED:
        some = f"{found.anchored} of {found.size}" if found.tail else f"all {found.size}"
        lines.append(f"{some} leaves are under a root that {safe(', '.join(found.by))} signed")
        if judged.fresh:
            lines.append(f"signed {_time(found.since)}")
        else:
            lines.append("no witness has said so since: leaves that came after and were cut off would not be missed")
    elif found.answer == verdicts.UNANCHORED:
        if known:
            lines.append("no witness that counts has signed a checkpoint of it: keyturn ledger checkpoint")
        else:
            lines.append("no key of the log and of a witness is known: whoever owns the database could rewrite it all")
    elif found.answer == verdicts.TRUNCATED:
        last = found.size + found.missing - 1
        lines.append(
            f"{found.size} leaves are there, and {found.missing} are missing: positions {found.size} to {last}"
        )
    elif found.answer == verdicts.FORKED:
        lines.append(
            f"{found.size} leaves are there; the first {found.agreed} are as they were signed, and others are not"
        )
    else:
        lines.append(f"{found.size} leaves are there, and the tables contradict each other")
    lines += found.problems
    return lines[0] + "\n" + "".join(f"  {safe(line)}\n" for line in lines[1:])


def as_json(judged: Judged, code: int) -> dict[str, object]:
    """The answer for programs."""
    found = judged.verdict
    return {
        "answer": found.answer,
        "says": answer(judged),
        "size": found.size,
        "anchored": found.anchored,
        "tail": found.tail,
        "missing": found.missing,
        "agreed": found.agreed,
        "witnesses": list(found.by),
        "signed_at": _time(found.since) if found.since else "",
        "fresh": judged.fresh,
        "problems": list(found.problems),
        "exit": code,
    }


def _time(at: int) -> str:
    try:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    except (ValueError, OverflowError, OSError):
        return f"second {at}"


def _proof(given: Given, settings: Settings, path: str) -> int:
    from keyturn.wiring import ledger

    found, word, wrong = ledger.check(settings, path)
    by = [name for name, _at in (word.by if word else ()) if name != settings.origin]
    anchored = not wrong and word is not None and len(by) >= settings.quorum
    if "--json" in given.flags:
        body = {"answer": verdicts.ANCHORED if anchored else verdicts.UNANCHORED, "position": found.index}
        more = {"size": word.size if word else 0, "witnesses": by, "problems": list(wrong)}
        print_json({**body, **more, "leaf": found.data.decode("utf-8", "replace")})
        return 0 if anchored else 1
    if anchored and word is not None:
        sys.stdout.write(
            f"ANCHORED: leaf {found.index} is in the log {safe(settings.origin)} of {word.size} leaves, which "
            f"{safe(', '.join(by))} signed\n"
        )
    else:
        why = list(wrong) or [f"{len(by)} of the witnesses that count signed it, and {settings.quorum} are needed"]
        if not settings.log:
            why = ["no key of the log is known: --log-key"]
        sys.stdout.write(f"UNANCHORED: leaf {found.index}\n" + "".join(f"  {safe(one)}\n" for one in why))
    sys.stdout.write(f"  {safe(found.data.decode('utf-8', 'replace'))}\n")
    return 0 if anchored else 1


# -- the others


def _checkpoint(given: Given, words: list[str]) -> int:
    from keyturn.wiring import ledger

    _none(words, "checkpoint")
    signed = ledger.sign(_settings(given))
    if "--json" in given.flags:
        print_json(
            {
                "size": signed.point.size,
                "root": signed.point.root.hex(),
                "witnesses": list(signed.by),
                "refused": list(signed.refused),
                "silent": list(signed.silent),
                "note": signed.note,
            }
        )
    else:
        sys.stdout.write(signed.note)
        for line in (*signed.refused, *signed.silent):
            sys.stderr.write(f"keyturn ledger: {safe(line)}\n")
    if signed.refused:
        return 1
    return 3 if signed.silent else 0


def _prove(given: Given, words: list[str]) -> int:
    from keyturn.wiring import ledger

    if len(words) != 1:
        raise UsageError("prove takes one leaf", "keyturn ledger prove 12, or the beginning of its hash")
    found = ledger.prove(_settings(given), words[0])
    path = given.value("--output")
    if path:
        _written(path, found.whole().encode())
    if "--json" in given.flags:
        print_json({"position": found.index, "leaf_hash": found.leaf_hash(), "file": path, "proof": found.whole()})
    elif path:
        sys.stderr.write(f"keyturn ledger: {path}\n")
    else:
        sys.stdout.write(found.whole())
    return 0


def _export(given: Given, words: list[str]) -> int:
    from keyturn.wiring import ledger

    _none(words, "export")
    settings, start, path = _settings(given), _number(given, "--from", 0), given.value("--output")
    if not path:
        ledger.export(settings, start, sys.stdout.buffer.write)
        sys.stdout.flush()
        return 0
    try:
        with open(path, "xb") as file:
            count, note = ledger.export(settings, start, file.write)
    except FileExistsError:
        raise UsageError(f"{path} is there already", "an export replaces nothing: name another file") from None
    if note:
        _written(path + ".checkpoint", note.encode())
    if "--json" in given.flags:
        print_json({"leaves": count, "file": path, "checkpoint": path + ".checkpoint" if note else ""})
    else:
        more = f", and {path}.checkpoint" if note else "; no checkpoint was signed yet"
        sys.stdout.write(f"{count} leaves: {path}{more}\n")
    return 0


def _written(path: str, data: bytes) -> None:
    try:
        with open(path, "wb") as file:
            file.write(data)
    except OSError as error:
        raise CouldNotJudge(f"{path} cannot be written: {error.strerror}") from error


def _collect(given: Given, words: list[str]) -> int:
    from keyturn.wiring import ledger

    taken = ledger.collect(_settings(given), tuple(words))
    damaged = any(one.damage for one in taken)
    if "--json" in given.flags:
        records = [{"path": one.path, "leaves": one.leaves, "damage": one.damage} for one in taken]
        print_json({"records": records, "damaged": damaged})
        return 1 if damaged else 0
    for one in taken:
        sys.stdout.write(f"{one.leaves:>6} new  {safe(one.path)}\n")
        sys.stdout.write("".join(f"        DAMAGED  {safe(line)}\n" for line in one.damage))
    if not taken:
        sys.stdout.write("There is no record here that could be taken in.\n")
    return 1 if damaged else 0


def _create(given: Given, words: list[str]) -> int:
    from keyturn.wiring import ledger

    _none(words, "create")
    where = ledger.create(_settings(given))
    if "--json" in given.flags:
        print_json({"store": where})
    else:
        sys.stdout.write(f"The ledger is at {safe(where)}\n")
    return 0


def _key(given: Given, words: list[str]) -> int:
    return _made_key(given, words, witness=False)


def _made_key(given: Given, words: list[str], *, witness: bool) -> int:
    from keyturn.wiring import ledger

    if len(words) != 2:
        raise UsageError("key takes a name and a file", "keyturn ledger key log.example.com/keyturn ledger.key")
    made = ledger.make_key(words[0], words[1], witness=witness)
    if "--json" in given.flags:
        print_json({"file": words[1], "name": made.name, "key": made.text()})
    else:
        sys.stdout.write(made.text() + "\n")
    return 0


def _witness(given: Given, words: list[str]) -> int:
    from keyturn.wiring import ledger

    verb = words[0] if words else ""
    if verb == "key":
        return _made_key(given, words[1:], witness=True)
    if verb not in ("serve", "add-checkpoint"):
        raise UsageError("witness needs serve, add-checkpoint or key", "keyturn ledger witness serve --state DIR …")
    _none(words[1:], f"witness {verb}")
    state, key, logs = given.value("--state"), given.value("--key"), given.values.get("--log-key", [])
    if not state or not key:
        raise UsageError("a witness has a directory and a key of its own", "--state DIR --key FILE")
    if verb == "serve":
        if not given.value("--listen"):
            raise UsageError("where does it listen?", "--listen unix:/run/keyturn-witness/socket")
        ledger.serve(os.path.abspath(state), key, given.value("--listen"), logs)
        return 0
    found = ledger.answer(os.path.abspath(state), key, logs, sys.stdin.buffer.read(1_000_000))
    if "--json" in given.flags:
        print_json({"status": found.status, "type": found.type, "body": found.body})
    else:
        sys.stdout.write(found.body)
    return {200: 0, 400: 2}.get(found.status, 1)
