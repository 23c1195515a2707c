"""What stands over the window while backups pause, fail or lie too far back."""

from collections.abc import Callable

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import after_restore, backup_words
from loyaldesk.services.backup_state import FAILED, OLD, PAUSED, Standing
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Banner
from loyaldesk.ui.shell.main_window import MainWindow


class BackupBanner:
    """Shows one banner, the one that matters most, until what it says is over.

    Args:
        on_confirmed: Called after somebody said that the club is as it should be.
    """

    def __init__(self, on_confirmed: Callable[[], object]) -> None:
        self._on_confirmed = on_confirmed
        self._banner: Banner | None = None
        self._said = ""

    def forget(self) -> None:
        """The window goes, and the banner with it."""
        self._banner, self._said = None, ""

    def show(self, window: MainWindow, standing: Standing) -> None:
        """Say what is the matter, if anything is."""
        text, button, act = self._matter(window, standing)
        if text == self._said:
            return
        self._take_away()
        self._said = text
        if text:
            kind = "warn" if standing.state == PAUSED else "danger"
            self._banner = window.add_banner(text, kind, button, act, icon_name="database")

    def _matter(
        self, window: MainWindow, standing: Standing
    ) -> tuple[str, str, Callable[[], object] | None]:
        zone = window.hall.desk.zone
        if standing.state == PAUSED:
            text = tr(
                "This club came back from a backup. No backup is made by itself until somebody"
                " says that all is right."
            )
            if window.hall.desk.may(Permission.BACKUP_RESTORE):
                return text, tr("Everything is as it should be"), lambda: self._confirm(window)
            return text + " " + tr("A manager or the owner can do that."), "", None
        go = tr("Show the backups")
        if standing.state in (FAILED, OLD):
            return backup_words.first_place(standing, zone), go, window.open_backups
        if standing.second.is_old:
            return backup_words.second_place(standing.second, zone), go, window.open_backups
        return "", "", None

    def _confirm(self, window: MainWindow) -> None:
        try:
            after_restore.confirm(window.hall.desk)
        except ClubError as error:
            errors.show(error, window)
            return
        self._take_away()
        window.toasts.show(tr("Backups are made by themselves again."))
        self._on_confirmed()

    def _take_away(self) -> None:
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
        self.forget()
