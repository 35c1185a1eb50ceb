"""Generated from tables/gh.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='service',
    provider='github',
    flags=('--yes --confirm --all -a --admin --cleanup-tag --web -w -d --delete-branch --force --public --private '
     '--internal --help -h --clobber --undo'),
    valued=('-R --repo --hostname --source -s -o --org -e --env --visibility -F --field -f --raw-field -X --method -c '
     '--codespace -t --tag --owner -u --user --id -L --limit --ref --body -b --title --remove'),
    optional='-r',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={'cs': 'codespace',
     'ext': 'extension',
     'extensions': 'extension',
     'ls': 'list',
     'new': 'create',
     'remove': 'delete',
     'rm': 'delete'},
    facets=(('project', ('--repo', '-R'), 'GH_REPO'), ('url', ('--hostname',), 'GH_HOST')),
    rows={
        'alias delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'cache delete': (
            Row('gh/delete', 'service-delete', 'deletes every cache of the repository', 1, (('--all',), ('-a',)), (), 'resources', open=True),
        ),
        'config clear-cache': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'extension delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'extension install': (
            Row('gh/untrusted-extension', 'exposure', 'installs the extension {name}, which runs with the token of gh', 1, (), (('.',), ('github/*',), ('cli/*',), ('--dry-run',)), 'resources', open=False),
        ),
        'extension upgrade': (
            Row('gh/untrusted-extension', 'exposure', 'installs the extension {name}, which runs with the token of gh', 1, (), (('.',), ('github/*',), ('cli/*',), ('--dry-run',)), 'resources', open=False),
        ),
        'gist edit': (
            Row('gh/delete', 'service-delete', 'removes the file {name} from a gist', '--remove -r', (('--remove',), ('-r',)), (), 'resources', open=False),
        ),
        'issue transfer': (
            Row('gh/stop', 'availability', 'moves the issue {name} to another repository', 1, (), (), 'resources', open=False),
        ),
        'label clone': (
            Row('gh/delete', 'service-delete', 'overwrites labels with those of {name}', 1, (('--force',), ('-f',)), (), 'resources', open=False),
        ),
        'pr close': (
            Row('gh/overwrite', 'git-remote', 'closes {name} and deletes its branch', 1, (('--delete-branch',), ('-d',)), (), 'resources', open=False),
        ),
        'pr merge': (
            Row('gh/protection-off', 'protection-off', 'merges {name} past the rules of the branch', 1, (('--admin',),), (), 'resources', open=False),
        ),
        'project close': (
            Row('gh/stop', 'availability', 'closes the project {name}', 1, (), (('--undo',),), 'resources', open=False),
        ),
        'project field-delete': (
            Row('gh/delete', 'service-delete', 'deletes {name} from a project', 1, (), (('--undo',),), 'resources', open=False),
        ),
        'project item-archive': (
            Row('gh/delete', 'service-delete', 'deletes {name} from a project', 1, (), (('--undo',),), 'resources', open=False),
        ),
        'project item-delete': (
            Row('gh/delete', 'service-delete', 'deletes {name} from a project', 1, (), (('--undo',),), 'resources', open=False),
        ),
        'project unlink': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'release delete': (
            Row('gh/delete', 'service-delete', 'deletes the release {name}', 1, (), (), 'resources', open=False),
        ),
        'release delete-asset': (
            Row('gh/delete', 'service-delete', 'deletes the release {name}', 1, (), (), 'resources', open=False),
        ),
        'repo archive': (
            Row('gh/stop', 'availability', 'archives the repository {name}: nobody can push to it', 1, (), (), 'resources', open=False),
        ),
        'repo create': (
            Row('gh/public', 'exposure', 'publishes the history of this directory as {name}', 1, (('--public', '--source'), ('--public', '--push'), ('--public', '-s')), (), 'resources', open=False),
        ),
        'repo delete': (
            Row('gh/repo-delete', 'service-delete', 'deletes the repository {name} with its issues, pull requests and settings', 1, (), (), 'resources', open=False),
        ),
        'repo edit': (
            Row('gh/public', 'exposure', 'makes the repository {name} public', 1, (('--visibility=public',),), (), 'resources', open=False),
            Row('gh/protection-off', 'protection-off', 'switches secret scanning of {name} off', 1, (('--enable-secret-scanning=false',), ('--enable-secret-scanning-push-protection=false',), ('--enable-advanced-security=false',)), (), 'resources', open=False),
        ),
        'repo rename': (
            Row('gh/stop', 'availability', 'renames the repository to {name}', 1, (), (), 'resources', open=False),
        ),
        'repo sync': (
            Row('gh/overwrite', 'git-remote', 'resets a branch of {name} to its source', 1, (('--force',),), (), 'resources', open=False),
        ),
        'run cancel': (
            Row('gh/stop', 'availability', 'cancels the run {name}', 1, (), (), 'resources', open=False),
        ),
        'search code': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'search commits': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'search issues': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'search prs': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'search repos': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'skill delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'workflow disable': (
            Row('gh/stop', 'availability', 'disables the workflow {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'unlink'), 2, 3, 'gh/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
        'codespace ssh': (
            Hand('shell', 1, '', away=True, given=(), unless=()),
        ),
    },
)
_P1 = Program(
    kind='service',
    provider='github',
    flags='-y --yes --help -h',
    valued='-m -F -t -R',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('gh/repo-delete', 'service-delete', 'deletes the repository {name} with its issues and pull requests', 1, (), (), 'resources', open=False),
        ),
        'release delete': (
            Row('gh/delete', 'service-delete', 'deletes the release {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'gh': _P0,
    'hub': _P1,
}
