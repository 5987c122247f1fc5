"""Tells a reader what is wrong: our own errors in words, and nothing of the server's inside."""

from __future__ import annotations

import logging
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from components import state
from components.page import together
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError, NothingHereError, NotTogetherError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def tell(problem: str | None, heading: str = "title") -> None:
    """Say above the page what could not be shown: something else is instead, or (`left_out`) all the rest."""
    if problem:
        st.error(f"**{say(f'problem.{heading}')}** {literal(problem)}")


def unforeseen(error: Exception) -> bool:
    """Tell the visitor of a bug nothing but what to quote; the log has the rest under the same id.

    True, for Streamlit: it need not say anything itself.
    """
    quoted = secrets.token_hex(4)
    logger = logging.getLogger("incidents.page")
    logger.error("an unforeseen error of the page", exc_info=error, extra={"request_id": quoted})
    tell(say("problem.bug", id=quoted))
    return True


@contextmanager
def explained(*ways_on: Callable[[], None]) -> Iterator[None]:
    """Turn a `GeodataError` into a box with its words and ways on; any other exception is a bug.

    `ways_on` draw what the sidebar lacks where the page ends here: no error takes the choice of another
    dataset away, or the way to log in.
    """
    try:
        yield
    except GeodataError as error:
        if isinstance(error, NotTogetherError):
            together.put_together(error.names)
        elif isinstance(error, NothingHereError):  # an empty library is no fault
            st.title(say("app.title"))
            st.info(literal(str(error)))
        else:
            tell(str(error))
            st.button(say("filters.reset"), on_click=state.start_afresh, key="start_afresh")
        with st.sidebar:
            for draw in ways_on:
                draw()
        st.stop()
