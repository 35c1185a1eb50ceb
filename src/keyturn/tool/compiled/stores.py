"""Generated from tables/stores.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='service',
    provider='etcd',
    flags=('--prefix --from-key --prev-kv --insecure-transport --insecure-skip-tls-verify --debug --cluster --physical '
     '--recursive -r --dir --range --no-sync'),
    valued=('--endpoints --endpoint -C --peers --cacert --cert --key --user --password --command-timeout --dial-timeout '
     '--keepalive-time --keepalive-timeout --discovery-srv -w --write-out --data-dir --name --initial-cluster '
     '--initial-cluster-token --initial-advertise-peer-urls --wal-dir --with-value --with-index --cert-file '
     '--key-file --ca-file -u --username --timeout --total-timeout'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --version',
    alias={'compaction': 'compact'},
    facets=(('url', ('--endpoints', '--endpoint', '-C', '--peers'), 'ETCDCTL_ENDPOINTS'),),
    rows={
        'auth disable': (
            Row('stores/auth-off', 'protection-off', 'lets everybody in who reaches the port', 1, (), (), 'resources', open=False),
        ),
        'compact': (
            Row('stores/restore', 'data-loss', 'drops every revision before {name}', 1, (), (), 'revisions', open=True),
        ),
        'defrag': (
            Row('stores/stop', 'availability', 'takes a member of the cluster out of service', 1, (), (), 'resources', open=False),
        ),
        'del': (
            Row('stores/del-range', 'service-delete', 'deletes every key from {name} on', 1, (('--prefix',), ('--from-key',), ('--recursive',), ('-r',), ('--range',)), (), 'keys', open=True),
            Row('stores/delete', 'service-delete', 'deletes the key {name}', 1, (), (('--prefix',), ('--from-key',), ('--recursive',), ('-r',), ('--range',)), 'keys', open=False),
        ),
        'delete': (
            Row('stores/del-range', 'service-delete', 'deletes every key from {name} on', 1, (('--prefix',), ('--from-key',), ('--recursive',), ('-r',), ('--range',)), (), 'keys', open=True),
            Row('stores/delete', 'service-delete', 'deletes the key {name}', 1, (), (('--prefix',), ('--from-key',), ('--recursive',), ('-r',), ('--range',)), 'keys', open=False),
        ),
        'downgrade enable': (
            Row('stores/stop', 'availability', 'takes a member of the cluster out of service', 1, (), (), 'resources', open=False),
        ),
        'lease revoke': (
            Row('stores/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'member remove': (
            Row('stores/stop', 'availability', 'takes a member of the cluster out of service', 1, (), (), 'resources', open=False),
        ),
        'move-leader': (
            Row('stores/stop', 'availability', 'takes a member of the cluster out of service', 1, (), (), 'resources', open=False),
        ),
        'rm': (
            Row('stores/del-range', 'service-delete', 'deletes every key from {name} on', 1, (('--prefix',), ('--from-key',), ('--recursive',), ('-r',), ('--range',)), (), 'keys', open=True),
            Row('stores/delete', 'service-delete', 'deletes the key {name}', 1, (), (('--prefix',), ('--from-key',), ('--recursive',), ('-r',), ('--range',)), 'keys', open=False),
        ),
        'rmdir': (
            Row('stores/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'role delete': (
            Row('stores/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'role remove': (
            Row('stores/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'role revoke-permission': (
            Row('stores/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'snapshot restore': (
            Row('stores/restore', 'data-loss', "makes the cluster's state from the snapshot {name}", 1, (), (), 'keys', open=True),
        ),
        'user delete': (
            Row('stores/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'user remove': (
            Row('stores/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'user revoke-role': (
            Row('stores/delete', 'service-delete', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P1 = Program(
    kind='service',
    provider='zookeeper',
    flags='-r -R -waitforconnection -force',
    valued='-server -timeout -client-configuration -servers -c -auth_usr -auth_pwd',
    optional='',
    style='go',
    abbreviate=False,
    skip='',
    dry='-h -help --help',
    alias={},
    facets=(('url', ('-server', '-servers'), ''),),
    rows={
        'delete': (
            Row('stores/znode-delete', 'service-delete', 'deletes {name} of ZooKeeper', 1, (), (), 'nodes', open=True),
        ),
        'deleteall': (
            Row('stores/znode-delete', 'service-delete', 'deletes {name} of ZooKeeper', 1, (), (), 'nodes', open=True),
        ),
        'deleter': (
            Row('stores/znode-delete', 'service-delete', 'deletes {name} of ZooKeeper', 1, (), (), 'nodes', open=True),
        ),
        'reconfig': (
            Row('stores/stop', 'availability', 'takes a member of the ensemble out', 1, (('-remove',),), (), 'resources', open=False),
        ),
        'rm': (
            Row('stores/znode-delete', 'service-delete', 'deletes {name} of ZooKeeper', 1, (), (), 'nodes', open=True),
        ),
        'rmr': (
            Row('stores/znode-delete', 'service-delete', 'deletes {name} of ZooKeeper', 1, (), (), 'nodes', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P2 = Program(
    kind='service',
    provider='zookeeper',
    flags='',
    valued='-zk-tls-config-file',
    optional='',
    style='go',
    abbreviate=False,
    skip='',
    dry='-h -help --help',
    alias={},
    facets=(),
    rows={
    },
    verbs=(
            Verb(('deleteall', 'rmr', 'delete'), 2, 2, 'stores/znode-delete', 'service-delete', 'deletes {name} of ZooKeeper'),
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'etcdctl': _P0,
    'etcdutl': _P0,
    'zkCli.sh': _P1,
    'zkCli': _P1,
    'zkcli': _P1,
    'zookeepercli': _P1,
    'zookeeper-shell': _P2,
    'zookeeper-shell.sh': _P2,
}
