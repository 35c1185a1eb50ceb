"""Long runs: the readers over much hostile text, and many commands through one process."""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from keyturn.judge.corridor import follow
from keyturn.model.source import Source
from keyturn.model.word import Word
from keyturn.policy.decide import decide
from keyturn.policy.layers import BUILT_IN
from tests.support import LAYOUT, view

pytestmark = pytest.mark.soak

PIECES = (
    "rm -rf / $X \"$X/\" 'a b' `ls` $(ls) ${x%y} ${x:-/} && || ; | & \n <<EOF EOF > f >> f < f <<< x (( )) { } ( ) if then "
    "fi for in do done case esac while ! [[ ]] # \\ * ?(a) {a,b} ~ sudo env bash -c eval xargs git push -f sql psql terraform "
    "destroy é \U0001f600 \0 \x1b == += a=b -- -n DROP TABLE DELETE FROM WHERE 1=1 import os os.system( ) : [ ] , ' \" %"
).split(" ")


def soup(random_source: random.Random, most: int) -> str:
    glue = random_source.choice((" ", "", " ", "\n"))
    return glue.join(random_source.choice(PIECES) for _ in range(random_source.randrange(1, most)))


@pytest.mark.parametrize(
    "language", ["shell", "python", "javascript", "sql", "hcl", "makefile", "workflow", "dockerfile"]
)
def test_no_soup_makes_a_reader_fail(language: str, soak: float) -> None:
    """Every text ends in a decision; a fault inside is a blind spot, and there is none."""
    random_source = random.Random(language)
    looked = view()
    for _round in range(int(20_000 * soak)):
        text = soup(random_source, 25)
        judgement = follow(Source(language, Word(text)), looked)
        assert not [spot for spot in judgement.blind if spot.rule == "blind/fault"], text
        decide(judgement.effects, judgement.blind, BUILT_IN, LAYOUT)


def test_many_commands_through_one_process_in_flat_memory(tmp_path: Path, soak: float) -> None:
    """100,000 lines under `make soak`; the second half needs no more memory than the first."""
    random_source = random.Random(7)
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    count = int(100_000 * soak)
    commands = [
        "git status",
        "rm -rf build",
        "psql -c 'select 1'",
        "npm test | tee out",
        "for i in a b; do rm $i; done",
    ]

    def run(lines: int) -> int:
        text = "".join(
            json.dumps({"id": number, "command": f"{random_source.choice(commands)} # {number}"}) + "\n"
            for number in range(lines)
        )
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        done = subprocess.run(
            [sys.executable, "-m", "keyturn", "check", "--jsonl"],
            input=text.encode(),
            capture_output=True,
            cwd=tmp_path,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        assert [answer["id"] for answer in answers] == list(range(lines))
        return max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)

    small = run(max(count // 10, 100))
    large = run(count)
    assert large - small < 20_000, "kilobytes more for ten times the lines"
