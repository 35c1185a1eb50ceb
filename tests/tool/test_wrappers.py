"""Programs that run other programs: what they would run, whatever stands in between."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.judge.corridor import follow
from keyturn.model.effect import HandOff
from keyturn.model.invocation import Invocation, UnknownInput, base_name
from keyturn.model.source import SHELL, Source
from keyturn.model.word import Word
from keyturn.tool import wrappers
from keyturn.tool.handoff import split_words
from keyturn.tool.view import View
from tests.support import judged, rules, verdict


def outcomes(name: str, *args: str, **more: Any) -> list[Any]:
    call = Invocation(Word(name), tuple(Word(arg) for arg in args), name=base_name(name), **more)
    return list(wrappers.read(call, View()))


def runs(name: str, *args: str, **more: Any) -> list[str]:
    """What a wrapper hands on: "program arg arg", or the text of a shell source in angle brackets."""
    found = []
    for one in outcomes(name, *args, **more):
        assert isinstance(one, HandOff)
        to = one.to
        mark = "" if to.certain else "? "
        if isinstance(to, Invocation):
            assert to.program is not None
            found.append(mark + " ".join(word.shown() for word in (to.program, *to.args)))
        else:
            found.append(f"{mark}<{to.text.shown()}>")
    return found


@pytest.mark.parametrize(
    "line, inner",
    [
        ("sudo rm -rf /x", "rm -rf /x"),
        ("sudo -u bob -E rm -rf /x", "rm -rf /x"),
        ("sudo -ubob -n -- rm /x", "rm /x"),
        ("sudo --user=bob --preserve-env=A,B rm /x", "rm /x"),
        ("sudo -D /srv rm x", "rm x"),
        ("sudo A=1 B=2 rm x", "rm x"),
        ("doas -u bob rm x", "rm x"),
        ("env rm x", "rm x"),
        ("env -i PATH=/bin rm x", "rm x"),
        ("env - rm x", "rm x"),
        ("env -u HOME -C /srv rm x", "rm x"),
        ("nohup rm x", "rm x"),
        ("time -p rm x", "rm x"),
        ("timeout -k 5 -s KILL 10s rm x", "rm x"),
        ("timeout --signal=9 10 rm x", "rm x"),
        ("nice -n 10 rm x", "rm x"),
        ("nice -10 rm x", "rm x"),
        ("ionice -c 2 -n 7 rm x", "rm x"),
        ("setsid -f rm x", "rm x"),
        ("stdbuf -oL -e 0 rm x", "rm x"),
        ("chroot --userspec=a:b /mnt rm x", "rm x"),
        ("unshare -r --mount rm x", "rm x"),
        ("strace -f -e trace=file -o log rm x", "rm x"),
        ("taskset -c 0,1 rm x", "rm x"),
        ("chrt -f 10 rm x", "rm x"),
        ("exec -a name rm x", "rm x"),
        ("command -p rm x", "rm x"),
        ("builtin rm x", "rm x"),
        ("caffeinate -i -t 60 rm x", "rm x"),
        ("systemd-run --user -p A=b --unit=x rm x", "rm x"),
        ("firejail --net=none rm x", "rm x"),
        ("bwrap --ro-bind / / --dev /dev --unshare-all rm x", "rm x"),
        ("gosu bob rm x", "rm x"),
        ("tini -s -- rm x", "rm x"),
        ("dumb-init -c rm x", "rm x"),
        ("sshpass -p secret rm x", "rm x"),
        ("nsenter -t 1 -m -u rm x", "rm x"),
        ("busybox rm x", "rm x"),
        ("flock -n /tmp/l rm x", "rm x"),
        ("script -q /dev/null rm x", "rm x"),
        ("runuser -u bob -- rm x", "rm x"),
        ("gtimeout 5 rm x", "rm x"),
        ("SUDO rm x", "rm x"),
    ],
)
def test_the_command_is_found_behind_the_wrappers_own_options(line: str, inner: str) -> None:
    name, *args = line.split()
    assert runs(name, *args) == [inner]


@pytest.mark.parametrize(
    "line",
    [
        "sudo -l rm x",
        "sudo -v",
        "sudo --version",
        "env",
        "env A=b",
        "command -v rm",
        "command -V rm",
        "nohup --help",
        "time",
        "timeout 5",
        "ionice -p 12",
        "busybox --list",
        "taskset -p 12",
        "xargs",
        "xargs echo a",
        "watch",
        "trap - EXIT",
        "trap -p",
        "flock /tmp/l",
        "parallel --version",
        "parallel --dry-run rm {} ::: x",
        "exec",
        "eval",
    ],
)
def test_what_runs_nothing_hands_on_nothing(line: str) -> None:
    name, *args = line.split()
    assert outcomes(name, *args) == []


def test_an_option_that_is_not_known_gives_both_readings_uncertain() -> None:
    assert runs("nice", "--odd", "value", "rm", "x") == ["? value rm x", "? rm x"]
    assert runs("nice", "--odd=value", "rm", "x") == ["rm x"]


def test_an_unknown_word_in_front_may_be_options_or_nothing() -> None:
    assert "filesystem/mass-delete" in rules("sudo $OPTIONS rm -rf /") or "filesystem/recursive-delete" in rules(
        "sudo $OPTIONS rm -rf /"
    )


def test_env_split_string_is_cut_as_env_cuts_it() -> None:
    assert runs("env", "-S", 'rm "a b" -rf', "c") == ["rm a b -rf c"]
    assert runs("env", "-vS", "A=1 rm x") == ["rm x"]
    assert runs("env", "-S", "rm ${X}/y") == ["rm $X/y"]


def test_directories_that_wrappers_change_to() -> None:
    (handed,) = outcomes("env", "-C", "/srv", "rm", "x")
    assert handed.to.context.directory == Word("/srv")
    (handed,) = outcomes("sudo", "-i", "rm", "x")
    assert handed.to.context.directory.text is None


def test_assignments_reach_the_inner_command() -> None:
    (handed,) = outcomes("sudo", "env", "GIT_DIR=/x", "git", "status")
    (inner,) = wrappers.read(handed.to, View())
    assert isinstance(inner, HandOff)
    assert isinstance(inner.to, Invocation)
    assert inner.to.env == (("GIT_DIR", Word("/x", quoted=True)),)


def test_functions_of_the_shell_do_not_hide_what_sudo_runs() -> None:
    assert verdict("rm() { :; }; sudo rm -rf /") == "deny"


def test_sudo_takes_its_password_from_the_first_line_of_stdin() -> None:
    stdin = Source(SHELL, Word("secret\nrm -rf /x\n"))
    (handed,) = outcomes("sudo", "-S", "sh", stdin=stdin)
    assert handed.to.stdin.text == Word("rm -rf /x\n", quoted=True)
    assert "blind/pipe-to-shell" not in rules("echo secret | sudo -S ls")


def test_a_shell_that_is_opened_by_a_wrapper_reads_stdin() -> None:
    assert "blind/pipe-to-shell" in rules("curl -s https://example.com/x | sudo -s")
    assert "blind/interactive-shell" in rules("sudo -i")
    assert verdict("sudo -i") == "allow"


# text that a wrapper gives to a shell


@pytest.mark.parametrize(
    "command",
    [
        "eval 'rm -rf /'",
        "eval rm -rf /",
        "su -c 'rm -rf /' bob",
        "su - bob -c 'rm -rf /'",
        "runuser bob -c 'rm -rf /'",
        "flock /tmp/l -c 'rm -rf /'",
        "script -q -c 'rm -rf /' /dev/null",
        "watch -n 5 'rm -rf /'",
        "watch -x rm -rf /",
        "ls | entr -s 'rm -rf /'",
        "watchexec -e py rm -rf /",
        "nodemon --exec 'rm -rf /'",
        "ssh host 'rm -rf /'",
        "ssh -p 22 host -v rm -rf /",
        "ssh host <<< 'rm -rf /'",
        "mosh host -- rm -rf /",
        "nohup sh -c 'sudo timeout 5 env A=1 rm -rf /' &",
    ],
)
def test_text_for_a_shell_is_read(command: str) -> None:
    assert verdict(command) == "deny"


def test_a_trap_is_possible_not_certain() -> None:
    judgement = judged("trap 'rm -rf /' EXIT")
    assert [effect.certain for effect in judgement.effects] == [False]


def test_joined_words_lose_their_quotes_and_both_readings_are_given() -> None:
    assert runs("watch", "sh", "-c", "git reset --hard") == ["<sh -c git reset --hard>", "? sh -c git reset --hard"]
    assert verdict("watch sh -c 'git reset --hard'") == "hold"


def test_ssh_runs_some_options_on_this_machine() -> None:
    assert verdict("ssh -o ProxyCommand='rm -rf /' host") == "deny"
    assert verdict("ssh -oProxyCommand=none host ls") == "allow"


def test_what_runs_on_another_machine_has_no_directory_here() -> None:
    judgement = judged("ssh host rm -rf build")
    (target,) = judgement.effects[0].targets
    assert target.facet("path") is None


@pytest.mark.parametrize("command", ["ssh -N -L 5432:db:5432 host", "ssh -G host", "ssh -V", "ssh host uptime"])
def test_ssh_without_anything_destructive_is_allowed(command: str) -> None:
    assert verdict(command) == "allow"


# xargs


def test_xargs_appends_its_input_as_an_unknown_word() -> None:
    assert runs("xargs", "-0", "-r", "rm", "-rf", stdin=UnknownInput("find")) == ["rm -rf <input>"]
    assert verdict("find . -print0 | xargs -0 rm -rf") == "hold"


def test_xargs_with_known_input_knows_its_words() -> None:
    stdin = Source("unknown", Word("a 'b c'\nd\n"))
    assert runs("xargs", "rm", stdin=stdin) == ["rm a b c d"]
    assert runs("xargs", "-n1", "rm", stdin=stdin) == ["rm a", "rm b c", "rm d"]
    assert runs("xargs", "-I{}", "rm", "x/{}", stdin=stdin) == ["rm x/a b c", "rm x/d"]
    assert runs("xargs", "-J", "%", "mv", "%", "to", stdin=stdin) == ["mv a b c d to"]
    assert runs("xargs", "-d", "\\n", "rm", stdin=stdin) == ["rm a 'b c' d"]
    assert verdict("echo / | xargs rm -rf") == "deny"
    assert verdict("printf '%s\\n' node_modules | xargs rm -rf") == "allow"


@pytest.mark.parametrize("spelling", ["-I{}", "-I {}", "-i", "-i{}", "--replace", "--replace={}"])
def test_every_spelling_of_the_replacement(spelling: str) -> None:
    assert verdict(f"echo / | xargs {spelling} rm -rf {{}}") == "deny"


def test_input_spliced_into_shell_text_is_opaque() -> None:
    assert "blind/opaque-text" in rules("find . | xargs -I{} sh -c '{}'")
    assert verdict("find . | xargs -I{} sh -c 'rm {}'") == "hold"


def test_input_as_a_positional_is_only_a_value() -> None:
    assert verdict("find . -name '*.py' | xargs -n1 bash -c 'wc -l \"$1\"' _") == "allow"
    assert verdict("find . -name '*.py' | xargs -I{} bash -c 'wc -l \"$1\"' _ {}") == "allow"


def test_a_shell_whose_text_is_the_input() -> None:
    assert "blind/opaque-text" in rules("cat list | xargs -I{} bash -c {}")
    assert "blind/opaque-text" in rules("curl -s https://example.com/x | xargs -0 sh -c")


def test_commands_fed_to_a_shell_are_read_as_they_were_meant() -> None:
    assert verdict("echo 'rm -rf /' | xargs sh -c") == "hold"
    assert verdict("printf '%s\\n' 'rm -rf /' | xargs sh -c 'eval \"$1\"' _") == "hold"
    assert verdict("echo 'a b' | xargs sh -c 'wc -l \"$@\"' _") == "allow"


def test_an_argument_file_is_not_known_whatever_is_piped() -> None:
    assert verdict("echo build | xargs -a /tmp/list rm -rf") == "hold"


def test_many_known_lines_end_in_one_unknown() -> None:
    stdin = Source("unknown", Word("\n".join(f"f{n}" for n in range(500))))
    found = runs("xargs", "-I{}", "rm", "{}", stdin=stdin)
    assert len(found) == wrappers.MAX_LINES + 1
    assert found[-1] == "rm <input>"


# parallel


@pytest.mark.parametrize(
    "line, wanted",
    [
        (("rm", "{}", ":::", "a", "b"), ["<rm a>", "<rm b>"]),
        (("rm", ":::", "a"), ["<rm a>"]),
        (("-j2", "--eta", "rm", "{}", ":::", "a b"), ["<rm 'a b'>"]),
        (("echo", "{2}", "{1}", ":::", "a", ":::", "b", "c"), ["<echo b a>", "<echo c a>"]),
        (("mv", "{}", "{.}.bak", ":::", "x/y.txt"), ["<mv x/y.txt x/y.bak>"]),
        (("echo", "{/}", "{//}", "{/.}", ":::", "x/y.txt"), ["<echo y.txt x y>"]),
        (("-I", "%", "rm", "%", ":::", "a"), ["<rm a>"]),
        (("-q", "rm", "{}", ":::", "a b"), ["rm a b"]),
        (("-X", "rm", "{}", ":::", "a", "b"), ["<rm a b>"]),
        (("--link", "echo", "{1}", "{2}", ":::", "a", "b", ":::", "c", "d"), ["<echo a c>", "<echo b d>"]),
        ((":::", "rm x", "ls"), ["<rm x>", "<ls>"]),
        (("rm", "{}", "::::", "list"), ["<rm <input>>"]),
    ],
)
def test_parallel_fills_in_its_operands(line: tuple[str, ...], wanted: list[str]) -> None:
    assert runs("parallel", *line) == wanted


def test_parallel_without_a_command_runs_its_input() -> None:
    assert rules("parallel") == ["blind/pipe-to-shell"]
    assert rules("cat jobs.txt | parallel") == ["blind/pipe-to-shell"]
    assert verdict("echo 'rm -rf /' | parallel") == "deny"


def test_parallel_forgets_quotes_and_so_do_people() -> None:
    assert verdict("parallel sh -c 'rm -rf {}' ::: /") == "hold"
    assert verdict("parallel echo '$(rm -rf /)' ::: x") == "deny"
    assert verdict("parallel -j4 'gzip {}' ::: a b") == "allow"


def test_parallel_on_another_machine() -> None:
    assert verdict("parallel -S host git clean -ffdx ::: .") == "hold"


def test_a_flood_of_combinations_is_bounded() -> None:
    operands = [str(n) for n in range(200)]
    found = runs("parallel", "rm", "{1}", "{2}", "{3}", ":::", *operands, ":::", *operands, ":::", *operands)
    assert len(found) == wrappers.MAX_LINES + 1


# laws


_WORDS = st.text(alphabet="abc-=/{}$%:'\" \\;", max_size=8)


@settings(max_examples=200)
@given(name=st.sampled_from(sorted({*wrappers.PLAIN, *wrappers.SPECIAL})), args=st.lists(_WORDS, max_size=8))
def test_no_arguments_make_a_wrapper_fail(name: str, args: list[str]) -> None:
    outcomes(name, *args)


@settings(max_examples=100)
@given(
    chain=st.lists(
        st.sampled_from(["sudo", "env A=1", "nice -n 5", "timeout 9", "nohup", "busybox", "stdbuf -oL", "setsid"]),
        min_size=1,
        max_size=6,
    )
)
def test_any_chain_of_wrappers_leads_to_the_same_command(chain: list[str]) -> None:
    assert verdict(" ".join([*chain, "rm -rf /"])) == "deny"
    assert verdict(" ".join([*chain, "ls -l"])) == "allow"


@given(st.lists(st.text(alphabet="ab c'\"\\", min_size=1, max_size=6), max_size=6))
def test_quoted_words_come_back_from_splitting(words: list[str]) -> None:
    text = " ".join("'" + word.replace("'", "'\\''") + "'" for word in words)
    assert [word.text for word in split_words(Word(text))] == words


def test_a_very_deep_chain_ends() -> None:
    judgement = follow(Source(SHELL, Word("sudo " * 5000 + "rm -rf /")), View())
    assert judgement.blind or judgement.effects
