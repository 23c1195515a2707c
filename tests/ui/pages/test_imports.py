"""Lists of other programs on the screen: tried first, brought in, taken back, nothing lost."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from loyaldesk.gateways.spreadsheets import write_xlsx
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import imports, members
from loyaldesk.ui.pages.imports import runs_view, wizard
from loyaldesk.ui.pages.imports.page import ImportsPage
from loyaldesk.ui.pages.imports.wizard import Step
from tests.makers import make_member, make_sale
from tests.ui.pages.hands import Hands
from tests.ui.pages.long_work import held, working

SALES_FA = """فروش شش ماه اول
شماره فاکتور,تاریخ,کد مشتري,مبلغ قابل پرداخت (ريال)
10201,1405/05/18,00016,"12,500,000"
10202,1405/06/19,00031,330000
10203,1405/06/32,00031,500000
10204,1405/07/02,00016,دويست هزار
جمع کل,,,13330000
"""
"""Two sales; the 32nd of a month and an amount in words are bad; the sum is no row."""

MEMBERS_EN = """code,first_name,last_name,mobile,points,points_expire_on
00001,Sara,Ahmadi,09121111111,120,1406/05/01
00002,Reza,Karimi,0912 222 2222,0,
00003,Ali,Noori,12345,50,
"""


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def page(desk):
    with working(ImportsPage, desk) as shown:
        yield shown


@pytest.fixture
def sure(monkeypatch):
    """Whoever asks to take something back means it."""
    for module in (wizard, runs_view):
        monkeypatch.setattr(module, "may_take_back", lambda _parent, _hall: True)


@pytest.fixture
def sales_file(tmp_path) -> Path:
    path = tmp_path / "فروش.csv"
    path.write_bytes(SALES_FA.replace("ی", "ي").encode("cp1256"))
    return path


@pytest.fixture
def members_file(tmp_path) -> Path:
    path = tmp_path / "members.csv"
    path.write_text(MEMBERS_EN, "utf-8")
    return path


def rest(page, qtbot) -> wizard.Wizard:
    qtbot.waitUntil(lambda: not page.wizard.is_busy(), timeout=20_000)
    return page.wizard


def opened(page, qtbot, path) -> wizard.Wizard:
    page.open_wizard(path)
    return rest(page, qtbot)


def tried(page, qtbot, path, *, newcomers: bool = False) -> wizard.Wizard:
    """Go as far as the trial."""
    steps = opened(page, qtbot, path)
    steps.go_on()
    if newcomers:
        steps.columns.newcomers.click()
    steps.go_on()
    return rest(page, qtbot)


def count(desk, table: str, where: str = "1") -> int:
    return desk.db.execute_sql(f"SELECT COUNT(*) FROM {table} WHERE {where}").fetchone()[0]


def test_a_persian_list_of_sales_of_an_old_windows_comes_in_by_enter_alone(
    page, desk, qtbot, sales_file
):
    steps = opened(page, qtbot, sales_file)
    assert steps.file.kind.widget.value() == "sales"
    assert steps.file.encoding.widget.value() == "cp1256"
    hands = Hands()
    hands.type("\r")
    assert steps.step is Step.COLUMNS
    assert steps.columns.example.label.text() == (
        "Line 3 is read so: member \u206600016\u2069, Sunday 18 Mordad 1405,"
        " 12,500,000 Rial = one million two hundred fifty thousand Toman"
    )
    steps.columns.newcomers.click()
    hands.type("\r")
    rest(page, qtbot)
    assert steps.check.counts.shown == {
        "Rows of the file": 4, "New sales": 2, "New members": 2, "Already there": 0, "Bad rows": 2,
    }  # fmt: skip
    assert count(desk, "sale") == 0  # so far it was a trial
    assert steps.next.accessibleName() == "Import 2 rows"
    hands.type("\r")
    rest(page, qtbot)
    assert steps.done.title.text() == "2 sales were added"
    rows = desk.db.execute_sql("SELECT amount_rial, sold_on FROM sale ORDER BY sold_on").fetchall()
    assert rows == [(12_500_000, "2026-08-09"), (330_000, "2026-09-10")]
    assert [hit.name for hit in members.find(desk, "00016")] == ["00016"]
    hands.type("\r")
    assert not page.is_importing()
    assert page.runs.table.rows_model.rowCount() == 1


def test_members_come_in_with_their_points(page, desk, qtbot, members_file):
    steps = tried(page, qtbot, members_file)
    assert steps.check.counts.shown == {
        "Rows of the file": 3, "New members": 2, "Already there": 0, "Bad rows": 1,
    }  # fmt: skip
    steps.go_on()
    rest(page, qtbot)
    assert steps.done.title.text() == "2 members were added"
    assert count(desk, "member") == 2
    lots = desk.db.execute_sql("SELECT points, expires_on FROM lot").fetchall()
    assert lots == [(120, date(2027, 7, 23).isoformat())]  # 1 Mordad 1406


def test_an_excel_file_is_read_as_well(page, desk, qtbot, tmp_path):
    path = tmp_path / "اعضا.xlsx"
    rows = [("مریم هاشمی‌نژاد", "09123456789", date(1991, 3, 21)), ("علی نوری", "9121111111", None)]
    write_xlsx(path, "اعضا", ["نام و نام خانوادگی", "موبایل", "تاریخ تولد"], rows, rtl=True,
               kinds=["text", "text", "date"])  # fmt: skip
    steps = opened(page, qtbot, path)
    assert steps.file.kind.widget.value() == "members"
    assert not steps.file.encoding.isVisible()
    steps.go_on()
    steps.go_on()
    rest(page, qtbot).go_on()
    rest(page, qtbot)
    names = desk.db.execute_sql("SELECT first_name, last_name, birthday FROM member").fetchall()
    assert names == [("مریم", "هاشمی‌نژاد", "1991-03-21"), ("علی", "نوری", None)]


def test_the_unit_of_amounts_is_asked_when_nothing_names_it(page, desk, qtbot, tmp_path):
    path = tmp_path / "sales.csv"
    make_member(desk, code="7")
    path.write_text("member,date,amount\n7,2026-11-01,1250000\n", "utf-8")
    steps = opened(page, qtbot, path)
    steps.go_on()
    assert steps.columns.unit.widget.value() is None
    assert "Rial or Toman" in steps.columns.example.label.text()
    steps.go_on()
    assert steps.step is Step.COLUMNS
    assert steps.columns.unit.error() == "Please choose Rial or Toman."
    assert steps.columns.unit.widget.hasFocus()
    steps.columns.unit.widget.set_value("toman")
    steps.columns.unit.widget.chosen.emit("toman")
    assert steps.columns.example.label.text().endswith(
        "1,250,000 Toman = one million two hundred fifty thousand Toman"
    )
    steps.go_on()
    rest(page, qtbot).go_on()
    rest(page, qtbot)
    assert desk.db.execute_sql("SELECT amount_rial FROM sale").fetchall() == [(12_500_000,)]


def test_a_column_that_is_needed_is_named(page, qtbot, sales_file):
    steps = opened(page, qtbot, sales_file)
    steps.go_on()
    amount = steps.columns.table.choices[3]
    amount.set_value("")
    amount.chosen.emit("")
    steps.go_on()
    assert steps.step is Step.COLUMNS
    assert "Amount" in steps.problem.label.text()


def test_one_field_stands_in_one_column(page, qtbot, members_file):
    steps = opened(page, qtbot, members_file)
    steps.go_on()
    choices = steps.columns.table.choices
    choices[0].set_value("card")
    choices[0].chosen.emit("card")
    choices[4].set_value("card")
    choices[4].chosen.emit("card")
    assert choices[0].value() == ""
    assert steps.columns.table.mapping()[4] == "card"


def test_bad_rows_are_said_and_saved(page, qtbot, sales_file, tmp_path):
    steps = tried(page, qtbot, sales_file, newcomers=True)
    said = [row.sentence for row in steps.check.table.rows_model.rows]
    assert len(said) == 2
    assert "1405/06/32" in said[0]
    steps.check.save_to(tmp_path / "bad.csv")
    saved = (tmp_path / "bad.csv").read_text("utf-8-sig").splitlines()
    assert len(saved) == 3  # headings and two rows
    assert saved[1].startswith("5,")
    steps.check.save_to(tmp_path / "bad.csv")  # again: replaced, not grown
    assert len((tmp_path / "bad.csv").read_text("utf-8-sig").splitlines()) == 3


def test_a_list_that_is_in_already_has_nothing_to_import(page, qtbot, members_file):
    steps = tried(page, qtbot, members_file)
    steps.go_on()
    rest(page, qtbot)
    steps = tried(page, qtbot, members_file)
    assert steps.check.verdict.label.text().startswith("Everything in this list")
    assert not steps.next.isEnabled()


def test_the_choices_for_a_kind_of_file_are_remembered(page, qtbot, members_file, tmp_path):
    steps = opened(page, qtbot, members_file)
    steps.go_on()
    choice = steps.columns.table.choices[0]
    choice.set_value("card")
    choice.chosen.emit("card")
    steps.go_on()
    rest(page, qtbot).go_on()
    rest(page, qtbot)
    later = tmp_path / "later.csv"
    later.write_text(MEMBERS_EN.replace("0912", "0935").replace("0000", "0001"), "utf-8")
    steps = opened(page, qtbot, later)
    steps.go_on()
    assert steps.columns.remembered.isVisible()
    assert steps.columns.table.choices[0].value() == "card"


def test_going_back_loses_nothing(page, qtbot, sales_file):
    steps = tried(page, qtbot, sales_file, newcomers=True)
    page.key_pressed("Esc")
    assert steps.step is Step.COLUMNS
    assert steps.columns.newcomers.isChecked()
    page.key_pressed("Esc")
    assert steps.step is Step.FILE
    steps.go_on()
    assert steps.columns.newcomers.isChecked()
    steps.go_on()
    assert steps.step is Step.CHECK  # nothing was changed: no second trial
    steps.go_back()
    steps.go_back()
    page.key_pressed("Esc")
    assert not page.is_importing()


def test_letters_read_wrongly_can_be_put_right(page, qtbot, sales_file):
    steps = opened(page, qtbot, sales_file)
    steps.file.encoding.widget.set_value("cp1252")
    steps.file.encoding.widget.chosen.emit("cp1252")
    rest(page, qtbot)
    assert "مشتري" not in steps.file.sample.horizontalHeaderItem(3).text()
    steps.file.encoding.widget.set_value("cp1256")
    steps.file.encoding.widget.chosen.emit("cp1256")
    rest(page, qtbot)
    assert steps.file.sample.horizontalHeaderItem(3).text() == "کد مشتری"


def test_a_file_that_is_no_list_is_refused_in_a_sentence(page, qtbot, tmp_path):
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    steps = opened(page, qtbot, old)
    assert "old Excel" in steps.problem.label.text()
    assert steps.step is Step.FILE
    assert not steps.next.isEnabled()
    steps.file.take(tmp_path / "gone.csv")
    rest(page, qtbot)
    assert "not there any more" in steps.problem.label.text()


def test_a_file_dropped_on_the_list_of_imports_is_opened(page, qtbot, members_file):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(members_file))])
    event = QDropEvent(
        QPointF(40, 40), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    page.dropEvent(event)
    steps = rest(page, qtbot)
    assert page.is_importing()
    assert steps.file.name.text() == "members.csv"


def test_who_does_not_confirm_imports_nothing(desk, qtbot, members_file):
    with working(ImportsPage, desk, confirm_secret=lambda _why: False) as page:
        steps = tried(page, qtbot, members_file)
        steps.go_on()
        assert steps.step is Step.CHECK
        assert not steps.is_busy()
    assert count(desk, "member") == 0


def test_a_trial_that_was_cancelled_leaves_the_columns_as_they_were(page, qtbot, sales_file):
    steps = opened(page, qtbot, sales_file)
    steps.go_on()
    with held(page.runner_in_test):
        steps.go_on()
        Hands().key(Qt.Key.Key_Return)  # a second Enter stops nothing
        assert steps.busy.cancel.isEnabled()
        steps.busy.cancel.click()
    rest(page, qtbot)
    assert steps.step is Step.COLUMNS
    assert steps.columns.unit.widget.value() == "rial"


def test_an_import_that_was_cancelled_is_not_in_and_the_counter_sells_meanwhile(
    page, desk, qtbot, tmp_path
):
    buyer = make_member(desk)
    path = tmp_path / "long.csv"
    lines = [f"{n},2026-10-{n % 28 + 1:02d},{1_000 * n}" for n in range(1, 2500)]
    path.write_text("\n".join(["member,date,amount (Rial)", *lines]), "utf-8")
    steps = tried(page, qtbot, path, newcomers=True)
    steps.go_on()
    qtbot.waitUntil(lambda: count(desk, "sale") > 0, timeout=20_000)
    make_sale(desk, buyer.id, 2_000_000)
    steps.go_back()
    rest(page, qtbot)
    assert steps.step is Step.CHECK
    net = desk.db.execute_sql("SELECT SUM(net_rial) FROM sale").fetchone()[0]
    assert net == 2_000_000  # only what the counter sold
    assert count(desk, "member", "state <> 'erased'") == 1
    assert [run.state for run in imports.runs(desk)] == ["undone"]


@pytest.mark.usefixtures("sure")
def test_an_import_is_taken_back_from_its_result(page, desk, qtbot, members_file):
    steps = tried(page, qtbot, members_file)
    steps.go_on()
    rest(page, qtbot).done.undo.click()
    rest(page, qtbot)
    assert steps.done.title.text() == "The import was taken back"
    assert count(desk, "member", "state <> 'erased'") == 0
    page.close_wizard()
    page.runs.table.select(0)
    assert not page.runs.undo.isEnabled()


@pytest.mark.usefixtures("sure")
def test_an_import_is_taken_back_from_the_list(page, desk, qtbot, sales_file):
    steps = tried(page, qtbot, sales_file, newcomers=True)
    steps.go_on()
    rest(page, qtbot)
    page.close_wizard()
    page.runs.table.select(0)
    page.runs.undo.click()
    qtbot.waitUntil(lambda: page.runs._task is None, timeout=20_000)
    assert desk.db.execute_sql("SELECT SUM(net_rial) FROM sale").fetchone()[0] == 0
    assert page.runs.table.rows_model.rows[0].state == "undone"


@pytest.mark.usefixtures("sure")
def test_an_import_whose_members_bought_since_stays_and_says_why(page, desk, qtbot, members_file):
    tried(page, qtbot, members_file).go_on()
    rest(page, qtbot)
    make_sale(desk, 1, 500_000)
    page.close_wizard()
    page.runs.table.select(0)
    page.runs.undo.click()
    qtbot.waitUntil(lambda: page.runs._task is None, timeout=20_000)
    assert page.runs.problem.label.text() == (
        "Members of this import have bought or been looked after since; it cannot be taken back."
    )
    assert count(desk, "member", "state <> 'erased'") == 2


def test_the_bad_rows_of_an_import_can_be_fetched_later(page, qtbot, members_file, tmp_path):
    tried(page, qtbot, members_file).go_on()
    rest(page, qtbot)
    page.close_wizard()
    page.runs.table.select(0)
    assert page.runs.save.isVisible()
    page.runs.save_to(page.runs.table.selected_row().errors_file, tmp_path / "bad.csv")
    assert "12345" in (tmp_path / "bad.csv").read_text("utf-8-sig")


def test_an_empty_list_of_imports_says_what_it_is_for(page):
    assert "Nothing has been imported yet" in page.runs.table._empty.sentence.text()
    assert page.runs.begin.hasFocus()
