"""Twelve ways to change a club with another tool, below the program, and whether each is named."""

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.seals import Kind
from loyaldesk.services import checking, opening, sealing, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store import seals
from tests.safety import shop
from tests.safety.registry import Figure, Scale, measured

ACTS = 30


@dataclass(frozen=True, slots=True)
class Kept:
    """A closed club on which somebody works with another tool.

    Attributes:
        path: The club file.
        old: A copy from some acts before.
        key: Its data key; None for a plain club.
        change: Number of a change in the middle, a sale.
        entry: Its points entry.
    """

    path: Path
    old: Path
    key: bytes | None
    change: int
    entry: int

    def raw(self) -> driver.Connection:
        """Open it as another tool does, knowing even its key."""
        found = driver.connect(str(self.path), isolation_level=None)
        if self.key is not None:
            found.execute(f"PRAGMA key = \"x'{self.key.hex()}'\"")
        return found


def kept(folder: Path, key: bytes | None, seed: int) -> Kept:
    """Let a shop sell, remember its head outside, and close it."""
    path = shop.found(folder / "shop.club", key)
    desk = shop.opened(path, key)
    for n in range(ACTS):
        if n == ACTS - 5:
            desk.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            shutil.copy(path, folder / "old.club")
        shop.perform(desk, shop.plan(desk, seed, n))
    change, entry = desk.db.execute_sql(
        "SELECT s.id, e.seq FROM seal s JOIN seal p ON p.id = s.id - 1 JOIN points_entry e"
        " ON e.seq > p.entry_to AND e.seq <= s.entry_to AND e.kind = 'earn' WHERE s.id > 15 LIMIT 1"
    ).fetchone()
    sealing.remember_step(desk.db, desk.clock())
    desk.db.close()
    return Kept(path, folder / "old.club", key, change, entry)


def _without_guards(raw: driver.Connection, *tables: str) -> None:
    names = raw.execute(
        f"SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN"
        f" ({', '.join('?' * len(tables))})",
        tables,
    ).fetchall()
    for (name,) in names:
        raw.execute(f'DROP TRIGGER "{name}"')


def _quietly(of: Kept, *tables: str) -> Callable[[str], None]:
    """Return what runs a statement while the guards stand aside; they come back unchanged."""

    def run(sql: str) -> None:
        with closing(of.raw()) as raw:
            guards = raw.execute("SELECT sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
            raw.execute("PRAGMA foreign_keys = 0")
            _without_guards(raw, *tables)
            for statement in sql.split(";"):
                raw.execute(statement)
            there = {row[0] for row in raw.execute(
                "SELECT sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()}  # fmt: skip
            for (guard,) in guards:
                if guard not in there:
                    raw.execute(guard)

    return run


def value(of: Kept) -> None:
    """Give a member more points for one sale, balance and all."""
    _quietly(of, "points_entry", "points_balance", "lot")(
        f"UPDATE points_entry SET points = points + 100 WHERE seq = {of.entry};"
        " UPDATE points_balance SET points = points + 100 WHERE member_id ="
        f" (SELECT member_id FROM points_entry WHERE seq = {of.entry})"
    )


def delete(of: Kept) -> None:
    """Take one line out of the trail."""
    _quietly(of, "audit")(
        f"DELETE FROM audit WHERE seq = (SELECT audit_to FROM seal WHERE id = {of.change})"
    )


def insert(of: Kept) -> None:
    """Add a points entry at the end, as the program would."""
    _quietly(of)(
        "INSERT INTO points_entry (seq, key, member_id, kind, points, reason, reason_text, at,"
        " on_day, operator_id, till, clock_suspect) SELECT MAX(seq) + 1, 'mine', 1, 'adjust', 500,"
        " 'gift', '', MAX(at), MAX(on_day), 1, '1', 0 FROM points_entry"
    )


def swap(of: Kept) -> None:
    """Let two members get each other's points."""
    _quietly(of, "points_entry")(
        f"UPDATE points_entry SET member_id = 3 - member_id % 2 WHERE seq = {of.entry}"
    )


def cut(of: Kept) -> None:
    """Cut off the last changes, seals and all."""
    _quietly(of, "audit", "seal", "points_entry", "sale", "lot", "allocation", "sale_line")(
        "DELETE FROM audit WHERE seq > (SELECT audit_to FROM seal ORDER BY id DESC LIMIT 1"
        " OFFSET 3); DELETE FROM seal WHERE id > (SELECT MAX(id) - 3 FROM seal)"
    )


def older(of: Kept) -> None:
    """Put a copy of some days ago in the place of the club."""
    for ending in ("-wal", "-shm"):
        of.path.with_name(of.path.name + ending).unlink(missing_ok=True)
    shutil.copy(of.old, of.path)


def trigger(of: Kept) -> None:
    """Take the guard of the ledger away, for later."""
    with closing(of.raw()) as raw:
        raw.execute('DROP TRIGGER "points_entry_no_update"')


def cache(of: Kept) -> None:
    """Write a balance that no entry gave."""
    _quietly(of, "points_balance")(
        "UPDATE points_balance SET points = points + 70 WHERE member_id ="
        f" (SELECT member_id FROM points_entry WHERE seq = {of.entry})"
    )


def recomputed(of: Kept) -> None:
    """Change a sale and seal it and all later changes anew, with another key."""
    value(of)
    with closing(of.raw()) as raw:
        guards = raw.execute("SELECT sql FROM sqlite_schema WHERE tbl_name = 'seal' AND type ="
                             " 'trigger'").fetchall()  # fmt: skip
        _without_guards(raw, "seal")
        found = [seals.seal_of(row) for row in raw.execute(
            f"SELECT {seals.SEAL_COLUMNS} FROM seal ORDER BY id").fetchall()]  # fmt: skip
        last = found[of.change - 2]
        for each in found[of.change - 1 :]:
            digests = tuple(
                seals.digest(raw.execute, part, last.ends[part], each.ends[part])[0]
                for part in range(5)
            )
            mac = seals.compose(bytes(32), last.mac, each.id, each.v, each.ends, digests)
            blob = mac + b"".join(one[:2] for one in digests) + each.tag
            raw.execute("UPDATE seal SET mac = ? WHERE id = ?", (blob, each.id))
            last = seals.Seal(each.id, each.ends, each.v, blob)
        for (guard,) in guards:
            raw.execute(guard)


def clock(of: Kept) -> None:
    """Let an act have happened at another time."""
    _quietly(of, "audit")(
        "UPDATE audit SET at = '2026-11-21T08:31:01Z' WHERE seq ="
        f" (SELECT audit_to FROM seal WHERE id = {of.change})"
    )


def operator(of: Kept) -> None:
    """Let somebody else have done it."""
    _quietly(of, "audit")(
        "UPDATE audit SET operator_id = 2 WHERE seq ="
        f" (SELECT audit_to FROM seal WHERE id = {of.change})"
    )


def order(of: Kept) -> None:
    """Let two lines of the trail change their places."""
    at = f"(SELECT audit_to FROM seal WHERE id = {of.change})"
    _quietly(of, "audit")(
        f"UPDATE audit SET seq = -1 WHERE seq = {at};"
        f" UPDATE audit SET seq = {at} WHERE seq = {at} - 1;"
        f" UPDATE audit SET seq = {at} - 1 WHERE seq = -1"
    )


KINDS: dict[Callable[[Kept], None], set[str]] = {
    value: {Kind.CHANGED},
    delete: {Kind.MISSING},
    insert: {Kind.UNSEALED},
    swap: {Kind.CHANGED},
    cut: {Kind.BEHIND},
    older: {Kind.BEHIND},
    trigger: {Kind.GUARD},
    cache: set(),
    recomputed: {Kind.REWRITTEN, Kind.BEHIND},
    clock: {Kind.CHANGED},
    operator: {Kind.CHANGED},
    order: {Kind.CHANGED},
}
"""The twelve kinds, and what the next check must find, beside broken invariants."""


def found_by(of: Kept) -> list[checking.Broken]:
    """Open the club as the program does and return what its check says."""
    db = opening.open_with(of.path, of.key)
    try:
        desk = Desk(db, staff.by_name(db, "").brief, clock=lambda: datetime.now(UTC))
        return checking.check(desk)
    finally:
        db.close()


def is_named(of: Kept, kind: Callable[[Kept], None], broken: list[checking.Broken]) -> bool:
    """Return whether the check names what was done, down to the change where there is one."""
    found = {each.finding.kind: each.finding for each in broken if each.finding is not None}
    if kind is cache:
        return any(each.name == "balance is the sum of the entries" and each.ids for each in broken)
    if not KINDS[kind] <= found.keys():
        return False
    exact = {Kind.CHANGED, Kind.MISSING, Kind.REWRITTEN} & KINDS[kind]
    return all(found[one].seal in (of.change, of.change - 1) for one in exact)


@measured("S6", goal="12 of 12 kinds of tampering noticed and named at the next check")
def tampering(scale: Scale) -> Figure:
    """Do each kind on a plain and on an encrypted club of their own."""
    named, tried = 0, 0
    for key in (None, shop.KEY):
        for kind in KINDS:
            folder = scale.folder / f"{kind.__name__}-{key is None}"
            folder.mkdir()
            of = kept(folder, key, scale.seed)
            assert found_by(of) == []
            kind(of)
            tried += 1
            named += is_named(of, kind, found_by(of))
    return Figure(f"{named} of {tried} (12 kinds, plain and encrypted)", named == tried)
