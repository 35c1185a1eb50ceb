"""docs/hosts.md: what each agent program does with an answer, from the adapters' own traits."""

import json

from keyturn.adapter.hosts.table import HOSTS, host
from keyturn.gate.call import ASK, HARMLESS, PASS, STOP, Answer, ToolCall
from tools.places import GENERATED

HEAD = """\
# What each agent program honours

The gate stands in the hooks that coding agents run before a tool. Each agent has its own dialect, and several of them
let a call run when their hook fails. This page says, for each, what it does with the ways in which a hook can answer or
fail, and what Keyturn answers. It is made from the adapters (`src/keyturn/adapter/hosts`), each of which is tested with
recorded payloads and the exact bytes of the answer (`tests/data/hosts`).

Passing is silence or the host's “no opinion”, never its “allow”: the host's own rules still apply. The one exception is a
call that a proven human let pass once: where the host can change a command, it is handed `keyturn run` in its place. What is held becomes
the host's own prompt where the host has one that a hook can ask for and only a person's yes is missing. Everywhere else
it is a stop with the way forward.

## What the host does

“runs” means that the call goes on, under the host's own rules. These are facts of the hosts, not promises of ours: where
a timeout lets the call run, a hook that hangs until the timeout lets it run too. Our own process answers every fault of
its own with a stop; `keyturn doctor` tries it.

| host | events | ask | silence | another exit code | exit 2 | timeout | unreadable answer | fails open |
|---|---|---|---|---|---|---|---|---|
"""

ANSWERS = """
## What Keyturn answers

“<reason>” stands for what the agent or the person reads. Where an exit code stands, the reason is on standard error too.

| host | event | passes | held, and a person's yes is enough | stops |
|---|---|---|---|---|
"""

TAIL = """
## Who really calls

Copilot, Cursor, Codex, VS Code and Grok also read Claude Code's settings and start the hooks they find there. The hook
tells the real caller by marks at the payload's top level, which only the host writes, and answers in its dialect: a
`cursor_version` is Cursor, a `turn_id` Codex, `toolName` Copilot, `toolCall` Antigravity, `BeforeTool` Gemini CLI.

## What counts as what

A shell tool's text is read as a command, and so is text typed into a shell that runs already; where it begins like a
statement, it is read as SQL as well. Such text is refused when it cannot be read: keys that edit the line, or a line that
does not end. A tool's own directory counts. Tools that write, edit, move or delete files are
read like the programs that do the same, patches file by file. A tool that no table knows is never harmless: its name
and its arguments are looked at like those of an MCP server's tool. A payload that cannot be read is stopped.

## Anything else: `generic`

`keyturn gate generic` takes one JSON object on standard input:

| form | fields |
|---|---|
| a command | `command` (text, or the words of a call), `cwd`, `session`, `shell` (`powershell` for PowerShell) |
| a tool | `tool`, `arguments`, `server`, `hints` (an MCP server's annotations), `cwd`, `session` |
| a file | `file`: `kind` (`write`, `edit`, `delete`, `move`), `path`, `to`, `text`, `old`, `new` |

and answers `{"verdict": "pass" or "stop", "reason": …}` with exit 0 for pass and 2 for stop. A held call has `request`,
the id that a person gives to `keyturn allow`. Run the call on exit 0 with the verdict `pass`, and never otherwise.

## Hosts without a hook process

OpenCode, OpenClaw and Pi call a function. A plugin (`src/keyturn/adapter/hosts/plugin_js`) starts the hook process for
every call and stops at anything but a clear pass: a crash, a timeout, an exit code, an unreadable answer. Amp is not
covered: the only answer of its plugins that lets a call go on is its own allow.

## Put in by hand

`keyturn init agents` writes the settings of every host above but one. It says so when it finds it, and `doctor` cannot
tell whether it is guarded.

- **OpenClaw** loads a plugin from a directory with a manifest, and which plugins are on stands in its own configuration.
  Take `plugin_js/ask.js` with `plugin_js/openclaw.js` behind it as `index.js`, with `const HOOK = [...]` (the words of the
  hook's command, for `openclaw`) and `const TIMEOUT = 120000` in place of its mark, an `openclaw.plugin.json` beside it,
  and run `openclaw plugins install -l DIR`.

`generic` is called by a program of your own, which has settings of its own.

## Sources

"""


def cell(text: str) -> str:
    """Text in a table."""
    return text.replace("|", "\\|")


def shown(body: bytes, code: int) -> str:
    """An answer, in short."""
    text = body.decode()
    if text:
        text = f"`{cell(json.dumps(json.loads(text), separators=(', ', ': ')))}`"
    if code:
        text = f"{text}, exit {code}" if text else f"exit {code}"
    return text or "silence"


def page() -> str:
    """The page."""
    out = GENERATED.format(source="src/keyturn/adapter/hosts") + HEAD
    for name in HOSTS:
        t = host(name).traits
        events = ", ".join(f"`{event}`" for event in t.events)
        cells = (t.title, events, t.ask, t.silence, t.failure, t.exit_two, t.timeout, t.garbage)
        out += f"| {' | '.join(cells)} | {'yes' if t.fails_open else 'no'} |\n"
    notes = [f"- {host(name).traits.title}: {host(name).traits.note}\n" for name in HOSTS if host(name).traits.note]
    out += "\n" + "".join(notes) + ANSWERS
    for name in HOSTS:
        found = host(name)
        for event in found.traits.events:
            adapter = found
            if name == "cursor" and event != "preToolUse":
                from keyturn.adapter.hosts.cursor import CursorAsks

                adapter = CursorAsks()
            call = ToolCall(name, event, HARMLESS)
            replies = [
                adapter.reply(Answer(verdict, "<reason>", "" if verdict == PASS else "<reason>"), call)
                for verdict in (PASS, ASK, STOP)
            ]
            passes, held, stops = (shown(reply.stdout, reply.code) for reply in replies)
            if held == stops:
                held = "as a stop"
            out += f"| {found.traits.title} | `{event}` | {passes} | {held} | {stops} |\n"
    out += TAIL
    for name in HOSTS:
        t = host(name).traits
        out += f"- {t.title}: {t.source if t.source.startswith('http') else '`' + t.source + '`'}\n"
    return out
