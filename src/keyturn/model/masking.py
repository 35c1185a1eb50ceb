"""Secrets out of text before it is kept or shown: passwords in URLs, tokens, keys, password options.

Masks too much rather than too little. What is masked becomes `***`; who and where stay readable
(`postgres://app:***@db/prod`). Every pattern is linear: no two neighbouring repetitions share a character.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Pattern

MASK = "***"

_TOKENS = (
    r"gh[pousr]_[A-Za-z0-9]{16,}",
    r"github_pat_[A-Za-z0-9_]{16,}",
    r"glpat-[A-Za-z0-9_-]{16,}",
    r"xox[abeoprs]-[A-Za-z0-9-]{10,}",
    r"sk-[A-Za-z0-9_-]{16,}",
    r"[sr]k_(?:live|test)_[A-Za-z0-9]{10,}",
    r"(?:AKIA|ASIA)[A-Z0-9]{16}",
    r"AIza[A-Za-z0-9_-]{30,}",
    r"npm_[A-Za-z0-9]{30,}",
    r"pypi-[A-Za-z0-9_-]{16,}",
    r"hvs\.[A-Za-z0-9_-]{16,}",
    r"dop_v1_[a-f0-9]{32,}",
    r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*",
    r"AGE-SECRET-KEY-[A-Z0-9]{16,}",
)
_NAMES = (
    r"passw(?:or)?d|passwd|pwd|passphrase|secret|token|api[_-]?key|apikey|access[_-]?key|private[_-]?key|"
    r"secret[_-]?key|client[_-]?secret|credentials?|auth"
)

# One of these stands in whatever a pattern can match, small letters for capital ones.
_MARKS = (
    "-----begin ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- xox sk- k_live_ k_test_ akia asia aiza npm_ pypi- hvs. "
    "dop_v1_ eyj age-secret-key- bearer basic pass pwd secret token key credential auth mysql mariadb redis-cli"
).split()

_rules: list[tuple[Pattern[str], str]] = []


def _compiled() -> list[tuple[Pattern[str], str]]:
    if not _rules:
        import re

        _rules.extend(
            (
                (re.compile(r"(?s)-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,30}-----|\Z)"), MASK),
                # everything between the user's name and the last @ before the path
                (re.compile(r"([A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s/:@'\"]{0,200}):[^\s/'\"]{1,500}@"), rf"\1:{MASK}@"),
                (re.compile("|".join(rf"\b{token}" for token in _TOKENS)), MASK),
                (re.compile(r"(?i)(\b(?:bearer|basic)[ \t]+)[A-Za-z0-9+/._~=-]{6,}"), rf"\1{MASK}"),
                (
                    re.compile(
                        rf"(?i)((?:{_NAMES})[A-Za-z0-9_-]{{0,30}}[\"']?[ \t]{{0,3}}[=:][ \t]{{0,3}})"
                        r"(?:\"[^\"\n]{1,1000}\"|'[^'\n]{1,1000}'|[^\s\"',;&|)}\]]{1,1000})"
                    ),
                    rf"\1{MASK}",
                ),
                (
                    re.compile(
                        rf"(?i)(--[a-z-]{{0,30}}(?:{_NAMES})[ \t]+)"
                        r"(?:\"[^\"\n]{1,1000}\"|'[^'\n]{1,1000}'|[^\s\"'-][^\s]{0,1000})"
                    ),
                    rf"\1{MASK}",
                ),
                # mysql -pSECRET, redis-cli -a SECRET
                (
                    re.compile(r"(\b(?:mysql|mysqldump|mysqladmin|mariadb)\b[^|;&\n]{0,500}?\s-p)[^\s]{1,1000}"),
                    rf"\1{MASK}",
                ),
                (re.compile(r"(\bredis-cli\b[^|;&\n]{0,500}?\s-a\s{1,3})[^\s]{1,1000}"), rf"\1{MASK}"),
            )
        )
    return _rules


def mask(text: str) -> str:
    """The text with whatever looks like a secret replaced by `***`. Masking twice changes nothing more."""
    if not _could_match(text):
        return text
    for pattern, put in _compiled():
        text = pattern.sub(put, text)
    return text


def _could_match(text: str) -> bool:
    """Whether it is worth loading the patterns, which a cold start pays for."""
    if not text.isascii():
        return True  # other letters can count as these where capitals do not matter
    low = text.lower()
    return any(mark in low for mark in _MARKS) or ("://" in low and "@" in low)


def mask_value(value: object) -> object:
    """A JSON value with every text inside masked; names stay, and a value under a secret's name goes whole."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, list | tuple):
        return tuple(mask_value(item) for item in value)
    if isinstance(value, dict):
        return {
            name: MASK if isinstance(item, str) and item and _secret_name(name) else mask_value(item)
            for name, item in value.items()
        }
    return value


def _secret_name(name: object) -> bool:
    low = str(name).lower().replace("-", "_")
    return low.endswith(("password", "passwd", "secret", "token", "api_key", "apikey", "private_key", "passphrase"))
