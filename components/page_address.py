"""Tells where this page and its data are, as the visitor's browser reaches them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from geodata.filters import Filters
    from geodata.model import Dataset


def of_page() -> str:
    """The page's whole address without what is asked for, a slash at its end."""
    return re.sub(r"/?([?#].*)?$", "/", st.context.url or "", count=1)


def of_data(dataset: Dataset, file: str) -> str:
    """The path of a file that the HTTP routes answer for the open version of a dataset."""
    return f"{_base()}/data/{dataset.name}/{dataset.version}/{file}"


def of_feed(dataset: Dataset, filters: Filters) -> str:
    """The path of the feed of a dataset's new and changed records that a filter shows."""
    return f"{_base()}/data/{dataset.name}/changes.atom?{filters.to_query()}"


def _base() -> str:
    base = st.get_option("server.baseUrlPath").strip("/")
    return f"/{base}" if base else ""
