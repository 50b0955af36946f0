"""The command line: `python -m lib COMMAND`.

Data goes to standard output, progress to standard error; a failure is one line, and a status of 1.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pandas as pd

from lib import Corpus, annotate, corpus, index, open_corpus
from lib.measure import evidence, export
from lib.measure import selection as sel

_FAILED = 1
_GUESSING = 5.0  # seconds after which it is said how long the rest will take


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    options = _parser().parse_args(arguments)
    _make_encodable(sys.stdout, sys.stderr)
    try:
        options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # who reads has seen enough, as `head` has
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (until the exit)
        return 0
    except (
        corpus.CorpusError,
        index.StoreError,
        index.QueryError,
        index.UnknownArticleError,
        _UsageError,
        OSError,
    ) as error:
        print(f"wirescope {options.command}: {error}", file=sys.stderr)
        return _FAILED
    except KeyboardInterrupt:
        print("stopped; what was analysed is kept, the same command goes on", file=sys.stderr)
        return 130
    return 0


def _make_encodable(*streams: Any) -> None:
    """Write UTF-8 whatever the terminal; what has no bytes in it (of a file's name) as escapes."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


class _UsageError(Exception):
    """The options do not go together; the message says why."""


# --- the commands ------------------------------------------------------------------------------


def _build(options: argparse.Namespace) -> None:
    opened = _open(options, scheduler=options.scheduler, refit_topics=options.refit_topics)
    if options.profile:
        _show_profile(opened)
    if options.json:
        _print(opened.counts | {"digest": opened.digest, "topics": list(opened.topic_sizes)})
    else:
        print(_summary(opened))
    failed = opened.manifest["failed"]
    for batch in failed:
        where = f"{batch['file']}, rows {batch['first']} to {batch['last']}"
        print(f"{where}: not analysed ({batch['reason']})", file=sys.stderr)
    if failed:
        raise _UsageError("what is named above could not be analysed; the rest is there")


def _show_profile(opened: Corpus) -> None:
    """Say where the time of the build that made this generation went."""
    spent = opened.manifest["seconds"]
    total = sum(spent.values()) or 1.0
    for stage, seconds in sorted(spent.items(), key=lambda item: -item[1]):
        print(f"{seconds:9.2f} s {seconds / total:6.1%}  {stage}", file=sys.stderr)
    analysed = opened.manifest["analysed"]
    for what, seconds in sorted(analysed["seconds"].items(), key=lambda item: -item[1]):
        print(f"{seconds:9.2f} s processor time, analysing: {what}", file=sys.stderr)
    rate = analysed["articles"] / (spent.get("analysing") or 1.0)
    print(f"{analysed['articles']:,} articles analysed, {rate:,.0f} a second", file=sys.stderr)


def _check(options: argparse.Namespace) -> None:
    read = accepted = rejected = undated = 0
    seen: set[str] = set()
    for found in corpus.read(Path(options.corpus), _mapping(options) or corpus.Mapping()):
        read += 1
        if isinstance(found, corpus.Reject):
            rejected += 1
            _print_reject(found, options.json)
            continue
        accepted += 1
        undated += found.article.date is None and found.article.id not in seen
        seen.add(found.article.id)
    totals = {
        "read": read,
        "accepted": accepted,
        "rejected": rejected,
        "repeats": accepted - len(seen),
        "undated": undated,
    }
    if options.json:
        _print(totals)
    else:
        print(", ".join(f"{count:,} {name}" for name, count in totals.items()))
    for item in corpus.files(Path(options.corpus))[1]:
        print(f"left out {item.file}: {item.reason}", file=sys.stderr)


def _print_reject(reject: corpus.Reject, as_json: bool) -> None:
    if as_json:
        _print({"file": reject.file, "row": reject.row, "reason": reject.reason})
    else:
        print(f"{reject.file}, row {reject.row}: {reject.reason}")


def _annotate(options: argparse.Namespace) -> None:
    known = annotate.actors()
    seen: set[str] = set()
    for found in corpus.read(Path(options.file), _mapping(options) or corpus.Mapping()):
        if isinstance(found, corpus.Reject):
            print(f"{found.file}, row {found.row}: {found.reason}", file=sys.stderr)
        elif found.article.id not in seen:
            seen.add(found.article.id)
            _print(_annotated(found.article, known))


def _annotated(article: corpus.Article, known: Mapping[str, annotate.Actor]) -> dict[str, Any]:
    day = article.date.date() if article.date else None
    found = annotate.annotations(article.title, article.text, day)
    spans = annotate.sentences(article.text)
    mentions, others = annotate.recognised(article.text, found.mentions, found.names, spans)
    actors = {**others, **known}
    events = annotate.events(article.text, mentions, found.dates, spans, article.title)
    return {
        "id": article.id,
        "own_id": article.own_id,
        "date": _written(article),
        "title": article.title,
        "text": article.text,
        "mentions": [
            {
                "span": [m.start, m.end],
                "in": m.part,
                "form": m.form,
                "actor": m.actor,
                "name": actors[m.actor].name,
                "class": actors[m.actor].cls,
                "wikidata": actors[m.actor].wikidata or None,
                "kind": m.kind,
                "listed": m.actor in known,
            }
            for m in mentions
        ],
        "quotations": [_quotation(said, mentions) for said in found.quotations],
        "dates": [
            {
                "span": [d.start, d.end],
                "in": d.part,
                "expression": d.expression,
                "anchor": "" if d.anchor is None else d.anchor.isoformat(),
                "value": d.value,
                "granularity": d.granularity,
                "rule": d.rule,
                "first": None if d.first is None else d.first.isoformat(),
                "last": None if d.last is None else d.last.isoformat(),
            }
            for d in found.dates
        ],
        "events": [_event(event, mentions, found.dates) for event in events],
    }


def _quotation(said: annotate.Quotation, mentions: Sequence[annotate.Mention]) -> dict[str, Any]:
    """A quotation as JSON.

    `named` is where the article names who is "he" beside the verb; `others` are the actors who say
    it together with `actor`.
    """
    actor = {mention.chain: mention.actor for mention in mentions}
    return {
        "content": [list(span) for span in said.content],
        "cue": said.cue and list(said.cue),
        "speaker": said.speaker and list(said.speaker),
        "actor": actor.get(said.chain),
        "verb": said.verb,
        "kind": said.kind,
        "named": said.named and list(said.named),
        "class": annotate.verb_classes().get(said.verb),
        "doubt": said.doubt or None,
        "others": [actor[chain] for chain in said.others if chain in actor],
    }


def _event(
    event: annotate.Event, mentions: Sequence[annotate.Mention], dates: Sequence[annotate.Date]
) -> dict[str, Any]:
    """An event as JSON: actors by id, the date by its value."""
    actor = {mention.chain: mention.actor for mention in mentions}
    place = [event.place_start, event.place_end] if event.place_start >= 0 else None
    return {
        "span": [event.start, event.end],
        "verb": [event.verb_start, event.verb_end],
        "type": event.type,
        "mode": event.mode,
        "quad": annotate.QUADS[event.type],
        "source": actor.get(event.source),
        "target": actor.get(event.target),
        "date": dates[event.date].value if event.date >= 0 else None,
        "place": actor.get(event.place),
        "place_span": place,
        "status": event.status,
        "in": event.part,
    }


def _written(article: corpus.Article) -> str | None:
    if article.date is None:
        return None
    return article.date.isoformat() if article.timed else article.date.date().isoformat()


def _search(options: argparse.Namespace) -> None:
    opened = _open(options)
    selection, rows = _selected(opened, options)
    scores = _scores(opened, selection)
    what = evidence.sought(selection)
    for row in rows[: options.limit]:
        _show(_found(opened, int(row), scores.get(int(row)), what), options.json)


def _scores(opened: Corpus, selection: sel.Selection) -> dict[int, float]:
    ranked = sel.relevance(opened, selection.words)
    return {} if ranked is None else dict(zip(*(a.tolist() for a in ranked), strict=True))


def _found(opened: Corpus, row: int, score: float | None, what: evidence.Sought) -> dict[str, Any]:
    snippet = evidence.snippet(opened, row, what)
    return _listed(opened, row) | {
        "score": None if score is None else round(score, 4),
        "snippet": "" if snippet is None else opened.text(row)[snippet.start : snippet.end],
    }


def _listed(opened: Corpus, row: int) -> dict[str, Any]:
    article = opened.listed(np.array([row], dtype=np.int32)).iloc[0]
    return {
        "article": article.id,
        "own_id": article.own_id,
        "date": export.written_date(article.date, article.timed) or None,
        "title": article.title,
    }


def _similar(options: argparse.Namespace) -> None:
    opened = _open(options)
    row = opened.row_of(options.article)
    alike = opened.nearest(row, options.k) if options.plain else opened.alike([row], options.k)
    for found in alike:
        score = {"score": round(found.score, 6), "shared": list(found.shared)}
        _show(_listed(opened, found.row) | score, options.json)


def _copies(options: argparse.Namespace) -> None:
    opened = _open(options)
    for number, members in opened.copies.groupby("cluster"):
        if options.json:
            _print(_cluster(int(number), members))
            continue
        print(f"{len(members)} copies")
        for row in opened.clusters.members(opened.row_of(members["article"].iloc[0])):
            _show(_listed(opened, int(row)), as_json=False)


def _cluster(number: int, members: pd.DataFrame) -> dict[str, Any]:
    """A cluster as JSON; its articles the earliest first, which is its representative."""
    return {
        "cluster": number,
        "representative": members["article"].iloc[0],
        "articles": members["article"].tolist(),
        "own_ids": members["own_id"].tolist(),
    }


def _export(options: argparse.Namespace) -> None:
    target = _target(options)
    opened = _open(options)
    selection, rows = _selected(opened, options)
    beside = export.write(opened, selection, rows, target)
    print(f"{len(rows):,} articles in {target}, and what they are in {beside}", file=sys.stderr)


def _target(options: argparse.Namespace) -> Path:
    """The file of `--to`, which may also be given with a day, as for a search."""
    files = [value for value in options.to if not _is_day(value)]
    options.end = next((value for value in options.to if _is_day(value)), None)
    endings = ", ".join(f".{form}" for form in export.FORMATS)
    if len(files) != 1 or Path(files[0]).suffix.lstrip(".").lower() not in export.FORMATS:
        raise _UsageError(f"name one file with --to, with one of the endings {endings}")
    return Path(files[0])


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _selected(opened: Corpus, options: argparse.Namespace) -> tuple[sel.Selection, Any]:
    selection, dropped = sel.from_parameters(_parameters(options), opened)
    if dropped:
        raise _UsageError("; ".join(dropped))
    by = "relevance" if selection.words else "date"
    return selection, sel.sorted_rows(opened, sel.resolve(opened, selection), by)


def _parameters(options: argparse.Namespace) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    if options.link:
        query = urlsplit(options.link).query if "?" in options.link else options.link
        given = parse_qs(query, keep_blank_values=True)
    single = {"q": options.words, "from": options.start, "to": options.end, "since": options.since}
    given |= {name: [value] for name, value in single.items() if value}
    if options.every_copy:
        given["once"] = ["no"]
    many = {"any": options.actor, "source": options.source, "lang": options.language}
    return given | {name: values for name, values in many.items() if values}


# --- opening and showing -----------------------------------------------------------------------


def _open(options: argparse.Namespace, **further: Any) -> Corpus:
    mapping = _mapping(options)
    return open_corpus(
        options.corpus,
        options.store,
        None if mapping is None else str(mapping),
        corrections=_sets(options),
        workers=options.workers,
        report=_Progress(),
        **further,
    )


def _sets(options: argparse.Namespace) -> list[str]:
    """The sets of corrections that are named, and those of the link."""
    link = getattr(options, "link", None) or ""
    given = parse_qs(urlsplit(link).query if "?" in link else link)
    stamps = given.get(sel.CORRECTIONS_PARAMETER, [])
    return [
        *(getattr(options, "corrections", None) or ()),
        *(stamp.rpartition("@")[0] for stamp in stamps),
    ]


def _mapping(options: argparse.Namespace) -> corpus.Mapping | None:
    return None if options.map is None else corpus.Mapping.parse(options.map)


class _Progress:
    """Says on standard error how far a build is, on one line of a terminal."""

    def __init__(self) -> None:
        self._last, self._stage, self._began = "", "", 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self._stage, self._began = stage, time.monotonic()
        part = f" {100 * done // total} %" if total and stage != "done" else ""
        line = f"{stage}{part}"
        if line == self._last:
            return
        self._last = line
        if sys.stderr.isatty():
            end = "\n" if stage == "done" else ""
            print(f"\r\x1b[K{line}{self._left(done, total)}", end=end, file=sys.stderr, flush=True)
        elif not total or done == total or stage == "done":
            print(line, file=sys.stderr)

    def _left(self, done: int, total: int) -> str:
        spent = time.monotonic() - self._began
        if not 0 < done < total or spent < _GUESSING:
            return ""
        minutes = spent * (total - done) / done / 60
        return f", about {minutes:.0f} min left" if minutes >= 1 else ", less than a minute left"


def _summary(opened: Corpus) -> str:
    counts = opened.counts
    return (
        f"{counts['articles']:,} articles of {counts['read']:,} rows in {counts['files']:,} files "
        f"({counts['rejected']:,} rejected, {counts['repeats']:,} repeats, "
        f"{counts['undated']:,} undated); digest {opened.digest}"
    )


def _show(record: dict[str, Any], as_json: bool) -> None:
    if as_json:
        _print(record)
        return
    score = record.get("score")
    head = "" if score is None else f"{score:7.3f}  "
    name = record["own_id"] or record["article"]
    print(f"{head}{record['date'] or 'undated':10}  {name}  {_printable(record['title'])}")
    if record.get("snippet"):
        print(f"         {_printable(record['snippet'])}")
    if record.get("shared"):
        print(f"         {', '.join(record['shared'])}")


def _printable(text: str) -> str:
    """One line of a text for a terminal, which must not obey what is in it."""
    return "".join(c if c.isprintable() else " " for c in text)


def _print(record: dict[str, Any]) -> None:
    print(json.dumps(record, ensure_ascii=False))


# --- options -----------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lib", description="Wirescope")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, run, about, add in _COMMANDS:
        command = commands.add_parser(name, help=about, description=about)
        command.set_defaults(run=run)
        add(command)
        _add_common(command)
    return parser


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON Lines")
    parser.add_argument("--store", metavar="DIR", help="folder of analysed corpora")
    parser.add_argument("--map", metavar="date=COL,…", help="which column is which field")
    parser.add_argument("--workers", type=_count, metavar="N", help="processes to build with")


def _count(given: str) -> int:
    if not given.isdecimal() or not int(given):
        raise argparse.ArgumentTypeError(f"{given} is no number from 1 on")
    return int(given)


def _add_corpus(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("corpus", metavar="CORPUS", help="a folder of articles, or one file")


def _add_build(parser: argparse.ArgumentParser) -> None:
    _add_corpus(parser)
    about = "a Dask cluster to build with, tcp://host:port; it must see the same store"
    parser.add_argument("--scheduler", metavar="ADDRESS", help=about)
    parser.add_argument("--profile", action="store_true", help="say where the time went")
    about = "find the topics anew; else a large corpus keeps them until it has grown by a quarter"
    parser.add_argument("--refit-topics", action="store_true", help=about)


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a file or folder of articles")


def _add_similar(parser: argparse.ArgumentParser) -> None:
    _add_corpus(parser)
    parser.add_argument("article", metavar="ARTICLE", help="an id, or the input's own id")
    parser.add_argument("-k", type=_count, default=10, help="how many (10)")
    about = "by the cosine of TF-IDF weights of all words, exactly; else names, numbers, title and "
    parser.add_argument("--plain", action="store_true", help=f"{about}lead weigh more")


def _add_selection(parser: argparse.ArgumentParser) -> None:
    _add_corpus(parser)
    parser.add_argument(
        "words", metavar="WORDS", nargs="?", default="", help=index.SEARCH_HELP.replace("%", "%%")
    )
    parser.add_argument("--link", metavar="URL", help="the selection of a copied link")
    parser.add_argument("--from", dest="start", metavar="DAY", help="first day, 2025-07-12")
    parser.add_argument("--since", metavar="DAY", help="held by this corpus since")
    parser.add_argument("--actor", action="append", metavar="ID", help="mentions it; may repeat")
    parser.add_argument("--source", action="append", metavar="NAME", help="outlet; may repeat")
    parser.add_argument("--language", action="append", metavar="NAME", help="may repeat")
    about = "copies of one text, too; without it, the earliest that matches"
    parser.add_argument("--every-copy", action="store_true", help=about)
    about = "a set of corrections to look through; may repeat"
    parser.add_argument("--corrections", action="append", metavar="SET", help=about)


def _add_search(parser: argparse.ArgumentParser) -> None:
    _add_selection(parser)
    parser.add_argument("--to", dest="end", metavar="DAY", help="last day")
    parser.add_argument("--limit", type=_count, default=20, metavar="N", help="how many (20)")


def _add_export(parser: argparse.ArgumentParser) -> None:
    _add_selection(parser)
    about = "the file to write, and (given once more) the last day"
    parser.add_argument("--to", action="append", default=[], metavar="FILE|DAY", help=about)


_COMMANDS: tuple[tuple[str, Any, str, Any], ...] = (
    ("build", _build, "analyse a corpus, or what is new in it", _add_build),
    ("check", _check, "what was read, what was rejected and why", _add_corpus),
    ("annotate", _annotate, "articles with their mentions, as JSON Lines", _add_file),
    ("search", _search, "find articles", _add_search),
    ("similar", _similar, "articles most like one", _add_similar),
    ("copies", _copies, "clusters of near-duplicate articles", _add_corpus),
    ("export", _export, "write the articles of a selection to a file", _add_export),
)


if __name__ == "__main__":
    sys.exit(main())
