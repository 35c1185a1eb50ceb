"""Settings that make a program drop its tables whenever it starts: Hibernate's `ddl-auto`.

https://docs.spring.io/spring-boot/how-to/data-initialization.html: `create` and `create-drop` drop and make the schema
anew, `update` and `validate` do not. Read line by line, which serves properties and YAML alike.
"""

from __future__ import annotations

from keyturn.model.effect import MIGRATION_LOSS, Effect, Extent
from keyturn.model.source import Origin
from keyturn.tool.database_url import UNKNOWN_DATABASE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.source import Source
    from keyturn.tool.view import View

_KEYS = ("ddl-auto", "hbm2ddl.auto", "ddlauto", "database.action")
_DROPS = ("create", "create-drop", "drop-and-create", "drop")


def read_source(source: Source, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """What the settings of a program would drop at its start; those of tests are left alone."""
    text = source.text.text
    base = source.origin
    if text is None or "test" in base.file.lower():
        return []
    out: list[Outcome] = []
    profile = ""
    for number, raw in enumerate(text.split("\n")):
        line = raw.strip()
        if line[:1] == "#":
            continue
        cut = min((at for at in (line.find("="), line.find(":")) if at > 0), default=-1)
        if cut < 0:
            continue
        key = line[:cut].strip().strip("'\"").lower()
        value = line[cut + 1 :].partition(" #")[0].strip().strip("'\"").lower()
        if key.endswith(("on-profile", "profiles")):
            profile = value
        if key.endswith(_KEYS) and value in _DROPS and "test" not in profile:
            at = base.line + number
            origin = Origin(base.file, at, 1, at, len(raw) + 1, base.through, base.followed)
            out.append(
                Effect(
                    "migration/ddl-auto",
                    MIGRATION_LOSS,
                    f"{key} = {value} drops every mapped table whenever the program starts",
                    (UNKNOWN_DATABASE,),
                    Extent(None, False, "tables"),
                    certain=source.certain,
                    origin=origin,
                )
            )
    return out
