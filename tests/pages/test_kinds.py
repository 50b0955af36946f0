"""Kinds of mention are switches that every page obeys, and are shown apart.

Of Russia there are two mentions among the nine articles: the Kremlin, a metonym, in a5, and
"Russian", a demonym, in a6.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.browsing import ROOT

Open = Callable[..., AppTest]
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


def said(app: AppTest) -> str:
    texts = [str(part.value) for part in [*app.markdown, *app.caption, *app.info]]
    texts += [button.label for button in app.button]
    return re.sub("[\\\\\u2060]", "", "\n".join(texts))


@pytest.mark.parametrize("page", PAGES)
def test_a_selection_by_actor_counts_the_kinds_that_are_on(open_nine: Open, page: str) -> None:
    for kinds, articles in (([], 1), (["demonym"], 1), (["metonym", "demonym"], 2), (["name"], 0)):
        app = open_nine(page, any="russia", kind=kinds)
        assert f"{articles} of 9 articles" in said(app), kinds


@pytest.mark.parametrize(("kinds", "listed"), [([], True), (["name"], False), (["demonym"], True)])
def test_lists_of_actors_count_the_kinds_that_are_on(
    open_nine: Open, kinds: list[str], listed: bool
) -> None:
    assert (
        "Russia" in open_nine("actors", kind=kinds).dataframe[0].value["name"].tolist()
    ) == listed
    assert (
        any(b.label.startswith("Russia ") for b in open_nine("overview", kind=kinds).button)
        == listed
    )


def test_an_actors_page_shows_the_kinds_apart_and_counts_those_that_are_on(
    open_nine: Open,
) -> None:
    app = open_nine("actors", actor="russia", kind="demonym")
    assert "In 1 of 8 articles (12 %), 1 mention, on 5 August 2025." in said(app)
    assert "Mentioned by demonym 1, by metonym 1 (not counted)." in said(app)
    forms = app.dataframe[0].value
    assert dict(zip(forms.kind, forms.counts, strict=True)) == {"demonym": "yes", "metonym": "no"}
    app = open_nine("actors", actor="russia", kind="name")
    assert "Russia is not mentioned in this selection" in said(app)
    assert "Mentioned by demonym 1 (not counted), by metonym 1 (not counted)." in said(app)


@pytest.mark.parametrize(("kinds", "known"), [([], []), (["demonym"], ["russia"])])
def test_the_reading_pane_counts_and_marks_the_kinds_that_are_on(
    open_nine: Open, kinds: list[str], known: list[str]
) -> None:
    app = open_nine("articles", article="a6", kind=kinds)
    shown = [pills for pills in app.pills if str(pills.key).startswith("who_")]
    assert [len(pills.options) for pills in shown] == [len(known)] * len(known)
    marks = "".join(str(html.proto.body) for html in app.get("html"))
    assert ("Russia, demonym" in marks) == bool(known)


@pytest.mark.parametrize(("kind", "listed"), [("demonym", True), ("metonym", False)])
def test_lines_of_a_timeline_count_the_kinds_that_are_on(
    open_nine: Open, kind: str, listed: bool
) -> None:
    point = {"unit": "day", "at": "2025-08-05", "line": "russia"}
    app = open_nine("timeline", split="actors", pick=["russia", "donald-trump"], kind=kind, **point)
    assert ("Grain grows cheap" in {b.label for b in app.button}) == listed


def test_the_sentences_behind_a_number_are_of_the_kinds_that_are_on(open_nine: Open) -> None:
    behind = ["actors", "actor", "russia"]
    for kinds, own in ((["demonym"], "Grain grows cheap"), (["metonym"], "A denial")):
        app = open_nine("actors", actor="russia", behind=behind, kind=kinds)
        titles = {b.label for b in app.button if str(b.key).startswith("behind_")}
        assert titles == {own}
