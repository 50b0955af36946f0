"""The Actors page: the list, and the portrait of one, over the bundled corpus."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib.measure import actors
from lib.measure.selection import Selection

Open = Callable[..., AppTest]


def said(app: AppTest) -> str:
    parts = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.info]
    parts += [*app.warning, *app.button]
    texts = [getattr(part, "value", "") or "" for part in parts]
    texts += [button.label for button in app.button]
    return re.sub("[\\\\\u2060]", "", "\n".join(str(text) for text in texts))


def drawn(app: AppTest) -> str:
    return "".join(str(part.proto.body) for part in app.get("html"))


def test_the_list_begins_with_the_actors_in_most_articles(
    open_page: Open, seeds_corpus: Any
) -> None:
    ranked = actors.ranking(seeds_corpus, Selection())
    shown = open_page("actors").dataframe[0].value
    assert shown.name.tolist() == ranked.name.tolist()[:50]
    assert shown.articles.tolist() == ranked.articles.tolist()[:50]
    assert all(sum(trend) <= n for trend, n in zip(shown.trend, shown.articles, strict=True))


def test_the_list_is_narrowed_and_ordered_by_the_link(open_page: Open, seeds_corpus: Any) -> None:
    ranked = actors.ranking(seeds_corpus, Selection())
    people = ranked[(ranked["class"] == "person") & ranked.name.str.lower().str.contains("an")]
    app = open_page("actors", actor_class="person", actor_name="an", actor_order="name")
    assert app.dataframe[0].value.name.tolist() == sorted(people.name)[:50]


def test_the_list_is_of_the_selection(open_page: Open, seeds_corpus: Any) -> None:
    ranked = actors.ranking(seeds_corpus, Selection(words="tariffs"))
    shown = open_page("actors", q="tariffs").dataframe[0].value
    assert shown.mentions.tolist() == ranked.mentions.tolist()[:50]


def test_a_portrait_says_how_often_when_and_by_which_names(
    open_page: Open, seeds_corpus: Any
) -> None:
    app = open_page("actors", actor="russia")
    own = actors.ranking(seeds_corpus, Selection()).set_index("key").loc["russia"]
    assert f"In {own.articles} of 221 articles" in said(app)
    assert f"{own.mentions} mentions" in said(app)
    names, partners = (frame.value for frame in app.dataframe)
    forms = actors.forms(seeds_corpus, Selection(), "russia")
    assert names.form.tolist() == forms.form.tolist()
    assert names[names.kind == "demonym"].counts.tolist() == ["no"] * int(
        (forms.kind == "demonym").sum()
    )
    pairs = actors.pairs(seeds_corpus, Selection(), "russia")
    assert partners.together.tolist() == pairs.together.tolist()
    assert f"{own.articles} articles" in said(app)


def test_a_link_opens_the_sentences_of_a_pair(open_page: Open, seeds_corpus: Any) -> None:
    rows = actors.rows_together(seeds_corpus, Selection(), "nato", "ukraine")
    app = open_page("actors", actor="nato", behind=["actors", "pair", "nato", "ukraine"])
    assert len(rows) > 1
    assert [c.value for c in app.caption].count(f"{len(rows)} articles") >= 1
    opened = [b.key for b in app.button if str(b.key).startswith("behind_")]
    assert len(opened) == min(len(rows), 10)


def test_an_actor_is_added_to_the_selection_and_taken_out(open_page: Open) -> None:
    app = open_page("actors", actor="nato")
    app.button(key="portrait_any_of").click().run()
    assert app.query_params["any"] == "nato"
    assert "Take out of “any of”" in said(app)
    app.button(key="portrait_any_of").click().run()
    assert "any" not in app.query_params


def test_an_actor_outside_the_selection_is_said_to_be_so(open_page: Open) -> None:
    app = open_page("actors", actor="nato", q="zzzqqq")
    assert "NATO is not mentioned in this selection; in the whole corpus" in said(app)
    assert not app.dataframe


@pytest.mark.parametrize("actor", ["nobody", "<b>x</b>", ""])
def test_an_unknown_actor_is_dropped_and_said(open_page: Open, actor: str) -> None:
    app = open_page("actors", actor=actor)
    assert f"no actor of this corpus has the id {actor}" in said(app)
    assert app.dataframe


def test_an_empty_selection_gets_a_sentence(open_page: Open) -> None:
    app = open_page("actors", q="zzzqqq")
    assert "No article matches this selection" in said(app)
    assert not app.dataframe


def test_a_name_that_nobody_has_gets_a_sentence(open_page: Open) -> None:
    assert "No actor with such a name" in said(open_page("actors", actor_name="zzzqqq"))


def test_who_appears_with_whom_is_by_sentence_or_by_article(
    open_page: Open, seeds_corpus: Any
) -> None:
    for unit in ("sentence", "article"):
        pairs = actors.pairs(seeds_corpus, Selection(), "nato", unit=unit, by="strength")
        app = open_page("actors", actor="nato", with_unit=unit, with_by="NPMI")
        assert app.dataframe[1].value.together.tolist() == pairs.together.tolist()
    behind = ["actors", "both", "nato", "ukraine"]
    rows = actors.rows_together(seeds_corpus, Selection(), "nato", "ukraine", "article")
    app = open_page("actors", actor="nato", with_unit="article", behind=behind)
    assert f"{len(rows)} articles" in [c.value for c in app.caption]


def test_the_network_goes_on_around_those_of_the_link_and_says_what_it_leaves_out(
    open_page: Open,
) -> None:
    app = open_page("actors", actor="nato", grow=["ukraine", "nobody"])
    assert app.query_params["grow"] == "ukraine"
    assert app.multiselect(key="look_grow").value == ["ukraine"]
    assert re.search(
        r"Drawn: 1?\d of the \d+ it is with, \d of the \d+ it is with around", said(app)
    )
    app.multiselect(key="look_grow").set_value([]).run()
    assert "grow" not in app.query_params


def test_actors_of_the_link_are_compared_on_one_chart_and_in_one_table(
    open_page: Open, seeds_corpus: Any
) -> None:
    app = open_page("actors", compare=["nato", "ukraine"])
    ranked = actors.ranking(seeds_corpus, Selection()).set_index("key")
    table = app.dataframe[0].value
    assert table.name.tolist() == ["NATO", "Ukraine"]
    assert table.articles.tolist() == ranked.articles[["nato", "ukraine"]].tolist()
    assert len(app.get("plotly_chart")) == 1 + len(open_page("actors").get("plotly_chart"))
    app.multiselect(key="look_compare").set_value(["nato"]).run()
    assert app.query_params["compare"] == "nato"
    assert "One more, and the two are compared." in said(app)


@pytest.mark.parametrize("selection", [{"q": "tariffs"}, {"any": "nobody"}, {"kind": "demonym"}])
def test_a_comparison_is_of_the_selection(open_page: Open, selection: dict[str, str]) -> None:
    app = open_page("actors", compare=["nato", "ukraine"], **selection)
    assert app.dataframe[0].value.name.tolist() == ["NATO", "Ukraine"]


def test_more_than_five_or_unknown_actors_are_not_compared(
    open_page: Open, seeds_corpus: Any
) -> None:
    six = actors.ranking(seeds_corpus, Selection()).key.tolist()[:6]
    app = open_page("actors", compare=["<b>", *six])
    assert app.query_params["compare"] == six[:5]
    assert "only actors of this corpus are compared, and 5 at most" in said(app)


def test_an_actors_page_leads_to_the_comparison(open_page: Open) -> None:
    app = open_page("actors", actor="nato", compare="ukraine")
    app.button(key="portrait_compare").click().run()
    assert app.query_params["compare"] == ["ukraine", "nato"]
    assert "actor" not in app.query_params
    assert app.dataframe[0].value.name.tolist() == ["Ukraine", "NATO"]


def happenings(app: AppTest) -> list[str]:
    shown = [button for button in app.button if str(button.key).startswith("result_did")]
    return [re.sub("[\\\\\u2060]", "", button.label) for button in shown]


def test_what_an_actor_did_is_a_chronology(open_page: Open) -> None:
    app = open_page("actors", actor="israel", tab="did")
    told = [
        re.sub("[\\\\\u2060]", "", b.label)
        for b in app.button
        if str(b.key).startswith("result_did")
    ]
    assert told
    assert all(": Israel " in line for line in told)
    app = open_page("actors", actor="israel", tab="did", did_side="done to the actor")
    suffered = [
        re.sub("[\\\\\u2060]", "", b.label)
        for b in app.button
        if str(b.key).startswith("result_did")
    ]
    assert suffered
    assert not any(": Israel " in line for line in suffered)


def test_whom_an_actor_met_is_a_table_with_day_place_and_reports(open_page: Open) -> None:
    app = open_page("actors", actor="marco-rubio", tab="met")
    (met,) = [t.value for t in app.dataframe if "publications" in t.value]
    row = met[(met["with"] == "Sergey Lavrov") & (met["day"] == "10 July 2025")].iloc[0]
    assert row["how"] == "meet"
    assert row["publications"] >= 5


def test_an_actor_who_met_nobody_says_so(open_page: Open) -> None:
    app = open_page("actors", actor="unicef", tab="met")
    assert "No meeting" in said(app)


def test_the_list_is_narrowed_to_those_that_the_tagger_recognised(
    open_page: Open, seeds_corpus: Any
) -> None:
    ranked = actors.ranking(seeds_corpus, Selection())
    app = open_page("actors", actor_known="recognised")
    names = ranked[ranked.known == "recognised"].name.tolist()
    assert app.dataframe[0].value.name.tolist() == names[:50]
    assert 0 < len(names) < len(ranked)


def test_a_portrait_says_that_the_tagger_recognised_it(open_page: Open, seeds_corpus: Any) -> None:
    known = actors.ranking(seeds_corpus, Selection()).set_index("known").key
    app = open_page("actors", actor=known.loc["recognised"].iloc[0])
    assert "recognised by the tagger" in drawn(app)
    assert "recognised by the tagger" not in drawn(open_page("actors", actor="russia"))
