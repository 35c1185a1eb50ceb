"""Finding a rule by its id. Families are imported only when one of their rules is asked for."""

from __future__ import annotations

from keyturn.errors import RuleError
from keyturn.tool.verbs_index import FAMILIES as COMPILED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from keyturn.model.rule import Rule

# Modules that hold RULES; the tables of verbs (tool/tables/) bring theirs with them.
FAMILIES: tuple[str, ...] = (
    "filesystem",
    "git",
    "terraform",
    "migration",
    "sql",
    "redis",
    "mongo",
    "kubernetes",
    "cloudformation",
    "docker",
    "aws",
    "code",
    "windows",
    "system",
    "packages",
    "http",
    "supply_chain",
    "github_actions",
    "pipeline",
    "agent_settings",
    "mcp",
    "scan",
    "guard",
    "receive",
    "blind",
)

# Where rules stand whose family is not called as their ids begin.
_ELSEWHERE: dict[str, tuple[str, ...]] = {
    "alembic": ("migration",),
    "blind": ("blind", "sql", "scan", "code", "terraform", "migration"),
    "change": ("scan",),
    "django": ("migration",),
    "drizzle": ("migration",),
    "environment": ("guard",),
    "helm": ("kubernetes",),
    "keyturn": ("guard", "scan", "filesystem", "git"),
    "migration": ("migration", "code"),
    "prisma": ("migration",),
}

_BY_ID: dict[str, Rule] = {}
_FOUND: dict[str, Rule] = {}


def all_rules() -> tuple[Rule, ...]:
    """Every rule, sorted by id. Raises RuleError when two share one."""
    if not _BY_ID:
        found: dict[str, Rule] = {}
        for family in (*FAMILIES, *COMPILED):
            for rule in _rules_of(family):
                if rule.id in found:
                    raise RuleError(f"rule {rule.id} is defined twice", "give one of them another id", file=family)
                found[rule.id] = rule
        _BY_ID.update(sorted(found.items()))
    return tuple(_BY_ID.values())


def _rules_of(family: str) -> tuple[Rule, ...]:
    place = f"keyturn.tool.rules.{family}" if family in FAMILIES else f"keyturn.tool.compiled.{family}_rules"
    found: tuple[Rule, ...] = __import__(place, None, None, ("RULES",)).RULES
    return found


def rule(rule_id: str) -> Rule:
    """The rule of an id, for which one family is loaded. Raises RuleError for an unknown one."""
    found = _FOUND.get(rule_id) or _BY_ID.get(rule_id)
    if found is None and not _BY_ID:
        start = rule_id.partition("/")[0].replace("-", "_")
        for family in _ELSEWHERE.get(start, (start,)):
            if family in FAMILIES or family in COMPILED:
                _FOUND.update((rule.id, rule) for rule in _rules_of(family))
                found = _FOUND.get(rule_id)
                if found is not None:
                    break
    if found is None:
        raise RuleError(f"there is no rule {rule_id}", "`keyturn rules` lists them")
    return found
