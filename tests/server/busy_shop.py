"""A shop in which everything happens that a till does: in files, on servers, as any role."""

import random
from collections.abc import Iterator
from pathlib import Path

from loyaldesk.domain.basket import Line
from loyaldesk.domain.conditions import Goods
from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Reward, RewardKind, Take
from loyaldesk.domain.rules import StampCard
from loyaldesk.kernel.errors import ClubError
from loyaldesk.services import (
    alikes,
    cards,
    club,
    drafts,
    families,
    imports,
    members,
    merging,
    night,
    points,
    prepaid,
    presence,
    printing,
    privacy,
    redeeming,
    returns,
    reversals,
    rewards,
    role_editing,
    sales,
    staff,
    ticking,
    transfers,
    vouchers,
)
from loyaldesk.services.desk import Desk, OperatorBrief
from loyaldesk.services.return_drafts import ReturnDraft
from loyaldesk.store.secrets import TEST
from tests.conftest import PIN, StoppedClock
from tests.services import year_acts

MUG = Reward("mug", "لیوان", "Mug", RewardKind.GIFT, points=10, stock=9)
OFF = Reward("off", "تخفیف", "Off", RewardKind.AMOUNT, Take.VOUCHER, rial=20_000)
FREE = Reward(
    "free", "قهوهٔ رایگان", "Free coffee", RewardKind.FREE_PRODUCT, Take.VOUCHER,
    goods=Goods(products=("coffee",)),
)  # fmt: skip
COFFEE = StampCard(
    "coffee", "کارت قهوه", "Coffee card", 3, "free", goods=Goods(products=("coffee",)),
    valid_days=60,
)  # fmt: skip
MEMBERS = """first_name,last_name,mobile,code,points
زهرا,رضایی,09125550001,501,250
O'Neil,"a ""b"" %s {0} \\ ;",09125550002,502,
"""
ODD = "یک «نقل» ' \" \\ %s %% :name ?1 $$ \t {x} 😀 ‌"
"""What a text may hold: signs of SQL, of formats, of two scripts."""


def enrol(desk: Desk, n: int, **fields: object) -> int:
    """Enrol a member with a mobile of their own."""
    draft = {"first_name": "Sara", "last_name": f"Ahmadi {n}", "mobile": f"0919{n:07}"}
    return members.enrol(desk, MemberDraft(**{**draft, **fields})).id


def day_at_the_counter(desk: Desk) -> dict[str, int]:
    """Do every act of the counter once; return ids that somebody may look at."""
    one, two, later = (enrol(desk, n) for n in (1, 2, 3))
    points.correct(desk, one, 500, ODD, key="c1")
    key = "basket"
    drafts.keep(desk, drafts.Basket("kept", one, 70_000, lines=(Line(70_000, "tea", ODD),)))
    drafts.keep(desk, drafts.Basket(key, one, 1_000_000))
    first = sales.record_sale(desk, sales.SaleDraft(one, 1_000_000, key)).sale_id
    goods = (Line(150_000, "coffee", "Coffee", quantity=3_000), Line(90_000, "cup", ODD))
    second = sales.record_sale(desk, sales.SaleDraft(one, 0, "s2", lines=goods)).sale_id
    sales.record_sale(desk, sales.SaleDraft(one, 2_000_000, "s3", pay_points=20))
    card = (Line(500_000, "GIFT-77001", "Gift card", kind="gift_card"),)
    sales.record_sale(desk, sales.SaleDraft(one, 0, "s4", lines=card))
    used = sales.SaleDraft(two, 200_000, "s5", gift_cards=(("GIFT-77001", None),))
    sales.record_sale(desk, used)
    purse = (Line(300_000, "", "Wallet", kind="top_up"),)
    sales.record_sale(desk, sales.SaleDraft(two, 0, "s6", lines=purse))
    by_wallet = sales.record_sale(desk, sales.SaleDraft(two, 120_000, "s7", wallet_rial=100_000))
    returns.return_goods(desk, ReturnDraft(first, "r1", amount_rial=250_000))
    reversals.reverse_sale(desk, by_wallet.sale_id)
    exchanged = sales.SaleDraft(one, 0, "s8", lines=(Line(95_000, "cup", "Cup"),))
    returns.exchange(desk, ReturnDraft(second, "r2", ((1, 1_000),)), exchanged)
    redeeming.redeem(desk, one, 12, key="redeemed")
    transfers.transfer(desk, one, two, 15, "gift", key="t1")
    rewards.take_reward(desk, one, "mug", key="mug1")
    (issued,) = vouchers.issue_vouchers(desk, "off", member_ids=(one,))
    sales.record_sale(desk, sales.SaleDraft(one, 400_000, "s9", codes=(issued.typed,)))
    vouchers.issue_vouchers(desk, "off", count=2)
    prepaid.correct_wallet(desk, two, 5_000, "counted", key="w1")
    cards.issue(desk, one)
    worn = next(row.id for row in cards.of_member(desk, one))
    cards.replace(desk, worn, "worn")
    members.write_note(desk, one, ODD)
    form, version = members.open_form(desk, two)
    members.edit(desk, two, form, version)
    families.make(desk, "Ahmadi", (one, two))
    families.leave(desk, two)
    privacy.note_consent(desk, one, "sms", is_given=True, proof="form 7")
    printing.note_printed(desk, first, sent=True)
    sales.record_sale(desk, sales.SaleDraft(two, 640_000, "s10"))
    merged = merging.merge(desk, two, later)  # into a record that came later
    again = enrol(desk, 4)
    sales.record_sale(desk, sales.SaleDraft(again, 240_000, "s11"))
    merging.undo(desk, merging.merge(desk, again, one))
    gone = enrol(desk, 5, first_name="Golnaz")
    sales.record_sale(desk, sales.SaleDraft(gone, 340_000, "s12"))
    members.erase(desk, gone)
    alikes.find(desk)
    return {"one": one, "two": two, "later": later, "merged": merged, "sale": first}


def found_all(desk: Desk, folder: Path) -> None:
    """Give a founded club rules, roles, a logo, operators, and members of an import."""
    rules = Programme(rewards=(MUG, OFF, FREE), stamps=(COFFEE,))
    club.publish_programme(desk, rules)
    for name, role in (("Omid", Role.CASHIER), ("Nasrin", Role.SUPPORT), ("Reza", Role.MANAGER)):
        staff.add(desk, name, role.value, PIN, cost=TEST)
    role_editing.add_role(desk, "Barista ☕", Role.CASHIER.value)
    facts = club.facts(desk)
    club.change_shop(
        desk, shop=facts.shop, unit=facts.unit, zone=facts.zone, language=facts.language,
        logo=b"\x89PNG\r\n\x1a\n" + bytes(range(256)), version=facts.version,
        settings=facts.settings,
    )  # fmt: skip
    path = folder / "members.csv"
    path.write_text(MEMBERS, encoding="utf-8")
    imports.run(desk, path, "members", imports.Options())


def some_life(desk: Desk, clock: StoppedClock, seed: int, days: int = 3, each: int = 25) -> None:
    """Let chance do acts of all kinds for some days, each ended by its night."""
    people = {row.id: row.brief for row in staff.operators(desk)}
    for n in range(days):
        for i, kind in enumerate(_kinds(seed, n, each)):
            chance = random.Random(f"{seed} {n} {i}")
            call = year_acts.plan(kind, desk, chance)
            if call is not None:
                name, who, said = call
                _do(desk.acting_as(people.get(who, desk.operator)), name, f"{n}-{i}", said)
            clock.forward(minutes=7)
        clock.forward(hours=24 - each * 7 / 60)
        night.run(desk)
        ticking.tick(desk)
        presence.beat(desk)


def _kinds(seed: int, day: int, each: int) -> Iterator[str]:
    kinds, weights = zip(*year_acts.OFTEN.items(), strict=True)
    yield from random.Random(f"{seed} {day}").choices(kinds, weights, k=each)


def _do(desk: Desk, name: str, key: str, said: dict[str, object]) -> None:
    try:
        year_acts.perform(name, desk, key, said)
    except StorageProblem:
        raise
    except ClubError:  # the shop said no: what counts is that the server did not
        return


def as_operator(desk: Desk, name: str) -> Desk:
    """Return the desk with another operator at it."""
    row = next(row for row in staff.operators(desk) if row.name == name)
    return desk.acting_as(OperatorBrief(row.id, row.name, row.role))
