"""Generated from tables/cdk.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.model.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id='cdk/destroy',
        summary='Stacks are destroyed',
        why='What has no removal policy of RETAIN goes with its contents; --force and --auto-approve ask nobody.',
        instead='`cdk diff` shows what is there; set a removal policy of RETAIN on what holds data.',
        severity='critical',
        confidence='high',
        category='infra-destroy',
        anchors=('cdk', 'cdktf'),
        match=('cdk destroy --all --force', 'npx cdk destroy AppStack', 'cdktf destroy --auto-approve'),
        no_match=('cdk diff', 'cdk synth AppStack', 'cdktf plan'),
        source='https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-destroy.html',
    ),
    Rule(
        id='cdk/deploy',
        summary='Stacks are deployed without a plan that somebody saw',
        why='A changed logical id is a delete and a create; --require-approval asks only about permissions.',
        instead='`cdk diff` first, or `cdk deploy --method=prepare-change-set` and read the change set.',
        severity='medium',
        confidence='high',
        category='infra-apply',
        anchors=('cdk', 'cdktf'),
        match=('cdk deploy AppStack --require-approval never', 'cdktf deploy web', 'cdk watch'),
        no_match=('cdk diff AppStack', 'cdk deploy --no-execute', 'cdktf diff'),
        source='https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-deploy.html',
    ),
    Rule(
        id='cdk/gc',
        summary='Assets of earlier deployments are deleted',
        why='A rollback needs the assets of the version it goes back to.',
        instead='`cdk gc --action print` lists them.',
        severity='medium',
        confidence='high',
        category='service-delete',
        anchors=('cdk', 'cdktf'),
        match=('cdk gc --unstable=gc', 'cdk gc --unstable=gc --action full'),
        no_match=('cdk gc --action print', 'cdk doctor'),
        source='https://docs.aws.amazon.com/cdk/v2/guide/ref-cli-cmd-gc.html',
    ),
)
