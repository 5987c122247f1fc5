"""F1: words for nothing are missing, and never a name."""

from expected_files import Expected

EXPECTED = (
    Expected(
        "m08_words_that_are_names.csv",
        counts=(2, 2, 0),
    ),
    Expected(
        "c16_missing_one.csv",
        counts=(3, 2, 1),
        refused=("lon",),
        incidents={"B": {"at": (0.0, 0.0)}, "C": {"at": None}},
        remarks=("B|0",),
    ),
)
