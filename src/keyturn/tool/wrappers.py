"""Programs that run other programs: sudo, env, timeout, xargs, parallel, ssh, watch and the like.

Each answers with what it would run, taken out of its arguments by the program's own option grammar.
Nothing here is an effect by itself.
"""

from __future__ import annotations

from keyturn.model.effect import BlindSpot
from keyturn.model.invocation import Invocation, UnknownInput, base_name
from keyturn.model.source import SHELL, ShellContext, Source
from keyturn.model.word import INPUT, PROCESS, VARIABLE, Hole, Word, join
from keyturn.tool.handoff import (
    CONTAINER_MARK,
    ELSEWHERE,
    elsewhere,
    follow_file,
    invoke,
    known_program,
    launch,
    merged,
    opaque_text,
    quoted_word,
    shell_text,
    splice,
    split_words,
    wholly_unknown,
)
from keyturn.tool.options import Grammar, parse
from keyturn.tool.registry import module_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from keyturn.model.effect import HandOff, Outcome
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

    Reader = Callable[[Invocation, View], list[Outcome]]

NOTHING: list[Outcome] = []

MAX_LINES = 64
"""How many known input lines or operand combinations are told apart; the rest is one unknown."""


class Plain:
    """A wrapper whose operands, after `skip` of its own, are the command.

    `queries` are options with which it runs nothing; `chdir` the option that changes directory;
    `directory` tells that the command starts somewhere unknown.
    """

    __slots__ = ("assigns", "chdir", "grammar", "queries", "skip")

    def __init__(
        self,
        flags: str = "",
        valued: str = "",
        optional: str = "",
        *,
        skip: int = 0,
        queries: str = "",
        chdir: str = "",
        assigns: bool = False,
        alias: dict[str, str] | None = None,
    ) -> None:
        self.grammar = Grammar(
            flags + " " + queries + " --help --version", valued, optional, alias=alias, style="posix"
        )
        self.skip = skip
        self.queries = (*queries.split(), "--help", "--version")
        self.chdir = chdir
        self.assigns = assigns


_DIGITS = " ".join(f"-{digit}" for digit in range(10))

PLAIN: dict[str, Plain] = {
    "nohup": Plain(),
    "time": Plain(
        "-p -v -a -l -h -q --verbose --portability --append --quiet", "-f -o --format --output", queries="-V"
    ),
    "timeout": Plain("-v -p -f --verbose --foreground --preserve-status", "-k -s --kill-after --signal", skip=1),
    "nice": Plain(_DIGITS, "-n --adjustment"),
    "ionice": Plain("-t --ignore", "-c -n --class --classdata", queries="-p -P -u --pid --pgid --uid"),
    "setsid": Plain("-c -f -w --ctty --fork --wait"),
    "stdbuf": Plain("", "-i -o -e --input --output --error"),
    "chroot": Plain("--skip-chdir", "--userspec --groups -u -g -G", skip=1),
    "unshare": Plain(
        "-f -r -c -n -i -u -m -p -U -C -T --fork --map-root-user --map-current-user --keep-caps",
        "-S -G -R -w -l --setuid --setgid --root --wd --map-user --map-users --map-group --map-groups --boottime "
        "--monotonic --propagation --setgroups --load-interp",
        "--mount --uts --ipc --net --pid --user --cgroup --time --mount-proc --mount-binfmt --kill-child --map-auto",
        chdir="--wd",
        alias={"-w": "--wd"},
    ),
    "strace": Plain(
        "-f -ff -c -C -d -h -i -k -n -q -qq -r -t -tt -ttt -T -v -w -x -xx -y -yy -Y -z -Z -D -DD -DDD -A -F",
        "-e -o -s -S -u -a -b -E -I -O -P -X -U",
        queries="-V -p",
    ),
    "ltrace": Plain("-b -c -C -f -h -i -L -r -S -t -tt -T -V", "-a -A -D -e -F -l -n -o -s -u -w -x", queries="-p"),
    "exec": Plain("-c -l", "-a"),
    "builtin": Plain(),
    "command": Plain("-p", queries="-v -V"),
    "chrt": Plain(
        "-a -b -d -f -i -m -o -r -R -v -e --all-tasks --batch --deadline --fifo --idle --other --rr --reset-on-fork "
        "--verbose --ext",
        "-T -P -D --sched-runtime --sched-period --sched-deadline",
        queries="-p -m --pid --max",
    ),
    "taskset": Plain("-a -c --all-tasks --cpu-list", skip=1, queries="-p --pid"),
    "unbuffer": Plain("-p"),
    "caffeinate": Plain("-d -i -m -s -u", "-t -w"),
    "systemd-run": Plain(
        "-t -G -q -r -d --pty --collect --quiet --remain-after-exit --same-dir --user --system --scope --wait --pipe "
        "--no-block --no-ask-password --send-sighup --slice-inherit --expand-environment --ignore-failure "
        "--pty-late --json",
        "-u -p -E -H -M -P --unit --property --setenv --description --slice --uid --gid --nice --working-directory "
        "--on-active --on-boot --on-startup --on-unit-active --on-unit-inactive --on-calendar --timer-property "
        "--path-property --socket-property --host --machine --service-type --background",
        chdir="--working-directory",
    ),
    "firejail": Plain("--quiet --noprofile"),
    "proot": Plain(
        "-0 -S",
        "-r -b -q -w -R -m -k -v -i --rootfs --bind --mount --qemu --pwd --cwd --kernel-release --verbose --change-id",
        chdir="-w",
        alias={"--pwd": "-w", "--cwd": "-w"},
    ),
    "fakeroot": Plain("-u -h -v --unknown-is-real", "-l -f -i -s -b --lib --faked"),
    "gosu": Plain("", skip=1),
    "su-exec": Plain("", skip=1),
    "tini": Plain("-v -vv -vvv -g -s -w -h", "-p -e", queries="--license"),
    "dumb-init": Plain("-c -v --single-child --verbose", "-r --rewrite", queries="-V"),
    "ifne": Plain("-n"),
    "chronic": Plain("-e -v"),
    "sshpass": Plain("-e -v -h", "-f -d -p -P", queries="-V"),
    "nsenter": Plain(
        "-a -F -Z -e --all --no-fork --preserve-credentials --follow-context --env --user-parent -c -N -j",
        "-t -S -G --target --setuid --setgid",
        "-m -u -i -n -p -U -C -T -r -w -W --mount --uts --ipc --net --pid --user --cgroup --time --root --wd --wdns",
    ),
    # the loader itself, which starts any program: `/lib64/ld-linux-x86-64.so.2 /bin/rm …`
    "ld.so": Plain(
        "--inhibit-cache",
        "--library-path --glibc-hwcaps-prepend --glibc-hwcaps-mask --inhibit-rpath --audit --preload --argv0",
        queries="--list --verify --list-tunables --list-diagnostics --help --version",
    ),
    "env": Plain(
        "-i -0 -v -  --ignore-environment --null --debug --list-signal-handling",
        "-u -C -P -S -a --unset --chdir --split-string --argv0",
        "--block-signal --default-signal --ignore-signal",
        chdir="-C",
        assigns=True,
        alias={"--unset": "-u", "--chdir": "-C", "--split-string": "-S", "--ignore-environment": "-i"},
    ),
    "sudo": Plain(
        "-A -b -B -E -H -n -N -P -S -s -i --askpass --background --bell --set-home --login --non-interactive "
        "--no-update --preserve-groups --stdin --shell -k --reset-timestamp",
        "-C -D -g -h -p -R -r -T -t -U -u --close-from --chdir --group --host --prompt --chroot --role "
        "--command-timeout --type --other-user --user",
        "--preserve-env",
        queries="-e -K -l -V -v --edit --remove-timestamp --list --validate",
        chdir="-D",
        assigns=True,
        alias={"--chdir": "-D", "--login": "-i", "--shell": "-s", "--stdin": "-S"},
    ),
    "doas": Plain("-n -s", "-a -C -u", queries="-L", assigns=True),
}

# Programs whose command is started by the shell itself: its functions and aliases are still seen.
_BUILTINS = frozenset(("builtin", "command", "exec", "time"))
_INTERACTIVE = frozenset(("sudo", "doas", "unshare", "chroot", "nsenter"))
_PRIORITY_FREE = frozenset("0123456789")


def read(call: Invocation, view: View) -> list[Outcome]:
    """What a wrapper would run."""
    name = call.name
    plain = PLAIN.get(name)
    if plain is not None:
        if name == "nsenter" and CONTAINER_MARK in call.context.variables:
            # out of the container, into the namespaces of the machine
            return _plain(call.but(context=ShellContext(ELSEWHERE)), name, plain)
        return _plain(call, name, plain)
    if name.startswith(("ld-linux", "ld-musl")):
        return _plain(call, "ld.so", PLAIN["ld.so"])
    reader = SPECIAL.get(name)
    if reader is not None:
        return reader(call, view)
    lower = name.lower()
    if lower != name:
        return read(call.but(name=lower), view)
    # the GNU tools' names where the system has others of its own
    return read(call.but(name=name[1:]), view) if name[:1] == "g" and name[1:] in _GNU else NOTHING


_GNU = frozenset(("timeout", "nice", "nohup", "env", "stdbuf", "xargs", "time"))


def _guessed(options: Options) -> bool:
    """Whether an option was met that the grammar does not know and that may have taken the next word."""
    return any("=" not in (word.text or word.prefix) for word in options.unknown)


def _moved(call: Invocation, where: Word | None) -> ShellContext:
    """The call's context in another directory."""
    context = call.context
    if where is None:
        return context
    text = where.text
    if text is None:
        return context.but(directory=where)
    if text.startswith("/") or context.directory is None:
        return context.but(directory=Word(text))
    if context.directory.text is None:
        return context.but(directory=ELSEWHERE)
    return context.but(directory=Word(context.directory.text.rstrip("/") + "/" + text))


def _assignment(word: Word) -> tuple[str, Word] | None:
    """`A=b` as (name, value)."""
    lead = word.text if word.text is not None else word.prefix
    name, equals, rest = lead.partition("=")
    if not equals or not name or not (name[0].isalpha() or name[0] == "_"):
        return None
    if not all(char.isalnum() or char == "_" for char in name):
        return None
    if word.text is not None:
        return name, Word(rest, quoted=True)
    parts = list(word.parts)
    parts[0] = rest
    return name, Word(tuple(part for part in parts if part != ""), quoted=True)


def _plain(call: Invocation, name: str, plain: Plain) -> list[Outcome]:
    args = call.args
    options: Options | None = None
    operands = args
    if args and (args[0].text is None or args[0].text[:1] == "-"):
        options = parse(args, plain.grammar)
        operands = options.operands
        for query in plain.queries:
            if query in options.seen:
                return NOTHING
    context = None
    env = None
    stdin: Source | UnknownInput | bool | None = True
    if plain.assigns:
        if name == "env" and options is not None and options.has("-S"):
            text = options.value("-S")
            if text is not None:
                words = split_words(_environment_holes(text)) + operands
                moved = _moved(call, options.value("-C")) if options.has("-C") else call.context
                return _plain(call.but(args=words, context=moved), name, plain)
        if name == "env" and operands and operands[0].text == "-":
            operands = operands[1:]
        given: list[tuple[str, Word]] = []
        index = 0
        for word in operands:
            pair = _assignment(word)
            if pair is None:
                break
            given.append(pair)
            index += 1
        if index:
            operands = operands[index:]
            env = (*call.env, *given)
    if options is not None:
        if plain.chdir and options.has(plain.chdir):
            context = _moved(call, options.value(plain.chdir))
        if name == "sudo":
            if options.has("-i"):
                context = call.context.but(directory=ELSEWHERE)
            if options.has("-S"):
                stdin = _after_password(call.stdin)
    operands = operands[plain.skip :]
    if operands and name == "chrt" and operands[0].text is not None and set(operands[0].text) <= _PRIORITY_FREE:
        operands = operands[1:]
    if not operands:
        if name in _INTERACTIVE and (name not in ("sudo", "doas") or (options and options.has("-i", "-s"))):
            return _open_shell(call, name, stdin)
        return NOTHING
    if name not in _BUILTINS and (call.context.functions or call.context.aliases):
        context = (context or call.context).but(functions={}, aliases={})
    return launch(
        call,
        operands,
        name,
        guessed=options is not None and _guessed(options),
        context=context,
        env=env,
        stdin=stdin,
    )


def _environment_holes(text: Word) -> Word:
    """`${NAME}` inside an `env -S` string is a variable that env itself looks up."""
    if text.text is None or "${" not in text.text:
        return text
    parts: list[str | Hole] = []
    rest = text.text
    while rest:
        before, mark, after = rest.partition("${")
        if before:
            parts.append(before)
        if not mark:
            break
        variable, _brace, rest = after.partition("}")
        parts.append(Hole(VARIABLE, variable, quoted=True))
    return Word(tuple(parts), quoted=True)


def _after_password(stdin: Source | UnknownInput | None) -> Source | UnknownInput | bool | None:
    """What is left of stdin once `sudo -S` has taken its first line."""
    if not isinstance(stdin, Source) or stdin.text.text is None:
        return True
    rest = stdin.text.text.partition("\n")[2]
    return stdin.but(text=Word(rest, quoted=True)) if rest else None


def _open_shell(call: Invocation, name: str, stdin: Source | UnknownInput | bool | None = True) -> list[Outcome]:
    """A shell with nothing named to run: it reads what comes in."""
    return [invoke(call, (Word("sh"),), name, stdin=stdin)]


# eval, source, trap


def _eval(call: Invocation, _view: View) -> list[Outcome]:
    args = call.args
    if args and args[0].text == "--":
        args = args[1:]
    if not args:
        return NOTHING
    text = join(args)
    if wholly_unknown(text):
        return [opaque_text(call, text, "eval")]
    return [shell_text(call, text, "eval")]


def _source(call: Invocation, view: View) -> list[Outcome]:
    args = call.args
    if args and args[0].text == "--":
        args = args[1:]
    if not args:
        return NOTHING
    word = args[0]
    if word.text in ("/dev/stdin", "/dev/fd/0", "-"):
        return _fed(call, "source")
    if any(hole.why == PROCESS for hole in word.holes):
        return [opaque_text(call, word, "source")]
    context = call.context
    if len(args) > 1:
        context = context.but(positionals=tuple(args[1:]))
    return follow_file(call, view, word, f"{call.name} {word.shown()}", language=SHELL, context=context)


def _fed(call: Invocation, what: str) -> list[Outcome]:
    if isinstance(call.stdin, Source):
        return [shell_text(call, call.stdin.text, what)]
    if call.stdin is None:
        return NOTHING
    return [
        BlindSpot(
            "blind/pipe-to-shell",
            f"{what} runs whatever it is fed ({call.stdin.why})",
            certain=call.certain,
            origin=call.origin,
        )
    ]


def _trap(call: Invocation, _view: View) -> list[Outcome]:
    args = call.args
    if args and args[0].text == "--":
        args = args[1:]
    if len(args) < 2:
        return NOTHING
    text = args[0]
    if text.text is not None and text.text in ("", "-", "-p", "-l", "-P"):
        return NOTHING
    if wholly_unknown(text):
        return [opaque_text(call, text, "trap")]
    return [shell_text(call, text, "trap", certain=False)]


# programs with a command text or several ways to name the command

_BUSYBOX_ASKS = ("--list", "--list-full", "--help", "--install", "--show")


def _busybox(call: Invocation, _view: View) -> list[Outcome]:
    if not call.args or (call.args[0].text or "") in _BUSYBOX_ASKS:
        return NOTHING
    return launch(call, call.args, call.name)


_SU = Grammar(
    "-l -m -p -P -f --login --preserve-environment --pty --no-pty -T --fast -",
    "-c -s -g -G -w -C -u --command --session-command --shell --group --supp-group --whitelist-environment --user",
    "",
    alias={"--command": "-c", "--session-command": "-c", "-C": "-c", "--user": "-u", "--login": "-l"},
    style="gnu",
)
_RUNUSER = Grammar(
    "-l -m -p -P -f --login --preserve-environment --pty --no-pty -T --fast",
    "-c -s -g -G -w -u --command --session-command --shell --group --supp-group --whitelist-environment --user",
    "",
    alias={"--command": "-c", "--session-command": "-c", "--user": "-u", "--login": "-l"},
    style="posix",
)


def _su(call: Invocation, _view: View) -> list[Outcome]:
    name = call.name
    if name == "runuser":
        first = parse(call.args, _RUNUSER)
        if first.has("-u"):
            return launch(call, first.operands, name, guessed=_guessed(first))
    options = parse(call.args, _SU)
    context = call.context
    if options.has("-l") or any(word.text == "-" for word in options.operands):
        context = context.but(directory=ELSEWHERE)
    text = options.value("-c")
    if text is not None:
        if wholly_unknown(text):
            return [opaque_text(call, text, name)]
        return [shell_text(call, text, f"{name} -c", context=context.but(functions={}, aliases={}))]
    operands = tuple(word for word in options.operands if word.text != "-")
    if options.after_dashes >= 0 and len(operands) > 1 and operands[1].text == "-c":
        return [shell_text(call, operands[2], f"{name} -c", context=context)] if len(operands) > 2 else NOTHING
    if len(operands) > 1:
        return [invoke(call, (Word("sh"), *operands[1:]), name, context=context)]
    return [invoke(call, (Word("sh"),), name, context=context)]


_FLOCK = Grammar(
    "-n -x -e -s -u -o -F -v --nb --nonblock --exclusive --shared --unlock --close --no-fork --verbose --fcntl",
    "-w -E --wait --timeout --conflict-exit-code --start --length",
    style="posix",
)


def _flock(call: Invocation, _view: View) -> list[Outcome]:
    options = parse(call.args, _FLOCK)
    words = options.operands[1:]
    if words and words[0].text in ("-c", "--command"):
        return [shell_text(call, words[1], "flock -c")] if len(words) > 1 else NOTHING
    return launch(call, words, "flock", guessed=_guessed(options))


_SCRIPT = Grammar(
    "-a -e -f -q -r -d -p -k --append --return --flush --force --quiet",
    "-c -E -I -O -B -m -o -T --command --echo --log-in --log-out --log-io --log-timing --logging-format --output-limit",
    "-t --timing",
    alias={"--command": "-c"},
    style="posix",
)
_SCRIPT_ANYWHERE = Grammar(
    " ".join(_SCRIPT.flags), " ".join(_SCRIPT.valued), " ".join(_SCRIPT.optional), alias={"--command": "-c"}
)


def _script(call: Invocation, _view: View) -> list[Outcome]:
    options = parse(call.args, _SCRIPT)
    text = options.value("-c") or parse(call.args, _SCRIPT_ANYWHERE).value("-c")
    if text is not None:
        return [opaque_text(call, text, "script")] if wholly_unknown(text) else [shell_text(call, text, "script -c")]
    words = options.operands[1:]
    if words and words[0].text == "--":
        words = words[1:]
    elif options.after_dashes == 0:
        words = options.operands
    return launch(call, words, "script")


_WATCH = Grammar(
    "-b -c -C -e -f -g -p -r -t -w -x -h -v --beep --color --no-color --errexit --follow --chgexit --precise "
    "--no-rerun --no-title --no-wrap --exec --help --version",
    "-n -q -s --interval --equexit --shotsdir",
    "-d --differences",
    alias={"--exec": "-x"},
    style="posix",
)


def _watch(call: Invocation, _view: View) -> list[Outcome]:
    options = parse(call.args, _WATCH)
    words = options.operands
    if not words or options.has("-h", "-v", "--help", "--version"):
        return NOTHING
    if options.has("-x"):
        return launch(call, words, "watch", guessed=_guessed(options))
    text = join(words)
    return [opaque_text(call, text, "watch")] if wholly_unknown(text) else _both(call, text, words, "watch")


_ENTR = Grammar("-a -c -d -n -p -r -s -x -z -cc -dd", style="posix")


def _entr(call: Invocation, _view: View) -> list[Outcome]:
    options = parse(call.args, _ENTR)
    words = tuple(splice(word, "/_", Word((Hole(INPUT, "/_", quoted=True),))) for word in options.operands)
    if not words:
        return NOTHING
    certain = not options.has("-p")
    if options.has("-s"):
        return [shell_text(call, words[0], "entr -s", certain=certain)]
    return launch(call, words, "entr", stdin=False, certain=certain)


_WATCHEXEC = Grammar(
    "-c -r -n -q -p -v -1 -N --clear --restart --no-shell --quiet --postpone --verbose --notify --no-vcs-ignore "
    "--no-project-ignore --no-global-ignore --no-default-ignore --no-discover-ignore --ignore-nothing --no-meta "
    "--only-emit-events --print-events --timings --no-process-group --stdin-quit --manual --interactive",
    "-w -W -e -f -F -j -i -s -d -o -E --watch --watch-non-recursive --watch-file --exts --filter --filter-file "
    "--filter-prog --ignore --ignore-file --signal --stop-signal --stop-timeout --map-signal --debounce "
    "--on-busy-update --shell --env --workdir --project-origin --delay-run --emit-events-to --wrap-process "
    "--fs-events --color --bell --argfile",
    "--poll --log-file",
    alias={"--no-shell": "-n"},
    style="posix",
)


def _watchexec(call: Invocation, _view: View) -> list[Outcome]:
    options = parse(call.args, _WATCHEXEC)
    words = options.operands
    if not words:
        return NOTHING
    context = _moved(call, options.value("--workdir"))
    if options.has("-n") or options.text("--shell") == "none":
        return launch(call, words, "watchexec", guessed=_guessed(options), context=context)
    return _both(call, join(words), words, "watchexec", context)


_NODEMON = Grammar(
    "-I -L -q -V -C --verbose --quiet --legacy-watch --no-stdin --on-change-only --inspect --dump --no-colours",
    "-w -e -x -i -d -s --watch --ext --exec --ignore --delay --signal --cwd --config --spawn",
    alias={"--exec": "-x"},
    style="posix",
)


def _nodemon(call: Invocation, _view: View) -> list[Outcome]:
    options = parse(call.args, _NODEMON)
    context = _moved(call, options.value("--cwd"))
    text = options.value("-x")
    if text is not None:
        return [shell_text(call, join((text, *options.operands)), "nodemon --exec", context=context)]
    if not options.operands:
        return NOTHING
    return [invoke(call, (Word("node"), *options.operands), "nodemon", context=context)]


# bwrap takes options with zero, one or two values
_BWRAP_TWO = frozenset(
    "--bind --bind-try --dev-bind --dev-bind-try --ro-bind --ro-bind-try --bind-fd --ro-bind-fd --file --bind-data "
    "--ro-bind-data --symlink --setenv --chmod --overlay --add-seccomp-fd2".split()
)
_BWRAP_ONE = frozenset(
    "--args --argv0 --uid --gid --hostname --chdir --unsetenv --lock-file --sync-fd --exec-label --file-label --proc "
    "--dev --tmpfs --mqueue --dir --remount-ro --seccomp --add-seccomp-fd --block-fd --userns-block-fd --info-fd "
    "--json-status-fd --cap-add --cap-drop --perms --size --userns --userns2 --pidns --overlay-src --tmp-overlay "
    "--ro-overlay".split()
)


def _bwrap(call: Invocation, _view: View) -> list[Outcome]:
    args = call.args
    index = 0
    while index < len(args):
        text = args[index].text
        if text == "--":
            index += 1
            break
        if text is None or not text.startswith("--"):
            break
        index += 3 if text in _BWRAP_TWO else 2 if text in _BWRAP_ONE else 1
    return launch(call, args[index:], "bwrap")


# ssh and friends

_SSH = Grammar(
    "-4 -6 -A -a -C -f -g -K -k -M -n -q -s -T -t -v -X -x -Y -y -N -G -V",
    "-B -b -c -D -E -e -F -I -i -J -L -l -m -O -o -P -p -Q -R -S -W -w",
    style="posix",
)
_MOSH = Grammar(
    "-4 -6 -a -n --help --version --local --no-init --no-ssh-pty",
    "-p --client --server --predict --family --port --bind-server --ssh --experimental-remote-ip",
    style="posix",
)
_LOCAL_HOOKS = ("proxycommand", "localcommand", "knownhostscommand")


def _ssh(call: Invocation, _view: View) -> list[Outcome]:
    name = call.name
    grammar = _MOSH if name == "mosh" else _SSH
    options = parse(call.args, grammar)
    outcomes: list[Outcome] = []
    values = options.values("-o")
    words = options.operands
    if words:
        rest = words[1:]
        if rest and name != "mosh" and (rest[0].text or rest[0].prefix or " ")[0] == "-":
            # ssh reads options after the host too
            again = parse(rest, grammar)
            values = values + again.values("-o")
            options = options.but(seen={**options.seen, **again.seen})
            rest = again.operands
        elif rest and rest[0].text == "--":
            rest = rest[1:]
    else:
        rest = ()
    for value in values:
        found = _local_hook(call, value)
        if found is not None:
            outcomes.append(found)
    if name == "mosh" and options.value("--ssh") is not None:
        outcomes.append(shell_text(call, join((options.values("--ssh")[-1],)), "mosh --ssh"))
    if not words or options.has("-N", "-G", "-V", "-Q", "-O", "-W", "--help", "--version"):
        return outcomes
    host = words[0]
    how = f"{name} {host.shown()}"
    context = elsewhere(host)
    if not rest:
        outcomes.append(
            invoke(call, (Word("sh"),), how, context=context, stdin=None if options.has("-n", "-f") else True)
        )
        return outcomes
    text = join(rest)
    if wholly_unknown(text):
        outcomes.append(opaque_text(call, text, how))
        return outcomes
    if isinstance(call.stdin, (Source, UnknownInput)) and (text.text or "").strip().split(" ")[0] in _READERS:
        # only a bare shell or client on the far side reads what is piped; handing its words on keeps stdin with it
        outcomes.append(invoke(call, split_words(text), how, context=context))
        return outcomes
    outcomes += _both(call, text, rest, how, context)
    return outcomes


_READERS = frozenset(
    "sh bash zsh dash ksh sudo psql mysql mariadb sqlite3 python python3 node perl ruby redis-cli mongosh xargs "
    "/bin/sh /bin/bash".split()
)


def _local_hook(call: Invocation, option: Word) -> HandOff | None:
    """`-o ProxyCommand=…`: ssh runs it on this machine."""
    lead = option.text if option.text is not None else option.prefix
    key, equals, rest = lead.replace(" ", "=", 1).partition("=") if "=" not in lead else lead.partition("=")
    if not equals or key.strip().lower() not in _LOCAL_HOOKS or rest.strip() == "none":
        return None
    parts = list(option.parts)
    parts[0] = lead[len(key) + 1 :]
    return shell_text(call, Word(tuple(part for part in parts if part != ""), quoted=True), f"ssh {key.strip()}")


# xargs

_XARGS = Grammar(
    "-0 -o -p -r -t -x --open-tty --interactive --no-run-if-empty --verbose --exit --show-limits --help --version",
    "-a -d -E -I -L -n -P -s -J -R -S --max-args --max-procs --max-chars --arg-file --delimiter --process-slot-var",
    "-e -i -l --eof --replace --max-lines",
    alias={
        "--null": "-0",
        "--arg-file": "-a",
        "--delimiter": "-d",
        "--max-args": "-n",
        "--max-lines": "-L",
        "-l": "-L",
        "--replace": "-i",
    },
    style="posix",
)
_ECHO = frozenset(("echo", "printf", "true", ":"))


def _xargs(call: Invocation, _view: View) -> list[Outcome]:
    options = parse(call.args, _XARGS)
    words = options.operands
    if options.has("--help", "--version") or not words:
        return NOTHING
    if words[0].text in _ECHO:
        return NOTHING
    mark = ""
    if options.has("-I"):
        value = options.value("-I")
        mark = (value.text if value is not None else None) or "{}"
    elif options.has("-i"):
        value = options.value("-i")
        mark = (value.text if value is not None else None) or "{}"
    guessed = _guessed(options)
    whole = options.text("-J")
    lines = _input_lines(call, options, by_line=bool(mark))
    if mark:
        if lines is None:
            unknown = [Word((Hole(INPUT, "xargs", quoted=True, may_be_syntax=True),))]
            shell = words[0].text is None or module_of(base_name(words[0].text)) in (
                "shells",
                "interpreters",
                "wrappers",
            )
            return _replaced(call, words, mark, (None if shell else _found(call.stdin)) or unknown, guessed)
        return _replaced(call, words, mark, lines, guessed)
    if lines is None:
        told = _told(call.stdin) if words[0].text is not None and base_name(words[0].text) == "kill" else ""
        given = tuple(_found(call.stdin) or (Word((Hole(INPUT, told or "xargs"),)),))
        return launch(call, _placed(words, given, whole), "xargs", guessed=guessed, stdin=False)
    if not lines:
        if options.has("-r", "--no-run-if-empty"):
            return NOTHING
        return launch(call, words, "xargs", guessed=guessed, stdin=False)
    outcomes: list[Outcome] = []
    if words[0].text is not None and module_of(base_name(words[0].text)) == "shells":
        # xargs cuts its lines at blanks, so the shell gets `rm` alone; whoever feeds it commands means the whole line
        for whole_line in _input_lines(call, options, by_line=True) or ():
            if whole_line not in lines:
                outcomes += launch(call, (*words, whole_line), "xargs", stdin=False, certain=False)
                if len(outcomes) >= MAX_LINES:
                    break
    step = _count(options.text("-n")) or (1 if options.has("-L") else 0) or len(lines)
    for start in range(0, len(lines), step):
        if len(outcomes) >= 2 * MAX_LINES:
            outcomes += launch(call, _placed(words, tuple(lines[start:]), whole), "xargs", stdin=False)
            break
        outcomes += launch(
            call, _placed(words, tuple(lines[start : start + step]), whole), "xargs", guessed=guessed, stdin=False
        )
    return outcomes


# Filters that hand on some of their lines, each as it came; the letters are options that change no line.
_NARROWING = {"sort": "zunrfV", "uniq": "ziu", "head": "z", "tail": "z", "grep": "zviEFwxP", "egrep": "zviwx"}


def _found(stdin: Source | UnknownInput | None) -> list[Word] | None:
    """The paths that arrive from a find whose names are known, also through filters that only leave lines out."""
    while isinstance(stdin, UnknownInput) and stdin.producer is not None:
        call = stdin.producer
        flags = _NARROWING.get(call.name)
        if flags is None:
            if call.name != "find":
                return None
            from keyturn.tool.find import listed

            return listed(call)
        plain = 0
        for word in call.args:
            text = word.text
            if text is None:
                return None
            if text[:1] != "-":
                plain += 1
            elif text[1:].strip(flags) and not (call.name in ("head", "tail") and text[1:].strip("nz0123456789") == ""):
                return None
        wanted = 1 if call.name in ("grep", "egrep") else 0
        if plain != wanted and not (call.name in ("head", "tail") and [w.text for w in call.args[:-1]] == ["-n"]):
            return None
        stdin = call.stdin
    return None


def _told(stdin: Source | UnknownInput | None) -> str:
    """The pipeline that numbers come from, as text: whose they are stands in it."""
    calls: list[str] = []
    while isinstance(stdin, UnknownInput) and stdin.producer is not None and len(calls) < MAX_LINES:
        producer = stdin.producer
        calls.append(" ".join((producer.name, *(word.shown() for word in producer.args))))
        stdin = producer.stdin
    return " | ".join(reversed(calls))


def _count(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 9 else 0


def _placed(words: tuple[Word, ...], given: tuple[Word, ...], whole: str | None) -> tuple[Word, ...]:
    """The command with its input: at the end, or at the first word that is exactly `whole` (`xargs -J %`)."""
    if whole:
        for index, word in enumerate(words):
            if word.text == whole:
                return (*words[:index], *given, *words[index + 1 :])
        return words
    return (*words, *given)


def _replaced(call: Invocation, words: tuple[Word, ...], mark: str, values: list[Word], guessed: bool) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for value in values[:MAX_LINES]:
        filled = tuple(splice(word, mark, value) for word in words)
        outcomes += launch(call, filled, "xargs", guessed=guessed, stdin=False)
    if len(values) > MAX_LINES:
        unknown = Word((Hole(INPUT, "xargs", quoted=True, may_be_syntax=True),))
        outcomes += launch(call, tuple(splice(word, mark, unknown) for word in words), "xargs", stdin=False)
    return outcomes


def _input_lines(call: Invocation, options: Options, *, by_line: bool) -> list[Word] | None:
    """The words xargs reads, when its input is known text; None when it is not."""
    if options.has("-a") or not isinstance(call.stdin, Source):
        return None
    text = call.stdin.text.text
    if text is None:
        return None
    if options.has("-0"):
        return [Word(piece, quoted=True) for piece in text.split("\0") if piece]
    if options.has("-d"):
        mark = options.text("-d")
        mark = {"\\n": "\n", "\\0": "\0", "\\t": "\t", "n": "n"}.get(mark or "", mark)
        if not mark or len(mark) != 1:
            return None
        return [Word(piece, quoted=True) for piece in text.removesuffix(mark).split(mark)]
    if by_line:
        found: list[Word] = []
        for line in text.split("\n"):
            stripped = line.lstrip(" \t")
            if stripped:
                words = split_words(Word(stripped), escapes=False, blanks="")
                found.append(words[0] if words else Word("", quoted=True))
        return found
    return list(split_words(Word(text), escapes=False))


# parallel

_PARALLEL = Grammar(
    "-0 -k -q -u -X -m -x -v -t -r -p -h -V --null --keep-order --quote --ungroup --xargs --verbose --interactive "
    "--no-run-if-empty --eta --bar --progress --dry-run --dryrun --pipe --pipe-part --pipepart --spreadstdin --link "
    "--xapply --tag --lb --line-buffer --linebuffer --group --will-cite --no-notice --plus --semaphore --fg --bg "
    "--resume --resume-failed --retry-failed --cat --fifo --files --tmux --tmuxpane --nonall --onall --cleanup "
    "--bibtex --citation --help --version --minversion --number-of-cpus --number-of-cores --number-of-threads "
    "--sqlworker --keeporder --controlmaster --filter-hosts --record-env --wait --round-robin --roundrobin --rr "
    "--regexp --remove-rec-sep --rrs --tee --trim --use-cpus-instead-of-cores --skip-first-line --header-row "
    "--transfer --color --ctag --ctagstring --latest-line --ll --hgrp --hostgroups --memsuspend",
    "-j -J -S -a -C -d -E -I -L -n -N -P -s -U --jobs --profile --sshlogin --arg-file --colsep --delimiter "
    "--max-args --max-replace-args --max-procs --max-lines --max-chars --tempdir --tmpdir --results --res --joblog "
    "--timeout --delay --retries --tagstring --workdir --wd --halt --halt-on-error --load --memfree --nice --block "
    "--block-size --blocktimeout --recstart --recend --return --basefile --bf --env --seqreplace --arg-sep "
    "--arg-file-sep --rpl --trc --transferfile --transfer-file --tf --slotreplace --limit --sshdelay --ssh "
    "--compress-program --decompress-program --id --semaphorename --semaphoretimeout --st --sshloginfile --slf "
    "--header --template --tmpl --filter --totaljobs --total --termseq --parens --plain --cpus --process-slot-var "
    "--hashbang --shellquote --sqlmaster --sqlandworker --sql --group-by --groupby --bin --shard --rec-sep "
    "--basenamereplace --dirnamereplace --basenameextensionreplace --extensionreplace --er --br --dr --ber "
    "--env-name --compress-level --num-files",
    "-e -i -l --eof --replace --shuf --unsafe",
    alias={
        "--null": "-0",
        "--quote": "-q",
        "--sshlogin": "-S",
        "--arg-file": "-a",
        "--colsep": "-C",
        "--max-args": "-n",
        "--max-replace-args": "-N",
        "--xapply": "--link",
        "--dryrun": "--dry-run",
        "--pipepart": "--pipe",
        "--pipe-part": "--pipe",
        "--spreadstdin": "--pipe",
        "--workdir": "--wd",
        "--xargs": "-X",
        "-m": "-X",
        "--sshloginfile": "--slf",
        "--replace": "-i",
    },
    style="posix",
    abbreviate=False,
)
_SEPARATORS = (":::", ":::+", "::::", "::::+")
_PARALLEL_ASKS = (
    "--dry-run",
    "--help",
    "-h",
    "--version",
    "-V",
    "--bibtex",
    "--citation",
    "--number-of-cpus",
    "--number-of-cores",
    "--number-of-threads",
    "--minversion",
    "--record-env",
)


def _parallel(call: Invocation, _view: View) -> list[Outcome]:
    options = parse(call.args, _PARALLEL)
    if options.has(*_PARALLEL_ASKS):
        return NOTHING
    words = options.operands
    at = next((index for index, word in enumerate(words) if word.text in _SEPARATORS), len(words))
    command, tail = words[:at], words[at:]
    guessed = _guessed(options)
    context = _moved(call, options.value("--wd"))
    host = options.value("-S") or options.value("--slf")
    how = "parallel"
    if host is not None and host.text != ":":
        context = elsewhere(host)
        how = f"parallel -S {host.shown()}"
    if options.has("--semaphore") or call.name == "sem":
        return _joined(call, command, how, context, options, guessed=guessed) if command else NOTHING
    if options.has("--pipe"):
        found: list[Outcome] = []
        if command:
            found = _joined(call, command, how, context, options, guessed=guessed, keep_stdin=True)
        return found
    rows = _rows(call, options, tail)
    if not command:
        return _bare(call, rows, how, context)
    given = options.value("-I") or options.value("-i") or options.value("-U")
    mark = given.text if given is not None else None
    if mark and mark != "{}":
        command = tuple(splice(word, mark, Word("{}")) for word in command)
    if not any(_has_mark(word) for word in command):
        command = (*command, Word("{}"))
    outcomes: list[Outcome] = []
    for row in rows[:MAX_LINES]:
        outcomes += _joined(call, command, how, context, options, row=row, guessed=guessed)
    if len(rows) > MAX_LINES:
        outcomes += _joined(call, command, how, context, options, row=(_UNKNOWN,), guessed=guessed)
    return outcomes


_UNKNOWN = Word((Hole(INPUT, "parallel", quoted=True),))


def _bare(call: Invocation, rows: list[tuple[Word, ...]], how: str, context: ShellContext) -> list[Outcome]:
    """`parallel` without a command: every line of its input is one."""
    outcomes: list[Outcome] = []
    for row in rows[:MAX_LINES]:
        text = join(row)
        if text.text is None:
            outcomes.append(
                BlindSpot(
                    "blind/pipe-to-shell",
                    "parallel without a command runs every line of its input",
                    certain=call.certain,
                    origin=call.origin,
                )
            )
            break
        outcomes.append(shell_text(call, text, how, context=context))
    return outcomes


def _joined(
    call: Invocation,
    command: tuple[Word, ...],
    how: str,
    context: ShellContext,
    options: Options,
    *,
    row: tuple[Word, ...] = (),
    guessed: bool = False,
    keep_stdin: bool = False,
) -> list[Outcome]:
    """Parallel joins its words with blanks and gives the line to a shell, so quotes are gone unless `-q` was given.

    People forget that (`parallel sh -c 'rm -rf {}'`): both readings are handed on when they differ.
    """
    exact = tuple(_filled(word, row, quoting=False) for word in command) if row else command
    if options.has("-q"):
        return launch(call, exact, how, guessed=guessed, context=context, stdin=keep_stdin)
    if (keep_stdin and not any(_breaks(word) for word in command)) or (guessed and not known_program(command[0])):
        return launch(call, exact, how, guessed=guessed, context=context, stdin=keep_stdin)
    line = join(tuple(_filled(word, row, quoting=True) for word in command) if row else command)
    if wholly_unknown(line):
        return [opaque_text(call, line, how)]
    return _both(call, line, exact, how, context, lost=any(_breaks(word) for word in command[1:]))


def _both(
    call: Invocation,
    line: Word,
    words: tuple[Word, ...],
    how: str,
    context: ShellContext | None = None,
    *,
    lost: bool | None = None,
) -> list[Outcome]:
    """Words that are joined into one shell text, and, where quotes are lost by that, the words as they were meant.

    `watch sh -c 'rm -rf x'` runs `sh -c rm`; whoever writes it means the other, and may mend it next.
    """
    if lost is None:
        lost = any(_breaks(word) for word in words[1:])
    outcomes: list[Outcome] = []
    if not (lost and any(_unsound(word) for word in words[1:])):
        outcomes.append(shell_text(call, line, how, context=context))
    if lost:
        outcomes.append(invoke(call, words, how, context=context, stdin=False, certain=False))
    return outcomes


def _unsound(word: Word) -> bool:
    """Code with a bare bracket in it (`python -c 'print(1)'`), which no shell takes once its quotes are gone."""
    text = word.text if word.text is not None else word.worst()
    if "(" not in text or any(char in ";&|\n`" for char in text):
        return False
    return not any(mark in text for mark in ("$(", "<(", ">(", "=("))


def _breaks(word: Word) -> bool:
    text = word.text if word.text is not None else word.worst()
    return any(char in " \t\n;&|<>()$`\"'\\" for char in text)


def _has_mark(word: Word) -> bool:
    return any(isinstance(part, str) and _marks(part) for part in word.parts)


def _marks(text: str) -> list[tuple[int, int, int]]:
    """(start, end, column) of parallel's replacement strings in a text; column 0 is `{}`, -1 a number or slot."""
    found: list[tuple[int, int, int]] = []
    at = text.find("{")
    while at >= 0:
        end = text.find("}", at)
        if end < 0:
            break
        inside = text[at + 1 : end].lstrip("+")
        digits = inside[: len(inside) - len(inside.lstrip("-0123456789"))]
        kind = inside[len(digits) :]
        if kind in ("", ".", "/", "//", "/.", ":", "..", "+/", "+.") and digits.lstrip("-").isdecimal() | (
            digits == ""
        ):
            found.append((at, end + 1, int(digits) if digits else 0))
        elif inside in ("#", "%", "0#", "0%"):
            found.append((at, end + 1, -(10**6)))
        at = text.find("{", at + 1)
    return found


def _filled(word: Word, row: tuple[Word, ...], *, quoting: bool) -> Word:
    """A word with parallel's replacement strings filled in from one row of values."""
    if not _has_mark(word):
        return word
    parts: list[str | Hole] = []
    for part in word.parts:
        if not isinstance(part, str):
            parts.append(part)
            continue
        last = 0
        for start, end, column in _marks(part):
            parts.append(part[last:start])
            last = end
            for index, value in enumerate(_picked(row, column, part[start:end])):
                if index:
                    parts.append(" ")
                parts.extend(quoted_word(value).parts if quoting else value.parts)
        parts.append(part[last:])
    return merged(parts)


def _picked(row: tuple[Word, ...], column: int, mark: str) -> tuple[Word, ...]:
    if column <= -(10**6):
        return (Word("1"),)
    if column > len(row) or (column < 0 and -column > len(row)):
        if len(row) == 1 and row[0].text is None:
            return row
        return (Word(mark),)
    values = row if column == 0 else (row[column - 1] if column > 0 else row[column],)
    shape = mark.strip("{}").lstrip("+-0123456789")
    return tuple(_shaped(value, shape) for value in values)


def _shaped(value: Word, shape: str) -> Word:
    """`{.}` without extension, `{/}` the base name, `{//}` the directory, `{/.}` both."""
    text = value.text
    if text is None or not shape:
        return value
    if shape == "//":
        return Word(text.rpartition("/")[0] or ".", quoted=True)
    if "/" in shape:
        text = text.rpartition("/")[2]
    if "." in shape:
        stem, dot, _extension = text.rpartition(".")
        if dot and stem and not stem.endswith("/"):
            text = stem
    return Word(text, quoted=True)


def _rows(call: Invocation, options: Options, tail: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    """The values of each job: combinations of `:::` lists, lines of known input, or one unknown row."""
    lists: list[tuple[bool, list[Word]]] = []
    files = options.values("-a")
    for _file in files:
        lists.append((False, [_UNKNOWN]))
    current: list[Word] = []
    unknown = False
    for word in tail:
        if word.text in _SEPARATORS:
            current = []
            unknown = word.text.startswith("::::")
            lists.append((word.text.endswith("+"), current))
        elif unknown:
            if not current:
                current.append(_UNKNOWN)
        else:
            current.append(word)
    if not lists:
        stdin = call.stdin
        text = stdin.text.text if isinstance(stdin, Source) else None
        if text is None:
            return [(_UNKNOWN,)]
        cut = "\0" if options.has("-0") else "\n"
        lists.append((False, [Word(line, quoted=True) for line in text.split(cut) if line]))
    if options.has("-C"):
        return [(_UNKNOWN,)]
    if options.has("-X"):
        return [tuple(word for _linked, values in lists for word in values)]
    step = _count(options.text("-n")) or _count(options.text("-N"))
    if step > 1 and len(lists) == 1:
        flat = lists[0][1]
        return [tuple(flat[start : start + step]) for start in range(0, len(flat), step)]
    rows: list[tuple[Word, ...]] = [()]
    together = options.has("--link")
    for index, (linked, values) in enumerate(lists):
        if not values:
            continue
        if index and (linked or together):
            longest = max(len(rows), len(values))
            if linked and not together and len(rows) > len(values):
                longest = len(rows)
            rows = [(*rows[at % len(rows)], values[at % len(values)]) for at in range(min(longest, MAX_LINES + 1))]
        else:
            rows = [(*row, value) for row in rows for value in values[: MAX_LINES + 1]][: MAX_LINES + 1]
    return [row for row in rows if row]


SPECIAL: dict[str, Reader] = {
    "eval": _eval,
    "source": _source,
    ".": _source,
    "trap": _trap,
    "busybox": _busybox,
    "toybox": _busybox,
    "su": _su,
    "runuser": _su,
    "flock": _flock,
    "script": _script,
    "watch": _watch,
    "entr": _entr,
    "watchexec": _watchexec,
    "nodemon": _nodemon,
    "bwrap": _bwrap,
    "ssh": _ssh,
    "rsh": _ssh,
    "mosh": _ssh,
    "xargs": _xargs,
    "parallel": _parallel,
    "sem": _parallel,
}
