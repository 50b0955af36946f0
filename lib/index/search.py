"""Full-text search: the query language, the index on disk, matches, ranks and hits in a text.

A query is read by luqum (Lucene's language), compiled to tantivy, and kept as a tree, so that the
very words that matched can be marked in a text. Words are folded: lower case, accents dropped,
English endings stemmed. One word in quotation marks is looked up as it is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import tantivy
from luqum.exceptions import ParseError
from luqum.parser import parser
from luqum.tree import (
    AndOperation,
    BaseGroup,
    Item,
    Not,
    OrOperation,
    Phrase,
    Plus,
    Prohibit,
    Proximity,
    SearchField,
    UnknownOperation,
    Word,
)
from numpy.typing import NDArray

from lib.index.store import DamagedError

HELP = (
    'All words must occur. AND, OR, NOT, -word, (groups), "a phrase", "words near"~8 (each two '
    "at most 8 words apart, in any order), "
    "begin*, title:word, source:name. Endings are folded: talks finds talk and talking; "
    'one word in quotes, "talks", is taken as written.'
)

FIELDS = ("title", "source")
_TITLE_BOOST = 2.0
_MAX_LENGTH = 1_000
_MAX_DEPTH = 40
_MAX_NEAR = 6
_LONGEST_WORD = 80
_PARSING = Lock()
_BLANK = ("Cc", "Cs", "Zl", "Zp", "Zs")
_LONE_SIGN = re.compile(r"(?<!\S)[-+](?=\s|$)")


class QueryError(ValueError):
    """A query that cannot be read; the message says where it breaks."""


# --- tokens ------------------------------------------------------------------------------------


@cache
def _analyzers() -> dict[str, tantivy.TextAnalyzer]:
    """Folded (lower case, no accents), and stemmed: folded with English endings cut."""

    def builder() -> tantivy.TextAnalyzerBuilder:
        plain = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        kept = plain.filter(tantivy.Filter.remove_long(_LONGEST_WORD))
        return kept.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold())

    stemmed = builder().filter(tantivy.Filter.stemmer("english"))
    return {"folded": builder().build(), "stemmed": stemmed.build()}


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text: its folded form, and its span in code points."""

    form: str
    position: int
    start: int
    end: int


def tokenize(text: str, analyzer: str = "stemmed") -> list[Token]:
    """The words of a text as the index sees them."""
    found = _analyzers()[analyzer].pre_tokenize(text).tokens
    return [
        Token(t.text, t.position, t.char_offset_from, t.char_offset_to)
        for t in found
        if t.char_offset_to is not None
    ]


def forms(text: str, analyzer: str) -> tuple[list[str], list[int]]:
    """The forms of the words of a text, as `tokenize`, and where each begins: of many words."""
    found = [
        t for t in _analyzers()[analyzer].pre_tokenize(text).tokens if t.char_offset_to is not None
    ]
    return [t.text for t in found], [t.char_offset_from for t in found]


# --- the query ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Leaf:
    """What a query asks for in one place: words in a row, near each other, or a beginning.

    With `slop`, each two of the words (which then differ) have at most so many others between them.
    """

    field: str  # "", "title" or "source"
    words: tuple[str, ...]
    slop: int = 0
    how: str = "stemmed"  # stemmed | folded | prefix


@dataclass(frozen=True, slots=True)
class Branch:
    """How parts of a query go together."""

    operator: str  # and | or | not
    children: tuple[Leaf | Branch, ...]


_Node = Leaf | Branch


@dataclass(frozen=True, slots=True)
class Query:
    """A query that was read.

    Attributes:
        words: as written.
    """

    words: str
    _tree: _Node

    @property
    def tree(self) -> Leaf | Branch:
        """What it asks for."""
        return self._tree

    def only(self, leaf: Leaf) -> Query:
        """The query for one of its leaves alone."""
        return Query(f"{leaf} of {self.words}", leaf)

    def compile(self, schema: tantivy.Schema) -> tantivy.Query:
        """The same as a tantivy query."""
        return _compiled(self._tree, schema)

    def hits(self, text: str, part: str = "text") -> list[tuple[int, int]]:
        """Where the query's words stand in a text, as sorted code point spans.

        Words under NOT are never hits. `part` is "text" or "title": what asks for the title alone
        is not marked in the text.
        """
        leaves = [leaf for leaf in _positive(self._tree) if leaf.field in ("", part)]
        if not leaves:
            return []
        spans: set[tuple[int, int]] = set()
        streams = {how: tokenize(text, how) for how in {_stream(leaf) for leaf in leaves}}
        for leaf in leaves:
            spans.update(_leaf_hits(leaf, streams[_stream(leaf)]))
        return sorted(spans)


def parse(words: str) -> Query | None:
    """Read a query; None for one that is empty.

    Raises:
        QueryError: it cannot be read.
    """
    words = _straight(words)
    if not words.strip():
        return None
    if len(words) > _MAX_LENGTH:
        raise QueryError(f"The search is longer than {_MAX_LENGTH} characters; shorten it.")
    try:
        tree = _read(_parsed(words), "", 0)
    except RecursionError as error:
        raise QueryError("The search has too many brackets inside each other.") from error
    if tree is None:
        raise QueryError(
            f"There is no word in the search: only signs, or words of {_LONGEST_WORD} letters."
        )
    if not list(_positive(tree)):
        raise QueryError(
            "The search only says what to leave out; add a word that the articles must have."
        )
    return Query(words, tree)


def _parsed(words: str) -> Item:
    try:
        with _PARSING:  # luqum keeps the state of its one lexer in the module
            return parser.parse(words)
    except ParseError as error:
        raise QueryError(_sentence(str(error), words)) from error
    except ValueError as error:  # from luqum, of a number after ~ or ^
        raise QueryError("What follows “~” must be a whole number, as in “~8”.") from error


def _straight(words: str) -> str:
    """The search in signs that the language knows, of the same length.

    Typographic quotation marks become straight ones; controls, spaces of all kinds, halves of a
    surrogate pair, and a dash that stands alone ("MOSCOW - Putin said") become spaces.
    """
    words = "".join(" " if unicodedata.category(c) in _BLANK else c for c in words)
    words = words.translate(str.maketrans("“”„‟«»", '""""""'))
    return _LONE_SIGN.sub(" ", words)


def _sentence(message: str, words: str) -> str:
    where = re.search(r"position (\d+)", message)
    if where is None:
        opened, closed = words.count("("), words.count(")")
        if opened > closed:
            return "The search breaks at its end: a bracket “(” is never closed."
        last = words.split()[-1] if words.split() else ""
        return f"The search breaks at its end: a word is missing after “{last}”."
    place = int(where.group(1))
    rest = words[place:]
    if rest.startswith('"'):
        return f"The search breaks at character {place + 1}: the quotation mark is never closed."
    piece = rest.split()[0][:30] if rest.split() else ""
    return f"The search breaks at character {place + 1}: “{piece}” cannot stand there."


def _read(item: Item, field: str, depth: int) -> _Node | None:
    if depth > _MAX_DEPTH:
        raise QueryError("The search has too many brackets inside each other.")
    reader = _READERS.get(type(item))
    if reader is not None:
        return reader(item, field, depth)
    if isinstance(item, BaseGroup):
        return _read(item.children[0], field, depth + 1)
    raise QueryError(
        f"“{str(item).strip()[:40]}” is not understood here. To search for these signs, put them "
        "in quotation marks."
    )


def _read_field(item: SearchField, field: str, depth: int) -> _Node | None:
    name = item.name.lower()
    if field or name not in FIELDS:
        known = " and ".join(f"{known}:" for known in FIELDS)
        raise QueryError(
            f"“{item.name}:” is no field that can be searched; {known} are. "
            "To search for a word with a colon, put it in quotation marks."
        )
    return _read(item.children[0], name, depth + 1)


def _read_word(item: Word, field: str, depth: int) -> _Node | None:
    value = str(item.value)
    bare = value.replace("\\", "")
    if bare.endswith("*") and len(bare) > 1 and not set("*?") & set(bare[:-1]):
        forms = [token.form for token in tokenize(bare[:-1], "folded")]
        if len(forms) == 1 and len(forms[0]) >= 2:
            return Leaf(field, (forms[0],), how="prefix")
        if len(forms) > 1:
            raise QueryError(f"“{value}” is {len(forms)} words; a star can follow only one.")
        raise QueryError(f"“{value}” is too short a beginning: give two letters at least.")
    if set("*?") & set(bare) and not re.search(r"\w\?$", bare):
        raise QueryError(f"“{value}”: * can stand only at the end of a word, and ? nowhere in it.")
    if bare == "||":
        raise QueryError("“||” is not understood here; write OR.")
    if re.match(r"!\w", bare):
        raise QueryError(f"“{bare[:40]}” is not understood here; write -{bare[1:40]} or NOT.")
    return _row_of_words(bare, field, 0)


def _row_of_words(text: str, field: str, slop: int) -> Leaf | None:
    how = "folded" if field == "source" else "stemmed"
    forms = tuple(token.form for token in tokenize(text, how))
    return Leaf(field, forms, slop, how) if forms else None


def _read_phrase(item: Phrase, field: str, depth: int) -> _Node | None:
    text = str(item.value)[1:-1]
    folded = tokenize(text, "folded")
    if len(folded) == 1:
        return Leaf(field, (folded[0].form,), how="folded")
    return _row_of_words(text, field, 0)


def _read_near(item: Proximity, field: str, depth: int) -> _Node | None:
    if not re.fullmatch(r"0*(\d{1,2}|100)", str(item.degree)):
        raise QueryError(f"“~{item.degree}”: words can be 0 to 100 apart from each other.")
    if not int(item.degree):
        return _read_phrase(item.term, field, depth)
    leaf = _row_of_words(str(item.term.value)[1:-1], field, int(item.degree))
    if leaf is None or len(leaf.words) == 1:
        return _read_phrase(item.term, field, depth)
    words = tuple(dict.fromkeys(leaf.words))
    if len(words) > _MAX_NEAR:
        raise QueryError(f"“{str(item)[:40]}”: at most {_MAX_NEAR} words can be near each other.")
    return replace(leaf, words=words)


def _read_not(item: Item, field: str, depth: int) -> _Node | None:
    child = _read(item.children[0], field, depth + 1)
    return None if child is None else Branch("not", (child,))


def _read_plus(item: Item, field: str, depth: int) -> _Node | None:
    return _read(item.children[0], field, depth + 1)


def _read_all(item: Item, field: str, depth: int) -> _Node | None:
    return _joined("and", item, field, depth)


def _read_any(item: Item, field: str, depth: int) -> _Node | None:
    return _joined("or", item, field, depth)


def _joined(operator: str, item: Item, field: str, depth: int) -> _Node | None:
    read = [_read(child, field, depth + 1) for child in item.children]
    children = tuple(child for child in read if child is not None)
    if len(children) < 2:
        return children[0] if children else None
    return Branch(operator, children)


_READERS: dict[type, Callable[[Any, str, int], _Node | None]] = {
    SearchField: _read_field,
    Word: _read_word,
    Phrase: _read_phrase,
    Proximity: _read_near,
    Not: _read_not,
    Prohibit: _read_not,
    Plus: _read_plus,
    AndOperation: _read_all,
    UnknownOperation: _read_all,
    OrOperation: _read_any,
}


def _positive(node: _Node) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
    elif node.operator != "not":
        for child in node.children:
            yield from _positive(child)


# --- compiling ---------------------------------------------------------------------------------


def _compiled(node: _Node, schema: tantivy.Schema) -> tantivy.Query:
    if isinstance(node, Leaf):
        return _leaf_query(node, schema)
    must, should, must_not = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
    occur = should if node.operator == "or" else must
    clauses = []
    for child in node.children:
        negative = node.operator == "not"
        if isinstance(child, Branch) and child.operator == "not" and node.operator == "and":
            child, negative = child.children[0], True
        clauses.append((must_not if negative else occur, _compiled(child, schema)))
    if all(occurs == must_not for occurs, _ in clauses):
        clauses.append((must, tantivy.Query.all_query()))
    return tantivy.Query.boolean_query(clauses)


def _leaf_query(leaf: Leaf, schema: tantivy.Schema) -> tantivy.Query:
    if leaf.field == "source":
        return _field_query(leaf, schema, "source")
    exact = leaf.how in ("folded", "prefix")
    title, text = ("exact_title", "exact_text") if exact else ("title", "text")
    in_title = tantivy.Query.boost_query(_field_query(leaf, schema, title), _TITLE_BOOST)
    if leaf.field == "title":
        return in_title
    in_text = _field_query(leaf, schema, text)
    should = tantivy.Occur.Should
    return tantivy.Query.boolean_query([(should, in_title), (should, in_text)])


def _field_query(leaf: Leaf, schema: tantivy.Schema, field: str) -> tantivy.Query:
    if leaf.how == "prefix":
        return tantivy.Query.regex_query(schema, field, re.escape(leaf.words[0]) + ".*")
    if len(leaf.words) == 1:
        return tantivy.Query.term_query(schema, field, leaf.words[0])
    if leaf.slop == 0:
        return _phrase_query(schema, field, leaf.words, 0)
    return _near_query(leaf, schema, field)


def _phrase_query(
    schema: tantivy.Schema, field: str, words: tuple[str, ...], slop: int
) -> tantivy.Query:
    return tantivy.Query.phrase_query(schema, field, [*words], slop)


def _near_query(leaf: Leaf, schema: tantivy.Schema, field: str) -> tantivy.Query:
    """Each two of the words near each other: a loose phrase each way for every pair.

    Pairs, because a loose phrase of three and more words misses some places that are in reach.
    """
    must, should = tantivy.Occur.Must, tantivy.Occur.Should
    pairs = [
        [(should, _phrase_query(schema, field, pair, leaf.slop)) for pair in ((a, b), (b, a))]
        for a, b in combinations(leaf.words, 2)
    ]
    return tantivy.Query.boolean_query([(must, tantivy.Query.boolean_query(p)) for p in pairs])


# --- hits in a text ----------------------------------------------------------------------------


def _stream(leaf: Leaf) -> str:
    return "stemmed" if leaf.how == "stemmed" else "folded"


def _leaf_hits(leaf: Leaf, tokens: list[Token]) -> Iterable[tuple[int, int]]:
    if leaf.how == "prefix":
        return [(t.start, t.end) for t in tokens if t.form.startswith(leaf.words[0])]
    if len(leaf.words) == 1:
        return [(t.start, t.end) for t in tokens if t.form == leaf.words[0]]
    if leaf.slop == 0:
        return _phrase_hits(leaf.words, tokens)
    return _near_hits(leaf.words, leaf.slop, tokens)


def _phrase_hits(words: tuple[str, ...], tokens: list[Token]) -> Iterator[tuple[int, int]]:
    size = len(words)
    for i, token in enumerate(tokens[: len(tokens) - size + 1]):
        if token.form == words[0]:
            window = tokens[i : i + size]
            in_a_row = window[-1].position - token.position == size - 1
            if in_a_row and tuple(t.form for t in window) == words:
                yield token.start, window[-1].end


def _near_hits(words: tuple[str, ...], slop: int, tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Every word that stands near another one; none unless each two are near somewhere."""
    wanted = set(words)
    found = [t for t in tokens if t.form in wanted]
    near: set[tuple[int, int]] = set()
    pairs: set[frozenset[str]] = set()
    for i, first in enumerate(found):
        for second in found[i + 1 : i + 2 + slop]:
            if second.position - first.position > slop + 1:
                break
            if second.form != first.form:
                pairs.add(frozenset((first.form, second.form)))
                near.update(((first.start, first.end), (second.start, second.end)))
    if len(pairs) == len(words) * (len(words) - 1) // 2:
        yield from near


# --- the index on disk -------------------------------------------------------------------------


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", fast=True, indexed=False)
    builder.add_text_field("title", tokenizer_name="stemmed")
    builder.add_text_field("text", tokenizer_name="stemmed")
    builder.add_text_field("exact_title", tokenizer_name="folded", index_option="basic")
    builder.add_text_field("exact_text", tokenizer_name="folded", index_option="basic")
    builder.add_text_field("source", tokenizer_name="folded")
    return builder.build()


def _with_analyzers(index: tantivy.Index) -> tantivy.Index:
    for name, analyzer in _analyzers().items():
        index.register_tokenizer(name, analyzer)
    return index


def write_index(
    folder: Path, documents: Iterable[tuple[int, str, str, str]], threads: int = 1
) -> None:
    """Add (row, title, text, source) documents to the index in a folder, making it if need be.

    Raises:
        OSError: the index cannot be written (a full disk, say).
    """
    folder.mkdir(parents=True, exist_ok=True)
    index = _with_analyzers(tantivy.Index(_schema(), path=str(folder)))
    writer = index.writer(heap_size=200_000_000 * threads, num_threads=threads)
    for row, title, text, source in documents:
        document = tantivy.Document()
        document.add_unsigned("row", row)
        for name, value in (("title", title), ("text", text)):
            document.add_text(name, value)
            document.add_text(f"exact_{name}", value)
        document.add_text("source", source)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


class SearchIndex:
    """An opened index.

    Raises:
        DamagedError: there is no readable index in the folder.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._index = _with_analyzers(tantivy.Index.open(str(folder)))
            self._searcher = self._index.searcher()
        except (ValueError, OSError) as error:
            raise DamagedError(f"the search index {folder} cannot be read ({error})") from error

    def matches(self, query: Query) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """All matching rows, best first, and their BM25 scores (Robertson & Zaragoza 2009)."""
        compiled = query.compile(self._index.schema)
        found = self._searcher.search(compiled, limit=max(1, self._searcher.num_docs)).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in found])
        scores = np.fromiter((score for score, _ in found), np.float32, len(found))
        return np.array(rows, dtype=np.int32), scores
