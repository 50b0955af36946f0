"""The tagger: what it sees of a sentence, and that the model that ships knows its trade."""

from pathlib import Path

import pycrfsuite
import pytest

from lib.annotate import tagging


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wexler's plan.", ["Wexler", "'s", "plan", "."]),
        ("Mr. A. Wexler, Inc.", ["Mr.", "A.", "Wexler", ",", "Inc."]),
        ("U.S.-led, AT&T", ["U.S.", "-", "led", ",", "AT&T"]),
        ("Jean-Luc O'Neil", ["Jean-Luc", "O'Neil"]),
        ("Wexler’s", ["Wexler", "’s"]),
        ("", []),
    ],
)
def test_tokens_are_those_of_the_labelled_sets(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in tagging.tokens(text)] == expected


def test_features_name_the_word_its_neighbours_and_the_lists() -> None:
    text = "In Leeds Anna spoke"
    seen = tagging.features(text, tagging.tokens(text))
    assert {"w=in", "+w=leeds", "+/k=in place"}.isdisjoint(seen[3])
    assert {"w=leeds", "s=Xxxxx", "x=eds", "city", "-w=in", "-k=in place", "+given"} <= set(seen[1])
    assert "given" in seen[2]


def test_features_name_what_two_words_beside_each_other_are() -> None:
    seen = tagging.features("In Leeds", [(0, 2), (3, 8)])
    assert {"<w= w=in", "<c= c=Xx", "<g= g=" + _coarse("In"), ">w=in w=leeds"} <= set(seen[0])
    assert {"<w=in w=leeds", "<c=Xx c=Xx", ">w=leeds w=", ">c=Xx c="} <= set(seen[1])
    assert f"<g={_coarse('In')} g={_coarse('Leeds')}" in seen[1]


def _coarse(word: str) -> str:
    return str(tagging.groups()[word][0])


def test_features_hold_what_the_dictionary_knows() -> None:
    text = "the European Union and Putin"
    seen = tagging.features(text, tagging.tokens(text))
    assert "B=organisation" in seen[1] and "I=organisation" in seen[2]
    assert "B=bearer" in seen[4]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("B-person I-person O", [(0, 3, "person")]),
        ("B-person B-person O", [(0, 1, "person"), (2, 3, "person")]),
        ("B-person I-place O", [(0, 1, "person"), (2, 3, "place")]),
        ("O I-place I-place", [(2, 5, "place")]),
        ("O O O", []),
    ],
)
def test_labels_are_joined_into_names(labels: str, expected: list[tuple[int, int, str]]) -> None:
    assert tagging.spans_of(labels.split(), [(0, 1), (2, 3), (4, 5)]) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Andrew Wexler said he would resign.", [("Andrew Wexler", "person")]),
        ("She was born in Leeds.", [("Leeds", "place")]),
        ("He joined the Harbour Workers Union.", [("Harbour Workers Union", "organisation")]),
        ("nothing is named here.", []),
        ("", []),
    ],
)
def test_the_model_that_ships_finds_plain_names(text: str, expected: list[tuple[str, str]]) -> None:
    found = tagging.tagger().tag(text)
    assert [(text[start:end], cls) for start, end, cls in found] == expected


def test_the_model_is_small_enough_to_ship() -> None:
    assert tagging.MODEL.stat().st_size < 5_000_000


LABELLED = [
    "Anna/B-person Wexler/I-person left/O Leeds/B-place",
    "the/O Harbour/B-organisation Union/I-organisation met/O Anna/B-person in/O York/B-place",
    "Peter/B-person said/O that/O Leeds/B-place was/O cold/O ./O",
    "In/O 2020/O the/O Leeds/B-organisation Bank/I-organisation closed/O",
]


def test_labels_are_those_that_crfsuite_finds_with_the_same_weights(tmp_path: Path) -> None:
    trainer = pycrfsuite.Trainer("lbfgs", verbose=False)
    texts = []
    for sentence in LABELLED:
        words, labels = zip(*(token.split("/") for token in sentence.split()), strict=True)
        texts.append(" ".join(words))
        trainer.append(tagging.features(texts[-1], tagging.tokens(texts[-1])), labels)
    trainer.train(str(tmp_path / "names.crfsuite"))
    theirs = pycrfsuite.Tagger()
    theirs.open(str(tmp_path / "names.crfsuite"))
    learned = theirs.info()
    weights = (learned.state_features.items(), learned.transitions.items())
    tagging.write_model(tmp_path / "names.npz", *weights)
    ours = tagging.Tagger(tmp_path / "names.npz")
    unseen = ["Peter Wexler of the York Union met Anna", "", "Leeds", "the bank in Leeds ."]
    for text, found in zip([*texts, *unseen], ours.tag_all([*texts, *unseen]), strict=True):
        spans = tagging.tokens(text)
        labels = theirs.tag(tagging.features(text, spans)) if spans else []
        assert found == tagging.spans_of(labels, spans)


def test_what_is_tagged_together_is_what_is_tagged_alone() -> None:
    texts = ["Mr. Andrew Wexler left", "for Leeds", "", "O’Neil’s\nunion\nmet in York", "York"]
    tagger = tagging.tagger()
    assert tagger.tag_all(texts) == [tagger.tag(text) for text in texts]
