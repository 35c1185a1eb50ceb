"""Generated from tables/*.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

PROGRAMS: dict[str, str] = {
    'consul': 'consul',
}

FAMILIES: tuple[str, ...] = (
    'consul',
)
