"""Which column of a table is which field of an article.

The names that exports use stand in `data/columns.csv`, the likelier ones of each field first;
case, spaces and punctuation do not matter. A `Mapping` says it for a table that nothing recognises.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from lib.corpus import knowledge
from lib.corpus.schema import FIELDS, MappingError


@dataclass(frozen=True, slots=True)
class Mapping:
    """Field to column, as the reader of a table says it; the empty mapping says nothing.

    `pairs` holds (field, column) in the order of `FIELDS`, each field once.
    """

    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, written: str) -> Mapping:
        """Return the mapping that `date=COL,text=COL2` writes.

        An item whose column holds a comma stands in double quotes: `"text=Body, full"`. Raises
        `MappingError` for an unknown field, a field given twice, and an item that is no pair.
        """
        found: dict[str, str] = {}
        for item in next(csv.reader([written], skipinitialspace=True), []):
            if item.strip():
                name, column = _pair(item)
                if name in found:
                    raise MappingError(f"the field {name!r} is mapped twice: give it one column")
                found[name] = column
        return cls.of(found)

    @classmethod
    def of(cls, columns: dict[str, str]) -> Mapping:
        """Return the mapping of a dict of field to column; raises `MappingError` as `parse`."""
        pairs = [_pair(f"{name}={column}") for name, column in columns.items()]
        return cls(tuple(sorted(pairs, key=lambda pair: FIELDS.index(pair[0]))))

    def __str__(self) -> str:
        """Return the canonical form, which `parse` reads back to an equal mapping."""
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(f"{name}={col}" for name, col in self.pairs)
        return line.getvalue() if self.pairs else ""

    def __bool__(self) -> bool:
        """Return whether the mapping says anything."""
        return bool(self.pairs)


@dataclass
class Columns:
    """What a reader needs to map the columns of a table.

    `names` in the order of the file, `recognised` field to column, `sample` the first rows as
    column to text, and whether the table cannot be read without a mapping.
    """

    names: list[str]
    recognised: dict[str, str]
    sample: list[dict[str, str]]
    needs_mapping: bool


@dataclass(frozen=True, slots=True)
class Binding:
    """The columns that make each field of one table, and those that make none.

    `fields` maps a field to one column, or to several whose texts follow each other; `lacking`
    holds the columns that a mapping names and the table has not.
    """

    names: tuple[str, ...]
    fields: dict[str, tuple[str, ...]] = field(hash=False)
    others: tuple[str, ...]
    lacking: tuple[str, ...]

    @property
    def readable(self) -> bool:
        """Return whether the table has a title or a text."""
        return "title" in self.fields or "text" in self.fields

    def complaint(self) -> str:
        """Return why no article can be read with these columns, and what to do."""
        shown = ", ".join(repr(name[:40]) for name in self.names[:12]) or "none"
        more = f" and {len(self.names) - 12} more" if len(self.names) > 12 else ""
        said = "neither a title nor a text is recognised among the columns "
        lacking = "".join(f"; it has no column {name!r} as mapped" for name in self.lacking)
        return f"{said}{shown}{more}{lacking}; name them with --map title=COLUMN,text=COLUMN"


@lru_cache(maxsize=4096)
def bind(names: tuple[str, ...], mapping: Mapping) -> Binding:
    """Return how columns make fields: as mapped where they are there, else by known names."""
    mapped, lacking = _mapped(names, mapping)
    free = {plain(name): name for name in reversed(names) if name not in mapped.values()}
    fields: dict[str, tuple[str, ...]] = {name: (column,) for name, column in mapped.items()}
    for name in FIELDS:
        if name not in fields and (columns := _recognised(name, free)):
            fields[name] = columns
    used = {column for columns in fields.values() for column in columns}
    return Binding(names, fields, tuple(n for n in names if n not in used), tuple(lacking))


def recognises(names: Iterable[str]) -> int:
    """Return how many fields the names of a header make, 0 without a title or a text."""
    binding = bind(tuple(names), Mapping())
    return len(binding.fields) if binding.readable else 0


def plain(name: str) -> str:
    """Return a column's name as it is compared: its letters and digits alone, in lower case."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _pair(item: str) -> tuple[str, str]:
    name, equals, column = item.partition("=")
    name, column = name.strip().lower(), column.strip()
    if not equals or not column:
        raise MappingError(f"{item!r} is no mapping: write FIELD=COLUMN, as in date=published")
    if name not in FIELDS:
        fields = ", ".join(FIELDS)
        raise MappingError(f"{name!r} is no field of an article: the fields are {fields}")
    return name, column


def _mapped(names: tuple[str, ...], mapping: Mapping) -> tuple[dict[str, str], list[str]]:
    """Return field to column for the mapped columns that a table has, and those it lacks."""
    loose = {plain(name): name for name in reversed(names)}
    found: dict[str, str] = {}
    lacking: list[str] = []
    for name, column in mapping.pairs:
        actual = column if column in names else loose.get(plain(column)) if plain(column) else None
        if actual is None:
            lacking.append(column)
        else:
            found[name] = actual
    return found, lacking


def _recognised(name: str, free: dict[str, str]) -> tuple[str, ...]:
    """Return the columns of the first known name of a field that a table has, or none."""
    for wanted in _known()[name]:
        if all(part in free for part in wanted):
            return tuple(free[part] for part in wanted)
    return ()


@lru_cache(maxsize=1)
def _known() -> dict[str, list[tuple[str, ...]]]:
    """Return the plain names of the columns of each field; several where they are joined."""
    known: dict[str, list[tuple[str, ...]]] = {name: [] for name in FIELDS}
    for row in knowledge.rows("columns"):
        known[row["field"]].append(tuple(plain(part) for part in row["column"].split("+")))
    return known
