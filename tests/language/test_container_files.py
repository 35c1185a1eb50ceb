"""Dockerfiles, workflows and compose files: the commands in them and where they stand."""

from hypothesis import given
from hypothesis import strategies as st

from keyturn.language.dockerfile import read_dockerfile
from keyturn.language.manifest import read_manifest
from keyturn.language.workflow import read_compose, read_workflow, templated


def test_dockerfile_instructions() -> None:
    text = (
        "# syntax=docker/dockerfile:1\nARG V=1\nFROM a AS b\nRUN apt-get update && \\\n  # why\n\n  rm -rf x\n"
        'run ["rm", "-rf", "/x"]\nRUN --mount=type=cache,target=/c rm y\nONBUILD RUN z\n'
    )
    file = read_dockerfile(text)
    assert file.whole
    assert [(one.name, one.line) for one in file.instructions] == [
        ("ARG", 2),
        ("FROM", 3),
        ("RUN", 4),
        ("RUN", 8),
        ("RUN", 9),
        ("RUN", 10),
    ]
    assert file.instructions[2].text.count("\n") == 3
    assert file.instructions[3].words == ("rm", "-rf", "/x")
    assert file.instructions[5].deferred


def test_dockerfile_heredocs() -> None:
    text = "FROM a\nRUN <<-EOF\n\trm -rf /x\n\tEOF\nRUN python <<'X' && ls\nprint(1)\nX\nCOPY <<A <<B /d/\none\nA\ntwo\nB\nUSER x\n"
    file = read_dockerfile(text)
    assert [one.name for one in file.instructions] == ["FROM", "RUN", "RUN", "COPY", "USER"]
    assert file.instructions[1].heredocs == (("EOF", "rm -rf /x\n", 3, True),)
    assert file.instructions[2].heredocs[0][:2] == ("X", "print(1)\n")
    assert [one[0] for one in file.instructions[3].heredocs] == ["A", "B"]


def test_dockerfile_other_escape_and_broken_lines() -> None:
    assert read_dockerfile("# escape=`\nFROM a\nRUN x `\n  y\n").instructions[1].text == "x \\\n  y"
    file = read_dockerfile("FROM a\nnonsense here\nRUN x\n")
    assert (file.whole, file.line, len(file.instructions)) == (False, 2, 2)
    assert not read_dockerfile("RUN <<EOF\nrm\n").whole


def test_workflow_steps() -> None:
    text = (
        "on: push\nenv: {A: '1'}\ndefaults: {run: {shell: bash}}\njobs:\n  one:\n    if: always()\n    steps:\n"
        "      - uses: x\n      - name: clean\n        working-directory: sub\n        run: |\n          rm -rf x\n          ls\n"
        "  two:\n    container: img\n    steps: [{run: ls, shell: python, env: {B: '2'}}]\n"
    )
    first, second = read_workflow(text).steps
    assert (first.job, first.name, first.line, first.column, first.shell) == ("one", "clean", 12, 11, "bash")
    assert first.directory is not None
    assert first.directory.text == "sub"
    assert not first.certain
    assert (second.shell, second.container, [name for name, _value in second.env]) == ("python", True, ["A", "B"])


def test_composite_action_steps() -> None:
    (step,) = read_workflow("name: a\nruns:\n  using: composite\n  steps:\n    - run: rm x\n      shell: sh\n").steps
    assert (step.text.text, step.line, step.shell) == ("rm x", 5, "sh")


def test_spliced_text_may_be_a_command_only_when_others_choose_it() -> None:
    def wild(text: str) -> bool:
        return any(hole.may_be_syntax for hole in templated(text).holes)

    assert wild("echo ${{ github.event.issue.title }}")
    assert wild("echo ${{ github.head_ref }}")
    assert wild("echo ${{ inputs.name }}")
    assert wild("echo ${{ 'a' || github.event.comment.body || 'b' }}")
    assert wild("echo ${{ format('{0}', github.event.comment.body) }}")
    assert not wild("echo ${{ github.sha }} ${{ matrix.os }} ${{ secrets.TOKEN }}")
    assert not wild("echo ${{ matrix.os == 'linux' && 'a' || 'b' }}")
    assert not wild("echo ${{ hashFiles('**/x', 'y') }}")


def test_text_of_a_stranger_by_way_of_env() -> None:
    text = (
        "jobs:\n  a:\n    env: {T: '${{ github.event.issue.title }}', U: x}\n    steps:\n"
        "      - run: echo ${{ env.T }}\n      - run: echo ${{ env.U }} $T\n"
    )
    first, second = read_workflow(text).steps
    assert first.text.holes[0].may_be_syntax
    assert not second.text.holes[0].may_be_syntax


def test_compose_commands() -> None:
    text = (
        "services:\n  a:\n    command: rm -rf /x\n  b:\n    entrypoint: [rm, -rf, /y]\n"
        "    healthcheck:\n      test: [CMD-SHELL, rm /h]\n    post_start:\n      - command: ls\n"
    )
    found = read_compose(text).commands
    assert [(one.service, one.key, one.text or one.words, one.line) for one in found] == [
        ("a", "command", "rm -rf /x", 3),
        ("b", "entrypoint", ("rm", "-rf", "/y"), 5),
        ("b", "healthcheck", "rm /h", 7),
        ("b", "post_start", "ls", 9),
    ]


def test_manifest_scripts() -> None:
    manifest = read_manifest(
        '{"name": "a", "workspaces": {"packages": ["p/*"]}, "scripts": {"x": "rm", "y": ["a", "b"]}}'
    )
    assert manifest.packages == ("p/*",)
    assert [(one.name, one.text) for one in manifest.scripts] == [("x", "rm"), ("y", "a"), ("y", "b")]
    assert not read_manifest("[1]").whole


@given(st.text(alphabet="FROMRUN <EOF-\n\\\"[],'#=`ab", max_size=80))
def test_no_text_makes_the_dockerfile_reader_fail(text: str) -> None:
    read_dockerfile(text)


@given(st.text(alphabet="jobs:steprun \n-|${}'ab.", max_size=80))
def test_no_text_makes_the_workflow_readers_fail(text: str) -> None:
    read_workflow(text)
    read_compose(text)
