from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.corpus import jsontext
from lib.corpus.jsontext import Cells, flatten, looks_like_lines, read_lines, read_whole
from lib.corpus.schema import BrokenFile
from lib.corpus.tables import Broken

A: Cells = {"title": "First", "content": "Of it"}
B: Cells = {"title": "Second", "content": 'A {brace}, a [bracket], a "quote" and a \\'}


def _whole(text: str, size: int = 7) -> list[Cells | str]:
    """Return the articles of a text that comes in pieces, or the reason where one is broken."""
    pieces = (text[at : at + size] for at in range(0, len(text), size))
    found = list(read_whole(pieces))
    assert [number for number, _ in found] == list(range(1, len(found) + 1))
    return [cells.reason if isinstance(cells, Broken) else cells for _, cells in found]


@pytest.mark.parametrize(
    "value",
    [
        [A, B],
        {"status": "ok", "totalResults": 2, "articles": [A, B]},
        {"articles": [A], "results": [B]},
        {"response": {"status": "ok", "results": [A, B]}},
        {"articles": {"count": 2, "results": [A, B]}},
        {"hits": {"total": 2, "hits": [A, B]}},
        {"title": "A feed", "description": "About it", "items": [A, B], "next": None},
        {"meta": {"pages": [1, 2]}, "unheard_of": [A, B]},
    ],
)
def test_the_articles_of_a_list_or_envelope(value: object) -> None:
    assert _whole(json.dumps(value)) == [A, B]
    assert _whole("\ufeff" + json.dumps(value, indent=2), 1000) == [A, B]


@pytest.mark.parametrize(
    "value",
    [
        A,
        {**A, "entities": [{"name": "Putin"}, {"name": "Trump"}]},
        {"text": "The article itself", "news": [{"title": "Related"}]},
        {"data": {"title": "Within"}, "title": "Without"},
    ],
)
def test_an_object_can_be_one_article(value: object) -> None:
    assert _whole(json.dumps(value)) == [value]


def test_objects_that_follow_each_other_are_articles_each() -> None:
    assert _whole(json.dumps(A, indent=1) + "\n" + json.dumps(B, indent=1)) == [A, B]


def test_a_document_of_a_search_engine_is_taken_out_of_its_wrapping() -> None:
    (found,) = _whole(json.dumps({"hits": {"hits": [{"_id": "7", "_source": A}]}}))
    assert isinstance(found, dict)
    assert (found["_id"], found["title"]) == ("7", "First")


def test_an_element_that_cannot_be_parsed_costs_itself_alone() -> None:
    first, broken, last = _whole(f'[{json.dumps(A)}, {{"title": bad}}, {json.dumps(B)}]')
    assert (first, last) == (A, B)
    assert "no JSON" in str(broken)


def test_elements_that_are_no_objects_are_broken() -> None:
    assert all("no JSON object" in str(item) for item in _whole('[1, "two", [3], null]'))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (json.dumps([A, B])[:-1], "breaks off before its list is closed"),
        (json.dumps([A, B])[:-9], "breaks off in the value"),
        (json.dumps([A, B])[:-1] + "}", "do not match"),
        (json.dumps([A, B]) + " and so on", "no JSON list or object"),
    ],
)
def test_where_a_list_breaks_off_the_articles_before_stay(text: str, said: str) -> None:
    found: list[object] = []
    with pytest.raises(BrokenFile, match=said):
        found.extend(cells for _, cells in _collect(text, found))
    assert found[0] == A


def _collect(text: str, found: list[object]) -> list[tuple[int, object]]:
    for _, cells in read_whole(iter([text])):
        found.append(cells)
    return []


@pytest.mark.parametrize(
    "text", ['{"a": [{"b": 1}], "c": [{"d": 2}]}', '{"a" 1}', '{"a": 1', "{1}"]
)
def test_an_object_that_is_no_envelope_and_no_article_is_broken(text: str) -> None:
    with pytest.raises(BrokenFile):
        _whole(text)


def test_a_value_too_large_for_an_article_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsontext, "LARGEST", 1000)
    with pytest.raises(BrokenFile, match="a value of more than"):
        _whole('[{"title": "' + "a" * 1_000_000)


@settings(max_examples=40)
@given(st.lists(st.dictionaries(st.text(), st.recursive(st.text(), st.lists))), st.integers(1, 30))
def test_any_list_of_objects_is_read_whatever_the_pieces(values: list[Cells], size: int) -> None:
    assert _whole(json.dumps(values, ensure_ascii=False), size) == values


def test_the_row_of_a_line_is_its_number() -> None:
    source = ["\ufeff" + json.dumps(A) + "\n", "\n", "{broken\n", json.dumps(B)]
    found = list(read_lines(iter(source)))
    assert [number for number, _ in found] == [1, 3, 4]
    assert (found[0][1], found[2][1]) == (A, B)
    assert isinstance(found[1][1], Broken)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"title": "a\udcffb"}', "no text in the encoding"),
        ('{"title": ' + "[" * 5000 + "]" * 5000 + "}", "nested too deeply"),
        ('{"title": ' + "9" * 5000 + "}", "number"),
        ('["title"]', "no JSON object"),
        ('{"title": "a"} trailing', "no JSON"),
    ],
)
def test_a_line_that_is_no_object_says_why(line: str, said: str) -> None:
    ((_, broken),) = read_lines(iter([line]))
    assert isinstance(broken, Broken)
    assert said in broken.reason


def test_nan_is_nothing() -> None:
    assert list(read_lines(iter(['{"score": NaN, "title": "a"}']))) == [
        (1, {"score": None, "title": "a"})
    ]


@pytest.mark.parametrize(
    ("head", "is_lines"),
    [
        (['{"a": 1}\n', '{"a": 2}\n'], True),
        (["{broken\n", '{"a": 2}\n'], True),
        (['{"a": 1}\n'], False),
        (["{\n", '"a": 1\n', "}\n"], False),
        (["[\n", '{"a": 1},\n', '{"a": 1}\n'], False),
        (["{{ braces }}\n", "{{ in a text }}\n"], False),
    ],
)
def test_json_lines_are_told_from_json(head: list[str], is_lines: bool) -> None:
    assert looks_like_lines(head) is is_lines


def test_objects_within_are_taken_apart() -> None:
    nested: Cells = {"source": {"name": "a", "at": {"$date": 1}}, "tags": ["x"], "none": None}
    assert flatten(nested) == {"source.name": "a", "source.at": 1, "tags": ["x"], "none": None}
