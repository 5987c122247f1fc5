"""Writes a frozen map: one HTML file with all that the map, its filters and its details need.

Nothing of a dataset is markup or script in it: texts are escaped, or lie packed in elements that no browser
runs. The file's own Content-Security-Policy knows scripts and style by their hashes; nothing is fetched.
"""

from __future__ import annotations

import base64
import hashlib
import json
import mimetypes
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from components.folium_map import ASSETS, compile_map
from components.folium_map.needed import styles
from components.folium_map.one_script import one_script
from components.freezing import places, texts
from components.freezing.parts import part
from components.freezing.texts import as_json
from components.map import view
from components.panels.filters import words_of
from components.panels.measure import offered
from components.text.strings import DEFAULT, say, words
from geodata import citing, measures
from geodata.exporters.selection import Selection
from geodata.mapdata import some_records
from geodata.query import event_counts
from geodata.values import folding_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from components.folium_map import CompiledMap
    from geodata.filters import Filters
    from geodata.query.store import Store

_ENTRY, _MAP = "frozen/page.js", "frozen/map_module.js"
_PAGE_STYLE: Final = ASSETS.parents[1] / "page" / "page.css"
_HELD: Final = (measures.RECORDS, measures.FATALITIES)
"""What the map's columns hold, to be counted."""
_URL: Final = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)")


@dataclass(frozen=True)
class Told:
    """What a frozen map may tell of where it is from."""

    address: str = ""
    """Of the page with the live view; empty where there is none, or not everybody may open it."""
    named: bool = True
    """Whether the dataset's name, which is part of its address, may be told."""


def freeze(store: Store, filters: Filters, told: Told | None = None) -> Iterator[bytes]:
    """The file, in pieces.

    Raises
    ------
    TooManyToFreezeError
        If the filter shows more than `some_records.MOST` records.
    """
    told = told or Told()
    selection = Selection(store, filters)
    if len(selection) > some_records.MOST:
        raise some_records.TooManyToFreezeError(len(selection))
    cited = citing.view(store, filters, words=words_of(store, filters), address=told.address)
    if not told.named:
        cited = replace(cited, name="dataset", address="")
    return _pieces(selection, cited)


def freeze_for(store: Store, filters: Filters, address: str, named: bool) -> Iterator[bytes]:
    """The same, as the API asks for it."""
    return freeze(store, filters, Told(address, named))


def _pieces(selection: Selection, cited: citing.View) -> Iterator[bytes]:
    store = selection.store
    packed = some_records.pack(store, selection.rows, name=cited.name, version=cited.version[:12])
    tiles = places.tiles(packed.first_view)
    chart = view.alone(
        packed.first_view,
        places.layer(tiles),
        totals=store.statistics.totals > 0,
    )
    compiled = compile_map(chart)
    parts = {
        "libraries": _libraries(compiled),
        "program": _program(compiled.module.decode()).encode(),
    }
    opening = _text(ASSETS / "frozen" / "open.js")
    style = _style(compiled)
    yield _head(cited, style, [opening, *(part.decode() for part in parts.values())]).encode()
    parts |= {
        "told": as_json(_told(store, len(selection))),
        "columns": packed.columns,
        "reference": packed.reference,
        "facts": packed.facts,
        "participants": packed.participants,
        "places": as_json(tiles),
    }
    for name, content in parts.items():
        yield part(name, content)
    yield _folding_part()
    told = texts.Texts(selection)
    for number, chunk in enumerate(told.chunks()):
        yield part(f"texts-{number}", chunk)
    yield part("shared", as_json({**told.shared(), "actors": _names(store, packed.actors)}))
    yield f"<script>{opening}</script>\n</body>\n</html>\n".encode()


def _told(store: Store, n: int) -> dict[str, Any]:
    said = words()
    return {
        "lang": DEFAULT,
        "strings": {
            **said["map"],
            **(said["map_of_events"] if event_counts.are_weighed(store) else {}),
            **said["map_alone"],
            "category": {"kind": said["kinds"]},
            **{name: said[name] for name in ("details", "filters", "frozen", "value")},
        },
        "measures": [each for each in offered(store) if each["query"] in _HELD],
        "chunks": {"size": texts.CHUNK, "count": max(1, -(-n // texts.CHUNK))},
    }


def _head(cited: citing.View, style: str, scripts: list[str]) -> str:
    policy = {
        "default-src": "'none'",
        "script-src": " ".join(map(_hash, scripts)),
        "style-src": _hash(style),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return Markup(
        '<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="description" content="{description}">\n'
        '<link rel="icon" href="data:,">\n<title>{title}</title>\n<style>{style}</style>\n</head>\n'
        '<body class="frozen">\n<header class="frozen-head"><h1>{title}</h1>\n'
        '<p><span class="frozen-counts" role="status">{counts}</span>'
        '<span class="frozen-searching"> · {searching}</span></p>\n<p>{frozen}</p>\n'
        '<p class="frozen-failed" role="alert">{failed}</p>\n'
        '<noscript><p role="alert">{without}</p></noscript></header>\n'
        '<main id="frozen" class="frozen-body"></main>\n{about}\n'
    ).format(
        lang=DEFAULT,
        policy="; ".join(f"{name} {value}" for name, value in policy.items()),
        description=citing.text(cited).strip(),
        title=cited.title,
        style=Markup(style),  # noqa: S704 - our own files
        counts=say("frozen.shown", n=cited.shown, shown=cited.shown, total=cited.shown),
        searching=say("frozen.searching"),
        frozen=_frozen(cited),
        failed=say("frozen.failed"),
        without=say("frozen.without_scripts"),
        about=_about(cited),
    )


def _frozen(cited: citing.View) -> str:
    """When it was frozen, and of what."""
    filtered = "; ".join(cited.filter_words) or say("frozen.unfiltered")
    return say(
        "frozen.of",
        day=cited.accessed.isoformat(),
        filter=filtered,
        n=cited.total,
        shown=cited.shown,
        total=cited.total,
    )


def _about(cited: citing.View) -> Markup:
    entries = {
        "version": f"{cited.version[:12]}{f' ({cited.saved})' if cited.saved else ''}",
        "zone": cited.timezone,
        "licence": cited.licence,
        "citation": cited.citation,
        "note": cited.note,
        "method": citing.method(cited).strip(),
        "map": say("frozen.map_sources"),
    }
    told = [
        Markup("<dt>{}</dt><dd>{}</dd>").format(say(f"frozen.{name}"), text)
        for name, text in entries.items()
        if text
    ]
    if cited.address:
        link = Markup('<a href="{0}" rel="noopener noreferrer">{0}</a>').format(cited.address)
        told.append(Markup("<dt>{}</dt><dd>{}</dd>").format(say("frozen.live"), link))
    forms = [
        Markup("<h3>{}</h3><pre>{}</pre>").format(form.title, form.write(cited).strip())
        for suffix, form in citing.FORMS.items()
        if suffix != "method.txt"
    ]
    return Markup(
        '<footer class="frozen-about"><h2>{}</h2><dl>{}</dl>'
        "<details><summary>{}</summary>{}</details></footer>"
    ).format(say("frozen.about"), Markup("").join(told), say("cite.title"), Markup("").join(forms))


def _libraries(compiled: CompiledMap) -> bytes:
    return "\n;\n".join(_text(ASSETS / name) for name in compiled.js).encode()


def _program(module: str) -> str:
    return one_script(_ENTRY, {_MAP: module})


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _style(compiled: CompiledMap) -> str:
    """All style sheets, the pictures in them as data."""
    names = [*(ASSETS / name for name in (*compiled.css, *styles())), _PAGE_STYLE]
    return "\n".join(_with_pictures(path) for path in [*names, ASSETS / "frozen" / "frozen.css"])


@cache
def _with_pictures(path: Path) -> str:
    def picture(found: re.Match[str]) -> str:
        named = (path.parent / found[1]).resolve()
        if found[1].startswith(("data:", "#")) or not named.is_file():
            return found[0] if found[1].startswith(("data:", "#")) else "none"
        kind = mimetypes.guess_type(named.name)[0] or "image/png"
        return f'url("data:{kind};base64,{base64.b64encode(named.read_bytes()).decode()}")'

    return _URL.sub(picture, _text(path)).replace("</", "<\\/")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _names(store: Store, actors: tuple[str, ...]) -> list[list[str | None]]:
    """Of each actor the name, missing where the file gives none, and the aliases: they are searched."""
    whole = store.whole("actors").select(["id", "name", "aliases"])
    known = {each["id"]: [each["name"], *json.loads(each["aliases"] or "[]")] for each in whole.to_pylist()}
    return [known.get(actor, [None]) for actor in actors]


@cache
def _folding_part() -> bytes:
    return part("folding", as_json(folding_table.table()))
