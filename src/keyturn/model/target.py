"""Targets: the concrete thing hit, as facets that are facts, not judgements."""

from __future__ import annotations

from keyturn.model.noun import Noun

# Kinds of target. `policy` picks the environment by kind and facets.
PATH = "path"  # facets: path, workspace, repository, regenerable, nested
REPOSITORY = "repository"  # facets: path
REF = "ref"  # facets: remote, branch, lease, default; where a push arrives also: tag, others, own
DATABASE = "database"  # facets: engine, server, port, database, path (sqlite), user
INFRASTRUCTURE = "infrastructure"  # facets: path, workspace, backend, lineage
CLUSTER = "cluster"  # facets: context, namespace, server
CONTAINER = "container"  # facets: host, project
CLOUD = "cloud"  # facets: provider, account, profile, region, project
SERVICE = "service"  # facets: provider, project, url
HOST = "host"  # facets: host   (ssh, remote shells)
MACHINE = "machine"  # this machine: devices, services
GUARD = "guard"  # Keyturn's own


class Facet(Noun):
    """One identifying fact. `value` None means: it exists and is not known. `source` says where it was read."""

    name: str
    value: str | None
    source: str = ""
    overridable: bool = False
    """Something unseen (an environment variable, a config file elsewhere) could make it another."""


class Target(Noun):
    """A concrete thing. `name` is what people see; `facets` are what policy matches on."""

    kind: str
    name: str = ""
    facets: tuple[Facet, ...] = ()

    def facet(self, name: str) -> str | None:
        """The value of a facet, or None when it is absent or unknown."""
        for facet in self.facets:
            if facet.name == name:
                return facet.value
        return None

    def has(self, name: str) -> bool:
        """Whether the facet is stated at all, known or not."""
        return any(facet.name == name for facet in self.facets)
