"""find and fd: what their expressions delete, and the commands they run for what they find.

The grammar is that of GNU findutils 4.9 with the BSD options (https://www.gnu.org/software/findutils/manual/):
options, paths, then an expression in which many words are the *value* of the word before (`-name -delete`
deletes nothing). fd: https://github.com/sharkdp/fd.
"""

from __future__ import annotations

from keyturn.model.effect import FILE_CHANGE, MASS_DELETE, OPEN, Effect, Extent, HandOff
from keyturn.model.invocation import Invocation, base_name
from keyturn.model.source import ShellContext
from keyturn.model.word import GLOB, Hole, Word
from keyturn.tool.filesystem import inside, removed_guard, written
from keyturn.tool.locate import directory_of, path_target
from keyturn.tool.options import Grammar, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View

NOTHING: list[Outcome] = []
MOST_ROOTS = 16
"""Search paths for which a command is handed off one by one; beyond it they are taken together."""

_ONE_VALUE = frozenset(
    "-name -iname -path -ipath -wholename -iwholename -regex -iregex -lname -ilname -type -xtype -size -perm -user "
    "-group -uid -gid -links -inum -samefile -mtime -atime -ctime -mmin -amin -cmin -Bmin -Btime -newer -anewer "
    "-cnewer -mnewer -Bnewer -used -fstype -maxdepth -mindepth -regextype -printf -context -flags -xattrname -since "
    "-files0-from -fprint -fprint0 -fls".split()
)
_RUNS = frozenset(("-exec", "-execdir", "-ok", "-okdir"))
_WRITES = frozenset(("-fprint", "-fprint0", "-fls", "-fprintf"))
_PRINTS_ELSE = frozenset(("-printf", "-ls", "-fls"))
# Words that neither choose nor act: with only these around, everything below the paths is taken.
_PASSIVE = frozenset(
    "-print -print0 -ls -true -depth -d -mount -xdev -x -noleaf -follow -daystart -warn -nowarn -a -and -maxdepth "
    "-mindepth -ignore_readdir_race -delete -exec -execdir -ok -okdir".split()
)
_OR = frozenset(("-o", "-or"))
_NOT = frozenset(("!", "-not"))
_NAMES = frozenset(("-name", "-iname"))


def read(call: Invocation, view: View) -> list[Outcome]:
    """What a search would do to what it finds."""
    if call.name in ("fd", "fdfind"):
        return _fd(call)
    args = call.args
    for word in args:
        text = word.text
        if text is None:
            # the word may be anything; only a literal action further on matters
            continue
        if text == "-delete" or text in _RUNS or text in _WRITES:
            break
    else:
        return NOTHING
    return _find(call, view)


class _Expression:
    """What the expression says: roots, filters by name, actions in order."""

    __slots__ = ("actions", "filtered", "loose", "named", "names", "roots", "unknown_roots")

    def __init__(self) -> None:
        self.roots: list[Word] = []
        self.unknown_roots = False
        self.filtered = False
        self.loose = False
        # every alternative (`-o`) read so far asked for a name, and did so before it acted
        self.named = True
        self.names: list[Word] = []
        self.actions: list[tuple[str, tuple[Word, ...]]] = []


def _parsed(args: tuple[Word, ...]) -> _Expression | None:
    """The expression, None where find only explains itself."""
    found = _Expression()
    index = 0
    count = len(args)
    while index < count:
        text = args[index].text
        if text is None or not text.startswith("-"):
            break
        if text == "-f" and index + 1 < count:
            found.roots.append(args[index + 1])
            index += 2
        elif text == "-D" and index + 1 < count:
            index += 2
        elif text == "--" or text.startswith("-O") or not text[1:].strip("HLPEXdsx"):
            # BSD flags combine (`-Ldx`); `-d` and `-x` are predicates as well, and harmless either way
            index += 1
        else:
            break
    while index < count:
        word = args[index]
        lead = word.prefix if word.text is None else word.text
        if lead[:1] == "-" or lead in ("(", ")", "!", ","):
            break
        found.roots.append(word)
        index += 1
    named = False
    while index < count:
        word = args[index]
        index += 1
        text = word.text
        if text is None:
            if not word.prefix:
                found.unknown_roots = True
            continue
        if text in ("-help", "--help", "-version", "--version"):
            return None
        if text in _OR:
            found.named = found.named and named
            named = False
            found.filtered = True
            continue
        if text in ("(", ")"):
            found.filtered = True
            continue
        if text == "," or text in _NOT:
            after = args[index].text if index < count else None
            # `-not -path X` takes less; `-not -name X` takes everything else
            if text == "," or after not in _ONE_VALUE or after in _NAMES:
                found.loose = True
            found.filtered = True
            continue
        if text not in _PASSIVE:
            found.filtered = True
        if text in ("-delete", "-print", "-print0") or text in _RUNS:
            # `find . -delete -name x` deletes before it looks at the name
            found.named = found.named and named
        if text == "-delete":
            found.actions.append(("-delete", ()))
        elif text in _RUNS:
            words: list[Word] = []
            while index < count:
                part = args[index]
                index += 1
                if part.text == ";":
                    break
                if part.text == "+" and words and words[-1].text == "{}":
                    break
                words.append(part)
            found.actions.append((text, tuple(words)))
        elif text == "-fprintf":
            if index < count:
                found.actions.append((text, (args[index],)))
            index += 2
        elif text in _WRITES:
            if index < count:
                found.actions.append((text, (args[index],)))
            index += 1
        elif text in _ONE_VALUE or text.startswith("-newer"):
            if text == "-files0-from":
                found.unknown_roots = True
            if text in _NAMES and index < count:
                found.names.append(args[index])
                named = True
            index += 1
    found.named = found.named and named
    if not found.roots and not found.unknown_roots:
        found.roots.append(Word("."))
    return found


def _name_parts(found: _Expression) -> list[tuple[str | Hole, ...]]:
    """What a found path ends in: one of the names that are asked for, else anything."""
    out: list[tuple[str | Hole, ...]] = []
    if found.named and not found.loose and len(found.names) <= MOST_ROOTS:
        for word in found.names:
            for text in _spelled(word.text):
                parts = _one_name(text)
                if len(parts) == 1:
                    return [parts]
                out.append(parts)
    return out or [(Hole(GLOB, "*"),)]


def _spelled(text: str | None) -> list[str | None]:
    """`*.py[cod]` as the names that it stands for; any other name as it is."""
    if text is None or text.count("[") != 1:
        return [text]
    before, _open, rest = text.partition("[")
    letters, close, after = rest.partition("]")
    if not close or not letters.isalnum() or len(letters) > MOST_ROOTS:
        return [text]
    return [before + letter + after for letter in letters]


def _one_name(text: str | None) -> tuple[str | Hole, ...]:
    if not text or "/" in text:
        return (Hole(GLOB, "*"),)
    if any(letter in text for letter in "*?["):
        return (Hole(GLOB, "*"), "/", Hole(GLOB, text)) if text.strip("*?.") else (Hole(GLOB, "*"),)
    return (Hole(GLOB, "*"), "/" + text)


def _found_word(root: Word, name: tuple[str | Hole, ...]) -> Word:
    """A path as find would hand it over: below `root`, ending as asked."""
    lead = inside(root).parts[:-1]
    if lead and isinstance(lead[-1], str) and isinstance(name[0], str):
        return Word((*lead[:-1], lead[-1] + name[0], *name[1:]), quoted=True)
    return Word((*lead, *name), quoted=True)


def listed(call: Invocation) -> list[Word] | None:
    """What a find prints, as globs (`./*/*.pyc`), None unless every path it prints has a name that was asked for."""
    if call.name != "find" or any(word.text in _PRINTS_ELSE for word in call.args):
        return None
    found = _parsed(call.args)
    if found is None or found.actions or found.unknown_roots or found.loose or not found.named:
        return None
    words = [_found_word(root, name) for root in found.roots for name in _name_parts(found)]
    return words if len(words) <= MOST_ROOTS else None


def _find(call: Invocation, view: View) -> list[Outcome]:
    found = _parsed(call.args)
    if found is None:
        return NOTHING
    out: list[Outcome] = []
    words = [_found_word(root, name) for root in found.roots for name in _name_parts(found)]
    if found.unknown_roots:
        words.append(Word((Hole("input", "paths"),)))
    for action, parts in found.actions:
        if action == "-delete":
            out += _deleted(found, words, call, view)
        elif action in _RUNS:
            out += _run(action, parts, found, words, call, view)
        else:
            out += written(parts[0], call, view, how=f"{action} writes")
    return out


def _deleted(found: _Expression, words: list[Word], call: Invocation, view: View) -> list[Outcome]:
    """-delete: everything below the roots, and the roots themselves when nothing filters."""
    hit = words if found.filtered or not found.roots else [*found.roots, *words[len(found.roots) :]]
    targets = tuple(path_target(word, call, view) for word in hit)
    out: list[Outcome] = []
    for target in targets:
        guard = removed_guard(target, "deletes below", call, view)
        if guard is not None:
            out.append(guard)
    shown = ", ".join(word.shown() for word in (found.roots or words)[:3])
    what = "whatever matches below" if found.filtered else "everything below"
    texts = [word.text for word in call.args]
    hollow = not found.loose and any(texts[at : at + 2] == ["-type", "d"] for at in range(len(texts)))
    if hollow and "-empty" in texts and not {"-o", "-or", "!", "-not", ","} & set(texts):
        # empty directories: what is lost is a name, so only the place counts
        category, extent = FILE_CHANGE, Extent(1)
    else:
        category, extent = MASS_DELETE, OPEN
    out.append(
        Effect(
            "filesystem/mass-delete",
            category,
            f"deletes {what} {shown}",
            targets,
            extent,
            certain=call.certain,
            origin=call.origin,
        )
    )
    return out


def _run(
    action: str, parts: tuple[Word, ...], found: _Expression, words: list[Word], call: Invocation, view: View
) -> list[Outcome]:
    if not parts:
        return NOTHING
    names_it = any(isinstance(part, str) and "{}" in part for word in parts for part in word.parts)
    if not names_it:
        words = words[:1]
    elif len(words) > MOST_ROOTS:
        words = [Word((Hole("input", "paths"),))]
    how = f"find {action}"
    context = call.context
    if action in ("-execdir", "-okdir"):
        context = _below(found, call, view)
    out: list[Outcome] = []
    for word in words:
        replaced = tuple(_substituted(part, word) for part in parts)
        out.append(_hand_off(replaced, call, context, how, certain=call.certain and action in ("-exec", "-execdir")))
    return out


def _hand_off(words: tuple[Word, ...], call: Invocation, context: ShellContext, how: str, *, certain: bool) -> HandOff:
    program = words[0]
    return HandOff(
        Invocation(
            program,
            words[1:],
            env=call.env,
            context=context,
            certain=certain,
            origin=call.origin.inner(how),
            name=base_name(program.text) if program.text is not None else "",
        ),
        how,
    )


def _below(found: _Expression, call: Invocation, view: View) -> ShellContext:
    """The context of -execdir: some directory below a root."""
    root = found.roots[0] if len(found.roots) == 1 else None
    start = directory_of(call, view)
    parts: tuple[str | Hole, ...] = (Hole(GLOB, "**"),)
    if root is not None and root.text is not None and (root.text.startswith("/") or start is not None):
        lead = root.text if root.text.startswith("/") else f"{start}/{root.text}"
        parts = (lead.rstrip("/") + "/", Hole(GLOB, "**"))
    context = call.context
    return ShellContext(
        Word(parts),
        context.variables,
        context.exported,
        context.functions,
        context.aliases,
        context.positionals,
    )


def _substituted(word: Word, found: Word, mark: str = "{}") -> Word:
    """The word with every `{}` replaced by the found path."""
    if not any(isinstance(part, str) and mark in part for part in word.parts):
        return word
    if word.text == mark:
        return found
    parts: list[str | Hole] = []
    for part in word.parts:
        if not isinstance(part, str) or mark not in part:
            parts.append(part)
            continue
        pieces = part.split(mark)
        for index, piece in enumerate(pieces):
            if index:
                parts.extend(found.parts)
            if piece:
                parts.append(piece)
    merged: list[str | Hole] = []
    for part in parts:
        if isinstance(part, str) and merged and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    return Word(tuple(merged), quoted=True)


# ---- fd -----------------------------------------------------------------------------------------------------------

_FD = Grammar(
    flags="-H -I -u -s -i -g -F -a -l -L -p -0 -1 -q -h -V --hidden --no-ignore --no-ignore-vcs --no-ignore-parent "
    "--unrestricted --case-sensitive --ignore-case --glob --fixed-strings --regex --absolute-path --list-details "
    "--follow --full-path --print0 --prune --quiet --show-errors --one-file-system --xdev --help --version "
    "--no-global-ignore-file --no-require-git --no-follow",
    valued="-d -E -t -e -S -o -c -j -x -X --max-depth --min-depth --exact-depth --exclude --type --extension --size "
    "--changed-within --changed-before --newer --older --owner --format --exec --exec-batch --batch-size --ignore-file "
    "--color --threads --max-results --base-directory --path-separator --search-path --and --max-buffer-time "
    "--strip-cwd-prefix --hyperlink",
    alias={"--exec": "-x", "--exec-batch": "-X", "--max-depth": "-d", "--exclude": "-E", "--type": "-t"},
)
_FD_MARKS = ("{}", "{/}", "{//}", "{.}", "{/.}")


def _fd(call: Invocation) -> list[Outcome]:
    start = -1
    for index, word in enumerate(call.args):
        text = word.text
        if text is None:
            continue
        if text == "--":
            break
        if text in ("-x", "-X", "--exec", "--exec-batch") or (
            len(text) > 2
            and text[0] == "-"
            and text[1] != "-"
            and text[-1] in "xX"
            and text[1:-1].strip("HIusigFalLp01q") == ""
        ):
            start = index
            break
        if text.startswith(("--exec=", "--exec-batch=")):
            start = index
            break
    if start < 0:
        return NOTHING
    first = call.args[start].text or ""
    parts: list[Word] = [Word(first.partition("=")[2])] if "=" in first else []
    rest: tuple[Word, ...] = ()
    for index in range(start + 1, len(call.args)):
        if call.args[index].text == ";":
            rest = call.args[index + 1 :]
            break
        parts.append(call.args[index])
    if not parts:
        return NOTHING
    options = parse((*call.args[:start], *rest), _FD)
    roots = list(options.values("--search-path")) or list(options.operands[1:]) or [Word(".")]
    base = options.value("--base-directory")
    if base is not None and base.text is not None:
        roots = [
            Word(f"{base.text}/{root.text}") if root.text is not None and not root.text.startswith("/") else root
            for root in roots
        ]
    if not any(mark in part for word in parts for part in word.parts if isinstance(part, str) for mark in _FD_MARKS):
        parts.append(Word("{}"))
    extensions = options.values("-e") + options.values("--extension")
    name: tuple[str | Hole, ...] = (Hole(GLOB, "*"),)
    if len(extensions) == 1 and extensions[0].text:
        name = (Hole(GLOB, "*"), "/", Hole(GLOB, "*." + extensions[0].text.lstrip(".")))
    out: list[Outcome] = []
    for root in roots[:MOST_ROOTS]:
        found = _found_word(root, name)
        replaced = tuple(parts)
        for mark in _FD_MARKS:
            replaced = tuple(_substituted(part, found, mark) for part in replaced)
        out.append(_hand_off(replaced, call, call.context, "fd --exec", certain=call.certain))
    return out
