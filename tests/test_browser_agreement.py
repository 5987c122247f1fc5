"""Drawn = caption = query in all modes, and a click opens what is there: as the benchmarks check it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from benchmarks.browser import fresh_page
from benchmarks.figures import agreement, query_time

pytestmark = pytest.mark.browser

N = 3000
FILTERS = 5


@pytest.mark.parametrize("mode", agreement.MODES)
def test_the_number_drawn_is_the_captions_and_the_querys(browser: Browser, given, address, mode):
    opened = given.opened()
    wanted = query_time.questions(opened, FILTERS)
    with fresh_page(browser) as page:
        seen = list(agreement.numbers(page, address, opened, wanted, mode))
    assert len(seen) == FILTERS
    assert [each for each in seen if not each.agree] == []
    assert len({each.drawn for each in seen}) > 1


@pytest.mark.parametrize("mode", agreement.CLICKABLE)
def test_a_click_opens_the_record_that_is_there(browser: Browser, given, address, mode):
    [record] = agreement.alone(given, 1)
    with fresh_page(browser) as page:
        assert agreement.clicked(page, address, given.name, record, mode) is None


def test_three_numbers_that_differ_are_noticed():
    assert agreement.Seen(3, 3, 3).agree
    assert not agreement.Seen(3, 3, 4).agree
    assert not agreement.Seen(None, 3, 3).agree
