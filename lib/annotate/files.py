"""The data files of this room: read as tables, lists and sections, and digested.

Everything the annotators know about the world lies in `data/`, in files that a person can edit.
A file with a fault stops the program with the file, the line and what to do.
"""

import csv
import hashlib
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


class DataFileError(ValueError):
    """A data file of the annotators is wrong; the message says where, and what to do."""


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the records of a CSV file, each value stripped, each column present.

    Raises `DataFileError` where a record has more or fewer cells than the header.
    """
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        records = []
        for record in reader:
            if None in record or None in record.values():
                message = f"{name}, line {reader.line_num}: {len(reader.fieldnames or ())} cells"
                raise DataFileError(f"{message} expected; quote cells that hold a comma")
            records.append({column: value.strip() for column, value in record.items()})
    return tuple(records)


def cells(value: str) -> tuple[str, ...]:
    """Split a cell that holds several values: "US|U.S.|USA"."""
    return tuple(part.strip() for part in value.split("|") if part.strip())


def lines(name: str) -> tuple[str, ...]:
    """Return the lines of a text file, without blank ones and comments ("# ...")."""
    text = (DATA / name).read_text(encoding="utf-8")
    return tuple(line.strip() for line in text.splitlines() if line.strip() and line[0] != "#")


@cache
def sections(name: str) -> dict[str, tuple[str, ...]]:
    """Return the entries of a text file by section.

    A section begins with "[its name]"; entries are separated by white space, or by ";" where
    the line holds one (then an entry may have spaces).
    """
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in lines(name):
        if line.startswith("[") and line.endswith("]"):
            current = found.setdefault(line[1:-1], [])
        elif current is None:
            raise DataFileError(f'{name}: "{line}" stands before the first [section]')
        else:
            current.extend(part.strip() for part in line.split(";" if ";" in line else None))
    return {section: tuple(filter(None, entries)) for section, entries in found.items()}


@cache
def digest() -> str:
    """Return 16 hex digits that change whenever a data file does."""
    hashed = hashlib.blake2b(digest_size=8)
    for path in sorted(DATA.iterdir()):
        if path.suffix in (".csv", ".txt", ".npz"):
            content = path.read_bytes()
            hashed.update(f"{path.name} {len(content)}\n".encode())
            hashed.update(content)
    return hashed.hexdigest()
