"""mysql, mariadb and mycli: where they connect, and which SQL they run there.

Facts: MySQL 8.4 reference manual 6.5.1 (mysql client options) and 6.2.4 (connection options, `-pSECRET` attached).
"""

from __future__ import annotations

from keyturn.model.effect import HandOff
from keyturn.model.source import SQL, Source, SqlContext
from keyturn.tool.connection import flat, from_url, known, looks_like_url, merged, placed, server_target, variable
from keyturn.tool.options import Grammar, parse
from keyturn.tool.psql import fed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.model.target import Target
    from keyturn.tool.connection import Parts
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

_CONNECTING = (
    "-h -P -u -D -S --host --port --user --database --socket --protocol --defaults-file --defaults-extra-file "
    "--defaults-group-suffix --login-path --ssl-mode --ssl-ca --ssl-cert --ssl-key --ssl-cipher --ssl-capath "
    "--tls-version "
    "--default-character-set --character-sets-dir --plugin-dir --default-auth --connect-timeout --bind-address "
    "--max-allowed-packet --net-buffer-length --compression-algorithms --zstd-compression-level "
    "--server-public-key-path"
)
_ALIAS = {
    "--host": "-h",
    "--port": "-P",
    "--user": "-u",
    "--database": "-D",
    "--execute": "-e",
    "--help": "-?",
    "-I": "-?",
    "--version": "-V",
    "--password": "-p",
    "--socket": "-S",
}
GRAMMAR = Grammar(
    flags=(
        "-A -b -B -c -C -E -f -G -H -i -j -L -m -n -N -o -q -r -s -t -U -v -V -w -W -X -? -I --help --version --batch "
        "--force --silent --verbose --table --html --xml --raw --quick --compress --skip-column-names --vertical "
        "--no-auto-rehash --auto-rehash --safe-updates --i-am-a-dummy --skip-ssl --ssl --one-database --unbuffered "
        "--no-defaults --print-defaults --reconnect --skip-reconnect --binary-mode --show-warnings --wait --no-beep "
        "--column-names --comments --skip-comments --line-numbers --enable-cleartext-plugin --get-server-public-key "
        "--named-commands --binary-as-hex --auto-vertical-output --column-type-info --syslog --sigint-ignore "
        "--abort-source-on-error"
    ),
    valued=_CONNECTING
    + " -e -R --execute --init-command --delimiter --prompt --histignore --select-limit --max-join-size "
    "--load-data-local-dir",
    optional="-p -T --password --password1 --password2 --password3 --pager --tee --debug --local-infile",
    alias=_ALIAS,
)
ADMIN = Grammar(
    flags=(
        "-b -C -E -f -i -r -s -v -V -? -I --help --version --force --silent --verbose --compress --relative "
        "--vertical --no-beep --no-defaults --print-defaults --skip-ssl --ssl --shutdown-timeout "
        "--enable-cleartext-plugin --get-server-public-key"
    ),
    valued=_CONNECTING.replace(" -D", "").replace(" --database", "") + " -c -w --count --sleep --wait",
    optional="-p --password --password1 --debug",
    alias=_ALIAS,
)
_NOTHING: list[Outcome] = []


def connection(options: Options, call: Invocation, view: View, database: bool = True) -> Target:
    """The target of a MySQL client. An option file that is named, and not read, makes the server unknown."""
    own: Parts = {}
    url: Parts = {}
    if database:
        word = options.value("-D") or (options.operands[0] if options.operands else None)
        if word is not None:
            text = flat(word)
            if looks_like_url(text):
                url = from_url(text, "the connection string")
                url.pop("engine", None)
            else:
                own["database"] = (known(text), "the command")
    for name, facet in (("-h", "server"), ("-P", "port"), ("-u", "user")):
        word = options.value(name)
        if word is not None:
            own[facet] = (known(flat(word)), name)
    if "-S" in options.seen and "server" not in own:
        own["server"] = ("localhost", "--socket")
    environment: Parts = {}
    for name, facet in (("MYSQL_HOST", "server"), ("MYSQL_TCP_PORT", "port")):
        value, present = variable(name, call, view)
        if present:
            environment[facet] = (value, name)
    parts = merged(environment, own, url)
    files = ("--defaults-file", "--defaults-extra-file", "--login-path", "--defaults-group-suffix")
    if "server" not in parts and (options.has(*files) or options.holes):
        parts["server"] = (None, "an option file or a word that is not known")
    return placed(server_target("mysql", parts, client="mysql"), call)


def read(call: Invocation, view: View) -> list[Outcome]:
    """The SQL of -e, --init-command and stdin, handed on with the target."""
    options = parse(call.args, GRAMMAR)
    seen = options.seen
    if "-V" in seen or "-?" in seen or "--print-defaults" in seen:
        return _NOTHING
    target = connection(options, call, view)
    context = SqlContext(target, "mysql", None, call.context.directory)
    outcomes: list[Outcome] = []
    for name in ("--init-command", "-e"):
        for word in options.values(name):
            how = f"{call.name or 'mysql'} {name}"
            outcomes.append(HandOff(Source(SQL, word, call.origin.inner(how), context, certain=call.certain), how))
    if "-e" not in seen:
        outcomes.extend(fed(call, view, context, call.name or "mysql", target))
    return outcomes
