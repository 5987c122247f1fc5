"""Imports point one way: app → components, api → geodata; components and api do not know each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

FORBIDDEN = {
    "geodata": {"api", "app", "components", "folium", "branca", "starlette", "streamlit"},
    "api": {"app", "components", "folium", "branca", "streamlit"},
    "components": {"app", "api", "starlette"},
}


def imported(source: str) -> Iterator[tuple[int, str]]:
    """Line and top-level name of every import, those within functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.lineno, node.module.split(".")[0]


def violations(package: str, root: Path = ROOT) -> list[str]:
    return [
        f"{path.relative_to(root)}:{line} imports {name}"
        for path in sorted((root / package).rglob("*.py"))
        for line, name in imported(path.read_text(encoding="utf-8"))
        if name in FORBIDDEN[package]
    ]


@pytest.mark.parametrize("package", FORBIDDEN)
def test_imports_point_one_way(package: str) -> None:
    assert list((ROOT / package).rglob("*.py"))
    assert violations(package) == []


def test_an_import_the_wrong_way_is_found(tmp_path: Path) -> None:
    package = tmp_path / "geodata" / "deep"
    package.mkdir(parents=True)
    (package / "wrong.py").write_text(
        "from components.page.script import x\n\ndef f():\n    import streamlit.web\n", encoding="utf-8"
    )
    assert violations("geodata", tmp_path) == [
        "geodata/deep/wrong.py:1 imports components",
        "geodata/deep/wrong.py:4 imports streamlit",
    ]


def test_no_module_of_the_page_hides_a_library() -> None:
    """Streamlit puts the script's folder first on the path: a module there named like a library hides it."""
    import sys

    own = {
        path.stem
        for path in (ROOT / "components" / "page").iterdir()
        if path.suffix == ".py" or path.is_dir()
    }
    libraries = set(sys.stdlib_module_names) | {
        *("folium", "branca", "streamlit", "starlette", "pandas", "numpy", "shapely", "geopandas", "pyproj"),
        *("ibis", "duckdb", "pyarrow", "babel", "markupsafe", "altair", "jinja2", "api", "app", "geodata"),
    }
    assert not own & libraries
