"""Finds among whole numbers each of them once, and where it stands first, by sorting.

Numpy's own way hashes what it only has to list: a hundred times as long where most numbers differ.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]

_BITS: Final = 63


def each(numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Each of n numbers once, rising."""
    ordered = np.sort(numbers)
    return ordered[_begins(ordered)]


def places(numbers: Numbers) -> Numbers:
    """Where each of n numbers, none below 0, stands first; in the order of the numbers."""
    bits = len(numbers).bit_length()
    if int(numbers.max(initial=0)).bit_length() + bits > _BITS:
        return np.unique(numbers, return_index=True)[1].astype(np.int64)
    ordered = np.sort(numbers << bits | np.arange(len(numbers)))
    found: Numbers = ordered[_begins(ordered >> bits)] & (1 << bits) - 1
    return found


def _begins(ordered: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    begins = np.ones(len(ordered), bool)
    begins[1:] = ordered[1:] != ordered[:-1]
    return begins
