"""Build the native client (native/keyturn_hook.c), and put it into platform wheels.

    python -m tools.build_native FILE [--target x86_64-linux] [--compiler zig|cc|gcc|clang]

Zig (`pip install ziglang`) makes the smallest, quickest program, and builds for other machines as well; otherwise the
system's compiler does, statically where it can. As hatchling's build hook this adds the client to a wheel when
KEYTURN_NATIVE is set: `1` for this machine, or one of TARGETS. Without it the wheel is pure Python and always works.
"""

import argparse
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "native" / "keyturn_hook.c"
FLAGS = ("-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror")
# our name: (Zig's, the wheel's)
TARGETS = {
    "x86_64-linux": ("x86_64-linux-musl", "manylinux_2_17_x86_64.musllinux_1_1_x86_64"),
    "aarch64-linux": ("aarch64-linux-musl", "manylinux_2_17_aarch64.musllinux_1_1_aarch64"),
    "x86_64-macos": ("x86_64-macos", "macosx_11_0_x86_64"),
    "aarch64-macos": ("aarch64-macos", "macosx_11_0_arm64"),
}


class BuildError(Exception):
    """There is no compiler, or it refused."""


def this_machine() -> str:
    """The name of the machine that this runs on."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())
    return f"{machine}-{'macos' if sys.platform == 'darwin' else sys.platform}"


def version() -> str:
    """The package's version, which the client names when it asks the daemon."""
    if not (ROOT / "src").exists():  # the tests of a wheel: the package is installed, its sources are not here
        from keyturn.version import __version__

        return __version__
    names: dict[str, Any] = {}
    exec((ROOT / "src" / "keyturn" / "version.py").read_text(encoding="utf-8"), names)
    return str(names["__version__"])


def compilers(wanted: str = "") -> list[list[str]]:
    """The beginnings of command lines, best first. Raises BuildError when there is none."""
    found: list[list[str]] = []
    if wanted in ("", "zig") and importlib.util.find_spec("ziglang") is not None:
        found.append([sys.executable, "-m", "ziglang", "cc"])
    for name in ("cc", "gcc", "clang"):
        place = shutil.which(name)
        if wanted in ("", name) and place is not None:
            found.append([place])
    if not found:
        raise BuildError(
            "no C compiler: install one (Debian, Ubuntu: apt-get install gcc libc6-dev; macOS: xcode-select --install), "
            f"or Zig into this environment: {sys.executable} -m pip install ziglang"
        )
    return found


def build(
    out: Path, *, target: str = "", compiler: str = "", flags: tuple[str, ...] = (), static: bool = True
) -> list[str]:
    """Build the client as `out`; the command that did it. Raises BuildError."""
    here = this_machine()
    target = target or here
    said = ""
    for start in compilers(compiler):
        zig = "ziglang" in start
        if target != here and not zig:
            raise BuildError(f"only Zig builds for {target} on {here}: pip install ziglang")
        chosen = ["-target", TARGETS[target][0]] if zig and target in TARGETS else []
        define = f'-DKEYTURN_BUILD="{version()}"'
        for linking in (["-static", "-s"], ["-s"], []) if static else ([],):
            words = [*start, *chosen, *FLAGS, *flags, define, *linking, str(SOURCE), "-o", str(out)]
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return words
            said = done.stderr
    raise BuildError(said)


class NativeClient(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own parameter says nothing here
    """Hatchling's hook."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the client as a script. Raises BuildError: a wheel that says a platform has to hold the client."""
        wanted = os.environ.get("KEYTURN_NATIVE", "")
        if version != "standard" or not wanted:
            return
        target = this_machine() if wanted == "1" else wanted
        if target not in TARGETS:
            raise BuildError(f"KEYTURN_NATIVE is 1 or one of {', '.join(TARGETS)}, not {target}")
        self._place = tempfile.mkdtemp(prefix="keyturn-native-")
        client = Path(self._place) / "keyturn-hook"
        build(client, target=target)
        build_data["shared_scripts"][str(client)] = "keyturn-hook"
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{TARGETS[target][1]}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take the built client away."""
        del version, build_data, artifact_path
        place = getattr(self, "_place", "")
        if place:
            shutil.rmtree(place, ignore_errors=True)


def main() -> int:
    """Build it where it is wanted."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--target", default="", choices=["", *TARGETS])
    parser.add_argument("--compiler", default="", choices=["", "zig", "cc", "gcc", "clang"])
    asked = parser.parse_args()
    fresh = asked.out.with_name(f"{asked.out.name}.new")
    try:
        words = build(fresh, target=asked.target, compiler=asked.compiler)
    except BuildError as why:
        print(f"build_native: {why}", file=sys.stderr)
        return 1
    os.replace(fresh, asked.out)
    print(f"{asked.out}: {asked.out.stat().st_size:,} bytes, by {words[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
