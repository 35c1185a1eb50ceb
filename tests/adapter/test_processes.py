"""Programs started without a shell: both pipes, errors aside, exit codes, a program that ends early."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from keyturn.adapter.processes import find_program, run, start
from keyturn.errors import CouldNotJudge

PYTHON = os.path.realpath(sys.executable)


def test_output_errors_and_exit_code() -> None:
    code, out, errors = run([PYTHON, "-c", "import sys; print(1); print(2, file=sys.stderr); sys.exit(3)"], {})
    assert (code, out, errors) == (3, b"1\n", "2")


def test_much_input_and_much_output_do_not_wait_for_each_other() -> None:
    data = b"line\n" * 400_000
    program = "import sys, shutil; shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)"
    code, out, _errors = run([PYTHON, "-c", program], {}, data)
    assert code == 0
    assert out == data


def test_many_errors_do_not_block() -> None:
    code, out, errors = run([PYTHON, "-c", "import sys; sys.stderr.write('x' * 1000000); print('end')"], {})
    assert (code, out) == (0, b"end\n")
    assert errors.startswith("xxx")


def test_a_program_that_does_not_read_its_input() -> None:
    code, out, _errors = run([PYTHON, "-c", "print('done')"], {}, b"x" * 5_000_000)
    assert (code, out) == (0, b"done\n")


def test_only_the_environment_that_was_given() -> None:
    code, out, _errors = run(
        [PYTHON, "-I", "-c", "import os; print('HOME' in os.environ, os.environ['A'])"], {"A": "1"}
    )
    assert (code, out) == (0, b"False 1\n")


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(CouldNotJudge):
        start(["/nowhere/program"], {})


def test_killing_ends_it() -> None:
    process = start([PYTHON, "-c", "import time; print(1, flush=True); time.sleep(60)"], {})
    assert process.output.readline() == b"1\n"
    process.kill()
    assert process.finish() == -9


def test_where_programs_are_looked_for(tmp_path: Path) -> None:
    program = tmp_path / "in" / "tool"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    folder = str(program.parent)
    assert find_program("tool", f"relative:.::{folder}") == str(program)
    assert find_program("tool", folder, (str(tmp_path),)) is None
    assert find_program("tool", folder, (str(tmp_path / "i"),)) == str(program)
    program.chmod(0o644)
    assert find_program("tool", folder) is None
