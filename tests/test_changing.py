"""The end of a change is told, also where the run of the page that made it was ended meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st

from components import changing, presses, state
from geodata.errors import GeodataError


class Ended(BaseException):
    """What Streamlit raises in a run that is ended, wherever it reads the session."""


class Session(dict[str, Any]):
    """A session that can be told to end the run that reads it."""

    ended = False

    def __getitem__(self, key: str) -> Any:
        self._asked()
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self._asked()
        return super().get(key, default)

    def pop(self, key: str, *default: Any) -> Any:
        self._asked()
        return super().pop(key, *default)

    def _asked(self) -> None:
        if self.ended:
            raise Ended


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    held = Session()
    monkeypatch.setattr(st, "session_state", held)
    return held


def press(key: str, about: str, **options: Any) -> bool:
    """A button that is drawn, but not pressed in this run."""
    return presses.pressed(lambda *_, **__: None, "Save", key=key, about=about, **options)


def pressed(key: str, about: str) -> None:
    """The same, pressed: Streamlit calls back before the run."""
    presses.pressed(
        lambda *_, on_click, args, **__: on_click(*args), "Save", key=key, about=about, waits=True
    )


def test_a_press_waits_until_it_is_heard_and_is_about_one_thing(session: Session) -> None:
    pressed("save", "a.csv")
    assert press("save", "a.csv", waits=True)
    assert not press("save", "b.csv", waits=True)
    assert not press("save", "a.csv", waits=True, disabled=True)
    assert press("save", "a.csv")
    assert not press("save", "a.csv")


def test_closing_a_dialog_takes_a_press_back(session: Session) -> None:
    pressed("save", "a.csv")
    state.close_dialog()
    assert not press("save", "a.csv")


def test_what_was_saved_is_known_although_the_run_was_ended_meanwhile(session: Session) -> None:
    with changing.changing() as change:
        session.ended = True
        change.opens = "saved"
    session.ended = False
    assert changing.latest() == changing.Change(opens="saved", is_over=True)


def test_what_went_wrong_is_known_although_the_run_was_ended_meanwhile(session: Session) -> None:
    def failing() -> None:
        session.ended = True
        raise GeodataError("The disk is full.")

    with pytest.raises(Ended), changing.changing():
        failing()
    session.ended = False
    assert changing.latest() == changing.Change(failed="The disk is full.", is_over=True)


def test_what_went_wrong_in_a_run_that_goes_on_is_told_by_it_alone(session: Session) -> None:
    with pytest.raises(GeodataError), changing.changing():
        raise GeodataError("The disk is full.")
    assert changing.latest() is None
