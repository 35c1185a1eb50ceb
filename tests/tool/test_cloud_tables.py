"""Cloud command lines that tables read: options anywhere, aliases, what is carried, and what loses nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.model.decision import ALLOW
from tests.support import DictWorkspace, judged, rules, verdict


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        ("gcloud --project=shop -q beta compute instances delete web-1 web-2", "gcloud/compute-delete"),
        ("CLOUDSDK_CORE_PROJECT=shop gcloud sql instances delete main", "gcloud/database-delete"),
        ("gcloud compute --zone europe-west1-b instances delete web-1", "gcloud/compute-delete"),
        ("gcloud compute $KIND delete web-1", "gcloud/delete"),
        ("gcloud compute ssh web-1 --command='rm -rf /var/lib/postgresql'", "filesystem/recursive-delete"),
        ("gcloud compute ssh web-1 --zone=a -- rm -rf /var/lib/postgresql", "filesystem/recursive-delete"),
        ("bq query --use_legacy_sql=false 'DROP TABLE sales.orders'", "sql/drop-table"),
        ("gcloud spanner databases execute-sql o --instance=m --sql='DROP TABLE users'", "sql/drop-table"),
        ("gsutil -m rsync -rd dist gs://site", "gcloud/storage-sync-delete"),
        ("gsutil -o GSUtil:parallel_process_count=1 rm -r gs://photos", "gcloud/storage-remove-recursive"),
    ],
)
def test_google(command: str, rule: str) -> None:
    assert rule in rules(command)
    assert verdict(command) != ALLOW


@pytest.mark.parametrize(
    "command",
    [
        "gcloud compute instances list --filter=delete",
        "gcloud compute ssh web-1 --command=uptime",
        "gcloud config unset project",
        "gcloud auth revoke me@example.com",
        "bq query --dry_run 'DROP TABLE sales.orders'",
        "bq query --use_legacy_sql=false 'SELECT 1'",
        "gsutil -m cp -r dist gs://site",
        "gcloud run deploy web --image=gcr.io/shop/web",
        "gcloud sql instances delete main --help",
    ],
)
def test_google_passes(command: str) -> None:
    assert verdict(command) == ALLOW


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        ("az --subscription live group delete --resource-group shop -y", "azure/group-delete"),
        ("az vm delete --ids $(az vm list -g shop --query '[].id' -o tsv) --yes", "azure/compute-delete"),
        (
            "az vm run-command invoke -g s -n w --command-id RunShellScript --scripts 'date' 'rm -rf /srv/data'",
            "filesystem/recursive-delete",
        ),
        ("az aks command invoke -g s -n m --command 'kubectl delete namespace shop'", "kubernetes/delete-namespace"),
        ("az rest -m delete -u https://management.azure.com/subscriptions/1/resourceGroups/shop", "azure/delete"),
        ("az servicebus queue delete -n q --namespace-name s -g shop", "azure/delete"),
        (
            (
                "az network nsg rule create -g s --nsg-name n -n all --source-address-prefixes '*' --access Allow "
                "--destination-port-ranges '*' --priority 100"
            ),
            "azure/public",
        ),
    ],
)
def test_azure(command: str, rule: str) -> None:
    assert rule in rules(command)
    assert verdict(command) != ALLOW


@pytest.mark.parametrize(
    "command",
    [
        "az vm list -g shop --query \"[?name=='delete']\" -o table",
        "az deployment group what-if -g shop --template-file main.bicep --mode Complete",
        "az deployment group create -g shop --template-file main.bicep",
        (
            "az network nsg rule create -g s --nsg-name n -n ssh --source-address-prefixes 10.0.0.0/8 "
            "--access Allow --destination-port-ranges 22 --priority 100"
        ),
        "az extension remove --name account",
        "az aks command invoke -g s -n m --command 'kubectl get pods'",
        "az storage blob delete-batch -s photos --account-name shop --dryrun",
        "azcopy copy dist 'https://shop.blob.core.windows.net/site' --recursive",
    ],
)
def test_azure_passes(command: str) -> None:
    assert verdict(command) == ALLOW


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        ("wrangler d1 execute shop --remote --command 'DROP TABLE users'", "sql/drop-table"),
        ("npx wrangler --env production delete", "cloudflare/worker-delete"),
        ("wrangler kv bulk delete keys.json --namespace-id 7a", "cloudflare/data-delete"),
        ("firebase --project shop firestore:delete --all-collections --force", "firebase/firestore-delete"),
        ("npx firebase-tools hosting:disable -y", "firebase/stop"),
        ("firebase emulators:exec 'rm -rf /srv/data'", "filesystem/recursive-delete"),
        ("rclone --config x.conf sync /srv/empty remote:photos", "object-storage/sync-delete"),
        ("rclone purge /srv/photos", "object-storage/remove-recursive"),
        ("rclone sync remote:photos $HOME", "object-storage/sync-delete"),
        ("mc rm -r --force --dangerous store", "object-storage/remove-recursive"),
        ("s3cmd -c live.cfg --recursive --force del s3://photos", "object-storage/remove-recursive"),
        ("s5cmd --endpoint-url https://s3.example.com rm 's3://photos/*'", "object-storage/remove-recursive"),
    ],
)
def test_stores_and_edges(command: str, rule: str) -> None:
    assert rule in rules(command)
    assert verdict(command) != ALLOW


@pytest.mark.parametrize(
    "command",
    [
        "wrangler d1 execute shop --local --command 'DROP TABLE users'",
        "wrangler d1 execute shop --remote --command 'SELECT 1'",
        "wrangler kv namespace list",
        "wrangler deploy --env production",
        "firebase deploy --only hosting",
        "firebase emulators:exec 'npm test'",
        "rclone sync remote:photos /tmp/photos",
        "rclone purge /tmp/photos",
        "rclone sync --dry-run dist remote:site",
        "rclone copy dist remote:site",
        "gsutil rsync -d -r gs://site /tmp/site",
        "mc mirror dist store/site",
    ],
)
def test_stores_and_edges_pass(command: str) -> None:
    assert verdict(command) == ALLOW


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        ("doctl --context live compute droplet rm web-1 web-2 -f", "clouds/delete"),
        ("doctl compute ssh web-1 --ssh-command 'rm -rf /srv/data'", "filesystem/recursive-delete"),
        ("oci --profile LIVE db autonomous-database delete --autonomous-database-id ocid1.x --force", "clouds/delete"),
        ("openstack --os-cloud live volume delete --force data", "clouds/delete"),
        ("ibmcloud is instance-delete web -f", "clouds/delete"),
        ("linode-cli volumes delete 12", "clouds/delete"),
        ("linode-cli linodes rebuild 12 --image linode/debian12 --root_pass x", "clouds/delete"),
        ("AWS_PROFILE=live eksctl delete cluster -f cluster.yaml", "deployers/cluster-delete"),
        ("kops delete cluster main.example.com --state=s3://kops -y", "deployers/cluster-delete"),
        ("npx sls remove -s live", "deployers/stack-remove"),
        ("eb ssh live -c 'sudo rm -rf /srv/data'", "filesystem/recursive-delete"),
        ("fastly service-version deactivate -s 7a --version active", "cdn/switch"),
    ],
)
def test_smaller_clouds(command: str, rule: str) -> None:
    assert rule in rules(command)
    assert verdict(command) != ALLOW


@pytest.mark.parametrize(
    "command",
    [
        "doctl compute droplet list --format ID",
        "doctl kubernetes cluster kubeconfig remove main",
        "oci os object put -bn photos --file delete.txt",
        "openstack port list",
        "openstack server create --image debian web",
        "linode-cli nodebalancers update 1 --label web",
        "hcloud server enable-protection web delete rebuild",
        "hcloud context delete old",
        "eksctl create cluster --name main --dry-run",
        "kops delete cluster main.example.com",
        "sam deploy --guided",
        "sls deploy --stage dev",
        "fastly compute publish",
    ],
)
def test_smaller_clouds_pass(command: str) -> None:
    assert verdict(command) == ALLOW


@pytest.mark.parametrize(
    ("command", "rule"),
    [
        ("aws cloudformation deploy --template-file app.yaml --stack-name shop", "aws/stack-apply"),
        ("aws cloudformation execute-change-set --change-set-name arn:aws:cloudformation:x", "aws/stack-apply"),
        ("aws secretsmanager put-secret-value --secret-id db --secret-string x", "aws/secret-overwrite"),
        ("aws ssm put-parameter --overwrite --name /db --value x", "aws/secret-overwrite"),
        ("aws ecs execute-command --task t --interactive --command 'rm -rf /srv/data'", "filesystem/recursive-delete"),
        ("aws dynamodb execute-statement --statement 'DELETE FROM orders'", "sql/delete-without-where"),
        ("aws lambda add-permission --function-name f --principal '*' --action lambda:Invoke", "aws/public-acl"),
        (
            "aws ec2 modify-image-attribute --image-id ami-1 --launch-permission 'Add=[{Group=all}]'",
            "aws/public-acl",
        ),
        (
            """aws sqs set-queue-attributes --queue-url q --attributes '{"Policy":"{\\"Principal\\":\\"*\\"}"}'""",
            "aws/public-acl",
        ),
        ("aws wafv2 delete-web-acl --name w --scope REGIONAL --id 1 --lock-token t", "aws/protection-off"),
        ("aws ec2 replace-route --route-table-id rtb-1 --destination-cidr-block 0.0.0.0/0", "aws/delete-network"),
        ("aws autoscaling suspend-processes --auto-scaling-group-name web", "aws/stop"),
        ("aws iam update-access-key --access-key-id A --status Inactive", "aws/stop"),
        ("aws eks update-nodegroup-config --cluster-name m --scaling-config minSize=0,desiredSize=0", "aws/stop"),
        ("aws ec2 modify-instance-metadata-options --instance-id i-1 --http-tokens optional", "aws/protection-off"),
    ],
)
def test_amazon(command: str, rule: str) -> None:
    assert rule in rules(command)
    assert verdict(command) != ALLOW


@pytest.mark.parametrize(
    "command",
    [
        "aws cloudformation deploy --template-file app.yaml --stack-name shop --no-execute-changeset",
        "aws cloudformation create-change-set --stack-name shop --change-set-name c --template-body file://a.yaml",
        "aws cloudformation delete-change-set --change-set-name c --stack-name shop",
        "aws secretsmanager update-secret --secret-id db --description text",
        "aws ssm put-parameter --name /new --value x --type String",
        "aws ecs execute-command --task t --interactive --command 'ls /srv'",
        "aws dynamodb execute-statement --statement 'SELECT * FROM orders'",
        "aws lambda add-permission --function-name f --principal s3.amazonaws.com --action lambda:Invoke",
        "aws ec2 modify-image-attribute --image-id ami-1 --launch-permission 'Remove=[{Group=all}]'",
        "aws iam update-access-key --access-key-id A --status Active",
        "aws events put-rule --name nightly --schedule-expression 'rate(1 day)'",
        "aws cloudfront create-invalidation --distribution-id E1 --paths '/index.html'",
        "aws codebuild stop-build --id b",
    ],
)
def test_amazon_passes(command: str) -> None:
    assert verdict(command) == ALLOW


@pytest.mark.parametrize(
    ("command", "facet", "value"),
    [
        ("gcloud --project shop sql instances delete main", "project", "shop"),
        ("CLOUDSDK_CORE_PROJECT=shop gcloud sql instances delete main", "project", "shop"),
        ("az group delete -n old --subscription live", "account", "live"),
        ("AWS_PROFILE=live eksctl delete cluster --name main", "profile", "live"),
        ("hcloud --context live server delete web", "account", "live"),
        ("openstack --os-cloud=live server delete web", "account", "live"),
        ("CLOUDFLARE_ACCOUNT_ID=7a wrangler r2 bucket delete photos", "account", "7a"),
        ("firebase -P shop database:remove /", "project", "shop"),
    ],
)
def test_options_and_environment_say_where(command: str, facet: str, value: str) -> None:
    (effect,) = judged(command).effects
    assert effect.targets[0].facet(facet) == value


_OPTIONS = ("--project=shop", "--quiet", "--zone europe-west1-b", "-q", "--format json", "--verbosity=error")


@given(st.lists(st.tuples(st.sampled_from(_OPTIONS), st.integers(0, 4)), max_size=4))
def test_options_stand_anywhere(options: list[tuple[str, int]]) -> None:
    words = ["compute", "instances", "delete", "web-1"]
    for option, place in options:
        words.insert(place, option)
    assert rules("gcloud " + " ".join(words)) == ["gcloud/compute-delete"]


@pytest.mark.parametrize(
    "command",
    [
        "wrangler d1 execute shop --remote --file=drop.sql",
        "gcloud spanner databases ddl update orders --instance=main --ddl-file=drop.sql",
        "az postgres flexible-server execute -n shop -u admin -p x -d app -f drop.sql",
    ],
)
def test_a_file_of_sql_is_read(command: str) -> None:
    assert rules(command, DictWorkspace({"/work/app/drop.sql": "DROP TABLE users;"})) == ["sql/drop-table"]
    assert rules(command, DictWorkspace({"/work/app/drop.sql": "SELECT 1;"})) == []
