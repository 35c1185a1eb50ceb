"""Launchers that bring secrets, a version or an environment: what they start is what counts."""

import pytest

from tests.support import rules, verdict


@pytest.mark.parametrize(
    "command",
    [
        "op run -- terraform destroy",
        "op run --env-file=.env --no-masking -- terraform destroy",
        "aws-vault exec prod -- terraform destroy -auto-approve",
        "aws-vault exec prod terraform destroy",
        "aws-vault --debug exec -n --duration 1h prod -- terraform destroy",
        "doppler run -- terraform destroy",
        "doppler run -p shop -c prd -- terraform destroy",
        "doppler run --command 'cd infra && terraform destroy'",
        "chamber exec shop/prod -- terraform destroy",
        "sops exec-env secrets.yaml 'terraform destroy'",
        "infisical run --env=prod -- terraform destroy",
        "envchain prod terraform destroy",
        "dotenvx run -f .env.production -- terraform destroy",
        "npx dotenv-cli -e .env -- terraform destroy",
        "saml2aws exec -a prod -- terraform destroy",
        "nix-shell -p terraform --run 'terraform destroy'",
        "nix develop .#ops -c terraform destroy",
        "sudo aws-vault exec prod -- env A=1 timeout 9 terraform destroy",
        "numactl -N 0 terraform destroy",
        "setarch x86_64 -R terraform destroy",
        "proxychains4 -q terraform destroy",
        "wsl -d Debian -e terraform destroy",
        "wsl terraform destroy",
        "rbenv exec bundle exec terraform destroy",
    ],
)
def test_what_a_launcher_starts_is_judged(command: str) -> None:
    assert "terraform/destroy" in rules(command)
    assert verdict(command) != "allow"


def test_a_launcher_nobody_knows_is_guessed_where_the_program_is_unmistakable() -> None:
    assert verdict("our-vault login prod -- terraform destroy -auto-approve") != "allow"
    assert verdict("with-secrets -- bash -c 'rm -rf ~'") != "allow"


@pytest.mark.parametrize(
    "command",
    [
        "op read op://vault/item/password",
        "op run --help",
        "aws-vault list",
        "aws-vault exec dev -- aws s3 ls",
        "doppler secrets get KEY",
        "doppler run -- npm test",
        "sops -d secrets.yaml",
        "sops exec-env secrets.yaml 'npm test'",
        "pyenv install 3.12",
        "pyenv exec python -V",
        "nix-shell -p jq --run 'jq . x.json'",
        "nix develop",
        "wsl --list",
        "cargo run -- rm -r shelf",
        "cargo run -- delete --id 5",
        "mytool search -- terraform",
    ],
)
def test_what_a_launcher_may_start(command: str) -> None:
    assert verdict(command) == "allow"
