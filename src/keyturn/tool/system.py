"""The machine itself: shutdown, services, signals to everything, crontab, firewall, accounts."""

from __future__ import annotations

from keyturn.model.effect import AVAILABILITY, DATA_LOSS, PROTECTION_OFF, Effect, HandOff
from keyturn.model.source import SHELL, Source
from keyturn.model.target import MACHINE, Target
from keyturn.model.word import Word
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
_STOPPING = frozenset("stop disable mask kill isolate".split())
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
    return NOTHING


def _service(call: Invocation) -> list[Outcome]:
    words = _texts(call)
    if len(words) >= 2 and words[1] == "stop":
        return _effect(call, "system/service-stop", AVAILABILITY, f"stops {words[0]}", words[0])
    return NOTHING


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
        out: list[Outcome] = []
        for line in call.stdin.text.text.splitlines():
            pieces = line.split(None, 1 if line[:1] == "@" else 5)
            if pieces and line[0] != "#" and len(pieces) == (2 if line[0] == "@" else 6):
                command = Word(pieces[-1], quoted=True)
                inner = call.origin.inner("crontab")
                out.append(HandOff(Source(SHELL, command, inner, call.context, certain=call.certain), "crontab"))
        return [
            *out,
            *_effect(
                call, "system/crontab-remove", DATA_LOSS, "puts its input in place of the whole crontab", "crontab"
            ),
        ]
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
    return NOTHING


def _firewall(call: Invocation) -> list[Outcome]:
    words = _texts(call)
    if any(text in _FIREWALL[call.name] for text in words) and "--dry-run" not in words:
        return _effect(call, "system/firewall-off", PROTECTION_OFF, "empties or switches off the firewall", "firewall")
    return NOTHING


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
    **dict.fromkeys(("kill", "killall5"), _kill),
    **dict.fromkeys(_FIREWALL, _firewall),
    **dict.fromkeys(("userdel", "deluser", "groupdel", "delgroup"), _account),
}


def read(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - one shape for every module
    """What a program that manages the machine would do to it."""
    handler = _HANDLERS.get(call.name)
    return handler(call) if handler is not None else NOTHING
