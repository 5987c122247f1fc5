"""What goes on, nobody knows until when: from a file's answer to filters, bars, words and exports."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from drafts import INFO
from expected_files import drafted

from components.text import wording
from geodata.errors import MappingError
from geodata.filters import Filters
from geodata.index.star_schema import LAST_MINUTE
from geodata.ingest.choices import GOES_ON, Choices
from geodata.library import catalog, saving
from geodata.mapdata import columns, packing
from geodata.model import Dataset
from geodata.query import answers, store
from geodata.query.histograms import histogram_of
from geodata.query.store import Store
from geodata.values import iso_intervals

POSTS = """kind,title,start,end,lat,lon
deployment,Brigade at the pass,2023-09-29,,42.9,20.8
deployment,Patrol base,2023-05-01,2023-06-15,42.8,20.9
incident,Shot,2023-10-12,2023-10-12,42.8,20.9
"""


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("posts")
    path = folder / "posts.csv"
    path.write_text(POSTS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INCIDENTS_LIBRARY", str(folder / "library"))
        draft = drafted(path, folder, open_end=GOES_ON, timezone="Europe/Belgrade")
        assert not draft.questions
        return catalog.load(*saving.save(draft, path, name="posts", info=INFO))


@pytest.fixture(scope="module")
def asked(posts: Dataset) -> Store:
    return store.open(posts)


def titles(asked: Store, **chosen: object) -> set[str]:
    return set(answers.rows(asked, Filters(**chosen))["title"])


def test_it_is_asked_and_to_go_on_is_what_is_proposed(tmp_path: Path) -> None:
    path = tmp_path / "posts.csv"
    path.write_text(POSTS, encoding="utf-8")
    (question,) = drafted(path, tmp_path).questions
    assert question.field == "open_end"
    assert question.options[0] == GOES_ON


def test_a_saved_version_has_its_start_and_no_end(posts: Dataset) -> None:
    brigade = posts.incidents.set_index("title").loc["Brigade at the pass"]
    assert str(brigade["start"]) == "2023-09-28 22:00:00+00:00"
    assert pd.isna(brigade["end"])
    assert brigade["time_class"] == "day"


@pytest.mark.parametrize(
    ("start", "end", "possibly", "certainly"),
    [
        (None, None, True, True),
        ((2023, 9, 29), None, True, True),
        ((2023, 9, 30), None, True, False),
        (None, (2023, 9, 28), False, False),
        (None, (2023, 9, 29), True, False),
        ((2023, 9, 29), (2023, 12, 31), True, False),
        ((2024, 5, 1), (2024, 5, 1), True, False),
        ((5998, 1, 1), (5999, 12, 31), True, False),
        (None, (9999, 12, 31), True, False),
        ((2023, 1, 1), (2023, 9, 28), False, False),
    ],
)
def test_it_may_be_on_every_later_day_and_is_certain_only_without_a_last_one(
    asked: Store, start: tuple | None, end: tuple | None, possibly: bool, certainly: bool
) -> None:
    days = {"start": start and date(*start), "end": end and date(*end)}
    assert ("Brigade at the pass" in titles(asked, **days)) is possibly
    assert ("Brigade at the pass" in titles(asked, **days, within="certainly")) is certainly


def test_the_axis_ends_with_the_datasets_last_day_and_each_later_bar_has_it(asked: Store) -> None:
    options = answers.filter_options(asked)
    assert (options.first_day, options.last_day) == (date(2023, 5, 1), date(2023, 10, 12))
    bins = answers.histogram(asked, Filters(), step="day")
    assert str(bins["end"].iloc[-1].date()) == "2023-10-13"
    since = bins["start"].dt.date >= date(2023, 9, 29)
    assert (bins["possible"][since] == 1).all()
    assert bins["certain"].sum() == 1  # the shot
    alone = answers.histogram(asked, Filters(kinds=("deployment",), start=date(2023, 9, 1)), step="day")
    assert str(alone["end"].iloc[-1].date()) == "2023-10-13"
    assert alone["possible"].tolist() == [1] * 14
    later = answers.histogram(asked, Filters(start=date(2030, 1, 1), end=date(2030, 1, 9)), step="day")
    assert later["possible"].tolist() == [1]


def test_where_all_go_on_the_bars_end_with_the_last_start() -> None:
    day = 1440
    bins = histogram_of(
        np.array([0, 3 * day]), np.array([LAST_MINUTE] * 2), np.ones(2, np.int64), timezone="UTC"
    )
    assert bins["possible"].tolist() == [1, 1, 1, 2]


def test_the_map_gets_an_end_behind_every_other(asked: Store) -> None:
    header, found = packing.unpack(b"".join(columns.encode(asked)))
    assert found["end"].max() == LAST_MINUTE
    assert header["span"][1] < LAST_MINUTE


def test_it_is_sorted_behind_all_that_is_over(asked: Store) -> None:
    ends = answers.rows(asked, Filters(), order="end")["title"].tolist()
    assert ends == ["Patrol base", "Shot", "Brigade at the pass"]


@pytest.mark.parametrize(
    ("start", "time_class", "words"),
    [
        ("2023-09-28T22:00Z", "day", "since 29 September 2023, end not known"),
        ("2023-08-31T22:00Z", "month", "since September 2023, end not known"),
        ("2022-12-31T23:00Z", "year", "since 2023, end not known"),
        ("2023-09-29T05:05Z", "minute", "since 29 September 2023, 07:05 UTC+2, end not known"),
    ],
)
def test_words_tell_since_when(start: str, time_class: str, words: str) -> None:
    assert wording.interval(pd.Timestamp(start), pd.NaT, time_class, "Europe/Belgrade") == words


def test_a_folder_writes_two_dots_for_an_end_that_nobody_knows() -> None:
    zone = ZoneInfo("Europe/Belgrade")
    found = iso_intervals.interval("2023-09-29", "..", "day", zone)
    assert (str(found.start), found.end) == ("2023-09-28 22:00:00+00:00", None)
    assert iso_intervals.interval("2023-09-01", "..", "month", zone).end is None
    for start, end, time_class in (("", "..", "day"), ("2023-09-29", "..", "hour"), ("", "..", "unknown")):
        with pytest.raises(iso_intervals.Unreadable):
            iso_intervals.interval(start, end, time_class, zone)


def test_another_answer_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(MappingError, match="goes-on, first-day, or a day"):
        Choices(open_end="never")
    assert json.loads(Choices(open_end=GOES_ON).to_json())["open_end"] == GOES_ON


def test_victims_of_an_event_that_goes_on_go_on_together(tmp_path: Path) -> None:
    path = tmp_path / "victims.csv"
    path.write_text(
        "event_id,kind,title,start,end,lat,lon,name\n"
        "e1,deployment,Post,2023-09-29,2023-10-01,42.9,20.8,A\n"
        "e1,deployment,Post,2023-09-29,,42.9,20.8,B\n"
        "e2,deployment,Base,2023-09-29,2023-10-01,42.8,20.9,C\n",
        encoding="utf-8",
    )
    made = drafted(path, tmp_path, open_end=GOES_ON, row_is="victim").tables["incidents"]
    assert made.set_index("title")["end"].isna().to_dict() == {"Post": True, "Base": False}
