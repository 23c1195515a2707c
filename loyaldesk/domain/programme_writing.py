"""Writing a programme as the TOML file that people read, copy and change."""

from dataclasses import MISSING
from datetime import date, time
from typing import Any

from loyaldesk.domain.basket import PIECE
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.programme_keys import LISTS, LOTS, TABLES, UNITS, Key, default_of
from loyaldesk.domain.rules import Expiry, Gives, LotTerms, Per, Rule
from loyaldesk.kernel.jalali import to_jalali

_MAIN = {
    "programme": {"unit", "expiring_days", "silent_days"},
    "points": {"expires"},
    "spending": {"block_points", "block_rial"},
    "tiers": {"period", "months"},
    "tier": {"code", "name_fa", "name_en", "earn_percent"},
    "rule": {"code", "name_fa", "name_en", "per"},
    "bonus": {"code", "name_fa", "name_en", "event", "points"},
    "reward": {"code", "name_fa", "name_en", "kind", "take"},
    "stamp_card": {"code", "name_fa", "name_en", "needs", "reward", "per"},
}
"""Keys that are written although they are at their default."""

_HEADS: dict[str, tuple[str, str]] = {
    "programme": ("The programme", "برنامهٔ امتیاز"),
    "earning": ("What of a receipt earns", "چه بخشی از فاکتور امتیاز دارد"),
    "points": ("Life of points", "اعتبار امتیاز"),
    "spending": ("How points pay", "استفاده از امتیاز"),
    "returns": ("When goods come back", "مرجوعی"),
    "limits": ("What one operator may do alone", "اختیار یک کاربر به‌تنهایی"),
    "tiers": ("Tiers, from the lowest to the highest", "سطح‌ها، از پایین به بالا"),
    "rule": ("Earning rules, in their order", "قانون‌های امتیاز، به ترتیب"),
    "bonus": ("Points for something else than goods", "امتیاز تشویقی"),
    "reward": ("Rewards", "پاداش‌ها"),
    "stamp_card": ("Stamp cards", "کارت‌های مُهر"),
}

_ORDER = (
    "programme", "earning", "points", "spending", "returns", "limits", "tiers", "tier", "rule",
    "bonus", "reward", "stamp_card",
)  # fmt: skip


def write(
    programme: Programme, *, language: str = "en", unit: str = "rial", from_day: date | None = None
) -> str:
    """Return a programme as a TOML file with a comment behind each key.

    What stands at its default is left out, but for the main figures.

    Args:
        programme: What to write.
        language: Of the comments: ``fa`` or ``en``.
        unit: ``rial`` or ``toman``; Toman is kept only where no amount would lose a Rial.
        from_day: Day from which it holds, written into the file when given.
    """
    if unit == "toman" and not _is_whole_toman(programme):
        unit = "rial"
    return _Writer(language, unit).whole(programme, from_day)


class _Writer:
    """One language and one unit."""

    def __init__(self, language: str, unit: str) -> None:
        self.in_persian, self.unit = language == "fa", unit

    def whole(self, programme: Programme, from_day: date | None) -> str:
        """Return the file."""
        blocks = []
        for name in _ORDER:
            if name in TABLES:
                kind, attr, keys = TABLES[name]
                thing = getattr(programme, attr) if attr else programme
                found = self._keys(name, kind, keys, thing, from_day)
                if found:
                    blocks.append("\n".join([self._head(name), f"[{name}]", *found]))
                continue
            kind, attr, keys = LISTS[name]
            things = programme.tiers if name == "tier" else getattr(programme, attr)
            for n, thing in enumerate(things):
                head = [self._head(name)] if n == 0 and name != "tier" else []
                found = self._keys(name, kind, keys, thing)
                blocks.append("\n".join([*head, f"[[{name}]]", *found]))
        return "\n\n".join(blocks) + "\n"

    def _head(self, name: str) -> str:
        return f"# {_HEADS[name][self.in_persian]}"

    def _keys(
        self, table: str, kind: Any, keys: tuple[Key, ...], thing: Any,
        from_day: date | None = None,
    ) -> list[str]:  # fmt: skip
        main = _MAIN.get(table, set()) | _figures_of(thing)
        rows = []
        for key in keys:
            value = self._value(key, thing, from_day)
            if key.name not in main and (
                value is None or _is_default(value, default_of(kind, key), thing, key)
            ):
                continue
            if value is None:
                continue
            text = self.toml(key, value, is_wallet=_is_wallet(thing, key))
            rows.append((f"{key.name_in(self.unit)} = {text}", self._comment(key, thing, value)))
        wide = min(max((len(row) for row, _ in rows), default=0), 40)
        return [f"{row.ljust(wide)}  # {comment}" for row, comment in rows]

    def _value(self, key: Key, thing: Any, from_day: date | None) -> Any:
        if isinstance(thing, Programme) and key.name in ("unit", "from"):
            return self.unit if key.name == "unit" else from_day
        holder = getattr(thing, key.part) if key.part else thing
        return getattr(holder, key.field)

    def _comment(self, key: Key, thing: Any, value: Any) -> str:
        kind = "rial" if _is_wallet(thing, key) else key.kind
        unit = UNITS[kind][self.in_persian]
        if kind == "rial" and self.unit == "toman":
            unit = "تومان" if self.in_persian else "Toman"
        about = key.fa if self.in_persian else key.en
        if kind in ("text", "texts", "flag", "table"):
            unit = ""
        elif kind in ("choice", "choices"):
            unit = " | ".join(key.choices)
        elif kind == "day":
            unit = "{}/{:02}/{:02}".format(*to_jalali(value))
        return f"{unit}: {about}" if unit else about

    def toml(  # noqa: PLR0911 - one answer for each kind
        self, key: Key, value: Any, *, is_wallet: bool = False
    ) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, LotTerms):
            return self._lots(value)
        if key.kind == "pieces":
            return pieces_text(value)
        if isinstance(value, int):
            is_money = key.kind == "rial" or is_wallet
            return number_text(value // 10 if is_money and self.unit == "toman" else value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, time):
            return quoted(f"{value:%H:%M}" if value == value.replace(second=0, microsecond=0)
                          else value.isoformat())  # fmt: skip
        if isinstance(value, tuple):
            return "[" + ", ".join(quoted(one) for one in value) + "]"
        return quoted(str(value))

    def _lots(self, terms: LotTerms) -> str:
        main = {"expires"} | _figures_of(terms)
        shown = [
            f"{key.name} = {self.toml(key, value)}"
            for key in LOTS
            if (value := getattr(terms, key.field)) != default_of(LotTerms, key) or key.name in main
        ]
        return "{ " + ", ".join(shown) + " }"


def _figures_of(thing: Any) -> set[str]:
    """Return the keys without which a row would not tell what it is about."""
    if isinstance(thing, Rule):
        figures = {Per.MONEY: {"points", "rial"}, Per.TIMES: {"percent"}}
        return set(figures.get(Per(thing.per), {"points"})) if thing.per in tuple(Per) else set()
    if isinstance(thing, LotTerms) and thing.expires == Expiry.DAYS:
        return {"days"}
    return set()


def _is_default(value: Any, default: Any, thing: Any, key: Key) -> bool:
    if key.name in ("perks_fa", "perks_en"):  # one given alone would stand for both
        return not (thing.perks_fa or thing.perks_en)
    return default is not MISSING and bool(value == default)


def _is_wallet(thing: Any, key: Key) -> bool:
    return (
        isinstance(thing, Rule)
        and thing.gives == Gives.WALLET
        and key.name in ("points", "cap_sale", "cap_day", "cap_member")
    )


def _is_whole_toman(programme: Programme) -> bool:
    """Return whether every amount of the programme is a whole number of Toman."""
    for name, (_, attr, keys) in (TABLES | LISTS).items():
        if name == "programme":
            continue
        things = programme.tiers if name == "tier" else getattr(programme, attr)
        for thing in things if isinstance(things, tuple) else (things,):
            for key in keys:
                if key.kind == "rial" or _is_wallet(thing, key):
                    holder = getattr(thing, key.part) if key.part else thing
                    if (getattr(holder, key.field) or 0) % 10:
                        return False
    return True


def number_text(value: int) -> str:
    """Return a whole number as TOML, long ones in groups: ``100_000``."""
    return f"{value:_}" if abs(value) >= 10_000 else str(value)


def pieces_text(thousandths: int) -> str:
    """Return thousandths of a piece as pieces: 1250 is ``1.25``."""
    whole, rest = divmod(abs(thousandths), PIECE)
    sign = "-" if thousandths < 0 else ""
    return f"{sign}{whole}" + (f".{rest:03}".rstrip("0") if rest else "")


def quoted(text: str) -> str:
    """Return *text* as a TOML text of one line."""
    done = []
    for c in text:
        if c in '"\\':
            done.append("\\" + c)
        elif ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or c in "\u2028\u2029":
            done.append(f"\\u{ord(c):04x}")
        else:
            done.append(c)
    return '"' + "".join(done) + '"'


def value_text(key: Key, value: Any) -> str:
    """Return a single value as it stands in a file in Rial; empty for None."""
    return "" if value is None else _Writer("en", "rial").toml(key, value)
