"""From a record's details to what is near it: the map, the chip and the table tell the same."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

MONASTERY = "BNJ-03"


def test_which_sites_are_near_the_monastery_and_how_far(visit):
    seen = visit(f"?kind=site&incident={MONASTERY}")
    details = seen.page.locator(".st-key-details")
    details.get_by_role("button", name="Show what is near").click()
    seen.shows("kind=site&near=15+km+of+record+BNJ-03", drawn=1)
    chips = seen.page.locator(".st-key-chips")
    expect(chips).to_contain_text("possibly within 15 km of Armed men enter Banjska Monaste…")
    expect(seen.titles.first).to_have_text("Camp Nothing Hill")
    expect(seen.page.locator("[class*=st-key-table] table").first).to_contain_text("14.8 km ± 4.2")
    if folder := os.environ.get("NEAR_SCREENSHOT"):
        seen.page.screenshot(path=folder)
    chips.get_by_role("button", name="possibly within 15 km").click()
    seen.shows("kind=site")
