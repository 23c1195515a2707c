"""Costs by keyboard: a figure typed in, taken away, brought back; and the simulator."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services.insight import shop_figures
from loyaldesk.services.insight.question import Question
from loyaldesk.ui.pages.insights.costs_view import CostsView
from loyaldesk.ui.pages.insights.simulator_view import SimulatorView
from loyaldesk.ui.parts.asking import Asking
from tests.conftest import desk_of
from tests.insight.making import ClubStory
from tests.ui.pages.hands import Hands
from tests.ui.pages.long_work import working
from tests.ui.pictures import cut_texts, settle

ABAN = Month("jalali", 1405, 8)


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


def shown(view, desk):
    asking = Asking(desk, Question.of_month(desk.today(), "jalali"))
    return working(lambda hall: view(hall, asking), desk)


def refreshed(page):
    page.refresh()
    settle(page.runner_in_test)
    return page


def test_a_figure_is_typed_in_with_the_keyboard_alone(desk):
    with shown(CostsView, desk) as page:
        refreshed(page)
        panel, hands = page.figures, Hands()
        assert panel.kind.widget.hasFocus()
        hands.type("\t\t")  # advertising, this month
        hands.type("5000000\rLeaflets\r")
        settle(page.runner_in_test)
        (kept,) = shop_figures.listing(desk, ABAN.first, ABAN.last)
        assert (kept.kind, kept.amount_rial, kept.note) == ("advertising", 50_000_000, "Leaflets")
        assert panel.kind.widget.hasFocus()
        assert panel.sums.text() == "Aban 1405: Winning members 5,000,000 Toman"
        assert hands.keys < 25
        assert cut_texts(page) == []


def test_what_is_wrong_stands_beside_its_field(desk):
    with shown(CostsView, desk) as page:
        panel = refreshed(page).figures
        panel.add_it()
        assert panel.amount.error() == "This is needed."
        panel.kind.widget.set_value("shop_sales")
        for _ in range(2):
            panel.amount.widget.set_amount(1_000)
            panel.add_it()
        assert panel.kind.error() == "This month has such a figure already; remove that one first."
        settle(page.runner_in_test)


def test_a_figure_taken_away_comes_back_by_undo(desk):
    shop_figures.add(desk, "cards", ABAN, 1_000)
    with shown(CostsView, desk) as page:
        panel = refreshed(page).figures
        kept = panel.table.selected_row()
        panel.table.setFocus()
        QTest.keyClick(panel.table, Qt.Key.Key_Delete)
        QTest.qWait(200)  # a key presses its button for a moment
        assert shop_figures.listing(desk, ABAN.first, ABAN.last) == []
        panel._restore(kept)
        assert len(shop_figures.listing(desk, ABAN.first, ABAN.last)) == 1
        settle(page.runner_in_test)


def test_the_cost_of_points_is_offered_from_the_ledger(desk, clock):
    story = ClubStory(desk, clock)
    member = story.member("2026-10-01")
    story.sale(member, "2026-10-25", 20_000_000)
    story.sale(member, "2026-10-26", 1_000_000, pay_points=30)
    with shown(CostsView, desk) as page:
        panel = refreshed(page).figures
        assert panel.take.isHidden()
        panel.kind.widget.set_value("points")
        panel.kind.widget.chosen.emit("points")
        assert panel.offer.text().startswith("The ledger knows: 30 points spent, 3,000 Toman.")
        panel.take.click()
        assert panel.amount.widget.amount_rial() == 30_000
        settle(page.runner_in_test)


def test_who_may_not_edit_sees_the_list_only(desk):
    auditor = desk_of(desk, Role.AUDITOR)
    with shown(CostsView, auditor) as page:
        panel = refreshed(page).figures
        assert not panel.add.isVisible()
        assert not panel.remove.isVisible()
        page.focus_first()
        assert panel.table.hasFocus()


def test_the_simulator_tells_at_once_what_is_tried(desk, clock):
    story = ClubStory(desk, clock)
    for n in range(30):
        member = story.member("2026-05-01")
        story.sale(member, "2026-06-10", 1_000_000)
        if n < 24:
            story.sale(member, "2026-10-10", 3_000_000)
    with shown(SimulatorView, desk) as page:
        refreshed(page)
        assert page.points.edit.hasFocus()
        first = page.result.card.measures[0].value
        page.points.edit.setValue(10)
        assert page.result.card.measures[0].value == pytest.approx(2 * first, abs=1)
        page.basket.slider.setValue(10)
        assert page.basket.edit.value() == 10
        page.again.click()
        assert page.result.card.measures[0].value == first
        assert cut_texts(page) == []


def test_a_young_club_has_no_simulator_yet(desk):
    with shown(SimulatorView, desk) as page:
        refreshed(page)
        assert page.result.card.missing
        assert not page.points.isEnabled()


def test_the_form_of_a_first_day_is_as_wide_as_its_column(desk):
    with shown(CostsView, desk) as view:
        refreshed(view)
        assert view.figures.width() <= view._side.viewport().width()
