"""Writing an incident down with whom it would list, and adding somebody the sales do not show."""

import uuid
from datetime import UTC, datetime, time
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.complaints import INCIDENT_KINDS
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.services import incidents
from loyaldesk.services.complaint_words import incident_name
from loyaldesk.services.incident_list import IncidentDraft
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.labels import IconAndWords
from loyaldesk.ui.kit.layout import M, row
from loyaldesk.ui.kit.time_edit import TimeEdit
from loyaldesk.ui.pages.complaints.act_dialogs import line
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.long_text import LongText
from loyaldesk.ui.parts.member_pick import MemberPick
from loyaldesk.ui.parts.reason import reason_field

LONGEST = 2000
LULL_MS = 250
WHOLE_DAY = (time(0, 0), time(23, 59, 59))


class IncidentDialog(Dialog):
    """Kind by digit, what happened, from when to when, which goods; how many it hit is told."""

    def __init__(self, parent: QWidget | None, hall: Hall) -> None:
        super().__init__(parent, tr("New incident"), primary=tr("Keep the incident"), width=680)
        self._hall, self._desk = hall, hall.desk
        self._key = f"incident:{uuid.uuid4().hex}"
        self.made = 0
        self.kind: DigitChoice[str] = DigitChoice(
            [(incident_name(code), code) for code in INCIDENT_KINDS], tr("What kind")
        )
        self.text = LongText(LONGEST)
        self.days = [DateEdit(hall.desk.today, last=hall.desk.today()) for _end in range(2)]
        self.hours = [TimeEdit() for _end in range(2)]
        for day in self.days:
            day.set_day(hall.desk.today())
        self.product = line()
        self.count = IconAndWords("users", "", "label")
        self.fields: dict[str, Field[Any]] = {
            "kind": Field(tr("What kind"), self.kind),
            "text": Field(tr("What happened"), self.text),
            "from_at": Field(tr("From day"), self.days[0]),
            "from_hour": Field(tr("From hour (empty: all day)"), self.hours[0]),
            "until_at": Field(tr("To day"), self.days[1]),
            "until_hour": Field(tr("To hour"), self.hours[1]),
            "product": Field(
                tr("Goods it was about (empty: every sale of that time)"), self.product
            ),
        }  # fmt: skip
        each = self.fields
        span = row(
            each["from_at"], each["from_hour"], each["until_at"], each["until_hour"], spacing=M
        )
        for at in range(4):
            span.setStretch(at, 1)
        self.add(each["kind"], each["text"], span, each["product"], self.count)
        self._lull = QTimer(self)
        self._lull.setSingleShot(True)
        self._lull.setInterval(LULL_MS)
        self._lull.timeout.connect(self.preview)
        for widget in (*self.days, *self.hours, self.product):
            widget.textChanged.connect(lambda _text: self._lull.start())
        self.kind.chosen.connect(self._on_kind)
        self.primary.set_key("Ctrl+Enter")
        self.preview()
        self.kind.setFocus()

    def is_dirty(self) -> bool:
        """Return whether something was typed."""
        return bool(self.text.text().strip() or self.product.text().strip())

    def preview(self) -> None:
        """Say how many members it would list."""
        try:
            found = incidents.preview(self._desk, self._draft("…", self.kind.value() or "other"))
        except ClubError:
            self.count.label.setText(tr("Say from when to when it was."))
            return
        self.count.label.setText(
            trn("{n} member was hit", "{n} members were hit", found).format(n=fmt.number(found))
        )

    def submit(self) -> None:
        """Keep it, with the list of whom it hit."""
        try:
            done = incidents.open(self._desk, self._draft(self.text.text(), self._chosen()))
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.made = done.id
        self.accept()
        self._hall.toasts.show(
            trn(
                "Incident {number} is kept; {n} member is to be told.",
                "Incident {number} is kept; {n} members are to be told.", done.hit,
            ).format(number=fmt.number(done.number), n=fmt.number(done.hit))
        )  # fmt: skip

    def _chosen(self) -> str:
        kind = self.kind.value()
        if kind is None:
            raise BadInput("kind", "empty")
        return kind

    def _on_kind(self, _kind: str) -> None:
        self.fields["kind"].clear_error()
        self.text.setFocus()

    def _draft(self, text: str, kind: str) -> IncidentDraft:
        now = self._desk.clock()
        ends: list[datetime] = []
        for name, day, hour, usual in zip(
            ("from", "until"), self.days, self.hours, WHOLE_DAY, strict=True
        ):
            on = day.day()
            if on is None:
                raise BadInput(f"{name}_at", "not a day" if day.text() else "empty", day.text())
            if hour.error():
                raise BadInput(f"{name}_hour", "not an hour", hour.text())
            at = datetime.combine(on, hour.hour() or usual, self._desk.zone).astimezone(UTC)
            ends.append(at if name == "from" else min(at, max(now, ends[0])))
        return IncidentDraft(self._key, kind, text, ends[0], ends[1], self.product.text())


class AddPersonDialog(Dialog):
    """Somebody whom the incident hit though the sales do not show it, with the reason."""

    def __init__(self, parent: QWidget | None, hall: Hall, incident_id: int) -> None:
        super().__init__(parent, tr("Add a member"), primary=tr("Add"))
        self._desk, self._incident_id = hall.desk, incident_id
        self.pick = MemberPick(hall.desk)
        self.reason = reason_field()
        self.fields: dict[str, Field[Any]] = {
            "member": Field(tr("Member"), self.pick), "reason": self.reason,
        }  # fmt: skip
        self.add(*self.fields.values())
        self.pick.picked.connect(lambda _id: self.reason.widget.setFocus())
        self.pick.box.setFocus()

    def is_dirty(self) -> bool:
        """Return whether a reason was typed."""
        return bool(self.reason.widget.text().strip())

    def submit(self) -> None:
        """Put them on the list."""
        member_id = self.pick.member_id()
        try:
            if member_id is None:
                raise BadInput("member", "empty")
            incidents.add_member(
                self._desk, self._incident_id, member_id, self.reason.widget.text()
            )
        except ClubError as error:
            show_on(self.fields, error, self)
            return
        self.accept()
