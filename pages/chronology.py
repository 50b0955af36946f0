"""Chronology: the days that the selection's articles speak of, and what they tell of them."""

import streamlit as st

from lib.measure import selection as sel
from lib.view import chronicle, frame, widgets

corpus, selection = frame.enter()
st.title("Chronology")

if not sel.resolve(corpus, selection).counted.any():
    widgets.nothing("No article with a text matches this selection. Take something out of it.")
    st.stop()

chronicle.how_made()
chronicle.draw(corpus, selection)
