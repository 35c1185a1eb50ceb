"""docker, podman, compose: what goes, and what runs inside."""

import pytest

from keyturn.model.effect import CONTAINER_CHANGE, CONTAINER_DATA, Effect
from tests.support import DictWorkspace, judged, rules, verdict


def only(text: str, workspace: DictWorkspace | None = None) -> Effect:
    effects = judged(text, workspace).effects
    assert len(effects) == 1, effects
    return effects[0]


def paths(text: str, workspace: DictWorkspace | None = None) -> list[str | None]:
    return [target.facet("path") for effect in judged(text, workspace).effects for target in effect.targets]


@pytest.mark.parametrize(
    "text, rule, category",
    [
        ("docker rm -f web", "docker/remove-container", CONTAINER_CHANGE),
        ("docker container rm web", "docker/remove-container", CONTAINER_CHANGE),
        ("docker rm -vf web", "docker/remove-volumes", CONTAINER_DATA),
        ("docker rmi a b", "docker/remove-image", CONTAINER_CHANGE),
        ("docker image rm a", "docker/remove-image", CONTAINER_CHANGE),
        ("docker volume rm data", "docker/remove-volumes", CONTAINER_DATA),
        ("docker volume prune -f", "docker/prune-volumes", CONTAINER_DATA),
        ("docker system prune -af", "docker/prune", CONTAINER_CHANGE),
        ("docker system prune -af --volumes", "docker/prune-volumes", CONTAINER_DATA),
        ("docker builder prune", "docker/prune", CONTAINER_CHANGE),
        ("docker compose down", "docker/compose-down", CONTAINER_CHANGE),
        ("docker compose -f a.yml -p shop down -v", "docker/compose-down-volumes", CONTAINER_DATA),
        ("docker-compose down --volumes", "docker/compose-down-volumes", CONTAINER_DATA),
        ("docker compose rm -fsv", "docker/remove-volumes", CONTAINER_DATA),
        ("podman volume rm --all", "docker/remove-volumes", CONTAINER_DATA),
        ("podman system reset -f", "docker/prune-volumes", CONTAINER_DATA),
    ],
)
def test_what_a_command_does(text: str, rule: str, category: str) -> None:
    effect = only(text)
    assert (effect.rule, effect.category) == (rule, category)


@pytest.mark.parametrize(
    "text",
    [
        "docker ps -a",
        "docker images",
        "docker volume ls",
        "docker volume inspect x",
        "docker compose up -d",
        "docker compose ps",
        "docker compose --dry-run down -v",
        "docker build -t x .",
        "docker run --rm alpine rm -rf /",
        "docker run --rm -it alpine sh -c 'rm -rf /etc'",
        "docker exec app rm -rf /tmp/cache",
        "docker stop web",
        "docker logs -f web",
        "podman run -v npm-cache:/data alpine rm -rf /data/x",
        "docker system prune --help",
    ],
)
def test_what_is_let_pass(text: str) -> None:
    assert verdict(text) == "allow"


@pytest.mark.parametrize(
    "text",
    [
        "docker volume rm x",
        "docker compose down -v",
        "docker system prune --volumes -f",
        "docker stack rm x",
        "docker swarm leave -f",
    ],
)
def test_what_is_held(text: str) -> None:
    assert verdict(text) == "hold"


@pytest.mark.parametrize(
    "text, path",
    [
        ("docker run -v /:/host alpine rm -rf /host/etc", "/etc"),
        ("docker run -v /:/host alpine sh -c 'rm -rf /host/etc/ssh'", "/etc/ssh"),
        ("docker run --volume=/srv:/s alpine rm -rf /s/db", "/srv/db"),
        ("docker run --mount type=bind,source=/etc,target=/e alpine rm -rf /e/ssh", "/etc/ssh"),
        ("docker run -v ~/:/h alpine rm -rf /h/Documents", "/home/sam/Documents"),
        ("docker run -v $PWD:/w -w /w node rm -rf src", "/work/app/src"),
        ("docker run -v ./src:/w/ node rm -rf /w/a", "/work/app/src/a"),
        ("docker run -v $PWD:/w node rm -rf src", "/work/app/src"),
    ],
)
def test_a_path_in_a_mount_is_the_hosts_own(text: str, path: str) -> None:
    assert path in paths(text)


def test_deleting_above_a_mount_reaches_it() -> None:
    assert verdict("docker run -v $PWD:/w alpine rm -rf /") != "allow"
    assert verdict("docker run -v $PWD:/w alpine rm -rf '/*'") != "allow"


def test_deleting_beside_a_mount_does_not() -> None:
    assert verdict("docker run -v $PWD:/w alpine rm -rf /var/cache/apk") == "allow"


def test_a_container_with_rights_on_the_host_is_not_contained() -> None:
    assert verdict("docker run --privileged alpine mkfs.ext4 /dev/sda1") == "deny"
    assert verdict("docker run --privileged --pid=host alpine nsenter -t 1 -m -- rm -rf /") == "deny"


def test_options_that_are_computed_may_mount_anything() -> None:
    assert verdict("docker run $OPTIONS alpine rm -rf /") != "allow"


def test_a_container_on_another_machine_is_not_throw_away() -> None:
    assert verdict("docker -H ssh://prod exec app rm -rf /data") != "allow"
    assert verdict("DOCKER_HOST=tcp://10.0.0.5:2375 docker exec app rm -rf /data") != "allow"
    assert only("docker --context prod volume rm x").targets[0].facet("context") == "prod"
    assert only("docker -H ssh://prod volume rm x").targets[0].facet("host") == "ssh://prod"


def test_the_whole_file_system_given_away() -> None:
    assert "docker/host-root" in rules("docker run -v /:/host alpine ls")
    assert "docker/host-root" not in rules("docker run -v /:/host:ro alpine ls")


def test_an_image_whose_entry_point_is_a_known_program() -> None:
    effect = only("docker run --rm -v $PWD:/w -w /w hashicorp/terraform:1.9 destroy -auto-approve")
    assert effect.rule == "terraform/destroy"
    assert effect.targets[0].facet("path") == "/work/app"


def test_an_entry_point_given_on_the_command_line() -> None:
    assert paths("docker run -v /srv:/s --entrypoint rm alpine -rf /s/db") == ["/srv/db"]


def test_compose_services_write_into_the_project_they_mount() -> None:
    compose = "services:\n  app:\n    image: x\n    volumes:\n      - .:/app\n      - data:/data\n"
    workspace = DictWorkspace({"/work/app/compose.yml": compose}, ("/work/app",))
    assert paths("docker compose exec app rm -rf /app/src", workspace) == ["/work/app/src"]
    assert verdict("docker compose run --rm app rm -rf /data/x", workspace) == "allow"


def test_a_subcommand_that_is_computed_is_blind() -> None:
    assert rules('docker "$WHAT" x') == ["blind/unknown-subcommand"]
    assert rules('docker volume "$WHAT" x') == ["blind/unknown-subcommand"]


def test_a_file_fed_into_a_container_is_the_hosts() -> None:
    workspace = DictWorkspace({"/work/app/dump.sql": "DROP TABLE users;"})
    assert "sql/drop-table" in rules("docker exec -i db psql shop < dump.sql", workspace)
    assert "sql/drop-table" in rules("kubectl exec -i db-0 -- psql shop < dump.sql", workspace)


@pytest.mark.parametrize(
    "text",
    ["docker exec app rm -rf /data", "docker exec app sh -c 'rm -rf /data/*'", "docker exec -w /data app rm -rf .",
     "docker exec db rm -rf /var/lib/postgresql/data", "podman exec db find /var/lib/mysql -delete",
     "docker compose exec -T db rm -rf /var/lib/postgresql/data/pg_wal"],
)  # fmt: skip
def test_a_running_containers_data_directory_is_a_volume(text: str) -> None:
    assert verdict(text) != "allow"


@pytest.mark.parametrize(
    "text",
    ["docker exec web rm -rf /var/lib/apt/lists/*", "docker exec web rm -rf /app/node_modules", "docker exec db ls /data",
     "docker run --rm alpine rm -rf /data", "docker exec db sh -c 'rm -rf /tmp/x && pg_dump app > /tmp/x'",
     "docker compose exec web rm -rf /app/tmp/cache"],
)  # fmt: skip
def test_the_rest_of_a_running_container_is_its_image(text: str) -> None:
    assert verdict(text) == "allow"
