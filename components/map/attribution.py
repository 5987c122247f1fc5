"""Makes an attribution safe: its text and its links to the web are kept, all other markup is not."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit


def as_html(text: str) -> str:
    """HTML of nothing but text and links, from text or from HTML that is not to be trusted."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.html()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._open = False
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self._silent += 1
        address = dict(attrs).get("href") or ""
        if tag != "a" or self._open or not _leads_to_the_web(address):
            return
        self._open = True
        self._parts.append(f'<a href="{escape(address)}" target="_blank" rel="noopener">')

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._silent = max(0, self._silent - 1)
        if tag == "a" and self._open:
            self._open = False
            self._parts.append("</a>")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(escape(data))

    def html(self) -> str:
        return "".join(self._parts).strip() + ("</a>" if self._open else "")


def _leads_to_the_web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
