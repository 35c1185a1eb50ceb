"""A Terraform plan as JSON (`terraform show -json PLAN`): what it would delete, replace, forget and create.

Format: https://developer.hashicorp.com/terraform/internals/json-format.
"""

from __future__ import annotations

from keyturn.model.effect import IDENTITY, INFRA_DESTROY, BlindSpot, Effect, Extent, Note
from keyturn.model.target import INFRASTRUCTURE, Facet, Target
from keyturn.tool.terraform_state import stateful

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from keyturn.model.effect import Outcome
    from keyturn.model.source import Source
    from keyturn.tool.view import View

MANY_CREATES = 5
"""From this many resources to create with nothing known before, a lost state is likelier than a new project."""


def read_source(source: Source, view: View) -> list[Outcome]:
    """Effects of the plan in `source`. Anything that is not a whole plan is a blind spot, never "no changes"."""
    del view
    text = source.text.text
    if text is None:
        return [_blind(source, "the plan has parts that are only known at run time")]
    import json

    try:
        plan = json.loads(text)
    except (ValueError, RecursionError) as error:
        return [_blind(source, f"the plan is not whole JSON: {error}")]
    if not isinstance(plan, dict) or "format_version" not in plan:
        return [_blind(source, "this JSON is not a Terraform plan")]
    if plan.get("errored") is True:
        return [_blind(source, "the plan ended with an error, so it does not say everything")]
    changes = plan.get("resource_changes")
    if not isinstance(changes, list):
        return [] if changes is None else [_blind(source, "resource_changes is not a list")]
    return _judge(plan, changes, source)


def _blind(source: Source, why: str) -> BlindSpot:
    return BlindSpot("blind/unparsable", why, opaque=False, certain=source.certain, origin=source.origin)


def _judge(plan: dict[str, Any], changes: list[Any], source: Source) -> list[Outcome]:
    deleted: list[tuple[str, str]] = []
    replaced: list[tuple[str, str]] = []
    forgotten: list[tuple[str, str]] = []
    created = updated = kept = imported = 0
    for one in changes:
        if not isinstance(one, dict) or one.get("mode") == "data":
            continue
        change = one.get("change")
        actions = change.get("actions") if isinstance(change, dict) else None
        if not isinstance(actions, list):
            return [_blind(source, "a resource change has no actions")]
        item = (str(one.get("type", "")), str(one.get("address", one.get("name", "?"))))
        assert isinstance(change, dict)
        if change.get("importing"):
            imported += 1
        if "delete" in actions and "create" in actions:
            replaced.append(item)
        elif "delete" in actions:
            deleted.append(item)
        elif "forget" in actions:
            forgotten.append(item)
        elif "create" in actions:
            created += 1
        elif "update" in actions:
            updated += 1
        elif actions == ["no-op"]:
            kept += 1
    before = len(deleted) + len(replaced) + len(forgotten) + updated + kept - imported
    target = _target(plan, source)
    out: list[Outcome] = []

    def effect(rule: str, category: str, summary: str, number: int) -> None:
        extent = Extent(number, True, "resources", True)
        out.append(Effect(rule, category, summary, (target,), extent, certain=source.certain, origin=source.origin))

    if deleted:
        share = f", {round(100 * len(deleted) / before)} % of what is managed" if before else ""
        effect(
            "terraform/plan-destroys",
            INFRA_DESTROY,
            f"destroys {len(deleted)} resources{share}: {_named(deleted)}",
            len(deleted),
        )
    if replaced:
        effect(
            "terraform/plan-replaces",
            INFRA_DESTROY,
            f"destroys and recreates {len(replaced)} resources: {_named(replaced)}",
            len(replaced),
        )
    if forgotten:
        effect(
            "terraform/plan-forgets",
            INFRA_DESTROY,
            f"forgets {len(forgotten)} resources, which go on existing: {_named(forgotten)}",
            len(forgotten),
        )
    if created >= MANY_CREATES and before <= 0 and not imported and not _prior(plan):
        effect(
            "terraform/empty-state",
            IDENTITY,
            f"creates {created} resources and knows of none before: the state may be missing",
            created,
        )
    if not out and (created or updated or imported):
        out.append(
            Note(f"the plan creates {created}, updates {updated}, imports {imported}, destroys none", source.origin)
        )
    return out


def _prior(plan: dict[str, Any]) -> bool:
    """Whether the plan knew any managed resource before."""
    state = plan.get("prior_state")
    values = state.get("values") if isinstance(state, dict) else None
    waiting = [values.get("root_module")] if isinstance(values, dict) else []
    while waiting:
        module = waiting.pop()
        if not isinstance(module, dict):
            continue
        resources = module.get("resources")
        for one in resources if isinstance(resources, list) else ():
            if isinstance(one, dict) and one.get("mode") == "managed":
                return True
        children = module.get("child_modules")
        waiting.extend(children if isinstance(children, list) else [])
    return False


def _target(plan: dict[str, Any], source: Source) -> Target:
    file = source.origin.file
    facets = [Facet("path", file.rpartition("/")[0] if file.startswith("/") else None, "the plan's place")]
    # a plan as JSON names neither workspace nor backend
    facets.append(Facet("workspace", None, "a plan does not say"))
    version = plan.get("terraform_version")
    if isinstance(version, str):
        facets.append(Facet("terraform", version, "plan"))
    return Target(INFRASTRUCTURE, "the plan's infrastructure", tuple(facets))


def _named(items: list[tuple[str, str]]) -> str:
    """Stateful ones first by address, then the rest counted by type."""
    held = [address for kind, address in items if stateful(kind)]
    rest = [kind for kind, _address in items if not stateful(kind)]
    shown = held[:6]
    text = ", ".join(shown)
    if len(held) > len(shown):
        text += f" and {len(held) - len(shown)} more that hold data"
    counts: dict[str, int] = {}
    for kind in rest:
        counts[kind] = counts.get(kind, 0) + 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    tail = ", ".join(f"{number} {kind}" for kind, number in ordered[:4])
    if len(ordered) > 4:
        tail += f" and {sum(number for _kind, number in ordered[4:])} others"
    return text + ("; " if text and tail else "") + tail
