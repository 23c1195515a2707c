"""The lists of the start page: what of the day becomes a line, and what the line does."""

from collections.abc import Callable
from dataclasses import dataclass

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.complaint_words import category_name, clock_name, remedy_name
from loyaldesk.services.followup_words import channel_name
from loyaldesk.services.request_words import kind_name, place_name
from loyaldesk.services.today import (
    ApprovalLine,
    BirthdayLine,
    CallLine,
    ComplaintLine,
    FollowupLine,
    MentionLine,
    RecordLine,
    TodayPage,
)
from loyaldesk.ui.pages.today.lines import Line
from loyaldesk.ui.parts.hall import Hall

CHANNEL_ICONS = {
    "call": "phone", "visit": "user", "sms": "device-mobile", "messenger": "message",
    "email": "mail", "letter": "mail", "social": "world", "counter": "cash-register",
    "task": "checklist",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doors:
    """What lines lead to.

    Attributes:
        member: Opens the page of a member.
        record: Opens a record where it belongs.
        finish: Asks what came of a follow-up.
        call: Makes a follow-up for a member.
        seen: Marks a note as read.
    """

    member: Callable[[int], object]
    record: Callable[[str, int], object]
    finish: Callable[[int], object]
    call: Callable[[int], object]
    seen: Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Writer:
    """Turns what the day asks into lines."""

    hall: Hall
    page: TodayPage
    doors: Doors

    def followup(self, one: FollowupLine) -> Line:
        """Return the line of a follow-up."""
        hour = fmt.time(one.due_at, self.hall.desk.zone) if one.has_time else ""
        owner = one.owner if one.owner_id not in (None, self.hall.desk.operator.id) else ""
        beside = _parts(
            hour, channel_name(one.channel), isolate(one.text) if one.text else "",
            isolate(owner) if owner else "",
        )  # fmt: skip
        late = (self.page.day - one.due_on).days
        mark, kind = "", "plain"
        if late > 0:
            mark = trn("{n} day late", "{n} days late", late).format(n=fmt.number(late))
            kind = "danger"
        elif one.is_promise:
            mark, kind = tr("promised"), "warn"
        may_write = self.hall.desk.may(Permission.FOLLOWUP_WRITE)
        return Line(
            CHANNEL_ICONS.get(one.channel, "calendar-event"), _name(one.name), beside, mark, kind,
            "danger" if late > 0 else "accent", lambda: self.doors.record("followup", one.id),
            tr("Done") if may_write else "", lambda: self.doors.finish(one.id),
        )  # fmt: skip

    def complaint(self, one: ComplaintLine) -> Line:
        """Return the line of a complaint whose time is over or nearly."""
        zone, is_over = self.hall.desk.zone, one.due_at <= self.hall.desk.clock()
        mark = (
            tr("{clock} overdue") if is_over else tr("{clock} by {time}")
        ).format(clock=clock_name(one.clock), time=fmt.moment(one.due_at, zone))  # fmt: skip
        title = tr("Complaint {n}, {name}").format(
            n=fmt.code(str(one.number)), name=_name(one.name)
        )
        return Line(
            "mood-sad", title, _parts(category_name(one.category), isolate(one.text)), mark,
            "danger" if is_over else "warn", "danger" if is_over else "warn",
            lambda: self.doors.record("complaint", one.id),
        )  # fmt: skip

    def record(self, one: RecordLine) -> Line:
        """Return the line of a request, an occasion order or an agreement."""
        days = (one.on_day - self.page.day).days
        icons = {"request": "inbox", "occasion_order": "gift", "agreement": "certificate"}
        title = tr("{what} {n}, {name}").format(
            what=place_name(one.place), n=fmt.code(str(one.number)), name=_name(one.name)
        )
        return Line(
            icons[one.place], title, _parts(kind_name(one.kind), isolate(one.text)),
            in_days(days), "danger" if days < 0 else "warn" if days == 0 else "plain", "accent",
            lambda: self.doors.record(one.place, one.id),
        )  # fmt: skip

    def birthday(self, one: BirthdayLine) -> Line:
        """Return the line of a birthday."""
        who = one.member
        return Line(
            "cake", isolate(who.name), fmt.code(who.number),
            in_days(one.in_days), "ok" if one.in_days == 0 else "plain", "gold",
            lambda: self.doors.member(who.member_id),
        )  # fmt: skip

    def call(self, one: CallLine) -> Line:
        """Return the line of a silent member."""
        who = one.member
        beside = tr("silent for {days} days, usually buys every {usual}").format(
            days=fmt.number(one.silent_days), usual=fmt.number(round(one.usual_days))
        )
        may_write = self.hall.desk.may(Permission.FOLLOWUP_WRITE)
        return Line(
            "phone-call", isolate(who.name), beside, fmt.amount_with_unit(who.net_rial), "plain",
            "info", lambda: self.doors.member(who.member_id),
            tr("Plan a call") if may_write else "", lambda: self.doors.call(who.member_id),
        )  # fmt: skip

    def mention(self, one: MentionLine) -> Line:
        """Return the line of a note that names the operator."""
        title = tr("{by} about {name}").format(by=isolate(one.by), name=isolate(one.name))
        return Line(
            "at", title, _parts(isolate(one.text)), "", "plain", "info",
            lambda: self.doors.member(one.member_id), tr("Read"), lambda: self.doors.seen(one.id),
        )  # fmt: skip

    def approval(self, one: ApprovalLine) -> Line:
        """Return the line of a compensation that waits for leave."""
        given = (
            trn("{n} point", "{n} points", one.points).format(n=fmt.number(one.points))
            if one.points
            else fmt.amount_with_unit(one.rial)
        )
        title = tr("Complaint {n}, {name}").format(
            n=fmt.code(str(one.complaint)), name=_name(one.name)
        )
        beside = _parts(remedy_name(one.kind), tr("proposed by {by}").format(by=isolate(one.by)))
        return Line(
            "heart-handshake", title, beside, given, "warn", "warn",
            lambda: self.doors.record("complaint", one.complaint_id),
        )  # fmt: skip


def in_days(days: int) -> str:
    """Return how far a day is: overdue, today, tomorrow, in so many days."""
    if days < 0:
        return trn("{n} day late", "{n} days late", -days).format(n=fmt.number(-days))
    if days == 0:
        return tr("today")
    if days == 1:
        return tr("tomorrow")
    return tr("in {n} days").format(n=fmt.number(days))


def _name(name: str) -> str:
    return isolate(name) if name else tr("Nobody named")


def _parts(*parts: str) -> str:
    """Return what is said in one line, however many lines it was written in."""
    return " · ".join(" ".join(part.split()) for part in parts if part)
