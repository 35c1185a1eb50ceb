"""Inputs for bench_scan.py, the same bytes on every machine: a clean diff and a history.

    python make_inputs.py diff LINES > clean.diff
    python make_inputs.py history COMMITS DIRECTORY

The text is meant to look like an ordinary change of a web service: application code in two languages, tests,
workflows, shell scripts, SQL that only reads and adds, configuration and prose. It talks about deleting, dropping
and forcing as such code does, and destroys nothing.
"""

from __future__ import annotations

import random
import subprocess
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEED = 20_260_711
NOUNS = (
    "account address basket batch branch budget carrier catalogue channel charge claim client contact contract coupon "
    "customer delivery device discount document draft entry event export feature firmware folder form group import "
    "invoice item journal label ledger letter location machine manifest member message meter note offer order owner "
    "package page parcel partner payment period permit person plan policy portfolio price product profile project "
    "quota quote reading receipt record refund region report request reservation return route rule sample schedule "
    "segment session shipment signal site slot source stage statement station status step stock store "
    "subscription supplier survey tariff task team template ticket token topic tour transfer trip unit user vendor "
    "version visit voucher wallet warehouse window zone"
).split()
VERBS = (
    "accept add append apply archive assign attach book build cancel check clear close collect compare compute confirm "
    "convert copy count create decode delete detach discard drop edit encode enqueue export fetch filter find finish "
    "force format handle import insert join list load lock map match merge move notify open order parse pick plan "
    "print publish purge push read refresh register release remove rename render replace request reset resolve restore "
    "return save schedule search select send set sign sort split start stop store submit sum sync track transform "
    "trim truncate unlock update upload validate verify wait walk warm write"
).split()
ADJECTIVES = (
    "active broken cheap clean current early empty expired fresh full hidden large late local new old open".split()
)


class Writer:
    """Makes lines; one random source, so that the order of calls is all that matters."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def name(self) -> str:
        pick = self.random.choice
        return f"{pick(VERBS)}_{pick(NOUNS)}" if self.random.random() < 0.5 else f"{pick(ADJECTIVES)}_{pick(NOUNS)}"

    def camel(self) -> str:
        first, *rest = self.name().split("_")
        return first + "".join(word.capitalize() for word in rest)

    def sentence(self) -> str:
        pick = self.random.choice
        words = [pick((*NOUNS, *VERBS, *ADJECTIVES, "the", "a", "of", "when", "with", "and", "for")) for _ in range(9)]
        return " ".join(words).capitalize() + "."

    def python(self) -> str:
        pick, number = self.random.choice, self.random.randrange
        return pick(
            (
                lambda: f'def {self.name()}(self, {self.name()}: int, {self.name()}: str = "{pick(NOUNS)}") -> None:',
                lambda: f"    {self.name()} = self.{self.name()}({self.name()}, limit={number(500)})",
                lambda: f"    if {self.name()} is None or len({self.name()}) > {number(90)}:",
                lambda: f'        raise ValueError("{self.sentence()}")',
                lambda: f"    for {pick(NOUNS)} in sorted({self.name()}, key=lambda entry: entry.{pick(NOUNS)}_id):",
                lambda: f'        logger.info("{pick(VERBS)} %s for %s", {pick(NOUNS)}.id, {self.name()})',
                lambda: f'    assert response.json()["{pick(NOUNS)}"] == {number(1000)}',
                lambda: f'    return {{"{pick(NOUNS)}": {self.name()}, "{pick(NOUNS)}_count": {number(99)}}}',
                lambda: f"    # {self.sentence()}",
                lambda: (
                    f"from service.{pick(NOUNS)}.models import {pick(NOUNS).capitalize()}, {pick(NOUNS).capitalize()}"
                ),
                lambda: "",
            )
        )()

    def javascript(self) -> str:
        pick, number = self.random.choice, self.random.randrange
        return pick(
            (
                lambda: f"export function {self.camel()}({self.camel()}, options = {{}}) {{",
                lambda: f"  const {self.camel()} = await {self.camel()}({self.camel()}, {{ limit: {number(500)} }});",
                lambda: f"  if (!{self.camel()} || {self.camel()}.length > {number(90)}) {{",
                lambda: f"    throw new Error('{self.sentence()}');",
                lambda: f"  {self.camel()}.forEach((entry) => {self.camel()}(entry.{pick(NOUNS)}Id));",
                lambda: f"  return items.filter((item) => item.{pick(NOUNS)} !== {self.camel()}).map({self.camel()});",
                lambda: f"  it('{pick(VERBS)}s a {pick(ADJECTIVES)} {pick(NOUNS)}', () => {{",
                lambda: f"    expect(screen.getByText('{pick(NOUNS)}')).toBeVisible();",
                lambda: f"  // {self.sentence()}",
                lambda: "}",
            )
        )()

    def shell(self) -> str:
        pick, number = self.random.choice, self.random.randrange
        return pick(
            (
                lambda: f'echo "{self.sentence()}"',
                lambda: f'if [ -f build/{pick(NOUNS)}.txt ]; then echo "{pick(NOUNS)} ready"; fi',
                lambda: f"mkdir -p build/{pick(NOUNS)}",
                lambda: f"# {self.sentence()}",
                lambda: f"make {pick(NOUNS)} LIMIT={number(50)}",
                lambda: f"cp config/{pick(NOUNS)}.json build/",
            )
        )()

    def sql(self) -> str:
        pick, number = self.random.choice, self.random.randrange
        return pick(
            (
                lambda: (
                    f"CREATE TABLE {pick(NOUNS)}_{pick(NOUNS)} (id bigint PRIMARY KEY, {pick(NOUNS)} text NOT NULL);"
                ),
                lambda: f"CREATE INDEX {pick(NOUNS)}_idx{number(999)} ON {pick(NOUNS)} ({pick(NOUNS)}_id);",
                lambda: f"INSERT INTO {pick(NOUNS)} (id, name) VALUES ({number(9999)}, '{pick(NOUNS)}');",
                lambda: f"SELECT count(*) FROM {pick(NOUNS)} WHERE {pick(NOUNS)}_id = {number(9999)};",
                lambda: f"-- {self.sentence()}",
            )
        )()

    def yaml(self) -> str:
        pick, number = self.random.choice, self.random.randrange
        return pick(
            (
                lambda: f"  {pick(NOUNS)}:",
                lambda: f"    {pick(NOUNS)}_{pick(NOUNS)}: {number(900)}",
                lambda: f"    - {pick(NOUNS)}",
                lambda: f"  # {self.sentence()}",
                lambda: f'    description: "{self.sentence()}"',
            )
        )()


# (path pattern, writer's method, weight)
KINDS: tuple[tuple[str, str, int], ...] = (
    ("service/{0}/{1}_{2}.py", "python", 32),
    ("tests/{0}/test_{1}_{2}.py", "python", 15),
    ("web/src/{0}/{1}{2}.ts", "javascript", 22),
    ("docs/{0}/{1}-{2}.md", "sentence", 14),
    ("config/{0}/{1}{2}.yaml", "yaml", 9),
    ("scripts/{0}/{1}{2}.sh", "shell", 1),
    ("sql/{0}/{1}{2}.sql", "sql", 3),
    ("locale/{0}/{1}{2}.json", "yaml", 4),
)


def lines_of(writer: Writer, method: str, count: int) -> list[str]:
    make: Callable[[], str] = getattr(writer, method)
    return [make() for _ in range(count)]


def kind(writer: Writer) -> tuple[str, str]:
    pattern, method, _weight = writer.random.choices(KINDS, [weight for _p, _m, weight in KINDS])[0]
    pick = writer.random.choice
    return pattern.format(pick(NOUNS), pick(NOUNS), writer.random.randrange(10_000)), method


def clean_diff(total: int) -> Iterator[str]:
    """A git diff of about `total` lines: changed and new files, hunks with three lines of context."""
    writer = Writer(SEED)
    done = 0
    while done < total:
        path, method = kind(writer)
        new = writer.random.random() < 0.3
        out = [f"diff --git a/{path} b/{path}"]
        ids = f"{writer.random.getrandbits(40):010x}..{writer.random.getrandbits(40):010x}"
        if new:
            out += ["new file mode 100644", f"index {ids}", "--- /dev/null", f"+++ b/{path}"]
            body = lines_of(writer, method, writer.random.randrange(20, 260))
            out.append(f"@@ -0,0 +1,{len(body)} @@")
            out += ["+" + line for line in body]
        else:
            out += [f"index {ids} 100644", f"--- a/{path}", f"+++ b/{path}"]
            at = shift = 1
            for _ in range(writer.random.randrange(1, 7)):
                at += writer.random.randrange(10, 200)
                lead, tail = lines_of(writer, method, 3), lines_of(writer, method, 3)
                removed = lines_of(writer, method, writer.random.randrange(0, 12))
                added = lines_of(writer, method, writer.random.randrange(1, 30))
                before, after = 6 + len(removed), 6 + len(added)
                out.append(f"@@ -{at},{before} +{at + shift - 1},{after} @@")
                out += [" " + line for line in lead]
                out += ["-" + line for line in removed]
                out += ["+" + line for line in added]
                out += [" " + line for line in tail]
                shift += len(added) - len(removed)
                at += before
        done += len(out)
        yield "\n".join(out) + "\n"


def history(commits: int, directory: str) -> None:
    """A repository of so many commits on one branch, made by git fast-import."""
    writer = Writer(SEED + 1)
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", directory], check=True)
    process = subprocess.Popen(["git", "-C", directory, "fast-import", "--quiet", "--force"], stdin=subprocess.PIPE)
    assert process.stdin is not None
    send = process.stdin.write
    files: dict[str, list[str]] = {}
    names: list[str] = []
    methods: dict[str, str] = {}
    for number in range(commits):
        message = f"{writer.sentence()}\n".encode()
        send(b"commit refs/heads/main\n")
        send(f"committer A Person <person@example.com> {1_600_000_000 + number * 3600} +0000\n".encode())
        send(b"data %d\n" % len(message) + message)
        for _ in range(writer.random.randrange(1, 5)):
            if len(names) < 40 or writer.random.random() < 0.12:
                path, method = kind(writer)
                if path not in files:
                    names.append(path)
                files[path] = lines_of(writer, method, writer.random.randrange(20, 100 if method == "shell" else 260))
                methods[path] = method
            else:
                path = writer.random.choice(names)
                text = files[path]
                at = writer.random.randrange(len(text))
                text[at : at + writer.random.randrange(0, 8)] = lines_of(
                    writer, methods[path], writer.random.randrange(1, 20)
                )
            data = ("\n".join(files[path]) + "\n").encode()
            send(f"M 100644 inline {path}\n".encode() + b"data %d\n" % len(data) + data)
        send(b"\n")
    process.stdin.close()
    if process.wait():
        sys.exit("git fast-import failed")
    subprocess.run(["git", "-C", directory, "repack", "-adq"], check=True)
    subprocess.run(["git", "-C", directory, "reset", "--hard", "--quiet"], check=True)


def main() -> None:
    if sys.argv[1:2] == ["diff"] and len(sys.argv) == 3:
        for piece in clean_diff(int(sys.argv[2])):
            sys.stdout.write(piece)
    elif sys.argv[1:2] == ["history"] and len(sys.argv) == 4:
        history(int(sys.argv[2]), sys.argv[3])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
