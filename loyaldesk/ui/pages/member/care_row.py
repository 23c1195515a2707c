"""Who looks after a member and what is to be done next, in one quiet line."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate
from loyaldesk.services.attention import Attention, CareNames
from loyaldesk.services.desk import Desk
from loyaldesk.services.followup_words import channel_name, reason_name
from loyaldesk.ui.kit.buttons import quiet_button
from loyaldesk.ui.kit.labels import ElidedLabel, IconLabel
from loyaldesk.ui.kit.layout import L, S, row


class CareRow(QWidget):
    """Owner and deputy with the way to give the member to somebody, and the next action.

    Args:
        desk: Who may do what.
    """

    give_wanted = Signal()
    next_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._may_give = desk.may(Permission.CARE_ASSIGN)
        self._may_read = desk.may(Permission.FOLLOWUP_READ)
        self.owner = ElidedLabel("", "muted")
        self.next = ElidedLabel("", "muted")
        self._sign = IconLabel("calendar-due", "muted", 18)
        self.give = quiet_button(tr("Give to…"), icon_name="user-share")
        self.open = quiet_button(tr("Show"), icon_name="calendar-check")
        self.give.clicked.connect(self.give_wanted)
        self.open.clicked.connect(self.next_wanted)
        line = row(IconLabel("user-heart", "muted", 18), self.owner, self.give, self._sign,
                   self.next, self.open, spacing=S)  # fmt: skip
        line.insertSpacing(3, L)
        line.setContentsMargins(0, 0, 0, 0)
        line.addStretch(1)
        self.setLayout(line)
        line.setStretch(line.indexOf(self.owner), 200)
        line.setStretch(line.indexOf(self.next), 300)

    def show_attention(self, found: Attention, *, is_living: bool) -> None:
        """Show who looks after the member and what is next; *is_living*: something can be done."""
        _say(self.owner, _care_words(found.care))
        self.give.setVisible(self._may_give and is_living)
        action = found.next_action
        is_late = action is not None and action.due_on < found.today
        self._sign.show_icon("calendar-due", "danger" if is_late else "muted")
        _say(self.next, _next_words(found))
        for each in (self._sign, self.next, self.open):
            each.setVisible(self._may_read)


def _say(label: ElidedLabel, text: str) -> None:
    """Show *text* in the room it takes and no more; what follows stands beside it."""
    label.setText(text)
    label.ensurePolished()
    label.setMaximumWidth(label.fontMetrics().horizontalAdvance(text) + 6)


def _care_words(care: CareNames) -> str:
    if not care.owner:
        return tr("Nobody looks after this member")
    if not care.deputy:
        return tr("Looked after by {owner}").format(owner=isolate(care.owner))
    return tr("Looked after by {owner}, {deputy} stands in").format(
        owner=isolate(care.owner), deputy=isolate(care.deputy)
    )


def _next_words(found: Attention) -> str:
    action = found.next_action
    if action is None:
        return tr("No next action is planned")
    what = isolate(" ".join(action.text.split())) if action.text else reason_name(action.reason)
    text = tr("Next: {day}, {channel}, {what}")
    if action.due_on < found.today:
        text = tr("Overdue since {day}: {channel}, {what}")
    return text.format(
        day=fmt.short_day(action.due_on), channel=channel_name(action.channel), what=what
    )
