"""Reads uMap's file of a whole map: the features of all its layers, each with its layer's name.

`{"type": "umap", "layers": [FeatureCollection, …]}`, as "Download → full map data" writes it. A layer's name
stands in `_umap_options`, in files of older servers in `_storage`. What a text holds in uMap's own marks
(`[[address|words]]`, `{{picture}}`) becomes words, links and media.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from geodata.errors import shown
from geodata.readers.raw import Note

FORMAT: Final = "umap"
_OPTIONS: Final = ("_umap_options", "_storage")
_LAYER, _LINKS, _MEDIA = "layer", "links", "media"
_FRAME: Final = re.compile(r"\{\{\{\s*(https?://[^|}\s]+)[^}]*\}\}\}")
_PICTURE: Final = re.compile(r"\{\{\s*(https?://[^|}\s]+)[^}]*\}\}")
_LINK: Final = re.compile(r"\[\[\s*(https?://[^|\]\s]+)\s*(?:\|([^\]]*))?\]\]")
_STRONG: Final = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")


def is_one(value: Any) -> bool:
    """Whether a JSON value is such a file."""
    return (
        isinstance(value, Mapping) and value.get("type") == "umap" and isinstance(value.get("layers"), list)
    )


def collection(value: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Note, ...]]:
    """All features of the map as one GeoJSON object, and what of the map is elsewhere."""
    found: list[Any] = []
    notes = []
    for number, layer in enumerate(value["layers"], start=1):
        if not isinstance(layer, Mapping):
            found.append(layer)
            continue
        options = _options(layer)
        name = str(options.get("name") or layer.get("name") or f"Layer {number}")
        features = layer.get("features")
        found += [_named(one, name) for one in features] if isinstance(features, list) else []
        remote = options.get("remoteData")
        if isinstance(remote, Mapping) and remote.get("url"):
            words = (
                f"The layer '{shown(name)}' shows data of {shown(remote['url'])}, which are not in this file."
            )
            notes.append(Note("links", words))
    return {"type": "FeatureCollection", "features": found}, tuple(notes)


def _options(element: Mapping[str, Any]) -> Mapping[str, Any]:
    return next((element[name] for name in _OPTIONS if isinstance(element.get(name), Mapping)), {})


def _named(feature: Any, layer: str) -> Any:
    """The feature with its layer, and its text without marks; how it is drawn is left out."""
    if not isinstance(feature, Mapping):
        return feature
    given = feature.get("properties")
    given = given if isinstance(given, Mapping) else {}
    properties = {name: each for name, each in given.items() if name not in _OPTIONS}
    media: list[str] = []
    links: list[str] = []
    for name, text in properties.items():
        if isinstance(text, str) and ("[[" in text or "{{" in text or "**" in text):
            properties[name] = _plain(text, links, media)
    for name, addresses in ((_LINKS, links), (_MEDIA, media)):
        if addresses:
            properties.setdefault(name, " ".join(dict.fromkeys(addresses)))
    own = "layer of the map" if _LAYER in properties else _LAYER
    outside = {name: each for name, each in feature.items() if name not in _OPTIONS}
    return {**outside, "properties": {**properties, own: layer}}


def _plain(text: str, links: list[str], media: list[str]) -> str:
    """Words alone; addresses of links and of pictures and frames are added to the lists."""
    for form in (_FRAME, _PICTURE):
        media.extend(form.findall(text))
        text = form.sub("", text)
    links.extend(address for address, _ in _LINK.findall(text))
    text = _LINK.sub(lambda found: (found[2] or found[1]).strip(), text)
    return _STRONG.sub(r"\2", text).strip()
