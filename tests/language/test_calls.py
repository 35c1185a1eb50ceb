"""The tolerant reader: calls of Perl, Ruby, PHP, awk, Lua, R and AppleScript."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.language.calls import Page, read_calls, unescape
from keyturn.model.source import Origin, Source
from keyturn.model.word import VARIABLE, Hole, Word

LANGUAGES = ["perl", "ruby", "php", "awk", "lua", "r", "applescript"]


def found(language, text):
    return [
        (call.name, *(value.shown() if isinstance(value, Word) else value and [one.shown() for one in value] for value in call.args))
        for call in read_calls(Source(language, Word(text))).calls
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("perl", 'system("rm x");', ("system", "rm x")),
        ("perl", "system 'rm x';", ("system", "rm x")),
        ("perl", "system qw(rm x);", ("system", ["rm", "x"])),
        ("perl", 'system("rm", "x");', ("system", "rm", "x")),
        ("perl", "`rm x`;", ("`", "rm x")),
        ("perl", "my $o = qx{rm x};", ("`", "rm x")),
        ("perl", "qx/rm x/;", ("`", "rm x")),
        ("perl", 'my $c = "rm"; system("$c x");', ("system", "rm x")),
        ("perl", 'my $c = "rm " . "x"; system $c;', ("system", "rm x")),
        ("perl", 'my $c = "rm"; $c .= " x"; system $c;', ("system", "rm x")),
        ("perl", "exec q{rm x};", ("exec", "rm x")),
        ("perl", 's/a/system("rm x")/e;', ("system", "rm x")),
        ("perl", "system(<<'E');\nrm x\nE\n", ("system", "rm x\n")),
        ("perl", 'my $h = {a => 1}; unlink "x";', ("unlink", "x")),
        ("perl", "my $r = $a / $b; unlink 'x'; # / '", ("unlink", "x")),
        ("perl", "=pod\nsystem('no')\n=cut\nunlink 'x';", ("unlink", "x")),
        ("ruby", 'system("rm x")', ("system", "rm x")),
        ("ruby", 'system "rm", "x"', ("system", "rm", "x")),
        ("ruby", "`rm x`", ("`", "rm x")),
        ("ruby", "%x(rm x)", ("`", "rm x")),
        ("ruby", "x = %x[rm x]", ("`", "rm x")),
        ("ruby", 'c = "rm"\nsystem("#{c} x")', ("system", "rm x")),
        ("ruby", "system(*%w[rm x])", ("system", ["rm", "x"])),
        ("ruby", "FileUtils.rm_rf %w(a b)", ("FileUtils.rm_rf", ["a", "b"])),
        ("ruby", "drop_table :users", ("drop_table", "users")),
        ("ruby", "system(<<~E)\n  rm x\nE\n", ("system", "  rm x\n")),
        ("php", '<?php system("rm x"); ?>', ("system", "rm x")),
        ("php", "<p>it's</p><?php system('rm x');", ("system", "rm x")),
        ("php", '$c = "rm"; shell_exec($c . " x");', ("shell_exec", "rm x")),
        ("php", "echo `rm x`;", ("`", "rm x")),
        ("php", "/* ' */ // '\nunlink('x');", ("unlink", "x")),
        ("awk", 'BEGIN { system("rm x") }', ("system", "rm x")),
        ("awk", 'BEGIN { c = "rm"; system(c " x") }', ("system", "rm x")),
        ("awk", '{ print $1 | "sh" }', ("|", "sh", "<input>")),
        ("awk", 'BEGIN { "rm x" | getline y }', ("|", "rm x")),
        ("awk", 'BEGIN { system("\\162\\155 x") }', ("system", "rm x")),
        ("awk", '{ print > "/etc/x" }', (">", "/etc/x")),
        ("awk", '$1 ~ /"/ { system("rm x") }', ("system", "rm x")),
        ("lua", 'os.execute("rm x")', ("os.execute", "rm x")),
        ("lua", 'os.execute("rm " .. "x") -- no', ("os.execute", "rm x")),
        ("lua", "os.execute([[rm x]])", ("os.execute", "rm x")),
        ("r", 'system("rm x")', ("system", "rm x")),
        ("r", 'system(paste0("rm", " x"))', ("system", "rm x")),
        ("applescript", 'do shell script "rm x"', ("do shell script", "rm x")),
        ("applescript", 'do shell script "rm " & "x"', ("do shell script", "rm x")),
    ],
)
def test_a_call_is_found(language, text, expected):
    assert expected in found(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("perl", "print \"system('rm x')\";"),
        ("perl", "# system('rm x')"),
        ("perl", "if (/system('rm x')/) { }"),
        ("ruby", "puts 'system(\"rm x\")'"),
        ("ruby", "# system('rm x')"),
        ("php", "<?php echo 'system(\"rm x\")';"),
        ("php", "system('rm') is <b>page text</b> here <?php echo 1;"),
        ("awk", '/system/ { print "system(x)" }'),
        ("lua", '-- os.execute("rm x")'),
        ("r", '# system("rm x")'),
    ],
)
def test_what_only_mentions_a_call_is_none(language, text):
    assert not [one for one in found(language, text) if one[0] in ("system", "os.execute")]


@pytest.mark.parametrize(
    ("language", "text", "certain"),
    [
        ("perl", 'unlink "x"', True),
        ("perl", 'unlink "x" if $y', False),
        ("perl", 'if ($y) { unlink "x" }', False),
        ("perl", 'sub f { unlink "x" }', False),
        ("perl", 'if ($y) { a() } unlink "x"', True),
        ("ruby", 'unlink "x" unless y', False),
        ("ruby", 'if y\n  unlink "x"\nend', False),
        ("ruby", 'if y\n  a\nend\nunlink "x"', True),
        ("awk", 'BEGIN { unlink("x") }', True),
        ("awk", '/a/ { unlink("x") }', False),
        ("php", 'if ($y) { unlink("x"); }', False),
    ],
)  # fmt: skip
def test_what_may_not_run_is_possible_only(language, text, certain):
    (call,) = [one for one in read_calls(Source(language, Word(text))).calls if one.name == "unlink"]
    assert call.certain is certain


def test_within_names_the_method():
    reading = read_calls(Source("ruby", Word("def up\n  drop_table :a\nend\ndef down\n  drop_table :b\nend\n")))
    assert [(call.within, call.args[0].text) for call in reading.calls] == [("up", "a"), ("down", "b")]


def test_places_are_those_of_the_file():
    reading = read_calls(Source("perl", Word("1;\né; system('x');"), Origin("/f.pl", 5)))
    assert (reading.calls[-1].origin.line, reading.calls[-1].origin.column) == (6, 4)


def test_an_open_string_says_so():
    assert read_calls(Source("perl", Word('system("rm x'))).errors


def test_holes_survive_a_page():
    source = Source("perl", Word(("a ", Hole(VARIABLE, "X"), " b")))
    page = Page(source)
    assert page.word(page.text).parts == ("a ", Hole(VARIABLE, "X", True), " b")


def test_a_text_that_contains_the_marker_is_still_told_apart():
    source = Source("perl", Word(("kTuRn0_ ", Hole(VARIABLE, "X"))))
    page = Page(source)
    assert page.word(page.text).parts == ("kTuRn0_ ", Hole(VARIABLE, "X", True))


@pytest.mark.parametrize(
    ("text", "plain"),
    [("\\x72m", "rm"), ("\\162m", "rm"), ("\\u0072m", "rm"), ("\\u{72}m", "rm"), ("a\\\nb", "ab"), ("\\q", "\\q"), ("\\x", "\\x")],
)  # fmt: skip
def test_escapes(text, plain):
    assert unescape(text) == plain


@settings(max_examples=200)
@given(st.sampled_from(LANGUAGES), st.text(alphabet="ab$@%{}()[]<>\"'`\\/#|;:,.=-+&?!~ \n\tqwsxm", max_size=80))
def test_no_text_is_refused(language, text):
    read_calls(Source(language, Word(text)))


def test_long_texts_end_and_say_so():
    assert not read_calls(Source("perl", Word("f(1);" * 60_000))).complete
    assert read_calls(Source("perl", Word("(" * 5000))) is not None
