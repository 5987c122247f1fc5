"""The same research questions on UCDP's file of the Central African Republic, each number worked out twice.

Pinned here, by `ucdp_by_hand` from the file alone, and read from the page. No garrisons stand in this file:
what grew and shrank is the fighting, and what lies near is what happened near.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import ucdp_by_hand
from playwright.sync_api import expect
from scipy.stats import binomtest
from test_browser_questions import cells

from geodata.__main__ import main

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not ucdp_by_hand.FILE.exists(), reason="the file is not part of the project"),
]

BRIA = 238720
"""The event of 20 June 2017 in Bria in which most were killed, 137."""


@pytest.fixture(scope="module")
def asked(serve, tmp_path_factory):
    """The address of a dashboard whose library holds the file and the country's two halves."""
    library = tmp_path_factory.mktemp("library")
    halves = Path(library) / "halves.geojson"
    halves.write_bytes(ucdp_by_hand.halves())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INCIDENTS_LIBRARY", str(library / "library"))
        assert main(["import", str(ucdp_by_hand.FILE), "--name", "car"]) == 0
        assert main(["boundaries", "add", str(halves), "--drawn-by", "a test"]) == 0
    return serve(INCIDENTS_LIBRARY=str(library / "library"))


@pytest.fixture
def ask(visit, asked):
    """Open the page on the file: `ask("part=charts")`."""
    return lambda query: visit(f"?dataset=car&{query}", address=asked)


def test_what_happened_near_bria_and_how_far(ask):
    assert ucdp_by_hand.near(BRIA, 60) == (100, 167)
    seen = ask(f"near=60+km+of+record+{BRIA}")
    seen.rests()
    assert seen.counts()[:2] == ["167 of 1,848 records", "67 only possibly in range"]
    away = ucdp_by_hand.metres_from(BRIA)[ucdp_by_hand.events()["where_prec"].eq(1).to_numpy()]
    farthest = away[away <= 60_000 + 2 * 5_000].max() / 1000
    assert round(farthest, 1) == 66.1
    seen = ask(f"near=60+km+of+record+{BRIA}&precision=settlement&sort=-distance")
    seen.rests()
    table = seen.page.locator("[class*=st-key-table] [id^=glide-cell-]")
    expect(table.filter(has_text="66.1 km ± 10.0").first).to_be_attached()
    seen = ask(f"near=60+km+of+record+{BRIA}&within=certainly")
    seen.rests()
    assert seen.counts()[0] == "100 of 1,848 records"


def test_how_the_fighting_grew_and_shrank(ask):
    events = ucdp_by_hand.events()
    assert (events["first"].dt.year == events["last"].dt.year).all()
    counted = events["first"].dt.year.value_counts()
    assert [counted[year] for year in (2012, 2013, 2014, 2016, 2017, 2020, 2021)] == [
        *(31, 186, 461, 70, 220, 56, 167)
    ]
    seen = ask("part=charts&period=year&by=nothing")
    chart = seen.page.get_by_test_id("stVegaLiteChart").first
    expect(chart.locator("svg")).to_contain_text("Records by year")
    bars = chart.locator(".mark-rect path")
    expect(bars).to_have_count(len(counted))
    told = [bar.get_attribute("aria-label") for bar in bars.all()]
    for year, n in counted.items():
        assert any(f"Period: {year}; Records: {n};" in each and "part: Certainly" in each for each in told), (
            year
        )


def test_how_many_were_killed_by_whom_per_month(ask):
    certain, possible = ucdp_by_hand.between("2013-12-01", "2014-02-28")
    figures = [(each["best"].sum(), each["low"].sum(), each["high"].sum()) for each in (possible, certain)]
    assert figures == [(3078, 2398, 3838), (2869, 2388, 3629)]
    seen = ask("measure=fatalities&part=charts&by=actor&period=month&from=2013-12-01&to=2014-02-28")
    whole = "3,078 (2,398–3,838) killed in 222 of 222 records; certainly in range: 2,869 (2,388–3,629)"
    expect(seen.page.get_by_role("button", name=whole)).to_be_visible()
    chart = seen.page.get_by_test_id("stVegaLiteChart").first
    expect(chart.locator("svg")).to_contain_text("Fatalities by month, parted by actors")
    told = [bar.get_attribute("aria-label") for bar in chart.locator(".mark-rect path").all()]
    pinned = {"2013-12": (299, 299), "2014-01": (694, 697), "2014-02": (323, 526)}
    for (month, pair), day in zip(pinned.items(), (31, 31, 28), strict=True):
        found = ucdp_by_hand.between(f"{month}-01", f"{month}-{day}")
        assert tuple(ucdp_by_hand.by_actor(each, "anti-Balaka") for each in found) == pair
        for part, n in (("Certainly", pair[0]), ("Possibly", pair[1] - pair[0])):
            wanted = f"Period: {month}; Actors: anti-Balaka; Fatalities: {n};"
            assert any(wanted in each and f"part: {part}" in each for each in told) or not n, wanted


def test_june_against_september(ask):
    june, september = (
        [len(each) for each in ucdp_by_hand.between(f"2014-{month}-01", f"2014-{month}-30")]
        for month in ("06", "09")
    )
    assert (june, september) == ([32, 36], [9, 14])
    interval = binomtest(32, 32 + 9).proportion_ci(0.95)
    odds = [share / (1 - share) for share in (interval.low, interval.high)]
    assert [round(each, 2) for each in (32 / 9, *odds)] == [3.56, 1.66, 8.47]
    seen = ask("part=compare&from=2014-06-01&to=2014-06-30&than=from%3D2014-09-01%26to%3D2014-09-30")
    part = seen.page.locator(".st-key-part_open")
    expect(part.locator("[id^=glide-cell-]", has_text="+23 (+18 to +27)").first).to_be_attached()
    told = cells(part, 0)
    assert told[:6] == ["All records", "32–36", "9–14", "+23 (+18 to +27)", "3.56", "1.66–8.47"]


def test_which_half_of_the_country_per_100_000_people(ask):
    pinned = {"West": (8330, 8790), "East": (6158, 6584)}
    regions = {"West": ucdp_by_hand.WEST, "East": ucdp_by_hand.EAST}
    assert {name: ucdp_by_hand.killed_in(each) for name, each in regions.items()} == pinned
    seen = ask("part=regions&borders=halves&measure=fatalities&shade=people")
    part = seen.page.locator(".st-key-part_open")
    expect(part.locator("[id^=glide-cell-]", has_text="West").first).to_be_attached()
    told = cells(part, 0)
    for name, (certain, possible) in pinned.items():
        line = told[told.index(name) + 1 :]
        rates = [n / ucdp_by_hand.PEOPLE[name] * 100_000 for n in (certain, possible)]
        assert line[:2] == [str(certain), str(possible)]
        assert any([float(each) for each in line[at : at + 2]] == pytest.approx(rates) for at in (2, 4)), line
    expect(seen.page.locator(".legend-regions")).to_contain_text("Borders: a test")


def test_which_pairs_of_actors(ask):
    pinned = [("anti-Balaka", "Civilians", 240), ("Civilians", "FPRC", 198)]
    assert [(*pair, n) for pair, n in ucdp_by_hand.pairs().head(2).items()] == pinned
    seen = ask("part=charts")
    pairs = seen.page.get_by_test_id("stDataFrame").last
    pairs.scroll_into_view_if_needed()
    expect(pairs.locator("[id^=glide-cell-]", has_text="anti-Balaka").first).to_be_attached()
    told = pairs.locator("[id^=glide-cell-]").all_text_contents()
    found = [(*sorted(told[at : at + 2], key=str.casefold), int(told[at + 2])) for at in (0, 3)]
    assert found == pinned
    seen = ask("actor=anti-Balaka&actor=Civilians&together=yes")
    seen.rests()
    assert seen.counts()[0] == "240 of 1,848 records"
