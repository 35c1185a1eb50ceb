"""The incidents with the real tools, on scratch targets: gone without Keyturn; stopped, counted, undone with it.

    python -m demo.tools [NAME…] [--list]

Terraform, git, drizzle-kit, Prisma, Alembic and PostgreSQL are the real ones, in pinned versions: what is missing is
installed (packages of the system only as root), or it is said exactly what to install. Everything happens in a
throw-away directory and on loopback, with servers of its own that end with it. A person's yes is played: the line
that `keyturn allow` would have root write is written below that directory. Exits 1 when a story does not end as told.
"""

import os
import shutil
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.guarded import Guarded
from tests.incidents.test_incident_database import SHOP
from tests.incidents.test_incident_migrations import CASES, Case
from tests.incidents.test_incident_push import PUSH, Team
from tests.incidents.test_incident_terraform import CONFIGURATION, DESTROY, Infrastructure
from tests.production import Production, production

WIDTH = 100
MOST = 14
"""Lines of an answer that are shown."""
_SECONDS = 600
"""For everything; a demo that hangs helps nobody."""
_OWN = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "A Person",
    "GIT_AUTHOR_EMAIL": "person@example.com",
    "GIT_COMMITTER_NAME": "A Person",
    "GIT_COMMITTER_EMAIL": "person@example.com",
    "LC_ALL": "C.UTF-8",
}
_SCRUBBED = ("GIT_", "KEYTURN_", "XDG_", "PYTHON", "TF_", "AWS_", "KUBE", "PG", "DATABASE_URL", "CLAUDE")


class Story:
    """One incident. `state` tells what there is now; `again` puts it back after it was destroyed for real."""

    def __init__(
        self,
        lead: str,
        machine: Guarded,
        command: str,
        state: Callable[[], str],
        again: Callable[[], object],
        *,
        options: tuple[str, ...] = (),
        approved: bool = True,
        swap: Callable[[], object] | None = None,
    ) -> None:
        """`swap` makes the situation dangerous; `approved`: whether a person's yes can let it pass."""
        self.lead = lead
        self.machine = machine
        self.command = command
        self.state = state
        self.again = again
        self.options = options
        self.approved = approved
        self.swap = swap


class Teller:
    """Prints the stories and keeps what did not come out as told."""

    def __init__(self, *, colour: bool) -> None:
        self.colour = colour
        self.wrong: list[str] = []
        self.told = 0

    def paint(self, text: str, code: str) -> str:
        """`text` in a colour, or plain."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text

    def say(self, text: str = "") -> None:
        """One line."""
        print(text, flush=True)

    def output(self, text: str, most: int = MOST) -> None:
        """An answer, set in and cut."""
        lines = [shown(line) for line in text.strip("\n").split("\n") if line.strip()]
        for line in lines[:most]:
            self.say("    " + (line if len(line) <= WIDTH + 20 else line[: WIDTH + 19] + "…"))
        if len(lines) > most:
            self.say(f"    … {len(lines) - most} more lines")

    def must(self, name: str, what: str, *, holds: bool) -> None:
        """Something that must be so."""
        if holds:
            self.say(self.paint(f"  ✓ {what}", "32"))
        else:
            self.wrong.append(f"{name}: not so: {what}")
            self.say(self.paint(f"  ✗ not so: {what}", "1;31"))

    def tell(self, name: str, story: Story) -> None:
        """The whole of one incident."""
        self.told += 1
        machine = story.machine
        self.say()
        self.say(self.paint(f"── {name} ".ljust(WIDTH, "─"), "1;36"))
        for line in textwrap.wrap(story.lead, WIDTH):
            self.say(line)
        if story.swap is not None:
            story.swap()
        before = story.state()
        self.say(f"\n  there is: {before}\n  $ {shown(story.command)}      (without Keyturn)")
        machine.sh(story.command)
        self.must(name, f"destroyed for real: now there is {story.state()}", holds=story.state() != before)
        story.again()
        before = story.state()

        self.say(f"\n  $ keyturn check -- {shown(story.command)}")
        done = machine.keyturn("check", "--", story.command)
        self.output(done.out, 8)
        self.must(name, "it is stopped", holds=done.code == 1)

        if not story.approved and story.swap is None:
            done = machine.run(story.command, *story.options)
            self.say(f"\n  $ keyturn run -- {shown(story.command)}")
            self.output(done.errors, 8)
            self.must(name, "nobody's yes lets it pass", holds=done.code == 1 and done.json["request"] == "")
            self.must(name, f"there still is {before}", holds=story.state() == before)
            return
        self.say(f"\n  $ keyturn rehearse -- {shown(story.command)}")
        self.output(machine.keyturn("rehearse", "--", story.command).out)
        self.must(name, f"nothing was touched: there still is {before}", holds=story.state() == before)
        if story.swap is not None:
            story.swap()
            before = story.state()
            self.say(f"\n  the state is exchanged behind everybody's back\n  $ keyturn run -- {shown(story.command)}")
            done = machine.run(story.command, *story.options)
            alarms = done.json.get("rehearsal", {}).get("alarms", [])
            self.output("\n".join(one["what"] for one in alarms) or done.errors)
            self.must(name, "an alarm stops it, and no yes helps", holds=done.code == 1 and story.state() == before)
            return
        self._run(name, story, before)

    def _run(self, name: str, story: Story, before: str) -> None:
        machine = story.machine
        words = " ".join((*story.options, "--", shown(story.command)))
        self.say(f"\n  $ keyturn run {words}")
        done = machine.run(story.command, *story.options)
        if done.code == 1 and done.json["request"]:
            self.output(done.errors, 6)
            self.must(name, f"held for {', '.join(done.json['needs'])}", holds=story.state() == before)
            request = done.json["request"]
            machine.allow(request)
            self.say(f"\n  a person looks at it and proves to be one: keyturn allow {request}\n  $ keyturn run {words}")
            done = machine.run(story.command, *story.options)
        self.output(done.errors, 6)
        ran = done.code == 0 and done.json["ran"]
        bound = done.json.get("bound", "") if ran else ""
        self.must(name, f"it ran{f', bound: {bound}' if bound else ''}", holds=ran and story.state() != before)
        undo = done.json.get("undo", "") if ran else ""
        if undo:
            self.say(f"\n  $ keyturn undo {undo}")
            back = machine.keyturn("undo", "--overwrite", undo)
            self.output(back.out + back.errors, 4)
            self.must(name, f"back again: {story.state()}", holds=story.state() == before)


def shown(command: str) -> str:
    """The command as people would write it: without the scratch places and the password."""
    from tests.production import PASSWORD

    for place in (tempfile.gettempdir(), str(Path.cwd())):
        command = command.replace(place + "/", "…/")
    return command.replace(PASSWORD, "…")


def _files(place: Path) -> str:
    return f"{sum(path.is_file() for path in place.rglob('*')):,} files"


def _push(place: Path, _real: Production | None) -> Story:
    team = Team(place)
    (team.machine.root / "etc/keyturn/keyturn.toml").unlink()
    tip = team.tip()
    return Story(
        "A branch that a colleague has pushed three commits to is pushed over, by a clone that is behind.",
        team.machine,
        PUSH,
        lambda: f"a branch with {', '.join(team.subjects())}",
        lambda: team.machine.sh(f"git push -q --force {team.shared} {tip}:feature", team.theirs),
    )


def _many(place: Path, _real: Production | None) -> Story:
    machine = Guarded(place / "root", place / "project")

    def again() -> None:
        for number in range(2_229):
            folder = machine.work / "data" / f"{number % 23:02}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number}.json").write_text(f'{{"n": {number}}}')

    machine.sh("git init -q -b main .; echo x > README; git add .; git commit -qm first")
    again()
    lead = "2,229 files of a project, never committed, are removed to tidy up."
    return Story(lead, machine, "rm -rf data", lambda: _files(machine.work / "data"), again, options=("--rehearse",))


def _photographs(place: Path, _real: Production | None) -> Story:
    machine = Guarded(place / "root", place / "tidying")
    family = place / "family" / "photographs"

    def again() -> None:
        for year in range(2009, 2024):
            (family / str(year)).mkdir(parents=True, exist_ok=True)
            for number in range(20):
                (family / str(year) / f"IMG_{number:04}.JPG").write_bytes(bytes([year % 256, number]) * 50)

    again()
    lead = "Fifteen years of photographs lie outside every repository; an agent finds them large and old."
    return Story(lead, machine, f"rm -rf {family}", lambda: _files(family), again)


def _terraform(place: Path, _real: Production | None) -> Story:
    one = Infrastructure(place)
    ours = one.state.read_bytes()
    lead = "An archive is unpacked over the configuration, and with it comes the state of other infrastructure."

    def again() -> None:
        one.state.write_bytes(ours)

    return Story(
        lead,
        one.machine,
        DESTROY,
        lambda: f"{one.resources()} resources of {one.lineage()[:8]}",
        again,
        swap=one.swapped,
    )


def _anew(place: Path, _real: Production | None) -> Story:
    one = Infrastructure(place)
    ours = one.state.read_bytes()
    (one.machine.work / "main.tf").write_text(CONFIGURATION.replace("database", "primary"))

    def again() -> None:
        one.state.write_bytes(ours)

    def state() -> str:
        return ", ".join(one.machine.sh("terraform state list").split())

    lead = "An agent finds it simplest to delete the environment and to make it anew."
    return Story(lead, one.machine, "terraform apply -auto-approve", state, again)


def _delete(place: Path, real: Production | None) -> Story:
    assert real is not None
    url = real.database("shop", *SHOP)
    machine = Guarded(place / "root", place / "shop", {"DATABASE_URL": url})

    def state() -> str:
        found = real.state("shop")
        return f"{found['public.customers']:,} customers and {found['public.orders']:,} orders"

    lead = "A DELETE without WHERE. What psql says of it hides the cascade."
    command = f'psql "{url}" -q -c "delete from customers"'
    return Story(lead, machine, command, state, lambda: real.database("shop", *SHOP), options=("--rehearse",))


def _freeze(place: Path, real: Production | None) -> Story:
    assert real is not None
    url = real.database("live", *SHOP)
    machine = Guarded(place / "root", place / "app", {"DATABASE_URL": url})
    machine.organisation(
        f'[environment.prod]\nmatches = ["postgres://127.0.0.1:{real.port}/*"]\n\n'
        '[[environment.prod.freeze]]\nname = "code freeze"\n'
        "from = 2020-01-01T00:00:00Z\nuntil = 2099-01-01T00:00:00Z\n"
    )

    def state() -> str:
        there = real.run("postgres", "select count(*) from pg_database where datname = 'live'")
        return "the database live" if there == [(1,)] else "no database live"

    lead = "A code freeze is on, and everybody has said so. The production database is dropped all the same."
    command = f'psql "{real.url("postgres")}" -q -c "drop database live"'
    return Story(lead, machine, command, state, lambda: real.database("live", *SHOP), approved=False)


def _migration(number: int, lead: str) -> Callable[[Path, Production | None], Story]:
    name, make = CASES[number]

    def story(place: Path, real: Production | None) -> Story:
        assert real is not None
        case = Case(real, place, name, make)
        return Story(
            lead,
            case.machine,
            case.command,
            lambda: ", ".join(f"{table} {rows:,}" for table, rows in sorted(case.rows().items())),
            case.filled,
        )

    return story


STORIES: dict[str, tuple[bool, Callable[[Path, Production | None], Story]]] = {
    "terraform-swapped-state": (False, _terraform),
    "environment-made-anew": (False, _anew),
    "drizzle-push-force": (True, _migration(0, "drizzle-kit pushes a schema that no longer names two tables.")),
    "prisma-accept-data-loss": (True, _migration(1, "Prisma pushes a schema, and the loss is accepted beforehand.")),
    "alembic-downgrade-base": (True, _migration(2, "Migrations are run all the way down, to run them up again.")),
    "files-2229": (False, _many),
    "photographs": (False, _photographs),
    "freeze-dropped-database": (True, _freeze),
    "delete-without-where": (True, _delete),
    "force-push": (False, _push),
}
"""Name → (needs a database server, how it is set up)."""


@contextmanager
def surroundings() -> Iterator[Path]:
    """A scratch directory, and an environment with nothing of the caller's in it."""
    before = dict(os.environ)
    place = Path(tempfile.mkdtemp(prefix="keyturn-demo-"))
    try:
        for name in list(os.environ):
            if name.startswith(_SCRUBBED):
                del os.environ[name]
        os.environ.update(_OWN)
        yield place
    finally:
        os.environ.clear()
        os.environ.update(before)
        shutil.rmtree(place, ignore_errors=True)


def main(words: list[str]) -> int:
    """0 all as told, 1 something was not, 2 no such story, 3 a part is missing."""
    if "--list" in words:
        print("\n".join(STORIES))
        return 0
    unknown = [word for word in words if word not in STORIES]
    if unknown:
        print(f"there is no story {unknown[0]}; --list names them", file=sys.stderr)
        return 2
    chosen = words or list(STORIES)
    teller = Teller(colour=sys.stdout.isatty() and not os.environ.get("NO_COLOR"))
    began = time.monotonic()
    with surroundings() as place, ExitStack() as stack:
        real: Production | None = None
        for name in chosen:
            if time.monotonic() - began > _SECONDS:
                teller.wrong.append(f"{name}: no time was left for it")
                continue
            needs, make = STORIES[name]
            own = place / name
            own.mkdir()
            try:
                if needs and real is None:
                    teller.say("starting a PostgreSQL of its own, on loopback …")
                    real = stack.enter_context(production())
                story = make(own, real)
            except pytest.fail.Exception as missing:
                print(f"\nThe demo needs a real tool that is not here, and that it could not install:\n  {missing}")
                return 3
            teller.tell(name, story)
    teller.say()
    for line in teller.wrong:
        teller.say(teller.paint(line, "1;31"))
    good = not teller.wrong
    many = "1 incident with its real tool" if teller.told == 1 else f"{teller.told} incidents with their real tools"
    summary = f"{many}, {'all' if good else 'not all'} as told"
    teller.say(teller.paint(f"{summary}, in {time.monotonic() - began:.0f} s.", "1;32" if good else "1;31"))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
