"""Answers over a selection of a corpus: counts, trends, terms, actors, evidence, exports.

selection   the frozen value, its rows, its link
time        periods, timelines, gaps
actors      rankings, forms, pairs
terms       key terms, comparisons
topics      topics of a selection
splits      timelines split by actor, source, topic or words, and the articles of a point
news        the last day against the weeks before
evidence    the sentences behind a number
export      files to take away
"""

from lib.measure.selection import Resolved, Selection, resolve

__all__ = ["Resolved", "Selection", "resolve"]
