"""Alerts are delivered to real receivers, and what is not delivered is said without its address."""

from __future__ import annotations

import io
import json
import ssl
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from keyturn.adapter.cal_alerts import Console, File, NotDelivered, Webhook, way
from keyturn.errors import UsageError
from tests.cal_receiver import receiver

ALERT = {"type": "critical", "level": "critical", "message": "6/6 dimensions", "data": {"fetchScore": 2603.48}}
TOKEN = "T0KEN-nobody-may-see"


def test_a_hook_gets_the_alert() -> None:
    with receiver(204) as there:
        sender = way(f"webhook:http://{there.address}/hooks/{TOKEN}?x=1")
        sender.send(ALERT)
    path, headers, body = there.got[0]
    assert path == f"/hooks/{TOKEN}?x=1"
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body) == ALERT
    assert sender.name == "webhook 127.0.0.1"


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 429, 500, 503])
def test_any_answer_but_2xx_is_no_delivery(status: int) -> None:
    with (
        receiver() as other,
        receiver(status, f"http://{other.address}/elsewhere") as there,
        pytest.raises(NotDelivered) as caught,
    ):
        way(f"webhook:http://{there.address}/{TOKEN}").send(ALERT)
    assert other.got == []
    assert str(status) in str(caught.value)
    assert TOKEN not in str(caught.value)
    assert caught.value.exit_code == 1


def test_a_hook_that_hangs_is_given_up() -> None:
    with receiver(200, wait=5) as there, pytest.raises(NotDelivered, match="did not answer in time"):
        Webhook(f"http://{there.address}/", seconds=0.2).send(ALERT)


def test_a_hook_that_is_not_there() -> None:
    with receiver() as there:
        address = there.address
    with pytest.raises(NotDelivered, match="refused"):
        way(f"webhook:http://{address}/{TOKEN}").send(ALERT)


@pytest.mark.parametrize(
    "address",
    [
        f"http://example.org/{TOKEN}",
        f"http://127.0.0.1.example.org/{TOKEN}",
        f"http://127.0.0.1@example.org/{TOKEN}",
        f"ftp://127.0.0.1/{TOKEN}",
        f"https:///{TOKEN}",
        f"https://example.org:x/{TOKEN}",
        f"https://user:{TOKEN}@example.org/",
        f"https://example.org/{TOKEN}\r\nX: y",
        f"https://[{TOKEN}/",
    ],
)
def test_addresses_that_are_not_taken_are_not_shown(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        way(f"webhook:{address}")
    assert TOKEN not in str(caught.value)


def test_a_certificate_that_nobody_signed_gets_no_alert(tmp_path: Path) -> None:
    key, certificate = str(tmp_path / "key"), str(tmp_path / "cert")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with receiver(tls=context) as there, pytest.raises(NotDelivered) as caught:
        way(f"webhook:https://{there.address}/{TOKEN}").send(ALERT)
    assert there.got == []
    assert "webhook 127.0.0.1: " in str(caught.value)
    assert TOKEN not in str(caught.value)


def test_without_apprise_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(UsageError, match=r"install keyturn\[notify\]"):
        way("apprise:json://127.0.0.1/")


def test_apprise_delivers() -> None:
    with receiver() as there:
        sender = way(f"apprise:json://{there.address}/{TOKEN}")
        sender.send(ALERT)
    body = json.loads(there.got[0][2])
    assert (body["title"], body["message"], body["type"]) == ("CRITICAL critical", "6/6 dimensions", "failure")
    assert sender.name == "apprise json"


def test_a_chat_is_told_what_was_decided() -> None:
    data = {"decision": {"recommendation": "2603.48 against 1000: EXECUTE"}, "paths": ["D5→D6"]}
    with receiver() as there:
        way(f"apprise:json://{there.address}/").send({**ALERT, "data": data})
    assert json.loads(there.got[0][2])["message"] == "6/6 dimensions\n2603.48 against 1000: EXECUTE\nD5→D6"


def test_apprise_that_fails_shows_no_address(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with receiver(500) as there, pytest.raises(NotDelivered) as caught:
        way(f"apprise:json://{there.address}/{TOKEN}").send(ALERT)
    said = str(caught.value) + caplog.text + "".join(capfd.readouterr())
    assert TOKEN not in said
    assert "apprise json: not delivered" in said


def test_apprise_without_an_address_it_knows(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(UsageError) as caught:
        way(f"apprise:nosuch://{TOKEN}")
    assert TOKEN not in str(caught.value) + caplog.text


def test_addresses_come_from_a_file(tmp_path: Path) -> None:
    with receiver() as there:
        path = tmp_path / "ways"
        path.write_text(f"# on call\njson://{there.address}/a\n\njson://{there.address}/b\n")
        way(f"apprise:{path}").send(ALERT)
        path.write_text(f"http://{there.address}/c\n")
        way(f"webhook:{path}").send(ALERT)
    assert sorted(one[0] for one in there.got) == ["/a", "/b", "/c"]


def test_a_file_gets_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "alerts.jsonl"
    sender = File(str(path))
    threads = [threading.Thread(target=sender.send, args=({**ALERT, "message": str(n) * 5_000},)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = path.read_text().splitlines()
    assert sorted(json.loads(line)["message"][0] for line in lines) == list("01234567")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(NotDelivered, match="No such file"):
        way(f"file:{tmp_path / 'gone' / 'alerts'}").send(ALERT)
    with pytest.raises(NotDelivered, match="No space"):
        way("file:/dev/full").send(ALERT)


def test_a_terminal_is_shown_no_trick() -> None:
    out = io.StringIO()
    Console(out).send({**ALERT, "message": "a\x1b[2Jb\u202ec\nd password=hunter2"})
    assert out.getvalue() == "CRITICAL critical: a\\x1b[2Jb\\u202ec\\nd password=***\n"


@pytest.mark.parametrize(
    "spec", ["mail:x", "file:", "console:x", "webhook", "apprise:", "webhook:/nonexistent/file", ""]
)
def test_ways_that_cannot_be_meant(spec: str) -> None:
    with pytest.raises(UsageError):
        way(spec)
