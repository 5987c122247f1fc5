"""PostgreSQL and Spark give the answers that DuckDB gives; `pytest --engines` starts both.

Numbered line 1 of the issue: for 200 random filters on 100,000 rows the same ids, counts, histogram, top
actors and grid, and the same page of rows.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from datasets import small_dataset, with_event_types, with_own_columns, with_totals
from random_filters import FIELDS, random_filters
from running_engines import postgres, spark

from benchmarks import synthetic
from geodata import errors, measures
from geodata.engines import Engine, addresses
from geodata.exporters import features
from geodata.filters import Filters
from geodata.model import Dataset
from geodata.query import (
    answers,
    cql,
    crossed_sums,
    figures_over_time,
    grids,
    measured_times,
    own_columns,
    publishing,
    running_sums,
    store,
    sums,
    week_hours,
    whose,
)
from geodata.query.ordering import ORDERS
from geodata.query.store import Store

pytestmark = [
    pytest.mark.engines,
    # pyspark leaves the socket of a result to the garbage collector
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning"
    ),
    pytest.mark.filterwarnings("ignore:unclosed <socket.socket:ResourceWarning"),
]

KINDS = ("postgres", "spark")
ROWS, FILTERS = 100_000, 200
ON_SPARK = 50 if os.environ.get("CI") else FILTERS
"""Each costs Spark seconds, and CI has 90 minutes for everything."""


@pytest.fixture(scope="session")
def running() -> Iterator[dict[str, addresses.Address]]:
    with postgres() as first, spark() as second:
        yield {"postgres": first, "spark": second}


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest, running: dict[str, addresses.Address]) -> addresses.Address:
    return running[request.param]


@pytest.fixture(scope="session")
def large() -> Dataset:
    return synthetic.dataset(ROWS)


@contextlib.contextmanager
def setting(value: str | None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if value is None:
            patch.delenv("INCIDENTS_STORE", raising=False)
        else:
            patch.setenv("INCIDENTS_STORE", value)
        yield


def opened(dataset: Dataset, at: addresses.Address | None) -> Store:
    """A store of its own over a dataset, published first."""
    if at is not None:
        publishing.publish(dataset, at)
    with setting(at and at.secret):
        return store.open(dataset)


# The same answers -------------------------------------------------------------------------------------------


def seen(opened: Store, chosen: Filters, random: Random) -> dict[str, Any]:
    """What people see of a filter."""
    order, descending = random.choice(ORDERS), random.random() < 0.5
    offset, shift = random.choice((0, 0, 7, 1000)), random.choice((18, 20, 22))
    box = _box(opened, shift)
    # That of whose records they are is of several datasets together, which no engine but ours holds.
    colour = random.choice([each for each in grids.COLOURS if each != whose.DATASET])
    codes = grids.most_shown(grids.shown_by(opened, chosen, colour))
    page = answers.rows(opened, chosen, order=order, descending=descending, offset=offset, limit=20)
    return {
        "shown": answers.mask(opened, chosen),
        "certain": np.packbits(answers.certain(opened, chosen)).tobytes(),
        "counts": answers.counts(opened, chosen),
        "histogram": answers.histogram(opened, chosen),
        "top actors": answers.top(opened, chosen, "actor"),
        "top": answers.top(opened, chosen, random.choice(answers.TOP_FIELDS), limit=None),
        "grid": pd.DataFrame(grids.cells(opened, chosen, box, colour, codes)),
        "page": page,
        **_summed(opened, chosen, random),
    }


def _summed(opened: Store, chosen: Filters, random: Random) -> dict[str, Any]:
    """A measure by a period, a field or both."""
    own = [name for name, kind in opened.statistics.own_columns]
    numbers = [name for name, kind in opened.statistics.own_columns if kind in own_columns.NUMBERS]
    measure = measures.measure(random.choice((*measures.NAMED, *numbers)))
    period, field = random.choice(("", *measures.PERIODS)), random.choice(("", *measures.FIELDS, *own))
    found = sums.sums(opened, chosen, measure, measures.keys((period, field)), limit=50)
    whole = pd.DataFrame([each._asdict() for each in found.whole])
    timeline = measured_times.histogram(opened, chosen, measure)
    crossed = crossed_sums.crossed(opened, chosen, measure, "actor", "event_type", limit=(9, 9))
    told = figures_over_time.offered(opened, chosen)
    figures = figures_over_time.figures(opened, chosen, told["what"].head(3).tolist())
    return {
        "whole": whole,
        "sums": found.groups,
        "timeline": timeline,
        "crossed": crossed.cells,
        "without an hour": week_hours.left_out(opened, chosen),
        "hours": week_hours.week_hours(opened, chosen, measure).cells,
        "running": running_sums.running(opened, chosen, measure, measures.keys("month")[0]),
        "offered": told,
        "figures": figures.lines,
        "left out": (found.repeated, found.left_out, found.step),
    }


def _box(opened: Store, shift: int) -> grids.CellBox:
    """The cells about the dataset's middle."""
    half = opened.statistics.boxes["half"]
    assert half is not None
    west, north = (
        (half[low] + half[high]) // 2 >> shift for low, high in (("west", "east"), ("north", "south"))
    )
    west, north = max(0, west - 200), max(0, north - 200)
    return grids.CellBox(shift, west, north, west + 400, north + 400)


def assert_same(expected: dict[str, Any], found: dict[str, Any]) -> None:
    for name, value in expected.items():
        if isinstance(value, pd.DataFrame):
            pd.testing.assert_frame_equal(found[name], value, obj=name)
        else:
            assert found[name] == value, name


def compare(dataset: Dataset, at: addresses.Address, number: int, *, seed: int) -> list[int]:
    """Ask both; how many records each filter showed."""
    here, there = opened(dataset, None), opened(dataset, at)
    shown = []
    for place, chosen in enumerate(random_filters(dataset, number, seed=seed)):
        expected = seen(here, chosen, Random(place))  # noqa: S311 - as in random_filters
        try:
            assert_same(expected, seen(there, chosen, Random(place)))  # noqa: S311
        except AssertionError as error:
            error.add_note(f"filter {place}: {chosen.to_query()}")
            raise
        shown.append(expected["counts"].shown)
    return shown


def test_the_random_filters_set_every_field_and_some_show_nothing(large: Dataset) -> None:
    chosen = random_filters(large, FILTERS, seed=4)
    for field in FIELDS:
        assert sum(getattr(each, field) != getattr(Filters(), field) for each in chosen) >= 10, field
    here = opened(large, None)
    shown = [answers.counts(here, each) for each in chosen]
    assert len(chosen) == FILTERS
    assert sum(not each.shown for each in shown) >= 5
    assert sum(each.shown > 100 for each in shown) >= 60


def test_200_random_filters_on_100_000_rows_are_answered_alike(
    large: Dataset, address: addresses.Address
) -> None:
    many = ON_SPARK if address.kind == "spark" else FILTERS
    assert len(compare(large, address, many, seed=4)) == many


def test_records_with_all_that_can_be_missing_or_odd_are_answered_alike(address: addresses.Address) -> None:
    shown = compare(with_own_columns(small_dataset(300, seed=7)), address, 40, seed=1)
    assert max(shown) == 300


CONDITIONS = (
    *("kind = 'incident' OR title LIKE '%a_e%'", "CASEI(title) LIKE CASEI('%OF%') AND NOT kind = 'site'"),
    *("fatalities_best * 2 + 1 >= 3", "fatalities_best IS NULL", "uncertainty_m BETWEEN 100 AND 5000"),
    *("S_INTERSECTS(geometry, BBOX(20, 42, 21, 43))", "NOT S_WITHIN(geometry, BBOX(20, 42, 21, 43))"),
    "T_INTERSECTS(INTERVAL(start, \"end\"), INTERVAL('2023-06-01', '..')) AND start < DATE('2024-01-01')",
)


def test_conditions_in_cql2_are_answered_alike(address: addresses.Address) -> None:
    dataset = with_own_columns(small_dataset(400, seed=11))
    ours, theirs = opened(dataset, None), opened(dataset, address)
    properties = features.properties(ours)
    own = [name for name, each in properties.items() if each.table != "records"]
    for text in (*CONDITIONS, *(f'"{name}" IS NULL' for name in own), f'"{own[0]}" = "{own[-1]}"'):
        with contextlib.suppress(errors.FilterError):  # columns of two kinds are not compared
            condition = cql.Condition(cql.read(text))
            found = [cql.holds(each, condition, properties) for each in (ours, theirs)]
            assert (found[0] == found[1]).all(), text
            assert text not in CONDITIONS or 0 < found[0].sum() < len(found[0]), text


def test_totals_are_summed_alike(address: addresses.Address) -> None:
    dataset = with_totals(with_own_columns(small_dataset(300, seed=7)))
    compare(dataset, address, 40, seed=3)
    here, there = opened(dataset, None), opened(dataset, address)
    events = answers.counts(here, Filters()).events
    assert events is not None
    assert events.shown != len(dataset.incidents)
    for chosen in (Filters(), Filters(kinds=("total",)), Filters(text="a")):
        assert answers.counts(there, chosen) == answers.counts(here, chosen)
        for field in answers.TOP_FIELDS:
            expected = answers.top(here, chosen, field, limit=None)
            pd.testing.assert_frame_equal(answers.top(there, chosen, field, limit=None), expected)


def test_what_goes_on_is_answered_alike(address: addresses.Address) -> None:
    dataset = small_dataset(120, seed=9)
    here, there = opened(dataset, None), opened(dataset, address)
    goes_on = set(
        dataset.incidents["id"][dataset.incidents["end"].isna() & dataset.incidents["start"].notna()]
    )
    assert goes_on
    last = answers.filter_options(here).last_day
    assert last is not None
    for chosen, possibly, certainly in (
        (Filters(start=last, end=last), True, False),
        (Filters(start=date(5999, 12, 31), end=date.max), True, False),
        (Filters(start=date.min), True, True),
    ):
        for within, expected in (("possibly", possibly), ("certainly", certainly)):
            asked = replace(chosen, within=within)
            shown = set(answers.rows(there, asked)["id"])
            assert (goes_on <= shown) is expected
            assert answers.mask(there, asked) == answers.mask(here, asked)
        pd.testing.assert_frame_equal(answers.histogram(there, chosen), answers.histogram(here, chosen))
        ends = [
            answers.rows(each, chosen, order="end", descending=True)["id"].tolist() for each in (here, there)
        ]
        assert ends[0] == ends[1]


@pytest.mark.parametrize("number", [61, 62, 70])
def test_many_words_are_told_apart_alike(address: addresses.Address, number: int) -> None:
    dataset = with_event_types(small_dataset(150), number)
    here, there = opened(dataset, None), opened(dataset, address)
    words = here.words["event_type"]
    for other in words[::6] + words[-3:]:
        chosen = Filters(event_types=tuple({words[0], other}))
        assert answers.mask(there, chosen) == answers.mask(here, chosen)


def test_an_empty_dataset_has_empty_answers(address: addresses.Address) -> None:
    empty = opened(small_dataset(0), address)
    assert answers.mask(empty, Filters(text="x")) == b""
    assert answers.rows(empty, Filters()).empty
    assert answers.top(empty, Filters(), "actor").empty


def test_all_that_belongs_to_an_incident_comes_alike(address: addresses.Address) -> None:
    texts = {"A": "1", "a": "2024-05-01", 'q "': "yes", "": "2.5", "x": "1.0", "text": "007"}
    columns = {**texts, **{f"column {number}": "a text of some length" for number in range(230)}}
    own = pd.DataFrame({name: [text, ""] * 60 for name, text in columns.items()}, dtype="str")
    dataset = replace(small_dataset(120, seed=3), attributes=own, version="3" * 64)
    here, there = opened(dataset, None), opened(dataset, address)
    for row in range(0, 120, 17):
        assert answers.incident(there, row).attributes == ({} if row % 2 else columns)
        expected, found = answers.incident(here, row), answers.incident(there, row)
        for table in ("participations", "quantities", "claims", "sources"):
            pd.testing.assert_frame_equal(getattr(found, table), getattr(expected, table))
        assert list(found.incident.index) == list(expected.incident.index)
        assert found.incident.dropna().to_dict() == expected.incident.dropna().to_dict()
    pd.testing.assert_frame_equal(answers.sources(there, Filters()), answers.sources(here, Filters()))
    assert answers.filter_options(there) == answers.filter_options(here)


def test_many_threads_get_the_answers_that_one_gets(address: addresses.Address) -> None:
    dataset = with_own_columns(small_dataset(300, seed=7))
    chosen = random_filters(dataset, 16, seed=2) * 2
    here, there = opened(dataset, None), opened(dataset, address)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda each: answers.counts(there, each), chosen))
    assert found == [answers.counts(here, each) for each in chosen]


# Publishing -------------------------------------------------------------------------------------------------

Broken = Callable[[pytest.MonkeyPatch, str], None]


def test_publishing_is_all_or_nothing_and_done_once(
    address: addresses.Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = small_dataset(30, seed=11)
    host = publishing.host(address)
    loading = type(host).loading

    @contextlib.contextmanager
    def breaking(self: Any, name: str, *, replace: bool) -> Iterator[Any]:
        with loading(self, name, replace=replace) as target:
            yield _Breaking(target)

    with monkeypatch.context() as patch:
        patch.setattr(type(host), "loading", breaking)
        with pytest.raises(RuntimeError, match="the power failed"):
            publishing.publish(dataset, address)
    with pytest.raises(errors.NotPublishedError):
        publishing.opened(dataset, address)
    assert publishing.publish(dataset, address)
    assert not publishing.publish(dataset, address)
    assert publishing.publish(dataset, address, replace=True)
    assert len(opened(dataset, address)) == 30


class _Breaking:
    def __init__(self, target: Any) -> None:
        self._target = target

    def create(self, name: str, lines: pa.RecordBatchReader) -> None:
        if name == "citations":
            raise RuntimeError("the power failed")
        self._target.create(name, lines)


# Engines ----------------------------------------------------------------------------------------------------


@pytest.fixture
def engine(address: addresses.Address) -> Iterator[Engine]:
    dataset = small_dataset(30, seed=11)
    publishing.publish(dataset, address)
    found = publishing.opened(dataset, address)
    yield found
    found.close()


LENT = pa.table(
    {
        "row": pa.array([1, 2, 3], pa.int32()),
        "whole": pa.array([None, 2**40, 0], pa.int64()),
        "small": pa.array([None, -3, 0], pa.int16()),
        "part": pa.array([0.1, None, -1e300]),
        "sure": [True, None, False],
        "text": [None, "", 'a "b",\n\\.\\N\r\tä'],
    }
)


def test_values_come_back_as_they_were_and_missing_ones_masked(engine: Engine) -> None:
    lent = engine.lend("lent", LENT)
    answer = engine.run(engine.compile(lent.order_by("row")))
    for name in LENT.column_names:
        expected = LENT[name].to_pylist()
        assert answer[name].tolist() == expected, name
        assert np.ma.getmaskarray(answer[name]).tolist() == [each is None for each in expected], name
        assert str(lent.schema()[name]) == str(answer[name].dtype if name != "text" else "string").replace(
            "bool", "boolean"
        )
    assert not isinstance(answer["row"], np.ma.MaskedArray)
    assert engine.read("records").read_all().num_rows == 30
    engine.drop("lent")
    with pytest.raises(errors.EngineError):
        engine.run("SELECT * FROM lent")


def test_what_is_served_cannot_be_changed(running: dict[str, addresses.Address]) -> None:
    dataset = small_dataset(30, seed=11)
    publishing.publish(dataset, running["postgres"])
    engine = publishing.opened(dataset, running["postgres"])
    with (
        contextlib.closing(engine),
        pytest.raises(errors.EngineError, match="read-only transaction"),
        engine._cursor() as cursor,
    ):
        cursor.execute("DELETE FROM incidents")


def test_a_lost_connection_is_made_again_with_what_was_lent(running: dict[str, addresses.Address]) -> None:
    dataset = small_dataset(30, seed=11)
    publishing.publish(dataset, running["postgres"])
    engine = publishing.opened(dataset, running["postgres"])
    with contextlib.closing(engine):
        engine.lend("lent", LENT)
        (mine,) = engine.run("SELECT pg_backend_pid() AS pid")["pid"]
        with contextlib.closing(publishing.opened(dataset, running["postgres"])) as another:
            another.run(f"SELECT pg_terminate_backend({mine}) AS ended")
        assert engine.run("SELECT count(*) AS n FROM lent")["n"].tolist() == [3]
        assert engine.run("SELECT pg_backend_pid() AS pid")["pid"] != mine


def test_a_question_that_takes_too_long_is_given_up_in_words(
    running: dict[str, addresses.Address], monkeypatch: pytest.MonkeyPatch
) -> None:
    from geodata.engines import postgres

    monkeypatch.setattr(postgres, "TIMEOUT_S", 1)
    dataset = small_dataset(30, seed=11)
    publishing.publish(dataset, running["postgres"])
    engine = publishing.opened(dataset, running["postgres"])
    with (
        contextlib.closing(engine),
        pytest.raises(errors.EngineError, match="did not answer within 1 seconds"),
    ):
        engine.run("SELECT pg_sleep(20) IS NULL AS slept")


def test_a_server_that_is_not_there_is_named_without_the_password() -> None:
    address = addresses.parse("postgres://user:hush@127.0.0.1:1/incidents")
    with pytest.raises(errors.EngineError, match="Check that it runs") as raised:
        publishing.opened(small_dataset(3), address)
    assert "postgres://user:…@127.0.0.1:1/incidents" in str(raised.value)
    assert "hush" not in str(raised.value)
