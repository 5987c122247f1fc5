"""Principal places: read from the time zones' table, right where they are known to be, none twice."""

from __future__ import annotations

from components.map.principal_places import principal_places

KNOWN = {
    "Belgrade": (20.50, 44.83),
    "Sarajevo": (18.42, 43.87),
    "Bangui": (18.58, 4.37),
    "Buenos Aires": (-58.45, -34.60),
    "Apia": (-171.73, -13.83),
    "Auckland": (174.77, -36.87),
}


def test_the_places_stand_where_they_are() -> None:
    found = {name: (lon, lat) for name, lon, lat in principal_places()}
    for name, (lon, lat) in KNOWN.items():
        assert abs(found[name][0] - lon) < 0.02, name
        assert abs(found[name][1] - lat) < 0.02, name
    assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in found.values())


def test_every_part_of_the_world_has_places_and_none_is_there_twice() -> None:
    names = [name for name, _, _ in principal_places()]
    assert len(names) == len(set(names)) > 300
    assert "Vostok" not in names
    assert not any("_" in name or "/" in name for name in names)


def test_what_bears_a_countrys_name_is_left_to_the_country() -> None:
    assert "Jamaica" in {name for name, _, _ in principal_places()}
    assert "Jamaica" not in {name for name, _, _ in principal_places(frozenset({"Jamaica"}))}
