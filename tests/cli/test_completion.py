"""Completion scripts: complete, and accepted by the shells that are here."""

import shutil
import subprocess

import pytest

from keyturn.cli import completion
from keyturn.cli.main import COMMANDS
from keyturn.errors import UsageError


@pytest.mark.parametrize("shell", completion.SHELLS)
def test_every_command_and_option_is_in_it(shell, capsys):
    assert completion.run([shell]) == 0
    script = capsys.readouterr().out
    for name, _summary, options, subs in completion.table():
        assert name in script
        for option, _text in options:
            for spelling in completion._names(option):
                assert (spelling if shell != "fish" else spelling.lstrip("-")) in script
        for sub, _text in subs:
            assert sub in script
    assert {name for name, *_rest in completion.table()} == set(COMMANDS)


@pytest.mark.parametrize("shell", [shell for shell in completion.SHELLS if shutil.which(shell)])
def test_the_shell_itself_accepts_it(shell, capsys, tmp_path):
    completion.run([shell])
    path = tmp_path / "script"
    path.write_text(capsys.readouterr().out)
    subprocess.run([shell, "-n", str(path)], check=True)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("keyturn c", {"cal", "check", "ci", "config", "completion"}),
        ("keyturn config tr", {"trust"}),
        ("keyturn prop", {"propose", "proposal"}),
        ("keyturn proposal wa", {"wait", "waive"}),
        ("keyturn broker p", {"pin-roster"}),
        ("keyturn propose --br", {"--break-glass"}),
        ("keyturn rules --f", {"--family"}),
    ],
)
def test_bash_completes(words, wanted, capsys):
    completion.run(["bash"])
    script = capsys.readouterr().out
    pieces = words.split(" ")
    array = " ".join(f"'{piece}'" for piece in pieces)
    run = (
        f"{script}\nCOMP_WORDS=({array}); COMP_CWORD={len(pieces) - 1}; _keyturn; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    )
    done = subprocess.run(["bash", "-c", run], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == wanted


def test_text_with_quotes_and_brackets_stays_text():
    table: completion.Table = [
        ("x", "it's [a]: test", (("-q, --quiet", "don't say [it]: now"), ("--cwd DIR", "in")), (("go", "it's"),))
    ]
    assert "it'\\''s \\[a\\]\\: test" in completion.zsh(table)
    assert "don\\'t" in completion.fish(table)


@pytest.mark.parametrize("args", [[], ["tcsh"], ["bash", "zsh"]])
def test_wrong_calls(args):
    with pytest.raises(UsageError):
        completion.run(args)
