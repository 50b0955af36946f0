"""What several pages show: charts and tables with their exports, lists of articles, evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from lib import Corpus, index
from lib.index import Rows
from lib.measure import evidence, export
from lib.measure import selection as sel
from lib.measure.evidence import Sentence, Sought
from lib.view import charts, frame, link, markup
from lib.view.markup import Mark, label

PERCENT = "%.1f %%"
"""The format of a column of shares, in `table`; with more places where one would round a share to
none or all that is neither."""
_MOST_PLACES = 4
PAGE_SIZE = 20
PER_ARTICLE = 3
_IMAGE = "image_format"
_SPENT = "clicks_followed"


def nothing(what: str) -> None:
    """Say that there is nothing to show, and what to do about it."""
    st.info(label(what))


# --- charts and tables -------------------------------------------------------------------------


def chart(
    figure: go.Figure,
    data: pd.DataFrame,
    key: str,
    name: str,
    *,
    on_select: Callable[[], None] | None = None,
    mode: Literal["points", "box"] = "points",
    value: str = "count",
    sentence: str | None = None,
) -> None:
    """Draw a chart, what it says for a screen reader, and its exports.

    Args:
        figure: from `charts`.
        data: the tidy frame that it was made of; what the CSV holds.
        key: of the widget; the callback reads `st.session_state[key].selection`.
        name: the file's name, without an ending.
        on_select: called when the reader clicks points or drags a box.
        mode: whether points are clicked or a box is dragged.
        value: the column that the chart draws.
        sentence: what to say to a screen reader, where `charts.alt` does not fit.
    """
    picture: Literal["png", "svg"] = "svg" if st.session_state.get(_IMAGE) == "SVG" else "png"
    st.plotly_chart(
        figure,
        key=key,
        on_select=on_select or "ignore",
        selection_mode=mode,
        config=charts.config(picture, name),
        alt=sentence or charts.alt(data, value),
    )
    _exports(data, key, name)


def _exports(data: pd.DataFrame, key: str, name: str) -> None:
    with st.popover("Save", type="tertiary", key=f"{key}_save"):
        save(data, name, f"{key}_csv")
        chosen = st.radio(
            "The camera above the chart saves",
            ["PNG", "SVG"],
            index=1 if st.session_state.get(_IMAGE) == "SVG" else 0,
            key=f"{key}_image",
            horizontal=True,
        )
        if chosen != st.session_state.get(_IMAGE, "PNG"):
            st.session_state[_IMAGE] = chosen
            st.rerun()


def save(data: pd.DataFrame, name: str, key: str, title: str = "Table as CSV") -> None:
    """A button that saves a table as CSV."""
    st.download_button(
        label(title),
        data=lambda: export.csv(data),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=key,
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def as_csv(data: pd.DataFrame) -> bytes:
    """A table as the bytes of a CSV file, as `save` writes it."""
    return export.csv(data)


def table(
    data: pd.DataFrame,
    key: str,
    name: str,
    columns: dict[str, Any],
    *,
    on_select: Callable[[], None] | None = None,
    height: int | Literal["auto", "content"] = "auto",
    whole: pd.DataFrame | None = None,
    several: bool = False,
) -> None:
    """Draw a table whose texts are shown as characters, and its export.

    Args:
        data: the frame; texts in it are made safe here, and shares of 1 are shown as percent.
        key: of the widget; it must change with the data, since a selection holds row positions.
        name: the file's name, without an ending.
        columns: Streamlit's `column_config` for each column to show, in order.
        on_select: called when the reader picks a row.
        height: of the table, in pixels; "auto" for ten rows at most, "content" for all.
        whole: the list that this is a page of; then the export holds all of it, and says so.
        several: whether the reader can pick several rows.
    """
    shown = data[[name for name in columns if name in data]].copy()
    columns = dict(columns)
    for column in shown:
        if "share" in column:
            shown[column] = 100 * shown[column]
            columns[column] = _with_places(columns[column], shown[column])
        if not pd.api.types.is_numeric_dtype(shown[column].dtype):
            shown[column] = [markup.plain(v) if isinstance(v, str) else v for v in shown[column]]
    st.dataframe(
        shown,
        key=key,
        hide_index=True,
        column_config=columns,
        on_select=on_select or "ignore",
        selection_mode="multi-row" if several else "single-row",
        height=height,
    )
    if whole is None:
        save(data, name, f"{key}_csv")
    else:
        save(whole, name, f"{key}_csv", f"Table as CSV, all {len(whole):,} rows")


def _with_places(column: Any, percents: pd.Series) -> Any:
    """A column of shares with as many places as keep a share from looking like none or all."""
    inside = percents[(percents > 0) & (percents < 100)]
    for places in range(1, _MOST_PLACES):
        if not inside.round(places).isin([0, 100]).any():
            break
    else:
        places = _MOST_PLACES
    form = PERCENT.replace("1", str(places))
    return {**column, "type_config": {**column["type_config"], "format": form}}


def paged_table(
    data: pd.DataFrame, key: str, name: str, columns: dict[str, Any], size: int = 100
) -> None:
    """Draw a table page by page; the export holds all of it. As `table`, without a selection."""
    pages = max(1, -(-len(data) // size))
    if pages == 1:
        table(data, f"{key}_table", name, columns)
        return
    number = st.pagination(pages, key=f"{key}_page")
    first = (number - 1) * size
    shown = data.iloc[first : first + size]
    st.caption(f"Rows {first + 1:,} to {first + len(shown):,} of {len(data):,}")
    table(shown, f"{key}_table_{number}", name, columns, whole=data)


def fresh(key: str) -> str:
    """A key that lets go of what was clicked: it changes with every `spend`.

    A chart or table keeps its clicked point or row under one key; a second click on it would only
    take it back.
    """
    return f"{key}_{st.session_state.get(_SPENT, 0)}"


def spend() -> None:
    """Note that a click was followed; for callbacks of charts and tables with a `fresh` key."""
    st.session_state[_SPENT] = st.session_state.get(_SPENT, 0) + 1


def picked(key: str) -> int | None:
    """The position of the row that the reader picked in a table; None where there is none."""
    rows = picked_rows(key)
    return rows[0] if rows else None


def picked_rows(key: str) -> list[int]:
    """The positions of the rows that the reader picked in a table."""
    state = st.session_state.get(key)
    return [int(row) for row in state.selection.rows] if state is not None else []


def clicked(key: str) -> Any:
    """The raw key (`customdata`) of the point that was clicked on a chart; None without one."""
    state = st.session_state.get(key)
    points = state.selection.points if state is not None else []
    return points[0].get("customdata") if points else None


def ledger(
    entries: Sequence[tuple[str, str]],
    key: str,
    on_click: Callable[[int], None],
    *,
    flow: bool = False,
) -> None:
    """Names with their numbers, each a button: one to a line, or (`flow`) one after the other.

    Args:
        entries: name and number of each, as text.
        key: of the widgets.
        on_click: called with the place of the entry that was clicked.
        flow: for short names in great number, like terms.
    """
    shape: dict[str, Any] = {"horizontal": True, "gap": "xxsmall"} if flow else {"gap": None}
    with st.container(key=f"{'flow' if flow else 'ledger'}_{key}", **shape):
        for place, (name, number) in enumerate(entries):
            st.button(
                f"{label(name, 60)} :small[{label(number)}]",
                key=f"{key}_{place}",
                on_click=on_click,
                args=(place,),
                type="tertiary",
                width="content" if flow else "stretch",
            )


# --- articles ----------------------------------------------------------------------------------


def when(date: pd.Timestamp | None, timed: bool) -> str:
    """A date for people: "12 July 2025", with the time where one is known."""
    if date is None or pd.isna(date):
        return "undated"
    day = f"{date.day} {date:%B %Y}"
    return f"{day}, {date:%H:%M}" if timed else day


def page_of(rows: Sequence[int] | Rows, key: str, size: int = PAGE_SIZE) -> list[int]:
    """The rows of the page that the reader is on, with the widget to turn pages."""
    pages = max(1, -(-len(rows) // size))
    if pages == 1:
        return [int(row) for row in rows]
    number = st.pagination(pages, key=f"{key}_{hash(link.current()) & 0xFFFFFF}")
    return [int(row) for row in rows[(number - 1) * size : number * size]]


def opener(corpus: Corpus, row: int, key: str) -> None:
    """An article's title as a button that opens it, with its date and source."""
    listed = corpus.listed(_one(row)).iloc[0]
    title = label(listed.title or "Untitled", 160)
    if st.button(title, key=f"{key}_{row}", type="tertiary", wrap=True):
        frame.go("articles", article=str(listed.id))
    said = [when(listed.date, bool(listed.timed)), listed.source or "unknown source"]
    if not listed.has_text:
        said.append("metadata only")
    st.caption(label(" · ".join(said)))


def _one(row: int) -> Any:
    return pd.array([row], dtype="int32").to_numpy()


def article_list(corpus: Corpus, rows: Sequence[int], key: str) -> None:
    """Articles of which only title, date and source are shown; each opens."""
    for row in rows:
        opener(corpus, int(row), key)


def sentence(corpus: Corpus, found: Sentence, kind: str = "word") -> None:
    """One sentence with what is evidence in it marked."""
    text = corpus.title(found.row) if found.part == "title" else corpus.text(found.row)
    marks = [Mark(start, end, kind) for start, end in found.marks]
    markup.show(markup.snippet(text, marks, found.start, found.end))


def behind(
    corpus: Corpus,
    rows: Sequence[int] | Rows,
    what: Sought,
    key: str,
    kind: str = "word",
    size: int = 10,
) -> None:
    """The sentences behind a number: article by article, page by page, each opens in place.

    Args:
        corpus: where.
        rows: the articles that were counted.
        what: what was counted in them; an article without it shows how it begins.
        key: of the widgets; one per list on a page.
        kind: of the marks, "word" or "actor".
        size: articles on a page.
    """
    st.caption(counted(len(rows), "article"))
    for row in page_of(rows, key, size):
        with st.container(gap="xxsmall"):
            _evidence(corpus, row, what, key, kind)


def _evidence(corpus: Corpus, row: int, what: Sought, key: str, kind: str) -> None:
    opener(corpus, row, key)
    found = evidence.sentences(corpus, row, what)
    if not found:
        found = [item for item in [evidence.snippet(corpus, row, what)] if item is not None]
    for item in found[:PER_ARTICLE]:
        sentence(corpus, item, kind)
    if len(found) > PER_ARTICLE:
        st.caption(f"and {len(found) - PER_ARTICLE} more sentences in this article")


def save_articles(corpus: Corpus, selection: sel.Selection, key: str) -> None:
    """Save the selection's articles, with what they are beside them."""
    with st.popover("Save these articles", type="tertiary", key=key):
        st.caption("A zip of the articles with their texts and, beside them, the selection.")
        for form in export.FORMATS:
            st.download_button(
                {"csv": "CSV", "parquet": "Parquet", "jsonl": "JSON Lines"}[form],
                data=partial(_bundle, corpus, selection, form),
                file_name=f"wirescope-articles-{form}.zip",
                mime="application/zip",
                key=f"{key}_{form}",
                on_click="ignore",
            )


def _bundle(corpus: Corpus, selection: sel.Selection, form: str) -> bytes:
    by = "relevance" if selection.words else "date"
    rows = sel.sorted_rows(corpus, sel.resolve(corpus, selection), by)
    return export.bundle(corpus, selection, rows, form)


def compared(data: pd.DataFrame) -> pd.DataFrame:
    """A comparison of two periods as `charts.change` draws it: shares now and before."""
    return data.assign(now=data["share"], before=data["before_share"])


def percent(share: float) -> str:
    """A share of 1 for people: "27 %", and below 10 % with one place; never rounded to none or
    all what is neither."""
    if 0 < share < 0.0005:
        return "under 0.1 %"
    if 0.995 <= share < 1:
        return "over 99 %"
    return f"{100 * share:.0f} %" if share >= 0.1 or share == 0 else f"{100 * share:.1f} %"


def counted(number: int, what: str) -> str:
    """A number and what it counts: "1 article", "1,234 articles"."""
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def words_problem(words: str) -> str | None:
    """What is wrong with a search, in a sentence; None where nothing is."""
    try:
        index.parse(words)
    except index.QueryError as error:
        return str(error)
    return None


# --- what is looked at -------------------------------------------------------------------------


def look(**values: str | list[str] | None) -> None:
    """Write what is looked at into the link, or take it out (None); for callbacks."""
    for name, value in values.items():
        if value is not None:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]


def chooser(
    title: str,
    options: Sequence[str],
    parameter: str,
    naming: Callable[[str], str],
    placeholder: str = "",
    usual: str | None = None,
) -> str | None:
    """A select box of what can be looked at; the link holds the choice.

    Args:
        title: its label.
        options: raw keys.
        parameter: the link's parameter; what it holds that is no option is dropped, and said.
        naming: the name to show for a key, already made safe.
        placeholder: what it says while nothing is chosen.
        usual: what is looked at while the link says nothing; then there is always something.
    """
    given = st.query_params.get(parameter)
    if given is not None and given not in options:
        st.warning(label(f"{parameter}={given[:60]} is not among what is shown here: dropped."))
        look(**{parameter: None})
        given = None
    key, shown = f"look_{parameter}", given if given is not None else usual
    if st.session_state.get(key) != shown:
        st.session_state[key] = shown

    def choose() -> None:
        chosen = st.session_state[key]
        look(**{parameter: None if chosen == usual else chosen})

    st.selectbox(
        title,
        options,
        index=None if usual is None else options.index(usual),
        key=key,
        format_func=naming,
        placeholder=placeholder,
        on_change=choose,
    )
    return shown
