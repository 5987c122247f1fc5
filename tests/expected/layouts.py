"""F9: known layouts in all their forms."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "a01_acled_v5_geo_precis.csv",
        layout="acled",
        counts=(2, 2, 0),
        incidents={"1AAA": {"place_class": "settlement"}, "2AAA": {"place_class": "region"}},
    ),
    Expected(
        "a04_acled_api.json",
        layout="acled",
        counts=(1, 1, 0),
        incidents={
            "XXA1": {
                "when": "2024-09-24",
                "place_class": "settlement",
                "killed": (None, 2, None),
                "actors": {"Army of A", "Police of A", "Guards of A", "Group B"},
            }
        },
    ),
    Expected(
        "a06_acled_bom_semicolon.csv",
        layout="acled",
        counts=(1, 1, 0),
        incidents={"XXA1": {"when": "2023-09-24", "killed": (None, 2, None)}},
    ),
    Expected(
        "g01_gdelt_before_april_2013.csv",
        layout="gdelt",
        counts=(4, 4, 0),
        incidents={
            "7000001": {
                "when": "1982-01-02",
                "at": (20.77, 42.91),
                "event_type": "fight",
                "actors": {"BUSINESS", "GROUP"},
            }
        },
    ),
    Expected(
        "g02_gdelt_58.CSV",
        layout="gdelt",
        counts=(4, 4, 0),
        incidents={"7000001": {"when": "2014-01-02", "addresses": ["https://example.org/0"]}},
    ),
    Expected(
        "r16_acled_no_id.csv",
        layout="acled",
        counts=(1, 1, 0),
        incidents={
            "#1": {
                "place_class": "region",
                "when": "2023-09-01/2023-09-30",
                "class": "month",
                "sources": [("Paper One", None, None), ("Paper Two", None, None)],
            }
        },
    ),
    Expected(
        "r17_ucdp_cut.csv",
        counts=(1, 1, 0),
        incidents={"1": {"when": "2017-01-30/2017-01-31", "class": "days", "killed": (4, 5, 6)}},
    ),
    Expected(
        "s06_acled_ten_letters.zip",
        layout="acled",
        counts=(2, 2, 0),
        incidents={
            "XXA1": {"place_class": "settlement", "when": "2023-09-24"},
            "XXA2": {"place_class": "region", "when": "2023-09-22/2023-09-28", "class": "week"},
        },
    ),
    Expected(
        "u01_ucdp_repeated_office.csv",
        layout="ucdp",
        counts=(2, 2, 0),
        incidents={
            "1": {
                "sources": [
                    ("Agency One", "First headline", None),
                    ("Agency Two", "Second headline", None),
                    ("Agency Two", "Third headline", None),
                ]
            },
            "2": {"sources": [("Agency One", "Fourth", None), ("Agency Two", "Fifth", None)]},
        },
    ),
    Expected(
        "u04_ucdp_api.json",
        layout="ucdp",
        counts=(1, 1, 0),
        incidents={"1": {"when": "2023-09-24", "killed": 4, "place_class": "settlement"}},
    ),
)
