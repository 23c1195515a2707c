"""Goals and targets: set, measured, graded when a period is over, and kept for ever."""

from datetime import date

import pytest

from loyaldesk.domain.errors import ChangedMeanwhile, Missing
from loyaldesk.domain.insight.targets import GoalDraft, KpiDraft, grade, state, together, trend
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import night
from loyaldesk.services.insight import catalogue, targets
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import reading
from loyaldesk.store import targets as store
from tests.insight.making import ClubStory


@pytest.fixture
def story(desk, clock):
    return ClubStory(desk, clock)


def only_line(desk):
    ((group,),) = [targets.board(desk)]
    (line,) = group.lines
    return line


@pytest.mark.parametrize(
    ("actual", "target", "better", "grade_", "state_"),
    [
        (0.45, 0.45, "up", 100, "reached"),
        (0.36, 0.45, "up", 80, "near"),  # 0.36 / 0.45
        (0.2, 0.4, "up", 50, "far"),
        (0.4499, 0.45, "up", 99, "near"),  # not reached is never 100
        (0.0, 0.45, "up", 0, "far"),
        (-0.1, 0.05, "up", 0, "far"),
        (0.05, 0.1, "down", 100, "reached"),
        (0.2, 0.1, "down", 50, "far"),
        (0.2, 0.0, "down", 0, "far"),
        (-0.02, 0.0, "down", 100, "reached"),  # negative churn
        (None, 0.45, "up", None, "none"),
    ],
)
def test_a_grade_is_how_far_the_target_was_reached(actual, target, better, grade_, state_):
    assert grade(actual, target, better) == grade_
    assert state(grade_) == state_


def test_a_goal_has_the_mean_grade_of_the_targets_that_have_one():
    assert together([100, 50, None]) == 75
    assert together([None]) is None


def test_a_trend_is_better_or_worse_whatever_the_direction():
    assert trend([0.1, None, 0.2], "up") == "up"
    assert trend([0.1, 0.2], "down") == "down"
    assert trend([0.2, 0.2], "up") == "flat"
    assert trend([0.2], "up") == "flat"


def test_every_metric_that_can_carry_a_target_stands_on_its_card_in_its_unit(desk, story):
    member = story.member("2026-03-01")
    story.sales(member, "2026-03-01", 20, 13)
    month = targets.Period.of("month", date(2026, 11, 21), "jalali")
    with reading(desk, Question(month)) as read:
        cards = {one.card: catalogue.by_key(read, [one.card])[0] for one in targets.METRICS}
    for one in targets.METRICS:
        card = cards[one.card]
        found = [m for m in card.measures if m.metric == one.code]
        assert found or card.missing, one.code
        for measure in found:
            assert (measure.unit, measure.better) == (one.unit, one.better), one.code
        assert targets.metric_name(one.code)


def test_a_target_shows_what_came_out_so_far_and_has_no_grade_before_a_period_is_over(desk, story):
    goal = targets.add_goal(desk, GoalDraft(" Members come back "))
    targets.add_kpi(desk, KpiDraft("active", 4, goal_id=goal, owner_id=desk.operator.id))
    for _ in range(3):
        story.sale(story.member("2026-11-01"), "2026-11-02")
    (group,) = targets.board(desk)
    (line,) = group.lines
    assert group.goal.text == "Members come back"
    assert (line.actual, line.grade, line.state) == (3, None, "none")
    assert (line.kpi.owner, group.grade) == (desk.operator.name, None)


def test_a_period_that_is_over_is_graded_once_by_the_target_of_then(desk, story, clock):
    targets.add_kpi(desk, KpiDraft("active", 2))
    story.sale(story.member("2026-11-01"), "2026-11-02")  # Aban 1405: one active member
    assert targets.settle(desk) == 0  # Aban is not over
    clock.forward(days=10)
    assert targets.settle(desk) == 1
    assert targets.settle(desk) == 0
    line = only_line(desk)
    ((result,),) = [line.history]
    assert (result.first, result.last) == (date(2026, 10, 23), date(2026, 11, 21))
    assert (result.actual, result.target, result.grade, result.formula) == (1, 2, 50, 1)
    targets.change_kpi(desk, line.kpi.id, KpiDraft("active", 1), line.kpi.version)
    story.sale(story.member("2026-11-03"), "2026-11-04")  # told too late
    assert targets.settle(desk) == 0
    line = only_line(desk)
    assert line.history == (result,)
    assert (line.period.first, line.actual, line.grade) == (date(2026, 10, 23), 1, 50)
    assert (line.running.first, line.so_far) == (date(2026, 11, 22), None)  # nothing sold yet


def test_the_night_grades_what_is_over_and_catches_up(desk, story, clock):
    targets.add_kpi(desk, KpiDraft("visits", 1))
    clock.forward(days=45)  # Aban and Azar are over
    night.run(desk)
    assert len(store.results(desk.db, only_line(desk).kpi.id)) == 2


def test_what_is_measured_in_no_sale_has_no_figure_and_says_why(desk):
    targets.add_kpi(desk, KpiDraft("retention", 0.5))
    line = only_line(desk)
    assert (line.actual, line.grade, line.state) == (None, None, "none")
    assert line.why


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (KpiDraft("luck", 1), "metric"),
        (KpiDraft("retention", None), "target"),
        (KpiDraft("retention", 45), "target"),  # 4500 %
        (KpiDraft("retention", float("nan")), "target"),
        (KpiDraft("active", 0), "target"),
        (KpiDraft("active", -5), "target"),
        (KpiDraft("active", 5, period="week"), "period"),
        (KpiDraft("active", 5, goal_id=9), "goal"),
        (KpiDraft("active", 5, owner_id=99), "owner"),
        (KpiDraft("active", 5, segment="tier:none"), "segment"),
        (KpiDraft("active", 5, name="x" * 81), "name"),
    ],
)
def test_a_target_that_cannot_be_used_is_refused_beside_its_field(desk, draft, field):
    with pytest.raises(BadInput) as refused:
        targets.add_kpi(desk, draft)
    assert refused.value.field == field
    assert targets.board(desk) == []


def test_a_goal_without_words_is_refused(desk):
    with pytest.raises(BadInput):
        targets.add_goal(desk, GoalDraft("  "))


def test_a_target_ends_keeps_its_history_and_can_hold_again(desk):
    new = targets.add_kpi(desk, KpiDraft("active", 5))
    targets.end_kpi(desk, new)
    assert targets.board(desk) == []
    targets.end_kpi(desk, new, again=True)
    assert only_line(desk).kpi.id == new
    with pytest.raises(Missing):
        targets.end_kpi(desk, 99)


def test_a_goal_ends_with_its_targets_and_takes_them_back(desk):
    goal = targets.add_goal(desk, GoalDraft("Known by name"))
    targets.add_kpi(desk, KpiDraft("active", 5, goal_id=goal))
    targets.end_goal(desk, goal)
    assert targets.board(desk) == []
    targets.end_goal(desk, goal, again=True)
    assert only_line(desk).kpi.goal_id == goal


def test_two_who_change_the_same_target_do_not_overwrite_each_other(desk):
    new = targets.add_kpi(desk, KpiDraft("active", 5))
    targets.change_kpi(desk, new, KpiDraft("active", 6), 1)
    with pytest.raises(ChangedMeanwhile):
        targets.change_kpi(desk, new, KpiDraft("active", 7), 1)
    assert only_line(desk).kpi.target == 6


def test_the_card_of_targets_says_what_is_missing_and_then_shows_them(desk, story, clock):
    month = targets.Period.of("month", date(2026, 11, 21), "jalali")
    with reading(desk, Question(month)) as read:
        assert targets.targets_card(read).missing
    targets.add_kpi(desk, KpiDraft("active", 1))
    story.sale(story.member("2026-11-01"), "2026-11-02")
    with reading(desk, Question(month)) as read:
        card = targets.targets_card(read)
    assert [m.value for m in card.measures] == [None, 0]
    assert "first period is over" in card.measures[0].why
    clock.forward(days=2)  # Aban is over
    targets.settle(desk)
    with reading(desk, Question(month)) as read:
        card = targets.targets_card(read)
    assert [m.value for m in card.measures] == [100, 1]
    assert len(card.grid.rows) == 1
