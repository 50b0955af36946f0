"""Copies: prints, what is compared, and which articles become one text."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import Corpus, open_corpus
from lib.index import copies, sharing
from tests import prints
from tests.small import opened


def words(start: int, count: int) -> list[str]:
    """Words that no other number gives: w0000, w0001, ..."""
    return [f"w{number:04d}" for number in range(start, start + count)]


def text(*pieces: list[str]) -> str:
    return " ".join(word for piece in pieces for word in piece)


WHOLE = words(0, 100)


def found(texts: Sequence[str]) -> copies.Pairs:
    return prints.found(texts).pairs


def pairs_of(texts: Sequence[str]) -> set[tuple[int, int]]:
    pairs = found(texts)
    ends = np.stack((pairs.first, pairs.second), axis=1)[pairs.copies]
    return {(int(one), int(other)) for one, other in ends}


def groups_of(texts: Sequence[str]) -> list[list[int]]:
    groups = copies.groups(found(texts), len(texts))
    by_group = [np.flatnonzero(groups == number).tolist() for number in np.unique(groups)]
    return [rows for rows in by_group if len(rows) > 1]


def by_definition(one: str, other: str) -> tuple[int, int, int]:
    """Shared shingles and those of each, by the plainest code that can be written."""
    sets = []
    for lowered in (one.lower(), other.lower()):
        found = re.findall(r"\w+", lowered)
        sets.append({tuple(found[i : i + 5]) for i in range(len(found) - 4)})
    return len(sets[0] & sets[1]), len(sets[0]), len(sets[1])


# --- what is a copy ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "other", "is_copy"),
    [
        ("the same", WHOLE, True),
        ("in other case and with other signs", [f"“{word.upper()}”," for word in WHOLE], True),
        ("with a local lead", [*words(500, 30), *WHOLE], True),
        ("with a correction appended", [*WHOLE, *words(500, 20)], True),
        ("every twentieth word changed", [w if i % 20 else "x" for i, w in enumerate(WHOLE)], True),
        ("shortened to its first fifth", WHOLE[:20], True),
        ("held in a text ten times as long", [*words(500, 900), *WHOLE], True),
        ("with its paragraphs in another order", [*WHOLE[50:], *WHOLE[:50]], True),
        ("a third of it in another text", [*WHOLE[:33], *words(500, 67)], False),
        ("every fourth word changed", [w if i % 4 else "x" for i, w in enumerate(WHOLE)], False),
        ("another text", words(500, 100), False),
        ("too short to tell, though all of it is there", WHOLE[:11], False),
    ],
)
def test_a_text_is_a_copy_of_another(name: str, other: list[str], is_copy: bool) -> None:
    assert pairs_of([text(WHOLE), text(other)]) == ({(0, 1)} if is_copy else set())


def test_figures_are_those_of_the_definition() -> None:
    texts = [text(WHOLE), text(WHOLE[:60], words(500, 25)), text(WHOLE[30:])]
    pairs = found(texts)
    assert len(pairs.first) == 3
    for place, (one, other) in enumerate(zip(pairs.first, pairs.second, strict=True)):
        shared, first, second = by_definition(texts[one], texts[other])
        assert (pairs.shared[place], *pairs.sizes[place]) == (shared, first, second)
        assert pairs.jaccard[place] == shared / (first + second - shared)
        assert pairs.containment[place] == shared / min(first, second)


@given(st.integers(0, 60), st.integers(12, 80), st.integers(0, 60))
def test_texts_with_twelve_words_in_a_row_in_common_have_a_print_in_common(
    before: int, shared: int, after: int
) -> None:
    common = words(0, shared)
    one = text(words(1000, before), common, words(2000, after))
    other = text(words(3000, after), common, words(4000, before))
    prints = copies.prints([one, other])
    first, second = np.split(prints.hashes, prints.offsets[1:-1])
    assert set(first.tolist()) & set(second.tolist())


def test_prints_of_a_text_depend_on_nothing_but_the_text() -> None:
    texts = ["", text(WHOLE), "too short", text(words(500, 40)), text(words(0, 300_000))]
    together = copies.prints(texts)
    for row, alone in enumerate(texts):
        own = together.hashes[together.offsets[row] : together.offsets[row + 1]]
        assert own.tolist() == copies.prints([alone]).hashes.tolist()


def test_signs_of_scripts_without_spaces_are_words() -> None:
    sentence = "克里姆林宫星期二表示俄罗斯总统将于下周在莫斯科会见来访的外长讨论停火问题"
    assert pairs_of([sentence, "本台消息。" + sentence]) == {(0, 1)}


@pytest.mark.parametrize("texts", [[], [""], ["", " \n"], ["\ud800 broken", "a \x00 b"]])
def test_texts_without_words_are_no_copies(texts: list[str]) -> None:
    assert pairs_of(texts) == set()


# --- many --------------------------------------------------------------------------------------


def test_many_copies_hang_together_without_comparing_all_with_all() -> None:
    wire = [text(words(700, 5), WHOLE, words(10 * number, 4)) for number in range(300)]
    pairs = found([*wire, text(words(5000, 100))])
    assert groups_of([*wire, text(words(5000, 100))]) == [list(range(300))]
    assert len(pairs.first) < 300 * 40


def test_a_shortened_version_of_what_has_very_many_copies_is_found() -> None:
    wire = [text(WHOLE)] * (sharing.COMMON + 20)
    assert groups_of([*wire, text(WHOLE[:30])]) == [list(range(sharing.COMMON + 21))]


def test_page_furniture_in_otherwise_different_texts_makes_no_pairs() -> None:
    furniture = words(9000, 40)
    texts = [text(words(100 * number, 90), furniture) for number in range(sharing.COMMON + 30)]
    sought = prints.found(texts)
    assert not sought.pairs.copies.any()
    assert sought.left_out > 0


def test_what_was_compared_before_is_not_read_again() -> None:
    texts = [text(WHOLE), text(WHOLE[:80]), text(WHOLE[5:])]
    before = found(texts)

    def read(rows: copies.Rows) -> list[str]:
        raise AssertionError(f"rows {rows} were read")

    again = sharing.find(replace(prints.corpus(texts), texts=read), before).pairs
    assert again.shared.tolist() == before.shared.tolist()


# --- clusters ----------------------------------------------------------------------------------


def test_versions_hang_together_from_one_to_the_next() -> None:
    versions = [text(words(30 * number, 100)) for number in range(4)]
    assert (0, 3) not in pairs_of(versions)
    assert groups_of(versions) == [[0, 1, 2, 3]]


def test_a_round_up_does_not_make_its_parts_one_text() -> None:
    parts = [text(words(1000 * number, 60)) for number in range(3)]
    round_up = " ".join(parts)
    assert pairs_of([*parts, round_up]) == {(0, 3), (1, 3), (2, 3)}
    assert groups_of([*parts, round_up]) == []
    assert groups_of([*parts, round_up, parts[0]]) == [[0, 4]]


def test_two_shortened_versions_belong_to_the_text_that_holds_them() -> None:
    assert groups_of([text(WHOLE), text(WHOLE[:40]), text(WHOLE[:18])]) == [[0, 1, 2]]


def test_of_a_cluster_the_earliest_in_a_mask_is_left() -> None:
    # rows 0, 2 and 4 are one text, the earliest is 4; rows 1 and 5 are one text; 3 is alone
    clusters = copies.arranged(np.array([7, 8, 7, 9, 7, 8]), np.array([4, 0, 1, 2, 5]))
    assert len(clusters) == 2
    assert clusters.numbers.tolist() == [0, 1, 0, -1, 0, 1]
    assert clusters.members(2).tolist() == [4, 0, 2]
    assert clusters.members(3).tolist() == [3]
    everything = np.ones(6, bool)
    assert np.flatnonzero(clusters.collapsed(everything)).tolist() == [1, 3, 4]
    some = np.array([False, False, True, True, False, True])
    assert np.flatnonzero(clusters.collapsed(some)).tolist() == [2, 3, 5]
    left = clusters.collapsed(everything, standing=clusters.collapsed(some))
    assert np.flatnonzero(left).tolist() == [2, 3, 5]


def test_without_copies_there_are_no_clusters_and_nothing_is_collapsed() -> None:
    clusters = copies.arranged(np.arange(3), copies.several(np.arange(3)))
    assert len(clusters) == 0
    assert clusters.collapsed(np.ones(3, bool)).all()


# --- in a corpus -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """A wire text in three outlets, another text in two, and one alone."""
    rows = [
        {"id": "late", "date": "2025-07-03", "source": "Beta", "text": text(WHOLE)},
        {"id": "first", "date": "2025-07-01", "source": "Wire", "text": text(WHOLE)},
        {"id": "short", "date": "2025-07-02", "source": "Gamma", "text": text(WHOLE[:30])},
        {"id": "other", "date": "2025-06-30", "source": "Beta", "text": text(words(500, 50))},
        {"id": "again", "source": "Gamma", "text": text(words(500, 48))},
        {"id": "alone", "date": "2025-07-01", "source": "Wire", "text": text(words(900, 50))},
    ]
    titled = [{"title": row["id"], **row} for row in rows]
    return opened(titled, tmp_path_factory.mktemp("wire"))


def test_a_corpus_lists_its_copies_the_earliest_first(six: Corpus) -> None:
    frame = six.copies
    assert frame["cluster"].tolist() == [0, 0, 1, 1, 1]
    assert frame["own_id"].tolist() == ["other", "again", "first", "short", "late"]
    assert frame["representative"].tolist() == [True, False, True, False, False]
    assert six.manifest["copies"]["clusters"] == 2


def test_a_corpus_knows_the_copies_of_an_article(six: Corpus) -> None:
    own = six.articles["own_id"].tolist()
    members = six.clusters.members(own.index("late"))
    assert [own[row] for row in members] == ["first", "short", "late"]
    assert six.clusters.members(own.index("alone")).tolist() == [own.index("alone")]


def test_a_corpus_that_grows_has_the_copies_that_it_would_have_had_at_once(tmp_path: Path) -> None:
    versions = [
        {
            "id": f"v{n}",
            "title": f"v{n}",
            "date": f"2025-07-0{n + 1}",
            "text": text(words(20 * n, 90)),
        }
        for n in range(5)
    ]
    folder = tmp_path / "grows" / "articles"
    for number in (3, 0, 4, 1, 2):  # the last ones link what the first left apart
        write_one(folder, versions[number])
        grown = open_corpus(folder, tmp_path / "store", workers=1)
    folder = tmp_path / "at-once"
    for version in versions:
        write_one(folder, version)
    at_once = open_corpus(folder, tmp_path / "store", workers=1)
    assert grown.copies["own_id"].tolist() == ["v0", "v1", "v2", "v3", "v4"]
    pd.testing.assert_frame_equal(grown.copies, at_once.copies)
    changed = {**versions[4], "text": versions[0]["text"]}
    for place in (tmp_path / "grows" / "articles", folder):
        (place / "v2.jsonl").unlink()
        write_one(place, changed)
    shrunk = open_corpus(tmp_path / "grows" / "articles", tmp_path / "store", workers=1)
    anew = open_corpus(folder, tmp_path / "other store", workers=1)
    assert shrunk.copies["own_id"].tolist() == ["v0", "v1", "v4"]
    pd.testing.assert_frame_equal(shrunk.copies, anew.copies)


def write_one(folder: Path, article: dict[str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{article['id']}.jsonl").write_text(json.dumps(article) + "\n", "utf-8")
