"""What stands over the window while the club file is not as this program left it."""

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.seals import Behind
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import seal_watch, sealing
from loyaldesk.services.seal_watch import Doubt
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Banner
from loyaldesk.ui.kit.buttons import Button
from loyaldesk.ui.parts.reason import ReasonDialog
from loyaldesk.ui.shell.main_window import MainWindow


class SealBanner:
    """Says what is missing from the file, or what the night found, with the next step beside it."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """The window goes, and the banners with it."""
        self._older: Banner | None = None
        self._doubted: Banner | None = None
        self.right: Button | None = None
        self.asking: ReasonDialog | None = None

    def look(self, window: MainWindow) -> None:
        """Show what is wrong, if anything is and the operator may know."""
        desk = window.hall.desk
        try:
            missing, doubt = sealing.missing(desk), seal_watch.doubt(desk)
        except ClubError as error:
            errors.show(error, window)
            return
        if missing is not None and self._older is None:
            self._show_older(window, missing)
        if self._doubted is not None:
            self._doubted.hide()
            self._doubted.deleteLater()
            self._doubted = None
        if doubt is not None:
            self._show_doubt(window, doubt)

    def _show_older(self, window: MainWindow, missing: Behind) -> None:
        text, desk = sealing.behind_words(missing), window.hall.desk
        if not desk.may(Permission.BACKUP_RESTORE) or desk.looking:
            more = tr("The owner can restore a backup, or say that the file is right.")
            self._older = window.add_banner(f"{text} {more}", "danger", icon_name="database")
            return
        accept = tr("This file is right…")
        if desk.db.is_server:  # no backup is put over a server
            self._older = window.add_banner(
                text, "danger", accept, lambda: self._ask(window), icon_name="database"
            )
            self.right = self._older.button
            return
        self._older = window.add_banner(
            text, "danger", tr("Restore a backup…"), window.restore, icon_name="database"
        )
        self.right = self._older.add_button(accept, lambda: self._ask(window))

    def _show_doubt(self, window: MainWindow, doubt: Doubt) -> None:
        text = seal_watch.doubt_words(doubt, window.hall.desk)
        if window.hall.desk.may(Permission.CLUB_CHECK):
            self._doubted = window.add_banner(
                text, "danger", tr("Show what was found"), window.check_file, icon_name="database"
            )
            return
        more = seal_watch.more_words()
        self._doubted = window.add_banner(f"{text} {more}", "danger", icon_name="database")

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
        for banner in (self._older, self._doubted):
            if banner is not None:
                banner.hide()
                banner.deleteLater()
        self._older = self._doubted = None
