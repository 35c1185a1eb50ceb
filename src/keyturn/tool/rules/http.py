"""Requests made with curl and wget."""

from __future__ import annotations

from keyturn.model.effect import FILE_CHANGE, SERVICE_DELETE
from keyturn.model.rule import HIGH, LOW, Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id="http/delete",
        summary="A DELETE request to a service",
        why="An HTTP DELETE takes effect on the server at once. Nothing on this machine can bring back an index, a "
        "record or an environment that a service has dropped; agents have emptied services through their HTTP "
        "interface when the database itself was closed to them.",
        instead="GET the same address first and look at what it names, take the service's own snapshot or export, and "
        "let a person send the request.",
        severity=HIGH,
        confidence="high",
        category=SERVICE_DELETE,
        anchors=("delete",),
        match=(
            "curl -X DELETE http://search.internal:9200/orders",
            "curl --request=DELETE https://api.example.com/v1/users/7",
            "wget --method=DELETE https://api.example.com/v1/users/7",
        ),
        no_match=(
            "curl -X GET http://search.internal:9200/orders",
            "curl -d action=DELETE https://api.example.com/v1/log",
        ),
    ),
    Rule(
        id="http/delete-endpoint",
        summary="A POST request to an address that deletes",
        why="Several services delete by POST: a search engine's delete-by-query, a build server's doDelete. The request "
        "takes effect at once.",
        instead="Run the same query as a search first and look at the count, take a snapshot, and let a person send the "
        "request.",
        severity=HIGH,
        confidence="high",
        category=SERVICE_DELETE,
        anchors=("delete", "_flush", "_truncate"),
        match=(
            'curl -X POST http://search.internal:9200/orders/_delete_by_query -d \'{"query":{"match_all":{}}}\'',
            "curl -X POST https://ci.example.com/job/nightly/doDelete",
        ),
        no_match=(
            "curl -X POST http://search.internal:9200/orders/_search -d '{}'",
            "curl https://ci.example.com/job/nightly/doDelete",
        ),
    ),
    Rule(
        id="http/overwrite",
        summary="A download is written over a file outside the working directory",
        why="The file that stands there is replaced without a copy, and a configuration file fetched from elsewhere "
        "changes how the machine behaves.",
        instead="Download into a temporary directory, compare, then move it into place.",
        severity=LOW,
        confidence="medium",
        category=FILE_CHANGE,
        anchors=("curl", "wget"),
        match=("curl -o /etc/hosts https://example.com/hosts", "wget -O ../settings.json https://example.com/s.json"),
        no_match=("curl -o out.json https://example.com/s.json", "curl -o /dev/null https://example.com/"),
    ),
)
