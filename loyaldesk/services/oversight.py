"""Signs of abuse for the owner: what was out of the ordinary, what lies behind it, who looked."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from loyaldesk.domain import oversight as domain
from loyaldesk.domain.events import ClubChanged
from loyaldesk.domain.oversight import (
    GIVEN,
    HOURS,
    OWN,
    PIN,
    REFUSED,
    REPEAT,
    REVEALED,
    SAME,
    SPENT_BACK,
    OversightRules,
    Unusual,
)
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import clean, isolate
from loyaldesk.services import audit, worktime
from loyaldesk.services.audit import ActRow
from loyaldesk.services.desk import Desk
from loyaldesk.store import rulebooks
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_text
from loyaldesk.store.queries import oversight as queries

__all__ = ["KINDS", "OversightRules", "Unusual"]

KINDS = domain.KINDS
LONGEST_NOTE = 500

_ACTS: dict[str, tuple[str, ...]] = {
    GIVEN: ("points.adjust", "points.bonus", "feedback.points", "compensation.approve"),
    SPENT_BACK: ("sale.reverse", "sale.return", "points.redeem", "reward.take", "sale.record"),
    SAME: ("sale.record",),
    REPEAT: ("sale.reverse",),
    PIN: ("sign_in.wrong",),
    REVEALED: ("member.reveal",),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One sign as the owner reads it.

    Attributes:
        sign: What was found.
        operator: Name of who acted.
        about: The member's name or the receipt number; empty when it is about the operator.
        seen_by: Who looked at it; empty: nobody yet.
        note: What they wrote.
    """

    sign: Unusual
    operator: str
    about: str
    seen_by: str
    note: str


def rules(desk: Desk) -> tuple[OversightRules, int]:
    """Return from where on something is unusual, with its version; 0: nobody saved any."""
    with desk.reading(Permission.OVERSIGHT_READ):
        return _rules(desk.db)


def _rules(db: ClubDatabase) -> tuple[OversightRules, int]:
    kept = rulebooks.read(db, rulebooks.OVERSIGHT)
    return (OversightRules.from_json(kept[0]), kept[1]) if kept else (OversightRules(), 0)


def save_rules(desk: Desk, wanted: OversightRules, version: int) -> int:
    """Store from where on something is unusual; return the new version.

    Raises:
        ChangedMeanwhile: If somebody else saved it since *version*.
    """
    desk.require(Permission.OVERSIGHT_READ)
    with desk.change(Permission.OPERATOR_MANAGE) as change:
        made = rulebooks.write(change, rulebooks.OVERSIGHT, wanted.to_json(), version)
        change.note("oversight.rules", "club", 1, version=made)
        change.tell(ClubChanged())
    return made


def unusual(desk: Desk, first: date, last: date, *, seen_too: bool = True) -> list[Line]:
    """Return what was out of the ordinary between two days, the newest first.

    It is a reason to look, never a verdict: the words say what was counted and nothing more.

    Args:
        desk: Where and who.
        first: The first shop day.
        last: The last shop day.
        seen_too: Whether what was looked at is told again.

    Raises:
        PermissionDenied: If the operator may not see it.
    """
    with desk.reading(Permission.OVERSIGHT_READ):
        db, limits = desk.db, _rules(desk.db)[0]
        zone = desk.zone
        start = datetime.combine(first, time(), zone)
        end = datetime.combine(last + timedelta(days=1), time(), zone)

        def day(moment: datetime) -> date:
            return moment.astimezone(zone).date()

        found = [
            *queries.of_the_ledger(db, first, last, limits),
            *queries.of_the_trail(db, start, end, day, limits),
            *_after_hours(db, start, end, day, limits),
        ]
        looked = queries.seen(db, first, last)
        names = _Names(db)
        lines = [
            Line(sign, names.operator(sign.operator_id), names.about(sign), *who)
            for sign in _one_of_each(found)
            if not (who := looked.get(_key(sign), ("", "")))[0] or seen_too
        ]
    lines.sort(key=lambda line: (-line.sign.on_day.toordinal(), KINDS.index(line.sign.kind)))
    return lines


def _after_hours(
    db: ClubDatabase, start: datetime, end: datetime, day: queries.Day, limits: OversightRules
) -> list[Unusual]:
    """Return who worked before the shop opened, after it closed, or on a day it was closed.

    A pause within the day is no closed shop: somebody stays at the till.
    """
    hours = worktime.of(db)
    slack = timedelta(minutes=limits.closed_minutes)
    kept: dict[date, tuple[datetime, datetime] | None] = {}
    counted: dict[tuple[int, date], int] = {}
    for at, who in queries.acts_between(db, start, end):
        on = day(at)
        if on not in kept:
            open_ = hours.stretches_on(on)
            kept[on] = (open_[0][0] - slack, open_[-1][1] + slack) if open_ else None
        span = kept[on]
        if span is None or not span[0] <= at <= span[1]:
            counted[who, on] = counted.get((who, on), 0) + 1
    return [Unusual(HOURS, "operator", who, on, who, n) for (who, on), n in counted.items()]


def _one_of_each(found: list[Unusual]) -> list[Unusual]:
    """Add up what two questions found of the same kind, subject and day."""
    summed: dict[tuple[str, str, int, date], Unusual] = {}
    for one in found:
        other = summed.get(_key(one))
        if other is not None:
            one = Unusual(  # noqa: PLW2901
                one.kind, one.subject, one.subject_id, one.on_day, one.operator_id,
                one.times + other.times, one.points + other.points,
            )  # fmt: skip
        summed[_key(one)] = one
    return list(summed.values())


def _key(sign: Unusual) -> tuple[str, str, int, date]:
    return sign.kind, sign.subject, sign.subject_id, sign.on_day


def waiting(desk: Desk, days: int = 30) -> int:
    """Return how many signs of the last days nobody has looked at."""
    today = desk.today()
    return len(unusual(desk, today - timedelta(days=days), today, seen_too=False))


def look_at(desk: Desk, sign: Unusual, note: str = "") -> None:
    """Say that a sign was looked at, with a note; saying it again changes the note.

    Raises:
        PermissionDenied: If the operator does not look after operators, or it is about themselves.
    """
    desk.require(Permission.OVERSIGHT_READ)
    text = clean(note)[:LONGEST_NOTE]
    with desk.change(Permission.OPERATOR_MANAGE) as change:
        change.db.execute_sql(
            "INSERT INTO oversight (kind, subject, subject_id, on_day, seen_at, operator_id, note)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, subject, subject_id, on_day)"
            " DO UPDATE SET seen_at = excluded.seen_at, operator_id = excluded.operator_id,"
            " note = excluded.note",
            (
                sign.kind, sign.subject, sign.subject_id, sign.on_day.isoformat(),
                utc_text(change.now), desk.operator.id, text,
            ),
        )  # fmt: skip
        change.note(
            "oversight.look", sign.subject, sign.subject_id, kind=sign.kind,
            on_day=sign.on_day.isoformat(), noted=bool(text),
        )  # fmt: skip
        change.tell(ClubChanged())


def behind(desk: Desk, sign: Unusual, limit: int = 200) -> list[ActRow]:
    """Return the acts in the trail that a sign was counted from, newest first."""
    desk.require(Permission.OVERSIGHT_READ)
    rows = audit.acts(
        desk, first=sign.on_day, last=sign.on_day, operator_id=sign.operator_id, limit=5_000
    )
    if sign.kind == REFUSED:
        kept = [row for row in rows if row.result == "refused" and row.act != "sign_in.wrong"]
    elif sign.kind == OWN:
        kept = [row for row in rows if row.result == "refused" or row.act == "sale.record"]
    elif sign.kind == HOURS:
        kept = [row for row in rows if row.result == "ok" and row.act != "sign_in"]
    else:
        kept = [row for row in rows if row.act in _ACTS[sign.kind]]
    return kept[:limit]


class _Names:
    """Names of operators and of what signs are about, each asked for once."""

    def __init__(self, db: ClubDatabase) -> None:
        self._db = db
        self._known: dict[tuple[str, int], str] = {}

    def operator(self, operator_id: int) -> str:
        return self._ask("operator", operator_id, "SELECT name FROM operator WHERE id = ?")

    def about(self, sign: Unusual) -> str:
        if sign.subject == "member":
            return self._ask("member", sign.subject_id, "SELECT name FROM member WHERE id = ?")
        if sign.subject == "sale":
            return self._ask("sale", sign.subject_id, "SELECT receipt FROM sale WHERE id = ?")
        return ""

    def _ask(self, kind: str, id_: int, sql: str) -> str:
        if (kind, id_) not in self._known:
            row = self._db.execute_sql(sql, (id_,)).fetchone()
            self._known[kind, id_] = str(row[0]) if row else ""
        return self._known[kind, id_]


def kind_name(kind: str) -> str:
    """Return what kind of sign it is, in a few words."""
    return {
        GIVEN: tr("Points without a sale"),
        SPENT_BACK: tr("Taken back after the points were spent"),
        OWN: tr("Acts on one's own record"),
        SAME: tr("One member again and again"),
        REPEAT: tr("Many sales taken back"),
        HOURS: tr("Acts after hours"),
        PIN: tr("Wrong PINs"),
        REFUSED: tr("Refused acts"),
        REVEALED: tr("Contact data opened"),
    }[kind]


def line_words(line: Line) -> str:
    """Return what was counted, in one sentence."""
    sign, n = line.sign, fmt.number(line.sign.times)
    about = isolate(line.about)
    if sign.kind == GIVEN:
        return trn(
            "{points} points given without a sale, in {n} entry",
            "{points} points given without a sale, in {n} entries", sign.times,
        ).format(points=fmt.number(sign.points), n=n)  # fmt: skip
    if sign.kind == SPENT_BACK:
        return tr(
            "Receipt {receipt} was taken back; {points} points had been spent in between"
        ).format(receipt=fmt.code(line.about), points=fmt.number(sign.points))
    if sign.kind == SAME:
        return tr("{n} sales to {member} on one day, {points} points").format(
            n=n, member=about, points=fmt.number(sign.points)
        )
    counted = {
        OWN: lambda: trn(
            "{n} sale or attempt on one's own member record",
            "{n} sales or attempts on one's own member record", sign.times,
        ),
        REPEAT: lambda: trn(
            "{n} sale taken back on one day", "{n} sales taken back on one day", sign.times
        ),
        HOURS: lambda: trn(
            "{n} act while the shop was closed", "{n} acts while the shop was closed", sign.times
        ),
        PIN: lambda: trn("{n} wrong PIN", "{n} wrong PINs", sign.times),
        REFUSED: lambda: trn("{n} refused act", "{n} refused acts", sign.times),
        REVEALED: lambda: trn(
            "Contact data opened {n} time", "Contact data opened {n} times", sign.times
        ),
    }  # fmt: skip
    return counted[sign.kind]().format(n=n)
