"""The sales as columns of numbers: read from the file, kept in it as a snapshot, made fresh.

The snapshot is never the truth: it is made anew from the sales whenever it does not fit them. Sales
are only ever added, so that it grows old but not wrong; a merge of members is the exception, and
the stamp tells.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, pairwise
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight.history import (
    MIRROR,
    RETURN,
    SALE,
    UNKNOWN,
    VISIT,
    History,
)
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_text

MEMBERS = 32_768
"""Members of one block: so many that the columns of a block are worth a row of the file, so few
that they stay near the processor."""

_VERSION = 1
"""Of how columns are stored; part of the stamp."""

_FETCH = 50_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_KINDS: dict[str, Any] = {
    "day": np.int32, "net": np.int64, "cost": np.int64, "has_cost": np.bool_, "given": np.int64,
    "kind": np.uint8, "hour": np.uint8, "operator": np.int32,
}  # fmt: skip
"""Columns of `History` with their types, in its order."""

_ROWS = (
    "SELECT s.id, s.member_id, unixepoch(s.sold_on) / 86400, s.net_rial,"
    f" COALESCE(s.cost_rial, {UNKNOWN}), s.cost_rial IS NOT NULL, s.discount_rial + s.reward_rial,"
    f" CASE s.kind WHEN 'sale' THEN {SALE} WHEN 'visit' THEN {VISIT} WHEN 'return' THEN {RETURN}"
    f" WHEN 'reversal' THEN {MIRROR} END,"
    " unixepoch(s.sold_at) / 900, s.operator_id FROM sale s WHERE s.id > ? ORDER BY s.id"
)

_OFF_LINES = (
    "SELECT sale_id, SUM(discount_rial) FROM sale_line"
    " WHERE sale_id > :after AND discount_rial <> 0 GROUP BY sale_id UNION ALL"
    " SELECT r.id, -SUM(l.discount_rial) FROM sale r JOIN sale_line l ON l.sale_id = r.reverses_id"
    " WHERE r.id > :after AND r.reverses_id IS NOT NULL AND l.discount_rial <> 0 GROUP BY r.id"
)
"""What lines took off themselves: of sales and returns, and of mirrors, which have no lines."""


@dataclass(frozen=True, slots=True)
class State:
    """How far the snapshot goes: the last sale in it, and how many blocks it has."""

    sale_id: int
    blocks: int


def stamp(db: ClubDatabase, zone: ZoneInfo) -> str:
    """Return what a snapshot must carry to fit: merges move sales, the zone moves hours."""
    row = db.execute_sql(
        "SELECT COUNT(*), COALESCE(MAX(id), 0), COUNT(undone_at) FROM member_merge"
    ).fetchone()
    return f"{_VERSION} {zone.key} {row[0]} {row[1]} {row[2]}"


def last_sale(db: ClubDatabase) -> int:
    """Return the id of the newest sale; 0 before the first."""
    return int(db.execute_sql("SELECT COALESCE(MAX(id), 0) FROM sale").fetchone()[0])


def state(db: ClubDatabase, zone: ZoneInfo) -> State | None:
    """Return how far the snapshot goes; None when there is none that fits and can be read."""
    row = db.execute_sql(
        "SELECT sale_id FROM insight_state WHERE stamp = ? AND sale_id <= ?",
        (stamp(db, zone), last_sale(db)),
    ).fetchone()
    count = _whole_blocks(db) if row else None
    return None if count is None else State(row[0], count)


def _whole_blocks(db: ClubDatabase) -> int | None:
    """Return how many blocks are stored; None when a column is missing or not as `_pack` wrote it.

    Only the first bytes of each column are looked at: their values the file itself keeps whole.
    """
    found: dict[int, dict[str, int]] = {}
    for block, name, rows, size, head in db.execute_sql(
        "SELECT block, name, rows, LENGTH(body), substr(body, 1, ?) FROM insight_column", (_HEAD,)
    ).fetchall():
        width = head[0] if head else 0
        if head != _head(width) or size not in (_HEAD + width, _HEAD + width * rows) or rows < 1:
            return None
        found.setdefault(block, {})[name] = rows
    wanted = {"ids", "counts", *_KINDS}
    for own in found.values():
        if own.keys() != wanted or own["ids"] != own["counts"]:
            return None
        if len({own[name] for name in _KINDS}) > 1:
            return None
    return len(found) if found.keys() == set(range(len(found))) else None


def blocks(db: ClubDatabase, zone: ZoneInfo, progress: Progress = SILENT) -> Iterator[History]:
    """Yield all members with sales, in the order of their ids, a block at a time.

    It must be read to its end in one picture of the club.
    """
    kept = state(db, zone)
    if kept is None:
        yield from _cut(_read(db, zone, 0, progress))
        return
    new = _read(db, zone, kept.sale_id, progress)
    done = 0
    for number in range(kept.blocks):
        block = _stored(db, number)
        upto = int(np.searchsorted(new.whose, block.ids[-1], side="right"))
        yield _merged(block, new.part(done, upto)) if upto > done else block
        done = upto
    if done < len(new.whose):
        yield from _cut(new.part(done, len(new.whose)))


Pack = dict[str, tuple[int, bytes]]
"""The columns of a block as they are stored: how many values, and their bytes."""


def packed(block: History) -> Pack:
    """Return the columns of *block* as they are stored."""
    columns = {name: getattr(block, name) for name in _KINDS}
    columns |= {"ids": block.ids, "counts": np.diff(block.starts)}
    return {name: _pack(column) for name, column in columns.items()}


def store(db: ClubDatabase, packs: Sequence[Pack], sale_id: int, mark: str, now: datetime) -> None:
    """Store a whole snapshot in place of the one there is."""
    db.execute_sql("DELETE FROM insight_state")
    db.execute_sql("DELETE FROM insight_column")
    for number, pack in enumerate(packs):
        for name, (rows, body) in pack.items():
            db.execute_sql(
                "INSERT INTO insight_column (block, name, rows, body) VALUES (?, ?, ?, ?)",
                (number, name, rows, body),
            )
    db.execute_sql(
        "INSERT INTO insight_state (sale_id, stamp, made_at) VALUES (?, ?, ?)",
        (sale_id, mark, utc_text(now)),
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows by member and day: whose each is, and the columns of `History`."""

    whose: NDArray[Any]
    columns: dict[str, NDArray[Any]]

    def part(self, first: int, end: int) -> "_Rows":
        """Return the rows from *first* to before *end*."""
        return _Rows(
            self.whose[first:end], {name: c[first:end] for name, c in self.columns.items()}
        )


def _read(db: ClubDatabase, zone: ZoneInfo, after: int, progress: Progress) -> _Rows:
    """Return all rows after the sale *after*, by member and day."""
    total = last_sale(db) - after
    cursor = db.execute_sql(_ROWS, (after,))
    chunks: list[list[NDArray[Any]]] = []
    while rows := cursor.fetchmany(_FETCH):
        progress.step(min(len(chunks) * _FETCH, total), total)
        cells = np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * 10)
        columns = list(cells.reshape(-1, 10).T)
        columns[8] = _hours(columns[8], zone)
        chunks.append([_narrow(column) for column in columns])
    if not chunks:
        none = np.zeros(0, np.int64)
        return _Rows(none, {name: none.astype(kind) for name, kind in _KINDS.items()})
    columns = [np.concatenate(parts) for parts in zip(*chunks, strict=True)]
    del chunks
    sale_id, whose, day = columns[:3]
    off_lines = db.execute_sql(_OFF_LINES, {"after": after}).fetchall()
    if off_lines:
        at, more = np.array(off_lines, np.int64).T
        columns[6] = columns[6].astype(np.int64)
        columns[6][np.searchsorted(sale_id, at)] += more
    order = np.argsort(whose.astype(np.int64) * 2**32 + day, kind="stable")
    return _Rows(whose[order], {name: columns[n][order] for n, name in enumerate(_KINDS, start=2)})


def _hours(quarters: NDArray[np.int64], zone: ZoneInfo) -> NDArray[np.int64]:
    """Return the hour of the shop's clock in quarters of an hour since 1970.

    No zone is away from the world's time by anything but quarters of an hour, so each quarter is
    asked for once.
    """
    known, where = np.unique(quarters, return_inverse=True)
    hours = [(_EPOCH + timedelta(minutes=15 * q)).astimezone(zone).hour for q in known.tolist()]
    return np.array(hours, np.int64)[where]


def _cut(rows: _Rows) -> Iterator[History]:
    """Yield rows as blocks of so many members."""
    if not len(rows.whose):
        return
    is_new = np.ones(len(rows.whose), bool)
    np.not_equal(rows.whose[1:], rows.whose[:-1], out=is_new[1:])
    for first, end in pairwise([*np.flatnonzero(is_new)[::MEMBERS].tolist(), len(rows.whose)]):
        yield _history(rows.part(first, end))


def _history(rows: _Rows) -> History:
    is_new = np.ones(len(rows.whose), bool)
    np.not_equal(rows.whose[1:], rows.whose[:-1], out=is_new[1:])
    starts = np.flatnonzero(is_new)
    return History(
        rows.whose[starts].astype(np.int64), np.append(starts, len(is_new)),
        *(rows.columns[name].astype(kind, copy=False) for name, kind in _KINDS.items()),
    )  # fmt: skip


def _merged(block: History, new: _Rows) -> History:
    """Return *block* with the new rows of its members, and of others in between."""
    whose = np.repeat(block.ids, np.diff(block.starts))
    keys, news = (
        own.astype(np.int64) * 2**32 + day
        for own, day in ((whose, block.day), (new.whose, new.columns["day"]))
    )
    at = np.searchsorted(keys, news, side="right")
    columns = {name: np.insert(getattr(block, name), at, new.columns[name]) for name in _KINDS}
    return _history(_Rows(np.insert(whose, at, new.whose), columns))


def _narrow(values: NDArray[Any]) -> NDArray[Any]:
    """Return *values* in the smallest type that holds them."""
    if values.dtype == np.bool_:
        return values
    least, most = int(values.min()), int(values.max())
    for kind in (np.int8, np.int16, np.int32):
        if np.iinfo(kind).min <= least and most <= np.iinfo(kind).max:
            return values.astype(kind)
    return values


_HEAD = 8
"""Bytes before the values, the first of which tells how many bytes each value has."""


def _head(width: int) -> bytes:
    """Return what stands before values of so many bytes; nothing for a width there is not."""
    return bytes((width, *[0] * (_HEAD - 1))) if width in (1, 2, 4, 8) else b""


def _pack(values: NDArray[Any]) -> tuple[int, bytes]:
    """Return *values* as bytes; of a column that is the same everywhere one value is enough."""
    small = _narrow(values.astype(np.int8) if values.dtype == np.bool_ else values)
    if bool((small == small[0]).all()):
        small = small[:1]
    head = _head(small.dtype.itemsize)
    return len(values), head + small.astype(small.dtype.newbyteorder("<")).tobytes()


def _unpack(rows: int, body: bytes, kind: Any) -> NDArray[Any]:
    values = np.frombuffer(body, f"<i{body[0]}", offset=_HEAD)
    if len(values) < rows:
        return np.broadcast_to(values.astype(kind), rows)
    return values.astype(kind)


def _stored(db: ClubDatabase, number: int) -> History:
    """Return a block as it is stored."""
    found: Pack = {name: (rows, body) for name, rows, body in db.execute_sql(
        "SELECT name, rows, body FROM insight_column WHERE block = ?", (number,)
    ).fetchall()}  # fmt: skip
    counts = _unpack(*found["counts"], np.int64)
    return History(
        _unpack(*found["ids"], np.int64), np.concatenate(([0], np.cumsum(counts))),
        *(_unpack(*found[name], kind) for name, kind in _KINDS.items()),
    )  # fmt: skip
