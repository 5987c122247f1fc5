"""Docstrings in geodata and api: the first line says with a verb what a module does, and no name is stale."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(path for room in ("geodata", "api") for path in (ROOT / room).rglob("*.py"))
FOREIGN = ("io.", "str.", "st.", "server.")
"""Begins names of Python, Streamlit and its settings."""
ENDINGS = (".json", ".bin", ".js", ".sqlite", ".toml", ".csv")
"""Ends names of files."""


def says_what_it_does(docstring: str) -> bool:
    """Whether the first sentence begins with a verb in the third person, and is one line."""
    first, *rest = docstring.split("\n")
    begins = re.match(r"[A-Z][a-z]+s\b", first) and not re.search(r"\bin[,;] .* out\b", first)
    return bool(begins) and len(first) <= 107 and rest[:1] in ([], [""])


def modules_called(name: str) -> list[str]:
    """Modules that a docstring may mean by `store` or `query.store`."""
    dotted = [str(path.relative_to(ROOT).with_suffix("")).replace("/", ".") for path in FILES]
    dotted = [each.removesuffix(".__init__") for each in dotted]
    return [each for each in dotted if f".{each}".endswith(f".{name}")]


def is_there(name: str) -> bool:
    """Whether a dotted name in backticks is a module, or something in one."""
    for cut in range(name.count(".") + 1, 0, -1):
        parts = name.split(".")
        for module in modules_called(".".join(parts[:cut])):
            source = Path(importlib.util.find_spec(module).origin).read_text(encoding="utf-8")
            if all(re.search(rf"\b{part}\b", source) for part in parts[cut:]):
                return True
    return False


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_modules_docstring_says_with_a_verb_what_it_does(path: Path) -> None:
    assert says_what_it_does(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))))


def test_a_docstring_that_lists_what_goes_in_and_out_would_be_found() -> None:
    assert not says_what_it_does("Names in, places out.")
    assert not says_what_it_does("The places of names.")
    assert not says_what_it_does("Finds places\nfor names.")


def test_every_name_in_backticks_is_there() -> None:
    found = {
        name
        for path in FILES
        for name in re.findall(r"`([a-z_]+(?:\.[A-Za-z_]+)+)`", path.read_text(encoding="utf-8"))
        if not name.startswith(FOREIGN) and not name.endswith(ENDINGS)
    }
    assert len(found) > 30
    assert {name for name in found if not is_there(name)} == set()


def test_an_old_name_in_backticks_would_be_found() -> None:
    assert is_there("query.store.opened")
    assert is_there("paths.UNDO_DAYS")
    assert not is_there("shelf.UNDO_DAYS")
    assert not is_there("paths.REDO_DAYS")
