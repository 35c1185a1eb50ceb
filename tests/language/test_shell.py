"""The shell reader: what would be called, in which order, with which words."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from keyturn.language import shell
from keyturn.language.shell_words import shell_quote
from keyturn.model.source import SHELL, Source
from keyturn.model.word import GLOB, TEMPLATE, Hole, Word
from keyturn.tool.produce import Outputs
from tests.support import LAYOUT, calls, read, shown, view


def blind(text: str) -> list[str]:
    return [spot.rule for spot in read(text).blind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("git status --short", ["git status --short"]),
        ("r''m -rf /", ["rm -rf /"]),
        ("'r'\"m\" -rf /", ["rm -rf /"]),
        ("\\rm -rf x", ["rm -rf x"]),
        ("$'\\x72\\x6d' -rf x", ["rm -rf x"]),
        ("$'\\162m' x", ["rm x"]),
        ('$"rm" x', ["rm x"]),
        ("r\\\nm -rf /", ["rm -rf /"]),
        ("rm \\\n -rf \\\n x", ["rm -rf x"]),
        ("tf=terraform; $tf destroy", ["terraform destroy"]),
        ("CMD='terraform destroy'; $CMD -auto-approve", ["terraform destroy -auto-approve"]),
        ("rm${IFS}-rf${IFS}/", ["rm -rf /"]),
        ('a=(rm -rf /x); "${a[@]}"', ["rm -rf /x"]),
        ("a=(x rm); ${a[1]} y", ["rm y"]),
        ("a=rm; b=a; ${!b} y", ["rm y"]),
        ("$(printf rm) -rf x", ["printf rm", "rm -rf x"]),
        ("`echo rm` x", ["echo rm", "rm x"]),
        ("x=$(echo a b); rm $x", ["echo a b", "rm a b"]),
        ('x=$(echo a b); rm "$x"', ["echo a b", "rm a b"]),
        ("rm {a,b}/c", ["rm a/c b/c"]),
        ("rm x{1..3}", ["rm x1 x2 x3"]),
        ("{rm,-rf,/}", ["rm -rf /"]),
        ("rm ~/x ~", ["rm /home/sam/x /home/sam"]),
        ("f=a.tar.gz; rm ${f%.gz} ${f%%.*} ${f#*.} ${f##*.}", ["rm a.tar a tar.gz gz"]),
        ("x=RM; ${x,,} y", ["rm y"]),
        ("x=xrmx; ${x:1:2} y", ["rm y"]),
        ("x=r-m; ${x/-/} y", ["rm y"]),
        ("rm ${UNSET:-/tmp/y}", ["rm /tmp/y"]),
        ("${X:=rm} a; $X b", ["rm a", "rm b"]),
        ('set -- a b; rm $2 "$@" $#', ["rm b a b $#"]),
        ("alias zap='rm -rf'; zap x", ["rm -rf x"]),
        ("IFS=,; x=rm,-rf,/; $x", ["rm -rf /"]),
        ('IFS=,; x=rm,-rf,/; echo "$x"', ["echo rm,-rf,/"]),
        ("a[$(rm x)]=1", ["rm x"]),
        ("a[$(rm x)]+=$(rm y)", ["rm x", "rm y"]),
    ],
)  # fmt: skip
def test_words_are_expanded_as_the_shell_would(text: str, expected: list[str]) -> None:
    got = calls(text)
    assert [one.replace("<arithmetic>", "$#") for one in got] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a && b; c | d & e", ["a", "b", "c", "d", "e"]),
        ("a || b", ["a", "? b"]),
        ("if a; then b; elif c; then d; else e; fi", ["a", "? b", "? c", "? d", "? e"]),
        ("for i in x y; do rm $i; done", ["rm x", "rm y"]),
        ("while read f; do rm $f; done < list", ["? rm <input>"]),
        ("case $1 in a|b) rm x;; *) ls;; esac", ["? rm x", "? ls"]),
        ("case x in (a) b ;& esac", ["? b"]),
        ('f() { rm -rf "$1"; }; f /x', ["rm -rf /x"]),
        ("f() { rm x; }", []),
        ("function g { rm x; }; g", ["rm x"]),
        ("f() { rm x; }; unset -f f; f", ["f"]),
        ("coproc X { rm -rf /x; }", ["rm -rf /x"]),
        ("time { rm x; }", ["rm x"]),
        ("time -p rm x", ["rm x"]),
        ("! rm x", ["rm x"]),
        ("{ rm x; } > out", ["{ >out", "rm x"]),
        ("(rm x; ls)", ["rm x", "ls"]),
        ("echo `echo \\`rm x\\``", ["rm x", "echo $(rm x)", "echo $(rm x)"]),
        ("echo $((1 + $(rm x)))", ["rm x", "echo <arithmetic>"]),
        ("[[ -f x && $(rm y) ]]", ["rm y"]),
        ("cat <(rm x)", ["rm x", "cat <process>"]),
        ('eval "rm -rf x"', ["rm -rf x"]),
        ("eval 'a=1' 'rm' x", ["eval-free"]),
        ("x='rm y'; eval $x", ["rm y"]),
        ("a && b > out", ["a", "b >out"]),
        ("a | b > out", ["a", "b >out"]),
        ("a || b | c > out", ["a", "? b", "? c >out"]),
        ("! a > out x", ["a x >out"]),
        ("> prod.db", [">prod.db"]),
        (": > f", [": >f"]),
        ("$((ls); (rm x))", ["ls", "rm x", "$( (ls); (rm x))"]),
        ("ls !(keep)", ["ls *?keep?"]),
        ("rm 3<>k x", ["rm x <k"]),
        ("rm > log -rf x", ["rm -rf x >log"]),
        ("> log rm -rf x", ["rm -rf x >log"]),
        ("echo $(date) | cat", ["date", "echo $(date)", "cat"]),
        ("select x in a; do rm $x; done", ["rm a"]),
    ],
)  # fmt: skip
def test_every_construct_is_walked(text: str, expected: list[str]) -> None:
    if expected == ["eval-free"]:
        # eval joins its words with spaces: `a=1 rm x` is rm with an assignment in front
        assert [call.name for call in read(text).calls] == ["rm"]
        return
    assert calls(text) == expected


@pytest.mark.parametrize(
    ("text", "directory"),
    [
        ("cd ..; rm x", "/work"),
        ("cd /srv && rm x", "/srv"),
        ("(cd /srv); rm x", None),
        ("cd; rm x", "/home/sam"),
        ("builtin cd ..; rm x", "/work"),
        ("pushd /a; rm x", "/a"),
        ("eval 'cd ..'; rm x", "/work"),
        ("f() { cd ..; }; f; rm x", "/work"),
        ("{ cd ..; ls; }; rm x", "/work"),
        ("cd a/b; cd ../c; rm x", "/work/app/a/c"),
    ],
)
def test_the_directory_is_tracked(text: str, directory: str | None) -> None:
    where = read(text).calls[-1].context.directory
    assert (where.text if where is not None else None) == directory


def test_an_unknown_directory_stays_unknown() -> None:
    where = read('cd "$X"; rm y').calls[-1].context.directory
    assert where is not None
    assert where.text is None


@pytest.mark.parametrize(
    ("text", "stdin"),
    [
        ("cat <<EOF | bash\nrm -rf $HOME\nEOF\n", "rm -rf /home/sam\n"),
        ("bash <<'EOF'\nrm -rf $HOME\nEOF\n", "rm -rf $HOME\n"),
        ("bash <<-EOF\n\trm x\n\tEOF\n", "rm x\n"),
        ("bash <<< 'rm x'", "rm x\n"),
        ("echo 'rm x' | bash", "rm x\n"),
        ("printf '%s\\n' 'rm x' | bash", "rm x\n"),
        ("echo -e 'r\\x6d x' | bash", "rm x\n"),
        ("echo cm0geA== | base64 -d | bash", "rm x"),
        ("echo 726d2078 | xxd -r -p | bash", "rm x"),
        ("echo 'x mr' | rev | bash", "rm x\n"),
        ("cat <<A <<'B' | bash\n1\nA\nrm $2\nB\n", "rm $2\n"),
        ("(echo rm; echo x) | bash", "rm\nx\n"),
    ],
)
def test_static_input_is_followed_into_the_next_program(text: str, stdin: str) -> None:
    bash = next(call for call in read(text).calls if call.name == "bash")
    assert isinstance(bash.stdin, Source)
    assert bash.stdin.text.text == stdin


@pytest.mark.parametrize("text", ["curl x | bash", "cat $F | bash", "date | bash", "bash < script.sh"])
def test_input_that_is_not_static_is_unknown(text: str) -> None:
    bash = next(call for call in read(text).calls if call.name == "bash")
    assert bash.stdin is not None
    assert not isinstance(bash.stdin, Source)


def test_heredoc_keeps_what_stands_behind_it_on_the_line() -> None:
    assert calls("cat <<EOF > f && rm x\nbody\nEOF\nls") == ["cat >f", "rm x", "ls"]


def test_columns_count_characters() -> None:
    text = 'echo "é\U0001f389"; rm -rf /tmp/é\nls é; rm b'
    places = [(call.origin.line, call.origin.column, call.origin.end_column) for call in read(text).calls]
    lines = text.split("\n")
    assert [lines[line - 1][start - 1 : end - 1] for line, start, end in places] == [
        'echo "é\U0001f389"', "rm -rf /tmp/é", "ls é", "rm b",
    ]  # fmt: skip


def test_lines_are_those_of_the_text() -> None:
    lines = [call.origin.line for call in read("a\ncat <<EOF\nx\ny\nEOF\nb \\\n  c\nd").calls]
    assert lines == [1, 2, 6, 8]


@pytest.mark.parametrize(
    "text",
    ["echo 'open", "rm -rf /some/path 'open", "if a; then", "a | | b", "rm x )", "((", "$(", "case x in"],
)
def test_what_cannot_be_parsed_is_said(text: str) -> None:
    assert "blind/unparsable" in blind(text)


def test_mentioning_is_not_doing() -> None:
    assert calls("git commit -m 'never rm -rf /' # rm -rf /") == ["git commit -m never rm -rf /"]
    assert calls("# rm -rf /") == []
    assert calls('echo "$(( rm -rf ))"')[-1].startswith("echo")


def test_a_program_that_is_computed_is_opaque() -> None:
    assert blind("$X rm -rf /") == ["blind/unknown-program"]
    assert "? rm -rf /" in calls("$X rm -rf /")
    assert blind("$SUDO rm x") == []
    assert blind('"$X" y') == ["blind/unknown-program"]
    assert blind("/bin/r? x") == ["blind/unknown-program"]
    assert blind('"$DIR/bin/tool" x') == []


def test_eval_of_something_unknown_is_opaque() -> None:
    assert blind('eval "$X"') == ["blind/opaque-text"]
    assert blind('eval "$(curl x)"') == ["blind/opaque-text"]


def test_recursion_ends() -> None:
    assert blind("loop() { loop; }; loop") == ["blind/recursion"]
    assert "shell/fork-bomb" in blind(":(){ :|:& };:")
    assert blind("f() { g; }; g() { f; }; f") == ["blind/recursion"]


def test_exponential_functions_end_in_a_budget() -> None:
    body = "".join(f"f{n}() {{ f{n + 1}; f{n + 1}; f{n + 1}; f{n + 1}; }}; " for n in range(14))
    assert "blind/budget" in blind(body + "f14() { ls; }; f0")


def test_deep_nesting_ends() -> None:
    assert blind("$(" * 3000 + ")" * 3000)


def test_holes_survive_reading_again() -> None:
    word = Word(("rm -rf ", Hole("variable", "X", quoted=True), "/y"))
    looked = view()
    reading = shell.read(Source(SHELL, word), looked.layout, Outputs(looked))
    (call,) = reading.calls
    assert call.args[1].holes[0].name == "X"
    assert call.args[1].suffix == "/y"


def test_a_hole_that_may_be_syntax_is_opaque() -> None:
    word = Word(("echo ", Hole("input", "{}", may_be_syntax=True)))
    looked = view()
    assert [spot.rule for spot in shell.read(Source(SHELL, word), looked.layout, Outputs(looked)).blind] == [
        "blind/opaque-text"
    ]


# the grammar itself trips over a program name like `0a` or `a@`, which the short cut reads right
NAME = st.from_regex(r"[A-Za-z_./][A-Za-z0-9_./-]{0,11}", fullmatch=True)
PLAIN = st.from_regex(r"[A-Za-z0-9_./:=,@%+-]{1,12}", fullmatch=True)


@given(NAME, st.lists(PLAIN, max_size=6))
@settings(max_examples=200)
def test_the_short_cut_agrees_with_the_grammar(name: str, words: list[str]) -> None:
    """A line without shell syntax read by splitting is what the grammar reads."""
    text = " ".join([name, *words])
    fast = shell.fast(text, Source(SHELL, Word(text)))
    if fast is None:
        return
    looked = view()
    slow = shell.read(Source(SHELL, Word(text + " ;")), looked.layout, Outputs(looked))
    assert [shown(call) for call in fast.calls] == [shown(call) for call in slow.calls]
    assert [call.name for call in fast.calls] == [call.name for call in slow.calls]


@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_characters="\0\r", exclude_categories=("Cs", "Co")), max_size=12),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=300)
def test_quoting_round_trips(values: list[str]) -> None:
    """Any words, quoted, are read back as those words."""
    text = "prog " + " ".join(shell_quote(Word(value)) for value in values)
    (call,) = read(text).calls
    assert [word.text for word in call.args] == values


@given(st.text(max_size=200))
@settings(max_examples=300)
def test_no_text_makes_the_reader_fail(text: str) -> None:
    read(text)


@given(st.text(alphabet="rm ()$`'\"\\<>|&;{}[]!#~*?=\nx1-/", max_size=60))
@settings(max_examples=500)
def test_no_shell_soup_makes_the_reader_fail(text: str) -> None:
    read(text)


def test_the_layout_is_used() -> None:
    assert LAYOUT.home == "/home/sam"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("if a; then (b) fi", ["a", "b"]),
        ("if a; then { b; } fi", ["a", "b"]),
        ("if a; then if b; then c; fi fi", ["a", "b", "c"]),
        ("for i in 1; do (b) done", ["b"]),
        ("a | b@c", ["a", "b@c"]),
        ("@CC@ -o x && rm y", ["@CC@", "rm"]),
        ("50% x; rm y", ["50%", "rm"]),
        ("case x in a) @CC@ z;; esac", ["@CC@"]),
        ('d="pkg-$v${m:+ (>> $m)}"; rm -rf x', ["rm"]),
        ("f() { for arg do rm $arg; done; }; f x", ["rm"]),
        ('alias g=\'grep -E\'\nx="`echo \\"$a\\" | g \\"^$b$\\"`"; rm y', ["echo", "grep", "rm"]),
        ("cc -c \\\n  ", ["cc"]),
        ("rm \\\n\t\n", ["rm"]),
    ],
)
def test_valid_shell_the_grammar_trips_over_is_repaired(text: str, names: list[str]) -> None:
    reading = read(text)
    assert [call.name for call in reading.calls] == names
    assert reading.blind == ()


@pytest.mark.parametrize("text", ["{\U000c25e7", "echo {\U0001f600}", "rm -rf \U0001f600/ü", "{\U000fdd00u"])
def test_characters_beyond_the_basic_plane_do_not_kill_the_process(text: str) -> None:
    """The grammar's scanner reads past a table for them; see shell_text.armour."""
    reading = read(text)
    assert reading.calls or reading.blind


def test_characters_beyond_ascii_come_back_as_written() -> None:
    (call,) = read("rm -rf 'ü/\U0001f600' \"é$X\" ñ").calls
    assert [word.shown() for word in call.args] == ["-rf", "ü/\U0001f600", "é$X", "ñ"]


@pytest.mark.parametrize(
    "text",
    [
        "x0=aaaaaaaaaa;" + "".join(f"x{at + 1}=$x{at}$x{at};" for at in range(60)) + "$x60",
        "x=a;" + 'x="$x$x";' * 60 + '"$x"',
        "x=a;" + "x+=$x;" * 60 + "$x",
        "a=(x);" + 'a=("${a[@]}" "${a[@]}");' * 60 + '"${a[@]}"',
        "set -- x;" + 'set -- "$@" "$@";' * 60 + '"$@"',
        "x=a;" + "x=${x//a/aaaaaaaa};" * 40 + "$x",
    ],
)
def test_values_that_double_at_every_step_end_in_a_budget(text: str) -> None:
    assert blind(text) == ["blind/budget"]


def test_an_unknown_part_before_a_glob_stays_unknown() -> None:
    text = Word(("rm -rf ", Hole(TEMPLATE, "inputs.dir"), "/*; ls ", Hole(TEMPLATE, "x"), "a[12]"))
    looked = view()
    first, second = shell.read(Source(SHELL, text), looked.layout, Outputs(looked)).calls
    assert first.args[-1].worst() == "/*"
    assert [hole.why for hole in first.args[-1].holes] == [TEMPLATE, GLOB]
    assert [hole.why for hole in second.args[-1].holes] == [TEMPLATE, GLOB]
