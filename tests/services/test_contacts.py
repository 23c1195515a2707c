"""Every touch with a member is noted once, leads to what was promised, and says what is wanted."""

from datetime import date, timedelta

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.contacts import OUT, QUICK, ContactDraft, ContactPlan, quarter_of, quick
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.mentions import named
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import care, checking, contacts, followups, members, mentions, merging
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import writing
from loyaldesk.store.queries import today as today_queries
from tests.conftest import StoppedClock, desk_of
from tests.makers import make_member, make_sale

TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)


def count(desk: Desk, sql: str, *values: object) -> int:
    return int(desk.db.execute_sql(f"SELECT COUNT(*) FROM {sql}", values).fetchone()[0])


def complaint(desk: Desk, member_id: int) -> int:
    at = "2026-11-21T08:30:00Z"
    with writing(desk.db):
        row = desk.db.execute_sql(
            "INSERT INTO complaint (who, number, key, member_id, category, severity, load, channel,"
            " product, text, state, policy, opened_at, opened_on, opened_by, ack_minutes,"
            " answer_minutes, solve_minutes, ack_due, answer_due, solve_due, paused_minutes,"
            " escalation, root_cause, cause, action, result, is_confirmed, is_withdrawn, reopened,"
            " version) VALUES ('', 1, 'c', ?, 'price', 2, 0, 'counter', '', 'x', 'received', 'p',"
            " ?, ?, 1, 1, 1, 1, ?, ?, ?, 0, 0, '', '', '', '', 0, 0, 0, 1)",
            (member_id, at, TODAY.isoformat(), at, at, at),
        )
    return int(row.lastrowid)


def test_a_contact_is_noted_once_however_often_it_is_sent(desk: Desk) -> None:
    sara = make_member(desk)
    draft = ContactDraft("k1", sara.id, channel="call", direction=OUT, minutes=7, feeling=4)
    first = contacts.add(desk, draft)
    assert contacts.add(desk, draft) == first
    [row] = contacts.of_member(desk, sara.id)
    assert (row.channel, row.direction, row.minutes, row.feeling) == ("call", "out", 7, 4)
    assert row.operator == "Maryam"


def test_a_key_does_not_stand_for_two_members(desk: Desk) -> None:
    one, other = make_member(desk), make_member(desk)
    contacts.add(desk, ContactDraft("k1", one.id))
    with pytest.raises(errors.KeyUsed):
        contacts.add(desk, ContactDraft("k1", other.id))


def test_a_promise_with_a_day_is_a_follow_up_in_the_same_act(desk: Desk) -> None:
    sara = make_member(desk)
    done = contacts.add(
        desk, ContactDraft("k1", sara.id, promise="زنگ می‌زنیم", promise_on=TODAY + 3 * DAY)
    )
    row = desk.db.execute_sql(
        "SELECT member_id, reason, is_promise, due_on, text FROM followup WHERE id = ?",
        (done.followup_id,),
    ).fetchone()
    assert row == (sara.id, "promise", 1, "2026-11-24", "زنگ می‌زنیم")


@pytest.mark.parametrize(
    ("field", "draft"),
    [
        ("member", ContactDraft("k")),
        ("key", ContactDraft("", 1)),
        ("channel", ContactDraft("k", 1, channel="pigeon")),
        ("result", ContactDraft("k", 1, result="")),
        ("minutes", ContactDraft("k", 1, minutes=-1)),
        ("feeling", ContactDraft("k", 1, feeling=6)),
        ("promise", ContactDraft("k", 1, promise_on=TODAY)),
        ("promise_on", ContactDraft("k", 1, promise="x", promise_on=TODAY - DAY)),
        ("next_on", ContactDraft("k", 1, next_on=TODAY - DAY)),
        ("rival", ContactDraft("k", 1, rival_reason="cheaper")),
        ("rival_reason", ContactDraft("k", 1, rival="Next door", rival_reason="nicer")),
        ("need", ContactDraft("k", 1, need="x" * 301)),
        ("text", ContactDraft("k", 1, text="\0")),
        ("about", ContactDraft("k", 1, about="complaint")),
    ],
)
def test_a_contact_that_says_nothing_usable_is_refused(
    desk: Desk, field: str, draft: ContactDraft
) -> None:
    make_member(desk)
    with pytest.raises(BadInput) as refused:
        contacts.add(desk, draft)
    assert refused.value.field == field
    assert count(desk, "contact") == 0


def test_nobody_speaks_with_who_was_erased_or_never_was(desk: Desk) -> None:
    sara = make_member(desk)
    members.erase(desk, sara.id)
    with pytest.raises(errors.MemberErased):
        contacts.add(desk, ContactDraft("k", sara.id))
    with pytest.raises(errors.Missing):
        contacts.add(desk, ContactDraft("k", 999))
    with pytest.raises(errors.Missing):
        contacts.add(desk, ContactDraft("k", prospect_id=999))


def test_ten_digits_note_ten_contacts(desk: Desk) -> None:
    sara = make_member(desk)
    assert sorted(each.digit for each in QUICK) == list(range(10))
    for digit in range(10):
        contacts.add(desk, quick(digit, f"q{digit}", sara.id))
    assert len(contacts.of_member(desk, sara.id)) == 10
    with pytest.raises(BadInput):
        quick(11, "q", sara.id)


def test_an_open_record_never_stays_without_a_next_step(desk: Desk) -> None:
    sara = make_member(desk)
    about = complaint(desk, sara.id)
    base = {"about": "complaint", "about_id": about}
    with pytest.raises(BadInput, match="missing") as refused:
        contacts.add(desk, ContactDraft("k1", sara.id, **base))
    assert refused.value.field == "next_on"
    assert count(desk, "contact") == 0
    contacts.add(desk, ContactDraft("k2", sara.id, next_on=TODAY + DAY, **base))
    contacts.add(desk, ContactDraft("k3", sara.id, **base))  # its follow-up is open
    assert count(desk, "followup WHERE about = 'complaint' AND about_id = ?", about) == 1
    assert len(contacts.about(desk, "complaint", about)) == 2


def test_what_was_wanted_rolls_up_over_all_spellings(desk: Desk) -> None:
    one, other = make_member(desk), make_member(desk)
    for n, (who, need) in enumerate(
        [(one, "كفش سايز ۴۳"), (other, "کفش سایز 43."), (other, "کفش سایز ۴۳"), (one, "کیف")]
    ):
        contacts.add(desk, ContactDraft(f"n{n}", who.id, need=need))
    first, second = contacts.needs(desk, TODAY, TODAY)
    assert (first.count, len(first.members)) == (3, 2)
    assert first.need == "کفش سایز ۴۳"
    assert (second.need, second.count, second.last_on) == ("کیف", 1, TODAY)
    assert contacts.needs(desk, TODAY + DAY, TODAY + DAY) == []


def test_rivals_are_counted_by_reason_and_by_who_bought_here_after_all(
    desk: Desk, clock: StoppedClock
) -> None:
    stays, goes = make_member(desk), make_member(desk)
    for n, (who, why) in enumerate([(stays, "cheaper"), (goes, "cheaper"), (goes, "faster")]):
        draft = ContactDraft(f"r{n}", who.id, rival="Bazar Kabir", rival_reason=why)
        contacts.add(desk, draft)
    clock.forward(days=2)
    make_sale(desk, stays.id)
    [row] = contacts.rivals(desk, TODAY, TODAY)
    assert (row.count, row.cheaper, row.faster, row.better) == (3, 2, 1, 0)
    assert (row.members, row.won) == (2, 1)


def test_a_contact_is_taken_back_the_same_day_by_who_noted_it(
    desk: Desk, clock: StoppedClock
) -> None:
    sara, cashier = make_member(desk), desk_of(desk, Role.CASHIER)
    promised = ContactDraft("k1", sara.id, need="x", promise="call", promise_on=TODAY + DAY)
    done = contacts.add(desk, promised)
    with pytest.raises(errors.ContactStays, match="not yours"):
        contacts.withdraw(cashier, done.contact_id)
    contacts.withdraw(desk, done.contact_id)
    assert contacts.of_member(desk, sara.id) == []
    assert contacts.needs(desk, TODAY, TODAY) == []
    assert count(desk, "contact") == 1  # nothing is deleted
    assert count(desk, "followup WHERE state = 'cancelled'") == 1
    with pytest.raises(errors.ContactStays, match="withdrawn"):
        contacts.withdraw(desk, done.contact_id)
    late = contacts.add(desk, ContactDraft("k2", sara.id))
    clock.forward(days=1)
    with pytest.raises(errors.ContactStays, match="too late"):
        contacts.withdraw(desk, late.contact_id)


def test_a_contact_with_a_merged_record_is_one_with_the_kept_one(desk: Desk) -> None:
    other, kept = make_member(desk), make_member(desk)
    contacts.add(desk, ContactDraft("before", other.id))
    merge = merging.merge(desk, other.id, kept.id)
    contacts.add(desk, ContactDraft("after", other.id))
    assert len(contacts.of_member(desk, kept.id)) == 2
    merging.undo(desk, merge)
    assert len(contacts.of_member(desk, other.id)) == 1


def test_of_two_owners_the_kept_records_stays_and_none_takes_the_others(desk: Desk) -> None:
    mina = desk_of(desk, Role.CASHIER, "Mina").operator.id
    other, kept = make_member(desk), make_member(desk)
    care.set_owner(desk, [other.id], mina)
    merge = merging.merge(desk, other.id, kept.id)
    assert care.owner_of(desk.db, kept.id) == mina
    merging.undo(desk, merge)
    assert care.owner_of(desk.db, kept.id) is None
    assert care.owner_of(desk.db, other.id) == mina
    care.set_owner(desk, [kept.id], 1)
    merging.merge(desk, other.id, kept.id)
    assert care.owner_of(desk.db, kept.id) == 1


def test_erasing_leaves_no_word_of_what_was_said(desk: Desk) -> None:
    mina = desk_of(desk, Role.CASHIER, "Mina").operator.id
    sara = make_member(desk)
    contacts.add(desk, ContactDraft("k", sara.id, need="ring", text="secret", rival="Bazar"))
    care.set_owner(desk, [sara.id], mina)
    care.set_owner(desk, [sara.id], 1, None, "calls every day")
    members.erase(desk, sara.id)
    row = desk.db.execute_sql("SELECT need, text, rival FROM contact").fetchone()
    assert row == ("", "", "")
    assert count(desk, "care_event WHERE note <> ''") == 0


def test_how_often_each_tier_is_spoken_to_is_measured_by_quarter(desk: Desk) -> None:
    """Two members, target 1: one spoken to twice (over), one only called in vain (under)."""
    often, never = make_member(desk), make_member(desk)
    tier = desk.db.execute_sql("SELECT tier FROM member").fetchone()[0]
    contacts.save_plan(desk, ContactPlan(((tier, 1),)), 0)
    for n in range(2):
        contacts.add(desk, ContactDraft(f"o{n}", often.id, channel="call", direction=OUT))
    vain = ContactDraft("v", never.id, channel="call", direction=OUT, result="no_answer")
    contacts.add(desk, vain)
    contacts.add(desk, ContactDraft("in", never.id))  # came by itself: no contact of ours
    row = next(row for row in contacts.contact_plan(desk, TODAY) if row.tier == tier)
    assert (row.members, row.target, row.contacts, row.under, row.over) == (2, 1, 2, 1, 1)
    assert [each.name for each in contacts.off_plan(desk, TODAY, tier)] == [never.name]
    assert [each.times for each in contacts.off_plan(desk, TODAY, tier, over=True)] == [2]
    with pytest.raises(errors.ChangedMeanwhile):
        contacts.save_plan(desk, ContactPlan(), 0)


def test_a_quarter_is_a_season_of_the_calendar() -> None:
    """Autumn 1405: 1 Mehr (23 September 2026) to 30 Azar (21 December 2026)."""
    assert quarter_of(TODAY, "jalali") == (date(2026, 9, 23), date(2026, 12, 21))
    assert quarter_of(TODAY, "gregorian") == (date(2026, 10, 1), date(2026, 12, 31))


def test_a_note_names_operators_and_they_see_it(desk: Desk) -> None:
    mina = desk_of(desk, Role.CASHIER, "Mina Karimi")
    sara = make_member(desk)
    members.write_note(desk, sara.id, "@mina karimi please call her; @maryam knows")
    [row] = mentions.mine(mina, unseen=True)
    assert (row.member, row.by, row.seen_at) == (sara.name, "Maryam", None)
    assert mentions.mine(desk) == []  # nobody is told of the own note
    assert mentions.seen(desk, [row.id]) == 0  # another's
    assert mentions.seen(mina, [row.id]) == 1
    assert mentions.mine(mina, unseen=True) == []
    members.erase(desk, sara.id)
    assert mentions.mine(mina) == []


def test_the_result_of_a_follow_up_names_operators_too(desk: Desk) -> None:
    mina, sara = desk_of(desk, Role.CASHIER, "Mina"), make_member(desk)
    new = followups.make(desk, FollowupDraft("f", sara.id, channel="task"))
    followups.finish(desk, new, "reached", result="wants blue, @Mina orders it", version=1, key="x")
    [row] = mentions.mine(mina)
    assert (row.followup_id, row.member, row.text) == (
        new, sara.name, "wants blue, @Mina orders it",
    )  # fmt: skip
    assert [line.text for line in today_queries.mentions(desk.db, mina.operator.id, 5)] == [
        row.text
    ]


def test_the_longest_name_counts_in_any_spelling() -> None:
    names = {1: "علی", 2: "علی رضایی", 3: "Sara", 4: "Sara Nik", 5: "Reza Amini"}
    assert named("سلام @علي رضايي، و @SARA.", names) == (2, 3)
    assert named("@علیزاده mail@sarah.ir", names) == ()
    assert named("@reza @Reza Amini", names) == (5,)


def test_a_sound_club_stays_sound(desk: Desk) -> None:
    mina = desk_of(desk, Role.CASHIER, "Mina").operator.id
    sara = make_member(desk)
    care.set_owner(desk, [sara.id], mina, 1)
    done = contacts.add(desk, ContactDraft("k", sara.id))
    contacts.withdraw(desk, done.contact_id)
    care.hand_over(desk, mina, 1, "left")
    assert checking.check(desk) == []
