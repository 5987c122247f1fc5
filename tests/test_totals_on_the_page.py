"""A weekly file of ACLED's, imported: the page tells the events that its rows sum up, not the rows."""

from __future__ import annotations

from pathlib import Path

import pytest
from drafts import INFO
from streamlit.testing.v1 import AppTest

from components.text.strings import say
from geodata.filters import Filters
from geodata.library import catalog, saving
from geodata.query import answers, store
from geodata.sandbox import parent

PAGE = Path(__file__).parents[1] / "components" / "page" / "script.py"
NAMES = (
    "WEEK,COUNTRY,ADMIN1,EVENT_TYPE,SUB_EVENT_TYPE,EVENTS,FATALITIES,ID,CENTROID_LATITUDE,CENTROID_LONGITUDE"
)
WEEKS = f"""{NAMES}
2024-02-03,Aland,North,Battles,Armed clash,1212,30,285,26.2,50.5
2024-02-10,Aland,North,Protests,Peaceful protest,30,0,285,26.2,50.5
2024-02-10,Aland,South,Protests,Peaceful protest,5,,286,26.4,50.6
"""
EVENTS = 1_212 + 30 + 5


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("INCIDENTS_LIBRARY", str(tmp_path / "library"))
    content = WEEKS.encode()
    with parent.prepare(content, name="weeks.csv") as prepared:
        assert (prepared.report["layout"], prepared.report["questions"]) == ("acled-totals", [])
        saving.save(prepared, content, name="weeks", info=INFO, file="weeks.csv")
    return "weeks"


def test_the_page_of_a_weekly_file_tells_the_sum_of_events(imported: str) -> None:
    counts = answers.counts(store.open(catalog.load(imported)), Filters())
    app = AppTest.from_file(str(PAGE), default_timeout=60)
    app.query_params["dataset"] = imported
    app.run()
    assert not app.exception
    told = [button.label for button in app.button if str(button.key).startswith("count_")]
    events, totals = (say(f"counts.of_{name}", n=n) for name, n in (("events", EVENTS), ("totals", 3)))
    assert told == [say("counts.total", events=events, totals=totals)] == ["1,247 events in 3 totals"]
    assert len(app.dataframe[0].value) == counts.shown == 3, "the table lists records"
