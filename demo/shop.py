"""The throw-away repository: a small web shop with infrastructure, a database, photos, and a way to production.

    python3 -m demo.shop DIR

builds a small one in DIR/shop, the one that the pages under docs/ are written in. DIR must not exist.
"""

import os
import subprocess
import sys
from pathlib import Path

ARCHIVED = 2_229
PHOTOS = 15_000
TABLES = 21

INFRASTRUCTURE = """\
terraform {
  backend "s3" {
    bucket = "shop-terraform-state"
    key    = "production/terraform.tfstate"
    region = "eu-central-1"
  }
}

resource "aws_db_instance" "orders" {
  identifier          = "orders"
  instance_class      = "db.m6g.large"
  deletion_protection = true
  skip_final_snapshot = false
}
"""

CONFIGURATION = """\
# Which targets are production. A repository's file can only make Keyturn stricter.
[environment.prod]
matches = ["postgres://*.prod.example.com/*", "kube:context=prod-*"]

[[environment.prod.freeze]]
name = "code freeze"
from = {since}
until = {until}
"""

FILES: dict[str, str] = {
    "README.md": "# Shop\n\nNever run `rm -rf /` or `terraform destroy` here. `git push --force` is off limits too.\n",
    ".gitignore": "node_modules/\ndist/\nphotos/\n",
    "infra/main.tf": INFRASTRUCTURE,
    "web/package.json": (
        '{\n  "name": "shop-web",\n  "scripts": {\n    "build": "rm -rf dist && tsc",\n'
        '    "db:reset": "prisma migrate reset --force"\n  }\n}\n'
    ),
    "web/prisma/schema.prisma": 'datasource db {\n  provider = "postgresql"\n  url      = env("DATABASE_URL")\n}\n',
    "web/.env": "DATABASE_URL=postgresql://shop@orders.prod.example.com:5432/shop\n",
    "api/alembic.ini": (
        "[alembic]\nscript_location = migrations\nsqlalchemy.url = postgresql://shop@orders.prod.example.com/shop\n"
    ),
    "api/migrations/versions/0001_start.py": (
        '"""start"""\n\nfrom alembic import op\nimport sqlalchemy as sa\n\n'
        'revision = "0001"\ndown_revision = None\n\n\n'
        "def upgrade():\n"
        + "".join(f'    op.create_table("t{n:02}", sa.Column("id", sa.Integer()))\n' for n in range(TABLES))
        + "\n\ndef downgrade():\n"
        + "".join(f'    op.drop_table("t{n:02}")\n' for n in range(TABLES))
    ),
    "ops/cleanup.sh": '#!/bin/sh\nset -eu\n\n# old cache, see the runbook\nrm -rf /srv/shop/cache\n\necho "done"\n',
}


class Shop:
    """The repository and an environment with nothing of the caller's in it."""

    def __init__(self, place: Path, *, since: str, until: str, archived: int = ARCHIVED, photos: int = PHOTOS) -> None:
        self.root = place / "shop"
        home = place / "home"
        home.mkdir(parents=True)
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "TERM": os.environ.get("TERM", "dumb"),
            "TZ": "UTC",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_AUTHOR_NAME": "Demo",
            "GIT_AUTHOR_EMAIL": "demo@example.com",
            "GIT_COMMITTER_NAME": "Demo",
            "GIT_COMMITTER_EMAIL": "demo@example.com",
            # the same ids every day: pages show some of them
            "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z",
            "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
        }
        self.root.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.git("remote", "add", "origin", "https://git.example.com/shop.git")
        self.git("update-ref", "refs/remotes/origin/keep", self.commit_everything(since, until, archived, photos))

    @classmethod
    def small(cls, place: Path) -> "Shop":
        """The one that the pages are written in: few files, and a freeze that is over."""
        return cls(place, since="2026-01-01T00:00:00Z", until="2026-01-02T00:00:00Z", archived=40, photos=30)

    def git(self, *arguments: str) -> str:
        """Run git in the repository; raises CalledProcessError when it fails."""
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, env=self.environment, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def write(self, name: str, text: str | bytes) -> None:
        """Put a file into the work tree."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def commit_everything(self, since: str, until: str, archived: int, photos: int) -> str:
        """The first commit: every file above, an archive, and photos that git does not know."""
        for name, text in FILES.items():
            self.write(name, text)
        self.write("keyturn.toml", CONFIGURATION.format(since=since, until=until))
        archive = self.root / "archive"
        archive.mkdir()
        for number in range(archived):
            (archive / f"order-{number:04}.json").write_text(f'{{"order": {number}}}\n')
        album = self.root / "photos"
        for year in range(15):
            (album / str(2010 + year)).mkdir(parents=True)
        for number in range(photos):
            (album / str(2010 + number % 15) / f"{number:05}.jpg").touch()
        for name in ("web/node_modules/left", "web/dist"):
            (self.root / name).mkdir(parents=True)
            (self.root / name / "index.js").write_text("module.exports = 1\n")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=start")
        return self.git("rev-parse", "HEAD")

    def stage(self, files: dict[str, str | bytes | None]) -> None:
        """Write files (None deletes) and stage everything."""
        for name, text in files.items():
            if text is None:
                self.git("rm", "-r", "--quiet", "--", name)
            else:
                self.write(name, text)
        self.git("add", "--all")

    def forget(self, branch: str) -> None:
        """Back to main as it was; a branch made for one case goes."""
        self.git("reset", "--quiet", "--hard")
        self.git("checkout", "--quiet", "main")
        self.git("branch", "--quiet", "--delete", "--force", branch)


if __name__ == "__main__":
    if len(sys.argv) != 2 or Path(sys.argv[1]).exists():
        sys.exit("usage: python3 -m demo.shop DIR, where DIR does not exist yet")
    print(Shop.small(Path(sys.argv[1]).absolute()).root)
