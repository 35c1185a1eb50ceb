"""Generated from tables/gcloud.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='cloud',
    provider='gcp',
    flags=('--quiet -q --async --no-async --all --recursive -r -R --force --no-user-output-enabled --log-http '
     '--all-versions --all-collections --delete-tags --force-delete-tags --dry-run'),
    valued=('--add-acl-grant --canned-acl --delete-protection --logging --predefined-acl --predefined-default-object-acl '
     '--retention-days --scaling --security-policy --soft-delete-duration --account --billing-project '
     '--configuration --flags-file --flatten --format --impersonate-service-account --project --trace-token '
     '--verbosity --access-token-file --zone --zones --region --regions --location --locations --cluster '
     '--instance --database --database-id --collection-ids --namespace-ids --keyring --key --secret --topic '
     '--filter --limit --sort-by --page-size --uri --service --member --role --condition --policy --policies '
     '--size --num-nodes --node-pool --activation-policy --network --description --command --ssh-flag '
     '--ssh-key-file --strict-host-key-checking --container --internal-ip --worker --sql --ddl --ddl-file --folder '
     '--organization --billing-account --iam-account --managed-by --name --type --ttl --rrdatas --backend '
     '--instance-group --network-endpoint-group --instance-group-zone --instance-group-region --instances '
     '--destination-ranges --source-ranges --rules --allow --deny --action --direction --priority --target-tags '
     '--to-revisions --to-tags --update-tags --splits --version --package --repository --package-name --dest-zone '
     '--dest-region --keep-disks --delete-disks --metadata-from-file --metadata --keys --authorized-networks '
     '--time --snapshot --backup-id --backup --table --app-profile --async-queue --queue --bucket --log-filter '
     '--max-instances --min-instances --source --stage --image --path --host --max-surge --retention-period '
     '--deletion-protection --entry --state --expression'),
    optional='',
    style='gnu',
    abbreviate=True,
    skip='alpha beta preview',
    dry='--help --dry-run',
    alias={},
    facets=(('project', ('--project',), 'CLOUDSDK_CORE_PROJECT'),
     ('account', ('--account', '--impersonate-service-account'), 'CLOUDSDK_CORE_ACCOUNT'),
     ('profile', ('--configuration',), 'CLOUDSDK_ACTIVE_CONFIG_NAME'),
     ('region', ('--region', '--location', '--zone'), 'CLOUDSDK_COMPUTE_REGION')),
    rows={
        'access-context-manager perimeters delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'access-context-manager policies delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'ai operations cancel': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'alloydb backups delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'alloydb clusters delete': (
            Row('gcloud/database-delete', 'service-delete', 'deletes the database {name}', 1, (), (), 'resources', open=False),
        ),
        'alloydb instances delete': (
            Row('gcloud/database-delete', 'service-delete', 'deletes the database {name}', 1, (), (), 'resources', open=False),
        ),
        'alloydb instances failover': (
            Row('gcloud/stop', 'availability', 'interrupts the database {name}', 1, (), (), 'resources', open=False),
        ),
        'alloydb instances restart': (
            Row('gcloud/stop', 'availability', 'interrupts the database {name}', 1, (), (), 'resources', open=False),
        ),
        'alpha resource-manager liens delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'anthos config controller delete': (
            Row('gcloud/deployment-delete', 'infra-destroy', 'deletes the deployment {name} and everything it made', 1, (), (), 'resources', open=True),
        ),
        'api-gateway gateways delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'app domain-mappings delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'app firewall-rules delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'app instances delete': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'app services set-traffic': (
            Row('gcloud/traffic', 'availability', 'moves the traffic of {name}', 1, (), (), 'resources', open=False),
        ),
        'app ssl-certificates delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'app versions migrate': (
            Row('gcloud/scale-to-zero', 'availability', 'scales {name} to zero: it stops', 1, (('--size=0',), ('--num-nodes=0',), ('--max-instances=0',), ('--scaling=0',)), (), 'resources', open=False),
        ),
        'app versions stop': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'artifacts docker images delete': (
            Row('gcloud/artifact-delete', 'service-delete', 'deletes the images or packages {name}', 1, (), (), 'resources', open=False),
        ),
        'artifacts files delete': (
            Row('gcloud/artifact-delete', 'service-delete', 'deletes the images or packages {name}', 1, (), (), 'resources', open=False),
        ),
        'artifacts generic delete': (
            Row('gcloud/artifact-delete', 'service-delete', 'deletes the images or packages {name}', 1, (), (), 'resources', open=False),
        ),
        'artifacts packages delete': (
            Row('gcloud/artifact-delete', 'service-delete', 'deletes the images or packages {name}', 1, (), (), 'resources', open=False),
        ),
        'artifacts repositories add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'artifacts repositories delete': (
            Row('gcloud/artifact-delete', 'service-delete', 'deletes the images or packages {name}', 1, (), (), 'resources', open=False),
        ),
        'artifacts versions delete': (
            Row('gcloud/artifact-delete', 'service-delete', 'deletes the images or packages {name}', 1, (), (), 'resources', open=False),
        ),
        'auth': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'backup-dr backup-plan-associations delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'backup-dr backup-plans delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'backup-dr backup-vaults delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'backup-dr backups delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'bigtable backups delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'bigtable clusters delete': (
            Row('gcloud/database-delete', 'service-delete', 'deletes the database {name}', 1, (), (), 'resources', open=False),
        ),
        'bigtable instances add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'bigtable instances delete': (
            Row('gcloud/database-delete', 'service-delete', 'deletes the database {name}', 1, (), (), 'resources', open=False),
        ),
        'bigtable instances tables delete': (
            Row('gcloud/database-delete', 'service-delete', 'deletes the database {name}', 1, (), (), 'resources', open=False),
        ),
        'bigtable tables delete': (
            Row('gcloud/database-delete', 'service-delete', 'deletes the database {name}', 1, (), (), 'resources', open=False),
        ),
        'bigtable tables update': (
            Row('gcloud/protection-off', 'protection-off', 'switches the deletion protection of {name} off', 1, (('--no-deletion-protection',), ('--deletion-protection=false',), ('--no-enable-drop-protection',), ('--no-delete-protection',), ('--delete-protection=false',)), (), 'resources', open=False),
        ),
        'billing budgets delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'billing projects unlink': (
            Row('gcloud/project-delete', 'availability', 'takes the billing account off {name}: its services stop', 1, (), (), 'resources', open=False),
        ),
        'builds cancel': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'certificate-manager certificates delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'certificate-manager maps delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'cheat-sheet': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'cloud-shell': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'components': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'composer environments delete': (
            Row('gcloud/cluster-delete', 'service-delete', 'deletes the cluster or nodes {name}', 1, (), (), 'resources', open=False),
        ),
        'compute addresses delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute backend-buckets delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute backend-services delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute backend-services remove-backend': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute backend-services update': (
            Row('gcloud/protection-off', 'protection-off', 'takes a protection off {name}', 1, (('--disabled',), ('--no-enable-master-authorized-networks',), ('--no-enable-binauthz',), ('--no-enable-shielded-nodes',), ('--no-enable-network-policy',), ('--security-policy=',), ('--no-enable-flow-logs',), ('--logging=none',), ('--retention-days=1',)), (), 'resources', open=False),
        ),
        'compute commitments': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'compute config-ssh': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'compute disks add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'compute disks delete': (
            Row('gcloud/compute-delete', 'service-delete', 'deletes the machine or disk {name}', 1, (), (), 'resources', open=False),
        ),
        'compute disks remove-resource-policies': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'compute firewall-rules create': (
            Row('gcloud/public', 'exposure', 'opens machines to the whole internet by the rule {name}', 1, (('--source-ranges=0.0.0.0/0*', '--allow=all*'), ('--source-ranges=0.0.0.0/0*', '--allow=tcp'), ('--source-ranges=0.0.0.0/0*', '--rules=all*'), ('--source-ranges=0.0.0.0/0*', '--allow=tcp:22*'), ('--source-ranges=0.0.0.0/0*', '--rules=tcp:22*'), ('--source-ranges=0.0.0.0/0*', '--allow=tcp:3389*'), ('--source-ranges=0.0.0.0/0*', '--rules=tcp:3389*')), (), 'resources', open=False),
        ),
        'compute firewall-rules delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute firewall-rules update': (
            Row('gcloud/public', 'exposure', 'opens machines to the whole internet by the rule {name}', 1, (('--source-ranges=0.0.0.0/0*', '--allow=all*'), ('--source-ranges=0.0.0.0/0*', '--allow=tcp'), ('--source-ranges=0.0.0.0/0*', '--rules=all*'), ('--source-ranges=0.0.0.0/0*', '--allow=tcp:22*'), ('--source-ranges=0.0.0.0/0*', '--rules=tcp:22*'), ('--source-ranges=0.0.0.0/0*', '--allow=tcp:3389*'), ('--source-ranges=0.0.0.0/0*', '--rules=tcp:3389*')), (), 'resources', open=False),
            Row('gcloud/network-delete', 'availability', 'disables the firewall rule {name}', 1, (('--disabled',),), (), 'resources', open=False),
        ),
        'compute forwarding-rules delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute health-checks delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute images add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'compute images delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instance-groups managed abandon-instances': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instance-groups managed delete': (
            Row('gcloud/compute-delete', 'service-delete', 'deletes the machine or disk {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instance-groups managed delete-instances': (
            Row('gcloud/compute-delete', 'service-delete', 'deletes the machine or disk {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instance-groups managed recreate-instances': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instance-groups managed resize': (
            Row('gcloud/scale-to-zero', 'availability', 'scales {name} to zero: it stops', 1, (('--size=0',), ('--num-nodes=0',), ('--max-instances=0',), ('--scaling=0',)), (), 'resources', open=False),
        ),
        'compute instance-groups managed rolling-action replace': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instance-groups managed rolling-action restart': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instance-groups managed rolling-action stop-proactive-update': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instance-groups managed stop-autoscaling': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instance-groups managed stop-instances': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instance-groups managed suspend-instances': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instance-templates delete': (
            Row('gcloud/compute-delete', 'service-delete', 'deletes the machine or disk {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instances add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'compute instances delete': (
            Row('gcloud/compute-delete', 'service-delete', 'deletes the machine or disk {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instances delete-access-config': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute instances detach-disk': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instances reset': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instances stop': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instances suspend': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'compute instances update': (
            Row('gcloud/protection-off', 'protection-off', 'switches the deletion protection of {name} off', 1, (('--no-deletion-protection',), ('--deletion-protection=false',), ('--no-enable-drop-protection',), ('--no-delete-protection',), ('--delete-protection=false',)), (), 'resources', open=False),
        ),
        'compute instant-snapshots delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'compute interconnects attachments delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute interconnects delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute machine-images delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'compute network-endpoint-groups delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute network-endpoint-groups update': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute networks delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute networks peerings delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute networks subnets delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute networks subnets update': (
            Row('gcloud/protection-off', 'protection-off', 'takes a protection off {name}', 1, (('--disabled',), ('--no-enable-master-authorized-networks',), ('--no-enable-binauthz',), ('--no-enable-shielded-nodes',), ('--no-enable-network-policy',), ('--security-policy=',), ('--no-enable-flow-logs',), ('--logging=none',), ('--retention-days=1',)), (), 'resources', open=False),
        ),
        'compute networks vpc-access connectors delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute operations delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'compute os-login ssh-keys remove': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'compute reset-windows-password': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'compute resource-policies delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'compute routers delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute routers nats delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute routers remove-bgp-peer': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute routers remove-interface': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute routes delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute security-policies delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'compute security-policies rules delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'compute snapshots add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'compute snapshots delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'compute ssl-certificates delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute target-http-proxies delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute target-https-proxies delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute target-pools delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute target-pools remove-instances': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute tpus tpu-vm delete': (
            Row('gcloud/compute-delete', 'service-delete', 'deletes the machine or disk {name}', 1, (), (), 'resources', open=False),
        ),
        'compute tpus tpu-vm stop': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'compute url-maps delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute url-maps import': (
            Row('gcloud/traffic', 'availability', 'moves the traffic of {name}', 1, (), (), 'resources', open=False),
        ),
        'compute url-maps invalidate-cdn-cache': (
            Row('gcloud/traffic', 'availability', 'moves the traffic of {name}', 1, (), (), 'resources', open=False),
        ),
        'compute url-maps remove-host-rule': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute url-maps remove-path-matcher': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute vpn-gateways delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'compute vpn-tunnels delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'config': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'config-controller delete': (
            Row('gcloud/deployment-delete', 'infra-destroy', 'deletes the deployment {name} and everything it made', 1, (), (), 'resources', open=True),
        ),
        'container attached clusters delete': (
            Row('gcloud/cluster-delete', 'service-delete', 'deletes the cluster or nodes {name}', 1, (), (), 'resources', open=False),
        ),
        'container backup-restore backup-plans delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'container backup-restore backups delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'container clusters delete': (
            Row('gcloud/cluster-delete', 'service-delete', 'deletes the cluster or nodes {name}', 1, (), (), 'resources', open=False),
        ),
        'container clusters resize': (
            Row('gcloud/scale-to-zero', 'availability', 'scales {name} to zero: it stops', 1, (('--size=0',), ('--num-nodes=0',), ('--max-instances=0',), ('--scaling=0',)), (), 'resources', open=False),
        ),
        'container clusters update': (
            Row('gcloud/protection-off', 'protection-off', 'takes a protection off {name}', 1, (('--disabled',), ('--no-enable-master-authorized-networks',), ('--no-enable-binauthz',), ('--no-enable-shielded-nodes',), ('--no-enable-network-policy',), ('--security-policy=',), ('--no-enable-flow-logs',), ('--logging=none',), ('--retention-days=1',)), (), 'resources', open=False),
        ),
        'container fleet memberships delete': (
            Row('gcloud/cluster-delete', 'service-delete', 'deletes the cluster or nodes {name}', 1, (), (), 'resources', open=False),
        ),
        'container fleet memberships unregister': (
            Row('gcloud/cluster-delete', 'service-delete', 'deletes the cluster or nodes {name}', 1, (), (), 'resources', open=False),
        ),
        'container hub memberships delete': (
            Row('gcloud/cluster-delete', 'service-delete', 'deletes the cluster or nodes {name}', 1, (), (), 'resources', open=False),
        ),
        'container images delete': (
            Row('gcloud/artifact-delete', 'service-delete', 'deletes the images or packages {name}', 1, (), (), 'resources', open=False),
        ),
        'container node-pools delete': (
            Row('gcloud/cluster-delete', 'service-delete', 'deletes the cluster or nodes {name}', 1, (), (), 'resources', open=False),
        ),
        'data-fusion instances restart': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'dataflow jobs cancel': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'dataflow jobs drain': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'dataproc clusters delete': (
            Row('gcloud/cluster-delete', 'service-delete', 'deletes the cluster or nodes {name}', 1, (), (), 'resources', open=False),
        ),
        'dataproc clusters stop': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'datastore databases delete': (
            Row('gcloud/database-delete', 'service-delete', 'deletes the database {name}', 1, (), (), 'resources', open=False),
        ),
        'datastore import': (
            Row('gcloud/restore', 'data-loss', 'writes a backup or an export over the data of {name}', 1, (), (), 'resources', open=True),
        ),
        'deploy rollouts cancel': (
            Row('gcloud/traffic', 'availability', 'moves the traffic of {name}', 1, (), (), 'resources', open=False),
        ),
        'deploy targets rollback': (
            Row('gcloud/traffic', 'availability', 'moves the traffic of {name}', 1, (), (), 'resources', open=False),
        ),
        'deployment-manager deployments delete': (
            Row('gcloud/deployment-delete', 'infra-destroy', 'deletes the deployment {name} and everything it made', 1, (), (), 'resources', open=True),
        ),
        'deployment-manager deployments update': (
            Row('gcloud/deployment-apply', 'infra-apply', 'applies a configuration to the deployment {name}; what it no longer names is deleted', 1, (), (('--preview',),), 'resources', open=True),
        ),
        'dns managed-zones delete': (
            Row('gcloud/dns', 'availability', 'takes away or changes the DNS names {name}', 1, (), (), 'resources', open=False),
        ),
        'dns policies delete': (
            Row('gcloud/dns', 'availability', 'takes away or changes the DNS names {name}', 1, (), (), 'resources', open=False),
        ),
        'dns record-sets delete': (
            Row('gcloud/dns', 'availability', 'takes away or changes the DNS names {name}', 1, (), (), 'resources', open=False),
        ),
        'dns record-sets import': (
            Row('gcloud/dns', 'availability', 'replaces every DNS record of the zone by those of {name}', 1, (('--delete-all-existing',), ('--replace-origin-ns',)), (), 'records', open=True),
        ),
        'dns record-sets transaction remove': (
            Row('gcloud/dns', 'availability', 'takes away or changes the DNS names {name}', 1, (), (), 'resources', open=False),
        ),
        'dns record-sets update': (
            Row('gcloud/dns', 'availability', 'takes away or changes the DNS names {name}', 1, (), (), 'resources', open=False),
        ),
        'dns response-policies delete': (
            Row('gcloud/dns', 'availability', 'takes away or changes the DNS names {name}', 1, (), (), 'resources', open=False),
        ),
        'docker': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'domains registrations delete': (
            Row('gcloud/dns', 'availability', 'takes away or changes the DNS names {name}', 1, (), (), 'resources', open=False),
        ),
        'domains registrations export': (
            Row('gcloud/dns', 'availability', 'takes away or changes the DNS names {name}', 1, (), (), 'resources', open=False),
        ),
        'emulators': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'endpoints services delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'eventarc triggers delete': (
            Row('gcloud/messages-delete', 'service-delete', 'loses the messages of {name}', 1, (), (), 'resources', open=False),
        ),
        'feedback': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'filestore backups delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'filestore instances delete': (
            Row('gcloud/compute-delete', 'service-delete', 'deletes the machine or disk {name}', 1, (), (), 'resources', open=False),
        ),
        'filestore instances restore': (
            Row('gcloud/restore', 'data-loss', 'writes a backup or an export over the data of {name}', 1, (), (), 'resources', open=True),
        ),
        'filestore instances revert': (
            Row('gcloud/restore', 'data-loss', 'writes a backup or an export over the data of {name}', 1, (), (), 'resources', open=True),
        ),
        'filestore instances snapshots delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'filestore instances update': (
            Row('gcloud/protection-off', 'protection-off', 'switches the deletion protection of {name} off', 1, (('--no-deletion-protection',), ('--deletion-protection=false',), ('--no-enable-drop-protection',), ('--no-delete-protection',), ('--delete-protection=false',)), (), 'resources', open=False),
        ),
        'filestore snapshots delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'firestore backups delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'firestore backups schedules delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'firestore bulk-delete': (
            Row('gcloud/database-delete', 'data-loss', 'deletes every document of whole collections', '--collection-ids', (), (), 'resources', open=True),
        ),
        'firestore databases delete': (
            Row('gcloud/database-delete', 'service-delete', 'deletes the database {name}', 1, (), (), 'resources', open=False),
        ),
        'firestore databases update': (
            Row('gcloud/protection-off', 'protection-off', 'switches the deletion protection of {name} off', 1, (('--no-deletion-protection',), ('--deletion-protection=false',), ('--no-enable-drop-protection',), ('--no-delete-protection',), ('--delete-protection=false',)), (), 'resources', open=False),
        ),
        'firestore import': (
            Row('gcloud/restore', 'data-loss', 'writes a backup or an export over the data of {name}', 1, (), (), 'resources', open=True),
        ),
        'functions add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'functions add-invoker-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'functions event-types disable': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'help': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'iam roles delete': (
            Row('gcloud/iam-delete', 'service-delete', 'deletes the identity, key or role {name}', 1, (), (), 'resources', open=False),
        ),
        'iam service-accounts add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'iam service-accounts delete': (
            Row('gcloud/iam-delete', 'service-delete', 'deletes the identity, key or role {name}', 1, (), (), 'resources', open=False),
        ),
        'iam service-accounts disable': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'iam service-accounts keys delete': (
            Row('gcloud/iam-delete', 'service-delete', 'deletes the identity, key or role {name}', 1, (), (), 'resources', open=False),
        ),
        'iam service-accounts keys disable': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'iam workforce-pools delete': (
            Row('gcloud/iam-delete', 'service-delete', 'deletes the identity, key or role {name}', 1, (), (), 'resources', open=False),
        ),
        'iam workload-identity-pools delete': (
            Row('gcloud/iam-delete', 'service-delete', 'deletes the identity, key or role {name}', 1, (), (), 'resources', open=False),
        ),
        'iam workload-identity-pools providers delete': (
            Row('gcloud/iam-delete', 'service-delete', 'deletes the identity, key or role {name}', 1, (), (), 'resources', open=False),
        ),
        'iap oauth-clients delete': (
            Row('gcloud/iam-delete', 'service-delete', 'deletes the identity, key or role {name}', 1, (), (), 'resources', open=False),
        ),
        'identity groups delete': (
            Row('gcloud/iam-delete', 'service-delete', 'deletes the identity, key or role {name}', 1, (), (), 'resources', open=False),
        ),
        'identity groups memberships delete': (
            Row('gcloud/iam-delete', 'service-delete', 'deletes the identity, key or role {name}', 1, (), (), 'resources', open=False),
        ),
        'info': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'infra-manager deployments apply': (
            Row('gcloud/deployment-apply', 'infra-apply', 'applies a configuration to the deployment {name}; what it no longer names is deleted', 1, (), (('--preview',),), 'resources', open=True),
        ),
        'infra-manager deployments delete': (
            Row('gcloud/deployment-delete', 'infra-destroy', 'deletes the deployment {name} and everything it made', 1, (), (), 'resources', open=True),
        ),
        'kms import-jobs delete': (
            Row('gcloud/key-destroy', 'service-delete', 'destroys the key {name}: what it encrypts cannot be read again', 1, (), (), 'resources', open=False),
        ),
        'kms keyrings add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'kms keys add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'kms keys delete': (
            Row('gcloud/key-destroy', 'service-delete', 'destroys the key {name}: what it encrypts cannot be read again', 1, (), (), 'resources', open=False),
        ),
        'kms keys versions delete': (
            Row('gcloud/key-destroy', 'service-delete', 'destroys the key {name}: what it encrypts cannot be read again', 1, (), (), 'resources', open=False),
        ),
        'kms keys versions destroy': (
            Row('gcloud/key-destroy', 'service-delete', 'destroys the key {name}: what it encrypts cannot be read again', 1, (), (), 'resources', open=False),
        ),
        'kms keys versions disable': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'logging buckets delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'logging buckets update': (
            Row('gcloud/protection-off', 'protection-off', 'takes a protection off {name}', 1, (('--disabled',), ('--no-enable-master-authorized-networks',), ('--no-enable-binauthz',), ('--no-enable-shielded-nodes',), ('--no-enable-network-policy',), ('--security-policy=',), ('--no-enable-flow-logs',), ('--logging=none',), ('--retention-days=1',)), (), 'resources', open=False),
        ),
        'logging logs delete': (
            Row('gcloud/delete', 'service-delete', 'deletes the log {name}', 1, (), (), 'resources', open=False),
        ),
        'logging metrics delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'logging sinks delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'logging sinks update': (
            Row('gcloud/protection-off', 'protection-off', 'takes a protection off {name}', 1, (('--disabled',), ('--no-enable-master-authorized-networks',), ('--no-enable-binauthz',), ('--no-enable-shielded-nodes',), ('--no-enable-network-policy',), ('--security-policy=',), ('--no-enable-flow-logs',), ('--logging=none',), ('--retention-days=1',)), (), 'resources', open=False),
        ),
        'memcache instances delete': (
            Row('gcloud/database-delete', 'service-delete', 'deletes the database {name}', 1, (), (), 'resources', open=False),
        ),
        'monitoring dashboards delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'monitoring policies delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'monitoring uptime delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'netapp backup-vaults backups delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'netapp backup-vaults delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'netapp volumes delete': (
            Row('gcloud/compute-delete', 'service-delete', 'deletes the machine or disk {name}', 1, (), (), 'resources', open=False),
        ),
        'netapp volumes snapshots delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'network-security authorization-policies delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'notebooks instances stop': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'org-policies delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'organizations add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
            Row('gcloud/iam-widened', 'protection-off', 'gives an identity far-reaching rights on {name}', 1, (('--role=roles/owner',), ('--role=roles/editor',), ('--role=roles/iam.securityadmin',), ('--role=roles/resourcemanager.organizationadmin',), ('--role=roles/resourcemanager.projectiamadmin',), ('--role=roles/iam.serviceaccounttokencreator',), ('--role=roles/iam.serviceaccountkeyadmin',), ('--role=roles/iam.organizationroleadmin',)), (), 'resources', open=False),
        ),
        'parametermanager parameters delete': (
            Row('gcloud/secret-delete', 'service-delete', 'deletes the secret {name}', 1, (), (), 'resources', open=False),
        ),
        'privateca certificates revoke': (
            Row('gcloud/key-destroy', 'service-delete', 'destroys the key {name}: what it encrypts cannot be read again', 1, (), (), 'resources', open=False),
        ),
        'privateca pools delete': (
            Row('gcloud/key-destroy', 'service-delete', 'destroys the key {name}: what it encrypts cannot be read again', 1, (), (), 'resources', open=False),
        ),
        'privateca roots delete': (
            Row('gcloud/key-destroy', 'service-delete', 'destroys the key {name}: what it encrypts cannot be read again', 1, (), (), 'resources', open=False),
        ),
        'privateca subordinates delete': (
            Row('gcloud/key-destroy', 'service-delete', 'destroys the key {name}: what it encrypts cannot be read again', 1, (), (), 'resources', open=False),
        ),
        'projects add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
            Row('gcloud/iam-widened', 'protection-off', 'gives an identity far-reaching rights on {name}', 1, (('--role=roles/owner',), ('--role=roles/editor',), ('--role=roles/iam.securityadmin',), ('--role=roles/resourcemanager.organizationadmin',), ('--role=roles/resourcemanager.projectiamadmin',), ('--role=roles/iam.serviceaccounttokencreator',), ('--role=roles/iam.serviceaccountkeyadmin',), ('--role=roles/iam.organizationroleadmin',)), (), 'resources', open=False),
        ),
        'projects delete': (
            Row('gcloud/project-delete', 'service-delete', 'deletes the project or folder {name} with everything in it', 1, (), (), 'resources', open=True),
        ),
        'pubsub lite-topics delete': (
            Row('gcloud/messages-delete', 'service-delete', 'loses the messages of {name}', 1, (), (), 'resources', open=False),
        ),
        'pubsub schemas delete': (
            Row('gcloud/messages-delete', 'service-delete', 'loses the messages of {name}', 1, (), (), 'resources', open=False),
        ),
        'pubsub snapshots delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'pubsub subscriptions add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'pubsub subscriptions delete': (
            Row('gcloud/messages-delete', 'service-delete', 'loses the messages of {name}', 1, (), (), 'resources', open=False),
        ),
        'pubsub subscriptions seek': (
            Row('gcloud/messages-delete', 'service-delete', 'loses the messages of {name}', 1, (), (), 'resources', open=False),
        ),
        'pubsub topics add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'pubsub topics delete': (
            Row('gcloud/messages-delete', 'service-delete', 'loses the messages of {name}', 1, (), (), 'resources', open=False),
        ),
        'recaptcha keys delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'redis backups delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'redis clusters delete': (
            Row('gcloud/database-delete', 'service-delete', 'deletes the database {name}', 1, (), (), 'resources', open=False),
        ),
        'redis clusters update': (
            Row('gcloud/protection-off', 'protection-off', 'switches the deletion protection of {name} off', 1, (('--no-deletion-protection',), ('--deletion-protection=false',), ('--no-enable-drop-protection',), ('--no-delete-protection',), ('--delete-protection=false',)), (), 'resources', open=False),
        ),
        'redis instances delete': (
            Row('gcloud/database-delete', 'service-delete', 'deletes the database {name}', 1, (), (), 'resources', open=False),
        ),
        'redis instances failover': (
            Row('gcloud/stop', 'availability', 'interrupts the database {name}', 1, (), (), 'resources', open=False),
        ),
        'redis instances import': (
            Row('gcloud/restore', 'data-loss', 'writes a backup or an export over the data of {name}', 1, (), (), 'resources', open=True),
        ),
        'resource-manager folders add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
            Row('gcloud/iam-widened', 'protection-off', 'gives an identity far-reaching rights on {name}', 1, (('--role=roles/owner',), ('--role=roles/editor',), ('--role=roles/iam.securityadmin',), ('--role=roles/resourcemanager.organizationadmin',), ('--role=roles/resourcemanager.projectiamadmin',), ('--role=roles/iam.serviceaccounttokencreator',), ('--role=roles/iam.serviceaccountkeyadmin',), ('--role=roles/iam.organizationroleadmin',)), (), 'resources', open=False),
        ),
        'resource-manager folders delete': (
            Row('gcloud/project-delete', 'service-delete', 'deletes the project or folder {name} with everything in it', 1, (), (), 'resources', open=True),
        ),
        'resource-manager liens delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'resource-manager org-policies delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'resource-manager org-policies disable-enforce': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'resource-manager tags bindings delete': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'run domain-mappings delete': (
            Row('gcloud/network-delete', 'availability', 'takes the part {name} of the network away', 1, (), (('--add-endpoint',),), 'resources', open=False),
        ),
        'run jobs executions cancel': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'run services add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'run services update': (
            Row('gcloud/protection-off', 'protection-off', 'switches the deletion protection of {name} off', 1, (('--no-deletion-protection',), ('--deletion-protection=false',), ('--no-enable-drop-protection',), ('--no-delete-protection',), ('--delete-protection=false',)), (), 'resources', open=False),
            Row('gcloud/scale-to-zero', 'availability', 'scales {name} to zero: it stops', 1, (('--size=0',), ('--num-nodes=0',), ('--max-instances=0',), ('--scaling=0',)), (), 'resources', open=False),
        ),
        'run services update-traffic': (
            Row('gcloud/traffic', 'availability', 'moves the traffic of {name}', 1, (), (), 'resources', open=False),
        ),
        'scc findings': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'scc notifications delete': (
            Row('gcloud/protection-off', 'protection-off', 'takes the protection or watch {name} off', 1, (), (), 'resources', open=False),
        ),
        'scheduler jobs pause': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'secrets add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'secrets delete': (
            Row('gcloud/secret-delete', 'service-delete', 'deletes the secret {name}', 1, (), (), 'resources', open=False),
        ),
        'secrets versions destroy': (
            Row('gcloud/secret-delete', 'service-delete', 'deletes the secret {name}', 1, (), (), 'resources', open=False),
        ),
        'secrets versions disable': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'services disable': (
            Row('gcloud/stop', 'availability', 'disables the service {name} for the project; with --force all that depends on it', 1, (), (), 'resources', open=False),
        ),
        'spanner backup-schedules delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'spanner backups delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'spanner databases add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'spanner databases delete': (
            Row('gcloud/database-delete', 'service-delete', 'deletes the database {name}', 1, (), (), 'resources', open=False),
        ),
        'spanner databases update': (
            Row('gcloud/protection-off', 'protection-off', 'switches the deletion protection of {name} off', 1, (('--no-deletion-protection',), ('--deletion-protection=false',), ('--no-enable-drop-protection',), ('--no-delete-protection',), ('--delete-protection=false',)), (), 'resources', open=False),
        ),
        'spanner instances add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'spanner instances delete': (
            Row('gcloud/database-delete', 'service-delete', 'deletes the database {name}', 1, (), (), 'resources', open=False),
        ),
        'spanner operations cancel': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'sql backups delete': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'sql backups restore': (
            Row('gcloud/restore', 'data-loss', 'writes a backup or an export over the data of {name}', 1, (), (), 'resources', open=True),
        ),
        'sql databases delete': (
            Row('gcloud/database-delete', 'service-delete', 'deletes the database {name}', 1, (), (), 'resources', open=False),
        ),
        'sql export cancel': (
            Row('gcloud/backup-delete', 'backup-delete', 'deletes the backup {name}', 1, (), (), 'resources', open=False),
        ),
        'sql import bak': (
            Row('gcloud/restore', 'data-loss', 'writes a backup or an export over the data of {name}', 1, (), (), 'resources', open=True),
        ),
        'sql import sql': (
            Row('gcloud/restore', 'data-loss', 'writes a backup or an export over the data of {name}', 1, (), (), 'resources', open=True),
        ),
        'sql instances delete': (
            Row('gcloud/database-delete', 'service-delete', 'deletes the database {name}', 1, (), (), 'resources', open=False),
        ),
        'sql instances failover': (
            Row('gcloud/stop', 'availability', 'interrupts the database {name}', 1, (), (), 'resources', open=False),
        ),
        'sql instances patch': (
            Row('gcloud/stop', 'availability', 'stops the database {name}', 1, (('--activation-policy=never',),), (), 'resources', open=False),
            Row('gcloud/backup-delete', 'backup-delete', 'ends the backups of {name}', 1, (('--no-backup',), ('--no-enable-bin-log',), ('--no-enable-point-in-time-recovery',)), (), 'resources', open=False),
            Row('gcloud/protection-off', 'protection-off', 'switches the deletion protection of {name} off', 1, (('--no-deletion-protection',), ('--deletion-protection=false',), ('--no-enable-drop-protection',), ('--no-delete-protection',), ('--delete-protection=false',)), (), 'resources', open=False),
            Row('gcloud/public', 'exposure', 'opens the database {name} to the whole internet', 1, (('--authorized-networks=0.0.0.0/0*',),), (), 'resources', open=False),
        ),
        'sql instances promote-replica': (
            Row('gcloud/stop', 'availability', 'interrupts the database {name}', 1, (), (), 'resources', open=False),
        ),
        'sql instances rescue': (
            Row('gcloud/stop', 'availability', 'interrupts the database {name}', 1, (), (), 'resources', open=False),
        ),
        'sql instances reset-ssl-config': (
            Row('gcloud/stop', 'availability', 'interrupts the database {name}', 1, (), (), 'resources', open=False),
        ),
        'sql instances restart': (
            Row('gcloud/stop', 'availability', 'interrupts the database {name}', 1, (), (), 'resources', open=False),
        ),
        'sql instances restore-backup': (
            Row('gcloud/restore', 'data-loss', 'writes a backup or an export over the data of {name}', 1, (), (), 'resources', open=True),
        ),
        'sql instances switchover': (
            Row('gcloud/stop', 'availability', 'interrupts the database {name}', 1, (), (), 'resources', open=False),
        ),
        'sql users set-password': (
            Row('gcloud/stop', 'availability', 'interrupts the database {name}', 1, (), (), 'resources', open=False),
        ),
        'storage buckets add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'storage buckets delete': (
            Row('gcloud/storage-remove-recursive', 'service-delete', 'deletes the bucket or folder {name}', 1, (), (), 'resources', open=False),
        ),
        'storage buckets update': (
            Row('gcloud/protection-off', 'protection-off', 'takes versions, retention or the public access block off {name}', 1, (('--no-versioning',), ('--clear-retention-period',), ('--clear-soft-delete',), ('--soft-delete-duration=0*',), ('--no-public-access-prevention',), ('--clear-public-access-prevention',), ('--no-uniform-bucket-level-access',), ('--clear-log-bucket',), ('--clear-default-encryption-key',), ('--lifecycle-file',), ('--no-default-event-based-hold',)), (), 'resources', open=False),
            Row('gcloud/public', 'exposure', 'makes {name} public', 1, (('--add-acl-grant=entity=allusers*',), ('--predefined-acl=public*',), ('--predefined-default-object-acl=public*',), ('--canned-acl=public*',), ('--predefined-acl=authenticatedread',)), (), 'resources', open=False),
        ),
        'storage cp': (
            Row('gcloud/public', 'exposure', 'makes {name} public', 1, (('--add-acl-grant=entity=allusers*',), ('--predefined-acl=public*',), ('--predefined-default-object-acl=public*',), ('--canned-acl=public*',), ('--predefined-acl=authenticatedread',)), (), 'resources', open=False),
        ),
        'storage folders delete': (
            Row('gcloud/storage-remove-recursive', 'service-delete', 'deletes the bucket or folder {name}', 1, (), (), 'resources', open=False),
        ),
        'storage managed-folders add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'storage managed-folders delete': (
            Row('gcloud/storage-remove-recursive', 'service-delete', 'deletes the bucket or folder {name}', 1, (), (), 'resources', open=False),
        ),
        'storage objects delete': (
            Row('gcloud/storage-remove-recursive', 'service-delete', 'deletes everything under {name}', 1, (('-r',), ('-R',), ('--recursive',), ('--all-versions',), ('-a',)), (), 'objects', open=True),
            Row('gcloud/storage-remove', 'service-delete', 'deletes {name}', 1, (), (('-r',), ('-R',), ('--recursive',), ('--all-versions',)), 'objects', open=False),
        ),
        'storage objects update': (
            Row('gcloud/public', 'exposure', 'makes {name} public', 1, (('--add-acl-grant=entity=allusers*',), ('--predefined-acl=public*',), ('--predefined-default-object-acl=public*',), ('--canned-acl=public*',), ('--predefined-acl=authenticatedread',)), (), 'resources', open=False),
        ),
        'storage rm': (
            Row('gcloud/storage-remove-recursive', 'service-delete', 'deletes everything under {name}', 1, (('-r',), ('-R',), ('--recursive',), ('--all-versions',), ('-a',)), (), 'objects', open=True),
            Row('gcloud/storage-remove', 'service-delete', 'deletes {name}', 1, (), (('-r',), ('-R',), ('--recursive',), ('--all-versions',)), 'objects', open=False),
        ),
        'storage rsync': (
            Row('gcloud/storage-sync-delete', 'service-delete', 'deletes from the destination whatever the source lacks ({name})', 1, (('--delete-unmatched-destination-objects',),), (), 'objects', open=True),
            Row('gcloud/public', 'exposure', 'makes {name} public', 1, (('--add-acl-grant=entity=allusers*',), ('--predefined-acl=public*',), ('--predefined-default-object-acl=public*',), ('--canned-acl=public*',), ('--predefined-acl=authenticatedread',)), (), 'resources', open=False),
        ),
        'survey': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'tasks queues add-iam-policy-binding': (
            Row('gcloud/public', 'exposure', 'lets everyone use {name}', 1, (('--member=allusers',), ('--member=allauthenticatedusers',)), (), 'resources', open=False),
        ),
        'tasks queues delete': (
            Row('gcloud/messages-delete', 'service-delete', 'loses the messages of {name}', 1, (), (), 'resources', open=False),
        ),
        'tasks queues pause': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'tasks queues purge': (
            Row('gcloud/messages-delete', 'service-delete', 'loses the messages of {name}', 1, (), (), 'resources', open=False),
        ),
        'topic': (
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'workbench instances stop': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'workstations delete': (
            Row('gcloud/compute-delete', 'service-delete', 'deletes the machine or disk {name}', 1, (), (), 'resources', open=False),
        ),
        'workstations stop': (
            Row('gcloud/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('remove-iam-policy-binding',), 2, 6, 'gcloud/iam-revoke', 'availability', 'takes a right on {name} away'),
            Verb(('set-iam-policy', 'set-policy'), 2, 6, 'gcloud/iam-replace', 'protection-off', 'replaces every right on {name} by those of a file'),
            Verb(('delete', 'destroy', 'purge', 'bulk-delete', 'delete-iam-policy', 'undeploy', 'delete-instances', 'delete-version', 'unregister'), 2, 6, 'gcloud/delete', 'service-delete', 'deletes {name}'),
            Verb(('stop', 'suspend', 'reset', 'restart', 'failover', 'rollback', 'disable', 'drain', 'pause', 'reboot', 'undelete-cancel', 'upgrade-cancel', 'switchover'), 3, 6, 'gcloud/stop', 'availability', 'stops, restarts or turns back {name}'),
    ),
    hands={
        'alloydb clusters execute-sql': (
            Hand('sql', '--sql', '', away=False, given=(), unless=()),
        ),
        'app instances ssh': (
            Hand('shell', 2, '', away=True, given=(), unless=()),
        ),
        'cloud-shell ssh': (
            Hand('shell', '--command', '', away=True, given=(), unless=()),
        ),
        'compute ssh': (
            Hand('shell', '--command', '', away=True, given=(), unless=()),
            Hand('shell', 2, '', away=True, given=(), unless=()),
        ),
        'compute tpus queued-resources ssh': (
            Hand('shell', '--command', '', away=True, given=(), unless=()),
        ),
        'compute tpus tpu-vm ssh': (
            Hand('shell', '--command', '', away=True, given=(), unless=()),
            Hand('shell', 2, '', away=True, given=(), unless=()),
        ),
        'spanner databases ddl update': (
            Hand('sql', '--ddl', '', away=False, given=(), unless=()),
            Hand('sql', '@--ddl-file', '', away=False, given=(), unless=()),
        ),
        'spanner databases execute-sql': (
            Hand('sql', '--sql', '', away=False, given=(), unless=()),
        ),
        'sql instances execute-sql': (
            Hand('sql', '--sql', '', away=False, given=(), unless=()),
        ),
        'workstations ssh': (
            Hand('shell', '--command', '', away=True, given=(), unless=()),
        ),
    },
)
_P1 = Program(
    kind='cloud',
    provider='gcp',
    flags='-m -D -DD -q -r -R -f -a -d -n -e -c -C -U -u -x -J -j -p -P -v -z -Z -I -M -L',
    valued='-o -h -i --testexceptionfile -y',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -n',
    alias={},
    facets=(),
    rows={
        'acl ch': (
            Row('gcloud/public', 'exposure', 'makes a bucket or its objects public ({name})', 1, (('public-*',), ('authenticated-read',), ('allusers:*',), ('allauthenticatedusers:*',), ('all:*',), ('allusers',)), (('-d',),), 'resources', open=False),
        ),
        'acl set': (
            Row('gcloud/public', 'exposure', 'makes a bucket or its objects public ({name})', 1, (('public-*',), ('authenticated-read',), ('allusers:*',), ('allauthenticatedusers:*',), ('all:*',), ('allusers',)), (('-d',),), 'resources', open=False),
        ),
        'bucketpolicyonly set': (
            Row('gcloud/protection-off', 'protection-off', 'takes versions, retention or the public access block off {name}', 1, (('off',), ('gs:*',), ('inherited',)), (('on',), ('enforced',)), 'resources', open=False),
        ),
        'defacl ch': (
            Row('gcloud/public', 'exposure', 'makes a bucket or its objects public ({name})', 1, (('public-*',), ('authenticated-read',), ('allusers:*',), ('allauthenticatedusers:*',), ('all:*',), ('allusers',)), (('-d',),), 'resources', open=False),
        ),
        'defacl set': (
            Row('gcloud/public', 'exposure', 'makes a bucket or its objects public ({name})', 1, (('public-*',), ('authenticated-read',), ('allusers:*',), ('allauthenticatedusers:*',), ('all:*',), ('allusers',)), (('-d',),), 'resources', open=False),
        ),
        'hmac delete': (
            Row('gcloud/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'iam ch': (
            Row('gcloud/public', 'exposure', 'makes a bucket or its objects public ({name})', 1, (('public-*',), ('authenticated-read',), ('allusers:*',), ('allauthenticatedusers:*',), ('all:*',), ('allusers',)), (('-d',),), 'resources', open=False),
        ),
        'iam set': (
            Row('gcloud/iam-replace', 'protection-off', 'replaces every right on a bucket by those of {name}', 1, (), (), 'resources', open=False),
        ),
        'logging set': (
            Row('gcloud/protection-off', 'protection-off', 'takes versions, retention or the public access block off {name}', 1, (('off',), ('gs:*',), ('inherited',)), (('on',), ('enforced',)), 'resources', open=False),
        ),
        'notification delete': (
            Row('gcloud/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'pap set': (
            Row('gcloud/protection-off', 'protection-off', 'takes versions, retention or the public access block off {name}', 1, (('off',), ('gs:*',), ('inherited',)), (('on',), ('enforced',)), 'resources', open=False),
        ),
        'rb': (
            Row('gcloud/storage-remove-recursive', 'service-delete', 'deletes the bucket {name}', 1, (), (), 'resources', open=False),
        ),
        'retention clear': (
            Row('gcloud/protection-off', 'protection-off', 'takes versions, retention or the public access block off {name}', 1, (('off',), ('gs:*',), ('inherited',)), (('on',), ('enforced',)), 'resources', open=False),
        ),
        'rm': (
            Row('gcloud/storage-remove-recursive', 'service-delete', 'deletes everything under {name}', 1, (('-r',), ('-R',), ('-a',)), (), 'objects', open=True),
            Row('gcloud/storage-remove', 'service-delete', 'deletes {name}', 1, (), (('-r',), ('-R',), ('-a',)), 'objects', open=False),
        ),
        'rsync': (
            Row('gcloud/storage-sync-delete', 'service-delete', 'deletes from the destination whatever the source lacks ({name})', 1, (('-d',),), (('-n',),), 'objects', open=True),
        ),
        'ubla set': (
            Row('gcloud/protection-off', 'protection-off', 'takes versions, retention or the public access block off {name}', 1, (('off',), ('gs:*',), ('inherited',)), (('on',), ('enforced',)), 'resources', open=False),
        ),
        'versioning set': (
            Row('gcloud/protection-off', 'protection-off', 'takes versions, retention or the public access block off {name}', 1, (('off',), ('gs:*',), ('inherited',)), (('on',), ('enforced',)), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P2 = Program(
    kind='cloud',
    provider='gcp',
    flags=('-r --recursive -f --force -t --table -d --dataset -m --model --routine -q --quiet --headless '
     '--nouse_legacy_sql --replace --append_table --batch --rpc --synchronous_mode --noreplace --dry_run -n '
     '--reservation --reservation_assignment --capacity_commitment --connection --transfer_config '
     '--row_access_policy --reservation_group'),
    valued=('--project_id --dataset_id --location --format --api --bigqueryrc --credential_file --service_account '
     '--service_account_private_key_file --destination_table --max_rows --start_row --parameter --label '
     '--maximum_bytes_billed --job_id --apilog --time_partitioning_field --clustering_fields --schema '
     '--source_format --expiration --default_table_expiration --description --source --target_dataset --flagfile '
     '--destination_schema --display_name'),
    optional='--use_legacy_sql',
    style='gnu',
    abbreviate=True,
    skip='',
    dry='--dry_run --help',
    alias={},
    facets=(('project', ('--project_id',), 'CLOUDSDK_CORE_PROJECT'),),
    rows={
        'cp': (
            Row('gcloud/bigquery-replace', 'data-loss', 'replaces the contents of a table', '--destination_table', (('--replace',), ('-f', '--noappend_table'), ('--force',)), (('--dry_run',), ('--replace=false',)), 'resources', open=False),
        ),
        'load': (
            Row('gcloud/bigquery-replace', 'data-loss', 'replaces the contents of a table', '--destination_table', (('--replace',), ('-f', '--noappend_table'), ('--force',)), (('--dry_run',), ('--replace=false',)), 'resources', open=False),
        ),
        'partition': (
            Row('gcloud/bigquery-replace', 'data-loss', 'replaces the contents of a table', '--destination_table', (('--replace',), ('-f', '--noappend_table'), ('--force',)), (('--dry_run',), ('--replace=false',)), 'resources', open=False),
        ),
        'query': (
            Row('gcloud/bigquery-replace', 'data-loss', 'replaces the contents of a table', '--destination_table', (('--replace',), ('-f', '--noappend_table'), ('--force',)), (('--dry_run',), ('--replace=false',)), 'resources', open=False),
        ),
        'remove-iam-policy-binding': (
            Row('gcloud/iam-revoke', 'availability', 'takes a right on {name} away', 1, (), (), 'resources', open=False),
        ),
        'rm': (
            Row('gcloud/bigquery-remove', 'data-loss', 'deletes the dataset {name} with all its tables', 1, (('-r',), ('--recursive',)), (), 'tables', open=True),
            Row('gcloud/bigquery-remove', 'data-loss', 'deletes {name}', 1, (), (('-r',), ('--recursive',)), 'tables', open=False),
        ),
        'set-iam-policy': (
            Row('gcloud/iam-revoke', 'availability', 'takes a right on {name} away', 1, (), (), 'resources', open=False),
        ),
        'update': (
            Row('gcloud/bigquery-replace', 'data-loss', 'lets {name} expire at once', 1, (('--expiration=1',), ('--default_table_expiration=1',)), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
        'query': (
            Hand('sql', 1, 'bigquery', away=False, given=(), unless=(('--dry_run',), ('--help',))),
            Hand('sql', '<', 'bigquery', away=False, given=(), unless=(('--dry_run',), ('--help',))),
        ),
    },
)

PROGRAMS: dict[str, Program] = {
    'gcloud': _P0,
    'gcloud.cmd': _P0,
    'gsutil': _P1,
    'bq': _P2,
}
