"""Calls of clients that Python and JavaScript share: search engines, document stores, clusters, queues, code hosts.

The readers of both languages give their calls the same shape, so one table of names serves them. Names are those of the
clients' own references: firebase-admin, elasticsearch, supabase, typeorm, peewee, pymongo, kubernetes, docker, kafka,
octokit, pinecone, Django's call_command and the AWS SDK for JavaScript.
"""

from __future__ import annotations

from keyturn.model.effect import BACKUP_DELETE, CONTAINER_DATA, SERVICE_DELETE, Extent
from keyturn.model.word import Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.call import Call, Value
    from keyturn.tool.code import Page

_CLUSTER = {
    "deleteNamespace": "deletes a namespace and everything in it",
    "deletePersistentVolume": "deletes a persistent volume",
    "deleteNamespacedPersistentVolumeClaim": "deletes a volume claim and its data",
    "deleteCollectionNamespacedPersistentVolumeClaim": "deletes every volume claim of a namespace",
    "deleteCustomResourceDefinition": "deletes a resource definition and every object of its kind",
}
_VOLUMES = ("volumes.prune", "volumes.prune_volumes", "pruneVolumes", "prune_volumes")
# Commands of the AWS SDK for JavaScript, version 3, beyond those of the reader's own table.
_AWS: dict[str, tuple[str, str]] = {
    "DeleteFunctionCommand": (SERVICE_DELETE, "deletes a function"),
    "DeleteRepositoryCommand": (SERVICE_DELETE, "deletes a registry's repository"),
    "DeleteLogGroupCommand": (SERVICE_DELETE, "deletes a log group"),
    "DeleteDomainCommand": (SERVICE_DELETE, "deletes a search domain"),
    "DeleteNodegroupCommand": (SERVICE_DELETE, "deletes a cluster's machines"),
    "DeleteServiceCommand": (SERVICE_DELETE, "deletes a service"),
    "DeleteDistributionCommand": (SERVICE_DELETE, "deletes a distribution"),
    "DeleteRestApiCommand": (SERVICE_DELETE, "deletes an API"),
    "DeleteApiCommand": (SERVICE_DELETE, "deletes an API"),
    "DeleteStreamCommand": (SERVICE_DELETE, "deletes a stream"),
    "DeleteTopicCommand": (SERVICE_DELETE, "deletes a topic"),
    "DeleteCacheClusterCommand": (SERVICE_DELETE, "deletes a cache cluster"),
    "DeleteVpcCommand": (SERVICE_DELETE, "deletes a network"),
    "DeleteLoadBalancerCommand": (SERVICE_DELETE, "deletes a load balancer"),
    "DeleteKeyspaceCommand": (SERVICE_DELETE, "deletes a keyspace"),
    "DeleteAutoScalingGroupCommand": (SERVICE_DELETE, "deletes a group of machines"),
    "DeleteGlobalClusterCommand": (SERVICE_DELETE, "deletes a global database cluster"),
    "DeleteStateMachineCommand": (SERVICE_DELETE, "deletes a state machine"),
    "DeleteBackupVaultCommand": (BACKUP_DELETE, "deletes a backup vault"),
    "DeleteBackupCommand": (BACKUP_DELETE, "deletes a backup"),
    "DeregisterImageCommand": (BACKUP_DELETE, "deregisters a machine image"),
}
# The same of boto3, beyond the Python reader's own table; and its resources, by the end of their chain.
_BOTO3: dict[str, tuple[str, str]] = {
    "delete_table": (SERVICE_DELETE, "deletes a table"),
    "delete_nodegroup": (SERVICE_DELETE, "deletes a cluster's machines"),
    "delete_service": (SERVICE_DELETE, "deletes a service"),
    "delete_distribution": (SERVICE_DELETE, "deletes a distribution"),
    "delete_rest_api": (SERVICE_DELETE, "deletes an API"),
    "delete_api": (SERVICE_DELETE, "deletes an API"),
    "delete_topic": (SERVICE_DELETE, "deletes a topic"),
    "delete_vpc": (SERVICE_DELETE, "deletes a network"),
    "delete_load_balancer": (SERVICE_DELETE, "deletes a load balancer"),
    "delete_keyspace": (SERVICE_DELETE, "deletes a keyspace"),
    "delete_auto_scaling_group": (SERVICE_DELETE, "deletes a group of machines"),
    "delete_state_machine": (SERVICE_DELETE, "deletes a state machine"),
    "Bucket.delete": (SERVICE_DELETE, "deletes a bucket"),
    "Table.delete": (SERVICE_DELETE, "deletes a table"),
    "Stack.delete": (SERVICE_DELETE, "deletes a stack with its resources"),
    "Volume.delete": (SERVICE_DELETE, "deletes a volume"),
    "Queue.purge": (SERVICE_DELETE, "empties a queue"),
    "Queue.delete": (SERVICE_DELETE, "deletes a queue"),
    "Instance.terminate": (SERVICE_DELETE, "terminates a machine"),
    "instances.terminate": (SERVICE_DELETE, "terminates machines"),
    "Snapshot.delete": (BACKUP_DELETE, "deletes a snapshot"),
    "Image.deregister": (BACKUP_DELETE, "deregisters a machine image"),
}
_NARROWING = frozenset(
    "eq neq gt gte lt lte like ilike is in in_ is_ match filter or or_ not not_ contains where andWhere whereInIds "
    "limit whereIn".split()
)
NEEDLES = (
    "recursivedelete(", "recursive_delete(", "indices.delete", "deletenamespace", "deletepersistentvolume",
    "deletecustomresource", "deletecollectionnamespaced", "repos.delete", "supabase", "createquerybuilder", "peewee",
    ".delete().execute", "call_command(", "volumes.prune", "prunevolumes", "prune_volumes", "pymongo",
    "collection.drop(", "delete_topics(", "deletetopics(", "delete_all", "deleteall",
    *(name.lower() for name in _AWS),
)  # fmt: skip


def judge(page: Page, calls: tuple[Call, ...]) -> None:
    """What the clients' calls of one text come to."""
    bounded: set[tuple[int, int]] | None = None
    for call in calls:
        name = call.name
        last = name.rpartition(".")[2]
        if last in ("recursiveDelete", "recursive_delete"):
            _collection(page, call, "deletes a collection and everything below it")
        elif name.endswith("indices.delete"):
            _collection(page, call, "deletes search indexes" + _named(call.keyword("index")))
        elif last in _CLUSTER or name.endswith(_VOLUMES):
            what = _CLUSTER.get(last, "deletes every volume that no container uses")
            page.service(
                "docker" if name.endswith(_VOLUMES) else "kubernetes", what, call.origin, rule="code/cluster-delete",
                category=CONTAINER_DATA, certain=call.certain,
            )  # fmt: skip
        elif name.endswith("repos.delete") and ("octokit" in name.lower() or "github" in name.lower()):
            page.service("github", "deletes a repository", call.origin, certain=call.certain)
        elif last in ("deleteTopics", "delete_topics"):
            page.service("kafka", "deletes topics with their messages", call.origin, certain=call.certain)
        elif last == "call_command" and call.args:
            words = [one for one in call.args if isinstance(one, Word)]
            if words and words[0].quoted and words[0].text:
                page.run([Word("manage.py"), *words], "call_command", call.origin, certain=call.certain)
        elif last == "drop" and (name.startswith("pymongo.") or name.endswith(("collection.drop", "coll.drop"))):
            if not (call.args or "sequelize" in name):
                _collection(page, call, "drops a collection")
        elif (_true(call.keyword("delete_all")) or _true(call.keyword("deleteAll"))) and last in ("delete", "delete1"):
            _collection(page, call, "deletes every record of an index")
        elif last in _AWS and any(key[:1].isupper() for key, _value in call.keywords):
            category, what = _AWS[last]
            rule = "code/backup-delete" if category == BACKUP_DELETE else "code/cloud-delete"
            page.service("aws", what, call.origin, rule=rule, category=category, certain=call.certain)
        elif name.startswith("boto3.") and (found := _boto3(name, last)) is not None:
            category, what = found
            rule = "code/backup-delete" if category == BACKUP_DELETE else "code/cloud-delete"
            page.service("aws", what, call.origin, rule=rule, category=category, certain=call.certain)
        elif _builds_a_delete(name, last):
            if bounded is None:
                bounded = _bounded(calls)
            if (call.origin.line, call.origin.column) not in bounded:
                page.data(
                    "code/orm-delete-all", "deletes every row of a table", call.origin,
                    extent=Extent(None, False, "rows"), certain=call.certain,
                )  # fmt: skip


def _boto3(name: str, last: str) -> tuple[str, str] | None:
    return _BOTO3.get(last) or _BOTO3.get(".".join(name.rsplit(".", 2)[1:]))


def _builds_a_delete(name: str, last: str) -> bool:
    if last == "delete":
        return name.endswith(("createQueryBuilder.delete",)) or (
            "supabase" in name and name.endswith((".from.delete", ".table.delete", ".from_.delete"))
        )
    return last == "execute" and name.endswith(".delete.execute") and "createQueryBuilder" not in name


def _bounded(calls: tuple[Call, ...]) -> set[tuple[int, int]]:
    """Where chains begin in which something narrows the deletion, or names what goes."""
    return {
        (call.origin.line, call.origin.column)
        for call in calls
        if call.name.rpartition(".")[2] in _NARROWING
        or (call.name.endswith(".delete") and (call.args or call.keywords))
        or (call.name.endswith("createQueryBuilder") and call.args)
    }


def _collection(page: Page, call: Call, what: str) -> None:
    page.data(
        "code/drop-collection", what, call.origin, extent=Extent(None, False, "collections"), certain=call.certain
    )


def _named(value: Value) -> str:
    return f" {value.text}" if isinstance(value, Word) and value.quoted and value.text else ""


def _true(value: Value) -> bool:
    return isinstance(value, Word) and value.text in ("true", "True")
