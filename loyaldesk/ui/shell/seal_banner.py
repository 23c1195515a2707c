"""What stands over the window while the club file holds less than this computer last saw."""

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import sealing
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Banner
from loyaldesk.ui.parts.reason import ReasonDialog
from loyaldesk.ui.shell.main_window import MainWindow


class SealBanner:
    """Says how many changes are missing, and lets somebody say that the file is right."""

    def __init__(self) -> None:
        self._banner: Banner | None = None
        self.asking: ReasonDialog | None = None

    def forget(self) -> None:
        """The window goes, and the banner with it."""
        self._banner = self.asking = None

    def look(self, window: MainWindow) -> None:
        """Show what is missing, if anything is and the operator may know."""
        try:
            missing = sealing.missing(window.hall.desk)
        except ClubError as error:
            errors.show(error, window)
            return
        if missing is None or self._banner is not None:
            return
        text = sealing.behind_words(missing)
        if window.hall.desk.may(Permission.BACKUP_RESTORE) and not window.hall.desk.looking:
            self._banner = window.add_banner(
                text, "danger", tr("What to do…"), lambda: self._ask(window), icon_name="database"
            )
            return
        more = tr("The owner can restore a backup, or say that the file is right.")
        self._banner = window.add_banner(f"{text} {more}", "danger", icon_name="database")

    def _ask(self, window: MainWindow) -> None:
        self.asking = ReasonDialog(
            window,
            tr("Is this older file the right one?"),
            tr(
                "Somebody may have put an older copy in the place of the club file, or a part of it"
                " was lost. If a newer backup is there, close this and restore it on the page of"
                " backups. Only if the older file was put there on purpose, say why: it is written"
                " into the activity log."
            ),
            tr("This file is right"),
            lambda reason: self._accept(window, reason),
        )
        self.asking.open()

    def _accept(self, window: MainWindow, reason: str) -> None:
        sealing.accept(window.hall.desk, reason)
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
