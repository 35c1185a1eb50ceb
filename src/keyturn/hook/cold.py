"""The cold path: one process, one call. `python -I -S …/keyturn/hook/cold.py HOST < payload`.

Started as a script so that nothing of site-packages runs; it puts its own package's place on the path.
"""

import os
import sys


def main() -> None:
    """Answer and leave. Every fault ends as exit 2 with a reason, which every host takes for a stop."""
    code = 2
    try:
        # …/keyturn/hook/cold.py → …: site-packages, or src of a working copy, whose libraries the interpreter has
        place = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        beside = os.path.join(os.path.dirname(os.path.dirname(sys.executable)), "lib", version, "site-packages")
        sys.path += [place] if place == beside else [place, beside]
        from keyturn.wiring.gate import LARGEST, handle, here

        payload = sys.stdin.buffer.read(LARGEST + 1)
        reply, after = handle(sys.argv[1], payload, here())
        os.write(2, reply.stderr)
        out = memoryview(reply.stdout)
        while out:
            out = out[os.write(1, out) :]
        code = reply.code
        os.close(1)
        os.close(2)
        after()
    except BaseException as fault:  # noqa: BLE001 - the last boundary: never silence
        try:  # noqa: SIM105 - contextlib would cost start-up
            os.write(2, f"Keyturn could not judge this call: {type(fault).__name__}. Nothing passes.\n".encode())
        except OSError:
            pass
    os._exit(code)


if __name__ == "__main__":
    main()
