"""Generated from tables/deployers.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='cloud',
    provider='aws',
    flags='--wait -w --approve --force --disable-nodegroup-eviction --only-missing --drain --parallel --all --plan --undo',
    valued=('--name -n --region -r --profile -p --config-file -f --cluster --nodegroup --nodes -N --nodes-min -m '
     '--nodes-max -M --timeout --verbose -v --include --exclude --namespace --arn'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run --plan',
    alias={},
    facets=(('profile', ('--profile', '-p'), 'AWS_PROFILE'), ('region', ('--region', '-r'), 'AWS_REGION')),
    rows={
        'delete accessentry': (
            Row('deployers/part-delete', 'service-delete', 'takes the part {name} of a cluster away', 1, (), (), 'resources', open=False),
        ),
        'delete addon': (
            Row('deployers/part-delete', 'service-delete', 'takes the part {name} of a cluster away', 1, (), (), 'resources', open=False),
        ),
        'delete cluster': (
            Row('deployers/cluster-delete', 'infra-destroy', 'deletes the cluster or nodes {name} and what they made', 1, (), (), 'resources', open=True),
        ),
        'delete fargateprofile': (
            Row('deployers/cluster-delete', 'infra-destroy', 'deletes the cluster or nodes {name} and what they made', 1, (), (), 'resources', open=True),
        ),
        'delete iamidentitymapping': (
            Row('deployers/part-delete', 'service-delete', 'takes the part {name} of a cluster away', 1, (), (), 'resources', open=False),
        ),
        'delete iamserviceaccount': (
            Row('deployers/part-delete', 'service-delete', 'takes the part {name} of a cluster away', 1, (), (), 'resources', open=False),
        ),
        'delete ng': (
            Row('deployers/cluster-delete', 'infra-destroy', 'deletes the cluster or nodes {name} and what they made', 1, (), (), 'resources', open=True),
        ),
        'delete nodegroup': (
            Row('deployers/cluster-delete', 'infra-destroy', 'deletes the cluster or nodes {name} and what they made', 1, (), (), 'resources', open=True),
        ),
        'delete podidentityassociation': (
            Row('deployers/part-delete', 'service-delete', 'takes the part {name} of a cluster away', 1, (), (), 'resources', open=False),
        ),
        'drain ng': (
            Row('deployers/stop', 'availability', 'takes the nodes or cluster {name} out of service', 1, (), (('--undo',),), 'resources', open=False),
        ),
        'drain nodegroup': (
            Row('deployers/stop', 'availability', 'takes the nodes or cluster {name} out of service', 1, (), (('--undo',),), 'resources', open=False),
        ),
        'scale ng': (
            Row('deployers/stop', 'availability', 'scales the nodes {name} to zero', '--name -n --nodegroup', (('--nodes=0',), ('-N=0',)), (), 'resources', open=False),
        ),
        'scale nodegroup': (
            Row('deployers/stop', 'availability', 'scales the nodes {name} to zero', '--name -n --nodegroup', (('--nodes=0',), ('-N=0',)), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'unlink', 'revoke'), 1, 1, 'deployers/part-delete', 'service-delete', 'takes the part {name} of a cluster away'),
    ),
    hands={
    },
)
_P1 = Program(
    kind='cloud',
    provider='aws',
    flags='--yes -y --unregister --cloudonly --force --fail-on-validate-error --external --internal',
    valued=('--name --state --config -v --region -f --filename --instance-group --instance-group-roles --phase --target '
     '-o --output --vmodule'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('deployers/cluster-delete', 'infra-destroy', 'deletes the cluster or nodes {name} and what they made', 2, (('--yes',), ('-y',)), (), 'resources', open=True),
        ),
        'delete secret': (
            Row('deployers/part-delete', 'service-delete', 'takes the part {name} of a cluster away', 1, (), (), 'resources', open=False),
        ),
        'delete sshpublickey': (
            Row('deployers/part-delete', 'service-delete', 'takes the part {name} of a cluster away', 1, (), (), 'resources', open=False),
        ),
        'replace': (
            Row('deployers/cluster-apply', 'infra-apply', 'changes the machines of the cluster {name}', 1, (('--yes',), ('-y',), ('--force',)), (), 'resources', open=True),
        ),
        'rolling-update cluster': (
            Row('deployers/cluster-apply', 'infra-apply', 'changes the machines of the cluster {name}', 1, (('--yes',), ('-y',), ('--force',)), (), 'resources', open=True),
        ),
        'update cluster': (
            Row('deployers/cluster-apply', 'infra-apply', 'changes the machines of the cluster {name}', 1, (('--yes',), ('-y',), ('--force',)), (), 'resources', open=True),
        ),
        'upgrade cluster': (
            Row('deployers/cluster-apply', 'infra-apply', 'changes the machines of the cluster {name}', 1, (('--yes',), ('-y',), ('--force',)), (), 'resources', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P2 = Program(
    kind='cloud',
    provider='aws',
    flags='-y --yes --watch --best-effort --force --interactive -i --sts --auto --all --classic --hosted-cp --purge',
    valued='--cluster -c --region --profile --mode -m --prefix --machinepool --replicas --version',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(),
    rows={
        'delete account-roles': (
            Row('deployers/part-delete', 'service-delete', 'takes the part {name} of a cluster away', 1, (), (), 'resources', open=False),
        ),
        'delete admin': (
            Row('deployers/part-delete', 'service-delete', 'takes the part {name} of a cluster away', 1, (), (), 'resources', open=False),
        ),
        'delete cluster': (
            Row('deployers/cluster-delete', 'infra-destroy', 'deletes the cluster or nodes {name} and what they made', 1, (), (), 'resources', open=True),
        ),
        'delete idp': (
            Row('deployers/part-delete', 'service-delete', 'takes the part {name} of a cluster away', 1, (), (), 'resources', open=False),
        ),
        'delete ingress': (
            Row('deployers/part-delete', 'service-delete', 'takes the part {name} of a cluster away', 1, (), (), 'resources', open=False),
        ),
        'delete machinepool': (
            Row('deployers/cluster-delete', 'infra-destroy', 'deletes the cluster or nodes {name} and what they made', 1, (), (), 'resources', open=True),
        ),
        'delete machinepools': (
            Row('deployers/cluster-delete', 'infra-destroy', 'deletes the cluster or nodes {name} and what they made', 1, (), (), 'resources', open=True),
        ),
        'delete oidc-provider': (
            Row('deployers/part-delete', 'service-delete', 'takes the part {name} of a cluster away', 1, (), (), 'resources', open=False),
        ),
        'delete operator-roles': (
            Row('deployers/part-delete', 'service-delete', 'takes the part {name} of a cluster away', 1, (), (), 'resources', open=False),
        ),
        'delete user': (
            Row('deployers/part-delete', 'service-delete', 'takes the part {name} of a cluster away', 1, (), (), 'resources', open=False),
        ),
        'hibernate cluster': (
            Row('deployers/stop', 'availability', 'takes the nodes or cluster {name} out of service', 1, (), (('--undo',),), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete', 'unlink', 'revoke'), 1, 1, 'deployers/part-delete', 'service-delete', 'takes the part {name} of a cluster away'),
    ),
    hands={
    },
)
_P3 = Program(
    kind='cloud',
    provider='aws',
    flags=('--no-prompts --guided -g --no-confirm-changeset --no-fail-on-empty-changeset --debug --watch '
     '--skip-sync-infra --code --no-execute-changeset --confirm-changeset'),
    valued=('--stack-name --region --profile --s3-bucket --s3-prefix --config-env --config-file --template -t '
     '--template-file --parameter-overrides --capabilities --image-repository'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(('profile', ('--profile',), 'AWS_PROFILE'), ('project', ('--stack-name', '--config-env'), '')),
    rows={
        'delete': (
            Row('deployers/stack-remove', 'infra-destroy', 'deletes everything that was deployed ({name})', 1, (), (), 'resources', open=True),
        ),
        'deploy': (
            Row('deployers/deploy', 'migration-forward', 'deploys the application', 1, (), (('--no-execute-changeset',), ('--noDeploy',)), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P4 = Program(
    kind='cloud',
    provider='aws',
    flags='--verbose --print-logs --help -h',
    valued='--stage --config --target --exclude',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('project', ('--stage',), ''),),
    rows={
        'remove': (
            Row('deployers/stack-remove', 'infra-destroy', 'deletes everything that was deployed ({name})', 1, (), (), 'resources', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P5 = Program(
    kind='cloud',
    provider='aws',
    flags='--verbose -v --force -f --conceal --aws-s3-accelerate --debug --noDeploy',
    valued=('--stage -s --region -r --config -c --function --org --app --service --param --aws-profile -p --package '
     '--timestamp -t --version --layer -l --type --data -d'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(('profile', ('--aws-profile',), 'AWS_PROFILE'), ('project', ('--stage', '-s'), 'SLS_STAGE')),
    rows={
        'deploy': (
            Row('deployers/deploy', 'migration-forward', 'deploys the application', 1, (), (('--no-execute-changeset',), ('--noDeploy',)), 'resources', open=False),
        ),
        'remove': (
            Row('deployers/stack-remove', 'infra-destroy', 'deletes everything that was deployed ({name})', 1, (), (), 'resources', open=True),
        ),
        'rollback': (
            Row('deployers/stop', 'availability', 'turns the deployment back, swaps or scales it ({name})', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P6 = Program(
    kind='cloud',
    provider='aws',
    flags='--yes --force --no-rollback --all --keep-env-config --diff --allow-downgrade',
    valued=('--name -n --app -a --env -e --config --local --command -c --container --task-id --tasks-group -t '
     '--default-config --type'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(('project', ('--app', '-a', '--env', '-e'), ''),),
    rows={
        'app delete': (
            Row('deployers/stack-remove', 'infra-destroy', 'deletes everything that was deployed ({name})', 1, (), (), 'resources', open=True),
        ),
        'deploy': (
            Row('deployers/deploy', 'migration-forward', 'deploys the application', 1, (), (('--no-execute-changeset',), ('--noDeploy',)), 'resources', open=False),
        ),
        'env delete': (
            Row('deployers/stack-remove', 'infra-destroy', 'deletes everything that was deployed ({name})', 1, (), (), 'resources', open=True),
        ),
        'env deploy': (
            Row('deployers/deploy', 'migration-forward', 'deploys the application', 1, (), (('--no-execute-changeset',), ('--noDeploy',)), 'resources', open=False),
        ),
        'job delete': (
            Row('deployers/stack-remove', 'infra-destroy', 'deletes everything that was deployed ({name})', 1, (), (), 'resources', open=True),
        ),
        'pipeline delete': (
            Row('deployers/stack-remove', 'infra-destroy', 'deletes everything that was deployed ({name})', 1, (), (), 'resources', open=True),
        ),
        'secret delete': (
            Row('deployers/stack-remove', 'service-delete', 'takes a part of what was deployed away ({name})', 1, (), (), 'resources', open=False),
        ),
        'storage delete': (
            Row('deployers/stack-remove', 'service-delete', 'takes a part of what was deployed away ({name})', 1, (), (), 'resources', open=False),
        ),
        'svc delete': (
            Row('deployers/stack-remove', 'infra-destroy', 'deletes everything that was deployed ({name})', 1, (), (), 'resources', open=True),
        ),
        'svc deploy': (
            Row('deployers/deploy', 'migration-forward', 'deploys the application', 1, (), (('--no-execute-changeset',), ('--noDeploy',)), 'resources', open=False),
        ),
        'svc pause': (
            Row('deployers/stop', 'availability', 'turns the deployment back, swaps or scales it ({name})', 1, (), (), 'resources', open=False),
        ),
        'task delete': (
            Row('deployers/stack-remove', 'infra-destroy', 'deletes everything that was deployed ({name})', 1, (), (), 'resources', open=True),
        ),
    },
    verbs=(
    ),
    hands={
        'job exec': (
            Hand('shell', '--command -c', '', away=True, given=(), unless=()),
        ),
        'svc exec': (
            Hand('shell', '--command -c', '', away=True, given=(), unless=()),
        ),
        'task exec': (
            Hand('shell', '--command -c', '', away=True, given=(), unless=()),
        ),
    },
)
_P7 = Program(
    kind='cloud',
    provider='aws',
    flags=('--yes -y --force --quickstart --invalidateCache --invalidate-cache --debug --codegen --restore '
     '--iterative-rollback --allow-destructive-graphql-schema-updates --once'),
    valued='--envName --appId --app-id --branch --identifier --profile --type --function --name',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('deployers/stack-remove', 'infra-destroy', 'deletes everything that was deployed ({name})', 1, (), (), 'resources', open=True),
        ),
        'env remove': (
            Row('deployers/stack-remove', 'infra-destroy', 'deletes everything that was deployed ({name})', 1, (), (), 'resources', open=True),
        ),
        'publish': (
            Row('deployers/deploy', 'migration-forward', 'deploys the application', 1, (), (('--no-execute-changeset',), ('--noDeploy',)), 'resources', open=False),
        ),
        'push': (
            Row('deployers/deploy', 'migration-forward', 'deploys the application', 1, (), (('--no-execute-changeset',), ('--noDeploy',)), 'resources', open=False),
            Row('deployers/push-destructive', 'migration-loss', 'deploys, replacing tables where the schema asks for it', 1, (('--force',), ('--allow-destructive-graphql-schema-updates',)), (), 'resources', open=True),
        ),
        'remove api': (
            Row('deployers/stack-remove', 'service-delete', 'takes a part of what was deployed away ({name})', 1, (), (), 'resources', open=False),
        ),
        'remove auth': (
            Row('deployers/stack-remove', 'service-delete', 'takes a part of what was deployed away ({name})', 1, (), (), 'resources', open=False),
        ),
        'remove storage': (
            Row('deployers/stack-remove', 'service-delete', 'takes a part of what was deployed away ({name})', 1, (), (), 'resources', open=False),
        ),
        'sandbox delete': (
            Row('deployers/stack-remove', 'infra-destroy', 'deletes everything that was deployed ({name})', 1, (), (), 'resources', open=True),
        ),
        'storage remove': (
            Row('deployers/stack-remove', 'service-delete', 'takes a part of what was deployed away ({name})', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P8 = Program(
    kind='cloud',
    provider='aws',
    flags='--force --all --nohang -nh --verbose -v --quiet -q --debug --no-verify-ssl --region-all',
    valued=('--profile --region -r --timeout -to --scale --version --label -l --message -m --command -c --number -n '
     '--envvars --staged --cname -e'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(),
    rows={
        'abort': (
            Row('deployers/stop', 'availability', 'turns the deployment back, swaps or scales it ({name})', 1, (), (), 'resources', open=False),
        ),
        'appversion lifecycle': (
            Row('deployers/stop', 'availability', 'turns the deployment back, swaps or scales it ({name})', 1, (), (), 'resources', open=False),
        ),
        'deploy': (
            Row('deployers/deploy', 'migration-forward', 'deploys the application', 1, (), (('--no-execute-changeset',), ('--noDeploy',)), 'resources', open=False),
        ),
        'restore': (
            Row('deployers/stop', 'availability', 'turns the deployment back, swaps or scales it ({name})', 1, (), (), 'resources', open=False),
        ),
        'scale': (
            Row('deployers/stop', 'availability', 'turns the deployment back, swaps or scales it ({name})', 1, (), (), 'resources', open=False),
        ),
        'swap': (
            Row('deployers/stop', 'availability', 'turns the deployment back, swaps or scales it ({name})', 1, (), (), 'resources', open=False),
        ),
        'terminate': (
            Row('deployers/stack-remove', 'infra-destroy', 'deletes everything that was deployed ({name})', 1, (), (), 'resources', open=True),
        ),
    },
    verbs=(
    ),
    hands={
        'ssh': (
            Hand('shell', '--command -c', '', away=True, given=(), unless=()),
        ),
    },
)
_P9 = Program(
    kind='cloud',
    provider='aws',
    flags='--debug --no-debug',
    valued='--stage --profile --project-dir --connection-timeout',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(),
    rows={
        'delete': (
            Row('deployers/stack-remove', 'infra-destroy', 'deletes everything that was deployed ({name})', 1, (), (), 'resources', open=True),
        ),
        'deploy': (
            Row('deployers/deploy', 'migration-forward', 'deploys the application', 1, (), (('--no-execute-changeset',), ('--noDeploy',)), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P10 = Program(
    kind='cloud',
    provider='aws',
    flags='--all --remove-logs -y --yes --json -q --quiet --disable-keep-open',
    valued='-a --app_function -s --settings_file -n --num-rollback -z --zip --since',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help --dry-run',
    alias={},
    facets=(),
    rows={
        'deploy': (
            Row('deployers/deploy', 'migration-forward', 'deploys the application', 1, (), (('--no-execute-changeset',), ('--noDeploy',)), 'resources', open=False),
        ),
        'rollback': (
            Row('deployers/stop', 'availability', 'turns the deployment back, swaps or scales it ({name})', 1, (), (), 'resources', open=False),
        ),
        'undeploy': (
            Row('deployers/stack-remove', 'infra-destroy', 'deletes everything that was deployed ({name})', 1, (), (), 'resources', open=True),
        ),
        'unschedule': (
            Row('deployers/stop', 'availability', 'turns the deployment back, swaps or scales it ({name})', 1, (), (), 'resources', open=False),
        ),
        'update': (
            Row('deployers/deploy', 'migration-forward', 'deploys the application', 1, (), (('--no-execute-changeset',), ('--noDeploy',)), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'eksctl': _P0,
    'kops': _P1,
    'rosa': _P2,
    'sam': _P3,
    'sst': _P4,
    'serverless': _P5,
    'sls': _P5,
    'osls': _P5,
    'copilot': _P6,
    'amplify': _P7,
    'ampx': _P7,
    'eb': _P8,
    'chalice': _P9,
    'zappa': _P10,
}
