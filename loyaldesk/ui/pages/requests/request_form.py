"""A new request: its kind by digit, who asks, what is wanted, and when it is due."""

import uuid
from datetime import datetime, time
from typing import Any

from PySide6.QtWidgets import QWidget

from loyaldesk.domain.requests import KINDS, RequestDraft
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import request_terms, requests, worktime
from loyaldesk.services.request_words import kind_name
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import Label
from loyaldesk.ui.kit.layout import box
from loyaldesk.ui.pages.requests.forms import DayAndHour, FormDialog, beside, line_field
from loyaldesk.ui.pages.requests.who import WhoPick
from loyaldesk.ui.parts.hall import Hall

_EVENING = time(23, 59)


class RequestForm(FormDialog):
    """Writes down what somebody asks for.

    A call-back is: its digit, the number, Enter; the hour may be typed too.

    Args:
        parent: The page.
        hall: Where and who.
        member_id: Who is on view; 0: nobody.
    """

    def __init__(self, parent: QWidget, hall: Hall, member_id: int = 0) -> None:
        super().__init__(parent, tr("New request"), primary=tr("Write it down"), width=600)
        self._hall, self._desk = hall, hall.desk
        self._key = uuid.uuid4().hex
        self.made: requests.Opened | None = None
        self.kind: DigitChoice[str] = DigitChoice(
            [(kind_name(code), code) for code in KINDS], tr("Kind of request")
        )
        self.kind_field = Field(tr("What is it about?"), self.kind)
        self.who = WhoPick(hall.desk, member_id)
        self.product = line_field(tr("Product"))
        self.text = line_field(tr("In a sentence (may stay empty)"))
        self.when = DayAndHour(
            hall.desk, "due_at", tr("Wanted for the day (may stay empty)"),
            tr("Hour (may stay empty)"),
        )  # fmt: skip
        self.due = Label("", "muted", wrap=True)
        self.when_box = box(beside(self.when.day, self.when.hour))
        self.add(self.kind_field, self.who, self.product, self.text, self.when_box, self.due)
        self.kind.chosen.connect(self._on_kind)
        self.who.settled.connect(self._to_what)
        for edit in (self.when.day.widget, self.when.hour.widget):
            edit.textChanged.connect(lambda _text: self._tell_due())
        self._tell_due()
        self.kind.setFocus()

    def typed(self) -> str:
        """Return what was typed."""
        return self.who.typed() + self.product.widget.text() + self.text.widget.text()

    def do(self) -> None:
        """Write it down, and say when it is due."""
        self.fields = self._named()
        who = self.who.somebody()
        self.made = requests.open_request(
            self._desk,
            RequestDraft(
                self._key, self.kind.value() or "", who.member_id, who.prospect_id, who.name,
                who.mobile, self.product.widget.text(), self.text.widget.text(),
                "call" if self.kind.value() == "callback" else "counter", self._due(),
            ),
        )  # fmt: skip
        self._hall.toasts.show(told(self._hall, self.made))

    def _named(self) -> dict[str, Field[Any]]:
        return {
            "kind": self.kind_field, **self.who.fields(), "product": self.product,
            "text": self.text, **self.when.fields,
        }  # fmt: skip

    def _due(self) -> datetime | None:
        if self.when.is_empty():
            return None
        return self.when.moment(_EVENING)

    def _on_kind(self, kind: str) -> None:
        self.kind_field.clear_error()
        self.product.setVisible(kind != "callback")
        self._tell_due()
        if self.who.is_open():
            self.who.box.setFocus()
        else:
            self._to_what()

    def _to_what(self) -> None:
        if self.kind.value() is None:
            self.kind.setFocus()
        elif self.kind.value() == "callback":
            self.when.hour.widget.setFocus()
        else:
            self.product.widget.setFocus()

    def _tell_due(self) -> None:
        """Say when it is due; what cannot be understood yet is told on saving."""
        kind = self.kind.value()
        if kind is None:
            self.due.setText(tr("The shop's time for it is said here."))
            return
        working = worktime.of(self._desk.db)
        try:
            asked = self._due()
            if asked is None:
                minutes = request_terms.of(self._desk.db).minutes_for(kind)
                at = working.add(self._desk.clock(), minutes)
            else:
                at = working.next_open(max(asked, self._desk.clock()))
        except (BadInput, ClubError):
            self.due.setText("")
            return
        self.due.setText(due_sentence(self._hall, at))


def due_sentence(hall: Hall, at: datetime) -> str:
    """Return when something is due, in words."""
    local = at.astimezone(hall.desk.zone)
    return tr("Due: {day} at {time}").format(
        day=fmt.long_day(local.date()), time=fmt.time(at, hall.desk.zone)
    )


def told(hall: Hall, made: requests.Opened) -> str:
    """Return what the toast says about a request that was written down."""
    said = tr("Request {n} is written down.").format(n=fmt.number(made.number))
    found = {
        "member": tr("The number belongs to a member: it is theirs."),
        "new": tr("A prospect was made."),
    }.get(made.found, "")
    return " ".join(filter(None, (said, found, due_sentence(hall, made.due_at))))
