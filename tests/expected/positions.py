"""F12, its positions: in every common writing; longitudes to 360, poles; packed and binary tables."""

from expected_files import Expected

_A = {"A": {"at": (20.68, 42.93)}}
_BOTH = {**_A, "B": {"at": (20.69, 42.94)}}
_EVENT = {"when": "2023-09-24", "at": (20.8, 42.9)}

EXPECTED = (
    Expected("c01_decimal_comma_semicolon.csv", counts=(2, 2, 0), incidents=_A, remarks=("comma",)),
    Expected("c02_decimal_comma_quoted.csv", counts=(2, 2, 0), incidents=_A, remarks=("comma",)),
    Expected(
        "c03_dms.csv",
        counts=(9, 9, 0),
        incidents={"A": {"at": (20.6839, 42.9301)}, "B": {"at": (-120.9825, -41.4169)}},
    ),
    Expected(
        "c04_mgrs.csv",
        counts=(2, 2, 0),
        asked=(),
        incidents={"A": {"at": (20.6719, 42.9315)}, "B": {"at": (20.6841, 42.9405)}},
        remarks=("WGS 84",),
    ),
    Expected(
        "c05_utm.csv",
        counts=(2, 2, 0),
        incidents={"A": {"at": (20.6829, 42.9301)}},
        remarks=("zone of 'zone'",),
    ),
    Expected("c06_xy_metres.csv", counts=(2, 2, 0), asked=("crs",)),
    Expected("c06_xy_metres.csv", choices={"crs": "EPSG:3857"}, incidents={"A": {"at": (20.68, 42.9277)}}),
    Expected("c07_swapped.csv", counts=(4, 4, 0), remarks=("exchanged",)),
    Expected("c08_swapped_impossible.csv", counts=(2, 0, 2), refused=("^2: lat.*exchanged", "^3: lat")),
    Expected("c09_scientific.csv", counts=(1, 1, 0), incidents={"#1": {"at": (20.68, 42.93)}}),
    Expected("c10_no_decimal_point.csv", counts=(2, 2, 0), asked=("crs",)),
    Expected("c13_pair_wkt_geojson.csv", counts=(2, 2, 0), asked=(), incidents=_BOTH),
    Expected("c14_geojson_column.csv", counts=(2, 2, 0), asked=(), incidents=_BOTH),
    Expected("c15_ewkb.csv", counts=(1, 1, 0), incidents={"A": {"at": (20.68, 42.935)}}),
    Expected(
        "c17_longitude_over_180.csv",
        counts=(3, 3, 0),
        incidents={
            "A": {"at": (-167.52, -13.9)},
            "B": {"at": (-172.4, -13.6)},
            "C": {"at": (178.1, -17.7)},
        },
        remarks=("more than 180 degrees east",),
    ),
    Expected("c19_line_over_180.kml", counts=(1, 1, 0), incidents={"Route": {"at": (-179.9, -18.3)}}),
    Expected("e08_unicode_minus.csv", counts=(1, 1, 0), incidents={"A": {"at": (-70.2, -17.5)}}),
    Expected("q01_lat_minus_90.csv", counts=(5, 5, 0), remarks=("-90.*a pole",)),
    Expected(
        "p08_nulls_empty_z.geojson",
        counts=(6, 6, 0),
        incidents={
            "null geometry": {"at": None},
            "empty point": {"at": None},
            "multi": {"shape": "MultiPoint"},
            "collection": {"shape": "GeometryCollection"},
            "line over 180": {"at": (180.0, -17.1)},
        },
    ),
    Expected("p10_events.csv.gz", counts=(1, 1, 0), incidents={"A": _EVENT}),
    Expected("s18.dta", counts=(1, 1, 0), incidents={"a": _EVENT}),
    Expected("s19.feather", counts=(1, 1, 0), incidents={"a": _EVENT}),
)
