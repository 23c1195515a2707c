"""Who serves whom and how evenly: loads, absences, discretion, and what a hand-over changed."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.desk import Desk
from loyaldesk.store import care as store
from loyaldesk.store import handing
from loyaldesk.store.fields import utc_text
from loyaldesk.store.queries import care as queries

LEAST_TIMES = 3
"""From so many sales and contacts on it says something that only one operator served a member."""

SPAN_DAYS = 90
"""So many days before and after a hand-over are compared."""

AbsenceRow = store.AbsenceRow
CareNames = queries.CareNames
DiscretionRow = queries.DiscretionRow
LoadRow = queries.LoadRow
OnlyOneRow = queries.OnlyOneRow
ProfileRow = store.ProfileRow
ServedRow = queries.ServedRow
Span = queries.Span


def of_member(desk: Desk, member_id: int) -> CareNames:
    """Return owner and deputy of a member."""
    with desk.reading(Permission.MEMBER_READ):
        return queries.of_member(desk.db, member_id)


def profiles(desk: Desk) -> list[ProfileRow]:
    """Return what the rule of assignment knows of each operator."""
    with desk.reading(Permission.OPERATOR_READ):
        return store.profiles(desk.db)


def absences(desk: Desk, first: date, last: date) -> list[AbsenceRow]:
    """Return who is away on days from *first* to *last*."""
    with desk.reading(Permission.FOLLOWUP_READ):
        return store.absences(desk.db, first, last)


def load(desk: Desk, day: date) -> list[LoadRow]:
    """Return how much each operator has to do on a day."""
    with desk.reading(Permission.FOLLOWUP_READ):
        return queries.load(desk.db, day)


def served_by(desk: Desk, member_id: int) -> list[ServedRow]:
    """Return who served a member before, the last one first."""
    with desk.reading(Permission.MEMBER_READ):
        return queries.served_by(desk.db, member_id)


def only_served_by_one(desk: Desk, limit: int = 1000) -> list[OnlyOneRow]:
    """Return the members whom one and the same operator always served."""
    with desk.reading(Permission.REPORT_READ):
        return queries.only_one(desk.db, LEAST_TIMES, limit)


def discretion(desk: Desk, first: date, last: date) -> list[DiscretionRow]:
    """Return what each operator did of their own accord from *first* to *last*."""
    with desk.reading(Permission.REPORT_READ):
        start = datetime.combine(first, time(0), desk.zone)
        end = datetime.combine(last + timedelta(days=1), time(0), desk.zone)
        return queries.discretion(desk.db, first, last, utc_text(start), utc_text(end))


@dataclass(frozen=True, slots=True)
class AfterHandover:
    """The members of a hand-over before and after it.

    Attributes:
        id: Of the hand-over.
        on: Its day.
        from_name: Who gave.
        to_name: Who got.
        members: How many members.
        before: In the 90 days before.
        after: In the 90 days after; None: they are not over yet.
    """

    id: int
    on: date
    from_name: str
    to_name: str
    members: int
    before: Span
    after: Span | None


def after_handovers(desk: Desk, limit: int = 20) -> list[AfterHandover]:
    """Return what the last hand-overs of members changed, the newest first."""
    with desk.reading(Permission.REPORT_READ):
        names = {row.operator_id: row.name for row in store.profiles(desk.db)}
        found: list[AfterHandover] = []
        for act in handing.acts(desk.db):
            between = (act.from_id, act.to_id, utc_text(act.at))
            count = queries.given_count(desk.db, between)
            if count and len(found) < limit:
                on, day = desk.today(act.at), timedelta(days=1)
                last = on + SPAN_DAYS * day
                found.append(AfterHandover(
                    act.id, on, names.get(act.from_id, ""), names.get(act.to_id, ""), count,
                    queries.span(desk.db, between, on - SPAN_DAYS * day, on - day),
                    queries.span(desk.db, between, on + day, last) if last < desk.today() else None,
                ))  # fmt: skip
        return found


def why_words(code: str) -> str:
    """Return why somebody got a follow-up; a code of another rule is left to others: empty."""
    why, _, because = code.partition(".")
    texts = {
        "given": tr("Chosen by hand"), "owner": tr("Owner of the member"),
        "deputy": tr("Deputy of the member"), "stand_in": tr("Stands in during an absence"),
        "operator_deputy": tr("Deputy of the operator"), "skill": tr("Has the skill"),
        "language": tr("Suits the member best"), "role": tr("Has the role"),
        "free": tr("Has the least to do"), "nobody": tr("Nobody is free"),
        "handover": tr("Handed over"),
    }  # fmt: skip
    reasons = {
        "away": tr("who comes first is away"), "full": tr("who comes first has enough for the day"),
        "gone": tr("who comes first works here no more"),
    }  # fmt: skip
    if why not in texts:
        return ""
    if because not in reasons:
        return texts[why]
    return tr("{who} ({why})").format(who=texts[why], why=reasons[because])
