"""The Quotes page: a ledger of who said what, and who speaks most; and an actor's share of it.

    ?speaker=ACTOR&verb=deny&verbs=denied&said=WORDS  ->  asked()
    asked()  ->  ledger()  |  speakers(), verbs()

A quotation opens the article with it: the link then names the place where it begins.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lib import Corpus, annotate
from lib.measure import quotations as quo
from lib.measure import selection as sel
from lib.measure.quotations import Asked, Entry, Page
from lib.measure.selection import Selection
from lib.view import frame, markup, widgets
from lib.view.cache import ask
from lib.view.markup import Mark, label, plain

SPEAKER = "speaker"
VERB = "verb"
CITED = "cited"
"""The link's parameter on the Articles page: where the quotation that was opened begins."""
_PAGE = 20
_MOST_OFFERED = 400
_MOST_SAVED = 5_000
_LONGEST = 1_500  # characters of one quotation in the ledger
_ENDING = re.compile('[.!?"”’]{1,3}')
_FIRST = ("said", "claimed", "denied", "warned")


def how_recognised() -> None:
    """Say in a line how quotations are found, and how right that is."""
    right, judged = annotate.QUOTATIONS_RIGHT, annotate.QUOTATIONS_JUDGED
    st.caption(
        label(
            "Quotations are found by rules: direct ones by their marks, reported speech by its "
            f"verb. Measured on labelled news, {widgets.percent(right['direct'])} of the direct "
            f"ones and {widgets.percent(right['all'])} of all that is found are what readers "
            f"marked, and {widgets.percent(right['speaker'])} of the speakers of direct ones are "
            f"right. Of {judged['drawn']} drawn from other news and judged by a reader, "
            f"{judged['quotations']} are quotations; of these {judged['content']} begin and end "
            f"where they should, and {judged['speaker']} have the right speaker. A speaker who is "
            "no known actor is shown as written."
        )
    )


# --- what is asked for -------------------------------------------------------------------------


def asked(corpus: Corpus, selection: Selection) -> Asked:
    """What the reader asks for, by speaker, verb, its kind and words; all of it in the link."""
    known = ask(quo.speakers, corpus, selection, Asked())
    given = st.query_params.get(SPEAKER)
    shown = known[(np.arange(len(known)) < _MOST_OFFERED) | (known.key == given)]
    names = _without_actor(known) | dict(zip(shown.key, shown.name, strict=True))
    speaker, verb, words = st.columns([3, 2, 3], vertical_alignment="bottom")
    with speaker:
        title = _speaker_title(len(known))
        chosen = widgets.chooser(
            title, list(names), SPEAKER, lambda key: plain(str(names[key])), "anybody"
        )
    with verb:
        said = _verb(corpus, selection, Asked(chosen or ""), VERB)
    with words:
        sought = _words("said")
    return Asked(chosen or "", classes=_classes("verbs"), words=sought, verb=said)


def _without_actor(known: pd.DataFrame) -> dict[str, str]:
    """What may be chosen in the place of a speaker, with how many quotations it has."""
    offered = {
        quo.UNKNOWN: ("speakers who are no known actor", known.attrs["unknown"]),
        quo.NOBODY: ("no speaker", known.attrs["nobody"]),
        quo.TOGETHER: ("several together", known.attrs["joint"]),
    }
    return {key: f"({name}: {count:,})" for key, (name, count) in offered.items() if count}


def _verb(corpus: Corpus, selection: Selection, wanted: Asked, parameter: str) -> str:
    """The verb that is asked for, of those that such quotations have."""
    known = ask(quo.verbs, corpus, selection, wanted)
    counts = dict(zip(known.verb, known.quotations, strict=True))
    chosen = widgets.chooser(
        "Verb", list(counts), parameter, lambda verb: plain(f"{verb} ({counts[verb]:,})"), "any"
    )
    return chosen or ""


def _speaker_title(known: int) -> str:
    """The label of the speakers to choose from, and how many of them are offered."""
    if known <= _MOST_OFFERED:
        return "Speaker"
    return f"Speaker (the {_MOST_OFFERED} of {known:,} who speak most)"


def _words(key: str) -> str:
    """The words that what is said must have; none where they cannot be read, which is said."""
    given = st.text_input(
        "Words in what is said",
        key=key,
        bind="query-params",
        type="search",
        placeholder='words, "a phrase"; all must stand in it',
    )
    problem = quo.words_problem(given or "")
    if problem is not None:
        st.error(label(problem))
        return ""
    return (given or "").strip()


def _classes(key: str) -> tuple[str, ...]:
    chosen = st.pills(
        "Kinds of verbs", [*quo.CLASSES], selection_mode="multi", key=key, bind="query-params"
    )
    return tuple(chosen)


# --- the ledger --------------------------------------------------------------------------------


def ledger(corpus: Corpus, selection: Selection, wanted: Asked, key: str = "quotes") -> None:
    """The quotations, newest first, page by page; each opens its article."""
    about = f"{key}_{abs(hash((selection, wanted))) & 0xFFFFFF}"
    number = int(st.session_state.get(about) or 1)
    found = ask(quo.page, corpus, selection, wanted, (number - 1) * _PAGE, _PAGE)
    if not found.total:
        widgets.nothing(
            "No quotation like this in the selection. Another verb, speaker or words may have some."
        )
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(label(_counted(found)))
        _save(corpus, selection, wanted, about, found.total)
    for place, entry in enumerate(found.entries):
        _entry(corpus, entry, f"{about}_{number}_{place}")
    pages = -(-found.total // _PAGE)
    if pages > 1:
        st.pagination(pages, key=about, max_visible_pages=7)


def _counted(found: Page) -> str:
    said = widgets.counted(found.total, "quotation") + ", newest first"
    if found.of > found.searched:
        said += f"; read for the words were the newest {found.searched:,} of {found.of:,} articles"
    return said


def _save(corpus: Corpus, selection: Selection, wanted: Asked, key: str, total: int) -> None:
    some = f"the newest {_MOST_SAVED:,}" if total > _MOST_SAVED else f"all {total:,}"

    def table() -> bytes:
        found = quo.page(corpus, selection, wanted, 0, _MOST_SAVED)
        return widgets.as_csv(quo.tabled(corpus, found.entries))

    st.download_button(
        f"Save {some} as CSV",
        data=table,
        file_name="quotations.csv",
        mime="text/csv",
        key=f"{key}_csv",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def _entry(corpus: Corpus, entry: Entry, key: str) -> None:
    """One quotation: who, with which verb, when and where, the words, and the article to open."""
    text = corpus.text(entry.row)
    listed = corpus.listed(pd.array([entry.row], "int32").to_numpy()).iloc[0]
    where = [widgets.when(listed.date, bool(listed.timed)), listed.source or "unknown source"]
    with st.container(gap="xxsmall"):
        about = [*_about(text, entry), *where]
        markup.show(markup.entry(about, _passage(text, entry)))
        title = label(listed.title or markup.UNTITLED, 120)
        if st.button(title, key=key, type="tertiary", wrap=True):
            start = str(entry.content[0][0])
            frame.go("articles", article=str(listed.id), **{CITED: start})


def _about(text: str, entry: Entry) -> list[str]:
    """Speaker (and as written beside the verb), verb and its class, kind, doubt."""
    speaker = quo.speaker_named(text, entry)
    written = text[slice(*entry.speaker)] if entry.speaker else ""
    if written and written != speaker:
        speaker = f"{speaker} (“{written}”)"
    said = annotate.verb_classes().get(entry.verb, "")
    verb = entry.verb if said in ("", "said") else f"{entry.verb} ({said})"
    return [speaker or "no speaker", verb, entry.kind, entry.doubt]


def _passage(text: str, entry: Entry) -> markup.Html:
    """What is said with its verb and speaker, marked."""
    spans = [*entry.content, *(s for s in (entry.cue, entry.speaker) if s is not None)]
    start, end = min(s for s, _ in spans), max(e for _, e in spans)
    ending = _ENDING.match(text, end)
    end = min(ending.end() if ending else end, start + _LONGEST)
    return markup.snippet(text, marks(text, entry), start, end)


def marks(text: str, entry: Entry, kind: str = "quote") -> list[Mark]:
    """The marks of a quotation: what is said, and the words in it that were asked for."""
    speaker = quo.speaker_named(text, entry) or "no speaker"
    said = f"{speaker}: {entry.verb or entry.kind}" + (f", {entry.doubt}" if entry.doubt else "")
    found = [Mark(start, end, kind, said) for start, end in entry.content]
    return found + [Mark(start, end, "word") for start, end in entry.hits]


# --- who, and with which verbs -----------------------------------------------------------------


def speakers(corpus: Corpus, selection: Selection, wanted: Asked) -> None:
    """Who speaks most, and how often with which verbs; picking a row sets the speaker."""
    st.subheader("Who speaks")
    group = wanted.speaker if wanted.speaker in quo.NO_ACTOR else ""
    found = ask(quo.speakers, corpus, selection, replace(wanted, speaker=group, words=""))
    if found.empty:
        st.caption("Nobody who is a known actor.")
        return
    about = f"speakers_{abs(hash((selection, group, wanted.classes, wanted.verb))) & 0xFFFFFF}"
    places = widgets.page_of(range(len(found)), about, 15)
    shown = found.iloc[places]
    key = widgets.fresh(f"{about}_{places[0]}")

    def choose() -> None:
        place = widgets.picked(key)
        if place is not None:
            widgets.spend()
            widgets.look(**{SPEAKER: str(shown.key.iloc[place])})

    widgets.table(
        shown, key, "speakers", _speaker_columns(), on_select=choose, height="content", whole=found
    )
    st.caption(label(_unknown(found)))


def _speaker_columns() -> dict[str, Any]:
    config = st.column_config
    numbers = {"quotations": "All", **{name: name.capitalize() for name in _FIRST}}
    return {
        "name": config.TextColumn("Speaker", width=126),
        **{
            name: config.NumberColumn(title, format="localized", width=50)
            for name, title in numbers.items()
        },
    }


def _unknown(found: pd.DataFrame) -> str:
    total, unknown, nobody = (found.attrs[name] for name in ("total", "unknown", "nobody"))
    joint = found.attrs["joint"]
    together = f" {joint:,} are said by several together and count for each." if joint else ""
    return (
        f"Of {widgets.counted(total, 'quotation')}, {unknown:,} are by speakers who "
        f"are no known actor, and {nobody:,} have no speaker.{together} All kinds of verbs are in "
        "the file. Pick a row to read that speaker's; those who are in no row stand first in the "
        "list of speakers above."
    )


def verbs(corpus: Corpus, selection: Selection, wanted: Asked, parameter: str = VERB) -> None:
    """With which verbs what is asked for is reported; picking a row asks for that verb."""
    st.subheader("With which verbs")
    found = ask(quo.verbs, corpus, selection, replace(wanted, words="", verb=""))
    config = st.column_config
    columns = {
        "verb": config.TextColumn("Verb"),
        "class": config.TextColumn("Kind"),
        "quotations": config.NumberColumn("Quotations", format="localized"),
    }
    key = widgets.fresh(f"verbs_{abs(hash((selection, wanted))) & 0xFFFFFF}")

    def choose() -> None:
        place = widgets.picked(key)
        if place is not None:
            widgets.spend()
            widgets.look(**{parameter: str(found.verb.iloc[place])})

    widgets.table(found, key, "verbs", columns, on_select=choose)
    st.caption("Pick a row to read what is reported with that verb.")


# --- one actor ---------------------------------------------------------------------------------


def said(corpus: Corpus, selection: Selection, actor: str) -> None:
    """What an actor is reported to have said."""
    how_recognised()
    verb = _verb(corpus, selection, Asked(actor), "said_verb")
    wanted = Asked(speaker=actor, classes=_classes("said_verbs"), verb=verb)
    left, right = st.columns([3, 2], gap="large")
    with left:
        ledger(corpus, selection, wanted, "said")
    with right:
        verbs(corpus, selection, Asked(speaker=actor), "said_verb")


def said_about(corpus: Corpus, selection: Selection, actor: str) -> None:
    """What others are reported to have said in which the actor is mentioned."""
    how_recognised()
    wanted = Asked(about=actor, classes=_classes("about_verbs"))
    left, right = st.columns([3, 2], gap="large")
    with left:
        ledger(corpus, selection, wanted, "about")
    with right:
        speakers(corpus, selection, wanted)


def any_counted(corpus: Corpus, selection: Selection) -> bool:
    """Whether any article of the selection is counted."""
    return bool(sel.resolve(corpus, selection).counted.any())
