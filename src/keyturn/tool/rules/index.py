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

_BY_ID: dict[str, Rule] = {}


def all_rules() -> tuple[Rule, ...]:
    """Every rule, sorted by id. Raises RuleError when two share one."""
    if not _BY_ID:
        found: dict[str, Rule] = {}
        for family in (*FAMILIES, *COMPILED):
            place = f"keyturn.tool.rules.{family}" if family in FAMILIES else f"keyturn.tool.compiled.{family}_rules"
            module = __import__(place, None, None, ("RULES",))
            for rule in module.RULES:
                if rule.id in found:
                    raise RuleError(f"rule {rule.id} is defined twice", "give one of them another id", file=family)
                found[rule.id] = rule
        _BY_ID.update(sorted(found.items()))
    return tuple(_BY_ID.values())


def rule(rule_id: str) -> Rule:
    """The rule of an id. Raises RuleError for an unknown one."""
    all_rules()
    found = _BY_ID.get(rule_id)
    if found is None:
        raise RuleError(f"there is no rule {rule_id}", "`keyturn rules` lists them")
    return found
