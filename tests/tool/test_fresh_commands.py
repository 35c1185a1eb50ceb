"""Programs reached through a package, an image or another word than their own, and names that read like verbs."""

import pytest

from tests.support import DictWorkspace, rules, verdict


@pytest.mark.parametrize(
    "command",
    [
        "npx @railway/cli down --yes",
        "npx @sentry/cli releases delete 1.0",
        "npx cdktf-cli@0.20 destroy shop",
        "npx sst remove --stage shop",
        "pipx run awscli s3 rb s3://shop --force",
        "deno run -A npm:wrangler@3 delete",
        "docker run --rm restic/restic forget --keep-last 1 --prune",
        "docker run --rm minio/mc rb --force shop/photos",
        "docker run --rm curlimages/curl:8.6.0 -X DELETE http://search.internal:9200/_all",
        "podman run --rm hashicorp/vault kv metadata delete secret/shop",
        "heroku run bash -c 'rm -rf /app/data' -a shop",
        "heroku redis:cli -a shop --confirm shop <<< FLUSHALL",
        "gcloud compute ssh db -- 'sudo systemctl stop postgresql'",
        "netlify api deleteSite --data '{}'",
        "vault write auth/approle/role/shop/secret-id/destroy secret_id=1",
        "pacman -Rcns --noconfirm python-pip",
        "ansible localhost -m amazon.aws.s3_bucket -a 'name=shop state=absent force=yes'",
        "aliyun --profile shop rds DeleteDBInstance --DBInstanceId x",
    ],
)
def test_the_program_behind_the_spelling_is_read(command: str) -> None:
    assert verdict(command) == "hold"


@pytest.mark.parametrize(
    "command",
    [
        "npx @railway/cli status",
        "npx cdktf-cli diff",
        "pipx run awscli s3 ls",
        "deno run -A npm:wrangler@3 whoami",
        "docker run --rm restic/restic snapshots",
        "docker run --rm curlimages/curl http://search.internal:9200/_cat/indices",
        "docker run --rm shop/worker delete",
        "heroku run bash -c 'ls /app' -a shop",
        "heroku ps:restart -a shop",
        "gcloud compute ssh db -- 'df -h'",
        "gcloud functions call delete --data '{}'",
        "netlify api getSite --data '{}'",
        "nats kv put config delete 1",
        "nats stream info delete",
        "wrangler kv key put delete value --binding KV",
        "wrangler d1 info delete",
        "glab mr note 1 -m delete",
        "supabase functions invoke delete",
        "vault write secret/data/shop destroy=later",
        "pacman -Rns cowsay",
        "ansible localhost -m amazon.aws.s3_bucket -a 'name=shop state=present'",
        "aliyun ecs DescribeInstances --InstanceName DeleteMe",
        "pacman -Sc --noconfirm",
        "snap remove firefox",
    ],
)
def test_a_name_or_an_argument_is_no_verb(command: str) -> None:
    assert verdict(command) == "allow"


def test_a_graphql_address_may_end_in_its_version() -> None:
    command = (
        """curl -X POST https://api.example.com/graphql/v2 -d '{"query":"mutation { volumeDelete(id: \\"v\\") }"}'"""
    )
    assert rules(command) == ["http/graphql-delete"]


@pytest.mark.parametrize(
    ("path", "body", "stops"),
    [
        ("flags/web/new", '{"instructions":[{"kind":"turnFlagOff"}]}', True),
        ("flags/web/new", '{"instructions":[{"kind":"turnFlagOn"}]}', False),
        ("monitor/mute_all", "{}", True),
        ("kv/deleterange", '{"key":"AA=="}', True),
        ("kv/range", '{"key":"AA=="}', False),
    ],
)
def test_what_a_body_or_a_last_word_switches_off(path: str, body: str, stops: bool) -> None:
    method = "PATCH" if path.startswith("flags") else "POST"
    assert verdict(f"curl -X {method} https://api.example.com/{path} -d '{body}'") == ("hold" if stops else "allow")


def test_a_method_that_is_not_known_is_not_passed() -> None:
    assert rules('curl -X "$M" https://api.example.com/shops/1') == ["blind/opaque-text"]
    assert verdict('curl -X "$M" http://localhost:3000/shops/1') == "allow"
    assert verdict('M=GET; curl -X "$M" https://api.example.com/shops/1') == "allow"


def test_options_may_stand_in_a_file() -> None:
    files = DictWorkspace(
        {
            "/work/app/gone.conf": '# comment\nrequest = DELETE\nurl = "https://api.example.com/shops/1"\n-s\n',
            "/work/app/seen.conf": 'request: GET\nurl "https://api.example.com/shops/1"\n',
        }
    )
    assert verdict("curl -K gone.conf", files) == "hold"
    assert verdict("curl --config seen.conf", files) == "allow"
    assert verdict("curl -K absent.conf", files) == "allow"
    assert verdict("curl -K - <<'X'\nrequest = DELETE\nurl = https://api.example.com/shops/1\nX") == "hold"
