"""Stories: which events the coverage follows, which are new or have gone quiet; and one closer."""

import streamlit as st

from lib.measure import selection as sel
from lib.view import corrections, frame, stories, widgets

corpus, selection = frame.enter()
corrections.outcome(corpus)
st.title("Stories")
stories.how_made()
story = stories.looked_at(corpus)

if story is not None:
    stories.head(corpus, selection, story)
    left, right = st.columns([3, 2], gap="large")
    with left:
        stories.course(corpus, story)
    with right:
        stories.who(corpus, selection, story)
    stories.articles(corpus, selection, story)
elif not sel.resolve(corpus, selection).counted.any():
    widgets.nothing("No article with a text matches this selection. Take something out of it.")
else:
    stories.listed(corpus, selection)
