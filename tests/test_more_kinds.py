"""Packed files, Stata's and Arrow's become the same rows of text; broken ones and bombs a sentence."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as pa_feather
import pytest
from readings import codes, read
from shapely import Point

from geodata import readers
from geodata.errors import UnusableFileError
from geodata.ingest.choices import Choices
from geodata.layouts import drafting
from geodata.limits import Limits

CSV = b"id,date,lat,lon\n1,2024-05-01,42.9,20.8\n2,2024-05-02,42.8,20.9\n"


def zstd(content: bytes) -> bytes:
    stream = pa.BufferOutputStream()
    with pa.CompressedOutputStream(stream, "zstd") as packed:
        packed.write(content)
        packed.flush()
        packed.close()
        return bytes(stream.getvalue())


# Packed by itself


@pytest.mark.parametrize(("pack", "name"), [(gzip.compress, "a.csv.gz"), (zstd, "a.csv.zst"), (zstd, "a")])
def test_a_packed_table_is_read_as_it_is_unpacked(pack: Any, name: str, tmp_path: Path) -> None:
    raw, plain = read(pack(CSV), name, tmp_path / "a"), read(CSV, "a.csv", tmp_path / "b")
    pd.testing.assert_frame_equal(raw.rows, plain.rows)
    assert (raw.format, raw.notes) == ("csv", ())


def test_what_is_packed_is_told_by_its_content(tmp_path: Path) -> None:
    geojson = b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": 1}, '
    geojson += b'"geometry": {"type": "Point", "coordinates": [20.8, 42.9]}}]}'
    assert read(gzip.compress(geojson, mtime=0), "a.geojson.gz", tmp_path / "a").format == "geojson"
    raw = read(zstd(b"id\tx\n1\t2\n"), "a.csv.zst", tmp_path / "b")
    assert (raw.format, codes(raw)) == ("tsv", ["format", "delimiter"])


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (gzip.compress(CSV * 500, mtime=0)[:-9], "malformed", "a.csv.*: it cannot be unpacked"),
        (gzip.compress(CSV, mtime=0) + b"x" * 20, "malformed", "it cannot be unpacked"),
        (zstd(np.random.default_rng(1).bytes(99_999))[:-9], "malformed", "it cannot be unpacked"),
        (zstd(CSV) + b"garbage", "malformed", "it cannot be unpacked"),
        (gzip.compress(gzip.compress(CSV, mtime=0), mtime=0), "unsupported", "an archive within an archive"),
        (gzip.compress(b"", mtime=0), "empty", "nothing in it"),
        (gzip.compress(bytes(2**24), mtime=0), "bomb", "at most 200 bytes for each packed one"),
        (zstd(bytes(2**24)), "bomb", "at most 200 bytes for each packed one"),
    ],
)
def test_what_cannot_be_unpacked_is_said(content: bytes, code: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError, match=words) as caught:
        read(content, "a.csv.gz", tmp_path)
    assert caught.value.code == code


# Stata


def stata(version: Any = 118, **columns: Any) -> bytes:
    frame = pd.DataFrame(columns)
    kinds = {name: name for name in ("tc", "td", "tw", "tm", "tq", "th", "ty") if name in columns}
    stream = io.BytesIO()
    frame.to_stata(stream, version=version, write_index=False, convert_dates=kinds)
    return stream.getvalue()


@pytest.mark.parametrize("version", [114, 117, 118, 119])
def test_every_stata_format_has_labels_dates_and_missing_values(version: int, tmp_path: Path) -> None:
    day = pd.to_datetime(pd.Series(["2020-02-29", "2021-12-25"]))
    content = stata(
        version,
        id=[1.0, 20_000_000.0],
        kind=pd.Categorical(["Protest", "Riot"]),
        killed=[3.0, np.nan],
        x=np.array([20.1, 20.25], "f4"),
        text=["Café", ""],
        tc=day + pd.Timedelta("14:05:00"),
        **dict.fromkeys(("td", "tw", "tm", "tq", "th", "ty"), day),
    )
    rows = read(content, "a.dta", tmp_path).rows
    assert rows.to_dict("list") == {
        "id": ["1", "20000000"],
        "kind": ["Protest", "Riot"],
        "killed": ["3", ""],
        "x": ["20.1", "20.25"],
        "text": ["Café", ""],
        "tc": ["2020-02-29T14:05:00", "2021-12-25T14:05:00"],
        "td": ["2020-02-29", "2021-12-25"],
        "tw": ["2020-02-26/2020-03-03", "2021-12-24/2021-12-31"],
        "tm": ["2020-02", "2021-12"],
        "tq": ["2020-01-01/2020-03-31", "2021-10-01/2021-12-31"],
        "th": ["2020-01-01/2020-06-30", "2021-07-01/2021-12-31"],
        "ty": ["2020", "2021"],
    }


def test_a_quarter_becomes_an_interval_and_no_day(tmp_path: Path) -> None:
    content = stata(name=["a"], latitude=[42.9], longitude=[20.8], tq=pd.to_datetime(["2020-02-01"]))
    raw = read(content, "a.dta", tmp_path)
    made = drafting.prepare(
        raw, Choices(mapping={"tq": "date", "latitude": "latitude", "longitude": "longitude"})
    )
    found = made.tables["incidents"].iloc[0]
    assert (str(found["start"])[:10], str(found["end"])[:10]) == ("2020-01-01", "2020-04-01")


def test_a_value_that_is_missing_for_a_reason_is_an_empty_cell(tmp_path: Path) -> None:
    content = stata(killed=np.array([1, 2], "i2"))
    at = content.index(b"<data>") + len(b"<data>")
    for code in (32_741, 32_742, 32_767):  # . .a .z
        missing = content[:at] + int.to_bytes(code, 2, "little") + content[at + 2 :]
        assert read(missing, "a.dta", tmp_path / str(code)).rows["killed"].tolist() == ["", "2"]


def test_an_old_stata_file_is_said_to_be_unsure_of_its_letters(tmp_path: Path) -> None:
    content = stata(114, town=["Pri\x9atina"])  # pandas writes Latin-1
    assert codes(read(content, "a.dta", tmp_path / "a")) == ["encoding"]
    chosen = read(content, "a.dta", tmp_path / "b", encoding="cp1250")
    assert (chosen.rows["town"].tolist(), chosen.notes) == (["Priština"], ())


@pytest.mark.parametrize("version", [114, 118])
def test_half_a_stata_file_is_said_to_be_broken(version: int, tmp_path: Path) -> None:
    content = stata(version, id=range(500), x=np.arange(500.0))
    for length in (12, 200, len(content) // 2):
        with pytest.raises(UnusableFileError, match="broken Stata file, or ends too early"):
            read(content[:length], "a.dta", tmp_path / str(length))


def test_one_long_text_that_every_row_names_is_a_bomb(tmp_path: Path) -> None:
    content = stata(text=["x" * 90_000] * 200)
    assert len(content) < 200_000
    (tmp_path / "a.dta").write_bytes(content)
    bounds = Limits(bytes_unpacked=10_000_000)
    with pytest.raises(UnusableFileError, match="its cells unpack to more than 10,000,000") as caught:
        readers.read(tmp_path / "a.dta", name="a.dta", limits=bounds)
    assert caught.value.code == "bomb"


# Arrow


TABLE = pa.table({"id": ["a", "b"], "n": [1, None], "kind": pa.array(["x", "x"]).dictionary_encode()})


def arrow(table: pa.Table, *, stream: bool = False, codec: str = "uncompressed") -> bytes:
    sink = pa.BufferOutputStream()
    if stream:
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write(table)
    else:
        pa_feather.write_feather(table, sink, compression=codec)
    return bytes(sink.getvalue())


@pytest.mark.parametrize("codec", ["uncompressed", "lz4", "zstd", "stream"])
def test_arrow_is_read_whatever_packs_it(codec: str, tmp_path: Path) -> None:
    content = arrow(TABLE, stream=True) if codec == "stream" else arrow(TABLE, codec=codec)
    raw = read(content, "a.feather", tmp_path)
    assert raw.rows.to_dict("list") == {"id": ["a", "b"], "n": ["1", ""], "kind": ["x", "x"]}
    assert (raw.format, raw.rows.index.tolist(), raw.notes) == ("arrow", [1, 2], ())


def test_shapes_of_a_geopandas_feather_file_are_in_degrees(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"id": [1]}, geometry=[Point(500_000, 4_700_000)], crs=32634)
    frame.to_feather(tmp_path / "a.feather")
    raw = read((tmp_path / "a.feather").read_bytes(), "a.feather", tmp_path / "in")
    assert raw.format == "geoarrow"
    assert raw.geometry is not None
    assert (round(raw.geometry[0].x, 6), round(raw.geometry[0].y, 2)) == (21.0, 42.45)


def test_a_stream_without_its_end_is_remarked_on_and_half_of_one_refused(tmp_path: Path) -> None:
    content = arrow(TABLE, stream=True)
    raw = read(content[:-8], "a.arrows", tmp_path / "a")
    assert (len(raw.rows), raw.notes[0].words) == (
        2,
        "The Arrow stream has no mark at its end: rows may be missing.",
    )
    for length in (len(content) // 2, len(content) - 20):
        with pytest.raises(UnusableFileError, match="it is a broken Arrow file"):
            read(content[:length], "a.arrows", tmp_path / str(length))
    with pytest.raises(UnusableFileError, match="it is a broken Arrow file"):
        read(arrow(TABLE)[:-9], "a.arrow", tmp_path / "file")


def test_offsets_that_lead_out_of_an_arrow_file_are_no_crash(tmp_path: Path) -> None:
    content = arrow(pa.table({"a": ["xyz", "uvwxy"]}))
    offsets = np.array([0, 3, 8], "i4").tobytes()
    assert content.count(offsets) == 1
    content = content.replace(offsets, np.array([0, 3, 2**30], "i4").tobytes())
    with pytest.raises(UnusableFileError, match="it is a broken Arrow file"):
        read(content, "a.arrow", tmp_path)


@pytest.mark.parametrize("codec", ["lz4", "zstd"])
def test_an_arrow_file_that_unpacks_to_far_more_is_a_bomb(codec: str, tmp_path: Path) -> None:
    zeros = pa.table({"a": np.zeros(900_000), "b": np.zeros(900_000)})
    with pytest.raises(UnusableFileError, match="at most 200 bytes for each packed one"):
        read(arrow(zeros, codec=codec), "a.arrow", tmp_path)


def test_the_first_feather_format_is_said_to_be_too_old(tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError, match=r"first Feather format.*Write it as Feather 2 or Parquet"):
        read(b"FEA1" + bytes(40), "a.feather", tmp_path)


def test_a_packed_file_has_the_time_and_memory_of_what_it_unpacks_to() -> None:
    limits = Limits()
    assert limits.weight(10_000_000, CSV) == 10_000_000
    assert (
        limits.weight(10_000_000, gzip.compress(CSV, mtime=0))
        == limits.weight(10_000_000, zstd(CSV))
        == 100_000_000
    )
    assert limits.weight(200_000_000, gzip.compress(CSV, mtime=0)) == limits.bytes_unpacked
