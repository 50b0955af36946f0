"""The Corpus page, and the life of a corpus: first opened, grown, mapped, damaged, gone."""

from __future__ import annotations

import os
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from streamlit.testing.v1 import AppTest

from lib import index, open_corpus
from lib.index import analysing, parts, pooling
from lib.view import cache
from tests.browsing import ROOT, settled
from tests.conftest import TINY

Open = Callable[..., AppTest]
Write = Callable[..., Path]

PARTS = ("Files", "Rejects", "Articles", "Sources", "Repeats", "Add files", "Columns", "Analysis")


def said(app: AppTest) -> str:
    """All that stands on the page in words."""
    shown = [*app.title, *app.header, *app.subheader, *app.markdown, *app.caption, *app.info]
    shown += [*app.warning, *app.error, *app.success]
    words = [str(part.value) for part in shown] + [button.label for button in app.button]
    return re.sub("[\\\\\u2060]", "", "\n".join(words))


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


# --- the bundled corpus ------------------------------------------------------------------------


def test_totals_are_those_of_the_corpus(open_page: Open, seeds_corpus: Any) -> None:
    shown = metrics(open_page("corpus"))
    assert shown["Articles"] == f"{len(seeds_corpus):,}"
    assert int(shown["Rows read"]) == int(shown["Accepted"]) + int(shown["Rejected"])


def test_the_page_is_of_the_whole_corpus_whatever_is_selected(
    open_page: Open, seeds_corpus: Any
) -> None:
    app = open_page("corpus", q="zzzqqq")
    assert metrics(app)["Articles"] == f"{len(seeds_corpus):,}"
    assert "0 of" in said(app)


@pytest.mark.parametrize("part", PARTS)
def test_each_part_can_be_linked_to(open_page: Open, part: str) -> None:
    headings = {
        "Rejects": "Rejected rows",
        "Articles": "Dates",
        "Repeats": "Exact repeats",
        "Columns": "Columns of tables",
    }
    assert headings.get(part, part) in [
        heading.value for heading in open_page("corpus", part=part).header
    ]


def test_nonsense_in_the_link_shows_the_files(open_page: Open) -> None:
    app = open_page("corpus", part="nonsense", any="nobody")
    assert [heading.value for heading in app.header] == ["Files"]
    assert "nobody" in said(app)


def test_files_are_shown_page_by_page_and_saved_whole(open_page: Open, seeds_corpus: Any) -> None:
    app = open_page("corpus")
    assert app.dataframe[0].value.name.tolist() == seeds_corpus.files.name.tolist()[:100]
    assert f"Rows 1 to 100 of {len(seeds_corpus.files):,}" in said(app)


def test_sources_are_ranked(open_page: Open, seeds_corpus: Any) -> None:
    shown = open_page("corpus", part="Sources").dataframe[0].value
    assert shown.articles.sum() == len(seeds_corpus)
    assert shown.articles.is_monotonic_decreasing


def test_the_analysis_names_digest_and_stages(open_page: Open, seeds_corpus: Any) -> None:
    app = open_page("corpus", part="Analysis")
    values = app.dataframe[0].value.value.tolist()
    assert seeds_corpus.digest in values
    (copies,) = [value for value in values if "too common to look for copies by:" in value]
    assert copies.startswith("7 articles are 2 texts; ")
    assert "pooling" in app.dataframe[1].value.stage.tolist()


# --- other corpora -----------------------------------------------------------------------------


@pytest.fixture
def open_app(monkeypatch: pytest.MonkeyPatch, store_root: Path) -> Iterator[Callable[..., AppTest]]:
    """Open the app over a corpus, as a server does that has just been started."""
    monkeypatch.setenv("WIRESCOPE_STORE", str(store_root))
    monkeypatch.setenv("STREAMLIT_CLIENT_SHOW_ERROR_DETAILS", "full")

    def run(corpus: Path, page: str = "corpus", **parameters: str) -> AppTest:
        monkeypatch.setenv("WIRESCOPE_CORPUS", str(corpus))
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.run()
        app.switch_page(f"pages/{page}.py")
        for name, value in parameters.items():
            app.query_params[name] = value
        return rerun(app)

    yield run
    _wait_for_build()


def rerun(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception, [fault.value for fault in app.exception]
    return app


def click(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click()
    return rerun(app)


def _wait_for_build() -> None:
    end = time.monotonic() + 60
    while cache.is_building() and time.monotonic() < end:
        time.sleep(0.1)


def test_the_first_opening_shows_how_far_it_is_and_then_the_corpus(
    open_app: Open, tiny_corpus: Path
) -> None:
    app = open_app(tiny_corpus)
    assert "opened for the first time" in said(app)
    _wait_for_build()
    assert metrics(rerun(app))["Articles"] == "3"


def test_a_path_without_a_corpus_says_so(open_app: Open, tmp_path: Path) -> None:
    shown = said(open_app(tmp_path / "nothing"))
    assert f"There is no corpus at {tmp_path / 'nothing'}" in shown
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"none/.keep": ""}, "There is no article in"),
        ({"junk.csv": "p,q\n1,2\n"}, "No article could be read"),
    ],
    ids=["empty", "rejects alone"],
)
def test_a_corpus_without_articles_says_what_to_do(
    open_app: Open, corpus_factory: Write, store_root: Path, files: Any, sentence: str
) -> None:
    folder = corpus_factory(files)
    index.build(folder, store_root)
    app = open_app(folder)
    for part in PARTS:
        app.session_state["part"] = part
        assert sentence in said(rerun(app))
        assert metrics(app)["Articles"] == "0"


def test_rejects_are_listed_with_file_row_and_reason(
    open_app: Open, corpus_factory: Write, store_root: Path
) -> None:
    rows = "title,date\nOne,2025-02-30\nTwo,2025-02-03\nThree,2025-04-31\n"
    folder = corpus_factory({"rows.csv": rows, "notes.md": "x"})
    opened = open_corpus(folder, store_root)
    app = open_app(folder, part="Rejects")
    assert metrics(app) | {"Rows read": "3", "Accepted": "1", "Rejected": "2"} == metrics(app)
    reasons, rejects = (table.value for table in app.dataframe)
    assert reasons.rows.tolist() == [2]
    assert rejects[["file", "row"]].to_numpy().tolist() == [["rows.csv", 1], ["rows.csv", 3]]
    assert rejects.reason.tolist() == opened.rejects.reason.tolist()
    left_out = open_app(folder, part="Files").dataframe[1].value
    assert left_out.file.tolist() == ["notes.md"]


def test_undated_articles_and_those_without_text_are_counted_and_listed(
    open_app: Open, corpus_factory: Write, store_root: Path
) -> None:
    folder = corpus_factory({"rows.csv": "title,text\nAlone,\nWith text,Wheat grows.\n"})
    index.build(folder, store_root)
    app = open_app(folder, part="Articles", without="text")
    assert metrics(app) | {"Undated": "2", "Without text": "1"} == metrics(app)
    assert "No article has a date" in said(app)
    assert "Articles without text: 1" in said(app)
    assert "Alone" in said(app)


def test_hostile_names_and_columns_reach_markdown_escaped(
    open_app: Open, corpus_factory: Write, store_root: Path
) -> None:
    name, column = "![x](http:evil).csv", "<b>*[who](http://evil)"
    folder = corpus_factory({name: f'"{column}",p\nx,$a$ :red[b]\n'})
    index.build(folder, store_root)
    app = open_app(folder, part="Columns")
    rendered = [part.value for part in (*app.warning, *app.caption, *app.info, *app.markdown)]
    assert any("evil" in text for text in rendered)
    assert not any("](" in text or "<b>" in text for text in rendered)
    assert column in app.dataframe[0].value.column.tolist()


# --- columns -----------------------------------------------------------------------------------

ODD = "Wann,Kopf,Rumpf\n2025-06-01,Eins,Trump met Putin.\n2025-06-02,Zwei,Rubio met Lavrov.\n"


def _choose(app: AppTest, **columns: str) -> AppTest:
    for name, column in columns.items():
        box = next(box for box in app.selectbox if box.label.lower().startswith(name))
        box.set_value(column)
        rerun(app)
    return app


def test_columns_that_nothing_recognises_are_named_by_the_reader(
    open_app: Open, corpus_factory: Write, store_root: Path
) -> None:
    folder = corpus_factory({**TINY, "odd.csv": ODD})
    index.build(folder, store_root)
    app = open_app(folder, part="Columns")
    assert "odd.csv has no column that is recognised" in said(app)
    assert app.dataframe[0].value.column.tolist() == ["Wann", "Kopf", "Rumpf"]
    assert app.dataframe[0].value["row 1"].tolist() == ["2025-06-01", "Eins", "Trump met Putin."]
    _choose(app, date="Wann", title="Kopf", text="Rumpf")
    assert app.code[-1].value.endswith("--map date=Wann,title=Kopf,text=Rumpf")
    click(app, "intake_map")
    _wait_for_build()
    rerun(rerun(app))
    assert metrics(app) | {"Articles": "5", "Rejected": "0"} == metrics(app)
    assert index.Store(folder, store_root).settings()["map"] == "date=Wann,title=Kopf,text=Rumpf"
    assert "no column that is recognised" not in said(app)
    click(app, "intake_forget")
    _wait_for_build()
    assert metrics(rerun(rerun(app)))["Articles"] == "3"


def test_a_table_that_is_recognised_can_be_mapped_otherwise(
    open_app: Open, corpus_factory: Write, store_root: Path
) -> None:
    folder = corpus_factory({"rows.csv": "title,headline,text\nOne,Two,Wheat.\n"})
    index.build(folder, store_root)
    app = open_app(folder, part="Columns")
    assert not app.warning
    assert app.button(key="intake_map").disabled
    _choose(app, title="headline")
    assert app.code[-1].value.endswith("--map title=headline")
    assert not app.button(key="intake_map").disabled


# --- what goes wrong ---------------------------------------------------------------------------


def _halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("name", ["articles.arrow", "norms.npy", "manifest.json"])
def test_a_damaged_generation_is_built_anew_and_that_is_said(
    open_app: Open, tiny_corpus: Path, store_root: Path, name: str
) -> None:
    _halve(index.build(tiny_corpus, store_root) / name)
    app = open_app(tiny_corpus)
    assert "cannot be used" in said(app)
    _wait_for_build()
    assert metrics(rerun(app))["Articles"] == "3"
    assert "has been built anew" in said(app)
    click(app, "notice_understood")
    assert "has been built anew" not in said(app)


def test_a_damaged_part_is_found_where_a_text_is_needed(
    open_app: Open, tiny_corpus: Path, store_root: Path
) -> None:
    opened = open_corpus(tiny_corpus, store_root)
    article = str(opened.ids[0])
    _halve(next(store_root.glob("*/parts/*/articles.arrow")))
    app = open_app(tiny_corpus, "articles", article=article)
    assert "cannot be used" in said(app)
    _wait_for_build()
    rerun(app)
    assert "3 of 3 articles" in said(app)


def test_a_generation_that_is_gone_gives_way_to_the_current_one(
    open_app: Open, tiny_corpus: Path, store_root: Path
) -> None:
    before = index.build(tiny_corpus, store_root)
    app = open_app(tiny_corpus)
    cache.open_anew()
    (tiny_corpus / "talks.txt").unlink()
    index.build(tiny_corpus, store_root)
    shutil.rmtree(before, ignore_errors=True)
    assert metrics(rerun(app))["Articles"] == "2"
    assert "The corpus has changed" in said(app)


def test_a_killed_build_is_said_and_can_be_begun_again(
    open_app: Open, corpus_factory: Write
) -> None:
    folder = corpus_factory({"rows.csv": ODD.replace("Kopf", "title")})
    app = open_app(folder)
    os.kill(cache._builds()[str(folder)].process.pid, signal.SIGKILL)
    _wait_for_build()
    rerun(app)
    assert "The analysis was stopped" in said(app)
    click(app, "try_again")
    _wait_for_build()
    assert metrics(rerun(app))["Articles"] == "2"


def test_what_was_selected_and_is_gone_leaves_the_selection(
    open_app: Open, tiny_corpus: Path, store_root: Path
) -> None:
    index.build(tiny_corpus, store_root)
    app = open_app(tiny_corpus, any="sergey-lavrov")
    assert "1 of 3 articles" in said(app)
    (tiny_corpus / "talks.txt").unlink()
    index.build(tiny_corpus, store_root)
    assert "1 article gone: load" in said(rerun(app))
    click(app, "load")
    assert "2 of 2 articles" in said(app)
    assert "No longer in the selection" in said(app)


# --- in a browser ------------------------------------------------------------------------------


def _header(page: Page) -> str:
    return page.locator(".st-key-header").inner_text()


@pytest.fixture
def grown(
    corpus_factory: Write, store_root: Path, serve: Callable[..., str], new_page: Any
) -> tuple[Path, Page]:
    folder = corpus_factory(TINY)
    index.build(folder, store_root)
    return folder, new_page(serve(folder, store_root) + "/corpus?part=Add+files")


def test_new_files_are_noticed_and_taken_in_by_one_click(grown: tuple[Path, Page]) -> None:
    folder, page = grown
    for number in range(12):
        text = TINY["truce.txt"].replace("an hour", f"{number + 2} hours")
        (folder / f"new{number}.txt").write_text(text, "utf-8")
    page.wait_for_selector(".st-key-load button", timeout=60_000)
    assert page.locator(".st-key-load").inner_text() == "12 new articles: load"
    page.click(".st-key-load button")
    page.wait_for_function("document.body.innerText.includes('15 publications, of 15 articles')")


def test_a_file_is_handed_in_and_removed(grown: tuple[Path, Page], store_root: Path) -> None:
    folder, page = grown
    content = b"title,text,date\nA new truce,Putin and Trump agreed.,2025-07-20\n"
    csv = {"name": "../new.csv", "mimeType": "text/csv", "buffer": content}
    page.set_input_files("input[type=file]", [csv])  # type: ignore[list-item]
    page.get_by_text("new.csv").first.wait_for()
    page.get_by_text("Add and analyse").click()
    page.wait_for_selector(".st-key-intake_load button", timeout=60_000)
    assert page.locator(".st-key-intake_load").inner_text() == "1 new article: load"
    page.click(".st-key-intake_load button")
    page.wait_for_function("document.body.innerText.includes('4 of 4 articles')")
    assert sorted(os.listdir(folder)) == sorted(TINY)
    assert os.listdir(index.Store(folder, store_root).uploads) == ["new.csv"]
    settled(page)
    page.get_by_role("combobox", name=re.compile("Files to remove")).click()
    page.keyboard.type("new")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.click(".st-key-intake_remove button")
    page.get_by_text("Delete them").click()
    page.wait_for_selector(".st-key-intake_load button", timeout=60_000)
    assert page.locator(".st-key-intake_load").inner_text() == "1 article gone: load"
    assert os.listdir(index.Store(folder, store_root).uploads) == []


class Stopped(Exception):
    """What ends a build in the middle."""


def test_a_part_of_a_long_build_says_that_more_is_coming(
    open_app: Open, tiny_corpus: Path, store_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pointer = index.Store(tiny_corpus, store_root).home / "current"

    def stopping(stage: str, *_: int) -> None:
        if stage == "analysing" and pointer.is_file():
            raise Stopped

    with monkeypatch.context() as patched, pytest.raises(Stopped):
        patched.setattr(parts, "BATCH_ARTICLES", 1)
        patched.setattr(analysing, "FIRST_PUBLISHED", 0.0)
        index.build(tiny_corpus, store_root, workers=1, report=stopping)
    app = open_app(tiny_corpus)
    assert "This corpus is still being analysed: 1 article so far" in said(app)
    assert "of its files are still coming" in said(app)
    _wait_for_build()
    click(rerun(app), "load")
    assert "still being analysed" not in said(app)
    assert metrics(app)["Articles"] == "3"


def test_new_articles_that_are_not_decided_yet_are_said_to_be(
    open_app: Open, tiny_corpus: Path, store_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.build(tiny_corpus, store_root, workers=1)
    (tiny_corpus / "more.txt").write_text(f"{TINY['truce.txt']}And more of it.\n", "utf-8")

    def stopping(*_: object) -> None:
        raise Stopped

    with monkeypatch.context() as patched, pytest.raises(Stopped):
        patched.setattr(pooling, "FIRST_SHOWN_FROM", 1)
        patched.setattr(pooling.Pooling, "whole", stopping)
        index.build(tiny_corpus, store_root, workers=1)
    app = open_app(tiny_corpus)
    assert "1 new article is listed and searched already" in said(app)
    assert metrics(app)["Articles"] == "4"
    _wait_for_build()
    assert "listed and searched already" not in said(click(rerun(app), "load"))
