"""Train the tagger of names: `python -m benchmarks.train_names`.

From WikiGold (CC BY 4.0) and the training part of CrossNER politics (MIT), which are no part of
the project: the folder that `WIRESCOPE_DATA` names has them.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pycrfsuite

from benchmarks import data
from lib.annotate import tagging

FOLDS = 5
SETTINGS = {"c1": 0.02, "c2": 1.0, "max_iterations": 100}
MAPPED = {
    "person": "PER person politician",
    "organisation": "ORG organisation politicalparty group corporation",
    "place": "LOC location country",
    "other": "MISC misc election event product creative-work",
}
_CLASS = {label: cls for cls, labels in MAPPED.items() for label in labels.split()}

Sentence = list[tuple[str, str]]
"""Words with their labels, in the class names of `tagging.CLASSES`."""


def sentences_of(name: str) -> Iterator[Sentence]:
    """The sentences of a labelled set."""
    return (sentence for sentence in _read(name) if sentence)


def wikigold() -> list[list[Sentence]]:
    """The articles of WikiGold."""
    articles: list[list[Sentence]] = [[]]
    for sentence in _read("ner/wikigold/wikigold.conll.txt.gz"):
        if sentence:
            articles[-1].append(sentence)
        else:
            articles.append([])
    return [article for article in articles if article]


def _read(name: str) -> Iterator[Sentence]:
    """Sentences of a file in the CoNLL format; an empty one where an article begins."""
    sentence: Sentence = []
    with gzip.open(data() / "gold" / name, "rt", encoding="utf-8") as lines:
        for line in lines:
            columns = line.split()
            if columns and columns[0] != "-DOCSTART-":
                sentence.append((columns[0], columns[-1]))
                continue
            if sentence:
                yield _labelled(sentence)
            sentence = []
            if columns:
                yield []
    if sentence:
        yield _labelled(sentence)


def _labelled(sentence: Sentence) -> Sentence:
    """Write labels of either kind ("I-PER" that begins a name, "B-politician") as ours."""
    found, before = [], ""
    for word, label in sentence:
        mark, _, cls = label.partition("-")
        cls = _CLASS[cls] if cls else ""
        goes_on = mark == "I" and cls == before
        found.append((word, f"{'I' if goes_on else 'B'}-{cls}" if cls else "O"))
        before = cls
    return found


def spelt_out(article: Sequence[Sentence]) -> tuple[str, set[tuple[int, int, str]]]:
    """An article as text, a sentence a line, and the spans of its names with their classes."""
    text, names = "", set()
    for sentence in article:
        spans = []
        for word, _ in sentence:
            spans.append((len(text), len(text) + len(word)))
            text += word + " "
        names |= set(tagging.spans_of([label for _, label in sentence], spans))
        text = text[:-1] + "\n"
    return text, names


def train(articles: Iterable[Sequence[Sentence]], model: Path) -> None:
    """Train on articles, and on the training part of CrossNER politics."""
    trainer = pycrfsuite.Trainer("lbfgs", verbose=False)
    trainer.set_params(SETTINGS)
    for article in [*articles, list(sentences_of("crossner_politics/train.txt.gz"))]:
        for sentence in article:
            trainer.append(seen(sentence), [label for _, label in sentence])
    with TemporaryDirectory() as folder:
        trained = Path(folder) / "names.crfsuite"
        trainer.train(str(trained))
        export(trained, model)


def export(trained: Path, model: Path) -> None:
    """Write what CRFsuite has learned as the tagger reads it."""
    reader = pycrfsuite.Tagger()
    reader.open(str(trained))
    learned = reader.info()
    reader.close()
    tagging.write_model(model, learned.state_features.items(), learned.transitions.items())


def seen(sentence: Sentence) -> list[list[str]]:
    """What the tagger sees of each word of a labelled sentence."""
    text, spans = "", []
    for word, _ in sentence:
        spans.append((len(text), len(text) + len(word)))
        text += word + " "
    return tagging.features(text, spans)


if __name__ == "__main__":
    train(wikigold(), tagging.MODEL)
    print(f"{tagging.MODEL}: {tagging.MODEL.stat().st_size:,} bytes")
