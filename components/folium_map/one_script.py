"""Joins modules of the map's JavaScript into one module that imports nothing, for a page without a server.

Each module becomes a function that is called once, after those that it imports, and gives what it exports;
what it says stays as it is. A way of importing or exporting that is not known here is refused.
"""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Final

from components.folium_map.compiling import ASSETS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_COMMENT: Final = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n", re.DOTALL | re.MULTILINE)
"""JSDoc on lines of its own: half of what the modules hold, and nothing for a browser."""
_IMPORT: Final = re.compile(r'^import (?:\{([^}]*)\} from )?"(\.[\w/.]+)";(?: //.*)?\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export ((?:async )?function\*? |class |const )(\w+)", re.MULTILINE)
_NOTHING: Final = re.compile(r"^export \{\};\n", re.MULTILINE)
_LEFT: Final = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


class UnknownModuleError(ValueError):
    """A module imports or exports in a way that is not known here, or imports itself."""


def one_script(entry: str, made: Mapping[str, str] | None = None, *, folder: Path = ASSETS) -> str:
    """The module `entry` below `folder` with all that it imports, as one module.

    Parameters
    ----------
    made
        Modules that are no file, by the name by which others import them.

    Raises
    ------
    UnknownModuleError
        If a module imports or exports in a way that is not known here, or they import each other.
    """
    parts: list[str] = []
    names: dict[str, str] = {}

    def add(name: str, above: tuple[str, ...]) -> str:
        if name in above:
            raise UnknownModuleError(f"modules import each other: {', '.join((*above, name))}")
        if name not in names:
            text = (made or {}).get(name) or (folder / name).read_text(encoding="utf-8")

            def taken(found: re.Match[str]) -> str:
                other = add(normpath(join(dirname(name), found[2])), (*above, name))
                return f"const {{{found[1].replace(' as ', ': ')}}} = {other};\n" if found[1] else ""

            body = _IMPORT.sub(taken, _COMMENT.sub("", text))
            names[name] = f"m{len(names)}"
            parts.append(_module(names[name], name, body))
        return names[name]

    add(entry, ())
    return "".join(parts)


def _module(variable: str, name: str, body: str) -> str:
    exported = [found[2] for found in _EXPORT.finditer(body)]
    body = _NOTHING.sub("", _EXPORT.sub(r"\1\2", body))
    if left := _LEFT.search(body):
        raise UnknownModuleError(f"{name}: '{left[0][:80]}' is no import or export that is known here")
    return f"const {variable} = (() => {{ // {name}\n{body}\nreturn {{ {', '.join(exported)} }};\n}})();\n"
