"""Actors held against each other, on nine articles counted by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lib.measure import actors as act
from lib.measure import comparison
from lib.measure.selection import Selection

PUTIN, TRUMP, RUBIO = "vladimir-putin", "donald-trump", "marco-rubio"


def test_actors_are_compared_in_the_order_given(nine: Any) -> None:
    found = comparison.table(nine, Selection(), (RUBIO, TRUMP))
    assert found.name.tolist() == ["Marco Rubio", "Donald Trump"]
    assert found.articles.tolist() == [1, 4]
    assert found.mentions.tolist() == [1, 4]
    assert found.total.tolist() == [8, 8]
    assert found.share.tolist() == [1 / 8, 4 / 8]
    assert [day.date() for day in found["first"]] == [date(2025, 7, 3), date(2025, 6, 30)]
    assert [day.date() for day in found["last"]] == [date(2025, 7, 3), date(2025, 8, 5)]


def test_an_actor_outside_the_selection_has_nothing_there(nine: Any) -> None:
    (found,) = comparison.table(nine, Selection(words="golf"), (RUBIO,)).to_dict("records")
    assert (found["articles"], found["share"], found["companions"], found["terms"]) == (
        0,
        0,
        [],
        [],
    )
    assert str(found["first"]) == "NaT"


@pytest.mark.parametrize("actor", ["nato", "ukraine"])
def test_companions_are_the_strongest_pairs_and_terms_none_of_its_names(
    seeds_corpus: Any, actor: str
) -> None:
    found = comparison.table(seeds_corpus, Selection(), (actor,)).iloc[0]
    pairs = act.pairs(seeds_corpus, Selection(), actor, by="strength", limit=5)
    assert found.companions == pairs.target_name.tolist()
    assert 0 < len(found.terms) <= 8
    assert actor not in found.terms


def test_terms_set_its_articles_apart_from_those_of_the_others(nine: Any) -> None:
    def terms(actor: str, *others: str) -> set[str]:
        return set(comparison.terms(nine, Selection(), actor, others).key)

    assert "truce" in terms(PUTIN)  # against all others of the selection
    assert "truce" in terms(PUTIN, PUTIN, RUBIO) | terms(PUTIN, TRUMP)
    assert not {"donald", "trump"} & terms(TRUMP, PUTIN)
    assert terms(PUTIN, TRUMP) <= {
        "truce",
        "sent",
        "spoke",
        "agreed",
        "talks",
        "went",
        "met",
        "two",
    }
