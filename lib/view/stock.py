"""What a corpus holds, as the Corpus page shows it; the numbers are those of `measure.holdings`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lib import Corpus, __version__, annotate
from lib import corpus as reading
from lib.index.store import FORMAT
from lib.measure import holdings, time
from lib.measure.selection import Selection
from lib.view import charts, widgets
from lib.view.cache import ask
from lib.view.markup import label

_TEXT, _NUMBER = st.column_config.TextColumn, st.column_config.NumberColumn
_DAY = st.column_config.DateColumn

FILES: dict[str, Any] = {
    "name": _TEXT("File", width="large"),
    "size": _NUMBER("Size", format="bytes"),
    "accepted": _NUMBER("Rows accepted", format="localized"),
    "rejected": _NUMBER("Rows rejected", format="localized"),
}
LEFT_OUT: dict[str, Any] = {
    "file": _TEXT("File", width="medium"),
    "reason": _TEXT("Why it is no part of the corpus", width="large"),
}
REASONS: dict[str, Any] = {
    "rows": _NUMBER("Rows", format="localized", width="small"),
    "files": _NUMBER("Files", format="localized", width="small"),
    "reason": _TEXT("Reason", width="large"),
}
REJECTS: dict[str, Any] = {
    "file": _TEXT("File", width="medium"),
    "row": _NUMBER("Row", format="%d", width="small", help="0: the file as a whole"),
    "reason": _TEXT("Reason", width="large"),
}
SOURCES: dict[str, Any] = {
    "source": _TEXT("Source", width="medium"),
    "articles": _NUMBER("Articles", format="localized"),
    "share": _NUMBER("Share of articles", format=widgets.PERCENT),
    "words": _NUMBER("Words", format="localized"),
    "share_of_words": _NUMBER("Share of words", format=widgets.PERCENT),
    "first": _DAY("First day", format="YYYY-MM-DD"),
    "last": _DAY("Last day", format="YYYY-MM-DD"),
}
MISSING: dict[str, Any] = {
    "field": _TEXT("Field"),
    "articles": _NUMBER("Articles without it", format="localized"),
    "share": _NUMBER("Share", format=widgets.PERCENT),
}
REPEATS: dict[str, Any] = {
    "id": _TEXT("Article"),
    "title": _TEXT("Title", width="large"),
    "places": _NUMBER("Places", format="%d", width="small"),
    "file": _TEXT("File", width="medium"),
    "row": _NUMBER("Row", format="%d", width="small"),
}
STAGES: dict[str, Any] = {
    "stage": _TEXT("Stage"),
    "seconds": _NUMBER("Seconds", format="%.1f"),
}

_LENGTHS = "lengths"


def totals(corpus: Corpus) -> None:
    """The counts of rows and articles, and how they go together."""
    counts = corpus.counts
    shown = {
        "Files": counts["files"],
        "Rows read": counts["read"],
        "Accepted": counts["accepted"],
        "Rejected": counts["rejected"],
        "Exact repeats": counts["repeats"],
        "Articles": counts["articles"],
        "Undated": counts["undated"],
        "Without text": counts["without_text"],
    }
    with st.container(horizontal=True, gap="medium"):
        for name, count in shown.items():
            st.metric(name, f"{count:,}", width="content")
    days = holdings.span(corpus)
    when = f"From {days[0]} to {days[1]}. " if days else ""
    st.caption(
        label(
            f"{when}Rows read are those accepted and those rejected; an exact repeat is accepted, "
            "and one article with several places."
        )
    )


def left_out(corpus: Corpus) -> None:
    """The files that are no part of the corpus."""
    found = corpus.left_out
    if found.empty:
        st.caption("No file of the folder was left out.")
        return
    st.subheader("Left out")
    widgets.paged_table(found, "left_out", "left-out", LEFT_OUT)


def dates(corpus: Corpus) -> None:
    """Articles over time, and how many are not among them."""
    if holdings.span(corpus) is None:
        widgets.nothing("No article has a date.")
        return
    found = ask(time.timeline, corpus, Selection())
    undated, shown = corpus.counts["undated"], int(found["count"].sum())
    st.caption(
        f"{shown:,} articles with a date and a text; {undated:,} have no date, "
        f"{len(corpus) - undated - shown:,} have a date and no text."
    )
    widgets.chart(charts.timeline(found, "count"), found, "dates", "dates")


def sources(corpus: Corpus) -> None:
    """The outlets, with what they have of the corpus, and when."""
    found = ask(holdings.sources, corpus)
    if found.empty:
        widgets.nothing("There is no article.")
        return
    named = found.assign(source=found.source.replace("", "(unknown)"))
    widgets.paged_table(named, "sources", "sources", SOURCES)


def lengths(corpus: Corpus) -> None:
    """Articles by length; a click lists them."""
    found = ask(holdings.lengths, corpus)
    if found.empty:
        widgets.nothing("There is no article.")
        return
    st.caption("Words are runs of two and more letters or digits, the title's included.")
    figure = charts.bars(found)
    widgets.chart(figure, found, _LENGTHS, "lengths", on_select=lambda: None)
    place = widgets.clicked(_LENGTHS)
    if place is None:
        st.caption("A click on a bar lists its articles.")
        return
    name = found.label[found.key == place].iloc[0]
    _articles(corpus, f"Articles of {name}", holdings.of_length(corpus, int(place)), "of_length")


def missing(corpus: Corpus) -> None:
    """How many articles lack each field; and which."""
    found = ask(holdings.missing, corpus)
    widgets.table(found, "missing", "missing-fields", MISSING)
    some = [field for field, count in zip(found.field, found.articles, strict=True) if count]
    if not some:
        return
    field = st.selectbox(
        "List the articles without",
        some,
        index=None,
        key="without",
        bind="query-params",
        placeholder="a field",
    )
    if field is not None:
        _articles(corpus, f"Articles without {field}", corpus.lacking(field), f"lack_{field}")


def _articles(corpus: Corpus, title: str, mask: np.ndarray[Any, Any], key: str) -> None:
    order = np.asarray(corpus.order)
    rows = order[mask[order]]
    st.subheader(label(f"{title}: {len(rows):,}"))
    widgets.article_list(corpus, widgets.page_of(rows, key), key)


def repeats(corpus: Corpus) -> None:
    """The articles that were read at several places."""
    if not corpus.counts["repeats"]:
        widgets.nothing("No article was read more than once.")
        return
    st.caption(
        "Rows of the same date, title, text, source, address, author and language are one article; "
        "it stays until its last place goes."
    )
    widgets.paged_table(ask(holdings.repeats, corpus), "repeats", "repeats", REPEATS)


def _copies(corpus: Corpus) -> str:
    """What was found of copies, and what was left out when they were looked for."""
    found = corpus.manifest["copies"]
    said = f"{found['articles']:,} articles are {widgets.counted(found['clusters'], 'text')}"
    too_common = widgets.counted(found["left_out"], "passage")
    return f"{said}; too common to look for copies by: {too_common}"


def analysis(corpus: Corpus) -> None:
    """What the analysed corpus is, what made it, and how long that took."""
    manifest = corpus.manifest
    facts = {
        "Corpus": corpus.path,
        "Digest": corpus.digest,
        "Analysed": str(manifest["built"]).replace("T", " "),
        "Columns named by the reader": manifest["mapping"] or "none",
        "Wirescope": __version__,
        "Readers": reading.VERSION,
        "Annotators": annotate.VERSION,
        "Layout on disk": FORMAT,
        "Copies": _copies(corpus),
    }
    table = pd.DataFrame({"what": list(facts), "value": [str(v) for v in facts.values()]})
    columns = {"what": _TEXT("What"), "value": _TEXT("Value", width="large")}
    widgets.table(table, "facts", "analysis", columns)
    st.subheader("How long it took")
    st.caption("The last analysis alone: what had not changed since the one before was kept.")
    seconds = manifest["seconds"]
    stages = pd.DataFrame({"stage": list(seconds), "seconds": list(seconds.values())})
    widgets.table(stages, "stages", "stages", STAGES)
