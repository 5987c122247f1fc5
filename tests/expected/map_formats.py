"""F8: formats of maps are taken apart, broken ones are refused as such, shapes stay as they are."""

from expected_files import Expected

_STRIKE = {"when": "2023-09-24", "at": (20.8, 42.9)}

EXPECTED = (
    Expected(
        "p01_map.umap",
        counts=(3, 3, 0),
        incidents={"Strike one": _STRIKE, "Post": {"at": (20.7, 42.95), "others": {"layer": "Posts"}}},
    ),
    Expected("p02_kepler.json", counts=(2, 2, 0), asked=(), incidents={"Strike one": _STRIKE}),
    Expected("p03_cut_off.geojson", error="line 49 is no JSON"),
    Expected("p03b_single_quotes.geojson", error="line 1 is no JSON"),
    Expected("p03c_script_fragment.geojson", error="it is no JSON, as its name says"),
    Expected(
        "p04_geometry_contradicts_columns.geojson", counts=(2, 2, 0), remarks=("52.91.*lies 5,.*2.91 N",)
    ),
    Expected("r19_geojson_latlon_order.geojson", counts=(3, 3, 0), remarks=("are exchanged in one",)),
    Expected(
        "p06_crs3857.geojson", counts=(1, 1, 0), incidents={"#1": {"at": (20.8, 42.9062)}}, remarks=("^crs",)
    ),
    Expected(
        "p07_projected_no_crs.geojson", counts=(1, 1, 0), asked=("crs",), incidents={"#1": {"at": None}}
    ),
    Expected(
        "p07_projected_no_crs.geojson",
        choices={"crs": "EPSG:3857"},
        counts=(1, 1, 0),
        asked=(),
        incidents={"#1": {"at": (20.8, 42.9062)}},
        remarks=("converted from EPSG:3857",),
    ),
    Expected("s04_utm_no_prj.zip", counts=(1, 1, 0), asked=("crs",)),
    Expected("s04_utm_no_prj.zip", choices={"crs": "32634"}, counts=(1, 1, 0), asked=()),
    Expected("p09_ndjson.geojsonl", counts=(5, 5, 0), incidents={"#5": {"when": "2023-09-24"}}),
    Expected("p09b_records.ndjson", counts=(3, 3, 0)),
    Expected("p14_esri.json", counts=(2, 2, 0), incidents={"A": _STRIKE}),
    Expected(
        "r04_kml_track.kml",
        counts=(1, 1, 0),
        incidents={"Patrol": {"shape": "LineString", "place_class": "line"}},
    ),
    Expected(
        "l03_mymaps_html.kml",
        counts=(1, 1, 0),
        incidents={
            "#1": {
                "summary": "Дата: 24.09.2023\nSource: https://example.org/2",
                "addresses": ["https://example.org/2"],
            }
        },
        remarks=("^markup",),
    ),
    Expected(
        "r18_geojson_lonlat_strings.geojson",
        counts=(1, 1, 0),
        remarks=("Coordinates in quotation marks",),
        incidents={"A": {"at": (20.68, 42.93)}},
    ),
    Expected("r20_feature_only.geojson", counts=(1, 1, 0), incidents={"#1": {"when": "2023-09-24"}}),
    Expected("r23_topojson.json", counts=(1, 1, 0), incidents={"A": {"at": (20.8, 42.9)}}),
    Expected("l04_networklink_only.kml", counts=(0, 0, 0), remarks=("1 network links? ",)),
)
