"""The project installs as it says: same names everywhere, no mirror in the lockfile, loud failures."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib import util
from pathlib import Path

import pytest
from wheels import PACKAGES, copy_sources

ROOT = Path(__file__).parents[1]
VENDOR = ROOT / "components" / "folium_map" / "assets" / "vendor"
NEVER_IMPORTED = {"authlib", "sqlglot", "tzdata"}
"""Streamlit, Ibis and zoneinfo import them; they stand among the dependencies for their versions."""
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(name: str) -> list[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def names(lines: list[str]) -> set[str]:
    return {re.split(r"[<>=!~;\[ ]", line)[0].lower() for line in lines}


def test_requirements_pin_what_pyproject_names_and_end_with_the_project() -> None:
    *pins, last = requirements("requirements.txt")
    assert last == "-e ."
    assert names(pins) == names(PROJECT["project"]["dependencies"])
    assert all("==" in pin for pin in pins)


def test_what_the_tests_need_is_pinned_too() -> None:
    assert all("==" in pin for pin in requirements("requirements-test.txt"))
    assert not names(requirements("requirements-test.txt")) & names(requirements("requirements.txt"))


def test_what_the_engines_need_is_pinned_too_and_asked_for_by_nobody_else() -> None:
    engines = requirements("requirements-engines.txt")
    assert all("==" in pin for pin in engines)
    assert not names(engines) & names(
        [*requirements("requirements.txt"), *requirements("requirements-test.txt")]
    )


def test_every_library_that_the_code_imports_is_a_dependency() -> None:
    needed = names(PROJECT["project"]["dependencies"]) - NEVER_IMPORTED
    called = {"ibis-framework": "ibis", "python-calamine": "python_calamine"}
    imported = {
        name.split(".")[0]
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported_by(node)
    }
    modules = {called.get(name, name.replace("-", "_")) for name in needed}
    assert modules <= imported
    third_party = imported - set(sys.stdlib_module_names) - set(PACKAGES)
    # what these bring, at the versions they ask for; engines a setting chooses; what is optional
    beside = {"jinja2", "altair", "anyio", "uvicorn"} | names(requirements("requirements-engines.txt"))
    for extra in PROJECT["project"]["optional-dependencies"].values():
        beside |= names(extra)
    assert third_party - modules <= beside


def _imported_by(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def test_the_citation_has_the_projects_version_and_licence() -> None:
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    assert f"version: {PROJECT['project']['version']}" in cited
    assert f"license: {PROJECT['project']['license']}" in cited
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")


def test_geodata_says_that_it_is_typed() -> None:
    assert (ROOT / "geodata" / "py.typed").is_file()
    assert "py.typed" in PROJECT["tool"]["setuptools"]["package-data"]["geodata"]


def test_the_lockfile_records_no_address_and_a_checksum_for_each_package() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "http" not in text
    assert "resolved" not in text
    packages = json.loads(text)["packages"]
    assert all(name == "" or entry["integrity"].startswith("sha512-") for name, entry in packages.items())


def test_npm_packages_are_named_by_exact_versions() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    for version in {**package["dependencies"], **package["devDependencies"]}.values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_the_libraries_are_here_with_their_licences() -> None:
    for package in json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]:
        files = list((VENDOR / package).rglob("*"))
        assert any(re.search("licen[cs]e|readme", file.name, re.IGNORECASE) for file in files), package


def test_streamlit_finds_the_component_of_the_installed_project() -> None:
    from streamlit.components.v2.manifest_scanner import scan_component_manifests

    from components.folium_map import NAME

    found = {
        f"{manifest.name}.{component.name}": component.resolve_asset_root(root)
        for manifest, root in scan_component_manifests()
        for component in manifest.components
    }
    assert found[NAME] == ROOT / "components" / "folium_map" / "assets"


def test_setup_refuses_a_package_whose_files_moved(tmp_path: Path) -> None:
    setup = _functions_of_setup()
    (tmp_path / "package").mkdir()
    with pytest.raises(RuntimeError, match=r"has no file 'dist/gone\.js'"):
        setup._copy(tmp_path / "package", tmp_path / "target", ("dist/gone.js",))


@pytest.mark.network
@pytest.mark.parametrize("broken", [False, True])
def test_an_editable_install_fetches_the_libraries_or_fails(tmp_path: Path, *, broken: bool) -> None:
    """Without Node on the path; a lockfile with a wrong checksum must not end well with no files."""
    copy = tmp_path / "project"
    copy_sources(copy)
    lockfile = copy / "package-lock.json"
    if broken:
        text = lockfile.read_text(encoding="utf-8")
        lockfile.write_text(re.sub(r"sha512-.{20}", "sha512-" + "A" * 20, text), encoding="utf-8")
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--target",
        str(tmp_path / "to"),
        "-e",
        str(copy),
    ]
    result = subprocess.run(install, capture_output=True, text=True, check=False, timeout=600)
    fetched = copy / VENDOR.relative_to(ROOT) / "leaflet" / "dist" / "leaflet.js"
    if broken:
        assert result.returncode != 0
        assert "could not be fetched" in result.stdout + result.stderr
        assert not fetched.exists()
    else:
        assert result.returncode == 0, result.stderr
        assert fetched.exists()


def _functions_of_setup():  # type: ignore[no-untyped-def]
    """setup.py without running setup()."""
    import setuptools

    spec = util.spec_from_file_location("project_setup", ROOT / "setup.py")
    assert spec
    assert spec.loader
    module = util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(setuptools, "setup", lambda **_: None)
        spec.loader.exec_module(module)
    return module
