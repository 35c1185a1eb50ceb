"""The cold path: one process, one call. `python -I -S …/keyturn/hook/cold.py HOST [SOCKET] < payload`.

Started as a script so that nothing of site-packages runs; it puts its own package's place on the path. With a socket's
path it was started by the native client, because no daemon answered there: it sees to one for the next call, after it
answered this one.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# Hosts that do not take exit 2 for a stop: what they take. The native client has the same table.
JSON_HOSTS = {
    "antigravity": '{"decision": "deny", "reason": "%s"}',
    "cline": '{"cancel": true, "errorMessage": "%s"}',
    "grok": '{"decision": "deny", "reason": "%s"}',
    "hermes": '{"action": "block", "message": "%s", "decision": "block", "reason": "%s"}',
}
KEEPING = {"MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_ARENA_MAX": "1"}
"""For glibc: what a large call needed goes back to the system, and does not stay with the daemon."""
PAUSE = 2.0
"""Seconds between two attempts to start a daemon."""
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin:/run/current-system/sw/bin"


def add_places() -> None:
    """Put the package's place on the path: site-packages, or src of a working copy with its interpreter's libraries."""
    place = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    beside = os.path.join(os.path.dirname(os.path.dirname(sys.executable)), "lib", version, "site-packages")
    sys.path += [place] if place == beside else [place, beside]


def own_environment() -> dict[str, str]:
    """What our own process, and programs that it starts, go by: nothing that the agent chose."""
    return {"PATH": f"{os.path.dirname(sys.executable)}:{PATH}", "LC_ALL": "C.UTF-8"}


def fill_descriptors() -> None:
    """A descriptor that the host left closed must not become that of a file which is opened later.

    Reading the stand-in ends at once, and writing to it fails.
    """
    for handle in range(3):
        try:
            os.fstat(handle)
        except OSError:
            os.open(os.devnull, os.O_RDONLY)


def payload(largest: int) -> bytes:
    """Standard input, cut at one byte more than a call may have."""
    pieces: list[bytes] = []
    left = largest + 1
    while left > 0:
        piece = os.read(0, min(left, 1 << 20))
        if not piece:
            break
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def put(handle: int, data: bytes) -> None:
    """Write it all. Raises OSError."""
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]


def refuse(host: str, fault: BaseException) -> int:
    """The last boundary: a stop in the host's own way, without anything that could fail as well; the exit code."""
    why = f"Keyturn could not judge this call, so it stops: {type(fault).__name__}. Tell the person."
    try:  # noqa: SIM105 - contextlib would cost start-up
        os.write(2, why.encode() + b"\n")
    except OSError:
        pass
    if host not in JSON_HOSTS:
        return 2
    try:
        put(1, JSON_HOSTS[host].replace("%s", why).encode())
    except OSError:
        return 2
    return 0


def see_to_daemon(path: str, serve: "Sequence[str]") -> None:
    """Start the daemon for the next call, unless one was started a moment ago. `serve` are its program's words."""
    lock = path + ".lock"
    try:
        import time

        if time.time() - os.stat(lock).st_mtime < PAUSE:  # noqa: TID251 - a door of its own
            return
        os.utime(lock)
    except OSError:
        pass  # none was ever started
    nothing = [(os.POSIX_SPAWN_OPEN, handle, os.devnull, os.O_RDWR, 0) for handle in range(3)]
    words = [sys.executable, "-I", "-S", "-X", "utf8", *serve]
    os.posix_spawn(sys.executable, words, {**own_environment(), **KEEPING}, file_actions=nothing)


def main(
    arguments: "Sequence[str]",
    *,
    root: str = "",
    temporary: "tuple[str, ...] | None" = None,
    serve: "Sequence[str]" = (),
) -> None:
    """Answer and leave. Every fault ends as the host's stop. The named parameters are for tests."""
    code = 2
    host = arguments[0] if arguments else ""
    answering = True
    try:
        fill_descriptors()
        add_places()
        # the agent's variables are what its command would see; they are not what we go by ourselves
        theirs = dict(os.environ)  # noqa: TID251 - a door of its own
        os.environ.clear()  # noqa: TID251
        os.environ.update(own_environment())  # noqa: TID251
        from keyturn.wiring.gate import LARGEST, Surroundings, handle

        around = Surroundings(theirs, os.getcwd(), root=root, temporary=temporary)
        reply, after = handle(host, payload(LARGEST), around)
        try:  # noqa: SIM105 - contextlib would cost start-up
            put(2, reply.stderr)
        except OSError:
            pass  # the reason is lost, the answer is not
        put(1, reply.stdout)
        code = reply.code
        answering = False
        os.close(1)
        os.close(2)
        after()
    except BaseException as fault:  # noqa: BLE001 - the last boundary: never silence
        if answering:
            code = refuse(host, fault)
    if len(arguments) > 1:
        try:  # noqa: SIM105 - contextlib would cost start-up
            see_to_daemon(arguments[1], serve or (os.path.join(os.path.dirname(__file__), "serve.py"), arguments[1]))
        except BaseException:  # noqa: BLE001, S110 - the answer was given
            pass
    os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
