"""A researcher's own file: read behind the fence, accounted for row by row, then shown or kept."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from components import import_report, state
from components.geocoding_form import located_places
from components.mapping_form import answers, mapping_form
from components.text import say
from components.wording import literal
from geodata.errors import GeodataError
from geodata.ingest.choices import Choices
from geodata.ingest.draft import Draft
from geodata.library import saving
from geodata.model import Info
from geodata.places import geocoding
from geodata.sandbox import parent

SUFFIXES = (
    *("csv", "tsv", "txt", "xlsx", "xlsm", "json", "geojson", "kml", "kmz", "gpx"),
    *("gpkg", "fgb", "zip", "parquet", "geoparquet"),
)


@st.dialog(say("upload.title"), width="large", on_dismiss=state.forget_import)
def add_data() -> None:
    """Take a file, say what became of every row, ask what only its owner knows, then show or keep it."""
    st.caption(say("upload.limits"))
    file = st.file_uploader(say("upload.file"), type=SUFFIXES, key="import_file")
    if file is None:
        return
    content = file.getvalue()
    try:
        choices = answers(content)
        draft = _read(content, file.name, choices)
        import_report.account(draft, file.name)
        mapping_form(content, draft)
        if draft.questions or not draft.accepted:
            return
        chosen = located_places(draft)
        _keep(draft, content, file.name, chosen)
    except GeodataError as error:
        st.error(literal(str(error)))


def _read(content: bytes, name: str, choices: Choices) -> Draft:
    """The file as a draft; read once for the same bytes and choices, and stopped with the button."""
    key = hashlib.sha256(content + choices.to_json().encode()).hexdigest()
    if (held := state.held_import(key)) is not None:
        return held
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, say("upload.reading"))
        st.button(say("upload.stop"), key="stop_reading")  # a click ends this run, and the child with it
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "upload"
            path.write_bytes(content)
            with parent.prepare(
                path,
                name=name,
                choices=choices,
                progress=lambda share, words: bar.progress(min(max(share, 0.0), 1.0), literal(words)),
            ) as prepared:
                draft = prepared.draft()
    place.empty()
    state.hold_import(key, draft)
    return draft


def _keep(draft: Draft, content: bytes, file: str, chosen: dict[str, Any]) -> None:
    """Show it in this session alone, which is the default, or keep it in the library."""
    st.subheader(say("upload.keep"))
    title = st.text_input(say("upload.name_title"), Path(file).stem, key="import_title")
    with st.expander(say("upload.about")):
        description = st.text_area(say("upload.description"), key="import_description")
        licence = st.text_input(say("upload.licence"), key="import_licence")
        citation = st.text_input(say("upload.citation"), key="import_citation")
        accessed = st.date_input(say("upload.accessed"), value=None, key="import_accessed")
    name = st.text_input(say("upload.name"), saving.suggested_name(title), key=f"import_name {title}")
    info = Info(
        title=title or file,
        description=description,
        timezone=draft.choices_used.timezone,
        licence=licence,
        citation=citation + (f" ({say('about.accessed', date=accessed.isoformat())})" if accessed else ""),
        note="",
    )
    show, keep = st.columns(2)
    private = show.button(say("upload.show"), type="primary", width="stretch", key="show_import")
    public = keep.button(say("upload.save"), width="stretch", key="save_import")
    if private or public:
        draft = replace(draft, tables=geocoding.applied(draft.tables, chosen))
        kept, _ = saving.save(
            draft,
            content,
            name=name,
            info=info,
            private=private,
            file=file,
            located=geocoding.choices(chosen) or None,
        )
        if private:
            state.remember_upload(kept)
        state.forget_import()
        state.open_dataset(kept)
        st.rerun()
