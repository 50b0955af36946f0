"""Corpus: what is loaded, what was rejected and why, and the ways to take in more."""

import streamlit as st

from lib.measure import holdings
from lib.view import frame, intake, stock, widgets
from lib.view.cache import ask

corpus, selection = frame.enter()
st.title("Corpus")
st.caption("The whole corpus, whatever is selected.")
stock.totals(corpus)
intake.watch()
intake.unrecognised(corpus)

part = st.segmented_control(
    "Show",
    ["Files", "Rejects", "Articles", "Sources", "Repeats", "Add files", "Columns", "Analysis"],
    default="Files",
    key="part",
    bind="query-params",
    label_visibility="collapsed",
)

if part == "Files":
    st.header("Files")
    widgets.paged_table(corpus.files, "files", "files", stock.FILES)
    stock.left_out(corpus)

elif part == "Rejects":
    st.header("Rejected rows")
    if corpus.rejects.empty:
        widgets.nothing("No row was rejected.")
    else:
        st.subheader("By reason")
        widgets.paged_table(ask(holdings.reasons, corpus), "reasons", "reasons", stock.REASONS)
        st.subheader("Row by row")
        widgets.paged_table(corpus.rejects, "rejects", "rejects", stock.REJECTS)

elif part == "Articles":
    st.header("Dates")
    stock.dates(corpus)
    st.header("Lengths")
    stock.lengths(corpus)
    st.header("Missing fields")
    stock.missing(corpus)

elif part == "Sources":
    st.header("Sources")
    stock.sources(corpus)

elif part == "Repeats":
    st.header("Exact repeats")
    stock.repeats(corpus)

elif part == "Add files":
    st.header("Add files")
    intake.hand_in()

elif part == "Columns":
    st.header("Columns of tables")
    intake.columns(corpus)

else:
    st.header("Analysis")
    stock.analysis(corpus)
