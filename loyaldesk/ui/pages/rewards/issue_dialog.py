"""Making vouchers: which reward, for whom, how many, until when, and why."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.rewards import Reward
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.look import look
from loyaldesk.services import club, vouchers
from loyaldesk.services.approvals import Approval
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import muted
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.kit.toggles import Segments
from loyaldesk.ui.pages.rewards.small_dialogs import text_field
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.member_pick import MemberPick
from loyaldesk.ui.parts.second_person import AgreedDialog


class IssueDialog(AgreedDialog):
    """Asks what vouchers are to be made and makes them; many at once by two people.

    Args:
        parent: The page.
        hall: Where and who.
        offered: The rewards in force.
    """

    issued = Signal(list)  # the ids of the vouchers

    def __init__(self, parent: QWidget, hall: Hall, offered: Sequence[Reward]) -> None:
        super().__init__(parent, hall, tr("Issue vouchers"), tr("Issue"), width=520)
        desk = hall.desk
        self._limit = (
            club.programme(desk).limits.voucher_count if desk.may(Permission.PROGRAMME_READ) else 0
        )
        self._by_code = {one.code: one for one in offered}
        language = look().language
        self.reward: Field[Choice[str]] = Field(
            tr("Reward"), Choice([(one.name(language), one.code) for one in offered])
        )
        self.who: Segments[str] = Segments(
            [(tr("For one member"), "member"), (tr("For whoever brings them"), "bearer")],
            tr("For whom"),
        )
        self.member = MemberPick(desk)
        self.member_field = Field(tr("Member"), self.member)
        self.count = Field(tr("How many"), DigitsEdit("number", most=4))
        self.last = Field(tr("Last day"), DateEdit(desk.today, first=desk.today()))
        self.note = text_field(tr("Note"), tr("Why they are given; it stands in the log."))
        self.what = muted("", wrap=True)
        days = row(self.count, self.last, spacing=M)
        self.add(self.reward, self.who, self.member_field, days, self.note, self.what, self.second)
        self.count.widget.changed.connect(self._tell_second)
        self.who.chosen.connect(lambda _value: self._show_fields())
        self.member.confirmed.connect(self.primary.click)
        self.reward.widget.currentIndexChanged.connect(self._show_hint)
        self._show_fields()
        self._show_hint()
        self.reward.widget.setFocus()

    def is_dirty(self) -> bool:
        """Return whether anything was typed."""
        return bool(
            self.member.member_id() or self.count.widget.text() or self.last.widget.text()
            or self.note.widget.text().strip()
        )  # fmt: skip

    def fields(self) -> dict[str, Field[Any]]:
        """Return the fields by the names errors give them."""
        return {
            "reward": self.reward, "member": self.member_field, "count": self.count,
            "valid_until": self.last, "note": self.note,
        }  # fmt: skip

    def asked_for(self) -> tuple[str, int, int]:
        """Return act, subject and amount of the leave."""
        return vouchers.ACT, 0, self._wanted()

    def book(self, approval: Approval | None) -> None:
        """Make them."""
        made = self._issue(approval)
        self.issued.emit([one.id for one in made])

    def _wanted(self) -> int:
        return 1 if self.who.value() == "member" else self.count.widget.number() or 0

    def _tell_second(self) -> None:
        is_more = bool(self._limit) and self._wanted() > self._limit
        why = trn(
            "More than {n} voucher at once: a second person agrees, here at this desk.",
            "More than {n} vouchers at once: a second person agrees, here at this desk.",
            self._limit,
        )
        self.need_second(why.format(n=fmt.number(self._limit)) if is_more else "")

    def _issue(self, approval: Approval | None) -> list[vouchers.IssuedVoucher]:
        last = self.last.widget.day()
        if self.last.widget.error():
            raise BadInput("valid_until", "not a day", self.last.widget.text()[:80])
        members: list[int] = []
        count = 0
        if self.who.value() == "member":
            member = self.member.member_id()
            if member is None:
                raise BadInput("member", "empty")
            members = [member]
        else:
            typed = self.count.widget.number()
            if typed is None:
                raise BadInput("count", "empty")
            count = typed
        return vouchers.issue_vouchers(
            self._desk, self.reward.widget.value() or "", member_ids=members, count=count,
            valid_until=last, note=self.note.widget.text(), approval=approval,
        )  # fmt: skip

    def _show_fields(self) -> None:
        is_one = self.who.value() == "member"
        self.member_field.setVisible(is_one)
        self.count.setVisible(not is_one)
        self._tell_second()
        self.what.setText(
            tr("The voucher is made at once and can be used only by this member.")
            if is_one
            else tr("Each voucher has a code of its own and can be used once, by anybody.")
        )
        if self.isVisible():
            (self.member if is_one else self.count.widget).setFocus()

    def _show_hint(self) -> None:
        reward = self._by_code.get(self.reward.widget.value() or "")
        days = reward.valid_days if reward is not None else 0
        text = trn("Empty: good for {n} day", "Empty: good for {n} days", days)
        self.last.set_hint(text.format(n=fmt.number(days)) if days else tr("Empty: no last day"))
