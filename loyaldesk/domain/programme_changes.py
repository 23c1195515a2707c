"""What is other in a new programme: each change with its place, what was there and what is now."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from loyaldesk.domain.programme import Programme
from loyaldesk.domain.programme_keys import LISTS, TABLES, Key
from loyaldesk.domain.programme_writing import value_text


@dataclass(frozen=True, slots=True)
class Changed:
    """One change.

    Attributes:
        where: Table or row as in the file: ``[points]``, ``[[rule]] welcome``.
        key: The key; empty for a whole row.
        was: What stood there, as in the file; empty: nothing.
        now: What stands there now; empty: nothing any more.
    """

    where: str
    key: str
    was: str
    now: str

    def __str__(self) -> str:
        if not self.key:
            return f"{'+' if self.now else '-'} {self.where}"
        return f"{self.where} {self.key}: {self.was or '-'} -> {self.now or '-'}"


def changes(old: Programme, new: Programme) -> Iterator[Changed]:
    """Return what is other in *new*, in the order of the document."""
    for name, (_, attr, keys) in TABLES.items():
        before = getattr(old, attr) if attr else old
        after = getattr(new, attr) if attr else new
        yield from _values(f"[{name}]", keys, before, after)
    for name, (_, attr, keys) in LISTS.items():
        before = old.tiers if name == "tier" else getattr(old, attr)
        after = new.tiers if name == "tier" else getattr(new, attr)
        yield from _rows(name, keys, before, after)


def _rows(name: str, keys: tuple[Key, ...], old: Any, new: Any) -> Iterator[Changed]:
    before, after = {row.code: row for row in old}, {row.code: row for row in new}
    for code in before:
        if code not in after:
            yield Changed(f"[[{name}]] {code}", "", code, "")
    for code, row in after.items():
        if code in before:
            yield from _values(f"[[{name}]] {code}", keys, before[code], row)
        else:
            yield Changed(f"[[{name}]] {code}", "", "", code)
    was = [code for code in before if code in after]
    now = [code for code in after if code in before]
    if was != now:
        yield Changed(f"[[{name}]]", "order", ", ".join(was), ", ".join(now))


def _values(where: str, keys: tuple[Key, ...], old: Any, new: Any) -> Iterator[Changed]:
    for key in keys:
        if key.name in ("unit", "from"):
            continue
        before = getattr(getattr(old, key.part) if key.part else old, key.field)
        after = getattr(getattr(new, key.part) if key.part else new, key.field)
        if before != after:
            yield Changed(where, key.name, value_text(key, before), value_text(key, after))
