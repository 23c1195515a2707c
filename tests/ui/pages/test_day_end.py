"""The day end: figures to compare with the till, on screen, on paper, in a file."""

from datetime import timedelta

import pytest

from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import reversals, sealing
from loyaldesk.ui.pages.day_end.page import DayEndPage
from tests.conftest import desk_of
from tests.makers import make_member, make_sale
from tests.ui.pages.hands import Hands, standing


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def day(desk):
    """The owner sells 30,000,000 and takes back 500,000; Reza sells 1,000,000."""
    member = make_member(desk)
    make_sale(desk, member.id, 30_000_000)
    reversals.reverse_sale(desk, make_sale(desk, member.id, 500_000).sale_id)
    cashier = desk_of(desk, Role.CASHIER, "Reza")
    make_sale(cashier, member.id, 1_000_000, pay_points=200)
    with standing(DayEndPage, desk) as page:
        yield page


def cells(page) -> list[list[str]]:
    model = page.table.rows_model
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_day_stands_by_operator_with_its_total(day):
    # 100 % of 1,000,000 less 200,000 earns 8 points; 300 from the first sale
    assert cells(day) == [
        ["Maryam", "2", "1", "3,000,000", "0", "3,000,000", "300", "0"],
        ["Reza", "1", "0", "100,000", "20,000", "80,000", "8", "200"],
        ["All", "3", "1", "3,100,000", "20,000", "3,080,000", "308", "200"],
    ]
    assert day.must.text() == "3,080,000 Toman"


@pytest.mark.parametrize(
    ("counted", "said"),
    [
        ("3080.", "The till is right."),
        ("3000.", "80,000 Toman missing"),
        ("3100.", "20,000 Toman too much"),
    ],
)
def test_what_was_counted_is_compared_with_what_must_be_there(day, counted, said):
    Hands().type(counted)
    assert day.difference.label.text() == said


def test_nothing_is_said_before_something_was_counted(day):
    assert not day.difference.isVisible()


def test_a_pasted_fraction_is_refused_beside_the_field(qapp, day):
    qapp.clipboard().setText("1.234,56")
    day.cash.widget.paste()
    assert "whole amounts" in day.cash.error()


def test_another_day_is_chosen_and_a_day_to_come_is_not(desk, day):
    day.before.click()
    assert cells(day) == []
    assert day.day.day() == desk.today() - timedelta(days=1)
    day.after.click()
    assert len(cells(day)) == 3
    assert not day.after.isEnabled()


def test_a_sale_recorded_meanwhile_is_counted(desk, day):
    make_sale(desk, make_member(desk).id, 1_000_000)
    assert day.must.text() == "3,180,000 Toman"


def test_the_day_is_written_to_a_file(day, tmp_path):
    day.export_to(tmp_path / "day.csv")
    lines = (tmp_path / "day.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 5  # with who wrote it
    assert "Reza" in lines[2]
    assert "Saved" in day.hall_in_test.toasts.text()


def test_a_folder_that_is_missing_is_told_on_the_page(day, tmp_path):
    day.export_to(tmp_path / "missing" / "day.csv")
    assert "does not exist" in day.problem.label.text()


def test_the_day_is_shown_as_paper_before_it_is_printed(day):
    day.print.click()
    assert day.paper.view.content().startswith(b"%PDF")
    day.paper.close()


def test_a_cashier_sees_the_day_but_exports_no_list(desk):
    with standing(DayEndPage, desk_of(desk, Role.CASHIER)) as page:
        assert page.must.text() == "0 Toman"
        assert not page.export.isVisible()


def test_the_code_of_the_day_stands_on_the_page(day, desk):
    code = sealing.day_code(desk, desk.today())
    assert code in day.code.text()
    day.day.set_day(desk.today() - timedelta(days=40))
    assert day.code.isHidden()
