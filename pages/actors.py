"""Actors: who is mentioned, how often and when; and one of them closer."""

import streamlit as st

from lib.measure import selection as sel
from lib.view import comparison, corrections, frame, portraits, sentences, widgets

corpus, selection = frame.enter()
sentences.draw(corpus, selection, "actors")
corrections.outcome(corpus)
st.title("Actors")
portraits.how_recognised(corpus, selection)
actor = portraits.looked_at(corpus)

if actor is not None:
    if portraits.head(corpus, selection, actor):
        portraits.tabs(corpus, selection, actor)
elif not sel.resolve(corpus, selection).size:
    widgets.nothing("No article matches this selection. Take something out of it, or reset it.")
else:
    comparison.draw(corpus, selection)
    found = portraits.listed(corpus, selection)
    portraits.table(corpus, selection, found)
