"""Chronologies over a corpus of which every day can be counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lib import Selection, open_corpus
from lib.measure import chronology, evidence

# Thursday 10 July is named by four articles: on the day, two days, and twice a week or more later.
STORY = {
    "a1": ("2025-07-10", "Ministers met in Geneva on Thursday. It rained."),
    "a2": ("2025-07-12", "The ministers met in Geneva on Thursday and signed a truce. Fine."),
    "a3": ("2025-07-20", "The truce that ministers signed in Geneva on July 10 holds. Wheat grew."),
    "a4": ("2025-07-31", "A cat was born on July 10. The truce is to be renewed on August 9."),
    "a5": ("2025-07-31", "Nothing happened last week."),
    "a6": ("", "On July 10, 2025 something happened."),
}


@pytest.fixture
def story(corpus_factory: Callable[..., Path], store_root: Path) -> Any:
    """The articles of `STORY`, opened."""
    rows = [f"{own},{day},Told,{text!r}".replace("'", '"') for own, (day, text) in STORY.items()]
    table = "id,date,title,text\n" + "\n".join(rows) + "\n"
    return open_corpus(corpus_factory({"story.csv": table}), store_root)


def own_ids(corpus: Any, rows: Any) -> list[str]:
    return [str(corpus.articles["own_id"].iloc[int(row)]) for row in rows]


def test_a_day_weighs_its_articles_and_once_more_those_of_a_week_later(story: Any) -> None:
    (day,) = chronology.days(story, Selection()).itertuples()
    assert (day.day.date(), day.weight, day.articles, day.late) == (date(2025, 7, 10), 6, 4, 2)


def test_only_articles_of_the_selection_count(story: Any) -> None:
    (day,) = chronology.days(story, Selection(words="geneva")).itertuples()
    assert (day.weight, day.articles, day.late) == (4, 3, 1)
    assert chronology.days(story, Selection(words="wheat -wheat")).empty


def test_the_articles_behind_a_day_are_those_that_it_counts(story: Any) -> None:
    rows = chronology.rows(story, Selection(), date(2025, 7, 10))
    assert sorted(own_ids(story, rows)) == ["a1", "a2", "a3", "a4"]
    assert own_ids(story, rows)[0] == "a4"


def test_a_day_ahead_of_the_article_is_none(story: Any) -> None:
    assert len(chronology.rows(story, Selection(), date(2025, 8, 9))) == 0


def test_the_telling_sentences_are_the_nearest_to_the_centre(story: Any) -> None:
    (told,) = chronology.told(story, Selection(), [date(2025, 7, 10)], most=4)
    best = chronology.written(story, told[0].sentence)
    assert "Geneva" in best
    assert "cat" in chronology.written(story, told[-1].sentence)
    scores = [one.score for one in told]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] < scores[0] <= 1.0001


def test_a_sentence_marks_the_words_for_its_day(story: Any) -> None:
    (told,) = chronology.told(story, Selection(words="cat"), [date(2025, 7, 10)])
    (one,) = told
    text = story.text(one.sentence.row)
    assert [text[start:end] for start, end in one.sentence.marks] == ["July 10"]


def test_what_says_nearly_the_same_is_not_told_twice(
    corpus_factory: Callable[..., Path], store_root: Path
) -> None:
    said = "Ministers signed the truce in Geneva on Thursday."
    files = {f"{n}.txt": f" date 2025-07-12 {n}\nTold {n}\n{said} {n}.\n" for n in range(3)}
    corpus = open_corpus(corpus_factory(files), store_root)
    (told,) = chronology.told(corpus, Selection(once=False), [date(2025, 7, 10)])
    assert len(told) == 1


def test_a_day_that_nobody_names_has_no_sentence(story: Any) -> None:
    assert chronology.told(story, Selection(), [date(2001, 1, 1)]) == [[]]
    assert chronology.told(story, Selection(), []) == []


def test_the_table_has_a_row_a_sentence_with_its_article(story: Any) -> None:
    table = chronology.table(story, Selection(), chronology.days(story, Selection()), most=2)
    assert list(table["own_id"]) == [own for own in table["own_id"] if own in STORY]
    assert set(table["weight"]) == {6}
    for found in table.itertuples():
        assert found.sentence in STORY[found.own_id][1]


def test_a_corpus_without_dates_has_no_chronology(
    corpus_factory: Callable[..., Path], store_root: Path
) -> None:
    folder = corpus_factory({"rain.txt": " date 2025-07-10 1\nRain\nIt rained.\n"})
    corpus = open_corpus(folder, store_root)
    found = chronology.days(corpus, Selection())
    assert found.empty
    assert chronology.table(corpus, Selection(), found).empty


def test_words_for_a_day_are_evidence(story: Any) -> None:
    what = evidence.Sought(days=(date(2025, 7, 9), date(2025, 7, 11)))
    (sentence,) = evidence.sentences(story, story.row_of("a2"), what)
    text = story.text(sentence.row)
    assert text[slice(*sentence.marks[0])] == "Thursday"
    assert evidence.sentences(story, story.row_of("a5"), what) == []
