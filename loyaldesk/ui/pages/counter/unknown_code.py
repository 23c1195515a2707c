"""A code nobody has: make a member of it, or give it to one."""

from PySide6.QtCore import Signal

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt, phone
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.ui.kit.buttons import button, primary_button
from loyaldesk.ui.kit.labels import IconLabel, heading, muted
from loyaldesk.ui.kit.layout import Card, M, S, column, row
from loyaldesk.ui.parts.hall import Hall


class UnknownCode(Card):
    """Two answers to an unknown code; Enter in the box gives the first.

    Args:
        hall: Where and who.
    """

    enrol_wanted = Signal(str)
    link_wanted = Signal(str)

    def __init__(self, hall: Hall) -> None:
        super().__init__(spacing=M)
        self._code = ""
        self._may_enrol = hall.desk.may(Permission.MEMBER_ENROL)
        self._may_link = hall.desk.may(Permission.CARD_ISSUE)
        self.title = heading("", 2)
        self.title.setWordWrap(True)
        self.hint = muted("", wrap=True)
        self.enrol = primary_button(
            tr("New member with this number"), "Enter", "user-plus", tall=True
        )
        self.link = button(tr("Link it to a member"), icon_name="credit-card")
        head = row(IconLabel("user-x", "warn", 40), column(self.title, self.hint, spacing=0),
                   spacing=M)  # fmt: skip
        head.setStretch(1, 1)
        buttons = row(self.enrol, self.link, None, spacing=S)
        self.body.addLayout(head)
        self.body.addLayout(buttons)
        self.enrol.setVisible(self._may_enrol)
        self.link.setVisible(self._may_link)
        self.enrol.clicked.connect(lambda: self.enrol_wanted.emit(self._code))
        self.link.clicked.connect(lambda: self.link_wanted.emit(self._code))

    def ask_about(self, code: str) -> None:
        """Ask what to do with *code*."""
        self._code = code.strip()
        mobile = phone.normalize(self._code)
        shown = fmt.mobile(mobile) if mobile else isolate(fmt.digits(self._code[:80]))
        if mobile:
            self.title.setText(tr("No member has the mobile {number}").format(number=shown))
        else:
            self.title.setText(tr("No member has the code {code}").format(code=shown))
        self.hint.setText(
            tr("The number goes into the form by itself.")
            if mobile
            else tr("The code is kept as the member's former code and works from then on.")
        )

    def code(self) -> str:
        """Return the code that is asked about."""
        return self._code
