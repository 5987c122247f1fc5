"""KML as Google's and Esri's programs write it: HTML in balloons, tracks with times; GPX's times."""

from __future__ import annotations

from pathlib import Path

import pytest
from expected_files import drafted, told
from readings import read

from geodata.readers import markup
from geodata.readers.shapes import AS_WRITTEN

TRACK = (
    "<gx:Track><when>2023-09-24T03:10:00Z</when><when>2023-09-24T04:10:00Z</when>"
    "<gx:coord>20.68 42.93 500</gx:coord><gx:coord>20.70 42.95 510</gx:coord></gx:Track>"
)
LATER = TRACK.replace("24T", "25T").replace("20.", "21.")


def kml(*placemarks: str) -> str:
    inner = "".join(f"<Placemark>{each}</Placemark>" for each in placemarks)
    names = 'xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"'
    return f"<kml {names}><Document>{inner}</Document></kml>"


def test_a_track_is_a_line_with_the_times_of_its_first_and_last_point(tmp_path: Path) -> None:
    raw = read(kml(f"<name>Patrol</name>{TRACK}"), "a.kml", tmp_path)
    assert raw.geometry is not None
    assert raw.geometry[0].wkt == "LINESTRING (20.68 42.93, 20.7 42.95)"
    assert raw.rows[["begin", "end"]].iloc[0].tolist() == ["2023-09-24T03:10:00Z", "2023-09-24T04:10:00Z"]


def test_several_tracks_keep_their_gap(tmp_path: Path) -> None:
    raw = read(kml(f"<gx:MultiTrack>{TRACK}{LATER}</gx:MultiTrack>"), "a.kml", tmp_path)
    assert raw.geometry is not None
    assert raw.geometry[0].wkt == ("MULTILINESTRING ((20.68 42.93, 20.7 42.95), (21.68 42.93, 21.7 42.95))")
    assert raw.rows[["begin", "end"]].iloc[0].tolist() == ["2023-09-24T03:10:00Z", "2023-09-25T04:10:00Z"]


def test_a_track_keeps_what_was_measured_and_says_only_where_it_was_known(tmp_path: Path) -> None:
    track = (
        "<gx:Track><when>2023-09-24</when><gx:coord>20.68 42.93 500</gx:coord><gx:coord></gx:coord>"
        '<ExtendedData><SchemaData><gx:SimpleArrayData name="heart"><gx:value>86</gx:value>'
        "<gx:value>103</gx:value></gx:SimpleArrayData></SchemaData></ExtendedData></gx:Track>"
    )
    raw = read(kml(track), "a.kml", tmp_path)
    assert raw.geometry is not None
    assert raw.geometry[0].wkt == "POINT (20.68 42.93)"
    assert raw.rows.iloc[0].to_dict() == {"when": "2023-09-24", "heart": "86; 103"}


def test_a_track_with_a_position_that_is_none_is_left_out_alone(tmp_path: Path) -> None:
    raw = read(kml(TRACK.replace("20.68 42.93 500", "north of it"), TRACK), "a.kml", tmp_path)
    assert "row 1: 'north of it' is no position" in raw.notes[0].words
    assert raw.rows[AS_WRITTEN].tolist() == ["north of it; 20.70 42.95 510", ""]
    assert raw.geometry is not None
    assert [shape is None for shape in raw.geometry] == [True, False]


def test_html_becomes_words_links_become_sources_and_pictures_media(tmp_path: Path) -> None:
    html = (
        '<![CDATA[<img src="https://example.org/p.jpg" width="auto"/><br><b>Roof</b>&nbsp;hit<br>'
        '<a href="https://example.org/1">report</a><br>Source: https://example.org/2'
        "<script>alert(1)</script><style>b {}</style>]]>"
    )
    path = tmp_path / "a.kml"
    path.write_text(kml(f"<name>A</name><description>{html}</description>"), encoding="utf-8")
    made = drafted(path, tmp_path)
    (one,) = told(made)
    assert one["summary"] == "Roof hit\nreport\nSource: https://example.org/2"
    assert one["addresses"] == ["https://example.org/1", "https://example.org/2"]
    assert one["others"]["media"] == "https://example.org/p.jpg"
    assert "Texts hold HTML" in " ".join(made.warnings["reason"])


def test_a_table_of_names_and_values_in_a_balloon_is_columns(tmp_path: Path) -> None:
    table = (
        "<![CDATA[<html><head><title>x</title></head><table><tr><td>Strike</td></tr><tr><td><table>"
        "<tr><td>EventDate</td><td>2023-09-24</td></tr><tr><td>Killed:</td><td>2</td></tr>"
        "<tr><td>name</td><td>Roof</td></tr></table></td></tr></table></html>]]>"
    )
    raw = read(kml(f"<name>A</name><description>{table}</description>"), "a.kml", tmp_path)
    row = raw.rows.iloc[0]
    assert (row["EventDate"], row["Killed"], row["data name"]) == ("2023-09-24", "2", "Roof")
    assert row["description"] == "Strike\nEventDate: 2023-09-24\nKilled: 2\nname: Roof"
    assert [note.words for note in raw.notes][1].endswith("'EventDate', 'Killed', 'data name'.")


@pytest.mark.parametrize("text", ["a < b", "R&D", "2 < 3 > 1", "plain"])
def test_a_text_without_marks_stays_as_it_is(text: str) -> None:
    assert markup.read(text) == markup.Marked(text)


@pytest.mark.parametrize(
    "text", ["<b", "<b>x</i></b>", "<td>x", "&#99999999;<", "<!-- x", "<a href='x", "</tr>"]
)
def test_broken_markup_is_read_without_a_fault(text: str) -> None:
    assert "<" not in markup.read(f"<p>{text}").text or "<" in text


GPX = """<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
<rte><name>Way</name><rtept lat="42.9" lon="20.6"/><rtept lat="43" lon="20.7"/></rte>
<trk><name>Patrol</name><trkseg><trkpt lat="42.93" lon="20.68"><time>2023-09-24T03:10:00Z</time></trkpt>
<trkpt lat="42.95" lon="20.70"><time>2023-09-24T04:10:00Z</time></trkpt></trkseg></trk>
<trk><name>Timeless</name><trkseg><trkpt lat="42.93" lon="20.68"/><trkpt lat="43" lon="20"/></trkseg></trk>
</gpx>"""


def test_a_track_of_gpx_has_the_times_of_its_first_and_last_point(tmp_path: Path) -> None:
    raw = read(GPX, "a.gpx", tmp_path, table="tracks")
    assert raw.rows[["name", "begin", "end"]].to_numpy().tolist() == [
        ["Patrol", "2023-09-24T03:10:00Z", "2023-09-24T04:10:00Z"],
        ["Timeless", "", ""],
    ]


def test_a_route_of_gpx_is_a_line_and_without_times_has_no_columns_of_them(tmp_path: Path) -> None:
    raw = read(GPX, "a.gpx", tmp_path, table="routes")
    assert raw.geometry is not None
    assert raw.geometry[0].geom_type == "LineString"
    assert "begin" not in raw.rows


def test_a_prefix_that_nothing_declares_stops_no_reading(tmp_path: Path) -> None:
    text = kml("<name>Raid</name>").replace("<Document>", '<Document><atom:link rel="app" ns1:href="x"/>', 1)
    assert read(text, "a.kml", tmp_path).rows["name"].tolist() == ["Raid"]
