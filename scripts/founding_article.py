"""Writes docs/founding-article.md: the founding article taken apart, as the annotators read it.

    python -m scripts.founding_article

A test compares the page with what this makes, so that it stays true. A further table of spans is
one more section in `SECTIONS`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from lib import annotate, corpus

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "seeds" / "000_20067b5787b0c9a5.txt"
TARGET = ROOT / "docs" / "founding-article.md"

_HEAD = """# The founding article, taken apart

What Wirescope finds in `seeds/{name}`, “{title}”, published on {day}. Written by
`python -m scripts.founding_article`; a test holds it to what the annotators find.
[How things are counted and found](methods.md) says how, and how often it is right.
"""


class _Read:
    """The article and what is found in it, with the actors by chain."""

    def __init__(self) -> None:
        (row,) = corpus.read(SOURCE, corpus.Mapping())
        assert isinstance(row, corpus.Row)
        assert row.article.date is not None
        self.title, self.text = row.article.title, row.article.text
        self.day = row.article.date.date()
        self.found = annotate.annotations(self.title, self.text, self.day)
        known = annotate.actors()
        self._actors = {m.chain: known[m.actor].name for m in self.found.mentions}

    def actor(self, chain: int) -> str:
        """Who a chain of mentions is; "–" for nobody."""
        return self._actors.get(chain, "–")

    def words(self, span: tuple[int, int] | None) -> str:
        """What stands at a span of the text, in quotation marks; "–" for none."""
        return "–" if span is None else f"‘{self.text[slice(*span)]}’"


# --- the sections --------------------------------------------------------------------------------


def who(article: _Read) -> str:
    """The actors, with the forms in which they are named."""
    forms: dict[int, list[str]] = {}
    for mention in article.found.mentions:
        forms.setdefault(mention.chain, []).append(f"{mention.form} ({mention.kind})")
    rows = [
        (article.actor(chain), str(len(named)), ", ".join(dict.fromkeys(named)))
        for chain, named in sorted(forms.items())
    ]
    return _section("Who", ("actor", "mentions", "as written (kind)"), rows)


def when(article: _Read) -> str:
    """The expressions of time: what each means, and how that was found."""
    rows = [
        (
            f"‘{row.expression}’",
            f"`{row.value}`",
            _days(row),
            row.rule,
            "–" if row.anchor is None else row.anchor.isoformat(),
        )
        for row in article.found.dates
    ]
    return _section("When", ("words", "value", "days", "rule", "counted from"), rows)


def _days(row: annotate.Date) -> str:
    if row.first is None or row.last is None:
        return "none: it stands nowhere in the calendar"
    if row.first == row.last:
        return f"{row.first:%A}, {row.first}"
    return f"{row.first:%A}, {row.first}, to {row.last:%A}, {row.last}"


def said(article: _Read) -> str:
    """The quotations, with verb and speaker."""
    rows = [
        (
            article.actor(row.chain),
            article.words(row.speaker),
            row.verb or "–",
            row.kind,
            " … ".join(article.words(span) for span in row.content),
        )
        for row in article.found.quotations
    ]
    return _section("Said", ("actor", "speaker as written", "verb", "kind", "words"), rows)


def done(article: _Read) -> str:
    """The events, each with the word that tells it and its day."""
    rows = [
        (
            f"{row.type.lower()}: {row.mode}" if row.mode else row.type.lower(),
            article.actor(row.source),
            article.actor(row.target),
            "–" if row.date < 0 else f"`{article.found.dates[row.date].value}`",
            row.status,
            article.words((row.verb_start, row.verb_end)),
        )
        for row in article.found.events
    ]
    return _section("Done", ("type", "source", "target", "when", "status", "told by"), rows)


SECTIONS: tuple[Callable[[_Read], str], ...] = (who, when, said, done)
"""What makes each section of the page, in their order."""


def _section(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return f"\n## {title}\n\n" + "".join(f"| {' | '.join(map(_cell, row))} |\n" for row in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def page() -> str:
    """The whole page as Markdown."""
    read = _Read()
    head = _HEAD.format(name=SOURCE.name, title=read.title, day=f"{read.day:%A}, {read.day}")
    return head + "".join(section(read) for section in SECTIONS)


def main() -> int:
    """Write the page."""
    TARGET.write_text(page(), "utf-8")
    print(TARGET.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
