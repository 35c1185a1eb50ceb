"""Makefiles: what a target runs, as far as can be known without running make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.language.makefile import expand, read_makefile, recipes, stem_of
from keyturn.model.word import Word


def lines(text: str, *goals: str, **given_: Word) -> list[str]:
    made = read_makefile(text, given=given_)
    runs, _missing = recipes(made, goals or (made.default(),), directory="/w")
    return [run.text.shown() for run in runs]


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("B = build\nx:\n\trm -rf $(B)\n", ["rm -rf build"]),
        ("x:\n\trm -rf $(B)\nB = build\n", ["rm -rf build"]),
        ("B := $(C)\nC = late\nx:\n\trm -rf ${B}\n", ["rm -rf $C"]),
        ("B ?= a\nB ?= b\nx:\n\techo $B\n", ["echo a"]),
        ("B = a\nB += b\nx:\n\techo $(B)\n", ["echo a b"]),
        ("x: ; rm -rf y\n", ["rm -rf y"]),
        ("x:\n\t@-rm -rf y\n", ["rm -rf y"]),
        ("x:\n\trm -rf \\\n\t  y\n", ["rm -rf \\\n  y"]),
        ("x:\n\techo $$HOME\n", ["echo $HOME"]),
        ("x:\n\t$(RM) y\n", ["rm -f y"]),
        ("x:\n\trm -rf $(UNSET)/y\n", ["rm -rf $UNSET/y"]),
        ("x: y\n\techo x\ny:\n\techo y\n", ["echo y", "echo x"]),
        ("x: x\n\techo x\n", ["echo x"]),
        ("x: y\ny: x\n\techo y\n", ["echo y"]),
        ("%.o: %.c\n\tcc $< -o $@\nx: a.o\n\tld $^\n", ["cc a.c -o a.o", "ld a.o"]),
        ("x: $(addprefix d/,a b)\n\techo $^\n", ["echo d/a d/b"]),
        ("S = a.c\nx:\n\techo $(S:.c=.o) $(patsubst %.c,%.d,$(S)) $(subst a,z,$(S))\n", ["echo a.o a.d z.c"]),
        ("x:\n\techo $(CURDIR) $(dir a/b) $(notdir a/b)\n", ["echo /w a/ b"]),
        ("define D\nrm -rf /\nendef\nx:\n\t$(D)\n", ["rm -rf /"]),
        ("x: V = /\nx:\n\trm -rf $(V)\n", ["rm -rf /"]),
        (".ONESHELL:\nx:\n\tcd y\n\trm -rf z\n", ["cd y\nrm -rf z"]),
        (".RECIPEPREFIX = >\nx:\n> rm y\n", ["rm y"]),
        (".PHONY: a\na:\n\techo a\nb:\n\techo b\n", ["echo a"]),
        (".DEFAULT_GOAL := b\na:\n\techo a\nb:\n\techo b\n", ["echo b"]),
        ("export V = 1\nx:\n\techo $(V)\n", ["echo 1"]),
        ("x:\n\trm -rf $(V)\nifdef A\nV = 1\nelse\nV = 2\nendif\n", ["rm -rf 1"]),
        ("A = $(B)\nB = $(A)\nx:\n\techo $(A)\n", ["echo $A"]),
    ],
)
def test_recipes(text: str, wanted: list[str]) -> None:
    got = lines(text)
    if "$(A)" in text and "$(B)" in text:
        assert len(got) == 1  # a loop of variables ends in a hole, whichever of the two
    else:
        assert got == wanted


def test_the_other_branch_is_read_too() -> None:
    text = "ifeq ($(OS),x)\nV = 1\nelse\nV = 2\nendif\nx:\n\techo $(V)\n"
    assert read_makefile(text).branches
    made = read_makefile(text, last_branch=True)
    assert [run.text.text for run in recipes(made, ("x",))[0]] == ["echo 2"]


def test_variables_of_the_command_line_win() -> None:
    assert lines("V = a\nx:\n\techo $(V)\n", "x", V=Word("b")) == ["echo b"]


def test_what_runs_while_reading() -> None:
    made = read_makefile("A := $(shell rm -rf a)\nB != rm -rf b\nC = $(shell late)\n")
    assert [line.text for line in made.shells] == ["rm -rf a", "rm -rf b"]


def test_includes() -> None:
    files = {"a.mk": "x:\n\trm -rf y\n"}
    made = read_makefile(
        "include a.mk\n-include none.mk\n", include=lambda name: (name, files[name]) if name in files else None
    )
    (run,), _missing = recipes(made, ("x",))
    assert (run.file, run.line, run.text.text) == ("a.mk", 2, "rm -rf y")


def test_lines_are_counted() -> None:
    made = read_makefile("# c\n\nx:\n\techo 1\n\n\techo \\\n\t2\n\techo 3\n")
    assert [run.line for run in recipes(made, ("x",))[0]] == [4, 6, 8]


def test_what_nobody_knows_to_build_is_missing() -> None:
    assert recipes(read_makefile("x:\n\techo\n"), ("nope",)) == ((), ("nope",))


@pytest.mark.parametrize("text", ["A = " + "$(A)" * 20, "".join(f"A{n} = $(A{n + 1})$(A{n + 1})\n" for n in range(60))])
def test_expansion_is_bounded(text: str) -> None:
    made = read_makefile(text + "\nx:\n\techo $(A)$(A0)\n")
    recipes(made, ("x",))


@given(st.text(alphabet="ab:=$(){}\t\n#\\%.;|?+! ,ifdefndef", max_size=80))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    made = read_makefile(text)
    recipes(made, (made.default() or "a",), directory="/w")


@given(st.text(alphabet="ab/.", max_size=6), st.text(alphabet="ab/.", max_size=3), st.text(alphabet="ab/.", max_size=3))
def test_a_stem_fills_its_pattern_back(stem: str, before: str, after: str) -> None:
    assert stem_of(before + stem + after, before + "%" + after) == stem


def test_unknown_functions_are_holes() -> None:
    assert expand("a $(foreach x,1 2,$(x)) b", {}).text is None
    assert expand("$(wildcard *.c)", {}).holes[0].why == "glob"
