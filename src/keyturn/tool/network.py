"""curl and wget: requests that delete, and where a download is written.

What is piped on into a shell is seen by the shell's own module.
"""

from __future__ import annotations

from keyturn.model.effect import FILE_CHANGE, SERVICE_DELETE, Effect, Extent
from keyturn.model.target import SERVICE, Facet, Target
from keyturn.model.word import GLOB, Word
from keyturn.tool.locate import path_target
from keyturn.tool.options import Grammar, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

_NOTHING: list[Outcome] = []

_CURL = Grammar(
    "-# -0 -1 -2 -3 -4 -6 -a -B -f -G -g -I -i -J -j -k -L -l -M -N -n -O -p -q -R -S -s -v -V -Z --progress-bar "
    "--fail --get --globoff --head --include --remote-header-name --insecure --location --no-buffer --netrc "
    "--remote-name --remote-name-all --proxytunnel --disable --remote-time --show-error --silent --verbose --version "
    "--parallel --compressed --fail-with-body --location-trusted --create-dirs --tcp-nodelay --http1.1 --http2 "
    "--http3 --tlsv1.2 --tlsv1.3 --anyauth --basic --digest --negotiate --ntlm --no-progress-meter --append "
    "--list-only --path-as-is --raw --ipv4 --ipv6 --no-keepalive --crlf --use-ascii --ssl --ssl-reqd "
    "--remove-on-error --no-clobber --skip-existing --fail-early --next -: --retry-connrefused --retry-all-errors "
    "--http2-prior-knowledge --tr-encoding --xattr --styled-output --netrc-optional --help --manual",
    "-A -b -c -C -D -d -E -e -F -H -h -K -m -o -P -Q -r -T -t -U -u -w -X -x -Y -y -z --user-agent --cookie "
    "--cookie-jar --continue-at --dump-header --data --data-ascii --data-binary --data-raw --data-urlencode --json "
    "--cert --referer --form --form-string --header --config --max-time --output --output-dir --ftp-port --quote "
    "--range --upload-file --telnet-option --proxy-user --user --write-out --request --proxy --speed-time "
    "--speed-limit --time-cond --url --connect-timeout --retry --retry-delay --retry-max-time --cacert --capath "
    "--key --key-type --cert-type --ciphers --interface --limit-rate --max-filesize --max-redirs --resolve "
    "--connect-to --dns-servers --noproxy --oauth2-bearer --aws-sigv4 --stderr --trace --trace-ascii --unix-socket "
    "--abstract-unix-socket --request-target --socks5 --socks5-hostname --socks4 --socks4a --proto --proto-default "
    "--proto-redir --keepalive-time --local-port --pass --pinnedpubkey --preproxy --netrc-file --mail-from "
    "--mail-rcpt --variable --parallel-max --rate --doh-url --url-query --tls-max --happy-eyeballs-timeout-ms "
    "--expect100-timeout --create-file-mode --alt-svc --hsts --engine --ftp-account --ftp-method --krb --libcurl "
    "--login-options --proxy-header --pubkey --service-name --hostpubmd5 --delegation --crlfile --curves",
    alias={
        "--request": "-X",
        "--output": "-o",
        "--data": "-d",
        "--url": "--url",
        "--get": "-G",
        "--head": "-I",
        "--data-raw": "-d",
        "--data-ascii": "-d",
        "--data-binary": "-d",
        "--json": "-d",
        "--data-urlencode": "-d",
    },
)
_WGET = Grammar(
    "-V -h -b -q -v -nv -d -F -c -N -S -4 -6 -nd -x -nH -E -r -k -K -m -p -l -L -H -np -i --quiet --verbose "
    "--no-verbose --continue --no-clobber -nc --timestamping --server-response --spider --no-check-certificate "
    "--recursive --no-parent --mirror --page-requisites --convert-links --adjust-extension --span-hosts --https-only "
    "--content-disposition --show-progress --no-cookies --delete-after --no-hsts --inet4-only --no-directories "
    "--force-directories --no-host-directories --background --debug --version --help",
    "-O -o -a -t -T -w -Q -P -U -e -A -R -D -I -X -B --output-document --output-file --append-output --tries --timeout "
    "--wait --quota --directory-prefix --user-agent --execute --accept --reject --domains --method --body-data "
    "--body-file --post-data --post-file --header --user --password --input-file --level --limit-rate --progress "
    "--cut-dirs --load-cookies --save-cookies --referer --ca-certificate --certificate --private-key --proxy-user "
    "--exclude-directories --include-directories --base --dns-timeout --connect-timeout --read-timeout --waitretry "
    "--default-page --http-user --http-password --max-redirect --accept-regex --reject-regex --compression",
    alias={"--output-document": "-O"},
)
_DELETING_ENDINGS = ("/_delete_by_query", "/dodelete", "/_flush", "/_truncate", "/deleteall", "/delete_all")


def read(call: Invocation, view: View) -> list[Outcome]:
    """Deleting requests, and the file a download is written to."""
    args = call.args
    if not args:
        return _NOTHING
    if call.name.lower() == "wget":
        options = parse(args, _WGET)
        method = (options.text("--method") or "").upper()
        output = options.value("-O")
        urls: tuple[Word, ...] = options.operands
    else:
        options = parse(args, _CURL)
        method = _curl_method(options)
        output = options.value("-o")
        urls = (*options.operands, *options.values("--url"))
    outcomes: list[Outcome] = []
    if method and method not in ("GET", "HEAD", "OPTIONS"):
        outcomes.extend(_requests(call, method, urls))
    if output is not None:
        outcomes.extend(_written(call, output, view))
    return outcomes


def _curl_method(options: Options) -> str:
    given = options.value("-X")
    if given is not None:
        return (given.text if given.text is not None else given.worst()).upper()
    return "POST" if options.has("-d") and not options.has("-G") else ""


def _requests(call: Invocation, method: str, urls: tuple[Word, ...]) -> list[Outcome]:
    found: list[Outcome] = []
    for url in urls:
        # a pattern in an address matches no file, so it is sent as written
        text = url.worst() if all(hole.why == GLOB for hole in url.holes) else None
        shown = _open(url.shown())
        path = shown.partition("?")[0].rstrip("/").lower()
        if method == "DELETE":
            rule, what = "http/delete", f"asks {_host(shown)} to delete {_path(shown)}"
        elif path.endswith(_DELETING_ENDINGS):
            rule, what = "http/delete-endpoint", f"calls {_path(shown)} at {_host(shown)}, which deletes"
        else:
            continue
        target = Target(
            SERVICE,
            shown,
            (
                Facet("provider", "http"),
                Facet("url", _open(text) if text else None, "command"),
                Facet("host", _host(text) if text else None),
            ),
        )
        wide = text is None or any(mark in shown for mark in ("*", "_all", "delete_by_query"))
        found.append(
            Effect(
                rule,
                SERVICE_DELETE,
                what,
                (target,),
                Extent(None if wide else 1, not wide, "resources"),
                certain=call.certain,
                origin=call.origin,
            )
        )
    return found


def _open(url: str) -> str:
    """An address without the user and password in it."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        return url
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def _host(url: str) -> str:
    rest = url.partition("://")[2] or url
    return rest.partition("/")[0].rpartition("@")[2]


def _path(url: str) -> str:
    rest = url.partition("://")[2] or url
    return "/" + rest.partition("/")[2].partition("?")[0]


def _written(call: Invocation, output: Word, view: View) -> list[Outcome]:
    """A download written over something is judged by where it lies; `-` and a device that swallows are nothing."""
    text = output.text
    if text in ("-", "/dev/null", "/dev/stdout", "/dev/stderr", "NUL"):
        return _NOTHING
    if text is not None and not text.startswith("/") and ".." not in text:
        return _NOTHING
    return [
        Effect(
            "http/overwrite",
            FILE_CHANGE,
            f"writes a download to {output.shown()}",
            (path_target(output, call, view),),
            certain=call.certain,
            origin=call.origin,
        )
    ]
