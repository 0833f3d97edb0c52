"""What work costs, and how times are told."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """What building an index took."""

    seconds: float
    processor: float
    """Seconds, of all processes that took part."""
    bytes: int
    """Of its files."""
    searchable: float | None = None
    """Seconds after which what had changed was found, where that came before the rest."""


def cost(work: Callable[[], object], folder: Path) -> Cost:
    """What it takes to work; ``folder`` has the index then. Processor time is that of this process and of
    those that it has waited for."""
    begun, before = time.perf_counter(), _processor()
    work()
    seconds, processor = time.perf_counter() - begun, _processor() - before
    return Cost(seconds, processor, sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()))


def spread(times: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return statistics.median(times), sorted(times)[int(len(times) * 0.95)]


def _processor() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
