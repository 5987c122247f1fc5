"""Shows what OGC API – Features answers to a person: the same words and links as HTML, without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from api.ogc.items import address_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_STYLE: Final = (
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;"
    "padding:0 1rem}table{border-collapse:collapse;display:block;overflow-x:auto}"
    "th,td{border-bottom:1px solid #8888;padding:.3rem .8rem;text-align:start;vertical-align:top}"
    "dt{font-weight:600;margin-top:.6rem}dd{margin:0;overflow-wrap:anywhere}"
)
_PAGE: Final = Markup(
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>{title}</title><style>{style}</style><h1>{title}</h1>{content}</html>"
)
_TABLE: Final = ("id", "title", "edtf", "time_class", "location_class", "uncertainty_m", "fatalities_best")
"""What a list of features shows of each."""
_LONGEST: Final = 4_000


def page(title: str, document: dict[str, Any], *, address: str = "") -> bytes:
    """A document as a page; `address` is that of a list of features, by which each is opened."""
    parts = []
    if "features" in document:
        n, whole = document["numberReturned"], document["numberMatched"]
        parts.append(Markup("<p>{} of {} records</p>").format(f"{n:,}", f"{whole:,}"))
        parts.append(_features(document["features"], address))
    if "collections" in document:
        parts += [_collection(each) for each in document["collections"]]
    parts.append(_entries(document.get("properties", document)))
    parts.append(_links(document.get("links", ())))
    return _PAGE.format(title=title, style=Markup(_STYLE), content=Markup("").join(parts)).encode()  # noqa: S704 - ours


def _features(found: list[dict[str, Any]], address: str) -> Markup:
    head = Markup("").join(Markup("<th>{}</th>").format(name) for name in _TABLE)
    lines = []
    for feature in found:
        cells = [_shown(feature["properties"].get(name)) for name in _TABLE]
        where = address_of(address, feature["id"])
        where += "&f=html" if "?" in where else "?f=html"
        cells[0] = Markup('<a href="{}">{}</a>').format(where, cells[0])
        lines.append(
            Markup("<tr>{}</tr>").format(
                Markup("").join(Markup("<td>{}</td>").format(each) for each in cells)
            )
        )
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(
        head, Markup("").join(lines)
    )


def _collection(said: dict[str, Any]) -> Markup:
    self, *_ = (each["href"] for each in said["links"] if each["rel"] == "alternate")
    return Markup('<h2><a href="{}">{}</a></h2><p>{}</p>').format(self, said["title"], said["description"])


def _entries(said: dict[str, Any]) -> Markup:
    passed = ("links", "features", "collections", "type", "paths", "components")
    told = [
        (name, value)
        for name, value in said.items()
        if name not in passed and value not in (None, "", [], {})
    ]
    lines = (Markup("<dt>{}</dt><dd>{}</dd>").format(name, _shown(value)) for name, value in told)
    return Markup("<dl>{}</dl>").format(Markup("").join(lines))


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_shown(each)}" for name, each in value.items())[:_LONGEST]
    if isinstance(value, list):
        return ", ".join(map(_shown, value))[:_LONGEST]
    return "" if value is None else str(value)[:_LONGEST]


def _links(links: Iterable[dict[str, str]]) -> Markup:
    told = Markup("").join(
        Markup('<li><a href="{}">{}</a> ({})</li>').format(
            each["href"], each.get("title") or each["rel"], each.get("type", "")
        )
        for each in links
        if each["rel"] != "alternate"
    )
    return Markup("<h2>Links</h2><ul>{}</ul>").format(told)
