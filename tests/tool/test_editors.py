"""Editors and pagers: what their command lines run, delete and empty, and the everyday use that passes."""

from __future__ import annotations

import pytest

from keyturn.model.decision import ALLOW
from tests.support import rules, verdict


@pytest.mark.parametrize(
    "command",
    [
        "vim -c ':!rm -rf ~' -c q",
        "vim +'!rm -rf ~' +q",
        "vim --cmd '!rm -rf ~'",
        "vim -c 'silent! !rm -rf ~'",
        "vim -c 'sil noautocmd !rm -rf ~'",
        "vim -c \"exe '!rm -rf ~'\"",
        'vim -c "exe \'exe \\"!rm -rf ~\\"\'"',
        "vim -c 'echo 1 | !rm -rf ~'",
        "vim -c '1,$w !rm -rf ~'",
        "vim -c 'r !rm -rf ~'",
        "vim -c 'g/x/!rm -rf ~'",
        "vim -c 'call system(\"rm -rf ~\")' +q",
        "vim -c 'let x = systemlist(\"rm -rf ~\")'",
        'vim -c \'call delete("/home/sam", "rf")\'',
        "nvim --headless -c 'lua os.execute(\"rm -rf ~\")' +q",
        'nvim -c \'lua vim.fn.delete("/home/sam","rf")\'',
        'nvim +\'lua vim.fn.system({"rm","-rf","/home/sam"})\'',
        "nvim -c 'lua vim.cmd(\"!rm -rf ~\")'",
        "nvim -c 'py3 import shutil; shutil.rmtree(\"/home/sam\")'",
        "nvim -c 'terminal rm -rf ~'",
        "vim -es -c '%d' -c 'w' ~/notes.txt",
        "ex -sc '!rm -rf ~' -c q",
        "ex -sc '%d|x' ~/notes.txt",
        "ex -s ~/notes.txt <<< $'!rm -rf ~\\nq'",
        "vim -c '!rm -rf %' /home/sam/photos",
        "ed <<< '!rm -rf ~'",
        "echo '!rm -rf ~' | ed -s notes.txt",
        "ed -s ~/notes.txt <<< $'1,$d\\nw\\nq'",
        "emacs --batch --eval '(delete-directory \"~\" t)'",
        "emacs -batch -eval '(shell-command \"rm -rf ~\")'",
        'emacs --batch --eval=\'(call-process "rm" nil nil nil "-rf" "/home/sam")\'',
        "less +'!rm -rf ~' notes.txt",
        "man -P 'rm -rf ~' ls",
        "man --pager='rm -rf ~' ls",
        "PAGER='rm -rf ~;' man ls",
        "EDITOR='rm -rf ~;' crontab -e",
        "LESSOPEN='|rm -rf ~ %s' less notes.txt",
        "PS4='$(rm -rf ~)' bash -x -c ls",
    ],
)
def test_what_an_editor_runs_is_read(command: str) -> None:
    assert verdict(command) != ALLOW


@pytest.mark.parametrize(
    "command",
    [
        "vim +/TODO src/app.py",
        "vim -c 'set nu' src/app.py",
        "vim -c '!git status' src/app.py",
        "nvim --headless '+Lazy! sync' +qa",
        "nvim --headless -c 'lua print(1)' -c q",
        "vim -es -c '%s/!rm -rf x/y/ge' -c wq src/app.py",
        "ex -sc 'g/^#/d' -c x src/app.py",
        "ex -sc '1d|x' src/app.py",
        "vim -c '%d' src/app.py",  # in the buffer only
        "ed -s src/app.py <<< $'1,$s/a/b/\\nw\\nq'",
        "emacs --batch --eval '(message \"delete-file\")'",
        "emacs --batch -l build.el -f org-html-export-to-html",
        "less +G server.log",
        "man -k printf",
        "PAGER=cat man ls",
        "EDITOR='code --wait' crontab -e",
        "PS4='+ ${LINENO}: ' bash -x scripts/build.sh",
        "view notes.txt",
    ],
)
def test_everyday_editing_passes(command: str) -> None:
    assert verdict(command) == ALLOW


def test_the_text_of_an_append_is_not_commands() -> None:
    assert rules("ed -s notes.txt <<'EOF'\na\n!rm -rf /\n1,$d\n.\nw\nq\nEOF") == []


def test_what_stands_behind_an_append_is_commands_again() -> None:
    assert verdict("ed -s notes.txt <<'EOF'\ni\nhello\n.\n!rm -rf ~\nEOF") != ALLOW
