"""Papers on the screen: three keys print last month, and nothing is printed by mistake."""

from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.gateways.spreadsheets import read_table
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import reversals
from loyaldesk.ui.kit.pdf_view import draw_pages
from loyaldesk.ui.pages.reports import page as reports
from loyaldesk.ui.pages.reports.page import ReportsPage
from loyaldesk.ui.shell.keys import KeyTable
from loyaldesk.ui.shell.main_window import MainWindow
from loyaldesk.ui.shell.places import Place
from loyaldesk.ui.tasks import Runner
from tests.conftest import NOON, desk_of
from tests.makers import make_member, make_sale
from tests.ui.pages.hands import Hands, hall_of
from tests.ui.pages.long_work import held, working

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def season(desk, clock):
    """Sara joined on 30 Tir 1405 and bought for 100,000 Toman then, for 250,000 on 30 Mehr."""
    clock.now = NOON - timedelta(days=123)
    member = make_member(desk, last_name="Ahmadi")
    make_sale(desk, member.id, 1_000_000)
    clock.now = NOON - timedelta(days=30)
    make_sale(desk, member.id, 2_500_000)
    clock.now = NOON
    return desk


@pytest.fixture
def page(season):
    with working(ReportsPage, season) as shown:
        yield shown


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def made(page, qtbot) -> str:
    qtbot.waitUntil(lambda: page._task is None, timeout=20_000)
    return text_of(page.view.content())


class PaperTray:
    """Stands for the printer, which no test computer has: draws the same pages into a file."""

    def __init__(self, folder, monkeypatch) -> None:
        self.path = folder / "printed.pdf"
        self.asked = []
        monkeypatch.setattr(reports, "print_pdf", self.print)

    def print(self, content: bytes, name: str) -> None:
        printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
        printer.setOutputFileName(str(self.path))
        draw_pages(content, printer)
        self.asked.append(name)

    def pages(self) -> int:
        with pypdfium2.PdfDocument(self.path) as document:
            return len(document)


def test_three_keys_print_the_report_of_last_month(season, qtbot, qapp, tmp_path, monkeypatch):
    """Budget (e): Ctrl+R, Enter, Ctrl+P; the third is pressed while the preview is being made."""
    tray = PaperTray(tmp_path, monkeypatch)
    runner = Runner(season.db.connection_context, print)
    window = MainWindow(
        lambda toasts: hall_with(season, toasts, runner),
        [
            Place("counter", "Counter", "cash-register", lambda _hall: QLineEdit(),
                  Permission.SALE_RECORD),
            Place("reports", "Reports", "report-analytics", ReportsPage, Permission.REPORT_READ),
        ],
        None, lambda _window, _typed: [],
    )  # fmt: skip
    qtbot.addWidget(window)
    keys = KeyTable(window, window.press)
    qapp.installEventFilter(keys)
    try:
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window)
        window.go("counter")
        window.page().setFocus()
        hands = Hands()
        hands.key(Qt.Key.Key_R, CTRL)
        hands.key(Qt.Key.Key_Return)
        hands.key(Qt.Key.Key_P, CTRL)
        qtbot.waitUntil(lambda: bool(tray.asked) and not runner.is_busy(), timeout=20_000)
        assert hands.keys == 3
        assert "Mehr 1405" in text_of(window.page().view.content())
        assert tray.pages() == 1
        assert window.toasts.text() == "Sent to the printer"
        hands.key(Qt.Key.Key_P, CTRL)  # and again, from the button's own key
        qtbot.waitUntil(lambda: len(tray.asked) == 2 and not runner.is_busy(), timeout=20_000)
    finally:
        qapp.removeEventFilter(keys)
        assert runner.stop()


def hall_with(desk, toasts, runner):
    return replace(hall_of(desk, toasts.parent()), runner=runner, toasts=toasts)


def test_months_stand_newest_first_and_the_last_whole_one_is_chosen(page):
    choice = page.choosing.month.widget
    assert [choice.itemText(n) for n in range(choice.count())] == [
        "Aban 1405 (until today)", "Mehr 1405", "Shahrivar 1405", "Mordad 1405", "Tir 1405",
    ]  # fmt: skip
    assert choice.currentText() == "Mehr 1405"
    assert not page.note.isVisible()


def test_a_month_that_runs_says_so(page):
    page.choosing.month.widget.activated.emit(0)
    page.choosing.month.widget.setCurrentIndex(0)
    page.choosing.month.widget.chosen.emit(page.choosing.month.widget.value())
    assert page.note.label.text() == "This month is not over: the figures are those until today."


def test_the_preview_shows_the_month_that_was_chosen(page, qtbot):
    Hands().type("\r")
    assert not page.choosing.make.isEnabled()
    text = made(page, qtbot)
    assert "Mehr 1405" in text
    assert "250,000" in text  # all of Mehr: one sale of 2,500,000 Rial
    assert page.view.pages.text() == "Page 1 of 1"
    assert page.choosing.make.isEnabled()
    assert page.choosing.catalogue.hasFocus()


def test_a_club_without_a_sale_has_a_report_that_says_so(desk, qtbot):
    with working(ReportsPage, desk) as page:
        assert page.note.label.text() == "No sale has been recorded yet; the paper will say so."
        page.make()
        assert "Mehr 1405" in made(page, qtbot)


def test_what_is_on_view_is_put_away_when_another_paper_is_chosen(page, qtbot):
    page.make()
    made(page, qtbot)
    assert page.print.isEnabled()
    page.choosing.catalogue.choose("sales")
    assert page.stack.currentWidget() is page.empty
    assert not page.print.isEnabled()
    assert not page.save.isEnabled()


def test_the_paper_may_speak_another_language_than_the_screen(page, qtbot):
    page.choosing.language.widget.set_value("fa")
    page.make()
    assert "گزارش" in made(page, qtbot)
    assert page.print.accessibleName() == "Print"


@pytest.mark.parametrize(
    ("key", "held_words"),
    [("members", "Ahmadi"), ("sales", "250,000"), ("points", "earned")],
)
def test_lists_are_looked_at_as_well(page, qtbot, key, held_words):
    page.choosing.catalogue.choose(key)
    page.make()
    assert held_words in made(page, qtbot)


def test_members_of_one_tier_only(page, qtbot):
    page.choosing.catalogue.choose("members")
    page.choosing.tier.widget.set_value("gold")
    page.make()
    assert "Ahmadi" not in made(page, qtbot)


def test_without_a_printer_the_paper_can_be_saved_instead(page, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("loyaldesk.ui.kit.pdf_view.printer_names", list)  # nothing is plugged in
    page.make()
    made(page, qtbot)
    page.print_it()
    qtbot.waitUntil(lambda: page._task is None)
    assert page.instead.isVisible()
    assert page.instead.label.text() == (
        "No printer was found on this computer. The paper can be saved instead."
    )
    page.instead.button.click()
    page.where.fileSelected.emit(str(tmp_path / "Mehr"))
    page.where.close()
    assert (tmp_path / "Mehr.pdf").read_bytes() == page.view.content()
    assert not page.instead.isVisible()


def test_a_folder_that_is_gone_is_told_in_a_sentence(page, qtbot, tmp_path):
    page.make()
    made(page, qtbot)
    page.save_to(tmp_path / "gone" / "report.pdf")
    assert "does not exist" in page.problem.label.text()


def test_the_same_list_goes_into_excel(page, qtbot, tmp_path):
    page.choosing.catalogue.choose("sales")
    page.export_to(tmp_path / "sales.xlsx")
    qtbot.waitUntil(lambda: page._task is None, timeout=20_000)
    with read_table(tmp_path / "sales.xlsx") as table:
        rows = [cells for _line, cells in table.rows]
    assert len(rows) == 1  # Mehr: one sale
    assert 250_000 in rows[0]


def test_the_monthly_report_is_offered_on_paper_only(page):
    assert not page.excel.isVisible()
    page.choosing.catalogue.choose("points")
    assert page.excel.isVisible()


def test_a_preview_that_was_cancelled_shows_nothing(page, qtbot):
    with held(page.runner_in_test):
        page.make()
        assert page.busy.isVisible()
        Hands().key(Qt.Key.Key_Return)  # a second Enter neither stops it nor makes it twice
        assert page.busy.cancel.isEnabled()
        Hands().key(Qt.Key.Key_Escape)
        assert not page.busy.cancel.isEnabled()
    qtbot.waitUntil(lambda: page._task is None)
    assert page.stack.currentWidget() is page.empty
    assert not page.print.isEnabled()
    assert page.choosing.make.isEnabled()


def test_an_auditor_reads_reports_but_takes_no_lists_along(season):
    with working(ReportsPage, desk_of(season, Role.AUDITOR)) as page:
        keys = page.choosing.catalogue.keys()
        assert keys[:5] == ["monthly", "agenda", "promises", "said", "faq"]
        assert not {"members", "sales", "points"} & set(keys)
        page.choosing.catalogue.choose("tiers")
        assert not page.excel.isVisible()


def test_nothing_of_pdf_is_loaded_before_the_first_preview(page):
    assert page.view is None


def test_a_sale_elsewhere_leaves_the_paper_on_view(page, season, qtbot):
    page.make()
    before = made(page, qtbot)
    reversals.reverse_sale(season, make_sale(season, 1, 500_000).sale_id)
    page.refresh()
    assert text_of(page.view.content()) == before
    assert page.choosing.month.widget.currentText() == "Mehr 1405"


def test_a_paper_of_the_pack_is_made_of_the_chosen_quarter(page, qtbot):
    page.choosing.catalogue.choose("tiers")
    pick = page.choosing.period
    pick.kind.widget.set_value("quarter")
    pick.kind.widget.chosen.emit("quarter")
    assert pick.which.widget.currentText() == "summer 1405"  # the last whole one
    page.make()
    text = made(page, qtbot)
    assert "Summer 1405" in text and "Members by tier and moves" in text


def test_two_days_the_wrong_way_round_are_told_beside_the_field(page):
    page.choosing.catalogue.choose("tiers")
    pick = page.choosing.period
    pick.kind.widget.set_value("days")
    pick.kind.widget.chosen.emit("days")
    pick.first.widget.set_day(NOON.date())
    pick.last.widget.set_day(NOON.date() - timedelta(days=9))
    pick.last.widget.day_changed.emit(pick.last.widget.day())
    assert pick.last.error() == "The last day comes before the first."
    page.make()
    assert page._task is None


def test_the_statement_asks_for_a_member_first(page, qtbot):
    page.choosing.catalogue.choose("statement")
    page.make()
    assert page.choosing.member.error() == "Choose a member first."
    page.choosing.member.widget.set_member(1, "Sara Ahmadi")
    page.make()
    assert "Your points today" in made(page, qtbot)


def test_arrows_pass_over_the_headings_of_the_catalogue(page):
    catalogue = page.choosing.catalogue
    catalogue.setFocus()
    hands = Hands()
    seen = [catalogue.paper().key]
    for _ in range(len(catalogue.keys()) - 1):
        hands.key(Qt.Key.Key_Down)
        seen.append(catalogue.paper().key)
    assert seen == catalogue.keys()
