"""Two to five actors held against each other: how often, when, with whom, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.index import Corpus
from lib.measure import actors as act
from lib.measure import selection as sel
from lib.measure.selection import Selection
from lib.measure.terms import compare

MOST = 5
"""Actors that can be compared at once."""
_COMPANIONS = 5
_TERMS = 8


def table(corpus: Corpus, selection: Selection, actors: Sequence[str]) -> pd.DataFrame:
    """What sets these actors apart in a selection.

    Returns:
        A row an actor, in the order given: the columns of `lib.measure.actors.ranking` (0 articles
        and no dates where it is not mentioned), and `companions` and `terms`, the names and terms
        of the functions so called.
    """
    ranked = act.ranking(corpus, selection).set_index("key")
    known = corpus.actors.set_index("id").loc[list(actors), ["name", "class"]]
    columns = ["articles", "mentions", "share", "first", "last"]
    found = known.join(ranked[columns]).fillna({"articles": 0, "mentions": 0, "share": 0.0})
    found = found.astype({"articles": int, "mentions": int}).rename_axis("key").reset_index()
    near = [companions(corpus, selection, actor).target_name.tolist() for actor in actors]
    words = [terms(corpus, selection, actor, actors).key.tolist() for actor in actors]
    total = int(sel.resolve(corpus, selection).total.sum())
    return found.assign(total=total, companions=near, terms=words)


def companions(corpus: Corpus, selection: Selection, actor: str) -> pd.DataFrame:
    """The five actors that an actor is with most strongly, by NPMI over sentences.

    Returns:
        As `lib.measure.actors.pairs`: those that share `LEAST_TOGETHER` sentences and more.
    """
    return act.pairs(corpus, selection, actor, limit=_COMPANIONS, by="strength")


def terms(corpus: Corpus, selection: Selection, actor: str, others: Sequence[str]) -> pd.DataFrame:
    """The eight terms that set an actor's articles most apart from those of others.

    Held against each other are the articles that mention it, and those that mention one of the
    others and not it; where there are none, all others of the selection. The words of its own
    names are left out.

    Returns:
        As `lib.measure.terms.compare`: rising terms only.
    """
    counted = sel.resolve(corpus, selection).counted
    here = counted & sel.rows_with_actor(corpus, actor, selection.kinds)
    theirs = [sel.rows_with_actor(corpus, other, selection.kinds) for other in others]
    there = counted & ~here & np.logical_or.reduce([np.zeros(len(corpus), bool), *theirs])
    there = there if there.any() else counted & ~here
    own = {word for form in _names(corpus, actor) for word in form.lower().split()}
    found = compare(corpus, here, there, _TERMS + len(own))
    return found[(found.score > 0) & ~found.key.isin(own)][:_TERMS].reset_index(drop=True)


def _names(corpus: Corpus, actor: str) -> list[str]:
    """All the ways in which an actor is written in the corpus, and its own name."""
    number = corpus.actor_numbers[actor]
    return [str(corpus.actors["name"].iloc[number]), *set(corpus.forms(corpus.mentions_of(number)))]
