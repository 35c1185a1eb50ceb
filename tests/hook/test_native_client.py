"""The client's source: no warning, no fault that a sanitizer sees, no room of the stack or heap left."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from keyturn.gate import wire
from keyturn.gate.call import Reply
from tests.conftest import ROOT
from tests.hook.hook_support import BENIGN, FATAL, SOURCE, Machine, client, impostor, payload
from tools import build_native


@pytest.fixture
def machine() -> Iterator[Machine]:
    made = Machine()
    yield made
    made.close()


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The client with the compiler's sanitizers, or as it is where the compiler has none."""
    out = tmp_path_factory.mktemp("sanitized") / "keyturn-hook"
    flags = ("-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-DWORKING_MS=3000", "-DINPUT_MS=1500")
    try:
        build_native.build(out, flags=flags, static=False)
        subprocess.run([str(out)], input=b"", capture_output=True, check=False, timeout=20)
    except build_native.BuildError as why:
        if "sanitize" not in str(why) and "asan" not in str(why):
            raise
        return client()
    return str(out)


def test_sanitizers_see_nothing(machine: Machine, guarded: str) -> None:
    machine.start()
    for command, code in ((FATAL, 2), (BENIGN, 0), ("echo " + "x" * 300_000, 0)):
        said = machine.ask(payload(command), program=guarded)
        assert (said.code, b"Sanitizer" in said.errors) == (code, False), said
    for data in (b"", b"x", bytes(70_000), payload(FATAL, padding="x" * 9_000_000)):
        said = machine.ask(data, program=guarded)
        assert (said.code, b"Sanitizer" in said.errors) == (2, False), said
    for socket in ("", "/", "/a", "/" + "y" * 107, "/" + "y" * 5_000, str(machine.work)):
        said = machine.ask(payload(FATAL), program=guarded, socket=socket)
        assert (said.code, b"Sanitizer" in said.errors) == (2, False), said
    machine.environment.update({f"V{number}": "y" * 50_000 for number in range(20)})
    assert machine.ask(payload(FATAL), program=guarded).code == 2
    for name in ("hermes", "x" * 5_000, ""):
        said = machine.ask(payload(FATAL), name, program=guarded, python="/nonexistent")
        assert b"Sanitizer" not in said.errors


@pytest.mark.parametrize("seed", range(3))
def test_sanitizers_see_nothing_in_answers_of_chance(machine: Machine, guarded: str, seed: int) -> None:
    import random

    chance = random.Random(seed)

    def answer(data: bytes, line: object) -> None:
        frame = bytearray(
            wire.reply(data[8:24], chance.choice((wire.SAID, wire.WORKING)), Reply(b"o" * 50, b"e" * 50, 2))
        )
        for _ in range(chance.randrange(4)):
            frame[chance.randrange(24, len(frame))] ^= 1 << chance.randrange(8)
        line.sendall(bytes(frame[: chance.randrange(len(frame) + 1)]))  # type: ignore[attr-defined]  # a socket

    with impostor(machine.socket, answer):
        for _ in range(12):
            said = machine.ask(payload(FATAL), program=guarded)
            assert b"Sanitizer" not in said.errors, said
            # an answer that still is one says 2 or, with a bit turned over, nothing else that counts
            assert said.code == 2


def test_it_compiles_without_a_warning(tmp_path: Path) -> None:
    more = ("-Wshadow", "-Wconversion", "-Wstrict-prototypes", "-Wpointer-arith")
    build_native.build(tmp_path / "out", flags=more)


def test_it_is_one_file_that_needs_nothing() -> None:
    if sys.platform != "linux":
        return
    done = subprocess.run(["file", "-L", client()], capture_output=True, text=True, check=False)
    assert done.returncode != 0 or "statically linked" in done.stdout or "static-pie" in done.stdout
    assert "getenv" not in SOURCE.read_text()


def test_the_pure_wheel_has_no_client_and_the_platform_wheel_has_it(tmp_path: Path) -> None:
    plain = {name: value for name, value in os.environ.items() if name != "KEYTURN_NATIVE"}
    if not (ROOT / "src").exists():
        return  # a wheel's own test has no sources to build one from
    for environment in (plain, {**plain, "KEYTURN_NATIVE": "1"}):
        words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
        subprocess.run(words, cwd=ROOT, env=environment, check=True, capture_output=True)
    wheels = sorted(path.name for path in tmp_path.glob("*.whl"))
    assert len(wheels) == 2
    for name in wheels:
        with zipfile.ZipFile(tmp_path / name) as wheel:
            scripts = [one for one in wheel.infolist() if one.filename.endswith("/scripts/keyturn-hook")]
        if name.endswith("-py3-none-any.whl"):
            assert scripts == []
        else:
            assert platform.machine() in name
            assert len(scripts) == 1
            assert scripts[0].external_attr >> 16 & 0o111


def test_an_unknown_platform_is_an_error(tmp_path: Path) -> None:
    if not (ROOT / "src").exists():
        return
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    environment = {**os.environ, "KEYTURN_NATIVE": "vax-vms"}
    done = subprocess.run(words, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode != 0
    assert "vax-vms" in done.stderr


def test_without_a_compiler_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(build_native.BuildError, match="no C compiler: install one"):
        build_native.build(tmp_path / "out")
