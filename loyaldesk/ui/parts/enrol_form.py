"""The four fields that make a member: mobile, first name, last name, leave to write."""

import itertools
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from loyaldesk.domain import errors
from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt, phone
from loyaldesk.kernel.errors import BadInput, ClubError, SeveralBadInputs
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import members, profile
from loyaldesk.services.words import words
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button, primary_button
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.labels import lead
from loyaldesk.ui.kit.layout import M, box, put, row
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.parts.hall import Hall

MOST_SHOWN = 3
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class EnrolForm(QWidget):
    """Enrols a member without a mouse: Tab goes on, Space ticks, Enter saves.

    People who may be the same one are shown in the form; a name alike is enrolled by a second
    Enter, a mobile that belongs to somebody needs a manager's tick.

    Args:
        hall: Where and who.
    """

    enrolled = Signal(int)  # the new member's id
    member_wanted = Signal(int)  # somebody who is already a member is to be opened
    cancelled = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__()
        self._hall = hall
        self._code = ""
        self._seen: frozenset[int] = frozenset()
        self.mobile = Field(tr("Mobile"), DigitsEdit("phone", name=tr("Mobile")))
        self.first = Field(tr("First name"), _name_edit())
        self.last = Field(tr("Last name"), _name_edit())
        self.consent = CheckBox(tr("Agrees to receive messages (SMS)"))
        self.shared = CheckBox(tr("They share this mobile"))
        self.code_line = Note("", "info", icon_name="credit-card")
        self.problem = Note("", "danger")
        self.save = primary_button(tr("Enrol"), "Enter", "user-plus", tall=True)
        self.cancel = button(tr("Cancel"), "Esc")
        self._alike = QVBoxLayout()
        self._alike.setSpacing(M)
        self._fields: dict[str, Field[Any]] = {
            "mobile": self.mobile, "first_name": self.first, "last_name": self.last
        }  # fmt: skip
        self._build()
        self.clear()

    def begin(self, typed: str = "") -> None:
        """Start with an empty form; *typed* is carried over: mobile, name, or former code."""
        self.clear()
        mobile = phone.normalize(typed)
        if mobile is not None:
            self.mobile.widget.set_value(phone.national(mobile))
            self.first.widget.setFocus(Qt.FocusReason.TabFocusReason)
            self._look_for_alike()
            return
        if any(character.isdigit() for character in typed):
            self.carry_code(typed)
        else:
            first, _space, last = typed.strip().partition(" ")
            self.first.widget.setText(first)
            self.last.widget.setText(last.strip())
        self.mobile.widget.setFocus(Qt.FocusReason.TabFocusReason)

    def carry_code(self, code: str) -> None:
        """Give the new member *code* as a former code; empty for none."""
        self._code = code.strip()
        self.code_line.setVisible(bool(self._code))
        self.code_line.say(
            tr("Code {code} will belong to this member.").format(code=fmt.code(self._code)), "info"
        )

    def clear(self) -> None:
        """Empty the form."""
        for field in self._fields.values():
            field.widget.clear()
            field.clear_error()
        self.consent.setChecked(False)
        self.shared.setChecked(False)
        self.shared.hide()
        self._seen = frozenset()
        self.set_error("")
        self._show_alike([])
        self.carry_code("")

    def is_dirty(self) -> bool:
        """Return whether leaving would lose a name."""
        return bool(self.first.widget.text().strip() or self.last.widget.text().strip())

    def set_error(self, text: str) -> None:
        """Say above the buttons what went wrong; empty takes it away."""
        self.problem.say(text, "danger")
        self.problem.setVisible(bool(text))

    def submit(self) -> None:
        """Enrol, or show what stands in the way."""
        self.set_error("")
        draft = self._draft()
        try:
            self._refuse_nobody(draft)
            alike = members.duplicates(self._hall.desk, draft)
            if self._must_ask(alike):
                return
            done = members.enrol(
                self._hall.desk, draft, code=self._code, share_mobile=self.shared.isChecked()
            )
        except ClubError as error:
            self._on_refused(error)
            return
        self.enrolled.emit(done.id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: Enter in any field saves; one that is held down does so once."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _ENTER:
                if not event.isAutoRepeat():
                    self.save.click()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.cancelled.emit()
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(M)
        names = row(self.first, self.last, spacing=M)
        names.setStretch(0, 1)
        names.setStretch(1, 1)
        buttons = row(self.save, self.cancel)
        buttons.setStretch(0, 1)
        put(
            layout, self.code_line, self.mobile, names, self.consent, box(self._alike),
            self.shared, self.problem, buttons,
        )  # fmt: skip
        for widget in (self.mobile.widget, self.first.widget, self.last.widget,
                       self.consent, self.shared):  # fmt: skip
            widget.installEventFilter(self)
        for field in (self.first, self.last):
            field.widget.textEdited.connect(field.clear_error)
        self.save.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.cancelled)
        self.mobile.widget.changed.connect(self._on_mobile_changed)
        self.last.widget.editingFinished.connect(self._look_for_alike)
        order = (
            self.mobile.widget, self.first.widget, self.last.widget, self.consent, self.shared,
            self.save, self.cancel,
        )  # fmt: skip
        for before, after in itertools.pairwise(order):
            QWidget.setTabOrder(before, after)

    def _draft(self) -> MemberDraft:
        return MemberDraft(
            first_name=self.first.widget.text(), last_name=self.last.widget.text(),
            mobile=self.mobile.widget.value(),
            consent=frozenset({"sms"}) if self.consent.isChecked() else frozenset(),
        )  # fmt: skip

    def _refuse_nobody(self, draft: MemberDraft) -> None:
        """Ask for what the counter cannot do without: a name, and a number to be found by."""
        empty = [name for name in ("first_name", "last_name") if not getattr(draft, name).strip()]
        if not draft.mobile and not self._code:
            empty.insert(0, "mobile")
        if empty:
            raise SeveralBadInputs(tuple(BadInput(name, "empty") for name in empty))

    def _must_ask(self, alike: list[members.Alike]) -> bool:
        """Show who may be the same person; return whether somebody has to look first."""
        same_mobile = [who for who in alike if who.why == "mobile"]
        self._show_alike(alike)
        if same_mobile and not self.shared.isChecked():
            self.mobile.set_error(
                words(errors.MobileTaken("", same_mobile[0].name, same_mobile[0].id))
            )
            return True
        unseen = frozenset(who.id for who in alike if who.why == "name") - self._seen
        self._seen |= unseen
        if unseen:
            self.problem.say(
                tr("Is it one of these members? Enter again enrols a new one."), "warn"
            )
            self.problem.show()
        return bool(unseen)

    def _look_for_alike(self) -> None:
        """Show who may be the same person while the form is filled in; nothing is refused yet."""
        if not self.isVisible() and not self.mobile.widget.value():
            return
        try:
            alike = members.duplicates(self._hall.desk, self._draft())
            self._show_alike(alike)
            self._seen |= {who.id for who in alike[:MOST_SHOWN]}
        except ClubError:  # an unfinished form: saving will say what is wrong
            self._show_alike([])

    def _show_alike(self, alike: list[members.Alike]) -> None:
        while (item := self._alike.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for who in alike[:MOST_SHOWN]:
            self._alike.addWidget(self._note(who))
        has_name = any(who.why == "name" for who in alike)
        self.save.set_words(tr("Enrol as a new member") if has_name else tr("Enrol"))
        may_share = self._hall.desk.may(Permission.MEMBER_SHARE_MOBILE)
        self.shared.setVisible(may_share and any(who.why == "mobile" for who in alike))

    def _note(self, who: members.Alike) -> Note:
        name = isolate(who.name)
        if who.why == "mobile":
            text = tr("This mobile belongs to «{name}». Open?").format(name=name)
        else:
            hidden = not self._hall.desk.may(Permission.MEMBER_REVEAL)
            shown = profile.contact(who.mobile, hidden=hidden).text or fmt.code(who.number)
            text = tr("«{name}» ({number}) may be the same person. Open?").format(
                name=name, number=shown
            )
        return Note(text, "warn", tr("Open member"), lambda: self.member_wanted.emit(who.id))

    def _on_mobile_changed(self) -> None:
        self.mobile.clear_error()
        self.shared.setChecked(False)
        if phone.normalize(self.mobile.widget.value()) is not None:
            self._look_for_alike()

    def _on_refused(self, error: ClubError) -> None:
        if isinstance(error, errors.MobileTaken):
            self.mobile.set_error(words(error))
            self.mobile.widget.setFocus()
            return
        show_on(self._fields, error, self)


def _name_edit() -> QLineEdit:
    edit = QLineEdit()
    lead(edit)
    return edit
