"""June against September on the page: what to compare with, both counts line by line, and the address."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, unquote

import pytest
from playwright.sync_api import expect
from test_page import address, page

SEPTEMBER = {"from": "2023-09-01", "to": "2023-09-30", "part": "compare"}
JUNE = "from=2023-06-01&to=2023-06-30"


def told(app):
    """Paragraphs without what keeps their signs from being markup."""
    return [each.value.replace("\\", "") for each in app.markdown]


def table(app):
    assert not app.exception
    return app.dataframe[0].value.set_index("Actors")


def test_june_against_september_is_read_from_the_address():
    found = table(page(**SEPTEMBER, than=JUNE))

    # Counted by hand in geodata/case/incidents.csv: without the standing sites, by their intervals.
    assert found.loc["All records", ["A", "B", "Change", "A is × B", "95 % interval"]].tolist() == [
        "30–37",
        "14–15",
        "+16 (+15 to +23)",
        "2.14",
        "1.10–4.37",
    ]
    assert found.loc["All records", "By chance?"] == "unlikely (q < 0.05)"
    assert found.loc["Kosovo Police", "A"] == "9"


def test_both_are_drawn_over_time_each_from_its_first_day():
    lines = page(**SEPTEMBER, than=JUNE).dataframe[1].value
    assert lines.groupby(" ")["Period"].agg(["first", "last", "size"]).to_numpy().tolist() == [
        ["2023-09-01", "2023-09-30", 30],
        ["2023-06-01", "2023-06-30", 30],
    ]
    on_the_day = lines.set_index("Period").loc["2023-09-24"]
    assert on_the_day["Records: Certainly"] <= on_the_day["Records: Possibly"]
    assert lines["Records: Certainly"].sum() <= 30 + 15


def test_the_days_before_are_offered_and_stand_in_the_address():
    app = page(**SEPTEMBER)
    app.button(key="compare_before").click().run()

    assert parse_qs(address(app)["than"][0]) == {"from": ["2023-08-02"], "to": ["2023-08-31"]}
    assert "B: From 2023-08-02 · To 2023-08-31" in told(app)
    app.button(key="compare_end").click().run()
    assert "than" not in address(app)
    assert not app.exception


def test_how_the_map_compares_stands_in_the_address_as_long_as_something_is_compared():
    app = page(**SEPTEMBER, than=JUNE, maps="swipe")
    assert address(app)["maps"] == ["swipe"]
    shown = next(
        each.value
        for each in app.get("html")
        if "data-shown" in each.value and "timelineHeight" not in each.value
    )
    said = json.loads(unquote(shown.split("'")[1]))["compared"]
    assert (said["way"], said["query"]) == ("swipe", JUNE)
    assert said["mask"].endswith(f"/mask.bin?{JUNE}")
    assert (said["a"], said["b"]) == ("From 2023-09-01 · To 2023-09-30", "From 2023-06-01 · To 2023-06-30")

    app.button(key="compare_end").click().run()
    assert not {"maps", "than"} & set(address(app))
    assert address(page(**SEPTEMBER, than=JUNE, maps="upside-down")).keys() & {"maps", "than"} == {"than"}


def test_without_days_only_filters_can_be_held():
    app = page(part="compare")

    assert app.button(key="compare_before").disabled
    assert app.button(key="compare_all").disabled
    app.button(key="compare_hold").click().run()
    assert [each.value for each in app.info] == [
        "A and B are the same now: change the filters to set them apart."
    ]
    app.multiselect(key="filter_actors").set_value(["kfor"]).run()
    found = table(app)
    assert found.loc["All records", "By chance?"] == "not told"  # KFOR's records are among all
    assert any("certainly in both" in each.value for each in app.caption)


def test_sides_change_and_change_back():
    app = page(**SEPTEMBER, than=JUNE)
    app.button(key="compare_sides").click().run()

    assert address(app)["from"] == ["2023-06-01"]
    assert parse_qs(address(app)["than"][0])["from"] == ["2023-09-01"]
    assert table(app).loc["All records", "A"] == "14–15"


@pytest.mark.parametrize("than", ["from=yesterday", "kinds=incident", "column=no-such-column=1"])
def test_a_comparison_that_cannot_be_is_told_and_the_page_stands(than):
    app = page(part="compare", than=than)

    assert not app.exception
    assert [*app.warning, *app.error]


def test_texts_of_filters_stay_texts():
    app = page(part="compare", than="q=**{{7*7}}** <b>")

    assert not app.exception
    assert "B: “**{{7*7}}** <b>”" in told(app)
    assert not any("<b>" in each.value for each in app.markdown)


@pytest.mark.browser
def test_a_reader_compares_two_months_and_a_chosen_row_filters(visit):
    seen = visit("?from=2023-09-01&to=2023-09-30")
    part = seen.part("Compare")
    part.get_by_role("button", name="the days before").click()
    expect(part).to_contain_text("B: From 2023-08-02")
    expect(part.locator("[id^=glide-cell-]", has_text="30–37")).to_be_attached()
    table = part.locator("[data-testid=stDataFrame]").first
    table.click(position={"x": 60, "y": 90}, force=True)
    seen.shows("from=2023-09-01&to=2023-09-30&actor=kosovo-police")
    assert parse_qs(seen.params()["than"][0])["to"] == ["2023-08-31"]


def test_each_record_has_its_nearest_once_the_list_is_opened():
    app = page(kind="incident", q="monastery", part="compare", than="kind=site")
    closed = len(app.dataframe)
    app.session_state["neighbours"] = True
    app.run()
    assert not app.exception
    assert len(app.dataframe) == closed + 1
    lines = app.dataframe[-1].value
    assert lines.iloc[-1].tolist()[1:2] == ["Camp Nothing Hill"]
    assert lines.iloc[-1][["Distance, km", "At least", "At most"]].round(1).tolist() == [14.8, 10.6, 19.0]
    assert lines["The nearest"].tolist() == ["possibly"] * len(lines)
    assert any("8 records of B have no point" in each.value for each in app.caption)
