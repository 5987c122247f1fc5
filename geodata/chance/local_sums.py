"""Finds where values lie higher or lower together than chance would put them: Getis and Ord's local Gi*.

A. Getis and J. K. Ord, Geographical Analysis 24 (1992), 189-206; in the standardised form of J. K. Ord and A.
Getis, Geographical Analysis 27 (1995), 286-306, with each place among its own neighbours, all of weight 1.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import stats

from geodata.chance.rate_ratios import false_discoveries

Numbers = npt.NDArray[np.float64]


class LocalSums(NamedTuple):
    """One value for each place."""

    around: Numbers
    """The sum of the place's own value and its neighbours'."""
    z: Numbers
    """How many standard deviations that is above what it would be anywhere; 0 where all values are equal."""
    p: Numbers
    """How probable a deviation as large as this, in either direction, is by chance alone."""
    q: Numbers
    """The share of false findings among all places as unusual (Benjamini and Hochberg 1995)."""


def gi_star(values: Numbers, neighbours: npt.NDArray[np.int64]) -> LocalSums:
    """Compare the sum around each place with the sums that the same values would have anywhere.

    Parameters
    ----------
    values
        One for each of n places, zeros included: those are what the rest stands out from.
    neighbours
        n lines of the positions of a place's neighbours, itself among them; −1 fills lines that are shorter.
    """
    n = len(values)
    around = np.append(values, 0.0)[neighbours].sum(axis=1)
    size = (neighbours >= 0).sum(axis=1).astype(float)
    spread = values.std() * np.sqrt(np.maximum(n * size - size**2, 0.0) / max(n - 1, 1))
    z = np.divide(around - values.mean() * size, spread, out=np.zeros(n), where=spread > 0)
    p = 2 * stats.norm.sf(np.abs(z))
    return LocalSums(around, z, p, false_discoveries(p))
