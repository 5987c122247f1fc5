"""KoboToolbox: the form's own times are not the incident's; a question for the date counts before `today`."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "kobo.csv",
        layout="kobo",
        counts=(2, 2, 0),
        asked=(),
        remarks=("today: : No question asked when it happened",),
        incidents={
            "u-1": {"title": "Shots heard", "when": "2023-09-24", "at": (20.68, 42.93), "uncertainty_m": 4.5},
            "u-2": {"when": "2023-09-25", "at": None},
        },
    ),
    Expected(
        "kobo_asked.csv",
        layout="kobo",
        counts=(1, 1, 0),
        asked=(),
        incidents={"u-1": {"when": "2023-09-20", "at": (20.68, 42.93)}},
    ),
)
