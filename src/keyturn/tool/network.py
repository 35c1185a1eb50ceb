"""Programs that send requests: curl, wget, HTTPie, xh, Invoke-RestMethod; and where a download is written.

tool/http_request.py says what a request does to the service. What is piped on into a
shell is seen by the shell's own module.
"""

from __future__ import annotations

from keyturn.model.effect import FILE_CHANGE, SERVICE_DELETE, BlindSpot, Effect, Extent
from keyturn.model.source import Source
from keyturn.model.target import SERVICE, Facet, Target
from keyturn.model.word import Word
from keyturn.tool import http_request
from keyturn.tool.http_request import Request
from keyturn.tool.locate import absolute, directory_of, path_target
from keyturn.tool.options import Grammar, parse
from keyturn.tool.surroundings import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.effect import Outcome
    from keyturn.model.invocation import Invocation
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
        "--header": "-H",
        "--form": "-F",
        "--form-string": "-F",
        "--upload-file": "-T",
        "--quote": "-Q",
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
# HTTPie and xh: `http [options] [METHOD] URL [item …]`
_HTTPIE = Grammar(
    "-j -f -v -h -b -m -S -d -c -F -q -I --json --form --multipart --verbose --headers --body --meta --stream "
    "--download --continue --follow --offline --ignore-stdin --check-status --quiet --all --debug --traceback --help "
    "--version --chunked --compress -x --session-read --https --http2 --curl --ignore-netrc",
    "-a -A -o -p -s -P --auth --auth-type --output --print --style --pretty --session --session-read-only --timeout "
    "--verify --cert --cert-key --proxy --raw --boundary --max-redirects --default-scheme --history-print "
    "--response-charset --response-mime --format-options --ssl --ciphers --path-as-is --max-headers",
)
_GRPC = Grammar(
    "-plaintext -insecure -v -vv -emit-defaults -format-error -use-reflection -help -version -allow-unknown-fields",
    "-d -H -import-path -proto -protoset -cacert -cert -key -authority -servername -connect-timeout -max-time "
    "-max-msg-sz -keepalive-time -format -rpc-header -reflect-header -user-agent -alts-target-service-account",
    style="go",
    anywhere=True,
)
_POWER = ("-method", "-custommethod", "-uri", "-body", "-infile", "-outfile", "-headers")
_SWITCHES = ("-useb", "-skip", "-usedefault", "-disable", "-allow", "-pass")
_READING = frozenset(("", "GET", "HEAD", "OPTIONS"))


def read(call: Invocation, view: View) -> list[Outcome]:
    """Requests that take something away, and the file a download is written to."""
    args = call.args
    if not args:
        return _NOTHING
    name = call.name.lower()
    if name in ("curl", "curlie"):
        return _curl(call, view)
    if name in ("wget", "wget2"):
        return _wget(call, view)
    if name in ("http", "https", "xh", "xhs", "httpie"):
        return _httpie(call, view)
    if name == "grpcurl":
        return _grpc(call, view)
    return _powershell(call, view)


def _curl(call: Invocation, view: View) -> list[Outcome]:
    args = call.args
    outcomes: list[Outcome] = []
    if any(word.text in ("--next", "-:") for word in args):
        # every part is a request with options of its own
        start = 0
        for index, word in enumerate((*args, Word("--next"))):
            if word.text in ("--next", "-:"):
                outcomes.extend(_curl_one(call, view, args[start:index]))
                start = index + 1
        return outcomes
    return _curl_one(call, view, args)


def _curl_one(call: Invocation, view: View, args: tuple[Word, ...]) -> list[Outcome]:
    options = parse(args, _CURL)
    if "-K" in options.seen:
        kept = [one for word in options.values("-K") for one in _configured(call, view, word)]
        if kept:
            options = parse((*kept, *args), _CURL)
    seen = options.seen
    urls: tuple[Word, ...] = (*options.operands, *options.values("--url"))
    given = options.value("-X")
    bodies: tuple[Word, ...] = ()
    if "-d" in seen or "-F" in seen:
        bodies = (*options.values("-d"), *options.values("-F"))
    if given is not None and given.text is None and not given.prefix and urls and not _here(urls[0]):
        return [
            BlindSpot(
                "blind/opaque-text",
                f"what {call.name} asks {urls[0].shown()} to do is only known at run time",
                certain=call.certain,
                origin=call.origin,
            )
        ]
    if given is not None:
        method = (given.text if given.text is not None else given.worst()).upper()
    elif "-G" in seen or "-I" in seen:
        method = "GET"
    else:
        method = "POST" if bodies else "PUT" if "-T" in seen else ""
    if "-H" in seen and method != "DELETE":
        method = _overridden(options.values("-H"), method)
    outcomes: list[Outcome] = []
    if "-G" in seen and bodies and not given:
        # the data becomes the query
        extra = "&".join(word.shown() for word in bodies)
        urls = tuple(Word((*url.parts, "&" if "?" in url.shown() else "?", extra), quoted=True) for url in urls)
        bodies = ()
    if method not in _READING or any("?" in url.shown() for url in urls):
        socket = options.text("--unix-socket") or ""
        for url in urls:
            outcomes.extend(http_request.judge(call, view, Request(method, url, bodies, "http", socket)))
    if "-Q" in seen:
        outcomes.extend(_quoted(call, options.values("-Q"), urls))
    output = options.value("-o")
    if output is not None:
        outcomes.extend(_written(call, output, view))
    return outcomes


def _here(url: Word) -> bool:
    """Whether a request goes to a service on this very machine."""
    host = (url.text or url.prefix).partition("://")[2] or (url.text or url.prefix)
    return host.startswith(("localhost", "127.0.0.1", "[::1]"))


def _configured(call: Invocation, view: View, word: Word) -> list[Word]:
    """The options that a file of `curl -K` holds, one a line: `request = DELETE`, `--url "https://…"`, `-s`."""
    if word.text == "-":
        inside = call.stdin.text.text if isinstance(call.stdin, Source) else None
    else:
        inside = text_of(absolute(word.text, directory_of(call, view)), view) if word.text else None
    words: list[Word] = []
    for line in (inside or "").splitlines():
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        at = next((index for index, one in enumerate(text) if one in " \t=:"), len(text))
        name, value = text[:at], text[at:].lstrip(" \t=:")
        if value[:1] == '"':
            value = value[1:].partition('"')[0] if "\\" not in value else value[1:].rstrip('"').replace('\\"', '"')
        words.append(Word(name if name.startswith("-") else "--" + name, quoted=True))
        if value:
            words.append(Word(value, quoted=True))
    return words


def _overridden(headers: list[Word], method: str) -> str:
    """`X-HTTP-Method-Override: DELETE`: many frameworks take the method from a header."""
    for word in headers:
        name, colon, value = word.worst().partition(":")
        if colon and name.strip().lower() in ("x-http-method-override", "x-http-method", "x-method-override"):
            return value.strip().upper()
    return method


def _quoted(call: Invocation, words: list[Word], urls: tuple[Word, ...]) -> list[Outcome]:
    """`curl -Q "DELE file"`: a command to the FTP or SFTP server itself."""
    found: list[Outcome] = []
    for word in words:
        command, _blank, what = word.shown().lstrip("-+*").strip().partition(" ")
        if command.lower() in ("dele", "rmd", "rm", "rmdir", "xrmd"):
            place = urls[0].shown() if urls else "the server"
            found.append(
                Effect(
                    "http/delete",
                    SERVICE_DELETE,
                    f"asks {place} to delete {what}",
                    (Target(SERVICE, what, (Facet("provider", "ftp"), Facet("url", place, "command"))),),
                    Extent(1, True, "files"),
                    certain=call.certain,
                    origin=call.origin,
                )
            )
    return found


def _wget(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _WGET)
    method = (options.text("--method") or "").upper()
    bodies = (
        *(word for name in ("--body-data", "--post-data") for word in options.values(name)),
        *(Word(("@", *word.parts)) for name in ("--body-file", "--post-file") for word in options.values(name)),
    )
    if not method and (options.has("--post-data") or options.has("--post-file")):
        method = "POST"
    if method != "DELETE" and options.has("--header"):
        method = _overridden(options.values("--header"), method)
    outcomes: list[Outcome] = []
    if method not in _READING or any("?" in url.shown() for url in options.operands):
        for url in options.operands:
            outcomes.extend(http_request.judge(call, view, Request(method, url, bodies)))
    output = options.value("-O")
    if output is not None:
        outcomes.extend(_written(call, output, view))
    return outcomes


def _httpie(call: Invocation, view: View) -> list[Outcome]:
    options = parse(call.args, _HTTPIE)
    if options.has("--offline", "--help", "--version", "--curl"):
        return _NOTHING
    words = options.operands
    if not words:
        return _NOTHING
    method = ""
    first = words[0].text
    if len(words) > 1 and first is not None and first.isalpha():
        method = first.upper()
        words = words[1:]
    url, items = words[0], words[1:]
    bodies: list[Word] = [*options.values("--raw")]
    headers: list[Word] = []
    for item in items:
        shown = item.shown()
        cut = min((at for at in (shown.find("="), shown.find(":"), shown.find("@")) if at >= 0), default=-1)
        if cut < 0:
            continue
        if shown[cut] == ":" and shown[cut : cut + 2] != ":=":
            headers.append(item)
        elif shown[cut : cut + 2] != "==":
            bodies.append(item)
    if not method:
        method = "POST" if bodies else ""
    if headers and method != "DELETE":
        method = _overridden(headers, method)
    if method in _READING and "?" not in url.shown():
        return _NOTHING
    return http_request.judge(call, view, Request(method, url, tuple(bodies)))


def _grpc(call: Invocation, view: View) -> list[Outcome]:
    """`grpcurl host:port package.Service/Method`: the method's name is the verb."""
    options = parse(call.args, _GRPC)
    if len(options.operands) < 2 or options.has("-help"):
        return _NOTHING
    server, method = options.operands[0], options.operands[1]
    if "/" not in method.shown():
        return _NOTHING
    url = Word(("grpc://", *server.parts, "/", *method.parts), quoted=True)
    return http_request.judge(call, view, Request("POST", url, tuple(options.values("-d")), "grpc"))


def _powershell(call: Invocation, view: View) -> list[Outcome]:
    """Invoke-RestMethod and Invoke-WebRequest, with parameters in any case and cut short."""
    values: dict[str, Word] = {}
    urls: list[Word] = []
    args = call.args
    index = 0
    while index < len(args):
        word = args[index]
        index += 1
        text = word.text if word.text is not None else word.prefix
        if text[:1] not in ("-", "–") or len(text) < 2:
            urls.append(word)
            continue
        key, colon, value = text.lower().replace("–", "-").partition(":")
        full = next((one for one in _POWER if one.startswith(key)), "")
        if colon:
            values[full or key] = Word(value)
        elif (
            index < len(args)
            and not (args[index].text or "x").startswith("-")
            and (full or not key.startswith(_SWITCHES))
        ):
            values[full or key] = args[index]
            index += 1
    if "-uri" in values:
        urls.insert(0, values["-uri"])
    given = values.get("-custommethod") or values.get("-method")
    method = given.worst().upper() if given is not None else ""
    body = values.get("-body")
    headers = values.get("-headers")
    if headers is not None and "override" in headers.shown().lower() and "delete" in headers.shown().lower():
        method = "DELETE"
    if not urls or (method in _READING and "?" not in urls[0].shown()):
        return _NOTHING
    return http_request.judge(call, view, Request(method, urls[0], (body,) if body is not None else ()))


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
