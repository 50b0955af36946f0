"""One name for those who are written in several ways: which keys of names mean the same.

    keys, classes, articles  ->  one_name()  ->  keys, those that mean the same made one

A key is a name as a slug (`annotate.slug`). Two are made one only where little speaks
against it:

- **People**: spellings that differ as transliterations do (`annotate.one_spelling`); a name with a
  middle initial and the same name without ("Mary K. Wexler"), where no other initial is known; an
  initial and a surname ("J. Okonjo") of which the corpus has one bearer; and a slip of one letter
  in a long surname that no list has, where the given name is the same and the other spelling is
  ten times as common.
- **Organisations**: a legal form at the end ("Paxar Inc."), where the name stands without it too;
  an acronym that articles introduce after one long form, and not after others.

Of the spellings that are made one, that which most articles have stands for all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from rapidfuzz.distance import OSA

from lib import annotate
from lib.annotate import tagging

_SLIP = 10  # times as many articles have the right spelling
_LONG = 6  # letters of a surname in which one may be a slip
_INTRODUCED = 0.1  # the share of an acronym's articles that must introduce it
_ONE_FORM = 0.9  # the share of these that must introduce it after one long form
_TWICE = 2  # articles that must

Held = Mapping[tuple[str, str], int]
"""How many articles have a name, by its key and class."""


def one_name(
    keys: Sequence[str],
    classes: Sequence[str],
    articles: Sequence[int],
    acronyms: Mapping[str, Mapping[str, int]],
) -> list[str]:
    """The keys, those that mean the same made one.

    Args:
        keys: of names; several may be equal.
        classes: of each, one of `annotate.CLASSES`.
        articles: how many have each.
        acronyms: of acronyms' keys how many articles introduce them after which long form's key.
    """
    held: Counter[tuple[str, str]] = Counter()
    for key, cls, count in zip(keys, classes, articles, strict=True):
        held[key, cls] += count
    instead: dict[tuple[str, str], tuple[str, str]] = {}
    people = sorted(key for key, cls in held if cls == "person" and "-" in key)
    for rule in (_spellings, _middle_initials, _first_initials, _slips):
        left = [key for key in people if (key, "person") not in instead]
        for key, other in rule(left, held):
            instead[key, "person"] = other, "person"
    for name in sorted(held):
        if name[1] in ("organisation", "state"):
            instead[name] = _organisation(name, held, acronyms)
    return [_last(instead, (key, cls))[0] for key, cls in zip(keys, classes, strict=True)]


def _last(
    instead: Mapping[tuple[str, str], tuple[str, str]], name: tuple[str, str]
) -> tuple[str, str]:
    """Follow a name to the one that stands for it."""
    seen = {name}
    while (other := instead.get(name, name)) not in seen:
        seen.add(other)
        name = other
    return name


def _spellings(people: Sequence[str], held: Held) -> Iterator[tuple[str, str]]:
    """Those that differ as transliterations do."""
    alike = defaultdict[tuple[str, ...], list[str]](list)
    for key in people:
        alike[annotate.one_spelling(key.split("-"))].append(key)
    for several in alike.values():
        first = max(several, key=lambda key: (held[key, "person"], key))
        yield from ((key, first) for key in several if key != first)


def _middle_initials(people: Sequence[str], held: Held) -> Iterator[tuple[str, str]]:
    """Those with a middle initial that no other initial gainsays."""
    bare = defaultdict[str, list[str]](list)
    for key in people:
        first, *middle, last = key.split("-")
        if len(first) > 1 and middle and all(len(word) == 1 for word in middle):
            bare[f"{first}-{last}"].append(key)
    for short, several in bare.items():
        if len(several) == 1 and (short, "person") in held:
            yield several[0], short


def _first_initials(people: Sequence[str], held: Held) -> Iterator[tuple[str, str]]:
    """Initials with a surname of which there is one bearer."""
    bearers = defaultdict[tuple[str, str], list[str]](list)
    for key in people:
        first, *_, last = key.split("-")
        bearers[first[0] if first else "", last].append(key)
    for (letter, _), several in bearers.items():
        short = [key for key in several if key.startswith(f"{letter}-") and key.count("-") == 1]
        full = [key for key in several if key not in short]
        if short and len(full) == 1:
            yield short[0], full[0]


def _slips(people: Sequence[str], held: Held) -> Iterator[tuple[str, str]]:
    """Those with a slip of one letter in the surname."""
    near = defaultdict[tuple[str, str], list[str]](list)
    for key in people:
        given, _, surname = key.partition("-")
        if len(surname) >= _LONG and "-" not in surname:
            near[given, surname[:2]].append(surname)
    for (given, _), surnames in near.items():
        for one, other in combinations(surnames, 2):
            if OSA.distance(one, other, score_cutoff=1) > 1:
                continue
            counts = [held[f"{given}-{surname}", "person"] for surname in (one, other)]
            rare, common = (one, other) if counts[0] < counts[1] else (other, one)
            if min(counts) * _SLIP <= max(counts) and not tagging.is_surname(rare):
                yield f"{given}-{rare}", f"{given}-{common}"


def _organisation(
    name: tuple[str, str], held: Held, acronyms: Mapping[str, Mapping[str, int]]
) -> tuple[str, str]:
    """What stands for an organisation: its name without the legal form, or its long form."""
    key, cls = name
    words = key.split("-")
    while len(words) > 1 and words[-1] in tagging.words_of("legal form"):
        words.pop()
    bare = "-".join(words), cls
    if bare != name and bare in held:
        return bare
    introduced = acronyms.get(key, {})
    total = sum(introduced.values())
    if total < max(_TWICE, _INTRODUCED * held[name]):
        return name
    long, often = max(introduced.items(), key=lambda item: (item[1], item[0]))
    return (long, cls) if often >= _ONE_FORM * total and (long, cls) in held else name
