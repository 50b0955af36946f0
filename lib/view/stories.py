"""What the Stories page shows: the stories of a selection, and the course of one.

What is looked at stands in the link: `story`, the id of its first article; `state`, the states
that are listed; `of`, what of the story's articles is listed below it.

    ?story=ID[&of=day&of=FIRST&of=LAST | &of=actor&of=ID | &of=source&of=NAME]
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lib import Corpus
from lib.measure import selection as sel
from lib.measure import stories as told
from lib.measure.evidence import Sought
from lib.measure.selection import Selection
from lib.view import charts, corrections, frame, widgets
from lib.view.cache import ask
from lib.view.markup import label

PARAMETER = "story"
_PART = "of"
_PAGE = 50
_LEADING = 12
_MEANING = {
    "new": f"began within the last {told.RECENT} days",
    "running": f"began before, and told of within the last {told.RECENT} days",
    "quiet": f"silent for {told.RECENT} days and more",
    "over": f"silent for more than {told.QUIET} days: one that is told anew begins again",
    "undated": "of articles without a date",
}
_MADE = (
    "A story is a group of articles about one unfolding event. Each article, in the order of "
    "publication, joins the story of the last 30 days that it is most like, or begins one; what "
    "comes later never regroups what was. Measured on ECB+ (982 articles of 86 events): of a "
    "story’s articles 85 % are of one event, and of an event’s articles 89 % are in one story."
)


def how_made() -> None:
    """Say how stories are made, and how good they are."""
    st.caption(label(_MADE))


def looked_at(corpus: Corpus) -> int | None:
    """The story that the link names; one that the corpus does not know is dropped, and said."""
    named = st.query_params.get(PARAMETER)
    if named is None:
        return None
    story = told.find(corpus, named)
    if story is None:
        _close()
        st.warning(label(f"From the link: no article of this corpus has the id {named[:60]}."))
    return story


def _close() -> None:
    widgets.look(**{PARAMETER: None, _PART: None})


# --- the list ----------------------------------------------------------------------------------


def listed(corpus: Corpus, selection: Selection) -> None:
    """The stories of the selection, those last told first; picking a row opens one."""
    found = ask(told.listed, corpus, selection)
    if found.empty:
        widgets.nothing(
            "No article of this selection shares a story with another one: each stands alone."
        )
        return
    shown = _of_state(found)
    _counts(corpus, selection, found)
    if shown.empty:
        widgets.nothing("No story of the selection is in this state.")
        return
    key = f"stories_{abs(hash((selection, tuple(shown.key)))) & 0xFFFFFF}"
    places = widgets.page_of(range(len(shown)), key, _PAGE)
    page = shown.iloc[places]
    leading = ask(told.leading_actors, corpus, tuple(page.story.tolist()), selection.kinds)
    key = widgets.fresh(f"{key}_{places[0]}")
    widgets.table(
        page.assign(actors=leading),
        key,
        "stories",
        _COLUMNS,
        on_select=lambda: _open_picked(key, page),
        height="content",
        whole=shown.drop(columns="story"),
    )
    st.caption("Pick a row (by the keyboard with Shift and space) to open that story.")


def _of_state(found: pd.DataFrame) -> pd.DataFrame:
    """The stories in the states that the reader picked; all while none is."""
    known = [state for state in told.STATES if (found.state == state).any()]
    picked = st.pills("State", known, selection_mode="multi", key="state", bind="query-params")
    return found[found.state.isin(picked)] if picked else found


def _counts(corpus: Corpus, selection: Selection, found: pd.DataFrame) -> None:
    """How many stories there are of each state, and what the states mean."""
    counts = found.state.value_counts()
    said = [
        f"{widgets.counted(int(counts[state]), 'story')} {state}: {_MEANING[state]}"
        if counts[state] == 1
        else f"{int(counts[state]):,} stories {state}: {_MEANING[state]}"
        for state in told.STATES
        if state in counts
    ]
    ends = sel.span(corpus, selection)
    until = f" Counted back from {widgets.when(pd.Timestamp(ends[1]), False)}." if ends else ""
    alone = int(np.count_nonzero(sel.resolve(corpus, selection).counted)) - int(
        found["count"].sum()
    )
    st.caption(label(f"{'; '.join(said)}.{until} {widgets.counted(alone, 'article')} in no story."))


def _open_picked(key: str, page: pd.DataFrame) -> None:
    place = widgets.picked(key)
    if place is not None:
        widgets.spend()
        widgets.look(**{PARAMETER: str(page.key.iloc[place]), _PART: None})


_COLUMNS = {
    "label": st.column_config.TextColumn("Story, by its first headline", width=350),
    "state": st.column_config.TextColumn("State", width=70),
    "count": st.column_config.NumberColumn("Articles", format="localized", width=70),
    "size": st.column_config.NumberColumn("In the corpus", format="localized", width=100),
    "first": st.column_config.DateColumn("First", format="D MMM YYYY", width=90),
    "last": st.column_config.DateColumn("Last", format="D MMM YYYY", width=90),
    "sources": st.column_config.NumberColumn("Sources", format="localized", width=70),
    "actors": st.column_config.TextColumn("Main actors", width="medium"),
}


# --- one story ---------------------------------------------------------------------------------


def head(corpus: Corpus, selection: Selection, story: int) -> None:
    """What the story is: its first headline, size, span; and how much of it is selected."""
    st.button("All stories", on_click=_close, icon=":material/arrow_back:", type="tertiary")
    st.header(label(corpus.title(story), 200))
    rows = ask(told.rows, corpus, story)
    known = corpus.listed(rows[[-1, 0]])
    first, last = (widgets.when(day, False) for day in known.date)
    said = [widgets.counted(len(rows), "article")]
    said.append(f"from {first} to {last}" if first != last else f"on {first}")
    sources = ask(told.sources, corpus, story)
    said.append(widgets.counted(int((sources.key != "").sum()), "source"))
    inside = int(np.count_nonzero(sel.resolve(corpus, selection).mask[rows]))
    if inside < len(rows):
        said.append(f"{inside:,} of them in the selection; all are shown here")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(label(" · ".join(said)))
        corrections.on_story(corpus, story, leaves=False)


def course(corpus: Corpus, story: int) -> None:
    """The story over time, and the days on which it turns."""
    turns = ask(told.turns, corpus, story)
    data = ask(told.timeline, corpus, story)
    if data.empty:
        widgets.nothing("No article of this story has a date, so that it has no course.")
        return
    st.subheader("Over time")
    key = widgets.fresh("story_time")
    widgets.chart(
        charts.timeline(data, events=_marked(turns), height=240),
        data,
        key,
        "story-over-time",
        on_select=lambda: _follow_period(key, data),
    )
    st.caption("Click a bar for its articles, below. ▼ marks the turning points.")
    st.subheader("Turning points")
    if not turns:
        st.markdown("No day of it stands apart from the story before it beyond chance.")
    for turn in turns:
        _turn(corpus, turn)
    if turns:
        st.caption(label(_TURNS))


_TURNS = (
    "Days whose words differ most from the story so far: the log-odds ratio with an informative "
    "Dirichlet prior (Monroe, Colaresi and Quinn 2008) of each term of the day against all days "
    f"before; the score is the mean z of the five terms named, at least {told.TURN}; the "
    f"{told.MOST_TURNS} highest of a story."
)


def _marked(turns: list[told.Turn]) -> pd.DataFrame:
    rows = [(turn.day, f"Turning point: {', '.join(turn.terms)}") for turn in turns]
    return pd.DataFrame(rows, columns=["day", "label"])


def _follow_period(key: str, data: pd.DataFrame) -> None:
    state = st.session_state.get(key)
    points = state.selection.points if state is not None else []
    if points:
        widgets.spend()
        first = pd.Timestamp(str(points[0]["x"])[:10])
        row = data[(data["period"] <= first) & (first <= data["end"])].iloc[0]
        _narrow("day", f"{row['period']:%Y-%m-%d}", f"{row['end']:%Y-%m-%d}")


def _turn(corpus: Corpus, turn: told.Turn) -> None:
    with st.container(gap="xxsmall"):
        day, number = str(turn.day), len(turn.rows)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                f"**{label(widgets.when(pd.Timestamp(turn.day), False))}** "
                f":small[{widgets.counted(number, 'article')}]",
                key=f"turn_{day}",
                type="tertiary",
                on_click=_narrow,
                args=("day", day, day),
            )
            st.caption(label(f"{', '.join(turn.terms)} · score {turn.score:.1f}"))
        widgets.opener(corpus, turn.rows[0], f"turn_{day}")


def who(corpus: Corpus, selection: Selection, story: int) -> None:
    """The story's actors and sources, with their articles."""
    for title, part, found in (
        ("Main actors", "actor", ask(told.actors, corpus, story, selection.kinds)),
        ("Sources", "source", ask(told.sources, corpus, story)),
    ):
        st.subheader(title)
        if found.empty:
            st.markdown("None was recognised.")
            continue
        names = found["name" if part == "actor" else "key"].replace("", "unknown source")
        first = found.head(_LEADING)
        widgets.ledger(
            [(str(n), f"{c:,}") for n, c in zip(names.head(_LEADING), first.articles, strict=True)],
            f"story_{part}",
            _narrower(part, first.key.tolist()),
        )
        if len(found) > _LEADING:
            st.caption(f"The first {_LEADING} of {len(found):,}; the table has all.")
        widgets.save(found, f"story-{part}s", f"story_{part}_csv")


def _narrower(part: str, keys: list[str]) -> Any:
    return lambda place: _narrow(part, keys[place])


# --- its articles ------------------------------------------------------------------------------


def _narrow(*part: str) -> None:
    """List a part of the story's articles; for callbacks."""
    widgets.look(**{_PART: list(part)})


def articles(corpus: Corpus, selection: Selection, story: int) -> None:
    """The story's articles, newest first; or the part of them that was clicked."""
    part = _read(corpus, st.query_params.get_all(_PART))
    rows = ask(told.rows, corpus, story)
    st.subheader(label(f"Articles: {_named(corpus, part)}" if part else "Articles"))
    if part:
        st.button("All articles of the story", on_click=_whole, key="story_whole", type="tertiary")
    mask = _mask(corpus, selection, part)
    what = Sought(actors=part[1:], kinds=selection.kinds) if part[:1] == ("actor",) else Sought()
    widgets.behind(corpus, rows[mask[rows]], what, f"story_{story}_{abs(hash(part))}", "actor")


def _whole() -> None:
    widgets.look(**{_PART: None})


def _read(corpus: Corpus, given: list[str]) -> tuple[str, ...]:
    """The part of a story that the link names; () for the whole, said where it names it wrongly."""
    if not given or _is_known(corpus, *given):
        return tuple(given)
    widgets.look(**{_PART: None})
    st.warning("From the link: the part of the story that it names is not of this corpus.")
    return ()


def _is_known(corpus: Corpus, kind: str, *what: str) -> bool:
    if kind == "day" and len(what) == 2:
        try:
            return date.fromisoformat(what[0]) <= date.fromisoformat(what[1])
        except ValueError:
            return False
    known = {"actor": corpus.actor_numbers, "source": corpus.sources}
    return kind in known and len(what) == 1 and what[0] in known[kind]


def _named(corpus: Corpus, part: tuple[str, ...]) -> str:
    if part[0] == "day":
        return charts.period_name(part[1], part[2])
    if part[0] == "actor":
        return str(corpus.actors["name"].iloc[corpus.actor_numbers[part[1]]])
    return part[1] or "unknown source"


def _mask(corpus: Corpus, selection: Selection, part: tuple[str, ...]) -> Any:
    if not part:
        return np.ones(len(corpus), bool)
    if part[0] == "day":
        first, last = (sel.day_number(date.fromisoformat(day)) for day in part[1:])
        return (corpus.days >= first) & (corpus.days <= last)
    if part[0] == "actor":
        return sel.rows_with_actor(corpus, part[1], selection.kinds)
    return corpus.source_codes == corpus.sources.index(part[1])


# --- in the reading pane -----------------------------------------------------------------------


def of_article(corpus: Corpus, row: int) -> None:
    """A way from an article to the story that it is part of."""
    story, size = ask(told.of_article, corpus, row)
    if size < 2:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("In no story: no article of the 30 days before is enough like it.")
            corrections.on_story(corpus, row, leaves=False)
        return
    said = f"Part of the story “{corpus.title(story)[:120]}” ({widgets.counted(size, 'article')})"
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(label(said), key=f"story_of_{row}", type="tertiary", wrap=True):
            frame.go("stories", story=told.key(corpus, story))
        corrections.on_story(corpus, row, leaves=True)
