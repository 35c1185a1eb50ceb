"""drizzle-kit and Prisma, the real ones, told to destroy: on a clone they do, and production is not touched."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests import parts
from tests.production import PASSWORD, production, rehearsed, rows, tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.production import Production

SHOP = (
    "create table users(id serial primary key, name text not null)",
    "create table orders(id serial primary key, user_id int references users, total int not null)",
    "create table legacy_payments(id serial primary key, amount int)",
    "insert into users(name) select 'u' || g from generate_series(1, 20) g",
    "insert into orders(user_id, total) select g % 20 + 1, g from generate_series(1, 5000) g",
    "insert into legacy_payments(amount) select g from generate_series(1, 777) g",
)

DRIZZLE_CONFIG = """
import { defineConfig } from "drizzle-kit";
export default defineConfig({
  dialect: "postgresql", schema: "./schema.ts", out: "./drizzle",
  dbCredentials: { url: process.env.DATABASE_URL! },
});
"""
DRIZZLE_SCHEMA = """
import { pgTable, serial, text } from "drizzle-orm/pg-core";
export const users = pgTable("users", { id: serial("id").primaryKey(), name: text("name").notNull() });
"""

PRISMA_SCHEMA = """
generator client {
  provider = "prisma-client-js"
  engineType = "client"
}
datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
model User {
  id   Int    @id @default(autoincrement())
  name String
  @@map("users")
}
"""
PRISMA_CONFIG = """
import path from "node:path";
import pg from "pg";
import { PrismaPg } from "@prisma/adapter-pg";
import { defineConfig } from "prisma/config";

// the engine in the package reads columns of the types "char" and name, which its adapter does not know: as text
const TEXT = 25;
function asText(result: any) {
  for (const one of Array.isArray(result) ? result : [result])
    for (const field of one?.fields ?? []) if (field.dataTypeID === 18 || field.dataTypeID === 19) field.dataTypeID = TEXT;
  return result;
}
class Client extends pg.Client {
  query(...given: any[]): any {
    const last = given[given.length - 1];
    if (typeof last === "function") {
      given[given.length - 1] = (error: any, result: any) => last(error, error ? result : asText(result));
      return (super.query as any)(...given);
    }
    const said = (super.query as any)(...given);
    return said && typeof said.then === "function" ? said.then(asText) : said;
  }
}
// no engine is fetched: the one that comes with the package is used
for (const name of ["PRISMA_SCHEMA_ENGINE_BINARY", "PRISMA_QUERY_ENGINE_LIBRARY", "PRISMA_QUERY_ENGINE_BINARY"])
  process.env[name] = "/bin/true";
export default defineConfig({
  experimental: { adapter: true },
  engine: "js",
  schema: path.join(__dirname, "schema.prisma"),
  adapter: async () => new PrismaPg(new pg.Pool({ connectionString: process.env.DATABASE_URL, Client } as any)),
} as any);
"""


@pytest.fixture(scope="module")
def real() -> Iterator[Production]:
    with production() as found:
        yield found


@pytest.fixture
def drizzle(tmp_path: Path) -> Path:
    (tmp_path / "drizzle.config.ts").write_text(DRIZZLE_CONFIG, encoding="utf-8")
    (tmp_path / "schema.ts").write_text(DRIZZLE_SCHEMA, encoding="utf-8")
    (tmp_path / "package.json").write_text('{"name": "shop", "private": true}', encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(parts.npm("drizzle") / "node_modules")
    return tmp_path


@pytest.fixture
def prisma(tmp_path: Path) -> Path:
    (tmp_path / "prisma.config.ts").write_text(PRISMA_CONFIG, encoding="utf-8")
    (tmp_path / "schema.prisma").write_text(PRISMA_SCHEMA, encoding="utf-8")
    (tmp_path / "package.json").write_text('{"name": "shop", "private": true}', encoding="utf-8")
    (tmp_path / "node_modules").symlink_to(parts.npm("prisma") / "node_modules")
    return tmp_path


def test_drizzle_push_force_drops_what_the_schema_does_not_name(real: Production, drizzle: Path) -> None:
    url = real.database("drizzled", *SHOP)
    with real.untouched("drizzled"):
        report = rehearsed("npx drizzle-kit push --force", drizzle, {"DATABASE_URL": url})
    assert rows(report) == {"orders": (5000, None), "legacy_payments": (777, None)}
    assert all(table.dropped for table in tables(report).values())
    assert report.exit_code == 0
    assert PASSWORD not in report.output


def test_drizzle_on_production_shows_the_same_without_a_row_copied(real: Production, drizzle: Path) -> None:
    url = real.database("drizzled", *SHOP)
    (drizzle / ".env").write_text(f"DATABASE_URL={url}\n", encoding="utf-8")
    with real.untouched("drizzled"):
        report = rehearsed("npx drizzle-kit push --force", drizzle, {"DATABASE_URL": url}, rows="schema")
    assert rows(report) == {"orders": (5000, None), "legacy_payments": (777, None)}
    assert "rows" in report.not_rehearsed[0].what
    assert (drizzle / ".env").read_text(encoding="utf-8") == f"DATABASE_URL={url}\n"
    assert str(drizzle / ".env") not in report.difference.files.changed.paths


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (
            "npx prisma db push --accept-data-loss --skip-generate",
            {"orders": (5000, None), "legacy_payments": (777, None)},
        ),
        pytest.param(
            "npx prisma db push --force-reset --skip-generate",
            {"users": (20, 0), "orders": (5000, None), "legacy_payments": (777, None)},
            marks=pytest.mark.soak,
        ),
        (
            "npx prisma migrate reset --force --skip-generate --skip-seed",
            {"users": (20, None), "orders": (5000, None), "legacy_payments": (777, None)},
        ),
    ],
)
def test_prisma_drops(
    real: Production, prisma: Path, command: str, expected: dict[str, tuple[int, int | None]]
) -> None:
    url = real.database("prismatic", *SHOP)
    agent = {"CLAUDECODE": "1", "CURSOR_AGENT": "1"}
    with real.untouched("prismatic"):
        report = rehearsed(command, prisma, {"DATABASE_URL": url + "?schema=public", **agent})
    lost = {name: pair for name, pair in rows(report).items() if pair[0]}
    assert lost == expected, (report.output, report.not_rehearsed)
    assert os.listdir(prisma)
