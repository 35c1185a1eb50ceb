"""Rules about Keyturn's own guard and the environment commands run in."""

from __future__ import annotations

from keyturn.model.effect import EXPOSURE, GUARD_OFF
from keyturn.model.rule import CRITICAL, HIGH, LOW, MEDIUM, Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id="keyturn/environment",
        summary="A KEYTURN_ variable is set for a command",
        why="A guard that the guarded can switch off by a variable is not a guard.",
        instead="Change keyturn.toml, let `keyturn config check` read it, and have a person trust it.",
        severity=CRITICAL,
        confidence="high",
        category=GUARD_OFF,
        anchors=("keyturn_",),
        match=("KEYTURN_OFF=1 rm -rf src", "export KEYTURN_PAUSE=1"),
        no_match=("KEYS=1 make", "echo KEYTURN_OFF=1"),
        source="docs/policy.md, row 24 and docs/threat-model.md",
    ),
    Rule(
        id="keyturn/self-approval",
        summary="A configuration is trusted by what it guards",
        why="An agent that may vouch for its own configuration has no guard: it would call production dev and be believed.",
        instead="Say which lines are needed and why; a person trusts the file in a terminal of their own.",
        severity=CRITICAL,
        confidence="high",
        category=GUARD_OFF,
        anchors=("keyturn",),
        match=("keyturn config trust keyturn.toml", "sudo keyturn config trust ./keyturn.toml"),
        no_match=("keyturn config check", "keyturn check 'rm -rf build'", "keyturn config trust --help"),
        source="docs/policy.md, row 24 and docs/threat-model.md",
    ),
    Rule(
        id="keyturn/uninstall",
        summary="Keyturn is taken out by what it guards",
        why="What is guarded could take the guard away first and act then, and nobody would notice that it is gone.",
        instead="Say why it is in the way; a person takes it out in a terminal of their own.",
        severity=CRITICAL,
        confidence="high",
        category=GUARD_OFF,
        anchors=("keyturn",),
        match=("keyturn uninstall git --yes", "cd app && keyturn uninstall git"),
        no_match=("keyturn init git --yes", "keyturn uninstall git --dry-run", "keyturn uninstall --help"),
        source="docs/policy.md, row 24 and docs/threat-model.md",
    ),
    Rule(
        id="keyturn/canary",
        summary="The name by which Keyturn tries its own hook",
        why="A hook that is silent looks like one that has no objection. `keyturn doctor` asks every installed hook for a "
        "program of this name, which does nothing and does not exist, and the hook must stop it.",
        instead="Nothing is wrong: `keyturn doctor` asks it. Nobody else needs it.",
        severity=LOW,
        confidence="high",
        category=GUARD_OFF,
        anchors=("keyturn-canary-must-stop",),
        match=("keyturn-canary-must-stop", "sudo keyturn-canary-must-stop"),
        no_match=("keyturn doctor", "echo keyturn-canary-must-stop"),
        source="docs/how-to/guard-an-agent.md",
    ),
    Rule(
        id="environment/preload",
        summary="A variable makes every program load foreign code first",
        why="LD_PRELOAD, BASH_ENV and their like run code before the program that is named, so what the command says "
        "is no longer what it does.",
        instead="Run the code you mean by its name, so that it can be read.",
        severity=HIGH,
        confidence="medium",
        category=EXPOSURE,
        anchors=(
            "ld_preload",
            "ld_audit",
            "dyld_insert_libraries",
            "bash_env",
            "env=",
            "prompt_command",
            "pythonstartup",
            "perl5opt",
            "rubyopt",
            "node_options",
            "java_tool_options",
        ),
        match=("LD_PRELOAD=./x.so ls", "export BASH_ENV=/tmp/x.sh", "NODE_OPTIONS='--require ./x.js' npm test"),
        no_match=(
            "NODE_ENV=test npm test",
            "echo LD_PRELOAD",
            "ENV=test pytest",
            "RUBYOPT=-W0 rake test",
            "NODE_OPTIONS=--max-old-space-size=4096 npm run build",
            "LD_PRELOAD=/usr/lib/x86_64-linux-gnu/libjemalloc.so.2 ruby app.rb",
        ),
        source="https://man7.org/linux/man-pages/man8/ld.so.8.html",
    ),
    Rule(
        id="environment/path",
        summary="Programs are looked for first where anyone can put one",
        why="With /tmp or the working directory in front of PATH, `ls` is whatever file of that name lies there, so "
        "what a command says is no longer what it does.",
        instead="Put it last, where it shadows nothing: `PATH=$PATH:/tmp/tools mytool`, or call the program by its "
        "path: `/tmp/tools/mytool`.",
        severity=MEDIUM,
        confidence="medium",
        category=EXPOSURE,
        anchors=("path=",),
        match=("export PATH=/tmp/x:$PATH; ls", "PATH=.:$PATH make"),
        no_match=(
            'export PATH="$HOME/.local/bin:$PATH"',
            "PATH=$PWD/node_modules/.bin:$PATH tsc",
            "PATH=$PATH:/tmp/tools mytool",
        ),
        source="https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap08.html",
    ),
)
