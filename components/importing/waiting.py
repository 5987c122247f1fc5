"""Shows how far long work is, with a button that stops it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from components.text.strings import say
from components.text.wording import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress_bar(words: str | None = None, *, stop: str) -> Iterator[Callable[[float, str], None]]:
    """Give what moves the bar; bar and button stand for as long as the work lasts, also where it fails.

    A click on the button, whose key is `stop`, ends this run of the page, and what it started with it.
    """
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, words)
        st.button(say("upload.stop"), key=stop)

        def move(share: float, words: str) -> None:
            bar.progress(min(max(share, 0.0), 1.0), literal(words))

        try:
            yield move
        except Exception:
            place.empty()  # nothing is left to stop
            raise
    place.empty()
