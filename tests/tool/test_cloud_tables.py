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
