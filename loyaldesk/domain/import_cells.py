"""One cell of somebody else's list: the text, phone, day, time or number it is meant to be."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from loyaldesk.domain.cards import is_bank_card
from loyaldesk.kernel import jalali, money, persian, phone

Cell = str | int | float | date | datetime | time | bool | None
"""What a table hands out; sheets give numbers and days, CSV gives texts."""

STAMP = "LoyalDesk:"
"""How the last line of an exported list begins: who wrote it and when. Imports pass over it."""

RISKY_START = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Beginnings that spreadsheet programs take for a formula."""

_EXCEL_DAY_ZERO = date(1899, 12, 30)
_EXACT_BELOW = 10**15
"""Excel keeps fifteen digits; of longer numbers the last ones are gone."""
_EXPONENT = re.compile(r"[-+]?\d+(?:[.,٫/]\d+)?[eE]\+?\d{1,3}")
_CARD_LIKE = re.compile(r"(?<!\d)\d(?:[ \-_.]?\d){15}(?!\d)")
_CLOCK = re.compile(
    r"(?<![\d:])(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?![\d:])"
    r"\s*(am|pm|a\.m\.|p\.m\.|ق\.?\s?ظ\.?|ب\.?\s?ظ\.?|صبح|عصر|بعدازظهر|بعد از ظهر)?",
    re.IGNORECASE,
)
_MORNING = ("a", "ق", "ص")


class Unfit(ValueError):
    """A cell that is not what it should be: the code of the problem, and the limit it passed."""

    @property
    def why(self) -> str:
        """The code of the problem."""
        return str(self.args[0])

    @property
    def limit(self) -> int:
        """The figure that was passed, 0 if there is none."""
        return int(self.args[1]) if len(self.args) > 1 else 0


def text_of(cell: Cell) -> str:
    """Return a cell as it would have been typed: a whole float is a whole number.

    Raises:
        Unfit: ``digits lost`` or ``exponent`` if Excel threw digits away.
    """
    if isinstance(cell, str):
        text = cell.strip()
        if len(text) > 1 and text[0] == "'" and text[1] in RISKY_START:
            return text[1:]  # the guard that our own CSV export sets before such texts
        return text
    if cell is None:
        return ""
    if isinstance(cell, float):
        if not abs(cell) < _EXACT_BELOW:
            raise Unfit("digits lost")
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def shown(cell: Cell) -> str:
    """Return a cell as a report of problems may show it: short and without a bank card."""
    text = cell if isinstance(cell, str) else "" if cell is None else str(cell)
    text = text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
    text = persian.clean(text[:400])
    if holds_bank_card(text):
        return ""
    return text if len(text) <= 80 else text[:79] + "…"


def holds_bank_card(text: str) -> bool:
    """Return whether a bank card's number stands in *text*, with or without gaps."""
    if len(text) < 16:
        return False
    plain = persian.ascii_digits(text)
    return any(
        is_bank_card(re.sub(r"\D", "", found.group())) for found in _CARD_LIKE.finditer(plain)
    )


def is_exponent(text: str) -> bool:
    """Return whether *text* is a long number that Excel has shortened, as ``9.12E+09``."""
    return bool(text) and _EXPONENT.fullmatch(persian.ascii_digits(text)) is not None


@lru_cache(maxsize=16384)
def line_of(text: str, limit: int) -> str:
    """Return a text of one line as it may be stored.

    Raises:
        Unfit: ``unstorable``, ``too long`` or ``bank card``.
    """
    if len(text) <= min(limit, 15) and text.isascii() and text.isprintable():
        return " ".join(text.split())  # most codes: nothing to clean, too short for a bank card
    _storable(text, limit)
    done = persian.clean(text)
    if len(done) > limit:
        raise Unfit("too long", limit)
    return done


def lines_of(text: str, limit: int) -> str:
    """Return a text of several lines as it may be stored. Raises as `line_of`."""
    _storable(text, limit)
    done = persian.clean_lines(text)
    if len(done) > limit:
        raise Unfit("too long", limit)
    return done


def _storable(text: str, limit: int) -> None:
    if not persian.is_storable(text):
        raise Unfit("unstorable")
    if len(text) > 4 * limit:
        raise Unfit("too long", limit)
    if holds_bank_card(text):
        raise Unfit("bank card")


def code_of(cell: Cell, limit: int = 64) -> str:
    """Return a code as typed, trimmed and without invisible marks: ``00001`` is not ``1``."""
    text = text_of(cell)
    if is_exponent(text) and "+" in text:  # without a plus it may be a code, as 12E4
        raise Unfit("exponent")
    return line_of(text, limit)


def mobile_of(cell: Cell, region: str) -> str:
    """Return the mobile of a cell as E.164; a lost zero and a ``.0`` are put right.

    Raises:
        Unfit: ``exponent``, ``digits lost``, ``bank card`` or ``not a mobile``.
    """
    text = text_of(cell)
    if is_exponent(text):
        raise Unfit("exponent")
    if holds_bank_card(text):
        raise Unfit("bank card")
    text = re.sub(r"^([+\d۰-۹٠-٩]+)[.٫][0۰٠]+$", r"\1", text)
    plain = _PHONE_SIGNS.sub("", persian.ascii_digits(persian.without_marks(text)))
    if region == phone.HOME and (iran := _IRAN.fullmatch(plain)):
        number = iran.group(1)
        if _prefix_is_mobile(number[:5]):
            return "+98" + number
        raise Unfit("not a mobile")
    found = phone.normalize(text, region)
    if found is None:
        raise Unfit("not a mobile")
    return found


_PHONE_SIGNS = re.compile(r"[\s()./\-_\u2010-\u2015\u2212]")
_IRAN = re.compile(r"(?:\+98|0098|98|0)?(9\d{9})")


@lru_cache(maxsize=4096)
def _prefix_is_mobile(five: str) -> bool:
    """Return whether Iranian numbers of this prefix are mobiles; spares most look-ups."""
    return phone.normalize(f"0{five}12345") is not None


def day_of(cell: Cell, kind: str) -> date:
    """Return the day of a cell; a time in it is passed over.

    Raises:
        Unfit: ``empty``, ``not a day``, ``day order`` or ``too old``.
    """
    return moment_of(cell, kind)[0]


def moment_of(cell: Cell, kind: str) -> tuple[date, time | None]:
    """Return day and time of a cell; the time is None if none stands there. Raises as `day_of`."""
    if isinstance(cell, str):
        if ":" not in cell and (text := cell.strip()):
            return _day(text, kind), None
        return _split_moment(cell, kind)
    if isinstance(cell, datetime):
        at = _whole_seconds(cell.time())
        return _in_range(cell.date()), at if at != time() else None
    if isinstance(cell, date):
        return _in_range(cell), None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _numeric_moment(cell, kind)
    raise Unfit("empty" if cell is None else "not a day")


def _split_moment(text: str, kind: str) -> tuple[date, time | None]:
    if not text.strip():
        raise Unfit("empty")
    plain = persian.ascii_digits(persian.without_marks(text))
    found = _CLOCK.search(plain)
    if found is None:
        raise Unfit("not a day")
    rest = (plain[: found.start()] + " " + plain[found.end() :]).strip(" \tT-,،")
    at = _clock(found)
    return _day(rest, kind), at if at != time() or not _ends_in_zeros(found) else None


def _ends_in_zeros(found: re.Match[str]) -> bool:
    # 00:00:00 behind a day is what programs write when they know no time.
    return found.group(3) is not None


def _numeric_moment(value: float, kind: str) -> tuple[date, time | None]:
    if value != value or abs(value) == float("inf"):  # noqa: PLR0124 - only NaN differs from itself
        raise Unfit("not a day")
    if 20_000 <= value < 80_000 and kind != "jalali":  # a day that lost its format in Excel
        days = int(value)
        rest = round((value - days) * 86400)
        day = _EXCEL_DAY_ZERO + timedelta(days=days)
        return _in_range(day), _seconds(rest) if 0 < rest < 86400 else None
    if float(value).is_integer() and 10**7 <= value < 10**8:  # 14050830
        return _day(str(int(value)), kind), None
    raise Unfit("not a day")


@lru_cache(maxsize=8192)
def _day(text: str, kind: str) -> date:
    """Return the day in *text*; the same days come again and again in a list of sales."""
    plain = persian.ascii_digits(persian.without_marks(text)).replace(" ", "")
    if not re.fullmatch(r"[\d/\-.]+", plain):  # a zone behind the time, a word
        raise Unfit("not a day")
    ends = re.fullmatch(r"\d{1,2}[/\-.]\d{1,2}[/\-.](\d{4})", plain)
    if kind == "auto" and ends and int(ends.group(1)) >= 1700:
        raise Unfit("day order")  # 03/04/2026: March or April?
    if re.fullmatch(r"\d{1,2}[/\-.]\d{1,2}[/\-.]\d{1,2}", plain) and kind != "jalali":
        raise Unfit("day order")
    try:
        day = jalali.parse_day(plain, kind=kind)
    except (ValueError, OverflowError) as error:
        why = "day order" if "which part" in str(error) else "not a day"
        raise Unfit(why) from error
    if day.year < 1700:  # 30/08/1405 read as a Gregorian day
        raise Unfit("day order")
    return _in_range(day)


def _in_range(day: date) -> date:
    if day.year < 1900:
        raise Unfit("too old")
    return day


def guess_date_kind(cells: list[Cell]) -> str:
    """Return the kind under which all the given days can be read, ``auto`` if none is sure."""
    texts = [cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()]
    fits = [kind for kind in ("auto", "jalali", "dmy", "mdy") if _all_days(texts, kind)]
    return fits[0] if fits and fits != ["dmy", "mdy"] else "auto"


def _all_days(texts: list[str], kind: str) -> bool:
    try:
        for text in texts:
            moment_of(text, kind)
    except Unfit:
        return False
    return True


def time_of(cell: Cell) -> time | None:
    """Return the time of day of a cell, None if it is empty.

    Raises:
        Unfit: ``not a time``.
    """
    if cell is None or cell == "":
        return None
    if isinstance(cell, datetime):
        return _whole_seconds(cell.time())
    if isinstance(cell, time):
        return _whole_seconds(cell)
    if isinstance(cell, float) and 0 <= cell < 1:  # a time that lost its format in Excel
        return _seconds(min(round(cell * 86400), 86399))
    found = None
    if isinstance(cell, str):
        text = persian.ascii_digits(persian.without_marks(cell)).strip()
        if not text:
            return None
        found = _CLOCK.fullmatch(text)
    if found is None:
        raise Unfit("not a time")
    return _clock(found)


def _clock(found: re.Match[str]) -> time:
    hour, minute, second = (int(part or 0) for part in found.group(1, 2, 3))
    half = (found.group(4) or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            raise Unfit("not a time")
        hour = hour % 12 + (0 if half.startswith(_MORNING) else 12)
    try:
        return time(hour, minute, second)
    except ValueError as error:
        raise Unfit("not a time") from error


def _whole_seconds(at: time) -> time:
    return at.replace(microsecond=0, tzinfo=None)


def _seconds(seconds: int) -> time:
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def amount_of(cell: Cell, unit: str) -> int:
    """Return the amount of a cell in Rial.

    Raises:
        Unfit: ``empty``, ``not a number``, ``fraction``, ``negative``, ``large`` or ``exponent``.
    """
    if isinstance(cell, str):
        if cell.isascii() and cell.isdecimal() and len(cell) <= 12:
            return int(cell) * money.RIAL_PER[unit]
        rial = _typed_amount(text_of(cell), unit)
    else:
        rial = _counted_amount(cell, unit)
    if rial < 0:
        raise Unfit("negative")
    return rial


def _typed_amount(text: str, unit: str) -> int:
    if is_exponent(text):
        raise Unfit("exponent")
    try:
        return money.parse_amount(text, unit)
    except ValueError as error:
        raise Unfit(str(error)) from error


def _counted_amount(cell: Cell, unit: str) -> int:
    if cell is None:
        raise Unfit("empty")
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise Unfit("not a number")
    if cell < 0:
        raise Unfit("negative")
    if not cell * money.RIAL_PER[unit] <= money.MOST_RIAL:
        raise Unfit("large")
    if cell != int(cell):
        raise Unfit("fraction")
    return int(cell) * money.RIAL_PER[unit]
