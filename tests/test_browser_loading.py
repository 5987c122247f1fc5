"""A dataset that comes in several blocks is drawn while it comes, unless a filter would show less of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from synthetic_libraries import synthetic_library

from benchmarks import data
from geodata import queries
from geodata.filters import Filters
from geodata.packing import BLOCK

pytestmark = pytest.mark.browser

N = BLOCK + 1000
WATCH = """
    window.__previewed = [];
    new MutationObserver((found) => {
        for (const { target } of found) window.__previewed.push(Number(target.dataset.places));
    }).observe(document, { subtree: true, attributeFilter: ["data-places"] });
"""


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> data.Given:
    return synthetic_library(N, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def address(given: data.Given, serve: Callable[..., str]) -> str:
    return serve(INCIDENTS_LIBRARY=str(given.library))


@pytest.mark.parametrize("filters", [Filters(), Filters(kinds=("statement",))])
def test_the_places_of_the_first_block_are_seen_before_the_last_has_come(
    visit, given, address, filters, monkeypatch
) -> None:
    monkeypatch.setenv("INCIDENTS_LIBRARY", "")  # `Given.enter` sets it: set it back afterwards
    opened = given.opened()
    seen = visit(f"{given.query}&{filters.to_query()}", address=address, script=WATCH)
    seen.shows(filters.to_query(), drawn=queries.counts(opened, filters).drawn)
    previewed = seen.page.evaluate("window.__previewed")
    if filters.is_empty:
        assert 0 < previewed[-1] <= BLOCK
    else:
        assert previewed == []
    expect(seen.page.locator(".incident-preview")).to_have_count(0)
