from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from pathlib import Path

import pytest

from lib import corpus

Factory = Callable[..., Path]
Read = list[corpus.Row | corpus.Reject]

FOUNDING = """ date 2025-07-12 403
Title of it
(MENAFN) One, as Reuters reported.
Two  spaces.

Three.
"""


def _read(
    factory: Factory, name: str, content: str | bytes, mapping: corpus.Mapping | None = None
) -> Read:
    return list(corpus.read(factory({name: content}), mapping or corpus.Mapping()))


def _article(read: Read) -> corpus.Article:
    (row,) = read
    assert isinstance(row, corpus.Row), row
    return row.article


def _reasons(read: Read) -> dict[int, str]:
    return {item.row: item.reason for item in read if isinstance(item, corpus.Reject)}


# The founding format and plain text


@pytest.mark.parametrize("content", [FOUNDING, FOUNDING.lstrip(), "\ufeff" + FOUNDING])
def test_the_founding_format(corpus_factory: Factory, content: str) -> None:
    article = _article(_read(corpus_factory, "000_ab.txt", content))
    assert article.date == datetime(2025, 7, 12)
    assert (article.timed, article.offset, article.code) == (False, None, 403)
    assert (article.title, article.own_id) == ("Title of it", "000_ab")
    assert article.text == "(MENAFN) One, as Reuters reported.\nTwo  spaces.\n\nThree."
    assert (article.source, article.credited, article.extra) == ("MENAFN", ("Reuters",), "")


def test_line_ends_within_a_text_stay_as_they_came(corpus_factory: Factory) -> None:
    article = _article(_read(corpus_factory, "a.txt", FOUNDING.replace("\n", "\r\n")))
    assert article.title == "Title of it"
    assert article.text.count("\r\n") == 3


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (" date 2025-02-30 1", "2025-02-30"),
        (" date 1025-01-01 1", "1025"),
        (" date 12/07/2025 1", "YYYY-MM-DD"),
    ],
)
def test_a_header_with_no_real_date_is_rejected(
    corpus_factory: Factory, header: str, said: str
) -> None:
    reasons = _reasons(_read(corpus_factory, "a.txt", f"{header}\nTitle\nText\n"))
    assert said in reasons[1]


def test_a_header_alone_is_rejected(corpus_factory: Factory) -> None:
    reasons = _reasons(_read(corpus_factory, "a.txt", " date 2025-07-12 403\n\n"))
    assert "neither a title nor a text" in reasons[1]


@pytest.mark.parametrize(
    ("content", "title", "text"),
    [
        (
            "A line that is no sentence\nThe text.\nMore.\n",
            "A line that is no sentence",
            "The text.\nMore.",
        ),
        ("A sentence it is.\nThe text.\n", "", "A sentence it is.\nThe text."),
        ("x" * 300 + "\nThe text.\n", "", "x" * 300 + "\nThe text."),
        ("A single line\n", "", "A single line"),
    ],
)
def test_a_plain_text_is_an_undated_article(
    corpus_factory: Factory, content: str, title: str, text: str
) -> None:
    article = _article(_read(corpus_factory, "note.txt", content))
    assert (article.title, article.text, article.date) == (title, text, None)
    assert (article.own_id, article.code) == ("note", None)


def test_a_text_with_a_byte_that_is_no_character_is_rejected(corpus_factory: Factory) -> None:
    content = "é".encode() * 50 + b"\xff"
    assert "UTF-8" in _reasons(_read(corpus_factory, "a.txt", content))[1]


# Tables


def test_a_row_of_a_table_has_its_fields_and_the_rest_as_extra(corpus_factory: Factory) -> None:
    content = (
        "id,Published,Headline,Body,Publisher,Link,Authors,Lang,Section,Empty\n"
        '7,2025-07-12T10:30:00+03:00,A title,"A text,\nof two lines",Northline,'
        "https://example.org/a,A. B.,en,World,\n"
    )
    article = _article(_read(corpus_factory, "news.csv", content))
    assert (article.own_id, article.title, article.text) == (
        "7",
        "A title",
        "A text,\nof two lines",
    )
    assert (article.date, article.timed, article.offset) == (
        datetime(2025, 7, 12, 10, 30),
        True,
        180,
    )
    assert (article.source, article.url) == ("Northline", "https://example.org/a")
    assert (article.author, article.language, article.code) == ("A. B.", "en", None)
    assert json.loads(article.extra) == {"Section": "World"}


@pytest.mark.parametrize(
    ("row", "source", "url"),
    [
        ("Northline,https://www.example.org/a", "Northline", "https://www.example.org/a"),
        (",https://www.example.org/a", "example.org", "https://www.example.org/a"),
        ("https://www.example.org/a,", "example.org", "https://www.example.org/a"),
        (",", "", ""),
        ("nan,null", "", ""),
    ],
)
def test_a_source_that_no_field_names_is_the_host(
    corpus_factory: Factory, row: str, source: str, url: str
) -> None:
    content = f"text,source,url\nA text.,{row}\n"
    article = _article(_read(corpus_factory, "news.csv", content))
    assert (article.source, article.url) == (source, url)


def test_the_dateline_goes_before_the_host_and_after_the_field(corpus_factory: Factory) -> None:
    content = (
        "text,source,url\nKYIV (Reuters) - A text.,,https://example.org\n"
        "KYIV (Reuters) - A text.,Northline,\n"
    )
    one, other = (row.article for row in _read(corpus_factory, "a.csv", content))  # type: ignore[union-attr]
    assert (one.source, one.credited) == ("Reuters", ())
    assert (other.source, other.credited) == ("Northline", ("Reuters",))


def test_a_row_without_text_stays_and_one_without_title_too(corpus_factory: Factory) -> None:
    content = "date,title,text\n2025-07-12,A title,\n2025-07-12,,A text.\n2025-07-12, ,\n"
    one, two, three = _read(corpus_factory, "news.csv", content)
    assert isinstance(one, corpus.Row)
    assert isinstance(two, corpus.Row)
    assert isinstance(three, corpus.Reject)
    assert (one.article.text, two.article.title) == ("", "")


def test_what_no_column_says_is_rejected_and_can_be_mapped(corpus_factory: Factory) -> None:
    content = "Wann;Was;Wer\n12.07.2025;Ein Text.;Northline\n13.07.2025;Noch einer.;Northline\n"
    read = _read(corpus_factory, "news.csv", content)
    assert list(_reasons(read)) == [1, 2]
    assert all(name in _reasons(read)[1] for name in ("'Wann'", "'Was'", "--map"))
    mapping = corpus.Mapping.parse("date=Wann,text=Was,source=Wer")
    one, _ = _read(corpus_factory, "news.csv", content, mapping)
    assert isinstance(one, corpus.Row)
    assert (one.article.text, one.article.source) == ("Ein Text.", "Northline")
    assert one.article.date == datetime(2025, 7, 12)


def test_a_mapping_leaves_other_tables_as_they_are(corpus_factory: Factory) -> None:
    folder = corpus_factory({"a.csv": "text\nOne.\n", "b.csv": "x\nTwo.\n"})
    one, two = corpus.read(folder, corpus.Mapping.parse("text=Was"))
    assert isinstance(one, corpus.Row)
    assert isinstance(two, corpus.Reject)
    assert "no column 'Was'" in two.reason


def test_rows_of_lines_need_not_have_the_same_columns(corpus_factory: Factory) -> None:
    content = '{"title": "a"}\n{"headline": "b", "source": {"name": "N"}}\n{"other": "c"}\n'
    one, two, three = _read(corpus_factory, "news.jsonl", content)
    assert isinstance(one, corpus.Row)
    assert isinstance(two, corpus.Row)
    assert isinstance(three, corpus.Reject)
    assert (one.article.title, two.article.title, two.article.source) == ("a", "b", "N")


def test_lists_of_people_are_their_names(corpus_factory: Factory) -> None:
    content = json.dumps({"text": ["One.", "Two."], "authors": [{"name": "A. B."}, "C. D."]})
    article = _article(_read(corpus_factory, "a.json", content))
    assert (article.text, article.author) == ("One.\nTwo.", "A. B., C. D.")


def test_lone_surrogates_are_replaced_and_pairs_kept(corpus_factory: Factory) -> None:
    content = r'{"text": "a\ud800b \ud83d\ude00", "note\udc00": "\ud801"}' + "\n"
    article = _article(_read(corpus_factory, "a.jsonl", content))
    assert article.text == "a\ufffdb \U0001f600"
    assert json.loads(article.extra) == {"note\ufffd": "\ufffd"}


def test_what_is_nested_beyond_reason_is_rejected(corpus_factory: Factory) -> None:
    content = '{"text": "a", "x": ' + "[" * 900 + "]" * 900 + '}\n{"text": "b"}\n'
    deep, fine = _read(corpus_factory, "a.jsonl", content)
    assert isinstance(deep, corpus.Reject)
    assert isinstance(fine, corpus.Row)


def test_hostile_characters_stay(corpus_factory: Factory) -> None:
    text = "a\0b <b>$x$ :red[y] \u202e \u2028 " + "z" * 1_000_000
    article = _article(_read(corpus_factory, "a.jsonl", json.dumps({"text": text}) + "\n"))
    assert article.text == text


# Dates of a file


def _dated(*dates: str) -> str:
    return "date;text\n" + "".join(f"{written};Text {n}\n" for n, written in enumerate(dates))


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (["03/04/2025", "13/04/2025"], ["04-03", "04-13"]),
        (["03/04/2025", "04/13/2025"], ["03-04", "04-13"]),
        (["03/04/2025", "04/04/2025", "2025-01-31"], [None, "04-04", "01-31"]),
        (["03/04/2025", "13/04/2025", "04/13/2025"], [None, "04-13", "04-13"]),
        (["2025-02-30", "", "NaN", "soon"], [None, "", "", None]),
    ],
)
def test_an_ambiguous_date_is_settled_by_the_whole_file_or_rejected(
    corpus_factory: Factory, dates: list[str], days: list[str | None]
) -> None:
    found = [
        None
        if isinstance(item, corpus.Reject)
        else f"{item.article.date:%m-%d}"
        if item.article.date
        else ""
        for item in _read(corpus_factory, "a.csv", _dated(*dates))
    ]
    assert found == days


def test_another_file_settles_nothing(corpus_factory: Factory) -> None:
    folder = corpus_factory({"a.csv": _dated("03/04/2025"), "b.csv": _dated("13/04/2025")})
    one, other = corpus.read(folder)
    assert isinstance(one, corpus.Reject)
    assert "no other date of this file settles it" in one.reason
    assert isinstance(other, corpus.Row)


# Ids


def test_an_id_comes_from_the_content_alone(corpus_factory: Factory) -> None:
    header = "id,date,title,text,section\n"
    same = [f"{number},2025-07-12,A,B,{number}\n" for number in range(2)]
    other = ["2,2025-07-13,A,B,\n", "2,2025-07-12,A ,B,\n", "2,2025-07-12,,AB,\n"]
    rows = _read(corpus_factory, "a.csv", header + "".join(same + other))
    ids = [row.article.id for row in rows if isinstance(row, corpus.Row)]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 4
    assert all(len(name) == 16 and int(name, 16) >= 0 for name in ids)


def test_repeats_stay_each_at_its_place(corpus_factory: Factory) -> None:
    folder = corpus_factory({"a.csv": "text\nOne.\nOne.\n", "b/a.csv": "text\nOne.\n"})
    rows = list(corpus.read(folder))
    assert [(row.file, row.row) for row in rows] == [("a.csv", 1), ("a.csv", 2), ("b/a.csv", 1)]
    assert len({row.article.id for row in rows if isinstance(row, corpus.Row)}) == 1


# Files


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "", "empty"),
        ("a.csv", "date,text\n", "no rows"),
        ("a.json", "[]", "no rows"),
        ("a.json", '{"status": "ok", "articles": []}', "no rows"),
        ("a.json", '{"status": "error"}', "neither a title nor a text"),
        ("a.txt", b"\x00\x01\x02" * 500, "binary"),
    ],
)
def test_a_file_without_articles_is_one_reject(
    corpus_factory: Factory, name: str, content: str | bytes, said: str
) -> None:
    (reject,) = _read(corpus_factory, name, content)
    assert isinstance(reject, corpus.Reject)
    assert said in reject.reason


def test_the_columns_of_a_table_are_shown_with_a_sample(corpus_factory: Factory) -> None:
    folder = corpus_factory({"a.csv": "Wann,Was,url\n" + "".join(f"1,T{n},u\n" for n in range(9))})
    (file,), _ = corpus.files(folder)
    found = corpus.columns(file)
    assert found is not None
    assert (found.names, found.recognised) == (["Wann", "Was", "url"], {"url": "url"})
    assert found.needs_mapping
    assert found.sample[0] == {"Wann": "1", "Was": "T0", "url": "u"}
    assert len(found.sample) == 5
    mapped = corpus.columns(file, corpus.Mapping.parse("text=Was"))
    assert mapped is not None
    assert not mapped.needs_mapping


@pytest.mark.parametrize(
    ("name", "content", "names"),
    [
        (
            "a.jsonl",
            '{"text": "a"}\n{"title": "b", "source": {"id": 1}}\n',
            ["text", "title", "source.id"],
        ),
        ("a.json", '[{"text": "a"}, {"x": 1}]', ["text", "x"]),
        ("a.txt", "A text.\n", None),
        ("a.txt", FOUNDING, None),
        ("a.csv", "", None),
        ("a.zip", b"PK\x03\x04 broken", None),
    ],
)
def test_only_tables_have_columns(
    corpus_factory: Factory, name: str, content: str | bytes, names: list[str] | None
) -> None:
    (file,), _ = corpus.files(corpus_factory({name: content}))
    found = corpus.columns(file)
    assert (found.names if found else None) == names


# Real data


@pytest.mark.parametrize("name", ["us_news_2012_2024.parquet", "headlines_2000_2026.parquet"])
def test_the_rows_of_a_real_corpus_are_accepted(real_data: Path, name: str) -> None:
    first = list(islice(corpus.read(real_data / "corpora" / name), 5000))
    assert [item.row for item in first] == list(range(1, 5001))
    assert all(isinstance(item, corpus.Row) and item.article.date for item in first)


@pytest.mark.parametrize(
    "folder", ["readtext_misc", "html_newspaper4k", "lexisnexis", "reuters21578_sgml", "warc"]
)
def test_files_of_other_programs_never_raise(real_data: Path, folder: str) -> None:
    taken, out = corpus.files(real_data / "formats" / folder)
    assert taken or out
    for file in taken:
        assert list(corpus.read_file(file))
