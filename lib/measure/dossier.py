"""A dossier of an actor or of a selection: what was said and done, each line with its source.

    corpus, selection, actor  ->  of_actor()      \\
                                                    Dossier  ->  as_markdown(), as_docx()
    corpus, selection         ->  of_selection()  /

Every line holds a quotation or a sentence as written, the article that it stands in, and the day.
No list is cut without saying so.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from docx import Document
from numpy.typing import NDArray

from lib.index import Corpus
from lib.measure import actors as act
from lib.measure import chronicle, events, quotations
from lib.measure import selection as sel
from lib.measure.chronicle import inert, plain
from lib.measure.events import Asked
from lib.measure.selection import Selection

MOST = 100
"""Lines of a section: the newest, and the section says of how many."""

_MOST_ACTORS = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of evidence.

    Attributes:
        lead: when, and who did or said what; "" where the evidence says it all.
        evidence: a quotation or a sentence, as written.
        source: outlet, title and day of publication.
    """

    lead: str
    evidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a note on what is listed, and the lines."""

    title: str
    note: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a dossier holds: a title, facts about its subject, and sections."""

    title: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...]


# --- what it holds -----------------------------------------------------------------------------


def of_actor(corpus: Corpus, selection: Selection, actor: str, most: int = MOST) -> Dossier:
    """What the articles of a selection tell of an actor: said, did, met, and what was done to it.

    Args:
        corpus: where.
        selection: in which articles.
        actor: an id of `corpus.actors`.
        most: lines of a section at most.
    """
    known = corpus.actors.iloc[corpus.actor_numbers[actor]]
    found = events.chronology(corpus, selection, Asked(actors=(actor,)))
    met = found["type"] == "CONSULT"
    own = found["source_key"] == actor
    parts = (
        ("Met", "meetings, talks, calls and visits", found[met]),
        ("Did", "what was done by the actor to others", found[~met & own]),
        ("Was done to", "what others did to the actor", found[~met & ~own]),
    )
    sections = [_said(corpus, selection, actor, most)]
    sections += [_told(corpus, title, what, part, most) for title, what, part in parts]
    return Dossier(
        f"Dossier: {known['name']}",
        (_about(known), _coverage(corpus, selection, actor), _scope(corpus, selection)),
        tuple(sections),
    )


def of_selection(corpus: Corpus, selection: Selection, most: int = MOST) -> Dossier:
    """What the articles of a selection tell: who is in them, what happened, what was said."""
    found = events.chronology(corpus, selection)
    return Dossier(
        "Dossier of a selection",
        (_scope(corpus, selection), _who(corpus, selection)),
        (
            _told(corpus, "Events", "who did what to whom", found, most),
            _said(corpus, selection, None, most),
        ),
    )


def _about(known: pd.Series) -> str:
    wikidata = f", Wikidata {known['wikidata']}" if known["wikidata"] else ""
    return f"{known['name']}: {known['class']}{wikidata}."


def _coverage(corpus: Corpus, selection: Selection, actor: str) -> str:
    ranked = act.ranking(corpus, selection)
    own = ranked[ranked["key"] == actor]
    if own.empty:
        return "Not mentioned in this selection."
    row = own.iloc[0]
    said = f"Mentioned in {row.articles:,} of {row.total:,} articles ({100 * row['share']:.1f} %)"
    if pd.isna(row["first"]):
        return f"{said}, all undated."
    first, last = (chronicle.day(day, day) for day in (row["first"], row["last"]))
    return f"{said}, from {first} to {last}."


def _scope(corpus: Corpus, selection: Selection) -> str:
    """Of which articles this is: how many, and the selection as its link has it."""
    size = sel.resolve(corpus, selection).size
    query = sel.to_query(selection) or "the whole corpus"
    return f"From {size:,} of {len(corpus):,} articles; selection: {query}; corpus {corpus.digest}."


def _who(corpus: Corpus, selection: Selection) -> str:
    ranked = act.ranking(corpus, selection)
    most = ranked.head(_MOST_ACTORS)
    named = [f"{who} ({n:,})" for who, n in zip(most["name"], most["articles"], strict=True)]
    rest = len(ranked) - len(named)
    more = f", and {rest:,} more" if rest > 0 else ""
    return f"Actors, by articles: {', '.join(named) or 'none'}{more}."


def _told(corpus: Corpus, title: str, what: str, found: pd.DataFrame, most: int) -> Section:
    """A section of events, newest first."""
    shown = found.head(most)
    entries = [
        Entry(_lead(line), line.sentence, f"{line.source} ({line.reports})")
        for line in chronicle.lines(corpus, shown)
    ]
    uncounted = int((~found["counts"]).sum())
    doubt = f", {uncounted:,} of them planned or denied" if uncounted else ""
    note = f"{_counted(len(found), 'event')}{doubt}: {what}, as sentences tell it."
    return Section(title, note + _cut(len(found), most), tuple(entries))


def _lead(line: chronicle.Line) -> str:
    return f"{line.when}: {chronicle.what(line)}"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _cut(whole: int, most: int) -> str:
    return f" The newest {most:,} are listed." if whole > most else ""


def _said(corpus: Corpus, selection: Selection, actor: str | None, most: int) -> Section:
    """A section of quotations, newest first: an actor's, or all whose speaker is known."""
    rows = corpus.span_column("quotations", "article")
    if actor is None:
        spoken = corpus.quotation_actors >= 0
    else:
        spoken = quotations.spoken_by(corpus, corpus.actor_numbers[actor])
    places = np.flatnonzero(spoken & sel.resolve(corpus, selection).counted[rows])
    order = np.lexsort((places, -corpus.days[rows[places]].astype(np.int64)))
    note = f"{_counted(len(places), 'quotation')}; each text counts once."
    entries = _quoted(corpus, places[order][:most])
    return Section("Said", note + _cut(len(places), most), entries)


def _quoted(corpus: Corpus, places: NDArray[np.int64]) -> tuple[Entry, ...]:
    found = quotations.entries_of(corpus, places)
    listed = corpus.listed(np.array([said.row for said in found], np.int32))
    texts: dict[int, str] = {}
    entries = []
    for said, about in zip(found, listed.itertuples(), strict=True):
        if said.row not in texts:
            texts[said.row] = corpus.text(said.row)
        content = " … ".join(texts[said.row][start:end] for start, end in said.content)
        speaker = quotations.speaker_named(texts[said.row], said)
        lead = speaker + (f" ({said.verb})" if said.verb else "")
        published = None if pd.isna(about.date) else about.date
        source = chronicle.source(str(about.source), str(about.title), published)
        entries.append(Entry(lead, plain(content), source))
    return tuple(entries)


# --- how it is written -------------------------------------------------------------------------


def as_markdown(dossier: Dossier) -> str:
    """A dossier in Markdown, in which no text of an article means anything."""
    parts = [f"# {inert(dossier.title)}", *(inert(fact) for fact in dossier.facts)]
    for section in dossier.sections:
        parts += [f"## {inert(section.title)}", inert(section.note)]
        parts += [_markdown_lines(section.entries)] if section.entries else []
    return "\n\n".join(parts) + "\n"


def _markdown_lines(entries: Sequence[Entry]) -> str:
    return "\n".join(
        f"- **{inert(entry.lead)}**  \n  {inert(entry.evidence)}  \n  {inert(entry.source)}"
        for entry in entries
    )


def as_docx(dossier: Dossier) -> bytes:
    """A dossier as a document of a word processor (Office Open XML)."""
    document = Document()
    document.core_properties.title = _legal(dossier.title)[:255]
    document.core_properties.author = "Wirescope"
    document.add_heading(_legal(dossier.title), 0)
    for fact in dossier.facts:
        document.add_paragraph(_legal(fact))
    for section in dossier.sections:
        document.add_heading(_legal(section.title), 1)
        document.add_paragraph(_legal(section.note))
        for entry in section.entries:
            paragraph = document.add_paragraph(style="List Bullet")
            paragraph.add_run(_legal(entry.lead)).bold = True
            paragraph.add_run().add_break()
            paragraph.add_run(_legal(entry.evidence))
            paragraph.add_run().add_break()
            paragraph.add_run(_legal(entry.source)).italic = True
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _legal(text: str) -> str:
    """A text that XML can hold: in one line, without controls, surrogates, non-characters."""
    kept = (sign for sign in plain(text) if not 0xD800 <= ord(sign) <= 0xDFFF)
    return "".join(sign for sign in kept if (ord(sign) & 0xFFFE) != 0xFFFE)
