"""Asks what only the file's owner knows: open questions, the line of names, and which column means what."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from components import state
from components.importing.first_rows import first_rows
from components.importing.layout_summary import layout_summary
from components.presses import pressed
from components.text.strings import say
from components.text.wording import literal
from geodata.errors import GeodataError, MappingError
from geodata.ingest import answers
from geodata.ingest.choices import FIELDS, Choices, Question, header_key
from geodata.layouts import drafting, proposals, registry
from geodata.values import coordinates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geodata.ingest.draft import Draft
    from geodata.sandbox.parent import File

NO_COLUMN = "column"
"""What stands for an empty title in the session's keys."""


def key_of(content: bytes | Sequence[File]) -> str:
    """What tells small files from others."""
    digest = hashlib.sha256(content if isinstance(content, bytes) else b"")
    for each in () if isinstance(content, bytes) else content:
        assert isinstance(each.content, bytes)  # noqa: S101 - large ones are on the disk
        digest.update(f"{each.name} {len(each.content)} ".encode() + each.content)
    return digest.hexdigest()[:16]


def choices_made(key: str) -> Choices:
    """The choices made for this file so far; a mapping for the same header is used again."""
    return state.import_choices(key) or Choices()


def mapping_form(key: str, draft: Draft) -> None:
    """Ask the draft's questions, say what becomes of its columns, and offer them to be mapped otherwise."""
    _header(key, draft)
    open_questions(key, draft)
    if not draft.columns:
        return
    _take_cached(key, draft)
    if draft.layout == registry.MAPPED:
        held = state.import_choices(key)
        opened = held is None or not held.mapping  # until somebody has said it
        title = say("mapping.title")
    else:
        layout_summary(draft)
        opened, title = False, say("mapping.otherwise")
    with st.expander(title, expanded=opened, on_change="rerun", key=f"columns {key}") as boxes:
        if boxes.open:  # many boxes take long to draw
            _columns(key, draft)
    if not boxes.open:
        st.markdown(f"**{say('preview.title')}**")
        first_rows(draft)


def open_questions(key: str, draft: Draft) -> None:
    """Ask the draft's questions, one box each."""
    for question in draft.questions:
        _ask(key, draft.choices_used, question)


def _take_cached(key: str, draft: Draft) -> None:
    """Use what was chosen for the same columns, unless something else was chosen for this file."""
    held = state.import_choices(key)
    cached = state.cached_mapping(header_key(draft.columns))
    if cached is not None and (held is None or held == _reading(held)):
        state.set_import_choices(key, replace(cached, header_row=draft.choices_used.header_row))
        st.rerun(scope="fragment")


def _reading(choices: Choices) -> Choices:
    """What was chosen about the reading of the file, and nothing about its columns."""
    return Choices(
        table=choices.table,
        encoding=choices.encoding,
        delimiter=choices.delimiter,
        header_row=choices.header_row,
        timezone=choices.timezone,
    )


def _header(key: str, draft: Draft) -> None:
    """Let the line of the columns' names be chosen, where titles may stand above it."""
    if not draft.top or draft.header_row is None:
        return
    lines = {**dict(draft.top), 0: (say("mapping.header_none"),)}
    odd = draft.header_row != draft.top[0][0] and draft.choices_used.header_row is None
    with st.expander(say("mapping.header"), expanded=odd):
        if odd:
            found = "mapping.header_found" if draft.header_row else "mapping.header_missing"
            st.caption(say(found, line=str(draft.header_row)))
        chosen = st.selectbox(
            say("mapping.header_line"),
            lines,
            index=list(lines).index(draft.header_row) if draft.header_row in lines else None,
            format_func=lambda line: _line(line, lines[line]),
            key=f"header {key} {draft.header_row}",
            filter_mode=None,
        )
    if chosen is not None and chosen != draft.header_row:
        state.set_import_choices(key, replace(_reading(draft.choices_used), header_row=chosen))
        st.rerun(scope="fragment")


def _line(number: int, cells: Sequence[str]) -> str:
    return f"{number}: {' · '.join(filter(None, cells))}" if number else cells[0]


def _ask(key: str, choices: Choices, question: Question) -> None:
    with st.container(border=True):
        st.markdown(f"**{literal(question.words)}**")
        if question.examples:
            st.caption(literal(", ".join(question.examples)))
        answer = st.radio(
            question.words,
            _answers(question),
            index=None,
            key=f"answer {key} {question.field} {question.about}",
            label_visibility="collapsed",
            format_func=lambda option: literal(answers.label(question.field, option)),
        )
        if answer is None:
            answer = _typed(key, question)
    if answer is not None:
        state.set_import_choices(key, _answered(choices, question, answer))
        st.rerun(scope="fragment")


def _typed(key: str, question: Question) -> str | None:
    """An answer that is none of those proposed: a coordinate system, a year."""
    if question.field == "year":
        year = st.number_input(
            say("mapping.which_year"), 1000, 2999, value=None, step=1, key=f"year {key}", placeholder="2023"
        )
        return None if year is None else str(year)
    return _other_system(key) if question.field == "crs" else None


def _other_system(key: str) -> str | None:
    """A system that is not among the proposed ones, by its number; why, if there is none with it."""
    typed = st.text_input(say("mapping.other_system"), key=f"other system {key}", placeholder="EPSG:31277")
    if not typed.strip():
        return None
    try:
        return coordinates.system(typed)
    except MappingError as error:
        st.warning(literal(str(error)))
        return None


def _answers(question: Question) -> tuple[str, ...]:
    pairs = (_pair(question, each) for each in question.pairs)
    none = "mapping.no_date" if question.about == "date" else "mapping.no_position"
    return (*question.options, *pairs, *((say(none),) if question.optional else ()))


def _pair(question: Question, columns: tuple[str, str]) -> str:
    first, last = columns
    words = "mapping.pair" if question.pair_of == ("start", "end") else "mapping.pair_of_degrees"
    return say(words, first=first, last=last)


def _answered(choices: Choices, question: Question, answer: str) -> Choices:
    pair = next((each for each in question.pairs if _pair(question, each) == answer), None)
    if pair is not None:
        meant = dict(zip(pair, question.pair_of, strict=True))
        return replace(choices, mapping={**choices.mapping, **meant})
    if question.field == "mapping":
        meant = {answer: question.about} if answer in question.options else {}
        return replace(choices, mapping={**choices.mapping, **meant})
    answered: dict[str, Any] = {question.field: int(answer) if question.field == "year" else answer}
    return replace(choices, **answered)


def _columns(key: str, draft: Draft) -> None:
    """A line for each column, and what the first rows become with the choices as they stand."""
    current = {**_proposed(draft), **draft.choices_used.mapping}
    st.caption(say("mapping.hint"))
    chosen = {
        column: _column(f"column {key} {number}", column, current.get(column), draft)
        for number, column in enumerate(draft.columns)
    }
    mapping = {column: field for column, field in chosen.items() if field}
    st.markdown(f"**{say('preview.title')}**")
    made = _tried(draft, mapping)
    apply = pressed(
        st.button, say("mapping.apply"), type="primary", disabled=made is None, key=f"apply {key}"
    )
    if apply and made:
        state.set_import_choices(key, made)
        state.cache_mapping(header_key(draft.columns), made)
        st.rerun(scope="fragment")
    st.download_button(
        say("mapping.save"),
        (made or draft.choices_used).to_toml(),
        file_name="mapping.toml",
        key=f"toml {key}",
    )


def _proposed(draft: Draft) -> Mapping[str, str]:
    """What the columns seem to mean; those of a known layout by their first rows."""
    if draft.layout == registry.MAPPED or draft.head is None:
        return draft.mapping_proposed
    return proposals.mapping_of(draft.head.rows, shapes=draft.head.shapes is not None).mapping


def _column(key: str, column: str, current: str | None, draft: Draft) -> str | None:
    """A column's name and samples, what it means, and how that was recognised."""
    about = draft.about_columns.get(column)
    left, right = st.columns([2, 3], vertical_alignment="center", gap="small")
    with left:
        st.markdown(
            f"**{literal(column) or NO_COLUMN}**  \n{literal(' · '.join(about.samples) if about else '')}"
        )
    chosen: str | None = right.selectbox(
        column or NO_COLUMN,
        [None, *FIELDS],
        index=[None, *FIELDS].index(current),
        format_func=lambda field: say("mapping.extra") if field is None else f"{field}: {FIELDS[field]}",
        key=key,
        label_visibility="collapsed",
    )
    if about and about.why and chosen == current:
        named = proposals.by_name(column)
        right.caption(say(f"mapping.why.{about.why}", named=FIELDS.get(named or "", "")))
    return chosen


def _tried(draft: Draft, mapping: dict[str, str]) -> Choices | None:
    """The choices with this mapping, once its first rows are shown; none where it cannot be."""
    try:
        made = replace(draft.choices_used, layout=registry.MAPPED, mapping=mapping)
        if draft.head is not None:
            first_rows(drafting.tried(draft.head, made))
    except GeodataError as error:
        st.error(literal(str(error)))
        return None
    return made
