"""Says how a view is cited: dataset, version, filter, how many records, as text and for reference managers.

Forms: plain text, a paragraph on the method, BibTeX (entry `misc`), RIS (type `DATA`) and CSL-JSON 1.0.2
(type `dataset`). The data's own citation, which a licence may ask for, is in each of them.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlencode

from geodata import measures
from geodata.exporters import columns
from geodata.library import catalog, paths
from geodata.query import answers, sums, week_hours
from geodata.values.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from geodata.filters import Filters
    from geodata.model import Dataset
    from geodata.query.store import Store

PROGRAM: Final = "Incident Map"
_DIGITS: Final = 12
"""Of a version, which is a hash."""
_ESCAPED: Final = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces, whatever stands before them
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{letter: f"\\{letter}" for letter in "&%$#_"},
}
"""What means something in (Bib)TeX; all other letters stand as they are, in UTF-8."""


@dataclass(frozen=True)
class View:
    """What is cited."""

    title: str
    name: str
    """Of the dataset; a private upload's stays secret, because whoever knows it sees the upload."""
    version: str
    saved: str
    """The day on which the version was saved, ISO 8601; empty where that is not known."""
    filter_words: tuple[str, ...]
    """Each condition of the filter."""
    shown: int
    total: int
    possible: int
    """Of those shown: only possibly inside dates, area, regions or distance."""
    without_point: int
    untimed: int
    """Not shown, because filters ask for hours or days of the week and theirs is not known."""
    precision: Mapping[str, int]
    """Of those shown: how many of each class of location precision."""
    rejected: int
    """Rows of the file that were refused when it was imported."""
    timezone: str
    licence: str
    citation: str
    """The data's own."""
    note: str
    address: str
    """Of the page with this view; empty where nobody else could open it."""
    accessed: date


def view(store: Store, filters: Filters, *, words: Sequence[str] | None = None, address: str = "") -> View:
    """What is to be said, today, of the records that a filter shows.

    Parameters
    ----------
    words
        The filter, condition by condition; else the names and values of its parameters.
    address
        Of the page with the view; it is left out for a private upload.
    """
    if words is None:
        words = plain_words(filters)
    dataset, counts = store.dataset, answers.counts(store, filters)
    found = sums.sums(store, filters, measures.Measure(), (measures.Key("location_class"),)).groups
    return View(
        title=dataset.info.title or columns.public_name(dataset),
        name=columns.public_name(dataset),
        version=dataset.version,
        saved=catalog.saved(dataset)[:10],
        filter_words=tuple(words),
        shown=counts.shown,
        total=counts.total,
        possible=counts.possible,
        without_point=counts.without_point,
        untimed=week_hours.left_out(store, filters),
        precision=dict(zip(found["location_class"], found["records_possible"].astype(int), strict=True)),
        rejected=len(dataset.rejected),
        timezone=dataset.info.timezone,
        licence=dataset.info.licence,
        citation=dataset.info.full_citation,
        note=dataset.info.note,
        address="" if paths.is_private(dataset.name) else address,
        accessed=datetime.now(UTC).date(),
    )


def address(server: str, dataset: Dataset, filters: Filters) -> str:
    """Where a server's page shows a view."""
    given = {"dataset": dataset.name, "v": dataset.version[:_DIGITS], **filters.to_params()}
    return f"{server.rstrip('/')}/?{urlencode(given, doseq=True)}"


def plain_words(filters: Filters) -> tuple[str, ...]:
    """A filter's conditions by the names of their parameters."""
    return tuple(f"{param} {value}" for param, values in filters.to_params().items() for value in values)


def _sentence(*parts: str) -> str:
    """Parts as sentences, each with its full stop."""
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)


def _version(cited: View) -> str:
    saved = f", saved {cited.saved}" if cited.saved else ""
    return f"version {cited.version[:_DIGITS]}{saved}"


def _records(cited: View) -> str:
    of = "all" if cited.shown == cited.total else f"{cited.shown:,} of"
    return f"{of} {cited.total:,} records"


def _view(cited: View) -> str:
    """What was filtered, and how many records that shows."""
    return f"{'; '.join(cited.filter_words) or 'not filtered'} ({_records(cited)})"


def _opened(cited: View) -> str:
    return f"{cited.address} (accessed {cited.accessed.isoformat()})" if cited.address else ""


def text(cited: View) -> str:
    """One line for a list of references."""
    said = _sentence(f"{cited.title} [dataset], {_version(cited)}", _note(cited))
    return f"{said} {PROGRAM}, {_opened(cited) or f'accessed {cited.accessed.isoformat()}'}\n"


def method(cited: View) -> str:
    """A paragraph for a section on methods: what was counted, how precisely, and what is left out."""
    precision = ", ".join(f"{name} {n:,}" for name, n in cited.precision.items())
    whole = f"“{cited.title}” ({_version(cited)}, {cited.total:,} records)"
    said = [
        f"We used the dataset {whole} as shown by {PROGRAM}",
        f"Records were selected by: {'; '.join(cited.filter_words)}"
        if cited.filter_words
        else "No filter was applied",
        f"This shows {_records(cited)}",
    ]
    if cited.possible:
        said.append(
            f"Of these, {cited.possible:,} are only possibly inside the chosen dates or area, because their "
            "time or place is not known more precisely"
        )
    if cited.untimed:
        said.append(
            f"{cited.untimed:,} more fit all other conditions and are left out, because it is not known at "
            "what time they were"
        )
    if precision:
        said.append(f"Location precision of the records shown: {precision}")
    if cited.without_point:
        said.append(f"{cited.without_point:,} of them have no point and are not drawn on the map")
    if cited.rejected:
        said.append(f"{cited.rejected:,} rows of the original file were refused on import and are left out")
    said.append(f"Days are those of the time zone {cited.timezone}")
    said.extend(filter(None, (cited.note, cited.licence and f"Licence: {cited.licence}")))
    said.append(f"Data: {cited.citation}" if cited.citation else "")
    said.append(f"The view is at {_opened(cited)}" if cited.address else "")
    return _sentence(*said) + "\n"


def _note(cited: View) -> str:
    return _sentence(
        f"View: {_view(cited)}",
        f"Data: {cited.citation}" if cited.citation else "",
        f"Licence: {cited.licence}" if cited.licence else "",
    )


def _key(cited: View) -> str:
    """Dataset, version and, if it is filtered, a hash of the filter: in letters that every program takes."""
    latin = re.sub("[^a-z0-9]+", "-", fold(cited.name)).strip("-")
    of_filter = hashlib.sha256("\n".join(cited.filter_words).encode()).hexdigest()[:6]
    parts = (latin or "dataset", cited.version[:_DIGITS], *([of_filter] if cited.filter_words else ()))
    return "-".join(parts)


def bibtex(cited: View) -> str:
    """An entry of type `misc`, with the fields `version`, `url` and `urldate` that biblatex prints."""
    fields = {
        "title": cited.title,
        "howpublished": f"{PROGRAM} [dataset]",
        "version": _version(cited).removeprefix("version "),
        "year": cited.saved[:4],
        "note": _note(cited),
        "urldate": cited.accessed.isoformat(),
    }
    lines = [f"  {name} = {{{_tex(value)}}}" for name, value in fields.items() if value]
    if cited.address:  # verbatim in biblatex: only what would end the field is written otherwise
        lines.append(f"  url = {{{cited.address.replace('{', '%7B').replace('}', '%7D')}}}")
    return f"@misc{{{_key(cited)},\n" + ",\n".join(lines) + "\n}\n"


def _tex(value: str) -> str:
    return "".join(_ESCAPED.get(letter, letter) for letter in _line(value))


def _line(value: str) -> str:
    """The text in one line."""
    return " ".join(value.split())


def ris(cited: View) -> str:
    """A record of type `DATA`; a field is a line."""
    lines = [
        ("TY", "DATA"),
        ("ID", _key(cited)),
        ("TI", cited.title),
        ("PB", PROGRAM),
        ("ET", cited.version[:_DIGITS]),
        ("PY", cited.saved[:4]),
        ("DA", cited.saved.replace("-", "/")),
        ("N1", _note(cited)),
        ("UR", cited.address),
        ("Y2", cited.accessed.strftime("%Y/%m/%d")),
    ]
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def csl_json(cited: View) -> str:
    """A list of one item, as reference managers bring in."""
    item: dict[str, Any] = {
        "id": _key(cited),
        "type": "dataset",
        "title": cited.title,
        "publisher": PROGRAM,
        "version": cited.version[:_DIGITS],
        "note": _note(cited),
        "accessed": _parts(cited.accessed.isoformat()),
    }
    if cited.saved:
        item["issued"] = _parts(cited.saved)
    if cited.address:
        item["URL"] = cited.address
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def _parts(day: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in day.split("-")]]}


class Form(NamedTuple):
    """A form of citation."""

    title: str
    """Its name for people."""
    media_type: str
    write: Callable[[View], str]


_PLAIN: Final = "text/plain; charset=utf-8"
FORMS: Final = {
    "txt": Form("Text", _PLAIN, text),
    "method.txt": Form("Methods paragraph", _PLAIN, method),
    "bib": Form("BibTeX", "application/x-bibtex; charset=utf-8", bibtex),
    "ris": Form("RIS", "application/x-research-info-systems; charset=utf-8", ris),
    "json": Form("CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
}
"""By the suffix of their file."""
