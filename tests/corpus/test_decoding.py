from __future__ import annotations

import io

import pytest

from lib.corpus import decoding
from lib.corpus.decoding import UNDECODABLE, guess, lines, pieces, wide_encoding
from lib.corpus.packing import Part
from lib.corpus.schema import BrokenFile

RUSSIAN = "Министр иностранных дел заявил в четверг, что переговоры продолжатся.\n"
FRENCH = "Le président français a déclaré jeudi qu’à Genève, « c’est une étape ».\n"
ENGLISH = "The minister said on Thursday that talks “would continue” — at a café.\n"
SPANISH = "El ministro declaró el jueves que las conversaciones continuarán en España.\n"
TURKISH = "Dışişleri Bakanı perşembe günü görüşmelerin İstanbul'da süreceğini söyledi.\n"
POLISH = "Minister spraw zagranicznych oświadczył w czwartek, że będą rozmowy. Żółć, gęś.\n"
GREEK = "Ο υπουργός Εξωτερικών δήλωσε την Πέμπτη ότι οι συνομιλίες θα συνεχιστούν.\n"
CHINESE = "外交部长星期四表示，会谈将继续进行。双方交换了意见，并同意再次会晤。\n"
TAIWANESE = "外交部長星期四表示，會談將繼續進行。雙方交換了意見，並同意再次會晤。\n"


def _part(data: bytes) -> Part:
    return Part("part", lambda: io.BufferedReader(io.BytesIO(data)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "utf-8"),
        (RUSSIAN, "utf-8-sig"),
        (RUSSIAN, "utf-16"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
        (CHINESE, "utf-32"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (FRENCH, "cp1252"),
        (FRENCH, "mac_roman"),
        (SPANISH, "cp1252"),
        (TURKISH, "cp1254"),
        (ENGLISH, "cp1252"),
        (POLISH, "cp1250"),
        (GREEK, "cp1253"),
        (CHINESE, "gb18030"),
        (TAIWANESE, "big5"),
    ],
)
def test_an_encoding_is_found_from_the_bytes(text: str, encoding: str) -> None:
    plain = "A line of plain letters, before anything tells.\n"
    expected = plain * 3 + text
    data = expected.encode(encoding)
    assert "".join(lines(_part(data))) == expected
    assert "".join(pieces(_part(data))).removeprefix("\ufeff") == expected


@pytest.mark.parametrize("read", [lines, pieces])
def test_a_byte_that_is_no_character_is_marked_and_the_rest_is_kept(read: object) -> None:
    data = "é\n".encode() * 20 + b"a\xffb\n" + "é\n".encode()
    text = "".join(read(_part(data)))  # type: ignore[operator]
    assert text == "é\n" * 20 + f"a{UNDECODABLE}b\n" + "é\n"


def test_an_odd_byte_at_the_end_of_utf16_is_marked() -> None:
    assert list(lines(_part("one\ntwo".encode("utf-16") + b"x"))) == ["one\n", f"two{UNDECODABLE}"]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"a\nb\r\nc", ["a\n", "b\r\n", "c"]),
        (b"a\rb\rc", ["a\r", "b\r", "c"]),
        (b"a\xe2\x80\xa8b\x0cc\n", ["a\u2028b\x0cc\n"]),
        (b"", []),
    ],
)
def test_a_line_ends_with_lf_or_with_cr_where_none_does(data: bytes, found: list[str]) -> None:
    assert list(lines(_part(data))) == found


def test_one_nul_is_no_sign_of_utf16() -> None:
    assert wide_encoding(b"date,title,text\n2025-07-12,a\0b,c\n") is None
    assert wide_encoding(b"") is None


def test_a_line_without_an_end_in_sight_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "LONGEST_LINE", 100)
    with pytest.raises(BrokenFile, match="a line of more than"):
        list(lines(_part(b"a" * 101)))


@pytest.mark.parametrize(
    ("whole", "broken", "encoding"), [(9, 1, "utf-8"), (1, 1, "utf-8"), (0, 9, "cp1252")]
)
def test_a_text_that_is_mostly_utf8_is_utf8(whole: int, broken: int, encoding: str) -> None:
    sample = "in a café, ".encode() * whole + "in un café, ".encode("cp1252") * broken
    assert guess(sample) == encoding
