"""docs/rules/*.md: one page per family, one section per rule, from the rules themselves."""

from collections.abc import Callable
from itertools import groupby

from keyturn.model.rule import Rule
from keyturn.tool.rules.index import all_rules
from tools.places import GENERATED


def family(rule: Rule) -> str:
    """`git` of `git/force-push`."""
    return rule.id.partition("/")[0]


def anchor(rule: Rule) -> str:
    """The heading's link as GitHub makes it."""
    return rule.id.replace("/", "")


LANGUAGES = {"shell": "sh", "workflow": "yaml", "compose": "yaml", "package.json": "json", "terraform-plan": "json"}


def examples(wanted: tuple[str | tuple[str, str], ...]) -> str:
    """Examples as blocks: neighbours of one line share one, a longer text has its own."""
    out = ""
    pairs = [("shell", one) if isinstance(one, str) else one for one in wanted]
    for (language, long), group in groupby(pairs, key=lambda pair: (pair[0], "\n" in pair[1].strip("\n"))):
        texts = [text.strip("\n") for _, text in group]
        for block in texts if long else ["\n".join(texts)]:
            fence = "````" if "```" in block else "```"
            out += f"\n{fence}{LANGUAGES.get(language, language)}\n{block}\n{fence}\n"
    return out


def section(rule: Rule) -> str:
    """One rule."""
    out = f"\n## {rule.id}\n\n{rule.summary.rstrip('.')}.\n\n"
    out += "| severity | confidence | policy row |\n|---|---|---|\n"
    out += f"| {rule.severity} | {rule.confidence} | `{rule.category}` |\n\n"
    out += f"**Why.** {rule.why}"
    if rule.source:
        out += f" ([source]({rule.source}))" if rule.source.startswith("https://") else f" ({rule.source})"
    out += f"\n\n**Instead.** {rule.instead}\n"
    if rule.match:
        out += "\nMeets:\n" + examples(rule.match)
    if rule.no_match:
        out += "\nDoes not meet:\n" + examples(rule.no_match)
    return out


def page(name: str, rules: list[Rule]) -> str:
    """One family."""
    return (
        GENERATED.format(source="src/keyturn/tool/rules")
        + f"# {name}\n\n[All rules](README.md)\n"
        + "".join(section(rule) for rule in rules)
    )


def index(families: dict[str, list[Rule]]) -> str:
    """All rules, in one table."""
    out = GENERATED.format(source="src/keyturn/tool/rules") + "# Rules\n\n"
    out += (
        f"{sum(map(len, families.values()))} rules. An id never changes its meaning. `keyturn rules ID` shows one.\n\n"
    )
    out += "| rule | what it finds | severity |\n|---|---|---|\n"
    for name, rules in families.items():
        for rule in rules:
            summary = rule.summary.replace("|", "\\|")
            out += f"| [{rule.id}]({name}.md#{anchor(rule)}) | {summary} | {rule.severity} |\n"
    return out


def pages() -> dict[str, Callable[[], str]]:
    """File name → page."""
    families = {name: list(group) for name, group in groupby(sorted(all_rules(), key=lambda r: r.id), key=family)}
    out: dict[str, Callable[[], str]] = {"docs/rules/README.md": lambda: index(families)}
    for name, rules in families.items():
        out[f"docs/rules/{name}.md"] = lambda name=name, rules=rules: page(name, rules)  # type: ignore[misc]
    return out
