"""The let-go board: figures propose, a second person decides, coupons stop; nobody is sent away."""

from datetime import date, timedelta

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.letgo import LetGoDraft
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Reward, RewardKind, Take
from loyaldesk.kernel.errors import BadInput
from loyaldesk.services import checking, club, members, merging, telling, vouchers
from loyaldesk.services.audit import acts
from loyaldesk.services.insight import letgo_note, letting_go
from loyaldesk.services.words import words
from tests.conftest import desk_of
from tests.insight.making import ClubStory
from tests.makers import make_member, make_sale
from tests.services.insight.test_value_cards import goods

TODAY = date(2026, 11, 21)


@pytest.fixture
def story(desk, clock):
    return ClubStory(desk, clock)


@pytest.fixture
def shop(desk, story):
    """One who buys with coupons only and leaves little, one who brought goods back, a good one."""
    hunter, back, good = (story.member("2025-01-10") for _ in range(3))
    for n in range(4):
        day = TODAY - timedelta(days=20 * n + 5)
        story.sale(hunter, day, **goods(1_000_000, 300_000, 650_000))
        story.sale(good, day, **goods(1_000_000, 0, 500_000))
    sold = story.sale(back, "2025-10-10", **goods(2_000_000, 0, 1_000_000))
    story.bring_back(sold, "2026-01-10")
    return hunter, back, good


@pytest.fixture
def manager(desk):
    return desk_of(desk, Role.MANAGER)


@pytest.fixture
def clerk(desk):
    return desk_of(desk, Role.MARKETING)


def draft(member, act="stop_coupons", key="k", **more):
    return LetGoDraft(key, member, act, more.pop("reason", "Comes for the coupons only"), **more)


def coupon(desk):
    off = Reward("off", "تخفیف", "Off", RewardKind.AMOUNT, Take.VOUCHER, rial=50_000)
    club.publish_programme(desk, Programme(rewards=(off,)))


def test_the_board_shows_who_costs_more_than_they_bring_and_why(desk, shop):
    hunter, back, _ = shop
    board = letting_go.proposals(desk)
    assert [(c.member_id, c.figures.why, c.act) for c in board.candidates] == [
        (back, "returns", "keep_serving"), (hunter, "discount_only", "stop_coupons"),
    ]  # fmt: skip
    seen = board.candidates[1].figures
    assert (seen.visits, seen.discounted, seen.given, seen.left) == (4, 4, 1_200_000, 200_000)
    assert board.found == 2
    assert not board.is_net


def test_a_proposal_waits_until_somebody_else_decides(desk, clerk, manager, shop):
    made = letting_go.propose(clerk, draft(shop[0]))
    assert (made.state, made.figures["why"], made.operator) == (
        "proposed", "discount_only", "marketing MARKETING",
    )  # fmt: skip
    assert letting_go.propose(clerk, draft(shop[0])).id == made.id
    board = letting_go.proposals(desk)
    assert [c.member_id for c in board.candidates] == [shop[1]]
    assert [row.id for row in board.waiting] == [made.id]
    done = letting_go.decide(manager, made.id, approve=True, version=made.version)
    assert (done.state, done.decided_by) == ("approved", "manager MANAGER")
    with pytest.raises(errors.LetGoRefused):
        letting_go.decide(desk, made.id, approve=False, note="No")
    told = [telling.act_words(row) for row in acts(desk)]
    assert "Proposed to spend less on a member" in told
    assert "Decided on spending less on a member" in told
    assert checking.check(desk) == []


def test_nobody_decides_their_own_proposal_unless_they_work_alone(desk, manager, shop):
    made = letting_go.propose(manager, draft(shop[0]))
    with pytest.raises(errors.ApprovalRefused):
        letting_go.decide(manager, made.id, approve=True)
    with desk.change(letting_go.Permission.OPERATOR_MANAGE) as change:
        change.db.execute_sql(
            "UPDATE operator SET is_active = 0 WHERE id <> 1 AND role <> 'system'"
        )
    own = letting_go.propose(desk, draft(shop[1], key="own"))
    assert letting_go.decide(desk, own.id, approve=True).state == "approved"
    assert any(row.act == "approval.alone" for row in acts(desk))


def test_a_refusal_needs_a_reason_and_keeps_the_member_off_the_board(desk, clerk, shop, clock):
    made = letting_go.propose(clerk, draft(shop[0]))
    with pytest.raises(BadInput) as refused:
        letting_go.decide(desk, made.id, approve=False, note=" ")
    assert refused.value.field == "reason"
    letting_go.decide(desk, made.id, approve=False, note="A neighbour for twenty years")
    assert [c.member_id for c in letting_go.proposals(desk).candidates] == [shop[1]]


def test_what_somebody_else_changed_meanwhile_is_not_decided(desk, clerk, shop):
    made = letting_go.propose(clerk, draft(shop[0]))
    with pytest.raises(errors.ChangedMeanwhile):
        letting_go.decide(desk, made.id, approve=True, version=made.version + 1)


def test_the_same_is_not_proposed_twice_and_only_an_own_proposal_is_taken_back(
    desk, clerk, manager, shop
):
    made = letting_go.propose(clerk, draft(shop[0]))
    for wrong, why in ((draft(shop[0], key="k2"), "stands"),):
        with pytest.raises(errors.LetGoRefused) as refused:
            letting_go.propose(manager, wrong)
        assert refused.value.why == why
        assert words(refused.value)
    with pytest.raises(errors.KeyUsed):
        letting_go.propose(clerk, draft(shop[1]))
    with pytest.raises(errors.LetGoRefused):
        letting_go.withdraw(manager, made.id)
    assert letting_go.withdraw(clerk, made.id).state == "withdrawn"
    with pytest.raises(errors.LetGoRefused):
        letting_go.end(desk, made.id)
    assert checking.check(desk) == []


@pytest.mark.parametrize(
    ("more", "field"),
    [({"act": "refuse_service"}, "act"), ({"reason": "  "}, "reason"), ({"key": ""}, "key"),
     ({"act": "contact_at_most"}, "most_contacts"), ({"reason": "x" * 501}, "reason"),
     ({"act": "contact_at_most", "most_contacts": 31}, "most_contacts")],
)  # fmt: skip
def test_what_cannot_be_used_is_told_beside_its_field(desk, shop, more, field):
    with pytest.raises(BadInput) as refused:
        letting_go.propose(desk, draft(shop[0], **more))
    assert refused.value.field == field
    assert words(refused.value)


def test_coupons_stop_for_the_member_alone_and_start_again_when_it_ends(desk, clerk, shop):
    coupon(desk)
    made = letting_go.propose(clerk, draft(shop[0]))
    assert len(vouchers.issue_vouchers(desk, "off", member_ids=[shop[0]])) == 1  # not decided yet
    letting_go.decide(desk, made.id, approve=True)
    issued = vouchers.issue_vouchers(desk, "off", member_ids=shop)
    assert [one.member_id for one in issued] == list(shop[1:])
    assert '"stopped": 1' in str([row.detail for row in acts(desk)]).replace("'", '"')
    with pytest.raises(errors.VouchersStopped) as refused:
        vouchers.issue_vouchers(desk, "off", member_ids=[shop[0]])
    assert "this member gets no more coupons" in words(refused.value)
    assert vouchers.issue_vouchers(desk, "off", member_ids=[shop[0]], source="recovery")
    assert vouchers.issue_vouchers(desk, "off", count=2)
    letting_go.end(desk, made.id)
    assert len(vouchers.issue_vouchers(desk, "off", member_ids=[shop[0]])) == 1


def test_a_member_who_is_let_go_is_served_as_before(desk, clerk, shop):
    made = letting_go.propose(clerk, draft(shop[0]))
    letting_go.decide(desk, made.id, approve=True)
    done = make_sale(desk, shop[0])
    assert done.sale_id
    assert members.identify(desk, members_number(desk, shop[0])).id == shop[0]
    assert [row.state for row in letgo_note.of_member(desk, shop[0])] == ["approved"]


def members_number(desk, member):
    return desk.db.execute_sql("SELECT number FROM member WHERE id = ?", (member,)).fetchone()[0]


def test_erasing_a_member_ends_it_and_takes_its_words(desk, clerk, shop):
    made = letting_go.propose(clerk, draft(shop[0]))
    letting_go.decide(desk, made.id, approve=True, note="Agreed")
    members.erase(desk, shop[0])
    row = desk.db.execute_sql("SELECT state, reason, decision, figures FROM let_go").fetchone()
    assert tuple(row) == ("ended", "", "", "{}")
    board = letting_go.proposals(desk)
    assert [c.member_id for c in board.candidates] == [shop[1]]
    assert board.decided == []
    assert checking.check(desk) == []


def test_a_merged_record_takes_its_decision_along(desk, clerk, shop):
    made = letting_go.propose(clerk, draft(shop[0]))
    letting_go.decide(desk, made.id, approve=True)
    merging.merge(desk, shop[0], shop[2])
    assert [row.id for row in letgo_note.of_member(desk, shop[2])] == [made.id]


def test_an_empty_club_has_an_empty_board(desk):
    make_member(desk)
    board = letting_go.proposals(desk)
    assert (board.candidates, board.found, board.waiting, board.decided) == ([], 0, [], [])


def test_a_proposal_by_hand_for_somebody_who_never_bought_has_no_figures(desk):
    made = letting_go.propose(desk, draft(make_member(desk).id))
    assert made.figures == {}
