"""A small shop that sells through the program's own use cases, one numbered act after another.

What an act is hangs on the seed, its number and what the club holds; it is planned first, so that
the very same act can be done a second time by whoever does not know whether it was done.
"""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from loyaldesk.domain.basket import Line
from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import club, members, redeeming, returns, reversals, sales, staff
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import ClubDatabase, open_club

OPENED = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
KEY = bytes(range(32))
"""The data key of the encrypted clubs here: what is tried is the file, not the lock."""

PACE = timedelta(seconds=20)
"""From one act to the next."""

Plan = tuple[str, int, dict[str, object]]
"""Kind of an act, its number, and all that the use case is told; it can be sent to a process."""


class Clock:
    """The clock of the shop: it stands at the act that is done."""

    def __init__(self, n: int = 0, pace: timedelta = PACE) -> None:
        self.pace = pace
        self.at(n)

    def __call__(self) -> datetime:
        return self.now

    def at(self, n: int) -> None:
        """Set the clock to act number *n*."""
        self.now = OPENED + timedelta(minutes=1) + n * self.pace


def found(path: Path, key: bytes | None = None, count: int = 12) -> Path:
    """Found a club with *count* members and close it."""
    set_look(Look("en", "jalali", "toman"))
    desk = club.found_club(path, club.ClubDraft("Naranj", "Maryam"), key=key, clock=lambda: OPENED)
    with desk.change(Permission.MEMBER_ENROL) as change:
        for n in range(count):
            members.enrol_step(change, MemberDraft("Sara", f"Ahmadi {n}", f"0912{1000000 + n:07}"))
    desk.db.close()
    return path


def opened(path: Path, key: bytes | None = None, n: int = 0) -> Desk:
    """Open the club as the program does; the owner is at the desk."""
    return at_desk(open_club(path, key), n)


def at_desk(db: ClubDatabase, n: int = 0) -> Desk:
    """Return the owner's desk of an open club, at the time of act number *n*."""
    return Desk(db, staff.by_name(db, "").brief, clock=Clock(n))


def plan(desk: Desk, seed: int, n: int) -> Plan:
    """Return what act number *n* does now."""
    chance = random.Random(f"{seed} {n}")
    kind = chance.choices(("sale", "lines", "spend", "redeem", "return", "reverse"),
                          (50, 15, 15, 8, 7, 5))[0]  # fmt: skip
    if kind in ("return", "reverse"):
        standing = desk.db.execute_sql(
            "SELECT s.id FROM sale s WHERE s.kind = 'sale' AND NOT EXISTS (SELECT 1 FROM sale b"
            " WHERE b.reverses_id = s.id OR b.returns_id = s.id) ORDER BY s.id DESC LIMIT 5"
        ).fetchall()
        if standing:
            return kind, n, {"sale_id": chance.choice(standing)[0]}
        kind = "sale"
    rich, held = desk.db.execute_sql(
        "SELECT COALESCE(MAX(member_id), 0), COALESCE(MAX(points), 0) FROM (SELECT member_id,"
        " points FROM points_balance ORDER BY points DESC LIMIT 1)"
    ).fetchone()
    if kind in ("spend", "redeem") and held >= 10:
        said = {"member_id": rich, "points": min(held, chance.randrange(10, 60))}
        return kind, n, {**said, "rial": 2_000_000 + chance.randrange(9) * 100_000}
    count = desk.db.execute_sql("SELECT COUNT(*) FROM member").fetchone()[0]
    member, rial = chance.randrange(count) + 1, chance.randrange(20, 900) * 10_000
    return "lines" if kind == "lines" else "sale", n, {"member_id": member, "rial": rial}


def perform(desk: Desk, act: Plan) -> str:
    """Do an act; return the key under which it stands in the club now."""
    kind, n, said = act
    if isinstance(desk.clock, Clock):
        desk.clock.at(n)
    key = f"act-{n}"
    member, rial = int(str(said.get("member_id", 0))), int(str(said.get("rial", 0)))
    if kind == "redeem":
        redeeming.redeem(desk, member, int(str(said["points"])), key=key)
        return f"redeem:{key}"
    if kind == "return":
        returns.return_goods(desk, returns.ReturnDraft(int(str(said["sale_id"])), key))
        return key
    if kind == "reverse":
        sale = int(str(said["sale_id"]))
        if not _is_there(desk, f"reverse:{sale}"):  # a mirror knows no key: it is looked up
            reversals.reverse_sale(desk, sale)
        return f"reverse:{sale}"
    draft = sales.SaleDraft(member, rial, key)
    if kind == "spend":
        draft = sales.SaleDraft(member, rial, key, pay_points=int(str(said["points"])))
    elif kind == "lines":
        goods = (Line(rial // 4, "tea", "Tea"), Line(rial - rial // 4, "cup", "Cup"))
        draft = sales.SaleDraft(member, 0, key, lines=goods)
    sales.record_sale(desk, draft)
    return key


def _is_there(desk: Desk, key: str) -> bool:
    return desk.db.execute_sql("SELECT 1 FROM sale WHERE key = ?", (key,)).fetchone() is not None


def present(desk: Desk) -> dict[str, int]:
    """Return the keys of all acts that stand in the club, and how often each does."""
    rows = desk.db.execute_sql(
        "SELECT key, COUNT(*) FROM sale GROUP BY key UNION ALL SELECT key, COUNT(*)"
        " FROM points_entry WHERE key LIKE 'redeem:%' GROUP BY key"
    )
    return dict(rows.fetchall())
