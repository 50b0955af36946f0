"""Prints in common: every pair that shares enough of them, also where articles are only added."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.index import copies, segments, sharing
from tests import prints

NOTHING = np.zeros(0, np.uint64)
WORDS = [f"w{number:05d}" for number in range(20_000)]


def text(*pieces: tuple[int, int]) -> str:
    """A text of runs of words, each given by its first word and how many there are."""
    return " ".join(word for start, count in pieces for word in WORDS[start : start + count])


SOME = [text((0, 80)), text((40, 80)), text((5_000, 60)), text((0, 30)), text((60, 20), (300, 40))]


# --- sorted prints -------------------------------------------------------------------------------


@pytest.mark.parametrize("at_once", [1 << 22, 16])
@pytest.mark.parametrize("cuts", [(), (2,), (1, 1, 4)])
def test_a_print_is_found_in_all_articles_that_have_it(
    at_once: int, cuts: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "_RANGE", at_once)
    index = prints.corpus(SOME, cuts=cuts).index
    printed = copies.prints(SOME)
    expected: dict[int, list[int]] = {}
    for row in range(len(SOME)):
        for value in printed.taken(np.array([row])).hashes >> np.uint64(sharing.ROW_BITS):
            expected.setdefault(int(value), []).append(row)
    hashes = np.array([0, *sorted(expected)], np.uint64)
    found = index.look_up(hashes)
    rows = np.split(found.rows, np.cumsum(found.lengths)[:-1])
    assert [sorted(some.tolist()) for some in rows] == [
        [],
        *(expected[h] for h in sorted(expected)),
    ]
    assert index.sizes.tolist() == np.diff(printed.offsets).tolist()
    several = [rows for rows in expected.values() if len(rows) > 1]
    shared = list(index.shared())
    assert sum(len(some.lengths) for some in shared) == len(several)
    assert sum(len(some.rows) for some in shared) == sum(map(len, several))


def test_a_segment_without_prints_finds_nothing() -> None:
    index = prints.corpus(["", "too short"], cuts=(1,)).index
    assert index.look_up(np.array([1, 2], np.uint64)).lengths.tolist() == [0, 0]
    assert not any(len(some.rows) for some in index.shared())


def test_a_segment_has_no_more_rows_than_a_sorted_print_can_tell_apart() -> None:
    assert segments.MOST_ROWS <= 1 << sharing.ROW_BITS


# --- what is found -------------------------------------------------------------------------------


def test_pairs_are_those_that_share_a_quarter_of_the_smaller_ones_prints() -> None:
    found = prints.found(SOME)
    printed = [set(copies.prints([each]).hashes.tolist()) for each in SOME]
    expected = {
        (one, other)
        for one in range(len(SOME))
        for other in range(one + 1, len(SOME))
        if len(printed[one] & printed[other])
        >= sharing.LEAST_OVERLAP * min(len(printed[one]), len(printed[other]))
    }
    assert len(expected) > 2
    pairs = zip(found.pairs.first.tolist(), found.pairs.second.tolist(), strict=True)
    assert set(pairs) == expected


FURNITURE = [(100 * number, 30) for number in range(3)]
PIECE = st.sampled_from([*FURNITURE, *((1_000 + 100 * number, 60) for number in range(8))])
TEXTS = st.lists(
    st.lists(PIECE, max_size=3, unique=True).map(lambda pieces: text(*pieces)),
    min_size=2,
    max_size=30,
)


def told(corpus: sharing.Corpus, found: sharing.Found) -> tuple[Any, ...]:
    """What was found, with ids for rows."""
    pairs, ids = found.pairs, corpus.ids.astype(np.int64)
    columns = (ids[pairs.first], ids[pairs.second], pairs.shared, pairs.sizes[:, 0], found.rare)
    rows = [
        (*sorted([(one, size), (other, total - size)]), shared, rare)
        for one, other, shared, size, rare, total in zip(
            *(column.tolist() for column in columns), pairs.sizes.sum(axis=1).tolist(), strict=True
        )
    ]
    groups = copies.groups(pairs, len(ids))
    clusters = {tuple(sorted(ids[groups == number].tolist())) for number in np.unique(groups)}
    common = dict(zip(ids.tolist(), found.common.tolist(), strict=True))
    return sorted(rows), clusters, common, found.left_out, found.prints


@given(TEXTS, st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_added_piece_by_piece_ends_where_a_build_from_scratch_does(
    texts: list[str], data: st.DataObject
) -> None:
    size = len(texts)
    ids = data.draw(st.permutations(range(size)))
    steps = sorted({*data.draw(st.lists(st.integers(1, size), max_size=3)), size})
    with pytest.MonkeyPatch.context() as patch:
        # Three articles make a print common, so that many become so; and none is too many to add.
        patch.setattr(sharing, "COMMON", 3)
        patch.setattr(sharing, "MOST_CHANGED", 1.0)
        before = None
        for number, end in enumerate(steps):
            corpus = prints.corpus(texts[:end], ids[:end], cuts=steps[:number])
            known = before.pairs if before else copies.nothing_known()
            earlier = sharing.Before(before, NOTHING) if before else None
            before = sharing.find(corpus, known, earlier)
        grown = told(corpus, before)
        other = data.draw(st.permutations(range(size)))
        corpus = prints.corpus([texts[row] for row in other], [ids[row] for row in other])
        assert grown == told(corpus, sharing.find(corpus, copies.nothing_known()))


@given(TEXTS, st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_left_when_articles_go_and_come_is_what_a_build_from_scratch_finds(
    texts: list[str], data: st.DataObject
) -> None:
    size = len(texts)
    end = data.draw(st.integers(1, size))
    goes = np.array(data.draw(st.lists(st.booleans(), min_size=end, max_size=end)), bool)
    stay = np.concatenate((np.flatnonzero(~goes), np.arange(end, size)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sharing, "COMMON", 3)
        patch.setattr(sharing, "MOST_CHANGED", 100.0)
        had = prints.corpus(texts[:end], cuts=[end // 2])
        found = sharing.find(had, copies.nothing_known())
        row = np.cumsum(~goes, dtype=np.int32) - np.int32(1)
        kept = ~goes[found.pairs.first] & ~goes[found.pairs.second]
        pairs = copies.Pairs(
            row[found.pairs.first[kept]],
            row[found.pairs.second[kept]],
            found.pairs.shared[kept],
            found.pairs.sizes[kept],
        )
        left = replace(found, pairs=pairs, rare=found.rare[kept], common=found.common[~goes])
        corpus = prints.corpus([texts[place] for place in stay.tolist()], stay.tolist())
        before = sharing.Before(left, had.index.hashes(goes))
        scratch = sharing.find(corpus, copies.nothing_known())
        assert told(corpus, sharing.find(corpus, pairs, before)) == told(corpus, scratch)


def test_adding_reads_the_prints_of_what_is_new_alone() -> None:
    texts = [text((100 * number, 60)) for number in range(40)]
    before = prints.found(texts)
    corpus = prints.corpus([*texts, text((300, 60), (9_000, 10))], cuts=(40,))
    read = list[int]()

    def reading(rows: copies.Rows) -> copies.Prints:
        read.extend(rows.tolist())
        return corpus.prints(rows)

    asked = sharing.Corpus(corpus.index, corpus.ids, reading, corpus.texts)
    found = sharing.find(asked, before.pairs, sharing.Before(before, NOTHING))
    assert read == [40]
    assert (found.pairs.first.tolist(), found.pairs.second.tolist()) == ([3], [40])
