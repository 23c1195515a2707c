"""The full form of a member: nothing typed is lost, and nobody else's work is overwritten."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from loyaldesk.domain import errors
from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import members, profile
from loyaldesk.services.profile import HIDDEN
from loyaldesk.services.words import words
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.jalali_date import DateEdit
from loyaldesk.ui.kit.layout import M, S, ScrollPage, box
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.pages.member.form_fields import make_entries, sections
from loyaldesk.ui.pages.member.rows_view import room_for_bar
from loyaldesk.ui.parts.hall import Hall

WIDTH, FORM_HEIGHT = 760, 470
SETTLE_MS = 30
IDENTITY = ("first_name", "last_name", "company_name", "mobile", "national_id")
"""What says who somebody is: a change of it looks for the same person anew."""

PRIVATE = ("mobile", "landline", "email", "national_id", "address", "postal_code")
"""What is hidden from those who may not see contact data; it stays unless something is typed."""


class EditDialog(Dialog):
    """Edits a member.

    A field counts as changed when it says something else than was shown; the others keep what is
    stored, also where this operator cannot see it.
    """

    member_wanted = Signal(int)  # somebody who may be the same person
    notes_wanted = Signal()

    def __init__(self, hall: Hall, parent: QWidget, member_id: int) -> None:
        super().__init__(parent, tr("Edit member"), width=WIDTH)
        self._hall, self._desk, self._member_id = hall, hall.desk, member_id
        self._may_all = hall.desk.may(Permission.MEMBER_EDIT)
        self._may_see = hall.desk.may(Permission.MEMBER_REVEAL)
        self._stored, self._version = members.open_form(hall.desk, member_id)
        if self._may_see and self._stored.mobile:
            profile.reveal_mobile(hall.desk, member_id)
        self._ending = profile.card_of(hall.desk, member_id).contact.ending
        self.entries = make_entries(hall.desk, member_id)
        self.fields: dict[str, Field[Any]] = {
            name: entry.field for name, entry in self.entries.items()
        }
        self._shown: dict[str, Any] = {}
        self._passed_over: frozenset[int] = frozenset()
        self.shared = CheckBox(tr("They share this mobile"))
        self.newer = Note(
            words(errors.ChangedMeanwhile("member")), "warn", tr("Load the newer form"),
            self.load_newer,
        )  # fmt: skip
        self.notes = quiet_button(tr("Notes…"), icon_name="notes")
        self._alike = QVBoxLayout()
        self._alike.setSpacing(S)
        self._build()
        self._show(self._stored)
        self._restrict()

    def changed(self) -> dict[str, Any]:
        """Return the fields that say something else than was shown."""
        now = {name: entry.read() for name, entry in self.entries.items()}
        return {name: value for name, value in now.items() if value != self._shown[name]}

    def draft(self) -> MemberDraft:
        """Return the form as it stands; what was not touched is as it is stored."""
        return replace(self._stored, **self.changed())

    def is_dirty(self) -> bool:
        """Return whether anything was typed."""
        return bool(self.changed()) or self._wrong_day() is not None

    def submit(self) -> None:
        """Store the form, or say what stands in the way."""
        self.newer.hide()
        self.set_error("")
        for field in self.fields.values():
            field.clear_error()
        if self._refuse_unclear():
            return
        draft = self.draft()
        try:
            if self._must_ask(draft):
                return
            members.edit(
                self._desk, self._member_id, draft, self._version,
                share_mobile=self.shared.isChecked(),
            )  # fmt: skip
        except errors.ChangedMeanwhile:
            self.newer.show()
        except errors.MobileTaken as error:
            self._on_mobile_taken(error)
        except ClubError as error:
            show_on(self.fields, error, self)
            self._reveal_focus()
        else:
            self._hall.toasts.show(tr("Saved"))
            self.accept()

    def load_newer(self) -> None:
        """Take over what somebody else stored; what was typed here stays, marked with theirs."""
        typed = self.changed()
        before = self._stored
        self._stored, self._version = members.open_form(self._desk, self._member_id)
        self._show(self._stored)
        for name, value in typed.items():
            entry = self.entries[name]
            entry.show(value)
            theirs = getattr(self._stored, name)
            if theirs != getattr(before, name) and not self._is_hidden(name):
                entry.field.set_hint(
                    tr("Stored meanwhile: {value}").format(
                        value=isolate(entry.words(theirs)) or "\u2013"
                    )
                )
        self.newer.hide()

    def _build(self) -> None:
        for part in (self.newer, self.shared):
            part.hide()
        self.page = ScrollPage()
        room_for_bar(self.page, M)
        self.why = Note(
            tr("Your role may change name and mobile. A senior colleague can change the rest."),
            "plain", icon_name="lock",
        )  # fmt: skip
        self.why.setVisible(not self._may_all)
        self.page.body.addWidget(self.why)
        self.page.body.addWidget(box(self._alike))
        self.page.body.addLayout(sections(self.entries))
        self.page.setMinimumHeight(FORM_HEIGHT)
        self.notes.clicked.connect(self._on_notes)
        self.add(self.page, self.newer)
        mobile = self.fields["mobile"].layout()
        assert isinstance(mobile, QVBoxLayout)  # noqa: S101  # a field is a column
        mobile.insertWidget(mobile.count() - 1, self.shared)
        self.buttons.insertWidget(0, self.notes)
        for name in IDENTITY:
            self.fields[name].widget.editingFinished.connect(self._on_identity_left)
        self.fields["mobile"].widget.changed.connect(self._on_mobile_changed)
        for field in self.fields.values():
            if isinstance(field.widget, QLineEdit):
                field.widget.textEdited.connect(field.clear_error)

    def _show(self, draft: MemberDraft) -> None:
        for name, entry in self.entries.items():
            value = getattr(draft, name)
            entry.show("" if self._is_hidden(name) else value)
            self._shown[name] = entry.read()
        ending = self._ending if self._is_hidden("mobile") else ""
        if ending:
            edit = self.fields["mobile"].widget
            edit.setPlaceholderText(fmt.digits(f"{HIDDEN} {ending}"))

    def _is_hidden(self, name: str) -> bool:
        return name in PRIVATE and not self._may_see

    def _restrict(self) -> None:
        for name, entry in self.entries.items():
            is_open = self._may_all or name in members.CONTACT
            entry.field.widget.setEnabled(is_open)
            if not is_open:
                entry.field.widget.setAccessibleDescription(self.why.label.text())
                if self._is_hidden(name):  # whether there is anything is hidden too
                    entry.field.widget.setPlaceholderText(HIDDEN)

    def _wrong_day(self) -> Field[Any] | None:
        for entry in self.entries.values():
            if isinstance(entry.field.widget, DateEdit) and entry.field.widget.error():
                return entry.field
        return None

    def _refuse_unclear(self) -> bool:
        """Stop at a day or member that cannot be read: saving would silently drop it."""
        field = self._wrong_day()
        referrer = self.fields["referrer_id"]
        if field is None and referrer.widget.is_unclear():
            referrer.set_error(tr("Choose one member from the list, or empty this field."))
            field = referrer
        if field is not None:
            if isinstance(field.widget, DateEdit):
                field.set_error(field.widget.error())
            field.widget.setFocus()
            self._reveal_focus()
        return field is not None

    def _reveal_focus(self) -> None:
        widget = self.focusWidget()
        if widget is not None:
            self.page.ensureWidgetVisible(widget, 0, 90)

    def _must_ask(self, draft: MemberDraft) -> bool:
        """Show who may be the same person; return whether somebody has to look first."""
        if not self._has_new_identity():
            return False
        alike = members.duplicates(self._desk, draft, self._member_id)
        self._show_alike(alike)
        unseen = frozenset(who.id for who in alike if who.why != "mobile") - self._passed_over
        self._passed_over |= unseen
        if unseen:
            self.page.verticalScrollBar().setValue(0)
            self.primary.set_words(tr("Save all the same"))
        return bool(unseen)

    def _has_new_identity(self) -> bool:
        return any(name in IDENTITY for name in self.changed())

    def _on_identity_left(self) -> None:
        if not self._has_new_identity():
            self._show_alike([])
            return
        try:
            self._show_alike(members.duplicates(self._desk, self.draft(), self._member_id))
        except ClubError:  # an unfinished form: saving will say what is wrong
            self._show_alike([])

    def _show_alike(self, alike: list[members.Alike]) -> None:
        while (item := self._alike.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for who in alike[:3]:
            text = tr("«{name}» ({number}) may be the same person.").format(
                name=isolate(who.name), number=fmt.code(who.number)
            )
            self._alike.addWidget(Note(text, "warn", tr("Open member"), self._opener(who.id)))

    def _opener(self, member_id: int) -> Any:
        def leave() -> None:
            self.reject()
            if self.result() == self.DialogCode.Rejected and not self.isVisible():
                self.member_wanted.emit(member_id)

        return leave

    def _on_mobile_taken(self, error: errors.MobileTaken) -> None:
        self.fields["mobile"].set_error(words(error))
        self.shared.setVisible(self._desk.may(Permission.MEMBER_SHARE_MOBILE))
        self.fields["mobile"].widget.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(SETTLE_MS, self, self._reveal_focus)  # once the tick has its room

    def _on_mobile_changed(self) -> None:
        self.fields["mobile"].clear_error()
        self.shared.setChecked(False)
        self.shared.hide()

    def _on_notes(self) -> None:
        self.reject()
        if not self.isVisible():
            self.notes_wanted.emit()
