"""Encodings, other formats, remarks: what is guessed is said, what cannot be read is refused in words."""

from expected_files import Expected

_DAYS = {"when": "2023-09-24"}
_LEPOSAVIC = {**_DAYS, "at": (20.68, 42.93)}

EXPECTED = (
    Expected("e01_latin1.csv", counts=(2, 2, 0), incidents={"Réunion café": _DAYS, "São João": {}}),
    Expected("e03_cp1256.csv", counts=(2, 2, 0), remarks=("guessed: Windows-1250.*words such as",)),
    Expected("e03_cp1256.csv", incidents={"دمشق": _DAYS}, choices={"encoding": "cp1256"}),
    Expected("e04_utf16.csv", counts=(1, 1, 0), incidents={"Žitko": _DAYS}),
    Expected("e05_mixed_utf8_cp1252.csv", counts=(2, 2, 0), remarks=("guessed.*Å½itko",)),
    Expected("e06_double_encoded.csv", counts=(2, 2, 0)),
    Expected(
        "q02_repeated_world_warnings.csv",
        counts=(90, 90, 0),
        remarks=("30 positions lie 4,290 km and more.*in rows 62, 63",),
    ),
    Expected("r09_table.html", error=r"web page \(HTML\).*CSV or XLSX"),
    Expected("r10_old.xls", error="old .* or encrypted workbook"),
    Expected("r11.rds", error="R's own format.*write.csv"),
    Expected("r12.RData", error="R's own format.*write.csv"),
    Expected("r13.sav", error="SPSS.*CSV"),
    Expected("r14_weird_excel.xls", error=r"web page \(HTML\)"),
    Expected("r15_tab_named_xls.xls", counts=(1, 1, 0), incidents={"A": {**_DAYS, "at": (20.8, 42.9)}}),
    Expected(
        "r30_windows_1250_sr.csv",
        counts=(3, 3, 0),
        incidents={"#1": {**_DAYS, "place": "Leposavić"}, "Đorđe": {}},
    ),
    Expected(
        "s01_cp1251_no_cpg.zip", counts=(2, 2, 0), incidents={"Лепосавић": _LEPOSAVIC}, remarks=("guessed",)
    ),
    Expected(
        "s02_utf8_cpg_says_1252.zip",
        counts=(2, 2, 0),
        incidents={"Leposavić": _LEPOSAVIC},
        remarks=("UTF-8",),
    ),
    Expected("s03_no_prj.zip", counts=(1, 1, 0), remarks=("taken as degrees",)),
    Expected("s05_utm_prj.zip", counts=(1, 1, 0), incidents={"#1": {"at": (20.6829, 42.9301)}}),
    Expected("s15_pandas_columns.json", counts=(2, 2, 0), incidents={"a": {**_DAYS, "at": (20.8, 42.9)}}),
    Expected("s16_pandas_split.json", counts=(2, 2, 0), incidents={"a": {**_DAYS, "at": (20.8, 42.9)}}),
)
