"""How many people a sentence says were killed or hurt: "at least 12", as written.

    "At least 12 people were killed in Kyiv.", "killed"  ->  "At least 12"

The number is the last one before the verb with nothing but those whom it counts between, or the
one right after it ("kills 24 people"). The words are data (`data/events.txt`).
"""

import re
from functools import cache

from lib.annotate.phrases import words

_FARTHEST = 90  # characters before the verb in which the number stands
_PEOPLE = re.compile(r" [A-Z][\w’'-]*(?:s|men|women)\b")  # "70 Palestinians", "4 Frenchmen"
_YEAR = re.compile(r"(?:19|20)\d\d")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds a number that ends before a verb, and one that follows it."""
    spelled = "|".join(sorted(words()["numbers"], key=len, reverse=True))
    about = "|".join(sorted(words()["about a number"], key=len, reverse=True))
    number = (
        rf"\b((?:(?:{about}) )?(?:\d[\d,]*\d|\d|(?:{spelled})\b)(?: (?:of|hundred|thousand)\b)?)"
        r"(?![\w%-]|[.,:]\d)"
    )
    after = re.compile(rf"[ ]{number}", re.IGNORECASE)
    before = re.compile(rf"{number}(?P<counted>(?: [\w'’-]+){{0,6}}) $", re.IGNORECASE)
    return before, after


def toll(sentence: str, start: int, end: int) -> str:
    """Return the number of people that a sentence counts beside a verb; "" where it counts none.

    Args:
        sentence: as it came.
        start, end: the span of the verb in it ("killed").
    """
    before, after = _patterns()
    found = before.search(sentence[max(0, start - _FARTHEST) : start])
    if found is not None and _counts(found[1], found["counted"]):
        return found[1].removesuffix(" of")
    follows = after.match(sentence, end)
    return "" if follows is None else follows[1].removesuffix(" of")


def _counts(number: str, counted: str) -> bool:
    """Say whether a number counts people, and is no year or day: "12 people were", "12 were"."""
    named = counted.lower().split()
    if _YEAR.fullmatch(number):
        return False
    people = not words()["victims"].isdisjoint(named) or _PEOPLE.search(counted) is not None
    return people or _only_helpers(named)


def _only_helpers(named: list[str]) -> bool:
    lexicon = words()
    helpers = lexicon["auxiliaries"] | lexicon["prepositions"] | {"them", "been", "also"}
    return bool(named) and helpers.issuperset(named)
