"""Generated from tables/clouds.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='cloud',
    provider='digitalocean',
    flags='--force -f --verbose -v --trace --interactive --dangerous --wait --no-header --all --update-sources',
    valued=('--ssh-command --ssh-user --ssh-port --ssh-key-path --access-token -t --context --config -c --api-url -u '
     '--output -o --http-retry-max --format --tag-name --name --region --domain --record-data --record-id '
     '--record-name --record-type --droplet-ids --droplet-id --size --count --min-nodes --max-nodes '
     '--kubernetes-cluster --version --num-nodes --tag --namespace --bucket --spec --project-id --node-pool '
     '--inbound-rules --outbound-rules'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(('account', ('--context',), 'DIGITALOCEAN_CONTEXT'),),
    rows={
        'account': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'auth': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'compute cdn flush': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'compute domain delete': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'compute domain records delete': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'compute droplet-action disable-backups': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'compute droplet-action password-reset': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'compute droplet-action power-cycle': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'compute droplet-action power-off': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'compute droplet-action reboot': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'compute droplet-action rebuild': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'compute droplet-action restore': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'compute droplet-action shutdown': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'compute firewall delete': (
            Row('clouds/protection-off', 'protection-off', 'takes a protection off {name}', 1, (), (), 'resources', open=False),
        ),
        'compute firewall remove-droplets': (
            Row('clouds/protection-off', 'protection-off', 'takes a protection off {name}', 1, (), (), 'resources', open=False),
        ),
        'compute firewall remove-rules': (
            Row('clouds/protection-off', 'protection-off', 'takes a protection off {name}', 1, (), (), 'resources', open=False),
        ),
        'compute image delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'compute snapshot delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'compute volume-action detach': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'kubernetes cluster kubeconfig': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'kubernetes cluster node-pool replace-node': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'monitoring alert delete': (
            Row('clouds/protection-off', 'protection-off', 'takes a protection off {name}', 1, (), (), 'resources', open=False),
        ),
        'monitoring uptime delete': (
            Row('clouds/protection-off', 'protection-off', 'takes a protection off {name}', 1, (), (), 'resources', open=False),
        ),
        'projects resources': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'registry logout': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'serverless undeploy-local': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'version': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'del', 'rm', 'destroy', 'delete-selective', 'delete-dangling-volumes', 'delete-manifest', 'delete-tag', 'remove', 'undeploy', 'delete-node-pool', 'delete-node', 'garbage-collection', 'rmi'), 2, 5, 'clouds/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
        'compute ssh': (
            Hand('shell', '--ssh-command', '', away=True, given=(), unless=()),
        ),
    },
)
_P1 = Program(
    kind='cloud',
    provider='oracle',
    flags='--force --debug -d --all --recursive --preserve-boot-volume --dry-run --no-retry --delete --is-immutable --yes',
    valued=('--profile --config-file --region --auth --output --query --compartment-id -c --instance-id --namespace-name '
     '--namespace -ns -bn --bucket-name --name --object-name --prefix --action --max-wait-seconds --wait-for-state '
     '--from-json --autonomous-database-id --db-system-id --database-id --vcn-id --subnet-id --volume-id '
     '--boot-volume-id --cluster-id --node-pool-id --key-id --secret-id --vault-id --user-id --policy-id '
     '--group-id --stack-id --zone-name-or-id --domain --if-match --size --public-access-type --dest-dir --src-dir '
     '--include --exclude --statements --execution-plan-strategy --file-system-id --load-balancer-id '
     '--opc-request-id --statement-text'),
    optional='',
    style='gnu',
    abbreviate=True,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(('profile', ('--profile',), 'OCI_CLI_PROFILE'), ('region', ('--region',), 'OCI_CLI_REGION')),
    rows={
        'bv backup delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'bv boot-volume-backup delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'bv volume-group-backup delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instance action': (
            Row('clouds/stop', 'availability', 'stops or restarts the machine {name}', '--instance-id', (('--action=stop',), ('--action=reset',), ('--action=softstop',), ('--action=softreset',), ('--action=sendd*',), ('--action=rebootmigrate',)), (), 'resources', open=False),
        ),
        'compute instance reset': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'db autonomous-database restart': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'db autonomous-database stop': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'db backup delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'db node stop': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'dns record rrset delete': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'dns record zone delete': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'dns zone delete': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'fs snapshot delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'mysql db-system restart': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'mysql db-system stop': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'os bucket create': (
            Row('clouds/public', 'exposure', 'makes the bucket {name} public', '--bucket-name -bn --name', (('--public-access-type=object*',),), (), 'resources', open=False),
        ),
        'os bucket update': (
            Row('clouds/public', 'exposure', 'makes the bucket {name} public', '--bucket-name -bn --name', (('--public-access-type=object*',),), (), 'resources', open=False),
        ),
        'os object sync': (
            Row('clouds/delete', 'service-delete', 'deletes whatever the source lacks', 1, (('--delete',),), (), 'resources', open=True),
        ),
        'resource-manager job create-destroy-job': (
            Row('clouds/destroy', 'infra-destroy', 'destroys everything that the stack {name} made', '--stack-id', (), (), 'resources', open=True),
        ),
        'search': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'session': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'setup': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'work-requests': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'terminate', 'bulk-delete', 'bulk-delete-versions', 'schedule-deletion', 'schedule-secret-deletion', 'schedule-secret-version-deletion', 'delete-object-version', 'schedule-key-version-deletion', 'purge', 'remove', 'bulk-delete-resources', 'delete-backup', 'schedule-vault-deletion', 'create-destroy-job'), 2, 6, 'clouds/delete', 'service-delete', 'deletes what its options name'),
    ),
    hands={
    },
)
_P2 = Program(
    kind='cloud',
    provider='ibm',
    flags='-f --force -q --quiet --recursive --force-delete-storage -r --skip-confirmation --yes --delete-route',
    valued=('--acl --output -g --instance --bucket --key --region --prefix -c --cluster --worker-pool -p -w --worker '
     '--size-per-zone --domain --record --zone -s -n'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(),
    rows={
        'ce app update-traffic': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'cf restart': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'cf stop': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'cis dns-record-delete': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'config': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'cos bucket-acl-put': (
            Row('clouds/public', 'exposure', 'makes {name} public', 1, (('--acl=public*',), ('acl=public*',)), (), 'resources', open=False),
        ),
        'cos object-acl-put': (
            Row('clouds/public', 'exposure', 'makes {name} public', 1, (('--acl=public*',), ('acl=public*',)), (), 'resources', open=False),
        ),
        'is image-delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'is instance-reboot': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'is instance-stop': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'is snapshot-delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'ks worker reboot': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'ks worker reload': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'ks worker replace': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'login': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'logout': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'plugin': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'sl': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'target': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'rm', 'destroy', 'purge', '*-delete', '*-rm', '*-remove', '*-destroy', '*-purge', 'delete-service', 'delete-space', 'delete-org', 'image-rm', 'namespace-rm', 'remove'), 1, 5, 'clouds/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P3 = Program(
    kind='cloud',
    provider='linode',
    flags=('--json --no-headers --all --text --markdown --pretty --suppress-warnings --recursive -r -f --force '
     '--no-defaults'),
    valued=('--as-user --delimiter --format --page --page-size --region --label --type --image --root_pass --cluster '
     '--count --authorized_keys'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(),
    rows={
        'configure': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'domains delete': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'domains records-delete': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'images delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'linodes backup-cancel': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'linodes backups-cancel': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'linodes reboot': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'linodes shutdown': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'lke cluster-nodes-recycle': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'lke cluster-recycle': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'remove-user': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'set-user': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'volumes detach': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'rm', 'remove', '*-delete', 'rebuild', 'del', 'rb', '*-cancel', 'cancel', 'pool-recycle'), 2, 3, 'clouds/delete', 'service-delete', 'deletes or rebuilds {name}'),
    ),
    hands={
    },
)
_P4 = Program(
    kind='cloud',
    provider='hetzner',
    flags='--debug --quiet --no-experimental-warnings -f --force --wait',
    valued=('--context --config --endpoint --poll-interval --server --type --image --name --label --zone --output -o -l '
     '--selector --network --direction --source-ips --protocol --port --record'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(('account', ('--context',), 'HCLOUD_CONTEXT'),),
    rows={
        'config': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'context': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'firewall remove-from-resource': (
            Row('clouds/protection-off', 'protection-off', 'takes a protection off {name}', 1, (), (), 'resources', open=False),
        ),
        'floating-ip disable-protection': (
            Row('clouds/protection-off', 'protection-off', 'takes a protection off {name}', 1, (), (), 'resources', open=False),
        ),
        'floating-ip enable-protection': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'floating-ip unassign': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'image delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'image disable-protection': (
            Row('clouds/protection-off', 'protection-off', 'takes a protection off {name}', 1, (), (), 'resources', open=False),
        ),
        'image enable-protection': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'load-balancer detach-from-network': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'load-balancer disable-protection': (
            Row('clouds/protection-off', 'protection-off', 'takes a protection off {name}', 1, (), (), 'resources', open=False),
        ),
        'load-balancer enable-protection': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'network disable-protection': (
            Row('clouds/protection-off', 'protection-off', 'takes a protection off {name}', 1, (), (), 'resources', open=False),
        ),
        'network enable-protection': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'primary-ip disable-protection': (
            Row('clouds/protection-off', 'protection-off', 'takes a protection off {name}', 1, (), (), 'resources', open=False),
        ),
        'primary-ip enable-protection': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'primary-ip unassign': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'server detach-from-network': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'server disable-backup': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'server disable-protection': (
            Row('clouds/protection-off', 'protection-off', 'takes a protection off {name}', 1, (), (), 'resources', open=False),
        ),
        'server enable-protection': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'server poweroff': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'server reboot': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'server reset': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'server reset-password': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'server shutdown': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'volume detach': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'volume disable-protection': (
            Row('clouds/protection-off', 'protection-off', 'takes a protection off {name}', 1, (), (), 'resources', open=False),
        ),
        'volume enable-protection': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'zone delete': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'zone disable-protection': (
            Row('clouds/protection-off', 'protection-off', 'takes a protection off {name}', 1, (), (), 'resources', open=False),
        ),
        'zone enable-protection': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'zone rrset delete': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'rebuild', 'remove-target', 'remove-records', 'delete-service', 'delete-subnet', 'delete-route', 'delete-rule', 'set-records', 'remove-label-all', 'disable-backup', 'import-zonefile', 'delete-label'), 2, 4, 'clouds/delete', 'service-delete', 'deletes or rebuilds {name}'),
    ),
    hands={
        'server ssh': (
            Hand('shell', 2, '', away=True, given=(), unless=()),
        ),
    },
)
_P5 = Program(
    kind='cloud',
    provider='scaleway',
    flags='-D --debug -w --wait --web',
    valued='-c --config -o --output -p --profile',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(('profile', ('--profile', '-p'), 'SCW_PROFILE'),),
    rows={
        'baremetal server reboot': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'baremetal server stop': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'config': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'container container redeploy': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'dns record bulk-update': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'dns record clear': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'dns record delete': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'dns zone delete': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'iam policy delete': (
            Row('clouds/protection-off', 'protection-off', 'takes a protection off {name}', 1, (), (), 'resources', open=False),
        ),
        'init': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'instance image delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'instance server reboot': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'instance server standby': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'instance server stop': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'instance snapshot delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'object bucket update': (
            Row('clouds/public', 'exposure', 'makes {name} public', 1, (('--acl=public*',), ('acl=public*',)), (), 'resources', open=False),
        ),
        'rdb backup delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'rdb instance restart': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'rdb snapshot delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'terminate', 'destroy', 'purge', 'empty', 'remove', 'clear'), 2, 5, 'clouds/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P6 = Program(
    kind='cloud',
    provider='openstack',
    flags=('--debug -v --verbose -q --quiet --insecure --verify --force --wait --cascade --recursive -r --purge --yes -y '
     '--all --hard --soft --remote --all-projects --dry-run --keep-project --auth-project'),
    valued=('--os-cloud --os-region-name --os-auth-url --os-project-name --os-project-id --os-username --os-password '
     '--os-user-domain-name --os-project-domain-name --os-auth-type --os-interface --os-identity-api-version '
     '--os-cacert --os-token --project --user --project-domain --user-domain --network --server --router --domain '
     '--port --subnet --image --type --timeout --remote-ip --dst-port --protocol --ingress --ethertype -f --format '
     '-c --column --property --role'),
    optional='',
    style='gnu',
    abbreviate=True,
    skip='',
    dry='--help -h --dry-run',
    alias={},
    facets=(('account', ('--os-cloud',), 'OS_CLOUD'), ('project', ('--os-project-name', '--project'), 'OS_PROJECT_NAME')),
    rows={
        'coe cluster delete': (
            Row('clouds/destroy', 'infra-destroy', 'deletes {name} and everything in it', 1, (), (), 'resources', open=True),
        ),
        'complete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'domain delete': (
            Row('clouds/destroy', 'infra-destroy', 'deletes {name} and everything in it', 1, (), (), 'resources', open=True),
        ),
        'image delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'project cleanup': (
            Row('clouds/destroy', 'infra-destroy', 'deletes {name} and everything in it', 1, (), (), 'resources', open=True),
        ),
        'project delete': (
            Row('clouds/destroy', 'infra-destroy', 'deletes {name} and everything in it', 1, (), (), 'resources', open=True),
        ),
        'project purge': (
            Row('clouds/destroy', 'infra-destroy', 'deletes {name} and everything in it', 1, (), (), 'resources', open=True),
        ),
        'recordset delete': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'server evacuate': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'server lock': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'server pause': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'server reboot': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'server shelve': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'server stop': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'server suspend': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'server unlock': (
            Row('clouds/protection-off', 'protection-off', 'takes a protection off {name}', 1, (), (), 'resources', open=False),
        ),
        'share snapshot delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'snapshot delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'stack delete': (
            Row('clouds/destroy', 'infra-destroy', 'deletes {name} and everything in it', 1, (), (), 'resources', open=True),
        ),
        'volume backup delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'volume snapshot delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'zone delete': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'purge', 'remove', 'rebuild', 'cleanup', 'unset-all'), 2, 6, 'clouds/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P7 = Program(
    kind='cloud',
    provider='exoscale',
    flags='-f --force -Q --quiet -r --recursive',
    valued='-A --use-account -C --config -O --output-format --output-template -z --zone',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(('account', ('--use-account', '-A'), 'EXOSCALE_ACCOUNT'),),
    rows={
        'compute instance reboot': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instance snapshot delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instance stop': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instance-template delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'config': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'dns delete': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'dns remove': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'rm', 'remove', 'del', 'destroy', 'rb', 'revoke', 'reset', 'evict', 'scale-to-zero'), 2, 5, 'clouds/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
        'compute instance ssh': (
            Hand('shell', 2, '', away=True, given=(), unless=()),
        ),
    },
)
_P8 = Program(
    kind='cloud',
    provider='vultr',
    flags='--force',
    valued='--config -o --output -i --region --id -d --domain -r --record',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(),
    rows={
        'dns domain delete': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'dns record delete': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'instance restart': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'instance restore': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'instance stop': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'snapshot delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
        'version': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'destroy', 'rm', 'remove', 'del', 'reinstall'), 2, 5, 'clouds/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P9 = Program(
    kind='cloud',
    provider='upcloud',
    flags='--delete-storages --all --wait --force --disable-termination-protection --no-color',
    valued='--config -o --output -t --client-timeout --type --timeout --zone --access',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(),
    rows={
        'server restart': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'server stop': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'storage backup delete': (
            Row('clouds/backup-delete', 'backup-delete', 'deletes the backup or image {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'destroy', 'rm', 'remove', 'del', 'reinstall'), 2, 5, 'clouds/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P10 = Program(
    kind='cloud',
    provider='civo',
    flags='-y --yes --pretty --quiet',
    valued='--config --region -o --output -f --fields',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(),
    rows={
        'apikey': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'domain record remove': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'domain remove': (
            Row('clouds/dns', 'availability', 'takes the DNS zone or record {name} away', 1, (), (), 'resources', open=False),
        ),
        'instance reboot': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'instance stop': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'destroy', 'rm', 'remove', 'del', 'reinstall'), 2, 5, 'clouds/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P11 = Program(
    kind='cloud',
    provider='openstack',
    flags='--all -y --yes --force -a --verbose -v --debug --force-delete --recursive --insecure',
    valued=('--os-cloud --os-region-name --os-auth-url --os-project-name --os-username --os-password --cloud-project -A '
     '-U -K --prefix -p -V --auth-version'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(),
    rows={
        'reboot': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
        'stop': (
            Row('clouds/stop', 'availability', 'stops, restarts or detaches {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', '*-delete', 'rm', 'force-delete', 'rebuild', 'terminate', 'reinstall'), 1, 4, 'clouds/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'doctl': _P0,
    'oci': _P1,
    'ibmcloud': _P2,
    'bx': _P2,
    'linode-cli': _P3,
    'linode': _P3,
    'lin': _P3,
    'hcloud': _P4,
    'scw': _P5,
    'openstack': _P6,
    'exo': _P7,
    'vultr-cli': _P8,
    'vultr': _P8,
    'upctl': _P9,
    'civo': _P10,
    'ovhcloud': _P11,
    'nova': _P11,
    'neutron': _P11,
    'cinder': _P11,
    'swift': _P11,
    'heat': _P11,
}
