"""Makefiles, package.json, Dockerfiles, workflows and compose files read as files, as a scan reads them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyturn.model.source import Origin
from tests.support import DictWorkspace, judged


def found(language: str, text: str) -> list[tuple[str, int, str | None]]:
    """(rule family, line, path) of every effect in a file."""
    judgement = judged(text, language=language, origin=Origin("/work/app/f"), file=True)
    return [
        (effect.rule.partition("/")[0], effect.origin.line, target.facet("path"))
        for effect in judgement.effects
        for target in effect.targets[:1]
    ]


def test_every_recipe_of_a_makefile_once() -> None:
    text = "a: b\n\trm -rf /x\nb:\n\t@cd y; rm -rf z\nV := $(shell rm -rf /v)\n"
    assert found("makefile", text) == [
        ("filesystem", 5, "/v"),
        ("filesystem", 2, "/x"),
        ("filesystem", 4, "/work/app/y/z"),
    ]


def test_both_branches_of_a_makefile() -> None:
    text = "ifdef A\nD = build\nelse\nD = /\nendif\nx:\n\trm -rf $(D)\n"
    assert [path for _rule, _line, path in found("makefile", text)] == ["/work/app/build", "/"]


def test_scripts_of_a_package() -> None:
    assert found("package.json", '{"scripts": {\n  "a": "rm -rf /x",\n  "b": "ls"\n}}') == [("filesystem", 2, "/x")]


def test_a_broken_package_still_gives_its_scripts_and_says_so() -> None:
    judgement = judged('{"scripts": {"a": "rm -rf /x"', language="package.json", file=True)
    assert len(judgement.effects) == 1
    assert [(one.rule, one.opaque) for one in judgement.blind] == [("blind/unparsable", False)]


DOCKERFILE = """\
FROM debian
ENV D=/data
WORKDIR /app
RUN apt-get update \\
    && rm -rf /var/lib/apt/lists/*
RUN rm -rf $D
RUN ["rm", "-rf", "/x"]
RUN <<EOF
rm -rf /here
EOF
RUN python3 <<EOF
import shutil
shutil.rmtree("/p")
EOF
CMD rm -rf sub
ENTRYPOINT ["sh", "-c", "rm -rf /e"]
HEALTHCHECK --interval=5s CMD rm -rf /h
"""


def test_commands_of_a_dockerfile_lie_in_the_image() -> None:
    judgement = judged(DOCKERFILE, language="dockerfile", file=True, origin=Origin("/work/app/Dockerfile"))
    seen = [
        (effect.origin.line, effect.targets[0].facet("path"), effect.targets[0].has("container"))
        for effect in judgement.effects
    ]
    assert seen == [
        (5, "/var/lib/apt/lists/*", True),
        (6, "/data", True),
        (7, "/x", True),
        (9, "/here", True),
        (13, "/p", True),
        (15, "/app/sub", True),
        (16, "/e", True),
        (17, "/h", True),
    ]
    assert judgement.effects[0].origin.through[0] == "Dockerfile RUN"


WORKFLOW = """\
on: push
jobs:
  ship:
    runs-on: ubuntu-latest
    steps:
      - run: terraform destroy -auto-approve
      - name: clean
        run: |
          ls
          rm -rf /srv
      - shell: python
        run: |
          import shutil
          shutil.rmtree("/etc")
"""


def test_steps_of_a_workflow() -> None:
    assert [(rule, line) for rule, line, _path in found("workflow", WORKFLOW)] == [
        ("terraform", 6),
        ("filesystem", 10),
        ("code", 14),
    ]


def test_a_strangers_text_in_a_step_is_opaque() -> None:
    text = "jobs:\n  a:\n    steps:\n      - run: echo ${{ github.event.issue.title }}\n"
    judgement = judged(text, language="workflow", file=True)
    assert "blind/opaque-text" in [one.rule for one in judgement.blind]
    safe = text.replace("github.event.issue.title", "github.sha")
    assert judged(safe, language="workflow", file=True).blind == ()


def test_commands_of_compose_services() -> None:
    text = 'services:\n  a:\n    command: sh -c "rm -rf $$D/x"\n  b:\n    entrypoint: [rm, -rf, /y]\n'
    judgement = judged(text, language="compose", file=True)
    assert [effect.targets[0].facet("path") for effect in judgement.effects] == ["/x", "/y"]
    assert all(effect.targets[0].has("container") for effect in judgement.effects)


@pytest.mark.parametrize("language", ["makefile", "package.json", "dockerfile", "workflow", "compose"])
@settings(max_examples=60)
@given(text=st.text(alphabet="abRUNFROM:{}[]\"'\\\n\t -$()=<#@|", max_size=80))
def test_no_text_makes_a_reader_fail(language: str, text: str) -> None:
    judgement = judged(text, DictWorkspace(), language=language, file=True)
    assert "blind/fault" not in [one.rule for one in judgement.blind]
