"""Buttons whose press waits until it is heard, also where the run that it began is ended by another.

Streamlit tells of a press in one run alone, and any other call for a run, as by the map once it is drawn
(which may be late), ends that run wherever it is: what was to be saved would be forgotten without a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable

_PRESSED: Final = "pressed"


def pressed(
    draw: Callable[..., Any], label: str, *, key: str, about: str = "", waits: bool = False, **options: Any
) -> bool:
    """Draw a button, such as `st.button` does; whether it was pressed and nobody heard it yet.

    A press is about one thing, such as a file, and forgotten when another is there. With `waits` it counts
    until `heard` is called, by what draws more before it acts; else it is heard here.
    """
    draw(label, key=key, on_click=_press, args=(key, about), **options)
    if options.get("disabled") or st.session_state.get(_PRESSED) != (key, about):
        return False
    if not waits:
        heard()
    return True


def heard() -> None:
    """Forget the last press: what it asks for begins now, or nobody wants it any more."""
    st.session_state.pop(_PRESSED, None)


def _press(key: str, about: str) -> None:
    st.session_state[_PRESSED] = (key, about)
