"""Requests made with curl, wget, HTTPie, Invoke-RestMethod, and by `gh api` and `glab api`."""

from __future__ import annotations

from keyturn.model.effect import (
    AVAILABILITY,
    DATA_LOSS,
    EXPOSURE,
    FILE_CHANGE,
    GIT_REMOTE,
    PROTECTION_OFF,
    SERVICE_DELETE,
)
from keyturn.model.rule import CRITICAL, HIGH, LOW, MEDIUM, Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id="http/delete",
        summary="A DELETE request to a service",
        why="An HTTP DELETE takes effect on the server at once. Nothing on this machine can bring back an index, a "
        "record or an environment that a service has dropped; agents have emptied services through their HTTP "
        "interface when the database itself was closed to them.",
        instead="GET the same address first, `curl -s https://api.example.com/items/1`, and look at what it names; "
        "take the service's own snapshot or export, and let a person send the request.",
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
        source="https://www.rfc-editor.org/rfc/rfc9110.html#name-delete",
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
        anchors=(
            "delete",
            "destroy",
            "purge",
            "truncate",
            "wipe",
            "erase",
            "expunge",
            "prune",
            "remove",
            "clear",
            "revoke",
            "drop",
            "register",
            "uninstall",
            "unload",
            "flush",
            "nuke",
            "factory",
        ),
        match=(
            'curl -X POST http://search.internal:9200/orders/_delete_by_query -d \'{"query":{"match_all":{}}}\'',
            "curl -X POST https://ci.example.com/job/nightly/doDelete",
        ),
        no_match=(
            "curl -X POST http://search.internal:9200/orders/_search -d '{}'",
            "curl https://ci.example.com/job/nightly/doDelete",
        ),
        source="https://www.rfc-editor.org/rfc/rfc9110.html#name-delete",
    ),
    Rule(
        id="http/graphql-delete",
        summary="A GraphQL mutation that deletes",
        why="An agent that looked for a way around a credential error sent one `volumeDelete` mutation with curl, and a "
        "company's production volume and its backups were gone in nine seconds. A mutation has no dry run.",
        instead="Send the query for the same object first and look at what it is; let a person send the mutation.",
        severity=CRITICAL,
        confidence="high",
        category=SERVICE_DELETE,
        anchors=("mutation",),
        match=(
            'curl https://api.example.com/graphql -d \'{"query":"mutation{volumeDelete(volumeId:1)}"}\'',
            "http POST https://api.example.com/graphql query='mutation { deleteUser(id: 7) { id } }'",
        ),
        no_match=(
            'curl https://api.example.com/graphql -d \'{"query":"query{deletedUsers{id}}"}\'',
            'curl https://api.example.com/graphql -d \'{"query":"mutation{updateUser(id:7){deletedAt}}"}\'',
        ),
        source="https://spec.graphql.org/October2021/#sec-Mutation",
    ),
    Rule(
        id="http/stop",
        summary="A request that stops, disables, archives or rolls something back",
        why="The service answers at once, and whoever depends on it notices before the sender does.",
        instead="GET the same address first, tell those who depend on it, and let a person send the request.",
        severity=MEDIUM,
        confidence="medium",
        category=AVAILABILITY,
        anchors=("http", "curl", "wget", "invoke-", "irm", "iwr", "xh", "api"),
        match=(
            "curl -X POST http://search.internal:9200/orders/_close",
            "curl -X POST https://ci.example.com/job/nightly/disable",
            "http PUT https://api.example.com/v1/services/7/suspend",
        ),
        no_match=(
            "curl -X POST http://search.internal:9200/orders/_open",
            "curl https://api.example.com/v1/services/7/suspend",
        ),
        source="docs/policy.md, row 21",
    ),
    Rule(
        id="http/money",
        summary="A request that gives money back or sends it away",
        why="A refund or payout cannot be taken back once it has left.",
        instead="Read the charge first, and let a person refund it in the vendor's dashboard.",
        severity=HIGH,
        confidence="medium",
        category=SERVICE_DELETE,
        anchors=("refund", "payout", "reversal", "chargeback", "void"),
        match=(
            "curl https://api.stripe.com/v1/refunds -d charge=ch_7",
            "curl -X POST https://shop.example.com/api/orders/7/refund",
        ),
        no_match=("curl https://api.stripe.com/v1/refunds", "curl -X POST https://shop.example.com/api/orders -d id=7"),
        source="https://docs.stripe.com/api/refunds/create",
    ),
    Rule(
        id="http/protection-off",
        summary="A request that switches a protection off",
        why="Deletion protection, branch rules and the like are what stands between a slip and a loss; the loss comes "
        "later, and then nothing stops it.",
        instead="Read the present setting first, and let a person who owns it change it.",
        severity=HIGH,
        confidence="medium",
        category=PROTECTION_OFF,
        anchors=("protect", "enforce", "required", "versioning", "backup", "destructive", "allow", "mfa", "scanning"),
        match=(
            "curl -X PATCH https://api.example.com/v1/db/7 -d '{\"deletion_protection\": false}'",
            'curl -X PUT http://s:9200/_cluster/settings -d \'{"persistent":{"action.destructive_requires_name":false}}\'',
        ),
        no_match=(
            "curl -X PATCH https://api.example.com/v1/db/7 -d '{\"deletion_protection\": true}'",
            'curl -X PATCH https://api.example.com/v1/db/7 -d \'{"name": "orders"}\'',
        ),
        source="docs/policy.md, row 22",
    ),
    Rule(
        id="http/exposure",
        summary="A request that makes something public",
        why="What was public for a minute has been copied; secrets in the history of a repository are then known.",
        instead="Look at what it holds first, and let its owner publish it.",
        severity=HIGH,
        confidence="high",
        category=EXPOSURE,
        anchors=("private", "public"),
        match=(
            "curl -X PATCH https://api.github.com/repos/acme/app -d '{\"private\":false}'",
            "curl -X PUT https://gitlab.example.com/api/v4/projects/7 -d visibility=public",
        ),
        no_match=(
            "curl -X PATCH https://api.github.com/repos/acme/app -d '{\"private\":true}'",
            'curl -X PATCH https://api.github.com/repos/acme/app -d \'{"description":"x"}\'',
        ),
        source="https://docs.github.com/en/rest/repos/repos#update-a-repository",
    ),
    Rule(
        id="http/force-ref",
        summary="A ref of a remote repository is moved by force",
        why="Commits that only the old position reached are lost to everybody who has not fetched them.",
        instead="Read the ref first, and push with a lease from a clone that has the old commits.",
        severity=HIGH,
        confidence="high",
        category=GIT_REMOTE,
        anchors=("git/refs",),
        match=(
            'curl -X PATCH https://api.github.com/repos/acme/app/git/refs/heads/main -d \'{"sha":"a1","force":true}\'',
            "gh api -X PATCH repos/acme/app/git/refs/heads/main -f sha=a1b2 -F force=true",
        ),
        no_match=(
            'curl -X PATCH https://api.github.com/repos/acme/app/git/refs/heads/main -d \'{"sha":"a1"}\'',
            "gh api repos/acme/app/git/refs/heads/main",
        ),
        source="https://docs.github.com/en/rest/git/refs#update-a-reference",
    ),
    Rule(
        id="http/load-balancer",
        summary="A load balancer is told to take servers out of service",
        why="Traffic moves at once; when the last server of a backend is out, every request fails.",
        instead="Ask for the state first: `echo 'show servers state' | socat stdio /run/haproxy/admin.sock`.",
        severity=MEDIUM,
        confidence="high",
        category=AVAILABILITY,
        anchors=("socat", "nc", "ncat", "netcat"),
        match=(
            "echo 'disable server shop/web1' | socat stdio /run/haproxy/admin.sock",
            "echo 'set server shop/web1 state maint' | sudo socat - UNIX-CONNECT:/run/haproxy/admin.sock",
        ),
        no_match=(
            "echo 'enable server shop/web1' | socat stdio /run/haproxy/admin.sock",
            "echo 'show stat' | socat stdio /run/haproxy/admin.sock",
        ),
        source="https://docs.haproxy.org/2.9/management.html#9.3",
    ),
    Rule(
        id="http/cache-flush",
        summary="A cache is emptied through its socket",
        why="Every request then goes to the database at once, and sessions that lived in the cache alone are lost.",
        instead="Delete the one key, or look first: `echo stats | nc localhost 11211`.",
        severity=HIGH,
        confidence="high",
        category=DATA_LOSS,
        anchors=("flush_all",),
        match=("echo flush_all | nc localhost 11211", "printf 'flush_all\\r\\n' | ncat cache.internal 11211"),
        no_match=("echo stats | nc localhost 11211", "echo flush_all"),
        source="https://github.com/memcached/memcached/blob/master/doc/protocol.txt",
    ),
    Rule(
        id="http/overwrite",
        summary="A download is written over a file outside the working directory",
        why="The file that stands there is replaced without a copy, and a configuration file fetched from elsewhere "
        "changes how the machine behaves.",
        instead="Download into a temporary directory, `curl -fsSL https://example.com/file -o /tmp/file`, compare, "
        "then move it into place.",
        severity=LOW,
        confidence="medium",
        category=FILE_CHANGE,
        anchors=("curl", "wget"),
        match=("curl -o /etc/hosts https://example.com/hosts", "wget -O ../settings.json https://example.com/s.json"),
        no_match=("curl -o out.json https://example.com/s.json", "curl -o /dev/null https://example.com/"),
        source="https://www.rfc-editor.org/rfc/rfc9110.html#name-put",
    ),
)
