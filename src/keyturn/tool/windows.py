"""PowerShell and cmd.exe: the programs, their texts, and the Windows spellings of the common destroyers.

Parameters follow the cmdlets' pages (learn.microsoft.com/powershell/module/microsoft.powershell.management) and
`cmd /?`; PowerShell accepts any unambiguous beginning of a parameter's name. Names are not case-sensitive.
"""

from __future__ import annotations

from keyturn.language.powershell import Command, read_batch, read_powershell
from keyturn.model.effect import (
    AVAILABILITY,
    BACKUP_DELETE,
    FILE_CHANGE,
    MASS_DELETE,
    PROTECTION_OFF,
    RECURSIVE_DELETE,
    REWRITE,
    SYSTEM,
    BlindSpot,
    Effect,
    Extent,
    HandOff,
)
from keyturn.model.invocation import EMPTY_CONTEXT, Invocation, UnknownInput, base_name
from keyturn.model.source import BATCH, POWERSHELL, ShellContext, Source
from keyturn.model.target import MACHINE, PATH, Facet, Target
from keyturn.model.word import Hole, Word, join
from keyturn.tool.handoff import child_context, follow_file, opaque_text, shorten, wholly_unknown
from keyturn.tool.registry import module_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []
_REMOVE = frozenset("remove-item ri del erase rd rmdir rm".split())
_BATCH_REMOVE = frozenset("rd rmdir".split())
_BATCH_DELETE = frozenset("del erase".split())
_CLEAR = frozenset("clear-content clc set-content out-file".split())
_HOMES = frozenset("userprofile home homepath homedrive public onedrive".split())
_SYSTEM_VARIABLES = frozenset("systemroot windir systemdrive programfiles programdata allusersprofile".split())
_TEMPORARY = frozenset("temp tmp".split())

_DISK: dict[str, str] = {
    "format-volume": "formats a volume",
    "clear-disk": "removes every partition and all data of a disk",
    "remove-partition": "removes a partition",
    "initialize-disk": "initialises a disk",
    "reset-physicaldisk": "resets a disk",
    "remove-virtualdisk": "removes a virtual disk",
    "remove-storagepool": "removes a storage pool",
}
_REMOVE_PARAMETERS = (
    "-path -literalpath -recurse -force -include -exclude -filter -confirm -whatif -verbose -erroraction "
    "-credential -stream -debug -warningaction -errorvariable -outvariable -pspath"
).split()
_VALUED = frozenset(
    "-path -literalpath -include -exclude -filter -erroraction -credential -stream -warningaction -errorvariable "
    "-outvariable -pspath -encoding -value -filepath -inputobject -delimiter -width".split()
)
_CONTENT_PARAMETERS = (
    "-path -literalpath -value -force -filter -include -exclude -encoding -append -nonewline -filepath -noclobber "
    "-whatif -confirm -inputobject -erroraction -width -stream -passthru -delimiter"
).split()


# -- programs


def read(call: Invocation, view: View) -> list[Outcome]:
    """What a Windows program or cmdlet would do, called by name from any shell."""
    name = call.name.lower()
    if name in ("powershell", "pwsh"):
        return _powershell(call, view)
    if name == "cmd":
        return _cmd(call, view)
    program = call.program if call.program is not None else Word(call.name)
    command = Command((Word(name, quoted=program.quoted), *call.args), call.certain, call.origin)
    judge = _Windows(view, call.context, batch="-" not in name and name not in _ALIASES)
    judge.command(command)
    return judge.out


_ALIASES = frozenset("ri clc iex".split())


def _powershell(call: Invocation, view: View) -> list[Outcome]:
    args = call.args
    index, count = 0, len(args)
    how = f"{call.name} -Command"
    while index < count:
        word = args[index]
        text = word.text if word.text is not None else word.prefix
        lower = text.lower().replace("–", "-")
        if text[:1] not in ("-", "–", "/") or (text[:1] == "/" and len(text) > 20) or text == "-":
            break
        key = "-" + lower.lstrip("-/")
        index += 1
        if key == "-" or not text.strip("-"):
            continue
        if key in ("-?", "-help", "-h") or (key == "-version" and call.name.lower() == "pwsh"):
            return _NOTHING
        if _short("-command", key, 2) or key in {"-commandwithargs", "-cwa"}:
            rest = args[index:]
            return [_text(call, join(rest), how)] if rest and rest[0].text != "-" else _stdin(call, view)
        if key in ("-ec", "-e", "-en", "-enc") or (len(key) > 3 and "-encodedcommand".startswith(key)):
            return _encoded(call, args[index] if index < count else None)
        if key in ("-f", "-file") or (len(key) > 2 and "-file".startswith(key)):
            return _file(call, view, args[index], args[index + 1 :]) if index < count else _NOTHING
        if any(
            option.startswith(key) and len(key) > 2
            for option in (
                "-executionpolicy", "-windowstyle", "-inputformat", "-outputformat", "-version", "-configurationname",
                "-workingdirectory", "-custompipename", "-settingsfile", "-psconsolefile", "-configurationfile",
            )
        ) or key in ("-ex", "-ep", "-w", "-wd", "-v", "-of", "-if"):  # fmt: skip
            if key == "-v" and call.name.lower() == "pwsh":
                return _NOTHING
            index += 1
    rest = args[index:]
    if not rest or rest[0].text == "-":
        return _stdin(call, view)
    if call.name.lower() == "pwsh":
        return _file(call, view, rest[0], rest[1:])
    return [_text(call, join(rest), how)]


def _short(full: str, key: str, least: int) -> bool:
    return len(key) >= least and full.startswith(key)


def _text(call: Invocation, text: Word, how: str, language: str = POWERSHELL) -> Outcome:
    if wholly_unknown(text):
        return opaque_text(call, text, how)
    return HandOff(Source(language, text, call.origin.inner(how), child_context(call), certain=call.certain), how)


def _encoded(call: Invocation, word: Word | None) -> list[Outcome]:
    """`-EncodedCommand`: base64 of UTF-16."""
    how = f"{call.name} -EncodedCommand"
    if word is None:
        return _NOTHING
    if word.text is not None:
        import binascii

        try:
            plain = binascii.a2b_base64(word.text).decode("utf-16-le")
        except ValueError:
            plain = ""
        if plain:
            return [_text(call, Word(plain, quoted=True), how)]
    return [opaque_text(call, word, how)]


def _file(call: Invocation, view: View, word: Word, args: tuple[Word, ...]) -> list[Outcome]:
    how = f"{call.name} {shorten(word.shown())}"
    return follow_file(call, view, word, how, language=POWERSHELL, context=child_context(call, args))


def _stdin(call: Invocation, view: View, language: str = POWERSHELL) -> list[Outcome]:
    del view
    stdin = call.stdin
    if isinstance(stdin, Source):
        how = f"{call.name} (stdin)"
        if wholly_unknown(stdin.text):
            return [opaque_text(call, stdin.text, call.name)]
        certain = stdin.certain and call.certain
        return [
            HandOff(Source(language, stdin.text, stdin.origin.inner(how), child_context(call), False, certain), how)
        ]
    if isinstance(stdin, UnknownInput):
        why = f"{call.name} runs whatever it is fed ({shorten(stdin.why)})"
        return [BlindSpot("blind/pipe-to-interpreter", why, certain=call.certain, origin=call.origin)]
    return [
        BlindSpot(
            "blind/interactive-interpreter",
            f"{call.name} is opened with nothing to run; what is typed into it is not seen",
            opaque=False,
            certain=call.certain,
            origin=call.origin,
        )
    ]


def _cmd(call: Invocation, view: View) -> list[Outcome]:
    for index, word in enumerate(call.args):
        text = (word.text if word.text is not None else word.prefix).lower()
        switch = text.lstrip("/")
        if text[:1] != "/":
            break
        if switch[:1] in ("c", "k", "r"):
            rest = call.args[index + 1 :]
            if len(switch) > 1 and word.text is not None:
                rest = (Word(word.text[word.text.lower().index(switch[0]) + 1 :], quoted=True), *rest)
            return [_text(call, join(rest), "cmd /c", BATCH)] if rest else _NOTHING
        if switch[:1] == "?":
            return _NOTHING
    return _stdin(call, view, BATCH)


# -- texts


def read_source(source: Source, view: View) -> list[Outcome]:
    """What a PowerShell or cmd.exe text would do."""
    context = source.context if isinstance(source.context, ShellContext) else EMPTY_CONTEXT
    batch = source.language == BATCH
    judge = _Windows(view, context, batch=batch)
    if wholly_unknown(source.text):
        what = "cmd.exe" if batch else "PowerShell"
        judge.blind("blind/opaque-text", f"{what} runs text that is only known at run time", source)
        return judge.out
    reading = read_batch(source) if batch else read_powershell(source)
    for command in reading.commands:
        judge.command(command)
    if not reading.complete:
        judge.blind("blind/budget", "more text than is read", source)
    return judge.out


class _Windows:
    """Judges commands one by one."""

    __slots__ = ("batch", "context", "out", "view")

    def __init__(self, view: View, context: ShellContext, *, batch: bool) -> None:
        self.view = view
        self.context = context
        self.batch = batch
        self.out: list[Outcome] = []

    def blind(self, rule: str, why: str, at: Command | Source) -> None:
        self.out.append(BlindSpot(rule, why, certain=at.certain, origin=at.origin))

    def effect(
        self,
        rule: str,
        category: str,
        summary: str,
        targets: tuple[Target, ...],
        at: Command,
        extent: Extent | None = None,
        *,
        certain: bool = True,
    ) -> None:
        self.out.append(
            Effect(
                rule, category, summary, targets, extent or Extent(1), certain=at.certain and certain, origin=at.origin
            )
        )

    def command(self, command: Command) -> None:
        """What one command comes to."""
        words = command.words
        if not words:
            return
        name = base_name(words[0].text).lower() if words[0].text else ""
        args = words[1:]
        if not name:
            if words[0].text is None and not self.batch and len(words) > 1 and wholly_unknown(words[0]):
                self.blind("blind/opaque-text", "a command whose name is only known at run time", command)
            return
        if self.batch and name in _BATCH_REMOVE:
            self.batch_remove(command, args)
        elif self.batch and name in _BATCH_DELETE:
            self.batch_delete(command, args)
        elif name in _REMOVE and not self.batch:
            self.remove(command, args)
        elif name in _CLEAR:
            self.content(command, name, args)
        elif name in _DISK:
            if not _asked(args):
                shown = " ".join(word.shown() for word in args[:3])
                self.effect(
                    "windows/disk",
                    SYSTEM,
                    f"{_DISK[name]} ({shorten(shown)})" if shown else _DISK[name],
                    (_MACHINE,),
                    command,
                )
        elif name == "format":
            drive = next((word.text for word in args if word.text and _drive(word.text)), None)
            if drive:
                self.effect("windows/disk", SYSTEM, f"formats drive {drive}", (_MACHINE,), command)
        elif name == "diskpart":
            self.effect(
                "windows/disk",
                SYSTEM,
                "runs disk commands from a script or by hand",
                (_MACHINE,),
                command,
                certain=False,
            )
        elif name in ("invoke-expression", "iex"):
            self.expression(command, args)
        elif name.endswith(("]::delete", "]::deletefile")):
            recursive = "directory" in name and any((word.text or "").lower() == "$true" for word in args)
            self.paths(command, args[:1], recursive=recursive)
        elif name in ("start-process", "start", "saps"):
            self.launch(command, args)
        elif name in ("powershell", "pwsh", "cmd"):
            self.hand(command, name)
        else:
            self.other(command, name, args)

    def other(self, command: Command, name: str, args: tuple[Word, ...]) -> None:
        """System tools by their own words."""
        low = [(word.text or "").lower() for word in args]
        shown = shorten(" ".join(word.shown() for word in args[:4]))
        if name in ("stop-computer", "restart-computer") and not _asked(args):
            self.effect("windows/shutdown", AVAILABILITY, f"{name} {shown}".strip(), (_MACHINE,), command)
        elif name == "shutdown" and self.batch and any(one in ("/s", "/r", "/p", "-s", "-r") for one in low):
            self.effect("windows/shutdown", AVAILABILITY, f"shutdown {shown}", (_MACHINE,), command)
        elif name in ("vssadmin", "wbadmin", "wmic"):
            if any(one.startswith("delete") for one in low) and ("shadow" in " ".join(low) or name == "wbadmin"):
                self.effect(
                    "windows/backup-delete",
                    BACKUP_DELETE,
                    f"{name} {shown}: restore points are gone",
                    (_MACHINE,),
                    command,
                )
            elif name == "vssadmin" and low[:1] == ["resize"]:
                self.effect(
                    "windows/backup-delete",
                    BACKUP_DELETE,
                    f"{name} {shown}: restore points are dropped",
                    (_MACHINE,),
                    command,
                )
        elif name in ("wevtutil", "clear-eventlog", "remove-eventlog"):
            if name != "wevtutil" or low[:1] in (["cl"], ["clear-log"]):
                self.effect("windows/event-log", PROTECTION_OFF, f"clears the event log {shown}", (_MACHINE,), command)
        elif name == "reg" and low[:1] == ["delete"] and len(low) > 1:
            self.registry(command, args[1], " and everything below" if "/v" not in low else "")
        elif name == "remove-itemproperty" and args and not _asked(args):
            self.registry(command, args[-1] if low[0].startswith("-") else args[0], "")
        elif name == "bcdedit" and any(one in ("/delete", "/deletevalue", "/set", "/import") for one in low):
            self.effect(
                "windows/boot", SYSTEM, f"changes how the machine starts: bcdedit {shown}", (_MACHINE,), command
            )
        elif name == "cipher" and any(one.startswith("/w") for one in low):
            self.effect("windows/wipe", REWRITE, f"overwrites the free space of {shown}", (_MACHINE,), command)
        elif name == "robocopy" and "/l" not in low and any(one in ("/mir", "/purge", "/move", "/mov") for one in low):
            places = [word for word in args if not (word.text or word.prefix).startswith("/")]
            mirrored = "/mir" in low or "/purge" in low
            if places:
                target = places[1] if mirrored and len(places) > 1 else places[0]
                what = "what it has and the other side has not" if mirrored else "after copying"
                self.effect(
                    "windows/mirror-delete",
                    MASS_DELETE,
                    f"deletes from {target.shown()} {what}",
                    (self.target(target),),
                    command,
                    Extent(None, False),
                )
        elif name == "clear-recyclebin" and not _asked(args):
            self.effect(
                "windows/recycle-bin",
                RECURSIVE_DELETE,
                "empties the recycle bin",
                (_MACHINE,),
                command,
                Extent(None, False),
            )
        elif name == "remove-vm" and not _asked(args):
            self.effect("windows/virtual-machine", SYSTEM, f"removes a virtual machine {shown}", (_MACHINE,), command)
        elif name in ("takeown", "icacls") and "/save" not in low and any(one in ("/r", "/t") for one in low):
            place = next((args[at + 1] for at, one in enumerate(low[:-1]) if one == "/f"), args[0])
            self.effect(
                "windows/permissions", REWRITE, f"changes owner or rights of everything below {place.shown()}",
                (self.target(place),), command, Extent(None),
            )  # fmt: skip
        elif name == "forfiles" and "/c" in low:
            text = args[low.index("/c") + 1] if low.index("/c") + 1 < len(args) else None
            if text is not None:
                self.out.append(_inner(BATCH, text, command, "forfiles /c", self.context))
        elif not self.batch and name in ("foreach-object", "%", "where-object", "?"):
            return
        elif module_of(name) not in (None, "windows"):
            self.hand(command, name)

    # -- deleting

    def remove(self, command: Command, args: tuple[Word, ...]) -> None:
        """Remove-Item and its aliases."""
        paths, flags = _parameters(args, _REMOVE_PARAMETERS)
        if "-whatif" in flags:
            return
        recursive = "-recurse" in flags
        filtered = bool(flags & {"-include", "-filter"})
        if not paths and command.fed is not None:
            self.piped(command, recursive=recursive)
            return
        for path in paths:
            text = (path.text or path.prefix).lower()
            if text.startswith(("hklm:", "hkcu:", "hkcr:", "registry::", "hku:")):
                self.registry(command, path, " and everything below" if recursive else "")
            elif not text.startswith(("env:", "variable:", "function:", "alias:")):
                self.paths(command, (path,), recursive=recursive, filtered=filtered)

    def piped(self, command: Command, *, recursive: bool) -> None:
        """`Get-ChildItem DIR … | Remove-Item`."""
        before = command.fed
        words = before.words if before is not None else ()
        place = next((word for word in words[1:] if not (word.text or word.prefix).startswith("-")), Word("."))
        deep = any((word.text or "").lower() in ("-recurse", "-r", "-rec", "-s", "/s") for word in words)
        self.effect(
            "windows/mass-delete", MASS_DELETE if (deep or recursive or not words) else FILE_CHANGE,
            f"deletes whatever {shorten(' '.join(word.shown() for word in words)) or 'is piped in'} lists",
            (self.target(place),), command, Extent(None, False),
        )  # fmt: skip

    def batch_remove(self, command: Command, args: tuple[Word, ...]) -> None:
        switches, names = _switches(args)
        if "/?" not in switches:
            self.paths(command, names, recursive="/s" in switches)

    def batch_delete(self, command: Command, args: tuple[Word, ...]) -> None:
        switches, names = _switches(args)
        if "/?" not in switches:
            self.paths(command, names, recursive="/s" in switches)

    def paths(self, command: Command, names: tuple[Word, ...], *, recursive: bool, filtered: bool = False) -> None:
        """The effect of deleting paths, by how much they take."""
        for word in names:
            target = self.target(word)
            if not word.parts:
                continue
            from keyturn.tool.filesystem import removed_guard

            call = Invocation(None, context=self.context, certain=command.certain, origin=command.origin)
            guard = removed_guard(target, "deletes", call, self.view)
            if guard is not None:
                self.out.append(guard)
            text = word.text if word.text is not None else word.prefix
            wild = any(letter in text for letter in "*?") or filtered
            if self.root(word):
                self.effect(
                    "windows/recursive-delete",
                    SYSTEM,
                    f"deletes {word.shown()}",
                    (target,),
                    command,
                    Extent(None, False),
                )
            elif recursive and (wild or (isinstance(word.parts[0], Hole) and not _in_temporary(word))):
                self.effect(
                    "windows/mass-delete",
                    MASS_DELETE,
                    f"deletes {word.shown()} and below",
                    (target,),
                    command,
                    Extent(None, False),
                )
            elif recursive:
                what = f"deletes {word.shown()} and everything below"
                self.effect("windows/recursive-delete", RECURSIVE_DELETE, what, (target,), command, Extent(None))
            elif wild:
                sweeping = text.replace("\\", "/").rpartition("/")[2] in ("*", "*.*")
                self.effect(
                    "windows/mass-delete" if sweeping else "windows/delete", MASS_DELETE if sweeping else FILE_CHANGE,
                    f"deletes {word.shown()}", (target,), command, Extent(None, not sweeping),
                )  # fmt: skip
            else:
                self.effect("windows/delete", FILE_CHANGE, f"deletes {word.shown()}", (target,), command)

    def root(self, word: Word) -> bool:
        """A drive's root, the Windows directory, every profile, or a whole home directory."""
        if word.holes and isinstance(word.parts[0], Hole):
            name = word.parts[0].name.lower().removeprefix("env:")
            rest = _bare("".join(part if isinstance(part, str) else "?" for part in word.parts[1:])).strip("\\")
            return (name in _HOMES and not rest) or (name in _SYSTEM_VARIABLES and "\\" not in rest)
        if word.text is None:
            return False
        text = _bare(word.text)
        if text in ("", "~") and word.text:
            return word.text[0] in "\\/~"
        if not _drive(text):
            return False
        pieces = [piece for piece in text[2:].split("\\") if piece]
        if not pieces or pieces[0] == "windows":
            return True
        if pieces[0] == "users":
            return len(pieces) < 3
        return pieces[0] in ("program files", "program files (x86)", "programdata") and len(pieces) == 1

    def target(self, word: Word) -> Target:
        """A path as Windows writes it, or as this machine's own when it has no drive."""
        text = word.text if word.text is not None else word.prefix
        if _drive(text) or text.startswith("\\\\") or (word.parts and isinstance(word.parts[0], Hole)):
            facets = [Facet("written", word.shown()), Facet("path", word.text)]
            if word.parts and isinstance(word.parts[0], Hole):
                if _in_temporary(word):
                    facets[1] = Facet("path", self.view.layout.temporary[0] + "/unnamed")
                    facets.append(Facet("hole", "temporary"))
                else:
                    facets.append(Facet("hole", "unset"))
            return Target(PATH, word.shown(), tuple(facets))
        from keyturn.tool.locate import path_target

        parts = tuple(part.replace("\\", "/") if isinstance(part, str) else part for part in word.parts)
        call = Invocation(None, context=self.context)
        return path_target(Word(parts, quoted=True), call, self.view)

    # -- the rest

    def content(self, command: Command, name: str, args: tuple[Word, ...]) -> None:
        """Clear-Content, Set-Content, Out-File."""
        paths, flags = _parameters(args, _CONTENT_PARAMETERS)
        if "-whatif" in flags or "-append" in flags or "-noclobber" in flags or not paths:
            return
        from keyturn.tool.filesystem import written

        word = paths[0]
        text = word.text if word.text is not None else word.prefix
        verb = "empties" if name in ("clear-content", "clc") else "writes over"
        if _drive(text) or (word.parts and isinstance(word.parts[0], Hole)):
            if verb == "empties":
                self.effect("windows/overwrite", FILE_CHANGE, f"{verb} {word.shown()}", (self.target(word),), command)
            return
        parts = tuple(part.replace("\\", "/") if isinstance(part, str) else part for part in word.parts)
        call = Invocation(None, context=self.context, certain=command.certain, origin=command.origin)
        self.out.extend(written(Word(parts, quoted=True), call, self.view, rule="windows/overwrite", how=verb))

    def registry(self, command: Command, key: Word, tail: str) -> None:
        shown = key.shown()
        low = shown.lower()
        machine = low.startswith(("hklm", "hkey_local_machine", "hkcr", "hkey_classes_root", "registry::hkey_local"))
        category = SYSTEM if machine and low.count("\\") < 3 else REWRITE
        self.effect("windows/registry-delete", category, f"deletes registry key {shown}{tail}", (_MACHINE,), command)

    def expression(self, command: Command, args: tuple[Word, ...]) -> None:
        """Invoke-Expression: static text is read, anything else is opaque."""
        rest = tuple(word for word in args if (word.text or "").lower() != "-command")
        if rest:
            text = join(rest)
            fetched = any(_fetches(hole.name) for hole in text.holes)
            if not wholly_unknown(text) and not fetched and not any(hole.why == "command" for hole in text.holes):
                self.out.append(_inner(POWERSHELL, text, command, "Invoke-Expression", self.context))
                return
            rule = "blind/remote-script" if fetched else "blind/opaque-text"
            self.blind(
                rule, f"Invoke-Expression runs text that is only known at run time ({shorten(text.shown())})", command
            )
            return
        words = command.fed.words if command.fed is not None else ()
        first = words[0] if words else None
        if first is not None and first.quoted and len(words) == 1 and first.text is not None:
            self.out.append(_inner(POWERSHELL, first, command, "Invoke-Expression", self.context))
            return
        shown = shorten(" ".join(word.shown() for word in words))
        rule = "blind/remote-script" if _fetches(shown) else "blind/opaque-text"
        self.blind(rule, f"Invoke-Expression runs whatever it is fed ({shown or 'nothing is known of it'})", command)

    def launch(self, command: Command, args: tuple[Word, ...]) -> None:
        """Start-Process PROGRAM ARGUMENTS, `start "" PROGRAM …`."""
        words: list[Word] = []
        skip = False
        for word in args:
            text = (word.text or word.prefix).lower()
            if skip:
                skip = False
                continue
            if text.startswith("-") and not words:
                skip = not (
                    "-filepath".startswith(text)
                    or "-argumentlist".startswith(text)
                    or text in ("-wait", "-nonewwindow", "-passthru")
                )
                continue
            if text.startswith("-") and (
                "-argumentlist".startswith(text)
                or text in ("-wait", "-verb", "-nonewwindow", "-passthru", "-windowstyle")
            ):
                skip = text in ("-verb", "-windowstyle")
                continue
            if self.batch and not words and (text.startswith("/") or not text):
                continue
            words.append(word)
        if words and words[0].text is not None:
            pieces: list[Word] = []
            for word in words[1:]:
                pieces.extend(Word(piece) for piece in word.text.split()) if word.text is not None else pieces.append(
                    word
                )
            made = Command((words[0], *pieces), command.certain, command.origin)
            self.hand(made, base_name(words[0].text).lower())

    def hand(self, command: Command, name: str) -> None:
        """A program that is not Windows' own."""
        first = command.words[0]
        how = "cmd.exe" if self.batch else "PowerShell"
        fed = UnknownInput(shorten(" ".join(word.shown() for word in command.fed.words))) if command.fed else None
        self.out.append(
            HandOff(
                Invocation(
                    first, command.words[1:], stdin=fed, context=self.context, certain=command.certain,
                    origin=command.origin.inner(how), name=name,
                ),
                how,
            )
        )  # fmt: skip


_MACHINE = Target(MACHINE, "this machine")
_FETCHES = (
    "iwr",
    "irm",
    "invoke-webrequest",
    "invoke-restmethod",
    "downloadstring",
    "curl",
    "wget",
    "http://",
    "https://",
    "net.webclient",
)


def _fetches(text: str) -> bool:
    low = text.lower()
    return any(word in low for word in _FETCHES)


def _inner(language: str, text: Word, command: Command, how: str, context: ShellContext) -> HandOff:
    return HandOff(Source(language, text, command.origin.inner(how), context, certain=command.certain), how)


def _in_temporary(word: Word) -> bool:
    first = word.parts[0]
    return isinstance(first, Hole) and first.name.lower().removeprefix("env:") in _TEMPORARY


def _bare(text: str) -> str:
    """A path in lower case with backslashes, without a closing wildcard and slash."""
    low = text.replace("/", "\\").lower()
    lead, slash, last = low.rpartition("\\")
    if slash and last and not last.strip("*."):
        low = lead
    return low.rstrip("\\")


def _drive(text: str) -> bool:
    return len(text) >= 2 and text[1] == ":" and text[0].isalpha()


def _asked(args: tuple[Word, ...]) -> bool:
    """`-WhatIf` shows and does nothing."""
    return any((word.text or "").lower() in ("-whatif", "-wi", "-whatif:$true") for word in args)


def _switches(args: tuple[Word, ...]) -> tuple[set[str], tuple[Word, ...]]:
    """cmd.exe's `/s /q` (also `/s/q`, and `//s` as Git Bash writes it), and the names."""
    switches: set[str] = set()
    names: list[Word] = []
    for word in args:
        text = word.text or ""
        bare = text.replace("//", "/")
        if (
            bare[:1] == "/"
            and len(bare) >= 2
            and all(len(piece.partition(":")[0]) <= 2 for piece in bare[1:].split("/"))
        ):
            switches.update("/" + piece[:1].lower() for piece in bare[1:].split("/") if piece)
        else:
            names.append(word)
    return switches, tuple(names)


def _parameters(args: tuple[Word, ...], known: list[str]) -> tuple[list[Word], set[str]]:
    """Paths and parameter names of a cmdlet call; abbreviations resolved."""
    paths: list[Word] = []
    flags: set[str] = set()
    index = 0
    while index < len(args):
        word = args[index]
        index += 1
        text = word.text if word.text is not None else word.prefix
        if text[:1] not in ("-", "–") or len(text) < 2 or word.quoted:
            paths.append(word)
            continue
        key, colon, value = text.lower().replace("–", "-").partition(":")
        full = key if key in known else next((one for one in known if one.startswith(key)), key)
        if colon and value in ("$false", "false"):
            continue
        if key == "-ea":
            full = "-erroraction"
        flags.add(full)
        if full in _VALUED and not colon and index < len(args):
            value_word = args[index]
            index += 1
            if full in ("-path", "-literalpath", "-pspath", "-filepath"):
                paths.append(value_word)
        elif colon and full in ("-path", "-literalpath", "-filepath") and word.text is not None:
            paths.append(Word(word.text[len(key) + 1 :], quoted=True))
    return paths, flags
