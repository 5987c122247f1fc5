"""Dates in the spellings that people use: any date reads back from any of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import edtf
import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from geodata.values import dates
from geodata.values.spans import Span

UTC_ZONE = ZoneInfo("UTC")


def moment(microseconds: int | None) -> str:
    text = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds or 0)).isoformat()
    return text.removesuffix("+00:00").removesuffix("T00:00:00")


def span(text: str, order: str | None = None, *, time: bool = True) -> Span:
    found = dates.read(text, UTC_ZONE, order, time=time)
    assert isinstance(found, Span), (text, found)
    return found


def read(text: str, order: str | None = None) -> tuple[str, str, str]:
    found = span(text, order)
    return moment(found.start), moment(found.end), found.time_class


@pytest.mark.parametrize(
    "text",
    [
        *(
            "24 septembre 2023",
            "24. septembar 2023.",
            "24. septembra 2023",
            "24. септембар 2023.",
            "24. rujna 2023.",
        ),
        *(
            "24 вересня 2023 р.",
            "24 сентября 2023 г.",
            "24 shtator 2023",
            "24 de septiembre de 2023",
            "24 settembre 2023",
        ),
        *("24 de setembro de 2023", "24 Eylül 2023", "٢٤ سبتمبر ٢٠٢٣", "24 أيلول 2023", "24. September 2023"),
        *(
            "24-SEP-2023",
            "24-Sep-23",
            "Sept. 24 2023",
            "Sep 24, 2023",
            "2023-Sep-24",
            "2023 Sep 24",
            "24Sep2023",
        ),
        *(
            "24th of September 2023",
            "the 24th September, 2023",
            "Sunday, 24 September 2023",
            "Sun Sep 24 2023",
        ),
        *(
            "mar. 24 septembre 2023",
            "dimanche 24 septembre 2023",
            "п’ятниця, 24 вересня 2023 р.",
            "'2023-09-24",
            "2023.09.24",
            "2023:09:24",
            "2023-267",
        ),
        *(
            "Sunday-September 24-2023",
            "Sunday-September-24-2023",
            "Sun-Sep-24-2023",
            "Sunday-2023-09-24",
            "Sunday, September-24, 2023",
            "September-24-2023 Sunday",
            "24-Sep-2023-Sunday",
            "dimanche-24-septembre-2023",
        ),
        *(
            "2023-W38-7",
            "24092023",
            "20230924.0",
            "٢٠٢٣-٠٩-٢٤",
            "۲۰۲۳/۰۹/۲۴",
            "24 September 2023 (evening)",
            "45193",
        ),
    ],
)
def test_one_day_in_many_spellings(text: str) -> None:
    assert read(text) == ("2023-09-24", "2023-09-25", "day")


@pytest.mark.parametrize(
    ("text", "start", "end", "time_class"),
    [
        ("12-14 March 2023", "2023-03-12", "2023-03-15", "days"),
        ("12–14 March 2023", "2023-03-12", "2023-03-15", "days"),
        ("March 12-14, 2023", "2023-03-12", "2023-03-15", "days"),
        ("between 12 and 14 March 2023", "2023-03-12", "2023-03-15", "days"),
        ("od 12. do 14. marta 2023.", "2023-03-12", "2023-03-15", "days"),
        ("du 12 au 14 mars 2023", "2023-03-12", "2023-03-15", "days"),
        ("28 Dec - 3 Jan 2024", "2023-12-28", "2024-01-04", "days"),
        ("24/09/2023 - 26/09/2023", "2023-09-24", "2023-09-27", "days"),
        ("24.09.-26.09.2023", "2023-09-24", "2023-09-27", "days"),
        ("24.-26.09.2023", "2023-09-24", "2023-09-27", "days"),
        ("2023-09-24 to 2023-09-26", "2023-09-24", "2023-09-27", "days"),
        ("2023-09-24/26", "2023-09-24", "2023-09-27", "days"),
        ("30 Dec 2022–2 Jan 2023", "2022-12-30", "2023-01-03", "days"),
        ("Dec 30, 2022-Jan 2, 2023", "2022-12-30", "2023-01-03", "days"),
        ("5 Feb 2023–7 Feb 2023", "2023-02-05", "2023-02-08", "days"),
        ("5-Feb-2023–7-Feb-2023", "2023-02-05", "2023-02-08", "days"),
        ("May 5–June 2 2023", "2023-05-05", "2023-06-03", "month"),
        ("May 5-June 2, 2023", "2023-05-05", "2023-06-03", "month"),
        ("2023-05-01–2023-05-03", "2023-05-01", "2023-05-04", "days"),
        ("2023/05/01-2023/05/03", "2023-05-01", "2023-05-04", "days"),
        ("3 or 4 May 2023", "2023-05-03", "2023-05-05", "days"),
        ("May 3 or 4, 2023", "2023-05-03", "2023-05-05", "days"),
        ("3 ou 4 mai 2023", "2023-05-03", "2023-05-05", "days"),
        ("3. ili 4. maja 2023", "2023-05-03", "2023-05-05", "days"),
        ("30 April or 1 May 2023", "2023-04-30", "2023-05-02", "days"),
        ("Sunday-24.09.2023", "2023-09-24", "2023-09-25", "day"),
        ("24/09/2023-Sunday", "2023-09-24", "2023-09-25", "day"),
        ("2023-May-05", "2023-05-05", "2023-05-06", "day"),
        ("March-May 2023", "2023-03-01", "2023-06-01", "month"),
        ("Sep 2018-Mar 2019", "2018-09-01", "2019-04-01", "month"),
        ("2018-2019", "2018-01-01", "2020-01-01", "year"),
        ("2021/22", "2021-01-01", "2023-01-01", "year"),
        ("2018-19", "2018-01-01", "2020-01-01", "year"),
        ("09/2023", "2023-09-01", "2023-10-01", "month"),
        ("202309", "2023-09-01", "2023-10-01", "month"),
        ("Sept '23", "2023-09-01", "2023-10-01", "month"),
        ("2023-W39", "2023-09-25", "2023-10-02", "week"),
        ("Q3 2023", "2023-07-01", "2023-10-01", "month"),
        ("2023-Q3", "2023-07-01", "2023-10-01", "month"),
        ("first half of 2023", "2023-01-01", "2023-07-01", "month"),
        ("the 1990s", "1990-01-01", "2000-01-01", "year"),
        ("2023-09-24 03:10 - 05:00", "2023-09-24T03:10:00", "2023-09-24T05:01:00", "day"),
        ("Fri, 21 Aug 2026 17:13:06 GMT", "2026-08-21T17:13:06", "2026-08-21T17:13:07", "minute"),
        ("Thu, 20 Aug 2026 19:50:05 +0200", "2026-08-20T17:50:05", "2026-08-20T17:50:06", "minute"),
        ("Sun Sep 24 03:10:00 2023", "2023-09-24T03:10:00", "2023-09-24T03:10:01", "minute"),
        (
            "Sun Sep 24 2023 03:10:00 GMT+0200 (Central European Summer Time)",
            *("2023-09-24T01:10:00", "2023-09-24T01:10:01", "minute"),
        ),
        ("24 septembre 2023 à 14h30", "2023-09-24T14:30:00", "2023-09-24T14:31:00", "minute"),
        ("24.09.2023 um 14:30 Uhr", "2023-09-24T14:30:00", "2023-09-24T14:31:00", "minute"),
        ("2019-07-01 09:30 Europe/Sarajevo", "2019-07-01T07:30:00", "2019-07-01T07:31:00", "minute"),
        (
            "2019-07-01T09:30:00+02:00[Europe/Sarajevo]",
            "2019-07-01T07:30:00",
            "2019-07-01T07:30:01",
            "minute",
        ),
        ("2023-09-24 14:30 CET", "2023-09-24T13:30:00", "2023-09-24T13:31:00", "minute"),
        ("20230924031500", "2023-09-24T03:15:00", "2023-09-24T03:15:01", "minute"),
        ("20230924T031500Z", "2023-09-24T03:15:00", "2023-09-24T03:15:01", "minute"),
        ("1696132800123", "2023-10-01T04:00:00.123000", "2023-10-01T04:00:01.123000", "minute"),
        ("1696132800", "2023-10-01T04:00:00", "2023-10-01T04:00:01", "minute"),
        ("42008.5", "2015-01-04T12:00:00", "2015-01-04T12:00:01", "minute"),
    ],
)
def test_what_is_unambiguous_is_read(text: str, start: str, end: str, time_class: str) -> None:
    assert read(text, "day-first") == (start, end, time_class)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("late September 2023", "2023-09-21", "2023-10-01"),
        ("krajem septembra 2023", "2023-09-21", "2023-10-01"),
        ("mi-septembre 2023", "2023-09-11", "2023-09-21"),
        ("mid 2017", "2017-05-01", "2017-09-01"),
        ("late 2022", "2022-09-01", "2023-01-01"),
        ("ca. 2023-09-24", "2023-09-24", "2023-09-25"),
        ("circa 2017", "2017-01-01", "2018-01-01"),
        ("summer 2021", "2021-01-01", "2022-01-01"),
        ("2004-06-~01", "2004-06-01", "2004-06-02"),
        ("24 listopada 2023", "2023-10-24", "2023-11-25"),
    ],
)
def test_about_late_and_the_like_are_marked(text: str, start: str, end: str) -> None:
    assert read(text)[:2] == (start, end)
    assert span(text).approximate


@pytest.mark.parametrize(
    "text",
    [
        "2023-09-29/..",
        "2023-09-29/",
        "from 29 September 2023",
        "since 29.9.2023",
        "29 September 2023 - ongoing",
    ],
)
def test_an_interval_may_be_open_at_its_end(text: str) -> None:
    assert read(text, "day-first")[0] == "2023-09-29"
    assert span(text, "day-first").open_end


def test_what_lies_after_a_day_begins_with_the_next() -> None:
    assert read("after 24 September 2023")[0] == "2023-09-25"


def test_a_zone_whose_letters_mean_several_leaves_the_day_and_says_so() -> None:
    found = span("2023-09-24 14:30 EST")
    assert (moment(found.start), found.time_class, found.approximate) == ("2023-09-24", "day", False)
    assert "EST" in found.remark


def test_a_year_in_two_digits_needs_an_order_unless_a_month_stands_in_words() -> None:
    assert dates.read("24/9/23", UTC_ZONE) == dates.UNKNOWN
    assert read("24/9/23", "day-first") == read("24-Sep-23") == ("2023-09-24", "2023-09-25", "day")
    assert span("24-Sep-23").said == "short year"
    assert read("30-Apr-69")[0] == "1969-04-30"


def test_an_odd_year_is_remarked_on() -> None:
    assert "two of its digits" in span("0025-06-14").remark
    assert "Solar Hijri" in span("1402-07-02").remark
    assert "2566" in span("2566-09-24").remark


LOCALES = (
    "en",
    "sq",
    "sr_Latn",
    "sr_Cyrl",
    "bs",
    "mk",
    "ru",
    "uk",
    "fr",
    "es",
    "pt",
    "de",
    "it",
    "ar",
    "tr",
    "ro",
)
PATTERNS = ("d MMMM y", "d. MMMM y.", "EEEE, d MMMM y", "MMMM d, y", "d MMM y", "d-MMM-y")


@given(st.dates(date(1900, 1, 2), date(2099, 12, 30)), st.sampled_from(LOCALES), st.sampled_from(PATTERNS))
def test_any_day_reads_back_from_any_language(day: date, locale: str, pattern: str) -> None:
    text = format_date(day, pattern, locale=locale)
    assert read(text) == (day.isoformat(), (day + timedelta(days=1)).isoformat(), "day"), text


@given(
    st.dates(date(1900, 1, 2), date(2099, 12, 30)),
    st.integers(1, 60),
    st.sampled_from(("en", "fr", "ru", "sq", "sr_Latn")),
)
def test_any_interval_reads_back(first: date, days: int, locale: str) -> None:
    last = first + timedelta(days=days)
    ends = [format_date(each, "d MMMM y", locale=locale) for each in (first, last)]
    for text in (f"{ends[0]} - {ends[1]}", f"{ends[0]} – {ends[1]}", f"{first}/{last}", f"{first} to {last}"):
        assert read(text)[:2] == (first.isoformat(), (last + timedelta(days=1)).isoformat()), text


@given(st.datetimes(datetime(1972, 1, 1), datetime(2098, 1, 1)))  # noqa: DTZ001 - UTC is added
def test_any_moment_reads_back_from_numbers(when: datetime) -> None:
    when = when.replace(microsecond=0)
    seconds = int(when.replace(tzinfo=UTC).timestamp())
    if seconds >= 100_000_000 and not dates_of_ten_digits(seconds):
        assert read(str(seconds))[0].removesuffix("T00:00:00") == moment(seconds * 1_000_000)
    assert read(f"{when:%Y%m%d%H%M%S}")[0] == moment(seconds * 1_000_000)


def dates_of_ten_digits(seconds: int) -> bool:
    """Whether a number of seconds might as well be year, month, day and hour."""
    text = str(seconds)
    return len(text) == 10 and text[:2] in ("19", "20", "21") and int(text[4:6]) <= 12 and int(text[8:]) <= 23


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = dates.read(text, UTC_ZONE, "day-first")
    assert isinstance(found, (str, Span))


@given(
    st.one_of(
        st.builds(
            "{:04}-{:02}".format, st.integers(1900, 2100), st.sampled_from((26, *range(33, 37), 40, 41))
        ),
        st.builds("{:03}X".format, st.integers(190, 209)),
        st.builds("{:04}-{:02}-XX".format, st.integers(1900, 2100), st.integers(1, 12)),
        st.builds(
            "{:04}-{:02}~/{:04}-{:02}?".format,
            st.integers(1900, 2000),
            *[st.integers(1, 12)],
            st.integers(2001, 2100),
            st.integers(1, 12),
        ),
        st.builds("{:04}?".format, st.integers(1900, 2100)),
    )
)
def test_the_extended_format_is_read_as_the_package_of_its_name_reads_it(text: str) -> None:
    if text[5:] == f"{(int(text[2:4]) + 1) % 100:02}" if text[:4].isdigit() else "":
        return  # two years as well
    theirs = edtf.parse_edtf(text)
    ours = span(text)
    assert moment(ours.start) == f"{date(*theirs.lower_strict()[:3])}"
    assert moment(ours.end) == f"{date(*theirs.upper_strict()[:3]) + timedelta(days=1)}"
