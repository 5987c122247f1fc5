"""Builds the project's wheel from a copy of its sources and installs it where nothing else of it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("access", "api", "components", "dashboard", "geodata")
TEXTS = ("README.md", "LICENSE", "app.py")
BUILT_FROM = (*TEXTS, "pyproject.toml", "setup.py", "package.json", "package-lock.json", ".npmrc")


def copy_sources(target: Path) -> None:
    """What a checkout has, without what an install fetched."""
    ignored = shutil.ignore_patterns("vendor", "__pycache__", "*.egg-info", ".*_cache", "node_modules")
    for name in (*PACKAGES, ".streamlit"):
        shutil.copytree(ROOT / name, target / name, ignore=ignored)
    for name in BUILT_FROM:
        shutil.copy(ROOT / name, target)


def build(folder: Path) -> Path:
    """A wheel below `folder`; pip builds it apart from this environment."""
    copy_sources(folder / "sources")
    _pip("wheel", "--no-deps", "--quiet", "--wheel-dir", str(folder), str(folder / "sources"))
    return next(folder.glob("*.whl"))


def install(wheel: Path, folder: Path) -> Path:
    """A new environment with the wheel; what it needs is seen in this one. Its folder of programs."""
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    _pip("--python", str(python), "install", "--no-deps", "--no-index", "--quiet", str(wheel))
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site_packages = folder / "lib" / version / "site-packages"
    # A folder that a .pth names has no say itself: this environment's editable install is not seen.
    (site_packages / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    for path in (site_packages, *site_packages.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222)
    return folder / "bin"


def without_checkout(**settings: str) -> dict[str, str]:
    """An environment in which nothing names the checkout."""
    left_out = ("PYTHONPATH", "VIRTUAL_ENV")
    return {**{name: value for name, value in os.environ.items() if name not in left_out}, **settings}


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert ended.returncode == 0, ended.stdout + ended.stderr
