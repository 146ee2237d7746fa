"""How often somebody may try: a bucket of tries that fills again with time. Time here is the clock that only rises."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from math import ceil

from yeoun.errors import TooOften

MOST_KEYS = 10_000    # our choice: the least recently used are forgotten


class Limit:
    """So many tries a minute for each key."""

    def __init__(self, a_minute: int, clock: Callable[[], float]) -> None:
        """clock: seconds, never going back."""
        self._most, self._clock = a_minute, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str) -> None:
        """Use a try. Refuses TooOften, when none is left."""
        with self._lock:
            now = self._clock()
            left, since = self._left.pop(key, (float(self._most), now))
            left = min(float(self._most), left + (now - since) * self._most / 60)
            self._left[key] = (left - 1 if left >= 1 else left, now)
            while len(self._left) > MOST_KEYS:
                self._left.popitem(last=False)
        if left < 1:
            raise TooOften(wait_s=str(ceil((1 - left) * 60 / self._most)))
