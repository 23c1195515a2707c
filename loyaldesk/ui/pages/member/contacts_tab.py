"""Every touch with a member: by which way, what came of it, need, promise, answer, rival."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from loyaldesk.domain.contacts import CHANNELS
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import contacts
from loyaldesk.services.contact_words import (
    channel_name,
    direction_name,
    result_name,
    rival_reason_name,
)
from loyaldesk.services.contacts import ContactRow
from loyaldesk.ui.errors import show
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.choice import Choice
from loyaldesk.ui.kit.empty_state import EmptyState
from loyaldesk.ui.kit.layout import M, S, row
from loyaldesk.ui.kit.table import Column
from loyaldesk.ui.pages.member.rows_view import PIECE, RowsView
from loyaldesk.ui.parts.faces import face_name
from loyaldesk.ui.parts.hall import Hall

_FEELING = {1: "danger", 2: "warn", 3: "plain", 4: "ok", 5: "ok"}


class ContactsTab(QWidget):
    """The contacts of one member, the newest first.

    Args:
        hall: Where and who.
        member_id: Whose.
        may_write: Whether there is somebody to have a contact with.
    """

    quick_wanted = Signal(str)

    def __init__(self, hall: Hall, member_id: int, *, may_write: bool) -> None:
        super().__init__()
        self._hall, self._desk, self._member_id = hall, hall.desk, member_id
        self._may_write = may_write and hall.desk.may(Permission.CONTACT_WRITE)
        self.channel: Choice[str] = Choice(
            [(tr("All ways"), ""), *((channel_name(code), code) for code in CHANNELS)],
            tr("By which way"),
        )
        self.new = button(tr("Note a contact"), "Ctrl+T", "phone")
        self.new.setShortcut("")  # the window hears it on every page
        self.new.setVisible(self._may_write)
        self.back = button(tr("Take it back"), icon_name="arrow-back-up")
        self.list: RowsView[ContactRow] = RowsView(
            self._columns(), tr("Contacts"), self._read,
            EmptyState(
                "phone", tr("Calls, visits and messages stand here once they are noted."),
                tr("Note a contact") if self._may_write else "",
                lambda: self.quick_wanted.emit("Ctrl+T"),
            ),
            whole, at_least={5: 860, 3: 820},
        )  # fmt: skip
        self.channel.chosen.connect(self._on_chosen)
        self.new.clicked.connect(lambda: self.quick_wanted.emit("Ctrl+T"))
        self.back.clicked.connect(self.take_back)
        self.list.table.current_changed.connect(self._offer)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        self.channel.setFixedWidth(200)
        layout.addLayout(row(self.channel, None, self.back, self.new, spacing=S))
        layout.addWidget(self.list, 1)

    def refresh(self) -> None:
        """Read the newest contacts anew."""
        self.list.refresh()
        self._offer(self.list.table.selected_row())

    def take_back(self) -> None:
        """Take the chosen contact back that was noted by mistake."""
        chosen = self.list.table.selected_row()
        if chosen is None:
            return
        try:
            contacts.withdraw(self._desk, chosen.id)
        except ClubError as error:
            show(error, self)
            return
        self._hall.toasts.show(tr("The contact was taken back."), kind="info")
        self.refresh()

    def _offer(self, chosen: ContactRow | None) -> None:
        self.back.setVisible(
            self._may_write
            and chosen is not None
            and chosen.operator_id == self._desk.operator.id
            and chosen.on_day == self._desk.today()
        )

    def _read(self, shown: Sequence[ContactRow]) -> list[ContactRow]:
        return contacts.of_member(self._desk, self._member_id, skip=len(shown), limit=PIECE)

    def _on_chosen(self, code: str) -> None:
        self.list.keep((lambda one: one.channel == code) if code else None)
        self._offer(self.list.table.selected_row())

    def _columns(self) -> list[Column[ContactRow]]:
        zone = self._desk.zone
        return [
            Column(tr("When"), lambda one: fmt.moment(one.at, zone), width_hint=148),
            Column(tr("How"), _way, width_hint=172),
            Column(tr("What came of it"), lambda one: result_name(one.result), width_hint=166),
            Column(
                tr("Feeling"), lambda one: face_name(one.feeling) if one.feeling else "",
                width_hint=116, tone=lambda one: _FEELING.get(one.feeling or 0, ""),
            ),
            Column(tr("What was said"), said),
            Column(tr("Operator"), lambda one: isolate(one.operator), width_hint=130),
        ]  # fmt: skip


def _way(one: ContactRow) -> str:
    name = channel_name(one.channel)
    if one.channel in ("counter", "visit", "task"):
        return name
    return tr("{way}, from us").format(way=name) if one.direction == "out" else name


def said(one: ContactRow) -> str:
    """Return what a contact holds, the most binding part first."""
    parts = [
        tr("promised: {what}").format(what=isolate(one.promise)) if one.promise else "",
        tr("needs: {what}").format(what=isolate(one.need)) if one.need else "",
        _answer(one),
        isolate(one.text) if one.text else "",
        _rival(one),
    ]
    return "  ·  ".join(part for part in parts if part)


def whole(one: ContactRow) -> str:
    """Return a contact in full."""
    head = tr("{way}, {direction}, {result}").format(
        way=channel_name(one.channel), direction=direction_name(one.direction),
        result=result_name(one.result),
    )  # fmt: skip
    if one.minutes:
        head += tr(", {n} minutes").format(n=fmt.number(one.minutes))
    return "\n".join(part for part in (head, said(one)) if part)


def _answer(one: ContactRow) -> str:
    question = one.answer_fa if look().language == "fa" else one.answer_en
    question = question or one.answer_fa or one.answer_en
    if question:
        return tr("answer given: {question}").format(question=isolate(question))
    topic = one.topic_fa if look().language == "fa" else one.topic_en
    topic = topic or one.topic_fa or one.topic_en
    return tr("about {topic}").format(topic=isolate(topic)) if topic else ""


def _rival(one: ContactRow) -> str:
    if not one.rival:
        return ""
    why = rival_reason_name(one.rival_reason) if one.rival_reason else ""
    name = tr("spoke of {rival}").format(rival=isolate(one.rival))
    return tr("{what} ({why})").format(what=name, why=why) if why else name
