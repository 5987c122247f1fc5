"""A dialog stays open where the map calls for a run, and stays closed where its reader closed it."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st

from components import state


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    held: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", held)
    assert state.opens_dialog("add", pressed=True)
    return held


def test_the_map_keeps_it_open(session: dict[str, Any]) -> None:
    state.keep_dialog()
    assert state.opens_dialog("add", pressed=False)
    assert not state.opens_dialog("add", pressed=False)


@pytest.mark.parametrize("order", [("close", "keep"), ("keep", "close")])
def test_closed_by_its_reader_it_stays_closed_whatever_the_map_calls_for(
    session: dict[str, Any], order: tuple[str, str]
) -> None:
    callbacks = {"close": state.close_dialog, "keep": state.keep_dialog}
    for name in order:
        callbacks[name]()
    assert not state.opens_dialog("add", pressed=False)
