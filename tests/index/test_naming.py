"""Names that no list holds: decided once over the corpus, whatever the order of its articles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lib import Corpus, open_corpus
from lib.annotate import tagging
from lib.index import naming, segments
from tests.small import opened

ARTICLES = [
    "Anna Wexler of the Harbour Workers Union said in Leeds that Vladimir Putin was late.",
    "Mr. Wexler said nothing. Later Anna Wexler told Peter Okonjo that Leeds was cold.",
    "LEEDS (Alpha Wire) - Peter Okonjo said that it rained in Leeds. Okonjo stayed.",
    "Wexler left. Dogs barked; the dogs and other dogs of the town.",
    "Peter Okonjo joined the Liberal Party of Canada. Canada waited.",
    "Tom Wexler said on Sunday that Wexler was a common name in Leeds.",
]


def named(corpus: Corpus, number: int) -> list[str]:
    """The mentions of an article as "form=actor"."""
    row = corpus.row_of(f"a{number}")
    ids = corpus.actors["id"].to_numpy()
    found = corpus.mentions_in(row)
    return [f"{form}={ids[actor]}" for form, actor in zip(found.form, found.actor, strict=True)]


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    rows = [{"id": f"a{n}", "title": "", "text": text} for n, text in enumerate(ARTICLES)]
    return opened(rows, tmp_path_factory.mktemp("six"))


def test_names_become_mentions_with_ids_and_classes_of_their_own(six: Corpus) -> None:
    assert named(six, 0) == [
        "Anna Wexler=anna-wexler.person",
        "Harbour Workers Union=harbour-workers-union.organisation",
        "Leeds=leeds.place",
        "Vladimir Putin=vladimir-putin",
    ]


def test_actors_tell_the_listed_from_the_recognised(six: Corpus) -> None:
    listed = dict(zip(six.actors["id"], six.actors["listed"], strict=True))
    assert listed["vladimir-putin"]
    assert not listed["anna-wexler.person"]
    assert not six.actors.set_index("id").loc["anna-wexler.person", "wikidata"]


def test_a_surname_means_whom_the_article_introduces(six: Corpus) -> None:
    assert "Wexler=anna-wexler.person" in named(six, 1)
    assert "Wexler=tom-wexler.person" in named(six, 5)


def test_spellings_in_capitals_are_one_actor(six: Corpus) -> None:
    assert {"LEEDS=leeds.place", "Leeds=leeds.place"} <= set(named(six, 2))
    assert six.actors.set_index("id").loc["leeds.place", "name"] == "Leeds"


def test_a_surname_that_nobody_introduces_is_nobody(six: Corpus) -> None:
    assert not any(found.startswith("Wexler=") for found in named(six, 3))


def test_a_word_that_is_mostly_written_small_is_no_name(six: Corpus) -> None:
    assert not any(found.startswith("Dogs=") for found in named(six, 3))


def test_a_longer_name_takes_the_place_of_what_it_covers(six: Corpus) -> None:
    assert named(six, 4) == [
        "Peter Okonjo=peter-okonjo.person",
        "Liberal Party of Canada=liberal-party-of-canada.organisation",
        "Canada=canada",
    ]


def test_chains_of_names_lead_to_their_actors(six: Corpus) -> None:
    article, chain = six.mention_column("article"), six.mention_column("chain")
    assert six.actors_of_chains(article, chain).tolist() == six.mention_column("actor").tolist()


def test_mentions_never_overlap(six: Corpus) -> None:
    for number in range(len(ARTICLES)):
        found = six.mentions_in(six.row_of(f"a{number}"))
        assert (found.start.to_numpy()[1:] >= found.end.to_numpy()[:-1]).all()


def test_the_order_of_the_articles_decides_nothing(six: Corpus, tmp_path: Path) -> None:
    rows = [{"id": f"a{n}", "title": "", "text": text} for n, text in enumerate(ARTICLES)]
    other = opened(rows[::-1], tmp_path)
    assert [named(other, number) for number in range(6)] == [named(six, n) for n in range(6)]


def test_names_beyond_the_bound_are_left_out_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming, "MOST_CONTEXTS", 3)
    rows = [{"id": f"a{n}", "title": "", "text": text} for n, text in enumerate(ARTICLES)]
    bounded = opened(rows, tmp_path)
    assert "leeds.place" in set(bounded.actors["id"])
    assert bounded.counts["undecided_names"] > 3


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("It rained. Wexler left. They slept.", "Wexler", "Wexler left."),
        ("Mr. Wexler left.\nThey slept.", "Wexler", "Mr. Wexler left."),
        ("They met A. Wexler in the hall", "Wexler", "They met A. Wexler in the hall"),
        ("Wexler", "Wexler", "Wexler"),
    ],
)
def test_context_is_the_sentence_or_what_is_near(text: str, form: str, expected: str) -> None:
    start = text.index(form)
    begin, stop = naming._window(text, start, start + len(form))
    assert text[begin:stop] == expected


def test_context_is_bounded_on_a_long_line() -> None:
    text = "word " * 1_000 + "Wexler" + " word" * 1_000
    begin, stop = naming._window(text, 5_000, 5_006)
    assert begin <= 5_000 and stop >= 5_006
    assert stop - begin < 300


@pytest.mark.parametrize(
    ("tagged", "expected"),
    [
        ([(0, 11, "person")], (0, 0, 0)),
        ([(5, 11, "person")], (0, 5, 0)),
        ([(0, 4, "place")], (3, 0, 7)),
        ([(0, 30, "organisation")], (1, 0, -19)),
        ([(-4, 11, "organisation")], (1, -4, 0)),
        ([(20, 30, "person")], (-1, 0, 0)),
        ([], (-1, 0, 0)),
    ],
)
def test_a_context_votes_for_a_class_and_bounds(
    tagged: list[Any], expected: tuple[int, int, int]
) -> None:
    assert naming._vote(tagged, 0, 11) == expected


def test_spellings_that_differ_as_transliterations_do_are_one_person(tmp_path: Path) -> None:
    texts = [
        "Mr. Andrei Kelinsky said no. Andrei Kelinsky left London.",
        "Mr. Andrey Kelinskiy said yes. Andrey Kelinskiy left London.",
        "Mr. Andrei Kelinsky said so. Mr. Andrew Kelinsky said no.",
    ]
    rows = [{"id": f"a{n}", "title": "", "text": text} for n, text in enumerate(texts)]
    corpus = opened(rows, tmp_path)
    people = corpus.actors[corpus.actors["class"] == "person"]
    assert people["id"].tolist() == ["andrei-kelinsky.person", "andrew-kelinsky.person"]
    assert list(people["aliases"].iloc[0]) == ["Andrey Kelinskiy"]


MORE = [
    "Peter Okonjo met Rita Valdane of the Harbour Workers Union in Leeds.",
    "Rita Valdane said that Tom Wexler had left Leeds. Ms. Valdane stayed.",
    "OKONJO AND VALDANE MEET\nMr. Okonjo met Rita Valdane of the Liberal Party of Canada.",
]


def _written(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(f" date 2025-07-10 1\nA title\n{text}\n")
    return folder


def _said(corpus: Corpus) -> dict[str, list[tuple[Any, ...]]]:
    """Of each article's id who is mentioned where, and as what."""
    actors = corpus.actors.set_index("id")
    ids = corpus.actors["id"].to_numpy()
    found = {}
    for row, article in enumerate(corpus.ids.to_pylist()):
        spans = corpus.mentions_in(row)
        found[article] = [
            (start, end, form, ids[actor], *actors.loc[ids[actor], ["name", "class"]])
            for start, end, form, actor in zip(
                spans.start, spans.end, spans.form, spans.actor, strict=True
            )
        ]
    return found


@pytest.mark.parametrize("most", [40_000, 6])
def test_a_build_after_changes_finds_what_a_fresh_one_does_and_tags_only_new_contexts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(naming, "MOST_CONTEXTS", most)
    monkeypatch.setattr(segments, "MOST_ROWS", 4)
    tagged: list[str] = []
    tag_all = tagging.Tagger.tag_all
    monkeypatch.setattr(
        tagging.Tagger, "tag_all", lambda self, texts: tagged.extend(texts) or tag_all(self, texts)
    )
    first = {f"a{number}": text for number, text in enumerate(ARTICLES)}
    added = first | {f"b{number}": text for number, text in enumerate(MORE)}
    fewer = {name: text for name, text in added.items() if name not in ("a1", "b0")}
    changed = fewer | {"a0": "Anna Wexler of the Valdane Foundation said nothing in Leeds."}
    for step, texts in enumerate((first, added, fewer, changed)):
        corpus = open_corpus(_written(tmp_path / "corpus", texts), tmp_path / "store")
        looked_at = list(tagged)
        fresh = open_corpus(_written(tmp_path / f"fresh{step}", texts), tmp_path / "store")
        tagged.clear()
        assert _said(corpus) == _said(fresh)
        assert corpus.counts["undecided_names"] == fresh.counts["undecided_names"]
        if most > 6 and step == 1:
            assert looked_at and not any(ARTICLES[1].startswith(text) for text in looked_at)
        if most > 6 and step == 2:
            assert not looked_at


def test_a_name_that_goes_on_is_found_whole_where_every_context_was_looked_at(
    tmp_path: Path,
) -> None:
    def tag_all(self: tagging.Tagger, texts: list[str]) -> list[list[tagging.Tagged]]:
        names = {"Dignity for Wexler": "organisation", "Mr. Okonjo": "person"}
        return [
            [(text.index(n), text.index(n) + len(n), cls) for n, cls in names.items() if n in text]
            for text in texts
        ]

    text = "He led the Dignity for Wexler campaign. She met Mr. Okonjo there."
    rows = [{"id": "a0", "title": "", "text": text}]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tagging.Tagger, "tag_all", tag_all)
        corpus = opened(rows, tmp_path)
    # A title is no part of a name, whatever the tagger says.
    assert named(corpus, 0) == [
        "Dignity for Wexler=dignity-for-wexler.organisation",
        "Okonjo=okonjo.person",
    ]
    actor = corpus.actors.set_index("id").loc["dignity-for-wexler.organisation"]
    assert (actor["name"], actor["class"]) == ("Dignity for Wexler", "organisation")


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        # A storm has a person's name, and is none.
        ("They fled from Hurricane Wilma on the coast.", "Hurricane Wilma=person", "other"),
        # Days, peoples and faiths neither act nor are places.
        ("He came on Labor Day and left.", "Labor Day=other", ""),
        ("He came at Christmas and left.", "Christmas=other", ""),
        ("He met a Caribbean singer there.", "Caribbean=other", ""),
        ("She spoke of Native Americans there.", "Native Americans=other", ""),
        ("He won the World Cup at last.", "World Cup=other", "other"),
    ],
)
def test_what_no_actor_is(tmp_path: Path, text: str, said: str, expected: str) -> None:
    name, cls = said.split("=")

    def tag_all(self: tagging.Tagger, texts: list[str]) -> list[list[tagging.Tagged]]:
        begins = [one.find(name) for one in texts]
        return [[(at, at + len(name), cls)] if at >= 0 else [] for at in begins]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tagging.Tagger, "tag_all", tag_all)
        corpus = opened([{"id": "a0", "title": "", "text": text}], tmp_path)
    assert corpus.actors["class"].tolist() == ([expected] if expected else [])


def test_a_seat_of_government_that_is_a_place_says_so(tmp_path: Path) -> None:
    text = "He was born in Kyiv and lives in Kyiv. Kyiv said that it would not give up."
    corpus = opened([{"id": "a0", "title": "", "text": text}], tmp_path)
    actors = corpus.actors.set_index("id")
    assert actors.loc["kyiv.place", "name"] == "Kyiv (place)"
    assert "Kyiv" in list(actors.loc["kyiv.place", "aliases"])
    assert "ukraine" in actors.index
