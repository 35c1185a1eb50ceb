"""curl and wget: deleting requests and what a download is written over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyturn.model.effect import SERVICE_DELETE
from keyturn.model.invocation import Invocation
from keyturn.model.word import Word
from keyturn.tool import network
from keyturn.tool.view import View
from tests.support import judged, rules, verdict


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


def test_a_download_over_a_system_file() -> None:
    assert verdict("curl -o /etc/hosts https://example.com/hosts") != "allow"
    assert verdict("wget --output-document=/etc/hosts https://example.com/hosts") != "allow"
    assert verdict("curl -o /tmp/x https://example.com/x") == "allow"


@given(st.sampled_from(["curl", "wget"]), st.lists(st.text(alphabet="-XDELOod=:/.u ", max_size=9), max_size=6))
def test_no_arguments_make_it_fail(name: str, args: list[str]) -> None:
    network.read(Invocation(Word(name), tuple(Word(arg) for arg in args), name=name), View())
