"""Points and tiers: the whole programme, tried out before it is published."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTabBar, QWidget

from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.programme import Programme
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput, ClubError, SeveralBadInputs
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import club, programmes
from loyaldesk.services.words import words
from loyaldesk.ui import errors
from loyaldesk.ui.kit.banner import Note
from loyaldesk.ui.kit.dialog import ask
from loyaldesk.ui.kit.layout import L, M, ScrollPage, box, row
from loyaldesk.ui.kit.styling import plain_words
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.rules.bench import TestBench
from loyaldesk.ui.pages.settings.rules.differences import differences
from loyaldesk.ui.pages.settings.rules.earning_tab import EarningTab
from loyaldesk.ui.pages.settings.rules.extras import Extras
from loyaldesk.ui.pages.settings.rules.points_tab import PointsTab
from loyaldesk.ui.pages.settings.rules.publish_dialog import PublishDialog
from loyaldesk.ui.pages.settings.rules.reading_order import put_in_reading_order
from loyaldesk.ui.pages.settings.rules.rewards_tab import RewardsTab
from loyaldesk.ui.pages.settings.rules.tab import Tab
from loyaldesk.ui.pages.settings.rules.tiers_tab import TiersTab
from loyaldesk.ui.pages.settings.section import BAR, Section
from loyaldesk.ui.parts.hall import Hall

BENCH_WIDTH = 300


class ProgrammeSection(Section):
    """Rules, points, rewards and tiers on pages of their own, and the test bench beside them."""

    def __init__(self, hall: Hall, machine: Machine) -> None:
        super().__init__(
            hall, machine, tr("Points and tiers"),
            tr("New rules hold from the day they are published; points given before stay as they"
               " are."),
        )  # fmt: skip
        self._basis = club.programme(hall.desk)
        self._stored = self._basis
        self._is_showing = False
        self._stops: list[QWidget] = []
        self._may_edit = hall.desk.may(Permission.PROGRAMME_EDIT)
        self.earning = EarningTab(hall, self.draft)
        self.points = PointsTab(hall.desk.today)
        self.rewards = RewardsTab(hall, self.draft)
        self.tiers = TiersTab()
        self.tabs: tuple[Tab, ...] = (self.earning, self.points, self.rewards, self.tiers)
        self.dialog: QDialog | None = None
        self._lay_out()
        bar = self.add_bar(self._values, self.publish, self._show_stored, tr("Publish…"))
        bar.watch(*self.tabs)
        for tab in self.tabs:
            tab.changed.connect(self._on_changed)
        self._show_stored()
        self._tell_planned()
        if not self._may_edit:
            for tab in self.tabs:
                tab.set_editable(may_edit=False)
            bar.hide()
            self.bench.rehearse.hide()
            self.say_locked(Permission.PROGRAMME_EDIT)

    def focus_first(self) -> None:
        """Begin where the page on view begins."""
        self.tab.focus_first()

    @property
    def tab(self) -> Tab:
        """The page on view."""
        return self.tabs[self.bar_of_tabs.currentIndex()]

    def open_tab(self, tab: Tab) -> None:
        """Show one of the pages."""
        self.bar_of_tabs.setCurrentIndex(self.tabs.index(tab))

    def show_again(self) -> None:
        """Read the rules again unless something was changed."""
        if not self.is_dirty:
            self._basis = self._stored = club.programme(self.hall.desk)
            self._show_stored()
        self._tell_planned()

    def draft(self) -> Programme:
        """Return the programme as far as it can be read."""
        if self._is_showing:  # some pages still show what was before
            return self._basis
        made = self._basis
        for tab in self.tabs:
            made = tab.taken(made)
        return made

    def checked(self) -> Programme:
        """Return the programme as it is filled in, in order.

        Raises:
            SeveralBadInputs: If something is missing or a club could not live by it.
        """
        missing = [problem for tab in self.tabs for problem in tab.problems()]
        if missing:
            raise SeveralBadInputs(tuple(missing))
        return self.draft().checked()

    def publish(self) -> None:
        """Let the rules on view hold, after showing what is new."""
        self.set_error("")
        try:
            new = self.checked()
        except SeveralBadInputs as error:
            self.show_problems(list(error.problems))
            return
        self.show_problems([])
        lines = differences(self._stored, new, self.tabs)
        self.dialog = dialog = PublishDialog(self.window(), self.hall, new, lines)
        try:
            if dialog.exec() != QDialog.DialogCode.Accepted:
                return
            day = dialog.chosen_day()
        finally:
            self.dialog = None
            dialog.deleteLater()
        if not self.hall.confirm_secret(tr("Publish new rules of points and tiers")):
            return
        try:
            done = programmes.publish(self.hall.desk, new, from_day=day)
        except SeveralBadInputs as error:
            self.show_problems(list(error.problems))
        except ClubError as error:
            errors.show(error, self)
        else:
            self._on_published(done)

    def show_problems(self, problems: list[BadInput]) -> None:
        """Say each problem where it belongs, and turn to the page with the first."""
        rest, wrong = problems, None
        for tab in self.tabs:
            left = tab.show_problems(rest)
            if len(left) < len(rest) and wrong is None:
                wrong = tab
            rest = left
        self.set_error(" ".join(dict.fromkeys(words(problem) for problem in rest)))
        if wrong is None:
            return
        self.open_tab(wrong)
        field = wrong.first_wrong()
        if field is not None:
            field.widget.setFocus()
            self.page.ensureWidgetVisible(field)
        else:
            wrong.focus_first()

    def work_on(self, programme: Programme) -> bool:
        """Take other rules into the editor, unpublished; return whether they are on view."""
        if self.is_dirty and not ask(
            self, tr("Leave the changes?"),
            tr("What you changed here has not been published."), tr("Leave the changes"),
            tr("Keep editing"), danger=True,
        ):  # fmt: skip
            return False
        self._basis = programme
        self._show(programme)
        if self.bar is not None:
            self.bar.look()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: in a narrow window the bench stands under the pages."""
        super().resizeEvent(event)
        is_below = self.bench.parentWidget() is self.page.widget()
        if self.is_narrow() == is_below:
            return
        if self.is_narrow():
            self._beside.hide()
            self.body.insertWidget(self.body.count() - 1, self.bench)
        else:
            self._beside.body.insertWidget(0, self.bench)
            self._beside.show()

    def _lay_out(self) -> None:
        self.bar_of_tabs = QTabBar()
        self.bar_of_tabs.setExpanding(False)
        self.bar_of_tabs.setAccessibleName(tr("Points and tiers"))
        for name in (tr("Earning"), tr("Points"), tr("Rewards"), tr("Tiers")):
            self.bar_of_tabs.addTab(plain_words(name))
        self.bar_of_tabs.currentChanged.connect(self._on_tab)
        self.extras = Extras(self.hall, self, may_edit=self._may_edit)
        self.menu = self.extras.menu
        self.planned = Note("", "info", tr("Show them"), self._show_planned)
        self.planned.hide()
        self.bench = TestBench(self.hall.desk.today)
        self.bench.lines.changed.connect(self._on_changed)
        self.bench.rehearse.clicked.connect(self.extras.rehearse)
        self.fill(*self.tabs)
        self._beside = ScrollPage(self.bench, None)
        self._beside.body.setContentsMargins(0, 0, 0, 0)
        self._beside.setFixedWidth(BENCH_WIDTH)
        middle = QHBoxLayout()
        middle.setSpacing(L - BAR)
        self._layout.removeWidget(self.page)
        middle.addWidget(self.page, 1)
        middle.addWidget(self._beside)
        self._layout.addWidget(box(row(self.bar_of_tabs, None, self.menu, spacing=M)))
        self._layout.addWidget(self.planned)
        self._layout.addLayout(middle, 1)
        self._on_tab(0)

    def _on_tab(self, number: int) -> None:
        for place, tab in enumerate(self.tabs):
            tab.setVisible(place == number)
        self.page.verticalScrollBar().setValue(0)

    def _values(self) -> object:
        return self.draft(), tuple(p.field for tab in self.tabs for p in tab.problems())

    def _show_stored(self) -> None:
        self.set_error("")
        self._basis = self._stored
        self._show(self._stored)
        if self.bar is not None:
            self.bar.begin()

    def _show(self, programme: Programme) -> None:
        self._is_showing = True
        for tab in self.tabs:
            tab.show_programme(programme)
        self._is_showing = False
        self._on_changed()

    def _on_changed(self) -> None:
        if self._is_showing:
            return
        self._stops = put_in_reading_order(self, self._stops)
        try:
            self.bench.show_rules(self.checked())
        except ClubError:
            self.bench.show_rules(None)

    def _on_published(self, done: programmes.Published) -> None:
        self._stored = club.programme(self.hall.desk)
        self._show_stored()
        self._tell_planned()
        day = fmt.long_day(done.from_day)
        if done.from_day <= self.hall.desk.today():
            self.hall.toasts.show(tr("The new rules hold from today."))
        else:
            self.hall.toasts.show(tr("The new rules hold from {day} on.").format(day=day))

    def _next(self) -> programmes.Dated | None:
        planned = [one for one in programmes.history(self.hall.desk) if one.state == "planned"]
        return planned[-1] if planned else None

    def _tell_planned(self) -> None:
        coming = self._next()
        self.planned.setVisible(coming is not None)
        if coming is not None:
            day = fmt.long_day(coming.from_day)
            self.planned.say(tr("Other rules are planned from {day} on.").format(day=day), "info")

    def _show_planned(self) -> None:
        coming = self._next()
        if coming is not None:
            self.work_on(coming.programme)
