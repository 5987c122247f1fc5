"""Synthetic records in a library of their own, not those that the benchmarks cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import data, synthetic, writing


def synthetic_library(records: int, folder: Path) -> data.Given:
    """A dataset of so many synthetic records, saved below `folder`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "CACHE", folder)
        return data.Given(synthetic.name_of(records), writing.library(records))
