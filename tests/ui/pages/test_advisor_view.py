"""The programme advisor by keyboard: terms typed in, compared, refused beside their field."""

import pytest

from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services.insight.question import Question
from loyaldesk.ui.kit.decimal_edit import DecimalEdit
from loyaldesk.ui.pages.insights.advisor_view import AdvisorView
from loyaldesk.ui.parts.asking import Asking
from tests.conftest import desk_of
from tests.insight.making import ClubStory
from tests.ui.pages.hands import Hands
from tests.ui.pages.long_work import held, working
from tests.ui.pictures import cut_texts, settle


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "gregorian", "toman"))


@pytest.fixture
def shop(desk, clock):
    """One member with two visits of a million Rial in October."""
    story = ClubStory(desk, clock)
    story.sales(story.member("2026-10-01"), "2026-10-05", 2, 10)


def view_of(desk):
    asking = Asking(desk, Question.of_month(desk.today(), "gregorian"))
    return working(lambda hall: AdvisorView(hall, asking), desk)


def rest(view):
    view.refresh()
    settle(view.runner_in_test)


def shown(view):
    return {line.name: line.cells for line in view.table.rows_model.rows}


def test_it_begins_with_the_usual_terms_and_shows_four_programmes(desk, shop):
    with view_of(desk) as view:
        rest(view)
        terms = view.form.terms()
        assert (terms.rial_per_point, terms.point_worth_rial) == (100_000, 1_000)
        # 2,000,000 Rial are 20 points of 100 Toman; 1 % of them as well; no card, no tier
        assert shown(view)["Cost (Toman)"] == ("2,000", "2,000", "0", "0")
        assert shown(view)["Members reached"] == ("1", "1", "0", "0")
        assert shown(view)["To the best fifth"][2] == "–"
        assert "buy as they did" in view.card.card.note
        assert cut_texts(view) == []


def test_another_term_is_typed_and_enter_compares(desk, shop):
    with view_of(desk) as view:
        rest(view)
        view.form.cashback.widget.setFocus()
        view.form.cashback.widget.selectAll()
        Hands().type("2.5")
        assert not view.stale.isHidden()
        Hands().type("\r")
        settle(view.runner_in_test)
        assert view.stale.isHidden()
        assert shown(view)["Cost (Toman)"][1] == "5,000"
        view.form.again.click()
        settle(view.runner_in_test)
        assert view.form.cashback.widget.value() == 1.0
        assert shown(view)["Cost (Toman)"][1] == "2,000"


def test_what_cannot_be_used_is_said_beside_its_field(desk, shop):
    with view_of(desk) as view:
        rest(view)
        view.form.worth.widget.set_amount(10**6)
        view.form.cashback.widget.clear()
        view.form.steps[1][0].widget.set_amount(10)
        view.form.reckon.click()
        assert "more than what earns it" in view.form.worth.error()
        assert view.form.cashback.error() and view.form.steps[1][0].error()
        assert not view.busy.isVisible()


def test_an_empty_club_is_told_in_a_sentence(desk):
    with view_of(desk) as view:
        rest(view)
        assert view.sheet.isHidden() and not view.missing.isHidden()
        assert view.missing.sentence.text()


def test_it_can_be_stopped(desk, shop):
    with view_of(desk) as view:
        with held(view.runner_in_test):
            view.refresh()
            assert not view.busy.isHidden()
            view.busy.cancel.click()
        settle(view.runner_in_test)
        assert view.busy.isHidden() and view.advice is None


def test_the_auditor_reads_it_and_sees_the_members(desk, shop):
    with view_of(desk_of(desk, Role.AUDITOR, "Neda")) as view:
        rest(view)
        view.card.members_wanted.emit(view.card.card, "reached_points")
        assert len(view.window_of_members.ids) == 1
        view.window_of_members.close()


@pytest.mark.parametrize(
    ("typed", "value"),
    [("45", 45.0), ("۲٫۵", 2.5), ("2/5", 2.5), ("", None), (".", None), ("-3", 3.0)],
)
def test_a_percent_is_typed_in_any_digits(qtbot, typed, value):
    edit = DecimalEdit("Percent")
    qtbot.addWidget(edit)
    for sign in typed:
        edit.insert(sign)  # as a key does: what the field refuses is not taken
    assert edit.value() == value


def test_a_number_below_zero_is_taken_where_it_may_be(qtbot):
    edit = DecimalEdit("Percent", below_zero=True)
    qtbot.addWidget(edit)
    edit.set_value(-2.5)
    assert edit.value() == -2.5
    set_look(Look("fa", "jalali", "toman"))
    edit.set_value(-2.0)
    assert edit.value() == -2.0
