"""What stands over the window while the clock of the computer is in doubt."""

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import night, server_clock, staff
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Banner
from loyaldesk.ui.shell.chores import Chores
from loyaldesk.ui.shell.main_window import MainWindow


class ClockBanner:
    """Says that the clock jumped or stands behind, and lets a manager say that it is right.

    Args:
        chores: Do the night once the date is said to be right.
    """

    def __init__(self, chores: Chores) -> None:
        self._chores = chores
        self._banner: Banner | None = None

    def forget(self) -> None:
        """The window goes, and the banner with it."""
        self._banner = None

    def look(self, window: MainWindow) -> None:
        """Show what is the matter with the clock, if anything is and nothing is shown yet."""
        desk = window.hall.desk
        doubt = night.doubt(staff.system_desk(desk))
        if self._banner is not None:
            return
        if doubt is not None:
            self._banner = self._ask(window, words(doubt))
        elif apart := server_clock.doubt(desk.clock):
            self._banner = window.add_banner(apart, "warn", icon_name="clock")
        elif desk.is_clock_behind():
            self._banner = window.add_banner(
                tr("The clock of this computer stands behind the last entry. Please set it right."),
                "danger",
                icon_name="clock",
            )

    def _ask(self, window: MainWindow, question: str) -> Banner:
        if not window.hall.desk.may(Permission.NIGHT_RUN):
            text = tr("{question} A manager can say so, or set the clock right.")
            return window.add_banner(text.format(question=question), "danger", icon_name="clock")
        return window.add_banner(
            question, "danger", tr("Yes, the date is right"),
            lambda: self._on_right(window), icon_name="clock",
        )  # fmt: skip

    def _on_right(self, window: MainWindow) -> None:
        self._take_away()
        self._chores.do_doubted_night(window.hall.desk)

    def _take_away(self) -> None:
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
