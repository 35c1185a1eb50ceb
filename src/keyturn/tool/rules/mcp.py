"""Tools of Model Context Protocol servers."""

from __future__ import annotations

from keyturn.model.effect import AVAILABILITY, DATA_LOSS, SERVICE_DELETE
from keyturn.model.rule import HIGH, MEDIUM, Rule

_PAGE = "https://modelcontextprotocol.io/specification/2025-06-18/server/tools"


def _call(server: str, tool: str, *arguments: tuple[str, str], **hints: str) -> tuple[str, str]:
    import json

    body = {"server": server, "tool": tool, "arguments": [list(one) for one in arguments], "hints": hints}
    return "mcp-call", json.dumps(body)


RULES: tuple[Rule, ...] = (
    Rule(
        id="mcp/destructive-tool",
        summary="A tool of an MCP server deletes what it is given",
        why="Such a tool acts with the server's own credentials, far from any shell that a guard would see, and the model "
        "chooses its arguments.",
        instead="Read what it would delete with the server's own listing tools, and let a person delete it.",
        severity=HIGH,
        confidence="high",
        category=SERVICE_DELETE,
        anchors=(
            "delete",
            "remove",
            "destroy",
            "drop",
            "purge",
            "reset",
            "wipe",
            "terminate",
            "revoke",
            "truncate",
            "prune",
            "cancel",
            "refund",
            "rollback",
            "restore",
            "clear",
            "flush",
            "uninstall",
        ),
        match=(
            _call("supabase", "delete_project", ("project_id", "abc")),
            _call("neon", "deleteBranch", ("branchId", "br-1")),
            _call("railway", "volume-delete", ("volumeId", "v1")),
        ),
        no_match=(
            _call("supabase", "list_projects"),
            _call("github", "get_deleted_branches"),
            _call("linear", "create_issue", ("title", "delete the old project")),
        ),
        source=_PAGE,
    ),
    Rule(
        id="mcp/deletes-records",
        summary="A tool of an MCP server deletes or changes records of a store, by a filter or all of them",
        why="An empty filter takes every document of a collection, and nothing in the tool's name tells the two apart.",
        instead="Count what the filter meets with the server's own counting tool, and name one record.",
        severity=HIGH,
        confidence="high",
        category=DATA_LOSS,
        anchors=("delete", "remove", "update", "replace", "drop"),
        match=(
            _call("mongodb", "delete-many", ("collection", "users"), ("filter", "{}")),
            _call("neo4j", "write_neo4j_cypher", ("query", "MATCH (n) DETACH DELETE n")),
        ),
        no_match=(
            _call("mongodb", "find", ("collection", "users"), ("filter", "{}")),
            _call("neo4j", "read_neo4j_cypher", ("query", "MATCH (n) RETURN n LIMIT 5")),
        ),
        source="https://github.com/mongodb-js/mongodb-mcp-server",
    ),
    Rule(
        id="mcp/stops-service",
        summary="A tool of an MCP server stops, pauses or turns off something",
        why="A project that is paused or scaled to nothing is down for everybody who uses it.",
        instead="Look at what runs there first, and let a person turn it off.",
        severity=MEDIUM,
        confidence="medium",
        category=AVAILABILITY,
        anchors=("stop", "pause", "suspend", "shutdown", "restart", "disable", "scale"),
        match=(_call("supabase", "pause_project", ("project_id", "abc")), _call("aws", "stopInstance", ("id", "i-1"))),
        no_match=(_call("supabase", "get_project", ("id", "abc")), _call("player", "get_pause_state")),
        source=_PAGE,
    ),
    Rule(
        id="mcp/says-destructive",
        summary="A tool of an MCP server says of itself that it destroys",
        why="Its server declares destructiveHint, and nothing in its name says what is lost.",
        instead="Look at the tool's description, and let a person decide.",
        severity=MEDIUM,
        confidence="medium",
        category=AVAILABILITY,
        anchors=("destructivehint",),
        match=(
            _call("acme", "frobnicate", ("id", "1"), destructiveHint="true"),
            _call("acme", "sync", destructiveHint="true", readOnlyHint="false"),
        ),
        no_match=(
            _call("acme", "sync", destructiveHint="true", readOnlyHint="true"),
            _call("acme", "sync", readOnlyHint="true"),
        ),
        source=_PAGE,
    ),
)
