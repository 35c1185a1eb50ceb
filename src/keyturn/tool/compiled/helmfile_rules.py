"""Generated from tables/helmfile.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.model.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id='helmfile/destroy',
        summary='Every release of a helmfile is uninstalled',
        why='Claims, secrets and custom resources that the charts made go with the workloads.',
        instead='`helmfile list` and `helmfile status` show what would go; narrow it with a selector.',
        severity='critical',
        confidence='high',
        category='container-data',
        anchors=('helmfile',),
        match=('helmfile destroy', 'helmfile -e prod -f releases.yaml delete --purge'),
        no_match=('helmfile diff', 'helmfile -e prod list', 'helmfile template'),
        source='https://helmfile.readthedocs.io/en/latest/#destroy',
    ),
    Rule(
        id='helmfile/apply',
        summary='The releases of a helmfile are rolled out',
        why='A release that the file marks `installed: false` is uninstalled by the same command.',
        instead='`helmfile diff` shows the change first.',
        severity='low',
        confidence='high',
        category='migration-forward',
        anchors=('helmfile',),
        match=('helmfile apply', 'helmfile -e prod sync --skip-deps'),
        no_match=('helmfile diff', 'helmfile lint'),
        source='https://helmfile.readthedocs.io/en/latest/#apply',
    ),
)
