"""Delimited text of any kind becomes rows of text: encodings, delimiters, lines, and what cannot be read."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import UnusableFileError
from geodata.limits import Limits
from geodata.readers import encodings, gdelt_columns, text_tables
from geodata.readers.raw import Job, NoChoices, RawFile

LIMITS = Limits()


def read(content: bytes | str, limits: Limits = LIMITS, **asked: str) -> RawFile:
    given = content.encode() if isinstance(content, str) else content
    return text_tables.read(given, Job("a.csv", limits, NoChoices(**asked)))


def notes(raw: RawFile) -> dict[str, str]:
    return {note.code: note.words for note in raw.notes}


def test_every_cell_stays_the_text_that_stands_in_the_file() -> None:
    raw = read("id,n,other\n00123, 1.50 ,NA\n9007199254740993,,null\n")
    assert raw.rows.to_dict("list") == {
        "id": ["00123", "9007199254740993"],
        "n": [" 1.50 ", ""],
        "other": ["NA", "null"],
    }
    assert (raw.format, raw.tables, raw.table, raw.geometry, raw.notes) == ("csv", (), None, None, ())


def test_a_row_has_the_number_of_the_line_on_which_it_begins() -> None:
    raw = read(b'sep=;\r\nid;text\r\n1;"two\r\nlines"\r\n\r\n2;x\r\n')
    assert list(raw.rows.index) == [3, 6]
    assert raw.rows.index.name == "row"


@given(st.text("ab, \r\n\x0b\x0c\x85\u2028", max_size=60))
def test_lines_end_where_python_ends_them_and_nowhere_else(text: str) -> None:
    content, expected, line = f"id,x\n{text}", {}, 1
    reader = csv.reader(io.StringIO(content, newline=""))
    for cells in reader:
        if line > 1 and any(cell.strip() for cell in cells) and len(cells) > 1 and not any(cells[2:]):
            expected[line] = cells[:2]
        line = reader.line_num + 1
    rows = read(content, delimiter=",").rows
    assert dict(zip(rows.index.tolist(), rows.to_numpy().tolist(), strict=True)) == expected


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a;b\n1,5;2\n3,5;4\n", "semicolons"),
        ("a\tb\n1\t2\n", "tabs"),
        ("a|b\n1|2\n", "vertical bars"),
        ("a^b\n1^2\n", "the character '^'"),
        ("a\x1fb\n1\x1f2\n", r"the character '\x1f'"),
        ('a;b,c\n"1;2",x\n"3;4",y\n', None),
    ],
)
def test_the_delimiter_is_found_and_said(content: str, words: str | None) -> None:
    raw = read(content)
    assert raw.rows.shape[1] == 2
    expected = {} if words is None else {"delimiter": f"The cells are separated by {words}."}
    assert {code: text for code, text in notes(raw).items() if code == "delimiter"} == expected


def test_a_delimiter_that_was_chosen_is_taken() -> None:
    assert list(read("a;b,c\n1;2,3\n", delimiter=";").rows.columns) == ["a", "b,c"]
    with pytest.raises(UnusableFileError, match="'ab' cannot separate cells"):
        read("a,b\n", delimiter="ab")


def test_a_decimal_comma_is_said_and_not_changed() -> None:
    raw = read("id;lat;people\n1;42,97;1,000\n2;43,1;2,500\n")
    assert list(raw.rows["lat"]) == ["42,97", "43,1"]
    assert notes(raw)["decimal-comma"] == "Numbers are written with a decimal comma in 'lat' (42,97)."


BANJSKA = "место;место_en\nБањска;Banjska\nЗвечан;Zvečan\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_told_by_its_marks_or_its_bytes(encoding: str) -> None:
    text = BANJSKA if encoding not in ("utf-16-le", "utf-16-be") else BANJSKA.replace("место", "place")
    raw = read(text.encode(encoding))
    assert list(raw.rows.iloc[:, 0]) == ["Бањска", "Звечан"]
    assert ("encoding" in notes(raw)) == (encoding not in ("utf-8", "utf-8-sig"))


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "id;place\n1;Leposavić\n2;Zvečan\n"),
        ("cp1250", "id,mesto\n1,Đakovica\n"),
        ("cp1250", "Ljubljana, Žalec, Škofja Loka; Črnomelj\n"),
        ("cp1250", "Żołnierze zaatakowali wieś, zginęło pięć osób\n"),
        ("cp1250", "Győr, Szőlős, tűzharc\n"),
        ("cp1250", "Příbram, Třebíč; Ústí\n"),
        ("cp1250", "Bucureşti, Constanţa, Braşov\n"),
        ("cp1251", "id;место\n1;Бањска\n2;Звечан\n"),
        ("cp1251", "Ђаковица, Пећ, Љубљана\n"),
        ("cp1251", "Київ, обстріл міста Харків\n"),
        ("cp1251", "МОСКВА;КИЕВ\nKosovo;Косово\n"),
        ("cp1252", "Attaque près de la frontière, plusieurs blessés à Bangui\n"),
        ("cp1252", "São Paulo; ação; operações\n"),
        ("cp1252", "El Niño; España; mañana\n"),
        ("cp1252", "Straße; Köln; München\n"),
        ("cp1252", "œuvre; Noël; où\nPerché così; città; lunedì\n"),
        ("cp1252", "Ærø; Tromsø; Ålesund\n"),
        ("cp1250", "id,name\n1,Mitrovicë\n2,Prishtinë\n"),
    ],
)
def test_a_windows_encoding_is_guessed_and_the_guess_is_shown(encoding: str, text: str) -> None:
    decoded = encodings.decode(text.encode(encoding), Job("a.csv", LIMITS))
    assert decoded.text == text
    [note] = decoded.notes
    assert note.code == "encoding"
    assert note.words.startswith(
        f"The encoding is guessed: Windows-{decoded.encoding[2:]}. It gives words such as: "
    )


def test_an_encoding_that_was_chosen_is_taken() -> None:
    assert list(read("id,x\n1,Zvečan\n".encode("cp1250"), encoding="cp1252").rows["x"]) == ["Zveèan"]
    assert list(read("\ufeffid,x\n1,č\n".encode(), encoding="utf-8").rows.columns) == ["id", "x"]


@pytest.mark.parametrize(
    ("content", "encoding", "words"),
    [
        (b"id\n\xff\xfe\n", "utf-8", "line 2 is no text in UTF-8"),
        (b"id\n", "klingon", "there is no encoding 'klingon'"),
        (b"id\n", "zip", "'zip' is no encoding of text"),
        (b"id\n", "rot13", "'rot13' is no encoding of text"),
        (b"id\na\0b\n", None, "line 2 holds a NUL byte"),
        (b"id\n\x81\x02\n", None, "line 2 holds the byte 0x02, so this is no text"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(content: bytes, encoding: str | None, words: str) -> None:
    with pytest.raises(UnusableFileError, match=words) as caught:
        read(content, **({"encoding": encoding} if encoding else {}))
    assert caught.value.code == "encoding"


@pytest.mark.parametrize("content", [b"id\na\0b\n", b"id\n\x81\x02\n"])
def test_who_chose_no_encoding_is_not_told_to_choose_another(content: bytes) -> None:
    with pytest.raises(UnusableFileError) as caught:
        read(content)
    assert "UTF-8" in str(caught.value)
    assert "Choose another" not in str(caught.value)


def test_a_guessed_encoding_says_what_to_do_where_it_is_wrong() -> None:
    guessed = read("id,x\n1,Zvečan\n".encode("cp1250"))
    words = [note.words for note in guessed.notes if note.code == "encoding"]
    assert words[0].endswith("If they look wrong, save the file in UTF-8 and add it again.")


def test_a_file_with_a_nul_byte_is_told_what_it_may_be_and_what_to_do() -> None:
    with pytest.raises(
        UnusableFileError, match="damaged, or a file of another kind under this name: open it"
    ):
        read(b"id\na\0b\n")


def test_a_row_that_cannot_be_split_is_refused_by_itself() -> None:
    raw = read('id,text\n1,"open\n2,b\n3,"c"x\n4,"d"\n5,6,7\n6\n7,x,,\n')
    assert raw.rows["id"].to_dict() == {3: "2", 5: "4", 8: "7"}
    assert list(raw.refused["row"]) == [2, 4, 6, 7]
    assert raw.refused["reason"][0].startswith("This line cannot be split into cells")
    assert raw.refused["reason"][2].startswith("3 cells, but the header has 2")
    assert raw.refused["original"][2] == '["5", "6", "7"]'
    assert raw.rows_in == 7


def test_column_names_that_cannot_be_split_make_the_file_unusable() -> None:
    with pytest.raises(UnusableFileError, match=r"the column names cannot be split into cells \(line 1\)"):
        read('id,"x"y\n1,2\n')


def test_quotation_marks_within_tabs_can_be_plain_characters() -> None:
    raw = read('id\ttext\n1\t"said he\n2\tb\n')
    assert list(raw.rows["text"]) == ['"said he', "b"]
    assert "quotes" in notes(raw)


def test_columns_without_a_name_are_called_by_their_place_and_empty_ones_are_left_out() -> None:
    raw = read(",id,,\n0,a,,\n1,b,,\n")
    assert list(raw.rows.columns) == ["column 1", "id"]
    assert notes(raw)["columns"] == "Columns without a name are called by their place: 'column 1'."


def test_rows_of_nothing_but_delimiters_are_left_out_and_counted() -> None:
    raw = read("id,x\n1,a\n,\n,\n")
    assert len(raw.rows) == 1
    assert notes(raw)["blank"] == "2 rows with nothing in any cell are left out."


def test_columns_of_one_name_are_numbered_and_said() -> None:
    raw = read("id,source,source,source 2\n1,a,b,c\n")
    assert list(raw.rows.columns) == ["id", "source", "source 3", "source 2"]
    assert raw.hints == {"source 3": "source"}
    assert notes(raw)["columns"].endswith("further ones are numbered, 'source 3'.")


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", "sep=;\n"])
def test_a_file_without_anything_is_empty(content: str) -> None:
    with pytest.raises(UnusableFileError, match="there is nothing in it") as caught:
        read(content)
    assert caught.value.code == "empty"


@pytest.mark.parametrize("columns", [gdelt_columns.EVENTS_2, gdelt_columns.EVENTS_1])
def test_gdelt_has_no_header_and_gets_its_names(columns: tuple[str, ...]) -> None:
    cells = ["1234567890", "20230924", *[""] * (len(columns) - 2)]
    cells[columns.index("EventCode")], cells[-1] = "019", 'https://example.org/"x'
    raw = read("\t".join(cells) + "\n")
    assert raw.format == "gdelt"
    assert raw.rows.loc[1, ["GLOBALEVENTID", "EventCode", "SOURCEURL"]].tolist() == [
        cells[0],
        "019",
        cells[-1],
    ]


def test_gdelt_columns_are_those_of_the_codebook() -> None:
    assert (len(gdelt_columns.EVENTS_2), len(gdelt_columns.EVENTS_1)) == (61, 58)
    places = {"Actor2Code": 15, "IsRootEvent": 25, "AvgTone": 34, "Actor1Geo_Type": 35, "ActionGeo_Lat": 56}
    assert {name: gdelt_columns.EVENTS_2.index(name) for name in places} == places


@pytest.mark.parametrize(
    ("limit", "content", "words"),
    [
        ({"rows": 2}, "id\n1\n2\n3\n4\n", "more than 2 rows"),
        ({"columns": 2}, "a,b,c\n", "3 columns: at most 2 can be read"),
        ({"cell_length": 10}, "id\n" + "x" * 11 + "\n", "line 2 holds a cell of more than 10 characters"),
    ],
)
def test_what_goes_beyond_a_limit_is_refused_with_its_variable(
    limit: dict[str, int], content: str, words: str
) -> None:
    with pytest.raises(UnusableFileError, match=words) as caught:
        read(content, replace(LIMITS, **limit))
    assert caught.value.code == "too-large"
    assert f"INCIDENTS_LIMIT_{next(iter(limit)).upper()}" in str(caught.value)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(st.lists(st.tuples(TEXT, TEXT.filter(str.strip)), min_size=1, max_size=20), st.sampled_from(",;\t|"))
def test_what_is_written_as_csv_is_read_the_same(rows: list[tuple[str, str]], delimiter: str) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    text = "\r\n".join(delimiter.join(map(quoted, row)) for row in [("a", "b"), *rows])
    raw = read(text, delimiter=delimiter)
    assert list(zip(raw.rows["a"], raw.rows["b"], strict=True)) == rows


@given(st.binary(max_size=300))
def test_any_bytes_give_rows_or_an_error_in_words(content: bytes) -> None:
    words = ""
    try:
        assert read(content).rows.index.is_unique
    except UnusableFileError as error:
        words = str(error)
    assert words.isprintable()


def test_letters_of_an_old_mac_in_a_file_of_utf_8_are_read_and_told() -> None:
    good = "".join(f"{number},Leposavić kod Zvečana\n" for number in range(6))
    odd = "7,México\n".encode("mac_roman") + "8,Ascención\n".encode("mac_roman")
    raw = read(f"id,title\n{good}".encode() + odd)
    assert raw.rows["title"].tolist()[-3:] == ["Leposavić kod Zvečana", "México", "Ascención"]
    assert any("2 letters, which are read as Mac Roman (lines 8, 9)" in note.words for note in raw.notes)


def test_letters_of_windows_in_a_file_of_utf_8_are_read_and_told() -> None:
    good = "".join(f"{number},Leposavić kod Zvečana\n" for number in range(8))
    raw = read(f"id,title\n{good}".encode() + "9,café São João\n".encode("cp1252"))
    assert raw.rows["title"].tolist()[-1] == "café São João"
    assert any("read as Windows-1252 (lines 10)" in note.words for note in raw.notes)


def test_a_file_of_an_old_mac_whose_bytes_windows_does_not_have_is_read_as_such() -> None:
    text = "id,título\n1,México está aquí\n2,Façade à côté, où l'été dure\n3,Ångström\n"
    raw = read(text.encode("mac_roman"), delimiter=",")
    assert raw.rows["título"].tolist()[0] == "México está aquí"
    assert any("Mac Roman" in note.words for note in raw.notes)
