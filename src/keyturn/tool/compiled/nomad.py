"""Generated from tables/nomad.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='service',
    provider='nomad',
    flags=('-purge -detach -verbose -yes -force -global -no-shutdown-delay -recurse -enable -disable -self '
     '-ignore-system -keep-ineligible -no-deadline -monitor -tls-skip-verify -no-color -force-color -stale -json '
     '-job -t -i -tty -check-index-only'),
    valued=('-address -region -namespace -token -ca-cert -ca-path -client-cert -client-key -tls-server-name -deadline -m '
     '-meta -signal -task -group -e -id -type -o -out -var -var-file -check-index -eval-priority -event -secret '
     '-plugin -per-page -page-token -filter -peer-id -peer-address'),
    optional='',
    style='go',
    abbreviate=False,
    skip='',
    dry='-help -h --help',
    alias={},
    facets=(('url', ('-address',), 'NOMAD_ADDR'), ('project', ('-namespace',), 'NOMAD_NAMESPACE'),
     ('region', ('-region',), 'NOMAD_REGION')),
    rows={
        'acl auth-method delete': (
            Row('nomad/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'acl binding-rule delete': (
            Row('nomad/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'acl policy delete': (
            Row('nomad/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'acl role delete': (
            Row('nomad/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'acl token delete': (
            Row('nomad/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'alloc signal': (
            Row('nomad/stop', 'availability', 'stops, drains or rolls back {name}', 1, (), (('-enable',),), 'resources', open=False),
        ),
        'alloc stop': (
            Row('nomad/stop', 'availability', 'stops, drains or rolls back {name}', 1, (), (('-enable',),), 'resources', open=False),
        ),
        'deployment delete': (
            Row('nomad/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'deployment fail': (
            Row('nomad/stop', 'availability', 'stops, drains or rolls back {name}', 1, (), (('-enable',),), 'resources', open=False),
        ),
        'job restart': (
            Row('nomad/stop', 'availability', 'stops, drains or rolls back {name}', 1, (), (('-enable',),), 'resources', open=False),
        ),
        'job revert': (
            Row('nomad/stop', 'availability', 'stops, drains or rolls back {name}', 1, (), (('-enable',),), 'resources', open=False),
        ),
        'job run': (
            Row('nomad/deploy', 'migration-forward', 'submits the job {name}', 1, (), (('-output',),), 'jobs', open=False),
        ),
        'job scale': (
            Row('nomad/stop', 'availability', 'scales {name} to nothing', 1, (('0',),), (), 'resources', open=False),
        ),
        'job stop': (
            Row('nomad/job-purge', 'service-delete', 'stops the job {name} and forgets it', 1, (('-purge',), ('-global',)), (), 'jobs', open=False),
            Row('nomad/stop', 'availability', 'stops the job {name}', 1, (), (('-purge',), ('-global',)), 'jobs', open=False),
        ),
        'namespace delete': (
            Row('nomad/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'node drain': (
            Row('nomad/stop', 'availability', 'drains the node {name}', 1, (), (('-disable',), ('-monitor',)), 'resources', open=False),
        ),
        'node eligibility': (
            Row('nomad/stop', 'availability', 'stops, drains or rolls back {name}', 1, (), (('-enable',),), 'resources', open=False),
        ),
        'node pool delete': (
            Row('nomad/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'node purge': (
            Row('nomad/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'node-drain': (
            Row('nomad/stop', 'availability', 'drains the node {name}', 1, (), (('-disable',), ('-monitor',)), 'resources', open=False),
        ),
        'operator raft remove-peer': (
            Row('nomad/stop', 'availability', 'stops, drains or rolls back {name}', 1, (), (('-enable',),), 'resources', open=False),
        ),
        'operator raft transfer-leadership': (
            Row('nomad/stop', 'availability', 'stops, drains or rolls back {name}', 1, (), (('-enable',),), 'resources', open=False),
        ),
        'operator scheduler set-config': (
            Row('nomad/stop', 'availability', 'stops, drains or rolls back {name}', 1, (), (('-enable',),), 'resources', open=False),
        ),
        'operator snapshot restore': (
            Row('nomad/restore', 'data-loss', 'replaces the whole state of the cluster by {name}', 1, (), (), 'resources', open=True),
        ),
        'quota delete': (
            Row('nomad/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'run': (
            Row('nomad/deploy', 'migration-forward', 'submits the job {name}', 1, (), (('-output',),), 'jobs', open=False),
        ),
        'scale': (
            Row('nomad/stop', 'availability', 'scales {name} to nothing', 1, (('0',),), (), 'resources', open=False),
        ),
        'sentinel delete': (
            Row('nomad/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'server force-leave': (
            Row('nomad/stop', 'availability', 'stops, drains or rolls back {name}', 1, (), (('-enable',),), 'resources', open=False),
        ),
        'service delete': (
            Row('nomad/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'stop': (
            Row('nomad/job-purge', 'service-delete', 'stops the job {name} and forgets it', 1, (('-purge',), ('-global',)), (), 'jobs', open=False),
            Row('nomad/stop', 'availability', 'stops the job {name}', 1, (), (('-purge',), ('-global',)), 'jobs', open=False),
        ),
        'system gc': (
            Row('nomad/gc', 'service-delete', 'removes every dead job, allocation and evaluation with its record', 1, (), (), 'resources', open=True),
        ),
        'var purge': (
            Row('nomad/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'volume delete': (
            Row('nomad/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'volume deregister': (
            Row('nomad/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'volume detach': (
            Row('nomad/stop', 'availability', 'stops, drains or rolls back {name}', 1, (), (('-enable',),), 'resources', open=False),
        ),
        'volume snapshot delete': (
            Row('nomad/snapshot-delete', 'backup-delete', 'deletes the volume snapshot {name}', 2, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
        'alloc exec': (
            Hand('command', 2, '', away=True, given=(), unless=()),
        ),
        'exec': (
            Hand('command', 2, '', away=True, given=(), unless=()),
        ),
    },
)

PROGRAMS: dict[str, Program] = {
    'nomad': _P0,
}
