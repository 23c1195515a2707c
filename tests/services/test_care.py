"""Who looks after a member, who stands in, and handing everything over in one act."""

from datetime import date, timedelta

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.basket import Line
from loyaldesk.domain.care import AbsenceDraft
from loyaldesk.domain.contacts import ContactDraft
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import care, care_reading, contacts, followup_steps, handing, points
from loyaldesk.services.care import OperatorSkills
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import writing
from tests.conftest import NOON, StoppedClock, desk_of
from tests.makers import make_member, make_sale

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)
MARYAM = 1


def add(desk: Desk, name: str, role: Role = Role.CASHIER) -> int:
    return desk_of(desk, role, name).operator.id


def due(desk: Desk, member_id: int | None, key: str, on: date = TODAY, **more: object) -> int:
    draft = FollowupDraft(key, member_id, on=on, channel="task", **more)
    with desk.change(Permission.FOLLOWUP_WRITE) as change:
        return followup_steps.make_step(change, draft)


def disable(desk: Desk, operator_id: int) -> None:
    with writing(desk.db):
        desk.db.execute_sql("UPDATE operator SET is_active = 0 WHERE id = ?", (operator_id,))


def owner(desk: Desk, followup_id: int) -> int | None:
    row = desk.db.execute_sql("SELECT owner_id FROM followup WHERE id = ?", (followup_id,))
    return row.fetchone()[0]


def last_event(desk: Desk, followup_id: int) -> tuple[str, str]:
    return desk.db.execute_sql(
        "SELECT what, code FROM followup_event WHERE followup_id = ? ORDER BY id DESC LIMIT 1",
        (followup_id,),
    ).fetchone()


def test_what_is_due_goes_to_the_owner_of_the_member(desk: Desk) -> None:
    mina, sara = add(desk, "Mina"), make_member(desk)
    assert care.set_owner(desk, [sara.id], mina) == 1
    new = due(desk, sara.id, "a")
    assert owner(desk, new) == mina
    assert last_event(desk, new) == ("made", "owner")
    assert care.why_words("owner") == "Owner of the member"


def test_while_the_owner_is_away_the_deputy_gets_it(desk: Desk) -> None:
    mina, reza, sara = add(desk, "Mina"), add(desk, "Reza"), make_member(desk)
    care.set_owner(desk, [sara.id], mina, reza)
    care.absence_add(desk, AbsenceDraft(mina, TODAY + DAY, TODAY + 3 * DAY))
    assert owner(desk, due(desk, sara.id, "a", TODAY)) == mina
    away = due(desk, sara.id, "b", TODAY + DAY)
    assert owner(desk, away) == reza
    assert last_event(desk, away) == ("made", "deputy.away")
    assert "is away" in care.why_words("deputy.away")


def test_above_the_limit_of_a_day_the_next_one_gets_it(desk: Desk) -> None:
    mina, reza, sara = add(desk, "Mina"), add(desk, "Reza"), make_member(desk)
    care.set_owner(desk, [sara.id], mina)
    care.save_profile(desk, mina, OperatorSkills(2, reza), 0)
    got = [owner(desk, due(desk, sara.id, key)) for key in "abc"]
    assert got == [mina, mina, reza]
    row = next(row for row in care.load(desk, TODAY) if row.operator_id == mina)
    assert (row.open, row.limit, row.is_full) == (2, 2, True)


def test_language_and_skill_find_who_suits(desk: Desk) -> None:
    mina, reza = add(desk, "Mina"), add(desk, "Reza")
    care.save_profile(desk, mina, OperatorSkills(skills=("تعمير",)), 0)
    care.save_profile(desk, reza, OperatorSkills(languages=("English",)), 0)
    guest = make_member(desk, tags=("english",))
    assert owner(desk, due(desk, guest.id, "a")) == reza
    assert owner(desk, due(desk, guest.id, "b", skill="تعمیر")) == mina


def test_a_disabled_operator_never_gets_anything(desk: Desk) -> None:
    mina, sara = add(desk, "Mina"), make_member(desk)
    care.set_owner(desk, [sara.id], mina)
    disable(desk, mina)
    assert owner(desk, due(desk, sara.id, "a")) == MARYAM
    with pytest.raises(errors.Missing):
        care.set_owner(desk, [sara.id], mina, None, "gone")


def test_a_new_owner_needs_a_note_for_the_one_who_takes_over(desk: Desk) -> None:
    mina, reza, sara = add(desk, "Mina"), add(desk, "Reza"), make_member(desk)
    care.set_owner(desk, [sara.id], mina)
    new = due(desk, sara.id, "a")
    with pytest.raises(BadInput) as refused:
        care.set_owner(desk, [sara.id], reza)
    assert refused.value.field == "note"
    assert care.set_owner(desk, [sara.id], reza, mina, "likes a call before noon") == 1
    assert care.of_member(desk, sara.id).owner == "Reza"
    assert care.of_member(desk, sara.id).deputy == "Mina"
    assert owner(desk, new) == reza  # what was to be done goes along
    assert care.set_owner(desk, [sara.id], reza, mina) == 0  # nothing new: no note, no event


def test_nobody_is_an_own_deputy(desk: Desk) -> None:
    mina, sara = add(desk, "Mina"), make_member(desk)
    for act in (
        lambda: care.set_owner(desk, [sara.id], mina, mina),
        lambda: care.save_profile(desk, mina, OperatorSkills(deputy_id=mina), 0),
        lambda: care.absence_add(desk, AbsenceDraft(mina, TODAY, TODAY, mina)),
    ):
        with pytest.raises(BadInput, match="same operator"):
            act()


def test_two_managers_do_not_overwrite_each_others_profile(desk: Desk) -> None:
    mina = add(desk, "Mina")
    care.save_profile(desk, mina, OperatorSkills(5), 0)
    with pytest.raises(errors.ChangedMeanwhile):
        care.save_profile(desk, mina, OperatorSkills(6), 0)
    care.save_profile(desk, mina, OperatorSkills(6, team="فروش", skills=("a, b", "A")), 1)
    row = next(row for row in care.profiles(desk) if row.operator_id == mina)
    assert (row.day_limit, row.team, row.skills, row.version) == (6, "فروش", ("a", "b"), 2)


def test_absences_do_not_overlap_and_the_deputy_is_here(desk: Desk) -> None:
    mina, reza = add(desk, "Mina"), add(desk, "Reza")
    care.absence_add(desk, AbsenceDraft(mina, TODAY, TODAY + 3 * DAY, reza, "سفر"))
    with pytest.raises(BadInput, match="away already"):
        care.absence_add(desk, AbsenceDraft(mina, TODAY + 3 * DAY, TODAY + 5 * DAY))
    with pytest.raises(BadInput, match="deputy away"):
        care.absence_add(desk, AbsenceDraft(reza, TODAY + 2 * DAY, TODAY + 2 * DAY, mina))
    with pytest.raises(BadInput, match="before its start"):
        care.absence_add(desk, AbsenceDraft(reza, TODAY, TODAY - DAY))
    with pytest.raises(BadInput, match="past"):
        care.absence_add(desk, AbsenceDraft(reza, TODAY - 2 * DAY, TODAY - DAY))
    assert [row.operator for row in care.absences(desk, TODAY, TODAY)] == ["Mina"]


def test_who_falls_ill_today_leaves_nothing_undone(desk: Desk) -> None:
    mina, reza, sara = add(desk, "Mina"), add(desk, "Reza"), make_member(desk)
    care.set_owner(desk, [sara.id], mina)
    now, later = due(desk, sara.id, "a"), due(desk, sara.id, "b", TODAY + 2 * DAY)
    done = care.absence_add(desk, AbsenceDraft(mina, TODAY, TODAY + 5 * DAY, reza))
    assert (done.falling, done.moved) == (2, 1)
    assert owner(desk, now) == reza
    assert last_event(desk, now) == ("given", "stand_in.away")
    assert owner(desk, later) == mina


def test_each_night_what_falls_into_an_absence_goes_to_the_deputy(
    desk: Desk, clock: StoppedClock
) -> None:
    mina, reza, sara = add(desk, "Mina"), add(desk, "Reza"), make_member(desk)
    care.set_owner(desk, [sara.id], mina, reza)
    new = due(desk, sara.id, "a", TODAY + DAY)
    care.absence_add(desk, AbsenceDraft(mina, TODAY + DAY, TODAY + 2 * DAY))
    clock.forward(days=1)
    with desk.change(Permission.NIGHT_RUN) as change:
        assert care.move_for_absence(change, change.today) == 1
        assert care.move_for_absence(change, change.today) == 0
    assert owner(desk, new) == reza


def test_what_nobody_can_take_stays_in_sight_where_it_is(desk: Desk) -> None:
    sara = make_member(desk)
    new = due(desk, sara.id, "a")
    assert owner(desk, new) == MARYAM
    assert care.absence_add(desk, AbsenceDraft(MARYAM, TODAY, TODAY)).moved == 0
    assert owner(desk, new) == MARYAM


def test_coming_back_early_counts_from_that_day(desk: Desk, clock: StoppedClock) -> None:
    mina, reza, sara = add(desk, "Mina"), add(desk, "Reza"), make_member(desk)
    care.set_owner(desk, [sara.id], mina, reza)
    away = care.absence_add(desk, AbsenceDraft(mina, TODAY, TODAY + 9 * DAY))
    clock.forward(days=2)
    care.absence_end(desk, away.id)
    assert owner(desk, due(desk, sara.id, "a", TODAY + 2 * DAY)) == mina
    [row] = care.absences(desk, TODAY, TODAY + 9 * DAY)
    assert (row.until_on, row.ended_at) == (TODAY + DAY, NOON + 2 * DAY)
    with pytest.raises(errors.Missing):
        care.absence_end(desk, away.id)


def everything_of(desk: Desk, who: int) -> tuple[int, int]:
    """Give *who* a member, a follow-up, a prospect and an agreement; return the first two."""
    sara = make_member(desk)
    care.set_owner(desk, [sara.id], who)
    todo = due(desk, sara.id, "todo")
    at, day = "2026-11-21T08:30:00Z", TODAY.isoformat()
    prospect = (
        "INSERT INTO prospect (number, key, name, name_key, mobile, email, source, enquiry, state,"
        " reason, owner_id, made_at, made_on, operator_id, version)"
        " VALUES (1, 'p', 'N', 'n', '', '', '', '', 'open', '', ?, ?, ?, 1, 1)"
    )
    agreement = (
        "INSERT INTO agreement (number, key, kind, member_id, title, ends_on, remind_days,"
        " owner_id, state, reason, made_at, operator_id, version)"
        " VALUES (1, 'g', 'warranty', ?, '', ?, '', ?, 'active', '', ?, 1, 1)"
    )
    with writing(desk.db):
        desk.db.execute_sql(prospect, (who, at, day))
        desk.db.execute_sql(agreement, (sara.id, day, who, at))
    return sara.id, todo


def test_everything_is_handed_over_in_one_act_and_back(desk: Desk) -> None:
    mina, reza = add(desk, "Mina"), add(desk, "Reza")
    sara, todo = everything_of(desk, mina)
    assert handing.plan(desk, mina).total == 4
    with pytest.raises(BadInput):
        care.hand_over(desk, mina, reza, " ")
    done = care.hand_over(desk, mina, reza, "Mina leaves at the end of the month")
    assert (done.members, done.followups, done.prospects, done.agreements) == (1, 1, 1, 1)
    assert owner(desk, todo) == reza
    assert last_event(desk, todo) == ("given", "handover")
    assert care.owner_of(desk.db, sara) == reza
    assert handing.plan(desk, mina).total == 0
    acts = desk.db.execute_sql("SELECT COUNT(*) FROM audit WHERE act = 'care.hand_over'")
    assert acts.fetchone()[0] == 1
    back = care.hand_back(desk, done.id, "it was the wrong Reza")
    assert back.total == 4
    assert care.owner_of(desk.db, sara) == mina
    assert owner(desk, todo) == mina


def test_handing_back_leaves_what_the_other_had_before(desk: Desk) -> None:
    mina, reza = add(desk, "Mina"), add(desk, "Reza")
    sara, _ = everything_of(desk, mina)
    own = make_member(desk)
    care.set_owner(desk, [own.id], reza)
    done = care.hand_over(desk, mina, reza, "holiday")
    assert care.hand_back(desk, done.id, "back").members == 1
    assert care.owner_of(desk.db, own.id) == reza
    assert care.owner_of(desk.db, sara) == mina


def test_a_disabled_operator_hands_over_but_gets_nothing(desk: Desk) -> None:
    mina, reza = add(desk, "Mina"), add(desk, "Reza")
    everything_of(desk, mina)
    disable(desk, mina)
    assert care.hand_over(desk, mina, reza, "left").total == 4
    with pytest.raises(errors.Missing):
        care.hand_over(desk, reza, mina, "back")


def test_members_whom_only_one_operator_served_are_known(desk: Desk) -> None:
    reza = desk_of(desk, Role.CASHIER, "Reza")
    only, both, few = make_member(desk), make_member(desk), make_member(desk)
    for member in (only, both):
        make_sale(desk, member.id)
        make_sale(desk, member.id)
    make_sale(desk, few.id)
    contacts.add(desk, ContactDraft("c1", only.id))
    contacts.add(reza, ContactDraft("c2", both.id))
    [row] = care.only_served_by_one(desk)
    assert (row.member_id, row.operator, row.times) == (only.id, "Maryam", 3)
    served = {(each.operator, each.sales, each.contacts) for each in care.served_by(desk, both.id)}
    assert served == {("Reza", 0, 1), ("Maryam", 2, 0)}


def test_what_an_operator_does_of_their_own_accord_is_counted(desk: Desk) -> None:
    """One discount of 50,000 by hand, +30 and -10 points, one follow-up cancelled."""
    sara = make_member(desk)
    make_sale(desk, sara.id, 0, lines=(Line(1_000_000),), discount_rial=50_000)
    points.correct(desk, sara.id, 30, "counted", key="plus")
    points.correct(desk, sara.id, -10, "counted", key="minus")
    due(desk, sara.id, "a", about="complaint", about_id=1)
    with desk.change(Permission.FOLLOWUP_WRITE) as change:
        followup_steps.cancel_about(change, "complaint", 1, "settled")
    [row] = care_reading.discretion(desk, TODAY, TODAY)
    assert (row.sales, row.discounts, row.discount_rial) == (1, 1, 50_000)
    assert (row.corrections, row.points_given, row.points_taken) == (2, 30, 10)
    assert (row.moved, row.cancelled, row.skipped_steps) == (0, 1, 0)
    assert care_reading.discretion(desk, TODAY + DAY, TODAY + DAY)[0].sales == 0


def test_what_a_hand_over_changed_is_told_after_ninety_days(
    desk: Desk, clock: StoppedClock
) -> None:
    mina, reza = add(desk, "Mina"), add(desk, "Reza")
    sara, _ = everything_of(desk, mina)
    make_sale(desk, sara)
    clock.forward(days=10)
    care.hand_over(desk, mina, reza, "holiday")
    [row] = care_reading.after_handovers(desk)
    assert (row.from_name, row.to_name, row.members) == ("Mina", "Reza", 1)
    assert (row.before.bought, row.after) == (1, None)
    clock.forward(days=92)
    [row] = care_reading.after_handovers(desk)
    assert row.after is not None
    assert row.after.bought == 0


def test_only_who_may_gives_members_away(desk: Desk) -> None:
    cashier, sara = desk_of(desk, Role.CASHIER), make_member(desk)
    with pytest.raises(errors.PermissionDenied):
        care.set_owner(cashier, [sara.id], cashier.operator.id)
