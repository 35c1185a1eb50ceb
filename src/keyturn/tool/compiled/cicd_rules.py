"""Generated from tables/cicd.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.model.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id='cicd/delete',
        summary='A job, secret, runner or resource of a CI system is deleted',
        why='History, credentials and definitions are gone; a secret cannot be read back to make it again.',
        instead='List it first and keep its definition, for example `circleci context list`.',
        severity='high',
        confidence='high',
        category='service-delete',
        anchors=('circleci', 'jenkins-cli', 'jcli', 'gitlab-runner', 'bk', 'argo', 'tkn', 'spin', 'drone', 'woodpecker-cli',
         'travis'),
        match=('circleci context delete github acme prod -f',
         'java -jar jenkins-cli.jar -s https://ci.example.com delete-job nightly',
         'gitlab-runner unregister --all-runners'),
        no_match=('circleci context list', 'java -jar jenkins-cli.jar -s https://ci.example.com list-jobs', 'gitlab-runner list'),
        source='https://circleci-public.github.io/circleci-cli/',
    ),
    Rule(
        id='cicd/stop',
        summary='A job, build or application is stopped, disabled or rolled back',
        why='Whoever waits for it notices at once.',
        instead='Look first, for example `tkn pipelinerun list`.',
        severity='medium',
        confidence='high',
        category='availability',
        anchors=('circleci', 'jenkins-cli', 'jcli', 'gitlab-runner', 'bk', 'argo', 'tkn', 'drone', 'woodpecker-cli', 'travis'),
        match=('jenkins-cli -s https://ci.example.com disable-job nightly', 'tkn pipelinerun cancel build-7'),
        no_match=('jenkins-cli -s https://ci.example.com enable-job nightly', 'tkn pipelinerun describe build-7'),
        source='https://circleci-public.github.io/circleci-cli/',
    ),
    Rule(
        id='cicd/script',
        summary='A Groovy script runs on the build server',
        why='It can do whatever the server may: read every credential, delete every job.',
        instead='Use the command for the one thing, for example `jenkins-cli -s https://ci.example.com get-job nightly`.',
        severity='high',
        confidence='high',
        category='opaque',
        anchors=('jenkins-cli', 'jcli'),
        match=('jenkins-cli -s https://ci.example.com groovy =',
         'java -jar jenkins-cli.jar -s https://ci.example.com groovysh'),
        no_match=('jenkins-cli -s https://ci.example.com list-plugins', 'jenkins-cli -s https://ci.example.com version'),
        source='https://www.jenkins.io/doc/book/managing/cli/',
    ),
    Rule(
        id='cicd/protection',
        summary='Policies that guard builds are replaced or switched off',
        why='What the policies kept out then runs.',
        instead='Compare first: `circleci policy diff ./policies --owner-id 7`.',
        severity='high',
        confidence='high',
        category='protection-off',
        anchors=('circleci',),
        match=('circleci policy push ./policies --owner-id 7', 'circleci policy settings --enabled=false --owner-id 7'),
        no_match=('circleci policy diff ./policies --owner-id 7', 'circleci policy fetch --owner-id 7'),
        source='https://circleci-public.github.io/circleci-cli/',
    ),
)
