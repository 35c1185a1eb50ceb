"""The machine itself: shutdown, services, signals to everything, crontab, firewall, accounts."""

from __future__ import annotations

from keyturn.model.effect import AVAILABILITY, DATA_LOSS, GUARD_OFF, PROTECTION_OFF, Effect, HandOff
from keyturn.model.invocation import UnknownInput
from keyturn.model.source import COMMAND_LINE, SHELL, Source
from keyturn.model.target import GUARD, MACHINE, Target
from keyturn.model.word import Word
from keyturn.tool.handoff import launch, split_words
from keyturn.tool.options import Grammar, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.view import View

NOTHING: list[Outcome] = []

_SHUTDOWN = Grammar(flags="-h -H -P -r -k -c --help --show --no-wall --halt --poweroff --reboot", style="gnu")
_SYSTEMCTL = Grammar(
    flags="--now --no-block --force -f -q --quiet --user --system --global --dry-run --help --no-pager -a --all -l "
    "--full",
    valued="-t --type -H --host -M --machine -p --property -s --signal --kill-whom -n --lines -o --output --root "
    "--state",
)
_STOPPING = frozenset("stop disable mask kill isolate freeze".split())
_DOWN = frozenset("poweroff halt reboot kexec soft-reboot rescue emergency".split())
_FIREWALL = {
    "ufw": ("disable", "reset"),
    "iptables": ("-F", "--flush", "-X", "--delete-chain"),
    "ip6tables": ("-F", "--flush", "-X", "--delete-chain"),
    "nft": ("flush", "destroy"),
}


def _effect(call: Invocation, rule: str, category: str, summary: str, name: str = "this machine") -> list[Outcome]:
    return [Effect(rule, category, summary, (Target(MACHINE, name),), certain=call.certain, origin=call.origin)]


def _texts(call: Invocation) -> list[str]:
    return [word.text if word.text is not None else word.shown() for word in call.args]


def _shutdown(call: Invocation) -> list[Outcome]:
    if call.name in ("init", "telinit"):
        down = any(text in ("0", "6") for text in _texts(call))
        return _effect(call, "system/shutdown", AVAILABILITY, "takes the machine down") if down else NOTHING
    options = parse(call.args, _SHUTDOWN)
    if options.has("-c", "-k", "--help", "--show"):
        return NOTHING
    return _effect(call, "system/shutdown", AVAILABILITY, f"takes the machine down ({call.name})")


def _systemctl(call: Invocation) -> list[Outcome]:
    options = parse(call.args, _SYSTEMCTL)
    words = [word.shown() for word in options.operands]
    if not words or options.has("--dry-run", "--help"):
        return NOTHING
    if words[0] in _DOWN:
        return _effect(call, "system/shutdown", AVAILABILITY, f"takes the machine down ({words[0]})")
    if words[0] in _STOPPING and len(words) > 1:
        units = ", ".join(words[1:4])
        return _effect(call, "system/service-stop", AVAILABILITY, f"{words[0]}: {units}", units)
    if words[0] == "clean" and len(words) > 1:
        units = ", ".join(words[1:4])
        return _effect(call, "system/service-data", DATA_LOSS, f"deletes the stored state of {units}", units)
    if words[0] == "set-default" and any(word in ("rescue.target", "emergency.target") for word in words):
        return _effect(call, "system/service-stop", AVAILABILITY, "the machine starts without its services")
    return NOTHING


_LAUNCHCTL = frozenset("bootout unload remove disable stop kill reboot".split())
_SC = frozenset("delete stop".split())


def _services(call: Invocation) -> list[Outcome]:
    """launchctl, sc, update-rc.d, rc-update and chkconfig: services by another name."""
    name = call.name.lower()
    words = [text for text in _texts(call) if not text.startswith(("-", "\\"))]
    if not words:
        return NOTHING
    last = words[-1]
    if name == "launchctl":
        met = words[0] in _LAUNCHCTL
    elif name == "sc":
        lower = [word.lower() for word in words]
        met = lower[0] in _SC or (lower[0] == "config" and any("disabled" in word for word in lower))
        last = words[1] if len(words) > 1 else last
    elif name == "update-rc.d":
        # without -f it removes nothing while the service's own script is there; in a file, a package's own
        # scripts do so for services that it has dropped
        typed = call.origin.file == COMMAND_LINE.file and not call.origin.followed
        met = "disable" in words[1:] or ("remove" in words[1:] and "-f" in _texts(call) and typed)
        last = words[0]
    elif name == "rc-update":
        met = words[0] in ("del", "delete")
        last = words[1] if len(words) > 1 else last
    else:
        met = "off" in words[1:] or "--del" in _texts(call)
        last = words[0]
    if not met:
        return NOTHING
    return _effect(call, "system/service-stop", AVAILABILITY, f"stops or removes the service {last}", last)


def _service(call: Invocation) -> list[Outcome]:
    words = _texts(call)
    if len(words) >= 2 and words[1] == "stop":
        return _effect(call, "system/service-stop", AVAILABILITY, f"stops {words[0]}", words[0])
    return NOTHING


_CRONTAB = Grammar("-l -e -r -i -V -h --help --version", "-u -c -T -s -n", style="gnu")


def _crontab(call: Invocation) -> list[Outcome]:
    if any(text.startswith("-") and "r" in text[1:] and not text.startswith("--") for text in _texts(call)):
        return _effect(call, "system/crontab-remove", DATA_LOSS, "removes the whole crontab", "crontab")
    words = _texts(call)
    if words[-1:] == ["/dev/null"] or (
        words[-1:] == ["-"] and any(one.target.text == "/dev/null" for one in call.redirects)
    ):
        return _effect(
            call, "system/crontab-remove", DATA_LOSS, "puts nothing in place of the whole crontab", "crontab"
        )
    if (words[-1:] == ["-"] or not words) and isinstance(call.stdin, Source) and call.stdin.text.text is not None:
        # `(crontab -l; echo …) | crontab -` adds a line; input that is wholly known holds nothing of the old table
        return [
            *_crontab_lines(call, call.stdin.text.text),
            *_effect(
                call, "system/crontab-remove", DATA_LOSS, "puts its input in place of the whole crontab", "crontab"
            ),
        ]
    if isinstance(call.stdin, UnknownInput):
        # the lines that are added stand in what prints them
        added = [word.text or "" for word in split_words(Word(call.stdin.why))]
        lines = [one for text in added if " " in text for one in _crontab_lines(call, text.strip("()"))]
        if lines:
            return lines
    return _crontab_file(call)


def _crontab_lines(call: Invocation, text: str) -> list[Outcome]:
    """What a crontab's lines will run."""
    out: list[Outcome] = []
    for line in text.splitlines():
        pieces = line.split(None, 1 if line[:1] == "@" else 5)
        if pieces and line[0] != "#" and len(pieces) == (2 if line[0] == "@" else 6):
            inner = call.origin.inner("crontab")
            source = Source(SHELL, Word(pieces[-1], quoted=True), inner, call.context, certain=call.certain)
            out.append(HandOff(source, "crontab"))
    return out


def _crontab_file(call: Invocation) -> list[Outcome]:
    """`crontab FILE` and `crontab < FILE` put another table in the place of the whole one."""
    options = parse(call.args, _CRONTAB)
    if options.has("-r", "-l", "-e", "-h", "--help", "-V", "-T"):
        return NOTHING
    named = options.operands[:1]
    if not named or named[0].text == "-":
        named = tuple(one.target for one in call.redirects if one.op == "<")[:1]
    if not named:
        return NOTHING
    summary = f"replaces the whole crontab by {named[0].shown()}"
    return _effect(call, "system/crontab-replace", DATA_LOSS, summary, "crontab")


def _atrm(call: Invocation) -> list[Outcome]:
    if len(call.args) > 2 or any(word.text is None for word in call.args):
        return _effect(call, "system/crontab-remove", DATA_LOSS, "removes planned jobs", "planned jobs")
    return NOTHING


def _kill(call: Invocation) -> list[Outcome]:
    words = _texts(call)
    if call.name == "killall5":
        return _effect(call, "system/kill-all", AVAILABILITY, "signals every process of the machine")
    if "-l" in words or "-L" in words:
        return NOTHING
    # `kill -9 -1`: after a signal, -1 is "every process that may be signalled"; alone it is signal 1
    targets = words[1:] if words and words[0].startswith("-") and words[0] != "--" else words
    if words[:1] in (["-s"], ["-n"]):
        targets = words[2:]
    if "-1" in targets:
        return _effect(call, "system/kill-all", AVAILABILITY, "kills every process of this user")
    for word in call.args:
        # what a number comes from is known where the number is not: `kill $(pgrep -f keyturn)`
        if word.text is None and any("keyturn" in hole.name.lower() for hole in word.holes):
            return _own_daemon(call)
    return NOTHING


def _fuser(call: Invocation) -> list[Outcome]:
    """`fuser -k PATH` ends whoever has the file open, and so a server by its socket."""
    words = _texts(call)
    kills = any(text == "--kill" or (text[:1] == "-" and text[1:2] != "-" and "k" in text) for text in words)
    if kills and any("keyturn" in text.lower() for text in words if text[:1] != "-"):
        return _own_daemon(call)
    return NOTHING


def _own_daemon(call: Invocation) -> list[Outcome]:
    target = Target(GUARD, "keyturn")
    why = "ends Keyturn's daemon"
    return [Effect("keyturn/kill-daemon", GUARD_OFF, why, (target,), certain=call.certain, origin=call.origin)]


# Servers that hold data or let people in; a program under work (`pkill node`) is its author's to end.
_SERVERS = frozenset(
    "postgres postgresql postmaster mysqld mariadbd mysql mariadb mongod mongos redis-server valkey-server memcached "
    "rabbitmq-server beam.smp cassandra elasticsearch clickhouse-server influxd etcd consul vault nats-server "
    "cockroach oracle sqlservr nginx apache2 httpd haproxy traefik caddy envoy dockerd containerd kubelet "
    "kube-apiserver sshd systemd init launchd".split()
)
_GENTLE = frozenset("0 1 HUP SIGHUP USR1 USR2 SIGUSR1 SIGUSR2 WINCH SIGWINCH CONT SIGCONT".split())
_BY_NAME = Grammar(
    "-f -x -i -e -I -g -n -o -q -r -v -w -z -l -c -a -L -V -k --exact --full --ignore-case --echo --newest --oldest "
    "--interactive --wait --quiet --list --verbose --version --help --regexp --process-group --ns --require-handler",
    "-u -U -G -P -s -t -O -y -Z -F -d --user --euid --uid --group --parent --session --terminal --signal --older-than "
    "--younger-than --pidfile",
    alias={"--user": "-u", "--euid": "-u", "--uid": "-u", "-U": "-u", "--full": "-f", "--signal": "-s"},
    style="gnu",
)


def _kill_by_name(call: Invocation) -> list[Outcome]:
    """Killall and pkill: a server's name, or a whole user's processes."""
    words: list[Word] = []
    for word in call.args:
        text = word.text or ""
        if len(text) > 1 and text[0] == "-" and (text[1:].isdigit() or (text[1:].isupper() and len(text) > 3)):
            if text[1:] in _GENTLE:
                return NOTHING
            continue  # the signal
        words.append(word)
    options = parse(words, _BY_NAME)
    if options.has("-l", "--help", "--version", "-V") or options.text("-s") in _GENTLE:
        return NOTHING
    names = [word.text for word in options.operands if word.text is not None]
    if not options.operands and options.has("-u"):
        return _effect(call, "system/kill-all", AVAILABILITY, "kills every process of a user")
    if call.name == "pkill" and any(not name.strip(".*^$") for name in names):
        return _effect(call, "system/kill-all", AVAILABILITY, "kills every process that may be signalled")
    if any("keyturn" in name.lower() for name in names):
        return _own_daemon(call)
    met = [name for name in names if name.strip("^$") in _SERVERS]
    if not met:
        return NOTHING
    return _effect(call, "system/service-stop", AVAILABILITY, f"ends {met[0]}, whatever it is doing", met[0])


def _firewall(call: Invocation) -> list[Outcome]:
    words = _texts(call)
    if call.name in ("iptables", "ip6tables") and _policy_changed(words):
        return _effect(
            call, "system/firewall-off", PROTECTION_OFF, "changes what the firewall does by default", "firewall"
        )
    if call.name == "ufw" and words[-3:-1] == ["default", "allow"] and "outgoing" not in words:
        return _effect(call, "system/firewall-off", PROTECTION_OFF, "lets everything in", "firewall")
    if call.name == "nft" and words[:1] == ["delete"] and words[1:2] in (["table"], ["chain"]):
        return _effect(call, "system/firewall-off", PROTECTION_OFF, f"deletes a {words[1]} of the firewall", "firewall")
    if any(text in _FIREWALL[call.name] for text in words) and "--dry-run" not in words:
        return _effect(call, "system/firewall-off", PROTECTION_OFF, "empties or switches off the firewall", "firewall")
    return NOTHING


def _policy_changed(words: list[str]) -> bool:
    for option in ("-P", "--policy"):
        if option in words:
            after = words[words.index(option) + 1 :]
            # OUTPUT and FORWARD are open nearly everywhere; closing INPUT locks out, opening it lets everybody in
            return bool(after) and (after[0] == "INPUT" or after[-1] in ("DROP", "REJECT"))
    return False


def _firewalld(call: Invocation) -> list[Outcome]:
    words = _texts(call)
    for word in words:
        if word in ("--panic-on", "--reset-to-defaults") or word.startswith(("--delete-zone", "--delete-policy")):
            return _effect(call, "system/firewall-off", PROTECTION_OFF, f"firewall-cmd {word}", "firewall")
        if word in ("--set-default-zone=trusted", "--set-target=ACCEPT"):
            return _effect(call, "system/firewall-off", PROTECTION_OFF, "lets everything in", "firewall")
    return NOTHING


# The words of ip(8) may be abbreviated to any unambiguous beginning.
_IP_OBJECTS = ("link", "address", "route", "rule", "netns", "neighbour", "tunnel", "tuntap")


def _ip(call: Invocation) -> list[Outcome]:
    words = [text for text in _texts(call) if not text.startswith("-")]
    if len(words) < 2 or not words[0]:
        return NOTHING
    kind = next((one for one in _IP_OBJECTS if one.startswith(words[0])), "")
    if words[0] == "netns" and len(words) > 3 and words[1] == "exec":
        at = next(index for index, word in enumerate(call.args) if word.text == words[2])
        return list(launch(call, call.args[at + 1 :], "ip netns exec"))
    verb = words[1]
    deletes = len(verb) > 0 and ("delete".startswith(verb) or ("flush".startswith(verb) and verb != ""))
    down = kind == "link" and "set".startswith(verb) and "down" in words[2:]
    if not kind or kind in ("neighbour", "tuntap") or not (deletes or down):
        return NOTHING
    name = " ".join(words[2:5])
    return _effect(call, "system/network-down", AVAILABILITY, f"takes down {kind} {name}".rstrip(), name)


def _ifconfig(call: Invocation) -> list[Outcome]:
    words = _texts(call)
    if call.name == "route":
        met = any(word in ("del", "delete", "flush") for word in words[:2])
    else:
        met = len(words) > 1 and words[-1] in ("down", "destroy")
    if not met:
        return NOTHING
    return _effect(call, "system/network-down", AVAILABILITY, f"{call.name} {' '.join(words[:3])}", words[0])


def _login(call: Invocation) -> list[Outcome]:
    """passwd, usermod, chage and gpasswd: who can log in, and with what."""
    words = _texts(call)
    name = words[-1] if words else ""
    short = [word for word in words if word.startswith("-") and not word.startswith("--")]
    flags = "".join(word[1:] for word in short)
    if call.name == "passwd":
        if "d" in flags or "--delete" in words:
            return _effect(call, "system/login", PROTECTION_OFF, f"lets {name} log in without a password", name)
        if "l" in flags or "--lock" in words:
            return _effect(call, "system/login", AVAILABILITY, f"locks the account {name}", name)
    elif call.name == "usermod":
        if "L" in flags or "--lock" in words or "--expiredate=1" in words or "-e1" in words:
            return _effect(call, "system/login", AVAILABILITY, f"locks the account {name}", name)
        if "G" in flags and "a" not in flags and "--append" not in words:
            return _effect(call, "system/login", AVAILABILITY, f"takes {name} out of every other group", name)
    elif call.name == "chage":
        if "-E" in words and words[words.index("-E") + 1 : words.index("-E") + 2] in (["0"], ["1"]):
            return _effect(call, "system/login", AVAILABILITY, f"locks the account {name}", name)
    elif "-d" in words or "--delete" in words or "-r" in words:
        return _effect(call, "system/login", AVAILABILITY, f"takes somebody out of the group {name}", name)
    return NOTHING


def _swapoff(call: Invocation) -> list[Outcome]:
    if any(text in ("-h", "--help", "-V", "--version") for text in _texts(call)) or not call.args:
        return NOTHING
    return _effect(call, "system/swap-off", AVAILABILITY, "switches swap space off", "swap")


def _account(call: Invocation) -> list[Outcome]:
    words = [text for text in _texts(call) if not text.startswith("-")]
    if not words or any(text in ("--help", "-h") for text in _texts(call)):
        return NOTHING
    return _effect(call, "system/account-delete", DATA_LOSS, f"deletes the account {words[-1]}", words[-1])


_HANDLERS = {
    **dict.fromkeys(("shutdown", "reboot", "halt", "poweroff", "init", "telinit"), _shutdown),
    "systemctl": _systemctl,
    "service": _service,
    "crontab": _crontab,
    "atrm": _atrm,
    "firewall-cmd": _firewalld,
    "ip": _ip,
    "swapoff": _swapoff,
    "fuser": _fuser,
    **dict.fromkeys(("ifconfig", "route"), _ifconfig),
    **dict.fromkeys(("passwd", "usermod", "chage", "gpasswd"), _login),
    **dict.fromkeys(("launchctl", "sc", "update-rc.d", "rc-update", "chkconfig"), _services),
    **dict.fromkeys(("kill", "killall5"), _kill),
    **dict.fromkeys(("killall", "pkill"), _kill_by_name),
    **dict.fromkeys(_FIREWALL, _firewall),
    **dict.fromkeys(("userdel", "deluser", "groupdel", "delgroup"), _account),
}


def read(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - one shape for every module
    """What a program that manages the machine would do to it."""
    handler = _HANDLERS.get(call.name) or _HANDLERS.get(call.name.lower())
    return handler(call) if handler is not None else NOTHING
