"""The address is the state, but a browser may still send the one before the last: quick choices are kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

PAGE = str(Path(__file__).parents[1] / "components" / "page.py")


@pytest.fixture
def app() -> AppTest:
    opened = AppTest.from_file(PAGE, default_timeout=60).run()
    return opened.multiselect(key="filter_actors").set_value(["kfor"]).run()


def test_a_choice_made_before_the_browser_knows_the_new_address_undoes_nothing(app: AppTest) -> None:
    del app.query_params["actor"]  # what the browser sends until our answer has reached it
    app.pills(key="filter_kinds").set_value(["incident"]).run()
    assert app.multiselect(key="filter_actors").value == ["kfor"]
    assert app.pills(key="filter_kinds").value == ["incident"]
    assert app.query_params["actor"] in ("kfor", ["kfor"])


def test_an_older_address_without_a_choice_is_the_back_button(app: AppTest) -> None:
    del app.query_params["actor"]
    app.run()
    assert app.multiselect(key="filter_actors").value == []
    assert "actor" not in app.query_params
