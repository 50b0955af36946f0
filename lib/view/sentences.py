"""The sentences behind a number, in a window over the page. The link holds which they are.

    ?behind=PAGE&behind=KIND&behind=WHAT…[&behind=FIRST&behind=LAST]

The page is the one with the number: another one that the link comes to lets it be. A kind says
what was counted: a term, an actor, a pair of actors, a source, a form of an actor's name, or all
that the selection holds; the days, where given, stand in for the selection's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
import streamlit as st

from lib import Corpus, annotate
from lib.index import Rows
from lib.measure import actors as act
from lib.measure import evidence, terms
from lib.measure import selection as sel
from lib.measure.evidence import Sought
from lib.measure.selection import Selection
from lib.view import charts, frame, link, widgets
from lib.view.markup import label

PARAMETER = "behind"
_PAGE = "sentences_page"
_PAGES = ("overview", "actors")
_VALUES = {"all": 0, "term": 1, "actor": 1, "pair": 2, "both": 2, "source": 1, "role": 2, "form": 3}

_OF_ACTORS = {"actor": 1, "pair": 2, "both": 2, "form": 1, "role": 1}
"""How many of the first values are ids of actors."""


@dataclass(frozen=True, slots=True)
class _Number:
    """What was counted: its kind, what of that kind, and the days where they are its own."""

    kind: str
    what: tuple[str, ...]
    days: tuple[date, date] | None


def show(kind: str, *what: str, days: tuple[date, date] | None = None) -> None:
    """Open the sentences behind a number; for callbacks.

    Args:
        kind: "term", "actor", "pair" (in one sentence), "both" (in one article), "source",
            "form" (an actor's id, the form, its kind), or "all" for the selection itself.
        what: the term; or ids of actors; or the source's name.
        days: the first and last day that were counted, where they are not the selection's.
    """
    widgets.spend()
    ends = [] if days is None else [str(day) for day in days]
    st.query_params[PARAMETER] = [st.session_state.get(_PAGE, _PAGES[0]), kind, *what, *ends]


def follow(key: str) -> None:
    """Open the sentences behind a point of a timeline that was clicked; for its callback."""
    found = widgets.clicked(key)
    if found:
        actor, first, last = found
        days = (date.fromisoformat(first), date.fromisoformat(last))
        days = sel.clipped(link.current(), *days)
        show(*(("actor", actor) if actor else ("all",)), days=days)


def draw(corpus: Corpus, selection: Selection, page: Literal["overview", "actors"]) -> None:
    """Draw the window where the link asks for one; what it names wrongly is dropped, and said.

    Early on a page: then the window need not wait for what is below it.
    """
    st.session_state[_PAGE] = page
    given = st.query_params.get_all(PARAMETER)
    if not given or (given[0] in _PAGES and given[0] != page):
        return
    number = _read(corpus, given[1:]) if given[0] in _PAGES else None
    if number is None:
        _close()
        st.warning("From the link: the sentences that it names are not of this corpus.")
        return
    title = label(_title(corpus, number), 100)
    st.dialog(title, width="large", on_dismiss=_close)(_window)(corpus, selection, number)


def _close() -> None:
    if PARAMETER in st.query_params:
        del st.query_params[PARAMETER]


def _read(corpus: Corpus, given: list[str]) -> _Number | None:
    kind, *values = given or [""]
    size = _VALUES.get(kind)
    if size is None or len(values) not in (size, size + 2):
        return None
    what, ends = tuple(values[:size]), values[size:]
    if kind in _OF_ACTORS:
        what = (*map(corpus.actor_now, what[: _OF_ACTORS[kind]]), *what[_OF_ACTORS[kind] :])
    try:
        days = [date.fromisoformat(day) for day in ends]
    except ValueError:
        return None
    known = _is_known(corpus, kind, what) and days == sorted(days)
    return _Number(kind, what, (days[0], days[1]) if days else None) if known else None


def _is_known(corpus: Corpus, kind: str, what: tuple[str, ...]) -> bool:
    if kind == "term":
        return bool(terms.rows_with_term(corpus, what[0]).any())
    if kind == "source":
        return what[0] in corpus.sources
    if kind == "form" and what[2] not in annotate.KINDS:
        return False
    return all(actor in corpus.actor_numbers for actor in what[: _OF_ACTORS.get(kind, 0)])


def _title(corpus: Corpus, number: _Number) -> str:
    said = _named(corpus, number.kind, number.what)
    return said if number.days is None else f"{said}: {charts.period_name(*number.days)}"


def _named(corpus: Corpus, kind: str, what: tuple[str, ...]) -> str:
    if kind == "all":
        return "Articles of the selection"
    if kind == "term":
        return f"“{what[0]}”"
    if kind == "source":
        return what[0] or "Unknown source"
    if kind == "form":
        return f"“{what[1]}”, {what[2]}"
    if kind == "role":
        return f"{corpus.actors['name'].iloc[corpus.actor_numbers[what[0]]]} as “{what[1]}”"
    names = [str(corpus.actors["name"].iloc[corpus.actor_numbers[actor]]) for actor in what]
    where = {"pair": " in one sentence", "both": " in one article"}
    return " and ".join(names) + where.get(kind, "")


def _window(corpus: Corpus, selection: Selection, number: _Number) -> None:
    within = chosen = selection
    if number.days is not None:
        within = sel.covering(selection, *number.days)
        chosen = replace(selection, start=number.days[0], end=number.days[1])
    with st.container(horizontal=True, key="ways_on"):
        named = _chosen(number, chosen)
        if named is not None and st.button("Select these, and list them in Articles"):
            link.put(named)
            frame.go("articles")
        if number.kind == "actor" and st.button("Open the actor's page"):
            frame.go("actors", actor=number.what[0])
    rows, what = _counted(corpus, within, number)
    if number.days is not None:
        rows = rows[sel.between(corpus, *number.days)[rows]]
    kind = "word" if number.kind in ("term", "all", "source") else "actor"
    widgets.behind(corpus, rows.tolist(), what, f"behind_{abs(hash(number))}", kind)


def _chosen(number: _Number, within: Selection) -> Selection | None:
    """The selection whose articles these are; None where no selection says it."""
    changes: dict[str, Callable[[], Selection]] = {
        "all": lambda: within,
        "term": lambda: replace(within, words=f'{within.words} "{number.what[0]}"'.strip()),
        "actor": lambda: _with_all(within, number.what),
        "source": lambda: replace(within, sources=number.what),
    }
    return changes[number.kind]() if number.kind in changes else None


def _with_all(within: Selection, actors: tuple[str, ...]) -> Selection:
    return replace(within, all_of=tuple(dict.fromkeys((*within.all_of, *actors))))


def _counted(corpus: Corpus, within: Selection, number: _Number) -> tuple[Rows, Sought]:
    """The articles that were counted, newest first, and what was counted in them."""
    if number.kind in ("pair", "both"):
        one, other = number.what
        in_sentence = number.kind == "pair"
        what = Sought(actors=number.what, kinds=within.kinds, together=in_sentence)
        unit: act.Unit = "sentence" if in_sentence else "article"
        return act.rows_together(corpus, within, one, other, unit), what
    if number.kind == "form":
        actor, form, kind = number.what
        what = Sought(actors=(actor,), kinds=(kind,), forms=(form,))
        return act.rows_with_form(corpus, within, actor, form, kind), what
    if number.kind == "role":
        what = Sought(roles=tuple(act.role_places(corpus, *number.what).tolist()))
        return act.rows_with_role(corpus, within, *number.what), what
    mask = sel.resolve(corpus, within).counted
    what = evidence.sought(within)
    if number.kind == "term":
        mask = mask & terms.rows_with_term(corpus, number.what[0])
        what = Sought(words=(f'"{number.what[0]}"',))
    elif number.kind == "actor":
        mask = mask & sel.rows_with_actor(corpus, number.what[0], within.kinds)
        what = Sought(actors=number.what, kinds=within.kinds)
    elif number.kind == "source":
        mask = mask & (corpus.source_codes == corpus.sources.index(number.what[0]))
    order = np.asarray(corpus.order)
    return np.asarray(order[mask[order]], dtype=np.int32), what
