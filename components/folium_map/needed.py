"""The files of the map that a browser will need, known before it reads the first of them."""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Final

from components.folium_map.compiling import ASSETS, CompiledMap

if TYPE_CHECKING:
    from pathlib import Path

LAYERS: Final = ("base", "data", "draw", "map", "controls", "timeline", "entry", "frozen")
"""The folders below `ASSETS`, from the lowest: a module imports only from its own and from lower ones."""
ALONE: Final = "frozen"
"""What the page does without: the page of a map that is a file of its own."""
ROOTS: Final = ("entry/component.js", "entry/mounted_map.js")
"""What `main.js` imports."""
_IMPORTED: Final = re.compile(r'\b(?:from|import) "(\.[\w/.]+\.js)"')


def needed(compiled: CompiledMap) -> dict[str, list[str]]:
    """Names below `ASSETS`: `modules`, `scripts` in the order in which they must run, and `styles`."""
    return {
        "modules": imported(*ROOTS),
        "scripts": list(compiled.js),
        "styles": [*compiled.css, *styles()],
    }


def imported(*modules: str, folder: Path = ASSETS) -> list[str]:
    """Modules' names and the names of all that they import, directly or not."""
    found = list(modules)
    for name in found:  # grows meanwhile
        paths = _IMPORTED.findall((folder / name).read_text(encoding="utf-8"))
        names = [normpath(join(dirname(name), path)) for path in paths]
        found += [other for other in dict.fromkeys(names) if other not in found]
    return found


def styles() -> list[str]:
    """Style sheets, those of lower layers first: of equally specific rules the last one wins."""
    return [
        sheet.relative_to(ASSETS).as_posix()
        for layer in LAYERS
        if layer != ALONE
        for sheet in sorted((ASSETS / layer).glob("*.css"))
    ]
