"""Programs that run a command on many machines at once: Ansible's ad-hoc call, Salt, pdsh, dsh, clush and pssh.

What they carry is read as it would be anywhere, only on other machines. Modules that say what should not exist
(`state=absent`, `pkg.purge`) are read as the command they stand for. A playbook or a state is not followed.
Facts: the manuals of ansible(1), salt(1), salt-call(1), pdsh(1), dsh(1), clush(1) and pssh(1).
"""

from __future__ import annotations

from keyturn.model.effect import Note
from keyturn.model.word import Word, join
from keyturn.tool.handoff import elsewhere, quote, shell_text
from keyturn.tool.options import Grammar, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []

_ANSIBLE = Grammar(
    "-b --become -C --check -D --diff -k --ask-pass -K --ask-become-pass -o --one-line --list-hosts "
    "--list-tasks --list-tags --syntax-check --step --force-handlers -v "
    "-vv -vvv -vvvv --verbose -h --help --version --flush-cache -J --ask-vault-pass",
    "-m --module-name -a --args -i --inventory --inventory-file -u --user -l --limit -e --extra-vars -f --forks -c "
    "--connection -T --timeout -B --background -P --poll -t --tree --tags --private-key --key-file --become-user "
    "--become-method -M --module-path --ssh-common-args --ssh-extra-args --vault-id --vault-password-file "
    "--playbook-dir --task-timeout --start-at-task --skip-tags",
    alias={"--module-name": "-m", "--args": "-a", "--check": "-C"},
)
_SALT = Grammar(
    "-L -E -G -P -N -R -C -I -S -J -v --verbose --async -s --static --list --pcre --grain --grain-pcre --nodegroup "
    "--range --compound --pillar --ipcidr --show-jid --no-color --local -d --doc -h --help -V --version --summary "
    "--hide-timeout -r --raw --retcode-passthrough -i --ignore-host-keys",
    "-c --config-dir -t --timeout -b --batch --batch-size --out --output --out-file --log-level -l --log-file -a "
    "--auth --username --password --user --priv --roster --roster-file -u --id --pillar-root --file-root",
)
_PDSH = Grammar("-a -A -n -S -q -N -b -s -h -V -L -d", "-w -x -g -X -l -t -u -f -R -F", style="posix")
_DSH = Grammar("-a -M -c -w -i -v -q -H -h --all --concurrent-shell --wait-shell --show-machine-names",
               "-m -g -f -r -o -n --machine --group --file --remoteshell", style="posix")  # fmt: skip
_CLUSH = Grammar("-a -b -B -L -N -q -v -d -S -G --all --diff -r --help --version -P --pick",
                 "-w -g -x -X -f -t -u -l -o -m --user --nodes --group --fanout --hostfile --mode",
                 style="posix")  # fmt: skip
_PSSH = Grammar("-i -v -A -P -I --inline --inline-stdout --print --askpass --verbose --help --version",
                "-h -H -l -p -o -e -t -O -x -X --hosts --host --user --par --outdir --errdir --timeout --options",
                style="posix")  # fmt: skip
_CARRIERS = {"pdsh": (_PDSH, "-w"), "dsh": (_DSH, "-m"), "clush": (_CLUSH, "-w"), "pssh": (_PSSH, "-H"),
             "parallel-ssh": (_PSSH, "-H")}  # fmt: skip

_TEXTS = frozenset("command shell raw script expect win_command win_shell".split())
# Module → the command that `state=absent` stands for; `{}` is the thing.
_ABSENT = {
    "file": "rm -rf -- {}",
    "user": "userdel -r {}",
    "group": "groupdel {}",
    "apt": "apt-get remove -y {}",
    "yum": "dnf remove -y {}",
    "dnf": "dnf remove -y {}",
    "package": "apt-get remove -y {}",
    "snap": "snap remove {}",
    "postgresql_db": "dropdb {}",
    "mysql_db": "mysqladmin -f drop {}",
    "lvol": "lvremove -f {}",
    "lvg": "vgremove -f {}",
    "filesystem": "wipefs -a {}",
    "docker_volume": "docker volume rm {}",
    "zfs": "zfs destroy -r {}",
    "s3_bucket": "aws s3 rb --force s3://{}",
    "rds_instance": "aws rds delete-db-instance --db-instance-identifier {}",
    "cloudformation": "aws cloudformation delete-stack --stack-name {}",
    "cron": "crontab -r",
}
_KEYS = (
    "path",
    "dest",
    "name",
    "db",
    "dev",
    "lv",
    "vg",
    "volume_name",
    "pkg",
    "stack_name",
    "db_instance_identifier",
    "id",
)
_FUNCTIONS = {
    "file.remove": "rm -rf -- {}",
    "pkg.remove": "apt-get remove -y {}",
    "pkg.purge": "apt-get purge -y {}",
    "service.stop": "systemctl stop {}",
    "service.disable": "systemctl disable {}",
    "user.delete": "userdel -r {}",
    "group.delete": "groupdel {}",
    "system.reboot": "reboot",
    "system.shutdown": "shutdown -h now",
    "system.halt": "halt",
    "system.poweroff": "poweroff",
    "postgres.db_remove": "dropdb {}",
    "mysql.db_remove": "mysqladmin -f drop {}",
    "docker.rm_volume": "docker volume rm {}",
    "cron.rm": "crontab -r",
    "lvm.lvremove": "lvremove -f {}",
    "disk.format": "mkfs {}",
    "iptables.flush": "iptables -F",
}


def read(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """What runs on the other machines."""
    name = call.name
    if name == "ansible":
        return _ansible(call)
    if name == "ansible-playbook":
        return _playbook(call)
    if name.startswith("salt"):
        return _salt(call)
    carrier = _CARRIERS.get(name)
    if carrier is None:
        return _NOTHING
    grammar, hosts = carrier
    options = parse(call.args, grammar)
    if not options.operands:
        return _NOTHING
    # as with ssh, the words are joined and a shell over there takes them apart again
    text = join(options.operands, " ")
    return [shell_text(call, text, name, context=elsewhere(options.value(hosts) or Word("several machines")))]


def _ansible(call: Invocation) -> list[Outcome]:
    options = parse(call.args, _ANSIBLE)
    if options.has("-C", "--list-hosts", "--help", "-h", "--version") or not options.operands:
        return _NOTHING
    module = (options.text("-m") or "command").rpartition(".")[2]
    text = options.value("-a")
    where = elsewhere(options.operands[0])
    how = f"ansible -m {module}"
    if module in _TEXTS and text is not None and (text.text or "").lstrip().startswith("{"):
        given = _pairs(text.text or "")
        written = next((given[key] for key in ("cmd", "_raw_params", "argv") if key in given), None)
        text = text if written is None else Word(written, quoted=True)
    if module in _TEXTS:
        return [shell_text(call, text, how, context=where)] if text is not None else _NOTHING
    if module == "reboot":
        return [shell_text(call, Word("reboot"), how, context=where)]
    given = _pairs(text.text if text is not None and text.text is not None else "")
    thing = next((given[key] for key in _KEYS if key in given), "")
    command = ""
    if given.get("state") == "absent":
        command = _ABSENT.get(module, "")
    elif given.get("state") == "stopped" and module in ("service", "systemd", "systemd_service"):
        command = "systemctl stop {}"
    if not command:
        return _NOTHING
    if module == "apt" and given.get("purge") in ("yes", "true"):
        command = "apt-get purge -y {}"
    return [shell_text(call, Word(command.replace("{}", quote(thing))), how, context=where)]


def _playbook(call: Invocation) -> list[Outcome]:
    options = parse(call.args, _ANSIBLE)
    quiet = ("-C", "--list-hosts", "--list-tasks", "--list-tags", "--syntax-check", "--help", "-h", "--version")
    if options.has(*quiet) or not options.operands:
        return _NOTHING
    return [Note(f"the playbook {options.operands[0].shown()} was not read", call.origin)]


def _pairs(text: str) -> dict[str, str]:
    """Ansible's module arguments, as `path=/srv/x state=absent` or as a JSON object."""
    found: dict[str, str] = {}
    if text.lstrip().startswith("{"):
        import json

        try:
            given = json.loads(text)
        except ValueError:
            given = None
        if isinstance(given, dict):
            words = {key: value if isinstance(value, list) else [value] for key, value in given.items()}
            return {key: " ".join(str(one) for one in value) for key, value in words.items()}
    for piece in text.split():
        key, equals, value = piece.partition("=")
        if equals:
            found[key] = value.strip("'\"")
    return found


def _salt(call: Invocation) -> list[Outcome]:
    options = parse(call.args, _SALT)
    words = options.operands
    where = Word("a minion")
    if call.name != "salt-call" and words:
        where, words = words[0], words[1:]
    if not words or options.has("--help", "-h", "-d", "--doc", "--version", "-V"):
        return _NOTHING
    function = words[0].text or ""
    rest = [word for word in words[1:] if "=" not in word.prefix.partition("/")[0]]
    context = call.context if options.has("--local") and call.name == "salt-call" else elsewhere(where)
    how = f"{call.name} {function}"
    if function.startswith("cmd.") and rest:
        return [shell_text(call, rest[0], how, context=context)]
    if call.name == "salt-ssh" and options.has("-r", "--raw"):
        return [shell_text(call, words[0], how, context=context)]
    if function in ("state.apply", "state.highstate", "state.sls"):
        if any((word.text or "").lower() == "test=true" for word in words):
            return _NOTHING
        return [Note(f"the states that {call.name} applies were not read", call.origin)]
    command = _FUNCTIONS.get(function)
    if command is None:
        return _NOTHING
    thing = quote(rest[0].text) if rest and rest[0].text is not None else "x"
    return [shell_text(call, Word(command.replace("{}", thing)), how, context=context)]
