"""Research questions that the page answers on the built-in case, each number counted by hand in its files.

Which posts are near the monastery stands in `test_browser_near.py`; all six on UCDP's file in
`test_browser_questions_ucdp.py`.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from test_regions_on_the_page import own_file

from geodata.__main__ import main

pytestmark = pytest.mark.browser

TROOPS = "troops%7Ctroops+at+the+time%7Ctroops+before%7Ctroops+after"


def cells(place, number: int) -> list[str]:
    """The cells of a table: they stand in the page for those who read by ear."""
    return place.get_by_test_id("stDataFrame").nth(number).locator("[id^=glide-cell-]").all_text_contents()


def test_how_the_deployment_grew_and_shrank(visit):
    seen = visit(f"?part=charts&chart=figures&figures={TROOPS}")
    part = seen.page.locator(".st-key-part_open")
    part.get_by_text("The numbers of this chart").click()
    expect(part.locator("[id^=glide-cell-]", has_text="troops after").first).to_be_attached()
    told = cells(part, 0)
    for figure in ("8350", "7500", "4500", "4400"):
        assert any(each.replace(",", "") == figure for each in told), (figure, told)


def test_how_many_were_killed_by_whom_per_month(visit):
    seen = visit("?measure=fatalities&part=charts&by=actor&period=month")
    expect(seen.page.get_by_role("button", name="4 killed in 31 of 197 records")).to_be_visible()
    chart = seen.page.get_by_test_id("stVegaLiteChart").first
    expect(chart.locator("svg")).to_contain_text("Fatalities by month, parted by actors")
    expect(chart.locator("svg")).to_contain_text("Armed Serb group (Banjska)")
    bars = chart.locator(".mark-rect path")
    expect(bars).to_have_count(2)  # the same four in the bar of each who took part
    labels = [bar.get_attribute("aria-label") for bar in bars.all()]
    assert all("2023-09" in label and "4" in label for label in labels), labels


def test_june_against_september(visit):
    seen = visit("?part=compare&from=2023-09-01&to=2023-09-30&than=from%3D2023-06-01%26to%3D2023-06-30")
    part = seen.page.locator(".st-key-part_open")
    for figure in ("30–37", "14–15", "+16 (+15 to +23)"):
        expect(part.locator("[id^=glide-cell-]", has_text=figure).first).to_be_attached()
    chart = part.get_by_test_id("stVegaLiteChart").locator("svg")
    expect(chart).to_contain_text("Records by day: A and B, each from its own first day")


def test_which_pairs_of_actors(visit):
    seen = visit("?part=charts")
    pairs = seen.page.get_by_test_id("stDataFrame").last
    pairs.scroll_into_view_if_needed()
    expect(pairs.locator("[id^=glide-cell-]", has_text="EULEX").first).to_be_attached()
    told = pairs.locator("[id^=glide-cell-]").all_text_contents()
    first = told.index("Kosovo Police")
    assert told[first : first + 2] == ["Kosovo Police", "EULEX"]
    assert "11" in told[first + 2]


def test_which_provinces_per_100_000_people(visit, serve, tmp_path):
    """One killed in BNJ-02, three in BNJ-04, all in the north: 4 of 50,000 are 8 of 100,000."""
    file = tmp_path / "provinces.geojson"
    file.write_bytes(own_file(NAME_1=["North", "South"], population=[50_000, 1_000_000]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
        assert main(["boundaries", "add", str(file), "--drawn-by", "a test"]) == 0
    address = serve(INCIDENTS_LIBRARY=str(tmp_path / "library"))
    seen = visit("?part=regions&borders=provinces&measure=fatalities&shade=people", address=address)
    part = seen.page.locator(".st-key-part_open")
    expect(part.locator("[id^=glide-cell-]", has_text="North").first).to_be_attached()
    told = cells(part, 0)
    line = told[told.index("North") + 1 : told.index("South")]
    assert line[:2] == ["4", "4"]
    assert "8" in line[2:], line
    expect(seen.page.locator(".legend-regions")).to_contain_text("Borders: a test")
