"""The answer library: approved once, never changed; two operators, one answer."""

from dataclasses import replace
from datetime import date

import pytest
from peewee import IntegrityError

from loyaldesk.domain import errors
from loyaldesk.domain.answers import AnswerDraft, terms
from loyaldesk.domain.permissions import Role
from loyaldesk.kernel.errors import BadInput, SeveralBadInputs
from loyaldesk.kernel.persian import ltr, without_marks
from loyaldesk.services import answers, checking, club
from loyaldesk.services.desk import Desk
from loyaldesk.store.database import writing
from tests.conftest import StoppedClock, desk_of
from tests.makers import make_member

CARD = AnswerDraft(
    0, "کارتم گم شده؛ چه کنم؟", "I lost my card", "کارت المثنی می‌دهیم.", "You get a new one."
)


@pytest.fixture
def topic(desk: Desk) -> int:
    return answers.add_topic(desk, "کارت گم‌شده", "Lost card")


def approved(desk: Desk, draft: AnswerDraft) -> answers.AnswerRow:
    row = answers.write(desk, draft)
    return answers.approve(desk, row.id, row.version)


def contact(desk: Desk, member_id: int | None, topic_id: int, version_id: int | None, key: str):
    """Put a contact straight into its table, as the room of contacts stores it."""
    at, day = desk.clock(), desk.today()
    with writing(desk.db):
        desk.db.execute_sql(
            "INSERT INTO contact (key, member_id, at, on_day, operator_id, channel, direction,"
            " minutes, result, need, promise, text, rival, rival_reason, topic_id,"
            " answer_version_id, about) VALUES (?, ?, ?, ?, ?, 'call', 'in', 0, 'talked', '', '',"
            " 'said so', '', '', ?, ?, '')",
            (
                key, member_id, at.isoformat()[:19] + "Z", day.isoformat(), desk.operator.id,
                topic_id, version_id,
            ),
        )  # fmt: skip


def test_words_wait_until_they_are_approved_and_then_never_change(desk, topic, clock):
    first = approved(desk, replace(CARD, topic_id=topic))
    assert (first.state, first.number, first.draft_id) == ("approved", 1, None)
    newer = replace(CARD, topic_id=topic, text_en="You get a new one free of charge.")
    clock.forward(days=1)
    waiting = answers.write(desk, newer, first.id, first.version)
    assert waiting.text_en == "You get a new one."  # what is approved stays in force
    assert waiting.draft_id is not None
    second = answers.approve(desk, first.id, waiting.version)
    assert (second.number, second.text_en) == (2, "You get a new one free of charge.")
    _, versions = answers.detail(desk, first.id)
    assert [(v.number, v.state) for v in versions] == [(2, "approved"), (1, "withdrawn")]
    assert versions[1].ended_at == clock.now
    with pytest.raises(IntegrityError, match="keeps its words"), writing(desk.db):
        desk.db.execute_sql("UPDATE answer_version SET text_en = 'x' WHERE number = 1")
    assert checking.check(desk) == []


def test_two_who_edit_the_same_answer_do_not_overwrite_each_other(desk, topic):
    row = approved(desk, replace(CARD, topic_id=topic))
    answers.write(desk, replace(CARD, topic_id=topic, text_en="A"), row.id, row.version)
    with pytest.raises(errors.ChangedMeanwhile):
        answers.write(desk, replace(CARD, topic_id=topic, text_en="B"), row.id, row.version)
    with pytest.raises(errors.ChangedMeanwhile):  # what one did not see cannot be approved
        answers.approve(desk, row.id, row.version)


def test_a_withdrawn_answer_is_not_found_any_more_and_has_its_reason(desk, topic):
    row = approved(desk, replace(CARD, topic_id=topic))
    with pytest.raises(BadInput):
        answers.withdraw(desk, row.id, row.version, reason="  ")
    gone = answers.withdraw(desk, row.id, row.version, reason="cards are gone")
    assert gone.state == "withdrawn" and answers.find(desk, "card") == []
    assert answers.detail(desk, row.id)[1][0].end_reason == "cards are gone"
    with pytest.raises(errors.Missing):
        answers.withdraw(desk, row.id, gone.version, reason="again")
    again = answers.write(desk, replace(CARD, topic_id=topic), row.id, gone.version)
    assert answers.approve(desk, row.id, again.version).number == 2


def test_a_draft_can_be_thrown_away_and_takes_an_answer_without_words_with_it(desk, topic):
    row = answers.write(desk, replace(CARD, topic_id=topic))
    answers.drop_draft(desk, row.id, row.version)
    assert answers.listing(desk) == []
    kept = approved(desk, replace(CARD, topic_id=topic))
    with pytest.raises(errors.Missing):
        answers.drop_draft(desk, kept.id, kept.version)
    with pytest.raises(errors.Missing):
        answers.approve(desk, kept.id, kept.version)


def test_the_search_knows_both_languages_and_every_spelling(desk):
    answers.seed(desk)
    for words, question in (
        ("كارتم را گم كرده ام", "I lost my card. Are my points gone?"),
        ("LOST card", "I lost my card. Are my points gone?"),
        ("پیامک تبلیغاتی نمیخوام", "I do not want promotional messages."),
        ("قسط", "Can I pay in instalments?"),
        ("ساعت کار رمضان", "Do your hours change in Ramadan and at Nowruz?"),
    ):
        assert answers.find(desk, words)[0].question_en == question, words
    assert answers.find(desk, "xyzzy") == []
    assert len(answers.find(desk, "؟", limit=7)) == 7


def test_a_topic_out_of_use_hides_its_answers(desk, topic):
    approved(desk, replace(CARD, topic_id=topic))
    answers.change_topic(desk, topic, "کارت گم‌شده", "Lost card", is_on=False)
    assert answers.find(desk, "card") == [] and answers.find(desk, "") == []
    assert answers.topics(desk, only_on=True) == []
    with pytest.raises(BadInput):  # the same name in another spelling
        answers.add_topic(desk, "كارت گمشده")
    with pytest.raises(errors.Missing):
        answers.change_topic(desk, 99, "x", "", is_on=True)


def test_what_a_member_was_told_says_when_by_whom_and_whether_it_still_holds(
    desk: Desk, topic: int, clock: StoppedClock
) -> None:
    member = make_member(desk)
    row = approved(desk, replace(CARD, topic_id=topic))
    clerk = desk_of(desk, Role.CASHIER, "Nina")
    contact(clerk, member.id, topic, row.version_id, "c1")
    clock.forward(days=2)
    contact(desk, member.id, topic, None, "c2")
    own, said = answers.told(desk, member.id, topic)
    assert (said.operator, said.number, said.is_current) == ("Nina", 1, True)
    assert said.question("en") == "I lost my card" and said.on_day == date(2026, 11, 21)
    assert (own.number, own.question("en"), own.text) == (None, "", "said so")
    newer = answers.write(desk, replace(CARD, topic_id=topic, text_en="N"), row.id, row.version)
    answers.approve(desk, row.id, newer.version)
    assert [one.is_current for one in answers.told(desk, member.id)] == [False, False]


def test_consistency_counts_words_as_approved_that_were_so_at_that_moment(desk, topic, clock):
    """Four contacts: version 1 while it held, version 1 after version 2, version 2, own words."""
    member = make_member(desk)
    clerk = desk_of(desk, Role.CASHIER, "Nina")
    row = approved(desk, replace(CARD, topic_id=topic))
    contact(desk, member.id, topic, row.version_id, "c1")
    clock.forward(hours=1)
    newer = answers.write(desk, replace(CARD, topic_id=topic, text_en="N"), row.id, row.version)
    second = answers.approve(desk, row.id, newer.version)
    clock.forward(hours=1)
    contact(clerk, member.id, topic, row.version_id, "c2")
    contact(desk, member.id, topic, second.version_id, "c3")
    contact(clerk, member.id, topic, None, "c4")
    day = desk.today()
    found = answers.differences(desk, day, day)
    assert (found.contacts, found.approved, found.share) == (4, 2, 0.5)
    only = found.topics[0]
    assert only.is_uneven and only.name("en") == "Lost card"
    by = {(one.operator, one.number): (one.times, one.approved) for one in only.given}
    assert by == {
        ("Maryam", 1): (1, 1), ("Nina", 1): (1, 0), ("Maryam", 2): (1, 1), ("Nina", None): (1, 0)
    }  # fmt: skip
    assert answers.differences(desk, date(2020, 1, 1), date(2020, 2, 1)).share is None
    assert checking.check(desk) == []


def test_one_version_by_everybody_is_no_difference(desk, topic):
    row = approved(desk, replace(CARD, topic_id=topic))
    for n in range(3):
        contact(desk, None, topic, row.version_id, f"c{n}")
    found = answers.differences(desk, desk.today(), desk.today())
    assert found.share == 1 and not found.topics[0].is_uneven


def test_a_question_without_an_answer_is_counted_until_it_has_one(desk, topic):
    clerk = desk_of(desk, Role.CASHIER, "Nina")
    assert answers.ask(clerk, "پارکینگ دارید؟") == 1
    assert answers.ask(desk, "پاركينگ  داريد", topic) == 2  # Arabic letters, no mark
    (question,) = answers.open_questions(clerk)
    assert (question.text, question.times, question.topic_id) == ("پارکینگ دارید؟", 2, topic)
    row = approved(desk, replace(CARD, topic_id=topic))
    answers.close_question(desk, question.id, row.id)
    assert answers.open_questions(desk) == []
    with pytest.raises(errors.Missing):
        answers.close_question(desk, question.id, row.id)
    assert answers.ask(desk, "پارکینگ دارید؟") == 3  # it did not help: open again
    assert len(answers.open_questions(desk)) == 1
    for bad in ("؟", "x" * 201, "a\0"):
        with pytest.raises(BadInput):
            answers.ask(desk, bad)
    with pytest.raises(errors.Missing):
        answers.ask(desk, "and this?", 99)


def test_a_question_needs_its_answer_and_hostile_text_stays_text(desk, topic):
    with pytest.raises(SeveralBadInputs) as none:
        answers.write(desk, AnswerDraft(topic))
    assert [p.field for p in none.value.problems] == ["question_fa", "text_fa"]
    with pytest.raises(SeveralBadInputs) as half:
        answers.write(desk, AnswerDraft(topic, question_en="Why?", text_fa="چون"))
    assert {p.field for p in half.value.problems} == {"text_en", "question_fa"}
    with pytest.raises(SeveralBadInputs):
        answers.write(desk, AnswerDraft(topic, question_en="a\0", text_en="b"))
    with pytest.raises(SeveralBadInputs):
        answers.write(desk, AnswerDraft(topic, question_en="q", text_en="b" * 2001))
    with pytest.raises(errors.Missing):
        answers.write(desk, replace(CARD, topic_id=99))
    with pytest.raises(errors.Missing):
        answers.write(desk, replace(CARD, topic_id=topic), 99, 0)
    evil = "'; DROP TABLE answer; -- <b>{0.__class__}</b> %s"
    row = approved(desk, AnswerDraft(topic, question_en=evil, text_en=evil))
    assert answers.find(desk, evil)[0].text_en == evil
    assert answers.filled(desk, row.text_en) == evil


def test_an_answer_names_the_shop_and_its_telephone(desk):
    assert without_marks(answers.filled(desk, "{shop}: {phone}")) == "Naranj: the shop's telephone"
    facts = club.facts(desk)
    club.change_shop(
        desk, shop="{phone}", unit="rial", zone=facts.zone, language="en", logo=None,
        settings=replace(facts.settings, phone=" 021-88  776655 "), version=facts.version,
    )  # fmt: skip
    told = answers.filled(desk, "{shop}: {phone} {x}")
    assert without_marks(told) == "{phone}: 021-88 776655 {x}"
    assert ltr("021-88 776655") in told  # a Persian sentence would turn it around


def test_the_starter_set_fills_an_empty_library_once(desk):
    assert answers.seed(desk) == 26
    assert answers.seed(desk) == 0
    rows = answers.listing(desk, state="approved")
    assert len(rows) == 26 and len(answers.topics(desk)) == 10
    for row in rows:
        assert row.question_fa and row.question_en and row.text_fa and row.text_en
        assert "ي" not in row.text_fa and "ك" not in row.text_fa
    assert checking.check(desk) == []


def test_the_starter_set_can_wait_for_approval(desk):
    assert answers.seed(desk, approved=False) == 26
    assert answers.find(desk, "card") == []
    assert len(answers.listing(desk, state="draft")) == 26


def test_words_that_say_nothing_are_left_out_of_a_search():
    assert terms("What is the price?") == ("price",)
    assert terms("از کی تا کی؟") == ("از", "کی", "تا")  # nothing else is left
    assert len(terms(" ".join(f"w{n}" for n in range(30)))) == 6
