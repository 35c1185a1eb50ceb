"""Commands that a machine or a build server starts by itself: crontabs, systemd units, Jenkinsfiles, RPM specs.

Formats: crontab(5), systemd.service(5), https://www.jenkins.io/doc/pipeline/steps/workflow-durable-task-step/,
https://rpm-software-management.github.io/rpm/manual/spec.html.
"""

from __future__ import annotations

from keyturn.model.effect import EXPOSURE, Effect, HandOff
from keyturn.model.invocation import Invocation, base_name
from keyturn.model.source import BATCH, POWERSHELL, SHELL, Origin, ShellContext, Source
from keyturn.model.target import SERVICE, Target
from keyturn.model.word import TEMPLATE, TEMPORARY, VARIABLE, Hole, Word
from keyturn.tool.ci_gates import APPROVAL
from keyturn.tool.handoff import merged, split_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View

_FIELD = frozenset("0123456789*/,-?LW#")
_NAMED = frozenset("jan feb mar apr may jun jul aug sep oct nov dec sun mon tue wed thu fri sat".split())
_ACCOUNTS = frozenset("root www-data nobody postgres mysql git deploy ubuntu backup daemon".split())
_EXEC = ("execstart", "execstartpre", "execstartpost", "execstop", "execstoppost", "execreload", "execcondition")
_STEPS = {"sh": SHELL, "bat": BATCH, "powershell": POWERSHELL, "pwsh": POWERSHELL}
# What whoever opens a change request or names a branch writes.
_STRANGERS = (
    "change_title", "change_branch", "branch_name", "change_author", "git_branch", "ghprbpull",
    "gitlabmergerequesttitle",
    "gitlabsourcebranch", "ghprbcommentbody", "git_commit_message",
)  # fmt: skip


def read_source(source: Source, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """The commands of a crontab, a unit, a Jenkinsfile or a spec, each where it stands."""
    text = source.text.text
    if text is None:
        text = source.text.worst()
    return _READERS[source.language](source, text)


def _origin(source: Source, line: int, column: int, how: str) -> Origin:
    at = source.origin.line + line - 1
    return source.origin.but(
        line=at, column=column, end_line=at, end_column=column, through=(*source.origin.through, how)
    )


def _cron(source: Source, text: str) -> list[Outcome]:
    path = source.origin.file
    with_user = "/cron.d/" in path or path.endswith("/etc/crontab") or path == "etc/crontab"
    variables: dict[str, Word] = {}
    out: list[Outcome] = []
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.partition("=")
        if equals and name.strip().replace("_", "").isalnum():
            variables[name.strip()] = Word(value.strip().strip("\"'"), quoted=True)
            continue
        words = stripped.split(None, 5)
        if words[0].startswith("@"):
            parts = stripped.split(None, 1)
            rest = parts[1] if len(parts) > 1 else ""
        elif len(words) == 6 and all(_timed(word) for word in words[:5]):
            rest = words[5]
        else:
            continue
        first, _blank, behind = rest.partition(" ")
        if behind and (with_user or (first in _ACCOUNTS)):
            rest = behind.strip()
        command = _until_percent(rest)
        if not command:
            continue
        how = f"cron {words[0] if words[0].startswith('@') else ' '.join(words[:5])}"
        origin = _origin(source, number, line.find(rest) + 1, how)
        context = ShellContext(None, dict(variables), frozenset(variables), {}, {}, ())
        out.append(
            HandOff(Source(SHELL, Word(command), origin, context, file=source.file, certain=source.certain), how)
        )
    return out


def _timed(word: str) -> bool:
    return all(char in _FIELD for char in word) or all(
        piece.lower()[:3] in _NAMED or piece.isdigit() for piece in word.replace("-", ",").split(",")
    )


def _until_percent(text: str) -> str:
    r"""The command of a line: `%` begins its standard input, `\%` is a percent sign."""
    out = ""
    index = 0
    while index < len(text):
        if text.startswith("\\%", index):
            out += "%"
            index += 2
            continue
        if text[index] == "%":
            break
        out += text[index]
        index += 1
    return out


def _systemd(source: Source, text: str) -> list[Outcome]:
    out: list[Outcome] = []
    lines = text.split("\n")
    index = 0
    while index < len(lines):
        number = index + 1
        line = lines[index]
        while line.endswith("\\") and index + 1 < len(lines):
            index += 1
            line = line[:-1] + " " + lines[index].strip()
        index += 1
        key, equals, value = line.strip().partition("=")
        if not equals or key.strip().lower() not in _EXEC:
            continue
        rest = value.strip().lstrip("@-:+!")
        words = split_words(_unit_word(rest))
        if value.strip()[:2].count("@") and len(words) > 1:
            words = (words[0], *words[2:])
        how = f"unit {key.strip()}"
        origin = _origin(source, number, line.find(rest) + 1 if rest else 1, how)
        start = 0
        for at in range(len(words) + 1):
            if at < len(words) and words[at].text != ";":
                continue
            piece = words[start:at]
            start = at + 1
            if not piece:
                continue
            name = piece[0].text
            call = Invocation(
                piece[0],
                piece[1:],
                context=ShellContext(Word("/"), {}, frozenset(), {}, {}, ()),
                certain=source.certain,
                origin=origin,
                name=base_name(name) if name else "",
            )
            out.append(HandOff(call, how))
    return out


def _unit_word(text: str) -> Word:
    """`$NAME`, `${NAME}` and `%i` are filled in by systemd; `$$` and `%%` are the signs themselves."""
    parts: list[str | Hole] = []
    index = 0
    while index < len(text):
        char = text[index]
        following = text[index + 1 : index + 2]
        if char in "$%" and following == char:
            parts.append(char)
            index += 2
        elif char == "%" and following.isalpha():
            parts.append(Hole(TEMPLATE, "%" + following, quoted=True))
            index += 2
        elif char == "$" and following == "{" and "}" in text[index:]:
            end = text.index("}", index)
            parts.append(Hole(VARIABLE, text[index + 2 : end], quoted=True))
            index = end + 1
        elif char == "$" and (following.isalpha() or following == "_"):
            end = index + 1
            while end < len(text) and (text[end].isalnum() or text[end] == "_"):
                end += 1
            parts.append(Hole(VARIABLE, text[index + 1 : end]))
            index = end
        else:
            parts.append(char)
            index += 1
    return merged(parts)


def _jenkins(source: Source, text: str) -> list[Outcome]:
    out: list[Outcome] = []
    index = 0
    gates: tuple[str, ...] = ()
    while index < len(text):
        char = text[index]
        if text.startswith("//", index):
            end = text.find("\n", index)
            index = len(text) if end < 0 else end
        elif text.startswith("/*", index):
            end = text.find("*/", index)
            index = len(text) if end < 0 else end + 2
        elif char in "'\"":
            _word, index = _groovy(text, index)
        elif char.isalpha() or char == "_":
            end = index
            while end < len(text) and (text[end].isalnum() or text[end] == "_"):
                end += 1
            step = _STEPS.get(text[index:end])
            if text[index:end] == "input" and text[index - 1 : index] != "." and _asks(text, end):
                # what follows in the file runs after the answer: stages stand in their order
                gates = (f"{APPROVAL}: the input step",)
            if step is None or text[index - 1 : index] == ".":
                index = end
                continue
            index = _step(source, text, end, text[index:end], step, out, gates)
        else:
            index += 1
    return out


def _asks(text: str, index: int) -> bool:
    """Whether the word `input` that ends there is Jenkins' step or a stage's block, and no name of something else."""
    rest = text[index : index + 80].lstrip(" \t(")
    return rest[:1] in ("'", '"', "{") or rest.startswith(("message", "id:", "ok:", "submitter", "parameters"))


def _step(
    source: Source,
    text: str,
    index: int,
    name: str,
    language: str,
    out: list[Outcome],
    gates: tuple[str, ...] = (),
) -> int:
    """One `sh …` step; the answer is where reading goes on."""
    at = index
    while at < len(text) and text[at] in " \t(":
        at += 1
    if text[at : at + 1] not in ("'", '"'):
        limit = text.find(")", at)
        script = text.find("script", at, limit if 0 <= limit < at + 4000 else at + 200)
        if script < 0 or "\n\n" in text[at:script]:
            return index
        at = script + len("script")
        while at < len(text) and text[at] in " \t:\n":
            at += 1
        if text[at : at + 1] not in ("'", '"'):
            return index
    begin = at
    word, at = _groovy(text, at)
    parts = list(word.parts)
    while True:
        behind = at
        while behind < len(text) and text[behind] in " \t\n":
            behind += 1
        if text[behind : behind + 1] != "+":
            break
        behind += 1
        while behind < len(text) and text[behind] in " \t\n":
            behind += 1
        if text[behind : behind + 1] in ("'", '"'):
            more, at = _groovy(text, behind)
            parts.extend(more.parts)
        else:
            at = behind
            while at < len(text) and (text[at].isalnum() or text[at] in "_.[]()?"):
                if text[at] == ")" and "(" not in text[behind:at]:
                    break
                at += 1
            if at == behind:
                break
            parts.append(_hole(text[behind:at]))
    whole = merged(parts)
    quotes = 3 if text[begin : begin + 3] in ("'''", '"""') else 1
    line = text.count("\n", 0, begin) + 1
    column = begin - text.rfind("\n", 0, begin) - 1 + quotes + 1
    how = f"Jenkinsfile: {name}"
    origin = _origin(source, line, column, how)
    origin = origin.but(through=(*source.origin.through, *gates, how))
    context = ShellContext(Word((Hole(TEMPLATE, "WORKSPACE"),)), {}, frozenset(), {}, {}, ())
    out.append(HandOff(Source(language, whole, origin, context, file=source.file, certain=source.certain), how))
    strange = next((hole.name for hole in whole.holes if hole.may_be_syntax), "")
    if strange:
        out.append(
            Effect(
                "pipeline/untrusted-text-in-command",
                EXPOSURE,
                f"puts {strange} into a command of {name}, which is whatever a stranger wrote",
                (Target(SERVICE, "the pipeline's token and secrets"),),
                certain=source.certain,
                origin=origin,
            )
        )
    return at


def _hole(name: str) -> Hole:
    low = name.lower()
    return Hole(TEMPLATE, name, may_be_syntax=any(sign in low for sign in _STRANGERS))


def _groovy(text: str, index: int) -> tuple[Word, int]:
    """A Groovy string from its opening quote on: `$name` and `${…}` in double quotes are holes."""
    quote = text[index]
    mark = quote * 3 if text.startswith(quote * 3, index) else quote
    index += len(mark)
    parts: list[str | Hole] = []
    current = ""
    while index < len(text):
        if text.startswith(mark, index):
            index += len(mark)
            break
        char = text[index]
        if len(mark) == 1 and char == "\n":
            break
        if char == "\\" and index + 1 < len(text):
            following = text[index + 1]
            current += {"n": "\n", "t": "\t", "r": "\r", "\n": ""}.get(following, following)
            index += 2
        elif char == "$" and quote == '"' and text[index + 1 : index + 2] == "{":
            end = text.find("}", index)
            end = len(text) if end < 0 else end
            parts += [current, _hole(text[index + 2 : end].strip())]
            current = ""
            index = end + 1
        elif (
            char == "$"
            and quote == '"'
            and (text[index + 1 : index + 2].isalpha() or text[index + 1 : index + 2] == "_")
        ):
            end = index + 1
            while end < len(text) and (text[end].isalnum() or text[end] in "_."):
                end += 1
            parts += [current, _hole(text[index + 1 : end].rstrip("."))]
            current = ""
            index = end - (text[end - 1] == ".")
        else:
            current += char
            index += 1
    parts.append(current)
    return merged(parts), index


_SECTIONS = frozenset(
    "%pre %post %preun %postun %pretrans %posttrans %prep %build %install %check %clean %triggerin %triggerun "
    "%triggerpostun %generate_buildrequires %verifyscript".split()
)
# Where a package is put together: a directory that the build made.
_BUILD_PLACES = frozenset(("buildroot", "_builddir", "_sourcedir", "_tmppath"))
_BUILT = {name: Word((Hole(TEMPORARY, name),), quoted=True) for name in ("RPM_BUILD_ROOT", "RPM_BUILD_DIR")}
_OTHER_SECTIONS = ("%files", "%description", "%changelog", "%package", "%sourcelist", "%patchlist")


def _spec(source: Source, text: str) -> list[Outcome]:
    out: list[Outcome] = []
    section = ""
    start = 0
    body: list[str] = []
    for number, line in enumerate([*text.split("\n"), "%files"], 1):
        words = line.split()
        first = words[0] if words else ""
        if first in _SECTIONS or first.startswith(_OTHER_SECTIONS):
            if section and any(one.strip() for one in body):
                how = f"spec {section}"
                origin = _origin(source, start, 1, how)
                context = ShellContext(Word((Hole(TEMPLATE, "%{_builddir}"),)), _BUILT, frozenset(_BUILT), {}, {}, ())
                out.append(
                    HandOff(
                        Source(
                            SHELL, _macros("\n".join(body)), origin, context, file=source.file, certain=source.certain
                        ),
                        how,
                    )
                )
            other = "-p" in words and words[words.index("-p") + 1 : words.index("-p") + 2] not in (
                ["/bin/sh"],
                ["/bin/bash"],
            )
            section = first if first in _SECTIONS and not other else ""
            start = number + 1
            body = []
        elif section:
            # conditions of the spec itself are no shell
            body.append("" if first.startswith(("%if", "%else", "%endif", "%{?", "%global", "%define")) else line)
    return out


def _macros(text: str) -> Word:
    parts: list[str | Hole] = []
    rest = text
    while rest:
        before, mark, after = rest.partition("%{")
        parts.append(before)
        if not mark:
            break
        name, _end, rest = after.partition("}")
        parts.append(Hole(TEMPORARY if name in _BUILD_PLACES else TEMPLATE, name, may_be_empty="?" in name))
    return merged(parts)


_READERS = {"cron": _cron, "systemd": _systemd, "jenkinsfile": _jenkins, "rpm-spec": _spec}
