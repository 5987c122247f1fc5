"""The only place that names URL parameters and session keys: filters, dataset, version, chosen incident.

The page's address is the state: a copied link gives the same view, and the browser's Back undoes. The map's
own part of it (`map_address`) only the browser writes. The session holds the filters, not the widgets: a run
may end before the browser has drawn them, which then still tells their old values. So a widget whose filter
changes elsewhere (by chips, legend, brush, drawn area, Back) gives way to a new one. Whoever changes filters
does so in a callback.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components import map_address, presses
from components.text.strings import say
from geodata.errors import FilterError
from geodata.filters import Filters, from_query, readable
from geodata.readers.boundaries import COUNTRIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from components.map_address import MapAddress
    from geodata.ingest.choices import Choices

DATASET, VERSION, INCIDENT = "dataset", "v", "incident"
COLOUR, MODE, STEP, PART, SORT = "colour", "draw", "step", "part", "sort"
MEASURE, SPLIT, PERIOD, SHAPE, CHART, FIGURES = "measure", "by", "period", "shape", "chart", "figures"
SHADE, CLASSES, LIMITS, BORDERS = "shade", "classes", "limits", "borders"
MAPS: Final = "maps"
"""How the map shows what is compared with."""
THAN: Final = "than"
"""The filters that what is shown is compared with, as a query string of its own."""
HOURS: Final = "hour"
"""The step of the histogram that there is for chosen days alone."""
VERSION_DIGITS: Final = 12
"""Digits of the version that an address carries."""

SORTED_BY: Final = (
    *("when", "title", "where", "precision", "kind", "type", "actors", "fatalities", "confidence"),
    "distance",
)
"""The columns by which the table can be sorted; with a minus before it, downwards."""

LOOKS: Final = {
    COLOUR: ("auto", "kind", "event_type", "actor", "dataset"),
    MODE: ("auto", "places", "points", "clusters", "heat"),
    STEP: ("auto", HOURS, "day", "week", "month"),
    PART: ("table", "charts", "compare", "hot", "regions", "matches", "disputed", "sources", "about"),
    SORT: tuple(way for name in SORTED_BY for way in (name, f"-{name}")),
    PERIOD: ("auto", "day", "week", "month", "year"),
    SHAPE: ("bars", "small", "mean", "running"),
    CHART: ("time", "types", "hours", "figures"),
    SHADE: ("off", "absolute", "area", "people", "share"),
    CLASSES: ("quantiles", "jenks", "equal", "own"),
    MAPS: ("off", "beside", "swipe"),
}
"""What the map may look like, what is open under it and how the table is sorted, the default first."""

OF_DATASET: Final = {MEASURE: "records", SPLIT: "event_type", FIGURES: "", LIMITS: "", BORDERS: COUNTRIES}
"""Looks among which are a dataset's own words, with their defaults: what is counted, what parts bars,
which figures a chart draws (their names, with `BETWEEN_FIGURES` between), the limits between classes, and
whose regions are counted in."""
BETWEEN_FIGURES: Final = "|"

_SIZE: Final = "size"
_SIZES: Final = ("records", "fatalities")
"""In older links, what circles count: now that is the measure."""
_ADDRESS, _HELD, _REFUSED, _RENEWED, _MAPPED = "address", "held", "refused", "renewed", "mapped"
_NARROW, _MAP, _SAID, _NOTES = "narrow", "map", "said", "notes"
_DIALOG, _DIALOG_AGAIN = "dialog", "dialog_again"
_UPLOADS, _IMPORT, _CHOICES, _MAPPINGS = "uploads", "import", "import_choices", "mappings"
_SECRET = "import_secret"  # noqa: S105 - the key under which one is held

Made = TypeVar("Made")


def open_address(bases: Sequence[str] = (), layers: Sequence[str] = ()) -> None:
    """Take over the page's address at the start of a session, after Back, and where a dataset was opened.

    Otherwise what the session holds is newer: the browser names the address that it has received, and may not
    have received the one that was last written. What an address asks for that cannot be is left out, and
    the map is as it is by itself where its part cannot be (`bases`, `layers`: as offered): see `refused`.
    """
    if _ADDRESS in st.session_state and not _went_back():
        return
    address = _named_by_browser()
    asked_filters, wrong = readable(address)
    apply(asked_filters)
    for error in wrong:
        refuse(error)
    st.session_state[_ADDRESS] = _without_map(address)
    st.session_state[INCIDENT] = _first(address, INCIDENT)
    _open_than(_first(address, THAN))
    for look, choices in LOOKS.items():
        asked = _first(address, look)
        set_look(look, asked if asked in choices else choices[0])
        if asked and (asked not in choices or _needs_days(look, asked)):
            refuse(FilterError(look, asked, _wanted(look, asked)))
    for look, default in OF_DATASET.items():
        set_look(look, _first(address, look) or default)
    _take_size(_first(address, _SIZE), _first(address, MEASURE))
    st.session_state[_MAP], wrong = map_address.readable(address, bases, layers)
    for error in wrong:
        refuse(error)


def _take_size(asked: str | None, measure: str | None) -> None:
    """What circles are sized by, as older links have it: the measure, where they name none."""
    if asked not in (None, *_SIZES):
        refuse(FilterError(_SIZE, asked, f"one of {', '.join(_SIZES)}"))
    elif asked == _SIZES[1] and not measure:
        set_look(MEASURE, asked)


def filters() -> Filters:
    """What is shown now; days that were chosen the wrong way round are taken in their order."""
    held = st.session_state[_HELD]
    if days_are_turned():
        held = {**held, "start": held["end"], "end": held["start"]}
    return Filters(**held)


def _needs_days(look: str, value: str) -> bool:
    """Whether a look is that of the hours of chosen days, and no days are chosen."""
    held = st.session_state[_HELD]
    return (look, value) == (STEP, HOURS) and not (held["start"] and held["end"])


def _wanted(look: str, value: str) -> str:
    return say("problem.days_first") if value in LOOKS[look] else f"one of {', '.join(LOOKS[look])}"


def days_are_turned() -> bool:
    """Whether the first day chosen is after the last: a reader may be about to change the other one too."""
    start, end = st.session_state[_HELD]["start"], st.session_state[_HELD]["end"]
    return bool(start and end and start > end)


def refuse(error: FilterError) -> None:
    """Leave the filters as they are, and have the page say why: for what no widget of ours lets through."""
    before = st.session_state.get(_REFUSED)
    st.session_state[_REFUSED] = f"{before} {error.problem}" if before else error.problem


def refused() -> str | None:
    """What could not be done since the page was last drawn, in words."""
    words: str | None = st.session_state.pop(_REFUSED, None)
    st.session_state[_SAID] = words
    return words


def say_again() -> None:
    """Let the next run say what the last one said: it comes from the browser itself, before it was read."""
    st.session_state[_REFUSED] = st.session_state.get(_SAID)


def notes() -> tuple[list[str], object]:
    """What is said for a while, and what was shown when it began to be: see `lasting_notes`."""
    held: tuple[list[str], object] = st.session_state.get(_NOTES, ([], None))
    return held


def set_notes(said: list[str], shown: object) -> None:
    """Hold them."""
    st.session_state[_NOTES] = said, shown


def apply(chosen: Filters) -> None:
    """Show this from now on; before anything is drawn, as in a callback."""
    before = st.session_state.get(_HELD)
    held = {field.name: getattr(chosen, field.name) for field in fields(Filters)}
    words = {name: tuple(sorted(each)) for name, each in held.items() if isinstance(each, tuple)}
    now = {**held, **words, "area": chosen.area}
    st.session_state[_HELD] = now
    for name, value in now.items():
        if before is not None and before[name] != value:
            _renew(name)


def bound(field: str, *, value: str = "default") -> dict[str, Any]:
    """What makes a widget show a field of the filters and change it.

    `value` is what the widget calls the argument for the value with which it is drawn at first.
    """
    held, key = st.session_state[_HELD][field], _key(field)
    shown = list(held) if isinstance(held, tuple) else held
    return {"key": key, "on_change": _take, "args": (field, key), value: shown}


def _take(field: str, key: str) -> None:
    value = st.session_state[key]
    if isinstance(value, str):
        value = value.strip()  # as it will be read from the address
    st.session_state[_HELD] = {
        **st.session_state[_HELD],
        field: tuple(sorted(value)) if isinstance(value, list) else value,
    }
    if key != _key(field):  # of a widget that has given way since, but was still to be seen
        _renew(field)


def hold(field: str, value: tuple[str, ...]) -> None:
    """Take a field of the filters from widgets that show it already, and need not be drawn anew."""
    st.session_state[_HELD] = {**st.session_state[_HELD], field: tuple(sorted(set(value)))}


def key_of(field: str) -> str:
    """What keys of widgets that together show a field begin with; another where it changes elsewhere."""
    return _key(field)


def _key(field: str) -> str:
    """The session key of the widget that shows a field, or a look, now."""
    number = st.session_state.get(_RENEWED, {}).get(field, 0)
    key = f"look_{field}" if field in (*LOOKS, *OF_DATASET) else f"filter_{field}"
    return f"{key}_{number}" if number else key


def _renew(field: str) -> None:
    renewed = st.session_state.get(_RENEWED, {})
    st.session_state[_RENEWED] = {**renewed, field: renewed.get(field, 0) + 1}


def write_address(chosen: Filters, *, dataset: str, version: str) -> None:
    """Make the page's address say what is shown."""
    params: dict[str, list[str]] = {
        DATASET: [dataset],
        VERSION: [version[:VERSION_DIGITS]],
        **chosen.to_params(),
    }
    if incident := chosen_incident():
        params[INCIDENT] = [incident]
    if (other := compared_with()) is not None:
        params[THAN] = [other.to_query()]
    for look, choices in LOOKS.items():
        value = st.session_state[look]
        means_nothing = _needs_days(look, value) or (look == MAPS and other is None)
        if value != choices[0] and not means_nothing:
            params[look] = [value]
    for look, default in OF_DATASET.items():
        if (value := st.session_state[look]) != default:
            params[look] = [value]
    if not params == st.session_state[_ADDRESS] == _without_map(_named_by_browser()):
        st.query_params.from_dict(params)
    st.session_state[_ADDRESS] = params


def changes_map(version: str, chosen: Filters) -> bool:
    """Whether the map showed other data or filters in the run before, or nothing yet."""
    before = st.session_state.get(_MAPPED)
    st.session_state[_MAPPED] = version, chosen
    return before != (version, chosen)


def has_shown_a_map() -> bool:
    """Whether a run of this session has got as far as the map."""
    return _MAPPED in st.session_state


def give_way() -> None:
    """End this run here if a newer one is wanted: Streamlit asks whenever the session is read."""
    has_shown_a_map()


def opens_dialog(name: str, *, pressed: bool) -> bool:
    """Whether a dialog is open in this run: its button is pressed, or it stays open, see `keep_dialog`."""
    again = st.session_state.get(_DIALOG_AGAIN) == name
    if again:
        del st.session_state[_DIALOG_AGAIN]
    if pressed or again:
        st.session_state[_DIALOG] = name
    elif st.session_state.get(_DIALOG) == name:
        del st.session_state[_DIALOG]
    return pressed or again


def open_dialog(name: str) -> None:
    """Open a dialog in the run that begins."""
    st.session_state[_DIALOG_AGAIN] = name


def keep_dialog() -> None:
    """Leave a dialog open in the run that begins: the map called for it, not the reader; in a callback."""
    st.session_state[_DIALOG_AGAIN] = st.session_state.get(_DIALOG)


def close_dialog() -> None:
    """Take it that the reader closed a dialog, also where the map calls for the same run; in a callback."""
    for key in (_DIALOG, _DIALOG_AGAIN):
        st.session_state.pop(key, None)
    presses.heard()


def is_narrow() -> bool:
    """Whether the page is shown as narrow as on a phone, as far as the browser has said."""
    narrow: bool = st.session_state.get(_NARROW, False)
    return narrow


def set_narrow(narrow: bool) -> None:
    """Take what the browser says of its window."""
    st.session_state[_NARROW] = narrow


def asked_dataset() -> tuple[str | None, str | None]:
    """Name and version (its first digits) that the address asks for."""
    address = st.session_state[_ADDRESS]
    return _first(address, DATASET), _first(address, VERSION)


def chosen_incident() -> str | None:
    """The id of the incident whose details are open."""
    return st.session_state.get(INCIDENT)


def choose(incident: str | None) -> None:
    """Open an incident's details, or close them."""
    st.session_state[INCIDENT] = incident


def compared_with() -> Filters | None:
    """The filters that what is shown is compared with, if any."""
    other: Filters | None = st.session_state.get(THAN)
    return other


def compare_with(other: Filters | None) -> None:
    """Compare what is shown with this from now on, or with nothing."""
    st.session_state[THAN] = other


def change_sides() -> None:
    """Show what was compared with, and compare it with what was shown."""
    other, now = compared_with(), filters()
    if other is not None:
        apply(other)
        compare_with(now)


def _open_than(query: str | None) -> None:
    """What an address compares with; an empty one is everything."""
    compare_with(None)
    if query is not None:
        try:
            compare_with(from_query(query))
        except FilterError as error:
            refuse(error)


def reset() -> None:
    """Show everything."""
    apply(Filters())


def leave_dataset() -> None:
    """Let go of what was chosen in a dataset that is not here: it means nothing in another one."""
    reset()
    choose(None)
    compare_with(None)
    for look_of, default in OF_DATASET.items():
        set_look(look_of, default)


def start_afresh() -> None:
    """The default dataset, unfiltered: out of an address that nothing can be shown for."""
    _go({})


def drop(field: str, value: str | None = None) -> None:
    """Remove a whole field from the filters, or one of its values."""
    held = getattr(filters(), field)
    _change(field, tuple(item for item in held if item != value) if value is not None else _DEFAULTS[field])


def toggle(field: str, value: str) -> None:
    """Add a value to a field of the filters, or remove it."""
    held = getattr(filters(), field)
    if value in held:
        drop(field, value)
    else:
        _change(field, (*held, value))


def show_days(first: date, last: date) -> None:
    """Show these days alone; or all, if these are shown already."""
    now = filters()
    shown = (now.start, now.end) == (first, last)
    apply(replace(now, start=None if shown else first, end=None if shown else last))


def show_hour(weekday: str, hour: int) -> None:
    """Show the records of one hour of the week; or of any, if these are shown already."""
    now = filters()
    shown = (now.weekdays, now.hours) == ((weekday,), (hour,))
    apply(replace(now, weekdays=() if shown else (weekday,), hours=() if shown else (hour,)))


def show_cell(actor: str, event_type: str) -> None:
    """Show the records of one actor and type; or of any, if these are shown already."""
    now = filters()
    shown = (now.actors, now.event_types) == ((actor,), (event_type,))
    apply(replace(now, actors=() if shown else (actor,), event_types=() if shown else (event_type,)))


def show_together(actors: tuple[str, ...]) -> None:
    """Show the records in which all of these take part; or those of anyone, if that is shown already."""
    now = filters()
    shown = now.together and set(now.actors) == set(actors)
    apply(replace(now, actors=() if shown else actors, together=not shown))


def _change(field: str, value: object) -> None:
    changed: dict[str, Any] = {field: value}
    apply(replace(filters(), **changed))


def look(name: str) -> str:
    """How the page looks now, as one of `LOOKS`, or as the dataset's columns let it."""
    value: str = st.session_state[name]
    return value


def set_look(name: str, value: object) -> None:
    """Make the page look so, if that is one of `LOOKS`; before anything is drawn, as in a callback."""
    if name in OF_DATASET or value in LOOKS[name]:
        before = st.session_state.get(name)
        st.session_state[name] = value
        if before not in (None, value):
            _renew(name)


def bound_look(name: str) -> dict[str, Any]:
    """What makes a widget change a look; it is drawn with `look(name)` at first."""
    key = _key(name)
    return {"key": key, "on_change": _take_look, "args": (name, key)}


def _take_look(name: str, key: str) -> None:
    st.session_state[name] = st.session_state[key]
    if key != _key(name):  # as in `_take`
        _renew(name)


def asked_map() -> MapAddress:
    """Where the map opens and with which layers, as the address said at first."""
    asked: MapAddress = st.session_state[_MAP]
    return asked


def open_dataset(name: str, version: str | None = None, *, part: str = "") -> None:
    """Show another dataset, in its current version unless another is named, and unfiltered."""
    _go({DATASET: name, **({VERSION: version} if version else {}), **({PART: part} if part else {})})


def open_newest() -> None:
    """The current version of the dataset that is shown, under the same filters."""
    _go({name: values for name, values in _named_by_browser().items() if name != VERSION})


def private_uploads() -> list[str]:
    """Names of the uploads that this session alone knows."""
    return list(st.session_state.get(_UPLOADS, ()))


def add_private_upload(name: str) -> None:
    """Add a dataset to those that this session alone knows."""
    st.session_state[_UPLOADS] = [*private_uploads(), name]


def forget_private_upload(name: str) -> None:
    """Take a dataset that is erased from those that this session knows."""
    st.session_state[_UPLOADS] = [each for each in private_uploads() if each != name]


def cached_import(key: str, kind: type[Made]) -> Made | None:
    """What was made of the file that is being imported, by what it was made of."""
    held = st.session_state.get(_IMPORT, {}).get(key)
    return held if isinstance(held, kind) else None


def cache_import(key: str, made: object) -> None:
    """Keep the newest few: a file can be read in many ways while its owner tries."""
    held = {**st.session_state.get(_IMPORT, {}), key: made}
    st.session_state[_IMPORT] = dict(list(held.items())[-3:])


def discard_import() -> None:
    """Let go of a file that was saved or given up."""
    for key in (_IMPORT, _CHOICES):
        st.session_state.pop(key, None)


def import_secret() -> str:
    """What this page's browser was told when it brought a large file, and may not have sent since."""
    secret: str = st.session_state.get(_SECRET, "")
    return secret


def set_import_secret(secret: str) -> None:
    """Hold it as long as the page is open."""
    st.session_state[_SECRET] = secret


def import_choices(key: str) -> Choices | None:
    """What this session's reader chose about the file that is being imported."""
    choices: Choices | None = st.session_state.get(_CHOICES, {}).get(key)
    return choices


def set_import_choices(key: str, choices: Choices) -> None:
    """Hold them until the file is saved or given up."""
    st.session_state[_CHOICES] = {key: choices}


def cached_mapping(header: str) -> Choices | None:
    """What was chosen for a file with the same columns."""
    choices: Choices | None = st.session_state.get(_MAPPINGS, {}).get(header)
    return choices


def cache_mapping(header: str, choices: Choices) -> None:
    """Take the same choices for the next file with these columns."""
    st.session_state[_MAPPINGS] = {**st.session_state.get(_MAPPINGS, {}), header: choices}


def _go(address: Mapping[str, str | list[str]]) -> None:
    st.query_params.from_dict(address)
    st.session_state.pop(_ADDRESS, None)


def _went_back() -> bool:
    """Whether the browser's Back or Forward asked for this run."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def _named_by_browser() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _without_map(address: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: values for name, values in address.items() if name not in map_address.NAMES}


def _first(address: dict[str, list[str]], name: str) -> str | None:
    values = address.get(name)
    return values[0] if values else None


_DEFAULTS: Final = {field.name: field.default for field in fields(Filters)}
