"""Says which of several files are of one layout, and asks which of them are to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from components.text.strings import name_of, say
from components.text.wording import literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geodata.errors import FileGroup


def chosen(key: str, groups: Sequence[FileGroup]) -> tuple[str, ...] | None:
    """The names of the files that are to be read; none as long as nothing is chosen."""
    readable = [each for each in groups if each.layout]
    st.markdown(say("upload.several_layouts"))
    for each in groups:
        if not each.layout:
            st.markdown(f"- {say('upload.group_unread', files=_listed(each), reason=literal(each.about))}")
    answer = st.radio(
        say("upload.which_layout"),
        range(len(readable)),
        index=None,
        key=f"layouts {key}",
        format_func=lambda number: _words(readable[number]),
    )
    return None if answer is None else readable[answer].files


def _words(group: FileGroup) -> str:
    layout = literal(name_of("file_layouts", group.layout))
    if group.about:
        layout = say("upload.group_columns", layout=layout, columns=literal(group.about))
    return say("upload.group", n=len(group.files), layout=layout, files=_listed(group))


def _listed(group: FileGroup) -> str:
    return literal(", ".join(group.files))
