"""Secrets out of text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.model.masking import mask, mask_value

TOKEN = "ghp_" + "a1B2" * 9
JWT = "eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("psql postgres://app:s3cr3t@db.example.com:5432/prod", "s3cr3t"),
        ("psql 'postgres://app:p@ss:w0rd@db/prod'", "w0rd"),
        ("redis-cli -u redis://:s3cr3t@cache:6379/0", "s3cr3t"),
        ("PGPASSWORD=s3cr3t psql -h db", "s3cr3t"),
        ("export API_KEY='two words s3cr3t'", "s3cr3t"),
        ('{"client_secret": "s3cr3t"}', "s3cr3t"),
        ("mysql -uroot -ps3cr3t -e 'select 1'", "s3cr3t"),
        ("redis-cli -h cache -a s3cr3t flushall", "s3cr3t"),
        ("tool --db-password s3cr3t", "s3cr3t"),
        ("tool --token=s3cr3t", "s3cr3t"),
        ("curl -H 'Authorization: Bearer s3cr3tvalue'", "s3cr3tvalue"),
        (f"git clone https://x-access-token:{TOKEN}@github.com/a/b", TOKEN),
        (f"echo {TOKEN} | gh auth login", TOKEN),
        (f"curl -b session={JWT}", JWT),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "MIIE"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE cut off", "MIIE"),
    ],
)
def test_masked(text, secret):
    assert secret not in mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "rm -rf node_modules",
        "git push origin main:main",
        "psql postgres://db.example.com:5432/prod",
        "ssh deploy@host 'ls'",
        "terraform apply -target=aws_db_instance.main",
        "npm run build -- --port 3000",
    ],
)
def test_nothing_to_mask(text):
    assert mask(text) == text


def test_who_and_where_stay():
    assert mask("postgres://app:x@db/prod") == "postgres://app:***@db/prod"


@given(st.text("ab:/@=-'\" \npaswordtken_", max_size=60))
def test_masking_twice_changes_nothing_more(text):
    assert mask(mask(text)) == mask(text)


def test_a_value_under_a_secrets_name_goes_whole():
    assert mask_value({"db_password": "hunter2", "n": [1, None, True]}) == {"db_password": "***", "n": (1, None, True)}


@pytest.mark.parametrize(
    "piece", ["a://", "token", "password=", "--", "mysql -p", "-----BEGIN PRIVATE KEY-----", "a:a@"]
)
def test_hostile_repetition_ends_in_bounded_time(piece):
    start = time.monotonic()
    mask(piece * (200_000 // len(piece)))
    assert time.monotonic() - start < 5
