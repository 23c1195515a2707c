"""Reading a programme file: TOML that people wrote, with the line of everything that is wrong."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, NoReturn

from loyaldesk.domain.conditions import Goods, When
from loyaldesk.domain.errors import ProgrammeFileError, ProgrammeFileErrors
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.programme_keys import LISTS, LOTS, TABLES, Key, default_of
from loyaldesk.domain.programme_lines import Lines, lines_of
from loyaldesk.domain.programme_values import Values, as_written
from loyaldesk.domain.programme_writing import write
from loyaldesk.domain.rules import Gives, LotTerms
from loyaldesk.domain.tiers import Tier
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.money import RIAL_PER
from loyaldesk.kernel.persian import is_storable

__all__ = ["ONE_TIER", "Document", "read", "read_document", "write"]

LARGEST_FILE = 1_000_000
"""Bytes: the programme of a shop has some thousand."""

ONE_TIER = Tier("member", "عضو", "Member", 0)
"""The tier of a file without any: everybody stands in it."""

_BARE_JALALI = re.compile(r"(?m)^(\s*\w+\s*=\s*)(1[2-4]\d\d-\d\d-\d\d)(?=\s*(?:#.*)?\r?$)")
_PLACE = re.compile(r"(rules|rewards|stamps|bonuses)\[(\d+)\] \S+(?: (\S+))?")
_ROW_OF = {attr: name for name, (_, attr, _) in LISTS.items()}
_TABLE_OF = {attr: name for name, (_, attr, _) in TABLES.items() if attr}
_SIMPLE = {
    "point_worth_rial": "spending.block_rial", "window_months": "tiers.months",
    "life_days": "points.days", "spend_limit_points": "spending.limit_points",
    "expiring_days": "programme.expiring_days", "silent_days": "programme.silent_days",
    "ends_on": "programme.ends_on", "name": "programme.name",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """A programme file that was understood.

    Attributes:
        programme: What it says.
        from_day: First day it asks to hold from; None: it does not say.
        unit: What its amounts are written in.
        lines: Where what stands.
    """

    programme: Programme
    from_day: date | None = None
    unit: str = "rial"
    lines: Lines = field(default_factory=Lines)

    def problem(self, found: BadInput) -> ProgrammeFileError:
        """Return what `programme_check` found with the line it stands in."""
        return ProgrammeFileError(
            self._line(found), self._key(found.field), found.why, found.given,
        )  # fmt: skip

    def _key(self, field: str) -> str:
        """Return the key of the file for what is a simple field of the programme."""
        if field == "rial_per_point":
            place = self._first_money()
            return f"rules[{place}] {self.programme.rules[place].code} rial"
        table, _, key = _SIMPLE.get(field, "").partition(".")
        attribute = {name: attr for attr, name in _TABLE_OF.items()}.get(table)
        return f"{attribute} {key}" if attribute else field

    def _first_money(self) -> int:
        return next((n for n, rule in enumerate(self.programme.rules) if rule.per == "money"), 0)

    def _line(self, found: BadInput) -> int:
        row = _PLACE.fullmatch(found.field)
        if row:
            way = f"{_ROW_OF[row[1]]}[{row[2]}]"
            return self.lines.of(way, *(row[3].split(".") if row[3] else []))
        if found.field == "tiers":
            codes = [tier.code for tier in self.programme.tiers]
            place = codes.index(found.given) if found.given in codes else 0
            return self.lines.of(f"tier[{place}]") or self.lines.of("tiers")
        if found.field == "rial_per_point":
            return self.lines.of(f"rule[{self._first_money()}]", "rial")
        if found.field in _SIMPLE:
            return self.lines.of(*_SIMPLE[found.field].split("."))
        table, _, key = found.field.partition(" ")
        return self.lines.of(_TABLE_OF.get(table, _ROW_OF.get(table, table)), key)


def read(text: str) -> Programme:
    """Return the programme that a file says.

    Raises:
        ProgrammeFileErrors: With everything in it that cannot be used.
    """
    return read_document(text).programme


def read_document(text: str) -> Document:
    """Return the programme that a file says, its first day and where everything stands.

    Raises:
        ProgrammeFileErrors: With everything in it that cannot be used.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    _check_text(text)
    raw = _parsed(_BARE_JALALI.sub(r'\1"\2"', text))
    return _Reader(raw, lines_of(text)).document()


def _refuse(line: int, why: str, given: str = "", where: str = "") -> NoReturn:
    raise ProgrammeFileErrors((ProgrammeFileError(line, where, why, given[:80]),))


def _check_text(text: str) -> None:
    if not is_storable(text):
        lines = text.split("\n")
        _refuse(next(n for n, line in enumerate(lines, 1) if not is_storable(line)), "unstorable")
    if len(text.encode()) > LARGEST_FILE:
        _refuse(0, "file too large")


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        rows = text.rstrip("\n").split("\n")
        line = min(int(found[1]), len(rows)) if found else len(rows)
        is_twice = "overwrite" in str(error) or "twice" in str(error)
        _refuse(line, "stands twice" if is_twice else "not toml", rows[line - 1].strip())
    except (RecursionError, ValueError, ArithmeticError):  # a thousand brackets, a huge figure
        _refuse(0, "not toml")


class _Reader(Values):
    """One file on its way to a programme; what is wrong is gathered."""

    def __init__(self, raw: dict[str, Any], lines: Lines) -> None:
        super().__init__(raw, lines)
        self.from_day: date | None = None

    def document(self) -> Document:
        self._unit()
        self._unknown_tables()
        parts: dict[str, Any] = {}
        for name, (kind, attr, keys) in TABLES.items():
            values = self._table(name, kind, keys)
            if name == "programme":
                self.from_day = values.pop("from", None)
                values.pop("unit", None)
                parts.update(values)
            else:
                parts[attr] = values
        lists: dict[str, Any] = {
            attr: self._list(name, kind, keys) for name, (kind, attr, keys) in LISTS.items()
        }  # fmt: skip
        tiers = lists.pop("tiers") or (ONE_TIER,)
        if self.problems:
            raise ProgrammeFileErrors(tuple(sorted(self.problems, key=lambda one: one.line)))
        for name, (kind, attr, _) in TABLES.items():
            if attr:
                more = {"tiers": tiers} if name == "tiers" else {}
                parts[attr] = kind(**parts[attr], **more)
        programme = Programme(**parts, **lists)
        return Document(programme, self.from_day, self.unit, self.lines)

    def _unit(self) -> None:
        head = self.raw.get("programme")
        unit = head.get("unit", "rial") if isinstance(head, dict) else "rial"
        if unit in RIAL_PER:
            self.unit = unit  # a wrong one is told with the other keys

    def _unknown_tables(self) -> None:
        names = [*TABLES, *LISTS]
        for name, value in self.raw.items():
            if name in names:
                continue
            near = get_close_matches(name, names, 3, 0.6)
            if isinstance(value, dict) or _is_rows(value):
                self.add(name, "unknown table", name, [f"[{one}]" for one in near])
            else:
                holders = [f"[{table}] {name}" for table, keys in _all_keys() if name in keys]
                self.add(name, "outside a table", name, holders)

    def _table(self, name: str, kind: Any, keys: tuple[Key, ...]) -> dict[str, Any]:
        raw = self.raw.get(name, {})
        if not isinstance(raw, dict):
            self.add(name, "one table", name, [f"[{name}]"])
            return {}
        values, _ = self._keys(name, kind, keys, raw)
        return values

    def _list(self, name: str, kind: Any, keys: tuple[Key, ...]) -> tuple[Any, ...]:
        raw = self.raw.get(name, [])
        if not _is_rows(raw) and raw != []:
            self.add(name, "many tables", name, [f"[[{name}]]"])
            return ()
        found, seen = [], set()
        for n, row in enumerate(raw):
            way = f"{name}[{n}]"
            _names_stand_for_both(row)
            before = len(self.problems)
            values, parts = self._keys(way, kind, keys, row)
            code = values.get("code")
            if code is not None and code in seen:
                self.add(f"{way}.code", "code twice", code)
            seen.add(code)
            if len(self.problems) == before:
                found.append(kind(**values, **parts))
        return tuple(found)

    def _keys(
        self, way: str, kind: Any, keys: tuple[Key, ...], raw: dict[str, Any]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the values by field, and the parts for goods and conditions."""
        known = {key.name_in(self.unit): key for key in keys}
        values: dict[str, Any] = {}
        parts: dict[str, dict[str, Any]] = {key.part: {} for key in keys if key.part}
        wallet = self.unit == "toman" and raw.get("gives") == Gives.WALLET
        for name, value in raw.items():
            key = known.get(name)
            if key is None:
                self._unknown_key(way, name, keys)
                continue
            done = self.value(f"{way}.{name}", key, value)
            if wallet and key.name in ("points", "cap_sale", "cap_day", "cap_member"):
                done = done * 10 if isinstance(done, int) else done
            (parts[key.part] if key.part else values)[key.field] = done
        for key in keys:
            if key.name not in raw and key.name_in(self.unit) not in raw:
                self._missing(way, kind, key, values)
        made = {name: _PART[name](**inner) for name, inner in parts.items() if _is_made(inner)}
        return values, made

    def _missing(self, way: str, kind: Any, key: Key, values: dict[str, Any]) -> None:
        if key.part or key.name in ("unit", "from"):
            return
        default = default_of(kind, key)
        if default is MISSING:
            self.add(f"{way}.{key.name}", "missing", known=(key.name_in(self.unit),))
        else:
            values[key.field] = default

    def _unknown_key(self, way: str, name: str, keys: tuple[Key, ...]) -> None:
        for key in keys:
            other = key.name_in("rial" if self.unit == "toman" else "toman")
            if name == other and key.kind == "rial":
                self.add(f"{way}.{name}", f"wrong unit {self.unit}", name,
                          (key.name_in(self.unit),))  # fmt: skip
                return
        names = [key.name_in(self.unit) for key in keys]
        near = get_close_matches(name, names, 3, 0.6)
        if not near:
            near = [f"[{table}] {name}" for table, held in _all_keys() if name in held]
        self.add(f"{way}.{name}", "unknown key", name, near)

    def _read_table(self, way: str, _key: Key, value: Any) -> LotTerms | None:
        if not isinstance(value, dict):
            self.add(way, "one table", as_written(value), ['{ expires = "days", days = 30 }'])
            return None
        before = len(self.problems)
        values, _ = self._keys(way, LotTerms, LOTS, value)
        return LotTerms(**values) if len(self.problems) == before else None


_PART: dict[str, Any] = {"goods": Goods, "when": When}


def _is_made(inner: dict[str, Any]) -> bool:
    return bool(inner) and all(value is not None for value in inner.values())


def _names_stand_for_both(row: dict[str, Any]) -> None:
    """Let a name or perks given in one language stand for the other."""
    for stem in ("name", "perks"):
        one, other = f"{stem}_fa", f"{stem}_en"
        if (one in row) != (other in row):
            given = row.get(one, row.get(other))
            row.setdefault(one, given)
            row.setdefault(other, given)


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _all_keys() -> Iterable[tuple[str, set[str]]]:
    for name, (_, _, keys) in (TABLES | LISTS).items():
        yield name, {key.name_in(unit) for key in keys for unit in RIAL_PER}
