"""Writes a part of a frozen map: deflated, as letters of base 85, in an element that no browser runs."""

from __future__ import annotations

import base64
import zlib
from typing import Final

_EFFORT: Final = 9
_LETTER: Final = bytes.maketrans(b"<", b",")
"""RFC 1924's letters, but for the one that begins markup; base 64 would take 7 in 100 bytes more."""


def part(name: str, content: bytes) -> bytes:
    """The element that holds a part under a name; `frozen/open.js` reads it."""
    packed = base64.b85encode(zlib.compress(content, _EFFORT)).translate(_LETTER)
    return b'<script type="application/octet-stream" id="frozen-%s">%s</script>\n' % (name.encode(), packed)
