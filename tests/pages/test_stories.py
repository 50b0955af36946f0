"""The Stories page, run without a browser: over the bundled corpus."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.measure import stories
from lib.measure.selection import Selection

Open = Callable[..., AppTest]
FOUNDING = "000_20067b5787b0c9a5"


def plain(text: object) -> str:
    return re.sub("[\\\\\u2060]", "", str(text))


def said(app: AppTest) -> str:
    parts = [*app.header, *app.subheader, *app.caption, *app.info, *app.warning, *app.markdown]
    return plain("\n".join(str(part.value) for part in parts))


def labels(app: AppTest) -> list[str]:
    return [plain(button.label) for button in app.button]


def test_the_stories_of_the_selection_are_listed_with_their_main_actors(
    open_page: Open, seeds_corpus: Any
) -> None:
    expected = stories.listed(seeds_corpus, Selection())
    shown = open_page("stories").dataframe[0].value
    assert shown["label"].tolist() == expected["label"].tolist()
    assert shown["count"].tolist() == expected["count"].tolist()
    assert shown.actors.str.len().gt(0).any()


def test_the_page_says_how_stories_are_made_how_good_they_are_and_what_states_mean(
    open_page: Open,
) -> None:
    text = said(open_page("stories"))
    assert "Measured on ECB+" in text
    assert "began within the last 7 days" in text
    assert "Counted back from 14 September 2025" in text


def test_states_are_picked_in_the_link(open_page: Open) -> None:
    shown = open_page("stories", state=["new", "quiet"]).dataframe[0].value
    assert set(shown.state) == {"new", "quiet"}


def test_a_story_of_the_link_shows_its_course_and_all_its_articles(
    open_page: Open, seeds_corpus: Any
) -> None:
    story = stories.find(seeds_corpus, FOUNDING)
    rows = stories.rows(seeds_corpus, story or 0)
    app = open_page("stories", story=FOUNDING)
    text = said(app)
    assert plain(seeds_corpus.title(story)) in text
    assert f"{len(rows)} articles · from 10 July 2025 to 12 July 2025" in text
    assert {seeds_corpus.title(int(row)) for row in rows} <= set(labels(app))
    for heading in ("Over time", "Turning points", "Main actors", "Sources", "Articles"):
        assert heading in text


@pytest.mark.parametrize(
    ("part", "title"),
    [
        (["day", "2025-07-10", "2025-07-10"], "Articles: Thu 10 Jul 2025"),
        (["actor", "sergey-lavrov"], "Articles: Sergey Lavrov"),
        (["source", "Northline"], "Articles: Northline"),
    ],
)
def test_a_part_of_a_story_is_listed_and_can_be_left(
    open_page: Open, part: list[str], title: str
) -> None:
    app = open_page("stories", story=FOUNDING, of=part)
    assert title in said(app)
    app.button(key="story_whole").click().run()
    assert title not in said(app)


@pytest.mark.parametrize(
    "part",
    [
        ["day", "yesterday", "today"],
        ["day", "2025-07-12", "2025-07-10"],
        ["actor", "nobody"],
        ["source"],
        ["topic", "x"],
    ],
)
def test_a_part_that_is_none_is_dropped_and_said(open_page: Open, part: list[str]) -> None:
    app = open_page("stories", story=FOUNDING, of=part)
    assert "the part of the story that it names is not of this corpus" in said(app)
    assert "Articles" in said(app)


def test_a_story_that_is_none_is_dropped_and_said(open_page: Open) -> None:
    app = open_page("stories", story="nonsense")
    assert "no article of this corpus has the id nonsense" in said(app)
    assert len(app.dataframe) == 1


def test_an_empty_selection_says_what_to_do(open_page: Open) -> None:
    assert "matches this selection" in said(open_page("stories", q="zzzqqq"))


def test_articles_that_stand_alone_are_said_to(open_page: Open, seeds_corpus: Any) -> None:
    size = {story: 0 for story in seeds_corpus.stories.tolist()}
    for story in seeds_corpus.stories.tolist():
        size[story] += 1
    alone = next(row for row in range(len(seeds_corpus)) if size[seeds_corpus.stories[row]] == 1)
    title = seeds_corpus.title(alone).replace('"', " ")
    assert "each stands alone" in said(open_page("stories", q=f'title:"{title}"'))


def test_the_reading_pane_leads_to_the_story_of_an_article(
    open_page: Open, seeds_corpus: Any
) -> None:
    app = open_page("articles", article=FOUNDING)
    story, size = stories.of_article(seeds_corpus, seeds_corpus.row_of(FOUNDING))
    assert f"Part of the story “{seeds_corpus.title(story)}” ({size} articles)" in labels(app)
