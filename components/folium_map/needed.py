"""The files of the map that a browser will need, known before it reads the first of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from components.folium_map.compiling import ASSETS, CompiledMap

ROOTS: Final = ("component.js", "mounted_map.js")
"""What `main.js` imports."""
_IMPORTED: Final = re.compile(r'\bfrom "\./(\w+\.js)"')


def needed(compiled: CompiledMap) -> dict[str, list[str]]:
    """Names below `ASSETS`: `modules`, `scripts` in the order in which they must run, and `styles`."""
    return {
        "modules": imported(*ROOTS),
        "scripts": list(compiled.js),
        "styles": [*compiled.css, *sorted(path.name for path in ASSETS.glob("*.css"))],
    }


def imported(*modules: str, folder: Path = ASSETS) -> list[str]:
    """Modules' names and the names of all that they import, directly or not."""
    found = list(modules)
    for name in found:  # grows meanwhile
        names = _IMPORTED.findall((folder / name).read_text(encoding="utf-8"))
        found += [other for other in dict.fromkeys(names) if other not in found]
    return found
