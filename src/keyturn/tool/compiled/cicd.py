"""Generated from tables/cicd.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='service',
    provider='circleci',
    flags='--force -f --no-prompt --help -h --debug --skip-update-check --integration-testing',
    valued='--host --token --endpoint --org-id --owner-id --context --metadata --policy-base-url',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={'contexts': 'context'},
    facets=(('url', ('--host',), 'CIRCLECI_CLI_HOST'), ('account', ('--org-id',), '')),
    rows={
        'context delete': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'context remove-secret': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'env delete': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'namespace delete': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'namespace delete-alias': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'orb delete': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'orb remove-from-category': (
            Row('cicd/stop', 'availability', 'takes {name} out of the registry', 1, (), (), 'resources', open=False),
        ),
        'orb unlist': (
            Row('cicd/stop', 'availability', 'takes {name} out of the registry', 1, (), (), 'resources', open=False),
        ),
        'pipeline delete': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'policy push': (
            Row('cicd/protection', 'protection-off', 'replaces the policies that guard builds', 1, (), (), 'resources', open=False),
        ),
        'policy settings': (
            Row('cicd/protection', 'protection-off', 'switches policies for builds off', 1, (('--enabled=false',),), (), 'resources', open=False),
        ),
        'project delete': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'project secret delete': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'runner resource-class delete': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'runner token delete': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'trigger delete': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P1 = Program(
    kind='service',
    provider='jenkins',
    flags='-noKeyAuth -noCertificateCheck -webSocket -http -ssh -strictHostKey -v -f -s -w -help',
    valued='-s -auth -user -i -logger -p -deep -m',
    optional='',
    style='go',
    abbreviate=False,
    skip='',
    dry='-help --help',
    alias={},
    facets=(('url', ('-s',), 'JENKINS_URL'),),
    rows={
        'cancel-quiet-down': (
            Row('cicd/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
            Row('', '', '', 1, (), (), '', open=False),
        ),
        'clear-queue': (
            Row('cicd/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-builds': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-credentials': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-credentials-domain': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-domain': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-job': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-node': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'delete-view': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'disable-job': (
            Row('cicd/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'disable-plugin': (
            Row('cicd/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'disconnect-node': (
            Row('cicd/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'groovy': (
            Row('cicd/script', 'opaque', 'runs a Groovy script on the build server', 1, (), (), 'resources', open=False),
        ),
        'groovysh': (
            Row('cicd/script', 'opaque', 'runs a Groovy script on the build server', 1, (), (), 'resources', open=False),
        ),
        'offline-node': (
            Row('cicd/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'quiet-down': (
            Row('cicd/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'reload-configuration': (
            Row('cicd/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'remove-job-from-view': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'restart': (
            Row('cicd/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'safe-restart': (
            Row('cicd/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'safe-shutdown': (
            Row('cicd/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'shutdown': (
            Row('cicd/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
        'stop-builds': (
            Row('cicd/stop', 'availability', 'stops or restarts {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P2 = Program(
    kind='service',
    provider='gitlab',
    flags='--all-runners --help -h --delete --debug',
    valued='--name -n --url -u --token -t --config -c --log-level --executor --syslog --user -s --service',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('url', ('--url', '-u'), 'CI_SERVER_URL'),),
    rows={
        'reset-token': (
            Row('cicd/stop', 'availability', 'stops the runner', '--name -n --service', (), (), 'resources', open=False),
        ),
        'restart': (
            Row('cicd/stop', 'availability', 'stops the runner', '--name -n --service', (), (), 'resources', open=False),
        ),
        'stop': (
            Row('cicd/stop', 'availability', 'stops the runner', '--name -n --service', (), (), 'resources', open=False),
        ),
        'uninstall': (
            Row('cicd/stop', 'availability', 'stops the runner', '--name -n --service', (), (), 'resources', open=False),
        ),
        'unregister': (
            Row('cicd/delete', 'service-delete', 'takes the runner {name} out', '--name -n --url -u', (), (), 'resources', open=False),
        ),
        'verify': (
            Row('cicd/delete', 'service-delete', 'takes runners that do not answer out', 1, (('--delete',),), (), 'resources', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P3 = Program(
    kind='service',
    provider='buildkite',
    flags='-y --yes --force --web -w --help -h',
    valued='-p --pipeline -b --build -o --output --org --cluster-uuid',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={'rm': 'delete'},
    facets=(('project', ('--pipeline', '-p'), ''),),
    rows={
        'agent pause': (
            Row('cicd/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'agent stop': (
            Row('cicd/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'build cancel': (
            Row('cicd/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'cluster pause': (
            Row('cicd/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete',), 2, 3, 'cicd/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P4 = Program(
    kind='cluster',
    provider='argo',
    flags='--all -A --all-namespaces --completed --resubmitted --help -h --dry-run --prefix --force --query-chunk',
    valued=('-n --namespace --context --kubeconfig --cluster --older --status -l --selector --field-selector -s '
     '--argo-server --token --user'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={},
    facets=(('context', ('--context',), ''), ('namespace', ('--namespace', '-n'), 'ARGO_NAMESPACE'),
     ('server', ('--argo-server', '-s'), 'ARGO_SERVER')),
    rows={
        'archive delete': (
            Row('cicd/delete', 'service-delete', 'deletes workflows: {name}', 1, (), (), 'resources', open=False),
        ),
        'cluster-template delete': (
            Row('cicd/delete', 'service-delete', 'deletes workflows: {name}', 1, (), (), 'resources', open=False),
        ),
        'cron delete': (
            Row('cicd/delete', 'service-delete', 'deletes workflows: {name}', 1, (), (), 'resources', open=False),
        ),
        'cron suspend': (
            Row('cicd/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'delete': (
            Row('cicd/delete', 'service-delete', 'deletes workflows: {name}', 1, (), (), 'resources', open=False),
        ),
        'stop': (
            Row('cicd/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'suspend': (
            Row('cicd/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'template delete': (
            Row('cicd/delete', 'service-delete', 'deletes workflows: {name}', 1, (), (), 'resources', open=False),
        ),
        'terminate': (
            Row('cicd/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P5 = Program(
    kind='cluster',
    provider='tekton',
    flags='-f --force --all -C --no-color --help -h --prs --trs -i --ignore-running --dry-run',
    valued=('-n --namespace -c --context -k --kubeconfig --keep --keep-since --label --pipeline -p --task -t --output -o '
     '--grace'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h --dry-run',
    alias={'cancel': 'cancel', 'rm': 'delete'},
    facets=(('context', ('--context', '-c'), ''), ('namespace', ('--namespace', '-n'), '')),
    rows={
        'pipelinerun cancel': (
            Row('cicd/stop', 'availability', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'pr cancel': (
            Row('cicd/stop', 'availability', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'taskrun cancel': (
            Row('cicd/stop', 'availability', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
        'tr cancel': (
            Row('cicd/stop', 'availability', 'cancels {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
            Verb(('delete',), 2, 3, 'cicd/delete', 'service-delete', 'deletes {name}'),
    ),
    hands={
    },
)
_P6 = Program(
    kind='service',
    provider='spinnaker',
    flags='--help -h --no-color -q --quiet --insecure -k',
    valued='--config --gate-endpoint -a --application -n --name -o --output --default-headers -i --id',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={'app': 'application',
     'applications': 'application',
     'apps': 'application',
     'del': 'delete',
     'pi': 'pipeline',
     'pipelines': 'pipeline'},
    facets=(('url', ('--gate-endpoint',), ''),),
    rows={
        'application delete': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'canary-config delete': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'pipeline delete': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'pipeline-template delete': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'pipeline-templates delete': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
        'project delete': (
            Row('cicd/delete', 'service-delete', 'deletes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P7 = Program(
    kind='service',
    provider='drone',
    flags='--help -h --all',
    valued='-s --server -t --token --repository --repo --name --event --org',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={'del': 'rm', 'delete': 'rm', 'remove': 'rm', 'repository': 'repo'},
    facets=(('url', ('--server', '-s'), 'DRONE_SERVER'), ('project', ('--repository', '--repo'), '')),
    rows={
        'build decline': (
            Row('cicd/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'build purge': (
            Row('cicd/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'build rollback': (
            Row('cicd/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'build stop': (
            Row('cicd/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'cron rm': (
            Row('cicd/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'log purge': (
            Row('cicd/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'orgsecret rm': (
            Row('cicd/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'pipeline purge': (
            Row('cicd/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'pipeline stop': (
            Row('cicd/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'queue pause': (
            Row('cicd/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'queue purge': (
            Row('cicd/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'registry rm': (
            Row('cicd/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'repo disable': (
            Row('cicd/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'repo rm': (
            Row('cicd/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'rollback': (
            Row('cicd/stop', 'availability', 'stops {name}', 1, (), (), 'resources', open=False),
        ),
        'secret rm': (
            Row('cicd/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'server destroy': (
            Row('cicd/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'server rm': (
            Row('cicd/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'template rm': (
            Row('cicd/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
        'user rm': (
            Row('cicd/delete', 'service-delete', 'removes {name}', 1, (), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P8 = Program(
    kind='service',
    provider='travis',
    flags='-f --force --help -h --pro --org --no-interactive -i -E -d -D --delete --explode --debug',
    valued='-r --repo -e --api-endpoint -t --token -R --store-repo -X --enterprise',
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='--help -h',
    alias={},
    facets=(('project', ('--repo', '-r'), ''),),
    rows={
        'cache': (
            Row('cicd/stop', 'availability', 'removes the caches of {name}', '--repo -r', (('--delete',), ('-d',)), (), 'resources', open=False),
        ),
        'cancel': (
            Row('cicd/stop', 'availability', 'stops or removes {name}', 1, (), (), 'resources', open=False),
        ),
        'disable': (
            Row('cicd/stop', 'availability', 'stops or removes {name}', 1, (), (), 'resources', open=False),
        ),
        'env clear': (
            Row('cicd/stop', 'availability', 'stops or removes {name}', 1, (), (), 'resources', open=False),
        ),
        'env unset': (
            Row('cicd/stop', 'availability', 'stops or removes {name}', 1, (), (), 'resources', open=False),
        ),
        'sshkey': (
            Row('cicd/stop', 'availability', 'removes the key of {name}', '--repo -r', (('--delete',), ('-D',)), (), 'resources', open=False),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'circleci': _P0,
    'jenkins-cli': _P1,
    'jcli': _P1,
    'gitlab-runner': _P2,
    'bk': _P3,
    'argo': _P4,
    'tkn': _P5,
    'spin': _P6,
    'drone': _P7,
    'woodpecker-cli': _P7,
    'travis': _P8,
}
