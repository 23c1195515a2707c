"""Goals and targets by keyboard: set, changed, ended and taken back, with their history."""

import pytest
from PySide6.QtCore import Qt

from loyaldesk.domain.insight.targets import GoalDraft, KpiDraft
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.kernel.units import Unit
from loyaldesk.services.insight import targets
from loyaldesk.services.insight.question import Question
from loyaldesk.ui.kit.sparkline import Sparkline
from loyaldesk.ui.pages.insights.target_dialogs import GoalDialog, TargetDialog
from loyaldesk.ui.pages.insights.target_words import meaning
from loyaldesk.ui.pages.insights.targets_view import TargetsView
from loyaldesk.ui.parts.asking import Asking
from tests.conftest import desk_of
from tests.insight.making import ClubStory
from tests.ui.pages.hands import Hands
from tests.ui.pages.long_work import working
from tests.ui.pictures import cut_texts, settle


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


def view_of(desk):
    asking = Asking(desk, Question.of_month(desk.today(), "jalali"))
    return working(lambda hall: TargetsView(hall, asking), desk)


def rest(view):
    view.refresh()
    settle(view.runner_in_test)


@pytest.fixture
def board(desk, clock):
    """A goal with two targets, one month of history each."""
    story = ClubStory(desk, clock)
    goal = targets.add_goal(desk, GoalDraft("Members come back", desk.operator.id))
    targets.add_kpi(desk, KpiDraft("active", 2, goal_id=goal, owner_id=desk.operator.id))
    targets.add_kpi(desk, KpiDraft("net_sales", 10_000_000, goal_id=goal))
    story.sale(story.member("2026-11-01"), "2026-11-02")
    clock.forward(days=10)
    targets.settle(desk)


def test_an_empty_board_leads_to_the_first_target(desk):
    with view_of(desk) as view:
        rest(view)
        view.focus_first()
        assert view.empty.button.hasFocus()
        Hands().type("\r")
        dialog = view.dialog
        assert isinstance(dialog, TargetDialog)
        assert "bought in the months before" in dialog.figure.below.text()
        dialog.percent.widget.insert("45")
        dialog.primary.click()
        settle(view.runner_in_test)
        ((group,),) = [view.groups]
        assert group.goal is None and group.lines[0].kpi.target == 0.45
        assert view.empty.isHidden() and len(view.list.rows) == 1


def test_a_target_without_a_figure_is_refused_beside_its_field(desk):
    with view_of(desk) as view:
        rest(view)
        view.key_pressed("F6")
        view.dialog.submit()
        assert view.dialog.percent.error()
        view.dialog.figure.widget.set_value("net_sales")
        view.dialog._on_metric()
        assert view.dialog.percent.isHidden() and not view.dialog.amount.isHidden()
        view.dialog.submit()
        assert view.dialog.amount.error()
        assert targets.board(desk) == []
        view.dialog.done(0)


def test_a_goal_in_words_comes_first_and_its_target_belongs_to_it(desk):
    with view_of(desk) as view:
        rest(view)
        view.key_pressed("F8")
        assert isinstance(view.dialog, GoalDialog)
        view.dialog.submit()
        assert view.dialog.text.error()
        view.dialog.text.widget.setPlainText("Known by name")
        view.dialog.submit()
        settle(view.runner_in_test)
        view.key_pressed("F6")
        assert view.dialog.goal.widget.currentText() == "Known by name"
        view.dialog.figure.widget.set_value("frequency")
        view.dialog._on_metric()
        view.dialog.count.widget.set_value(2.5)
        view.dialog.submit()
        settle(view.runner_in_test)
        (group,) = view.groups
        assert group.goal.text == "Known by name" and group.lines[0].kpi.target == 2.5


def test_rows_tell_how_far_and_arrows_show_the_history(desk, board):
    with view_of(desk) as view:
        rest(view)
        first, second = view.list.rows
        assert first.name.text() and "1, target 2" not in second.accessibleName()
        view.focus_first()
        assert view.list.current().metric.code == "active"
        assert view.panel.chart.chart().goal == 2
        assert [one.actual for one in view.list.current().history] == [1]
        Hands().key(Qt.Key.Key_Down)
        assert view.list.current().metric.code == "net_sales"
        assert view.panel.chart.chart().unit is Unit.RIAL
        assert "Aban" in view.panel.chart.chart().labels[0]
        assert "No trend yet" in first.accessibleName()
        view.resize(1122, 600)
        settle(view.runner_in_test)
        assert cut_texts(view) == []


def test_a_changed_target_keeps_its_history_and_what_it_measures(desk, board):
    with view_of(desk) as view:
        rest(view)
        view.focus_first()
        Hands().type("\r")
        dialog = view.dialog
        assert not dialog.figure.widget.isEnabled() and not dialog.period.widget.isEnabled()
        dialog.count.widget.set_value(4)
        dialog.submit()
        settle(view.runner_in_test)
        line = view.list.current()
        assert line.kpi.target == 4 and line.history[0].target == 2
        chart = view.panel.chart.chart()
        assert chart.goal is None and chart.series[1].values == (2,)  # the goal moved since


def test_money_is_typed_in_the_unit_of_the_shop(desk, board):
    with view_of(desk) as view:
        rest(view)
        view.list.go(1)
        view.change_target()
        assert view.dialog.amount.widget.raw() == "1000000"  # 10,000,000 Rial
        assert not view.dialog.is_dirty()
        view.dialog.amount.widget.set_amount(20_000_000)
        assert view.dialog.is_dirty()
        view.dialog.submit()
        settle(view.runner_in_test)
        assert view.list.current().kpi.target == 20_000_000


def test_a_target_ends_and_undo_brings_it_back(desk, board):
    with view_of(desk) as view:
        rest(view)
        view.focus_first()
        Hands().key(Qt.Key.Key_Delete)
        settle(view.runner_in_test)
        assert len(view.list.rows) == 1
        view._hall.toasts.act()
        settle(view.runner_in_test)
        assert len(view.list.rows) == 2


def test_a_goal_is_changed_and_ends_with_its_targets(desk, board):
    with view_of(desk) as view:
        rest(view)
        view.list.sections[0].change.click()
        view.dialog.text.widget.setPlainText("They return")
        view.dialog.submit()
        settle(view.runner_in_test)
        assert view.groups[0].goal.text == "They return"
        view.list.sections[0].end.click()
        settle(view.runner_in_test)
        assert view.groups == [] and not view.empty.isHidden()


def test_who_may_not_edit_sees_no_acts(desk, board):
    with view_of(desk_of(desk, Role.AUDITOR, "Neda")) as view:
        rest(view)
        assert view.new_target.isHidden() and view.new_goal.isHidden()
        assert view.list.sections[0].end.isHidden() and view.panel.change.isHidden() is False
        assert not view.panel.change.isVisibleTo(view)
        assert not view.key_pressed("F6")
        view.change_target()
        assert view.dialog is None


def test_it_stands_from_right_to_left_in_a_narrow_window(desk, board, persian):
    set_look(Look("fa", "jalali", "toman"))
    with view_of(desk) as view:
        view.resize(752, 560)
        rest(view)
        row = view.list.rows[0]
        assert row.width() <= view.page.viewport().width()
        assert cut_texts(view) == []


def test_every_metric_says_what_it_means():
    for one in targets.METRICS:
        assert meaning(one.code)


def test_a_sparkline_skips_what_is_not_known(qtbot):
    line = Sparkline([1.0, None, 3.0], 2.0)
    qtbot.addWidget(line)
    low, high = line.points()
    assert low.y() > high.y() and low.x() < high.x()
    flat = Sparkline([5.0])
    qtbot.addWidget(flat)
    assert len(flat.points()) == 1
    assert Sparkline([None]).points() == []
