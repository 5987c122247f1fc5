"""F11: headers in other languages, as phrases, with words beside them, mean what they say if values fit."""

from expected_files import Expected

LATITUDE_FIRST = {"pair_order": "latitude-longitude"}
LONGITUDE_FIRST = {"pair_order": "longitude-latitude"}

EXPECTED = (
    Expected(
        "k02_names_latitude_suffix.csv",
        counts=(2, 2, 0),
        incidents={"1": {"at": (20.68, 42.93), "place": "Town One"}},
    ),
    Expected(
        "k03_spanish.csv",
        counts=(2, 2, 0),
        incidents={
            "#1": {
                "when": "2023-09-24",
                "at": (-74.1, 4.6),
                "place": "Uno",
                "event_type": "Ataque",
                "killed": (None, 2, None),
            }
        },
    ),
    Expected(
        "k04_russian.csv",
        counts=(2, 2, 0),
        incidents={
            "#1": {"when": "2023-09-24", "at": (37.8, 48.1), "place": "Город", "killed": (None, 2, None)}
        },
    ),
    Expected(
        "k05_ukrainian.csv",
        counts=(1, 1, 0),
        incidents={"#1": {"at": (37.8, 48.1), "place": "Місто", "killed": (None, 2, None)}},
    ),
    Expected(
        "k06_arabic.csv",
        counts=(2, 2, 0),
        incidents={"#1": {"at": (36.3, 33.5), "place": "دمشق", "summary": "قصف"}},
    ),
    Expected(
        "k07_france.csv",
        counts=(1, 1, 0),
        incidents={"#1": {"at": (-4.2, 14.5), "place": "Ville", "killed": (None, 2, None)}},
    ),
    Expected(
        "k08_serbian.csv",
        counts=(1, 1, 0),
        incidents={
            "Pucnjava kod mosta": {
                "at": (20.68, 42.93),
                "place": "Prvi Most",
                "killed": (None, 2, None),
                "injured": 1,
            }
        },
    ),
    Expected(
        "k09_albanian.csv",
        counts=(1, 1, 0),
        incidents={
            "Të shtëna te ura": {
                "when": "2023-09-24",
                "at": (20.68, 42.93),
                "place": "Ura e Parë",
                "killed": (None, 2, None),
                "injured": 1,
            }
        },
    ),
    Expected(
        "k10_pairs_decided.csv",
        counts=(2, 2, 0),
        asked=(),
        incidents={"A": {"at": (-104.7, 29.33)}, "B": {"at": (-85.1, 29.61)}},
        remarks=("longitude first, because of values such as -104.7",),
    ),
    Expected(
        "k11_russian_other.csv",
        counts=(1, 1, 0),
        incidents={
            "#1": {
                "when": "2024-03-25",
                "at": (37.2, 49.1),
                "place": "Село Первое",
                "killed": (None, 3, None),
                "injured": 4,
            }
        },
    ),
    Expected(
        "e02_cp1251.csv",
        counts=(2, 2, 0),
        incidents={"Пуцњава код манастира": {"at": (20.8, 43.1), "place": "Лепосавић"}},
        remarks=("Windows-1251",),
    ),
    Expected("c12_pair_lonlat.csv", counts=(2, 2, 0), asked=("pair_order",), incidents={"A": {"at": None}}),
    Expected(
        "c12_pair_lonlat.csv",
        choices=LONGITUDE_FIRST,
        asked=(),
        incidents={"A": {"at": (20.68, 42.93)}},
    ),
    Expected("r22_geo_array.json", counts=(2, 2, 0), asked=("pair_order",)),
    Expected("r22_geo_array.json", choices=LATITUDE_FIRST, asked=(), incidents={"A": {"at": (20.8, 42.9)}}),
    Expected("p05_media_object.json", counts=(2, 2, 0), incidents={"v1": {"sources": [], "place": "Town"}}),
    Expected(
        "p13_codebook.csv",
        counts=(2, 2, 0),
        remarks=("No column holds a date", "No row has a position"),
    ),
    Expected(
        "r21_nested.json",
        counts=(1, 1, 0),
        incidents={
            "1": {
                "at": (20.8, 42.9),
                "place": "Town",
                "actors": {"Army of A", "Group B"},
                "killed": (1, None, 3),
            }
        },
    ),
    Expected(
        "r24_two_links.csv",
        counts=(1, 1, 0),
        incidents={"A": {"addresses": [f"https://example.org/{name}" for name in ("1", "2", "v")]}},
    ),
    Expected(
        "r25_total_deaths_names.csv",
        counts=(1, 1, 0),
        incidents={
            "People were killed": {
                "killed": (None, 4, None),
                "injured": 2,
                "event_type": "Banditry",
                "place": "Town One",
            }
        },
    ),
    Expected(
        "r26_gps_accuracy.csv",
        counts=(1, 1, 0),
        incidents={"A": {"others": {"date": "2023-09-24", "accuracy": "5"}}},
    ),
    Expected(
        "r29_place_only.csv",
        counts=(1, 1, 0),
        incidents={
            "A": {
                "place": "Leposavic",
                "others": {"date": "2023-09-24", "country": "Aland", "admin1": "North"},
            }
        },
    ),
    Expected("t19_xsub.csv", counts=(1, 1, 0), incidents={"#1": {"when": "2009-06-24"}}),
    Expected(
        "t21_firms.csv",
        counts=(2, 2, 0),
        incidents={"#1": {"at": (37.75, 48.12)}},
    ),
    Expected(
        "t22_chicago.csv",
        counts=(2, 2, 0),
        incidents={"1": {"at": (-87.67, 41.815), "place": None}},
        never=("(41.815, -87.670)",),
    ),
    Expected("t23_ukpolice.csv", counts=(2, 2, 0), incidents={"#1": {"at": (-0.11, 51.51)}}),
    Expected(
        "t25_gva.csv",
        counts=(1, 1, 0),
        incidents={
            "271": {"when": "2023-09-24", "killed": (None, 1, None), "injured": 4, "place": "Town One"}
        },
    ),
    Expected(
        "t26_atlos.csv",
        counts=(1, 1, 0),
        incidents={"#1": {"when": "2023-09-24", "at": (20.68, 42.93)}},
    ),
    Expected("t18_mass_mobilization.csv", counts=(1, 1, 0), never=("1000s",)),
    Expected(
        "t16_icews.tab", counts=(1, 1, 0), incidents={"#1": {"when": "2016-01-01", "place": "Town One"}}
    ),
)
