"""What a list of members or sales means: the rules by which each row is read, and by its words.

The parts stand in the siblings ``import_*``; whoever imports lists needs this module only.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from loyaldesk.domain import import_names
from loyaldesk.domain.import_cells import (
    Cell,
    Unfit,
    amount_of,
    code_of,
    guess_date_kind,
    line_of,
    mobile_of,
    text_of,
)
from loyaldesk.domain.import_columns import (
    FIELDS,
    MEMBERS,
    SALES,
    field_words,
    guess_mapping,
    guess_unit,
    is_heading,
    missing_fields,
)
from loyaldesk.domain.import_keys import KeyCounter, member_key, sale_row_key
from loyaldesk.domain.import_maps import column_letters, parse_map
from loyaldesk.domain.import_problems import (
    BadMapping,
    Problem,
    UnreadableFile,
    mapping_words,
    problem_words,
    unreadable_words,
)
from loyaldesk.domain.import_rows import (
    LONGEST_CODE,
    Cells,
    Columns,
    ImportOptions,
    Reading,
    SaleRow,
    placed,
    read_sale,
)
from loyaldesk.domain.members import (
    LONGEST_LINE,
    LONGEST_NAME,
    LONGEST_NOTE,
    is_company_id,
    is_national_id,
)
from loyaldesk.kernel import persian

__all__ = [
    "FIELDS", "MEMBERS", "SALES", "BadMapping", "Cell", "ImportOptions", "KeyCounter", "MemberRow",
    "Problem", "SaleRow", "UnreadableFile", "column_letters", "field_words", "guess_date_kind",
    "guess_mapping", "guess_unit", "is_heading", "mapping_words", "member_key", "missing_fields",
    "parse_map", "problem_words", "read_member", "read_sale", "sale_row_key", "unreadable_words",
]  # fmt: skip

MOST_POINTS = 10**9
MOST_TAGS = 20


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member of a list, cleaned; empty where the list says nothing.

    Attributes:
        line: Line of the file.
        name: The full name without its honorific; first and last name joined if the list had two
            columns, the company's name if it is one.
        company: Name of a company; then first and last name are its contact's, or empty.
        mobile: E.164 or empty.
        code: The number the member had elsewhere, as typed (``00001`` is not ``1``).
        card: Number of a card that is in the member's hands.
        points: Opening points; None if the list has none.
        tier: Code of the tier or empty.
        gender: ``female``, ``male`` or empty.
        warnings: What somebody should look at although the row is taken.
    """

    line: int
    first_name: str = ""
    last_name: str = ""
    name: str = ""
    company: str = ""
    honorific: str = ""
    mobile: str = ""
    code: str = ""
    card: str = ""
    email: str = ""
    birthday: date | None = None
    points: int | None = None
    points_expire_on: date | None = None
    tier: str = ""
    national_id: str = ""
    address: str = ""
    postal_code: str = ""
    landline: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    gender: str = ""
    registered_on: date | None = None
    warnings: tuple[Problem, ...] = ()


def read_member(
    line: int, cells: Cells, mapping: Columns, options: ImportOptions
) -> MemberRow | tuple[Problem, ...]:
    """Return the member in a row, or all that keeps it from being one.

    Args:
        line: Line of the file.
        cells: The cells of the row.
        mapping: Field by column.
        options: How to understand the cells.
    """
    given = placed(cells, mapping, options.width)
    if given is None:
        return (Problem(line, "", "ragged"),)
    reading = Reading(line, given, options)
    found: dict[str, object] = _names(reading)
    found["company"] = found.get("company") or ""
    for name, understand in _UNDERSTAND.items():
        if _filled(given.get(name)):
            found[name] = understand(reading)
    _settle_phones(reading, found)
    if not reading.problems and not any(
        found.get(name) for name in ("name", "mobile", "code", "card")
    ):
        reading.problem("", "nobody")
    if reading.problems:
        return tuple(reading.problems)
    return MemberRow(line, warnings=tuple(reading.warnings), **found)  # type: ignore[arg-type]


_NAME_PARTS = (
    ("company", LONGEST_NAME),
    ("honorific", 40),
    ("first_name", LONGEST_NAME),
    ("last_name", LONGEST_NAME),
    ("name", LONGEST_NAME),
)


def _names(reading: Reading) -> dict[str, object]:
    """Return the five parts of the name, whichever columns they stand in."""
    company, honorific, first, last, full = (
        reading.line(name, limit) if reading.given.get(name) else "" for name, limit in _NAME_PARTS
    )
    honorific = import_names.honorific_of(honorific)
    joined = f"{first} {last}".strip()
    for name, text in (("name", full), ("company", company), ("last_name", joined)):
        if text and import_names.is_walk_in(text):
            reading.problem(name if name != "last_name" or last else "first_name", "walk-in")
            return {}
    if joined:
        found, first = import_names.split_honorific(first)
        if not first:
            found_last, last = import_names.split_honorific(last, surname=True)
            found = found or found_last
    elif not company and import_names.is_company_name(full):
        return {"name": full, "company": full, "honorific": honorific}
    else:
        found, full = import_names.split_honorific(full)
        first, last = import_names.split_name(full) if full else ("", "")
    name = f"{first} {last}".strip() or company
    return {
        "first_name": first,
        "last_name": last,
        "name": name,
        "company": company,
        "honorific": honorific or found,
    }


def _settle_phones(reading: Reading, found: dict[str, object]) -> None:
    """Read the mobile; one that stands in the column of landlines counts, and the reverse."""
    region = reading.options.region
    landline = str(found.get("landline") or "")
    if _filled(reading.given.get("mobile")):
        try:
            found["mobile"] = mobile_of(reading.given["mobile"], region)
        except Unfit as unfit:
            plain = _landline(text_of(reading.given["mobile"])) if _is_plain(unfit) else ""
            if plain and not landline:
                found["landline"] = plain
                reading.warn("mobile", "not a mobile")
            else:
                reading.problem("mobile", unfit.why)
    elif landline:
        try:
            found["mobile"] = mobile_of(landline, region)
        except Unfit:
            return
        found["landline"] = ""


def _filled(cell: Cell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _is_plain(unfit: Unfit) -> bool:
    return unfit.why == "not a mobile"


def _landline(text: str) -> str:
    """Return *text* if it is an Iranian number with its area code, else an empty text."""
    plain = re.sub(r"\D", "", persian.ascii_digits(text))
    return text if re.fullmatch(r"0[1-8]\d{9}", plain) and len(text) <= 32 else ""


def _birthday(reading: Reading) -> date | None:
    day = reading.day("birthday")
    if day is not None and day > reading.options.today:
        reading.problem("birthday", "future")
    return day


def _registered_on(reading: Reading) -> date | None:
    day = reading.day("registered_on")
    if day is not None and day > reading.options.today:
        reading.problem("registered_on", "future")
    return day


def _points(reading: Reading) -> int:
    points = reading.take("points", lambda cell: amount_of(cell, "rial"), 0)
    if points > MOST_POINTS:
        reading.problem("points", "large")
    return points


def _points_expire_on(reading: Reading) -> date | None:
    day = reading.day("points_expire_on")
    if day is not None and day < reading.options.today:
        reading.problem("points_expire_on", "past")
    return day


def _tier(reading: Reading) -> str:
    wanted = reading.line("tier", 80)
    if not wanted:
        return ""
    code = _tier_codes(reading.options.tiers).get(_tier_key(wanted))
    if code is None:
        reading.problem("tier", "unknown tier")
    return code or ""


@lru_cache(maxsize=8)
def _tier_codes(tiers: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, str]:
    """Return the code by each name of a tier; a code wins over a name."""
    names = {_tier_key(name): code for code, names in tiers for name in names}
    return names | {_tier_key(code): code for code, _ in tiers}


@lru_cache(maxsize=256)
def _tier_key(name: str) -> str:
    return persian.fold(name).replace(" ", "").removeprefix("سطح")


def _email(reading: Reading) -> str:
    address = reading.line("email", 254)
    if address and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", address):
        reading.problem("email", "not an address")
    return address


def _national_id(reading: Reading) -> str:
    """Return an id, a person's with its lost zeros; a wrong one is kept and pointed at."""
    text = reading.line("national_id", LONGEST_CODE)
    plain = re.sub(r"[\s-]", "", persian.ascii_digits(text))
    if 8 <= len(plain) < 10:
        plain = plain.zfill(10)
    if plain and not re.fullmatch(r"\d{10,12}", plain):
        reading.warn("national_id", "digits", 10)
    elif plain and len(plain) != 12 and not (is_national_id(plain) or is_company_id(plain)):
        reading.warn("national_id", "check digit")
    return plain


def _postal_code(reading: Reading) -> str:
    text = reading.line("postal_code", 20)
    plain = re.sub(r"[\s-]", "", persian.ascii_digits(text))
    if plain and not re.fullmatch(r"\d{10}", plain):
        reading.warn("postal_code", "digits", 10)
    return plain


def _tags(reading: Reading) -> tuple[str, ...]:
    pieces = re.split(r"[,،;؛|\n]", reading.text("tags"))
    none: list[str] = []
    tags = reading.take("tags", lambda _: [line_of(piece.strip(), 40) for piece in pieces], none)
    return tuple(dict.fromkeys(tag for tag in tags if tag))[:MOST_TAGS]


def _gender(reading: Reading) -> str:
    """Return the gender; what is not understood is left out, for nothing depends on it."""
    return _GENDERS.get(persian.fold(reading.text("gender")).rstrip("."), "")


_GENDERS = {
    persian.fold(word): gender
    for gender, words in {
        "female": ("زن", "خانم", "مونث", "بانو", "دختر", "ز", "female", "f", "woman", "w"),
        "male": ("مرد", "آقا", "آقای", "مذکر", "پسر", "م", "male", "m", "man"),
    }.items()
    for word in words
}

_UNDERSTAND: dict[str, Callable[[Reading], object]] = {
    "code": lambda reading: reading.take("code", lambda cell: code_of(cell, LONGEST_CODE), ""),
    "card": lambda reading: reading.take("card", lambda cell: code_of(cell, LONGEST_CODE), ""),
    "email": _email,
    "birthday": _birthday,
    "points": _points,
    "points_expire_on": _points_expire_on,
    "tier": _tier,
    "national_id": _national_id,
    "address": lambda reading: reading.line("address", LONGEST_LINE),
    "postal_code": _postal_code,
    "landline": lambda reading: reading.line("landline", 32),
    "tags": _tags,
    "note": lambda reading: reading.lines("note", LONGEST_NOTE),
    "gender": _gender,
    "registered_on": _registered_on,
}
