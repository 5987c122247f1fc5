"""Imports point one way, never in circles: import-linter holds the tree to pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", code, "--config", str(ROOT / "pyproject.toml"), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_imports_point_one_way_and_never_in_circles() -> None:
    said = lint(ROOT)
    assert said.returncode == 0, said.stdout
    assert "0 broken" in said.stdout


def room(folder: Path, name: str, text: str = "") -> None:
    path = folder / f"{name.replace('.', '/')}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    for above in path.relative_to(folder).parents[:-1]:
        (folder / above / "__init__.py").touch()
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("importer", "imported", "contract"),
    [
        ("geodata.values.dates", "geodata.layouts.acled", "geodata's rooms"),
        ("geodata.library.saving", "geodata.query.store", "geodata's rooms"),
        ("geodata.model", "geodata.readers.raw", "geodata's rooms"),
        ("geodata.deep", "components.page", "components and api together, which"),
        ("api.data", "components.page", "components and api together, which"),
        ("geodata.library.paths", "access.deciding", "components and api together, which"),
        ("access.deciding", "streamlit", "access knows neither page"),
        ("components.page", "geodata.library.management", "through access, which asks who may"),
        ("api.more", "geodata.library.catalog", "through access, which asks who may"),
        ("geodata.query.store", "streamlit", "geodata knows neither page"),
        ("api.data", "dashboard.command", "components and api together, which"),
        ("api.data", "folium", "api knows neither page"),
        ("components.page", "starlette", "components do not know the web server"),
    ],
)
def test_an_import_the_wrong_way_is_found(
    tmp_path: Path, importer: str, imported: str, contract: str
) -> None:
    wrong_tree(tmp_path)
    if "." in imported:
        room(tmp_path, imported)
    room(tmp_path, importer, f"def f():\n    import {imported}\n")
    said = lint(tmp_path)
    assert said.returncode == 1
    assert contract in said.stdout.partition("Broken contracts")[2]


def test_a_circle_within_a_room_is_found(tmp_path: Path) -> None:
    wrong_tree(tmp_path)
    room(tmp_path, "geodata.query.store", "from geodata.query import predicate\n")
    room(tmp_path, "geodata.query.predicate", "def f():\n    from geodata.query import store\n")
    said = lint(tmp_path)
    assert said.returncode == 1
    assert "No cycles are allowed in geodata.query" in said.stdout


def wrong_tree(folder: Path) -> None:
    """Every room that a contract names, empty."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    for contract in settings["contracts"]:
        for container in contract.get("containers", [""]):
            for name in " | ".join(contract.get("layers", ())).split(" | "):
                room(folder, f"{container}.{name}.empty".lstrip("."))
        for name in contract.get("forbidden_modules", ()):
            if name.startswith("geodata."):
                room(folder, name)
    for package in settings["root_packages"]:
        room(folder, f"{package}.empty")


def test_no_module_of_the_page_hides_a_library() -> None:
    """Streamlit puts the script's folder first on the path: a module there named like a library hides it."""
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
