"""`keyturn scan --output`: several forms at once, each in its file, and slips that are told before the scan."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from keyturn.cli import scan
from keyturn.errors import UsageError
from keyturn.wiring.reports import FORMATS
from tests.repositories import Repository


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    for name in [name for name in os.environ if name.startswith(("GIT_", "GITHUB_", "CI_", "KEYTURN_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    found = Repository(tmp_path / "work")
    found.commit({"x.txt": "x"})
    found.stage({"deploy.sh": "#!/bin/sh\nrm -rf /srv/data\n"})
    monkeypatch.chdir(found.root)
    return found


def run(capfdbinary: pytest.CaptureFixture[bytes], *args: str) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    code = scan.run([*args])
    sys.stderr.flush()
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


def test_every_form_at_once(repository: Repository, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    forms = [form for form in FORMATS if form != "text"]
    args = [part for form in forms for part in ("--output", f"{form}={tmp_path}/out.{form}")]
    code, out, err = run(capfdbinary, "--staged", *args)
    assert code == 1
    assert "1 stopping" in out.splitlines()[-1]
    assert err == ""
    assert json.loads((tmp_path / "out.json").read_bytes())["counts"]["stopping"] == 1
    assert json.loads((tmp_path / "out.sarif").read_bytes())["version"] == "2.1.0"
    assert json.loads((tmp_path / "out.gitlab").read_bytes())[0]["location"]["path"] == "deploy.sh"
    assert ET.parse(tmp_path / "out.junit").getroot().get("failures") == "1"
    assert (tmp_path / "out.github").read_text().startswith("::error file=deploy.sh,line=2,")
    assert (tmp_path / "out.summary").read_text().startswith("## Keyturn: stopped\n")
    assert (tmp_path / "out.html").read_text().startswith("<!doctype html>")


def test_a_dash_prints(repository: Repository, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _code, out, err = run(capfdbinary, "--output", "json=-", "-o", f"sarif={tmp_path}/x.sarif")
    assert json.loads(out)["stopping"] == 1
    assert err == ""
    assert (tmp_path / "x.sarif").exists()
    _code, out, _err = run(capfdbinary, "--json", "--output", "-")
    assert json.loads(out)["stopping"] == 1
    _code, out, err = run(capfdbinary, "--output", f"{tmp_path}/all.txt", "--output", "json=-")
    assert json.loads(out)["stopping"] == 1
    assert "1 stopping" in (tmp_path / "all.txt").read_text()


def test_annotations_stand_below_the_text(repository: Repository, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _code, out, _err = run(capfdbinary, "--output=github=-")
    assert out.startswith("deploy.sh:2:1: high filesystem/recursive-delete")
    assert "\n::error file=deploy.sh,line=2,endLine=2,col=1," in out


def test_a_name_with_an_equals_sign(
    repository: Repository, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    run(capfdbinary, "--output", "./a=b", "--output", f"json={tmp_path}/c=d.json")
    assert "1 stopping" in (repository.root / "a=b").read_text()
    assert json.loads((tmp_path / "c=d.json").read_bytes())["stopping"] == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--output", "jsn=out"], "jsn is no form of the report"),
        (["--output", "JSON=out"], "JSON is no form of the report"),
        (["--output", "json="], "no file"),
        (["--output", ""], "no file"),
        (["--output", "sarif"], "names a form and no file"),
        (["--output", "json=out", "--output", "sarif=./out"], "given twice"),
        (["--output", "json=out", "--output", "sarif=sub/../out"], "given twice"),
        (["--output", "json=-", "--output", "sarif=-"], "given twice"),
        (["--output", "sub"], "is a directory"),
        (["--output", "json=sub/"], "is a directory"),
        (["--format", "sarif", "--output", "json=-"], "two forms"),
        (["--json", "--output", "github=-"], "two forms"),
        (["--format", "xml"], "not a form"),
        (["--output", "json=no/where"], "No such file"),
    ],
)
def test_slips(repository: Repository, args: list[str], said: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (repository.root / "sub").mkdir()
    with pytest.raises(UsageError, match=said) as caught:
        run(capfdbinary, *args)
    assert caught.value.fix
    assert capfdbinary.readouterr().out == b""
    assert not (repository.root / "out").exists()


def test_a_slip_is_told_before_the_scan(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "scan", lambda _request: pytest.fail("scanned"))
    with pytest.raises(UsageError):
        scan.run(["--output", "jsn=x"])


def test_a_link_to_the_same_file_is_the_same_file(repository: Repository) -> None:
    (repository.root / "link").symlink_to("out")
    with pytest.raises(UsageError, match="given twice"):
        scan.run(["--output", "json=out", "--output", "sarif=link"])


def test_standard_output_by_its_path(repository: Repository, tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        subprocess.run(
            [sys.executable, "-m", "keyturn.cli.main", "scan", "--output", "github=/dev/stdout"],
            stdout=log,
            check=False,
        )
    text = (tmp_path / "log").read_text()
    assert text.count("::error file=deploy.sh") == 1
    assert text.count("recursive-delete: deletes") == 1
