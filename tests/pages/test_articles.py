"""The Articles page, drawn without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib import open_corpus
from lib.measure import article, claims
from lib.measure import selection as sel
from lib.measure.article import Only
from lib.measure.selection import Selection
from lib.view import alike
from tests.conftest import SEEDS

APP = str(Path(__file__).parents[2] / "app.py")
Opener = Callable[..., AppTest]


@pytest.fixture
def articles(monkeypatch: pytest.MonkeyPatch, seeds_store: Path) -> Opener:
    """Open the page with link parameters, on the bundled corpus or on another."""

    def opened(corpus: Path = SEEDS, store: Path = seeds_store, **parameters: Any) -> AppTest:
        monkeypatch.setenv("WIRESCOPE_CORPUS", str(corpus))
        monkeypatch.setenv("WIRESCOPE_STORE", str(store))
        monkeypatch.setenv("STREAMLIT_CLIENT_SHOW_ERROR_DETAILS", "full")
        app = AppTest.from_file(APP, default_timeout=60)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.run()
        app.switch_page("pages/articles.py").run()
        assert [error.value for error in app.exception] == []
        return app

    return opened


def results(app: AppTest) -> list[int]:
    """The rows that the list shows, in its order."""
    return [
        int(str(button.key).removeprefix("result_"))
        for button in app.button
        if str(button.key).startswith("result_")
    ]


def plain(text: object) -> str:
    return re.sub("[\\\\\u2060]", "", str(text))


def captions(app: AppTest) -> str:
    return "\n".join(caption.value for caption in app.caption)


def html(app: AppTest) -> str:
    bodies = [element.proto.body for element in app.get("html")]
    return "\n".join(body for body in bodies if "<style>" not in body)


def pick(app: AppTest, prefix: str, value: str | None = None) -> str:
    """Pick one of the pills of the open article; the first unless told."""
    group = next(group for group in app.get("button_group") if str(group.key).startswith(prefix))
    picked = value or str(group.options[0])
    app.session_state[str(group.key)] = picked
    app.run()
    return picked


def pane(app: AppTest) -> str:
    """The title, in HTML, of the article that is open."""
    return html(app).split('ws-title">')[1].split("</h2>")[0]


def listed(corpus: Any) -> Any:
    """All texts of a corpus, the newest first."""
    return corpus.order[sel.resolve(corpus, Selection()).mask[corpus.order]]


def test_lists_the_newest_first_and_opens_the_first(articles: Opener, seeds_corpus: Any) -> None:
    app = articles()
    assert results(app) == listed(seeds_corpus)[:20].tolist()
    assert f"1 to 20 of {len(listed(seeds_corpus))}, newest first" in captions(app)
    assert seeds_corpus.title(int(listed(seeds_corpus)[0])).split("'")[0] in pane(app)


def test_lists_the_best_match_first_where_there_are_words(
    articles: Opener, seeds_corpus: Any
) -> None:
    expected = sel.sorted_rows(
        seeds_corpus, sel.resolve(seeds_corpus, Selection(words="ceasefire")), "relevance"
    )
    app = articles(q="ceasefire")
    assert results(app) == expected[:20].tolist()
    assert '<mark class="ws-word">ceasefire</mark>' in html(app)


def test_the_link_can_ask_for_the_order_by_date(articles: Opener, seeds_corpus: Any) -> None:
    app = articles(q="ceasefire", order="date")
    days = [int(seeds_corpus.days[row]) for row in results(app)]
    assert days == sorted(days, reverse=True)


def test_the_link_opens_an_article_by_its_own_id_and_its_page_of_the_list(
    articles: Opener, seeds_corpus: Any
) -> None:
    row = int(listed(seeds_corpus)[45])
    app = articles(article=str(seeds_corpus.read(row).own_id))
    assert results(app) == listed(seeds_corpus)[40:60].tolist()
    assert f"46 of {len(listed(seeds_corpus))}" in captions(app)


def test_an_article_outside_of_the_selection_is_shown_and_said(
    articles: Opener, seeds_corpus: Any
) -> None:
    outside = sel.resolve(seeds_corpus, Selection(words="ceasefire")).mask.tolist().index(False)
    app = articles(q="ceasefire", article=seeds_corpus.ids[outside].as_py())
    assert [info.value for info in app.info] == ["This article is not among the selected ones."]
    assert app.button(key="step_next").disabled


def test_an_unknown_article_is_dropped_and_said(articles: Opener, seeds_corpus: Any) -> None:
    app = articles(article="no such article")
    assert any("no such article" in warning.value for warning in app.warning)
    assert results(app) == listed(seeds_corpus)[:20].tolist()


def test_next_and_previous_go_through_the_results_across_pages(
    articles: Opener, seeds_corpus: Any
) -> None:
    app = articles(article=seeds_corpus.ids[int(listed(seeds_corpus)[19])].as_py())
    app.button(key="step_next").click().run()
    assert results(app) == listed(seeds_corpus)[20:40].tolist()
    app.button(key="step_previous").click().run()
    assert results(app) == listed(seeds_corpus)[:20].tolist()


def test_marks_can_be_switched_off(articles: Opener) -> None:
    app = articles(q="ceasefire", mark="mark search words")
    assert 'class="ws-actor"' not in html(app)
    assert 'class="ws-word"' in html(app).split("ws-article")[-1]
    assert 'class="ws-date"' not in html(app)
    assert 'class="ws-actor"' in html(articles(q="ceasefire", mark="mark actors"))


def test_events_are_marked_where_they_are_told(articles: Opener) -> None:
    marked = html(articles(article="000_20067b5787b0c9a5", mark="mark events"))
    assert 'class="ws-event"' in marked
    assert "Marco Rubio → Sergey Lavrov" in marked
    assert 'class="ws-event"' not in html(
        articles(article="000_20067b5787b0c9a5", mark="mark actors")
    )


def test_dates_are_marked_and_listed_with_what_they_mean(articles: Opener) -> None:
    app = articles(article="000_20067b5787b0c9a5", mark="mark dates")
    said = "2025-07-10: weekday before, 2025-07-12"
    assert f'<mark class="ws-date" title="{said}">Thursday</mark>' in html(app)
    app.session_state["article_dates"] = True
    app.run()
    (listed,) = [table for table in app.dataframe if "rule" in table.value]
    assert dict(zip(listed.value["expression"], listed.value["value"], strict=True)) == {
        "Thursday": "2025-07-10",
        "later in the day": "2025-07-10",
        "last week": "2025-W27",
    }


def test_who_is_in_it_narrows_the_selection(articles: Opener, seeds_corpus: Any) -> None:
    app = articles(q="Kremlin")
    pick(app, "who_", "russia")
    app.button(key="only_russia").click().run()
    assert app.session_state["selection"].all_of == ("russia",)


def test_a_key_term_is_added_to_the_search(articles: Opener) -> None:
    app = articles(q="ceasefire")
    term = pick(app, "terms_")
    app.button(key=f"add_{term}").click().run()
    assert app.session_state["selection"].words == f'ceasefire "{term}"'


def test_similar_articles_say_what_both_have(articles: Opener, seeds_corpus: Any) -> None:
    row = int(listed(seeds_corpus)[3])
    best = seeds_corpus.alike([row], 10)
    app = articles(article=seeds_corpus.ids[row].as_py(), pane="Similar articles")
    shown = [str(b.key) for b in app.button if str(b.key).startswith("similar_")]
    assert shown == [f"similar_{row}_{item.row}" for item in best]
    assert f"both have: {', '.join(best[0].shared)}" in html(app)
    app.button(key=shown[0]).click().run()
    assert seeds_corpus.title(best[0].row).split("'")[0] in pane(app)


def test_details_name_ids_and_places(articles: Opener, seeds_corpus: Any) -> None:
    known = seeds_corpus.read(int(listed(seeds_corpus)[0]))
    app = articles(pane="Details")
    facts = dict(app.dataframe[0].value.itertuples(index=False))
    assert facts["id"] == known.id
    assert facts["own id"] == known.own_id
    assert facts["file and row"] == f"{known.places[0][0]}, row {known.places[0][1]}"


def test_nothing_selected_is_said(articles: Opener) -> None:
    app = articles(q="zzzqqq")
    assert results(app) == []
    assert any("No article matches" in info.value for info in app.info)


def test_a_link_of_nonsense_opens_with_the_rest(articles: Opener) -> None:
    app = articles(q="ceasefire", any="nobody", to="2025-99-99", order="sideways", pane="Nowhere")
    assert len(results(app)) == 20
    assert "nobody" in app.warning[0].value


def test_one_article_without_a_text_is_listed_as_such(
    articles: Opener, corpus_factory: Callable[..., Path], store_root: Path
) -> None:
    folder = corpus_factory({"one.csv": "date,title,text\n2025-07-10,A title alone,\n"})
    open_corpus(folder, store_root)
    app = articles(folder, store_root)
    assert "metadata only" in html(app)
    assert any("it has no text" in info.value for info in app.info)


def test_a_million_characters_in_one_line_are_cut_and_said(
    articles: Opener, corpus_factory: Callable[..., Path], store_root: Path
) -> None:
    folder = corpus_factory({"long.csv": f"title,text\nLong,{'x' * 1_000_000}\n"})
    open_corpus(folder, store_root)
    app = articles(folder, store_root)
    assert "800,000 more characters are not shown here" in html(app)


def test_why_two_are_alike_stands_in_both_side_by_side(articles: Opener, seeds_corpus: Any) -> None:
    row = seeds_corpus.row_of("000_20067b5787b0c9a5")
    other = seeds_corpus.alike([row], 1)[0].row
    key = seeds_corpus.ids[row].as_py()
    app = articles(article=key, pane="Similar articles", why=seeds_corpus.ids[other].as_py())
    assert "Why these two are alike" in [str(heading.value) for heading in app.subheader]
    shown = html(app).lower()
    # What is within an actor's name is marked as that.
    marked = [t for t in seeds_corpus.shared_terms(row, other) if f'"ws-shared">{t}<' in shown]
    assert marked
    assert all(shown.count(f'"ws-shared">{term}<') >= 2 for term in marked)
    assert shown.count('<mark class="ws-actor"') >= 2
    app.button(key="why_close").click().run()
    assert "why" not in app.query_params


def test_articles_are_sought_by_several_and_by_wrong_ones(
    articles: Opener, seeds_corpus: Any
) -> None:
    rows = [int(row) for row in listed(seeds_corpus)[:3]]
    keys = [seeds_corpus.ids[row].as_py() for row in rows]
    app = articles(like=keys[:2], unlike=keys[2:])
    only = Only(once=True)
    best = article.alike(seeds_corpus, tuple(rows[:2]), 10, only, tuple(rows[2:]))
    shown = [str(b.key) for b in app.button if str(b.key).startswith("several_")]
    assert [f"several_{item.row}" for item in best] == shown
    assert "less 0.25 times the mean of 1 wrong one (Rocchio 1971)" in plain(captions(app))
    app.button(key=f"unlike_{rows[2]}").click().run()
    assert "wrong one" not in plain(captions(app))
    app.button(key="these_close").click().run()
    assert not any(str(b.key).startswith("several_") for b in app.button)


def test_a_similar_article_can_be_sought_by_and_marked_as_wrong(
    articles: Opener, seeds_corpus: Any
) -> None:
    row = int(listed(seeds_corpus)[0])
    first, second = (item.row for item in seeds_corpus.alike([row], 2))
    app = articles(article=seeds_corpus.ids[row].as_py(), pane="Similar articles")
    app.button(key=f"seek_similar_{row}_{first}").click().run()
    app.button(key=f"unseek_similar_{row}_{second}").click().run()
    named = {str(b.key) for b in app.button if str(b.key).startswith(("like_", "unlike_"))}
    assert named == {f"like_{row}", f"like_{first}", f"unlike_{second}"}


def test_an_article_to_seek_by_that_is_none_is_dropped_and_said(articles: Opener) -> None:
    app = articles(like="nonsense")
    assert "of 1 articles that others are sought by, 0 are taken" in plain(app.warning[0].value)
    assert not any(str(b.key).startswith("several_") for b in app.button)


def test_a_claim_of_the_link_is_found_in_the_order_of_time(
    articles: Opener, seeds_corpus: Any
) -> None:
    claim = "Rubio and Lavrov discussed new and different ideas for ending the war"
    traced = claims.trace(seeds_corpus, claim)
    app = articles(claim=claim)
    shown = [str(b.key) for b in app.button if str(b.key).startswith("claim_")]
    assert shown == [f"claim_{one.sentence.row}" for one in traced.found]
    said = plain("\n".join(str(text.value) for text in app.markdown))
    assert f"{len(shown)} texts. Earliest on" in said
    assert "Reuters" in said
    assert "ws-shared" in html(app)


def test_a_claim_that_nobody_makes_says_so(articles: Opener) -> None:
    app = articles(claim="zeppelins bombard unheard strongholds")
    assert "No sentence has 50 % of the claim" in plain(app.info[0].value)


def test_similar_articles_are_narrowed_by_what_the_link_says(
    open_page: Opener, seeds_corpus: Any
) -> None:
    row = seeds_corpus.row_of("000_20067b5787b0c9a5")
    chosen = Selection(start=date(2025, 7, 10), end=date(2025, 7, 12), any_of=("sergey-lavrov",))
    only = Only(chosen, week=True, elsewhere=True, no_copies=True, once=True)
    expected = article.similar(seeds_corpus, row, 10, only)
    link = {"from": "2025-07-10", "to": "2025-07-12", "any": "sergey-lavrov"}
    picked = list(alike.ONLY.values())
    app = open_page(
        "articles",
        article=seeds_corpus.ids[row].as_py(),
        pane="Similar articles",
        only=picked,
        **link,
    )
    shown = [str(b.key) for b in app.button if str(b.key).startswith("similar_")]
    assert expected
    assert shown == [f"similar_{row}_{item.row}" for item in expected]
