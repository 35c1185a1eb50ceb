"""Write src/keyturn/scan/anchors.py from the readers' and the rules' own tables.

Loading every reader and every rule's prose just to search for a few words would cost a trivial scan a third of its
time, so the words alone are kept as constants. `tests/scan/test_anchors.py` fails when the file is stale.
"""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Iterable

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / "src" / "keyturn" / "scan" / "anchors.py"

WIDTH = 118
SHORT = 3
"""Rule anchors up to this long count only as whole words: `rm` must not be met in `firmware`."""

Row = tuple[tuple[bytes, ...], tuple[bytes, ...], tuple[bytes, ...], tuple[bytes, ...]]

# Names too common to count outside a whole-word match in front of a parenthesis.
_QUIET_TAILS = frozenset({"spawn", "trash", "copy", "default", "manual", "native", "sync", "windows", "x", "$", "x("})


def row(free: Iterable[str] = (), left: Iterable[str] = (), whole: Iterable[str] = (), bare: Iterable[str] = ()) -> Row:
    """The four sorts of needle, sorted, without those that another one makes needless."""

    def sorted_bytes(words: Iterable[str]) -> tuple[bytes, ...]:
        return tuple(sorted({word.lower().encode() for word in words if word}))

    frees = sorted_bytes(free)
    frees = tuple(one for one in frees if not any(other != one and other in one for other in frees))

    def rest(words: Iterable[str]) -> tuple[bytes, ...]:
        return tuple(one for one in sorted_bytes(words) if not any(other in one for other in frees))

    return frees, rest(left), rest(whole), rest(bare)


def rule_anchors(*families: str, categories: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
    """(free, whole) anchors of the rules of some families, of all without."""
    from keyturn.tool.rules.index import all_rules

    free: list[str] = []
    whole: list[str] = []
    for rule in all_rules():
        if families and rule.id.partition("/")[0] not in families and rule.category not in categories:
            continue
        for anchor in rule.anchors:
            word = anchor.strip()
            plain = word.replace("_", "").isalnum()
            (whole if plain and len(word) <= SHORT else free).append(word if plain else anchor)
    return free, whole


def shell() -> Row:
    """Programs that some module knows, variables that are a danger by their name, builtins that run text."""
    from keyturn.tool.registry import MODULES

    free, short = rule_anchors("keyturn", "environment", "github-actions", "pipeline")
    return row(free=free, left=("mkfs.",), whole=[*short, *(name for name in MODULES if name != ".")])


def windows() -> Row:
    """Shell's words and those of the Windows rules."""
    free, whole = rule_anchors("windows")
    base = shell()
    return row(
        (*free, *(one.decode() for one in base[0])),
        (one.decode() for one in base[1]),
        (*whole, *(one.decode() for one in base[2])),
    )


def sql() -> Row:
    """The verbs of the SQL rules, and what leads from SQL into a shell or another file."""
    free, whole = rule_anchors("sql")
    free = [word for word in free if word not in _WITHIN]
    whole = [word for word in whole if word not in _WITHIN]
    words = [word for word in (*free, *whole) if word.replace("_", "").isalnum()]
    rest = [word for word in (*free, *whole) if word not in words]
    return row(
        free=(
            *rest,
            "\\!",
            "\\i",
            "\\copy",
            "xp_cmdshell",
            "dblink",
            "program",
            "$$",
            ".shell",
            ".system",
            ".read",
            "\nsource ",
            "\n+source ",
            "\\g",
            "{{",
        ),
        left=(
            *(word for word in words if word not in ("source", "do", "exec")),
            *"execute prepare system flush query_to openquery openrowset sp_ set_config crosstab ts_stat load_file".split(),
            *(f"create {kind}" for kind in ("function", "procedure", "trigger", "event")),
            "lock table",
            "set names",
            "client_encoding",
            "standard_conforming",
            "pg_terminate",
            "pg_cancel",
            "load extension",
            "load data",
        ),
        whole=("exec", "do"),
    )


# Words of SQL rules that only count in a statement that begins with another anchor (ALTER, DROP, GRANT, CREATE …).
_WITHIN = frozenset(
    "authorization change clear database discard engine lock modify owner period role schema security ttl unused "
    "user".split()
) | {"not null", "set schema"}


def hcl() -> Row:
    """Attributes and blocks that guard or endanger, and what runs commands."""
    from keyturn.tool import hcl as reader

    names = {
        *reader._TRUE_PROTECTS,
        *reader._TRUE_ENDANGERS,
        *reader._RETENTION,
        *(name for names in reader._SAFE_WHEN_ABSENT.values() for name in names),
        *reader._PROTECTORS,
        *reader._UNPROTECTED,
        *reader._BACKUPS,
    }
    free, whole = rule_anchors("terraform")
    blocks = ("resource", "module", "backend", "cloud", "removed", "moved", "import", "data")
    return row(
        free=(*names, *(f'{block} "' for block in blocks), *(f'"{block}"' for block in blocks), "removed {", "cloud {", "provisioner", "local-exec",
              "command", "inputs", "remote_state", "backend", "retention", "versioning", "extra_arguments", "before_hook", "after_hook"),
        whole=[word for word in (*free, *whole) if "_" in word],
    )  # fmt: skip


def kubernetes() -> Row:
    """Kinds and fields that guard, beside the programs that containers run."""
    from keyturn.tool import kubernetes_manifest as reader

    kinds = {*reader._STATEFUL, *reader._PROTECTORS, *reader._KEEPS, *reader._ANNOTATIONS, *reader._VALUE_GUARDS}
    return row(
        free=(*kinds, "finalizers", "replicas: 0", '"replicas"', "allowEmpty", "kind: cluster", "cronjob", "suspend")
    )


def cloudformation() -> Row:
    """Types and properties that guard."""
    from keyturn.tool import cloudformation_template as reader

    return row(
        free=(
            *reader._STATEFUL, *reader._PROTECTORS, *reader._PROTECTS, "DeletionPolicy", "UpdateReplacePolicy",
            "VersioningConfiguration", "BackupPolicy", "EmptyOnDelete", "deletion_protection",
        )
    )  # fmt: skip


def calls(names: Iterable[str]) -> tuple[list[str], list[str]]:
    """(free, bare) for dotted names: the name in full, and its module imported by parts or under another name.

    The last part alone (`replace(`, `run(`) means the library's function only behind such an import, so it is no needle.
    """
    free: list[str] = []
    bare: list[str] = []
    for name in names:
        module, dot, _last = name.rpartition(".")
        if not dot:
            bare.append(name + "(")
            continue
        free += [name, f"import {module} as", f"import {module.split('.')[0]} as"]
        # with however many blanks around the module's name
        free += [f"from {module} ", f"from {module}\t"]
    return free, bare


def python() -> tuple[Row, Row]:
    """Calls that lead out of Python, and those that do so only with a statement or a program beside them."""
    from keyturn.tool import client_calls
    from keyturn.tool import python_code as reader

    dotted = (
        *reader._SHELL_TEXT, *reader._PROCESS, *reader._LIST_PROCESS, *reader._REMOTE_TEXT, *reader._DELETE,
        *reader._DELETE_TREE, *reader._OVERWRITE_SECOND, "os.truncate",
    )  # fmt: skip
    free, bare = calls(dotted)
    named = (*reader._STORES, *reader._AWS, *reader._KUBERNETES, "modify_db_instance", "delete_many", "deletemany")
    modes = [f"{quote}{mode}{quote}" for quote in "\"'" for mode in ("w", "wb", "wt", "w+", "wb+", "w+b")]
    hard = row(
        free=(
            *free, *named, *modes, "subprocess", "rmtree", "os.exec", "os.spawn", "os.posix_spawn", ".unlink(", ".rmdir(",
            ".exec_command(", ".write_text(", ".write_bytes(", "def upgrade", "def downgrade", "batch_op.",
            "batch_alter_table", ".objects.", "query.delete", "query.update", "sql.delete(", "migrations.", "plumbum",
            *client_calls.NEEDLES, ".\\\n", "\\\n.", "import sh\n", "import sh\r", "from sh import", "boto3", ".remove()", ".remove({",
        ),
        left=(
            *(f"op.{name}" for name in ("drop", "exec", "alter", "bulk", "batch", "rename", "run")),
            "sa.delete(", "sqlalchemy.delete",
        ),
        bare=(*bare, "exec(", "eval(", "execfile(", "delete("),
    )  # fmt: skip
    methods = {*reader._STATEMENTS, "run", "sudo", "local", "system", "spawn", "sendline", "getoutput", "check_call"}
    return hard, row(left=[name + "(" for name in methods])


def javascript() -> tuple[Row, Row]:
    """The same for JavaScript and TypeScript."""
    from keyturn.tool import client_calls
    from keyturn.tool import javascript_code as reader

    dotted = (
        *reader._SHELL_TEXT, *reader._PROCESS, *reader._DELETE, *reader._DELETE_TREE, *reader._WRITE,
        *reader._WRITE_SECOND,
    )  # fmt: skip
    free = [name for name in dotted if "." in name]
    bare = [name.rpartition(".")[2] + "(" for name in dotted if name.rpartition(".")[2] not in _QUIET_TAILS]
    templates = [name.replace("``", "`") for name in reader._TEMPLATES]
    hard = row(
        free=(
            *free, *templates, *reader._STORES, *reader._TABLE_DROPS, *reader._COLUMN_DROPS, *reader._EMPTIES, *reader._AWS,
            *client_calls.NEEDLES, "deletefrom(", "child_process", "rimraf", "execa", "shelljs", "cross-spawn",
            "fs-extra", "deletemany(", "updatemany(",
            "$executeraw", "$queryraw", "unsafe", "fs/promises", ".\\\n", "\\\n.", "'fs'", '"fs"', "node:fs",
        ),
        bare=(*bare, "eval(", "function("),
        left=("del(", "trash(", "spawn("),
    )  # fmt: skip
    methods = {name.replace("``", "`") for name in reader._STATEMENTS}
    soft = [name if name.endswith("`") else name + "(" for name in methods]
    return hard, row(left=[*soft, "delete(", "truncate(", "destroy(", "remove(", "update(", "sync("])


def curly() -> tuple[Row, Row, Row]:
    """Go, Rust, Java and the other languages that one reader reads: (hard, soft, second)."""
    from keyturn.tool import curly_code as reader
    from keyturn.tool import javascript_code

    dotted = (*reader._RUN, *reader._BUILDERS, *reader._SHARP, *reader._TREE, *reader._ONE)
    free = [name for name in dotted if "." in name or "::" in name]
    bare = [name.rpartition("::")[2] + "(" for name in dotted if name.rpartition("::")[2] not in ("new", "remove")]
    snake = ["".join("_" + one.lower() if one.isupper() else one for one in name)[1:] for name in javascript_code._AWS]
    snake = [name.replace("d_b_", "db_") for name in snake]
    hard = row(
        free=(
            *free, *reader._TREE_METHODS, *reader._AWS, *snake, *reader._FLUSHES, "runtime", "droptable", "drop_table",
            "dropcolumn", "drop_column", "ensuredeleted", "dropdatabase", "dropcollection", "deleteall", "executedelete",
            "deletemany", "delete_many", "delete_all", "removerange", ".drop(", "namespaces()", "persistentvolume",
            "customresourcedefinitions", 'file("', 'directory("', "directory('", "directoryinfo(", ".execute()", "directory.delete",
            "mix.shell", "ecto.migration", "keyturn:",
        ),
        left=[one for one in (*bare, *(name + "(" for name in reader._LINE), "cmd!(") if "." not in one],
    )  # fmt: skip
    soft = row(left=[name + "(" for name in reader._STATEMENTS])
    return hard, soft, row(whole=reader._HARM)


def second() -> Row:
    """What must stand beside a soft needle: a verb of SQL or of a store, or a program."""
    from keyturn.tool.registry import MODULES

    return row(
        whole=(
            *"drop truncate delete update alter revoke grant replace purge flush rename reassign disable detach "
            "merge destroy remove force".split(),
            *(name for name in MODULES if len(name) > 1 and name not in _COMMON),
        )
    )


# Programs whose names are everyday words of program text.
_COMMON = frozenset(
    "time format script source watch command install make just task find split test eval exec env k nice route "
    "set trap touch parallel conda docker-compose lua node php ruby perl touch expect link start service hatch "
    "http https now fly surge spin drone neon square sq deck hub atlas convex vc pd bk dog kong nc argo travis "
    "fish kind tilt flux render timeout tox nx init service kill halt install entr flock copy mv cp dd ln tee tar rye trash format original-awk".split()
)


def other() -> Row:
    """For languages without a table of their own: every anchor of every rule."""
    free, whole = rule_anchors()
    return row(free=[word for word in free if word.strip("> ")], whole=whole)


def literal(needle: bytes) -> str:
    """A needle as the formatter would write it."""
    shown = repr(needle)
    if shown.startswith("b'") and b'"' not in needle:
        return f'b"{shown[2:-1]}"'
    return shown


def lines(needles: tuple[bytes, ...]) -> str:
    """The needles, several a line."""
    out = ""
    line = "       "
    for needle in needles:
        piece = f" {literal(needle)},"
        if len(line) + len(piece) > WIDTH:
            out += line + "\n"
            line = "       "
        line += piece
    return out + (line + "\n" if line.strip() else "")


def text() -> str:
    """The module's source."""
    python_hard, python_soft = python()
    javascript_hard, javascript_soft = javascript()
    curly_hard, curly_soft, curly_second = curly()
    tables = {
        "SHELL": shell(),
        "WINDOWS": windows(),
        "SQL": sql(),
        "HCL": hcl(),
        "KUBERNETES": kubernetes(),
        "CLOUDFORMATION": cloudformation(),
        "PYTHON": python_hard,
        "PYTHON_SOFT": python_soft,
        "JAVASCRIPT": javascript_hard,
        "JAVASCRIPT_SOFT": javascript_soft,
        "CURLY": curly_hard,
        "CURLY_SOFT": curly_soft,
        "CURLY_SECOND": curly_second,
        "SECOND": second(),
        "OTHER": other(),
    }
    out = [
        '"""Generated by tools/build_anchors.py from the readers and the rules. Do not edit.\n\n'
        'Each table: needles found anywhere, at a left word edge, as whole words, and as bare calls.\n"""\n\n'
        "from __future__ import annotations\n\n"
        "Table = tuple[tuple[bytes, ...], tuple[bytes, ...], tuple[bytes, ...], tuple[bytes, ...]]\n"
    ]
    for name, parts in tables.items():
        out.append(f"\n# fmt: off\n{name}: Table = (\n")
        for part in parts:
            out.append("    (\n" + lines(part) + "    ),\n")
        out.append(")\n# fmt: on\n")
    return "".join(out)


def main() -> None:
    """Write the file, or with --check only say whether it is stale."""
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_text(encoding="utf-8") == text() else f"{TARGET} is stale: run {__file__}")
    TARGET.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
