"""Compares counts of two groups of events: the ratio of their rates, its interval, and what chance would do.

Given how many events there are in both together, those of the first are binomial if events come singly and
independently (Poisson): the conditional test of J. Przyborowski and H. Wilenski, Biometrika 31 (1940),
313-323, with the exact interval of C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), 404-413.
Incidents often come in clusters; then the interval is too narrow, which whoever shows it has to say.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import stats

Numbers = npt.NDArray[np.float64]

LEVEL = 0.95
"""The share of intervals that hold the true ratio, if events come independently."""


class RateRatios(NamedTuple):
    """One value for each pair of counts; not a number where both counts are zero."""

    ratio: Numbers
    """The first rate by the second; infinite where the second count is zero."""
    low: Numbers
    high: Numbers
    p: Numbers
    """How probable a difference as large as this, in either direction, is by chance alone."""
    q: Numbers
    """The same, for so many comparisons at once: the share of false findings among all as small
    (Y. Benjamini and Y. Hochberg, JRSS B 57, 1995, 289-300)."""


def compared(
    first: npt.ArrayLike, second: npt.ArrayLike, *, exposure: tuple[float, float] = (1.0, 1.0)
) -> RateRatios:
    """Compare counts, each of the first with that of the second at the same place.

    Parameters
    ----------
    first, second
        Whole numbers of events, of equal length.
    exposure
        How long, or how large, what was looked at is: days of both periods; both above zero.
    """
    one, two = np.asarray(first, float), np.asarray(second, float)
    n, (days, others) = one + two, exposure
    some = n > 0
    tail = (1 - LEVEL) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        share = one / n
        low = np.where(one > 0, stats.beta.ppf(tail, one, two + 1), 0.0)
        high = np.where(two > 0, stats.beta.ppf(1 - tail, one + 1, two), 1.0)
        ratio, least, most = (
            np.where(some, each / (1 - each) * others / days, np.nan) for each in (share, low, high)
        )
    expected = days / (days + others)
    at_most, at_least = stats.binom.cdf(one, n, expected), stats.binom.sf(one - 1, n, expected)
    p = np.where(some, np.minimum(1.0, 2 * np.minimum(at_most, at_least)), np.nan)
    return RateRatios(ratio, least, most, p, false_discoveries(p))


def false_discoveries(p: Numbers) -> Numbers:
    """Of each probability the share of false findings among those as small; missing ones stay missing."""
    found = np.full(len(p), np.nan)
    known = np.isfinite(p)
    if known.any():
        found[known] = stats.false_discovery_control(p[known])
    return found
