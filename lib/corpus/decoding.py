"""Bytes to lines of text: UTF-8 where that holds, else the encoding that the bytes look like.

A byte that the encoding has no character for becomes `UNDECODABLE`, so that it costs its own row
and no other.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from functools import lru_cache

import charset_normalizer

from lib.corpus import knowledge
from lib.corpus.packing import Part
from lib.corpus.schema import BrokenFile

UNDECODABLE = "\udcff"
LONGEST_LINE = 1 << 26
SAMPLE = 1 << 16
ENCODINGS = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8"),
    *("cp866", "cp852", "mac_roman", "mac_cyrillic"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949", "iso2022_jp", "iso2022_kr"),
]
_BOMS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
_STRANGE = {chr(code) for code in range(32)} - set("\t\r\n") | {"\ufffd"}
# Of a text in Latin script, nearly all letters are those of its language; of a misread one, few.
LATIN_SHARE = 0.8
_HIGH = bytes(range(128, 256))


def _mark(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeDecodeError):
        raise fault
    return UNDECODABLE, fault.end


codecs.register_error("wirescope-mark", _mark)


def lines(part: Part) -> Iterator[str]:
    """Yield the lines of a part with their ends; a line ends with LF, or with CR where none does.

    Raises `BrokenFile` where the bytes break off, and at a line of more than 64 MB.
    """
    head = part.head()
    wide = wide_encoding(head)
    with part.open() as stream:
        if wide:
            yield from _wide_lines(stream, wide)
        else:
            if head.startswith(codecs.BOM_UTF8):
                stream.read(len(codecs.BOM_UTF8))
            old_mac = b"\n" not in head and b"\r" in head
            yield from _decoded(_split(stream, b"\r") if old_mac else _cut(stream), part)


def pieces(part: Part) -> Iterator[str]:
    """Yield the text of a part in pieces of any size; raises `BrokenFile` where it breaks off."""
    wide = wide_encoding(part.head())
    decoder = _decoder(wide or part.encoding or "utf-8")
    with part.open() as stream:
        while data := stream.read1(SAMPLE):
            pending = decoder.getstate()[0]
            text = decoder.decode(data)
            if UNDECODABLE in text and not wide and part.encoding is None:
                part.encoding = _settle(part)
                decoder = _decoder(part.encoding)
                text = decoder.decode(pending + data)
            yield text
        yield decoder.decode(b"", True)


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(encoding)("wirescope-mark")


def wide_encoding(head: bytes) -> str | None:
    """Return the UTF-16 or UTF-32 encoding that the first bytes show, or None."""
    for bom, name in _BOMS:
        if head.startswith(bom):
            return None if name == "utf-8-sig" else name
    zeros = (head[0::2].count(0), head[1::2].count(0))
    if not any(zeros) or max(zeros) * 20 < len(head) or min(zeros) * 20 > max(zeros):
        return None
    name = "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    text = head[: len(head) & ~1].decode(name, "replace")
    strange = sum(text.count(letter) for letter in _STRANGE)
    return name if strange * 50 <= len(text) else None


def _wide_lines(stream: io.BufferedReader, encoding: str) -> Iterator[str]:
    text = io.TextIOWrapper(stream, encoding=encoding, errors="wirescope-mark", newline="\n")
    first = True
    while line := text.readline(LONGEST_LINE):
        _check_length(len(line))
        yield line.removeprefix("\ufeff") if first else line
        first = False


def _cut(stream: io.BufferedReader) -> Iterator[bytes]:
    while line := stream.readline(LONGEST_LINE):
        _check_length(len(line))
        yield line


def _split(stream: io.BufferedReader, end: bytes) -> Iterator[bytes]:
    """Yield the lines of a stream that end with a byte other than LF."""
    rest = b""
    while chunk := stream.read1(SAMPLE):
        *whole, rest = (rest + chunk).split(end)
        _check_length(len(rest))
        yield from (line + end for line in whole)
    if rest:
        yield rest


def _check_length(length: int) -> None:
    if length >= LONGEST_LINE:
        raise BrokenFile(
            f"a line of more than {LONGEST_LINE >> 20} MB, as no article is: not read any further"
        )


def _decoded(raw: Iterator[bytes], part: Part) -> Iterator[str]:
    """Decode as UTF-8 until a line is none; then settle the encoding from the whole part."""
    for line in raw:
        if part.encoding is None:
            try:
                yield line.decode()
                continue
            except UnicodeDecodeError:
                part.encoding = _settle(part)
        yield line.decode(part.encoding, "wirescope-mark")


def _settle(part: Part) -> str:
    """Return the encoding of a part that is not all UTF-8, from its lines beyond ASCII."""
    sample = bytearray()
    try:
        with part.open() as stream:
            while len(sample) < SAMPLE and (line := stream.readline(SAMPLE)):
                if not line.isascii():
                    # A line cut at the size of the sample may begin or end within a character.
                    sample += line if len(line) < SAMPLE else line.strip(_HIGH)
    except BrokenFile:
        pass  # Where the part breaks off is told when its rows are read.
    return guess(bytes(sample))


def guess(sample: bytes) -> str:
    """Return the likeliest encoding of bytes that are not all UTF-8.

    UTF-8 still, where more of its characters are whole than broken; else one of `ENCODINGS`.
    """
    text = sample.decode("utf-8", "wirescope-mark")
    broken = text.count(UNDECODABLE)
    if sum(1 for letter in text if not letter.isascii()) - broken >= broken:
        return "utf-8"
    match = charset_normalizer.from_bytes(sample, cp_isolation=ENCODINGS).best()
    if match is None or match.encoding in _letters():
        latin = max(_letters(), key=lambda encoding: _share(sample, encoding))
        if _share(sample, latin) > LATIN_SHARE:
            return latin
    return match.encoding if match else "utf-8"


def _share(sample: bytes, encoding: str) -> float:
    """Return which part of the characters beyond ASCII its languages use, 0 if it has not all."""
    try:
        high = [letter for letter in sample.decode(encoding) if not letter.isascii()]
    except UnicodeDecodeError:
        return 0.0
    letters = _letters()[encoding]
    return sum(letter in letters for letter in high) / len(high) if high else 0.0


@lru_cache(maxsize=1)
def _letters() -> dict[str, frozenset[str]]:
    """Return the letters and marks that languages write in the encodings of Latin script."""
    return {row["encoding"]: frozenset(row["letters"]) for row in knowledge.rows("letters")}
