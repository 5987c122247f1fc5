"""What only the file's owner knows: open questions, and which column means what."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import streamlit as st

from components import state
from components.text import say
from components.wording import literal
from geodata.ingest.choices import FIELDS, Choices, Question, header_key
from geodata.ingest.draft import Draft


def answers(content: bytes) -> Choices:
    """The choices made for this file so far; a mapping for the same header is remembered."""
    return state.import_choices(_key(content)) or Choices()


def mapping_form(content: bytes, draft: Draft) -> None:
    """Ask the draft's questions and, where no layout was recognised, offer its columns to be mapped."""
    key = _key(content)
    for question in draft.questions:
        _ask(key, draft.choices_used, question)
    if not draft.columns:
        return
    remembered = state.remembered_mapping(header_key(draft.columns))
    if remembered is not None and state.import_choices(key) is None:
        state.set_import_choices(key, remembered)
        st.rerun(scope="fragment")
    with st.expander(
        say("mapping.title"), expanded=bool(draft.mapping_proposed) and not draft.choices_used.mapping
    ):
        _columns(key, draft)


def _ask(key: str, choices: Choices, question: Question) -> None:
    with st.container(border=True):
        st.markdown(f"**{literal(question.words)}**")
        if question.examples:
            st.caption(literal(", ".join(question.examples)))
        answer = st.radio(
            question.words,
            question.options,
            index=None,
            key=f"answer {key} {question.field} {question.about}",
            label_visibility="collapsed",
            format_func=literal,
        )
    if answer is not None:
        state.set_import_choices(key, _answered(choices, question, answer))
        st.rerun(scope="fragment")


def _answered(choices: Choices, question: Question, answer: str) -> Choices:
    if question.field == "mapping":
        return replace(choices, mapping={**choices.mapping, answer: question.about})
    return replace(choices, **{question.field: answer})


def _columns(key: str, draft: Draft) -> None:
    with st.form(f"mapping {key}"):
        current = {**draft.mapping_proposed, **draft.choices_used.mapping}
        chosen = {}
        left, right = st.columns(2)
        for number, column in enumerate(draft.columns):
            chosen[column] = (left, right)[number % 2].selectbox(
                column,
                [None, *FIELDS],
                index=[None, *FIELDS].index(current.get(column)),
                format_func=lambda field: (
                    say("mapping.extra") if field is None else f"{field}: {FIELDS[field]}"
                ),
                key=f"column {key} {number}",
            )
        if st.form_submit_button(say("mapping.apply")):
            mapping = {column: field for column, field in chosen.items() if field}
            made = replace(draft.choices_used, layout="mapped", mapping=mapping)
            state.set_import_choices(key, made)
            state.remember_mapping(header_key(draft.columns), made)
            st.rerun(scope="fragment")
    st.download_button(
        say("mapping.save"), draft.choices_used.to_toml(), file_name="mapping.toml", key=f"toml {key}"
    )


def _key(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
