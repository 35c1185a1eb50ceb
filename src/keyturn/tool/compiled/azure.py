"""Generated from tables/azure.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='cloud',
    provider='azure',
    flags=('--yes -y --no-wait --debug --verbose --only-show-errors --dryrun --force --force-deletion --purge '
     '--delete-all --yes-to-all --disable --skip-shutdown --graceful --destroy --what-if --remove-all'),
    valued=('--anonymous-pull-enabled --container --delete-destination --disable-local-accounts --enable '
     '--enable-change-feed --enable-container-delete-retention --enable-public-network --enable-restore-policy '
     '--hybrid-backup-security-features --immutability-state --number-of-workers --path --public-network-enabled '
     '--rule-name --script --soft-delete-feature-state --soft-delete-state --state --status --tier --webapp-name '
     '--account --subscription --name -n --resource-group -g --ids --output -o --query --location -l --resource '
     '--account-name --account-key --connection-string --sas-token --auth-mode --container-name -c --source -s '
     '--pattern --vault-name --hsm-name --id --vm-name --server --server-name --database-name -d --cluster-name '
     '--workspace-name --registry -r --repository --image -t --scope --role --assignee --assignee-object-id '
     '--assignee-principal-type --lock-type --scripts --command-id --parameters -p --command --exec-command '
     '--querytext -q --file-path -f --mode -m --template-file -u --uri --url --method -b --body --resource-type '
     '--namespace --api-version --node-count --new-capacity --instance-count --min-replicas --max-replicas '
     '--default-action --public-network-access --public-access --allow-blob-public-access --bypass '
     '--enable-purge-protection --enable-soft-delete --enable-delete-retention --delete-retention-days '
     '--enable-versioning --source-address-prefixes --destination-port-ranges --access --priority --direction '
     '--start-ip-address --end-ip-address --ip-address --action-on-unmanage --delete-backup-data --zone-name -z '
     '--record-set-name --nsg-name --vnet-name --gateway-name --slot --target-slot --instance-ids --share-name '
     '--queue-name --table-name --file-system --key-name --host --port --admin-user --admin-password --login --org '
     '--organization --project --username --policy --tags --settings --setting-names --configuration-settings '
     '--set --add --remove --delete-snapshots --if-match --timeout --display-name --sku --size --expiry '
     '--nodepool-name --throughput --capacity --profile-name --endpoint-name --item-name --backup-management-type '
     '--workload-type --app-id --security-rules --destination-container --object-id'),
    optional='',
    style='gnu',
    abbreviate=True,
    skip='',
    dry='--help -h --dryrun --dry-run --what-if',
    alias={},
    facets=(('account', ('--subscription',), ''), ('project', ('--resource-group', '-g'), 'AZURE_DEFAULTS_GROUP')),
    rows={
        'account clear': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'account lock delete': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'account management-group delete': (
            Row('azure/group-delete', 'service-delete', 'deletes {name} and every resource in it', '--name -n --resource-group -g', (), (), 'resources', open=True),
        ),
        'account subscription cancel': (
            Row('azure/group-delete', 'service-delete', 'deletes {name} and every resource in it', '--name -n --resource-group -g', (), (), 'resources', open=True),
        ),
        'acr credential renew': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'acr delete': (
            Row('azure/registry-delete', 'service-delete', 'deletes images or the registry {name}', '--name -n --repository --image -t', (), (), 'resources', open=False),
        ),
        'acr helm delete': (
            Row('azure/registry-delete', 'service-delete', 'deletes images or the registry {name}', '--name -n --repository --image -t', (), (), 'resources', open=False),
        ),
        'acr manifest delete': (
            Row('azure/registry-delete', 'service-delete', 'deletes images or the registry {name}', '--name -n --repository --image -t', (), (), 'resources', open=False),
        ),
        'acr purge': (
            Row('azure/registry-delete', 'service-delete', 'deletes images or the registry {name}', '--name -n --repository --image -t', (), (), 'resources', open=False),
        ),
        'acr repository delete': (
            Row('azure/registry-delete', 'service-delete', 'deletes images or the registry {name}', '--name -n --repository --image -t', (), (), 'resources', open=False),
        ),
        'acr repository untag': (
            Row('azure/registry-delete', 'service-delete', 'deletes images or the registry {name}', '--name -n --repository --image -t', (), (), 'resources', open=False),
        ),
        'acr update': (
            Row('azure/protection-off', 'protection-off', 'takes a protection off {name}', '--name -n', (('--enable-purge-protection=false',), ('--enable-soft-delete=false',), ('--disable-azure-rbac',), ('--disable-defender',), ('--disable-local-accounts=false',), ('--allow-cross-tenant-delegated',)), (), 'resources', open=False),
            Row('azure/public', 'exposure', 'opens {name} to every network', '--name -n', (('--anonymous-pull-enabled=true',), ('--default-action=allow',), ('--public-network-enabled=true',), ('--enable-public-network=true',), ('--public-access=enabled',), ('--public-access=all',), ('--ip-address=0.0.0.0/0',)), (), 'resources', open=False),
        ),
        'acs delete': (
            Row('azure/cluster-delete', 'service-delete', 'deletes the cluster {name}', '--name -n --ids', (), (), 'resources', open=False),
        ),
        'ad app credential delete': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'ad app credential reset': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'ad app delete': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'ad app federated-credential delete': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'ad group delete': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'ad group member remove': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'ad group owner remove': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'ad sp credential delete': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'ad sp credential reset': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'ad sp delete': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'ad user delete': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'afd endpoint delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'afd endpoint purge': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'afd profile delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'afd route delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'aks delete': (
            Row('azure/cluster-delete', 'service-delete', 'deletes the cluster {name}', '--name -n --ids', (), (), 'resources', open=False),
        ),
        'aks machine delete': (
            Row('azure/cluster-delete', 'service-delete', 'deletes the cluster {name}', '--name -n --ids', (), (), 'resources', open=False),
        ),
        'aks nodepool delete': (
            Row('azure/cluster-delete', 'service-delete', 'deletes the cluster {name}', '--name -n --ids', (), (), 'resources', open=False),
        ),
        'aks nodepool delete-machines': (
            Row('azure/cluster-delete', 'service-delete', 'deletes the cluster {name}', '--name -n --ids', (), (), 'resources', open=False),
        ),
        'aks nodepool scale': (
            Row('azure/scale-to-zero', 'availability', 'scales {name} to zero: it stops', '--name -n', (('--node-count=0',), ('--new-capacity=0',), ('--max-replicas=0',), ('--number-of-workers=0',), ('-c=0',)), (), 'resources', open=False),
        ),
        'aks nodepool stop': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'aks rotate-certs': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'aks scale': (
            Row('azure/scale-to-zero', 'availability', 'scales {name} to zero: it stops', '--name -n', (('--node-count=0',), ('--new-capacity=0',), ('--max-replicas=0',), ('--number-of-workers=0',), ('-c=0',)), (), 'resources', open=False),
        ),
        'aks stop': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'aks update': (
            Row('azure/protection-off', 'protection-off', 'takes a protection off {name}', '--name -n', (('--enable-purge-protection=false',), ('--enable-soft-delete=false',), ('--disable-azure-rbac',), ('--disable-defender',), ('--disable-local-accounts=false',), ('--allow-cross-tenant-delegated',)), (), 'resources', open=False),
        ),
        'aks update-credentials': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'alias': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'apim deletedservice': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'apim deletedservice purge': (
            Row('azure/vault-delete', 'service-delete', 'deletes the vault, key or secret {name}', '--name -n --id --hsm-name', (), (), 'resources', open=False),
        ),
        'appconfig delete': (
            Row('azure/vault-delete', 'service-delete', 'deletes the vault, key or secret {name}', '--name -n --id --hsm-name', (), (), 'resources', open=False),
        ),
        'appconfig kv delete': (
            Row('azure/vault-delete', 'service-delete', 'deletes the vault, key or secret {name}', '--name -n --id --hsm-name', (), (), 'resources', open=False),
        ),
        'appconfig purge': (
            Row('azure/vault-delete', 'service-delete', 'deletes the vault, key or secret {name}', '--name -n --id --hsm-name', (), (), 'resources', open=False),
        ),
        'appconfig update': (
            Row('azure/protection-off', 'protection-off', 'takes a protection off {name}', '--name -n', (('--enable-purge-protection=false',), ('--enable-soft-delete=false',), ('--disable-azure-rbac',), ('--disable-defender',), ('--disable-local-accounts=false',), ('--allow-cross-tenant-delegated',)), (), 'resources', open=False),
        ),
        'appservice plan update': (
            Row('azure/scale-to-zero', 'availability', 'scales {name} to zero: it stops', '--name -n', (('--node-count=0',), ('--new-capacity=0',), ('--max-replicas=0',), ('--number-of-workers=0',), ('-c=0',)), (), 'resources', open=False),
        ),
        'aro delete': (
            Row('azure/cluster-delete', 'service-delete', 'deletes the cluster {name}', '--name -n --ids', (), (), 'resources', open=False),
        ),
        'artifacts universal delete': (
            Row('azure/registry-delete', 'service-delete', 'deletes images or the registry {name}', '--name -n --repository --image -t', (), (), 'resources', open=False),
        ),
        'backup container unregister': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'backup policy delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'backup protection disable': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'backup restore restore-azurefileshare': (
            Row('azure/restore', 'data-loss', 'writes a backup over {name}', '--name -n --webapp-name --item-name', (), (), 'resources', open=True),
        ),
        'backup restore restore-disks': (
            Row('azure/restore', 'data-loss', 'writes a backup over {name}', '--name -n --webapp-name --item-name', (), (), 'resources', open=True),
        ),
        'backup vault backup-properties set': (
            Row('azure/protection-off', 'protection-off', 'switches soft delete of the backups in {name} off', '--name -n --vault-name', (('--soft-delete-feature-state=disable',), ('--soft-delete-state=off',), ('--immutability-state=disabled',), ('--hybrid-backup-security-features=disable',)), (), 'resources', open=False),
        ),
        'backup vault delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'batch job stop': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'batch task stop': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'bicep': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'cache': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'cdn custom-domain delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'cdn endpoint delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'cdn endpoint purge': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'cdn endpoint stop': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'cdn profile delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'cloud': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'cognitiveservices account purge': (
            Row('azure/vault-delete', 'service-delete', 'deletes the vault, key or secret {name}', '--name -n --id --hsm-name', (), (), 'resources', open=False),
        ),
        'config': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'configure': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'connectedk8s delete': (
            Row('azure/cluster-delete', 'service-delete', 'deletes the cluster {name}', '--name -n --ids', (), (), 'resources', open=False),
        ),
        'container delete': (
            Row('azure/compute-delete', 'service-delete', 'deletes the machine, disk or container {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'container restart': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'container stop': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'containerapp delete': (
            Row('azure/compute-delete', 'service-delete', 'deletes the machine, disk or container {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'containerapp env delete': (
            Row('azure/compute-delete', 'service-delete', 'deletes the machine, disk or container {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'containerapp revision deactivate': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'containerapp secret remove': (
            Row('azure/vault-delete', 'service-delete', 'deletes the vault, key or secret {name}', '--name -n --id --hsm-name', (), (), 'resources', open=False),
        ),
        'containerapp stop': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'containerapp update': (
            Row('azure/scale-to-zero', 'availability', 'scales {name} to zero: it stops', '--name -n', (('--node-count=0',), ('--new-capacity=0',), ('--max-replicas=0',), ('--number-of-workers=0',), ('-c=0',)), (), 'resources', open=False),
        ),
        'cosmosdb cassandra keyspace delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'cosmosdb cassandra table delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'cosmosdb collection delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'cosmosdb database delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'cosmosdb delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'cosmosdb failover-priority-change': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'cosmosdb gremlin database delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'cosmosdb gremlin graph delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'cosmosdb keys regenerate': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'cosmosdb mongodb collection delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'cosmosdb mongodb database delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'cosmosdb sql container delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'cosmosdb sql database delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'cosmosdb sql role assignment delete': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'cosmosdb table delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'cosmosdb update': (
            Row('azure/protection-off', 'protection-off', 'takes a protection off {name}', '--name -n', (('--enable-purge-protection=false',), ('--enable-soft-delete=false',), ('--disable-azure-rbac',), ('--disable-defender',), ('--disable-local-accounts=false',), ('--allow-cross-tenant-delegated',)), (), 'resources', open=False),
            Row('azure/public', 'exposure', 'opens {name} to every network', '--name -n', (('--anonymous-pull-enabled=true',), ('--default-action=allow',), ('--public-network-enabled=true',), ('--enable-public-network=true',), ('--public-access=enabled',), ('--public-access=all',), ('--ip-address=0.0.0.0/0',)), (), 'resources', open=False),
        ),
        'databricks workspace delete': (
            Row('azure/cluster-delete', 'service-delete', 'deletes the cluster {name}', '--name -n --ids', (), (), 'resources', open=False),
        ),
        'dataprotection backup-instance delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'dataprotection backup-instance stop-protection': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'dataprotection backup-instance suspend-backup': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'dataprotection backup-policy delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'dataprotection backup-vault delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'dataprotection backup-vault update': (
            Row('azure/protection-off', 'protection-off', 'switches soft delete of the backups in {name} off', '--name -n --vault-name', (('--soft-delete-feature-state=disable',), ('--soft-delete-state=off',), ('--immutability-state=disabled',), ('--hybrid-backup-security-features=disable',)), (), 'resources', open=False),
        ),
        'deployment create': (
            Row('azure/deployment-complete', 'infra-destroy', 'deletes every resource of {name} that the template does not name', '--resource-group -g', (('--mode=complete',),), (('--what-if',), ('--confirm-with-what-if',)), 'resources', open=True),
        ),
        'deployment group create': (
            Row('azure/deployment-complete', 'infra-destroy', 'deletes every resource of {name} that the template does not name', '--resource-group -g', (('--mode=complete',),), (('--what-if',), ('--confirm-with-what-if',)), 'resources', open=True),
        ),
        'deployment group delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'deployment group validate': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'deployment group what-if': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'deployment mg delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'deployment operation': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'deployment sub delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'deployment tenant delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'devops configure': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'devops logout': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'disk delete': (
            Row('azure/compute-delete', 'service-delete', 'deletes the machine, disk or container {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'elastic-san volume snapshot delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'eventhubs georecovery-alias fail-over': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'extension': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'feedback': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'find': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'functionapp deployment slot swap': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'functionapp plan update': (
            Row('azure/scale-to-zero', 'availability', 'scales {name} to zero: it stops', '--name -n', (('--node-count=0',), ('--new-capacity=0',), ('--max-replicas=0',), ('--number-of-workers=0',), ('-c=0',)), (), 'resources', open=False),
        ),
        'functionapp restart': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'functionapp stop': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'graph': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'group delete': (
            Row('azure/group-delete', 'service-delete', 'deletes {name} and every resource in it', '--name -n --resource-group -g', (), (), 'resources', open=True),
        ),
        'group deployment create': (
            Row('azure/deployment-complete', 'infra-destroy', 'deletes every resource of {name} that the template does not name', '--resource-group -g', (('--mode=complete',),), (('--what-if',), ('--confirm-with-what-if',)), 'resources', open=True),
        ),
        'group lock delete': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'hdinsight delete': (
            Row('azure/cluster-delete', 'service-delete', 'deletes the cluster {name}', '--name -n --ids', (), (), 'resources', open=False),
        ),
        'identity delete': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'identity federated-credential delete': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'image delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'init': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'interactive': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'iot hub manual-failover': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'keyvault certificate delete': (
            Row('azure/vault-delete', 'service-delete', 'deletes the vault, key or secret {name}', '--name -n --id --hsm-name', (), (), 'resources', open=False),
        ),
        'keyvault certificate purge': (
            Row('azure/vault-delete', 'service-delete', 'deletes the vault, key or secret {name}', '--name -n --id --hsm-name', (), (), 'resources', open=False),
        ),
        'keyvault delete': (
            Row('azure/vault-delete', 'service-delete', 'deletes the vault, key or secret {name}', '--name -n --id --hsm-name', (), (), 'resources', open=False),
        ),
        'keyvault delete-hsm': (
            Row('azure/vault-delete', 'service-delete', 'deletes the vault, key or secret {name}', '--name -n --id --hsm-name', (), (), 'resources', open=False),
        ),
        'keyvault delete-policy': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'keyvault key delete': (
            Row('azure/vault-delete', 'service-delete', 'deletes the vault, key or secret {name}', '--name -n --id --hsm-name', (), (), 'resources', open=False),
        ),
        'keyvault key purge': (
            Row('azure/vault-delete', 'service-delete', 'deletes the vault, key or secret {name}', '--name -n --id --hsm-name', (), (), 'resources', open=False),
        ),
        'keyvault key rotate': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'keyvault network-rule add': (
            Row('azure/public', 'exposure', 'opens {name} to every network', '--name -n', (('--anonymous-pull-enabled=true',), ('--default-action=allow',), ('--public-network-enabled=true',), ('--enable-public-network=true',), ('--public-access=enabled',), ('--public-access=all',), ('--ip-address=0.0.0.0/0',)), (), 'resources', open=False),
        ),
        'keyvault network-rule remove': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'keyvault purge': (
            Row('azure/vault-delete', 'service-delete', 'deletes the vault, key or secret {name}', '--name -n --id --hsm-name', (), (), 'resources', open=False),
        ),
        'keyvault role assignment delete': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'keyvault secret delete': (
            Row('azure/vault-delete', 'service-delete', 'deletes the vault, key or secret {name}', '--name -n --id --hsm-name', (), (), 'resources', open=False),
        ),
        'keyvault secret purge': (
            Row('azure/vault-delete', 'service-delete', 'deletes the vault, key or secret {name}', '--name -n --id --hsm-name', (), (), 'resources', open=False),
        ),
        'keyvault storage purge': (
            Row('azure/vault-delete', 'service-delete', 'deletes the vault, key or secret {name}', '--name -n --id --hsm-name', (), (), 'resources', open=False),
        ),
        'keyvault update': (
            Row('azure/protection-off', 'protection-off', 'takes a protection off {name}', '--name -n', (('--enable-purge-protection=false',), ('--enable-soft-delete=false',), ('--disable-azure-rbac',), ('--disable-defender',), ('--disable-local-accounts=false',), ('--allow-cross-tenant-delegated',)), (), 'resources', open=False),
            Row('azure/public', 'exposure', 'opens {name} to every network', '--name -n', (('--anonymous-pull-enabled=true',), ('--default-action=allow',), ('--public-network-enabled=true',), ('--enable-public-network=true',), ('--public-access=enabled',), ('--public-access=all',), ('--ip-address=0.0.0.0/0',)), (), 'resources', open=False),
        ),
        'keyvault update-hsm': (
            Row('azure/protection-off', 'protection-off', 'takes a protection off {name}', '--name -n', (('--enable-purge-protection=false',), ('--enable-soft-delete=false',), ('--disable-azure-rbac',), ('--disable-defender',), ('--disable-local-accounts=false',), ('--allow-cross-tenant-delegated',)), (), 'resources', open=False),
        ),
        'keyvault update-hsm delete': (
            Row('azure/vault-delete', 'service-delete', 'deletes the vault, key or secret {name}', '--name -n --id --hsm-name', (), (), 'resources', open=False),
        ),
        'kusto cluster delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'kusto cluster stop': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'kusto database delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'local-context': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'lock delete': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'logicapp stop': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'login': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'logout': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'mariadb db delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'mariadb server delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'ml job': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'ml online-endpoint update-traffic': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'monitor activity-log alert delete': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'monitor diagnostic-settings delete': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'monitor log-analytics query': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'monitor log-profiles delete': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'monitor metrics alert delete': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'mysql db delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'mysql flexible-server backup delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'mysql flexible-server db delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'mysql flexible-server delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'mysql flexible-server firewall-rule create': (
            Row('azure/public', 'exposure', 'opens the database server to the whole internet by the rule {name}', '--name -n --rule-name', (('--end-ip-address=255.255.255.255',),), (), 'resources', open=False),
        ),
        'mysql flexible-server restart': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'mysql flexible-server stop': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'mysql server delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'mysql server firewall-rule create': (
            Row('azure/public', 'exposure', 'opens the database server to the whole internet by the rule {name}', '--name -n --rule-name', (('--end-ip-address=255.255.255.255',),), (), 'resources', open=False),
        ),
        'mysql server restart': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'netappfiles snapshot delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'netappfiles volume backup delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'network application-gateway delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network application-gateway stop': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network application-gateway waf-policy delete': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'network bastion delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network ddos-protection delete': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'network dns zone delete': (
            Row('azure/dns', 'availability', 'deletes the DNS zone {name}', '--name -n --ids', (), (), 'resources', open=False),
        ),
        'network express-route delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network firewall delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network firewall ip-config delete': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network front-door delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network front-door waf-policy delete': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'network lb delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network lb rule delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network nat gateway delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network nic delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network nsg delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network nsg rule create': (
            Row('azure/public', 'exposure', 'opens machines to the whole internet by the rule {name}', '--name -n', (('--source-address-prefixes=**', '--access=allow', '--destination-port-ranges=**'), ('--source-address-prefixes=**', '--access=allow', '--destination-port-ranges=22'), ('--source-address-prefixes=**', '--access=allow', '--destination-port-ranges=3389'), ('--source-address-prefixes=internet', '--destination-port-ranges=22'), ('--source-address-prefixes=0.0.0.0/0', '--destination-port-ranges=22'), ('--source-address-prefixes=0.0.0.0/0', '--destination-port-ranges=3389'), ('--source-address-prefixes=internet', '--destination-port-ranges=3389')), (('--access=deny',),), 'resources', open=False),
        ),
        'network nsg rule delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network nsg rule update': (
            Row('azure/public', 'exposure', 'opens machines to the whole internet by the rule {name}', '--name -n', (('--source-address-prefixes=**', '--access=allow', '--destination-port-ranges=**'), ('--source-address-prefixes=**', '--access=allow', '--destination-port-ranges=22'), ('--source-address-prefixes=**', '--access=allow', '--destination-port-ranges=3389'), ('--source-address-prefixes=internet', '--destination-port-ranges=22'), ('--source-address-prefixes=0.0.0.0/0', '--destination-port-ranges=22'), ('--source-address-prefixes=0.0.0.0/0', '--destination-port-ranges=3389'), ('--source-address-prefixes=internet', '--destination-port-ranges=3389')), (('--access=deny',),), 'resources', open=False),
        ),
        'network private-dns link vnet delete': (
            Row('azure/dns', 'availability', 'deletes the DNS zone {name}', '--name -n --ids', (), (), 'resources', open=False),
        ),
        'network private-dns zone delete': (
            Row('azure/dns', 'availability', 'deletes the DNS zone {name}', '--name -n --ids', (), (), 'resources', open=False),
        ),
        'network private-endpoint delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network public-ip delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network route-table delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network route-table route delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network traffic-manager endpoint delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network traffic-manager profile delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network vnet delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network vnet peering delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network vnet subnet delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network vnet-gateway delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network vpn-connection delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'network watcher flow-log delete': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'openshift delete': (
            Row('azure/cluster-delete', 'service-delete', 'deletes the cluster {name}', '--name -n --ids', (), (), 'resources', open=False),
        ),
        'pipelines runs tag delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'policy assignment delete': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'policy definition delete': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'policy exemption create': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'postgres db delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'postgres flexible-server backup delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'postgres flexible-server db delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'postgres flexible-server delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'postgres flexible-server firewall-rule create': (
            Row('azure/public', 'exposure', 'opens the database server to the whole internet by the rule {name}', '--name -n --rule-name', (('--end-ip-address=255.255.255.255',),), (), 'resources', open=False),
        ),
        'postgres flexible-server firewall-rule delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'postgres flexible-server restart': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'postgres flexible-server stop': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'postgres flexible-server update': (
            Row('azure/protection-off', 'protection-off', 'takes a protection off {name}', '--name -n', (('--enable-purge-protection=false',), ('--enable-soft-delete=false',), ('--disable-azure-rbac',), ('--disable-defender',), ('--disable-local-accounts=false',), ('--allow-cross-tenant-delegated',)), (), 'resources', open=False),
            Row('azure/public', 'exposure', 'opens {name} to every network', '--name -n', (('--anonymous-pull-enabled=true',), ('--default-action=allow',), ('--public-network-enabled=true',), ('--enable-public-network=true',), ('--public-access=enabled',), ('--public-access=all',), ('--ip-address=0.0.0.0/0',)), (), 'resources', open=False),
        ),
        'postgres server delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'postgres server firewall-rule create': (
            Row('azure/public', 'exposure', 'opens the database server to the whole internet by the rule {name}', '--name -n --rule-name', (('--end-ip-address=255.255.255.255',),), (), 'resources', open=False),
        ),
        'postgres server restart': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'redis delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'redis flush': (
            Row('azure/database-delete', 'data-loss', 'empties the cache {name}', '--name -n', (), (), 'resources', open=True),
        ),
        'redis force-reboot': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'redis import': (
            Row('azure/restore', 'data-loss', 'writes a backup over {name}', '--name -n --webapp-name --item-name', (), (), 'resources', open=True),
        ),
        'redis import-method': (
            Row('azure/restore', 'data-loss', 'writes a backup over {name}', '--name -n --webapp-name --item-name', (), (), 'resources', open=True),
        ),
        'redis regenerate-keys': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'redisenterprise database delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'redisenterprise database flush': (
            Row('azure/database-delete', 'data-loss', 'empties the cache {name}', '--name -n', (), (), 'resources', open=True),
        ),
        'redisenterprise delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'repos pr': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'resource delete': (
            Row('azure/delete', 'service-delete', 'deletes the resource {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'resource lock delete': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'rest': (
            Row('azure/delete', 'service-delete', 'sends a delete to {name}', '--url --uri -u', (('--method=delete',), ('-m=delete',)), (), 'resources', open=False),
            Row('azure/stop', 'availability', 'posts an action to {name}', '--url --uri -u', (('--method=post', '--url=*/delete'), ('--method=post', '--uri=*/deallocate'), ('--method=post', '--url=*/poweroff'), ('--method=post', '--url=*/purge')), (), 'resources', open=False),
        ),
        'restore-point collection delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'restore-point delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'role assignment create': (
            Row('azure/role-widened', 'protection-off', 'gives the far-reaching role {name} away', '--role', (('--role=owner',), ('--role=contributor', '--scope=/subscriptions/*'), ('--role=user*',), ('--role=role*',), ('--role=8e3af657-a8ff-443c-a75c-2fe8c4bcb635',)), (), 'resources', open=False),
        ),
        'role assignment delete': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'role definition delete': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'search service delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'security pricing create': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'self-test': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'sentinel alert-rule delete': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'servicebus georecovery-alias fail-over': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'servicebus namespace authorization-rule keys renew': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'sig delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'sig image-definition delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'sig image-version delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'site-recovery vault delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'snapshot delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'spring app stop': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'sql db audit-policy update': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'sql db delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'sql db failover': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'sql db import': (
            Row('azure/restore', 'data-loss', 'writes a backup over {name}', '--name -n --webapp-name --item-name', (), (), 'resources', open=True),
        ),
        'sql db ltr-backup delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'sql db tde set': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'sql db threat-policy update': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'sql dw delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'sql dw pause': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'sql elastic-pool delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'sql elastic-pool failover': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'sql failover-group set-primary': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'sql mi delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'sql mi failover': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'sql mi stop': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'sql midb delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'sql midb ltr-backup delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'sql server ad-admin delete': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'sql server audit-policy update': (
            Row('azure/protection-off', 'protection-off', 'takes the lock, policy or log {name} away', '--name -n --ids', (), (('--state=enabled',), ('--status=enabled',), ('--tier=standard',)), 'resources', open=False),
        ),
        'sql server delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'sql server firewall-rule create': (
            Row('azure/public', 'exposure', 'opens the database server to the whole internet by the rule {name}', '--name -n --rule-name', (('--end-ip-address=255.255.255.255',),), (), 'resources', open=False),
        ),
        'sql server firewall-rule delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'sql server firewall-rule update': (
            Row('azure/public', 'exposure', 'opens the database server to the whole internet by the rule {name}', '--name -n --rule-name', (('--end-ip-address=255.255.255.255',),), (), 'resources', open=False),
        ),
        'sql server update': (
            Row('azure/protection-off', 'protection-off', 'takes a protection off {name}', '--name -n', (('--enable-purge-protection=false',), ('--enable-soft-delete=false',), ('--disable-azure-rbac',), ('--disable-defender',), ('--disable-local-accounts=false',), ('--allow-cross-tenant-delegated',)), (), 'resources', open=False),
            Row('azure/public', 'exposure', 'opens {name} to every network', '--name -n', (('--anonymous-pull-enabled=true',), ('--default-action=allow',), ('--public-network-enabled=true',), ('--enable-public-network=true',), ('--public-access=enabled',), ('--public-access=all',), ('--ip-address=0.0.0.0/0',)), (), 'resources', open=False),
        ),
        'stack group create': (
            Row('azure/deployment-complete', 'infra-destroy', 'deletes the resources that the stack {name} no longer manages', '--name -n', (('--action-on-unmanage=deleteall',), ('--action-on-unmanage=deleteresources',), ('--delete-all',), ('--delete-resources',)), (), 'resources', open=True),
        ),
        'stack group delete': (
            Row('azure/deployment-complete', 'infra-destroy', 'deletes the resources that the stack {name} no longer manages', '--name -n', (('--action-on-unmanage=deleteall',), ('--action-on-unmanage=deleteresources',), ('--delete-all',), ('--delete-resources',)), (), 'resources', open=True),
        ),
        'stack mg create': (
            Row('azure/deployment-complete', 'infra-destroy', 'deletes the resources that the stack {name} no longer manages', '--name -n', (('--action-on-unmanage=deleteall',), ('--action-on-unmanage=deleteresources',), ('--delete-all',), ('--delete-resources',)), (), 'resources', open=True),
        ),
        'stack mg delete': (
            Row('azure/deployment-complete', 'infra-destroy', 'deletes the resources that the stack {name} no longer manages', '--name -n', (('--action-on-unmanage=deleteall',), ('--action-on-unmanage=deleteresources',), ('--delete-all',), ('--delete-resources',)), (), 'resources', open=True),
        ),
        'stack sub create': (
            Row('azure/deployment-complete', 'infra-destroy', 'deletes the resources that the stack {name} no longer manages', '--name -n', (('--action-on-unmanage=deleteall',), ('--action-on-unmanage=deleteresources',), ('--delete-all',), ('--delete-resources',)), (), 'resources', open=True),
        ),
        'stack sub delete': (
            Row('azure/deployment-complete', 'infra-destroy', 'deletes the resources that the stack {name} no longer manages', '--name -n', (('--action-on-unmanage=deleteall',), ('--action-on-unmanage=deleteresources',), ('--delete-all',), ('--delete-resources',)), (), 'resources', open=True),
        ),
        'storage account blob-service-properties update': (
            Row('azure/protection-off', 'protection-off', 'switches versions or soft delete of {name} off', '--account-name -n', (('--enable-delete-retention=false',), ('--enable-versioning=false',), ('--enable=false',), ('--enable-container-delete-retention=false',), ('--enable-change-feed=false',), ('--enable-restore-policy=false',)), (), 'resources', open=False),
        ),
        'storage account create': (
            Row('azure/public', 'exposure', 'opens the storage {name} to everyone', '--name -n', (('--allow-blob-public-access=true',), ('--public-access=blob',), ('--public-access=container',), ('--default-action=allow',)), (), 'resources', open=False),
        ),
        'storage account delete': (
            Row('azure/storage-delete', 'service-delete', 'deletes the storage {name} and what it holds', '--source -s --name -n --container-name -c --ids --share-name', (), (), 'objects', open=True),
        ),
        'storage account failover': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'storage account file-service-properties update': (
            Row('azure/protection-off', 'protection-off', 'switches versions or soft delete of {name} off', '--account-name -n', (('--enable-delete-retention=false',), ('--enable-versioning=false',), ('--enable=false',), ('--enable-container-delete-retention=false',), ('--enable-change-feed=false',), ('--enable-restore-policy=false',)), (), 'resources', open=False),
        ),
        'storage account keys renew': (
            Row('azure/identity-delete', 'service-delete', 'takes the identity, right or key {name} away', '--ids --id --name -n --assignee', (), (), 'resources', open=False),
        ),
        'storage account management-policy create': (
            Row('azure/protection-off', 'protection-off', 'switches versions or soft delete of {name} off', '--account-name -n', (('--enable-delete-retention=false',), ('--enable-versioning=false',), ('--enable=false',), ('--enable-container-delete-retention=false',), ('--enable-change-feed=false',), ('--enable-restore-policy=false',)), (), 'resources', open=False),
        ),
        'storage account network-rule remove': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'storage account update': (
            Row('azure/public', 'exposure', 'opens the storage {name} to everyone', '--name -n', (('--allow-blob-public-access=true',), ('--public-access=blob',), ('--public-access=container',), ('--default-action=allow',)), (), 'resources', open=False),
        ),
        'storage blob delete': (
            Row('azure/storage-remove', 'service-delete', 'deletes {name}', '--name -n --path -p', (), (), 'objects', open=False),
        ),
        'storage blob delete-batch': (
            Row('azure/storage-delete', 'service-delete', 'deletes the storage {name} and what it holds', '--source -s --name -n --container-name -c --ids --share-name', (), (), 'objects', open=True),
        ),
        'storage blob directory delete': (
            Row('azure/storage-delete', 'service-delete', 'deletes the storage {name} and what it holds', '--source -s --name -n --container-name -c --ids --share-name', (), (), 'objects', open=True),
        ),
        'storage blob service-properties delete-policy update': (
            Row('azure/protection-off', 'protection-off', 'switches versions or soft delete of {name} off', '--account-name -n', (('--enable-delete-retention=false',), ('--enable-versioning=false',), ('--enable=false',), ('--enable-container-delete-retention=false',), ('--enable-change-feed=false',), ('--enable-restore-policy=false',)), (), 'resources', open=False),
        ),
        'storage blob sync': (
            Row('azure/storage-sync-delete', 'service-delete', 'deletes from the container {name} whatever the source lacks', '--container -c', (), (('--delete-destination=false',),), 'objects', open=True),
        ),
        'storage container create': (
            Row('azure/public', 'exposure', 'opens the storage {name} to everyone', '--name -n', (('--allow-blob-public-access=true',), ('--public-access=blob',), ('--public-access=container',), ('--default-action=allow',)), (), 'resources', open=False),
        ),
        'storage container delete': (
            Row('azure/storage-delete', 'service-delete', 'deletes the storage {name} and what it holds', '--source -s --name -n --container-name -c --ids --share-name', (), (), 'objects', open=True),
        ),
        'storage container set-permission': (
            Row('azure/public', 'exposure', 'opens the storage {name} to everyone', '--name -n', (('--allow-blob-public-access=true',), ('--public-access=blob',), ('--public-access=container',), ('--default-action=allow',)), (), 'resources', open=False),
        ),
        'storage container-rm create': (
            Row('azure/public', 'exposure', 'opens the storage {name} to everyone', '--name -n', (('--allow-blob-public-access=true',), ('--public-access=blob',), ('--public-access=container',), ('--default-action=allow',)), (), 'resources', open=False),
        ),
        'storage container-rm delete': (
            Row('azure/storage-delete', 'service-delete', 'deletes the storage {name} and what it holds', '--source -s --name -n --container-name -c --ids --share-name', (), (), 'objects', open=True),
        ),
        'storage container-rm update': (
            Row('azure/public', 'exposure', 'opens the storage {name} to everyone', '--name -n', (('--allow-blob-public-access=true',), ('--public-access=blob',), ('--public-access=container',), ('--default-action=allow',)), (), 'resources', open=False),
        ),
        'storage directory delete': (
            Row('azure/storage-delete', 'service-delete', 'deletes the storage {name} and what it holds', '--source -s --name -n --container-name -c --ids --share-name', (), (), 'objects', open=True),
        ),
        'storage entity delete': (
            Row('azure/storage-remove', 'service-delete', 'deletes {name}', '--name -n --path -p', (), (), 'objects', open=False),
        ),
        'storage file delete': (
            Row('azure/storage-remove', 'service-delete', 'deletes {name}', '--name -n --path -p', (), (), 'objects', open=False),
        ),
        'storage file delete-batch': (
            Row('azure/storage-delete', 'service-delete', 'deletes the storage {name} and what it holds', '--source -s --name -n --container-name -c --ids --share-name', (), (), 'objects', open=True),
        ),
        'storage fs delete': (
            Row('azure/storage-delete', 'service-delete', 'deletes the storage {name} and what it holds', '--source -s --name -n --container-name -c --ids --share-name', (), (), 'objects', open=True),
        ),
        'storage fs directory delete': (
            Row('azure/storage-delete', 'service-delete', 'deletes the storage {name} and what it holds', '--source -s --name -n --container-name -c --ids --share-name', (), (), 'objects', open=True),
        ),
        'storage fs file delete': (
            Row('azure/storage-remove', 'service-delete', 'deletes {name}', '--name -n --path -p', (), (), 'objects', open=False),
        ),
        'storage message clear': (
            Row('azure/storage-delete', 'service-delete', 'deletes the storage {name} and what it holds', '--source -s --name -n --container-name -c --ids --share-name', (), (), 'objects', open=True),
        ),
        'storage message delete': (
            Row('azure/storage-remove', 'service-delete', 'deletes {name}', '--name -n --path -p', (), (), 'objects', open=False),
        ),
        'storage queue delete': (
            Row('azure/storage-delete', 'service-delete', 'deletes the storage {name} and what it holds', '--source -s --name -n --container-name -c --ids --share-name', (), (), 'objects', open=True),
        ),
        'storage remove': (
            Row('azure/storage-delete', 'service-delete', 'deletes the storage {name} and what it holds', '--source -s --name -n --container-name -c --ids --share-name', (), (), 'objects', open=True),
        ),
        'storage share delete': (
            Row('azure/storage-delete', 'service-delete', 'deletes the storage {name} and what it holds', '--source -s --name -n --container-name -c --ids --share-name', (), (), 'objects', open=True),
        ),
        'storage share snapshot delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'storage share-rm delete': (
            Row('azure/storage-delete', 'service-delete', 'deletes the storage {name} and what it holds', '--source -s --name -n --container-name -c --ids --share-name', (), (), 'objects', open=True),
        ),
        'storage table delete': (
            Row('azure/storage-delete', 'service-delete', 'deletes the storage {name} and what it holds', '--source -s --name -n --container-name -c --ids --share-name', (), (), 'objects', open=True),
        ),
        'synapse spark pool stop': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'synapse sql pool delete': (
            Row('azure/database-delete', 'service-delete', 'deletes the database {name}', '--name -n --ids --database-name -d', (), (), 'resources', open=False),
        ),
        'synapse sql pool pause': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'tag': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'ts delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'upgrade': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'vm auto-shutdown': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'vm boot-diagnostics disable': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'vm deallocate': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'vm delete': (
            Row('azure/compute-delete', 'service-delete', 'deletes the machine, disk or container {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'vm disk detach': (
            Row('azure/compute-delete', 'service-delete', 'deletes the machine, disk or container {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'vm generalize': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'vm host delete': (
            Row('azure/compute-delete', 'service-delete', 'deletes the machine, disk or container {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'vm redeploy': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'vm reimage': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'vm restart': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'vm scale-set delete': (
            Row('azure/compute-delete', 'service-delete', 'deletes the machine, disk or container {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'vm simulate-eviction': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'vm stop': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'vm unmanaged-disk detach': (
            Row('azure/compute-delete', 'service-delete', 'deletes the machine, disk or container {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'vmss deallocate': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'vmss delete': (
            Row('azure/compute-delete', 'service-delete', 'deletes the machine, disk or container {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'vmss delete-instances': (
            Row('azure/compute-delete', 'service-delete', 'deletes the machine, disk or container {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'vmss reimage': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'vmss restart': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'vmss scale': (
            Row('azure/scale-to-zero', 'availability', 'scales {name} to zero: it stops', '--name -n', (('--node-count=0',), ('--new-capacity=0',), ('--max-replicas=0',), ('--number-of-workers=0',), ('-c=0',)), (), 'resources', open=False),
        ),
        'vmss stop': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'webapp config backup delete': (
            Row('azure/backup-delete', 'backup-delete', 'deletes the backup {name}, or ends it', '--ids --name -n --item-name', (), (), 'resources', open=False),
        ),
        'webapp config backup restore': (
            Row('azure/restore', 'data-loss', 'writes a backup over {name}', '--name -n --webapp-name --item-name', (), (), 'resources', open=True),
        ),
        'webapp config hostname delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'webapp config snapshot restore': (
            Row('azure/restore', 'data-loss', 'writes a backup over {name}', '--name -n --webapp-name --item-name', (), (), 'resources', open=True),
        ),
        'webapp config ssl delete': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'webapp deployment slot swap': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'webapp restart': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'webapp restore': (
            Row('azure/restore', 'data-loss', 'writes a backup over {name}', '--name -n --webapp-name --item-name', (), (), 'resources', open=True),
        ),
        'webapp stop': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'webapp traffic-routing clear': (
            Row('azure/stop', 'availability', 'stops, restarts or swaps {name}', '--ids --name -n', (), (), 'resources', open=False),
        ),
        'webapp vnet-integration remove': (
            Row('azure/network-delete', 'availability', 'takes the part {name} of the network away', '--ids --name -n', (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('remove-record',), 4, 6, 'azure/dns', 'availability', 'takes a DNS record away'),
            Verb(('delete', 'purge', 'delete-batch', 'destroy', 'delete-instances', 'delete-hsm', 'bulk-delete', 'clear-all', 'undeploy', 'cancel-subscription', 'force-delete', 'delete-policy'), 2, 6, 'azure/delete', 'service-delete', 'deletes a resource'),
            Verb(('stop', 'deallocate', 'restart', 'failover', 'force-reboot', 'reimage', 'swap', 'suspend', 'pause', 'deactivate', 'power-off', 'disable-static-website'), 2, 6, 'azure/stop', 'availability', 'stops or restarts a service'),
    ),
    hands={
        'aks command invoke': (
            Hand('shell', '--command -c', '', away=True, given=(), unless=()),
        ),
        'container exec': (
            Hand('shell', '--exec-command', '', away=True, given=(), unless=()),
        ),
        'containerapp exec': (
            Hand('shell', '--command -c', '', away=True, given=(), unless=()),
        ),
        'mysql flexible-server execute': (
            Hand('sql', '--querytext -q', '', away=False, given=(), unless=()),
            Hand('sql', '@--file-path -f', '', away=False, given=(), unless=()),
        ),
        'postgres flexible-server execute': (
            Hand('sql', '--querytext -q', '', away=False, given=(), unless=()),
            Hand('sql', '@--file-path -f', '', away=False, given=(), unless=()),
        ),
        'ssh arc': (
            Hand('shell', 1, '', away=True, given=(), unless=()),
        ),
        'ssh vm': (
            Hand('shell', 1, '', away=True, given=(), unless=()),
        ),
        'vm run-command create': (
            Hand('shell', '--scripts --script', '', away=True, given=(), unless=()),
        ),
        'vm run-command invoke': (
            Hand('shell', '--scripts --script', '', away=True, given=(), unless=()),
            Hand('shell', 1, '', away=True, given=(), unless=()),
        ),
        'vmss run-command create': (
            Hand('shell', '--scripts --script', '', away=True, given=(), unless=()),
        ),
        'vmss run-command invoke': (
            Hand('shell', '--scripts --script', '', away=True, given=(), unless=()),
            Hand('shell', 1, '', away=True, given=(), unless=()),
        ),
    },
)
_P1 = Program(
    kind='cloud',
    provider='azure',
    flags='--recursive --dry-run --force-if-read-only --put-md5 --mirror-mode --trusted-microsoft-suffixes --from-to-all',
    valued=('--delete-destination --include-pattern --exclude-pattern --include-path --exclude-path --include-regex '
     '--exclude-regex --log-level --output-type --cap-mbps --list-of-files --list-of-versions --from-to '
     '--delete-snapshots --include-after --permanent-delete --compare-hash'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={},
    facets=(),
    rows={
        'jobs clean': (
            Row('azure/storage-remove', 'bounded-write', 'deletes records of old jobs', 1, (), (), 'resources', open=False),
        ),
        'remove': (
            Row('azure/storage-delete', 'service-delete', 'deletes {name}', 1, (), (), 'objects', open=True),
        ),
        'rm': (
            Row('azure/storage-delete', 'service-delete', 'deletes {name}', 1, (), (), 'objects', open=True),
        ),
        'sync': (
            Row('azure/storage-sync-delete', 'service-delete', 'deletes from the destination whatever the source lacks ({name})', 1, (('--delete-destination',), ('--mirror-mode',)), (('--delete-destination=false',), ('--delete-destination=prompt',)), 'objects', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'az': _P0,
    'az.cmd': _P0,
    'azcopy': _P1,
    'azcopy.exe': _P1,
}
