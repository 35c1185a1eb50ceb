"""Generated from tables/consul.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='service',
    provider='consul',
    flags='-shell -child-exit-code -pass-stdin -try -verbose -recurse -force -stale -detailed -merge',
    valued=('-http-addr -token -token-file -datacenter -namespace -partition -ca-file -ca-path -client-cert -client-key '
     '-tls-server-name -id -name -accessor-id -service -filename -peer -node -type -key -prefix -remove -install '
     '-use -reason -peer-id -address -n -monitor-retry -base64 -modify-index -cas'),
    optional='',
    style='go',
    abbreviate=False,
    skip='',
    dry='-help -h --help -version',
    alias={},
    facets=(('url', ('-http-addr',), 'CONSUL_HTTP_ADDR'), ('namespace', ('-namespace',), 'CONSUL_NAMESPACE'),
     ('project', ('-datacenter',), '')),
    rows={
        'acl auth-method delete': (
            Row('consul/delete', 'service-delete', 'deletes {name} from the configuration of the cluster', '-id -name', (), (), 'resources', open=False),
        ),
        'acl binding-rule delete': (
            Row('consul/delete', 'service-delete', 'deletes {name} from the configuration of the cluster', '-id -name', (), (), 'resources', open=False),
        ),
        'acl policy delete': (
            Row('consul/delete', 'service-delete', 'deletes {name} from the configuration of the cluster', '-id -name', (), (), 'resources', open=False),
        ),
        'acl role delete': (
            Row('consul/delete', 'service-delete', 'deletes {name} from the configuration of the cluster', '-id -name', (), (), 'resources', open=False),
        ),
        'acl templated-policy delete': (
            Row('consul/delete', 'service-delete', 'deletes {name} from the configuration of the cluster', '-id -name', (), (), 'resources', open=False),
        ),
        'acl token delete': (
            Row('consul/delete', 'service-delete', 'deletes {name} from the configuration of the cluster', '-id -name', (), (), 'resources', open=False),
        ),
        'config delete': (
            Row('consul/delete', 'service-delete', 'deletes {name} from the configuration of the cluster', '-id -name', (), (), 'resources', open=False),
        ),
        'force-leave': (
            Row('consul/stop', 'availability', 'takes a member or service of the cluster out', 1, (), (('-disable',),), 'resources', open=False),
        ),
        'intention delete': (
            Row('consul/delete', 'service-delete', 'deletes {name} from the configuration of the cluster', '-id -name', (), (), 'resources', open=False),
        ),
        'keyring': (
            Row('consul/delete', 'service-delete', 'removes a key that the members encrypt with', '-remove', (('-remove',),), (), 'resources', open=False),
        ),
        'kv delete': (
            Row('consul/kv-delete-recursive', 'service-delete', 'deletes every key under {name}', 1, (('-recurse',),), (), 'keys', open=True),
            Row('consul/delete', 'service-delete', 'deletes the key {name}', 1, (), (('-recurse',),), 'keys', open=False),
        ),
        'leave': (
            Row('consul/stop', 'availability', 'takes a member or service of the cluster out', 1, (), (('-disable',),), 'resources', open=False),
        ),
        'maint': (
            Row('consul/stop', 'availability', 'takes a member or service of the cluster out', 1, (), (('-disable',),), 'resources', open=False),
        ),
        'namespace delete': (
            Row('consul/delete', 'service-delete', 'deletes {name} from the configuration of the cluster', '-id -name', (), (), 'resources', open=False),
        ),
        'operator raft remove-peer': (
            Row('consul/stop', 'availability', 'takes a member or service of the cluster out', 1, (), (('-disable',),), 'resources', open=False),
        ),
        'operator raft transfer-leader': (
            Row('consul/stop', 'availability', 'takes a member or service of the cluster out', 1, (), (('-disable',),), 'resources', open=False),
        ),
        'partition delete': (
            Row('consul/delete', 'service-delete', 'deletes {name} from the configuration of the cluster', '-id -name', (), (), 'resources', open=False),
        ),
        'peering delete': (
            Row('consul/delete', 'service-delete', 'deletes {name} from the configuration of the cluster', '-id -name', (), (), 'resources', open=False),
        ),
        'resource delete': (
            Row('consul/delete', 'service-delete', 'deletes {name} from the configuration of the cluster', '-id -name', (), (), 'resources', open=False),
        ),
        'services deregister': (
            Row('consul/stop', 'availability', 'takes a member or service of the cluster out', 1, (), (('-disable',),), 'resources', open=False),
        ),
        'snapshot restore': (
            Row('consul/restore', 'data-loss', 'replaces the whole state of the cluster by the snapshot {name}', 1, (), (), 'resources', open=True),
        ),
    },
    verbs=(
    ),
    hands={
        'exec': (
            Hand('command', 1, '', away=True, given=(), unless=()),
        ),
        'lock': (
            Hand('command', 2, '', away=False, given=(), unless=()),
        ),
        'watch': (
            Hand('command', 1, '', away=False, given=(), unless=()),
        ),
    },
)

PROGRAMS: dict[str, Program] = {
    'consul': _P0,
}
