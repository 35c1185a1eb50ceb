"""Programs that delete, overwrite, move or re-permit files, and redirections, which do so without any program.

Options are those of GNU coreutils 9 with the BSD and macOS spellings that differ
(https://www.gnu.org/software/coreutils/manual/, rsync(1), tar(1), unzip(1)).
"""

from __future__ import annotations

from keyturn.model.effect import (
    EXPOSURE,
    FILE_CHANGE,
    GUARD_OFF,
    INFRA_DESTROY,
    MASS_DELETE,
    NO,
    OPEN,
    RECURSIVE_DELETE,
    REWRITE,
    SYSTEM,
    YES,
    Effect,
    Extent,
    HandOff,
    Note,
)
from keyturn.model.source import SHELL, Source
from keyturn.model.target import GUARD, HOST, MACHINE, Facet, Target
from keyturn.model.word import GLOB, HOME, INPUT, PROCESS, TEMPORARY, Hole, Word
from keyturn.model.workspace import ABSENT, DIRECTORY, FILE, PRESENT
from keyturn.tool.locate import absolute, directory_of, path_target
from keyturn.tool.options import Grammar, parse
from keyturn.tool.places import device, guard_file, sink, startup_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

NOTHING: list[Outcome] = []
SEVERAL = Extent(None)
"""Some files, of unknown number, but named ones: a directory's copy, a narrow glob."""
FEW_LIMIT = 600
"""Entries after which counting stops: the policy's limit for a recursive delete is 500."""
SIZE_LIMIT = 1_000_000_000


def read(call: Invocation, view: View) -> list[Outcome]:
    """What a file program would do to files."""
    reader = _READERS.get(call.name) or _READERS.get(call.name.lower())
    return reader(call, view) if reader is not None else NOTHING


# ---- what every writer and deleter shares -------------------------------------------------------------------------


def redirects(call: Invocation, view: View) -> list[Outcome]:
    """What the redirections of a call do, whatever its program: `> prod.db`, `: > f`, `&> /dev/sda`.

    The judge asks this for every invocation that has redirections.
    """
    out: list[Outcome] = []
    for redirect in call.redirects:
        op = redirect.op
        if ">" not in op:
            continue
        text = redirect.target.text
        if text is not None and (sink(text) or (op == ">&" and (text.isdigit() or text.rstrip("-").isdigit()))):
            continue
        if op == ">&" and text == "-":
            continue
        only_places = op in (">>", "&>>", "<>")
        if not only_places and (call.program is None or _says_nothing(call)):
            # nothing is written: the file is only emptied, and check takes what is named to exist
            out += emptied(redirect.target, call, view)
            continue
        out += written(
            redirect.target,
            call,
            view,
            rule="filesystem/overwrite-by-redirect",
            how="redirects into",
            append=only_places,
        )
    return out


def _says_nothing(call: Invocation) -> bool:
    """Whether a program surely prints nothing: `:`, `true`, `cat /dev/null`, `echo -n`, `printf ''`."""
    name = call.name
    if name in (":", "true"):
        return True
    texts = [word.text for word in call.args]
    if name == "cat":
        return bool(texts) and all(text == "/dev/null" for text in texts)
    if name == "echo":
        return texts[:1] == ["-n"] and not any(texts[1:]) and None not in texts
    return name == "printf" and texts == [""]


def emptied(word: Word, call: Invocation, view: View) -> list[Outcome]:
    """A file emptied in place by a bare `> f` or `: > f`. Of a name that is not known whole, no more than any `> f`."""
    if word.text is None:
        return written(word, call, view, rule="filesystem/overwrite-by-redirect", how="redirects into")
    found = written(word, call, view, append=True)
    path = path_target(word, call, view)
    if found or sink(word.text):
        return found
    return [
        Effect(
            "filesystem/truncate",
            REWRITE,
            f"empties {word.shown()}",
            (path,),
            Extent(1),
            NO,
            call.certain,
            call.origin,
        )
    ]


def written(
    word: Word,
    call: Invocation,
    view: View,
    *,
    rule: str = "filesystem/overwrite",
    how: str = "writes over",
    append: bool = False,
    category: str = FILE_CHANGE,
    extent: Extent | None = None,
    certain: bool = True,
) -> list[Outcome]:
    """What writing to a path means: a device, a guard, something that runs later, or a file whose content goes.

    `append`: nothing is lost, so only what the place means counts. Public: every tool with an output option asks here.
    A path whose beginning is unknown is noted only: nearly every script writes to `"$OUT/…"`.
    """
    text = word.text
    if text is not None:
        if not text or text == "-" or sink(text):
            return NOTHING
    elif not word.prefix:
        first = word.holes[0].why
        if first in (PROCESS, TEMPORARY):
            return NOTHING
        if first not in (HOME, GLOB):
            return [Note(f"{how} {word.shown()}, and where that is is not known", call.origin)]
    target = path_target(word, call, view)
    path = target.facet("path")
    sure = certain and call.certain
    if on_device(word, path):
        return [_device_effect(target, f"{how} {word.shown()}", call, sure)]
    guard = guard_file(path, view.layout)
    if guard:
        return [_guard_effect(target, f"{how} {word.shown()}: {guard}", call, sure)]
    out: list[Outcome] = []
    later = startup_file(path, view.layout)
    if later and not (append and later == "a shell profile" and _adds_settings(call, view)):
        out.append(
            Effect(
                "filesystem/startup-file",
                EXPOSURE,
                f"{how} {word.shown()}, {later}: it changes what runs later",
                (target,),
                certain=sure,
                origin=call.origin,
            )
        )
    if append or (text is not None and _is_new(path, view)):
        return out
    if _state_file(target, view):
        out.append(_state_effect(target, f"{how} {word.shown()}", call, sure))
    out.append(Effect(rule, category, f"{how} {word.shown()}", (target,), extent or Extent(1), NO, sure, call.origin))
    return out


def _adds_settings(call: Invocation, view: View) -> bool:
    """Whether what a call appends to a shell profile is known, and only sets ordinary variables or a tool's hook."""
    name = call.name
    if name not in ("echo", "printf", "cat", "tee"):
        return False
    if name in ("cat", "tee"):
        text = call.stdin.text.text if isinstance(call.stdin, Source) else None
    else:
        from keyturn.tool.produce import Outputs

        # decoded as the program would: `\\012` ends a line as well as a line end does
        printed = Outputs(view).output(call)
        text = printed.text if printed is not None else None
    if text is None:
        return False
    from keyturn.language.shell_text import escapes
    from keyturn.tool.profile_lines import harmless

    # some shells' echo decodes without being asked
    return harmless(text) and (name != "echo" or harmless(escapes(text)))


def on_device(word: Word, path: str | None) -> bool:
    """Whether a word names a device; `/dev/$X` with nothing known of X does."""
    return device(path) or (word.text is None and path == "/dev" and word.prefix.startswith("/dev/"))


def _is_new(path: str | None, view: View) -> bool:
    """Whether nothing stands at the path, in a world that shows its parent: a look that sees nothing proves nothing."""
    if path is None or path == "/":
        return False
    workspace = view.workspace
    if workspace.stat(path).state != ABSENT:
        return False
    return workspace.stat(path[: path.rfind("/")] or "/").state == PRESENT


def _device_effect(target: Target, summary: str, call: Invocation, certain: bool) -> Effect:
    machine = Target(MACHINE, target.name, target.facets)
    return Effect("filesystem/write-device", SYSTEM, summary, (machine,), certain=certain, origin=call.origin)


def _guard_effect(target: Target, summary: str, call: Invocation, certain: bool) -> Effect:
    guarded = Target(GUARD, target.name, target.facets)
    return Effect("keyturn/guard-file", GUARD_OFF, summary, (guarded,), certain=certain, origin=call.origin)


def removed_guard(target: Target, verb: str, call: Invocation, view: View) -> Effect | None:
    """The effect of taking away a guard's file, an installed git hook or Terraform's state, None otherwise."""
    path = target.facet("path")
    guard = guard_file(path, view.layout, removing=True)
    if guard:
        return _guard_effect(target, f"{verb} {target.name}: {guard}", call, call.certain)
    if path is not None and ("/.git/hooks/" in path or path.endswith("/.git/hooks")) and not path.endswith(".sample"):
        hooks = Target(GUARD, target.name, target.facets)
        return Effect(
            "keyturn/skip-hooks",
            GUARD_OFF,
            f"{verb} {target.name}, an installed git hook",
            (hooks,),
            certain=call.certain,
            origin=call.origin,
        )
    if _state_file(target, view):
        return _state_effect(target, f"{verb} {target.name}", call, call.certain)
    return None


def _state_file(target: Target, view: View) -> bool:
    """Whether a path is Terraform's local state, or a glob that takes it; a throw-away copy does not count."""
    path = target.facet("path")
    if path is None or "tfstate" not in target.name:
        return False
    name = path.rpartition("/")[2]
    stem = name.rstrip("*?")
    taken = name == "terraform.tfstate" or (stem != name and "terraform.tfstate".startswith(stem))
    if not taken and name != "*.tfstate":
        return False
    layout = view.layout
    if path.startswith(layout.directory.rstrip("/") + "/"):
        return True
    return not any(path.startswith(place + "/") for place in layout.temporary)


def _state_effect(target: Target, summary: str, call: Invocation, certain: bool) -> Effect:
    why = f"{summary}: Terraform no longer knows what it manages"
    return Effect("terraform/state-file", INFRA_DESTROY, why, (target,), certain=certain, origin=call.origin)


def inside(word: Word) -> Word:
    """Everything in a directory, as a glob: `dest` → `dest/*`."""
    lead: tuple[str | Hole, ...] = word.parts
    if not word.parts or not isinstance(word.parts[-1], str) or not word.parts[-1].endswith("/"):
        lead = (*word.parts, "/")
    if lead and isinstance(lead[-1], str) and len(lead) > 1 and isinstance(lead[-2], str):
        lead = (*lead[:-2], lead[-2] + lead[-1])
    return Word((*lead, Hole(GLOB, "*")))


def sweeping(word: Word) -> bool:
    """Whether a glob takes whatever there is: a last part of only wildcards (`*`, `.*`), or one in a directory part."""
    shown = word.worst().rstrip("/")
    cut = shown.rfind("/")
    last = shown[cut + 1 :]
    if last and not last.strip("*.?@!+()|[]^"):
        return True
    return any(letter in shown[: max(cut, 0)] for letter in "*?[")


def _matches(pattern: str, name: str) -> bool:
    """Shell matching of one name with `*` and `?` only."""
    if name.startswith(".") and not pattern.startswith("."):
        return False
    at, star, mark, spot = 0, -1, 0, 0
    while spot < len(name):
        if at < len(pattern) and pattern[at] in ("?", name[spot]) and pattern[at] != "*":
            at += 1
            spot += 1
        elif at < len(pattern) and pattern[at] == "*":
            star, mark = at, spot
            at += 1
        elif star >= 0:
            at = star + 1
            mark += 1
            spot = mark
        else:
            return False
    return not pattern[at:].strip("*")


def _glob_count(target: Target, word: Word, view: View) -> Extent:
    """How many names a narrow glob takes, when its directory can be listed."""
    under = target.facet("under")
    pattern = word.worst().rpartition("/")[2]
    if under is None or "[" in pattern or "(" in pattern:
        return SEVERAL
    listing = view.workspace.list(under)
    if listing.state != PRESENT:
        return SEVERAL
    return Extent(sum(1 for name in listing.names if _matches(pattern, name)), exact=True)


def measured(path: str | None, view: View) -> tuple[str, Extent]:
    """(kind, extent) of what a recursive delete of a literal path takes, counted as far as FEW_LIMIT."""
    if path is None:
        return "", SEVERAL
    workspace = view.workspace
    top = workspace.stat(path)
    if top.state != PRESENT:
        return "", SEVERAL
    if top.kind != DIRECTORY:
        return top.kind, Extent(1, exact=True)
    count = size = 0
    waiting = [path]
    while waiting:
        place = waiting.pop()
        listing = workspace.list(place)
        if listing.state != PRESENT:
            return DIRECTORY, Extent(None, closed=False)
        for name in listing.names:
            child = f"{place}/{name}" if place != "/" else "/" + name
            found = workspace.stat(child)
            if found.kind == DIRECTORY:
                waiting.append(child)
            else:
                count += 1
                size += found.size
            if count + len(waiting) > FEW_LIMIT or size > SIZE_LIMIT:
                return DIRECTORY, Extent(max(count, FEW_LIMIT + 1), exact=False)
    return DIRECTORY, Extent(count, exact=True)


def _run(word: Word | None, call: Invocation, how: str) -> list[Outcome]:
    """An option's value that the program hands to a shell."""
    if word is None:
        return NOTHING
    source = Source(SHELL, word, call.origin.inner(how), call.context, certain=call.certain)
    return [HandOff(source, how)]


# ---- deleting -----------------------------------------------------------------------------------------------------


# Names that are a file's wherever they were seen; a directory would not be called so.
_FILE_ENDS = tuple(
    ".json .lock .yaml .yml .toml .txt .md .log .csv .tsv .xml .html .css .js .mjs .cjs .ts .tsx .jsx .py .pyc .rb "
    ".go .rs .java .c .h .cpp .o .so .sh .sql .png .jpg .jpeg .gif .svg .pdf .zip .gz .tgz .tar .xz .bz2 .whl .map "
    ".tsbuildinfo .hcl .lockb".split()
)


def deletion(word: Word, call: Invocation, view: View, *, recursive: bool) -> tuple[str, str, Target, Extent]:
    """(rule, category, target, extent) of deleting one operand."""
    target = path_target(word, call, view)
    path = target.facet("path")
    few = ("filesystem/delete", FILE_CHANGE)
    deep = ("filesystem/recursive-delete", RECURSIVE_DELETE)
    mass = ("filesystem/mass-delete", MASS_DELETE)
    if word.text is not None:
        if not recursive:
            return (*few, target, Extent(1))
        temporary = any(path == place or (path or "").startswith(place + "/") for place in view.layout.temporary)
        if temporary and not word.text.endswith(_FILE_ENDS):
            return (*deep, target, SEVERAL)
        kind, extent = measured(path, view)
        if not kind and word.text.endswith(_FILE_ENDS):
            return (*few, target, Extent(1))
        if kind and kind != DIRECTORY:
            if word.text.endswith("/"):
                # GNU's rm refuses a link with a slash behind it; that of BSD and macOS takes what it leads to
                return (*mass, path_target(inside(word), call, view), OPEN)
            return (*few, target, extent)
        if not extent.closed or (extent.count is not None and not extent.exact):
            return (*mass, target, extent)
        return (*deep, target, extent)
    whys = {hole.why for hole in word.holes}
    if whys == {GLOB}:
        if recursive or sweeping(word):
            return (*mass, target, OPEN)
        return (*few, target, _glob_count(target, word, view))
    if TEMPORARY in whys and isinstance(word.parts[0], Hole) and word.parts[0].why == TEMPORARY:
        return (*(deep if recursive else few), target, SEVERAL)
    if recursive or INPUT in whys:
        return (*mass, target, OPEN)
    return (*few, target, Extent(None, closed=not word.splits))


def deletions(
    words: Sequence[Word], call: Invocation, view: View, *, recursive: bool, verb: str = "deletes", certain: bool = True
) -> list[Outcome]:
    """Effects of deleting operands, one per kind with all its targets."""
    groups: dict[tuple[str, str], tuple[list[Target], list[Extent]]] = {}
    out: list[Outcome] = []
    seen: set[str | None] = set()
    for word in words:
        if word.text is not None:
            if word.text in seen:
                continue
            seen.add(word.text)
        rule, category, target, extent = deletion(word, call, view, recursive=recursive)
        guard = removed_guard(target, verb, call, view)
        if guard is not None:
            out.append(guard)
        targets, extents = groups.setdefault((rule, category), ([], []))
        targets.append(target)
        extents.append(extent)
    for (rule, category), (targets, extents) in groups.items():
        out.append(
            Effect(
                rule,
                category,
                f"{verb} {_listed(targets)}" + (" and everything below" if category == RECURSIVE_DELETE else ""),
                tuple(targets),
                _sum(extents),
                NO,
                certain and call.certain,
                call.origin,
            )
        )
    return out


def _listed(targets: list[Target]) -> str:
    shown = ", ".join(target.name or "''" for target in targets[:3])
    return shown if len(targets) <= 3 else f"{shown} and {len(targets) - 3} more"


def _sum(extents: list[Extent]) -> Extent:
    if len(extents) == 1:
        return extents[0]
    counts = [extent.count for extent in extents]
    total = None if None in counts else sum(count for count in counts if count is not None)
    return Extent(total, all(extent.closed for extent in extents), exact=all(extent.exact for extent in extents))


_RM = Grammar(
    flags="-f -r -d -v -i -I -P -W -x --one-file-system --no-preserve-root --help --version",
    optional="--interactive --preserve-root",
    alias={"--force": "-f", "--recursive": "-r", "-R": "-r", "--dir": "-d", "--verbose": "-v"},
)


def _rm(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _RM)
    if options.has("--help", "--version") or not options.operands:
        return NOTHING
    prompting = options.has("-i") or options.text("--interactive") == "always"
    return deletions(
        options.operands, call, view, recursive=options.has("-r"), certain=not (prompting and not options.has("-f"))
    )


def _unlink(call: Invocation, view: View) -> list[Outcome]:
    words = [word for word in call.args if word.text is None or not word.text.startswith("--")]
    return deletions(words, call, view, recursive=False) if words else NOTHING


_SHRED = Grammar(
    flags="-f -u -v -x -z -r -R -d -i -l -D -q -Q -P --force --verbose --exact --zero --recursive --help --version",
    valued="-n -s --iterations --size --random-source",
    optional="--remove",
    alias={"--iterations": "-n", "--size": "-s", "-R": "-r", "--recursive": "-r"},
)


def _shred(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _SHRED)
    if options.has("--help", "--version"):
        return NOTHING
    words = [word for word in options.operands if word.text is None or not sink(word.text)]
    return _rewritten(words, call, view, "filesystem/shred", "overwrites beyond recovery")


def _rewritten(words: Sequence[Word], call: Invocation, view: View, rule: str, verb: str) -> list[Outcome]:
    """Content or permissions destroyed in place: devices apart, guards named."""
    out: list[Outcome] = []
    targets: list[Target] = []
    extents: list[Extent] = []
    for word in words:
        target = path_target(word, call, view)
        if on_device(word, target.facet("path")):
            out.append(_device_effect(target, f"{verb} {word.shown()}", call, call.certain))
            continue
        guard = removed_guard(target, verb, call, view)
        if guard is not None:
            out.append(guard)
        targets.append(target)
        extents.append(Extent(1) if word.text is not None else Extent(None, closed=not sweeping(word)))
    if targets:
        out.append(
            Effect(
                rule,
                REWRITE,
                f"{verb} {_listed(targets)}",
                tuple(targets),
                _sum(extents),
                NO,
                call.certain,
                call.origin,
            )
        )
    return out


_TRUNCATE = Grammar(
    flags="-c -o --help --version",
    valued="-s -r",
    alias={"--size": "-s", "--reference": "-r", "--no-create": "-c", "--io-blocks": "-o"},
)


def _truncate(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _TRUNCATE)
    if options.has("--help", "--version") or not options.operands:
        return NOTHING
    size = options.text("-s")
    if size is not None:
        size = size.strip()
        if size[:1] in ("+", ">", "%") and not options.has("-r"):
            return NOTHING
        if size[:1].isdigit() and size.strip("0BKMGTPEiob") and not options.has("-r"):
            # A size of its own usually makes or grows a file; only where it is seen to shrink one is content lost.
            out: list[Outcome] = []
            wanted = _bytes(size)
            for word in options.operands:
                path = path_target(word, call, view).facet("path")
                found = view.workspace.stat(path) if path is not None else None
                if found is not None and found.state == PRESENT and found.size > wanted:
                    out += _rewritten([word], call, view, "filesystem/truncate", "cuts the content of")
                elif found is None or found.state != PRESENT:
                    out += written(word, call, view, how="sets the size of", certain=False)
            return out
    return _rewritten(options.operands, call, view, "filesystem/truncate", "cuts the content of")


def _bytes(size: str) -> int:
    digits = size.rstrip("BKMGTPEiob")
    unit = size[len(digits) :][:1]
    power = "BKMGTPE".find(unit) if unit else 0
    return int(digits) * 1024 ** max(power, 0) if digits.isdigit() else 0


# ---- moving and copying -------------------------------------------------------------------------------------------

_MV = Grammar(
    flags="-f -i -n -u -v -b -T -Z -h --strip-trailing-slashes --exchange --no-copy --debug --help --version",
    valued="-t -S",
    optional="--backup --update --context",
    alias={
        "--force": "-f",
        "--interactive": "-i",
        "--no-clobber": "-n",
        "--verbose": "-v",
        "--no-target-directory": "-T",
        "--target-directory": "-t",
        "--suffix": "-S",
    },
)
_CP = Grammar(
    flags="-a -d -f -i -H -l -L -n -P -p -r -s -T -u -v -x -Z -b -c -X --attributes-only --copy-contents --debug "
    "--parents --remove-destination --strip-trailing-slashes --keep-directory-symlink --help --version",
    valued="-S -t --no-preserve --sparse",
    optional="--backup --preserve --reflink --context --update",
    alias={
        "--archive": "-a",
        "--force": "-f",
        "--interactive": "-i",
        "--link": "-l",
        "--dereference": "-L",
        "--no-clobber": "-n",
        "--no-dereference": "-P",
        "-R": "-r",
        "--recursive": "-r",
        "--symbolic-link": "-s",
        "--no-target-directory": "-T",
        "--target-directory": "-t",
        "--suffix": "-S",
        "--verbose": "-v",
        "--one-file-system": "-x",
    },
)
_INSTALL = Grammar(
    flags="-b -c -C -d -D -p -s -T -v -Z --help --version --preserve-context",
    valued="-g -m -o -S -t --strip-program",
    optional="--backup --context",
    alias={
        "--directory": "-d",
        "--compare": "-C",
        "--group": "-g",
        "--mode": "-m",
        "--owner": "-o",
        "--no-target-directory": "-T",
        "--target-directory": "-t",
        "--suffix": "-S",
    },
)
_LN = Grammar(
    flags="-b -d -F -f -i -L -n -P -r -s -T -v -h --help --version",
    valued="-S -t",
    optional="--backup",
    alias={
        "--force": "-f",
        "--symbolic": "-s",
        "--interactive": "-i",
        "--no-target-directory": "-T",
        "--target-directory": "-t",
        "--suffix": "-S",
    },
)


def _destination(options: Options, call: Invocation, view: View) -> tuple[tuple[Word, ...], Word | None, bool]:
    """(sources, destination, whether it surely is a directory)."""
    into = options.value("-t")
    if into is not None:
        return options.operands, into, True
    words = options.operands
    if len(words) == 1 and words[0].splits:
        return words, words[0], False  # `mv *.txt`: the last match is the destination
    if len(words) < 2:
        return words, None, False
    sources, last = words[:-1], words[-1]
    if options.has("-T"):
        return sources, last, False
    text = last.text
    if len(sources) > 1 or sources[0].splits or (text is None and last.suffix.endswith("/")):
        return sources, last, True
    if text is not None:
        if text in (".", "..", "~") or text.endswith(("/", "/.", "/..")):
            return sources, last, True
        path = path_target(last, call, view).facet("path")
        if path is not None and view.workspace.stat(path).kind == DIRECTORY:
            return sources, last, True
    return sources, last, False


def _landing(source: Word, destination: Word) -> Word:
    """Where a source lands in a directory: `dest/name`, or everything in it when the name is not known."""
    text = source.text
    name = text.rstrip("/").rpartition("/")[2] if text is not None else ""
    if not name or name in (".", ".."):
        return inside(destination)
    parts = inside(destination).parts[:-1]
    if parts and isinstance(parts[-1], str):
        return Word((*parts[:-1], parts[-1] + name))
    return Word((*parts, name))


def _copied(call: Invocation, view: View, options: Options, *, verb: str, keeps: bool, deep: bool) -> list[Outcome]:
    """Overwriting by copies: `keeps` when nothing that exists is replaced, `deep` for directories."""
    sources, destination, into = _destination(options, call, view)
    if destination is None:
        return NOTHING
    emptied = any(word.text in ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random") for word in sources)
    out: list[Outcome] = []
    if not into:
        out += written(
            destination,
            call,
            view,
            rule="filesystem/truncate" if emptied else "filesystem/overwrite",
            how="empties" if emptied else verb,
            append=keeps,
            category=REWRITE if emptied else FILE_CHANGE,
            extent=SEVERAL if deep else None,
        )
        base = (sources[0].text or "").rstrip("/").rpartition("/")[2]
        plain = not guard_file("/" + base, view.layout) and not startup_file("/" + base, view.layout)
        if base and plain and destination.text is not None and not sink(destination.text):
            # it may be a directory that we do not see: what the file would become there still counts
            out += written(_landing(sources[0], destination), call, view, how=verb, append=True)
        return out
    landings = [_landing(word, destination) for word in sources[:8]]
    if len(sources) > 8:
        landings = [inside(destination)]
    for landing in landings:
        out += written(
            inside(landing) if deep and landing.text is not None and _sees_directory(landing, call, view) else landing,
            call,
            view,
            how=verb,
            append=keeps,
            extent=SEVERAL if deep or landing.text is None else None,
        )
    return out


def _sees_directory(word: Word, call: Invocation, view: View) -> bool:
    path = path_target(word, call, view).facet("path")
    return path is not None and view.workspace.stat(path).kind == DIRECTORY


def _keeps(options: Options) -> bool:
    update = options.text("--update") or ""
    return options.has("-n", "-b", "--backup") or update.startswith("none")


def _cp(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _CP)
    if options.has("--help", "--version"):
        return NOTHING
    if len(options.operands) == 2 and options.operands[0].text == "/dev/null":
        return emptied(options.operands[1], call, view)
    return _copied(call, view, options, verb="copies over", keeps=_keeps(options), deep=options.has("-r", "-a"))


def _install(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _INSTALL)
    if options.has("--help", "--version", "-d"):
        return NOTHING
    return _copied(call, view, options, verb="installs over", keeps=options.has("-b", "--backup"), deep=False)


def _ln(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _LN)
    if options.has("--help", "--version"):
        return NOTHING
    keeps = not options.has("-f") or options.has("-b", "--backup")
    if len(options.operands) == 1 and not options.has("-t"):
        return written(_landing(options.operands[0], Word(".")), call, view, how="links over", append=keeps)
    return _copied(call, view, options, verb="links over", keeps=keeps, deep=False)


def _mv(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _MV)
    if options.has("--help", "--version"):
        return NOTHING
    sources, destination, _into = _destination(options, call, view)
    if destination is None:
        return NOTHING
    out: list[Outcome] = []
    to = destination.text
    lost = to == "/dev/null"
    if not lost:
        landed = path_target(destination, call, view)
        place = landed.facet("path") or ""
        ours = landed.facet("workspace") is not None or place.startswith(view.layout.directory + "/")
        lost = landed.facet("hole") == "temporary" or (
            (not ours)
            and any(place == temporary or place.startswith(temporary + "/") for temporary in view.layout.temporary)
        )
    if lost:
        where = "/dev/null" if to == "/dev/null" else "a temporary directory"
        for word in sources:
            recursive = to == "/dev/null" or word.text is None or _sees_directory(word, call, view)
            if _from_temporary(word, call, view):
                continue
            out += deletions([word], call, view, recursive=recursive, verb=f"moves into {where}:")
        if to == "/dev/null":
            return out
    else:
        out += _taken_away(sources, call, view)
    return out + _copied(call, view, options, verb="moves onto", keeps=_keeps(options), deep=False)


def _from_temporary(word: Word, call: Invocation, view: View) -> bool:
    target = path_target(word, call, view)
    path = target.facet("path") or ""
    if target.facet("workspace") is not None or path.startswith(view.layout.directory + "/"):
        return False
    return target.facet("hole") == "temporary" or any(
        path.startswith(temporary + "/") for temporary in view.layout.temporary
    )


def _taken_away(sources: Sequence[Word], call: Invocation, view: View) -> list[Outcome]:
    """What a move takes from where it stood, where that matters: a guard, a whole tree, a place outside the work."""
    out: list[Outcome] = []
    layout = view.layout
    for word in sources:
        target = path_target(word, call, view)
        path = target.facet("path")
        guard = removed_guard(target, "moves away", call, view)
        if guard is not None:
            out.append(guard)
        elif path is not None and (
            target.has("nested") or path in (layout.home, layout.directory, "/") or _outside(path, view)
        ):
            out.append(
                Effect(
                    "filesystem/move-away",
                    FILE_CHANGE,
                    f"moves {word.shown()} away",
                    (target,),
                    Extent(1) if word.text is not None else SEVERAL,
                    YES,
                    call.certain,
                    call.origin,
                )
            )
    return out


def _outside(path: str, view: View) -> bool:
    """Whether a path is in nobody's own place: neither home, nor the work, nor temporary."""
    layout = view.layout
    own = (layout.home, layout.directory, *layout.temporary)
    if any(path.startswith(place + "/") for place in own):
        return False
    return view.workspace.repository(path) is None


# ---- writing ------------------------------------------------------------------------------------------------------

_TEE = Grammar(
    flags="-a -i -p --help --version",
    optional="--output-error",
    alias={"--append": "-a", "--ignore-interrupts": "-i"},
)


def _tee(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _TEE)
    if options.has("--help", "--version"):
        return NOTHING
    append = options.has("-a")
    nothing = any(one.op == "<" and one.target.text == "/dev/null" for one in call.redirects)
    out: list[Outcome] = []
    for word in options.operands:
        out += emptied(word, call, view) if nothing and not append else written(word, call, view, append=append)
    return out


def _dd(call: Invocation, view: View) -> list[Outcome]:
    out: list[Outcome] = []
    for word in call.args:
        if word.prefix.startswith("of="):
            first = word.parts[0]
            rest = first[3:] if isinstance(first, str) else ""
            parts = (rest, *word.parts[1:]) if rest else word.parts[1:]
            place = Word(parts, quoted=True)
            path = path_target(place, call, view).facet("path")
            # zeroes make a new file (a swap file, a test's input) or take the place of one that is there
            there = path is not None and view.workspace.stat(path).kind == FILE
            fill = ("if=/dev/null", "if=/dev/zero", "if=/dev/urandom", "if=/dev/random")
            if any(other.text in (fill if there else fill[:1]) for other in call.args):
                out += emptied(place, call, view)
            else:
                out += written(place, call, view, how="writes raw data to")
    return out


def _zip(call: Invocation, view: View) -> list[Outcome]:
    """Zip -m and 7z -sdel delete what they have packed; zip -TT names a program that tests the archive."""
    out: list[Outcome] = []
    seven = call.name.startswith("7")
    words: list[Word] = []
    moves = False
    index = 0
    args = call.args
    while index < len(args):
        word = args[index]
        index += 1
        text = word.text
        if text is None or text[:1] != "-" or text == "-":
            words.append(word)
        elif seven:
            moves = moves or text == "-sdel"
        elif text in ("-x", "-i", "--exclude", "--include"):
            break  # patterns up to the end
        elif text in ("-TT", "--unzip-command"):
            if index < len(args):
                out += _run(args[index], call, "zip -TT")
            index += 1
        elif text in ("-b", "-n", "-O", "-P", "-s", "-t", "-tt", "-Z", "--out", "--password"):
            index += 1
        else:
            moves = moves or text == "--move" or (text[1] != "-" and "m" in text)
    if moves:
        out += deletions(
            tuple(words[2:] if seven else words[1:]), call, view, recursive=True, verb="deletes after archiving"
        )
    return out


_SORT = Grammar(
    flags="-b -d -f -g -i -M -h -n -R -r -V -c -C -m -s -u -z --debug --help --version",
    valued="-k -o -S -t -T --batch-size --compress-program --files0-from --parallel --random-source --sort",
    optional="--check",
    alias={"--output": "-o", "--key": "-k", "--field-separator": "-t", "--temporary-directory": "-T"},
)


def _sort(call: Invocation, view: View) -> list[Outcome]:
    if not any(word.prefix.startswith(("-o", "--o", "--c")) or "o" in word.prefix[1:] for word in call.args):
        return NOTHING
    options = parse(call.args, _SORT)
    output = options.value("-o")
    out = _run(options.value("--compress-program"), call, "sort --compress-program")
    return out + written(output, call, view) if output is not None else out


_SED = Grammar(
    flags="-n -r -E -u -s -z -a -l --quiet --silent --posix --debug --sandbox --follow-symlinks --help --version",
    valued="-e -f",
    optional="-i",
    alias={
        "--expression": "-e",
        "--file": "-f",
        "--in-place": "-i",
        "--regexp-extended": "-E",
        "--line-length": "-l",
    },
)


def _sed(call: Invocation, view: View) -> list[Outcome]:
    """An edit in place is a change like any other, so only the place counts; `e` runs a command."""
    args = call.args
    if len(args) == 1 and args[0].prefix[:1] != "-":
        return _sed_runs(args[0], call)
    options = parse(args, _SED)
    files = options.operands
    scripts = options.values("-e")
    if not scripts and not options.has("-f") and files:
        scripts = [files[0]]
        files = files[1:]
    out: list[Outcome] = []
    if not options.has("--sandbox", "--posix"):
        for script in scripts:
            out += _sed_runs(script, call)
        out += _sed_writes(scripts, call, view)
    if options.has("-i"):
        gone = _sed_empties(scripts)
        for word in files:
            if word.text == "" and len(files) > 1:
                continue  # BSD's `-i ''`: no backup
            out += emptied(word, call, view) if gone else written(word, call, view, how="edits", append=True)
    return out


def _sed_runs(script: Word, call: Invocation) -> list[Outcome]:
    """The command of a leading `[address]e command` or of `s/…/command/e`, which GNU sed hands to a shell."""
    text = script.text
    if text is None or "e" not in text:
        return NOTHING
    rest = text.lstrip().lstrip("0123456789,$~! ")
    if rest[:2] == "e " and len(rest) > 2:
        return _run(Word(rest[2:].partition("\n")[0], quoted=True), call, "sed e")
    if rest[:1] == "s" and len(rest) > 3:
        pieces = rest[2:].split(rest[1])
        if len(pieces) == 3 and "e" in pieces[2] and pieces[2].strip("egimpM0123456789") == "" and pieces[1].strip():
            return _run(Word(pieces[1], quoted=True), call, "sed s///e")
    return NOTHING


# Scripts that leave nothing of a file behind.
_SED_ALL = frozenset(("d", "1,$d", "0,$d", "1~1d", "/./,$d", "/^/d", "/.*/d", "s/.*//", "s/.*//g", "/$/d"))


def _sed_empties(scripts: list[Word]) -> bool:
    return len(scripts) == 1 and (scripts[0].text or "").replace(" ", "") in _SED_ALL


def _sed_writes(scripts: list[Word], call: Invocation, view: View) -> list[Outcome]:
    """The file of a leading `[address]w file`."""
    out: list[Outcome] = []
    for script in scripts:
        rest = (script.text or "").lstrip().lstrip("0123456789,$~! ")
        if rest[:2] in ("w ", "W ") and rest[2:].strip():
            out += written(Word(rest[2:].partition("\n")[0].strip(), quoted=True), call, view)
    return out


# ---- permissions --------------------------------------------------------------------------------------------------

_MODE_LETTERS = frozenset("rwxXstugo,+-=")
_OWN = Grammar(
    flags="-R -c -f -v -h -H -L -P -n -x --no-dereference --dereference --preserve-root --no-preserve-root --quiet "
    "--silent --changes --verbose --help --version",
    valued="--from --reference",
    alias={"--recursive": "-R"},
)


def _chmod(call: Invocation, view: View) -> list[Outcome]:
    recursive = False
    mode: str | None = None
    paths: list[Word] = []
    ended = False
    for word in call.args:
        text = word.text
        if text is None or ended or not text.startswith("-") or text == "-":
            if mode is None:
                mode = text or ""
            else:
                paths.append(word)
        elif text == "--":
            ended = True
        elif text.startswith("--"):
            if len(text) > 4 and "--recursive".startswith(text):
                recursive = True
            elif text.startswith("--ref"):
                mode = mode or "reference"
            elif text in ("--help", "--version"):
                return NOTHING
        elif all(letter in _MODE_LETTERS for letter in text[1:]):
            mode = text if mode is None else mode
        else:
            recursive = recursive or "R" in text
    return _permissions(paths, call, view, recursive=recursive, mode=mode or "")


def _chown(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _OWN)
    if options.has("--help", "--version"):
        return NOTHING
    paths = options.operands if options.has("--reference") else options.operands[1:]
    return _permissions(paths, call, view, recursive=options.has("-R"), mode="")


def _permissions(paths: Sequence[Word], call: Invocation, view: View, *, recursive: bool, mode: str) -> list[Outcome]:
    if not paths:
        return NOTHING
    name = call.name
    if recursive and (_adds(mode) if mode else _to_oneself(call, view)):
        return _added(paths, call, view)
    if recursive:
        return _rewritten(paths, call, view, "filesystem/recursive-permissions", f"{name} -R on")
    out: list[Outcome] = []
    wide: list[Word] = []
    for word in paths:
        target = path_target(word, call, view)
        path = target.facet("path")
        if path is None:
            continue
        if mode.lstrip("0") == "1777" and path in ("/tmp", "/var/tmp"):  # noqa: S108 - their own permissions
            continue
        if (path.rfind("/") == 0 and (word.text is not None or path == "/")) or path == view.layout.home:
            wide.append(word)  # `/`, `/etc`, home: one entry locks out everything below
        elif name != "chmod" or _takes_execution(mode) or guard_file(path, view.layout):
            guard = removed_guard(target, f"{name} {mode}".rstrip() + " on", call, view)
            if guard is not None:
                out.append(guard)
    if wide:
        out += _rewritten(wide, call, view, "filesystem/recursive-permissions", f"{name} on")
    return out


def _adds(mode: str) -> bool:
    """Whether a mode only gives rights, and none to everyone to write: `+x`, `u+rwX`, `a+rX`, `ug+w`."""
    for clause in mode.split(","):
        who, plus, rights = clause.partition("+")
        if not plus or who.strip("ugoa") or not rights or rights.strip("rwxX"):
            return False
        if "w" in rights and (who in ("", "a") or "o" in who):
            return False
    return True


def _to_oneself(call: Invocation, view: View) -> bool:
    """Whether chown gives files to the user who runs it: `$USER`, `$(id -u)`, the name itself."""
    owner = next((word for word in call.args if word.prefix[:1] != "-"), None)
    if owner is None or call.name.removeprefix("g") != "chown":
        return False
    text = owner.text if owner.text is not None else owner.shown()
    first = text.partition(":")[0].partition(".")[0].strip("\"'")
    return first in ("$USER", "${USER}", "$(id -u)", "$(whoami)", "$(id -un)", "$UID") or (
        bool(view.layout.user) and first == view.layout.user
    )


def _added(paths: Sequence[Word], call: Invocation, view: View) -> list[Outcome]:
    """Rights given: a change of files like any other, so only where it happens counts."""
    targets: list[Target] = []
    for word in paths:
        target = path_target(word, call, view)
        if target.facet("path") == view.layout.directory:
            target = path_target(inside(word), call, view)  # the work tree is not taken away, what is in it is changed
        targets.append(target)
    return [
        Effect(
            "filesystem/recursive-permissions",
            FILE_CHANGE,
            f"{call.name} -R on {_listed(targets)}",
            tuple(targets),
            Extent(len(targets)),
            certain=call.certain,
            origin=call.origin,
        )
    ]


def _takes_execution(mode: str) -> bool:
    if mode.isdigit():
        return not any(int(digit) & 1 for digit in mode[-3:] if digit in "01234567")
    return "-" in mode and "x" in mode.partition("-")[2]


def _chattr(call: Invocation, view: View) -> list[Outcome]:
    paths: list[Word] = []
    recursive = False
    for word in call.args:
        lead = word.prefix
        if lead[:1] in ("-", "+", "=") and len(lead) > 1:
            recursive = recursive or (lead[0] == "-" and "R" in lead)
        else:
            paths.append(word)
    return _permissions(paths, call, view, recursive=recursive, mode="")


# ---- archives and mirrors -----------------------------------------------------------------------------------------

_RSYNC = Grammar(
    flags="-v -q -c -a -r -R -b -u -l -L -k -K -H -p -E -A -X -o -g -t -U -N -O -J -S -n -W -x -m -z -s -0 -P -h -8 -4 "
    "-6 -F -i -d --dry-run --list-only --delete --del --delete-before --delete-during --delete-delay --delete-after "
    "--delete-excluded --delete-missing-args --remove-source-files --remove-sent-files --force --ignore-errors "
    "--existing --ignore-existing --inplace --append --append-verify --progress --partial --stats --help --version "
    "--numeric-ids --checksum --archive --recursive --backup --copy-links --super --fake-super --from0 --old-args",
    valued="-e -f -B -M -T -@ --rsh --exclude --exclude-from --include --include-from --files-from --filter "
    "--rsync-path --suffix --backup-dir --partial-dir --temp-dir --compare-dest --copy-dest --link-dest --max-size "
    "--min-size --max-delete --max-alloc --timeout --contimeout --block-size --chmod --chown --usermap --groupmap "
    "--out-format --log-file --log-file-format --password-file --early-input --bwlimit --stop-after --stop-at --port "
    "--sockopts --info --debug --stderr --modify-window --iconv --checksum-seed --checksum-choice --cc --protocol "
    "--write-batch --only-write-batch --read-batch --remote-option --address --compress-choice --zc --compress-level "
    "--zl --skip-compress --copy-as --outbuf",
    alias={"--dry-run": "-n", "--rsh": "-e", "--del": "--delete", "--backup": "-b"},
    abbreviate=False,
)
_RSYNC_DELETES = (
    "--delete",
    "--delete-before",
    "--delete-during",
    "--delete-delay",
    "--delete-after",
    "--delete-excluded",
    "--delete-missing-args",
)


def remote_host(word: Word) -> str | None:
    """The host of `user@host:path`, `host::module` or `rsync://host/…`, None for a local path."""
    lead = word.prefix
    for scheme in ("rsync://", "ssh://"):
        if lead.startswith(scheme):
            return lead[len(scheme) :].partition("/")[0].rpartition("@")[2]
    colon = lead.find(":")
    if colon <= 0 or "/" in lead[:colon]:
        return None
    if colon == 1 and lead[2:3] == "\\":
        return None  # a drive letter
    return lead[:colon].rpartition("@")[2]


def _rsync(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _RSYNC)
    out: list[Outcome] = []
    shell = options.value("-e")
    if shell is not None and (shell.text is None or shell.text.split(" ")[0].rpartition("/")[2] not in ("ssh", "rsh")):
        out += _run(shell, call, "rsync -e")
    if options.has("-n", "--list-only", "--help", "--version") or len(options.operands) < 2:
        return out
    *sources, destination = options.operands
    if options.has(*_RSYNC_DELETES):
        host = remote_host(destination)
        if host is not None:
            target = Target(HOST, destination.shown(), (Facet("host", host, "command"),))
        else:
            target = path_target(destination, call, view)
        out.append(
            Effect(
                "filesystem/mirror-delete",
                MASS_DELETE,
                f"deletes whatever {destination.shown()} has and the source has not",
                (target,),
                OPEN,
                NO,
                call.certain,
                call.origin,
            )
        )
    if options.has("--remove-source-files", "--remove-sent-files"):
        local = [word for word in sources if remote_host(word) is None]
        out += deletions(local, call, view, recursive=True, verb="deletes after copying")
        for word in sources:
            host = remote_host(word)
            if host is not None:
                target = Target(HOST, word.shown(), (Facet("host", host, "command"),))
                out.append(
                    Effect(
                        "filesystem/mirror-delete",
                        RECURSIVE_DELETE,
                        f"deletes {word.shown()} after copying",
                        (target,),
                        SEVERAL,
                        YES,
                        call.certain,
                        call.origin,
                    )
                )
    local_destination = destination if remote_host(destination) is None else None
    if local_destination is not None and local_destination.text is not None:
        out += written(local_destination, call, view, how="copies into", append=True)
        for word in sources:
            if word.text is not None and remote_host(word) is None:
                out += written(_landing(word, local_destination), call, view, how="copies into", append=True)
    return out


_TAR_VALUED = "bCfFgHIKLNTVX"
_TAR = Grammar(
    flags="-c -x -t -r -u -A -d -z -j -J -Z -a -v -w -k -U -W -O -P -p -s -S -l -m -M -n -B -G -h -i -o -R --overwrite "
    "--overwrite-dir --keep-old-files --skip-old-files --keep-newer-files --unlink-first --recursive-unlink "
    "--remove-files --delete --list --help --version --usage --to-stdout --no-overwrite-dir --lzip --lzma --lzop "
    "--zstd --no-recursion --one-top-level --wildcards --totals --numeric-owner --same-owner --no-same-owner "
    "--no-same-permissions --exclude-vcs --exclude-caches --sparse --xattrs --acls --selinux --verify",
    valued="-b -C -f -F -g -H -I -K -L -N -T -V -X --to-command --checkpoint-action --rsh-command --rmt-command "
    "--exclude --transform --xform --strip-components --mode --owner --group --mtime --newer-mtime --suffix --sort "
    "--format --level --occurrence --quoting-style --index-file --warning --hole-detection --owner-map --group-map",
    optional="--checkpoint --backup --one-top-level",
    alias={
        "--create": "-c",
        "--extract": "-x",
        "--get": "-x",
        "--list": "-t",
        "--append": "-r",
        "--update": "-u",
        "--catenate": "-A",
        "--concatenate": "-A",
        "--diff": "-d",
        "--compare": "-d",
        "--gzip": "-z",
        "--bzip2": "-j",
        "--xz": "-J",
        "--verbose": "-v",
        "--file": "-f",
        "--directory": "-C",
        "--cd": "-C",
        "--use-compress-program": "-I",
        "--info-script": "-F",
        "--new-volume-script": "-F",
        "--files-from": "-T",
        "--exclude-from": "-X",
        "--keep-old-files": "-k",
        "--unlink-first": "-U",
        "--to-stdout": "-O",
        "--absolute-names": "-P",
        "--interactive": "-w",
        "--label": "-V",
        "--blocking-factor": "-b",
        "--listed-incremental": "-g",
    },
)


def _tar_words(args: tuple[Word, ...]) -> tuple[Word, ...]:
    """The old bundle `tar xzf a.tgz` spelt out as `-x -z -f a.tgz`."""
    first = args[0].text if args else None
    if not first or first[0] == "-" or not first.isalpha():
        return args
    rest = list(args[1:])
    out: list[Word] = []
    for letter in first:
        out.append(Word("-" + letter))
        if letter in _TAR_VALUED and rest:
            out.append(rest.pop(0))
    return (*out, *rest)


def _tar(call: Invocation, view: View) -> list[Outcome]:
    options = parse(_tar_words(call.args), _TAR)
    if options.has("--help", "--version", "--usage", "-t"):
        return NOTHING
    out: list[Outcome] = []
    for name in ("--to-command", "-F", "--rsh-command", "-I"):
        for word in options.values(name):
            out += _run(word, call, f"tar {name}")
    for word in options.values("--checkpoint-action"):
        if word.prefix.startswith("exec="):
            first = word.parts[0]
            lead = first[5:] if isinstance(first, str) else ""
            out += _run(Word((lead, *word.parts[1:]) if lead else word.parts[1:]), call, "tar --checkpoint-action")
    archive = options.value("-f")
    if options.has("-x"):
        out += _extracted(options, call, view)
    elif options.has("-c"):
        if archive is not None and remote_host(archive) is None:
            path = path_target(archive, call, view).facet("path")
            known = path is not None and view.workspace.stat(path).state == PRESENT
            out += written(archive, call, view, how="archives over", append=not known)
        if options.has("--remove-files"):
            out += deletions(options.operands, call, view, recursive=True, verb="deletes after archiving")
    elif options.has("--delete") and archive is not None:
        out += written(archive, call, view, how="deletes members of")
    return out


def _extracted(options: Options, call: Invocation, view: View) -> list[Outcome]:
    if options.has("-k", "--skip-old-files", "-O", "--to-command"):
        return NOTHING
    where = options.value("-C") or Word(".")
    path = path_target(where, call, view).facet("path")
    root = path == "/" or options.has("-P")
    if not root and not options.has("--overwrite", "-U", "--recursive-unlink"):
        guard = written(where, call, view, append=True) or into_guard(where, "unpacks into", call, view)
        return guard or [Note(f"unpacks into {where.shown()}, over files of the same names", call.origin)]
    return written(
        inside(Word("/") if options.has("-P") else where),
        call,
        view,
        rule="filesystem/extract-over",
        how="unpacks over",
        extent=SEVERAL,
        certain=not options.has("-P"),
    )


_UNZIP = Grammar(
    flags="-o -n -l -t -p -c -v -z -Z -j -q -a -f -u -b -C -L -M -X -K -V -W -:",
    valued="-d -x -P -O -I",
    abbreviate=False,
)


def _unzip(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _UNZIP)
    if not options.has("-o") or options.has("-l", "-t", "-p", "-c", "-z", "-Z", "-n"):
        return NOTHING
    where = options.value("-d") or Word(".")
    return into_guard(where, "unpacks into", call, view) or written(
        inside(where), call, view, rule="filesystem/extract-over", how="unpacks over", extent=SEVERAL
    )


_SETFACL = Grammar(
    flags="-b -k -n -d -R -L -P -v -h --remove-all --remove-default --no-mask --mask --default --recursive --logical "
    "--physical --version --help --test",
    valued="-m -M -x -X --modify --modify-file --remove --remove-file --set --set-file --restore",
    alias={"--recursive": "-R", "--remove-all": "-b"},
)


def _setfacl(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _SETFACL)
    if options.has("--test", "--help", "-h", "--version", "-v") or not options.has("-R"):
        return NOTHING
    return _rewritten(options.operands, call, view, "filesystem/recursive-permissions", "setfacl -R on")


_CPIO = Grammar(
    flags="-i -o -p -t -d -m -u -v -a -L -l -f -n -r -0 -b -s -S -k -V --extract --create --pass-through --list "
    "--make-directories --unconditional --preserve-modification-time --verbose --null --quiet --help --version "
    "--no-absolute-filenames --absolute-filenames",
    valued="-D -H -F -I -O -C -E -R -M --directory --format --file --pattern-file --owner --block-size --io-size",
    alias={"--directory": "-D", "--extract": "-i", "--list": "-t", "--unconditional": "-u", "--pass-through": "-p"},
)


def _cpio(call: Invocation, view: View) -> list[Outcome]:
    """Cpio -i unpacks over what is there, as tar does; -p copies into the directory it names."""
    options = parse(call.args, _CPIO)
    if options.has("-t", "--help", "--version") or not options.has("-i", "-p"):
        return NOTHING
    where = options.operands[-1] if options.has("-p") and options.operands else options.value("-D") or Word(".")
    return written(
        inside(where), call, view, rule="filesystem/extract-over", how="unpacks over", extent=SEVERAL,
        append=not options.has("-u"),
    )  # fmt: skip


_SPLIT = Grammar(
    flags="-d -x -e -u -k -s -z --verbose --elide-empty-files --unbuffered --help --version --quiet --silent "
    "--keep-files --suppress-matched",
    valued="-a -b -C -l -n -t -f --suffix-length --bytes --line-bytes --lines --number --separator --filter "
    "--additional-suffix --prefix --suffix-format --digits",
    optional="--numeric-suffixes --hex-suffixes",
    alias={"--prefix": "-f"},
)


def _split(call: Invocation, view: View) -> list[Outcome]:
    """Split and csplit write PREFIXaa, PREFIXab …: what counts is the directory they land in."""
    options = parse(call.args, _SPLIT)
    if options.has("--help", "--version", "--filter"):
        return NOTHING
    prefix = options.value("-f") if call.name == "csplit" else (options.operands[1:] or (None,))[0]
    if prefix is None or prefix.text is None:
        return NOTHING
    return written(Word(prefix.text + ("00" if call.name == "csplit" else "aa"), quoted=True), call, view)


def _patch(call: Invocation, view: View) -> list[Outcome]:
    """Patch changes what its input names, below the directory it is sent to."""
    texts = [word.text or "" for word in call.args]
    if "--dry-run" in texts or "-C" in texts or "--check" in texts:
        return NOTHING
    for index, text in enumerate(texts):
        where = ""
        if text in ("-d", "--directory") and index + 1 < len(texts):
            where = texts[index + 1]
        elif text.startswith("--directory="):
            where = text[12:]
        elif text.startswith("-d") and text[2:3] in ("/", "~", "."):
            where = text[2:]
        if where:
            place = Word(where, quoted=True)
            return into_guard(place, "patches files in", call, view) or written(
                inside(place), call, view, how="patches files in", extent=SEVERAL
            )
    return _guards(call, view, "patches")


def into_guard(where: Word, verb: str, call: Invocation, view: View) -> list[Outcome]:
    """What lands, by names that are not seen, in a directory that holds a guard's files."""
    target = path_target(where, call, view)
    guard = guard_file(target.facet("path"), view.layout, removing=True)
    return [_guard_effect(target, f"{verb} {target.name}: {guard}", call, call.certain)] if guard else NOTHING


def _guards(call: Invocation, view: View, verb: str) -> list[Outcome]:
    """A guard's files among the operands of a program that else loses nothing."""
    found: list[Outcome] = []
    directory = directory_of(call, view)
    for word in call.args:
        lead = word.prefix
        if lead[:1] == "-" or not lead:
            continue
        path = absolute(word.worst() if word.text is None else word.text, directory)
        guard = guard_file(path, view.layout)
        if guard:
            target = Target(GUARD, word.shown(), (Facet("path", path),))
            found.append(_guard_effect(target, f"{verb} {target.name}: {guard}", call, call.certain))
    return found or NOTHING


def _mount(call: Invocation, view: View) -> list[Outcome]:
    """What is mounted over a guard's files hides them."""
    words = [word for word in call.args if word.prefix[:1] != "-"]
    return into_guard(words[-1], "mounts over", call, view) if words else NOTHING


def _touch(call: Invocation, view: View) -> list[Outcome]:
    """An empty file, or another time on one: what is kept by its age could be let go of early."""
    return _guards(call, view, "touches")


def _nothing(call: Invocation, view: View) -> list[Outcome]:  # noqa: ARG001 - every reader has this shape
    """Programs of this family that lose nothing: rmdir removes empty directories only, trash keeps what it takes."""
    return NOTHING


_READERS: dict[str, Callable[[Invocation, View], list[Outcome]]] = {
    "rm": _rm,
    "grm": _rm,
    "unlink": _unlink,
    "srm": _shred,
    "shred": _shred,
    "gshred": _shred,
    "wipe": _shred,
    "truncate": _truncate,
    "gtruncate": _truncate,
    "mv": _mv,
    "gmv": _mv,
    "cp": _cp,
    "gcp": _cp,
    "install": _install,
    "ginstall": _install,
    "ln": _ln,
    "gln": _ln,
    "tee": _tee,
    "gtee": _tee,
    "sponge": _tee,
    "dd": _dd,
    "gdd": _dd,
    "sort": _sort,
    "sed": _sed,
    **dict.fromkeys(("zip", "7z", "7za", "7zz", "7zr"), _zip),
    "gsed": _sed,
    "chmod": _chmod,
    "gchmod": _chmod,
    "chown": _chown,
    "gchown": _chown,
    "chgrp": _chown,
    "gchgrp": _chown,
    "chattr": _chattr,
    "rsync": _rsync,
    "tar": _tar,
    "gtar": _tar,
    "bsdtar": _tar,
    "unzip": _unzip,
    "setfacl": _setfacl,
    "cpio": _cpio,
    "split": _split,
    "csplit": _split,
    "patch": _patch,
    "rmdir": _nothing,
    "touch": _touch,
    "mount": _mount,
    "trash": _nothing,
    "trash-put": _nothing,
}
