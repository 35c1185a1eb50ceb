"""Who is who: people with their keys and roles, and agents with the person who answers for each.

The roster is a document, pinned by its digest; a change of it is a proposal that the people of the old one key.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from keyturn.broker.document import Document
from keyturn.broker.plan import AGENT, PIPELINE, Strict

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")

SENIOR = "senior"
"""The role whose keys count as senior ones."""


@dataclass(frozen=True, slots=True)
class RosterKey:
    """A public key of a person. `public` is as the scheme writes it (for ssh `TYPE BASE64`)."""

    public: str
    scheme: str = "ssh"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A human, once, however many keys and accounts they have. `notify` are addresses for the notifier."""

    id: str
    name: str = ""
    roles: tuple[str, ...] = ()
    keys: tuple[RosterKey, ...] = ()
    uids: tuple[int, ...] = ()
    notify: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agent:
    """A program that proposes, by the system user it runs as. `owner` is a person's id: who answers for it."""

    id: str
    owner: str
    uids: tuple[int, ...] = ()
    principal: str = "agent"


@dataclass(frozen=True, slots=True)
class Roster:
    """All of them. `digest` is of the document's bytes."""

    people: tuple[Person, ...] = ()
    agents: tuple[Agent, ...] = ()
    digest: str = ""

    def person(self, name: str) -> Person | None:
        """By id."""
        return next((one for one in self.people if one.id == name), None)

    def person_of(self, uid: int) -> Person | None:
        """Whose account this is."""
        return next((one for one in self.people if uid in one.uids), None)

    def agent_of(self, uid: int) -> Agent | None:
        """Which agent runs as this system user."""
        return next((one for one in self.agents if uid in one.uids), None)


class _Key(Strict, frozen=True, kw_only=True):
    public: str
    scheme: str = "ssh"
    name: str = ""


class _Person(Strict, frozen=True, kw_only=True):
    id: str
    name: str = ""
    roles: tuple[str, ...] = ()
    keys: tuple[_Key, ...] = ()
    uids: tuple[int, ...] = ()
    notify: tuple[str, ...] = ()


class _Agent(Strict, frozen=True, kw_only=True):
    id: str
    owner: str
    uids: tuple[int, ...] = ()
    principal: str = AGENT


class _Document(Strict, frozen=True, kw_only=True):
    person: tuple[_Person, ...] = ()
    agent: tuple[_Agent, ...] = ()


def read(data: bytes, file: str = "roster.toml") -> Roster:
    """A roster from its document.

    Raises ConfigurationError with file, line and key: a roster that is not whole counts for nobody.
    """
    document = Document(data, file)
    found = document.read(_Document)
    seen: dict[str, str] = {}
    uids: dict[int, str] = {}

    def once(path: tuple[str | int, ...], what: str, value: str, whose: str) -> None:
        if value in seen:
            document.fail(path, f"this {what} is {seen[value]}'s already", "Each stands once.")
        seen[value] = whose

    def account(path: tuple[str | int, ...], uid: int, whose: str) -> None:
        if uid < 0 or uid in uids:
            why = f"the account {uid} is {uids[uid]}'s already" if uid in uids else f"{uid} is no account"
            document.fail(path, why, "Give each account to one person or agent.")
        uids[uid] = whose

    def name(path: tuple[str | int, ...], value: str) -> None:
        if not _NAME.fullmatch(value):
            document.fail(path, f"{value!r} is no name", "Lower-case letters, digits, hyphens, dots and underscores.")
        once(path, "name", f"name {value}", value)

    if not found.person:
        document.fail((), "nobody stands in it", "Write [[person]] with id, keys and roles.")
    for number, one in enumerate(found.person):
        at: tuple[str | int, ...] = ("person", number)
        name((*at, "id"), one.id)
        for place, key in enumerate(one.keys):
            words = key.public.split()
            if key.scheme != "ssh" or len(words) < 2:
                document.fail((*at, "keys", place), "this is no public key", "Write the line of the .pub file.")
            once((*at, "keys", place), "key", " ".join(words[:2]), one.id)
        for place, uid in enumerate(one.uids):
            account((*at, "uids", place), uid, one.id)
    people = {one.id for one in found.person}
    for number, agent in enumerate(found.agent):
        at = ("agent", number)
        name((*at, "id"), agent.id)
        if agent.owner not in people:
            document.fail((*at, "owner"), f"{agent.owner!r} is nobody in it", "Name a person: who answers for it.")
        if agent.principal not in (AGENT, PIPELINE):
            document.fail((*at, "principal"), f"{agent.principal!r} is no kind of principal", f"{AGENT} or {PIPELINE}")
        for place, uid in enumerate(agent.uids):
            account((*at, "uids", place), uid, agent.id)
    return Roster(
        tuple(
            Person(
                one.id,
                one.name or one.id,
                one.roles,
                tuple(RosterKey(" ".join(key.public.split()[:2]), key.scheme, key.name) for key in one.keys),
                one.uids,
                one.notify,
            )
            for one in found.person
        ),
        tuple(Agent(one.id, one.owner, one.uids, one.principal) for one in found.agent),
        hashlib.sha256(b"keyturn roster 1\n" + data).hexdigest(),
    )
