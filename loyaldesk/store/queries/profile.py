"""One member as the counter and the 360 page see one; a constant number of statements each."""

from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from loyaldesk.domain.programme import Programme
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_moment, utc_text

BASKETS = 10
"""The usual basket is the median of so many of the last sales."""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member with what is kept beside it: balance, sums of sales, active card, last note."""

    id: int
    number: str
    name: str
    honorific: str
    mobile: str
    state: str
    state_reason: str
    tier: str
    tier_since: date
    birthday: date | None
    wedding_on: date | None
    registered_on: date
    referrer: str
    balance: int
    debt: int
    last_on: date | None
    card: str
    note: str
    note_at: datetime | None
    language: str


_MEMBER = (
    "SELECT m.id, m.number, m.name, m.honorific, m.mobile, m.state, m.state_reason, m.tier,"
    " m.tier_since, m.birthday, m.wedding_on, m.registered_on,"
    " COALESCE((SELECT r.name FROM member r WHERE r.id = m.referrer_id), ''),"
    " COALESCE(b.points, 0), COALESCE(b.debt, 0), t.last_on,"
    " COALESCE((SELECT typed FROM code WHERE member_id = m.id AND kind = 'card'"
    " AND state = 'active' ORDER BY id DESC LIMIT 1), ''),"
    " n.text, n.at, (SELECT language FROM club) FROM member m"
    " LEFT JOIN points_balance b ON b.member_id = m.id"
    " LEFT JOIN member_totals t ON t.member_id = m.id"
    " LEFT JOIN note n ON n.id = (SELECT MAX(id) FROM note WHERE member_id = m.id) WHERE m.id = ?"
)


def member(db: ClubDatabase, member_id: int) -> MemberRow | None:
    """Return a member, or None."""
    row = db.execute_sql(_MEMBER, (member_id,)).fetchone()
    if row is None:
        return None
    return MemberRow(*[
        *row[:8], date.fromisoformat(row[8]), day_of(row[9]), day_of(row[10]),
        date.fromisoformat(row[11]), *row[12:15], day_of(row[15]), row[16], row[17] or "",
        utc_moment(row[18]) if row[18] else None, row[19],
    ])  # fmt: skip


@dataclass(frozen=True, slots=True)
class PointsHeld:
    """What of a member's lots can be spent, waits, or ends soon."""

    spendable: int
    pending: int
    expiring: int
    expires_first: date | None


def points_held(db: ClubDatabase, member_id: int, today: date, soon: date) -> PointsHeld:
    """Return what the lots hold on *today*; ``expiring`` ends from today to *soon*."""
    day = today.isoformat()
    row = db.execute_sql(
        "SELECT COALESCE(SUM(CASE WHEN usable_from <= ? THEN points - used END), 0),"
        " COALESCE(SUM(CASE WHEN usable_from > ? THEN points - used END), 0),"
        " COALESCE(SUM(CASE WHEN expires_on <= ? THEN points - used END), 0),"
        " MIN(CASE WHEN expires_on <= ? THEN expires_on END) FROM lot WHERE member_id = ?"
        " AND used < points AND (expires_on IS NULL OR expires_on >= ?)",
        (day, day, soon.isoformat(), soon.isoformat(), member_id, day),
    ).fetchone()
    return PointsHeld(row[0], row[1], row[2], day_of(row[3]))


@dataclass(frozen=True, slots=True)
class Spending:
    """What a member spent: ever, and since the first day of the window; days with net sales."""

    net_rial: int
    window_rial: int
    visits: int


_DAYS = (
    "SELECT CASE WHEN s.returns_id IS NULL THEN s.basis_on ELSE (SELECT o.basis_on FROM sale o"
    " WHERE o.id = s.returns_id) END AS day FROM sale s WHERE s.member_id = ? GROUP BY day"
    " HAVING SUM(s.net_rial) > 0"
)
"""Days on which a member bought and kept something, whether returns count for the tier or not."""


def spending(db: ClubDatabase, member_id: int, first: date, today: date) -> Spending:
    """Return the sums of a member's sales, counted on the days that decide the tier."""
    row = db.execute_sql(
        "SELECT COALESCE(SUM(net), 0),"
        " COALESCE(SUM(CASE WHEN day BETWEEN ? AND ? THEN net END), 0),"
        f" (SELECT COUNT(*) FROM ({_DAYS})) FROM (SELECT basis_on AS day,"
        " SUM(net_rial) AS net FROM sale WHERE member_id = ? GROUP BY basis_on)",
        (first.isoformat(), today.isoformat(), member_id, member_id),
    ).fetchone()
    return Spending(*row)


def days_bought(db: ClubDatabase, member_id: int) -> list[date]:
    """Return the days on which a member bought (net above zero), the first one first."""
    rows = db.execute_sql(
        f"{_DAYS} ORDER BY day",
        (member_id,),
    ).fetchall()
    return [date.fromisoformat(row[0]) for row in rows]


def usual_basket(db: ClubDatabase, member_id: int) -> int | None:
    """Return the median amount of the last sales that stand; None before the first."""
    rows = db.execute_sql(
        "SELECT amount_rial FROM sale s WHERE member_id = ? AND kind = 'sale' AND NOT EXISTS"
        " (SELECT 1 FROM sale r WHERE r.reverses_id = s.id)"
        " ORDER BY sold_at DESC, id DESC LIMIT ?",
        (member_id, BASKETS),
    ).fetchall()
    return int(median(row[0] for row in rows)) if rows else None


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A sale, visit, reversal or return as lists show one.

    ``receipt_reversed`` is that of the sale it mirrors, or whose goods came back; ``returned_rial``
    is what came back of a sale; ``cash_rial`` is what was paid in money.
    """

    id: int
    receipt: int
    kind: str
    member_id: int
    sold_at: datetime
    sold_on: date
    amount_rial: int
    paid_points: int
    paid_rial: int
    net_rial: int
    points: int
    tier: str
    operator: str
    outside_receipt: str
    receipt_reversed: int | None
    is_reversed: bool
    returned_rial: int = 0
    cash_rial: int = 0


SALE_COLUMNS = (
    "s.id, s.receipt, s.kind, s.member_id, s.sold_at, s.sold_on, s.amount_rial, s.paid_points,"
    " s.paid_rial, s.net_rial, s.earned, s.tier,"
    " COALESCE((SELECT name FROM operator o WHERE o.id = s.operator_id), ''), s.outside_receipt,"
    " (SELECT o.receipt FROM sale o WHERE o.id = COALESCE(s.reverses_id, s.returns_id)),"
    " EXISTS (SELECT 1 FROM sale r WHERE r.reverses_id = s.id),"
    " COALESCE((SELECT -SUM(r.amount_rial) FROM sale r WHERE r.returns_id = s.id AND NOT EXISTS"
    " (SELECT 1 FROM sale u WHERE u.reverses_id = r.id)), 0),"
    " s.amount_rial - s.reward_rial - s.paid_rial - s.gift_card_rial - s.wallet_rial"
)


def sale_row(row: tuple[object, ...]) -> SaleRow:
    """Return `SALE_COLUMNS` as they came from the file as a row."""
    values = list(row)
    values[4], values[5] = utc_moment(str(row[4])), date.fromisoformat(str(row[5]))
    values[15] = bool(row[15])
    return SaleRow(*values)  # type: ignore[arg-type]  # columns in the order of the fields


def sales(
    db: ClubDatabase, member_id: int, before: SaleRow | None, limit: int, *, mirrors: bool = True
) -> list[SaleRow]:
    """Return a member's sales, newest first, from behind *before* on."""
    kind = "" if mirrors else " AND s.kind IN ('sale', 'visit')"
    cut = ""
    values: tuple[object, ...] = (member_id,)
    if before is not None:
        cut = " AND (s.sold_at, s.id) < (?, ?)"
        values += (utc_text(before.sold_at), before.id)
    rows = db.execute_sql(
        f"SELECT {SALE_COLUMNS} FROM sale s WHERE s.member_id = ?{kind}{cut}"
        " ORDER BY s.sold_at DESC, s.id DESC LIMIT ?",
        (*values, limit),
    ).fetchall()
    return [sale_row(row) for row in rows]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A points entry with everything its explanation needs.

    Attributes:
        balance: What the member had after it, debt taken off.
        receipt: Of its sale or, for a mirror, of the sale taken back.
        base_rial: What that sale earned on.
        tier: Code of the tier that sale earned at.
        rules: The programme that sale or bonus was given under; None without one.
        reversed_points: Points of the entry a mirror takes back.
        lot_earned_on: Of an expiry: the day the points were earned.
        expires_on: Last day of the points this entry gave.
    """

    id: int
    seq: int
    member_id: int
    kind: str
    points: int
    balance: int
    at: datetime
    on_day: date
    operator: str
    reason: str
    reason_text: str
    receipt: int | None
    base_rial: int
    paid_rial: int
    tier: str
    rules: Programme | None
    reversed_points: int
    lot_earned_on: date | None
    expires_on: date | None


_ENTRIES = (
    "SELECT e.id, e.seq, e.member_id, e.kind, e.points, e.at, e.on_day,"
    " COALESCE((SELECT name FROM operator o WHERE o.id = e.operator_id), ''), e.reason,"
    " e.reason_text, COALESCE(w.receipt, s.receipt), COALESCE(s.net_rial, 0),"
    " COALESCE(s.paid_rial, 0), COALESCE(s.tier, ''),"
    " COALESCE(s.sold_on, CASE WHEN e.reason = 'bonus' THEN e.on_day END),"
    " COALESCE(s.made_at, e.at),"
    " COALESCE((SELECT o.points FROM points_entry o WHERE o.id = e.reverses_id), 0),"
    " CASE WHEN e.kind = 'expire' THEN (SELECT MIN(l.earned_on) FROM allocation a JOIN lot l"
    " ON l.id = a.lot_id WHERE a.entry_id = e.id) END,"
    " (SELECT l.expires_on FROM lot l WHERE l.entry_id = e.id) FROM points_entry e"
    " LEFT JOIN sale s ON s.id = e.sale_id LEFT JOIN sale w ON w.id = COALESCE(s.reverses_id,"
    " s.returns_id)"
    " WHERE e.member_id = ? AND e.seq < ? ORDER BY e.seq DESC LIMIT ?"
)


def entries(db: ClubDatabase, member_id: int, before_seq: int | None, limit: int) -> list[EntryRow]:
    """Return a member's points entries, newest first, from behind *before_seq* on."""
    highest = before_seq if before_seq is not None else 2**62
    held = db.execute_sql(
        "SELECT COALESCE(SUM(points), 0) FROM points_entry WHERE member_id = ? AND seq < ?",
        (member_id, highest),
    ).fetchone()[0]
    rules = _programmes(db)
    found = []
    for row in db.execute_sql(_ENTRIES, (member_id, highest, limit)).fetchall():
        parts = [
            *row[:5], held, utc_moment(row[5]), date.fromisoformat(row[6]), *row[7:14],
            _in_force(rules, row[14], row[15]), row[16], day_of(row[17]), day_of(row[18]),
        ]  # fmt: skip
        found.append(EntryRow(*parts))
        held -= row[4]
    return found


_Dated = tuple[str, str, Programme]


def _programmes(db: ClubDatabase) -> list[_Dated]:
    rows = db.execute_sql(
        "SELECT valid_from, made_at, document FROM programme ORDER BY valid_from DESC, id DESC"
    ).fetchall()
    return [(row[0], row[1], Programme.from_json(row[2])) for row in rows]


def _in_force(rules: list[_Dated], sold_on: str | None, made_at: str | None) -> Programme | None:
    """Return the programme a sale was recorded under: one published later that day did not hold."""
    if sold_on is None or made_at is None:
        return None
    fitting = [rule for valid, made, rule in rules if valid <= sold_on and made <= made_at]
    return fitting[0] if fitting else rules[-1][2]


@dataclass(frozen=True, slots=True)
class LotRow:
    """A batch of points. ``state``: ``live``, ``waiting``, ``used`` or ``expired``."""

    id: int
    points: int
    left: int
    earned_on: date
    usable_from: date
    expires_on: date | None
    state: str


def lots(db: ClubDatabase, member_id: int, today: date) -> list[LotRow]:
    """Return a member's lots: those that hold points first, nearest to expire first."""
    rows = db.execute_sql(
        "SELECT id, points, points - used, earned_on, usable_from, expires_on,"
        " CASE WHEN expires_on < ? THEN 'expired' WHEN used = points THEN 'used'"
        " WHEN usable_from > ? THEN 'waiting' ELSE 'live' END AS state FROM lot"
        " WHERE member_id = ? ORDER BY state IN ('used', 'expired'),"
        " CASE WHEN state IN ('used', 'expired') THEN -julianday(earned_on) END,"
        " expires_on IS NULL, expires_on, id",
        (today.isoformat(), today.isoformat(), member_id),
    ).fetchall()
    return [
        LotRow(
            *[
                *row[:3],
                date.fromisoformat(row[3]),
                date.fromisoformat(row[4]),
                day_of(row[5]),
                row[6],
            ]
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note about a member."""

    id: int
    text: str
    at: datetime
    operator: str


def notes(db: ClubDatabase, member_id: int) -> list[NoteRow]:
    """Return the notes about a member, newest first."""
    rows = db.execute_sql(
        "SELECT n.id, n.text, n.at, COALESCE(o.name, '') FROM note n LEFT JOIN operator o"
        " ON o.id = n.operator_id WHERE n.member_id = ? ORDER BY n.id DESC",
        (member_id,),
    ).fetchall()
    return [NoteRow(row[0], row[1], utc_moment(row[2]), row[3]) for row in rows]
