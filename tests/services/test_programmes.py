"""Programmes as documents: tried out, dated, and never at the cost of what was promised."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Spending
from loyaldesk.domain.rules import Expiry, LotTerms, Rule
from loyaldesk.domain.tiers import Ladder, Tier
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import checking, club, programmes, words
from loyaldesk.services.words import words as said
from tests.conftest import desk_of
from tests.makers import make_member, make_sale

DAY = timedelta(days=1)
PLAIN = """
[programme]
name = "Spring"

[points]
expires = "days"
days = 30

[[rule]]
code = "purchase"
name_fa = "خرید"
name_en = "Purchase"
points = 2
rial = 100_000
"""
TWO_TIERS = """[[tier]]
code = "a"
name_en = "A"

[[tier]]
code = "b"
name_en = "B"
from_rial = 9
"""


def lots(desk):
    rows = desk.db.execute_sql("SELECT expires_on, idle_months FROM lot ORDER BY id").fetchall()
    return [(date.fromisoformat(end) if end else None, idle) for end, idle in rows]


def test_what_is_shown_can_be_applied_to_another_club(desk):
    text = programmes.show(desk)
    assert programmes.read(text) == club.programme(desk)
    found = programmes.plan(desk, text)
    assert (found.facts, found.warnings) == ((), ())


def test_a_club_in_toman_can_be_shown_so(desk):
    set_look(Look("fa", "jalali", "toman"))
    text = programmes.show(desk, unit="toman")
    assert "toman = 10_000" in text
    assert "تومان" in text
    assert programmes.read(text) == club.programme(desk)


def test_a_dry_run_says_what_would_change_and_changes_nothing(desk):
    found = programmes.plan(desk, PLAIN)
    assert found.from_day == desk.today()
    assert "[points] days: 365 -> 30" in found.changed
    assert "[[rule]] purchase points: 1 -> 2" in found.changed
    assert "- [[tier]] gold" in found.changed
    assert "+ [[tier]] member" in found.changed
    assert '[programme] name: "" -> "Spring"' in found.changed
    assert club.programme(desk) == Programme()
    assert len(programmes.history(desk)) == 1


def test_applied_it_holds_from_today(desk):
    done = programmes.apply(desk, PLAIN)
    assert (done.from_day, done.until) == (desk.today(), None)
    assert club.programme(desk).name == "Spring"
    assert make_sale(desk, make_member(desk).id, 1_000_000).points == 20
    last = desk.db.execute_sql("SELECT act, detail FROM audit WHERE act = 'programme.publish'")
    assert desk.today().isoformat() in last.fetchone()[1]


def test_a_programme_of_a_day_to_come_comes_in_force_by_itself(desk, clock):
    day = desk.today() + 10 * DAY
    programmes.apply(desk, PLAIN, from_day=day)
    assert club.programme(desk) == Programme()
    published = programmes.publish(desk, Programme.plain(life_days=200))
    assert published.until == day - DAY
    clock.forward(days=10)
    assert club.programme(desk).name == "Spring"


def test_the_file_names_its_day_and_the_argument_wins(desk):
    text = PLAIN.replace("[programme]", "[programme]\nfrom = 1405-10-01")
    assert programmes.plan(desk, text).from_day == date(2026, 12, 22)
    day = desk.today() + DAY
    assert programmes.apply(desk, text, from_day=day).from_day == day


def test_a_past_day_is_free_only_behind_the_last_sale(desk, clock):
    sold = desk.today()
    make_sale(desk, make_member(desk).id)
    clock.forward(days=5)
    for day in (sold, sold - 30 * DAY):
        for act in (programmes.plan, programmes.apply):
            with pytest.raises(errors.ProgrammeTooLate) as caught:
                act(desk, PLAIN, from_day=day)
            assert caught.value.first_free_day == sold + DAY
    assert "1405/09/01" in said(caught.value)
    assert programmes.apply(desk, PLAIN, from_day=sold + DAY).from_day == sold + DAY


def test_today_is_free_although_something_was_sold_today(desk):
    make_sale(desk, make_member(desk).id)
    with pytest.raises(errors.ProgrammeTooLate) as caught:
        programmes.apply(desk, PLAIN, from_day=desk.today() - DAY)
    assert caught.value.first_free_day == desk.today()
    programmes.apply(desk, PLAIN)


def test_a_fresh_club_takes_a_programme_from_the_beginning(desk, clock):
    club.publish_programme(desk, Programme.plain(life_days=100))
    programmes.apply(desk, PLAIN, from_day=date(1900, 1, 1))
    assert club.programme(desk).name == "Spring"
    then = datetime(2020, 3, 1, 12, tzinfo=UTC)
    assert make_sale(desk, make_member(desk).id, 1_000_000, sold_at=then).points == 20


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2060, 1, 1)])
def test_a_day_out_of_reach_is_refused(desk, day):
    with pytest.raises(BadInput, match="from"):
        programmes.apply(desk, PLAIN, from_day=day)


def test_history_says_what_holds_held_and_will_hold(desk, clock):
    programmes.publish(desk, Programme.plain(life_days=100))
    programmes.publish(desk, Programme.plain(life_days=200))
    programmes.publish(desk, Programme.plain(life_days=300), from_day=desk.today() + 5 * DAY)
    found = programmes.history(desk)
    assert [(one.programme.life_days, one.state) for one in found] == [
        (300, "planned"), (200, "in force"), (100, "replaced"), (365, "past"),
    ]  # fmt: skip
    assert found[1].until == desk.today() + 4 * DAY
    assert found[3].until == desk.today() - DAY
    assert found[0].operator == "Maryam"


def test_a_rule_that_cannot_be_lived_by_is_named_with_its_line(desk):
    text = PLAIN + 'tiers = ["golden"]\nweekdays = ["fri"]\n'
    with pytest.raises(errors.ProgrammeFileErrors) as caught:
        programmes.apply(desk, text)
    (problem,) = caught.value.problems
    assert (problem.line, problem.why, problem.given) == (15, "unknown tier", "golden")
    assert "Line 15" in said(caught.value)
    assert "golden" in said(caught.value)
    assert club.programme(desk) == Programme()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[spending]\nblock_rial = 0", 2),
        ("[spending]\n\nlargest_percent = 120", 3),
        ("[points]\ndays = 0", 2),
        ('[points]\nexpires = "idle"', 1),
        ("[tiers]\nmonths = 0", 2),
        ("[tiers]\ngrace_days = -1", 2),
        (TWO_TIERS + "earn_percent = 20_000", 5),
        ('[[rule]]\ncode = "a"\nname_en = "A"\nrial = 0', 4),
        ('[[rule]]\ncode = "a"\nname_en = "A"\n[[rule]]\ncode = "b"\nname_en = "B"\nrial = 0', 7),
        ('[[rule]]\ncode = "a"\nname_en = "A"\nlots = { expires = "days", days = 0 }', 4),
        ('[[reward]]\ncode = "a"\nname_en = "A"\nkind = "percent"\npoints = 3\npercent = 101', 6),
        ('[[stamp_card]]\ncode = "a"\nname_en = "A"\nneeds = 9\nreward = "tea"', 5),
        ('[[bonus]]\ncode = "a"\nname_en = "A"\nevent = "welcome"\npoints = 0', 5),
        ("[programme]\nexpiring_days = 0", 2),
    ],
)  # fmt: skip
def test_every_problem_has_its_line_and_its_words(desk, text, line):
    with pytest.raises(errors.ProgrammeFileErrors) as caught:
        programmes.plan(desk, text)
    assert caught.value.problems[0].line == line
    assert "cannot be used." not in said(caught.value).split("\n", 1)[1]


def test_warnings_are_sentences(desk):
    text = PLAIN.replace('"Spring"', '"Spring"\nends_on = "1405/01/01"')
    (warning,) = programmes.plan(desk, text).warnings
    assert "lies in the past" in warning
    assert programmes.plan(desk, "").warnings  # nothing earns


def test_old_lots_keep_their_dates_until_the_owner_signs(desk, clock):
    """E21: 1 point for each 10,000 Toman, a year; then a programme of 30 days."""
    member = make_member(desk).id
    make_sale(desk, member)
    first = desk.today() + 365 * DAY
    clock.forward(days=10)
    programmes.apply(desk, PLAIN)
    assert lots(desk) == [(first, None)]
    shown = programmes.lots_to_migrate(desk)
    # 30 days from the sale would be in 20 days: no date is moved nearer than 30 days from today.
    end = desk.today() + 30 * DAY
    assert (shown.lots, shown.members, shown.points) == (1, 1, 10)
    assert (shown.shortened, shown.members_losing, shown.lengthened) == (1, 1, 0)
    assert shown.soonest == end
    assert programmes.migrate_lots(desk, reason="new season") == 1
    assert lots(desk) == [(end, None)]
    row = desk.db.execute_sql("SELECT was_on, expires_on, reason FROM lot_date").fetchone()
    assert row == (first.isoformat(), end.isoformat(), "new season")
    clock.forward(days=3)
    assert programmes.migrate_lots(desk, reason="again") == 0
    assert checking.check(desk) == []


def test_turning_expiry_on_gives_one_full_period(desk, clock):
    """E22."""
    club.publish_programme(desk, Programme.plain(life_days=None))
    make_sale(desk, make_member(desk).id)
    assert lots(desk) == [(None, None)]
    clock.forward(days=700)
    club.publish_programme(desk, Programme.plain(life_days=180))
    assert programmes.lots_to_migrate(desk).members_losing == 1
    switched = desk.today()
    assert programmes.migrate_lots(desk, reason="expiry begins") == 1
    assert lots(desk) == [(switched + 180 * DAY, None)]
    clock.forward(days=20)
    assert programmes.migrate_lots(desk, reason="again") == 0


def test_inactivity_switched_on_ends_first_one_year_later(desk, clock):
    """V-X8: switched on 1 Mar 2022, first expiry 1 Mar 2023; a purchase lets the lot live on."""
    clock.now = datetime(2020, 3, 1, 9, tzinfo=UTC)
    club.publish_programme(desk, Programme.plain(life_days=None))
    member = make_member(desk).id
    make_sale(desk, member)
    clock.now = datetime(2022, 3, 1, 9, tzinfo=UTC)
    programmes.publish(desk, replace(Programme(), lots=LotTerms(Expiry.IDLE, months=12)))
    programmes.migrate_lots(desk, reason="idle points end")
    assert lots(desk) == [(date(2023, 3, 1), 12)]
    clock.now = datetime(2022, 6, 1, 9, tzinfo=UTC)
    make_sale(desk, member)
    assert [end for end, _ in lots(desk)] == [date(2023, 6, 1)] * 2
    programmes.publish(desk, Programme.plain(life_days=None))
    assert programmes.migrate_lots(desk, reason="for ever") == 2
    assert lots(desk) == [(None, None)] * 2


def test_lots_with_terms_of_their_own_are_left_alone(desk):
    rule = Rule("spring", "بهار", "Spring", lots=LotTerms(days=40))
    programmes.publish(desk, replace(Programme(), rules=(rule,)))
    make_sale(desk, make_member(desk).id)
    ends = [end for end, _ in lots(desk)]
    programmes.publish(desk, Programme.plain(life_days=90))
    assert programmes.migrate_lots(desk, reason="x") == 0
    assert [end for end, _ in lots(desk)] == ends


def test_a_migration_needs_a_reason_and_the_owner(desk):
    with pytest.raises(BadInput, match="reason"):
        programmes.migrate_lots(desk, reason="  ")
    with pytest.raises(errors.PermissionDenied):
        programmes.migrate_lots(desk_of(desk, Role.MANAGER), reason="x")


def test_who_is_harmed_is_named_before_it_is_published(desk):
    """E55: 60,000,000 Rial is silver (50,000,000), and bronze where silver begins at 70,000,000."""
    silver, gold, poor = (make_member(desk).id for _ in range(3))
    make_sale(desk, silver, 60_000_000)
    make_sale(desk, gold, 200_000_000)
    make_sale(desk, poor, 1_000_000)
    tiers = (Tier("bronze", "ب", "B", 0), Tier("silver", "ن", "S", 70_000_000))
    new = replace(Programme(), ladder=Ladder(tiers=tiers))
    found = programmes.harmed(desk, new)
    assert (found.count, found.fallen, found.poorer) == (2, 2, 0)
    by_id = {one.id: one for one in found.members}
    assert (by_id[silver].tier, by_id[silver].new_tier) == ("silver", "bronze")
    assert (by_id[gold].tier, by_id[gold].new_tier) == ("gold", "silver")
    # A member who keeps the tier, by a ladder that never lowers.
    kept = replace(Programme(), ladder=Ladder(tiers=tiers, fall="never"))
    assert {one.id for one in programmes.harmed(desk, kept).members} == {gold}


def test_points_that_would_pay_less_are_counted(desk):
    """10 points at 1,000 Rial pay 10,000; in blocks of 4 for 3,000 they pay 6,000."""
    member = make_member(desk)
    make_sale(desk, member.id, 1_000_000)
    make_member(desk)
    new = replace(Programme(), spending=Spending(block_points=4, block_rial=3_000))
    found = programmes.harmed(desk, new)
    assert (found.count, found.poorer, found.lost_rial) == (1, 1, 4_000)
    (one,) = found.members
    assert (one.number, one.worth_rial, one.new_worth_rial) == (member.number, 10_000, 6_000)
    assert not one.falls
    assert programmes.harmed(desk, Programme()).members == ()


def test_a_programme_nobody_can_live_by_is_not_asked_about(desk):
    with pytest.raises(SeveralBadInputs):
        programmes.harmed(desk, Programme.plain(life_days=0))


@pytest.mark.parametrize("language", ["fa", "en"])
def test_places_are_said_as_people_look_for_them(language):
    set_look(Look(language))
    text = words.words(SeveralBadInputs((BadInput("rules[3] welcome points", "not positive"),)))
    assert "welcome" in text
    assert ("4" if language == "en" else "۴") in text
