"""F10: a layout chosen by force names the column that is missing; a column is chosen in a file."""

from expected_files import Expected

EXPECTED = (
    *(
        Expected(
            "a07_layout_forced.csv",
            error=f"layout {layout} have a column '{column}'",
            choices={"layout": layout},
        )
        for layout, column in (
            ("acled", "event_id_cnty"),
            ("ucdp", "id"),
            ("gdelt", "globaleventid"),
            ("viina", "event_id_1pd"),
        )
    ),
    Expected("a08_not_viina.geojson", error="event_id_1pd", choices={"layout": "viina"}),
    Expected("t29_two_date_columns.csv", counts=(2, 2, 0), asked=("mapping",)),
)
