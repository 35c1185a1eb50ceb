"""Write everything that is generated, or say what is stale.

    python -m tools.generate            write it all
    python -m tools.generate NAME…      only these files
    python -m tools.generate --check    write nothing; exit 1 and show each difference

Three kinds: pages made whole from the code's own tables and the kept figures; pages written by hand whose ```console
blocks hold real commands with the output they really have (`tools/console.py` runs them anew); and Python constants,
made of the tables in src/keyturn/tool/tables and of the rules' anchors.
"""

import difflib
import sys
from collections.abc import Callable

from keyturn.policy import schema
from tools import (
    build_anchors,
    build_tables,
    console,
    page_broker,
    page_cal,
    page_cli,
    page_configuration,
    page_hosts,
    page_measured,
    page_policy,
    page_rules,
)
from tools.places import ROOT

Page = Callable[[], str]


def pages() -> dict[str, Page]:
    """File name → what it should hold."""
    out: dict[str, Page] = {
        # first, because the pages below are written by running the program
        str(build_anchors.TARGET.relative_to(ROOT)): build_anchors.text,
        "docs/broker-settings.md": page_broker.page,
        "docs/cal.md": page_cal.page,
        "docs/cli.md": page_cli.page,
        "docs/configuration.md": page_configuration.page,
        "docs/keyturn.schema.json": schema.text,
        "docs/policy.md": page_policy.page,
        "docs/hosts.md": page_hosts.page,
        "docs/benchmarks.md": page_measured.benchmarks,
        "docs/accuracy.md": page_measured.accuracy,
    }
    out.update(page_rules.pages())
    for path in console.documents():
        out[str(path.relative_to(ROOT))] = lambda path=path: console.refreshed(path)  # type: ignore[misc]
    return out


def orphans(known: dict[str, Page]) -> list[str]:
    """Rule pages on disk that no rule asks for any more."""
    return [
        name
        for path in sorted((ROOT / "docs" / "rules").glob("*.md"))
        if (name := str(path.relative_to(ROOT))) not in known
    ]


def show(name: str, old: str, fresh: str) -> None:
    """Print the first lines of a difference."""
    lines = difflib.unified_diff(old.splitlines(), fresh.splitlines(), f"{name}, kept", f"{name}, now", "", "", 1, "")
    print("\n".join(list(lines)[:40]))


def main(arguments: list[str]) -> int:
    """Compare or write; 1 when something is stale."""
    check = "--check" in arguments
    wanted = [name for name in arguments if not name.startswith("--")]
    every = pages()
    unknown = [name for name in wanted if name not in every]
    if unknown:
        sys.exit(f"nothing generates {', '.join(unknown)}")
    stale = 0
    for name, page in every.items():
        if wanted and name not in wanted:
            continue
        path = ROOT / name
        fresh = page()
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if fresh == old:
            continue
        stale += 1
        if check:
            show(name, old, fresh)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(fresh, encoding="utf-8")
        print(f"wrote {name}")
    if not wanted:
        for name in orphans(every):
            stale += 1
            if check:
                print(f"{name}: nothing generates it any more")
            else:
                (ROOT / name).unlink()
                print(f"removed {name}")
        tables = build_tables.stale()
        stale += len(tables)
        if tables and check:
            print(f"src/keyturn/tool/tables: {', '.join(tables)}: the written module is not what the table says")
        elif tables:
            build_tables.main()
    if check and stale:
        print(f"{stale} generated file(s) are stale: run `make docs` and commit the result")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
