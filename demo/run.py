"""The incidents that led to Keyturn, in a throw-away repository: each must be stopped, each look-alike must pass.

    python -m demo.run [--colour auto|always|never]

Every answer shown is the real program's, run as anybody would run it. Nothing that is judged is executed but one
deletion in the last part, which is undone. Exits 1 when an expectation is not met.
"""

import argparse
import datetime as dt
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

from demo.cases import (
    CHANGES,
    HARMLESS_CHANGES,
    INCIDENTS,
    LOOKALIKES,
    OTHER_SPELLINGS,
    Change,
    Command,
)
from demo.session import Session, counted, difference, entries
from demo.shop import Shop

KEYTURN = Path(sys.executable).parent / "keyturn"
WIDTH = 100
LIMIT = 60.0
"""Seconds after which one answer counts as none."""

_STYLES = {"bold": "1", "dim": "2", "good": "1;32", "bad": "1;31", "title": "1;36"}


class Show:
    """Prints, and counts what came out as it must."""

    def __init__(self, *, colour: bool) -> None:
        self.colour = colour
        self.stopped = 0
        self.passed = 0
        self.restored = 0
        self.failures: list[str] = []

    def paint(self, text: str, style: str) -> str:
        """`text` in a style, or plain."""
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colour else text

    def say(self, text: str = "") -> None:
        """One line."""
        print(text, flush=True)

    def chapter(self, title: str, below: str) -> None:
        """A heading."""
        self.say()
        self.say(self.paint(f"── {title} ".ljust(WIDTH, "─"), "title"))
        for line in textwrap.wrap(below, WIDTH):
            self.say(self.paint(line, "dim"))

    def verdict(self, name: str, complaint: str, *, stops: bool) -> None:
        """Count one answer; `complaint` is empty when it is as it must be."""
        if complaint:
            self.failures.append(f"{name}: {complaint}")
            self.say(self.paint(f"  ✗ {complaint}", "bad"))
        elif stops:
            self.stopped += 1
        else:
            self.passed += 1


def run(arguments: list[str], shop: Shop, directory: str, *, colour: bool) -> tuple[int, str]:
    """Run the real program; returns its exit code and everything it printed."""
    done = subprocess.run(
        [str(KEYTURN), *arguments],
        cwd=shop.root / directory,
        env={**shop.environment, "FORCE_COLOR": "1"} if colour else shop.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    return done.returncode, done.stdout


def indented(text: str, most: int) -> str:
    """An answer, set in, and cut after `most` lines."""
    lines = text.strip("\n").split("\n")
    kept = lines[:most]
    if len(lines) > most:
        kept.append(f"… {len(lines) - most} more lines")
    return "\n".join("    " + line for line in kept)


def wrong(code: int, text: str, rule: str, shows: str = "") -> str:
    """What is wrong with an answer that must stop; empty when nothing is."""
    if code == 0:
        return "it was let through"
    if code != 1:
        return f"it was not judged (exit {code})"
    if rule and rule not in text:
        return f"it was stopped, but not for {rule}…"
    if shows and shows not in text and shows.replace(",", "") not in text:
        return f"it was stopped, but {shows} is not named"
    return ""


def stop_command(case: Command, shop: Shop, show: Show, *, most: int) -> None:
    """One command that must be stopped."""
    show.say()
    if case.loss:
        show.say(show.paint(case.loss, "bold"))
    place = "" if case.directory == "." else f"{case.directory} "
    show.say(f"  {place}$ " + case.text.replace("\n", "\n  > "))
    code, text = run(["check", case.text], shop, case.directory, colour=show.colour)
    if most:
        show.say(indented(text, most))
    show.verdict(case.text, wrong(code, text, case.rule), stops=True)


def spelling(case: Command, shop: Shop, show: Show) -> None:
    """Another spelling of something that must be stopped, in one line."""
    code, text = run(["check", case.text], shop, case.directory, colour=False)
    complaint = wrong(code, text, case.rule)
    mark = show.paint("stopped", "good") if not complaint else show.paint("MISSED ", "bad")
    rules = [word for word in text.split() if word.startswith(case.rule) and "/" in word]
    first, *rest = case.text.split("\n")
    show.say(f"  {mark}  {first}{' …' if rest else ''}" + show.paint(f"   {rules[0] if rules else ''}", "dim"))
    show.verdict(case.text, complaint, stops=True)


def look_alike(case: Command, shop: Shop, show: Show) -> None:
    """A command that must pass, in one line."""
    code, text = run(["check", case.text], shop, case.directory, colour=False)
    first, *rest = case.text.split("\n")
    mark = show.paint("passes ", "good") if code == 0 else show.paint("STOPPED", "bad")
    show.say(f"  {mark}  {first}{' …' if rest else ''}")
    if code != 0:
        show.say(indented(text, 12))
    show.verdict(case.text, "" if code == 0 else f"a harmless command was stopped (exit {code})", stops=False)


def scanned(case: Change) -> tuple[str, ...]:
    """The arguments with which a change is scanned."""
    return ("scan", "--range", "main..change") if case.as_range else ("scan", "--staged")


def scan(case: Change, shop: Shop, show: Show) -> tuple[int, str]:
    """Stage a change, or commit it to a branch, and scan it."""
    shop.git("checkout", "--quiet", "-b", "change")
    shop.stage(case.files)
    if case.as_range:
        shop.git("commit", "--quiet", "--message=change")
    try:
        return run([*scanned(case)], shop, ".", colour=show.colour)
    finally:
        shop.forget("change")


def stop_change(case: Change, shop: Shop, show: Show, *, most: int) -> None:
    """A change that must be stopped."""
    show.say()
    show.say(show.paint(f"{case.title}: {case.loss}", "bold"))
    show.say("  $ keyturn " + " ".join(scanned(case)))
    code, text = scan(case, shop, show)
    show.say(indented(text, most))
    show.verdict(case.title, wrong(code, text, case.rule, case.shows), stops=True)


def harmless_change(case: Change, shop: Shop, show: Show) -> None:
    """A change that must pass."""
    code, text = scan(case, shop, show)
    mark = show.paint("passes ", "good") if code == 0 else show.paint("STOPPED", "bad")
    show.say(f"  {mark}  {case.title}")
    if code != 0:
        show.say(indented(text, 16))
    show.verdict(case.title, "" if code == 0 else f"a harmless change was stopped (exit {code})", stops=False)


def explained(shop: Shop, show: Show) -> None:
    """How one answer came about."""
    command = "npm run db:reset"
    show.say()
    show.say(f"  web $ keyturn explain '{command}'")
    code, text = run(["explain", command], shop, "web", colour=show.colour)
    show.say(indented(text, 40))
    show.verdict(command, wrong(code, text, "prisma"), stops=True)


def history(shop: Shop, show: Show) -> None:
    """Every commit on its own: what was done and taken back is invisible in the sum."""
    shop.git("checkout", "--quiet", "-b", "work")
    for message, files in (
        ("purge orders", {"ops/purge.sql": "DELETE FROM orders;\n"}),
        ("add a page", {"web/page.ts": "export const page = 1\n"}),
        ("undo the purge", {"ops/purge.sql": None}),
    ):
        shop.stage(dict(files))
        shop.git("commit", "--quiet", f"--message={message}")
    show.say()
    show.say(show.paint("a purge that was committed and taken back: the sum shows nothing, the history does", "bold"))
    for arguments, rule in ((["scan", "--range", "main..work"], ""), (["scan", "--history", "main..work"], "sql/")):
        show.say("  $ keyturn " + " ".join(arguments))
        code, text = run(arguments, shop, ".", colour=show.colour)
        show.say(indented(text, 16))
        complaint = wrong(code, text, rule) if rule else ("" if code == 0 else f"it was stopped (exit {code})")
        show.verdict(" ".join(arguments), complaint, stops=bool(rule))
    shop.forget("work")


def asked(session: Session, show: Show, *words: str, most: int = 8) -> None:
    """A command of the person's, with its answer."""
    show.say(show.paint("  you   ", "bold") + "$ keyturn " + " ".join(words))
    code, text = session.keyturn(*words)
    show.say(indented(text.replace(str(session.home), "~"), most))
    if code != 0:
        show.verdict(" ".join(words), f"keyturn {words[0]} ended with {code}", stops=False)


def wanted(session: Session, show: Show, command: str) -> bool:
    """A call of the agent's, with what the hook said; whether it ran."""
    show.say()
    show.say(show.paint("  agent ", "bold") + f"Bash: {command}")
    ran, said = session.call(command)
    show.say("    " + (show.paint("ran", "good") if ran else show.paint("did not run", "bad")))
    for line in said.splitlines():
        show.say(textwrap.fill(line, WIDTH, initial_indent="    ", subsequent_indent="    "))
    return ran


def an_agent(place: Path, show: Show) -> None:
    """What an agent deletes in dev comes back, and what is production is held."""
    session = Session(place)
    show.say()
    asked(session, show, "init", "agents", "--host", "claude", "--yes")
    before = entries(session.drafts)
    command = "rm -rf drafts"
    ran = wanted(session, show, command)
    gone = not entries(session.drafts)
    show.say(
        show.paint(
            f"    drafts/ is gone: {counted(before)}, none of it in git" if gone else "    drafts/ is there", "dim"
        )
    )
    show.verdict(command, "" if ran and gone else "what can be undone was stopped", stops=False)
    show.say()
    asked(session, show, "undo", most=4)
    changed = difference(before, entries(session.drafts))
    if not changed:
        show.restored += 1
        show.say(
            "    " + show.paint("compared: ", "good") + f"{counted(before)}; every byte, permission and time as before"
        )
    else:
        show.verdict("keyturn undo", f"after keyturn undo, {changed}", stops=False)
    deployed = entries(session.deploy)
    for command in ("rm -rf deploy", "psql postgresql://shop@orders.prod.example.com/shop -c 'DROP TABLE orders'"):
        ran = wanted(session, show, command)
        changed = "it ran" if ran else difference(deployed, entries(session.deploy))
        show.verdict(command, f"production was touched: {changed}" if changed else "", stops=True)
    show.say()
    asked(session, show, "log")


def perform(shop: Shop, show: Show) -> None:
    """All of it, in order."""
    show.chapter("1 · Commands", "What agents and people ran, and what it cost. Here it is judged, not run.")
    for command in INCIDENTS:
        stop_command(command, shop, show, most=14)
    show.chapter("2 · The same, spelled otherwise", "A list of forbidden words sees none of these.")
    for command in OTHER_SPELLINGS:
        spelling(command, shop, show)
    show.chapter("3 · What passes", "A guard that asks too often is switched off. Nothing here is asked about.")
    for command in LOOKALIKES:
        look_alike(command, shop, show)
    show.chapter("4 · Changes", "The same judgement over what is about to be committed or merged.")
    for change in CHANGES:
        stop_change(change, shop, show, most=22)
    history(shop, show)
    show.chapter("5 · Changes that pass", "")
    for change in HARMLESS_CHANGES:
        harmless_change(change, shop, show)
    show.chapter("6 · Why", "Every answer can be asked for its reasons.")
    explained(shop, show)


def main() -> int:
    """Build the shop, show everything, count."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--colour", choices=("auto", "always", "never"), default="auto")
    wish = parser.parse_args().colour
    colour = wish == "always" or (wish == "auto" and sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    if not KEYTURN.exists():
        sys.exit(f"{KEYTURN} is not there: run `make demo`")
    show = Show(colour=colour)
    began = time.monotonic()
    now = dt.datetime.now(dt.UTC)
    day = dt.timedelta(days=1)
    place = Path(tempfile.mkdtemp(prefix="keyturn-demo-"))
    try:
        show.say(show.paint("Keyturn", "bold") + f": a throw-away shop in {place}, and what went wrong elsewhere.")
        shop = Shop(place, since=f"{now - day:%Y-%m-%dT%H:%M:%SZ}", until=f"{now + day:%Y-%m-%dT%H:%M:%SZ}")
        perform(shop, show)
        show.chapter(
            "7 · An agent at work",
            "The gate, in the settings of a coding agent. In dev what it deletes is saved first and runs without a "
            "question; in production it is held. Here what passes is executed.",
        )
        an_agent(place, show)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    wanted_stops = len(INCIDENTS) + len(OTHER_SPELLINGS) + len(CHANGES) + 4
    wanted_passes = len(LOOKALIKES) + len(HARMLESS_CHANGES) + 2
    show.chapter("In short", "")
    show.say(f"  {show.stopped} of {wanted_stops} destructive actions stopped")
    show.say(f"  {show.passed} of {wanted_passes} that are harmless, or can be undone, let through")
    show.say(f"  {show.restored} of 1 directory that an agent wiped in dev brought back, byte for byte")
    show.say(f"  {time.monotonic() - began:.0f} seconds; nothing else of it was executed, nothing is left behind")
    for failure in show.failures:
        show.say(show.paint(f"  ✗ {failure}", "bad"))
    return 1 if show.failures else 0


if __name__ == "__main__":
    sys.exit(main())
