from __future__ import annotations

from hashlib import blake2b

from hypothesis import given
from hypothesis import strategies as st

from lib.corpus.schema import encodable, identity

PARTS = st.lists(st.text(max_size=5), min_size=3, max_size=3).map(tuple)


def test_an_id_is_sixteen_hexadecimal_digits_of_the_content() -> None:
    written = b"10:2025-07-125:Title4:Text"
    expected = blake2b(written, digest_size=8).hexdigest()
    assert identity(("2025-07-12", "Title", "Text")) == expected
    assert len(expected) == 16


@given(PARTS, PARTS)
def test_only_equal_content_has_equal_ids(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert (identity(one) == identity(other)) == (one == other)


@given(st.text(st.characters()))
def test_lone_surrogates_are_replaced_and_nothing_moves(text: str) -> None:
    clean = encodable(text)
    clean.encode()
    assert len(clean) == len(text)
    assert all(new == old or new == "\ufffd" for new, old in zip(clean, text, strict=True))
