"""Speed beside scikit-learn (`make bench`), and quality against labelled data (`make eval`)."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def data() -> Path:
    """The folder of real and labelled corpora: `WIRESCOPE_DATA`, else `../shared/data`.

    Raises:
        SystemExit: it is not there; nothing can be measured then.
    """
    folder = Path(os.environ.get("WIRESCOPE_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        raise SystemExit(f"no labelled data at {folder}; name the folder with WIRESCOPE_DATA")
    return folder
