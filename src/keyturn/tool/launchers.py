"""Programs that start another with secrets, a tool version or an environment of their choosing.

`aws-vault exec prod -- terraform destroy` is how many teams reach production, so what stands behind is what counts.
Facts: the manuals of 1Password CLI, aws-vault, Doppler, chamber, SOPS, Infisical, envchain, dotenvx, saml2aws,
Railway, Nix, pyenv and rbenv, util-linux (setarch), Valgrind, numactl, proxychains, WSL.
"""

from __future__ import annotations

from keyturn.tool import verbs
from keyturn.tool.handoff import invoke, known_program, launch, shell_text
from keyturn.tool.options import Grammar, parse
from keyturn.tool.registry import module_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.model.word import Word
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []


class Launcher:
    """How one program names what it starts.

    `verbs` are the sub-commands that start something (none: the program itself does); `skip` operands stand in
    front of the command (a profile, a service); `text` options hold a shell text; `whole` tells that what stands
    behind the operands is one shell text.
    """

    __slots__ = ("grammar", "skip", "text", "verbs", "whole")

    def __init__(
        self,
        verbs: str = "",
        flags: str = "",
        valued: str = "",
        *,
        skip: int = 0,
        text: str = "",
        whole: bool = False,
    ) -> None:
        self.verbs = frozenset(verbs.split())
        self.grammar = Grammar(
            flags + " -h --help --version --debug -v --verbose", valued + " " + text, style="posix", abbreviate=False
        )
        self.skip = skip
        self.text = text.split()
        self.whole = whole


_VERSIONS = Launcher("exec")
_ARCHITECTURE = "-R -B -F -I -L -S -T -X -Z -3 --uname-2.6 --addr-no-randomize --verbose"
_PROXY = Launcher("", "-q", "-f")

LAUNCHERS: dict[str, Launcher] = {
    "op": Launcher("run", "--no-masking --cache", "--env-file --account --config --session --environment"),
    "aws-vault": Launcher(
        "exec",
        "-n --no-session -s --server -j --json -t --ecs-server --ec2-server --lazy --stdout --prompt",
        "-d --duration --region --mfa-token --backend --keychain --pass-prefix --pass-dir --pass-cmd --file-dir",
        skip=1,
    ),
    "aws-okta": Launcher("exec", "-n", "-t -a --session-ttl --assume-role-ttl -b --backend", skip=1),
    "doppler": Launcher(
        "run",
        "--preserve-env --fallback-only --no-fallback --no-cache --silent --watch",
        "-p --project -c --config -t --token --scope --configuration --mount --mount-format --mount-template "
        "--fallback --passphrase --name-transformer --only-secrets --api-host",
        text="--command",
    ),
    "chamber": Launcher("exec", "--strict --pristine", "-b --backend -r --retries --strict-value", skip=1),
    "sops": Launcher("exec-env exec-file", "--pristine --background --no-fifo", "--user", skip=1, whole=True),
    "infisical": Launcher(
        "run",
        "--expand --watch --recursive",
        "--env -e --path --projectId --token --tags -t --domain",
        text="--command -c",
    ),
    "envchain": Launcher(skip=1),
    "dotenvx": Launcher("run", "-q --quiet --overload -o", "-f --env-file -fk --env-keys-file -e --env --convention"),
    "dotenv-cli": Launcher("", "-o -c", "-e -p"),
    "saml2aws": Launcher(
        "exec", "--skip-prompt --skip-verify", "-a --idp-account -p --profile --exec-profile --role --username --url"
    ),
    "teller": Launcher("run", "--reset --shell -r -s", "-c --config"),
    "berglas": Launcher("exec", "", "--api --local"),
    "summon": Launcher("", "--all-provider-versions", "-f -p -D -e -i --yaml --provider --environment --ignore"),
    "envconsul": Launcher("", "-once -pristine -upcase -sanitize", "-config -prefix -secret -consul-addr -vault-addr"),
    "railway": Launcher("run", "", "-s --service -e --environment -p --project"),
    **dict.fromkeys(("pyenv", "rbenv", "nodenv", "goenv", "jenv", "tfenv", "plenv"), _VERSIONS),
    "nix-shell": Launcher("", "--pure --impure", "-p -A -I --packages --attr --arg --argstr", text="--run --command"),
    "numactl": Launcher(
        "", "-l -a --localalloc --all", "-N -m -i -C -P -p --cpunodebind --membind --interleave --physcpubind"
    ),
    "setarch": Launcher("", _ARCHITECTURE, skip=1),
    **dict.fromkeys(("linux64", "linux32", "i386", "x86_64"), Launcher("", _ARCHITECTURE)),
    **dict.fromkeys(("proxychains", "proxychains4", "torsocks", "tsocks", "graftcp"), _PROXY),
    **dict.fromkeys(("valgrind", "catchsegv", "heaptrack", "rlwrap"), Launcher()),
    "dbus-run-session": Launcher("", "", "--config-file --dbus-daemon"),
    "xvfb-run": Launcher("", "-a --auto-servernum -l --listen-tcp", "-e -f -n -p -s -w --error-file --server-args"),
    "faketime": Launcher("", "-m", "-f -p", skip=1),
    "wsl": Launcher("", "-e --exec", "-d -u --distribution --user --cd --shell-type"),
}


def read(call: Invocation, view: View) -> list[Outcome]:
    """What the launcher starts; its other commands are in the tables."""
    name = call.name.lower().removesuffix(".exe")
    if name == "nix":
        return _nix(call)
    launcher = LAUNCHERS.get(name)
    if launcher is None:
        return _NOTHING
    args = call.args
    how = name
    if launcher.verbs:
        # the program's own options may stand in front of the verb
        at = next((index for index, word in enumerate(args) if word.text in launcher.verbs), -1)
        if at < 0 or not _only_options(args[:at]):
            return verbs.read(call, view)
        how = f"{name} {args[at].text}"
        args = args[at + 1 :]
    cut = next((index for index, word in enumerate(args) if word.text == "--"), -1)
    options = parse(args[:cut] if cut >= 0 else args, launcher.grammar)
    if options.has("--help", "-h", "--version"):
        return _NOTHING
    texts = [word for option in launcher.text for word in options.values(option)]
    if texts:
        return [shell_text(call, word, how) for word in texts]
    if cut >= 0 and not launcher.whole:
        return launch(call, args[cut + 1 :], how)
    words = options.operands + (args[cut + 1 :] if cut >= 0 else ())
    words = words[launcher.skip :]
    if launcher.skip and words and (words[0].text or "")[:1] == "-":
        # options may follow the profile or the architecture too
        words = parse(words, launcher.grammar).operands
    if not words:
        return _NOTHING
    if launcher.whole:
        return [shell_text(call, words[0], how)]
    return launch(call, words, how, guessed=bool(options.unknown))


def _only_options(words: tuple[Word, ...]) -> bool:
    """Whether nothing but options and, it may be, their values stands there: `item delete run` starts nothing."""
    option = False
    for word in words:
        lead = word.prefix
        if lead == "--" or (lead[:1] != "-" and not option):
            return False
        option = lead[:1] == "-" and "=" not in lead
    return True


def _nix(call: Invocation) -> list[Outcome]:
    """`nix develop -c cmd …`, `nix shell pkg -c cmd …`: everything behind is the command."""
    args = call.args
    if not args or args[0].text not in ("develop", "shell", "dev-shell"):
        return _NOTHING
    at = next((index for index, word in enumerate(args) if word.text in ("-c", "--command")), -1)
    return launch(call, args[at + 1 :], f"nix {args[0].text}") if at >= 0 else _NOTHING


# Names that no project's own sub-command bears: what follows `--` then is the command, whoever starts it.
_UNMISTAKABLE = frozenset(
    "terraform kubectl helm aws psql mysql dbadmin redis mongo alembic django prisma drizzle shells".split()
)


def guess(call: Invocation) -> list[Outcome]:
    """A program nobody knows with `-- terraform …` behind it: a launcher of the house's own, most likely."""
    args = call.args
    for index, word in enumerate(args):
        if word.text == "--":
            rest: tuple[Word, ...] = args[index + 1 :]
            if len(rest) > 1 and known_program(rest[0]):
                first = rest[0].text or ""
                if module_of(first.rpartition("/")[2]) in _UNMISTAKABLE:
                    return [invoke(call, rest, call.name, certain=False)]
            return _NOTHING
    return _NOTHING
