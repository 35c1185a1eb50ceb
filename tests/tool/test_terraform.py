"""terraform, tofu, terragrunt: the grammar, the state facts, and the tricks around them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.model.effect import INFRA_APPLY, INFRA_DESTROY, PROTECTION_OFF, Effect
from tests.support import DictWorkspace, judged, rules, verdict


def only(text: str, workspace: DictWorkspace | None = None) -> Effect:
    """The one effect of a command."""
    effects = judged(text, workspace).effects
    assert len(effects) == 1, effects
    return effects[0]


@pytest.mark.parametrize(
    "text, rule",
    [
        ("terraform destroy", "terraform/destroy"),
        ("terraform -chdir=infra destroy -auto-approve", "terraform/destroy"),
        ("terraform --chdir=infra destroy", "terraform/destroy"),
        ("tofu apply -destroy", "terraform/destroy"),
        ("tofu apply --destroy=true", "terraform/destroy"),
        ("terraform apply", "terraform/apply"),
        ("terraform apply -var x=1 -parallelism=3", "terraform/apply"),
        ("terraform apply -auto-approve", "terraform/apply-auto-approve"),
        ("terraform apply -auto-approve=false", "terraform/apply"),
        ("terraform apply -input=false plan.out", "terraform/apply-saved-plan"),
        ("terraform apply -replace=aws_instance.a", "terraform/replace"),
        ("terraform apply -refresh-only", "terraform/refresh"),
        ("terraform state rm a.b", "terraform/state-rm"),
        ("terraform state mv a.b c.d", "terraform/state-mv"),
        ("terraform state push -force x.tfstate", "terraform/state-push"),
        ("terraform state replace-provider a b", "terraform/replace-provider"),
        ("terraform workspace delete -force x", "terraform/workspace-delete"),
        ("terraform taint a.b", "terraform/taint"),
        ("terraform force-unlock -force 1", "terraform/force-unlock"),
        ("terraform init -migrate-state", "terraform/migrate-state"),
        ("terraform init -force-copy", "terraform/migrate-state"),
        ("terragrunt destroy", "terraform/destroy"),
        ("terragrunt run-all destroy --terragrunt-non-interactive", "terraform/destroy"),
        ("terragrunt destroy-all", "terraform/destroy"),
        ("terragrunt run --all destroy", "terraform/destroy"),
        ("terragrunt run --all --non-interactive -- destroy", "terraform/destroy"),
        ("terragrunt --working-dir live/prod destroy", "terraform/destroy"),
        ("terragrunt run-all apply", "terraform/apply-auto-approve"),
        ("terragrunt backend delete --force", "terraform/backend-delete"),
        ("terragrunt exec -- terraform destroy", "terraform/destroy"),
    ],
)
def test_what_a_command_does(text: str, rule: str) -> None:
    assert rules(text) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "terraform plan",
        "terraform plan -destroy -out=p",
        "terraform -chdir=infra plan",
        "terraform fmt -recursive",
        "terraform validate",
        "terraform show p",
        "terraform output -json",
        "terraform state list",
        "terraform state show a.b",
        "terraform state pull",
        "terraform state rm -dry-run a.b",
        "terraform workspace select prod",
        "terraform workspace list",
        "terraform providers lock",
        "terraform init -upgrade",
        "terraform init -reconfigure",
        "terraform import a.b id",
        "terraform destroy -help",
        "terraform -help destroy",
        "terraform -version",
        "terraform",
        "terragrunt hclfmt",
        "terragrunt run-all plan",
        "terragrunt output",
        "terragrunt --help",
    ],
)
def test_what_takes_nothing_away(text: str) -> None:
    assert judged(text).effects == ()
    assert verdict(text) == "allow"


def test_a_destroy_hidden_in_an_environment_variable() -> None:
    effect = only('TF_CLI_ARGS_apply="-destroy -auto-approve" terraform apply')
    assert effect.rule == "terraform/destroy"
    assert "without asking" in effect.summary


def test_options_in_an_exported_variable() -> None:
    assert rules("export TF_CLI_ARGS_apply=-auto-approve; terraform apply") == ["terraform/apply-auto-approve"]


def test_options_in_the_environment_that_is_inherited() -> None:
    workspace = DictWorkspace(variables={"TF_CLI_ARGS": "-auto-approve"})
    assert rules("terraform apply", workspace) == ["terraform/apply-auto-approve"]


def test_a_command_word_that_is_computed_is_blind_and_held() -> None:
    assert rules('terraform "$ACTION" -auto-approve') == ["blind/unknown-subcommand"]
    assert verdict('terraform "$ACTION"') == "hold"


def test_the_directory_and_the_workspace_are_facets() -> None:
    target = only("TF_WORKSPACE=prod terraform -chdir=infra destroy").targets[0]
    assert target.facet("path") == "/work/app/infra"
    assert target.facet("workspace") == "prod"


def test_a_directory_that_is_not_known_is_an_unknown_facet() -> None:
    target = only('terraform -chdir="$WHERE" destroy').targets[0]
    assert target.has("path")
    assert target.facet("path") is None
    assert target.facet("backend") is None


def test_the_selected_workspace_is_read_from_the_data_directory() -> None:
    workspace = DictWorkspace({"/work/app/.terraform/environment": "prod\n", "/work/app/main.tf": ""})
    assert only("terraform destroy", workspace).targets[0].facet("workspace") == "prod"


def test_tf_data_dir_moves_the_data_directory() -> None:
    workspace = DictWorkspace({"/work/app/elsewhere/environment": "blue"})
    assert only("TF_DATA_DIR=elsewhere terraform destroy", workspace).targets[0].facet("workspace") == "blue"


STATE = json.dumps(
    {
        "version": 4,
        "serial": 4,
        "lineage": "f00d",
        "resources": [
            {"mode": "managed", "type": "aws_db_instance", "name": "main", "instances": [{}]},
            {"mode": "managed", "type": "aws_instance", "name": "web", "instances": [{}, {}]},
            {"mode": "data", "type": "aws_ami", "name": "base", "instances": [{}]},
        ],
    }
)


def test_a_local_state_says_what_a_destroy_would_destroy() -> None:
    workspace = DictWorkspace({"/work/app/main.tf": "", "/work/app/terraform.tfstate": STATE})
    effect = only("terraform destroy", workspace)
    assert (effect.extent.count, effect.extent.unit, effect.extent.exact) == (3, "resources", True)
    assert "aws_db_instance.main" in effect.summary
    target = effect.targets[0]
    assert (target.facet("lineage"), target.facet("serial"), target.facet("backend")) == ("f00d", "4", "local")


def test_the_state_option_names_another_state() -> None:
    workspace = DictWorkspace({"/work/app/main.tf": "", "/work/app/old.tfstate": STATE})
    assert only("terraform destroy -state=old.tfstate", workspace).extent.count == 3


def test_a_local_state_of_a_workspace() -> None:
    place = "/work/app/terraform.tfstate.d/blue/terraform.tfstate"
    workspace = DictWorkspace({"/work/app/main.tf": "", place: STATE})
    assert only("TF_WORKSPACE=blue terraform destroy", workspace).extent.count == 3


def test_a_state_that_vanished_is_noted() -> None:
    workspace = DictWorkspace({"/work/app/main.tf": "", "/work/app/.terraform/providers/x": ""})
    notes = judged("terraform apply", workspace).notes
    assert any("nothing exists yet" in note.text for note in notes)


def test_a_broken_state_is_not_believed() -> None:
    workspace = DictWorkspace({"/work/app/main.tf": "", "/work/app/terraform.tfstate": "{" * 2000})
    assert only("terraform destroy", workspace).extent.count is None


def test_the_backend_comes_from_the_configuration() -> None:
    files = {"/work/app/back.tf": 'terraform {\n  backend "s3" {\n    bucket = "states"\n  }\n}\n'}
    assert only("terraform destroy", DictWorkspace(files)).targets[0].facet("backend") == "s3"


def test_the_backend_as_initialised_wins_and_carries_its_place() -> None:
    initialised = json.dumps({"backend": {"type": "s3", "config": {"bucket": "states", "key": "prod/net"}}})
    files = {"/work/app/.terraform/terraform.tfstate": initialised, "/work/app/a.tf": 'terraform { backend "gcs" {} }'}
    assert only("terraform destroy", DictWorkspace(files)).targets[0].facet("backend") == "s3:states/prod/net"


def test_categories() -> None:
    assert only("terraform destroy").category == INFRA_DESTROY
    assert only("terraform apply x.plan").category == INFRA_APPLY
    assert only("terraform force-unlock 1").category == PROTECTION_OFF


def test_the_targets_are_counted_and_named() -> None:
    effect = only("tofu destroy -target=aws_instance.a -target aws_db_instance.b")
    assert effect.extent.count == 2
    assert not effect.extent.closed
    assert "aws_db_instance.b" in effect.summary


def test_planning_a_destroy_is_noted() -> None:
    assert any("destroy" in note.text for note in judged("terraform plan -destroy -out=p").notes)


SPELLINGS = st.sampled_from(["-auto-approve", "--auto-approve", "-auto-approve=true", "-auto-approve=1"])
BETWEEN = st.lists(
    st.sampled_from(["-no-color", "-lock=false", "-var x=1", "-var-file=p.tfvars", "-parallelism 4", "-input=false"]),
    max_size=4,
)


@given(SPELLINGS, BETWEEN, BETWEEN)
def test_the_flag_counts_wherever_it_stands(flag: str, before: list[str], after: list[str]) -> None:
    assert rules(" ".join(["terraform apply", *before, flag, *after])) == ["terraform/apply-auto-approve"]


def test_options_that_are_computed_are_no_plan() -> None:
    assert rules("terraform apply $EXTRA") == ["terraform/apply"]
    assert rules('terraform apply "$PLAN"') == ["terraform/apply-saved-plan"]
