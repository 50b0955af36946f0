"""Events as lines to paste into a brief: day, what, where, evidence, source; text, Markdown, CSV.

Article text is data from strangers: in Markdown every sign that could mean something is escaped,
in CSV no cell begins as a formula does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lib import annotate
from lib.index import Corpus
from lib.measure import events, export


@dataclass(frozen=True, slots=True)
class Line:
    """One event, ready to be written.

    Attributes:
        when: the day or period; "undated".
        what: who did what to whom.
        toll: how many were killed or hurt, as written; "" where the sentence counts none.
        where: as written; "" where the sentence says none.
        status: one of `lib.annotate.STATUSES`.
        sentence: the evidence, as written.
        source: outlet, title and day of publication of the article that it stands in.
        reports: how many publications, texts and origins tell of it.
    """

    when: str
    what: str
    toll: str
    where: str
    status: str
    sentence: str
    source: str
    reports: str


def day(first: Any, last: Any) -> str:
    """The day or period of an event for people: "10 July 2025", "July 2025", "undated"."""
    if pd.isna(first):
        return "undated"
    one, other = (f"{d.day} {d:%B %Y}" for d in (first, last))
    if first == last:
        return one
    if first.day == 1 and (last + pd.Timedelta(days=1)).day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return f"{first:%B %Y}"
        if first.month == 1 and last.month == 12 and first.year == last.year:
            return str(first.year)
    if first.year == last.year:
        one = str(first.day) if first.month == last.month else f"{first.day} {first:%B}"
    return f"{one} to {other}"


def said(event: Any) -> str:
    """Who did what to whom, of a row of `lib.measure.events.chronology`."""
    source = "" if event.source == events.SOMEBODY else event.source
    return annotate.event_said(event.type, event.mode, source, event.target)


def reports(event: Any) -> str:
    """How many publications, distinct texts and origins tell of an event."""
    if event.publications == 1:
        return "1 publication"
    parts = [(event.publications, "publication"), (event.texts, "text"), (event.origins, "origin")]
    return ", ".join(f"{n:,} {what}" + ("s" if n != 1 else "") for n, what in parts)


def lines(corpus: Corpus, found: pd.DataFrame) -> list[Line]:
    """The events of a `lib.measure.events.chronology` as lines, in its order."""
    told = events.tellings(corpus, found["telling"].tolist())
    places = events.places(corpus, found)
    return [
        Line(
            day(event.first, event.last),
            said(event),
            telling.toll,
            place,
            event.status,
            " ".join(telling.sentence.split()),
            source(telling.source, telling.title, telling.published),
            reports(event),
        )
        for event, telling, place in zip(found.itertuples(), told, places, strict=True)
    ]


def source(outlet: str, title: str, published: pd.Timestamp | None) -> str:
    """Where something stands: outlet, title and day of publication of an article."""
    when = "undated" if published is None else f"{published.day} {published:%B %Y}"
    return f"{outlet or 'unknown source'}, “{plain(title) or 'Untitled'}”, {when}"


def as_text(written: Sequence[Line]) -> str:
    """Lines as plain text."""
    return "\n\n".join(
        f"{line.when}: {what(line)}.\n  “{line.sentence}”\n  {line.source} ({line.reports})"
        for line in written
    )


def as_markdown(written: Sequence[Line]) -> str:
    """Lines as a list in Markdown, in which no text means anything."""
    return "\n".join(
        f"- **{inert(line.when)}**: {inert(what(line))}.  \n"
        f"  “{inert(line.sentence)}”  \n"
        f"  {inert(line.source)} ({inert(line.reports)})"
        for line in written
    )


def what(line: Line) -> str:
    """Who did what to whom, how many it hit, where, and whether that is sure."""
    toll = f" ({line.toll[0].lower()}{line.toll[1:]})" if line.toll else ""
    where = f", {line.where}" if line.where else ""
    doubt = "" if line.status == "stated" else f" [{line.status}]"
    return f"{line.what}{toll}{where}{doubt}"


_MEANT = re.compile(r"([\\`*_{}\[\]<>#|~$&=^]|:(?=\S))")
_BEGINS = re.compile(r"^([-+]|\d+(?=[.)]))")
_LINKS = re.compile(r"(?i)(://|@|\bwww\.)")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def plain(text: str) -> str:
    """A text in one line, without the control characters that no document holds."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def inert(text: str) -> str:
    """A text that Markdown shows as it is: in one line, signs escaped, addresses no links.

    A word joiner (U+2060), which nobody sees, keeps an address or e-mail from becoming a link.
    """
    escaped = _MEANT.sub(r"\\\1", _LINKS.sub("\\1\u2060", plain(text)))
    return _BEGINS.sub(lambda found: _unlisted(found[1]), escaped)


def _unlisted(begin: str) -> str:
    """What would begin a list ("-", "1."), so that it does not."""
    return f"{begin}\u2060" if begin.isdigit() else f"\\{begin}"


def csv(corpus: Corpus, found: pd.DataFrame) -> bytes:
    """The events as a table: what `chronology` has, with sentence, place and source."""
    told = events.tellings(corpus, found["telling"].tolist())
    table = found.drop(columns=["event", "telling", "where", "counts"]).assign(
        day=[day(event.first, event.last) for event in found.itertuples()],
        what=[said(event) for event in found.itertuples()],
        place=events.places(corpus, found),
        toll=[telling.toll for telling in told],
        sentence=[telling.sentence for telling in told],
        article=[telling.article for telling in told],
        title=[telling.title for telling in told],
        outlet=[telling.source for telling in told],
        published=[telling.published for telling in told],
    )
    return export.csv(table)
