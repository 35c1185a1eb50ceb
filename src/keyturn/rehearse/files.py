"""What of a command's surroundings goes into the file sandbox, and which effects can be measured there. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from keyturn.model.invocation import Invocation
from keyturn.model.masking import mask
from keyturn.model.target import PATH, REF, REPOSITORY
from keyturn.model.word import GLOB
from keyturn.tool.registry import module_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keyturn.judge.corridor import Judgement
    from keyturn.model.effect import Effect
    from keyturn.model.word import Word

_PASSED = frozenset(
    "PATH HOME USER LOGNAME SHELL LANG LANGUAGE TERM COLORTERM NO_COLOR TZ TMPDIR PWD EDITOR VISUAL PAGER CI "
    "VIRTUAL_ENV CONDA_PREFIX PYTHONPATH PYTHONDONTWRITEBYTECODE NODE_ENV NODE_PATH NVM_DIR NVM_BIN GOPATH GOROOT "
    "GOFLAGS CARGO_HOME RUSTUP_HOME JAVA_HOME GEM_HOME GEM_PATH BUNDLE_PATH RBENV_ROOT PYENV_ROOT MAKEFLAGS "
    "XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME XDG_STATE_HOME MANPATH LS_COLORS UMASK SOURCE_DATE_EPOCH "
    "GIT_DIR GIT_WORK_TREE GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL "
    "GIT_AUTHOR_DATE GIT_COMMITTER_DATE GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_CONFIG_NOSYSTEM "
    "DJANGO_SETTINGS_MODULE RAILS_ENV RACK_ENV TF_WORKSPACE".split()
)
_LOCAL = frozenset(
    "[ [[ : alias awk base64 basename bash break builtin cal cat cd cksum cmp column comm command continue cp "
    "csplit cut date declare df diff dirname du echo egrep env eval exec exit expand export expr factor false "
    "fgrep file fmt fold getopts grep groups gzip gunzip zcat hash head hexdump id install join kill less let "
    "link ln local logname ls make md5sum mapfile mkdir mkfifo mktemp more mv nl nproc od paste patch popd "
    "printenv printf pushd pwd read readarray readlink readonly realpath return rm rmdir sed seq set sh sha1sum "
    "sha256sum sha512sum shift shopt shred shuf sleep sort source split stat strings sum sync tac tail tar tee "
    "test time touch tr trap tree true truncate tsort tty type typeset ulimit umask unalias uname unexpand uniq "
    "unlink unset unzip vdir wait wc which whoami xargs yes zip".split()
)
"""Programs that touch no network: what they do is what files show."""
_ELSEWHERE = ("/dev", "/proc", "/sys", "/run", "/var/run")
"""Places that the sandbox has its own of."""


def harmless(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that a rehearsed command sees: names that are known to hold no secret, values that look like none.

    An allow-list: credentials come under any name.
    """
    return {
        name: value
        for name, value in environment.items()
        if (name in _PASSED or name.startswith("LC_")) and mask(value) == value
    }


def measurable(effect: Effect) -> bool:
    """Whether the sandbox shows what becomes of an effect: files, repositories and refs; not devices."""
    if not effect.targets:
        return False
    for target in effect.targets:
        if target.kind in (REPOSITORY, REF):
            continue
        if target.kind != PATH:
            return False
        path = target.facet("path") or ""
        if any(path == one or path.startswith(one + "/") for one in _ELSEWHERE):
            return False
    return True


def plain(judgement: Judgement) -> bool:
    """Whether every program of an action is one that runs no file but itself: copying, listing, removing."""
    return all(
        not isinstance(step.item, Invocation) or step.item.program is None or step.item.name in _COPYABLE | _ENDING
        for step in judgement.trace
    )


def unknown_programs(judgement: Judgement) -> tuple[str, ...]:
    """Programs in the action that Keyturn knows nothing of: they may do anything, over the network too."""
    found = {
        step.item.name or "a program named at run time"
        for step in judgement.trace
        if isinstance(step.item, Invocation)
        and step.item.program is not None
        and step.item.name not in _LOCAL
        and not step.item.name.startswith("-")  # what is left of a call whose program is not known
        and module_of(step.item.name) is None
    }
    return tuple(sorted(found))


def bounded(judgement: Judgement, directory: str) -> bool:
    """Whether an action stays in one directory as far as words can tell, so that a copy of it can stand in for it.

    Every program is known to touch nothing but the files it names, every name is literal or a glob and relative, no
    text is unread, and every effect lies strictly below the directory. Asked only where there is no sandbox.
    """
    if judgement.blind or not judgement.effects or directory == "/":
        return False
    for effect in judgement.effects:
        for target in effect.targets:
            path = target.facet("path") or ""
            if target.kind != PATH or not path.startswith(directory + "/"):
                return False
    for step in judgement.trace:
        if not isinstance(step.item, Invocation):
            continue
        call = step.item
        if call.program is not None and (call.name not in _COPYABLE or call.program.text != call.name):
            return False
        here = call.context.directory
        if here is not None and here.text != directory:
            return False
        words = (*call.args, *(one.target for one in call.redirects))
        if not all(_relative(word) for word in words):
            return False
    return True


_COPYABLE = frozenset(
    ": basename cat cksum cmp cp cut date dirname echo egrep false fgrep find grep head install ls md5sum mkdir mv od "
    "printf pwd rm rmdir seq sha1sum sha256sum sort stat tac tail test touch tr true truncate uniq unlink wc".split()
)


_ENDING = frozenset("cd chmod chown shred sync sleep tar unzip zip gzip gunzip rsync ln dd".split())


def _relative(word: Word) -> bool:
    if any(hole.why != GLOB for hole in word.holes):
        return False
    text = "".join(part if isinstance(part, str) else "*" for part in word.parts)
    return not text.startswith(("/", "~")) and "/.." not in "/" + text and "=/" not in text
