"""Which database a project's own files name, for the tools that read them: addresses only, no code is run.

Files: Rails' and soda's `database.yml`, sequelize's `config.json`, Flyway's `flyway.conf` and `flyway.toml`,
`liquibase.properties`, sql-migrate's `dbconfig.yml`, phinx.yml, and `.env` where the tool itself loads it.
"""

from __future__ import annotations

from keyturn.tool.database_url import target_of
from keyturn.tool.locate import directory_of
from keyturn.tool.surroundings import ini, text_of, variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.language.document import Node
    from keyturn.model.invocation import Invocation
    from keyturn.model.target import Target
    from keyturn.tool.options import Options
    from keyturn.tool.view import View

# Program → its reader's name, the variables that say which environment, and the one it takes without.
_ENVIRONMENTS: dict[str, tuple[tuple[str, ...], str]] = {
    "rails": (("RAILS_ENV", "RACK_ENV"), "development"),
    "rake": (("RAILS_ENV", "RACK_ENV"), "development"),
    "sequelize": (("NODE_ENV",), "development"),
    "sequelize-cli": (("NODE_ENV",), "development"),
    "soda": (("GO_ENV",), "development"),
    "buffalo": (("GO_ENV",), "development"),
    "sql-migrate": ((), "development"),
    "phinx": (("PHINX_ENVIRONMENT",), "development"),
}
_DOTENV = frozenset(
    "dbmate diesel sqlx sea-orm-cli sea artisan console doctrine goose ace payload graphile-migrate spark".split()
)


def configured(call: Invocation, view: View, options: Options) -> Target | None:
    """The database that the project's files name; None when they name none."""
    name = call.name
    directory = directory_of(call, view)
    if directory is None:
        return None
    if name == "flyway":
        return _flyway(view, directory, options)
    if name == "liquibase":
        given = options.text("--defaults-file") or options.text("--defaultsFile") or "liquibase.properties"
        path = given if given.startswith("/") else f"{directory}/{given}"
        text = text_of(path, view, 200_000)
        section = ini(text).get("", {}) if text is not None else {}
        url = section.get("liquibase.command.url") or section.get("url", "")
        return _of(url, path, directory)
    if name in _ENVIRONMENTS:
        found = _by_environment(call, view, options, directory)
        if found is not None:
            return found
    if name in _DOTENV:
        return _dotenv(view, directory)
    return None


def _of(url: str, source: str, directory: str) -> Target | None:
    url = url.strip().strip("'\"").removeprefix("jdbc:")
    if not url or "${" in url or "<%" in url or "{{" in url or url.startswith("$"):
        return None
    return target_of(url, source, directory=directory, overridable=True)


def _flyway(view: View, directory: str, options: Options) -> Target | None:
    given = options.text("-configFiles")
    names = given.split(",") if given else ["flyway.toml", "flyway.user.toml", "flyway.conf", "conf/flyway.conf"]
    wanted = options.text("-environment")
    for one in names:
        path = one if one.startswith("/") else f"{directory}/{one}"
        text = text_of(path, view, 200_000)
        if text is None:
            continue
        sections = ini(text)
        if one.endswith(".toml"):
            chosen = wanted or sections.get("flyway", {}).get("environment", "default").strip("'\"")
            url = sections.get(f"environments.{chosen}", {}).get("url", "")
        else:
            url = sections.get("", {}).get("flyway.url", "")
        found = _of(url, path, directory)
        if found is not None:
            return found
    return None


def _by_environment(call: Invocation, view: View, options: Options, directory: str) -> Target | None:
    variables, chosen = _ENVIRONMENTS[call.name]
    for one in variables:
        value = variable(call, view, one)
        if value is not None and value.text != "":
            if value.text is None:
                return None
            chosen = value.text
            break
    for option in ("--env", "-env", "-e"):
        value = options.value(option)
        if value is not None:
            if value.text is None:
                return None
            chosen = value.text
    given = options.text("--config") or options.text("-config") or options.text("-c")
    places = [given] if given else ["config/database.yml", "config/config.json", "database.yml", "dbconfig.yml"]
    if call.name == "phinx":
        places = [given or "phinx.yml", "phinx.yaml", "phinx.json"]
    for one in places:
        path = one if one.startswith("/") else f"{directory}/{one}"
        text = text_of(path, view, 200_000)
        if text is None:
            continue
        from keyturn.language.document import read_json, read_yaml

        # ERB in the values is only text here; a value that holds any is not known
        root = (read_json(text) if path.endswith(".json") else read_yaml(text)).root
        section = root.at("environments", chosen) if call.name == "phinx" else root.get(chosen)
        if section is not None:
            return _of_section(_first(section), path, directory)
    return None


def _first(section: Node) -> Node:
    """The entry itself, or that of its first database when it names several."""
    if section.get("url") or section.get("database") or section.get("adapter") or section.get("datasource"):
        return section
    for _key, value in section.pairs:
        if value.pairs:
            return value
    return section


def _of_section(section: Node, path: str, directory: str) -> Target | None:
    url = section.scalar("url") or section.scalar("datasource")
    if url and "://" in url:
        return _of(url, path, directory)
    engine = section.scalar("adapter") or section.scalar("dialect") or ""
    host = section.scalar("host") or ""
    port = section.scalar("port") or ""
    database = section.scalar("database") or section.scalar("name") or section.scalar("storage") or ""
    if any("<%" in one or "$" in one or "{{" in one for one in (host, port)):
        return None
    if "<%" in database or "{{" in database or "%%" in database:
        database = ""
    if engine.startswith("sqlite"):
        return _of("sqlite:///" + database, path, directory) if database else None
    if not engine:
        return None
    if engine == "postgresql" and not host:
        return _of(f"postgresql:///{database}", path, directory)
    if not host:
        return None
    engine = {"mysql2": "mysql", "trilogy": "mysql", "pgsql": "postgresql"}.get(engine, engine)
    return _of(f"{engine}://{host}{':' + port if port else ''}/{database}", path, directory)


def _dotenv(view: View, directory: str) -> Target | None:
    path = directory + "/.env"
    text = text_of(path, view, 200_000)
    if text is None:
        return None
    values: dict[str, str] = {}
    for raw in text.splitlines():
        line = raw.strip().removeprefix("export ")
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            values[name.strip()] = value.strip().strip("'\"")
    for name in ("DATABASE_URL", "DB_URL", "GOOSE_DBSTRING"):
        if "://" in values.get(name, "") or values.get(name, "").startswith("sqlite:"):
            return _of(values[name], path, directory)
    engine, host = values.get("DB_CONNECTION", ""), values.get("DB_HOST", "")
    database = values.get("DB_DATABASE", "")
    if engine == "sqlite":
        return _of("sqlite:///" + (database or "database/database.sqlite"), path, directory)
    if engine and host:
        engine = {"pgsql": "postgresql", "sqlsrv": "mssql"}.get(engine, engine)
        port = values.get("DB_PORT", "")
        return _of(f"{engine}://{host}{':' + port if port else ''}/{database}", path, directory)
    return None
