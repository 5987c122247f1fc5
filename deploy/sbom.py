"""Prints a CycloneDX bill of materials: the packages of requirements.lock and the browser's libraries."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]


def main() -> None:
    """Print it as JSON; see requirements-deploy.txt for what makes it."""
    print(json.dumps(bill(), indent=1))


def bill() -> dict[str, Any]:
    """What `cyclonedx-py` makes of the Python packages, and each npm package that a wheel holds."""
    command = [sys.executable, "-m", "cyclonedx_py", "requirements", str(ROOT / "requirements.lock")]
    project = ["--pyproject", str(ROOT / "pyproject.toml"), "--output-format", "JSON"]
    made = subprocess.run([*command, *project], capture_output=True, text=True, check=True)  # noqa: S603 - as pinned
    said: dict[str, Any] = json.loads(made.stdout)
    said["components"] += browser_libraries()
    return said


def browser_libraries() -> list[dict[str, str]]:
    """The runtime packages of package-lock.json as components."""
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return [
        {
            "type": "library",
            "name": (name := path.removeprefix("node_modules/")),
            "version": entry["version"],
            "purl": (purl := f"pkg:npm/{name.replace('@', '%40')}@{entry['version']}"),
            "bom-ref": purl,
        }
        for path, entry in packages.items()
        if path and not entry.get("dev")
    ]


if __name__ == "__main__":
    main()
