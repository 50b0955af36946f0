"""Who speaks when in a transcript: the turns of an interview, a briefing, a debate.

    RUBIO: We had a good talk.      ->  Turn(label "RUBIO", said "We had a good talk.")
    And we will go on.              ->  Turn(label "RUBIO", said "And we will go on.", carried on)

A paragraph that opens with a label and a colon is a turn if the text is a transcript: labels are
names in capitals, persons whom the article names, or words like "Q" and "A"
(`data/transcripts.txt`); there are three turns or more, by two speakers, one of whom speaks twice,
and most turns are sentences. A list of facts ("WHEN: Monday") is none. What follows a turn up to
the next, or to a heading, is its speaker's, too.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from lib.annotate.clauses import lexicon
from lib.annotate.files import sections

Span = tuple[int, int]

_LABEL = re.compile(
    r"[ \t]*(?:>+ ?)?([A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,4})(?: \([^()\n]{1,30}\))?:[ \t]+(?=\S)"
)
_FEWEST_TURNS = 3
_SHORTEST = 2  # letters of capitals that are no name: "TV: ", "PM: "
_ENDS = frozenset(".?!…\"”')]—-")
_PARAGRAPH = re.compile(r"\S[^\n]*(?<=\S)")


class Turn(NamedTuple):
    """What one says in a paragraph: the span of the label by which the turn opened, of what is
    said, and whether it is carried on from the paragraph before."""

    label: Span
    said: Span
    carried: bool


def turns(text: str, is_person: Callable[[str], bool]) -> list[Turn]:
    """Return the turns of a transcript, in order; none of a text that is no transcript.

    Args:
        text: as it came.
        is_person: says whether the text calls a person so.
    """
    labels = _labels(text)
    if len(labels) >= _FEWEST_TURNS:
        labels = [match for match in labels if _speaks(match[1], is_person)]
    if not _is_talk([match[1] for match in labels]):
        return []
    found = []
    whole = 0  # turns that end as a sentence does
    ends = [match.start() for match in labels[1:]] + [len(text)]
    for match, end in zip(labels, ends, strict=True):
        for number, said in enumerate(_PARAGRAPH.finditer(text, match.end(), end)):
            ended = said[0][-1] in _ENDS
            if number and not ended:
                break  # a heading
            whole += ended and not number
            found.append(Turn(match.span(1), said.span(), number > 0))
    return found if 2 * whole > len(labels) else []


def _labels(text: str) -> list[re.Match[str]]:
    """Return what may label a turn at the beginning of a line: looked for where a colon stands, as
    lines are many and colons few."""
    found = []
    colon = text.find(":")
    while colon >= 0:
        match = _LABEL.match(text, text.rfind("\n", 0, colon) + 1)
        if match is not None:
            found.append(match)
        line_end = text.find("\n", colon)
        colon = text.find(":", line_end) if line_end >= 0 else -1
    return found


def _speaks(label: str, is_person: Callable[[str], bool]) -> bool:
    """Say whether a label is somebody, and no heading of a list of facts."""
    if label.lower() in _known("speakers"):
        return True
    if label.isupper():
        fact = label.lower() in _known("facts") or label.lower() in lexicon().time
        return len(label) > _SHORTEST and not fact
    return is_person(label)


@cache
def _known(section: str) -> frozenset[str]:
    return frozenset(sections("transcripts.txt")[section])


def _is_talk(labels: list[str]) -> bool:
    """Say whether so many speak in turn that it is a talk."""
    counts = Counter(label.rpartition(" ")[2] for label in labels)
    return len(labels) >= _FEWEST_TURNS and len(counts) > 1 and max(counts.values()) > 1
