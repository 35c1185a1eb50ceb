"""docs/broker-settings.md: every key of broker.toml and roster.toml, made of the very shapes that read them.

A key without a sentence here, or a sentence without its key, is an error.
"""

from typing import Any

import msgspec

from keyturn.broker import roster, settings_reading

_SETTINGS: dict[str, tuple[type[Any], str, dict[str, str]]] = {
    "": (
        settings_reading._Document,
        "At the top of `broker.toml`.",
        {
            "store": 'SQLAlchemy\'s address of the store; `""` for an SQLite file in `directory`.',
            "directory": "The broker's own: journal, pinned roster, copies. Mode 0700, of its user.",
            "socket": "Where it answers. Everybody may connect: signatures decide, not the socket.",
            "roster": "The roster to pin at first. What counts is the pinned one.",
            "ledger": "Whose signatures count for the ledger, where its witnesses are, and the key to sign with.",
            "name": "Of this broker among several; the machine's name when empty.",
            "expires": "How long a proposal waits for keys at most.",
            "statement_life": "How old a signed statement may be when it comes.",
            "skew": "By how much clocks may differ, or go back, before nothing is claimed.",
            "open_per_proposer": "So many proposals of one proposer may wait for people.",
            "open_in_all": "So many of all.",
            "variables": "Names of plain variables that a proposal may set.",
            "path": "Where programs are looked for.",
            "waiver_role": "Whose key does without a check.",
            "admin_keys": "Keys for another roster.",
            "admin_seniors": "Senior ones among them.",
            "calendars": "iCalendar files; every event is a freeze.",
            "notify": "apprise addresses that hear everything (`keyturn[notify]`).",
            "environment": "`[environment.NAME]`, see below.",
            "check": "`[[check]]`, see below.",
            "regime": "`[[regime]]`, see below.",
            "freeze": "`[[freeze]]`, see below.",
            "break_glass": "`[break_glass]`, see below.",
        },
    ),
    "[environment.NAME]": (
        settings_reading._Environment,
        "What the broker knows of an environment of `keyturn.toml`.",
        {
            "tier": "How much hangs on it, 1 the most; 0 for none. Checks, freezes and regimes go by it.",
            "secrets": "Variables for the execution: `{ file = … }`, `{ systemd = … }` or `{ command = [ … ] }`.",
            "planning": "The same for looking and rehearsing: read only.",
            "plain_keys": "Keys in files count here, although any program of the person can use one.",
            "roles": "So many keys by role, beside the number: `{ dba = 1 }`.",
            "documentation": "What may not be empty: why, ticket, risk, rollback, on_call.",
            "staged": "A change is described in steps, with a check after each.",
            "senior_for_ai": "Senior keys when a program wrote the change.",
            "promote_from": "Where the same artifact must have succeeded first.",
            "promoted_within": "How long ago at most.",
            "soak": "How long it must have stood there.",
        },
    ),
    "[environment.NAME.secrets] and .planning": (
        settings_reading._Secret,
        "Exactly one of them. Values stand in no plan, log, output or error.",
        {
            "file": "A file of the broker's own, mode 0600.",
            "systemd": "A name below `$CREDENTIALS_DIRECTORY` (LoadCredential= of the unit).",
            "command": "A program and its words, whose output it is.",
        },
    ),
    "[[check]]": (
        settings_reading._Check,
        "What must have passed, asked again at the claim. A senior's waiver does without it for a while.",
        {
            "name": "How people and waivers name it.",
            "kind": "`command`, `status-file`, `scan` or `drill`.",
            "command": "For `command`: a program and its words; it sees KEYTURN_ARTIFACT and KEYTURN_ENVIRONMENT.",
            "file": "For `status-file` and `scan`: JSON with artifact, finished and conclusion (a scan: findings).",
            "system": "For `drill`: its name in drills.toml.",
            "within": "For how long a result counts.",
            "environments": "Where it is asked; with no tiers and no environments, everywhere.",
            "tiers": "Likewise.",
            "waivable": "Whether a waiver counts.",
        },
    ),
    "[[regime]]": (
        settings_reading._Regime,
        "A stricter time for some environments or tiers. What was keyed with less before it began is STALE.",
        {
            "name": "What people call it.",
            "from": "Its first second, with its zone.",
            "until": "The first second after it. Everybody is told a week before, and at the end.",
            "tiers": "Which tiers.",
            "environments": "Which environments.",
            "keys": "At least so many keys.",
            "seniors": "At least so many of seniors.",
            "checks": "Names of further checks.",
            "documentation": "Further fields that may not be empty.",
            "staged": "Changes are made in steps.",
        },
    ),
    "[[freeze]]": (
        settings_reading._Freeze,
        "A window in which nothing is claimed but a break-glass.",
        {
            "name": "What people are told.",
            "from": "Its beginning: with a zone of its own, or by the wall clock of `zone`.",
            "until": "Its end, for one that happens once.",
            "lasts": "Its length, for one that repeats.",
            "repeat": "An RRULE (RFC 5545): `FREQ=WEEKLY;BYDAY=FR`. Daily or rarer.",
            "zone": "An IANA time zone. A night stays a night in summer and winter.",
            "environments": "Where; with no tiers and no environments, everywhere.",
            "tiers": "Likewise.",
        },
    ),
    "[break_glass]": (
        settings_reading._Glass,
        "Emergencies: a person's, with one hardware key, reviewed afterwards.",
        {
            "role": "Whose key it takes.",
            "life": "How long such a proposal waits.",
            "review_within": "After how long an owed review is told, and then again each time.",
        },
    ),
    "[[person]] in roster.toml": (
        roster._Person,
        "A human, once, however many keys and accounts they have.",
        {
            "id": "Lower-case letters, digits, hyphens, dots and underscores.",
            "name": "As people write it.",
            "roles": "`senior`, `on-call` and your own.",
            "keys": 'Public keys: `{ public = "sk-ssh-ed25519@openssh.com AAAA…" }`.',
            "uids": "System accounts that are theirs.",
            "notify": "apprise addresses.",
        },
    ),
    "keys of a [[person]]": (
        roster._Key,
        "Each key stands once in the whole roster.",
        {
            "public": "The line of the .pub file.",
            "scheme": "`ssh`.",
            "name": "To tell keys apart.",
        },
    ),
    "[[agent]] in roster.toml": (
        roster._Agent,
        "A program that proposes.",
        {
            "id": "Its name.",
            "owner": "The person who answers for it, and turns no key for what it proposes.",
            "uids": "System users that it runs as.",
            "principal": "`agent` or `pipeline`.",
        },
    ),
}


def page() -> str:
    """The whole page. Raises KeyError when a key has no sentence, or a sentence no key."""
    out = [
        "# The broker's settings",
        "",
        "Generated from the shapes that read them. `broker.toml` and `roster.toml` belong to root (in a trial: to you) and",
        "nobody else may write them. There is no stricter reading of a broken file: one unknown key, and nothing is claimed",
        "until it is mended; the error names file, line and key. Durations are `90s`, `30m`, `12h`, `7d` or `2w`. How they are",
        "used: [set one up](how-to/broker.md).",
    ]
    for head, (shape, lead, texts) in _SETTINGS.items():
        fields = msgspec.structs.fields(shape)
        names = [one.encode_name for one in fields]
        if set(names) != set(texts):
            raise KeyError(f"{head}: {set(names) ^ set(texts)}")
        out += [
            "",
            f"## {f'`{head}`' if head else 'broker.toml'}",
            "",
            lead,
            "",
            "| key | default | |",
            "|---|---|---|",
        ]
        for one in fields:
            out.append(f"| `{one.encode_name}` | {_default(one)} | {texts[one.encode_name]} |")
    return "\n".join(out) + "\n"


def _default(field: Any) -> str:
    if field.required:
        return "*required*"
    if field.default is msgspec.NODEFAULT or isinstance(field.default, msgspec.Struct):
        return "none"
    if field.default is None or field.default in ("", ()):
        return "none"
    if isinstance(field.default, bool):
        return f"`{str(field.default).lower()}`"
    return f'`"{field.default}"`' if isinstance(field.default, str) else f"`{field.default}`"
