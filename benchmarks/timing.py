"""What is said of many times: their median, and what nineteen of twenty do not exceed."""

from collections.abc import Sequence
from statistics import median, quantiles


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds.

    >>> spread([0.001, 0.002, 0.003])
    {'median_ms': 2.0, 'p95_ms': 2.9}
    """
    p95 = quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
    return {"median_ms": round(median(seconds) * 1e3, 4), "p95_ms": round(p95 * 1e3, 4)}
