"""docs/policy.md: the table that ships, from the code's own table."""

from keyturn.policy import layers
from keyturn.policy.table import FREEZE, ROWS
from tools.places import GENERATED

HEAD = """\
# The policy that ships

What Keyturn does with no configuration. Every effect has a category, which is a row; every target lies somewhere,
which is a column; the cell says what must be met first. `check` and `scan` can meet nothing themselves, so for them a
cell that asks for anything is **hold**, `D` is **deny**, and `A` is **allow**. When a command has several effects, what
they ask for is added up.

## Columns

| column | what lies there |
|---|---|
| T | throw-away: temporary directories, regenerable output, local containers, configured dev targets |
| G | in the workspace, tracked and clean |
| W | in the workspace, untracked, changed or ignored |
| H | the home directory, outside the workspace |
| S | shared or staging |
| P | production |
| ? | not known |

Regenerable means: a known output name (`node_modules`, `dist`, `target`, `__pycache__` and the like) with nothing
tracked inside. An unknown identifying fact makes a target unknown even when another fact says dev, and a name that says
dev is never enough.

## Letters

| letter | what must be met |
|---|---|
| A | nothing |
| u | an undo point if one can be taken; never changes the verdict |
| U | an undo point |
| R | a rehearsal, and only what it showed is executed |
| C | one person confirms |
| V | a proven human: passkey, hardware key touch, or a password asked every time |
| B | a restore of a backup, proven within 24 hours |
| K | keys by roster: two, one of them a senior's, never the owner of the agent that asks |
| D | never |
| – | does not occur; read as the last column |

## Table
"""

TAIL = """
Only certainty denies. What stands behind a branch not taken, an unset variable or a function that is not called is
possible, and holds at most.
"""


def page() -> str:
    """The page."""
    out = GENERATED.format(source="src/keyturn/policy/table.py") + HEAD
    out += "\n| # | effect | category | " + " | ".join(layers.COLUMNS) + " |\n"
    out += "|---|---|---|" + "---|" * len(layers.COLUMNS) + "\n"
    for category, row in ROWS.items():
        label = row.label.replace("|", "\\|")
        out += f"| {row.number} | {label} | `{category}` | " + " | ".join(row.cells) + " |\n"
    out += f"| {FREEZE.number} | {FREEZE.label} | | " + " | ".join(FREEZE.cells) + " |\n"
    return out + TAIL
