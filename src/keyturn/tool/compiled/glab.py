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
    kind='machine',
    provider='gitlab',
    flags='--help -h force=yes',
    valued='-e',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'cleanse': (
            Row('glab/server', 'data-loss', 'erases the data of this GitLab server', 1, (), (), 'resources', open=True),
        ),
        'db:reset': (
            Row('glab/server', 'data-loss', 'replaces the data of this GitLab server', 1, (), (), 'resources', open=True),
        ),
        'gitlab:backup:restore': (
            Row('glab/server', 'data-loss', 'replaces the data of this GitLab server', 1, (), (), 'resources', open=True),
        ),
        'gitlab:cleanup:orphan_job_artifact_files': (
            Row('glab/server', 'data-loss', 'deletes files that GitLab does not know', 1, (('dry_run=false',), ('force=yes',)), (), 'resources', open=True),
        ),
        'gitlab:cleanup:orphan_lfs_files': (
            Row('glab/server', 'data-loss', 'deletes files that GitLab does not know', 1, (('dry_run=false',), ('force=yes',)), (), 'resources', open=True),
        ),
        'gitlab:cleanup:project_uploads': (
            Row('glab/server', 'data-loss', 'deletes files that GitLab does not know', 1, (('dry_run=false',), ('force=yes',)), (), 'resources', open=True),
        ),
        'gitlab:cleanup:remote_upload_files': (
            Row('glab/server', 'data-loss', 'deletes files that GitLab does not know', 1, (('dry_run=false',), ('force=yes',)), (), 'resources', open=True),
        ),
        'gitlab:cleanup:repos': (
            Row('glab/server', 'data-loss', 'deletes files that GitLab does not know', 1, (('dry_run=false',), ('force=yes',)), (), 'resources', open=True),
        ),
        'gitlab:db:drop_tables': (
            Row('glab/server', 'data-loss', 'replaces the data of this GitLab server', 1, (), (), 'resources', open=True),
        ),
        'gitlab:setup': (
            Row('glab/server', 'data-loss', 'replaces the data of this GitLab server', 1, (), (), 'resources', open=True),
        ),
        'graceful-kill': (
            Row('glab/stop', 'availability', 'stops or restarts GitLab: {name}', 1, (), (), 'resources', open=False),
        ),
        'hup': (
            Row('glab/stop', 'availability', 'stops or restarts GitLab: {name}', 1, (), (), 'resources', open=False),
        ),
        'kill': (
            Row('glab/stop', 'availability', 'stops or restarts GitLab: {name}', 1, (), (), 'resources', open=False),
        ),
        'promote': (
            Row('glab/stop', 'availability', 'stops or restarts GitLab: {name}', 1, (), (), 'resources', open=False),
        ),
        'remove-accounts': (
            Row('glab/server', 'data-loss', 'erases the data of this GitLab server', 1, (), (), 'resources', open=True),
        ),
        'restart': (
            Row('glab/stop', 'availability', 'stops or restarts GitLab: {name}', 1, (), (), 'resources', open=False),
        ),
        'restore': (
            Row('glab/server', 'data-loss', 'replaces the data of this GitLab server', 1, (), (), 'resources', open=True),
        ),
        'revert-pg-upgrade': (
            Row('glab/stop', 'availability', 'stops or restarts GitLab: {name}', 1, (), (), 'resources', open=False),
        ),
        'stop': (
            Row('glab/stop', 'availability', 'stops or restarts GitLab: {name}', 1, (), (), 'resources', open=False),
        ),
        'uninstall': (
            Row('glab/server', 'data-loss', 'erases the data of this GitLab server', 1, (), (), 'resources', open=True),
        ),
    },
    verbs=(
    ),
    hands={
        'runner': (
            Hand('ruby', 1, '', away=False, given=(), unless=()),
        ),
    },
)
_P2 = Program(
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
    'gitlab-ctl': _P1,
    'gitlab-rake': _P1,
    'gitlab-backup': _P1,
    'gitlab-rails': _P1,
    'tea': _P2,
}
