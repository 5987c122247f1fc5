"""A map of many records in a real browser: who is there, how many stand where, and what a crowded place holds."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from geodata.filters import Filters
from geodata.library import paths
from geodata.query import answers, grids
from geodata.query.store import opened

pytestmark = pytest.mark.browser

N = 12_000
"""Records of `given`."""


def legend(page: Page) -> list[tuple[str, int]]:
    """Names and counts of the legend's entries."""
    entries = page.locator(".legend-entry")
    return [
        (name, int(count.replace(",", "")))
        for name, count in zip(
            entries.locator(".legend-name").all_inner_texts(),
            entries.locator(".legend-count").all_inner_texts(),
            strict=True,
        )
    ]


def expected(dataset: str, filters: Filters) -> tuple[list[tuple[str, int]], int]:
    """The seven first actors with most records shown, and how many records have another or none."""
    store = opened(dataset)
    by = grids.drawn_by(store, filters, "actor")
    leading = grids.most_drawn(by)
    named = [(store.label("actor", store.words["actor"][code]), by[code]) for code in leading if by[code]]
    return sorted(named, key=lambda each: -each[1]), sum(by) - sum(by[code] for code in leading)


@pytest.mark.parametrize("level", ["rows", "cells"])
def test_the_actors_legend_shows_who_is_there_under_a_filter(visit, level):
    seen = visit("?colour=actor", script=f"window.__incidentMapLevel = '{level}'")
    for query, filters in (("", Filters()), ("kind=statement", Filters(kinds=("statement",)))):
        if query:
            seen.page.get_by_role("button", name="Statement (24)").click()
        seen.shows(query)
        named, others = expected(paths.DEFAULT, filters)
        expect(seen.page.locator(".legend-entry .legend-count").first).to_have_text(str(named[0][1]))
        told = legend(seen.page)
        assert sorted(told[: len(named)]) == sorted(named)
        assert [count for _, count in told[: len(named)]] == [count for _, count in named]
        assert [count for _, count in told[len(named) :]] == ([others] if others else [])
