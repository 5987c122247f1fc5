"""Takes the HTML out of a placemark's texts: words stay, links, pictures and tables become columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.errors import shown
from geodata.readers import markup
from geodata.readers.raw import Note

if TYPE_CHECKING:
    from collections.abc import Iterator

_ADDRESSES: Final = ("gx_media_links", "style", "icon", "id")
"""What is no text for people."""
_PROSE: Final = ("description", "snippet")
"""Where an address counts as a link without any mark."""
_NAMED: Final = 8


class Texts:
    """What was found in the texts of a file's placemarks so far."""

    def __init__(self, taken: tuple[str, ...]) -> None:
        self._taken = taken
        self._marked = False
        self._tabled: dict[str, None] = {}

    def without_markup(self, record: dict[str, str]) -> dict[str, str]:
        """The same texts as words; `links`, `media` and the names in tables are columns of their own."""
        texts, rows = dict(record), dict[str, str]()
        links, media = dict[str, None](), dict[str, None]()
        for name, text in record.items():
            if name in _ADDRESSES or not (name in _PROSE or markup.is_marked(text)):
                continue
            marked = markup.read(text)
            self._marked |= marked.text != text
            texts[name] = marked.text
            links |= dict.fromkeys(marked.links)
            media |= dict.fromkeys(marked.media)
            rows |= marked.rows
        if media:
            media |= dict.fromkeys(record.get("gx_media_links", "").split())
        tabled = {f"data {name}" if name in self._taken else name: value for name, value in rows.items()}
        self._tabled |= dict.fromkeys(tabled)
        found = {**tabled, **texts}
        for name, addresses in (("links", links), ("media", media)):
            if addresses:
                found[f"{name} in texts" if name in record else name] = " ".join(addresses)
        return found

    def notes(self) -> Iterator[Note]:
        """What became of the marks."""
        if self._marked:
            words = "Texts hold HTML: they are read as words, and the links and pictures in them are columns."
            yield Note("markup", words)
        if self._tabled:
            listed = ", ".join(f"'{shown(name)}'" for name in list(self._tabled)[:_NAMED])
            yield Note("markup", f"Tables of names and values in texts are read as columns: {listed}.")
