"""How work grows with its size: as a ratio, measured so that a busy machine does not change the answer."""

from __future__ import annotations

import time
from collections.abc import Callable

LINEAR = 10  # of what is four times as large: in proportion 4, by its square 16
_LEAST = 0.02  # seconds that the smaller work takes at least, unless it is as large as allowed


def growth(work: Callable[[int], object], size: int, most: int) -> float:
    """How many times longer work of four times the size takes, at the best of several turns of either.

    The size is doubled until the clock can tell, to ``most`` at the utmost.
    """
    while _seconds(work, size) < _LEAST and size < most:
        size *= 2
    short = long = float("inf")
    for _turn in range(8):
        short, long = min(short, _seconds(work, size)), min(long, _seconds(work, 4 * size))
        if long <= LINEAR * short:
            break
    return long / short


def _seconds(work: Callable[[int], object], size: int) -> float:
    begun = time.process_time()
    work(size)
    return time.process_time() - begun
