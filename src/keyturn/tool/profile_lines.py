"""Lines that people add to a shell profile and that only prepare the shell: variables, a search path, a tool's hook.

A profile runs at every login, so what is added to it is judged by what it says: `export EDITOR=vim` is an
everyday line, `alias rm=…` or a download is not.
"""

from __future__ import annotations

# Variables that make every later program run or load something.
LOADERS = frozenset(
    "LD_PRELOAD LD_AUDIT LD_LIBRARY_PATH DYLD_INSERT_LIBRARIES DYLD_LIBRARY_PATH BASH_ENV ENV PROMPT_COMMAND PS0 PS4 "
    "PYTHONSTARTUP PYTHONPATH PERL5OPT PERL5LIB RUBYOPT NODE_OPTIONS JAVA_TOOL_OPTIONS GIT_SSH_COMMAND GIT_EDITOR "
    "GIT_PAGER PAGER MANPAGER LESSOPEN VISUAL EDITOR GIT_EXTERNAL_DIFF GIT_CONFIG_GLOBAL GIT_EXEC_PATH IFS".split()
)
# Of these, an installed program's plain name is what people set.
_NAMED = frozenset("EDITOR VISUAL PAGER MANPAGER GIT_EDITOR GIT_PAGER".split())

# Tools whose own output a profile evaluates: `eval "$(direnv hook bash)"`.
_HOOKS = frozenset(
    "brew direnv starship zoxide pyenv rbenv nodenv goenv jenv fnm mise rtx asdf dircolors ssh-agent atuin mcfly fzf "
    "thefuck register-python-argcomplete pip pipx kubectl helm gh op uv rustup conda mamba micromamba opam luarocks "
    "anyenv tfenv navi keychain".split()
)
_LISTING = frozenset("ls grep egrep fgrep diff ip less tree".split())
_SOURCED = (
    "nvm.sh", ".cargo/env", "bash_completion", ".fzf.bash", ".fzf.zsh", "asdf.sh", "sdkman-init.sh", ".ghcup/env",
)  # fmt: skip


def harmless(text: str) -> bool:
    """Whether every line only sets ordinary variables, or takes in the hook of a well-known tool."""
    return all(_plain(line.strip()) for line in text.splitlines())


def _plain(line: str) -> bool:
    if not line or line[0] == "#":
        return True
    for lead in ('eval "$(', "eval $(", "source <(", ". <("):
        if line.startswith(lead) and line.endswith((')"', ")")):
            inner = line[len(lead) :].rstrip('")')
            words = inner.split()
            return (
                bool(words) and words[0].rpartition("/")[2] in _HOOKS and not any(sign in inner for sign in ";|&`$<>")
            )
    if any(sign in line for sign in ("$(", "`", "<(", "<<", "|")):
        return False
    if line.startswith(("[ -s ", "[ -f ", "[[ -s ", "[[ -f ")):
        line = line.partition("&&")[2].strip()
    if ";" in line or "&" in line or ">" in line:
        return False
    for lead in ("source ", ". ", "\\. "):
        if line.startswith(lead):
            file = line[len(lead) :].partition("#")[0].strip().strip("\"'")
            return file.endswith(_SOURCED)
    if line.startswith("cd "):
        return "/." not in line and len(_words(line)) == 2
    if line.startswith("alias "):
        # `alias ls='ls --color'`: the same program with options, which none of the dangerous ones is worth
        short, _equals, meant = line[6:].strip().partition("=")
        first = meant.strip("\"'").split()[:1]
        return first == [short.strip()] and short.strip() in _LISTING
    # `A=1 rm -rf ~` is a command and `export A=1 LD_PRELOAD=x` sets two: each word must be an assignment
    words = _words(line.removeprefix("export "))
    return bool(words) and all(_assigns(word) for word in words)


def _words(line: str) -> list[str]:
    """The words of a line as a shell cuts them, up to a comment; none when a quote stays open."""
    from shlex import split

    try:
        words = split(line)
    except ValueError:
        return []
    # `A=1#x` is a value; only a word of its own begins a comment
    note = next((at for at, word in enumerate(words) if word[:1] == "#" and f" {word}" in line), len(words))
    return words[:note]


def _assigns(word: str) -> bool:
    """Whether a word sets a variable that makes no later program run or load anything."""
    name, equals, value = word.partition("=")
    name = name.removesuffix("+")
    if not equals or not name.isidentifier():
        return False
    if name in _NAMED:
        return value.replace("-", "").isalnum() and value not in ("rm", "sh", "bash", "dd", "shred", "truncate")
    if name == "PATH":
        return own_path(value)
    return name not in LOADERS


def own_path(value: str) -> bool:
    """Whether a search path names only places that are somebody's own: nothing that anyone can write into."""
    return not any(borrowed(entry) for entry in value.split(":"))


def borrowed(entry: str) -> bool:
    """Whether an entry of a search path is a place where anyone can put a program: `/tmp/x`, `.`, nothing at all."""
    entry = entry.strip("\"'")
    return entry in ("", ".", "..") or entry.startswith(("/tmp", "/var/tmp", "/dev/shm"))  # noqa: S108 - names only
