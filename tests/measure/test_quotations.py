"""Who said what over a selection, on four articles that can be counted by hand.

own  day         says
q1   2025-07-01  Lavrov said x; he denied y; a farmer without an actor said z; nobody's run
q2   2025-07-02  Rubio warned (Lavrov in it); Lavrov said (himself in it)
q3   2025-07-03  nothing
q4   undated     Rubio said, of Lavrov, a truce
q5   2025-06-01  in a corpus of its own: Rubio and Lavrov said a truce was near
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lib.measure import quotations as quo
from lib.measure.quotations import Asked, Entry
from lib.measure.selection import Selection
from tests.small import opened

ARTICLES: list[dict[str, Any]] = [
    {
        "id": "q1",
        "date": "2025-07-01",
        "source": "Alpha",
        "title": "First",
        "text": (
            "Sergei Lavrov said that a truce was near. He denied that grain was short. "
            "A farmer said that grain was short.\n"
            "“Nobody knows what will come of it.”\nThen all left."
        ),
    },
    {
        "id": "q2",
        "date": "2025-07-02",
        "title": "Second",
        "text": (
            "Marco Rubio warned that Sergei Lavrov had no truce. "
            "“Sergei Lavrov does not lie,” Lavrov said. “Never.”"
        ),
    },
    {"id": "q3", "date": "2025-07-03", "title": "Third", "text": "It rained all day."},
    {"id": "q4", "title": "Fourth", "text": "Sergei Lavrov wants a truce, Marco Rubio said."},
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return opened(ARTICLES, tmp_path_factory.mktemp("quotations"))


def said(corpus: Any, entries: list[Entry]) -> list[str]:
    """Entries as "own speaker CLASS: what is said"."""
    lines = []
    for entry in entries:
        text = corpus.text(entry.row)
        content = " ".join(text[start:end] for start, end in entry.content)
        speaker = quo.speaker_named(text, entry) or "-"
        lines.append(f"{corpus.read(entry.row).own_id} {speaker} {entry.cls.upper()}: {content}")
    return lines


def asked(corpus: Any, selection: Selection | None = None, **what: Any) -> list[str]:
    found = quo.page(corpus, selection or Selection(), Asked(**what), 0, 20)
    assert found.total == len(found.entries)
    return said(corpus, found.entries)


WARNED = "q2 Marco Rubio WARNED: that Sergei Lavrov had no truce"
LIES = "q2 Sergey Lavrov SAID: “Sergei Lavrov does not lie,” “Never.”"
TRUCE = "q1 Sergey Lavrov SAID: that a truce was near"
GRAIN = "q1 Sergey Lavrov DENIED: that grain was short"
FARMER = "q1 A farmer SAID: that grain was short"
NOBODY = "q1 - NO VERB: “Nobody knows what will come of it.”"
WANTS = "q4 Marco Rubio SAID: Sergei Lavrov wants a truce"


def test_all_are_listed_newest_article_first_and_undated_last(corpus: Any) -> None:
    assert asked(corpus) == [WARNED, LIES, TRUCE, GRAIN, FARMER, NOBODY, WANTS]


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"speaker": "sergey-lavrov"}, [LIES, TRUCE, GRAIN]),
        ({"speaker": "nobody"}, []),
        ({"classes": ("denied", "warned")}, [WARNED, GRAIN]),
        ({"speaker": "sergey-lavrov", "classes": ("denied",)}, [GRAIN]),
        ({"about": "sergey-lavrov"}, [WARNED, WANTS]),
        ({"about": "marco-rubio"}, []),
        ({"about": "nobody"}, []),
        ({"words": "truce"}, [WARNED, TRUCE, WANTS]),
        ({"words": "grain short"}, [GRAIN, FARMER]),
        ({"words": '"a truce"'}, [TRUCE, WANTS]),
        ({"words": "rained"}, []),
        ({"words": "left"}, []),
        ({"words": "truce", "speaker": "marco-rubio"}, [WARNED, WANTS]),
    ],
)
def test_what_is_asked_for_narrows_the_list(
    corpus: Any, what: dict[str, Any], expected: list[str]
) -> None:
    assert asked(corpus, **what) == expected


def test_the_list_is_of_the_selection(corpus: Any) -> None:
    assert asked(corpus, Selection(words="grain")) == [TRUCE, GRAIN, FARMER, NOBODY]
    assert asked(corpus, Selection(words="rained")) == []


@pytest.mark.parametrize("words", ["", "truce"])
def test_pages_are_pieces_of_one_list(corpus: Any, words: str) -> None:
    whole = asked(corpus, words=words)
    for size in (1, 2, 3):
        pieces = []
        for first in range(0, len(whole), size):
            found = quo.page(corpus, Selection(), Asked(words=words), first, size)
            assert found.total == len(whole)
            pieces += said(corpus, found.entries)
        assert pieces == whole


def test_words_are_marked_and_what_was_read_is_said(corpus: Any) -> None:
    found = quo.page(corpus, Selection(), Asked(words="grain"), 0, 20)
    assert (found.searched, found.of) == (1, 1)
    for entry in found.entries:
        text = corpus.text(entry.row)
        assert [text[start:end] for start, end in entry.hits] == ["grain"]


def test_no_more_articles_are_read_than_is_said(corpus: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(quo, "MOST_READ", 1)
    found = quo.page(corpus, Selection(), Asked(words="truce"), 0, 20)
    assert said(corpus, found.entries) == [WARNED]
    assert (found.searched, found.of) == (1, 3)


def test_speakers_are_counted_with_their_verbs(corpus: Any) -> None:
    found = quo.speakers(corpus, Selection(), Asked())
    assert found.key.tolist() == ["sergey-lavrov", "marco-rubio"]
    assert found.quotations.tolist() == [3, 2]
    assert found[["said", "denied", "warned"]].to_numpy().tolist() == [[2, 1, 0], [1, 0, 1]]
    assert found.attrs == {"total": 7, "unknown": 1, "nobody": 1, "joint": 0}


def test_speakers_of_what_is_said_about_somebody(corpus: Any) -> None:
    found = quo.speakers(corpus, Selection(), Asked(about="sergey-lavrov"))
    assert found[["key", "quotations"]].to_numpy().tolist() == [["marco-rubio", 2]]


def test_nobody_speaks_where_nothing_is_said(corpus: Any) -> None:
    found = quo.speakers(corpus, Selection(words="rained"), Asked())
    assert found.empty
    assert found.attrs["total"] == 0
    assert quo.verbs(corpus, Selection(words="rained"), Asked()).empty


def test_verbs_are_counted_with_their_class(corpus: Any) -> None:
    found = quo.verbs(corpus, Selection(), Asked())
    assert found.to_numpy().tolist() == [
        ["say", "said", 4],
        ["no verb", "no verb", 1],
        ["deny", "denied", 1],
        ["warn", "warned", 1],
    ]


def test_a_table_holds_the_words_and_who_said_them(corpus: Any) -> None:
    found = quo.page(corpus, Selection(), Asked(speaker="sergey-lavrov"), 0, 20)
    table = quo.tabled(corpus, found.entries)
    assert table.quotation.tolist()[0] == "“Sergei Lavrov does not lie,” … “Never.”"
    assert table.own_id.tolist() == ["q2", "q1", "q1"]
    assert table.speaker.tolist() == ["Lavrov", "Sergei Lavrov", "He"]
    assert table.named.tolist()[2] == "Sergei Lavrov"
    assert set(table["actor"]) == {"sergey-lavrov"}
    assert quo.tabled(corpus, []).empty


def test_an_article_has_its_own(corpus: Any) -> None:
    assert said(corpus, quo.of_article(corpus, corpus.row_of("q2"))) == [WARNED, LIES]
    assert quo.of_article(corpus, corpus.row_of("q3")) == []


def test_what_is_wrong_with_words_is_a_sentence() -> None:
    assert quo.words_problem('truce "no truce"') is None
    assert quo.words_problem("(truce") is not None


def test_a_corpus_without_text_has_none(tmp_path: Path) -> None:
    corpus = opened([{"id": "x", "title": "A title", "date": "2025-07-01"}], tmp_path)
    assert quo.page(corpus, Selection(), Asked(), 0, 20).entries == []
    assert quo.speakers(corpus, Selection(), Asked()).empty
    assert quo.page(corpus, Selection(), Asked(words="title"), 0, 20).total == 0


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({"verb": "warn"}, [WARNED]),
        ({"verb": "say", "speaker": "sergey-lavrov"}, [LIES, TRUCE]),
        ({"verb": quo.NO_VERB}, [NOBODY]),
        ({"verb": "nonsense"}, []),
        ({"speaker": quo.UNKNOWN}, [FARMER]),
        ({"speaker": quo.NOBODY}, [NOBODY]),
        ({"speaker": quo.TOGETHER}, []),
    ],
)
def test_a_verb_and_who_is_no_actor_can_be_asked_for(
    corpus: Any, what: dict[str, str], expected: list[str]
) -> None:
    assert asked(corpus, **what) == expected


@pytest.fixture(scope="module")
def joint(tmp_path_factory: pytest.TempPathFactory) -> Any:
    said = (
        "Marco Rubio and Sergei Lavrov said that a truce was near. Sergei Lavrov denied the rest."
    )
    article = {"id": "q5", "date": "2025-06-01", "title": "Fifth", "text": said}
    return opened([article], tmp_path_factory.mktemp("joint"))


@pytest.mark.parametrize("speaker", ["marco-rubio", "sergey-lavrov"])
def test_what_two_say_together_is_listed_with_each_of_them(joint: Any, speaker: str) -> None:
    both = "q5 Marco Rubio and Sergey Lavrov SAID: that a truce was near"
    assert both in asked(joint, speaker=speaker)
    assert both not in asked(joint, about=speaker)


def test_what_two_say_together_counts_for_each_and_the_number_of_these_is_said(joint: Any) -> None:
    frame = quo.speakers(joint, Selection(), Asked())
    assert dict(zip(frame.key, frame.quotations, strict=True)) == {
        "sergey-lavrov": 2,
        "marco-rubio": 1,
    }
    assert (frame.attrs["total"], frame.attrs["joint"]) == (2, 1)
    assert len(asked(joint, speaker=quo.TOGETHER)) == 1
    alone = quo.speakers(joint, Selection(), Asked(speaker="marco-rubio"))
    assert dict(zip(alone.key, alone.quotations, strict=True))["marco-rubio"] == 1


def test_who_speaks_with_others_stands_in_the_file_and_in_the_notebook(joint: Any) -> None:
    entries = quo.page(joint, Selection(), Asked(), 0, 9).entries
    assert list(quo.tabled(joint, entries).others) == ["sergey-lavrov", ""]
    assert list(joint.quotations.others) == [("sergey-lavrov",), ()]
