"""The window of one operator: navigation, and nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from loyaldesk.domain.events import ChangedElsewhere, NightDone
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services.words import words
from loyaldesk.ui.kit.banner import Banner
from loyaldesk.ui.kit.toast import ToastHost
from loyaldesk.ui.parts.hall import Hall
from loyaldesk.ui.shell.help import HelpDialog
from loyaldesk.ui.shell.keys import field_can_undo
from loyaldesk.ui.shell.palette import Palette
from loyaldesk.ui.shell.places import Found, MemberPlace, Place
from loyaldesk.ui.shell.quick import QuickActs
from loyaldesk.ui.shell.sidebar import SideBar
from loyaldesk.ui.shell.topbar import TopBar
from loyaldesk.ui.shell.waiting import Waiting

COUNTER, MEMBERS, MEMBER, REPORTS = "counter", "members", "member", "reports"
SETTINGS = "settings"

RECORD_PLACES = {
    "complaint": "complaints", "incident": "complaints", "followup": "followups",
    "request": "requests", "prospect": "requests", "feedback": "requests",
    "agreement": "requests", "occasion_order": "requests", "playbook": "playbooks",
}  # fmt: skip
"""On which page a kind of record stands."""

Finder = Callable[["MainWindow", str], list[Found]]
"""Returns what the search box shows for what was typed."""


class MainWindow(QWidget):
    """Side bar, title line and the page on view; pages are made when they are first visited.

    Args:
        make_hall: Makes what pages get, around the window's toasts.
        places: The pages of the side bar, in order.
        member_place: The page of one member.
        find: What the search box finds.
        has_lock: Whether there is anything to lock with.
    """

    switch_wanted = Signal()
    lock_wanted = Signal()
    theme_wanted = Signal()
    language_wanted = Signal()
    own_club_wanted = Signal()
    restore_wanted = Signal(object)  # the plan of services.safekeeping

    def __init__(
        self,
        make_hall: Callable[[ToastHost], Hall],
        places: Sequence[Place],
        member_place: MemberPlace,
        find: Finder,
        *,
        has_lock: bool = True,
    ) -> None:
        super().__init__()
        self.toasts = ToastHost(self)
        self.hall = make_hall(self.toasts)
        self._places = {p.key: p for p in places if self.hall.desk.may(p.permission)}
        self._member_place = member_place
        self._pages: dict[str, QWidget] = {}
        self._stale: set[QWidget] = set()
        self._key = ""
        self._member_id = 0
        self.has_lock = has_lock
        room = self.screen().availableSize()
        self.setMinimumSize(min(1024, room.width()), min(680, room.height() - 40))
        facts, operator = self.hall.facts, self.hall.desk.operator
        self.side = SideBar(facts, operator, tuple(self._places.values()), has_lock=has_lock)
        self.top = TopBar()
        self.stack = QStackedWidget()
        self.search = Palette(self, lambda typed: find(self, typed))
        self.quick = QuickActs(self, lambda: self.hall, self.subject)
        self._banners = QVBoxLayout()
        self._lay_out()
        self._wire()
        self._waiting = Waiting(self.hall, self.side)
        self._show_banners()
        self.show_day()

    # going somewhere

    @property
    def place(self) -> str:
        """The key of the place on view."""
        return self._key

    @property
    def member_id(self) -> int:
        """The member whose page was opened last; 0 for none."""
        return self._member_id

    def page(self) -> QWidget | None:
        """Return the page on view."""
        return self._pages.get(self._key)

    def subject(self) -> int:
        """Return the member whom the page on view is about; 0 for none."""
        page = self.page()
        return int(page.subject()) if page is not None and hasattr(page, "subject") else 0

    def place_keys(self) -> list[str]:
        """Return the keys of the places this operator sees, in order."""
        return list(self._places)

    def place_titles(self) -> list[tuple[str, str, str]]:
        """Return key, title and icon of the places this operator sees, in order."""
        return [(p.key, p.title, p.icon) for p in self._places.values()]

    def part_titles(self) -> list[tuple[str, str, str]]:
        """Return key of the place, title of the part and icon of what stands on the places."""
        may = self.hall.desk.may
        return [(p.key, part, p.icon) for p in self._places.values() for part in p.parts(may)]

    def go_part(self, key: str, title: str) -> None:
        """Show the part called *title* of the place *key*."""
        page = self.page() if self.go(key) else None
        if page is not None and hasattr(page, "open_tab"):
            page.open_tab(title)

    @Slot(str)
    def go(self, key: str) -> bool:
        """Show the place *key*; return whether this operator has it."""
        if key == MEMBER and self._member_id:
            self.open_member(self._member_id)
            return True
        place = self._places.get(key)
        if place is None:
            return False
        if key not in self._pages:
            self._add_page(key, place.build(self.hall))
        self._show(key, place.title)
        return True

    @Slot(int)
    def open_member(self, member_id: int) -> None:
        """Show the page of a member."""
        old = self._pages.pop(MEMBER, None)
        if old is not None:
            self._stale.discard(old)
            self.stack.removeWidget(old)
            old.deleteLater()
        self._member_id = member_id
        self._add_page(MEMBER, self._member_place.build(self.hall, member_id))
        self.side.mark(MEMBERS)
        self._show(MEMBER, tr("Member"))

    @Slot()
    def open_backups(self) -> None:
        """Show the settings of backups."""
        if self.go(SETTINGS):
            self._ask_page("open_section", "backup")

    def restore(self) -> None:
        """Open the wizard that goes back to a backup, over the page of backups."""
        self.open_backups()
        self._ask_page("restore")

    def check_file(self) -> None:
        """Check the club file before the eyes of whoever asked for it."""
        self.open_backups()
        self._ask_page("check_file")

    def back_up(self) -> None:
        """Make a backup now, before the eyes of whoever asked for it."""
        self.open_backups()
        self._ask_page("back_up")

    @Slot(str)
    def open_counter(self, code: str) -> None:
        """Go to the counter with a code, as if it had been scanned there."""
        if self.go(COUNTER):
            self._ask_page("take_scan", code)

    @Slot(str, int)
    def open_record(self, place: str, record_id: int) -> None:
        """Show a record where it belongs: ``complaint`` 12 on the page of complaints."""
        if self.go(RECORD_PLACES.get(place, place)):
            self._ask_page("open_record", place, record_id)

    @Slot(str)
    def take_scan(self, code: str) -> None:
        """Give a scan to the page on view, or to the counter; not behind an open dialog."""
        if not self.isVisible() or QApplication.activeModalWidget() is not None:
            return
        self.search.hide()
        if hasattr(self.page(), "take_scan"):
            self._ask_page("take_scan", code)
        else:
            self.open_counter(code)

    def new_member(self) -> None:
        """Begin a new member, on this page if it can, else at the counter or among members."""
        if self._give_key("F2"):
            return
        for key in (COUNTER, MEMBERS):
            if self.go(key) and self._give_key("F2"):
                return

    def refresh(self) -> None:
        """Have the page on view read the club again; the others do when they are next shown."""
        self._stale = {p for k, p in self._pages.items() if k != self._key}
        self._ask_page("refresh")

    def focus_page(self) -> None:
        """Give the keys to the first field of the page on view."""
        self._ask_page("focus_first")

    def renew(self, settings: MachineSettings) -> None:
        """Work with other settings from now on; pages not on view are made anew when visited."""
        self.hall = replace(self.hall, settings=settings)
        for key in [key for key in self._pages if key != self._key]:
            page = self._pages.pop(key)
            self._stale.discard(page)
            self.stack.removeWidget(page)
            page.deleteLater()

    # what is on top

    def show_day(self) -> None:
        """Show today's date."""
        self.top.day.setText(fmt.long_day(self.hall.desk.today()))

    def add_banner(
        self,
        text: str,
        kind: str,
        button_text: str = "",
        on_click: Callable[[], object] | None = None,
        icon_name: str = "",
    ) -> Banner:
        """Show a strip over the whole width until it is deleted."""
        banner = Banner(text, kind, button_text, on_click, icon_name=icon_name)
        self._banners.addWidget(banner)
        return banner

    def _show_banners(self) -> None:
        if self.hall.facts.is_sample:
            self.add_banner(
                tr("This is the sample shop: whatever you record here is practice only."),
                "warn",
                tr("Remove sample and start"),
                self.own_club_wanted.emit,
                "building-store",
            )

    # search, help, keys

    @Slot()
    def open_palette(self) -> None:
        """Open the search over everything."""
        self.search.open_under(self.top.box)

    @Slot()
    def open_help(self) -> None:
        """Show the keys of this page."""
        dialog = HelpDialog(self, self.top.title.text(), self.page(), self.place_titles())
        dialog.exec()
        dialog.deleteLater()

    def press(self, name: str) -> bool:
        """Do what the key *name* does on every page; return whether it does anything."""
        if self.search.isVisible():
            return False
        if self._give_key(name):
            return True
        if name == "Ctrl+Z":
            return not field_can_undo() and self.toasts.act()
        acts: dict[str, Callable[[], object]] = {
            "F1": lambda: QTimer.singleShot(0, self, self.open_help),
            "F2": self.new_member,
            "F3": self.open_palette,
            "Ctrl+K": self.open_palette,
            "F5": self.refresh,
            "F11": self._toggle_full_screen,
            "F12": self.switch_wanted.emit,
            "Ctrl+R": lambda: self.go(REPORTS),
        }
        act = acts.get(name) or self._digit_act(name)
        if act is None:
            return self.quick.press(name)
        act()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Esc that nobody wanted leads back to the counter box."""
        if event.key() == Qt.Key.Key_Escape:
            if not self._give_key("Esc"):
                self.go(COUNTER)
        else:
            super().keyPressEvent(event)

    def _give_key(self, name: str) -> bool:
        page = self.page()
        if name == "Ctrl+Z" and field_can_undo():
            return False
        return bool(page is not None and hasattr(page, "key_pressed") and page.key_pressed(name))

    def _digit_act(self, name: str) -> Callable[[], object] | None:
        keys = self.place_keys()
        head, _plus, digit = name.rpartition("+")
        if head != "Ctrl" or not digit.isdecimal() or not 1 <= int(digit) <= len(keys):
            return None
        return lambda: self.go(keys[int(digit) - 1])

    def _toggle_full_screen(self) -> None:
        window = self.window()
        if window.isFullScreen():
            window.showNormal()
        else:
            window.showFullScreen()

    # inside

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self.stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.side)
        middle.addLayout(right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._banners)
        layout.addLayout(middle, 1)

    def _wire(self) -> None:
        self.side.chosen.connect(self.go)
        self.side.switch_wanted.connect(self.switch_wanted)
        self.side.lock_wanted.connect(self.lock_wanted)
        self.side.theme_wanted.connect(self.theme_wanted)
        self.side.language_wanted.connect(self.language_wanted)
        self.side.backup_wanted.connect(self.open_backups)
        self.search.left.connect(self.focus_page)
        self.top.find_wanted.connect(self.open_palette)
        self.top.help_wanted.connect(self.open_help)
        self.hall.news.on(ChangedElsewhere, self, lambda _news: self.refresh())
        self.hall.news.on(NightDone, self, lambda _news: self.refresh())

    def _add_page(self, key: str, page: QWidget) -> None:
        self._pages[key] = page
        self.stack.addWidget(page)
        for signal, slot in (
            ("member_wanted", self.open_member),
            ("place_wanted", self.go),
            ("counter_wanted", self.open_counter),
            ("record_wanted", self.open_record),
            ("restore_wanted", self.restore_wanted),
            ("quick_wanted", self.quick.press),
        ):
            if hasattr(page, signal):
                getattr(page, signal).connect(slot)

    def _show(self, key: str, title: str) -> None:
        self._key = key
        self.side.mark(key)
        self.top.title.setText(title)
        page = self._pages[key]
        self.stack.setCurrentWidget(page)
        if page in self._stale:
            self._stale.discard(page)
            self._ask_page("refresh")
        self._ask_page("focus_first")

    def _ask_page(self, method: str, *values: object) -> None:
        page = self.page()
        if page is None or not hasattr(page, method):
            return
        try:
            getattr(page, method)(*values)
        except ClubError as error:  # a right was taken away, the file is busy
            self.toasts.show(words(error), kind="warn")
