"""The page's own questions count as those over HTTP do: who filters in a loop is told, others are not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from access import questions as asked
from api.routes import routes
from components import visitor
from components.folium_map import ASSETS
from components.map import view
from components.page import questions
from geodata.library import paths
from geodata.query.store import opened

PAGE = str(Path(__file__).parents[1] / "components" / "page" / "script.py")
MASK = f"/data/{paths.DEFAULT}/{opened(paths.DEFAULT).dataset.version}/mask.bin"
ONE, OTHER = "203.0.113.140", "203.0.113.141"


def page(words: str) -> AppTest:
    app = AppTest.from_file(PAGE, default_timeout=60)
    app.query_params["q"] = words
    return app.run()


def test_who_filters_in_a_loop_is_told_as_over_http_and_others_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("INCIDENTS_QUOTA_QUESTIONS_A_MINUTE", "40")
    monkeypatch.setattr(questions, "REFUSED_S", 0.3)
    monkeypatch.setattr(visitor, "counted_as", lambda: ONE)
    runs, seconds, app = 0, 0.0, page("the first thing that they ask")
    while not app.error and runs < 40:
        runs, began = runs + 1, time.monotonic()
        app = page(f"never asked before {runs}")
        seconds = time.monotonic() - began
    (told,) = (each.value.replace("\\", "") for each in app.error)
    assert "More than 40 questions were asked from here within a minute. Try again in" in told
    assert 1 < runs < 20, "each question to the engine counts"
    assert seconds >= 0.3, "and a loop is slowed"
    application = Starlette(routes=routes(view.module, lambda *_: {}, assets=ASSETS))
    with TestClient(application, client=(ONE, 1)) as same:
        over_http = same.get(MASK)
    assert over_http.status_code == 429
    assert over_http.json()["error"].partition(" Try")[0] in told
    monkeypatch.setattr(visitor, "counted_as", lambda: OTHER)
    assert not page("never asked before, by somebody else").error


def test_what_is_cached_costs_a_visitor_one_question_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[str] = []
    monkeypatch.setattr(asked, "count", counted.append)
    monkeypatch.setattr(visitor, "counted_as", lambda: ONE)
    page("Banjska")
    before = len(counted)
    page("Banjska")
    assert len(counted) < before + 4, "nothing but what no cache holds"


def test_questions_of_one_visitor_under_way_hold_up_theirs_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INCIDENTS_QUOTA_QUESTIONS_AT_ONCE", "1")
    monkeypatch.setattr(questions, "REFUSED_S", 0)
    monkeypatch.setattr(questions, "PATIENCE_S", 0.2)
    monkeypatch.setattr(visitor, "counted_as", lambda: ONE)
    with asked.joined(OTHER):
        assert not page("not asked by anybody yet").error
    with asked.joined(ONE):
        (told,) = page("nor this").error
    assert "1 questions are under way already" in told.value
    assert not page("nor this").error
