"""Generated from tables/cdk.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.tool.verbs import Hand, Program, Row, Verb

_P0 = Program(
    kind='infrastructure',
    provider='cdk',
    flags=('-f --force --all -e --exclusively -v --verbose --trace --strict --lookups -j --json --debug --ci --staging '
     '--version-reporting --path-metadata --asset-metadata --no-color --no-lookups --execute --no-execute '
     '--rollback -R --no-rollback --hotswap --hotswap-fallback --watch --logs --previous-parameters '
     '--ignore-no-stacks --asset-parallelism --asset-prebuild --import-existing-resources --unconfirm --no-confirm '
     '--confirm -y --yes -h --help --version'),
    valued=('-a --app -c --context -p --plugin --profile -r --role-arn -o --output --proxy --ca-bundle-path '
     '--require-approval --notification-arns -t --tags --change-set-name -m --method --parameters -O '
     '--outputs-file --toolkit-stack-name --toolkit-bucket-name --concurrency --action --type '
     '--rollback-buffer-days --created-buffer-days --bootstrap-stack-name --build-exclude -E --ec2creds -i '
     '--region --unstable --orphan --progress --deployment-method'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help --version --no-execute --method=prepare-change-set',
    alias={'ls': 'list', 'synthesize': 'synth'},
    facets=(('path', ('-a', '--app'), ''), ('profile', ('--profile',), 'AWS_PROFILE')),
    rows={
        'deploy': (
            Row('cdk/deploy', 'infra-apply', 'changes the stacks {name} in one step with working out what changes', 1, (), (('--method=prepare-change-set',),), 'stacks', open=True),
        ),
        'destroy': (
            Row('cdk/destroy', 'infra-destroy', 'destroys the stacks {name} with what they manage', 1, (), (), 'stacks', open=True),
        ),
        'gc': (
            Row('cdk/gc', 'service-delete', 'deletes assets of the bootstrap stack that no deployed stack names', 1, (), (('--action=print',),), 'assets', open=True),
        ),
        'import': (
            Row('cdk/deploy', 'infra-apply', 'changes the stacks {name} in one step with working out what changes', 1, (), (('--method=prepare-change-set',),), 'stacks', open=True),
        ),
        'refactor': (
            Row('cdk/deploy', 'infra-apply', 'changes the stacks {name} in one step with working out what changes', 1, (), (('--method=prepare-change-set',),), 'stacks', open=True),
        ),
        'rollback': (
            Row('cdk/deploy', 'infra-apply', 'changes the stacks {name} in one step with working out what changes', 1, (), (('--method=prepare-change-set',),), 'stacks', open=True),
        ),
        'watch': (
            Row('cdk/deploy', 'infra-apply', 'changes the stacks {name} in one step with working out what changes', 1, (), (('--method=prepare-change-set',),), 'stacks', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)
_P1 = Program(
    kind='infrastructure',
    provider='cdk',
    flags=('--auto-approve --ignore-missing-stack-dependencies --no-color --refresh-only --terraform-refresh -v '
     '--version -h --help --disable-logging --skip-synth --migrate-state'),
    valued=('-a --app -o --output --log-level --outputs-file --parallelism --terraform-parallelism --var --var-file '
     '--disable-plugin-cache-env'),
    optional='',
    style='gnu',
    abbreviate=False,
    skip='',
    dry='-h --help --version',
    alias={'remove': 'destroy'},
    facets=(('path', ('-a', '--app'), ''),),
    rows={
        'apply': (
            Row('cdk/deploy', 'infra-apply', 'changes the stacks {name} in one step with working out what changes', 1, (), (('--method=prepare-change-set',),), 'stacks', open=True),
        ),
        'deploy': (
            Row('cdk/deploy', 'infra-apply', 'changes the stacks {name} in one step with working out what changes', 1, (), (('--method=prepare-change-set',),), 'stacks', open=True),
        ),
        'destroy': (
            Row('cdk/destroy', 'infra-destroy', 'destroys the stacks {name} with what they manage', 1, (), (), 'stacks', open=True),
        ),
        'watch': (
            Row('cdk/deploy', 'infra-apply', 'changes the stacks {name} in one step with working out what changes', 1, (), (('--method=prepare-change-set',),), 'stacks', open=True),
        ),
    },
    verbs=(
    ),
    hands={
    },
)

PROGRAMS: dict[str, Program] = {
    'cdk': _P0,
    'cdktf': _P1,
}
