"""The frame around the pages, as far as it can be seen without one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

import pytest

from lib.view import frame


def test_two_sessions_are_drawn_at_once_and_no_third(monkeypatch: pytest.MonkeyPatch) -> None:
    lock, now, most = Lock(), [0], [0]
    together = Barrier(2)

    def draw() -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        together.wait(timeout=10)
        with lock:
            now[0] -= 1

    monkeypatch.setattr(frame, "_draw", draw)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: frame.run(), range(6)))
    assert most[0] == 2


def test_a_session_that_breaks_off_gives_its_turn_to_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def break_off() -> None:
        raise RuntimeError

    monkeypatch.setattr(frame, "_draw", break_off)
    with pytest.raises(RuntimeError):
        frame.run()
    turns = [frame._TURNS.acquire(timeout=1) for _ in range(2)]
    for _ in turns:
        frame._TURNS.release()
    assert turns == [True, True]
