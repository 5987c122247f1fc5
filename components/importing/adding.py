"""Shows what a file would do to a dataset that it is added to, and asks whether it shall."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from access import additions, quotas, shown
from components import presses, state, visitor
from components.importing import quota, report
from components.importing.mapping_form import key_of, open_questions
from components.importing.waiting import progress_bar
from components.text.strings import say
from components.text.wording import literal
from geodata.jobs.preview import KINDS
from geodata.library import appending, paths

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from geodata.ingest.choices import Choices
    from geodata.jobs.adding import Looked
    from geodata.jobs.preview import Preview
    from geodata.library.appending import Base


def confirmed(
    key: str, looked: Looked, found: Preview, into: str, actions: DeltaGenerator | None = None
) -> bool:
    """Say what would become of the dataset, with every row that is left out; whether it is to be added.

    The button stands in `actions`, or under the account; its press waits until it is heard (`presses.heard`).
    """
    title = literal(shown.title(visitor.person(), into))
    st.markdown(say("upload.add_title", file=literal(looked.name), title=title))
    st.markdown(say("upload.add_account", **{each: f"{n:,}" for each, n in looked.changes.items()}))
    place = actions or st.container(key="import_actions", gap="xsmall")
    for kind in KINDS:
        report.reasons(kind, found, looked.name, key="added")
    open_questions(key, found.draft)
    nothing, questions = appending.changes_nothing(looked.changes), len(found.draft.questions)
    with place:
        confirmed = presses.pressed(
            st.button,
            say("upload.add"),
            about=f"{key} {into}",
            waits=True,
            type="primary",
            width="stretch",
            key="add_import",
            disabled=nothing or bool(questions),
        )
        if nothing:
            st.caption(say("upload.add_nothing"))
        elif questions:
            st.caption(say("upload.open_questions", n=questions))
        else:
            st.caption(say("upload.add_log" if not paths.is_private(into) else "upload.add_version"))
    if confirmed:
        quota.count(quotas.UPLOADS)
    return confirmed


def looked_at(base: Base, content: bytes, file: str, choices: Choices) -> additions.Addition:
    """Read once for the same file, choices and version."""
    key = f"added {key_of(content)} {base.name} {base.manifest.version} {file} {choices.to_json()}"
    if (held := state.cached_import(key, additions.Addition)) is not None:
        return held
    with progress_bar(say("upload.adding"), stop="stop_adding") as progress:
        found = additions.looked_at(base, content, file, choices, progress)
    state.cache_import(key, found)
    return found
