"""The proposal of environments: names only, never a secret, and nothing counts by itself."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.policy import configuration
from keyturn.wiring import environments as e


@pytest.mark.parametrize(
    ("value", "address"),
    [
        (
            "postgresql://app:s3cret@db.prod.example.com:5432/shop?sslmode=require",
            "postgres://db.prod.example.com:5432/shop",
        ),
        ("postgresql+asyncpg://app:p%40ss@db/shop", "postgres://db/shop"),
        ("postgres://u:p@ss/word@db.example.com/shop", "postgres://db.example.com/shop"),
        ("postgres://u:p#s@db.example.com/shop", ""),
        ("postgres://db.example.com/shop?email=a@b", ""),
        ("mysql://localhost", "mysql://localhost"),
        ("mongodb+srv://u:p@cluster.example.net/app", "mongodb://cluster.example.net/app"),
        ("redis://:secret@cache:6379/0", "redis://cache:6379/0"),
        ("postgres://u:p@[::1]:5432/x", "postgres://???1?:5432/x"),
        ("https://token@example.com/x", ""),
        ("postgres://${HOST}/x", ""),
        ("hunter2", ""),
        ("", ""),
    ],
)
def test_an_address_without_its_secret(value: str, address: str) -> None:
    found = e.address_of(value)
    if "[" in value:
        assert "*" not in found
        assert "[" not in found
    else:
        assert found == address


@given(
    st.text("ab@:/?#%[] ", max_size=30), st.text("SECRET", min_size=6, max_size=12), st.text("ab@:/?#%[] ", max_size=9)
)
def test_no_password_ever_comes_out(noise: str, secret: str, more: str) -> None:
    found = e.address_of(f"postgres://{noise}{secret}{more}@db.example.com/shop")
    assert secret not in found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    def put(name: str, text: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    put(
        "work/.env",
        "# DATABASE_URL=postgres://old/x\nexport DATABASE_URL='postgres://a:b@db.prod.example.com/shop'\nAPI_KEY=abc\n",
    )
    put("work/.env.development", 'DB="postgres://localhost/shop_dev"\n')
    put("work/infra/.terraform/environment", "staging")
    put("work/infra/terraform.tfstate.d/prod/x", "")
    put("work/.git/config", '[remote "origin"]\n\turl = git@example.com:a/b\n')
    put(
        "home/.kube/config",
        "apiVersion: v1\nclusters:\n- name: c1\ncontexts:\n- context:\n    cluster: c1\n    user: u\n  name: prod-eu\n"
        "- name: kind-x\n  context: {}\nusers:\n- name: admin\n  user:\n    token: s3cret\n",
    )
    put("home/.aws/config", "[default]\nregion = x\n[profile shop-prod]\nsso = y\n")
    put("home/.aws/credentials", "[leak]\naws_secret_access_key = s3cret\n")
    put("home/.config/gcloud/configurations/config_default", "[core]\naccount = a@b\nproject = shop-uat\n")
    return tmp_path


def test_names_from_everywhere(place: Path) -> None:
    found = e.propose(str(place / "work"), str(place / "home"), {})
    assert {(one.pattern, one.hint) for one in found} == {
        ("postgres://db.prod.example.com/shop", "production"),
        ("postgres://localhost/shop_dev", "dev"),
        ("terraform:workspace=staging", "staging"),
        ("terraform:workspace=prod", "production"),
        ("kube:context=prod-eu", "production"),
        ("kube:context=kind-x", "dev"),
        ("aws:profile=shop-prod", "production"),
        ("gcp:project=shop-uat", "staging"),
        ("git:remote=origin,default=yes", ""),
    }
    text = e.text(found)
    assert "s3cret" not in text
    assert tomllib.loads(text) == {}


def test_what_a_person_takes_the_marks_off_is_a_configuration(place: Path) -> None:
    text = e.text(tuple(one for one in e.propose(str(place / "work"), str(place / "home"), {}) if one.hint))
    lines = [line[2:] for line in text.splitlines()[2:]]
    document = tomllib.loads("\n".join(lines))
    assert set(document["environment"]) == {"prod", "staging", "dev"}
    layer = configuration.read("\n".join(lines).encode(), file="keyturn.toml", name="repository")
    assert layer.errors == ()


def test_nothing_is_proposed_where_nothing_is(tmp_path: Path) -> None:
    assert e.propose(str(tmp_path), str(tmp_path), {}) == ()
