"""Writing an occasion order down, handing it over, and promising another moment."""

import uuid
from datetime import date, time

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.errors import OutsideHours
from loyaldesk.domain.occasions import ALERT_DAYS, MOST_ALERT_DAYS, OrderDraft
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import occasion_days, occasions
from loyaldesk.services.occasions import OrderRow
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.count_edit import CountEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import box
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.pages.requests.agreement_forms import day_of
from loyaldesk.ui.pages.requests.forms import DayAndHour, FormDialog, beside, line_field
from loyaldesk.ui.pages.requests.who import WhoPick
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.long_text import LongText

OWN = ""
"""An occasion that stands in no table, by its own name."""


class AgreedForm(FormDialog):
    """A form whose moment may lie outside the hours when that was agreed; then a tick is shown."""

    agreed: CheckBox

    def placed(self, error: ClubError) -> ClubError:
        """Offer to say that it was agreed."""
        if isinstance(error, OutsideHours):
            self.agreed.show()
        return error


class OrderForm(AgreedForm):
    """Writes down what was promised for a day that must not be missed.

    Args:
        parent: The page.
        hall: Where and who.
        member_id: Who is on view; 0: nobody.
    """

    def __init__(self, parent: QWidget, hall: Hall, member_id: int = 0) -> None:
        super().__init__(
            parent, tr("New occasion order"), primary=tr("Write it down"), width=600
        )  # fmt: skip
        self._desk = hall.desk
        self._key = uuid.uuid4().hex
        self.made = 0
        self._days: dict[str, date] = {}
        self.occasion: Field[Choice[str]] = Field(tr("Occasion"), Choice(self._choices()))
        self.own = line_field(tr("Name of the occasion"))
        self.own_day = Field(tr("Its day"), DateEdit(hall.desk.today, first=hall.desk.today()))
        self._own_line = box(beside(self.own, self.own_day))
        self.who = WhoPick(hall.desk, member_id, may_be_stranger=False)
        self.text = Field(tr("What is ordered"), LongText(2000))
        self.when = DayAndHour(hall.desk, "promised_at", tr("Promised for"), tr("Hour"))
        self.alert: Field[CountEdit] = Field(
            tr("Alert before (days)"), CountEdit(0, MOST_ALERT_DAYS)
        )
        self.alert.widget.setValue(ALERT_DAYS)
        self.agreed = CheckBox(tr("Agreed although the shop is closed then"))
        self.add(
            self.occasion, self._own_line, self.who, self.text,
            beside(self.when.day, self.when.hour, self.alert), self.agreed,
        )  # fmt: skip
        self.agreed.hide()
        self.occasion.widget.currentIndexChanged.connect(lambda _at: self._on_occasion())
        self.who.settled.connect(self.text.widget.setFocus)
        self._on_occasion()
        self.occasion.widget.setFocus()

    def typed(self) -> str:
        """Return what was typed."""
        return self.who.typed() + self.text.widget.text() + self.own.widget.text()

    def do(self) -> None:
        """Write it down."""
        code = self.occasion.widget.value() or OWN
        own = self.own if code == OWN else self.occasion
        day = self.own_day if code == OWN else self.occasion
        self.fields = {
            "occasion": own, "occasion_on": day, "text": self.text, "alert_days": self.alert,
            **self.when.fields, **self.who.fields(),
        }  # fmt: skip
        who = self.who.known()
        name = code or self.own.widget.text().strip()
        if not name:
            raise BadInput("occasion", "empty")
        on = day_of(self.own_day, "occasion_on") if code == OWN else self._days[code]
        if on is None:
            raise BadInput("occasion_on", "empty")
        if who.member_id is None and who.prospect_id is None:
            raise BadInput("member", "empty")
        self.made = occasions.add(
            self._desk,
            OrderDraft(
                self._key, name, self.text.widget.text(), self.when.moment(), who.member_id,
                who.prospect_id, on, self.agreed.isChecked(), self.alert.widget.value(),
            ),
        ).id  # fmt: skip

    def _choices(self) -> list[tuple[str, str]]:
        rows = []
        for mark in occasion_days.choices(self._desk):
            self._days[mark.code] = mark.on
            day = fmt.long_day(mark.on)
            if mark.state == "estimated":
                day = tr("{day}, may still move").format(day=day)
            rows.append((f"{mark.name(look().language)} · {day}", mark.code))
        return [*rows, (tr("Another day of their own"), OWN)]

    def _on_occasion(self) -> None:
        code = self.occasion.widget.value() or OWN
        self._own_line.setVisible(code == OWN)
        if code != OWN:
            self.when.day.widget.set_day(self._days[code])


class HandOverForm(FormDialog):
    """Says when an order was handed over; now, unless something else is typed."""

    def __init__(self, parent: QWidget, hall: Hall, one: OrderRow) -> None:
        title = tr("Handed over: {who}").format(who=isolate(one.who))
        super().__init__(parent, title, primary=tr("Handed over"), width=480)
        self._desk, self._one = hall.desk, one
        self.is_kept = False
        self.when = DayAndHour(hall.desk, "delivered_at", is_past=True)
        self.when.show(hall.desk.clock())
        self._now = self.when.hour.widget.text(), self.when.day.widget.text()
        self.fields = self.when.fields
        self.add(
            Label(isolate(one.text), "muted", wrap=True), beside(self.when.day, self.when.hour)
        )
        self.when.hour.widget.setFocus()
        self.when.hour.widget.selectAll()

    def do(self) -> None:
        """Keep it; what came late begins its recovery."""
        shown = self.when.hour.widget.text(), self.when.day.widget.text()
        at = None if shown == self._now else self.when.moment(time())
        self.is_kept = occasions.deliver(self._desk, self._one.id, version=self._one.version, at=at)


class OrderMoveForm(AgreedForm):
    """Promises another moment because the member asked for it."""

    def __init__(self, parent: QWidget, hall: Hall, one: OrderRow) -> None:
        title = tr("Another moment: {who}").format(who=isolate(one.who))
        super().__init__(parent, title, primary=tr("Move"), width=520)
        self._desk, self._one = hall.desk, one
        self.when = DayAndHour(hall.desk, "promised_at", tr("Promised for"), tr("Hour"))
        self.when.show(one.promised_at)
        self.text = line_field(tr("In a sentence (may stay empty)"))
        self.agreed = CheckBox(tr("Agreed although the shop is closed then"))
        self.fields = {**self.when.fields, "text": self.text}
        note = tr("Only when the member asks for it; what the shop cannot keep is missed.")
        self.add(
            Label(note, "muted", wrap=True), beside(self.when.day, self.when.hour), self.text,
            self.agreed,
        )  # fmt: skip
        self.agreed.hide()
        self.when.day.widget.setFocus()
        self.when.day.widget.selectAll()

    def typed(self) -> str:
        """Return the sentence."""
        return self.text.widget.text()

    def do(self) -> None:
        """Promise it."""
        occasions.move(
            self._desk, self._one.id, self.when.moment(), text=self.text.widget.text(),
            version=self._one.version, is_agreed=self.agreed.isChecked(),
        )  # fmt: skip
