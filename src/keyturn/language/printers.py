"""Commands whose output is shell text by purpose: `brew shellenv`, `ssh-agent -s`, `kubectl completion bash`.

What they print for `eval "$(…)"` or `source <(…)` is the program's own doing, as if it had been started; it is not
text that somebody puts together, fetches or decodes.
"""

from __future__ import annotations

_PRINTERS = frozenset(
    "ssh-agent gpg-agent keychain dircolors lesspipe resize thefuck register-python-argcomplete fzf minikube".split()
)
_PRINTING_WORDS = frozenset(
    "completion completions shellenv init virtualenv-init hook export activate env docker-env shell-init".split()
)
_CHAINING = ("|", ";", "&", "\n", "`", "$(", ">", "<")

# Programs that only pass on text from elsewhere, whatever their words say.
_READERS = frozenset(
    "curl wget env cat echo printf head tail sed awk gawk grep tr cut jq yq base64 xxd openssl gzip gunzip zcat python "
    "python3 perl ruby node php sh bash zsh dash ksh fish ssh scp nc ncat aws gcloud az vault xargs tee read find git "
    "psql mysql sqlite3 redis-cli".split()
)


def prints_shell(command: str) -> bool:
    """Whether a command is one plain program that prints shell set-up (`brew shellenv`, `kubectl completion bash`)."""
    text = command.strip()
    for mark in ("<(", ">(", "$("):
        if text.startswith(mark) and text.endswith(")"):
            text = text[len(mark) : -1].strip()
    for mark in ("2>/dev/null", "2> /dev/null", "2>&1"):
        text = text.removesuffix(mark).strip()
    if not text or any(mark in text for mark in _CHAINING):
        return False
    words = text.split()
    program = words[0].strip("\"'")
    program = program[program.rfind("/") + 1 :]
    if program in _READERS or any("://" in word for word in words):
        return False
    return program in _PRINTERS or any(word in _PRINTING_WORDS for word in words[1:3])
