"""Members of an archive that share packed bytes are refused as such, before anything is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hostile_parts import overlapping

from geodata import readers
from geodata.errors import UnusableFileError
from geodata.limits import Limits
from geodata.readers import archives
from geodata.readers.raw import Job

CSV = b"id,date,latitude,longitude\na,2023-09-24,42.97,20.78\n"


def archive(**members: bytes) -> bytes:
    """A ZIP whose members are stored as they are, one after the other."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as file:
        for name, content in members.items():
            file.writestr(name.replace("_", "."), content)
    return stream.getvalue()


def within(outer: str, inner: str) -> bytes:
    """Two members, the whole second of which lies in the packed bytes of the first."""
    content = archive(**{inner: CSV})
    packed = content[: content.index(b"PK\x01\x02")]
    whole = archive(**{outer: packed})
    begin = whole.index(b"PK\x01\x02", len(packed))
    directory = whole[begin:-22]
    entry = bytearray(content[len(packed) : -22])
    entry[42:46] = struct.pack("<I", 30 + len(outer))  # where the first member's packed bytes begin
    entries = directory + bytes(entry)
    return whole[:begin] + entries + whole[-22:-14] + struct.pack("<HHIIH", 2, 2, len(entries), begin, 0)


def refusal(content: bytes, tmp_path: Path) -> UnusableFileError:
    path = tmp_path / "upload"
    path.write_bytes(content)
    with pytest.raises(UnusableFileError) as caught, archives.opened(path, Job("x.zip", Limits())):
        pass
    return caught.value


def test_a_member_within_the_packed_bytes_of_another_is_refused(tmp_path: Path) -> None:
    made = within("outer_bin", "inner_csv")
    with zipfile.ZipFile(io.BytesIO(made)) as file:  # without the check both could be unpacked
        assert file.read("inner.csv") == CSV
        assert CSV in file.read("outer.bin")
    error = refusal(made, tmp_path)
    assert error.code == "bomb"
    assert error.found == "members of the archive overlap at 'inner.csv'"


def test_many_names_for_the_same_packed_bytes_are_refused(tmp_path: Path) -> None:
    error = refusal(overlapping(), tmp_path)
    assert (error.code, error.found) == ("bomb", "members of the archive overlap at 'a001.csv'")


def test_a_reader_refuses_them_too_whatever_else_it_might_say(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(within("readme", "a_kml"))
    with pytest.raises(UnusableFileError, match=r"^x\.kmz: members of the archive overlap at 'a\.kml'\. "):
        readers.read(path, name="x.kmz")


def test_members_that_follow_one_another_without_a_gap_do_not_overlap(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(archive(a_csv=CSV, b_csv=CSV, c_csv=b""))
    with archives.opened(path, Job("x.zip", Limits())) as opened:
        assert [member.filename for member in archives.members(opened)] == ["a.csv", "b.csv", "c.csv"]
