"""Windows and limits of the figures, set in a form; the lost members and why they left."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.insight.settings import LIMITS, InsightSettings
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services.insight import churn_cost, reading
from loyaldesk.services.insight.question import Question
from loyaldesk.ui.kit.table import RowsTable
from loyaldesk.ui.pages.insights.lost_view import LostView
from loyaldesk.ui.pages.insights.page import InsightsPage
from loyaldesk.ui.parts.asking import Asking
from tests.conftest import desk_of
from tests.insight.making import ClubStory
from tests.services.insight.test_costs import system_of
from tests.ui.pages.hands import Hands
from tests.ui.pages.long_work import working
from tests.ui.pictures import cut_texts, settle


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "gregorian", "toman"))


@pytest.fixture
def page(desk):
    with working(InsightsPage, desk) as made:
        settle(made.runner_in_test)
        yield made


def opened(page):
    page.open_settings()
    settle(page.runner_in_test)
    return page.dialog


def test_every_setting_has_a_field_with_its_limits_and_what_is_usual(page):
    dialog = opened(page)
    assert set(dialog.fields) == {*LIMITS, "started_on"}
    hint = dialog.fields["silent_min_days"].below.text()
    assert hint.endswith("From 7 to 720; usual is 30.")
    assert dialog.draft() == InsightSettings()
    assert not dialog.is_dirty()
    assert not cut_texts(dialog)
    dialog.done(0)


def test_settings_are_saved_and_every_card_is_reckoned_anew(page, desk):
    Hands().key(Qt.Key.Key_F10)
    QTest.qWait(150)
    dialog = page.dialog
    dialog.fields["silent_min_days"].widget.set_value("45")
    dialog.fields["gap_factor"].widget.set_value(2.5)
    dialog.fields["margin_percent"].widget.set_value("20")
    dialog.fields["cost_to_serve_rial"].widget.set_amount(50_000)
    dialog.fields["started_on"].widget.set_day(date(2026, 3, 1))
    QTest.keyClick(dialog.fields["started_on"].widget, Qt.Key.Key_Return)
    kept = reading.insight_settings(desk)
    assert kept.version == 1
    assert kept.settings == InsightSettings(
        silent_min_days=45, gap_factor=2.5, margin_percent=20, cost_to_serve_rial=50_000,
        started_on="2026-03-01",
    )  # fmt: skip
    assert not dialog.isVisible()
    assert page.view().busy.isVisible()
    settle(page.runner_in_test)


def test_what_lies_outside_the_limits_is_said_beside_its_field(page, desk):
    dialog = opened(page)
    dialog.fields["silent_min_days"].widget.set_value("3")
    dialog.submit()
    assert "outside" in dialog.fields["silent_min_days"].error()
    assert "from 7 to 720" in dialog.fields["silent_min_days"].error()
    dialog.fields["silent_min_days"].widget.set_value("")
    dialog.fields["value_months"].widget.set_value("")
    dialog.submit()
    wrong = [name for name, field in dialog.fields.items() if field.error()]
    assert wrong == ["silent_min_days", "value_months"]
    assert reading.insight_settings(desk).version == 0
    dialog.usual.click()
    assert dialog.draft() == InsightSettings()
    dialog.done(0)


def test_what_somebody_else_saved_meanwhile_is_loaded_first(page, desk):
    dialog = opened(page)
    reading.save_settings(desk, InsightSettings(new_product_days=60), 0)
    dialog.fields["new_product_days"].widget.set_value("70")
    dialog.submit()
    assert dialog.newer.isVisible()
    dialog.load_newer()
    assert dialog.draft().new_product_days == 60
    dialog.fields["new_product_days"].widget.set_value("70")
    dialog.submit()
    assert reading.insight_settings(desk).settings.new_product_days == 70
    settle(page.runner_in_test)


def test_the_margin_of_known_costs_is_told_where_none_is_set(page, desk):
    dialog = opened(page)
    assert "known cost is taken" in dialog.fields["margin_percent"].below.text()
    dialog._on_margin(21)
    assert "(21%)" in dialog.fields["margin_percent"].below.text()
    dialog.done(0)


def test_who_may_not_set_them_has_no_button(desk):
    with working(InsightsPage, desk_of(desk, Role.AUDITOR, "Omid")) as page:
        assert not page.period.settings.isVisible()
        settle(page.runner_in_test)


@pytest.fixture
def lost(desk, clock):
    """Two who bought every ten days in September and were lost in Aban, the dearer one first."""
    set_look(Look("en", "jalali", "toman"))
    story = ClubStory(desk, clock)
    ids = [story.member("2026-08-01", first_name=name) for name in ("Sara", "Ali")]
    for member, amount in zip(ids, (2_000_000, 1_000_000), strict=True):
        story.sales(member, "2026-09-03", 3, 10, amount)
    clock.forward(days=2)  # Aban is over
    assert churn_cost.run(system_of(desk)) == 2
    return ids, Period.of("month", date(2026, 11, 1), "jalali")


def lost_view(desk, month):
    asking = Asking(desk, Question(month))
    return working(lambda hall: LostView(hall, asking), desk)


def test_the_reason_of_a_lost_member_is_noted_by_one_digit(desk, lost):
    ids, month = lost
    with lost_view(desk, month) as view:
        view.refresh()
        table: RowsTable = view.table
        assert [one.member_id for one in table.rows_model.rows] == ids
        assert view.sums.text() == "2 lost  \u00b7  Not asked 2"
        Hands().key(Qt.Key.Key_F8)
        QTest.qWait(150)
        Hands().type("6")
        assert table.rows_model.rows[0].reason == "rival"
        assert view.sums.text() == "2 lost  \u00b7  Another shop 1  \u00b7  Not asked 1"
        assert view.subject() == ids[0]
        assert not cut_texts(view)
        view.ask_reason()
        view.dialog.submit()
        assert table.rows_model.rows[0].reason == "unknown"
        view.ask_reason()
        view.dialog.back.click()
        assert table.rows_model.rows[0].reason == ""


def test_enter_opens_a_lost_member_and_other_months_are_empty(desk, lost):
    ids, month = lost
    with lost_view(desk, month) as view:
        view.refresh()
        told = []
        view.member_wanted.connect(told.append)
        QTest.keyClick(view.table, Qt.Key.Key_Down)
        QTest.keyClick(view.table, Qt.Key.Key_Return)
        assert told == [ids[1]]
        assert "lost in Aban 1405" in view.one.text()
    with lost_view(desk, month.before) as view:
        view.refresh()
        assert view.table.rows_model.rows == []
        assert not view.ask.isEnabled()


def test_the_list_is_read_only_for_who_notes_nothing(desk, lost):
    _ids, month = lost
    with lost_view(desk_of(desk, Role.AUDITOR, "Omid"), month) as view:
        view.refresh()
        assert not view.ask.isVisible()
