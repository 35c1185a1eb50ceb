"""Generated from tables/glab.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='service',
    provider='gitlab',
    flags='--yes -y --force -f --with-tag --remove-source-branch --help -h --recursive',
    valued=('-R --repo -g --group --hostname -s --scope -F -X --method --field --raw-field --tag -t --defaultBranch '
     '--visibility'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={'del': 'delete',
     'merge-request': 'mr',
     'pipe': 'ci',
     'pipeline': 'ci',
     'project': 'repo',
     'remove': 'delete',
     'rm': 'delete',
     'var': 'variable'},
    facets=(('project', ('--repo', '-R'), 'GITLAB_REPO'), ('url', ('--hostname',), 'GITLAB_HOST')),
    rows={
        'alias delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'ci cancel': (
            Row('glab/stop', 'availability', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'ci cancel job': (
            Row('glab/stop', 'availability', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'ci cancel pipeline': (
            Row('glab/stop', 'availability', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'mr merge': (
            Row('glab/overwrite', 'protection-off', 'merges {name} at once past its pipeline', 1, (('--auto-merge=false', '--yes'),), (), 'resources', open=False),
        ),
        'repo delete': (
            Row('glab/repo-delete', 'service-delete', 'deletes the project {name} with its issues, registry and pipelines', 1, (), (), 'resources', open=False),
        ),
        'repo transfer': (
            Row('glab/stop', 'availability', 'moves the project {name} to another namespace', 1, (), (), 'resources', open=False),
        ),
        'repo update': (
            Row('glab/stop', 'availability', 'archives the project {name}', 1, (('--archive',),), (), 'resources', open=False),
        ),
        'token revoke': (
            Row('glab/delete', 'service-delete', 'revokes the token {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete',), 2, 4, 'glab/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P1 = Program(
    kind='service',
    provider='gitea',
    flags='--yes -y --confirm -f --force --delete-tag --help -h',
    valued='-r --repo -l --login -R --remote -o --output --owner --name',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={'branch': 'branches',
     'd': 'delete',
     'label': 'labels',
     'milestone': 'milestones',
     'ms': 'milestones',
     'release': 'releases',
     'remove': 'delete',
     'repo': 'repos',
     'rm': 'delete'},
    facets=(('project', ('--repo', '-r'), ''),),
    rows={
        'branches unprotect': (
            Row('glab/overwrite', 'protection-off', 'takes the protection of {name} away', 1, (), (), 'resources', open=False),
        ),
        'logins delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'logout': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'repos delete': (
            Row('glab/repo-delete', 'service-delete', 'deletes the repository {name}', '--name', (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete',), 2, 4, 'glab/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'glab': _P0,
    'tea': _P1,
}
