"""The shop's own promises: at most five, and kept-rates that nothing undecided can prettify."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain import promises as domain
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.occasions import OrderDraft
from loyaldesk.domain.promises import Promise
from loyaldesk.domain.requests import RequestDraft
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import (
    club,
    complaint_acts,
    complaints,
    followups,
    members,
    occasions,
    promises,
    requests,
    slips,
)
from tests.makers import make_member, make_sale

DAYS = date(2026, 11, 1), date(2026, 12, 20)
HAND = Promise("smile", "با لبخند", "With a smile")


@pytest.fixture
def member(desk):
    return make_member(desk).id


def rates(desk, days=DAYS):
    return {
        each.promise.measure: (each.kept, each.missed) for each in promises.figures(desk, *days)
    }


def test_a_new_shop_has_promised_nothing_and_five_are_ready(desk):
    assert promises.promises(desk).promises == () and promises.lines(desk) == []
    assert promises.save(desk, domain.READY, 0) == 1
    assert promises.promises(desk).promises == domain.READY
    with pytest.raises(errors.ChangedMeanwhile):
        promises.save(desk, (), 0)


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ((*domain.READY, HAND), "too many"),
        ((HAND, HAND), "taken"),
        ((replace(HAND, code="Smile!"),), "not a code"),
        ((replace(HAND, text_fa="", text_en=" "),), "empty"),
        ((replace(HAND, measure="luck"),), "unknown choice"),
    ],
)
def test_bad_promises_are_refused(desk, wanted, why):
    with pytest.raises(BadInput) as refused:
        promises.save(desk, wanted, 0)
    assert refused.value.why == why


def test_they_are_printed_with_numbers_in_the_language_of_the_paper(desk):
    promises.save(desk, (HAND, replace(HAND, code="b", text_en="")), 0)
    assert promises.lines(desk) == ["1. With a smile", "2. با لبخند"]
    set_look(Look("fa", "jalali", "toman"))
    assert promises.lines(desk)[0].endswith("با لبخند")


def test_ticks_by_hand_count_once(desk, member):
    promises.save(desk, (HAND,), 0)
    assert promises.figures(desk, *DAYS)[0].rate is None
    first = promises.tick(desk, "smile", is_kept=True, key="a", member_id=member, text="Kind")
    assert promises.tick(desk, "smile", is_kept=True, key="a") == first
    promises.tick(desk, "smile", is_kept=True, key="b")
    promises.tick(desk, "smile", is_kept=False, key="c")
    assert promises.figures(desk, *DAYS)[0].rate == pytest.approx(2 / 3)
    assert [t.is_kept for t in promises.ticks(desk, "smile", *DAYS)] == [False, True, True]
    with pytest.raises(errors.Missing):
        promises.tick(desk, "frown", is_kept=True, key="d")
    members.erase(desk, member)
    assert {t.text for t in promises.ticks(desk, "smile", *DAYS)} == {""}


def ask(desk, member, key, kind="delivery", **more):
    return requests.open_request(desk, RequestDraft(key, kind, member, **more)).id


def test_requests_are_measured_by_what_was_promised(desk, member, clock):
    promises.save(desk, domain.READY, 0)
    kept, late, put_off, wished, waiting, gone = (ask(desk, member, k) for k in "abcdef")
    called = ask(desk, member, "g", "callback", due_at=datetime(2026, 11, 21, 14, tzinfo=UTC))
    assert rates(desk)["request_due"] == (0, 0)
    far = clock() + timedelta(days=10)
    requests.move(desk, put_off, far, reason="busy", version=1)
    requests.move(desk, wished, far, reason="member_asked", version=1)
    requests.cancel(desk, gone, reason="member_asked", version=1)
    requests.answer(desk, kept, "Here", version=1)
    clock.forward(hours=5)
    requests.finish(desk, called, "Talked", version=1)
    clock.forward(days=3)
    requests.finish(desk, late, "Brought", version=1)
    requests.finish(desk, put_off, "Brought", version=2)
    # kept: answered in time. missed: late, put off by the shop, and the one that still waits.
    # The one the member put off is not due, the cancelled one counts nowhere.
    assert rates(desk)["request_due"] == (1, 3)
    assert rates(desk)["callback_due"] == (1, 0)
    assert requests.detail(desk, waiting).is_open


def test_promised_follow_ups_are_measured_by_their_first_day(desk, member, clock):
    promises.save(desk, (replace(HAND, measure="followup_promise"),), 0)

    def promise(key, **more):
        draft = FollowupDraft(key, member, on=date(2026, 11, 22), is_promise=True, **more)
        return followups.make(desk, draft)

    done, moved, asked, _open = (promise(key) for key in "abcd")
    followups.move(desk, moved, date(2026, 11, 25), reason="busy", version=1)
    followups.move(desk, asked, date(2026, 11, 25), reason="member_asked", version=1)
    followups.finish(desk, done, "reached", version=1, key="x")
    assert rates(desk)["followup_promise"] == (1, 0)
    clock.forward(days=5)
    followups.finish(desk, moved, "reached", version=2, key="y")
    # the moved one was done after its first day, the one the member moved is overdue since then
    assert rates(desk)["followup_promise"] == (1, 3)


def test_occasion_orders_count_when_they_are_due(desk, member, clock):
    promises.save(desk, (replace(HAND, measure="occasion_order"),), 0)
    at = datetime(2026, 11, 29, 7, tzinfo=UTC)
    for key in ("a", "b"):
        occasions.add(desk, OrderDraft(key, "mother", "Roses", at, member))
    assert rates(desk)["occasion_order"] == (0, 0)
    occasions.deliver(desk, 1, version=1)
    clock.forward(days=9)
    assert rates(desk)["occasion_order"] == (1, 1)


def test_complaint_clocks_are_read(desk, member, clock):
    measures = ("complaint_ack", "complaint_answer", "complaint_solve")
    promises.save(desk, tuple(replace(HAND, code=m, measure=m) for m in measures), 0)
    draft = complaints.ComplaintDraft
    first = complaints.open(desk, draft("a", "delivery", "Late", member))
    complaints.open(desk, draft("b", "delivery", "Late again", member))
    complaint_acts.acknowledge(desk, first.id)
    assert rates(desk)["complaint_ack"] == (1, 0)
    assert rates(desk)["complaint_solve"] == (0, 0)
    clock.forward(days=28)
    assert rates(desk) == {m: ((1, 1) if m == "complaint_ack" else (0, 2)) for m in measures}


def keep(desk, **habits):
    facts = club.facts(desk)
    club.change_shop(
        desk, shop=facts.shop, unit=facts.unit, zone=facts.zone, language=facts.language,
        logo=facts.logo, settings=replace(facts.settings, **habits), version=facts.version,
    )  # fmt: skip


def test_the_receipt_says_where_to_call_and_what_the_shop_promises(desk):
    promises.save(desk, domain.READY[:2], 0)
    sale = make_sale(desk, make_member(desk).id, 500_000).sale_id
    keep(desk, receipt_lines=("Thank you",), phone="021 8877 6655")
    assert slips.receipt_figures(desk, sale).footer == ("Thank you",)
    keep(desk, print_service=True)
    footer = slips.receipt_figures(desk, sale).footer
    assert footer[0] == "Thank you"
    assert "021 8877 6655" in footer[1]
    assert footer[2:] == tuple(f"{n}. {each.text_en}" for n, each in enumerate(domain.READY[:2], 1))
