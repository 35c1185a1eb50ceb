"""A picture of a drill's history: how old its backups were, how long restoring took, how large they were."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from keyturn.drill.questions import PASSED
from keyturn.errors import CouldNotJudge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from keyturn.drill.definition import Definition
    from keyturn.drill.evidence import Evidence

GOOD, BAD, LIMIT = "#1a7f37", "#cf222e", "#9a6700"


def svg(one: Definition, runs: Sequence[Evidence]) -> bytes:
    """The same bytes for the same runs. Raises CouldNotJudge without matplotlib or without a run."""
    if not runs:
        raise CouldNotJudge(f"drill {one.name} never ran, so there is nothing to show", f"keyturn drill run {one.name}")
    try:
        import matplotlib as mpl
        from matplotlib import dates as untyped_dates
        from matplotlib.backends import backend_svg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise CouldNotJudge("there is no matplotlib here", 'pip install "keyturn[plots]"') from error
    # parts of matplotlib that say nothing of their types
    dates: Any = untyped_dates
    canvas: Any = backend_svg
    panels = (
        (
            "age of the backup, hours (RPO)",
            [None if run.age is None else run.age / 3_600 for run in runs],
            one.max_age,
            3_600,
        ),
        ("time to restore, seconds (RTO)", [run.took / 1_000 if run.took else None for run in runs], one.max_time, 1),
        ("size of the backup, MB", [run.backup_size / 1e6 if run.backup_size else None for run in runs], None, 1),
    )
    times: list[float] = [dates.date2num(datetime.fromtimestamp(run.at, UTC)) for run in runs]
    # no fonts and no dates in the file, and names of its parts that do not change
    with mpl.rc_context({"svg.hashsalt": "keyturn", "svg.fonttype": "none", "font.family": "sans-serif"}):
        figure = Figure(figsize=(9, 7), layout="constrained")
        figure.suptitle(f"Restore drill {one.name}", parse_math=False)
        for number, (title, values, limit, unit) in enumerate(panels, 1):
            axes = figure.add_subplot(3, 1, number)
            known = [(at, value) for at, value in zip(times, values, strict=True) if value is not None]
            axes.plot([at for at, _value in known], [value for _at, value in known], color="#8c959f", linewidth=1)
            for wanted, colour, mark in ((True, GOOD, "o"), (False, BAD, "X")):
                shown = [
                    (at, value)
                    for run, at, value in zip(runs, times, values, strict=True)
                    if value is not None and (run.verdict == PASSED) == wanted
                ]
                axes.scatter([at for at, _v in shown], [value for _at, value in shown], color=colour, marker=mark, s=28)
            if limit is not None:
                axes.axhline(limit / unit, color=LIMIT, linestyle="--", linewidth=1)
            axes.set_title(title, fontsize=10, loc="left")
            axes.margins(y=0.15)
            axes.set_ylim(bottom=0)
            locator = dates.AutoDateLocator(tz=UTC)
            axes.xaxis.set_major_locator(locator)
            axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator, tz=UTC))
        out = io.BytesIO()
        canvas.FigureCanvasSVG(figure).print_svg(out, metadata={"Date": None, "Creator": "Keyturn"})
    return out.getvalue()
