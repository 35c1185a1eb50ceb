"""Every host's dialect, by recorded payloads and the exact bytes of the answers."""

from __future__ import annotations

import json

import pytest

from keyturn.adapter.hosts.table import HOSTS, caller, host, host_of
from keyturn.gate.call import ASK, PASS, STOP, Answer
from keyturn.gate.ports import ASKS, RUNS, STOPS, UNDOCUMENTED
from tests.adapter.hosts.host_samples import ANSWERS, NAMES, differences, folders, name_of, replies, sample
from tests.adapter.hosts.host_samples import samples as every


@pytest.mark.parametrize(("folder", "name"), every(), ids=["/".join(pair) for pair in every()])
def test_a_payload_becomes_the_call_that_it_is(folder: str, name: str) -> None:
    found = sample(folder, name)
    call = host_of(name_of(folder), found["payload"]).read(found["payload"])
    assert call.host == name_of(folder)
    assert differences(call, found["call"]) == []


@pytest.mark.parametrize("folder", folders())
@pytest.mark.parametrize("verdict", [PASS, ASK, STOP])
def test_the_answer_is_exactly_what_the_host_honours(folder: str, verdict: str) -> None:
    expected = replies(folder)
    seen = set()
    for where, name in every():
        if where != folder:
            continue
        payload = sample(where, name)["payload"]
        adapter = host_of(name_of(folder), payload)
        call = adapter.read(payload)
        if call.event not in expected:
            continue
        seen.add(call.event)
        reply = adapter.reply(ANSWERS[verdict], call)
        found = {"stdout": reply.stdout.decode(), "stderr": reply.stderr.decode(), "code": reply.code}
        assert found == expected[call.event][verdict], name
    assert sorted(seen) == sorted(expected)


@pytest.mark.parametrize("name", NAMES)
def test_every_host_has_payloads_and_traits(name: str) -> None:
    assert name in folders()
    traits = host(name).traits
    assert traits.name == name
    assert traits.title
    assert traits.events
    assert traits.source
    for word in (traits.ask, traits.silence, traits.failure, traits.timeout, traits.garbage, traits.exit_two):
        assert any(part in word for part in (RUNS, STOPS, ASKS, UNDOCUMENTED)), word


@pytest.mark.parametrize("name", NAMES)
def test_what_fails_open_says_so(name: str) -> None:
    """doctor reads `fails_open`; the page reads the words. They must not tell different stories."""
    traits = host(name).traits
    words = (traits.failure, traits.timeout, traits.garbage)
    assert traits.fails_open == any(RUNS in word or UNDOCUMENTED in word for word in words)
    assert not traits.asks or ASKS in traits.ask


@pytest.mark.parametrize("name", NAMES)
def test_a_host_that_cannot_ask_is_told_to_stop(name: str) -> None:
    adapter_ = host(name)
    if adapter_.traits.asks:
        return
    ask, stop = adapter_.reply(ANSWERS[ASK], None), adapter_.reply(ANSWERS[STOP], None)
    assert ask.code == stop.code
    assert b'"ask"' not in ask.stdout
    assert (ask.stdout, ask.stderr) == (stop.stdout, stop.stderr)


@pytest.mark.parametrize("name", NAMES)
def test_passing_is_never_the_hosts_own_yes(name: str) -> None:
    """An allow would switch off the rules that the host has itself."""
    for answer in (Answer(PASS), ANSWERS[PASS]):
        reply = host(name).reply(answer, None)
        assert reply.code == 0
        assert reply.stderr == b""
        for word in (b"allow", b"approve", b"permission", b"decision", b"behavior"):
            assert word not in reply.stdout


@pytest.mark.parametrize("name", NAMES)
def test_a_stop_without_words_still_has_a_reason(name: str) -> None:
    """Codex takes a deny without a reason for a failed hook, and the command runs."""
    reply = host(name).reply(Answer(STOP), None)
    assert b"Keyturn stops this call" in reply.stdout + reply.stderr


def test_exit_two_goes_with_a_reason_on_standard_error() -> None:
    for name in NAMES:
        reply = host(name).reply(ANSWERS[STOP], None)
        assert reply.code in (0, 2)
        assert bool(reply.stderr.strip()) == (reply.code == 2)
        if STOPS in host(name).traits.exit_two:
            assert reply.code == 2, name


def test_codex_gets_nothing_that_it_calls_unsupported() -> None:
    """`ask`, a bare `allow`, `continue`, `stopReason`, `suppressOutput` and unknown fields make the command run."""
    codex = host("codex")
    for answer in ANSWERS.values():
        body = json.loads(codex.reply(answer, None).stdout)
        assert set(body) <= {"hookSpecificOutput", "systemMessage"}
        inner = body.get("hookSpecificOutput", {"permissionDecision": "deny"})
        assert inner["permissionDecision"] == "deny"
        assert set(inner) <= {"hookEventName", "permissionDecision", "permissionDecisionReason"}


FOREIGN = {
    "codex": ("codex", "bash"),
    "cursor": ("cursor", "shell-execution"),
    "copilot": ("copilot", "bash-string"),
    "vscode": ("vscode", "terminal"),
    "grok": ("grok", "terminal"),
    "gemini": ("gemini", "shell"),
    "antigravity": ("antigravity", "run-command"),
    "claude": ("claude", "bash"),
}


@pytest.mark.parametrize("real", sorted(FOREIGN))
def test_another_host_that_starts_claudes_hook_is_answered_in_its_own_words(real: str) -> None:
    payload = sample(*FOREIGN[real])["payload"]
    assert caller("claude", payload) == real
    found = host_of("claude", payload)
    assert found.traits.name == real
    assert found.read(payload).command


@pytest.mark.parametrize("name", NAMES)
def test_a_hosts_own_payload_is_never_taken_for_anothers(name: str) -> None:
    for folder, one in every():
        if name_of(folder) == name:
            assert caller(name, sample(folder, one)["payload"]) == name, one


def test_what_an_agent_writes_does_not_choose_the_dialect() -> None:
    """The marks stand at the payload's top, which only the host fills."""
    payload = sample("claude", "bash")["payload"]
    payload["tool_input"] |= {"turn_id": "1", "cursor_version": "1", "toolName": "x", "toolCall": {}, "timestamp": "1"}
    assert caller("claude", payload) == "claude"


def test_cursor_with_claudes_event_gets_both_forms() -> None:
    payload = sample("claude", "bash")["payload"] | {"cursor_version": "2.4.1"}
    found = host_of("claude", payload)
    reply = found.reply(ANSWERS[STOP], found.read(payload))
    body = json.loads(reply.stdout)
    assert body["permission"] == "deny"
    assert body["hookSpecificOutput"]["permissionDecision"] == "deny"
    assert reply.code == 2


def test_there_is_no_adapter_for_a_host_that_nobody_wrote() -> None:
    with pytest.raises(KeyError):
        host("vim")
    assert "vim" not in HOSTS


@pytest.mark.parametrize("folder", ["claude", "droid"])
def test_where_nobody_is_asked_a_hold_is_a_stop(folder: str) -> None:
    payload = sample(folder, "bash" if folder == "claude" else "execute")["payload"]
    payload["permission_mode"] = "bypassPermissions"
    found = host_of(folder, payload)
    assert not found.traits.asks
    reply = found.reply(ANSWERS[ASK], found.read(payload))
    assert b'"deny"' in reply.stdout
    assert reply.code == 2
    assert host(folder).traits.asks  # only for this call


def test_the_page_is_what_the_adapters_say() -> None:
    from tools.page_hosts import page
    from tools.places import ROOT

    assert (ROOT / "docs" / "hosts.md").read_text(encoding="utf-8") == page()


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        *(("codex", "bash"), ("gemini", "shell"), ("cursor", "shell-execution-cwd"), ("vscode", "terminal")),
        *(("windsurf", "run-command"), ("cline", "command"), ("kiro", "execute-bash")),
    ],
)
def test_on_windows_the_systems_shell_is_powershell(folder: str, name: str) -> None:
    payload = sample(folder, name)["payload"]
    for field in ("tool_input", "tool_info"):
        if isinstance(payload.get(field), dict):
            payload[field].pop("dir_path", None)
            payload[field].pop("cwd", None)
    payload |= {"cwd": "C:\\shop", "workspaceRoots": ["C:\\shop"]}
    call = host_of(folder, payload).read(payload)
    assert call.kind == "powershell"
    assert call.directory == "C:\\shop"


def test_a_tool_that_is_bash_stays_bash_on_windows() -> None:
    for folder, name in (("claude", "bash"), ("copilot", "bash-object")):
        payload = sample(folder, name)["payload"] | {"cwd": "C:\\shop"}
        assert host_of(folder, payload).read(payload).kind == "shell"
