"""The Quotes page, and an actor's quotations, over the bundled corpus."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.annotate import QUOTATIONS_JUDGED
from lib.measure import quotations as quo
from lib.measure.quotations import Asked
from lib.measure.selection import Selection
from lib.view import widgets

Open = Callable[..., AppTest]
FOUNDING = "000_20067b5787b0c9a5"


def told(app: AppTest) -> str:
    parts = [*app.title, *app.caption, *app.info, *app.warning, *app.error, *app.markdown]
    texts = [str(part.value) for part in parts] + [button.label for button in app.button]
    texts += [element.proto.body for element in app.get("html")]
    return re.sub("[\\\\\u2060]", "", "\n".join(texts))


def test_the_ledger_says_how_many_and_shows_the_newest(open_page: Open, seeds_corpus: Any) -> None:
    app = open_page("quotes")
    found = quo.page(seeds_corpus, Selection(), Asked(), 0, 20)
    assert f"{found.total} quotations, newest first" in told(app)
    speakers, verbs = (frame.value for frame in app.dataframe)
    ranked = quo.speakers(seeds_corpus, Selection(), Asked())
    assert speakers.name.tolist() == ranked.name.tolist()[:15]
    assert speakers.said.tolist() == ranked.said.tolist()[:15]
    assert verbs.quotations.sum() == found.total


def test_the_precision_is_said(open_page: Open) -> None:
    said = told(open_page("quotes"))
    assert "Measured on labelled news, " in said
    assert f"Of {QUOTATIONS_JUDGED['drawn']} drawn from other news" in said


def test_the_link_narrows_by_speaker_verb_and_words(open_page: Open, seeds_corpus: Any) -> None:
    what = Asked("marco-rubio", classes=("said",), words="foundation")
    found = quo.page(seeds_corpus, Selection(), what, 0, 20)
    app = open_page("quotes", speaker="marco-rubio", verbs=["said"], said="foundation")
    assert found.total >= 1
    assert f"{found.total} quotation" in told(app)
    assert '<mark class="ws-word"' in told(app)


def test_the_link_names_a_verb_and_those_who_are_no_actor(
    open_page: Open, seeds_corpus: Any
) -> None:
    what = Asked(quo.UNKNOWN, verb="say")
    found = quo.page(seeds_corpus, Selection(), what, 0, 20)
    app = open_page("quotes", speaker=quo.UNKNOWN, verb="say")
    assert found.total > 1
    assert f"{found.total} quotations, newest first" in told(app)
    offered = [option for box in app.selectbox for option in box.options]
    assert any(option.startswith("(speakers who are no known actor") for option in offered)
    assert not any("\\" in option for option in offered)  # an option shows its characters


def test_the_quotation_that_was_opened_is_marked_in_its_article(
    open_page: Open, seeds_corpus: Any
) -> None:
    entry = quo.of_article(seeds_corpus, seeds_corpus.row_of(FOUNDING))[-1]
    start, end = entry.content[0]
    app = open_page("articles", article=FOUNDING, mark="mark dates", cited=str(start))
    body = re.sub("<mark class=.ws-date[^>]*>", "", told(app)).replace("</mark>", "")
    said = seeds_corpus.text(entry.row)[start:end]
    assert re.search(f'<mark class="ws-cited"[^>]*>{re.escape(said)}', body)


def test_quotations_are_marked_in_the_text_and_can_be_switched_off(open_page: Open) -> None:
    assert "Marco Rubio: tell" in told(open_page("articles", article=FOUNDING))
    off = open_page("articles", article=FOUNDING, mark="mark actors")
    assert '<mark class="ws-quote"' not in told(off)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"q": "zzzqqq"}, "No article matches this selection"),
        ({"said": "zzzqqq"}, "No quotation like this in the selection"),
        ({"said": "(truce"}, "never closed"),
        ({"speaker": "<b>x</b>"}, "is not among what is shown here: dropped"),
        ({"verbs": ["nonsense"]}, "quotations, newest first"),
        ({"verb": "nonsense"}, "is not among what is shown here: dropped"),
    ],
)
def test_an_empty_and_a_nonsense_selection_get_a_sentence(
    open_page: Open, parameters: dict[str, Any], said: str
) -> None:
    assert said in told(open_page("quotes", **parameters))


def test_an_actor_has_what_it_said_and_what_others_said_of_it(
    open_page: Open, seeds_corpus: Any
) -> None:
    own = quo.page(seeds_corpus, Selection(), Asked("marco-rubio"), 0, 20)
    app = open_page("actors", actor="marco-rubio", tab="said")
    assert f"{widgets.counted(own.total, 'quotation')}, newest first" in told(app)
    about = quo.page(seeds_corpus, Selection(), Asked(about="marco-rubio"), 0, 20)
    app = open_page("actors", actor="marco-rubio", tab="said about")
    assert f"{widgets.counted(about.total, 'quotation')}, newest first" in told(app)
    assert about.total != own.total


def test_an_unknown_tab_is_the_first(open_page: Open) -> None:
    app = open_page("actors", actor="marco-rubio", tab="nonsense")
    assert next(frame.value.columns[0] for frame in app.dataframe) == "form"
