"""Trying something on a part of the list at risk: told beforehand, begun by key, ended."""

import pytest

from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import followups
from loyaldesk.services.insight import at_risk, trials
from loyaldesk.ui.pages.insights import trial_dialog
from loyaldesk.ui.pages.insights.at_risk_view import AtRiskView, _made_words
from loyaldesk.ui.pages.insights.trial_dialog import TrialDialog
from tests.insight.making import ClubStory
from tests.ui.pages.long_work import working
from tests.ui.pictures import cut_texts, settle


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


@pytest.fixture
def shop(desk, clock):
    """Twenty-two members of 20-day gaps, silent for 50 of 60 days."""
    story, found = ClubStory(desk, clock), []
    for _ in range(22):
        member = story.member("2026-06-01")
        story.sales(member, "2026-08-03", 4, 20)
        found.append(member)
    return found


def rest(view):
    view.refresh()
    settle(view.runner_in_test)


def test_a_trial_is_foretold_begun_and_ended(desk, shop, monkeypatch):
    with working(AtRiskView, desk) as view:
        rest(view)
        view.trial.click()
        dialog = view.dialog
        assert isinstance(dialog, TrialDialog)
        assert "22 members of this list are free: too few" in dialog.preview.text()
        assert not dialog.primary.isEnabled()
        dialog.share.widget.setValue(50)
        assert dialog.preview.text() == "11 are asked, 11 are held back."
        dialog.primary.click()
        assert dialog.name.below.text() == "This is needed."
        dialog.name.widget.setText("Ring")
        dialog.act.widget.setText("Ring and offer 10 %")
        assert not cut_texts(dialog)
        dialog.primary.click()
        settle(view.runner_in_test)
        assert sum(len(followups.of_member(desk, each)) for each in shop) == 11
        held = trials.results(desk)[0].held
        done = at_risk.make_followups(desk, held[:2])
        assert _made_words(done) == "2 are held back by a trial."
        view.trial.click()
        again = view.dialog
        assert again.free == [] and len(again.ends) == 1
        monkeypatch.setattr(trial_dialog, "ask", lambda *_, **__: True)
        again.ends[0].click()
        assert not again.ends[0].isEnabled() and sorted(again.free) == sorted(held)
        again.reject()


def test_an_empty_list_has_nothing_to_try(desk):
    with working(AtRiskView, desk) as view:
        rest(view)
        assert not view.trial.isEnabled()
