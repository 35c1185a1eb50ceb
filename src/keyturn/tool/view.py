"""What a tool module may ask besides the invocation itself, and the shape every tool module has.

A tool module is `keyturn.tool.<name>` with one function::

    def read(call: Invocation, view: View) -> list[Outcome]: ...

It answers with effects, guards, blind spots, notes and hand-offs. It decides nothing: whether an
effect is stopped is policy's business. It never imports policy, never touches the world but
through `view.workspace`, and is imported only when its program is met.
"""

from __future__ import annotations

from keyturn.model.noun import Noun
from keyturn.model.workspace import EmptyWorkspace, Layout

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.workspace import Workspace


class View(Noun):
    """`workspace` is one read-only look at the world, `layout` the machine's facts."""

    workspace: Workspace = EmptyWorkspace()
    layout: Layout = Layout()
    depth: int = 0
    """How many hand-offs led here; the judge stops at its budget, tools need not."""
    authored: frozenset[str] = frozenset()
    """Absolute paths of files that whoever acts wrote a moment ago: its own words, wherever they are kept."""
