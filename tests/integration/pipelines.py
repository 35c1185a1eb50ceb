"""A code host's side of a pipeline, for tests: a repository that is cloned, and a shell step with the files it gets."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.repositories import Repository

ENVIRONMENT = Path(sys.executable).parent.parent
"""The environment that the tests themselves run in, which holds Keyturn."""
ZERO = "0" * 40
DANGER = 'rm -rf "$UNSET/"\n'


@dataclass
class Done:
    """What a step came to."""

    code: int
    out: str
    err: str
    outputs: dict[str, str]
    summary: str


def parsed(text: str) -> dict[str, str]:
    """The outputs as GitHub's runner reads them: `name=value`, or `name<<MARK`, lines, MARK."""
    found: dict[str, str] = {}
    lines = iter(text.split("\n"))
    for line in lines:
        if not line:
            continue
        at, equals = line.find("<<"), line.find("=")
        if at >= 0 and (equals < 0 or at < equals):
            mark, value = line[at + 2 :], []
            for inner in lines:
                if inner == mark:
                    break
                value.append(inner)
            found[line[:at]] = "\n".join(value)
        else:
            name, _equals, one = line.partition("=")
            found[name] = one
    return found


def base_environment(home: Path) -> dict[str, str]:
    """What every job has, and nothing of the caller's."""
    home.mkdir(exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "CI": "true",
    }


class GitHub:
    """An upstream repository, a clone of it, and the step of action.yml in that clone."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.upstream = Repository(place / "upstream")
        self.upstream.git("config", "uploadpack.allowFilter", "true")
        self.upstream.git("config", "uploadpack.allowAnySHA1InWant", "true")
        self.first = self.upstream.commit({"deploy.sh": "#!/bin/sh\nmake build\n", "README.md": "hello\n"})
        self.environment = base_environment(place / "home")
        self.runs = 0

    def branch(self, name: str, files: dict[str, str], start: str = "main") -> str:
        """A branch with one more commit; its id."""
        self.upstream.git("switch", "-q", "-C", name, start)
        made = self.upstream.commit(files, f"on {name}")
        self.upstream.git("switch", "-q", "main")
        return made

    def clone(self, commit: str, *options: str, name: str = "checkout") -> Path:
        """A fresh checkout of a commit, as a checkout step would leave it."""
        target = self.place / name
        if target.exists():
            shutil.rmtree(target)
        subprocess.run(
            ["git", "clone", "-q", "--no-checkout", *options, f"file://{self.upstream.root}", str(target)], check=True
        )
        git = ["git", "-C", str(target)]
        if subprocess.run([*git, "cat-file", "-e", commit], check=False, capture_output=True).returncode:
            depth = ["--depth=1"] if any(one.startswith("--depth") for one in options) else []
            subprocess.run([*git, "fetch", "-q", *depth, "origin", commit], check=True)
        subprocess.run([*git, "checkout", "-q", "--detach", commit], check=True)
        return target

    def event(self, **fields: Any) -> dict[str, Any]:
        """An event with the facts that every event has."""
        return {"repository": {"full_name": "shop/app", "default_branch": "main"}, "sender": {"login": "sam"}, **fields}

    def pull(self, base: str, head: str, **fields: Any) -> dict[str, Any]:
        """A pull request's event."""
        pull = {
            "number": 7,
            "title": "tidy up",
            "base": {"sha": base, "ref": "main"},
            "head": {"sha": head, "ref": "feature"},
            **fields,
        }
        return self.event(action="synchronize", number=7, pull_request=pull)

    def pushed(self, ref: str, before: str, after: str, **fields: Any) -> dict[str, Any]:
        """A push's event."""
        return self.event(
            ref=ref,
            before=before,
            after=after,
            deleted=after == ZERO,
            created=before == ZERO,
            **{"forced": False, **fields},
        )

    def step(
        self,
        checkout: Path,
        name: str,
        event: object,
        *,
        ref: str = "refs/heads/main",
        sha: str = "",
        environment: Path | None = ENVIRONMENT,
        variables: dict[str, str] | None = None,
        **inputs: str,
    ) -> Done:
        """Run the action's script as the runner would."""
        self.runs += 1
        files = self.place / f"run-{self.runs}"
        files.mkdir()
        (files / "event.json").write_text(event if isinstance(event, str) else json.dumps(event), encoding="utf-8")
        for empty in ("output", "summary"):
            (files / empty).write_bytes(b"")
        (files / "temp").mkdir()
        given = {
            **self.environment,
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(files / "event.json"),
            "GITHUB_OUTPUT": str(files / "output"),
            "GITHUB_STEP_SUMMARY": str(files / "summary"),
            "GITHUB_REPOSITORY": "shop/app",
            "GITHUB_REF": ref,
            "GITHUB_SHA": sha,
            "GITHUB_ACTION_PATH": str(ROOT),
            "RUNNER_TEMP": str(files / "temp"),
            "INPUT_FAIL_ON": "medium",
            "INPUT_FORMAT": "sarif",
            **{f"INPUT_{one.upper()}": value for one, value in inputs.items()},
            **(variables or {}),
        }
        script = str(ROOT / "integrations" / "github" / "run.sh")
        kept = ["--environment", str(environment)] if environment else []
        done = subprocess.run(
            ["/bin/sh", script, *kept], cwd=checkout, env=given, capture_output=True, check=False, timeout=120
        )
        return Done(
            done.returncode,
            done.stdout.decode(),
            done.stderr.decode(),
            parsed((files / "output").read_text(encoding="utf-8")),
            (files / "summary").read_text(encoding="utf-8"),
        )
