"""The tables in `data/`: what this room knows of names, words and formats, for people to edit."""

from __future__ import annotations

import csv
from pathlib import Path

FOLDER = Path(__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of `data/NAME.csv`, each a dict of column name to value."""
    with open(FOLDER / f"{name}.csv", encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))
