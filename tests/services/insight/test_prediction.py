"""What is expected of members: by night, on cards, in lists and on the page of one member."""

import shutil
from datetime import date, timedelta

import numpy as np
import pytest

from loyaldesk.domain.errors import PermissionDenied
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.insight.buyers import bought
from loyaldesk.domain.insight.model import Model, TooEarly, fit
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.insight.settings import InsightSettings
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import checking, complaints, followups, imports, members, night
from loyaldesk.services.complaints import ComplaintDraft
from loyaldesk.services.insight import at_risk, expecting, forecast, foretold, prediction
from loyaldesk.services.insight import reading as readings
from loyaldesk.services.insight.question import Question
from loyaldesk.services.insight.reading import Shelf, reading
from loyaldesk.store import models
from tests.conftest import desk_of, prepared_once
from tests.insight.making import ClubStory, history_of
from tests.makers import make_member, make_sale

TODAY = date(2026, 11, 21)


@pytest.fixture
def story(desk, clock):
    return ClubStory(desk, clock)


def asked(day=TODAY, segment=""):
    return Question(Period.days(day - timedelta(days=29), day, "gregorian"), segment=segment)


def crowd(desk, folder, many=240):
    """Let *many* members buy for up to 200 days by a seeded dice; return (id, day, money)."""
    rng = np.random.default_rng(11)
    lines = ["member,date,amount"]
    for who in range(many):
        rate, leave = rng.gamma(0.9, 0.06), rng.beta(0.9, 3.0)
        worth = 400_000 / rng.gamma(4.0)
        day = TODAY - timedelta(days=int(rng.integers(120, 200)))
        while day <= TODAY:
            lines.append(f"C{who:04},{day},{max(10_000, int(worth * rng.gamma(5.0)))}")
            if rng.random() < leave:
                break
            day += timedelta(days=1 + int(rng.exponential(1 / max(rate, 1e-3))))
    path = folder / "crowd.csv"
    path.write_text("\n".join(lines), encoding="ascii")
    imports.run(desk, path, "sales", imports.Options(create_members=True))
    rows = desk.db.execute_sql("SELECT member_id, sold_on, net_rial FROM sale").fetchall()
    assert len(rows) == len(lines) - 1
    return [(id_, date.fromisoformat(day), money) for id_, day, money in rows]


@pytest.fixture(scope="module")
def prepared(founded_club, tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    return prepared_once(founded_club, folder, lambda desk: crowd(desk, folder))


@pytest.fixture
def club_file(request, club_file, server_club):
    if "club_of_many" in request.fixturenames and not server_club:
        shutil.copy(request.getfixturevalue("prepared")[0], club_file)
    return club_file


@pytest.fixture
def club_of_many(request, desk, tmp_path, server_club):
    return crowd(desk, tmp_path) if server_club else request.getfixturevalue("prepared")[1]


def test_the_clubs_model_is_that_of_its_days_with_a_purchase(desk, club_of_many):
    alone = history_of(club_of_many)
    plain = fit(bought([alone], TODAY).buyers)
    found = prediction.predictions(desk)
    assert isinstance(found.model, Model)
    assert (found.model.r, found.model.a, found.model.p) == (plain.r, plain.a, plain.p)
    assert found.told is not None and len(found.ids) == len(alone.ids)
    assert found.margin is None  # no cost is known
    values, (low, high) = found.value, found.value_range
    assert np.isfinite(values).all() and (low <= high).all()


def test_a_margin_rate_of_the_shop_makes_margin_of_sales(desk, club_of_many):
    sales = prediction.predictions(desk).value.sum()
    readings.save_settings(desk, InsightSettings(margin_percent=25), 0)
    found = prediction.predictions(desk)
    assert found.margin == pytest.approx(0.25, abs=1e-6)
    assert found.value.sum() == pytest.approx(sales * 0.25, rel=1e-5)


def test_the_night_keeps_the_model_for_a_week(desk, clock, club_of_many):
    night.run(desk)
    kept = models.latest(desk.db, TODAY)
    now = prediction.predictions(desk).model
    assert (kept.on_day, kept.r, kept.v) == (TODAY.isoformat(), now.r, now.v)
    assert kept.drop_error == now.drop_error
    clock.forward(days=6)
    assert not forecast.refit(desk)
    clock.forward(days=1)
    assert forecast.refit(desk)
    assert models.latest(desk.db, TODAY + timedelta(days=7)).on_day == "2026-11-28"
    assert checking.check(desk) == []


def test_a_small_club_hears_how_many_are_missing(desk, story):
    member = story.member("2026-09-01")
    story.sales(member, "2026-10-20", 4, 10)
    assert not forecast.refit(desk)
    found = prediction.predictions(desk)
    assert found.model == TooEarly("members", 1, 100)
    with reading(desk, asked()) as read:
        cards = prediction.prediction_card(read), prediction.calibration_card(read)
        assert prediction.expected_margin(read, np.array([member])) is None
    sentence = "Too early for a prediction: 1 member came a second time, 100 are needed."
    assert cards[0].missing == sentence
    assert "came a second time, 100 are needed" in cards[1].missing


def test_no_club_is_too_small_for_the_cards(desk, story):
    for _ in range(2):
        with reading(desk, asked()) as read:
            for card in (prediction.prediction_card(read), prediction.calibration_card(read),
                         at_risk.at_risk_card(read)):  # fmt: skip
                assert card.missing or card.measures
        make_sale(desk, make_member(desk).id)


def test_the_card_adds_up_what_is_told_of_each(desk, club_of_many):
    shelf = Shelf()
    with reading(desk, asked(), shelf) as read:
        card = prediction.prediction_card(read)
        found = prediction.forecast(read)
        assert prediction.forecast(read) is found  # kept
    figures = {each.metric: each for each in card.measures}
    assert figures["expected_visits"].value == pytest.approx(float(found.told.visits.sum()))
    assert figures["expected_value"].value == round(float(found.value.sum()))
    drop = figures["drop_rate"]
    assert drop.low < drop.value < drop.high
    again = found.bought.buyers.repeats > 0
    assert sum(card.chart.series[0].values) == again.sum() == card.grid.total[1]
    once = card.group("once").ids
    assert len(once) == (~again).sum() and str(len(once)) in card.note
    lowest = card.group("active_0").ids
    assert (found.active_of(lowest) < 0.1).all()


def test_the_hold_out_counts_days_as_plain_loops_do(desk, club_of_many):
    with reading(desk, asked()) as read:
        card = prediction.calibration_card(read)
    first = min(day for _, day, *_ in club_of_many)
    turn = first + timedelta(days=(TODAY - first).days * 3 // 4)
    before = {id_ for id_, day, *_ in club_of_many if day <= turn}
    came = {(id_, day) for id_, day, *_ in club_of_many if day > turn and id_ in before}
    figures = {each.metric: each.value for each in card.measures}
    assert (card.meaning.first, card.meaning.count) == (turn, len(before))
    assert figures["come_visits"] == len(came)
    assert figures["told_visits"] == pytest.approx(len(came), rel=0.5)
    assert len(card.chart.labels) == len(card.chart.series[0].values) <= 8
    assert card.note


def test_expected_margin_is_what_they_would_bring_had_they_stayed(desk, club_of_many):
    with reading(desk, asked()) as read:
        found = prediction.forecast(read, asked().period.first - timedelta(days=1))
        wanted = prediction.expected_margin(read, np.append(found.ids[:5], 999_999))
    stayed = found.value[:5] / found.told.active[:5]
    assert wanted[:5] == pytest.approx(stayed) and wanted[5] == 0


def test_one_member_is_told_the_same_as_in_the_list(desk, clock, club_of_many):
    night.run(desk)
    found = prediction.predictions(desk)
    again = np.flatnonzero(found.bought.buyers.repeats > 1)
    for place in again[:5]:
        one = expecting.of_member(desk, int(found.ids[place]))
        assert one.active == pytest.approx(found.told.active[place])
        assert one.visits == pytest.approx(found.told.visits[place])
        assert one.value.rial == round(float(found.value[place]))
        assert one.value.low_rial <= one.value.high_rial
        rows = at_risk.at_risk(desk, ("low", "watch", "high", "lost")).rows
        listed = {each.member_id: each for each in rows}.get(int(found.ids[place]))
        assert listed is None or listed.risk == one.risk
    told = list(foretold.members_told(desk, found))
    assert len(told) == len(found.ids)
    assert sum(each.too_early for each in told) == (found.bought.buyers.repeats == 0).sum()


def test_the_reason_is_told_in_words(desk, story, clock, club_of_many):
    forecast.refit(desk)
    member = story.member("2026-08-01")
    story.sales(member, "2026-08-25", 5, 12)  # the last on 12 October
    told = expecting.of_member(desk, member)
    assert (told.gap_days, told.silent_days, told.next_on) == (12, 40, date(2026, 10, 24))
    words = expecting.reason_words(told)
    assert words.startswith("Usually comes every 12 days, has been away for 40 days; of 100")
    assert f"about {round(told.active * 100)} are still active" in words
    assert (told.risk, told.act.code) == ("lost", "win_back")
    once = story.member("2026-08-01")
    story.sale(once, "2026-11-01")
    early = expecting.of_member(desk, once)
    assert (early.early, early.active, early.value, early.next_on) == ("once", None, None, None)
    assert expecting.early_name(early) == "Too early: came once"
    assert early.act.code == "invite"
    never = expecting.of_member(desk, make_member(desk).id)
    assert (never.early, never.risk, never.engaged.score) == ("never", "none", 0)


def test_without_a_model_the_rhythm_still_speaks(desk, story):
    member = story.member("2026-08-01")
    story.sales(member, "2026-10-10", 3, 14)  # the last on 7 November
    told = expecting.of_member(desk, member)
    assert (told.early, told.risk, told.value) == ("no_model", "low", None)
    assert expecting.reason_words(told) == "Usually comes every 14 days, has been away for 14 days."


def test_the_money_ahead_is_not_for_the_counter(desk, club_of_many):
    forecast.refit(desk)
    member = next(
        id_ for id_, *_ in club_of_many if sum(id_ == each[0] for each in club_of_many) > 2
    )
    assert expecting.of_member(desk, member).value is not None
    cashier = desk_of(desk, Role.CASHIER)
    told = expecting.of_member(cashier, member)
    assert told.value is None and told.active is not None and told.act.text
    with pytest.raises(PermissionDenied):
        at_risk.at_risk(cashier)


def in_danger(story, name="x"):
    """A member of 20-day gaps, silent for 50 of 60 days."""
    member = story.member("2026-06-01")
    story.sales(member, "2026-08-03", 4, 20, 2_000_000)  # the last on 2 October
    return member


def test_members_at_risk_stand_by_what_is_at_stake(desk, story):
    small = story.member("2026-06-01")
    story.sales(small, "2026-08-03", 4, 20, 100_000)
    large = in_danger(story)
    calm = story.member("2026-06-01")
    story.sales(calm, "2026-09-20", 4, 20)
    found = at_risk.at_risk(desk)
    assert [each.member_id for each in found.rows] == [large, small] and found.found == 2
    first = found.rows[0]
    assert (first.gap_days, first.silent_days, first.risk) == (20, 50, "high")
    assert (first.stake_rial, first.last_on) == (8_000_000, date(2026, 10, 2))
    assert first.act.code == "call" and not first.has_followup
    assert at_risk.why_words(first) == "usually every 20 days"
    assert found.counts["low"] == 1
    members.erase(desk, large)
    assert [each.member_id for each in at_risk.at_risk(desk).rows] == [small]
    with pytest.raises(BadInput):
        at_risk.at_risk(desk, ("none",))


def test_the_card_counts_classes_by_tier(desk, story):
    in_danger(story)
    with reading(desk, asked()) as read:
        card = at_risk.at_risk_card(read)
    figures = {each.metric: each.value for each in card.measures}
    assert (figures["at_risk"], figures["watched"], figures["stake"]) == (1, 0, 8_000_000)
    assert sum(card.grid.total[1:]) == 1 and len(card.group("high").ids) == 1


def test_follow_ups_are_made_once_for_each_and_say_why(desk, story):
    first, second = in_danger(story), in_danger(story)
    assert at_risk.make_followups(desk, [first, second, first]) == at_risk.MadeFollowups(2, 0)
    made = followups.of_member(desk, first)
    assert "Usually comes every 20 days, has been away for 50 days." in made[0].text
    assert at_risk.make_followups(desk, [first, second]) == at_risk.MadeFollowups(0, 2)
    assert at_risk.at_risk(desk).rows[0].has_followup
    cashier = desk_of(desk, Role.CASHIER)
    with pytest.raises(PermissionDenied):
        at_risk.make_followups(cashier, [first, second])
    for wrong in ([], range(1, 600)):
        with pytest.raises(BadInput):
            at_risk.make_followups(desk, wrong)


def test_what_is_owed_comes_before_what_could_be_won(desk, story, clock):
    member = in_danger(story)
    followups.make(desk, FollowupDraft("f1", member, text="Call", on=TODAY))
    clock.forward(days=3)
    assert expecting.of_member(desk, member).act.code == "followup"
    complaints.open(desk, ComplaintDraft("c1", "staff", "Rude", member_id=member))
    assert expecting.of_member(desk, member).act.code == "complaint"
    assert at_risk.make_followups(desk, [member]) == at_risk.MadeFollowups(0, 1)
