"""The next best action with a member: the first rule of a short list that fits, in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain.insight.risk import EARLY, HIGH, LOST, WATCH
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.jalali import anniversary
from loyaldesk.kernel.look import look
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.queries import expecting as queries

SOON = timedelta(days=30)
"""Points that end within so many days are told."""

NEAR = timedelta(days=7)
"""A birthday within so many days is."""

INVITED_AFTER = 14
"""Days after a first visit before somebody is asked to come again."""

COMPLAINT, FOLLOWUP, CALL, WIN_BACK, POINTS, BIRTHDAY, WRITE, INVITE, NONE = (
    "complaint", "followup", "call", "win_back", "points", "birthday", "write", "invite", "none",
)  # fmt: skip

MAKES = frozenset({CALL, WIN_BACK, WRITE, INVITE, POINTS, BIRTHDAY})
"""Acts that are done by a follow-up of their own; for the others there is one already."""


@dataclass(frozen=True, slots=True)
class NextAct:
    """What is best done next with a member.

    Attributes:
        code: Which rule fitted.
        text: What to do and why, in a sentence.
        channel: By which way; empty: none is needed.
    """

    code: str
    text: str
    channel: str

    @property
    def is_followup(self) -> bool:
        """Whether a follow-up can be made of it."""
        return self.code in MAKES


def open_about(db: ClubDatabase, ids: list[int], today: date) -> queries.Open:
    """Return what the rules look at, of some members (a step)."""
    return queries.open_about(db, ids, today, today + SOON)


def best(
    member_id: int, risk_code: int, silent: int, about: queries.Open, today: date
) -> NextAct:  # fmt: skip
    """Return the next best action: what is owed comes before what could be won."""
    found = _owed(member_id, about) or _urgent(risk_code) or _soon(member_id, about, today)
    if found is not None:
        return found
    if risk_code == WATCH:
        return NextAct(WRITE, tr("Send a friendly message"), "sms")
    if risk_code == EARLY and silent >= INVITED_AFTER:
        return NextAct(INVITE, tr("Thank them and invite them again"), "sms")
    return NextAct(NONE, tr("Nothing needs to be done"), "")


def _owed(member_id: int, about: queries.Open) -> NextAct | None:
    if member_id in about.complaints:
        return NextAct(COMPLAINT, tr("First see the open complaint through"), "call")
    if member_id in about.overdue:
        return NextAct(FOLLOWUP, tr("Do the overdue follow-up today"), "")
    return None


def _urgent(risk_code: int) -> NextAct | None:
    if risk_code == HIGH:
        return NextAct(CALL, tr("Call with a small offer"), "call")
    if risk_code == LOST:
        return NextAct(WIN_BACK, tr("Call and ask why they stay away"), "call")
    return None


def _soon(member_id: int, about: queries.Open, today: date) -> NextAct | None:
    if member_id in about.expiring:
        points, day = about.expiring[member_id]
        text = trn("Tell them {n} point ends on {day}", "Tell them {n} points end, first on {day}",
                   points)  # fmt: skip
        return NextAct(POINTS, text.format(n=fmt.number(points), day=fmt.day(day)), "sms")
    born = about.birthdays.get(member_id)
    if born is not None:
        day = anniversary(born, today, look().calendar)
        if day - today <= NEAR:
            text = tr("Congratulate on the birthday, {day}").format(day=fmt.short_day(day))
            return NextAct(BIRTHDAY, text, "call")
    return None
