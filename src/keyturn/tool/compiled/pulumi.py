"""Generated from tables/pulumi.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='infrastructure',
    provider='pulumi',
    flags=('-y --yes -f --skip-preview --preview-only --refresh -r --run-program --exclude-protected --target-dependents '
     '--exclude-dependents --continue-on-error -d --diff -e --emoji --non-interactive --logtostderr --logflow '
     '--disable-integrity-checking --fully-qualify-stack-names -Q -j --json --suppress-outputs --suppress-progress '
     '--suppress-permalink --show-config --show-full-output --show-reads --show-replacement-steps --show-sames '
     '--show-secrets --remote --force --preserve-config --remove-backups --all --protect --generate-resources '
     '--expect-no-changes --import-pending-creates --skip-pending-creates --clear-pending-creates --exec-agent '
     '--strict --save-plan --attach-debugger -h --help --version --replace-program --plaintext --secret --path '
     '--open'),
    valued=('-s --stack -C --cwd --color -v --verbose --profiling --tracing --memprofilerate --otel-traces -m --message '
     '--config-file -p --parallel -t --target --exclude --exclude-file --target-replace --replace --plan '
     '--policy-pack --policy-pack-config -c --config --config-path --client --debug --event-log --exec-kind --file '
     '-o --out --parent --provider --from --properties --remote-env --remote-env-secret --remote-git-branch '
     '--remote-git-commit --remote-git-repo-dir --secrets-provider --attach --update-id --dest --source '
     '--version-id'),
    optional='--refresh',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help --version --preview-only',
    alias={'delete': 'remove', 'dn': 'destroy', 'down': 'destroy', 'pre': 'preview', 'rm': 'remove', 'update': 'up'},
    facets=(('workspace', ('-s', '--stack'), 'PULUMI_STACK'), ('backend', (), 'PULUMI_BACKEND_URL'),
     ('path', ('-C', '--cwd'), '')),
    rows={
        'cancel': (
            Row('pulumi/cancel', 'protection-off', 'ends the running update of {name} where it stands and breaks its lock', 1, (), (), 'updates', open=False),
        ),
        'deployment settings destroy': (
            Row('pulumi/env-remove', 'service-delete', 'deletes {name} with the secrets and settings it holds', 1, (), (), 'resources', open=False),
        ),
        'destroy': (
            Row('pulumi/destroy', 'infra-destroy', 'destroys {name}', '--target -t', (('--target',), ('-t',)), (), 'resources', open=False),
            Row('pulumi/destroy', 'infra-destroy', 'destroys every resource of the stack {name}', '-s --stack', (), (('--target',), ('-t',)), 'resources', open=True),
        ),
        'env remove': (
            Row('pulumi/env-remove', 'service-delete', 'deletes {name} with the secrets and settings it holds', 1, (), (), 'resources', open=False),
        ),
        'env version retract': (
            Row('pulumi/env-remove', 'service-delete', 'deletes {name} with the secrets and settings it holds', 1, (), (), 'resources', open=False),
        ),
        'policy disable': (
            Row('pulumi/policy-off', 'protection-off', 'switches the policy pack {name} off', 1, (), (), 'policies', open=False),
        ),
        'policy remove': (
            Row('pulumi/policy-off', 'protection-off', 'switches the policy pack {name} off', 1, (), (), 'policies', open=False),
        ),
        'refresh': (
            Row('pulumi/refresh', 'infra-apply', 'rewrites the state from what the providers answer now', '-s --stack', (), (), 'resources', open=True),
        ),
        'stack import': (
            Row('pulumi/state-edit', 'infra-destroy', 'rewrites the state by hand {name}', 1, (), (), 'resources', open=False),
        ),
        'stack remove': (
            Row('pulumi/stack-remove', 'infra-destroy', 'deletes the stack {name} with its state and history, though it still manages resources', 1, (('--force',), ('-f',)), (), 'stacks', open=True),
            Row('pulumi/stack-remove', 'infra-destroy', 'deletes the stack {name} with its history and configuration', 1, (), (('--force',), ('-f',)), 'stacks', open=False),
        ),
        'state edit': (
            Row('pulumi/state-edit', 'infra-destroy', 'rewrites the state by hand {name}', 1, (), (), 'resources', open=False),
        ),
        'state move': (
            Row('pulumi/state-edit', 'infra-destroy', 'rewrites the state by hand {name}', 1, (), (), 'resources', open=False),
        ),
        'state remove': (
            Row('pulumi/state-edit', 'infra-destroy', 'makes the stack forget {name}, which goes on existing unmanaged', 1, (), (), 'resources', open=False),
        ),
        'state rename': (
            Row('pulumi/state-edit', 'infra-destroy', 'rewrites the state by hand {name}', 1, (), (), 'resources', open=False),
        ),
        'state repair': (
            Row('pulumi/state-edit', 'infra-destroy', 'rewrites the state by hand {name}', 1, (), (), 'resources', open=False),
        ),
        'state taint': (
            Row('pulumi/up', 'infra-apply', 'marks {name} to be destroyed and made anew by the next update', 1, (), (), 'resources', open=False),
        ),
        'state unprotect': (
            Row('pulumi/unprotect', 'protection-off', 'takes the protection off {name}, so that the next update may delete it', 1, (), (), 'resources', open=False),
        ),
        'state upgrade': (
            Row('pulumi/state-edit', 'infra-destroy', 'rewrites the state by hand {name}', 1, (), (), 'resources', open=False),
        ),
        'up': (
            Row('pulumi/replace', 'infra-destroy', 'destroys and recreates {name}', '--replace --target-replace', (('--replace',), ('--target-replace',)), (), 'resources', open=False),
            Row('pulumi/up', 'infra-apply', 'previews and updates the stack in one step', '-s --stack', (), (('--replace',), ('--target-replace',)), 'resources', open=True),
        ),
        'watch': (
            Row('pulumi/up', 'infra-apply', 'updates the stack at every change of a file, without a preview', '-s --stack', (), (), 'resources', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'pulumi': _P0,
}
