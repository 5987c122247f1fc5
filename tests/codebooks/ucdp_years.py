"""UCDP's yearly tables: totals of a year with best, low and high, without positions."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "ucdp_battle_deaths.csv",
        layout="ucdp-battle-deaths",
        counts=(2, 2, 0),
        asked=(),
        remarks=("layout: : Each row is a year of fighting .* a total, and no event",),
        incidents={
            "Government of A - Group B, 2023": {
                "event_type": "state-based violence",
                "when": "2023-01-01/2023-12-31",
                "class": "year",
                "at": None,
                "place": "Aland, Bland",
                "killed": (25, 30, 44),
                "roles": {
                    ("Government of A", "side A"),
                    ("Government of C", "side A"),
                    ("Government of D", "side A"),
                    ("Group B", "side B"),
                },
            },
            "Government of A - Group B, 2024": {"killed": (25, None, 60), "class": "year"},
        },
    ),
    Expected(
        "ucdp_one_sided.csv",
        layout="ucdp-one-sided",
        counts=(2, 2, 0),
        asked=(),
        incidents={
            "Government of A, Aland, 2023": {
                "event_type": "one-sided violence",
                "when": "2023-01-01/2023-12-31",
                "place": "Aland",
                "killed": (25, 30, 44),
                "roles": {("Government of A", "side A")},
            },
            "Group B, Aland, 2023": {"killed": 26, "actors": {"Group B"}},
        },
    ),
    Expected(
        "ucdp_non_state.csv",
        layout="ucdp-non-state",
        counts=(1, 1, 0),
        asked=(),
        incidents={
            "Group B - Group C, 2023": {
                "event_type": "non-state violence",
                "when": "2023-01-01/2023-12-31",
                "killed": (25, 30, 44),
                "roles": {
                    ("Group B", "side A"),
                    ("Government of C", "side A"),
                    ("Government of D", "side A"),
                    ("Group C", "side B"),
                },
            },
        },
    ),
)
