"""A claim is found again: the sentences with most of its weight, in the order of time."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from lib.measure import claims
from lib.measure.selection import Selection
from tests.small import opened, own_ids

COPIED = (
    "The harbour of Odesa was closed on Monday after drones had struck two grain ships at anchor. "
    "Pilots said that a third vessel was leaking oil and that tugs could not get near it at all. "
    "Insurers raised their rates within the hour, and brokers in London spoke of a lost season."
)
TEXTS: list[tuple[str, str, str, str, str]] = [
    # own id, day, source, title, text
    ("first", "2025-07-01", "Alpha", "Ships hit", f"LONDON (Reuters) - {COPIED}"),
    ("copy", "2025-07-02", "Beta", "Grain ships burn", f"LONDON (Reuters) - {COPIED}"),
    (
        "late",
        "2025-07-05",
        "Gamma",
        "Later",
        "Drones struck grain ships at Odesa, Reuters said.",
    ),
    (
        "half",
        "2025-07-03",
        "Gamma",
        "Half",
        "Races. Grain ships, struck, lay off Odesa. Gulls.",
    ),
    (
        "words",
        "2025-07-02",
        "Beta",
        "Apart",
        "Drones flew. Grain is dear. Ships sail. Odesa sleeps.",
    ),
    ("undated", "", "Delta", "Undated", "In Odesa drones striking grain ships were seen."),
    ("title", "2025-07-04", "Delta", "Drones strike grain ships at Odesa", "The weather was fine."),
    ("other", "2025-07-02", "Beta", "Golf", "A round of golf was played at noon."),
    ("more", "2025-07-02", "Beta", "Tennis", "A game of tennis was played at noon."),
    ("chess", "2025-07-02", "Beta", "Chess", "A game of chess was played at night."),
]
CLAIM = "Drones struck the grain ships at Odesa."


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Any:
    names = ("id", "date", "source", "title", "text")
    records = [dict(zip(names, row, strict=True)) for row in TEXTS]
    return opened(records, tmp_path_factory.mktemp("claims"))


def found(corpus: Any, claim: str, within: Selection | None = None) -> dict[str, claims.Said]:
    traced = claims.trace(corpus, claim, within)
    return {own_of(corpus, one): one for one in traced.found}


def own_of(corpus: Any, one: claims.Said) -> str:
    return own_ids(corpus, np.array([one.sentence.row], np.int32))[0]


def sentence(corpus: Any, one: claims.Said) -> str:
    read = corpus.title if one.sentence.part == "title" else corpus.text
    return str(read(one.sentence.row)[one.sentence.start : one.sentence.end])


def test_a_claim_is_found_in_the_order_of_time_the_undated_last(corpus: Any) -> None:
    assert list(found(corpus, CLAIM)) == ["first", "half", "title", "late", "undated"]


def test_words_that_stand_in_one_article_but_apart_are_no_claim(corpus: Any) -> None:
    assert "words" not in found(corpus, CLAIM)


def test_the_sentence_that_says_it_is_shown_and_its_words_are_marked(corpus: Any) -> None:
    one = found(corpus, CLAIM)["half"]
    assert sentence(corpus, one) == "Grain ships, struck, lay off Odesa."
    text = corpus.text(one.sentence.row)
    assert [text[start:end] for start, end in one.sentence.marks] == [
        "Grain",
        "ships",
        "struck",
        "Odesa",
    ]
    assert claims.LEAST <= one.share < 1


def test_endings_make_no_difference_and_a_title_can_say_it(corpus: Any) -> None:
    said = found(corpus, CLAIM)
    assert said["first"].share == pytest.approx(said["late"].share) == pytest.approx(1, abs=0.2)
    assert said["title"].sentence.part == "title"
    assert said["title"].share >= claims.LEAST


def test_copies_are_folded_into_the_earliest_and_services_named(corpus: Any) -> None:
    said = found(corpus, CLAIM)
    assert (said["first"].copies, said["first"].services) == (1, ("Reuters",))
    assert (said["late"].copies, said["late"].services) == (0, ("Reuters",))
    assert said["half"].services == ()


def test_a_claim_is_looked_for_within_a_selection(corpus: Any) -> None:
    within = Selection(start=date(2025, 7, 2))
    assert list(found(corpus, CLAIM, within)) == ["copy", "half", "title", "late"]


@pytest.mark.parametrize("claim", ["", "the of and", "!", "(", '"', "a b c", "NOT"])
def test_a_claim_without_a_word_that_weighs_is_found_nowhere(corpus: Any, claim: str) -> None:
    assert claims.trace(corpus, claim) == claims.Traced((), (), True, 0)


def test_words_that_nobody_has_make_a_claim_that_nobody_makes(corpus: Any) -> None:
    traced = claims.trace(corpus, "zeppelins bombard unheard strongholds at Odesa")
    assert traced.found == ()
    assert traced.words[-1] == "Odesa"


def test_what_is_not_read_or_not_shown_is_said(
    corpus: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "MOST_READ", 1)
    assert not claims.trace(corpus, CLAIM).complete
    monkeypatch.setattr(claims, "MOST_READ", 400)
    monkeypatch.setattr(claims, "MOST", 2)
    traced = claims.trace(corpus, CLAIM)
    best = sorted((one.share for one in found(corpus, CLAIM).values()), reverse=True)
    assert [one.share for one in traced.found] == pytest.approx(best[:2])
    assert traced.complete
