"""Generated from tables/platforms.toml by tools/build_tables.py: edit the table, not this file."""

from __future__ import annotations

from keyturn.model.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id='platforms/delete',
        summary='Something that runs or is kept on a platform is deleted',
        why=('Applications go with their services and routes, namespaces with every history in them, and users with their '
         'log-ins.'),
        instead='Look at it first: `cf app shop`, `dokku apps:report shop`, `temporal workflow list`, `auth0 apps list`.',
        severity='high',
        confidence='high',
        category='service-delete',
        anchors=('cf', 'cf7', 'cf8', 'dokku', 'temporal', 'airflow', 'databricks', 'auth0', 'aliyun', 'tccli'),
        match=('cf delete shop -f -r', 'dokku apps:destroy shop --force', 'temporal operator namespace delete -n shop --yes',
         'airflow dags delete load -y', 'databricks fs rm -r dbfs:/data', 'auth0 apps delete shop --force',
         'aliyun ecs DeleteInstance --InstanceId i-1', 'tccli cvm TerminateInstances --InstanceIds x'),
        no_match=('cf apps', 'dokku apps:list', 'temporal workflow list', 'airflow dags list', 'databricks fs ls dbfs:/',
         'auth0 apps list', 'aliyun ecs DescribeInstances'),
        source='https://cli.cloudfoundry.org/en-US/v8/',
    ),
    Rule(
        id='platforms/stop',
        summary='An application or a workflow on a platform is stopped',
        why='Whoever uses it is refused at once, and a workflow that is ended does not go on where it was.',
        instead='Look at it first: `cf app shop`, `dokku ps:report shop`, `temporal workflow describe -w shop`.',
        severity='medium',
        confidence='high',
        category='availability',
        anchors=('cf', 'cf7', 'cf8', 'dokku', 'temporal', 'airflow', 'databricks', 'auth0', 'aliyun', 'tccli'),
        match=('cf stop shop', 'dokku ps:stop shop', 'temporal workflow terminate -q \'WorkflowType="Order"\' -y'),
        no_match=('cf start shop', 'dokku ps:start shop', 'temporal workflow start --type Order'),
        source='https://cli.cloudfoundry.org/en-US/v8/',
    ),
    Rule(
        id='platforms/metadata',
        summary="Airflow's metadata database is emptied",
        why='Runs, connections, variables and users stand in it and nowhere else.',
        instead=('See what would go with `airflow db clean --clean-before-timestamp 2024-01-01 --dry-run`, and export first: '
         '`airflow db export-archived --output-path out`.'),
        severity='high',
        confidence='high',
        category='data-loss',
        anchors=('cf', 'cf7', 'cf8', 'dokku', 'temporal', 'airflow', 'databricks', 'auth0', 'aliyun', 'tccli'),
        match=('airflow db reset -y', 'airflow db clean --clean-before-timestamp 2024-01-01 -y'),
        no_match=('airflow db check', 'airflow db clean --clean-before-timestamp 2024-01-01 --dry-run'),
        source='https://airflow.apache.org/docs/apache-airflow/stable/cli-and-env-variables-ref.html',
    ),
)
