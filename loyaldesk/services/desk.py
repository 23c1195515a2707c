"""The desk every use case gets: the club, who acts, the clock; and the one door for writing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from loyaldesk.domain.errors import (
    AboveOwnRights,
    CannotReverse,
    OwnRecord,
    PermissionDenied,
    SpendAboveLimit,
    StorageProblem,
)
from loyaldesk.domain.events import ClubTroubled, ReserveReleased
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.clock import Clock, system_clock
from loyaldesk.kernel.events import EventBus
from loyaldesk.store import reserve
from loyaldesk.store.database import ClubDatabase, looking, one_picture, translated, writing
from loyaldesk.store.fields import utc_moment, utc_text

CLOCK_SLACK = timedelta(minutes=2)
"""How far the clock may stand behind the last entry before it is called suspect (T6)."""

CLOCK_ACTS = 100
"""How many of the last acts a clock is compared with: a shop that lives on with it is believed."""

LOOKS = frozenset(each for each in Permission if each.endswith(".read"))
"""What can be done in a club that is open for looking only."""

TROUBLES = ("missing", "io", "damaged", "server gone")
"""Faults after which the whole club is looked at, not only the act that met them."""

_NO_TRESPASS = ("reversed", "is a reversal", "is a return", "has returns")
"""Reasons why nobody could take a sale back: no matter of rights, so not for the trail."""


@dataclass(frozen=True, slots=True)
class OperatorBrief:
    """Who acts."""

    id: int
    name: str
    role: str


@dataclass(slots=True)
class Change:
    """One open transaction: what is noted in the trail and told after the commit."""

    desk: "Desk"
    now: datetime
    today: date
    zone: ZoneInfo
    clock_suspect: bool
    acts: list[tuple[str, str, int | None, dict[str, object]]] = field(default_factory=list)
    events: list[object] = field(default_factory=list)
    known: dict[object, object] = field(default_factory=dict)
    """What was looked up in this transaction and cannot change in it."""

    @property
    def db(self) -> ClubDatabase:
        """The club that is written to."""
        return self.desk.db

    def day(self, moment: datetime) -> date:
        """Return the shop's day at *moment*."""
        return moment.astimezone(self.zone).date()

    def note(self, act: str, subject: str, subject_id: int | None = None, **detail: object) -> None:
        """Put *act* into the trail: ids, codes and field names only, no personal data."""
        self.acts.append((act, subject, subject_id, detail))

    def tell(self, event: object) -> None:
        """Publish *event* once everything is stored."""
        self.events.append(event)


@dataclass(frozen=True, slots=True)
class Desk:
    """Club, operator, clock and bus: passed to every use case, stored by none."""

    db: ClubDatabase
    operator: OperatorBrief
    bus: EventBus = field(default_factory=EventBus)
    clock: Clock = system_clock
    till: str = "1"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the shop."""
        with translated(self.db.path):
            row = self.db.execute_sql("SELECT zone FROM club").fetchone()
        return ZoneInfo(row[0])

    def today(self, now: datetime | None = None) -> date:
        """Return the shop's day at *now* (the present moment when left out)."""
        return (now or self.clock()).astimezone(self.zone).date()

    def is_clock_behind(self) -> bool:
        """Return whether the clock stands behind the latest moment of the club's trail."""
        with translated(self.db.path):
            return _is_clock_behind(self.db, self.clock())

    def acting_as(self, operator: OperatorBrief) -> "Desk":
        """Return the same desk with another operator at it."""
        return replace(self, operator=operator)

    @property
    def looking(self) -> str:
        """Why the club is open for looking only; empty when it may be written to."""
        return looking(self.db)

    def may(self, permission: Permission) -> bool:
        """Return whether the operator can do it: has the right, in a club that can be written."""
        return (not self.looking or permission in LOOKS) and self.has(permission)

    def has(self, permission: Permission) -> bool:
        """Return whether the operator's role has the right, as the club says now."""
        with translated(self.db.path):
            row = self.db.execute_sql(
                "SELECT 1 FROM operator o JOIN role_right r ON r.role = o.role WHERE o.id = ?"
                " AND (o.is_active OR o.role = 'system') AND r.permission = ?",
                (self.operator.id, permission.value),
            ).fetchone()
        return row is not None

    def require(self, permission: Permission) -> None:
        """Refuse the act when the operator lacks the right; the refusal goes into the trail.

        Raises:
            PermissionDenied: If the right is missing or the operator was disabled.
        """
        if self.has(permission):
            return
        if not self.db.in_transaction():
            self._note_refusal(permission.value)
        raise PermissionDenied(permission.value)

    @contextmanager
    def _heeding_faults(self) -> Iterator[None]:
        """Tell of a disk that fails, and set the kept room free when it is full."""
        try:
            yield
        except StorageProblem as problem:
            if problem.why in TROUBLES:
                self.bus.publish(ClubTroubled(problem.why))
            has_room = problem.why == "full" and not self.db.is_server
            if has_room and reserve.release(self.db.path):
                self.bus.publish(ReserveReleased())
                raise StorageProblem("full, reserve", problem.path) from problem
            raise

    def _note_refusal(self, permission: str, **detail: object) -> None:
        if self.looking:
            return  # there is nothing to write it into
        with writing(self.db):
            _add_act(
                self, self.clock(), "refused", "operator", self.operator.id, "refused",
                {"permission": permission, **detail},
            )  # fmt: skip

    def note_failure(self, act: str, subject: str, subject_id: int, why: str) -> None:
        """Put an act that could not be done into the trail, when the rest goes on without it."""
        with writing(self.db):
            _add_act(self, self.clock(), act, subject, subject_id, "failed", {"why": why})

    @contextmanager
    def reading(self, permission: Permission) -> Iterator[None]:
        """Let the queries inside see one unchanging club, if the operator may."""
        self.require(permission)
        try:
            with self._heeding_faults(), one_picture(self.db):
                yield
        except PermissionDenied as refused:  # a second right was asked for inside
            if not self.db.in_transaction():
                self._note_refusal(refused.permission)
            raise

    @contextmanager
    def change(self, permission: Permission) -> Iterator[Change]:
        """Open the only door through which data is written.

        Checks *permission*, wraps the body in one IMMEDIATE transaction together with its trail,
        and publishes the events after the commit. If the body raises, nothing is stored or told.
        Changes do not nest: a step shared by two use cases is a function that takes the `Change`.

        Raises:
            PermissionDenied: If the operator may not.
            StorageProblem: If the club cannot be written.
        """
        self.require(permission)
        now = self.clock()
        zone = self.zone
        change = Change(self, now, now.astimezone(zone).date(), zone, clock_suspect=False)
        try:
            with self._heeding_faults(), writing(self.db):
                change.clock_suspect = _is_clock_behind(self.db, now)
                yield change
                for act, subject, subject_id, detail in change.acts:
                    _add_act(self, now, act, subject, subject_id, "ok", detail)
        except PermissionDenied as refused:  # a second right was asked for inside
            self._note_refusal(refused.permission)
            raise
        except (AboveOwnRights, OwnRecord, SpendAboveLimit, CannotReverse) as refused:
            if getattr(refused, "why", "") not in _NO_TRESPASS:
                self._note_refusal(permission.value, why=type(refused).__name__)
            raise
        for event in change.events:
            self.bus.publish(event)


@contextmanager
def retold(change: Change, moment: datetime, operator: OperatorBrief) -> Iterator[Change]:
    """Let an act of an invented past happen inside *change*, at its *moment* and by its *operator*.

    Only a sample shop has such a past; its acts must come in the order of time, so that the trail
    reads as if the clock had run. Nothing is told: nobody watches.
    """
    desk = replace(change.desk, operator=operator, clock=lambda: moment)
    past = Change(desk, moment, change.day(moment), change.zone, clock_suspect=False)
    yield past
    for act, subject, subject_id, detail in past.acts:
        _add_act(desk, moment, act, subject, subject_id, "ok", detail)


def _is_clock_behind(db: ClubDatabase, now: datetime) -> bool:
    row = db.execute_sql(
        "SELECT MAX(at) FROM (SELECT at FROM audit ORDER BY seq DESC LIMIT ?)", (CLOCK_ACTS,)
    ).fetchone()
    return row[0] is not None and now < utc_moment(row[0]) - CLOCK_SLACK


def _add_act(
    desk: Desk, now: datetime, act: str, subject: str, subject_id: int | None, result: str,
    detail: dict[str, object],
) -> None:  # fmt: skip
    text = json.dumps(detail, sort_keys=True, ensure_ascii=True) if detail else ""
    desk.db.execute_sql(
        "INSERT INTO audit (at, operator_id, till, act, subject, subject_id, result, detail)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (utc_text(now), desk.operator.id, desk.till, act, subject, subject_id, result, text),
    )
