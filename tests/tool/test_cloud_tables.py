"""Cloud command lines that tables read: options anywhere, aliases, what is carried, and what loses nothing."""

from __future__ import annotations

import pytest

from keyturn.model.decision import ALLOW
from tests.support import rules, verdict


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
