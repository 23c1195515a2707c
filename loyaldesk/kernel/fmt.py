"""How numbers, money, days and phones are shown: the one formatter of screen, paper and sheet."""

from datetime import date, datetime, tzinfo

from loyaldesk.kernel import jalali, money, phone
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import LRM, RLM, ltr, persian_digits


def digits(text: str) -> str:
    """Return *text* with its digits as the language writes them."""
    return persian_digits(text) if look().language == "fa" else text


def number(value: int) -> str:
    """Return a whole number with groups: ``۱٬۲۵۰٬۰۰۰``."""
    if look().language == "fa":
        text = persian_digits(f"{abs(value):,}".replace(",", "٬"))
        return f"{LRM}\u2212{text}" if value < 0 else text
    return f"\u2212{abs(value):,}" if value < 0 else f"{value:,}"


def signed(value: int) -> str:
    """Return a whole number that shows its sign, for movements: ``+125``."""
    return f"{LRM}+{number(value)}" if value > 0 else number(value)


def decimal(value: float, places: int = 1) -> str:
    """Return a number with *places* decimals."""
    text = f"{abs(value):,.{places}f}"
    minus = "\u2212" if value < 0 and float(text.replace(",", "")) != 0 else ""
    if look().language == "fa":
        text = persian_digits(text.replace(",", "٬").replace(".", "٫"))
        return f"{LRM}{minus}{text}" if minus else text
    return minus + text


def percent(ratio: float | None, places: int = 0) -> str:
    """Return a ratio as percent (0.41 -> ``۴۱٪``); None is a dash: there is no figure."""
    if ratio is None:
        return "\u2013"
    return decimal(ratio * 100, places) + ("٪" if look().language == "fa" else "%")


def change(ratio: float | None) -> str:
    """Return a change against before with its sign: ``+6%``; None is a dash."""
    if ratio is None:
        return "\u2013"
    rounded = round(ratio * 100)
    text = digits(f"{abs(rounded):,}") + ("٪" if look().language == "fa" else "%")
    sign = "+" if rounded > 0 else "\u2212" if rounded < 0 else ""
    return f"{LRM}{sign}{text}" if sign else text


def unit_name() -> str:
    """Return the name of the money unit in use."""
    return tr("Toman") if look().unit == "toman" else tr("Rial")


def amount(rial: int) -> str:
    """Return an amount in the unit in use, without the unit's name."""
    return number(money.in_unit(rial, look().unit))


def amount_with_unit(rial: int) -> str:
    """Return an amount with its unit: ``۱٬۲۵۰٬۰۰۰ تومان``."""
    return with_unit(amount(rial), unit_name())


def with_unit(figure: str, unit: str) -> str:
    """Return a figure with its unit behind it, also where a sign before it begins from the left."""
    begins = RLM if look().language == "fa" and figure.startswith(LRM) else ""
    return f"{begins}{figure} {unit}"


def amount_in_words(rial: int) -> str:
    """Return an amount in words with its unit, against a missing zero."""
    value = money.in_unit(abs(rial), look().unit)
    words = money.words_fa(value) if look().language == "fa" else money.words_en(value)
    return f"{words} {unit_name()}"


def day(value: date) -> str:
    """Return a day in figures: ``۱۴۰۵/۰۸/۳۰`` or ``2026-11-21``."""
    if look().calendar == "jalali":
        year, month, number_ = jalali.to_jalali(value)
        return digits(f"{year:04d}/{month:02d}/{number_:02d}")
    # After a Persian letter a hyphen would let the parts run backwards (UAX #9, W2 and W4).
    between = "/" if look().language == "fa" else "-"
    return digits(f"{value.year:04d}{between}{value.month:02d}{between}{value.day:02d}")


def long_day(value: date) -> str:
    """Return a day in words: ``شنبه ۳۰ آبان ۱۴۰۵`` or ``Saturday 21 November 2026``."""
    names = jalali.WEEKDAYS_FA if look().language == "fa" else jalali.WEEKDAYS_EN
    return f"{names[value.weekday()]} {short_day(value)} {year_of(value)}"


def short_day(value: date) -> str:
    """Return day and month in words: ``۳۰ آبان``."""
    this = jalali.Month.of(value, look().calendar)
    number_ = (value - this.first).days + 1
    return f"{digits(str(number_))} {this.name(look().language)}"


def year_of(value: date) -> str:
    """Return the year of *value* in the reader's calendar."""
    return digits(str(jalali.Month.of(value, look().calendar).year))


def month(value: jalali.Month) -> str:
    """Return a month with its year: ``آبان ۱۴۰۵``."""
    return f"{value.name(look().language)} {digits(str(value.year))}"


def time(value: datetime, zone: tzinfo) -> str:
    """Return the time of day of a moment, in the shop's zone."""
    return digits(f"{value.astimezone(zone):%H:%M}")


def moment(value: datetime, zone: tzinfo) -> str:
    """Return day and time of a moment, in the shop's zone."""
    return f"{day(value.astimezone(zone).date())} {time(value, zone)}"


def mobile(e164: str) -> str:
    """Return a mobile number in readable groups that no sentence can reverse."""
    return ltr(digits(phone.grouped(e164))) if e164 else ""


def code(text: str) -> str:
    """Return a card, receipt or member number that no sentence can reverse."""
    return ltr(digits(text))
