"""Noting a contact: one digit at the counter, or everything that was said."""

import uuid
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.contacts import QUICK, ContactDraft, quick
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import contacts
from loyaldesk.services.contact_words import channel_name, quick_name
from loyaldesk.ui.errors import show_on
from loyaldesk.ui.kit.dialog import Dialog
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.parts.contact_form import ContactForm
from loyaldesk.ui.parts.contact_undo import take_back
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.somebody import SomebodyPick

WIDTH, WIDE = 520, 900


class ContactDialog(Dialog):
    """Ten contacts by digit, each stored at once; Ctrl+Enter opens the details instead.

    Args:
        parent: The window.
        hall: Where and who.
        member_id: Who is on view; 0: looked for here.
        begun: What is known already; None: nothing. With it the details are open.
        replaces: The contact that was stored by digit and gets its details now; 0: none.
    """

    def __init__(
        self, parent: QWidget | None, hall: Hall, member_id: int = 0, *,
        begun: ContactDraft | None = None, replaces: int = 0,
    ) -> None:  # fmt: skip
        super().__init__(parent, tr("Note a contact"), primary=tr("With details"), width=WIDTH)
        self._hall, self._replaces = hall, replaces
        self._key = f"contact:{uuid.uuid4().hex}"
        self._is_detailed = False
        self.noted = 0
        self.who = SomebodyPick(hall.desk, member_id, with_prospects=True)
        self.quick: DigitChoice[int] = DigitChoice(
            [(quick_name(each.code), each.digit) for each in QUICK], tr("What happened"), columns=2
        )
        self.quick_field = Field(tr("What happened: the digit notes it at once"), self.quick)
        self.details = ContactForm(hall)
        self.details.hide()
        self.add(self.who, self.quick_field, self.details)
        self.quick.chosen.connect(self._note_quick)
        self.who.settled.connect(self._on_settled)
        self.details.answer.confirmed.connect(self.submit)
        self.primary.set_key("Ctrl+Enter")
        self._on_settled()
        if begun is not None:
            self.open_details(begun)

    def is_dirty(self) -> bool:
        """Return whether something was typed."""
        return self._is_detailed and self.details.is_dirty()

    def open_details(self, begun: ContactDraft | None = None) -> None:
        """Show everything that may be said, with what is known filled in."""
        self._is_detailed = True
        self.quick_field.hide()
        self.details.show()
        self.primary.set_words(tr("Note the contact"))
        self.setMinimumWidth(WIDE)
        if begun is not None:
            self.details.show_draft(begun)
        self.adjustSize()
        self._on_settled()

    def submit(self) -> None:
        """Open the details; when they are open, store the contact."""
        if not self._is_detailed:
            self.open_details()
            return
        wrong = self.details.wrong_day()
        if wrong is not None:
            wrong.setFocus()
            return
        who = self.who
        self._store(self.details.draft(self._key, who.member_id(), who.prospect_id()))

    def _note_quick(self, digit: int) -> None:
        if self.who.is_open():
            self.quick.set_value(None)
            self.who.field.set_error(tr("Choose a member first."))
            self.who.pick.box.setFocus()
            return
        draft = quick(digit, self._key, self.who.member_id() or 0)
        if self.who.prospect_id() is not None:
            draft = replace(draft, member_id=None, prospect_id=self.who.prospect_id())
        self._store(draft, digit)

    def _store(self, draft: ContactDraft, digit: int | None = None) -> None:
        try:
            done = contacts.add(self._hall.desk, draft)
            if self._replaces:
                contacts.withdraw(self._hall.desk, self._replaces)
        except ClubError as error:
            self.quick.set_value(None)
            show_on({**self.details.fields, "member": self.who.field}, error, self)
            return
        self.noted = done.contact_id
        self.accept()
        self._tell(draft, digit)

    def _tell(self, draft: ContactDraft, digit: int | None) -> None:
        hall, noted, parent = self._hall, self.noted, self.parentWidget()
        what = channel_name(draft.channel)
        if digit is not None:
            what = next(quick_name(each.code) for each in QUICK if each.digit == digit)
        text = tr("Noted for {name}: {what}").format(name=isolate(self.who.name()), what=what)

        def detail() -> None:
            add_detail(parent, hall, draft, noted)

        more = (tr("Add details"), detail) if digit is not None else None
        hall.toasts.show(text, tr("Undo"), lambda: take_back(hall, noted), more=more)

    def _on_settled(self) -> None:
        self.details.answer.set_member(self.who.member_id())
        first: QWidget = self.details.channel if self._is_detailed else self.quick
        if self.who.is_open():
            first = self.who.pick.box
        elif self._is_detailed and self._replaces:
            first = self.details.need
        first.setFocus()
        # a field that is only just shown takes the keys once the window is laid out
        QTimer.singleShot(0, self, lambda: first.setFocus())  # noqa: PLW0108  # a slot of C++


def add_detail(parent: QWidget | None, hall: Hall, draft: ContactDraft, contact_id: int) -> None:
    """Ask for the details of a contact that was noted by its digit."""
    dialog = ContactDialog(parent, hall, draft.member_id or 0, begun=draft, replaces=contact_id)
    if draft.prospect_id is not None:
        dialog.who.choose_prospect(draft.prospect_id)
    dialog.exec()
    dialog.deleteLater()
