"""A dossier: each line with its evidence, source and day; and nothing that acts in a document."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from docx import Document

from lib.measure import dossier
from lib.measure.dossier import Dossier, Entry, Section
from lib.measure.selection import Selection
from tests.hostile import TEXTS
from tests.small import opened

RECORDS: list[dict[str, Any]] = [
    {
        "id": "d1",
        "date": "2025-07-11",
        "source": "Alpha",
        "title": "One",
        "text": "Marco Rubio met Sergei Lavrov in Kuala Lumpur on Thursday.\n"
        "“We spoke frankly,” Marco Rubio said.\nMarco Rubio accused Iran of delay.\n"
        "Iran threatened Marco Rubio.",
    },
    {
        "id": "d2",
        "date": "2025-07-12",
        "source": "Beta",
        "title": "Two",
        "text": "“It was useful,” Sergei Lavrov said.\nMarco Rubio will meet Wang Yi.",
    },
]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return opened(RECORDS, tmp_path_factory.mktemp("two"))


def sections(found: Dossier) -> dict[str, list[tuple[str, str, str]]]:
    return {
        section.title: [(e.lead, e.evidence, e.source) for e in section.entries]
        for section in found.sections
    }


ONE, TWO = "Alpha, “One”, 11 July 2025", "Beta, “Two”, 12 July 2025"


def test_an_actors_dossier_has_what_it_said_met_did_and_suffered(two: Any) -> None:
    found = dossier.of_actor(two, Selection(), "marco-rubio")
    assert found.title == "Dossier: Marco Rubio"
    assert (
        "Mentioned in 2 of 2 articles (100.0 %), from 11 July 2025 to 12 July 2025." in found.facts
    )
    listed = sections(found)
    assert listed["Said"] == [
        ("Marco Rubio (say)", "“We spoke frankly,”", ONE),
        ("Marco Rubio (accuse)", "of delay", ONE),
    ]
    assert listed["Met"] == [
        (
            "10 July 2025: Marco Rubio met Sergey Lavrov, Kuala Lumpur",
            "Marco Rubio met Sergei Lavrov in Kuala Lumpur on Thursday.",
            f"{ONE} (1 publication)",
        ),
        (
            "undated: Marco Rubio met Wang Yi [planned]",
            "Marco Rubio will meet Wang Yi.",
            f"{TWO} (1 publication)",
        ),
    ]
    assert [lead for lead, _, _ in listed["Did"]] == ["undated: Marco Rubio accused Iran"]
    assert [lead for lead, _, _ in listed["Was done to"]] == [
        "undated: Iran threatened or warned Marco Rubio"
    ]


def test_a_selections_dossier_has_events_quotations_and_who(two: Any) -> None:
    found = dossier.of_selection(two, Selection(sources=("Beta",)))
    listed = sections(found)
    assert [lead for lead, _, _ in listed["Events"]] == [
        "undated: Marco Rubio met Wang Yi [planned]"
    ]
    assert [lead for lead, _, _ in listed["Said"]] == ["Sergey Lavrov (say)"]
    assert "Marco Rubio (1)" in found.facts[1]
    assert "From 1 of 2 articles; selection: source=Beta; corpus" in found.facts[0]


def test_a_cut_list_says_so(two: Any) -> None:
    found = dossier.of_actor(two, Selection(), "marco-rubio", most=1)
    met = next(section for section in found.sections if section.title == "Met")
    assert len(met.entries) == 1
    assert met.note.startswith("2 events, 1 of them planned or denied:")
    assert met.note.endswith("The newest 1 are listed.")


def test_an_actor_outside_the_selection_has_an_empty_dossier(two: Any) -> None:
    found = dossier.of_actor(two, Selection(words="nonsense"), "marco-rubio")
    assert "Not mentioned in this selection." in found.facts
    assert not any(section.entries for section in found.sections)
    assert "## Said\n\n0 quotations" in dossier.as_markdown(found)


def hostile(text: str) -> Dossier:
    return Dossier(text, (text,), (Section(text, text, (Entry(text, text, text),)),))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_hostile_text_is_inert_in_markdown(text: str) -> None:
    written = dossier.as_markdown(hostile(text))
    bare = written.replace("\\\\", "")
    for sign in "`[]<>|~$":
        assert bare.count(sign) == bare.count(f"\\{sign}")
    assert len(re.findall("^#", written, re.M)) == 2
    assert len(re.findall("^- ", written, re.M)) == 1


@pytest.mark.parametrize("text", [*TEXTS.values(), "a\x00b\ufffe\ud800c\x1bd"])
def test_hostile_text_makes_a_document_that_opens(text: str) -> None:
    opened_again = Document(io.BytesIO(dossier.as_docx(hostile(text))))
    written = opened_again.paragraphs[1].text
    assert not re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", written)
    assert len(opened_again.paragraphs) == 5
    assert not opened_again.element.xpath("//w:hyperlink | //w:fldSimple | //w:instrText")


def test_a_document_holds_every_line(two: Any) -> None:
    found = dossier.of_actor(two, Selection(), "marco-rubio")
    document = Document(io.BytesIO(dossier.as_docx(found)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for section in found.sections:
        for entry in section.entries:
            assert entry.evidence in text and entry.source in text
