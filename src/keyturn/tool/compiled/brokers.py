"""Generated from tables/brokers.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='service',
    provider='kafka',
    flags=('--delete --list --describe --create --alter --if-exists --if-not-exists --force --execute --verify '
     '--generate --reset-offsets --delete-offsets --remove --add --to-earliest --to-latest --to-current '
     '--all-topics --all-groups --dry-run --export --members --offsets --state --all-topic-partitions --cancel '
     '--expire --consumer --producer --cluster'),
    valued=('--bootstrap-server --zookeeper --topic --group --command-config --entity-type --entity-name --entity-default '
     '--add-config --delete-config --config --partitions --replication-factor --replica-assignment '
     '--offset-json-file --reassignment-json-file --topics-to-move-json-file --broker-list --throttle --timeout '
     '--timeout-ms --to-datetime --to-offset --shift-by --by-duration --from-file --allow-principal '
     '--deny-principal --allow-host --deny-host --operation --transactional-id --resource-pattern-type --principal '
     '--election-type --path-to-json-file --partition --add-config-file --hmac --expiry-time-period '
     '--bootstrap-controller'),
    optional='',
    style='gnu',
    abbreviate=True,
    skip='',
    dry='--help --version --dry-run',
    alias={},
    facets=(('url', ('--bootstrap-server', '--zookeeper'), ''),),
    rows={
        '': (
            Row('brokers/delete', 'service-delete', 'deletes the topic {name}', '--topic --group', (('--delete',),), (), 'messages', open=True),
            Row('brokers/retention', 'protection-off', 'changes how long {name} keeps its messages', '--entity-name --topic', (('--alter', '--config=retention*'), ('--alter', '--delete-config')), (), 'resources', open=False),
            Row('brokers/retention', 'protection-off', 'changes how long {name} keeps its messages', '--entity-name --topic', (('--alter', '--add-config=retention*'), ('--alter', '--add-config=cleanup.policy*'), ('--alter', '--add-config=min.insync*'), ('--alter', '--add-config=unclean*'), ('--alter', '--add-config=delete.retention*')), (), 'resources', open=False),
            Row('brokers/offsets', 'data-loss', 'moves the place of the consumer group {name}', '--group', (('--delete-offsets',), ('--reset-offsets', '--execute')), (), 'resources', open=False),
            Row('brokers/purge', 'service-delete', 'deletes the messages before the offsets in {name}', '--offset-json-file', (('--offset-json-file',),), (), 'messages', open=True),
            Row('brokers/access', 'availability', 'removes access rules', '--topic --group', (('--remove',),), (), 'resources', open=False),
            Row('brokers/access', 'exposure', 'lets {name} in', '--allow-principal', (('--add', '--allow-principal=user:*'),), (), 'resources', open=False),
            Row('brokers/stop', 'availability', 'moves partitions between the brokers or elects an unclean leader', 1, (('--reassignment-json-file', '--execute'), ('--reassignment-json-file', '--cancel'), ('--election-type=unclean',), ('--expire',)), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P1 = Program(
    kind='service',
    provider='kafka',
    flags='--execute --dry-run --force --to-earliest --to-latest --delete --reset-offsets',
    valued=('--bootstrap-server --bootstrap-servers --application-id --input-topics --intermediate-topics '
     '--internal-topics --config-file --group'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run --version',
    alias={},
    facets=(),
    rows={
        '': (
            Row('brokers/offsets', 'data-loss', 'resets the application {name} and deletes its internal topics', '--application-id --group', (), (('--dry-run',),), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P2 = Program(
    kind='service',
    provider='kafka',
    flags='--ignore-formatted -g --standalone',
    valued='--config -c --cluster-id -t --release-version --add-scram',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'format': (
            Row('brokers/delete', 'service-delete', 'formats the log directories of a broker', 1, (), (), 'resources', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P3 = Program(
    kind='service',
    provider='kafka',
    flags='',
    valued='',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help',
    alias={},
    facets=(),
    rows={
        '': (
            Row('brokers/stop', 'availability', 'stops a broker or takes it out of the cluster', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P4 = Program(
    kind='service',
    provider='kafka',
    flags='--status --replication',
    valued=('--bootstrap-server --bootstrap-controller --command-config --topic --partition --start-offset --id --feature '
     '--metadata --release-version --controller-id --controller-directory-id'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(),
    rows={
        'abort': (
            Row('brokers/stop', 'availability', 'stops a broker or takes it out of the cluster', 1, (), (), 'resources', open=False),
        ),
        'disable': (
            Row('brokers/stop', 'availability', 'stops a broker or takes it out of the cluster', 1, (), (), 'resources', open=False),
        ),
        'downgrade': (
            Row('brokers/stop', 'availability', 'stops a broker or takes it out of the cluster', 1, (), (), 'resources', open=False),
        ),
        'forceTerminateTransaction': (
            Row('brokers/stop', 'availability', 'stops a broker or takes it out of the cluster', 1, (), (), 'resources', open=False),
        ),
        'remove-controller': (
            Row('brokers/stop', 'availability', 'stops a broker or takes it out of the cluster', 1, (), (), 'resources', open=False),
        ),
        'unregister': (
            Row('brokers/stop', 'availability', 'stops a broker or takes it out of the cluster', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P5 = Program(
    kind='service',
    provider='kafka',
    flags='-V --verbose --execute -e --all-topics --oldest --newest --noconfirm',
    valued='--context -C --config-file -f --topic -t --group -g --partition --offset -b --brokers -c --cluster',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run --validate-only -v',
    alias={'groups': 'group', 'topics': 'topic'},
    facets=(),
    rows={
        'reset cgo': (
            Row('brokers/offsets', 'data-loss', 'moves the place of the consumer group {name}', 1, (('--execute',), ('-e',)), (), 'resources', open=False),
        ),
        'reset consumer-group-offset': (
            Row('brokers/offsets', 'data-loss', 'moves the place of the consumer group {name}', 1, (('--execute',), ('-e',)), (), 'resources', open=False),
        ),
        'reset offset': (
            Row('brokers/offsets', 'data-loss', 'moves the place of the consumer group {name}', 1, (('--execute',), ('-e',)), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete',), 1, 2, 'brokers/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P6 = Program(
    kind='service',
    provider='redpanda',
    flags='-r --regex -v --verbose --no-confirm --force --dry -d --permanent',
    valued=('-X --config-opt --profile --config --brokers --rack --topic -p --partitions --offset -o --from-file -f '
     '--allow-principal --deny-principal --operation --group --cluster --resource-pattern-type --version '
     '--cloud-id --from-nodes'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry --dry-run',
    alias={'topics': 'topic'},
    facets=(('url', ('--brokers',), 'RPK_BROKERS'),),
    rows={
        'acl delete': (
            Row('brokers/access', 'availability', 'removes access rules or users', 1, (), (), 'resources', open=False),
        ),
        'acl user delete': (
            Row('brokers/access', 'availability', 'removes access rules or users', 1, (), (), 'resources', open=False),
        ),
        'cloud auth delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'cloud cluster delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'cloud namespace delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'cloud resource-group delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'cluster config force-reset': (
            Row('brokers/stop', 'availability', 'takes the broker {name} out of service', 1, (), (), 'resources', open=False),
        ),
        'cluster maintenance enable': (
            Row('brokers/stop', 'availability', 'takes the broker {name} out of service', 1, (), (), 'resources', open=False),
        ),
        'cluster partitions move': (
            Row('brokers/stop', 'availability', 'takes the broker {name} out of service', 1, (), (), 'resources', open=False),
        ),
        'cluster partitions unsafe-recover': (
            Row('brokers/stop', 'data-loss', 'elects leaders that may lack messages', '--from-nodes', (), (), 'resources', open=True),
        ),
        'cluster storage restore': (
            Row('brokers/offsets', 'data-loss', 'restores topics over the cluster', 1, (), (), 'resources', open=False),
        ),
        'container purge': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'group delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'group offset-delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'group seek': (
            Row('brokers/offsets', 'data-loss', 'moves the place of the consumer group {name}', 1, (), (), 'resources', open=False),
        ),
        'plugin uninstall': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'profile delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'redpanda admin brokers decommission': (
            Row('brokers/stop', 'availability', 'takes the broker {name} out of service', 1, (), (), 'resources', open=False),
        ),
        'redpanda admin partitions transfer-leader': (
            Row('brokers/stop', 'availability', 'takes the broker {name} out of service', 1, (), (), 'resources', open=False),
        ),
        'redpanda stop': (
            Row('brokers/stop', 'availability', 'takes the broker {name} out of service', 1, (), (), 'resources', open=False),
        ),
        'registry schema delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'registry subject delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'security acl delete': (
            Row('brokers/access', 'availability', 'removes access rules or users', 1, (), (), 'resources', open=False),
        ),
        'security role delete': (
            Row('brokers/access', 'availability', 'removes access rules or users', 1, (), (), 'resources', open=False),
        ),
        'security role unassign': (
            Row('brokers/access', 'availability', 'removes access rules or users', 1, (), (), 'resources', open=False),
        ),
        'security secret delete': (
            Row('brokers/access', 'availability', 'removes access rules or users', 1, (), (), 'resources', open=False),
        ),
        'security user delete': (
            Row('brokers/access', 'availability', 'removes access rules or users', 1, (), (), 'resources', open=False),
        ),
        'shadow delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'topic delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'topic trim-prefix': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'transform delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P7 = Program(
    kind='service',
    provider='confluent',
    flags='--force -v --permanent',
    valued=('--cluster --environment --context --service-account --resource --url --subject --version --api-key '
     '--api-secret --config-file --kafka-endpoint'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={},
    facets=(('environment', ('--environment',), ''), ('cluster', ('--cluster',), '')),
    rows={
        'connect cluster pause': (
            Row('brokers/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'connect plugin uninstall': (
            Row('brokers/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'context delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'kafka broker delete': (
            Row('brokers/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'local services stop': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
    },
    verbs=(
            Verb(('delete',), 2, 6, 'brokers/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P8 = Program(
    kind='service',
    provider='rabbitmq',
    flags=('-q --quiet -s --silent -l --longnames --force --online --offline --if-empty --if-unused -e --if_empty '
     '--if_unused'),
    valued='-n --node -t --timeout -p --vhost --erlang-cookie --script-name --formatter --apply-to --priority -u',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={},
    facets=(('server', ('-n', '--node'), 'RABBITMQ_NODENAME'),),
    rows={
        'clear_global_parameter': (
            Row('brokers/access', 'availability', 'removes the user, rights or policy {name}', 1, (), (), 'resources', open=False),
        ),
        'clear_operator_policy': (
            Row('brokers/access', 'availability', 'removes the user, rights or policy {name}', 1, (), (), 'resources', open=False),
        ),
        'clear_parameter': (
            Row('brokers/access', 'availability', 'removes the user, rights or policy {name}', 1, (), (), 'resources', open=False),
        ),
        'clear_password': (
            Row('brokers/access', 'availability', 'removes the user, rights or policy {name}', 1, (), (), 'resources', open=False),
        ),
        'clear_permissions': (
            Row('brokers/access', 'availability', 'removes the user, rights or policy {name}', 1, (), (), 'resources', open=False),
        ),
        'clear_policy': (
            Row('brokers/access', 'availability', 'removes the user, rights or policy {name}', 1, (), (), 'resources', open=False),
        ),
        'clear_topic_permissions': (
            Row('brokers/access', 'availability', 'removes the user, rights or policy {name}', 1, (), (), 'resources', open=False),
        ),
        'clear_user_limits': (
            Row('brokers/access', 'availability', 'removes the user, rights or policy {name}', 1, (), (), 'resources', open=False),
        ),
        'clear_vhost_limits': (
            Row('brokers/access', 'availability', 'removes the user, rights or policy {name}', 1, (), (), 'resources', open=False),
        ),
        'close_all_connections': (
            Row('brokers/stop', 'availability', 'stops the broker or closes its connections', 1, (), (), 'resources', open=False),
        ),
        'close_all_user_connections': (
            Row('brokers/stop', 'availability', 'stops the broker or closes its connections', 1, (), (), 'resources', open=False),
        ),
        'close_connection': (
            Row('brokers/stop', 'availability', 'stops the broker or closes its connections', 1, (), (), 'resources', open=False),
        ),
        'delete_exchange': (
            Row('brokers/delete', 'service-delete', 'deletes {name} with every message in it', 1, (), (), 'messages', open=True),
        ),
        'delete_queue': (
            Row('brokers/delete', 'service-delete', 'deletes {name} with every message in it', 1, (), (), 'messages', open=True),
        ),
        'delete_shovel': (
            Row('brokers/delete', 'service-delete', 'deletes {name} with every message in it', 1, (), (), 'messages', open=True),
        ),
        'delete_user': (
            Row('brokers/access', 'availability', 'removes the user, rights or policy {name}', 1, (), (), 'resources', open=False),
        ),
        'delete_vhost': (
            Row('brokers/delete', 'service-delete', 'deletes {name} with every message in it', 1, (), (), 'messages', open=True),
        ),
        'eval': (
            Row('brokers/delete', 'service-delete', 'runs Erlang in the broker: {name}', 1, (('*delete*',), ('*purge*',), ('*reset*',), ('*stop*',), ('*clear*',), ('*destroy*',), ('*halt*',)), (), 'resources', open=True),
        ),
        'force_boot': (
            Row('brokers/stop', 'availability', 'stops the broker or closes its connections', 1, (), (), 'resources', open=False),
        ),
        'force_reset': (
            Row('brokers/delete', 'service-delete', 'deletes {name} with every message in it', 1, (), (), 'messages', open=True),
        ),
        'forget_cluster_node': (
            Row('brokers/stop', 'availability', 'stops the broker or closes its connections', 1, (), (), 'resources', open=False),
        ),
        'purge_queue': (
            Row('brokers/purge', 'service-delete', 'throws away every message of the queue {name}', 1, (), (), 'messages', open=True),
        ),
        'reset': (
            Row('brokers/delete', 'service-delete', 'deletes {name} with every message in it', 1, (), (), 'messages', open=True),
        ),
        'restart_vhost': (
            Row('brokers/stop', 'availability', 'stops the broker or closes its connections', 1, (), (), 'resources', open=False),
        ),
        'rpc': (
            Row('brokers/delete', 'service-delete', 'runs Erlang in the broker: {name}', 1, (('*delete*',), ('*purge*',), ('*reset*',), ('*stop*',), ('*clear*',), ('*destroy*',), ('*halt*',)), (), 'resources', open=True),
        ),
        'shutdown': (
            Row('brokers/stop', 'availability', 'stops the broker or closes its connections', 1, (), (), 'resources', open=False),
        ),
        'stop': (
            Row('brokers/stop', 'availability', 'stops the broker or closes its connections', 1, (), (), 'resources', open=False),
        ),
        'stop_app': (
            Row('brokers/stop', 'availability', 'stops the broker or closes its connections', 1, (), (), 'resources', open=False),
        ),
        'suspend_all_listeners': (
            Row('brokers/stop', 'availability', 'stops the broker or closes its connections', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P9 = Program(
    kind='service',
    provider='rabbitmq',
    flags='-q --quiet -s --ssl -k --idempotently --use-tls',
    valued=('-H --host -P --port -u --username -p --password -V --vhost -N --node -c --config -f --format --name -b '
     '--base-uri -d --depth --path-prefix --source --destination'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('server', ('-H', '--host'), ''),),
    rows={
        'close connection': (
            Row('brokers/stop', 'availability', 'closes connections or loads other definitions: {name}', 1, (), (), 'resources', open=False),
        ),
        'close_connection': (
            Row('brokers/stop', 'availability', 'closes connections or loads other definitions: {name}', 1, (), (), 'resources', open=False),
        ),
        'connections close': (
            Row('brokers/stop', 'availability', 'closes connections or loads other definitions: {name}', 1, (), (), 'resources', open=False),
        ),
        'import': (
            Row('brokers/stop', 'availability', 'closes connections or loads other definitions: {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'purge', 'delete_queue', 'delete_exchange', 'delete_vhost', 'delete_user', 'purge_queue', 'delete_multiple', 'clear', 'forget'), 1, 2, 'brokers/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P10 = Program(
    kind='service',
    provider='rabbitmq',
    flags='-q --quiet -l --offline --online --all --errors-only',
    valued='-n --node -t --timeout -p --vhost --vhost-pattern --queue-pattern',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'delete_member': (
            Row('brokers/stop', 'availability', 'switches off or takes out {name}', 1, (), (), 'resources', open=False),
        ),
        'delete_replica': (
            Row('brokers/stop', 'availability', 'switches off or takes out {name}', 1, (), (), 'resources', open=False),
        ),
        'disable': (
            Row('brokers/stop', 'availability', 'switches off or takes out {name}', 1, (), (), 'resources', open=False),
        ),
        'drain': (
            Row('brokers/stop', 'availability', 'switches off or takes out {name}', 1, (), (), 'resources', open=False),
        ),
        'set': (
            Row('brokers/stop', 'availability', 'switches off or takes out {name}', 1, (), (), 'resources', open=False),
        ),
        'shrink': (
            Row('brokers/stop', 'availability', 'switches off or takes out {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P11 = Program(
    kind='service',
    provider='nats',
    flags='-f --force --no-context -j --json --all --allow-unsafe',
    valued=('-s --server --user --password --creds --nkey --tlscert --tlskey --tlsca --timeout --context --subject --seq '
     '--keep --js-domain --js-api-prefix --bucket --max-age --max-msgs --max-bytes --max-msgs-per-subject '
     '--discard --retention --replicas --subjects --config --description'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={'con': 'consumer',
     'del': 'delete',
     'key-value': 'kv',
     'obj': 'object',
     'remove': 'delete',
     'rm': 'delete',
     'srv': 'server',
     'st': 'stream',
     'str': 'stream',
     'streams': 'stream',
     'sys': 'server'},
    facets=(('url', ('-s', '--server'), 'NATS_URL'),),
    rows={
        'account restore': (
            Row('brokers/offsets', 'data-loss', 'restores {name}', 1, (), (), 'resources', open=False),
        ),
        'consumer cluster step-down': (
            Row('brokers/stop', 'availability', 'takes {name} out', 1, (), (), 'resources', open=False),
        ),
        'consumer pause': (
            Row('brokers/stop', 'availability', 'takes {name} out', 1, (), (), 'resources', open=False),
        ),
        'context delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'kv purge': (
            Row('brokers/purge', 'service-delete', 'throws away every message of {name}', 1, (), (), 'messages', open=True),
        ),
        'server account purge': (
            Row('brokers/purge', 'service-delete', 'throws away every message of {name}', 1, (), (), 'messages', open=True),
        ),
        'server cluster peer-remove': (
            Row('brokers/stop', 'availability', 'takes {name} out', 1, (), (), 'resources', open=False),
        ),
        'server cluster step-down': (
            Row('brokers/stop', 'availability', 'takes {name} out', 1, (), (), 'resources', open=False),
        ),
        'server raft peer-remove': (
            Row('brokers/stop', 'availability', 'takes {name} out', 1, (), (), 'resources', open=False),
        ),
        'server raft step-down': (
            Row('brokers/stop', 'availability', 'takes {name} out', 1, (), (), 'resources', open=False),
        ),
        'stream cluster peer-remove': (
            Row('brokers/stop', 'availability', 'takes {name} out', 1, (), (), 'resources', open=False),
        ),
        'stream cluster step-down': (
            Row('brokers/stop', 'availability', 'takes {name} out', 1, (), (), 'resources', open=False),
        ),
        'stream edit': (
            Row('brokers/retention', 'protection-off', 'changes how much {name} keeps', 1, (('--max-age',), ('--max-msgs',), ('--max-bytes',), ('--max-msgs-per-subject',), ('--discard',), ('--retention',), ('--replicas',)), (), 'resources', open=False),
        ),
        'stream purge': (
            Row('brokers/purge', 'service-delete', 'throws away every message of {name}', 1, (), (), 'messages', open=True),
        ),
        'stream restore': (
            Row('brokers/offsets', 'data-loss', 'restores {name}', 1, (), (), 'resources', open=False),
        ),
        'stream rmm': (
            Row('brokers/stop', 'availability', 'takes {name} out', 1, (), (), 'resources', open=False),
        ),
        'stream seal': (
            Row('brokers/purge', 'service-delete', 'throws away every message of {name}', 1, (), (), 'messages', open=True),
        ),
        'stream update': (
            Row('brokers/retention', 'protection-off', 'changes how much {name} keeps', 1, (('--max-age',), ('--max-msgs',), ('--max-bytes',), ('--max-msgs-per-subject',), ('--discard',), ('--retention',), ('--replicas',)), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete',), 2, 4, 'brokers/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P12 = Program(
    kind='service',
    provider='nats',
    flags='-R --revoke -C --rm-creds -D --rm-nkey -i --interactive -F --force --all',
    valued=('-a --account -u --user -n --name -o --operator -s --subject -H --data-dir --config-dir --at -U '
     '--user-public-key'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('brokers/access', 'availability', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'revocations add-activation': (
            Row('brokers/access', 'availability', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'revocations add-user': (
            Row('brokers/access', 'availability', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'revocations add_activation': (
            Row('brokers/access', 'availability', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
        'revocations add_user': (
            Row('brokers/access', 'availability', 'deletes or revokes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P13 = Program(
    kind='service',
    provider='pulsar',
    flags='-f --force -d --deleteSchema',
    valued=('--admin-url --auth-plugin --auth-params -s --subscription --tenant --namespace --name -t '
     '--tls-trust-cert-path -c --context --fqfn'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={'cluster': 'clusters', 'namespace': 'namespaces', 'ns': 'namespaces', 'tenant': 'tenants', 'topic': 'topics'},
    facets=(('url', ('--admin-url',), ''),),
    rows={
        'bookies delete-bookie-rack': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'clusters delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'functions delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'namespaces clear-backlog': (
            Row('brokers/purge', 'service-delete', 'throws away messages of {name}', 1, (), (), 'messages', open=True),
        ),
        'namespaces delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'namespaces delete-bookie-affinity-group': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'namespaces remove-retention': (
            Row('brokers/retention', 'protection-off', 'changes how long {name} keeps its messages', 1, (), (), 'resources', open=False),
        ),
        'namespaces set-message-ttl': (
            Row('brokers/retention', 'protection-off', 'changes how long {name} keeps its messages', 1, (), (), 'resources', open=False),
        ),
        'namespaces set-retention': (
            Row('brokers/retention', 'protection-off', 'changes how long {name} keeps its messages', 1, (), (), 'resources', open=False),
        ),
        'namespaces unsubscribe': (
            Row('brokers/purge', 'service-delete', 'throws away messages of {name}', 1, (), (), 'messages', open=True),
        ),
        'packages delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'persistent delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'schemas delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'sink delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'sinks delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'source delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'sources delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'tenants delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'topics clear-backlog': (
            Row('brokers/purge', 'service-delete', 'throws away messages of {name}', 1, (), (), 'messages', open=True),
        ),
        'topics delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'topics delete-partitioned-topic': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', 1, (), (), 'messages', open=True),
        ),
        'topics expire-messages': (
            Row('brokers/purge', 'service-delete', 'throws away messages of {name}', 1, (), (), 'messages', open=True),
        ),
        'topics expire-messages-all-subscriptions': (
            Row('brokers/purge', 'service-delete', 'throws away messages of {name}', 1, (), (), 'messages', open=True),
        ),
        'topics remove-retention': (
            Row('brokers/retention', 'protection-off', 'changes how long {name} keeps its messages', 1, (), (), 'resources', open=False),
        ),
        'topics reset-cursor': (
            Row('brokers/offsets', 'data-loss', 'moves the place of a subscription of {name}', 1, (), (), 'resources', open=False),
        ),
        'topics set-retention': (
            Row('brokers/retention', 'protection-off', 'changes how long {name} keeps its messages', 1, (), (), 'resources', open=False),
        ),
        'topics skip': (
            Row('brokers/purge', 'service-delete', 'throws away messages of {name}', 1, (), (), 'messages', open=True),
        ),
        'topics skip-all': (
            Row('brokers/purge', 'service-delete', 'throws away messages of {name}', 1, (), (), 'messages', open=True),
        ),
        'topics truncate': (
            Row('brokers/purge', 'service-delete', 'throws away messages of {name}', 1, (), (), 'messages', open=True),
        ),
        'topics unsubscribe': (
            Row('brokers/purge', 'service-delete', 'throws away messages of {name}', 1, (), (), 'messages', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P14 = Program(
    kind='service',
    provider='mosquitto',
    flags='-D -b -c -U -d -v',
    valued='-h -p -u -P -o --cafile --cert --key -f -i',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help',
    alias={},
    facets=(),
    rows={
        '': (
            Row('brokers/access', 'availability', 'deletes a user of the broker', 2, (('-D',),), (), 'resources', open=False),
        ),
        'dynsec deleteClient': (
            Row('brokers/access', 'availability', 'deletes or disables {name}', 1, (), (), 'resources', open=False),
        ),
        'dynsec deleteGroup': (
            Row('brokers/access', 'availability', 'deletes or disables {name}', 1, (), (), 'resources', open=False),
        ),
        'dynsec deleteRole': (
            Row('brokers/access', 'availability', 'deletes or disables {name}', 1, (), (), 'resources', open=False),
        ),
        'dynsec disableClient': (
            Row('brokers/access', 'availability', 'deletes or disables {name}', 1, (), (), 'resources', open=False),
        ),
        'dynsec removeClientRole': (
            Row('brokers/access', 'availability', 'deletes or disables {name}', 1, (), (), 'resources', open=False),
        ),
        'dynsec removeGroupClient': (
            Row('brokers/access', 'availability', 'deletes or disables {name}', 1, (), (), 'resources', open=False),
        ),
        'dynsec removeRoleACL': (
            Row('brokers/access', 'availability', 'deletes or disables {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P15 = Program(
    kind='service',
    provider='activemq',
    flags='--verbose --removeConsumers --deleteAttributes --autoDeleteAddress --force',
    valued=('--amqurl --user --password --url --name --msgsel --jmxurl --jmxuser --jmxpassword --protocol --extdir '
     '--user-command-user'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'address delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', '--name --user-command-user', (), (), 'resources', open=False),
        ),
        'kill': (
            Row('brokers/stop', 'availability', 'stops the broker', 1, (), (), 'resources', open=False),
        ),
        'purge': (
            Row('brokers/purge', 'service-delete', 'throws away every message of {name}', 1, (), (), 'messages', open=True),
        ),
        'queue delete': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', '--name --user-command-user', (), (), 'resources', open=False),
        ),
        'queue purge': (
            Row('brokers/purge', 'service-delete', 'throws away every message of {name}', 1, (), (), 'messages', open=True),
        ),
        'stop': (
            Row('brokers/stop', 'availability', 'stops the broker', 1, (), (), 'resources', open=False),
        ),
        'user rm': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', '--name --user-command-user', (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P16 = Program(
    kind='service',
    provider='rocketmq',
    flags='-r',
    valued='-n -c -b -t -g -s -k -a -w -o -i',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help help',
    alias={},
    facets=(),
    rows={
        'cleanBrokerMetadata': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', '-t -g', (), (), 'resources', open=True),
        ),
        'cleanExpiredCQ': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', '-t -g', (), (), 'resources', open=True),
        ),
        'cleanUnusedTopic': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', '-t -g', (), (), 'resources', open=True),
        ),
        'deleteAccessConfig': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', '-t -g', (), (), 'resources', open=True),
        ),
        'deleteAcl': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', '-t -g', (), (), 'resources', open=True),
        ),
        'deleteExpiredCommitLog': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', '-t -g', (), (), 'resources', open=True),
        ),
        'deleteKvConfig': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', '-t -g', (), (), 'resources', open=True),
        ),
        'deleteSubGroup': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', '-t -g', (), (), 'resources', open=True),
        ),
        'deleteTopic': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', '-t -g', (), (), 'resources', open=True),
        ),
        'deleteUser': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', '-t -g', (), (), 'resources', open=True),
        ),
        'removeBroker': (
            Row('brokers/delete', 'service-delete', 'deletes {name}', '-t -g', (), (), 'resources', open=True),
        ),
        'resetOffsetByTime': (
            Row('brokers/offsets', 'data-loss', 'moves the place of the consumer group {name}', '-g', (), (), 'resources', open=False),
        ),
        'resetOffsetByTimeOld': (
            Row('brokers/offsets', 'data-loss', 'moves the place of the consumer group {name}', '-g', (), (), 'resources', open=False),
        ),
        'skipAccumulatedMessage': (
            Row('brokers/offsets', 'data-loss', 'moves the place of the consumer group {name}', '-g', (), (), 'resources', open=False),
        ),
        'wipeWritePerm': (
            Row('brokers/stop', 'availability', 'takes a broker out of writing', '-b', (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P17 = Program(
    kind='service',
    provider='celery',
    flags='-f --force --purge --discard -C --no-color -q --quiet -T -s -j --json -B --beat -E',
    valued=('-A --app -b --broker --result-backend --loader --config --workdir -Q --queues -X --exclude-queues -l '
     '--loglevel -c --concurrency -n --hostname -P --pool -d --destination -t --timeout --pidfile --logfile'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --version',
    alias={},
    facets=(('project', ('-A', '--app'), ''), ('url', ('-b', '--broker'), 'CELERY_BROKER_URL')),
    rows={
        'amqp exchange.delete': (
            Row('brokers/purge', 'service-delete', 'throws away every waiting task {name}', 1, (), (), 'tasks', open=True),
        ),
        'amqp queue.delete': (
            Row('brokers/purge', 'service-delete', 'throws away every waiting task {name}', 1, (), (), 'tasks', open=True),
        ),
        'amqp queue.purge': (
            Row('brokers/purge', 'service-delete', 'throws away every waiting task {name}', 1, (), (), 'tasks', open=True),
        ),
        'control cancel_consumer': (
            Row('brokers/stop', 'availability', 'stops workers or tasks', 1, (), (), 'resources', open=False),
        ),
        'control pool_shrink': (
            Row('brokers/stop', 'availability', 'stops workers or tasks', 1, (), (), 'resources', open=False),
        ),
        'control revoke': (
            Row('brokers/stop', 'availability', 'stops workers or tasks', 1, (), (), 'resources', open=False),
        ),
        'control shutdown': (
            Row('brokers/stop', 'availability', 'stops workers or tasks', 1, (), (), 'resources', open=False),
        ),
        'control terminate': (
            Row('brokers/stop', 'availability', 'stops workers or tasks', 1, (), (), 'resources', open=False),
        ),
        'multi': (
            Row('brokers/purge', 'service-delete', 'throws away every waiting task before the worker starts', 1, (('--purge',), ('--discard',)), (), 'tasks', open=True),
        ),
        'multi kill': (
            Row('brokers/stop', 'availability', 'stops workers or tasks', 1, (), (), 'resources', open=False),
        ),
        'multi stop': (
            Row('brokers/stop', 'availability', 'stops workers or tasks', 1, (), (), 'resources', open=False),
        ),
        'multi stopwait': (
            Row('brokers/stop', 'availability', 'stops workers or tasks', 1, (), (), 'resources', open=False),
        ),
        'purge': (
            Row('brokers/purge', 'service-delete', 'throws away every waiting task {name}', 1, (), (), 'tasks', open=True),
        ),
        'worker': (
            Row('brokers/purge', 'service-delete', 'throws away every waiting task before the worker starts', 1, (('--purge',), ('--discard',)), (), 'tasks', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P18 = Program(
    kind='service',
    provider='rq',
    flags='-a --all -v --verbose -q --quiet',
    valued='-u --url -c --config -d --duration -S --serializer -w --worker-class --queue',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('url', ('-u', '--url'), 'RQ_REDIS_URL'),),
    rows={
        'empty': (
            Row('brokers/purge', 'service-delete', 'throws away every job of {name}', 1, (), (), 'jobs', open=True),
        ),
        'suspend': (
            Row('brokers/stop', 'availability', 'suspends every worker', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P19 = Program(
    kind='service',
    provider='elasticsearch',
    flags='-v -s -f --force --silent',
    valued='-E --ordinal --index --shard-id -d --dir -p -r -a -u --username',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help',
    alias={},
    facets=(),
    rows={
        'detach-cluster': (
            Row('brokers/search-node', 'data-loss', 'rewrites the stored state of a search node', 1, (), (), 'resources', open=True),
        ),
        'override-version': (
            Row('brokers/search-node', 'data-loss', 'rewrites the stored state of a search node', 1, (), (), 'resources', open=True),
        ),
        'remove': (
            Row('brokers/access', 'availability', 'removes {name} from the keystore or the users', 1, (), (), 'resources', open=False),
        ),
        'remove-corrupted-data': (
            Row('brokers/search-node', 'data-loss', 'rewrites the stored state of a search node', 1, (), (), 'resources', open=True),
        ),
        'remove-customs': (
            Row('brokers/search-node', 'data-loss', 'rewrites the stored state of a search node', 1, (), (), 'resources', open=True),
        ),
        'remove-settings': (
            Row('brokers/search-node', 'data-loss', 'rewrites the stored state of a search node', 1, (), (), 'resources', open=True),
        ),
        'repurpose': (
            Row('brokers/search-node', 'data-loss', 'rewrites the stored state of a search node', 1, (), (), 'resources', open=True),
        ),
        'unsafe-bootstrap': (
            Row('brokers/search-node', 'data-loss', 'rewrites the stored state of a search node', 1, (), (), 'resources', open=True),
        ),
        'userdel': (
            Row('brokers/access', 'availability', 'removes {name} from the keystore or the users', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P20 = Program(
    kind='service',
    provider='elasticsearch',
    flags='--ignore_empty_list --no-ignore_empty_list --skip_version_test --dry-run --use_ssl',
    valued=('--hosts --host --port --config --logfile --loglevel --filter_list --repository --cloud_id --api_token '
     '--http_auth --repo --id --url_prefix'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run --version',
    alias={},
    facets=(),
    rows={
        'close': (
            Row('brokers/stop', 'availability', 'closes indices', 1, (), (), 'resources', open=False),
        ),
        'delete': (
            Row('brokers/delete', 'service-delete', 'deletes indices or a repository', 1, (), (), 'indices', open=True),
        ),
        'delete-indices': (
            Row('brokers/delete', 'service-delete', 'deletes indices or a repository', 1, (), (), 'indices', open=True),
        ),
        'delete-snapshots': (
            Row('brokers/snapshot-delete', 'backup-delete', 'deletes or restores snapshots of indices', 1, (), (), 'snapshots', open=True),
        ),
        'delete_indices': (
            Row('brokers/delete', 'service-delete', 'deletes indices or a repository', 1, (), (), 'indices', open=True),
        ),
        'delete_snapshots': (
            Row('brokers/snapshot-delete', 'backup-delete', 'deletes or restores snapshots of indices', 1, (), (), 'snapshots', open=True),
        ),
        'freeze': (
            Row('brokers/stop', 'availability', 'closes indices', 1, (), (), 'resources', open=False),
        ),
        'restore': (
            Row('brokers/snapshot-delete', 'backup-delete', 'deletes or restores snapshots of indices', 1, (), (), 'snapshots', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'kafka-topics': _P0,
    'kafka-topics.sh': _P0,
    'kafka-configs': _P0,
    'kafka-configs.sh': _P0,
    'kafka-consumer-groups': _P0,
    'kafka-consumer-groups.sh': _P0,
    'kafka-delete-records': _P0,
    'kafka-delete-records.sh': _P0,
    'kafka-acls': _P0,
    'kafka-acls.sh': _P0,
    'kafka-reassign-partitions': _P0,
    'kafka-reassign-partitions.sh': _P0,
    'kafka-leader-election': _P0,
    'kafka-leader-election.sh': _P0,
    'kafka-share-groups': _P0,
    'kafka-share-groups.sh': _P0,
    'kafka-groups.sh': _P0,
    'kafka-delegation-tokens': _P0,
    'kafka-delegation-tokens.sh': _P0,
    'kafka-streams-application-reset': _P1,
    'kafka-streams-application-reset.sh': _P1,
    'kafka-streams-groups.sh': _P1,
    'kafka-storage': _P2,
    'kafka-storage.sh': _P2,
    'kafka-server-stop': _P3,
    'kafka-server-stop.sh': _P3,
    'zookeeper-server-stop': _P3,
    'zookeeper-server-stop.sh': _P3,
    'kafka-transactions': _P4,
    'kafka-transactions.sh': _P4,
    'kafka-metadata-quorum': _P4,
    'kafka-metadata-quorum.sh': _P4,
    'kafka-cluster': _P4,
    'kafka-cluster.sh': _P4,
    'kafka-features': _P4,
    'kafka-features.sh': _P4,
    'kafkactl': _P5,
    'kaf': _P5,
    'rpk': _P6,
    'confluent': _P7,
    'rabbitmqctl': _P8,
    'rabbitmqadmin': _P9,
    'rabbitmqadmin.py': _P9,
    'rabbitmq-plugins': _P10,
    'rabbitmq-queues': _P10,
    'rabbitmq-streams': _P10,
    'rabbitmq-upgrade': _P10,
    'nats': _P11,
    'nsc': _P12,
    'pulsar-admin': _P13,
    'pulsarctl': _P13,
    'mosquitto_ctrl': _P14,
    'mosquitto_passwd': _P14,
    'activemq': _P15,
    'artemis': _P15,
    'mqadmin': _P16,
    'celery': _P17,
    'rq': _P18,
    'elasticsearch-node': _P19,
    'opensearch-node': _P19,
    'elasticsearch-shard': _P19,
    'opensearch-shard': _P19,
    'elasticsearch-keystore': _P19,
    'opensearch-keystore': _P19,
    'elasticsearch-users': _P19,
    'curator_cli': _P20,
    'es_repo_mgr': _P20,
    'curator': _P20,
}
