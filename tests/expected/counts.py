"""F12, its counts: numbers of people in every common writing become low, best and high, with their words."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "c18_counts_in_words.csv",
        counts=(5, 5, 0),
        asked=(),
        incidents={
            "A": {"killed": (None, 15, None), "others": {"date": "2023-09-24", "fatalities": "approx. 15"}},
            "B": {"killed": (11, None, None)},
            "C": {"killed": (None, 4, None)},
            "D": {"killed": (None, None, 4)},
            "E": {"killed": (10, None, 12), "others": {"date": "2023-09-24", "fatalities": "10 to 12"}},
        },
        remarks=("Approximate: 15", "More than 10: at least 11", "More is said", "Less than 5: at most 4"),
    ),
    Expected(
        "e07_nbsp.csv",
        counts=(2, 2, 0),
        incidents={
            "A": {"killed": (None, 1200, None), "at": (20.68, 42.93)},
            "B": {"killed": (None, 15, None)},
        },
    ),
    Expected(
        "t12_thousands.csv",
        counts=(5, 4, 1),
        asked=("decimal",),
        refused=("2: fatalities: 1,200",),
        incidents={
            "B": {"killed": (None, 15, None)},
            "C": {"killed": (3, None, 5), "injured": None},
            "D": {"killed": (None, 2, None)},
            "E": {"killed": (11, None, None), "injured": 5},
        },
        remarks=("injured: several: Says that there were more than one",),
    ),
    Expected(
        "t12_thousands.csv",
        choices={"decimal": "."},
        counts=(5, 5, 0),
        asked=(),
        incidents={"A": {"killed": (None, 1200, None), "injured": None}},
    ),
    Expected(
        "m09_counts_unknown.xlsx",
        incidents={
            "Clash": {"killed": None, "injured": 4},
            "March": {"killed": (None, 0, None), "injured": None},
        },
    ),
)
