"""The Workspace page, and corrections as a reader makes them: on an actor, and in an article."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lib import index, open_corpus, workspace
from lib.view import corrections
from lib.workspace import Workspace
from tests.browsing import ROOT

Open = Callable[..., AppTest]
LAVROV, RUBIO = "sergey-lavrov", "marco-rubio"
MERGE = ("merge", LAVROV, {"into": RUBIO})


def fine(app: AppTest) -> AppTest:
    assert not app.exception, [fault.value for fault in app.exception]
    return app


def said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.error, *app.success]
    texts = [str(part.value) for part in parts] + [button.label for button in app.button]
    return re.sub("[\\\\\u2060]", "", "\n".join(texts))


def names(app: AppTest) -> list[str]:
    return app.dataframe[0].value["name"].tolist()


# Correcting


def open_form(app: AppTest, what: str) -> AppTest:
    app.session_state["correct"] = True
    app.run()
    app.segmented_control(key="correct_what").set_value(what)
    return fine(app.run())


def choose(app: AppTest, key: str, part: str) -> AppTest:
    app.text_input(key=f"correct_who_{key}").set_value(part).run()
    box = app.selectbox(key=f"correct_which_{key}")
    box.select_index(0)
    return fine(app.run())


def test_two_actors_are_merged_and_it_is_undone(open_nine: Open, space: Workspace) -> None:
    app = open_form(open_nine("actors", actor=LAVROV), "Merge")
    assert app.button(key="say_merge").disabled
    choose(app, f"merge_{LAVROV}", "rubio")
    fine(app.button(key="say_merge").click().run())
    assert [(e.set, e.kind, e.key) for e in space.entries(["My corrections"])] == [
        ("My corrections", "merge", LAVROV)
    ]
    assert "Corrected: Sergey Lavrov is Marco Rubio (2 mentions)." in said(app)
    assert "1 correction active" in said(app)
    assert app.query_params["actor"] == RUBIO
    assert app.query_params["corrections"] == "My corrections@1"
    assert [h.value for h in app.header] == ["Marco Rubio"]
    fine(app.button(key="undo_last").click().run())
    assert space.corrections(["My corrections"]) == []
    assert "correction active" not in said(app)


def test_a_form_becomes_an_actor_of_its_own(open_nine: Open, space: Workspace) -> None:
    app = open_form(open_nine("actors", actor="russia"), "Split")
    app.selectbox(key="correct_form_split_russia").select("Kremlin").run()
    choose(app, "split_russia", "The Kremlin")
    fine(app.button(key="say_split").click().run())
    (entry,) = space.corrections(["My corrections"])
    assert entry.value["form"] == "Kremlin"
    assert entry.value["name"] == "The Kremlin"
    fine(app.button(key="corrected_understood").click().run())
    assert "The Kremlin" in names(open_nine("actors", corrections="My corrections@1"))


@pytest.mark.parametrize(
    ("what", "kind", "fill", "value"),
    [
        ("Rename", "rename", ("text_input", f"correct_rename_{RUBIO}", "M. R."), {"name": "M. R."}),
        (
            "Another name",
            "alias",
            ("text_input", f"correct_alias_{RUBIO}", "golf"),
            {"form": "golf"},
        ),
        ("Not an actor", "not_actor", None, {"form": "Marco Rubio"}),
    ],
)
def test_the_other_corrections_of_an_actor(
    open_nine: Open, space: Workspace, what: str, kind: str, fill: Any, value: dict[str, str]
) -> None:
    app = open_form(open_nine("actors", actor=RUBIO), what)
    if fill:
        getattr(app, fill[0])(key=fill[1]).set_value(fill[2]).run()
    fine(app.button(key=f"say_{kind}").click().run())
    (entry,) = space.corrections(["My corrections"])
    assert (entry.kind, entry.key, entry.value) == (kind, RUBIO, value)


def test_a_mention_in_an_article_is_marked_as_wrong(open_nine: Open, space: Workspace) -> None:
    app = open_nine("articles", article="a3")
    row = next(p.key for p in app.pills if str(p.key).startswith("who_"))
    app.pills(key=row).set_value(RUBIO).run()
    app.session_state[f"correct_mention_{RUBIO}"] = True
    app.run()
    fine(app.button(key="say_wrong_mention").click().run())
    (entry,) = space.corrections(["My corrections"])
    assert entry.value == {"in": "text", "start": 18, "end": 29}
    assert RUBIO not in app.pills(key=row).options


@pytest.fixture
def dated_space(
    corpus_factory: Callable[..., Path], store_root: Path, monkeypatch: pytest.MonkeyPatch
) -> Workspace:
    """The empty workspace of one report that names a day."""
    told = " date 2025-07-12 1\nTalks\nThey met on Thursday.\n"
    folder = corpus_factory({"a.txt": told})
    open_corpus(folder, store_root)
    monkeypatch.setenv("WIRESCOPE_CORPUS", str(folder))
    monkeypatch.setenv("WIRESCOPE_STORE", str(store_root))
    monkeypatch.setenv("STREAMLIT_CLIENT_SHOW_ERROR_DETAILS", "full")
    return Workspace(index.Store(folder, store_root))


def test_a_date_in_an_article_means_another_day(open_here: Open, dated_space: Workspace) -> None:
    app = open_here("articles")
    app.session_state["article_dates"] = app.session_state["correct_date"] = True
    app.run()
    (box,) = [box for box in app.date_input if str(box.key).startswith("correct_day_")]
    assert str(box.value) == "2025-07-10"
    box.set_value(date(2025, 7, 3)).run()
    fine(app.button(key="say_date").click().run())
    (entry,) = dated_space.corrections(["My corrections"])
    assert entry.value == {"in": "text", "start": 12, "end": 20, "day": "2025-07-03"}
    assert "a date in “Talks” is 2025-07-03 (1 date)" in said(app)
    (listed,) = [table.value for table in app.dataframe if "rule" in table.value]
    assert listed[["value", "rule"]].to_numpy().tolist() == [["2025-07-03", "corrected"]]


def test_a_correction_goes_into_the_set_that_is_named(open_nine: Open, space: Workspace) -> None:
    space.create("Hers")
    app = open_form(open_nine("actors", actor=RUBIO), "Not an actor")
    app.selectbox(key="corrections_into").select("Hers").run()
    fine(app.button(key="say_not_actor").click().run())
    assert [found.name for found in space.sets() if found.entries] == ["Hers"]


def test_a_correction_does_not_switch_on_what_others_have_corrected(
    open_nine: Open, space: Workspace
) -> None:
    space.add("My corrections", *MERGE)
    app = open_form(open_nine("actors", actor=RUBIO), "Not an actor")
    into = app.selectbox(key="corrections_into")
    assert into.options == ["My corrections 2", "My corrections (with its 1 entry)"]
    fine(app.button(key="say_not_actor").click().run())
    assert app.query_params["corrections"] == "My corrections 2@2"
    assert app.selectbox(key="corrections_into").value == "My corrections 2"


def test_every_kind_of_correction_can_be_kept_and_said() -> None:
    assert set(index.CORRECTIONS) == set(corrections._SAYS)
    assert set(index.CORRECTIONS) <= set(workspace.KINDS)


# Through whose corrections


def test_without_a_word_in_the_link_no_set_is_active(open_nine: Open, space: Workspace) -> None:
    space.add("mine", *MERGE)
    app = open_nine("actors")
    assert "Sergey Lavrov" in names(app)
    assert "correction active" not in said(app)


def test_a_link_names_the_sets_and_every_page_obeys(open_nine: Open, space: Workspace) -> None:
    space.add("mine", *MERGE)
    for page in sorted(path.stem for path in (ROOT / "pages").glob("*.py")):
        app = open_nine(page, corrections="mine@1", any=LAVROV)
        assert "1 correction active" in said(app)
        assert app.query_params["any"] == RUBIO
        assert "From the link" not in said(app)
    assert "Sergey Lavrov" not in names(open_nine("actors", corrections="mine@1"))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("mine@1", "since this link was made, in the set “mine”: 1 added, 1 undone"),
        ("mine@3", None),
        ("mine@9", "is not the one that the link was made with"),
        ("mine", "is not the one that the link was made with"),
        ("hers@1", "there is no set of corrections “hers”"),
        ("<b>@1", "there is no set of corrections “<b>”"),
        ("@1", "there is no set of corrections “”"),
    ],
)
def test_a_link_says_what_has_changed_since(
    open_nine: Open, space: Workspace, given: str, sentence: str | None
) -> None:
    entry = space.add("mine", *MERGE)
    space.add("mine", "rename", RUBIO, {"name": "Marco R."})
    space.undo(entry.id)
    app = open_nine("actors", corrections=given)
    if sentence is None:
        assert "From the link" not in said(app)
    else:
        assert sentence in said(app)


# The page


def test_an_empty_workspace_says_how_to_begin(open_nine: Open) -> None:
    assert "There is none yet." in said(open_nine("workspace"))
    assert "There is none yet." in said(open_nine("workspace", q="zzzqqq", corrections="x"))


def test_corrections_are_listed_undone_and_redone(open_nine: Open, space: Workspace) -> None:
    entry = space.add("mine", *MERGE, author="Ada")
    space.add("mine", "alias", RUBIO, {"form": "nowhere"})
    space.add("hers", "rename", LAVROV, {"name": "S. L."})
    app = open_nine("workspace", corrections=["mine@2", "hers@3"])
    text = said(app)
    assert "Sergey Lavrov is Marco Rubio" in text
    assert "2 mentions · mine" in text
    assert "Sergey Lavrov is called S. L." in text
    assert "by Ada" in text
    assert "without effect here: “nowhere” stands nowhere" in text
    fine(app.button(key=f"toggle_{entry.id}").click().run())
    assert [e.kind for e in space.corrections(["mine"])] == ["alias"]
    fine(app.button(key=f"toggle_{entry.id}").click().run())
    assert [e.kind for e in space.corrections(["mine"])] == ["merge", "alias"]


def test_a_set_is_switched_on_and_off_made_and_renamed(open_nine: Open, space: Workspace) -> None:
    space.add("mine", *MERGE)
    app = open_nine("workspace")
    assert "not active · mine" in said(app)
    fine(app.toggle(key="desk_active_mine_False").set_value(True).run())
    assert app.query_params["corrections"] == "mine@1"
    app.text_input(key="desk_rename_mine").set_value("ours").run()
    fine(app.button(key="desk_rename_mine_do").click().run())
    assert app.query_params["corrections"] == "ours@2"
    fine(app.toggle(key="desk_active_ours_True").set_value(False).run())
    assert "corrections" not in app.query_params
    app.text_input(key="desk_new").set_value("a@b")
    assert "a set's name has 1 to 60" in said(fine(app.button(key="desk_make").click().run()))
    app.text_input(key="desk_new").set_value("hers")
    fine(app.button(key="desk_make").click().run())
    assert app.query_params["corrections"] == "hers@0"


def test_a_colleagues_file_is_taken_in_and_a_faulty_one_is_not(
    open_nine: Open, space: Workspace
) -> None:
    space.add("mine", *MERGE)
    file = json.loads(space.exported(["mine"]))
    file["sets"][0]["name"] = "hers"
    app = open_nine("workspace")
    app.file_uploader(key="desk_file").upload("hers.json", json.dumps(file).encode())
    assert "1 new correction taken in from hers.json; 0 were there" in said(
        fine(app.button(key="desk_take_in").click().run())
    )
    assert [found.name for found in space.sets()] == ["hers", "mine"]
    file["sets"][0]["entries"][0]["kind"] = "marry"
    app.file_uploader(key="desk_file").upload("bad.json", json.dumps(file).encode())
    assert "bad.json, set 1, entry 1: 'marry' is no kind" in said(
        fine(app.button(key="desk_take_in").click().run())
    )


def test_a_damaged_workspace_says_what_to_do(open_nine: Open, space: Workspace) -> None:
    space.add("mine", *MERGE)
    space.path.write_bytes(b"nothing that could be a database" * 200)
    assert "cannot be used" in said(open_nine("overview", corrections="mine@1"))
