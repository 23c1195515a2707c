"""How many follow-ups are overdue, always in sight beside their entry of the side bar."""

from PySide6.QtCore import QObject, QTimer

from loyaldesk.domain import events
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import trn
from loyaldesk.services import followups
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.shell.sidebar import SideBar

LULL_MS = 500
MINUTE_MS = 60_000
"""An hour that was meant passes without any news."""

NEWS = (
    events.FollowupChanged, events.ContactAdded, events.CareChanged, events.ComplaintChanged,
    events.RequestChanged, events.PlaybooksRan, events.CalendarChanged, events.NightDone,
    events.ChangedElsewhere, events.MemberChanged,
)  # fmt: skip


class Waiting(QObject):
    """Counts what is overdue for this operator, or for everybody where that may be seen to.

    Args:
        hall: Where and who.
        side: Shows the count.
    """

    def __init__(self, hall: Hall, side: SideBar) -> None:
        super().__init__(side)
        self._hall = hall
        self._side = side
        if not hall.desk.may(Permission.FOLLOWUP_READ):
            return
        self._lull = QTimer(self)
        self._lull.setSingleShot(True)
        self._lull.setInterval(LULL_MS)
        self._lull.timeout.connect(self.count)
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self.count)
        self._minute.start()
        for kind in NEWS:
            hall.news.on(kind, self, lambda _news: self._lull.start())
        self.count()

    def count(self) -> None:
        """Count anew."""
        sees_all = self._hall.desk.may(Permission.FOLLOWUP_ANY)
        try:
            n = followups.overdue_count(self._hall.desk, followups.Filter(mine=not sees_all))
        except ClubError:  # the right was taken away meanwhile: the page says so
            n = 0
        words = trn("{n} follow-up is overdue", "{n} follow-ups are overdue", n)
        self._side.show_count("followups", n, words.format(n=fmt.number(n)))
