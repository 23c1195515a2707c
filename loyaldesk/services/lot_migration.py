"""Old lots under new terms: only when the owner signs it, never at once, and kept in a log."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain.events import ClubChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Expiry, LotTerms
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.persian import clean, is_storable
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import day_of, utc_moment, utc_text

LEAST_LEFT = timedelta(days=30)
"""No date is moved nearer than this, so that members can be told."""

BATCH = 500
"""Lots in one short transaction, so that a sale at the counter never waits long."""


@dataclass(frozen=True, slots=True)
class LotPreview:
    """What a migration would do.

    Attributes:
        lots: Lots that get another date.
        members: Members who hold them.
        points: Points in them.
        shortened: Lots that end sooner than now.
        members_losing: Members with such a lot.
        lengthened: Lots that end later than now.
        soonest: The nearest new date.
    """

    lots: int
    members: int
    points: int
    shortened: int
    members_losing: int
    lengthened: int
    soonest: date | None


@dataclass(frozen=True, slots=True)
class _Move:
    """One lot with its old and its new end."""

    lot_id: int
    member_id: int
    left: int
    was: date | None
    now: date | None
    idle_months: int | None

    @property
    def is_sooner(self) -> bool:
        return self.now is not None and (self.was is None or self.now < self.was)

    @property
    def is_later(self) -> bool:
        return self.was is not None and (self.now is None or self.now > self.was)


def lots_to_migrate(desk: Desk) -> LotPreview:
    """Return what `migrate_lots` would do today."""
    with desk.reading(Permission.PROGRAMME_READ):
        moves = list(_moves(desk, desk.today()))
    sooner = [move for move in moves if move.is_sooner]
    return LotPreview(
        len(moves), len({move.member_id for move in moves}), sum(move.left for move in moves),
        len(sooner), len({move.member_id for move in sooner}),
        sum(move.is_later for move in moves),
        min((move.now for move in moves if move.now is not None), default=None),
    )  # fmt: skip


def migrate_lots(desk: Desk, *, reason: str) -> int:
    """Give old lots the end that the terms of today's programme say, and return how many.

    Lots that never ended get one full period from today (E22); no date is moved to less than 30
    days from today unless it was nearer already. Lots with terms of their own, by a rule or brought
    from an older system, keep their dates. A second run changes nothing.

    Raises:
        BadInput: If the reason is missing.
    """
    if not is_storable(reason):
        raise BadInput("reason", "unstorable")
    text = clean(reason)[:300]
    if not text:
        raise BadInput("reason", "empty")
    desk.require(Permission.PROGRAMME_EDIT)
    moves = list(_moves(desk, desk.today()))
    done = 0
    for start in range(0, len(moves), BATCH):
        with desk.change(Permission.PROGRAMME_EDIT) as change:
            batch = [m for m in moves[start : start + BATCH] if _stands(change.db, m)]
            for move in batch:
                change.db.execute_sql(
                    "INSERT INTO lot_date (lot_id, was_on, expires_on, reason, at, operator_id)"
                    " VALUES (?, ?, ?, ?, ?, ?)",
                    (move.lot_id, _iso(move.was), _iso(move.now), text, utc_text(change.now),
                     desk.operator.id),
                )  # fmt: skip
                change.db.execute_sql(
                    "UPDATE lot SET expires_on = ?, idle_months = ? WHERE id = ?",
                    (_iso(move.now), move.idle_months, move.lot_id),
                )
            change.note("programme.migrate_lots", "programme", lots=len(batch))
            change.tell(ClubChanged())
            done += len(batch)
    return done


def _stands(db: ClubDatabase, move: _Move) -> bool:
    """Return whether a lot is still as it was when the moves were reckoned."""
    row = db.execute_sql(
        "SELECT 1 FROM lot WHERE id = ? AND used < points AND expires_on IS ?",
        (move.lot_id, _iso(move.was)),
    ).fetchone()
    return row is not None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


class _Past:
    """The terms of every day, looked up often."""

    def __init__(self, db: ClubDatabase) -> None:
        rows = db.execute_sql(
            "SELECT valid_from, document FROM programme ORDER BY valid_from, id"
        ).fetchall()
        self._days = [date.fromisoformat(first) for first, _ in rows]
        self._terms = [Programme.from_json(document).lots for _, document in rows]

    def on(self, day: date) -> list[LotTerms]:
        """Return the terms of *day*: several when another programme was published on it."""
        first = bisect_left(self._days, day)
        return self._terms[max(first - 1, 0) : bisect_right(self._days, day)]


def _moves(desk: Desk, today: date) -> Iterator[_Move]:
    """Return the lots of general terms whose end would be another one."""
    db, zone = desk.db, desk.zone
    terms = club.programme_on(db, today).lots
    past = _Past(db)
    bought = dict(db.execute_sql("SELECT member_id, last_on FROM member_totals").fetchall())
    rows = db.execute_sql(
        "SELECT l.id, l.member_id, l.points - l.used, l.earned_on, l.expires_on, l.idle_months,"
        " COUNT(d.id), MIN(CASE WHEN d.was_on IS NULL THEN d.at END) FROM lot l"
        " LEFT JOIN lot_date d ON d.lot_id = l.id WHERE l.used < l.points"
        " AND (l.expires_on IS NULL OR l.expires_on >= ?) GROUP BY l.id ORDER BY l.id",
        (today.isoformat(),),
    ).fetchall()
    for id_, member, left, earned, ends, idle, changes, switched in rows:
        earned_on, was = date.fromisoformat(earned), day_of(ends)
        own = (not _is_general(each, earned_on, was, idle) for each in past.on(earned_on))
        if not changes and all(own):
            continue
        since = earned_on
        if was is None:
            since = today
        elif switched:  # it had no end until the owner switched it on
            since = utc_moment(switched).astimezone(zone).date()
        if terms.expires == Expiry.IDLE:
            since = max(since, day_of(bought.get(member)) or since)
        now = terms.last_day(since)
        if now is not None:
            floor = today + LEAST_LEFT
            now = max(now, floor if was is None else min(was, floor))
        new_idle = terms.months if terms.expires == Expiry.IDLE else None
        if (now, new_idle) != (was, idle):
            yield _Move(id_, member, left, was, now, new_idle)


def _is_general(terms: LotTerms, earned_on: date, ends: date | None, idle: int | None) -> bool:
    """Return whether a lot has the end that the terms of its day gave to every lot."""
    if terms.expires == Expiry.IDLE:
        return idle == terms.months
    return idle is None and terms.last_day(earned_on) == ends
