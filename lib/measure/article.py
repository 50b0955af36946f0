"""One article, looked at: who, when and what is in it, its topic, and the articles like it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from lib import annotate
from lib.index import NO_DAY, Corpus, Mask, Rows, Similar, UnknownArticleError
from lib.measure import selection as sel
from lib.measure import topics
from lib.measure.evidence import Sentence, Sought, snippet
from lib.measure.selection import Selection

_DATE_COLUMNS = ("in", "expression", "value", "first_day", "last_day", "rule", "anchor")


WEEK = 7


def find(corpus: Corpus, article: str) -> int | None:
    """The row of an article by its id, or by its own id; None where there is none."""
    try:
        return corpus.row_of(article)
    except UnknownArticleError:
        return None


def place(rows: Rows, row: int | None) -> int | None:
    """At which place of a list of rows an article stands, from 0; None where it is not in it."""
    if row is None:
        return None
    found = np.flatnonzero(rows == row)
    return int(found[0]) if len(found) else None


def actors(corpus: Corpus, row: int, kinds: tuple[str, ...] = sel.COUNTED_KINDS) -> pd.DataFrame:
    """The actors that an article mentions, in its title or text.

    Args:
        corpus: where.
        row: the article.
        kinds: the kinds of mention that count.

    Returns:
        A row an actor, most mentions first, then in the order of the article: `key` (id),
        `name`, `class`, `mentions`, `forms` (as written, most frequent first, with how often
        where that is more than once).
    """
    mentions = corpus.mentions_in(row)
    mentions = mentions[sel.kind_mask(kinds)[mentions["kind"].to_numpy()]]
    grouped = mentions.groupby("actor", sort=False)["form"]
    found = pd.DataFrame({"mentions": grouped.size(), "forms": grouped.agg(_forms)})
    known = corpus.actors.iloc[found.index.to_numpy()]
    frame = pd.DataFrame(
        {
            "key": known["id"].to_numpy(),
            "name": known["name"].to_numpy(),
            "class": known["class"].to_numpy(),
            "mentions": found["mentions"].to_numpy(),
            "forms": found["forms"].to_numpy(),
        }
    )
    return frame.sort_values("mentions", ascending=False, kind="stable", ignore_index=True)


def _forms(forms: pd.Series) -> str:
    counts = forms.astype(str).value_counts(sort=True)
    return ", ".join(f"{form} ({n})" if n > 1 else str(form) for form, n in counts.items())


def mention_spans(
    corpus: Corpus, row: int, part: str, kinds: tuple[str, ...], actor: str | None = None
) -> list[tuple[int, int, str]]:
    """Where an article's title or text mentions actors.

    Args:
        corpus: where.
        row: the article.
        part: "title" or "text".
        kinds: the kinds of mention that count.
        actor: one actor's id; every actor where None.

    Returns:
        Start and end in characters of that part, and who it is: "Vladimir Putin, alias".
    """
    mentions = corpus.mentions_in(row)
    keep = sel.kind_mask(kinds)[mentions["kind"].to_numpy()]
    keep &= mentions["part"].to_numpy() == ("text", "title").index(part)
    if actor is not None:
        keep &= mentions["actor"].to_numpy() == corpus.actor_numbers.get(actor, -1)
    kept = mentions[keep]
    names = corpus.actors["name"].to_numpy()[kept["actor"].to_numpy()]
    kind = np.array(annotate.KINDS)[kept["kind"].to_numpy()]
    said = [f"{name}, {how}" for name, how in zip(names, kind, strict=True)]
    return list(zip(kept["start"].tolist(), kept["end"].tolist(), said, strict=True))


def mentions_of(corpus: Corpus, row: int, actor: str) -> list[tuple[str, int, int]]:
    """Where an article mentions an actor, in any kind: "title" or "text", start, end; in order."""
    mentions = corpus.mentions_in(row)
    own = mentions[mentions["actor"] == corpus.actor_numbers[actor]]
    parts = [("text", "title")[part] for part in own["part"]]
    return list(zip(parts, own["start"].tolist(), own["end"].tolist(), strict=True))


def dates(corpus: Corpus, row: int) -> pd.DataFrame:
    """The expressions of time of an article that name days, in its order, the title's first.

    Returns:
        `in`, `expression`, `value` (ISO 8601), `first_day`, `last_day` (datetime64), `rule` (one
        of `lib.annotate.RULES`), `anchor` (ISO day, or "" where none was needed), `start`, `end`.
    """
    found = corpus.dates_in(row)
    days = found["first_day"].notna()
    return found.loc[days, [*_DATE_COLUMNS, "start", "end"]].reset_index(drop=True)


def date_spans(corpus: Corpus, row: int, part: str) -> list[tuple[int, int, str]]:
    """Where an article's title or text names days: start, end, and how that is meant."""
    found = dates(corpus, row)
    found = found[found["in"] == part]
    said = [
        f"{value}: {rule}" + (f", {anchor}" if anchor else "")
        for value, rule, anchor in zip(found["value"], found["rule"], found["anchor"], strict=True)
    ]
    return list(zip(found["start"].tolist(), found["end"].tolist(), said, strict=True))


def topic(corpus: Corpus, row: int) -> tuple[str, str, float] | None:
    """The clear topic of an article: key, name and share (0 to 1); None where none is clear."""
    size = topics.default_size(corpus)
    if size is None:
        return None
    model = corpus.topics(size)
    number = int(model.strongest()[row])
    if number < 0:
        return None
    return sel.topic_key(model, number), model.name(number), float(model.weights[row, number])


@dataclass(frozen=True, slots=True)
class Only:
    """Which articles may be among those that are alike; all by default.

    Attributes:
        selected: those of this selection.
        week: whether those published within `WEEK` days before or after one of them.
        elsewhere: whether those of another named source than any of them.
        no_copies: whether those that are no copy of one of them.
        once: whether of copies of one text only one: the earliest that these others leave.
    """

    selected: Selection | None = None
    week: bool = False
    elsewhere: bool = False
    no_copies: bool = False
    once: bool = False


def alike(
    corpus: Corpus,
    rows: tuple[int, ...],
    k: int = 10,
    only: Only = Only(),
    wrong: tuple[int, ...] = (),
) -> list[Similar]:
    """The articles most like some, and unlike those that are wrong, as `lib.index.Corpus.alike`."""
    return corpus.alike(rows, k, _allowed(corpus, rows, only), wrong)


def similar(corpus: Corpus, row: int, k: int = 10, only: Only = Only()) -> list[Similar]:
    """The articles most like one; as `alike`."""
    return alike(corpus, (row,), k, only)


def similar_to_text(corpus: Corpus, text: str, k: int = 10, only: Only = Only()) -> list[Similar]:
    """The articles most like any text; as `alike`."""
    return corpus.alike((), k, _allowed(corpus, (), only), text=text)


def _allowed(corpus: Corpus, rows: tuple[int, ...], only: Only) -> Mask | None:
    if only == Only():
        return None
    mask = np.ones(len(corpus), bool)
    if only.selected is not None:
        mask &= sel.resolve(corpus, only.selected).mask
    if only.week:
        days = corpus.days.astype(np.int64)
        near = [np.abs(days - days[row]) <= WEEK for row in rows if days[row] != NO_DAY]
        mask &= np.logical_or.reduce([np.zeros(len(corpus), bool), *near])
    if only.elsewhere:
        own = {int(corpus.source_codes[row]) for row in rows}
        unknown = {code for code, name in enumerate(corpus.sources) if not name}
        mask &= ~np.isin(corpus.source_codes, list(own | unknown))
    if only.no_copies:
        numbers = np.asarray(corpus.clusters.numbers)
        own = {int(numbers[row]) for row in rows} - {-1}
        mask &= ~np.isin(numbers, list(own))
    mask[list(rows)] = False
    return corpus.clusters.collapsed(mask) if only.once else mask


def shared_actors(corpus: Corpus, row: int, other: int, kinds: tuple[str, ...]) -> list[str]:
    """The ids of the actors that two articles mention, those that the first mentions most first."""
    theirs = set(actors(corpus, other, kinds)["key"])
    return [key for key in actors(corpus, row, kinds)["key"] if key in theirs]


def snippets(corpus: Corpus, rows: tuple[int, ...], what: Sought) -> list[Sentence | None]:
    """What a list shows of each of these articles; None for one without text."""
    return [snippet(corpus, row, what) for row in rows]
