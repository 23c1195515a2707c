"""A new member at the counter, and a code that is given to an old one."""

from PySide6.QtCore import Signal

from loyaldesk.domain import errors
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import members
from loyaldesk.services.profile import CounterCard
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.dialog import ask
from loyaldesk.ui.kit.layout import Card, M
from loyaldesk.ui.parts.enrol_form import EnrolForm
from loyaldesk.ui.parts.hall import Hall


class Enrolment(Card):
    """The form for a new member on the counter; what was typed survives a look elsewhere.

    Args:
        hall: Where and who.
    """

    done = Signal(int)  # the new member's id
    member_wanted = Signal(int)  # somebody who is a member already
    left = Signal()

    def __init__(self, hall: Hall) -> None:
        self.form = EnrolForm(hall)
        super().__init__(self.form, title=tr("New member"), spacing=M)
        self._desk = hall.desk
        self.is_under_way = False
        self.form.enrolled.connect(self.done)
        self.form.member_wanted.connect(self.member_wanted)
        self.form.cancelled.connect(self._on_cancelled)

    def begin(self, typed: str) -> None:
        """Start with what was typed in the box; a form with a name in it goes on instead."""
        if self.is_under_way and self.form.is_dirty():
            self.form.first.widget.setFocus()
            return
        self.is_under_way = True
        self.form.begin(typed)

    def end(self) -> None:
        """Forget the form: somebody is on view."""
        self.is_under_way = False

    def take_scan(self, code: str) -> bool:
        """Give a free card to the member being typed; return whether the form took the scan."""
        if not self.form.is_dirty():
            return False
        try:
            known = members.identify(self._desk, code)
        except errors.UnknownCode:
            self.form.carry_code(code)
        except ClubError as error:
            self.form.set_error(words(error))
        else:
            self.form.set_error(words(errors.CodeTaken(code, known.name)))
        return True

    def welcome(self, card: CounterCard) -> str:
        """Return what is said once the member is stored."""
        return tr("Welcome «{name}»: member {number}").format(
            name=isolate(card.name), number=fmt.code(card.number)
        )

    def _on_cancelled(self) -> None:
        if self.form.is_dirty() and not ask(
            self,
            tr("Leave without saving?"),
            tr("What you typed here has not been saved."),
            tr("Leave without saving"),
            tr("Keep editing"),
            danger=True,
        ):
            return
        self.end()
        self.left.emit()


class Linking(Note):
    """Says that the next member gets a code, and gives it.

    Args:
        hall: Where and who.
    """

    ended = Signal()

    def __init__(self, hall: Hall) -> None:
        super().__init__("", "info", tr("Cancel"), self.end, icon_name="credit-card")
        self._hall = hall
        self.code = ""

    def begin(self, code: str) -> None:
        """Ask for the member who gets *code*."""
        self.code = code.strip()
        text = tr("Whose is {code}? Scan or type the member.").format(code=self._shown())
        self.say(text, "info")
        self.show()

    def end(self) -> None:
        """Give the code to nobody."""
        if self.code:
            self.code = ""
            self.hide()
            self.ended.emit()

    def link(self, member_id: int) -> None:
        """Give the code to a member and say so."""
        try:
            members.link_code(self._hall.desk, member_id, self.code)
        except ClubError as error:
            self._hall.toasts.show(words(error), kind="warn")
        else:
            self._hall.toasts.show(
                tr("{code} now belongs to this member").format(code=self._shown())
            )
        self.end()

    def _shown(self) -> str:
        return isolate(fmt.digits(self.code[:80]))
