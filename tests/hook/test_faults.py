"""Faults, one by one, each under its name. A fatal call stops in every one of them, and is judged right where it can be."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from keyturn.adapter.hosts.table import HOSTS, host
from keyturn.gate import wire
from keyturn.gate.call import STOP, Answer, Reply
from keyturn.hook import cold
from tests.hook.hook_support import BENIGN, FATAL, Machine, Said, alive, client, impostor, payload


@pytest.fixture
def machine() -> Iterator[Machine]:
    made = Machine()
    yield made
    made.close()


def right(machine: Machine) -> None:
    """Both calls are answered exactly as the cold path answers them."""
    for command, stops in ((FATAL, True), (BENIGN, False)):
        said = machine.ask(payload(command))
        assert said.stops is stops, said
        assert said == machine.cold(payload(command))


# ---- the daemon ----------------------------------------------------------------------------------------------------


def test_daemon_there(machine: Machine) -> None:
    machine.start()
    right(machine)
    assert machine.went_cold == 0


def test_daemon_absent(machine: Machine) -> None:
    right(machine)
    assert machine.went_cold == 2


def test_daemon_absent_is_started_for_the_next_call(machine: Machine) -> None:
    machine.daemons(allowed=True)
    assert machine.ask(payload(FATAL)).stops
    machine.wait(lambda: bool(machine.living()))
    machine.daemons(allowed=False)
    right(machine)
    assert machine.went_cold == 1


def test_daemon_hung(machine: Machine) -> None:
    process = machine.start()
    process.send_signal(signal.SIGSTOP)
    right(machine)
    assert machine.went_cold == 2


def test_daemon_hung_is_replaced(machine: Machine) -> None:
    first = machine.start()
    first.send_signal(signal.SIGSTOP)
    os.utime(machine.socket + ".lock", (0, 0))
    machine.daemons(allowed=True)
    assert machine.ask(payload(FATAL)).stops
    machine.wait(lambda: len(machine.living()) == 1 and machine.living() != [first.pid])
    machine.daemons(allowed=False)
    assert first.wait(10) == -signal.SIGKILL
    right(machine)


def test_daemon_of_another_version(machine: Machine) -> None:
    machine.start()
    for command, stops in ((FATAL, True), (BENIGN, False)):
        assert machine.ask(payload(command), build="0.0.1").stops is stops
    assert machine.went_cold == 2


def test_daemon_of_a_package_that_was_upgraded_leaves_and_the_new_one_answers(machine: Machine) -> None:
    first = machine.start()
    machine.cold_path.write_text(machine.cold_path.read_text() + "# upgraded\n")
    os.utime(machine.socket + ".lock", (0, 0))
    machine.daemons(allowed=True)
    assert machine.ask(payload(FATAL)).stops
    assert machine.went_cold == 1
    assert first.wait(10) == 0
    machine.wait(lambda: len(machine.living()) == 1)
    right(machine)
    assert machine.went_cold == 1


def test_daemon_in_another_mount_namespace_or_root(machine: Machine) -> None:
    machine.start()
    assert machine.exchange(machine.request(payload(FATAL))) is not None
    assert machine.exchange(machine.request(payload(FATAL), namespace="mnt:[1]")) is None
    assert machine.exchange(machine.request(payload(FATAL), root="1:1")) is None
    assert machine.exchange(machine.request(payload(FATAL), cold="1:1:1:1")) is None


def test_daemon_that_refuses_this_user(machine: Machine) -> None:
    machine.start("user=54321")
    right(machine)
    assert machine.went_cold == 2


def test_daemon_of_a_foreign_user(machine: Machine) -> None:
    machine.start()
    program = client("-DDAEMON_UID=54321")
    assert machine.ask(payload(FATAL), program=program).stops
    assert machine.went_cold == 1


def test_daemon_killed_at_random_moments(machine: Machine) -> None:
    expected = machine.cold(payload(FATAL))
    moment = random.Random(5)
    for _ in range(6):
        process = machine.start()
        killer = threading.Timer(moment.uniform(0, 0.03), process.kill)
        killer.start()
        for _call in range(5):
            assert machine.ask(payload(FATAL)) == expected
        killer.join()
        process.wait()


def test_daemon_that_crashes_in_the_middle_of_an_answer(machine: Machine) -> None:
    frame = wire.reply(b"?" * wire.NONCE, wire.SAID, Reply(b"", b"", 0))

    def crash(data: bytes, line: socket.socket) -> None:
        nonce = data[8:24]
        line.sendall(wire.reply(nonce, wire.WORKING))
        line.sendall(frame.replace(b"?" * wire.NONCE, nonce)[:-3])

    with impostor(machine.socket, crash):
        right(machine)
    assert machine.went_cold == 2


def test_daemon_that_says_it_works_and_never_answers(machine: Machine) -> None:
    def dawdle(data: bytes, line: socket.socket) -> None:
        line.sendall(wire.reply(data[8:24], wire.WORKING))
        line.recv(1)  # until the client leaves

    with impostor(machine.socket, dawdle):
        assert machine.ask(payload(FATAL)).stops
    assert machine.went_cold == 1


def _head(nonce: bytes, kind: bytes, *numbers: int) -> bytes:
    return wire.MAGIC + nonce + kind + b"".join(one.to_bytes(4, "little") for one in numbers)


LIES = {
    "nothing": lambda nonce: b"",
    "garbage": lambda nonce: b"HTTP/1.1 200 OK\r\n\r\n" * 40,
    "zeros": lambda nonce: bytes(400),
    "half a head": lambda nonce: _head(nonce, b"said", 0, 0, 0)[:30],
    "less than it announces": lambda nonce: _head(nonce, b"said", 0, 100, 0) + b"{}",
    "an announced four gigabytes": lambda nonce: _head(nonce, b"said", 0, 2**32 - 1, 2**32 - 1),
    "an announced five megabytes": lambda nonce: _head(nonce, b"said", 0, 5_000_000, 0) + bytes(5_000_000),
    "another magic": lambda nonce: _head(nonce, b"said", 0, 0, 0).replace(b"KTGATE1", b"KTGATE2"),
    "another request's answer": lambda nonce: _head(bytes(16), b"said", 0, 0, 0),
    "an exit code that hosts let through": lambda nonce: _head(nonce, b"said", 1, 0, 0),
    "a signal's exit code": lambda nonce: _head(nonce, b"said", 256, 0, 0),
    "an unknown kind": lambda nonce: _head(nonce, b"okay", 0, 0, 0),
    "that it will not": lambda nonce: _head(nonce, b"none", 0, 0, 0),
    "working, working": lambda nonce: _head(nonce, b"work", 0, 0, 0) * 2 + _head(nonce, b"said", 0, 0, 0),
    "working with an answer inside": lambda nonce: _head(nonce, b"work", 0, 2, 0) + b"{}",
}


@pytest.mark.parametrize("lie", LIES)
def test_daemon_that_answers(machine: Machine, lie: str) -> None:
    with impostor(machine.socket, lambda data, line: line.sendall(LIES[lie](data[8:24]))):
        said = machine.ask(payload(FATAL))
    assert said == machine.cold(payload(FATAL))
    assert machine.went_cold == 1


# ---- what stands at the socket's place -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "what", ["file", "directory", "link to nothing", "link to a socket", "pipe", "socket of nobody"]
)
def test_socket_is_a(machine: Machine, what: str) -> None:
    path = Path(machine.socket)
    if what == "file":
        path.write_text("not a socket")
    elif what == "directory":
        path.mkdir()
    elif what == "link to nothing":
        path.symlink_to("/nonexistent/gate.socket")
    elif what == "pipe":
        os.mkfifo(path)
    else:
        real = path if what == "socket of nobody" else path.with_name("other")
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.bind(str(real))
        if real != path:
            path.symlink_to(real)
    right(machine)
    assert machine.went_cold == 2


@pytest.mark.parametrize("what", ["file", "link to nothing", "pipe"])
def test_socket_place_is_taken_over_by_a_starting_daemon(machine: Machine, what: str) -> None:
    path = Path(machine.socket)
    if what == "file":
        path.write_text("left behind")
    elif what == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/nonexistent/gate.socket")
    machine.start()
    assert stat.S_ISSOCK(path.lstat().st_mode)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    right(machine)
    assert machine.went_cold == 0


def test_socket_directory_that_others_can_write(machine: Machine) -> None:
    machine.start()
    Path(machine.socket).parent.chmod(0o777)
    right(machine)
    assert machine.went_cold == 2


@pytest.mark.parametrize("path", ["", "relative.socket", "/", "/" + "x" * 300, "/nonexistent/a/b.socket"])
def test_socket_path_is_no_such(machine: Machine, path: str) -> None:
    assert machine.ask(payload(FATAL), socket=path).stops
    assert machine.went_cold == 1


# ---- what the machine lacks ----------------------------------------------------------------------------------------


def test_configuration_is_broken(machine: Machine) -> None:
    (machine.work / "keyturn.toml").write_text("this is = = no toml [[[")
    machine.start()
    right(machine)
    (machine.work / "keyturn.toml").write_bytes(b"\xff\xfe\0")
    right(machine)
    (machine.work / "keyturn.toml").unlink()
    (machine.work / "keyturn.toml").symlink_to("/nonexistent")
    right(machine)
    assert machine.went_cold == 0


def test_disk_is_full_in_the_cold_path(machine: Machine) -> None:
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # noqa: E731
    (machine.root / "went-cold").touch()
    machine.cold_path.write_text(machine.cold_path.read_text().replace('mark.write(b".")', "pass"))
    assert machine.run(machine.words(), payload(FATAL), preexec_fn=limit).stops
    assert machine.run(machine.words(), payload("rm -rf lib"), preexec_fn=limit).stops


def test_disk_is_full_for_the_daemon(machine: Machine) -> None:
    (machine.work / "lib").mkdir()
    (machine.work / "lib" / "a.txt").write_text("not saved anywhere\n")
    machine.start(limit=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
    assert machine.ask(payload(FATAL)).stops
    assert machine.ask(payload("rm -rf lib")).stops
    assert machine.ask(payload(BENIGN)).code == 0
    assert machine.went_cold == 0


def test_state_directory_is_a_file(machine: Machine) -> None:
    from keyturn.wiring import places

    state = Path(places.state(str(machine.root)))
    state.parent.mkdir(parents=True)
    state.write_text("no directory")
    (machine.work / "lib").mkdir()
    (machine.work / "lib" / "a.txt").write_text("not saved anywhere\n")
    for _ in range(2):
        assert machine.ask(payload(FATAL)).stops
        assert machine.ask(payload("rm -rf lib")).stops
        if not machine.living():
            machine.start()


def test_directory_is_gone(machine: Machine) -> None:
    machine.start()
    gone = machine.root / "gone"
    words = ["/bin/sh", "-c", f'mkdir {gone} && cd {gone} && rmdir {gone} && exec "$@"', "sh", *machine.words()]
    assert machine.run(words, payload(FATAL)).stops


# ---- payloads ------------------------------------------------------------------------------------------------------

PAYLOADS = {
    "empty": b"",
    "blank": b" \n",
    "binary": bytes(range(256)) * 50,
    "zeros": bytes(1000),
    "no JSON": b"rm -rf /",
    "cut short": payload(FATAL)[:-20],
    "something behind": payload(FATAL) + b"}",
    "a list": b"[1, 2]",
    "a number": b"7",
    "nothing": b"null",
    "nested": b'{"tool_name": ' * 100_000,
    "nested lists": b'{"tool_input": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    "a long number": b'{"tool_input": ' + b"9" * 10_000 + b"}",
    "not UTF-8": b'{"tool_name": "\xff\xfe"}',
    "UTF-16": payload(FATAL).decode().encode("utf-16"),
    "no tool": b"{}",
    "a command that is a number": payload(FATAL, tool_input={"command": 5}),
    "eight million bytes": payload(FATAL, padding="x" * 8_000_000),
    "nine million bytes": payload(FATAL, padding="x" * 9_000_000),
}


@pytest.mark.parametrize("name", PAYLOADS)
def test_payload_is(machine: Machine, name: str) -> None:
    machine.start()
    data = PAYLOADS[name]
    said = machine.ask(data)
    assert said.stops, said
    assert said == machine.cold(data)


def test_payload_with_a_command_that_is_too_long_to_read_asks(machine: Machine) -> None:
    machine.start()
    data = payload("echo " + "x" * 100_000)
    said = machine.ask(data)
    assert json.loads(said.out)["hookSpecificOutput"]["permissionDecision"] == "ask"
    assert said == machine.cold(data)


def test_payload_just_below_the_limit_is_judged(machine: Machine) -> None:
    machine.start()
    room = 8_000_000 - len(payload(FATAL, padding=""))
    said = machine.ask(payload(FATAL, padding="x" * room))
    assert b"filesystem/" in said.errors
    assert said.stops


def test_payload_that_never_ends(machine: Machine) -> None:
    process = subprocess.Popen(
        machine.words(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=machine.work
    )
    assert process.stdin is not None
    process.stdin.write(payload(BENIGN))
    process.stdin.flush()
    assert process.wait(30) == 2
    process.communicate()


# ---- descriptors, programs, environment ----------------------------------------------------------------------------


@pytest.mark.parametrize("warm", [True, False])
@pytest.mark.parametrize("closed", ["0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-"])
def test_closed(machine: Machine, closed: str, warm: bool) -> None:
    if warm:
        machine.start()
    words = ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", *machine.words()]
    assert machine.run(words, payload(FATAL)).code == 2
    said = machine.run(words, payload(BENIGN))
    # without a payload nothing can be judged; without an output, silence is all there is to say
    assert said.code == (2 if "0" in closed else 0)


@pytest.mark.parametrize("closed", ["0<&-", "1>&-", "2>&-"])
def test_closed_without_the_client(machine: Machine, closed: str) -> None:
    words = ["/bin/sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-I", "-S", str(machine.cold_path), "claude"]
    assert machine.run(words, payload(FATAL)).code == 2


@pytest.mark.parametrize("warm", [True, False])
def test_output_that_nobody_reads(machine: Machine, warm: bool) -> None:
    if warm:
        machine.start()
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        machine.words(), input=payload(FATAL), stdout=writer, stderr=subprocess.DEVNULL, cwd=machine.work, check=False
    )
    os.close(writer)
    assert done.returncode == 2


def _shape(data: bytes) -> object:
    """The keys of an answer in JSON, and what is no reason."""
    if not data:
        return None
    found = json.loads(data)
    assert isinstance(found, dict)
    return {
        name: value if isinstance(value, bool) or value in ("deny", "block") else "…" for name, value in found.items()
    }


@pytest.mark.parametrize("name", sorted(HOSTS))
@pytest.mark.parametrize(
    "fault", ["interpreter missing", "interpreter is no program", "cold path missing", "import fails"]
)
def test_nothing_can_judge(machine: Machine, name: str, fault: str) -> None:
    """Each host gets a stop that it honours."""
    if fault == "interpreter missing":
        said = machine.ask(payload(FATAL), name, python="/nonexistent/python3")
    elif fault == "interpreter is no program":
        said = machine.ask(payload(FATAL), name, python="/etc/passwd")
    elif fault == "cold path missing":
        said = machine.ask(payload(FATAL), name, cold="/nonexistent/cold.py")
    else:
        text = machine.cold_path.read_text().replace("words = ", "sys.modules['keyturn.wiring.gate'] = None\nwords = ")
        machine.cold_path.write_text(text)
        said = machine.ask(payload(FATAL), name)
    expected = host(name).reply(Answer(STOP, "why", "why"), None)
    assert said.code == expected.code
    assert said.errors
    if expected.code != 2:
        assert _shape(said.out) == _shape(expected.stdout)


def test_both_tables_of_hosts_are_the_adapters(machine: Machine) -> None:
    silent = {name for name in HOSTS if host(name).reply(Answer(STOP, "why", "why"), None).code != 2}
    assert silent == set(cold.JSON_HOSTS)
    assert {name for name in HOSTS if machine.ask(b"", name, python="/nonexistent").code == 0} == silent


@pytest.mark.parametrize("count", range(1, 6))
def test_started_with_too_few_words(machine: Machine, count: int) -> None:
    assert machine.run(machine.words()[:count], payload(FATAL)).code == 2


def test_started_with_relative_paths(machine: Machine) -> None:
    assert machine.ask(payload(FATAL), python="python3").stops
    assert machine.ask(payload(FATAL), cold="cold.py").stops
    assert machine.went_cold == 0


@pytest.mark.parametrize("warm", [True, False])
def test_environment_is_hostile(machine: Machine, warm: bool, tmp_path: Path) -> None:
    if warm:
        machine.start()
    expected = machine.ask(payload(FATAL))
    mark = tmp_path / "ran"
    for name in ("git", "python3", "sh"):
        (tmp_path / name).write_text(f"#!/bin/sh\ntouch {mark}\nexit 0\n")
        (tmp_path / name).chmod(0o755)
    for name in ("sitecustomize.py", "usercustomize.py", "os.py", "json.py", "keyturn.py"):
        (tmp_path / name).write_text(f"open({str(mark)!r}, 'w').close()\nimport os; os._exit(0)\n")
    machine.environment = {
        "PATH": str(tmp_path),
        "HOME": str(tmp_path),
        "XDG_RUNTIME_DIR": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "KEYTURN_DISABLE": "1",
        "KEYTURN_SOCKET": str(tmp_path / "s"),
        "KEYTURN_BUILD": "9",
        "PYTHONPATH": str(tmp_path),
        "PYTHONHOME": str(tmp_path),
        "PYTHONSTARTUP": str(tmp_path / "os.py"),
        "PYTHONINSPECT": "1",
        "PYTHONPLATLIBDIR": str(tmp_path),
        "LD_PRELOAD": str(tmp_path / "evil.so"),
        "LD_LIBRARY_PATH": str(tmp_path),
        "GLIBC_TUNABLES": "glibc.malloc.check=3",
        "OPENSSL_CONF": str(tmp_path / "os.py"),
        "MALLOC_CHECK_": "3",
        "BASH_ENV": str(tmp_path / "sh"),
        "no equals": "",
        "LC_ALL": "tr_TR.ISO-8859-9",
    }
    assert machine.ask(payload(FATAL)) == expected
    assert machine.ask(payload(BENIGN)).code == 0
    assert machine.ask(payload("git reset --hard && rm -rf /")).stops
    assert not mark.exists()


# ---- many at once --------------------------------------------------------------------------------------------------


def test_several_agents_at_once(machine: Machine) -> None:
    machine.start()
    expected = {command: machine.cold(payload(command)) for command in (FATAL, BENIGN)}
    wrong: list[Said] = []

    def agent(number: int) -> None:
        for turn in range(15):
            command = FATAL if (turn + number) % 2 else BENIGN
            said = machine.ask(payload(command, f"agent {number}"))
            if said != expected[command]:
                wrong.append(said)

    threads = [threading.Thread(target=agent, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_clients_that_stall_hold_nobody_up(machine: Machine) -> None:
    process = machine.start()
    lines = []
    for number in range(20):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.connect(machine.socket)
        line.sendall(
            (wire.request(machine.request(payload(FATAL)))[:-1], b"GET / HTTP/1.1\r\n\r\n" * 20, b"")[number % 3]
        )
        lines.append(line)
    right(machine)
    assert machine.went_cold == 0
    for line in lines:
        line.close()
    right(machine)
    assert process.poll() is None


def test_a_client_that_gave_up_is_not_judged_a_second_time(machine: Machine) -> None:
    process = machine.start()
    process.send_signal(signal.SIGSTOP)
    machine.ask(payload("rm -rf lib", "once"))
    assert machine.went_cold == 1
    records = list(machine.root.rglob("record.jsonl"))
    before = [path.read_bytes() for path in records]
    process.send_signal(signal.SIGCONT)
    right(machine)
    time.sleep(0.2)
    after = [path.read_bytes() for path in records]
    assert [one.count(b"rm -rf lib") for one in after] == [one.count(b"rm -rf lib") for one in before]


def test_one_daemon_of_many_that_start(machine: Machine) -> None:
    words = [sys.executable, "-I", "-S", "-X", "utf8", str(machine.serve_path), machine.socket]
    processes = [subprocess.Popen(words) for _ in range(4)]
    try:
        machine.wait(lambda: len([one for one in processes if one.poll() is None]) == 1 and bool(machine.living()))
        right(machine)
        assert machine.went_cold == 0
        assert sorted(one.wait() for one in processes if one.poll() is not None) == [1, 1, 1]
    finally:
        for one in processes:
            one.kill()
            one.wait()


def test_daemon_leaves_when_idle_and_takes_its_socket_along(machine: Machine) -> None:
    process = machine.start("idle=0.3")
    assert process.wait(10) == 0
    assert not os.path.lexists(machine.socket)
    right(machine)


def test_daemon_ends_when_told(machine: Machine) -> None:
    process = machine.start()
    process.terminate()
    assert process.wait(10) == 0
    assert not os.path.lexists(machine.socket)


def test_an_undo_point_is_taken_beside_other_calls(machine: Machine) -> None:
    subprocess.run(["git", "init", "-q", str(machine.work)], check=True)
    (machine.work / "lib").mkdir()
    for number in range(300):
        (machine.work / "lib" / f"{number}.txt").write_text(f"not committed {number}\n")
    process = machine.start()
    said: list[Said] = []
    slow = threading.Thread(target=lambda: said.append(machine.ask(payload("rm -rf lib", "undoes"))))
    slow.start()
    right(machine)
    slow.join()
    assert said[0].code == 0, said
    assert b"undo point" in said[0].out
    assert machine.went_cold == 0
    assert alive(process.pid)
    right(machine)
    assert len(list(machine.root.rglob("points/*"))) == 1
