"""Draws the button that saves what a part shows, for those who may take data away; its name may be told."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

import streamlit as st

from access.acts import Act
from access.deciding import may
from components import visitor
from geodata.exporters.columns import public_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from geodata.model import Dataset

_KINDS: Final = {".csv": "text/csv", ".geojson": "application/geo+json"}


def save_button(
    dataset: Dataset, label: str, content: bytes | Callable[[], bytes], *, file: str, key: str
) -> None:
    """Draw it, or nothing; `file` is the end of its name, as 'regions.csv', after the dataset's public one.

    Content that is made by a function is made when the button is pressed.
    """
    if not may(visitor.person(), Act.EXPORT, dataset.name):
        return
    st.download_button(
        label,
        content,
        file_name=f"{public_name(dataset)}-{file}",
        mime=_KINDS[PurePath(file).suffix],
        key=key,
    )
