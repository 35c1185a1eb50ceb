"""curl and wget: deleting requests and what a download is written over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.model.effect import SERVICE_DELETE
from keyturn.model.invocation import Invocation
from keyturn.model.word import Word
from keyturn.tool import http_request, network
from keyturn.tool.view import View
from tests.support import DictWorkspace, judged, rules, verdict


@pytest.mark.parametrize(
    "command",
    [
        "curl -X DELETE http://search.internal:9200/orders",
        "curl -XDELETE http://search.internal:9200/orders",
        "curl -sX DELETE http://search.internal:9200/orders",
        "curl --request DELETE http://search.internal:9200/orders",
        "curl --request=delete http://search.internal:9200/orders",
        "curl http://search.internal:9200/orders -H 'A: b' -X DELETE",
        "curl -X DELETE --url http://search.internal:9200/orders",
        "curl -X DELETE localhost:9200/orders",
        'curl -X DELETE "$HOST/orders"',
        "wget --method=DELETE http://search.internal:9200/orders",
        "sudo env A=b curl -X DELETE http://search.internal:9200/orders",
    ],
)
def test_every_spelling_of_a_delete(command: str) -> None:
    assert rules(command) == ["http/delete"]
    assert verdict(command) == "hold"


def test_the_address_is_the_target() -> None:
    (effect,) = judged("curl -X DELETE https://user:pw@api.example.com/v1/users/7?x=1").effects
    (target,) = effect.targets
    assert effect.category == SERVICE_DELETE
    assert target.facet("host") == "api.example.com"
    assert effect.summary == "asks api.example.com to delete /v1/users/7"


def test_posts_that_delete() -> None:
    assert rules("curl -X POST http://s:9200/logs/_delete_by_query -d '{}'") == ["http/delete-endpoint"]
    assert rules("curl http://s:9200/logs/_delete_by_query -d '{}'") == ["http/delete-endpoint"]
    assert rules("curl http://s:9200/logs/_search -d '{}'") == []


@pytest.mark.parametrize(
    "command",
    [
        "curl https://example.com",
        "curl -X GET https://example.com/delete",
        "curl -H 'X-HTTP: DELETE' https://example.com",
        "curl -d method=DELETE https://example.com",
        "curl -o out.json https://example.com",
        "curl -fsSLO https://example.com/x.tgz",
        "curl -so /dev/null -w '%{http_code}' https://example.com",
        "wget https://example.com/x.tgz",
        "wget -qO- https://example.com",
    ],
)
def test_ordinary_requests_are_allowed(command: str) -> None:
    assert rules(command) == []


LOSING = [
    "curl -XDELETE localhost:9200/logs",
    "curl --request delete http://x/y",
    "curl -X POST -H 'X-HTTP-Method-Override: DELETE' https://x/y",
    "curl -H \"x-http-method-override:delete\" -d '' https://x/y",
    "http DELETE :8080/users/1",
    "http delete example.com/users/1",
    "xh delete example.com/users/1",
    "http POST example.com/users/7/deactivate",
    "Invoke-RestMethod -Method Delete -Uri https://x/y",
    "irm https://x/y -Method DELETE",
    "pwsh -c \"Invoke-WebRequest -Uri https://x/y -Method 'DELETE'\"",
    "curl -X POST https://x/idx/_delete_by_query -d '{}'",
    (
        "curl -X POST https://x/_aliases -H 'Content-Type: application/json' -d"
        ' \'{"actions":[{"remove":{"index":"a","alias":"b"}}]}\''
    ),
    'curl -X POST https://x/_aliases -d \'{"actions":[{"remove_index":{"index":"a"}}]}\'',
    "curl -X POST https://x/1/indexes/products/clear",
    "curl -X POST https://x/indexes/movies/documents/delete-batch -d '[1,2]'",
    "curl -X PUT https://x/repos/a/b/actions/workflows/1/disable",
    "curl -X POST https://api.stripe.com/v1/subscriptions/s/cancel",
    "curl https://api.stripe.com/v1/refunds -d charge=ch_1",
    (
        'curl -X POST https://x/graphql -d \'{"query":"mutation {'
        ' deleteRepository(input:{repositoryId:\\"x\\"}) { clientMutationId } }"}\''
    ),
    "curl -X POST https://x/graphql -d 'mutation M { a: volumeDelete(volumeId: \"x\") }'",
    "curl 'http://localhost:8123/?query=DROP%20TABLE%20x'",
    "curl http://localhost:8123/ -d 'DROP TABLE users'",
    'curl -G http://localhost:8086/query --data-urlencode "q=DROP DATABASE metrics"',
    "curl 'http://localhost:8983/solr/admin/collections?action=DELETE&name=x'",
    "curl http://localhost:8983/solr/x/update -d '<delete><query>*:*</query></delete>'",
    "curl -X POST http://localhost:9090/api/v1/admin/tsdb/delete_series?match[]=up",
    'curl ftp://x/ -Q "DELE file.txt"',
    'curl -X PUT http://x/idx/_settings -d \'{"index":{"number_of_replicas":0}}\'',
    'curl -X PATCH https://api.github.com/repos/a/b -d \'{"visibility":"public"}\'',
    "wget --method=DELETE -O - https://x/y",
    "wget --post-data='' https://x/job/y/doDelete",
    'curl -X "DELETE" "$URL/x"',
    "curl --unix-socket /var/run/docker.sock -X DELETE http://localhost/volumes/db",
    "curl -X PATCH https://x/v1/databases/1 -d '{\"deletion_protection\":false}'",
    "curl -X PATCH https://app.launchdarkly.com/api/v2/flags/p/f -d '{\"enabled\":false}'",
    (
        'curl -X POST https://x/graphql -d \'{"query":"mutation { updateRepository(input:{visibility'
        ":PUBLIC}) { id } }\"}'"
    ),
    (
        'curl -X POST https://x/graphql -H \'c: j\' -d "{\\"query\\":\\"mutation { serviceDelete(id: \\\\\\'
        '"$ID\\\\\\") }\\"}"'
    ),
    'curl -sS "https://api.example.com/v1/users/$ID" -X DELETE',
    "for i in 1 2 3; do curl -X DELETE https://x/users/$i; done",
    "xargs -I{} curl -X DELETE https://x/{} < ids",
    "curl -X POST http://es:9200/_snapshot/r/s/_restore -d '{}'",
    ('curl -X PUT http://es:9200/_cluster/settings -d \'{"transient":{"cluster.routing.allocation.enable":"none"}}\''),
    "curl -X POST http://es:9200/idx/_freeze",
    "curl -X POST http://qdrant:6333/collections/c/points/delete -d '{}'",
    "curl -X POST http://localhost:8001/services/x -X DELETE",
    "curl -X POST https://api.pagerduty.com/x/y/delete",
    "curl -X POST -u a:b http://jenkins/job/x/disable",
    "curl -X POST -u a:b http://jenkins/safeRestart",
    "curl -X POST -u a:b http://jenkins/quietDown",
    "curl -X POST http://jenkins/scriptText --data-urlencode 'script=Jenkins.instance.items.each{it.delete()}'",
    "curl -X POST http://localhost:8080/actuator/shutdown",
    "curl -X PUT http://consul:8500/v1/agent/leave",
    "curl -X PUT http://vault:8200/v1/sys/seal",
    "curl --request POST http://vault:8200/v1/secret/destroy/app",
    "curl -X POST https://gitlab/api/v4/projects/1/archive",
    "curl -X POST https://gitlab/api/v4/projects/1/pipelines/2/cancel",
    "curl -X PUT https://gitlab/api/v4/projects/1 -d visibility=public",
    'curl -X DELETE -H "Authorization: Bearer $T" https://api.sendgrid.com/v3/templates/1',
    'curl -X PATCH https://x/apps/a/formation -d \'{"updates":[{"type":"web","quantity":0}]}\'',
]
PLAIN = [
    "curl -fsSL https://deb.nodesource.com/setup -o setup.sh",
    (
        'curl -X POST https://api.github.com/repos/a/b/pulls -d \'{"title":"remove x","head":"a","ba'
        'se":"main","body":"mutation delete"}\''
    ),
    'curl -X PUT https://x/api/v1/items/7 -d \'{"status":"cancelled"}\'',
    'curl -X POST https://x/api/v1/workflows/dispatch -d \'{"ref":"main"}\'',
    "curl -X POST http://localhost:3000/api/deleted-items/search -d '{}'",
    "curl -X POST http://localhost:3000/api/checkout -d '{\"enabled\":false}'",
    "curl -X POST https://x/v1/traces -d @trace.json",
    "curl -X PURGE http://localhost/",
    "curl -X POST https://x/api/v1/notifications/clear",
    "curl -X POST https://x/api/session/close-modal",
    'curl -X PATCH https://x/api/v1/user/settings -d \'{"notifications":{"enabled":false}}\'',
    "curl 'https://x/wp-admin/?action=edit&post=7'",
    'curl -d \'{"query":"{ users { id } }"}\' https://x/graphql',
    "curl https://x/graphql --data-binary @query.graphql",
    'curl -X POST https://x/graphql -d \'{"query":"mutation { createUser(name:\\"a\\") { id removedAt } }"}\'',
    ('curl -X PUT http://es:9200/_cluster/settings -d \'{"transient":{"cluster.routing.allocation.enable":"all"}}\''),
    'curl -X POST http://es:9200/_reindex -d \'{"source":{"index":"a"},"dest":{"index":"b"}}\'',
    "curl -X POST http://es:9200/idx/_doc -d '{\"deleted\":true}'",
    "curl -X POST http://qdrant:6333/collections/c/points/search -d '{}'",
    "curl -X POST -u a:b http://jenkins/job/x/build",
    "curl -X POST -u a:b http://jenkins/job/x/buildWithParameters?DELETE=true",
    "curl -X POST http://localhost:8080/actuator/refresh",
    "curl -X POST https://gitlab/api/v4/projects/1/pipeline?ref=main",
    "http GET example.com/users/1",
    "http example.com/users name=x",
    "https example.com",
    "Invoke-RestMethod -Uri https://x/y",
    "Invoke-RestMethod -Method Post -Uri https://x/y -Body '{\"a\":1}'",
    "curl -X POST https://x/idx/_search -d '{}'",
    "curl -X POST https://x/idx/_msearch -d '{}'",
    'curl -X POST https://x/idx/_count -d \'{"query":{"match":{"status":"deleted"}}}\'',
    "curl -X POST https://x/idx/_forcemerge",
    "curl -X POST https://x/idx/_refresh",
    "curl -X POST https://x/idx/_flush",
    "curl -X POST https://x/_cache/clear",
    'curl -X POST https://x/_aliases -d \'{"actions":[{"add":{"index":"a","alias":"b"}}]}\'',
    'curl -X POST https://x/1/indexes/products/query -d \'{"params":"query=phone"}\'',
    'curl -X POST https://x/indexes/movies/search -d \'{"q":"delete"}\'',
    'curl -X POST https://x/graphql -d \'{"query":"query { repository(owner:\\"a\\") { deleteBranchOnMerge } }"}\'',
    (
        'curl -X POST https://x/graphql -d \'{"query":"mutation { createIssue(input:{title:\\"delete'
        ' me\\"}) { issue { id } } }"}\''
    ),
    'curl -G http://localhost:8086/query --data-urlencode "q=SELECT * FROM cpu"',
    "curl 'http://localhost:8123/?query=SELECT+1'",
    "curl -X POST http://localhost:9090/-/reload",
    'curl -X POST https://hooks.slack.com/services/T/B/x -d \'{"text":"deleted"}\'',
    'curl -X POST https://api.example.com/login -d \'{"user":"a","password":"b"}\'',
    "curl -X PUT https://s3.example.com/bucket/key -T file",
    "curl -T file ftp://x/",
    'curl -X PUT http://x/idx -d \'{"settings":{"number_of_replicas":1}}\'',
    'curl -X PATCH https://x/users/7 -d \'{"name":"b"}\'',
    "curl -X DELETE http://x/_search/scroll -d '{}'",
    "curl -s https://api.example.com/v1/users?page=2",
    'curl -X POST https://api.openai.com/v1/chat/completions -d \'{"messages":[{"content":"drop table"}]}\'',
    'curl -X POST https://x/api/orders/search -d \'{"status":"cancelled"}\'',
    "curl -X POST https://x/oauth/revoke -d token=x",
    "curl -X POST https://x/users/password/reset -d a=b",
    "curl -X OPTIONS https://x/delete",
    "curl https://x/delete",
    'curl "https://x/api?action=list"',
    "curl --json '{\"a\":1}' https://x/api/items",
    "curl --unix-socket /var/run/docker.sock http://localhost/containers/json",
]


@pytest.mark.parametrize("command", LOSING)
def test_requests_that_take_something_away(command: str) -> None:
    assert verdict(command) == "hold"


@pytest.mark.parametrize("command", PLAIN)
def test_requests_that_read_or_write(command: str) -> None:
    assert verdict(command) == "allow", rules(command)


@pytest.mark.parametrize(
    ("method", "url", "body", "rule"),
    [
        ("POST", "https://x/v1/projects/p/instances/i:destroy", "", "http/delete-endpoint"),
        ("POST", "https://x/api/chat.delete", "", "http/delete-endpoint"),
        ("POST", "https://x/users/delete/17", "", "http/delete-endpoint"),
        ("POST", "https://x/users/7?_method=DELETE", "", "http/delete"),
        ("POST", "https://x/users/7", "_method=delete", "http/delete"),
        ("POST", "https://x/_bulk", '{"delete":{"_id":"1"}}', "http/delete-endpoint"),
        ("PATCH", "https://x/services/7", '{"replicas": 0}', "http/stop"),
        ("PUT", "https://x/repos/a/b/branches/main/protection", '{"enforce_admins": null}', "http/protection-off"),
        ("PATCH", "https://x/repos/a/b/git/refs/heads/main", '{"force": true}', "http/force-ref"),
        ("POST", "https://x/orders/7/undelete", "", ""),
        ("POST", "https://x/orders/7/restore-deleted", "", ""),
        ("POST", "https://x/orders/delete?dry_run=true", "", ""),
        ("POST", "https://x/orders/7/cancel-reason", "", ""),
        ("POST", "https://x/graphql", '{"query":"mutation{updateUser(id:7){deletedAt}}"}', ""),
        ("GET", "https://x/orders/delete", "", ""),
    ],
)
def test_what_a_request_means(method: str, url: str, body: str, rule: str) -> None:
    meaning = http_request.meaning_of(method, url, body)
    assert (meaning.rule if meaning else "") == rule


@given(
    st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "BREW"]),
    st.text(max_size=40),
    st.text(alphabet='{}():"mutationdelete_,= ', max_size=40),
)
def test_no_request_makes_it_fail(method: str, url: str, body: str) -> None:
    http_request.meaning_of(method, url, body)


def test_a_body_in_a_file_is_read() -> None:
    body = '{"query":"mutation{volumeDelete(volumeId:7)}"}'
    disk = DictWorkspace({"/work/app/m.json": body}, repositories=("/work/app",))
    assert rules("curl https://x/graphql -d @m.json", disk) == ["http/graphql-delete"]
    assert rules(f"echo '{body}' | curl https://x/graphql -d @-") == ["http/graphql-delete"]
    assert rules("wget --post-file=m.json https://x/graphql", disk) == ["http/graphql-delete"]


def test_a_download_over_a_system_file() -> None:
    assert verdict("curl -o /etc/hosts https://example.com/hosts") != "allow"
    assert verdict("wget --output-document=/etc/hosts https://example.com/hosts") != "allow"
    assert verdict("curl -o /tmp/x https://example.com/x") == "allow"


@given(
    st.sampled_from(["curl", "wget", "http", "xh", "irm"]),
    st.lists(st.text(alphabet="-XDELOod=:/.u ", max_size=9), max_size=6),
)
def test_no_arguments_make_it_fail(name: str, args: list[str]) -> None:
    network.read(Invocation(Word(name), tuple(Word(arg) for arg in args), name=name), View())
