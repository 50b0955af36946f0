"""Where an article comes from, read from its text and address.

The dateline at the opening names the service that sent it: "(MENAFN) …", "LONDON (Reuters) - …",
"MOSCOW, July 3 (TASS) —". Reporting words beside a known name credit a service in the text.
The names stand in `data/services.csv`, the words in `data/credits.csv`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from ahocorasick_rs import AhoCorasick, Implementation

from lib.corpus import knowledge

OPENING = 160
REACH = 40

_DASH = r"\s*(?:-{1,3}|[\u2010-\u2015\u2212])\s"
_NAME = r"([^\W\d_][\w.&'\u2019/ -]{1,39})"
_AFTER = rf"(?P<dash>{_DASH}|\s|(?=[A-Z\"“]))"
_LEADING = re.compile(rf"\s*(?:\(|/){_NAME}(?:\)|/){_AFTER}")
_PLACED = re.compile(
    r"\s*(?:By [^\n]{1,60}\n\s*)?"
    r"([A-Z\u00c0-\u00de\u0400-\u042f][\w.'\u2019-]+)\b[^()\n]{0,60}?[ .,]\s*"
    rf"(?:\(|/){_NAME}(?:\)|/)\.?{_AFTER}"
)


def dateline(text: str) -> str:
    """Return the service that the opening of a text names, or "".

    A name in brackets at the very start, or between a place and the text. A service that is not
    known is believed where its place stands in capitals and a dash follows; without a place, where
    a dash follows or it stands in capitals itself.
    """
    opening = text[:OPENING]
    if match := _LEADING.match(opening):
        name = match[1].strip()
        believed = (match["dash"].strip() or name.isupper()) and _is_name(name)
        return services().get(name, name if believed else "")
    if match := _PLACED.match(opening):
        name = match[2].strip()
        believed = match["dash"].strip() and match[1].isupper() and _is_name(name)
        return services().get(name, name if believed else "")
    return ""


def credited(text: str) -> tuple[str, ...]:
    """Return the services that a text credits ("Reuters reported"), in the order of the text.

    Only names in `data/services.csv`, and only beside a word of `data/credits.csv`.
    """
    found: dict[str, None] = {}
    for _, start, end in _automaton().find_matches_as_indexes(text, overlapping=True):
        name = services()[text[start:end]]
        if name not in found and _is_credit(text, start, end):
            found[name] = None
    return tuple(found)


def host(url: str) -> str:
    """Return the host of an address without `www.`, in lower case, or "" where it has none."""
    try:
        name = urlsplit(url.strip() if "//" in url else f"//{url.strip()}").hostname or ""
    except ValueError:
        return ""
    return name.removeprefix("www.") if re.fullmatch(r"[\w-]+(\.[\w-]+)+", name) else ""


@lru_cache(maxsize=1)
def services() -> dict[str, str]:
    """Return the name of the service for each form that it is written in."""
    table = knowledge.rows("services")
    return {form: row["service"] for row in table for form in row["forms"].split("|")}


def _is_name(name: str) -> bool:
    """Return whether unknown words in the place of a service can be its name."""
    return name[0].isupper() and name not in _words("no service") and len(name.split()) <= 4


def _is_credit(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
    if _joins(before[-1:]) or _joins(after[:1]):
        return False
    return bool(_patterns()[1].match(after) or _patterns()[0].search(before))


def _joins(letter: str) -> bool:
    return letter.isalnum() or letter == "-"


@lru_cache(maxsize=1)
def _automaton() -> AhoCorasick:
    return AhoCorasick(services(), implementation=Implementation.DFA)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what must stand right before a service that is credited, or right after it."""
    places = ("before", "filler", "after", "after kind")
    before, filler, after, kind = (_choice(_words(place)) for place in places)
    return (
        re.compile(rf"\b{before}\s+(?:{filler}\s+){{0,4}}$"),
        re.compile(
            rf",?\s+(?:(?i:{kind}),?\s+)?(?:(?:has|had|have|also|later|earlier)\s+)?{after}\b"
        ),
    )


def _choice(words: frozenset[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


@lru_cache(maxsize=8)
def _words(place: str) -> frozenset[str]:
    rows = knowledge.rows("credits")
    return frozenset(word for r in rows if r["place"] == place for word in r["words"].split("|"))
