"""PowerShell and cmd.exe texts as commands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.language.powershell import read_batch, read_powershell
from keyturn.model.source import Source
from keyturn.model.word import Word


def shown(text, read=read_powershell):
    language = "batch" if read is read_batch else "powershell"
    commands = read(Source(language, Word(text))).commands
    return [("" if one.certain else "? ") + " ".join(word.shown() for word in one.words) for one in commands]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Remove-Item C:\\x -Recurse", ["Remove-Item C:\\x -Recurse"]),
        ("a; b\nc", ["a", "b", "c"]),
        ("a | b", ["a", "b"]),
        ("a && b", ["a", "b"]),
        ("a || b", ["a", "? b"]),
        ("& 'C:\\a b.exe' x", ["C:\\a b.exe x"]),
        ('del "C:\\a b"', ["del C:\\a b"]),
        ("del 'it''s'", ["del it's"]),
        ("Remove`-Item x", ["Remove-Item x"]),
        ("Remove-Item `\n  x", ["Remove-Item x"]),
        ("del $env:TEMP\\x", ["del $TEMP\\x"]),
        ('$p = "C:\\d"; del $p\\x', ["del C:\\d\\x"]),
        ("if (Test-Path x) { del x } else { ls }", ["Test-Path x", "? del x", "? ls"]),
        ("foreach ($f in $x) { del $f }", ["del $f"]),
        ("ls | ForEach-Object { del $_ }", ["ls", "del $_", "ForEach-Object"]),
        ("# del x", []),
        ("ls # del x", ["ls"]),
        ("<# del x #> ls", ["ls"]),
        ("echo $(del x)", ["del x", "echo $(del x)"]),
        ("del a, b", ["del a b"]),
        ("function f { del x }", ["? del x"]),
        ("[IO.File]::Delete('x')", ["[IO.File]::Delete x"]),
        ("del @'\na\n'@", ["del a"]),
    ],
)
def test_powershell(text, expected):
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rd /s /q C:\\x", ["rd /s /q C:\\x"]),
        ("@echo off\nrd x", ["echo off", "rd x"]),
        ("a & b && c || d", ["a", "b", "c", "? d"]),
        ("r^d /s x", ["rd /s x"]),
        ('del "C:\\a b"', ["del C:\\a b"]),
        ("rem del x\n:: del y\n:label\nls", ["ls"]),
        ("if exist x del x", ["? del x"]),
        ('if "%A%"=="b" (del x) else (del y)', ["? del x", "? del y"]),
        ("for %%f in (a b) do del %%f", ["del $f"]),
        ("set D=C:\\z\nrd /s %D%", ["set D=C:\\z", "rd /s C:\\z"]),
        ("del %TEMP%\\x > nul 2>&1", ["del $TEMP\\x"]),
        ("call del x", ["del x"]),
    ],
)
def test_batch(text, expected):
    assert shown(text, read_batch) == expected


def test_a_pipe_says_what_feeds():
    commands = read_powershell(Source("powershell", Word("iwr u | iex"))).commands
    assert commands[1].fed == commands[0]


@settings(max_examples=200)
@given(st.text(alphabet="ab$@%{}()[]<>\"'`\\/#|;:,.=-&? \n^", max_size=60))
def test_no_text_is_refused(text):
    read_powershell(Source("powershell", Word(text)))
    read_batch(Source("batch", Word(text)))
