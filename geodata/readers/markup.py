"""Reads a text with HTML in it: words, addresses it links to, pictures, and tables of two columns.

What a balloon of KML shows is a page: paragraphs, links, pictures, and often a table with a name and a value
in each row. Scripts and styles are left out; nothing is followed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from geodata.values.texts import links

_MARKED: Final = re.compile(r"<(?:[a-zA-Z!/][^<>]*)>|&(?:[a-zA-Z]{2,8}|#[0-9]{1,6}|#x[0-9a-fA-F]{1,6});")
_BLOCKS: Final = (
    *("address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt", "figcaption"),
    *("figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav"),
    *("ol", "p", "pre", "section", "table", "tbody", "tfoot", "thead", "title", "tr", "ul"),
)
_UNSEEN: Final = ("script", "style", "head")
_SHOWN: Final = {
    "img": "src",
    "iframe": "src",
    "embed": "src",
    "video": "src",
    "audio": "src",
    "source": "src",
}
_WEB: Final = ("http://", "https://")
_LONGEST_NAME: Final = 80


@dataclass
class Marked:
    """What a text with marks says."""

    text: str
    links: list[str] = field(default_factory=list)
    """Addresses that it links to or names."""
    media: list[str] = field(default_factory=list)
    """Pictures, sounds and frames, by address or by their name in an archive."""
    rows: dict[str, str] = field(default_factory=dict)
    """Names and values of tables with two columns."""


def is_marked(text: str) -> bool:
    """Whether a text holds elements or entities of HTML."""
    return ("<" in text or "&" in text) and _MARKED.search(text) is not None


def read(text: str) -> Marked:
    """Take a text apart; one without marks stays as it is."""
    if not is_marked(text):
        return Marked(text, links(text))
    reader = _Reader()
    reader.feed(text)
    reader.close()
    reader.end_row()
    words = "".join(reader.parts)
    lines = (" ".join(line.split()) for line in words.replace("\xa0", " ").split("\n"))
    plain = "\n".join(line for line in lines if line)
    found = [*reader.links, *(each for each in links(plain) if each not in reader.media)]
    return Marked(plain, list(dict.fromkeys(found)), list(dict.fromkeys(reader.media)), reader.rows)


class _Reader(HTMLParser):
    """Gathers words; a cell of a table is parted from the one before by a colon."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []
        self.media: list[str] = []
        self.rows: dict[str, str] = {}
        self._cells: list[list[str]] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: (value or "").strip() for name, value in attrs}
        if tag in _UNSEEN:
            self._unseen += 1
        if tag in _BLOCKS:
            self._write("\n")
        if tag == "tr":
            self.end_row()
        if tag in ("td", "th"):
            before = "".join(self._cells[-1]).strip() if self._cells else ""
            if before:
                self.parts.append(" " if before.endswith(":") else ": ")
            self._cells.append([])
        if tag == "a" and given.get("href", "").lower().startswith(_WEB):
            self.links.append(given["href"])
        if (shown := given.get(_SHOWN.get(tag, ""), "")) and not shown.startswith("data:"):
            self.media.append(shown)

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if tag in _BLOCKS:
            self._write("\n")
        if tag in ("tr", "table"):
            self.end_row()

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._write(data)

    def _write(self, data: str) -> None:
        self.parts.append(data)
        if self._cells:
            self._cells[-1].append(data)

    def end_row(self) -> None:
        """Keep the row that ends as a name and a value, if it is one."""
        cells = [" ".join("".join(cell).split()) for cell in self._cells]
        self._cells = []
        if len(cells) == 2 and 0 < len(cells[0]) <= _LONGEST_NAME and not cells[0].startswith(_WEB):
            self.rows.setdefault(cells[0].rstrip(":").rstrip(), cells[1])
