"""Secret stores, brokers, backups, registries, package managers and machines: through the whole corridor."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.judge.corridor import follow
from keyturn.model.decision import ALLOW, DENY, HOLD
from keyturn.model.source import SHELL, Origin, Source
from keyturn.model.word import Word
from keyturn.tool.packages import MANAGERS
from tests.support import DictWorkspace, judged, rules, verdict, view

STOPPED = [
    # secret stores
    ("vault kv delete -mount=team app/db", "vault/secret-delete"),
    ("VAULT_ADDR=https://vault.example.com vault kv destroy -versions=3 team/app", "vault/secret-destroy"),
    ("bao secrets disable -namespace=team pki/", "vault/engine-disable"),
    ("vault write -f sys/leases/revoke-force/aws", "vault/revoke-prefix"),
    ("vault -address=https://v1:8200 operator raft snapshot restore -force x.snap", "vault/restore"),
    ("vault lease revoke -force -prefix=true aws/", "vault/revoke-prefix"),
    ("vault write transit/keys/k/config deletion_allowed=true", "vault/key-unprotect"),
    ("ssh bastion vault audit disable file/", "vault/audit-off"),
    ("consul keyring -remove=abc=", "consul/delete"),
    ("consul exec -node=web rm -rf /srv/data", "filesystem/recursive-delete"),
    ("nomad job stop -region=eu -purge shop", "nomad/job-purge"),
    ("nomad node drain -self -enable -yes", "nomad/stop"),
    ("nomad alloc exec -task web 8ba85cef rm -rf /srv/data", "filesystem/recursive-delete"),
    ("ETCDCTL_ENDPOINTS=https://e1:2379 etcdctl del --prefix=true /registry", "stores/del-range"),
    ("etcdctl del '' --from-key", "stores/del-range"),
    ("zkCli.sh -server zk2:2181 rmr /services", "stores/znode-delete"),
    ("op --account work item rm 'Bank login'", "secrets/delete"),
    ("op run --env-file=.env -- op vault delete Shared", "secrets/container-delete"),
    ("doppler secrets delete run --config prd -y", "secrets/delete"),
    ("doppler environments delete stg -p shop", "secrets/container-delete"),
    ("infisical secrets folders delete --name api --env dev", "secrets/container-delete"),
    ("bw delete org-collection 7063", "secrets/delete"),
    ("gopass rm -f team/mail", "secrets/delete"),
    ("gpg --delete-secret-and-public-keys ann@example.com", "secrets/key-delete"),
    ("gpg --batch --delete-secret-key ann@example.com", "secrets/key-delete"),
    ("keytool -keystore trust.jks -storepass x -delete -alias root", "secrets/key-delete"),
    ("certbot --non-interactive delete --cert-name example.net", "secrets/certificate"),
    # brokers
    ("/opt/kafka/bin/kafka-topics.sh --topic bills --delete --bootstrap-server b1:9092", "brokers/delete"),
    ("docker exec broker kafka-topics --bootstrap-server b1:9092 --delete --topic bills", "brokers/delete"),
    ("kafka-configs --alter --entity-type topics --entity-name b --add-config=retention.ms=1 --bootstrap-server b:9", "brokers/retention"),
    ("kafka-consumer-groups --bootstrap-server b:9 --group g --all-topics --reset-offsets --to-earliest --execute", "brokers/offsets"),
    ("rabbitmqctl -n rabbit@mq1 -p bills purge_queue out", "brokers/purge"),
    ("rabbitmqctl force_reset", "brokers/delete"),
    ("rabbitmqadmin -H mq1 -u app -p x purge queue name=out", "brokers/delete"),
    ("nats --server nats://n1:4222 str rm BILLS --force", "brokers/delete"),
    ("nats kv purge CONFIG key", "brokers/purge"),
    ("python -m celery -A shop.app purge --force", "brokers/purge"),
    ("celery --app=shop worker --purge -l info", "brokers/purge"),
    ("rq empty --all --url redis://r1", "brokers/purge"),
    ("elasticsearch-node repurpose", "brokers/search-node"),
    # backups
    ("restic -r s3:s3.example.com/b --password-file p forget --keep-last 3", "backups/delete"),
    ("restic restore latest --target=/ --delete", "backups/restore"),
    ("borg prune -v --list --keep-daily=7 ssh://b1/./repo", "backups/delete"),
    ("borg with-lock repo rm -rf /srv/repo", "filesystem/recursive-delete"),
    ("borgmatic -c site.yaml create prune compact", "backups/delete"),
    ("duplicity remove-all-but-n-full 2 --force s3://b/x", "backups/delete"),
    ("velero delete backup daily --confirm", "backups/delete"),
    ("velero schedule delete --all --confirm", "backups/schedule"),
    ("pgbackrest expire --stanza=main", "backups/delete"),
    ("wal-g delete before FIND_FULL base_1 --confirm", "backups/delete"),
    ("tarsnap -df nightly", "backups/delete"),
    ("snapper -c home delete 12-20", "backups/delete"),
    ("proxmox-backup-client snapshot forget vm/100/2026-01-01T00:00:00Z", "backups/delete"),
    ("zfs destroy -r pool/home@weekly", "filesystem/snapshot-destroy"),
    # registries
    ("npm dist-tag rm tool beta", "registries/yank"),
    ("pnpm deprecate tool@1 old", "registries/deprecate"),
    ("yarn npm tag remove tool beta", "registries/yank"),
    ("npm access set status=public @team/tool", "registries/owner"),
    ("npm token revoke abc", "registries/token"),
    ("cargo +nightly yank tool@0.1.0", "registries/yank"),
    ("cargo owner tool --remove ann", "registries/owner"),
    ("cargo install --git https://git.example.com/x tool", "supply-chain/url-install"),
    ("gem yank tool --version 0.1.0", "registries/yank"),
    ("gcrane delete r.example.com/app:1", "registries/image-delete"),
    ("skopeo --debug delete docker://r.example.com/app:1", "registries/image-delete"),
    # package managers
    ("apt-get -y purge 'postgresql*'", "packages/purge-server"),
    ("apt-get install systemd-", "packages/remove-essential"),
    ("sudo apt autoremove --purge -y mariadb-server", "packages/purge-server"),
    ("dpkg --force-all -P libc6", "packages/remove-essential"),
    ("pacman -Rddn glibc", "packages/remove-essential"),
    ("dnf -y rm sudo", "packages/remove-essential"),
    ("apk del musl", "packages/remove-essential"),
    ("pkg delete -fa", "packages/remove-essential"),
    ("rpm -e --nodeps libfoo", "packages/forced-removal"),
    ("opkg remove --force-removal-of-essential-packages foo", "packages/forced-removal"),
    # machines and hosts
    ("virsh -c qemu:///system undefine db --remove-all-storage", "machines/delete"),
    ("vboxmanage unregistervm --delete db", "machines/delete"),
    ("incus rm -f db", "machines/delete"),
    ("lxc exec db -- rm -rf /srv/data", "filesystem/recursive-delete"),
    ("govc snapshot.revert -vm db before", "machines/revert"),
    ("knife ssh 'role:web' 'rm -rf /srv/data'", "filesystem/recursive-delete"),
    ("nmcli c del uplink", "machines/network"),
    ("crontab < jobs", "system/crontab-replace"),
    ("systemctl clean --what=all db", "system/service-data"),
    ("launchctl bootout system/com.example.db", "system/service-stop"),
    ("sc.exe config db start= disabled", "system/service-stop"),
    ("usermod -G docker ann", "system/login"),
    ("passwd --delete ann", "system/login"),
    ("iptables -P INPUT DROP", "system/firewall-off"),
    ("nft delete table inet filter", "system/firewall-off"),
    ("ip -6 r flush table main", "system/network-down"),
    ("ip l s dev eth0 down", "system/network-down"),
    ("tmux kill-server", "system/kill-all"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rule"), STOPPED)
def test_what_takes_something_away_is_stopped(text: str, rule: str) -> None:
    assert rule in rules(text)
    assert verdict(text) in (HOLD, DENY)


@pytest.mark.parametrize(
    "text",
    [
        "vault kv get -field=password team/app", "vault kv put team/app a=1", "vault login -method=oidc", "vault kv delete -output-curl-string a/b",
        "vault token renew", "vault write -f transit/keys/k", "vault read sys/mounts", "vault token revoke -self", "vault operator unseal",
        "consul kv get -recurse app", "consul members", "nomad status", "nomad job plan a.nomad", "nomad job run a.nomad", "nomad node drain -self -disable",
        "etcdctl get --prefix /", "etcdctl endpoint health", "etcdctl snapshot save s.db", "zkCli.sh -server z:2181 ls /", "op item get a --fields password",
        "op run -- npm test", "doppler run -- npm start", "doppler secrets download --no-file", "infisical run -- make", "infisical secrets", "bw list items",
        "pass insert a", "pass git push", "gpg --delete-secret-keys --help", "gpg -d x.gpg", "keytool -list", "certbot renew", "step ca certificate a b c",
        "security find-identity -v", "kafka-topics --list --bootstrap-server b:9", "kafka-consumer-groups --describe --group g --bootstrap-server b:9",
        "kafka-console-consumer --topic t --bootstrap-server b:9", "rabbitmqctl add_vhost x", "rabbitmqctl list_queues", "nats pub a b", "nats stream ls",
        "celery -A shop worker -l info", "celery -A shop beat", "rq worker high", "rq info", "restic backup /srv", "restic forget --keep-last 3 -n",
        "restic check", "restic unlock", "borg create r::a /srv", "borg prune -n r", "borg list r", "borg extract --dry-run r::a", "borgmatic", "borgmatic create",
        "duplicity full /srv s3://b/x", "duplicity remove-older-than 1Y s3://b/x", "velero backup create a", "velero get backups", "pgbackrest backup --stanza=m",
        "wal-g backup-push /data", "wal-g delete retain 3", "snapper list", "tmutil status", "npm view a", "npm dist-tag ls a", "npm owner ls a", "npm ci",
        "cargo yank --undo tool@1", "cargo build", "cargo install ripgrep", "gem install a", "twine check dist/x.whl", "crane ls r", "skopeo inspect docker://r/a",
        "apt-get update", "apt-get -y install python3", "apt-get autoremove -y", "apt-get clean", "apt-get purge -y cowsay", "apt-get -s purge postgresql",
        "apt-get purge -y $BUILD_DEPS", "apt-mark hold nginx", "dpkg -l", "dpkg -i a.deb", "dnf check-update", "dnf remove cowsay", "pacman -Syu", "pacman -Scc",
        "pacman -Qi glibc", "apk add --no-cache curl", "apk del .build-deps", "brew uninstall python@3.11", "brew cleanup", "snap list", "rpm -qa", "rpm -Uvh a.rpm",
        "docker run --rm debian apt-get purge -y postgresql", "virsh list", "virsh start a", "VBoxManage list vms", "lxc list", "lxc exec a -- ls", "qm list",
        "govc about", "multipass stop a", "limactl stop a", "knife node list", "puppet agent -t --noop", "ansible all -m ping", """ansible h -m command -a '{"cmd": "whoami"}'""", "ansible all -C -a 'rm -rf /srv/x'",
        "salt '*' test.ping", "salt '*' state.apply test=True", "pdsh -w a[1-3] uptime", "crontab -l", "crontab -e", "systemctl reset-failed a", "launchctl list",
        "sc query db", "update-rc.d db remove", "usermod -aG docker ann", "passwd", "iptables -L -n", "ip a", "ip r", "ip link set eth0 up", "nmcli c up a", "wg show", "tmux ls",
        "journalctl --vacuum-time=7d", "zfs snapshot a@b", "zfs destroy -nv a@b",
    ],
)  # fmt: skip
def test_everyday_commands_pass(text: str) -> None:
    assert verdict(text) == ALLOW


@pytest.mark.parametrize(
    ("text", "facet", "value"),
    [
        ("vault kv delete -address https://v1 a/b", "url", "https://v1"),
        ("VAULT_ADDR=https://v2 vault kv delete a/b", "url", "https://v2"),
        ("vault policy delete -namespace=team a", "project", "team"),
        ("etcdctl --endpoints e1:2379 del a", "url", "e1:2379"),
        ("doppler secrets delete A --config prd", "environment", "prd"),
        ("rabbitmqctl -n rabbit@mq1 delete_vhost a", "server", "rabbit@mq1"),
        ("kafka-topics --delete --topic a --bootstrap-server b1:9092", "url", "b1:9092"),
        ("restic -r /srv/repo prune", "url", "/srv/repo"),
    ],
)
def test_the_facets_that_environments_match_on(text: str, facet: str, value: str) -> None:
    (effect,) = judged(text).effects
    assert effect.targets[0].facet(facet) == value


def test_a_variable_of_the_session_names_the_server() -> None:
    workspace = DictWorkspace(variables={"ETCDCTL_ENDPOINTS": "https://e9:2379"})
    (effect,) = judged("etcdctl del a", workspace).effects
    assert effect.targets[0].facet("url") == "https://e9:2379"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("ansible db -b -m ansible.builtin.shell -a 'rm -rf /srv/data'", "filesystem/recursive-delete"),
        ("ansible db -m file -a 'path=/srv/data state=absent'", "filesystem/recursive-delete"),
        ("ansible db -a 'dropdb shop'", "sql/drop-database"),
        ("""ansible db -m command -a '{"cmd": "dropdb shop"}'""", "sql/drop-database"),
        ("ansible db -m service -a 'name=postgresql state=stopped'", "system/service-stop"),
        ("ansible db -m user -a 'name=ann state=absent'", "system/account-delete"),
        ("salt 'db*' cmd.run 'rm -rf /srv/data'", "filesystem/recursive-delete"),
        ("salt -G 'os:Debian' pkg.purge postgresql", "packages/purge-server"),
        ("salt 'db*' service.stop postgresql", "system/service-stop"),
        ("pdsh -w db[1-3] rm -rf /srv/data", "filesystem/recursive-delete"),
        ("clush -a rm -rf /srv/data", "filesystem/recursive-delete"),
        ("pssh -h hosts.txt -i 'rm -rf /srv/data'", "filesystem/recursive-delete"),
    ],
)
def test_what_runs_on_many_machines_is_read(text: str, rule: str) -> None:
    assert rule in rules(text)
    assert verdict(text) != ALLOW


def test_a_service_that_a_script_drops_is_housekeeping() -> None:
    """Debian's maintainer scripts remove the links of services they no longer ship."""
    text = "update-rc.d -f db remove"
    assert rules(text) == ["system/service-stop"]
    source = Source(SHELL, Word(text), Origin("debian/db.preinst"), file=True)
    assert follow(source, view()).effects == ()


def test_a_command_word_inside_another_name_does_not_start_anything() -> None:
    """`op item delete run rm` names an item; it starts no rm."""
    assert rules("op item delete run rm") == ["secrets/delete"]


@given(
    st.sampled_from(sorted(MANAGERS)), st.lists(st.sampled_from(["nano", "--", "-y", "remove", "$X", "-"]), max_size=4)
)
def test_a_package_that_is_named_nowhere_is_not_held(name: str, words: list[str]) -> None:
    if not {"-", "--"} & set(words):
        assert [one for one in rules(" ".join([name, *words])) if one != "packages/forced-removal"] == []
