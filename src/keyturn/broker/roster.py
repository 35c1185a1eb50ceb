"""Who is who: people with their keys and roles, and agents with the person who answers for each.

The roster is a document, pinned by its digest; a change of it is a proposal that the people of the old one key.
"""

from __future__ import annotations

from dataclasses import dataclass

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
