"""Points moved by hand: a correction, and a transfer to another member."""

import uuid

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.errors import NotEnoughPoints
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.points import MOST_POINTS
from loyaldesk.domain.rewards import Limits
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.services import club, corrections, points, transfers
from loyaldesk.services.approvals import Approval
from loyaldesk.services.desk import Desk
from loyaldesk.services.profile import CounterCard
from loyaldesk.services.transfers import TransferPlan
from loyaldesk.services.words import words
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.member.plan_sheet import PlanSheet
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.member_edit import MemberEdit
from loyaldesk.ui.parts.reason import reason_field
from loyaldesk.ui.parts.second_person import AgreedDialog

PARTS_SHOWN = 6


def points_field() -> Field[DigitsEdit]:
    """Return a field for points."""
    return Field(tr("Points"), DigitsEdit("number", most=len(str(MOST_POINTS))))


def limits_of(desk: Desk) -> Limits:
    """Return what the operator may do alone by hand."""
    return club.programme(desk).limits if desk.may(Permission.PROGRAMME_READ) else Limits()


def above(limit: int, amount: int) -> str:
    """Return why a second person has to agree, or nothing."""
    if not limit or amount <= limit:
        return ""
    return tr("Above {limit} points a second person agrees, here at this desk.").format(
        limit=fmt.number(limit)
    )


class CorrectDialog(AgreedDialog):
    """Adds or takes points by hand."""

    def __init__(self, parent: QWidget, hall: Hall, card: CounterCard) -> None:
        super().__init__(parent, hall, tr("Correct points"), tr("Book the correction"))
        self._card = card
        self._key = f"correct:{uuid.uuid4().hex}"
        self._limits = limits_of(hall.desk)
        self.way: Segments[int] = Segments(
            [(tr("Add"), 1), (tr("Take away"), -1)], tr("Add or take away")
        )
        self.points = points_field()
        self.reason = reason_field()
        self.after = Label("", "muted", wrap=True)
        self.way.chosen.connect(self._tell_after)
        self.points.widget.changed.connect(self._tell_after)
        self.add(self.way, self.points, self.after, self.reason, self.second)
        if self._limits.correction_points:
            self.points.set_hint(
                tr("Up to {limit} points you book alone.").format(
                    limit=fmt.number(self._limits.correction_points)
                )
            )
        self._tell_after()
        self.points.widget.setFocus()

    def is_dirty(self) -> bool:
        """Return whether anything was typed."""
        return bool(self.points.widget.text() or self.reason.widget.text().strip())

    def fields(self) -> dict[str, Field]:  # type: ignore[type-arg]
        """Return the fields by the names errors give them."""
        return {"points": self.points, "reason": self.reason}

    def check(self) -> None:
        """Refuse what cannot be booked, before a second person is asked."""
        if self.points.widget.number() is None:
            raise BadInput("points", "empty")
        if -self._wanted() > self._card.points:
            raise NotEnoughPoints(-self._wanted(), self._card.points)
        if not self.reason.widget.text().strip():
            raise BadInput("reason", "empty")

    def asked_for(self) -> tuple[str, int, int]:
        """Return act, subject and amount of the leave."""
        return corrections.ACT, self._card.id, abs(self._wanted())

    def book(self, approval: Approval | None) -> None:
        """Book the correction."""
        points.correct(
            self._desk, self._card.id, self._wanted(), self.reason.widget.text(), key=self._key,
            approval=approval,
        )  # fmt: skip

    def _wanted(self) -> int:
        return self.way.value() * (self.points.widget.number() or 0)

    def _tell_after(self) -> None:
        held = self._card.points + self._card.pending
        after = held - self._card.debt + self._wanted()
        worth = club.programme(self._desk).worth_rial(abs(self._wanted()))
        self.after.setText(
            tr("{before} points now, {after} afterwards. The correction is worth {amount}.").format(
                before=fmt.number(held - self._card.debt), after=fmt.number(after),
                amount=fmt.amount_with_unit(worth),
            )
        )  # fmt: skip
        self.need_second(above(self._limits.correction_points, abs(self._wanted())))


class TransferDialog(AgreedDialog):
    """Hands points over to another member; which lots and dates move is shown before."""

    def __init__(self, parent: QWidget, hall: Hall, card: CounterCard) -> None:
        super().__init__(
            parent, hall, tr("Hand points over"), tr("Hand the points over"), width=520
        )
        self._card = card
        self._key = uuid.uuid4().hex
        self.plan: TransferPlan | None = None
        self.to = Field(tr("To whom"), MemberEdit(hall.desk, but=card.id))
        self.points = points_field()
        self.points.set_hint(
            tr("{points} can be spent today.").format(points=fmt.number(card.points))
        )
        self.reason = reason_field()
        self.what = PlanSheet()
        self.add(self.to, self.points, self.what, self.reason, self.second)
        self.to.widget.textChanged.connect(self._show_plan)
        self.points.widget.changed.connect(self._show_plan)
        self.to.widget.setFocus()

    def is_dirty(self) -> bool:
        """Return whether anything was typed."""
        return bool(
            self.to.widget.text() or self.points.widget.text() or self.reason.widget.text().strip()
        )

    def fields(self) -> dict[str, Field]:  # type: ignore[type-arg]
        """Return the fields by the names errors give them."""
        return {"member": self.to, "points": self.points, "reason": self.reason}

    def check(self) -> None:
        """Refuse what cannot be handed over, before a second person is asked."""
        if self.to.widget.member_id() is None:
            raise BadInput("member", "empty")
        amount = self.points.widget.number()
        if amount is None:
            raise BadInput("points", "empty")
        if not self.reason.widget.text().strip():
            raise BadInput("reason", "empty")
        self._show_plan()
        if self.plan is not None and self.plan.missing:
            raise NotEnoughPoints(amount, amount - self.plan.missing)

    def asked_for(self) -> tuple[str, int, int]:
        """Return act, subject and amount of the leave."""
        return transfers.ACT, self._card.id, self.points.widget.number() or 0

    def book(self, approval: Approval | None) -> None:
        """Hand the points over."""
        transfers.transfer(
            self._desk, self._card.id, self.to.widget.member_id() or 0,
            self.points.widget.number() or 0, self.reason.widget.text(), key=self._key,
            approval=approval,
        )  # fmt: skip

    def _show_plan(self) -> None:
        other, amount = self.to.widget.member_id(), self.points.widget.number()
        self.plan = None
        for field in (self.to, self.points):
            field.clear_error()
        if other is None or not amount:
            self.what.show_lines([])
            self.need_second("")
            return
        try:
            self.plan = transfers.plan(self._desk, self._card.id, other, amount)
        except ClubError as error:
            self.what.show_lines([])
            show_on(self.fields(), error, self)
            return
        self.set_error("")
        self.what.show_lines(_plan_lines(self.plan))
        limit = limits_of(self._desk).transfer_points
        self.need_second(above(limit, amount) if self.plan.needs_approval else "")
        if self.plan.missing:
            lacking = NotEnoughPoints(amount, amount - self.plan.missing)
            self.points.set_error(words(lacking))


def _plan_lines(plan: TransferPlan) -> list[tuple[str, str]]:
    lines = [
        (
            tr("From the lot of {day}").format(day=fmt.day(part.earned_on)),
            tr("{points}, good until {day}").format(
                points=fmt.number(part.points), day=fmt.day(part.expires_on)
            )
            if part.expires_on
            else tr("{points}, without an end").format(points=fmt.number(part.points)),
        )
        for part in plan.parts[:PARTS_SHOWN]
    ]
    rest = plan.parts[PARTS_SHOWN:]
    if rest:
        words = trn("From {n} more lot", "From {n} more lots", len(rest))
        total = fmt.number(sum(part.points for part in rest))
        lines.append((words.format(n=fmt.number(len(rest))), total))
    if plan.settles:
        lines.append((tr("Of it settles a debt there"), fmt.number(plan.settles)))
    lines.append((tr("Left here"), fmt.number(plan.giver_after)))
    lines.append((tr("There afterwards"), fmt.number(plan.receiver_after)))
    if plan.left_today is not None:
        lines.append((tr("Can be handed over today"), fmt.number(plan.left_today)))
    return lines
