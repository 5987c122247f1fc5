"""A region as a filter: in addresses, certainly and possibly, over HTTP and by a click in the table."""

from __future__ import annotations

import re

import pytest
import shapely
import the_case
from playwright.sync_api import expect
from test_api import client  # noqa: F401 - a fixture
from test_page import address, page, told
from test_regions import CASE, drawn

import geodata
from components.text.strings import say
from geodata import region_filters
from geodata.errors import FilterError
from geodata.filters import Filters, from_query
from geodata.library import paths
from geodata.query import answers, fitting, region_sets, store

KOSOVO = "region=countries%2FKosovo"


def test_a_region_is_written_and_read() -> None:
    chosen = Filters(regions=("countries/Kosovo", "countries/A/B"))
    assert chosen.to_query() == "region=countries%2FA%2FB&region=countries%2FKosovo"
    assert from_query(chosen.to_query()).regions == ("countries/A/B", "countries/Kosovo")
    assert region_filters.read("countries/A/B") == ("countries", "A/B")
    for text in ("Kosovo", "countries/", "/Kosovo"):
        with pytest.raises(FilterError, match="such as 'countries/Kosovo'"):
            Filters(regions=(text,))


def test_the_filter_shows_what_the_table_counts() -> None:
    here = store.opened(paths.DEFAULT)
    for name, (certain, possible) in CASE.items():
        chosen = Filters(regions=(f"countries/{name}",))
        counts = answers.counts(here, chosen)
        assert (counts.shown - counts.possible, counts.shown) == (certain, possible)
    both = Filters(regions=("countries/Kosovo", "countries/Serbia"))
    assert answers.counts(here, both).shown < CASE["Kosovo"][1] + CASE["Serbia"][1]
    assert len(geodata.load(paths.DEFAULT, Filters(regions=("countries/Kosovo",), within="certainly"))) == 116


def test_regions_of_one_name_are_told_apart() -> None:
    squares = [shapely.box(x, 0, x + 1, 1) for x in range(5)]
    made = drawn(squares, ["A", "A", "B", "C", "C"])
    made.regions["code"] = ["x", "y", None, None, None]
    assert region_sets.keys(made) == ("A (x)", "A (y)", "B", "C #4", "C #5")


def test_a_region_that_is_not_there_is_refused_with_those_like_it() -> None:
    here = store.opened(paths.DEFAULT)
    with pytest.raises(FilterError, match="'countries/Kosovo'"):
        fitting.check(here, Filters(regions=("countries/Kosova",)))
    with pytest.raises(FilterError, match="boundaries that are here: countries"):
        fitting.check(here, Filters(regions=("provinces/Kosovo",)))


def test_the_page_opens_with_a_region_and_its_chip_removes_it() -> None:
    app = page(region="countries/Kosovo")
    assert not app.exception
    counts = answers.counts(store.opened(paths.DEFAULT), from_query(KOSOVO))
    assert told(app) == [say(f"counts.{kind}", n=n) for kind, n in counts.kinds.items()]
    chip = app.button(key="chip regions countries/Kosovo")
    assert chip.label == "possibly in Kosovo ✕"
    chip.click().run()
    assert "region" not in address(app)


def test_the_page_leaves_out_a_region_that_is_not_there_and_says_so() -> None:
    app = page(region=["countries/Kosovo", "countries/Atlantis"])
    assert not app.exception
    assert address(app)["region"] == ["countries/Kosovo"]
    assert any("Atlantis" in each.value for each in app.error)


def test_http_answers_as_the_page_and_refuses_what_is_no_region(client) -> None:  # noqa: F811
    here = store.opened(paths.DEFAULT).dataset
    folder = f"/data/{here.name}/{here.version}"
    mask = client.get(f"{folder}/mask.bin?{KOSOVO}")
    assert mask.status_code == 200
    assert sum(each.bit_count() for each in mask.content) == CASE["Kosovo"][1]
    assert client.get(f"{folder}/mask.bin?region=countries%2FKosova").status_code == 400
    assert client.get(f"{folder}/mask.bin?region=provinces%2FA").status_code == 400


@pytest.mark.browser
def test_a_click_on_a_region_shows_its_records(visit) -> None:
    seen = visit()
    seen.shows("", drawn=the_case.drawn())
    part = seen.part("Regions")
    expect(part).to_contain_text("Records lie in 6 regions of 255.")
    part.locator("[data-testid=stDataFrame]").first.click(position={"x": 60, "y": 55}, force=True)
    expect(seen.page).to_have_url(re.compile(r"[?&]region=countries%2FKosovo"))
    seen.shows(KOSOVO)
    expect(seen.page.locator(".st-key-chips")).to_contain_text("possibly in Kosovo")
