"""The case under any filter: answers, the bits and columns that the map draws, and the page count alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from api.routes import routes
from components.folium_map import ASSETS
from components.map import view
from components.panels.table import ROWS_A_PAGE
from components.text import wording
from components.text.strings import say
from geodata.filters import Filters
from geodata.library import paths
from geodata.mapdata import columns, packing
from geodata.query import answers
from geodata.query.store import opened

ROOT = Path(__file__).parents[1]
STORE = opened(paths.DEFAULT)
CHOICES = answers.filter_options(STORE)
DATA = f"/data/{STORE.dataset.name}/{STORE.dataset.version}"
LISTED = ("actors", "roles", "kinds", "event_types", "location_classes", "confidences")
ZVECAN = ((20.70, 42.90), (20.90, 42.90), (20.90, 43.00), (20.70, 43.00))
WIDE = ((20.0, 42.0), (21.9, 42.0), (20.9, 44.0))
WORDS = ("Leposavic", "Бањска", "kfor patrol", "mitrovica", "nothing says this")
SPAN = (CHOICES.last_day - CHOICES.first_day).days


def client() -> TestClient:
    made = routes(view.module, wording.describe, assets=ASSETS)
    return TestClient(Starlette(routes=made))


CLIENT = client()


def values(field: str) -> tuple[str, ...]:
    return tuple(choice.value for choice in getattr(CHOICES, field))


days = st.integers(-1, SPAN + 1).map(lambda after: CHOICES.first_day + timedelta(days=after))
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "start": days,
    "end": days,
    "within": st.just("certainly"),
    **{
        field: st.lists(st.sampled_from(values(field)), min_size=1, max_size=3, unique=True).map(tuple)
        for field in LISTED
    },
    "disputed": st.just(True),
    "text": st.sampled_from(WORDS),
    "area": st.sampled_from([ZVECAN, WIDE]),
}
PAIRS = [(field,) for field in FIELDS] + list(combinations(FIELDS, 2))


@cache
def drawn_rows() -> np.ndarray:
    """What the browser can draw, as it reads `columns.bin` and `reference.json`; the map's `data-total`."""
    _, data = packing.unpack(CLIENT.get(f"{DATA}/columns.bin").content)
    shapes = CLIENT.get(f"{DATA}/reference.json").json()["shapes"]
    classes = np.array(STORE.words["location_class"])[data["location_class"]]
    drawn = np.isin(classes, ["site", "settlement", "near"]) & (data["x"] != columns.NO_POSITION)
    drawn[[row for shape in shapes for row in shape["rows"]]] = True
    return drawn


def bits(filters: Filters) -> np.ndarray:
    answer = CLIENT.get(f"{DATA}/mask.bin?{filters.to_query()}").content
    return np.unpackbits(np.frombuffer(answer, np.uint8), count=len(STORE), bitorder="little").astype(bool)


def counts_agree(filters: Filters) -> int:
    """Compare the answers with each other; the number of records shown."""
    counts, shown = answers.counts(STORE, filters), bits(filters)
    assert shown.sum() == counts.shown == sum(counts.kinds.values())
    assert (shown & drawn_rows()).sum() == counts.drawn
    assert (shown & ~drawn_rows()).sum() == counts.without_point == len(answers.unplaced(STORE, filters))
    assert sorted(answers.rows(STORE, filters)["row"]) == np.flatnonzero(shown).tolist()
    return int(shown.sum())


def test_the_map_draws_what_queries_say_it_draws() -> None:
    assert drawn_rows().sum() == answers.counts(STORE, Filters()).drawn > 100


@pytest.mark.parametrize("fields", PAIRS, ids=" and ".join)
def test_every_filter_and_every_pair_count_alike(fields: tuple[str, ...]) -> None:
    @settings(max_examples=6, database=None)
    @given(st.fixed_dictionaries({field: FIELDS[field] for field in fields}))
    def agree(chosen: dict[str, Any]) -> None:
        if chosen.get("start", date.min) > chosen.get("end", date.max):
            chosen["start"], chosen["end"] = chosen["end"], chosen["start"]
        counts_agree(Filters(**chosen))

    agree()


def test_every_choice_is_counted_as_its_filter_shows() -> None:
    for field in LISTED:
        for choice in getattr(CHOICES, field):
            assert counts_agree(Filters(**{field: (choice.value,)})) == choice.count


SAMPLE: list[dict[str, Any]] = [
    {},
    {"start": date(2023, 9, 24), "end": date(2023, 9, 30), "actors": ("kfor",)},
    {"start": date(2023, 9, 24), "within": "certainly"},
    {"actors": ("kosovo-police",), "roles": ("target",)},
    {"kinds": ("site",), "text": "camp"},
    {"event_types": ("arrest",), "confidences": ("medium",)},
    {"location_classes": ("country", "region", "line")},
    {"area": ZVECAN, "within": "certainly"},
    {"text": "nothing says this"},
    {"disputed": True},
    {"text": '"Banjska monastery"'},
]


@pytest.fixture(scope="module")
def told() -> Callable[[Filters], tuple[list[str], int]]:
    """What the page tells of filters in its address: the caption, and the rows of the table."""

    def ask(filters: Filters) -> tuple[list[str], int]:
        app = AppTest.from_file(str(ROOT / "components" / "page" / "script.py"), default_timeout=60)
        for param, asked in filters.to_params().items():
            app.query_params[param] = asked
        app.run()
        assert not app.exception
        caption = [button.label for button in app.button if str(button.key).startswith("count_")]
        return caption, len(app.dataframe[0].value)

    return ask


@pytest.mark.parametrize("chosen", SAMPLE, ids=lambda chosen: " and ".join(chosen) or "none")
def test_the_page_tells_the_same_numbers_as_the_map(told, chosen: dict[str, Any]) -> None:
    filters = Filters(**chosen)
    counts = answers.counts(STORE, filters)
    assert counts_agree(filters) == counts.shown
    caption, rows = told(filters)
    assert caption == [say(f"counts.{kind}", n=n) for kind, n in counts.kinds.items()]
    assert rows == min(counts.shown, ROWS_A_PAGE)
