"""Quotes: who is reported to have said what, and who speaks most."""

import streamlit as st

from lib.view import corrections, frame, quotes, widgets

corpus, selection = frame.enter()
corrections.outcome(corpus)
st.title("Quotes")
quotes.how_recognised()

if not quotes.any_counted(corpus, selection):
    widgets.nothing("No article matches this selection. Take something out of it, or reset it.")
else:
    wanted = quotes.asked(corpus, selection)
    left, right = st.columns([6, 5], gap="medium")
    with left:
        quotes.ledger(corpus, selection, wanted)
    with right:
        quotes.speakers(corpus, selection, wanted)
        quotes.verbs(corpus, selection, wanted)
