"""The command line: data on standard output, all else on standard error, JSON as promised."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lib.__main__ import main
from lib.index import Store
from lib.workspace import Workspace
from tests.browsing import ROOT
from tests.small import NINE, WIRE, write

Run = Any


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The nine articles and two rows that are rejected, and a repeat."""
    folder = tmp_path_factory.mktemp("command")
    bad = [{"id": "b1", "date": "2025-13-45", "title": "T", "text": "X."}, NINE[0]]
    return write([*NINE, *bad], folder)


@pytest.fixture
def run(corpus: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; gives its status, its standard output and its standard error."""

    def ran(command: str, *arguments: str, path: Path = corpus) -> tuple[int, str, str]:
        store = ["--store", str(corpus.parent / "store"), "--workers", "1"]
        status = main([command, str(path), *arguments, *store])
        return status, *capsys.readouterr()

    return ran


def lines(printed: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.splitlines()]


def test_check_says_what_was_read_and_what_was_rejected(run: Run) -> None:
    status, out, _ = run("check", "--json")
    *rejects, totals = lines(out)
    assert status == 0
    assert [(r["file"], r["row"]) for r in rejects] == [("articles.jsonl", 10)]
    assert "2025-13-45" in rejects[0]["reason"]
    assert totals == {"read": 11, "accepted": 10, "rejected": 1, "repeats": 1, "undated": 1}
    status, out, _ = run("check")
    assert out.splitlines()[-1] == "11 read, 10 accepted, 1 rejected, 1 repeats, 1 undated"


@pytest.mark.parametrize("how", [["--corrections", "mine"], ["--link", "?corrections=mine@1"]])
def test_a_search_looks_through_corrections(run: Run, corpus: Path, how: list[str]) -> None:
    run("build")
    merge = ("merge", "sergey-lavrov", {"into": "donald-trump"})
    Workspace(Store(corpus, corpus.parent / "store")).add("mine", *merge)
    _, out, _ = run("search", "--actor", "donald-trump", "--json")
    _, corrected, _ = run("search", "--actor", "donald-trump", "--json", *how)
    assert {r["own_id"] for r in lines(corrected)} - {r["own_id"] for r in lines(out)} == {"a3"}


def test_a_set_of_corrections_that_is_not_there_is_said(run: Run) -> None:
    status, out, error = run("search", "truce", "--corrections", "nobody's")
    assert (status, out) == (1, "")
    assert "the workspace has no set “nobody's”" in error


def test_build_says_what_the_corpus_holds(run: Run) -> None:
    status, out, error = run("build", "--json")
    (built,) = lines(out)
    assert status == 0
    assert (built["articles"], built["rejected"], built["undated"]) == (9, 1, 1)
    assert len(built["digest"]) == 16
    assert error.splitlines()[-1] == "done"
    assert run("build")[1].startswith("9 articles of 11 rows in 1 files (1 rejected, 1 repeats")


def test_search_finds_best_first(run: Run) -> None:
    status, out, _ = run("search", "truce", "--json")
    found = lines(out)
    assert status == 0
    assert {record["own_id"] for record in found} == {"a1", "a2", "a5", "a7"}
    scores = [record["score"] for record in found]
    assert scores == sorted(scores, reverse=True)
    by_id = {record["own_id"]: record for record in found}
    assert list(by_id["a7"]) == ["article", "own_id", "date", "title", "score", "snippet"]
    assert by_id["a7"]["date"] is None
    assert by_id["a5"]["date"] == "2025-07-14"
    assert "truce" in by_id["a2"]["snippet"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["truce", "--actor", "vladimir-putin"], ["a1", "a7"]),
        (["--actor", "vladimir-putin", "--actor", "marco-rubio"], ["a1", "a3", "a7", "a8"]),
        (["--from", "2025-07-03", "--to", "2025-07-14"], ["a3", "a4", "a5", "a8"]),
        (["--source", "Gamma", "--source", "Alpha Wire"], ["a1", "a2", "a6", "a7"]),
        (["--since", "2090-01-01"], []),
        (["--link", "http://x/articles?q=truce&source=Beta+Post"], ["a5"]),
        (["--link", "source="], ["a9"]),
        (["grain", "--link", "?q=truce&to=2025-07-02"], ["a2"]),
        (["nothing"], []),
    ],
)
def test_search_takes_a_selection(run: Run, arguments: list[str], expected: list[str]) -> None:
    status, out, _ = run("search", *arguments, "--json")
    assert status == 0
    assert sorted(record["own_id"] for record in lines(out)) == expected


def test_without_words_a_search_is_newest_first_and_has_no_score(run: Run) -> None:
    found = lines(run("search", "--json", "--limit", "3")[1])
    assert [record["own_id"] for record in found[2:]] in (["a5"], ["a8"])
    assert {record["score"] for record in found} == {None}


def test_people_read_a_search_as_lines(run: Run) -> None:
    out = run("search", "grain", "--limit", "1")[1]
    head, snippet = out.splitlines()
    assert "2025-" in head and "Grain" in head
    assert "grain" in snippet


def test_of_copies_one_is_found_unless_every_one_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [str(write(WIRE, tmp_path)), "truce", "--store", str(tmp_path / "store"), "--json"]
    for more, expected in (([], ["w1"]), (["--every-copy"], ["w1", "w2", "w3"])):
        assert main(["search", *options, *more]) == 0
        found = [record["own_id"] for record in lines(capsys.readouterr().out)]
        assert sorted(found) == expected


def test_copies_are_clusters_the_earliest_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wire = "The ministers met for three hours in the old town hall and agreed to meet again in May."
    rows = [
        {"id": "c1", "date": "2025-07-02", "title": "They meet again", "text": wire},
        {"id": "c2", "date": "2025-07-01", "title": "Ministers meet", "text": f"(Wire) {wire}"},
        {"id": "c3", "date": "2025-07-01", "title": "Golf", "text": "Golf was played in the rain."},
    ]
    options = [str(write(rows, tmp_path)), "--store", str(tmp_path / "store")]
    assert main(["copies", *options, "--json"]) == 0
    (cluster,) = lines(capsys.readouterr().out)
    assert list(cluster) == ["cluster", "representative", "articles", "own_ids"]
    assert cluster["own_ids"] == ["c2", "c1"]
    assert cluster["representative"] == cluster["articles"][0]
    assert main(["copies", *options]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first == "2 copies"
    assert [line.split() for line in rest] == [
        ["2025-07-01", "c2", "Ministers", "meet"],
        ["2025-07-02", "c1", "They", "meet", "again"],
    ]


def test_similar_articles_share_terms(run: Run) -> None:
    status, out, _ = run("similar", "a1", "-k", "2", "--json")
    found = lines(out)
    assert status == 0
    assert len(found) == 2
    for record in found:
        assert list(record) == ["article", "own_id", "date", "title", "score", "shared"]
        assert 0 < record["score"] <= 1 and record["shared"]
    by_id = lines(
        run("similar", lines(run("search", "agreed", "--json")[1])[0]["article"], "--json")[1]
    )
    assert by_id[:2] == found


def test_annotate_prints_spans_of_the_text_as_printed(run: Run) -> None:
    status, out, error = run("annotate", "--json")
    articles = {record["own_id"]: record for record in lines(out)}
    assert status == 0
    assert len(articles) == 9
    assert "articles.jsonl, row 10" in error
    keys = ["id", "own_id", "date", "title", "text", "mentions", "quotations", "dates", "events"]
    assert list(articles["a1"]) == keys
    names = ["span", "in", "form", "actor", "name", "class", "wikidata", "kind", "listed"]
    for article in articles.values():
        for mention in article["mentions"]:
            assert list(mention) == names
            start, end = mention["span"]
            assert article[mention["in"]][start:end] == mention["form"]
    assert [m["actor"] for m in articles["a8"]["mentions"]] == ["vladimir-putin"]
    assert articles["a7"]["date"] is None


def test_annotate_prints_names_that_no_list_holds(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = tmp_path / "told.txt"
    text = (
        "Mr. Peter Okonjo said on Sunday that it rained in Leeds. Then Okonjo met Vladimir Putin.\n"
        "He had joined the Liberal Party of Canada."
    )
    told.write_text(f" date 2025-07-12 1\nTalks\n{text}\n", "utf-8")
    assert main(["annotate", str(told), "--json"]) == 0
    (article,) = lines(capsys.readouterr().out)
    found = [(m["form"], m["actor"], m["class"], m["listed"]) for m in article["mentions"]]
    assert found == [
        ("Peter Okonjo", "peter-okonjo.person", "person", False),
        ("Leeds", "leeds.place", "place", False),
        ("Okonjo", "peter-okonjo.person", "person", False),
        ("Vladimir Putin", "vladimir-putin", "person", True),
        ("Liberal Party of Canada", "liberal-party-of-canada.organisation", "organisation", False),
    ]
    assert article["quotations"][0]["actor"] == "peter-okonjo.person"
    told_of = {frozenset((event["source"], event["target"])) for event in article["events"]}
    assert told_of == {frozenset(("peter-okonjo.person", "vladimir-putin"))}


def test_annotate_prints_who_said_what(run: Run) -> None:
    (article,) = [a for a in lines(run("annotate", "--json")[1]) if a["own_id"] == "a5"]
    (said,) = article["quotations"]
    text = article["text"]
    ((start, end),) = said.pop("content")
    assert text[start:end] == "that the truce was over"
    assert [text[slice(*said.pop(name))] for name in ("cue", "speaker", "named")] == [
        "denied",
        "The Kremlin",
        "Kremlin",
    ]
    assert said == {
        "actor": "russia",
        "verb": "deny",
        "kind": "indirect",
        "class": "denied",
        "doubt": None,
        "others": [],
    }


def test_annotate_prints_who_did_what_to_whom(run: Run) -> None:
    (article,) = [a for a in lines(run("annotate", "--json")[1]) if a["own_id"] == "a3"]
    (event,) = article["events"]
    start, end = event.pop("span")
    assert article["text"][start:end] == "Sergei Lavrov met Marco Rubio."
    start, end = event.pop("verb")
    assert article["text"][start:end] == "met"
    assert event == {
        "type": "CONSULT",
        "mode": "meet",
        "quad": "verbal cooperation",
        "source": "sergey-lavrov",
        "target": "marco-rubio",
        "date": None,
        "place": None,
        "place_span": None,
        "status": "stated",
        "in": "text",
    }


def test_annotate_prints_dates_with_what_they_mean(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = tmp_path / "told.txt"
    told.write_text(" date 2025-07-12 1\nTalks\nThey met on Thursday.\n", "utf-8")
    assert main(["annotate", str(told), "--json"]) == 0
    (article,) = lines(capsys.readouterr().out)
    assert article["dates"] == [
        {
            "span": [12, 20],
            "in": "text",
            "expression": "Thursday",
            "anchor": "2025-07-12",
            "value": "2025-07-10",
            "granularity": "day",
            "rule": "weekday before",
            "first": "2025-07-10",
            "last": "2025-07-10",
        }
    ]


def test_export_writes_a_file_and_what_it_is(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    status, out, error = run("export", "truce", "--to", str(target), "--to", "2025-07-01")
    assert (status, out) == (0, "")
    assert "2 articles in" in error
    with target.open(encoding="utf-8-sig", newline="") as handle:
        assert {row["own_id"] for row in csv.DictReader(handle)} == {"a1", "a2"}
    about = json.loads((tmp_path / "out.csv.selection.json").read_text("utf-8"))
    assert about["selection"] == {"q": ["truce"], "to": ["2025-07-01"]}


@pytest.mark.parametrize(
    ("command", "arguments", "said"),
    [
        ("search", ["(truce"], "a bracket “(” is never closed"),
        ("search", ["truce", "--actor", "nobody"], "the actor “nobody” is not in this corpus"),
        ("search", ["truce", "--from", "yesterday"], "from=“yesterday” is no date"),
        ("similar", ["zz"], "no article of this corpus has the id zz"),
        ("export", ["truce"], "name one file with --to"),
        ("export", ["truce", "--to", "out.xlsx"], ".csv, .parquet, .jsonl"),
        ("build", ["--map", "nonsense=x"], "nonsense"),
    ],
)
def test_a_failure_is_one_line_and_a_status(
    run: Run, command: str, arguments: list[str], said: str
) -> None:
    status, out, error = run(command, *arguments)
    assert (status, out) == (1, "")
    last = error.splitlines()[-1]
    assert last.startswith(f"wirescope {command}: ")
    assert said in last


def test_a_corpus_that_is_not_there_is_a_failure(run: Run, tmp_path: Path) -> None:
    for command in ("build", "check", "search"):
        status, out, error = run(command, path=tmp_path / "nowhere")
        assert (status, out) == (1, "")
        assert "nowhere" in error


@pytest.mark.parametrize(
    "arguments",
    [
        ["search", "c", "w", "--limit", "-1"],
        ["search", "c", "w", "--limit", "0"],
        ["similar", "c", "a", "-k", "x"],
        ["build", "c", "--workers", "0"],
        ["nonsense"],
        [],
    ],
)
def test_options_that_make_no_sense_are_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        main(arguments)
    assert refused.value.code == 2
    assert "usage: python -m lib" in capsys.readouterr().err


def test_a_terminal_does_not_obey_an_article(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write([{"id": "x", "title": "A\x1b[31m red", "text": "Some \x07bell\x9b."}], tmp_path)
    assert (
        main(["search", str(path), "bell", "--store", str(tmp_path / "s"), "--workers", "1"]) == 0
    )
    out = capsys.readouterr().out
    assert "red" in out and "bell" in out
    assert not set("\x1b\x07\x9b") & set(out)


def test_whoever_reads_may_stop_early(corpus: Path) -> None:
    command = [sys.executable, "-m", "lib", "annotate", str(corpus), "--json"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "ascii"}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert json.loads(process.stdout.readline())["own_id"] == "a1"
        process.stdout.close()
        error = process.stderr.read().decode()
        assert process.wait(60) == 0
    assert "Traceback" not in error and "Broken pipe" not in error


def test_a_build_says_where_its_time_went(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(NINE, tmp_path)
    store = ["--store", str(tmp_path / "store"), "--workers", "1"]
    assert main(["build", str(folder), "--profile", *store]) == 0
    said = capsys.readouterr().err
    assert "9 articles analysed, " in said
    for stage in ("%  analysing", "%  finding topics and stories", "analysing: annotations"):
        assert stage in said


def test_what_could_not_be_analysed_is_named_and_fails_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: Any) -> str:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("lib.index.parts.analyse", failing)
    folder = write(NINE, tmp_path)
    status = main(["build", str(folder), "--store", str(tmp_path / "store"), "--workers", "1"])
    assert status == 1
    said = capsys.readouterr().err.splitlines()
    assert said[-2:] == [
        "articles.jsonl, rows 1 to 9: not analysed (ZeroDivisionError: by nothing)",
        "wirescope build: what is named above could not be analysed; the rest is there",
    ]
