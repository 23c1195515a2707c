"""What stands over the window while the disk is nearly full, or the club can only be looked at."""

from loyaldesk.domain.events import ReserveReleased
from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate, ltr
from loyaldesk.services import presence
from loyaldesk.services.desk import Desk
from loyaldesk.ui.kit.banner import Banner
from loyaldesk.ui.shell.main_window import MainWindow

MEGABYTE = 1_000_000


class DiskBanners:
    """Knows what is said now, says it again in a new window, and takes it away when it is over.

    Args:
        desk: The club, whoever is at it.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._window: MainWindow | None = None
        self._banners: dict[str, Banner] = {}
        self._is_released = False

    def forget(self) -> None:
        """The window goes, and its banners with it."""
        self._window = None
        self._banners.clear()

    def show_on(self, window: MainWindow) -> None:
        """Say what is to be said in a new window."""
        self._window = window
        self._banners.clear()
        if self._desk.looking:
            self._say("looking", _looking_words(self._desk), "warn", "eye")
        self._look_at_room()
        self._look_at_tills()

    def look(self) -> None:
        """Look at the room on the disk and at the other tills."""
        self._look_at_room()
        self._look_at_tills()

    def on_released(self, _news: ReserveReleased) -> None:
        """The room kept for a full disk is used up."""
        self._is_released = True
        self._look_at_room()

    def _look_at_room(self) -> None:
        free = presence.low_room(self._desk)
        if free is None:
            self._is_released = False
            self._take_away("full")
            self._take_away("room")
        elif self._is_released:
            self._take_away("room")
            self._say(
                "full",
                tr("The disk is full. The room kept for this was set free, so the sale can be"
                   " finished; please free some space now."),
                "danger",
                "database",
            )  # fmt: skip
        else:
            text = tr("Only {megabytes} MB are free on the disk of the club. Please free some.")
            self._say(
                "room", text.format(megabytes=fmt.number(free // MEGABYTE)), "warn", "database"
            )

    def _look_at_tills(self) -> None:
        others = [] if self._desk.looking else presence.others(self._desk)
        if not others or self._desk.db.is_server:
            self._take_away("tills")
            return
        first = others[0]
        text = trn(
            "The club is also in use by till {till} on “{host}”. Several tills need a server.",
            "The club is also in use by {n} tills, one on “{host}”. Several tills need a server.",
            len(others),
        )
        said = text.format(
            n=fmt.number(len(others)), till=isolate(first.till), host=isolate(first.host)
        )
        self._say("tills", said, "info", "users")

    def _say(self, what: str, text: str, kind: str, icon: str) -> None:
        if self._window is None:
            return
        if what in self._banners:
            self._banners[what].say(text, kind)
        else:
            self._banners[what] = self._window.add_banner(text, kind, icon_name=icon)

    def _take_away(self, what: str) -> None:
        banner = self._banners.pop(what, None)
        if banner is not None:
            banner.hide()
            banner.deleteLater()


def _looking_words(desk: Desk) -> str:
    path = ltr(str(desk.db.path))
    texts = {
        "read-only": tr("For looking only: {path} cannot be written. Allow it in the file's"
                        " properties, then open the club again."),
        "held": tr("For looking only: another program keeps {path} to itself. Close it, then open"
                   " the club again."),
        "full": tr("For looking only: the disk is full. Free some space, then open the club"
                   " again."),
    }  # fmt: skip
    usual = tr("For looking only: nothing can be written into the folder of {path}. Allow it, then"
               " open the club again.")  # fmt: skip
    return texts.get(desk.looking, usual).format(path=path)
