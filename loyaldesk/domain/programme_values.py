"""Reading the single values of a programme file, each in its unit."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from loyaldesk.domain.basket import PIECE
from loyaldesk.domain.errors import ProgrammeFileError
from loyaldesk.domain.programme_keys import TABLES, Key
from loyaldesk.domain.programme_lines import Lines
from loyaldesk.kernel.jalali import from_jalali, parse_day
from loyaldesk.kernel.money import RIAL_PER
from loyaldesk.kernel.persian import clean, is_storable

LARGEST_NUMBER = 10**15


class Values:
    """The values of one file; what is wrong is gathered."""

    def __init__(self, raw: dict[str, Any], lines: Lines) -> None:
        self.raw, self.lines = raw, lines
        self.problems: list[ProgrammeFileError] = []
        self.unit = "rial"

    def add(self, way: str, why: str, given: object = "", known: Iterable[str] = ()) -> None:
        """Gather a problem with its line."""
        parts = way.split(".")
        where = _shown(self.raw, parts)
        self.problems.append(
            ProgrammeFileError(self.lines.of(*parts), where, why, str(given)[:80], tuple(known))
        )

    def value(self, way: str, key: Key, value: Any) -> Any:
        """Return a value as the dataclass wants it; None when it cannot be used."""
        read = getattr(self, f"_read_{key.kind}", self._read_number)
        return read(way, key, value)

    def _read_number(self, way: str, key: Key, value: Any) -> int | None:
        if isinstance(value, Decimal) and not value.is_nan():
            self.add(way, "fraction", value)
        elif isinstance(value, bool) or not isinstance(value, int):
            self.add(way, "not a number", as_written(value))
        elif abs(value) > LARGEST_NUMBER:
            self.add(way, "large", str(value)[:80])
        else:
            return value * RIAL_PER[self.unit] if key.kind == "rial" else value
        return None

    def _read_pieces(self, way: str, _key: Key, value: Any) -> int | None:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            self.add(way, "not a number", as_written(value))
            return None
        exact = Decimal(value)
        if not exact.is_finite() or abs(exact) > LARGEST_NUMBER // PIECE:
            self.add(way, "large", value)
        elif exact * PIECE % 1:
            self.add(way, "too fine", value)
        else:
            return int(exact * PIECE)
        return None

    def _read_text(self, way: str, _key: Key, value: Any) -> str | None:
        if not isinstance(value, str):
            self.add(way, "not text", as_written(value))
            return None
        if not is_storable(value):
            self.add(way, "unstorable")
            return None
        return clean(value)

    def _read_texts(self, way: str, key: Key, value: Any) -> tuple[str, ...] | None:
        if not isinstance(value, list):
            self.add(way, "not a list", as_written(value))
            return None
        found = [self._read_text(way, key, one) for one in value]
        return tuple(one for one in found if one is not None)

    def _read_choice(self, way: str, key: Key, value: Any) -> str | None:
        if isinstance(value, str) and value in key.choices:
            return value
        near = get_close_matches(value, key.choices, 1, 0.6) if isinstance(value, str) else []
        rest = [one for one in key.choices if one not in near]
        self.add(way, "unknown choice", as_written(value), [*near, *rest])
        return None

    def _read_choices(self, way: str, key: Key, value: Any) -> tuple[str, ...] | None:
        if not isinstance(value, list):
            self.add(way, "not a list", as_written(value))
            return None
        found = [self._read_choice(way, key, one) for one in value]
        return tuple(one for one in found if one is not None)

    def _read_flag(self, way: str, _key: Key, value: Any) -> bool | None:
        if not isinstance(value, bool):
            self.add(way, "not true or false", as_written(value))
            return None
        return value

    def _read_day(self, way: str, _key: Key, value: Any) -> date | None:
        try:
            if isinstance(value, str):
                return parse_day(value)
            if isinstance(value, date) and not isinstance(value, datetime):
                return (
                    from_jalali(value.year, value.month, value.day) if value.year < 1700 else value
                )
        except ValueError:
            pass
        self.add(way, "not a day", as_written(value))
        return None

    def _read_time(self, way: str, _key: Key, value: Any) -> time | None:
        try:
            if isinstance(value, str) and re.fullmatch(r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?", value):
                return time.fromisoformat(value)
        except ValueError:
            pass
        if isinstance(value, time):
            return value
        self.add(way, "not a time", as_written(value))
        return None


def as_written(value: object) -> str:
    """Return a value as it stands in the file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _shown(raw: dict[str, Any], parts: list[str]) -> str:
    """Return a place as people look for it: ``[[rule]] welcome: points``."""
    row = re.fullmatch(r"(\w+)\[(\d+)\]", parts[0])
    if not row:
        name = f"[{parts[0]}]" if parts[0] in TABLES else parts[0]
        return ": ".join([name, *[".".join(parts[1:])][: len(parts) - 1]])
    code = raw[row[1]][int(row[2])].get("code")
    name = code if isinstance(code, str) and code else str(int(row[2]) + 1)
    return ": ".join([f"[[{row[1]}]] {name}", *[".".join(parts[1:])][: len(parts) - 1]])
