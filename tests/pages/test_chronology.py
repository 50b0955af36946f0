"""The Chronology page over the bundled corpus, run without a browser."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.measure import chronology
from lib.measure.selection import Selection
from lib.view.chronicle import RIGHT
from tests.browsing import ROOT

Open = Callable[..., AppTest]


def said(app: AppTest) -> str:
    parts = [*app.subheader, *app.caption, *app.info, *app.warning]
    return re.sub("[\\\\\u2060]", "", "\n".join(str(part.value) for part in parts))


def days(app: AppTest) -> list[str]:
    return [str(part.value) for part in app.subheader]


def test_the_weightiest_days_stand_in_their_order(open_page: Open, seeds_corpus: Any) -> None:
    app = open_page("chronology", any="vladimir-putin")
    found = chronology.days(seeds_corpus, Selection(any_of=("vladimir-putin",)))
    assert f"The 20 weightiest of {len(found):,} days." in said(app)
    shown = found.head(20).sort_values("day")["day"]
    assert days(app) == [f"{day:%A}, {day.day} {day:%B %Y}" for day in shown]


def test_by_weight_the_weightiest_comes_first(open_page: Open, seeds_corpus: Any) -> None:
    app = open_page("chronology", sort="by weight", days="10")
    first = chronology.days(seeds_corpus, Selection()).iloc[0]
    assert days(app)[0] == f"{first.day:%A}, {first.day.day} {first.day:%B %Y}"
    assert f"weight {first.weight:,}: {first.articles:,} articles" in said(app)
    assert len(days(app)) == 10


def test_the_articles_of_a_day_open_below_it(open_page: Open, seeds_corpus: Any) -> None:
    app = open_page("chronology", sort="by weight")
    day = chronology.days(seeds_corpus, Selection()).iloc[0]
    before = len(app.button)
    app.button(key=f"articles_{day.day.date()}").click().run()
    assert not app.exception
    assert app.query_params["at"] == str(day.day.date())
    assert len(app.button) > before
    assert f"{day.articles} articles" in said(app)


@pytest.mark.parametrize("at", ["yesterday", "2031-01-06", "<b>x</b>"])
def test_nonsense_in_the_link_is_dropped(open_page: Open, at: str) -> None:
    app = open_page("chronology", at=at, days="many", sort="upwards")
    assert f"at={at} is no day that an article here names" in said(app)
    assert len(days(app)) == 20


def test_an_empty_selection_says_what_to_do(open_page: Open) -> None:
    assert "No article with a text matches this selection." in said(
        open_page("chronology", q="zzzqqq")
    )


def test_the_figure_that_is_shown_is_held_by_a_floor() -> None:
    floors = tomllib.loads((ROOT / "benchmarks/floors.toml").read_text("utf-8"))
    assert floors["timelines"]["date F1"] >= RIGHT
