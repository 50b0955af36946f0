"""The Timeline page over the bundled corpus, run without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.measure import selection as sel
from lib.measure import splits
from lib.measure.selection import Selection
from lib.measure.splits import Split

Open = Callable[..., AppTest]
WEEK = (date(2025, 7, 7), date(2025, 7, 13))


def plain(text: object) -> str:
    return re.sub("[\\\\\u2060]", "", str(text))


def said(app: AppTest) -> str:
    parts = [*app.header, *app.subheader, *app.caption, *app.info, *app.warning, *app.markdown]
    return plain("\n".join(str(part.value) for part in parts))


def choice(app: AppTest, title: str) -> Any:
    return next(box for box in app.selectbox if box.label == title)


def test_the_whole_corpus_is_counted_by_week(open_page: Open) -> None:
    app = open_page("timeline")
    assert "By week, number of articles." in said(app)
    assert len(choice(app, "Articles of").options) == 45
    assert "add up" not in said(app)


def test_a_subject_is_shown_as_share(open_page: Open) -> None:
    assert "By week, share of all articles" in said(open_page("timeline", q="ceasefire"))
    assert "number of articles" in said(open_page("timeline", **{"q": "ceasefire", "as": "count"}))


def test_a_point_in_the_link_lists_its_articles(open_page: Open, seeds_corpus: Any) -> None:
    rows = splits.rows(seeds_corpus, Selection(), Split("actors", ("ukraine",)), "ukraine", *WEEK)
    app = open_page("timeline", split="actors", at="2025-07-07", line="ukraine")
    assert "7 Jul 2025 to 13 Jul 2025: Ukraine" in said(app)
    assert f"{len(rows)} articles" in said(app)
    newest = plain(seeds_corpus.title(int(rows[0])))
    assert newest in [plain(button.label) for button in app.button]


def test_actors_of_the_link_are_drawn_and_others_dropped(open_page: Open) -> None:
    app = open_page("timeline", split="actors", pick=["ukraine", "nobody", "iran"])
    assert "an actor that is not in this corpus" in said(app)
    assert choice(app, "In the line").options == ["Ukraine", "Iran"]
    assert app.query_params["pick"] == ["ukraine", "iran"]


def test_actors_can_add_up_to_more_than_all_and_the_page_says_so(open_page: Open) -> None:
    assert "more than 100 %" in said(open_page("timeline", split="actors"))
    assert "more than 100 %" not in said(open_page("timeline", split="sources"))


def test_topics_that_are_not_drawn_are_counted(open_page: Open) -> None:
    assert "The 8 topics with most articles, of 16" in said(open_page("timeline", split="topics"))


def test_sources_that_enter_or_leave_stand_in_a_table(open_page: Open) -> None:
    table = open_page("timeline").dataframe[0].value
    changes = list(zip(table.source, table.change, strict=True))
    assert [changes.count(("MENAFN", change)) for change in ("enters", "leaves")] == [1, 1]
    assert ("Lakeside Gazette", "enters") in changes and len(changes) == 5


def test_words_that_cannot_be_read_get_a_sentence_and_the_others_a_line(open_page: Open) -> None:
    app = open_page("timeline", split="words", word=["truce", "(talks", "dron*"])
    assert "“(talks” is not drawn." in said(app)
    assert choice(app, "In the line").options == ["truce", "dron*"]


def test_a_partial_last_month_is_said_to_be_partial(open_page: Open) -> None:
    assert "covered only in part" in said(open_page("timeline", unit="month"))


@pytest.mark.parametrize(
    "nonsense",
    [
        {"at": "yesterday"},
        {"at": "2031-01-06"},
        {"at": "2025-07-07", "line": "<b>x</b>", "split": "sources"},
        {"unit": "fortnight", "split": "everything", "as": "logarithm"},
    ],
)
def test_nonsense_in_the_link_is_dropped(open_page: Open, nonsense: dict[str, str]) -> None:
    app = open_page("timeline", **nonsense)
    assert len(app.get("plotly_chart")) == 3
    for name in ("at", "line"):
        if name in nonsense and nonsense[name] != "2025-07-07":
            assert name not in app.query_params
            assert f"{name}={nonsense[name]} is not among" in said(app)


def test_an_empty_selection_says_what_to_do(open_page: Open) -> None:
    app = open_page("timeline", q="zzzqqq")
    assert "No article matches this selection." in said(app)


def test_days_without_articles_are_gaps_and_the_page_says_so(open_page: Open) -> None:
    app = open_page("timeline", unit="day")
    assert "a gap, not a zero" in said(app)


def test_a_month_of_nothing_has_no_traceback(open_page: Open) -> None:
    app = open_page("timeline", **{"from": "2030-01-01", "to": "2030-02-01"})
    assert "No article matches this selection." in said(app)


def test_by_the_clock_of_what_happened_an_article_can_stand_in_several_periods(
    open_page: Open, seeds_corpus: Any
) -> None:
    app = open_page("timeline", clock="happened", unit="day", at="2025-07-10")
    assert "An article stands in every period of which it names a day" in said(app)
    day = (date(2025, 7, 10), date(2025, 7, 10))
    rows = splits.rows(seeds_corpus, Selection(), Split(), "", *day, "happened")
    assert f"{len(rows)} articles" in said(app)
    marked = "".join(str(part.proto.body) for part in app.get("html"))
    assert 'class="ws-date"' in marked
    assert not [button for button in app.button if button.key == "select_period"]
    assert [button for button in app.button if button.key == "select_point"]


def test_days_that_articles_name_are_a_selection_in_the_link(
    open_page: Open, seeds_corpus: Any
) -> None:
    app = open_page("timeline", names_from="2025-07-10", names_to="2025-07-10")
    chosen = Selection(named_from=date(2025, 7, 10), named_to=date(2025, 7, 10))
    assert app.session_state["selection"] == chosen
    assert app.date_input(key="select_named_from").value == date(2025, 7, 10)
    assert f"{sel.resolve(seeds_corpus, chosen).size} of {len(seeds_corpus)} articles" in said(app)


def test_an_unknown_clock_is_the_one_of_publication(open_page: Open) -> None:
    app = open_page("timeline", clock="cuckoo")
    assert "names a day" not in said(app)
