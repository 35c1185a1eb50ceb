"""`keyturn completion`: completion scripts, written from the commands' own tables."""

from __future__ import annotations

import sys

from keyturn.errors import UsageError

OPTIONS: tuple[tuple[str, str], ...] = ()
SHELLS = ("bash", "zsh", "fish")
SUBCOMMANDS: tuple[tuple[str, str], ...] = tuple((shell, f"a script for {shell}") for shell in SHELLS)

HELP = """\
usage: keyturn completion bash|zsh|fish

Prints a completion script. To use it:
  bash   keyturn completion bash > ~/.local/share/bash-completion/completions/keyturn
  zsh    keyturn completion zsh > DIR/_keyturn         (DIR in $fpath)
  fish   keyturn completion fish > ~/.config/fish/completions/keyturn.fish
"""


def run(args: list[str]) -> int:
    """0 printed, 2 usage."""
    if args and args[0] in ("--help", "-h"):
        sys.stdout.write(HELP)
        return 0
    if len(args) != 1 or args[0] not in SHELLS:
        raise UsageError("completion takes bash, zsh or fish", "keyturn completion bash")
    sys.stdout.write({"bash": bash, "zsh": zsh, "fish": fish}[args[0]](table()))
    return 0


def table() -> list[tuple[str, str, tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]]:
    """(command, summary, options, subcommands) of every command; an option is ("--cwd DIR", help)."""
    from keyturn.cli.main import COMMANDS

    found = []
    for name, (module, summary) in COMMANDS.items():
        code = __import__("keyturn.cli." + module, None, None, ("run",))
        found.append((name, summary, (*code.OPTIONS, ("--help", "show help")), getattr(code, "SUBCOMMANDS", ())))
    return found


Table = list[tuple[str, str, tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]]


def _names(option: str) -> list[str]:
    """The spellings of an option as its help writes it: "-q, --quiet", "--cwd DIR"."""
    return [word for word in option.replace(",", " ").split() if word.startswith("-")]


def _valued(option: str) -> bool:
    return any(not word.startswith("-") for word in option.replace(",", " ").split())


def bash(commands: Table) -> str:
    """For bash-completion."""
    cases = ""
    for name, _summary, options, subs in commands:
        words = [*(spelling for option, _help in options for spelling in _names(option)), *(sub for sub, _help in subs)]
        cases += f"        {name}) words='{' '.join(words)}' ;;\n"
    return f"""\
# keyturn completion for bash; written by `keyturn completion bash`
_keyturn() {{
    local words current=${{COMP_WORDS[COMP_CWORD]}}
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        words='{" ".join(name for name, *_rest in commands)} --help --version'
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
        return
    fi
    case ${{COMP_WORDS[1]}} in
{cases}        *) words='' ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    if [ "${{#COMPREPLY[@]}}" -eq 0 ]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$current")
    fi
}}
complete -F _keyturn keyturn
"""


def _zsh_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "'\\''").replace("[", "\\[").replace("]", "\\]").replace(":", "\\:")


def zsh(commands: Table) -> str:
    """For zsh's own completion."""
    listed = "".join(f"        '{name}:{_zsh_text(summary)}'\n" for name, summary, _options, _subs in commands)
    cases = ""
    for name, _summary, options, subs in commands:
        rows = [
            f"'{spelling}[{_zsh_text(text)}]{':value:_files' if _valued(option) else ''}'"
            for option, text in options
            for spelling in _names(option)
        ]
        if subs:
            rows.append(f"'1:what:({' '.join(sub for sub, _help in subs)})'")
        rows.append("'*:file:_files'")
        cases += f"        {name}) _arguments " + " ".join(rows) + " ;;\n"
    return f"""\
#compdef keyturn
# keyturn completion for zsh; written by `keyturn completion zsh`
_keyturn() {{
    local -a commands
    commands=(
{listed}    )
    if (( CURRENT == 2 )); then
        _describe command commands
        return
    fi
    shift words
    (( CURRENT-- ))
    case $words[1] in
{cases}    esac
}}
_keyturn "$@"
"""


def _fish_text(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def fish(commands: Table) -> str:
    """For fish."""
    out = ["# keyturn completion for fish; written by `keyturn completion fish`"]
    for name, summary, options, subs in commands:
        out.append(f"complete -c keyturn -n __fish_use_subcommand -f -a {name} -d '{_fish_text(summary)}'")
        seen = f"-n '__fish_seen_subcommand_from {name}'"
        for option, text in options:
            for spelling in _names(option):
                flag = f"-l {spelling[2:]}" if spelling.startswith("--") else f"-s {spelling[1:]}"
                out.append(
                    f"complete -c keyturn {seen} {flag}{' -r' if _valued(option) else ''} -d '{_fish_text(text)}'"
                )
        out.extend(f"complete -c keyturn {seen} -a {sub} -d '{_fish_text(text)}'" for sub, text in subs)
    return "\n".join(out) + "\n"
