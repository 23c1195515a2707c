"""Playbooks on paper: written and read again, refused where nobody could live by them."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from loyaldesk.domain.playbook_check import (
    BUSINESSES,
    LONGEST_FIXED,
    MOST_STEPS,
    Shop,
    problems,
    tidied,
)
from loyaldesk.domain.playbook_ready import of_business, ready
from loyaldesk.domain.playbooks import (
    EVERY_EVENT,
    NEVER_AGAIN,
    SKIPS,
    Conditions,
    Kind,
    Playbook,
    Step,
    Stop,
    Trigger,
    again_is_barred,
    split_text,
    why_not,
)
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import words

SHOP = Shop(("owner", "cashier"), ("english",), ("bronze", "silver"), (7,))
STEP = Step(text_fa="زنگ", text_en="Call", personal_fa="حالش", personal_en="Ask")
BOOK = Playbook("mine", "روال", "Mine", Trigger(Kind.PURCHASE), (STEP,))
TEHRAN = ZoneInfo("Asia/Tehran")


def whys(book):
    return [(each.field, each.why) for each in problems(book, SHOP)]


def with_step(**parts):
    return replace(BOOK, steps=(replace(STEP, **parts),))


def with_trigger(kind, **parts):
    return replace(BOOK, trigger=Trigger(kind, **parts))


def test_a_playbook_is_read_as_it_was_written():
    book = replace(
        BOOK, steps=(replace(STEP, at=time(17, 30), checklist_fa=("یک", "دو"), answer_id=7),),
        conditions=Conditions(tiers=("silver",), min_spend_rial=5), stops=(Stop.BOUGHT,),
        again_days=NEVER_AGAIN,
    )  # fmt: skip
    assert Playbook.from_json(book.to_json()) == book
    assert whys(book) == []


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "null", "{", '{"code": "a"}', '{"code": 1}', "[" * 5000, '"x"',
        '{"code":"a","name_fa":"","name_en":"","trigger":{"kind":"joined"},"steps":{}}',
        '{"code":"a","name_fa":"","name_en":"","trigger":{"kind":"joined","days":"1"},"steps":[]}',
        '{"code":"a","name_fa":"","name_en":"","trigger":{"kind":"joined","x":1},"steps":[]}',
        '{"code":"a","name_fa":"","name_en":"","trigger":{"kind":"joined"},"steps":[{"at":"25"}]}',
        '{"code":"a","name_fa":"","name_en":"","trigger":{"kind":"joined"},"steps":[{"days":true}]}',
        '{"code":"a","name_fa":"","name_en":"","trigger":{"kind":["j"]},"steps":[1]}',
        '{"code":"a","name_fa":"","name_en":"","trigger":null,"steps":[]}',
    ],
)  # fmt: skip
def test_a_document_of_anything_else_is_refused_in_words(text):
    with pytest.raises(BadInput) as refused:
        Playbook.from_json(text)
    assert words.words(refused.value)


@pytest.mark.parametrize(
    ("book", "expected"),
    [
        (replace(BOOK, code="Mine!"), ("code", "not a code")),
        (replace(BOOK, name_fa="", name_en=""), ("name_fa", "empty")),
        (replace(BOOK, steps=()), ("steps", "no steps")),
        (replace(BOOK, steps=(STEP,) * (MOST_STEPS + 1)), ("steps", "too many")),
        (replace(BOOK, business="bank"), ("business", "unknown choice")),
        (replace(BOOK, again_days=-2), ("again_days", "range")),
        (replace(BOOK, stops=("rain",)), ("stops", "unknown choice")),
        (with_trigger("rain"), ("trigger kind", "unknown choice")),
        (with_trigger(Kind.JOINED, days=3), ("trigger days", "not used")),
        (with_trigger(Kind.NTH_PURCHASE, count=1), ("trigger count", "range")),
        (with_trigger(Kind.SILENCE, days=0), ("trigger days", "range")),
        (with_trigger(Kind.TIER_REACHED, tier="iron"), ("trigger tier", "unknown choice")),
        (with_trigger(Kind.COMPLAINT_OPENED, category="x"), ("trigger category", "unknown choice")),
        (with_trigger(Kind.PROMISED_DATE, sources=()), ("trigger sources", "unknown choice")),
        (replace(BOOK, conditions=Conditions(tiers=("iron",))),
         ("conditions tiers", "unknown choice")),
        (replace(BOOK, conditions=Conditions(consent="drum")),
         ("conditions consent", "unknown choice")),
        (with_step(text_fa="", text_en=""), ("steps[1] text_fa", "empty")),
        (with_step(text_fa="x" * (LONGEST_FIXED + 1)), ("steps[1] text_fa", "too long")),
        (with_step(text_en="a\x00b"), ("steps[1] text_en", "unstorable")),
        (with_step(personal_en=""), ("steps[1] personal_en", "no personal line")),
        (with_step(channel="drum"), ("steps[1] channel", "unknown choice")),
        (with_step(who="role:support"), ("steps[1] who", "nobody has the role")),
        (with_step(who="skill:french"), ("steps[1] who", "nobody has the skill")),
        (with_step(who="everybody"), ("steps[1] who", "unknown choice")),
        (with_step(hours=2, at=time(9)), ("steps[1] at", "hours and hour")),
        (with_step(answer_id=8), ("steps[1] answer_id", "unknown choice")),
        (replace(BOOK, steps=(replace(STEP, days=3), STEP)),
         ("steps[2] days", "before the step above")),
        (replace(with_trigger(Kind.PROMISED_DATE, days=1), steps=(replace(STEP, is_promise=True),)),
         ("steps[1] is_promise", "triggers itself")),
        (replace(with_trigger(Kind.COMPLAINT_OPENED), stops=(Stop.COMPLAINT,)),
         ("stops", "stops itself")),
    ],
)  # fmt: skip
def test_what_no_shop_can_live_by_is_refused_with_its_place_and_in_both_languages(book, expected):
    assert expected in whys(book)
    (error,) = [e for e in problems(book, SHOP) if (e.field, e.why) == expected]
    for language in ("fa", "en"):
        set_look(Look(language))
        assert words.field_name(error.field) != error.field
        assert words.words(error) != words.words(BadInput("x", "no such reason"))


@pytest.mark.parametrize("business", BUSINESSES)
def test_every_kind_of_business_has_ready_playbooks_in_both_languages(business):
    books = of_business(business)
    assert len(books) >= 5
    for book in books:
        assert problems(book, Shop()) == ()
        assert tidied(book) == book
        assert book.name_fa and book.name_en and book.about_fa and book.about_en
        for step in book.steps:
            assert (
                step.text_fa and step.text_en and len(step.checklist_fa) == len(step.checklist_en)
            )
            for language in ("fa", "en"):
                _, own = split_text(step.text(language))
                assert own or step.channel == "task"


def test_codes_of_ready_playbooks_are_all_different():
    codes = [book.code for book in ready()]
    assert len(set(codes)) == len(codes)


def test_the_four_steps_of_the_after_sale_plan_are_there():
    """MISSION row 12: day 1 thanks, 3 usage, 14 satisfaction, 30 repeat offer."""
    plan = next(book for book in ready() if book.code == "retail_after_sale")
    assert [step.days for step in plan.steps] == [1, 3, 14, 30]
    assert Stop.COMPLAINT in plan.stops


@pytest.mark.parametrize(
    ("days", "again", "barred"),
    [([], NEVER_AGAIN, False), ([1], NEVER_AGAIN, True), ([1], EVERY_EVENT, False),
     ([1], 10, True), ([1], 9, False), ([19], 10, True), ([20], 10, False)],
)  # fmt: skip
def test_the_guard_against_repeating(days, again, barred):
    """The event is on the tenth."""
    before = [date(2026, 3, day) for day in days]
    assert again_is_barred(before, date(2026, 3, 10), again) is barred


def test_the_weightiest_reason_is_told_and_only_what_the_playbook_minds():
    flags = dict.fromkeys(SKIPS, True)
    assert why_not(flags, ()) == "gone"
    assert why_not({"bought": True, "complaint": True}, (Stop.COMPLAINT,)) == "complaint"
    assert why_not({"bought": True}, ()) == ""


def test_hours_are_counted_from_the_moment_and_days_from_the_day():
    at, on = datetime(2026, 11, 21, 20, tzinfo=UTC), date(2026, 11, 21)  # 23:30 in Tehran
    assert Step(hours=1).wanted(at, on, TEHRAN) == (date(2026, 11, 22), time(0, 30))
    assert Step(days=1, at=time(9)).wanted(at, on, TEHRAN) == (date(2026, 11, 22), time(9))


def test_a_text_speaks_the_language_of_the_shop_or_the_other():
    step = Step(text_fa="سلام", personal_fa="نامش")
    assert step.text("fa") == step.text("en") == "سلام\n› نامش"
    assert split_text(step.text("fa")) == ("سلام", "نامش")
    assert json.loads(BOOK.to_json())["steps"][0]["text_fa"] == "زنگ"
