"""The tolerant reader of Go, Rust, Java and their like: what it takes for a call, and what is known of its arguments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.language.curly import read
from keyturn.model.source import Source
from keyturn.model.word import TEMPORARY, Word

LANGUAGES = ("go", "rust", "java", "kotlin", "scala", "groovy", "csharp", "swift", "dart", "elixir")


def calls(language: str, text: str) -> list[tuple[str, ...]]:
    """Each call as its name and its arguments' text, holes as `?`."""
    out = []
    for chain in read(Source(language, Word(text), file=True)).chains:
        for call in chain:
            shown: list[str] = []
            for one in call.args:
                words = one if isinstance(one, tuple) else (one,)
                shown.extend("?" if word is None or word.text is None else word.text for word in words)
            out.append((call.name, *shown))
    return out


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("go", 'exec.Command("rm", "-rf", dir).Run()', [("exec.Command", "rm", "-rf", "?"), (".Run",)]),
        ("go", 'a := []string{"-rf", "/x"}\nf("rm", a...)', [("f", "rm", "-rf", "/x")]),
        ("go", "f(`raw \\n text`)", [("f", "raw \\n text")]),
        ("go", 'f(fmt.Sprintf("rm %s", "x"))', [("fmt.Sprintf", "rm %s", "x"), ("f", "rm x")]),
        ("go", 'f("a" + "b")', [("f", "ab")]),
        ("rust", 'f(r#"say "x""#, \'"\', \'a\')', [("f", 'say "x"', "'", "'")]),
        ("rust", 'Command::new("rm").args(["-rf", "/x"])', [("Command::new", "rm"), (".args", "-rf", "/x")]),
        ("rust", "fn f<'a>(x: &'a str) { g(x) }", [("g", "?")]),
        ("rust", 'vec::<String>::f("x")', [("vec::f", "x")]),
        ("java", 'new String[]{"a"}; f(new String[]{"rm", "/x"})', [("f", "rm", "/x")]),
        ("java", 'f(List.of("rm", "/x"))', [("List.of", "rm", "/x"), ("f", "rm", "/x")]),
        ("java", "void f(String a) { g(a); }", [("g", "?")]),
        ("kotlin", 'val d = "x"\nf("rm $d ${d}")', [("f", "rm x x")]),
        ("csharp", 'f(@"C:\\x", $"rm {d}", $@"a ""b""")', [("f", "C:\\x", "?", 'a "b"')]),
        ("scala", 'f(s"rm ${d}", "$d")', [("f", "?", "$d")]),
        ("swift", 'f("rm \\(d)")', [("f", "?")]),
        ("dart", "f('rm $d', r'$d')", [("f", "?", "$d")]),
        ("elixir", '"x" |> f("y")', [("f", "x", "y")]),
        ("elixir", '# f("x")\ng(~s(a "b"))', [("g", 'a "b"')]),
        ("groovy", "f('rm', \"x\")", [("f", "rm", "x")]),
    ],
)
def test_calls(language: str, text: str, wanted: list[tuple[str, ...]]) -> None:
    assert calls(language, text) == wanted


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("go", '// os.RemoveAll("/")\n/* os.RemoveAll("/") */\nvar s = "os.RemoveAll(\\"/\\")"'),
        ("rust", '/// fs::remove_dir_all("/")\nlet s = r"f(1)";'),
        ("java", '/** {@code f("x")} */ String s = """\n f("x")\n""";'),
        ("elixir", '@moduledoc """\nf("x")\n"""\n# f("x")'),
    ],
)
def test_comments_and_strings_hold_no_calls(language: str, text: str) -> None:
    assert calls(language, text) == []


def test_a_name_that_is_given_two_values_is_not_known() -> None:
    assert calls("go", 'd := "/a"\nd = "/b"\nf(d)') == [("f", "?")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("go", 'dir, err := os.MkdirTemp("", "x")\nf(dir)'),
        ("go", 'f(filepath.Join(t.TempDir(), "x"))'),
        ("go", "f(tmpDir)"),
        ("rust", "let dir = tempfile::tempdir()?; f(dir)"),
        ("java", 'Path p = Files.createTempDirectory("x"); f(p.toFile())'),
        ("java", 'f(System.getProperty("java.io.tmpdir"))'),
        ("csharp", 'var p = Path.Combine(Path.GetTempPath(), "x"); f(p)'),
        ("elixir", 'f(Path.join(System.tmp_dir!(), "x"))'),
    ],
)
def test_temporary_places_are_known_as_such(language: str, text: str) -> None:
    chains = read(Source(language, Word(text), file=True)).chains
    value = chains[-1][-1].args[0]
    assert isinstance(value, Word)
    assert value.holes[0].why == TEMPORARY


def test_within_and_certainty() -> None:
    text = 'package a\nfunc (m *M) Down(db *DB) {\n\tf("x")\n}\nfunc Up() {\n\tif x {\n\t\tg("y")\n\t}\n\th("z")\n}\n'
    found = {
        chain[0].name: (chain[0].within, chain[0].certain) for chain in read(Source("go", Word(text), file=True)).chains
    }
    assert found == {"f": ("Down", True), "g": ("Up", False), "h": ("Up", True)}


def test_places_are_those_of_the_file() -> None:
    (chain,) = read(Source("go", Word('// ä\nvar x = 1\n  f("ü", "x")\n'), file=True)).chains
    assert (chain[0].origin.line, chain[0].origin.column, chain[0].origin.end_column) == (3, 3, 14)


def test_a_very_deep_text_is_given_up_and_said() -> None:
    found = read(Source("java", Word("f(" * 5_000 + ")" * 5_000), file=True))
    assert not found.complete


@given(
    st.sampled_from(LANGUAGES),
    st.lists(st.sampled_from([*"(){}[]<>\"'`\\.,;:=+|#$@!?/*\n ", '"""', "f", "if", "def", "new", "r#", "::", "|>"])),
)
def test_no_text_is_too_odd(language: str, pieces: list[str]) -> None:
    read(Source(language, Word("".join(pieces)), file=True))
