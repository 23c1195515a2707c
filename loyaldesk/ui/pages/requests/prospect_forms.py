"""Writing a prospect down, correcting one, and making a member of one without typing again."""

import uuid
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from loyaldesk.domain import errors
from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.prospects import SOURCES, ProspectDraft
from loyaldesk.kernel import phone
from loyaldesk.kernel.errors import BadInput, ClubError, SeveralBadInputs
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import members, profile, prospects
from loyaldesk.services.prospects import ProspectRow
from loyaldesk.services.request_words import source_name
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.buttons import button
from loyaldesk.ui.kit.digit_choice import DigitChoice
from loyaldesk.ui.kit.digits import DigitsEdit
from loyaldesk.ui.kit.field import Field
from loyaldesk.ui.kit.layout import box, row
from loyaldesk.ui.kit.toggles import CheckBox
from loyaldesk.ui.pages.requests.forms import FormDialog, beside, line_field
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.parts.long_text import LongText


def mobile_field(number: str = "") -> Field[DigitsEdit]:
    """Return a field for a mobile, with one in it."""
    made = Field(tr("Mobile"), DigitsEdit("phone", name=tr("Mobile")))
    if number:
        made.widget.set_value(phone.national(number))
    return made


class ProspectForm(FormDialog):
    """Writes down somebody who is no member; a known number is told while it is typed.

    Args:
        parent: The page.
        hall: Where and who.
        old: Whose words are corrected; None: somebody new.
    """

    member_wanted = Signal(int)
    prospect_wanted = Signal(int)

    def __init__(self, parent: QWidget, hall: Hall, old: ProspectRow | None = None) -> None:
        title = tr("New prospect") if old is None else tr("Correct the prospect")
        super().__init__(parent, title, primary=tr("Write it down"), width=560)
        self._desk, self._old = hall.desk, old
        self._key = uuid.uuid4().hex
        self._found: prospects.Found | None = None
        self.made = 0
        self.mobile = mobile_field(old.mobile if old is not None else "")
        self.name = line_field(tr("Name"))
        self.source: DigitChoice[str] = DigitChoice(
            [(source_name(code), code) for code in SOURCES], tr("How they came to us")
        )
        self.source_field = Field(tr("How they came to us"), self.source)
        self.email = line_field(tr("E-mail (may stay empty)"))
        self.enquiry = Field(tr("What they asked for"), LongText(2000))
        self.known = Note("", "warn")
        self.known.hide()
        self.open_it = button(tr("Open member"))
        self._known_line = box(row(self.known, self.open_it))
        self._known_line.hide()
        self.fields = {
            "mobile": self.mobile, "name": self.name, "source": self.source_field,
            "email": self.email, "enquiry": self.enquiry,
        }  # fmt: skip
        self.add(
            beside(self.mobile, self.name), self._known_line, self.source_field, self.enquiry,
            self.email,
        )  # fmt: skip
        if old is not None:
            self.name.widget.setText(old.name)
            self.email.widget.setText(old.email)
            self.enquiry.widget.setPlainText(old.enquiry)
        self.source_field.setVisible(old is None)
        self.email.setVisible(old is not None)
        self._before = self._words()
        self.mobile.widget.changed.connect(self._look_for_known)
        self.open_it.clicked.connect(self._open_known)
        self.mobile.widget.setFocus()

    def typed(self) -> str:
        """Return what was typed."""
        return "" if self._words() == self._before else self._words()

    def do(self) -> None:
        """Write it down."""
        number, name = self.mobile.widget.value(), self.name.widget.text()
        enquiry = self.enquiry.widget.text()
        if self._old is not None:
            prospects.edit(
                self._desk, self._old.id, name=name, number=number, enquiry=enquiry,
                email=self.email.widget.text(), version=self._old.version,
            )  # fmt: skip
            self.made = self._old.id
            return
        added = prospects.add(
            self._desk,
            ProspectDraft(self._key, name, number, self.source.value() or "", enquiry),
        )
        self.made = added.id

    def placed(self, error: ClubError) -> ClubError:
        """Say that the number is a member's where it can be opened."""
        if isinstance(error, errors.AlreadyMember):
            self._look_for_known()
        return error

    def _words(self) -> str:
        return "".join((
            self.mobile.widget.value(), self.name.widget.text(), self.email.widget.text(),
            self.enquiry.widget.text(),
        ))  # fmt: skip

    def _look_for_known(self) -> None:
        """Say whose number it is; an unfinished one is nobody's yet."""
        self.mobile.clear_error()
        self._found = None
        number = self.mobile.widget.value()
        if phone.normalize(number) is not None and self._old is None:
            self._found = prospects.duplicates(self._desk, number)
        self._known_line.setVisible(self._found is not None)
        self.known.setVisible(self._found is not None)
        if self._found is not None:
            is_member = self._found.member_id is not None
            self.open_it.set_words(tr("Open member") if is_member else tr("The prospect"))
            self.known.say(self._known_words(self._found), "warn")

    def _known_words(self, found: prospects.Found) -> str:
        if found.member_id is not None:
            name = profile.card_of(self._desk, found.member_id).name
            return tr("This number belongs to the member «{name}». Open?").format(
                name=isolate(name)
            )
        return tr("This number is a prospect's already; saving adds to what they asked for.")

    def _open_known(self) -> None:
        found = self._found
        if found is None:
            return
        self.done(0)
        if found.member_id is not None:
            self.member_wanted.emit(found.member_id)
        elif found.prospect_id is not None:
            self.prospect_wanted.emit(found.prospect_id)


class JoinForm(FormDialog):
    """Makes a member of a prospect: what is known stands there already.

    Args:
        parent: The page.
        hall: Where and who.
        old: Who becomes a member.
    """

    def __init__(self, parent: QWidget, hall: Hall, old: ProspectRow) -> None:
        super().__init__(parent, tr("Becomes a member"), primary=tr("Enrol"), width=560)
        self._desk, self._old = hall.desk, old
        self._draft: MemberDraft = prospects.draft_for(hall.desk, old.id)
        self._known = 0
        self.joined = 0
        self.mobile = mobile_field(self._draft.mobile)
        self.first, self.last = line_field(tr("First name")), line_field(tr("Last name"))
        self.first.widget.setText(self._draft.first_name)
        self.last.widget.setText(self._draft.last_name)
        self.consent = CheckBox(tr("Agrees to receive messages (SMS)"))
        self.shared = CheckBox(tr("They share this mobile"))
        self.shared.hide()
        self.note = Note("", "warn")
        self.same = button(tr("It is the same person"), icon_name="link")
        self._known_line = box(row(self.note, self.same))
        self._known_line.hide()
        self.fields = {
            "mobile": self.mobile, "first_name": self.first, "last_name": self.last
        }  # fmt: skip
        self.add(
            Note(tr("What was asked for and promised goes along; nothing is typed twice."), "info"),
            self.mobile, beside(self.first, self.last), self.consent, self._known_line, self.shared,
        )  # fmt: skip
        self.same.clicked.connect(self._link)
        self._before = self._words()
        (self.last if self.first.widget.text() else self.first).widget.setFocus()

    def typed(self) -> str:
        """Return what is other than before."""
        return "" if self._words() == self._before else "changed"

    def do(self) -> None:
        """Enrol, with everything that was written down."""
        draft = replace(
            self._draft, first_name=self.first.widget.text(), last_name=self.last.widget.text(),
            mobile=self.mobile.widget.value(),
            consent=frozenset({"sms"}) if self.consent.isChecked() else frozenset(),
        )  # fmt: skip
        empty = [name for name in ("mobile", "first_name") if not getattr(draft, name).strip()]
        if empty:
            raise SeveralBadInputs(tuple(BadInput(name, "empty") for name in empty))
        self.joined = prospects.join(
            self._desk, self._old.id, draft, version=self._old.version,
            share_mobile=self.shared.isChecked(),
        ).id  # fmt: skip

    def placed(self, error: ClubError) -> ClubError:
        """Offer to say that a member with this mobile is the same person."""
        if isinstance(error, errors.MobileTaken):
            alike = members.duplicates(
                self._desk, replace(self._draft, mobile=self.mobile.widget.value())
            )
            same = next((one for one in alike if one.why == "mobile"), None)
            if same is not None:
                self._known = same.id
                self.note.say(words(error), "warn")
                self._known_line.show()
                self.shared.setVisible(self._desk.may(Permission.MEMBER_SHARE_MOBILE))
        return error

    def _words(self) -> str:
        return "\n".join(
            (self.mobile.widget.value(), self.first.widget.text(), self.last.widget.text())
        )

    def _link(self) -> None:
        try:
            prospects.link(self._desk, self._old.id, self._known, version=self._old.version)
        except ClubError as error:
            self.set_error(words(error))
            return
        self.joined = self._known
        self.accept()
