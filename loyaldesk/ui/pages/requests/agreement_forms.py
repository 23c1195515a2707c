"""Writing an agreement down, and renewing one in one act."""

import uuid
from datetime import date

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.agreements import KINDS, LADDER, AgreementDraft, renewed_from
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ascii_digits, isolate
from loyaldesk.services import agreements
from loyaldesk.services.agreements import AgreementRow
from loyaldesk.services.request_words import kind_name
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.money_edit import AmountEdit
from loyaldesk.ui.pages.requests.forms import FormDialog, beside, line_field
from loyaldesk.ui.pages.requests.who import WhoPick
from loyaldesk.ui.parts.hall import Hall


def amount_field(rial: int | None = None) -> Field[AmountEdit]:
    """Return a field for what it costs."""
    name = tr("Amount ({unit}, may stay empty)").format(unit=fmt.unit_name())
    made = Field(name, AmountEdit(name=name))
    made.widget.set_amount(rial)
    return made


def day_of(field: Field[DateEdit], name: str) -> date | None:
    """Return the day in a field.

    Raises:
        BadInput: If it cannot be read.
    """
    day = field.widget.day()
    if field.widget.error():
        raise BadInput(name, "not a day", field.widget.text()[:40])
    return day


class AgreementForm(FormDialog):
    """Writes down a subscription, contract, warranty or service of a member.

    Args:
        parent: The page.
        hall: Where and who.
        member_id: Who is on view; 0: nobody.
    """

    def __init__(self, parent: QWidget, hall: Hall, member_id: int = 0) -> None:
        super().__init__(parent, tr("New agreement"), primary=tr("Write it down"), width=600)
        self._desk = hall.desk
        self._key = uuid.uuid4().hex
        self.made = 0
        self.kind: DigitChoice[str] = DigitChoice(
            [(kind_name(code), code) for code in KINDS], tr("Kind"), columns=4
        )
        self.kind_field = Field(tr("Kind"), self.kind)
        self.who = WhoPick(hall.desk, member_id, may_be_stranger=False, may_be_prospect=False)
        self.title_field = line_field(tr("What it is about"))
        self.ends = Field(tr("Last day"), DateEdit(hall.desk.today))
        self.starts = Field(tr("First day (may stay empty)"), DateEdit(hall.desk.today))
        self.amount = amount_field()
        self.ladder = line_field(
            tr("Reminders"), tr("Days before the end, such as {days}.").format(days=_days(LADDER))
        )
        self.ladder.widget.setText(_days(LADDER))
        self.add(
            self.kind_field, self.who, self.title_field, beside(self.ends, self.starts),
            beside(self.amount, self.ladder),
        )  # fmt: skip
        self.kind.chosen.connect(self._on_kind)
        self.who.settled.connect(self.title_field.widget.setFocus)
        self.kind.setFocus()

    def typed(self) -> str:
        """Return what was typed."""
        return self.who.typed() + self.title_field.widget.text() + self.ends.widget.text()

    def do(self) -> None:
        """Write it down."""
        self.fields = {
            "kind": self.kind_field, "title": self.title_field, "ends_on": self.ends,
            "starts_on": self.starts, "amount": self.amount, "remind_days": self.ladder,
            **self.who.fields(),
        }  # fmt: skip
        who = self.who.known()
        if self.kind.value() is None:
            raise BadInput("kind", "empty")
        if who.member_id is None:
            raise BadInput("member", "empty")
        ends, starts = day_of(self.ends, "ends_on"), day_of(self.starts, "starts_on")
        if ends is None:
            raise BadInput("ends_on", "empty")
        self.made = agreements.add(
            self._desk,
            AgreementDraft(
                self._key, who.member_id, self.kind.value() or "", self.title_field.widget.text(),
                ends, starts, _read_days(self.ladder.widget.text()),
                self.amount.widget.amount_rial(),
            ),
        ).id  # fmt: skip

    def _on_kind(self, _kind: str) -> None:
        self.kind_field.clear_error()
        if self.who.is_open():
            self.who.box.setFocus()
        else:
            self.title_field.widget.setFocus()


class RenewForm(FormDialog):
    """Renews an agreement for as long as it ran; Enter does.

    Args:
        parent: The page.
        hall: Where and who.
        old: What ends.
    """

    def __init__(self, parent: QWidget, hall: Hall, old: AgreementRow) -> None:
        title = tr("Renew: {who}").format(who=isolate(old.who))
        super().__init__(parent, title, primary=tr("Renew"), width=520)
        self._desk, self._old = hall.desk, old
        self._key = uuid.uuid4().hex
        self.made = 0
        begins = renewed_from(old.ends_on, hall.desk.today())
        self.ends = Field(tr("New last day"), DateEdit(hall.desk.today, first=begins))
        if old.starts_on is not None:
            self.ends.widget.set_day(begins + (old.ends_on - old.starts_on))
        self.amount = amount_field(old.amount_rial)
        self.fields = {"ends_on": self.ends, "amount": self.amount}
        said = tr("{title}: it goes on from {day}.").format(
            title=isolate(old.title), day=fmt.long_day(begins)
        )
        self.add(Label(said, "muted", wrap=True), beside(self.ends, self.amount))
        self._before = self.ends.widget.text()
        self.ends.widget.setFocus()
        self.ends.widget.selectAll()

    def typed(self) -> str:
        """Return the day, if it is other than at first."""
        return "" if self.ends.widget.text() == self._before else self.ends.widget.text()

    def do(self) -> None:
        """Renew it."""
        ends = day_of(self.ends, "ends_on")
        if ends is None:
            raise BadInput("ends_on", "empty")
        self.made = agreements.renew(
            self._desk, self._old.id, ends, key=self._key, version=self._old.version,
            amount_rial=self.amount.widget.amount_rial(),
        ).id  # fmt: skip


def _days(days: tuple[int, ...]) -> str:
    return fmt.digits(tr(", ").join(str(each) for each in days))


def _read_days(text: str) -> tuple[int, ...]:
    parts = ascii_digits(text).replace("،", " ").replace(",", " ").split()
    if any(not each.isdecimal() or len(each) > len("9999") for each in parts):
        raise BadInput("remind_days", "not a number", text[:40])
    return tuple(int(each) for each in parts)
