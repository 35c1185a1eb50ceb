"""docs/configuration.md: what may stand in keyturn.toml, from the reader's own list of keys."""

from keyturn.policy.configuration import CLASSES, KEYS_KNOWN, MAX_BYTES, NAMED, read
from keyturn.policy.matching import ENGINES, SCHEMES, problem_of
from keyturn.policy.own_rules_reading import categories
from keyturn.policy.own_rules_sql import statements
from keyturn.policy.own_rules_text import CATEGORIES
from keyturn.tool.sql import CATEGORIES as SQL_KINDS
from tools.places import GENERATED

EXAMPLE = """\
[environment.prod]
matches = ["postgres://*.prod.example.com/*", "terraform:workspace=prod", "kube:context=prod-*"]
hold = { keys = 2, senior = 1, rehearse = true, restore_within = "24h" }
promote_from = "staging"
tier = 1

[[environment.prod.freeze]]
name = "launch week"
from = 2026-12-01T00:00:00Z
until = 2026-12-08T00:00:00Z

[environment.dev]                     # counts in the organisation's file, or in one that a person trusted
matches = ["postgres://dev.example.com/*", "sqlite:*"]
undo = true

[[rule]]
id = "acme/billing-reset"
command = { program = "acmectl", subcommand = ["billing", "reset"] }
severity = "critical"
match = ["acmectl billing reset --all"]
no_match = ["acmectl billing show"]

[scan]
protected = ["migrations/*"]
"""

HEAD = f"""\
# Configuration

Without any configuration the built-in policy ([policy.md](policy.md)) applies, and a remote target that nobody
described is *unknown*. `keyturn.toml` says which targets are production, staging and dev, adds rules of your own,
and sets what `keyturn scan` stops at. `keyturn config check` says what is wrong in it, `keyturn config show
--origin` what is in force.

```toml
{EXAMPLE}```

## Where it lies, and what each place may do

| layer | file | may tighten | may loosen |
|---|---|---|---|
| built-in | – | | |
| organisation | `/etc/keyturn/keyturn.toml`, root's own, in directories that are root's own | yes | yes |
| user | `~/.config/keyturn/keyturn.toml` | yes | only when trusted, and where no organisation's file says otherwise |
| repository | `keyturn.toml` at the root of every repository that a target or the directory lies in | yes | likewise |

To *loosen* is to call a target dev, or to set a threshold of `scan` more leniently than above. Everything else only
adds: a target that several environments match is judged by the strictest class, and what they hold for is added up.
`~` is the home directory by the password database; `$HOME` and `$XDG_CONFIG_HOME` change nothing.

`keyturn config trust FILE` lets a file loosen. It shows what would become laxer and the digest of the file, and
asks for a proof of you, every time: the PIN and touch of a hardware key that root enrolled
([how](how-to/let-one-action-pass.md)), or your password through sudo. By sudo the record is written as root to
`/var/lib/keyturn/trust.jsonl`, where programs of yours cannot write; by a key it lies with you and counts by its signature. It holds for these bytes at this place, and lapses when the file changes. What
it does not do: a terminal alone proves no human (any program can open one), so without either nothing is
trusted; an account that sudo asks for no password is refused; and root, who could write the organisation's file as
well, is asked nothing.

`scan --range`, CI and pre-receive read the repository's file from the base side of the change.

## When something in it is wrong

Every fault names file, line and key, and what to write instead. A file with a fault loosens nothing; what it
tightens counts as far as it can be read, and what cannot be read is taken at its stricter reading: an unknown class
is production, a freeze without an end does not end, a freeze without a time zone covers every zone, and an
environment whose table is lost covers every remote target. Where the text is not TOML at all, each of its tables is
read on its own. A file of more than {MAX_BYTES} bytes is not read.
"""

TABLES = {
    "": "At the top",
    "environment.NAME": "`[environment.NAME]`",
    "environment.NAME.hold": "`hold = { … }` in an environment",
    "environment.NAME.freeze[]": "`[[environment.NAME.freeze]]`",
    "rule[]": "`[[rule]]`",
    "rule[].command": "`command = { … }` in a rule",
    "rule[].text": "`text = { … }` in a rule",
    "rule[].sql": "`sql = { … }` in a rule",
    "rule[].effect": "`effect = { … }` in a rule",
    "rule[].match[]": "`{ … }` among a rule's examples",
    "scan": "`[scan]`",
    "receive": "`[receive]`",
    "override": "`[override]`",
}

PATTERNS = (
    ("postgres://*.prod.example.com/*", "a database server: `ENGINE://[USER@]HOST[:PORT][/DATABASE]`; `*://` for any"),
    ("sqlite:/srv/*", "an SQLite file"),
    ("path:/srv/*", "files; also met by whatever contains such a path"),
    ("terraform:workspace=prod", "`SCHEME:facet=glob`, as in the table below"),
    ("kube:context=prod-*,namespace=pay", "several facets: all of them"),
    ("cloud:*", "every target of a kind"),
)


def names(column: str) -> str:
    """Environment names that say their class by themselves."""
    return ", ".join(f"`{name}`" for name, found in NAMED.items() if found == column)


def page() -> str:
    """The page. Stops when its own example or a pattern on it cannot be read."""
    faults = [str(error) for error in read(EXAMPLE.encode(), file="example", name="organisation").errors]
    faults += [pattern for pattern, _text in PATTERNS if problem_of(pattern)]
    if faults:
        raise SystemExit("docs/configuration.md would be wrong: " + "; ".join(faults))
    out = GENERATED.format(source="src/keyturn/policy/configuration.py and tools/page_configuration.py") + HEAD
    out += "\n## Keys\n"
    for table, title in TABLES.items():
        out += f"\n### {title}\n\n| key | value | |\n|---|---|---|\n"
        out += "".join(f"| `{key.name}` | {key.shape} | {key.text} |\n" for key in KEYS_KNOWN if key.table == table)
    out += "\n### Classes\n\n| class | column of the policy | names that say it themselves |\n|---|---|---|\n"
    out += "".join(f"| `{name}` | {column} | {names(column)} |\n" for name, column in CLASSES.items())
    out += (
        "\n### What a rule of your own asks for\n\n"
        "[How to write one](how-to/write-your-own-rule.md). Its severity says "
        "which row of the policy it is judged by: "
        + ", ".join(f"{severity} is `{category}`" for severity, category in CATEGORIES.items())
        + ", high and critical are `service-delete`, each in the column of an unknown target.\n"
    )
    out += "\n### Statements\n\nWhat `statement` may be, and the built-in rules that find it.\n\n| statement | rules |\n|---|---|\n"
    for name, kinds in sorted(statements(tuple(SQL_KINDS)).items()):
        if len(kinds) > 1:
            out += f"| `{name}` | {', '.join(f'`sql/{kind}`' for kind in kinds)} |\n"
    singles = sorted(name for name, kinds in statements(tuple(SQL_KINDS)).items() if len(kinds) == 1)
    out += "| " + ", ".join(f"`{name}`" for name in singles) + " | the rule of that name |\n"
    out += "\n### Categories\n\n" + ", ".join(f"`{name}`" for name in categories()) + ".\n"
    out += "\n## Patterns\n\n| pattern | what it is about |\n|---|---|\n"
    out += "".join(f"| `{pattern}` | {text} |\n" for pattern, text in PATTERNS)
    out += (
        "\n`*`, `?`, `[a-z]` and `[!a-z]` mean what they mean in a shell, and `*` crosses slashes. "
        "Spellings of one engine: " + ", ".join(f"`{old}` is `{new}`" for old, new in ENGINES.items()) + ".\n"
    )
    out += "\n| scheme | target | facets |\n|---|---|---|\n"
    for scheme, (kinds, _fixed, facets) in SCHEMES.items():
        out += f"| `{scheme}` | {', '.join(kinds)} | {', '.join(f'`{facet}`' for facet in facets.split())} |\n"
    out += """
A target counts as **dev** only when it is certain that it is nothing else: the server, backend, account, context or
remote it lies in is known, stated, and cannot be changed by something that was not seen. A branch, workspace or
database *called* dev is not enough. A loopback address is not enough either, since a tunnel makes production look
local: it takes a fact about what listens there. Where a stricter environment may be meant and too little is known,
the target is unknown.
"""
    return out
