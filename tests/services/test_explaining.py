"""Why a member has her points: each sentence is true and its figures are those of the ledger."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from loyaldesk.domain.basket import Line
from loyaldesk.domain.conditions import When
from loyaldesk.domain.errors import Missing, PermissionDenied
from loyaldesk.domain.explained import Explanation, Tone
from loyaldesk.domain.permissions import Permission, Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Rule
from loyaldesk.kernel.look import Look, using
from loyaldesk.services import club, explaining, night, points, returns, reversals, sales
from loyaldesk.services.desk import Desk
from loyaldesk.services.explaining import as_json, plain
from loyaldesk.services.rehearsal import rehearse
from loyaldesk.services.return_drafts import ReturnDraft
from loyaldesk.store.database import writing
from tests.conftest import StoppedClock, desk_of
from tests.makers import make_member, make_sale
from tests.rows import tampering

PROGRAMME = replace(
    Programme.plain(),
    rules=(
        Rule("purchase", "خرید", "Purchase"),
        Rule("visit", "مراجعه", "Visit", "order", 60, cap_day=100),
        Rule("friday", "جمعه‌ها", "Fridays", "times", percent=200, when=When(weekdays=("fri",))),
    ),
)


@pytest.fixture
def rules(desk: Desk) -> None:
    club.publish_programme(desk, PROGRAMME)


def told(explanation: Explanation) -> str:
    """Return all words of an explanation."""
    parts = [explanation.title, explanation.headline, *explanation.notes]
    for section in explanation.sections:
        parts += [section.title, section.note]
        for row in section.rows:
            parts += [row.name, *row.texts, row.figure]
        if section.grid:
            parts += [cell for cells in section.grid.cells for cell in cells]
    return plain("\n".join(parts))


@pytest.mark.usefixtures("rules")
def test_a_sale_is_explained_rule_by_rule_in_both_languages(desk: Desk) -> None:
    sara = make_member(desk)
    sale = make_sale(desk, sara.id, 1_250_000)
    # 1,250,000 Rial = 125,000 Toman; / 10,000 = 12.5 -> 12; 60 for the receipt; not on Saturday
    assert sale.points == 72
    made = explaining.explain_sale(desk, sale.sale_id)
    words = told(made)
    assert "125,000 Toman ÷ 10,000 = 12.5" in words and "rounded down to 12" in words
    assert "60 for the receipt" in words and "Nothing: only on Friday" in words
    assert "good until the end of 1406/08/30" in words and plain(made.figure) == "+72"
    with using(Look("fa", "jalali", "rial")):
        persian = told(explaining.explain_sale(desk, sale.sale_id))
    assert "۱٬۲۵۰٬۰۰۰ ریال ÷ ۱۰۰٬۰۰۰ = ۱۲٫۵" in persian and "فقط در جمعه" in persian


@pytest.mark.usefixtures("rules")
def test_a_cap_tells_what_was_given_before(desk: Desk) -> None:
    sara = make_member(desk)
    make_sale(desk, sara.id, 100_000)
    second = make_sale(desk, sara.id, 100_000)
    assert second.points == 41  # 1 for the money, 40 of the 60 are left under the cap of 100
    words = told(explaining.explain_sale(desk, second.sale_id))
    assert "At most 100 a day, 60 given before: 40 of 60" in words


def test_a_tier_tells_what_it_brought(desk: Desk) -> None:
    sara = make_member(desk)
    make_sale(desk, sara.id, 150_000_000)
    gold = make_sale(desk, sara.id, 1_250_000)
    assert gold.points == 15  # 12.5 x 125 % = 15.625
    words = told(explaining.explain_sale(desk, gold.sale_id))
    assert "Gold 125%: 15.625 instead of 12.5" in words and "rounded down to 15" in words


def test_a_sale_without_a_sheet_says_that_it_was_reckoned_again(desk: Desk) -> None:
    sara = make_member(desk)
    sale = make_sale(desk, sara.id, 1_250_000)
    _forget_sheet(desk)
    made = explaining.explain_receipt(desk, sale.receipt)
    words = told(made)
    assert "reckoned again from the receipt" in words and "= 12.5" in words
    assert made.data["derived"] is True


def test_a_receipt_that_differs_from_the_programme_of_its_day_says_so(desk: Desk) -> None:
    sara = make_member(desk)
    sale = make_sale(desk, sara.id, 1_250_000)
    _forget_sheet(desk)
    with writing(desk.db):  # as a club whose first programme was another one
        text = Programme.plain(rial_per_point=50_000).to_json()
        desk.db.execute_sql("UPDATE programme SET document = ?", (text,))
    words = told(explaining.explain_sale(desk, sale.sale_id))
    assert "would give 25 points" in words and "earned 12 points" in words
    assert "÷" not in words


def _forget_sheet(desk: Desk) -> None:
    with tampering(desk.db):
        desk.db.execute_sql("DROP TRIGGER sale_sheet_no_delete")
        desk.db.execute_sql("DELETE FROM sale_sheet")


def test_a_spend_names_the_lots_it_came_out_of(desk: Desk, clock: StoppedClock) -> None:
    sara = make_member(desk)
    first = make_sale(desk, sara.id, 3_000_000)
    clock.forward(days=10)
    make_sale(desk, sara.id, 2_000_000)
    paid = make_sale(desk, sara.id, 1_000_000, pay_points=40)
    made = explaining.explain_sale(desk, paid.sale_id)
    rows = next(s for s in made.sections if s.title.startswith("Points spent")).rows
    assert [row.figure for row in rows] == ["−30", "−10"]
    assert str(first.receipt) in rows[0].name
    entry = next(e["entry"] for e in made.data["entries"] if e["kind"] == "spend")
    alone = explaining.explain_entry(desk, entry)
    assert alone.figure == "−40" and "paid a part of receipt" in alone.headline


def test_a_reversal_names_what_went_back_and_what_became_debt(desk: Desk) -> None:
    sara = make_member(desk)
    sale = make_sale(desk, sara.id, 3_000_000)
    make_sale(desk, sara.id, 1_000_000, pay_points=20)
    reversals.reverse_sale(desk, sale.sale_id)
    mirror = desk.db.execute_sql("SELECT id FROM sale WHERE kind = 'reversal'").fetchone()[0]
    made = explaining.explain_sale(desk, mirror)
    # 30 earned, 20 of them spent: 10 are left, the second sale's 9 pay too, 11 stay owed
    assert "was taken back as a whole" in made.headline and made.figure == "−30"
    rows = [row for s in made.sections for row in s.rows]
    assert [row.figure for row in rows if row.tone == Tone.TAKES] == ["−10", "−9", "−11"]
    first = explaining.explain_sale(desk, sale.sale_id)
    assert any("was taken back" in note for note in first.notes)


def test_an_expiry_names_its_lot_and_what_had_been_used(desk: Desk, clock: StoppedClock) -> None:
    sara = make_member(desk)
    make_sale(desk, sara.id, 3_000_000)
    make_sale(desk, sara.id, 100_000, pay_points=10)
    clock.forward(days=366)
    night.run(desk, date_is_right=True)
    row = desk.db.execute_sql("SELECT id, points FROM points_entry WHERE kind = 'expire'")
    entry, ended = row.fetchone()
    made = explaining.explain_entry(desk, entry)
    assert ended == -20 and "20 points ended: their last day was" in plain(made.headline)
    assert "the 30 points of that lot" in made.headline


def test_a_correction_names_its_reason_as_plain_text(desk: Desk) -> None:
    sara = make_member(desk)
    points.correct(desk, sara.id, 50, "card <b>was</b> forgotten", key="c1")
    entry = desk.db.execute_sql("SELECT MAX(id) FROM points_entry").fetchone()[0]
    made = explaining.explain_entry(desk, entry)
    assert "50 points were added by hand: card <b>was</b> forgotten" in plain(made.headline)
    assert plain(made.sections[0].rows[0].figure) == "+50"


def test_a_balance_is_the_sum_of_its_lots_and_of_its_entries(
    desk: Desk, clock: StoppedClock
) -> None:
    sara = make_member(desk)
    make_sale(desk, sara.id, 3_000_000)
    clock.forward(days=1)
    points.correct(desk, sara.id, 50, "gift", key="c1")
    make_sale(desk, sara.id, 200_000, pay_points=10)
    made = explaining.explain_balance(desk, sara.id)
    # 30 + 50 - 10 + 1 (200,000 less 10,000 paid with points = 1.9)
    assert made.figure == "71" and made.data["usable"] == 71
    assert sum(lot["left"] for lot in made.data["lots"]) == 71
    assert sum(kind["points"] for kind in made.data["sums"]) == 71
    assert made.sections[0].rows[0].figure == "20"  # nearest to its last day first


def test_a_member_without_points_gets_a_sentence(desk: Desk) -> None:
    made = explaining.explain_balance(desk, make_member(desk).id)
    assert made.headline == "There are no points now." and made.figure == "0"


def test_an_explanation_for_programs_has_figures_and_plain_words(desk: Desk) -> None:
    sara = make_member(desk)
    sale = make_sale(desk, sara.id, 1_250_000)
    made = as_json(explaining.explain_sale(desk, sale.sale_id))
    assert made["data"]["steps"][0]["exact"] == "125000000/10000000"
    assert made["data"]["steps"][0]["points"] == 12
    assert made["sections"][0]["table"][0]["Earns on"] == "125,000"
    assert not any(mark in str(made) for mark in "\u2066\u2067\u2068\u2069")


def test_what_does_not_exist_cannot_be_explained(desk: Desk) -> None:
    ways = (
        explaining.explain_sale, explaining.explain_receipt, explaining.explain_entry,
        explaining.explain_balance,
    )  # fmt: skip
    for way in ways:
        with pytest.raises(Missing):
            way(desk, 99)


def test_who_may_not_read_sales_gets_no_explanation(desk: Desk) -> None:
    sara = make_member(desk)
    marketing = desk_of(desk, Role.MARKETING)
    if marketing.may(Permission.SALE_READ):
        return
    with pytest.raises(PermissionDenied):
        explaining.explain_balance(marketing, sara.id)


def test_the_day_of_a_lot_that_waits_is_told(desk: Desk) -> None:
    waiting = replace(Programme.plain(), lots=replace(Programme.plain().lots, pending_days=14))
    club.publish_programme(desk, waiting)
    sara = make_member(desk)
    sale = make_sale(desk, sara.id, 1_000_000)
    words = told(explaining.explain_sale(desk, sale.sale_id))
    day = date(2026, 11, 21) + timedelta(days=14)
    with using(Look("en", "gregorian", "toman")):
        assert f"from {day}" in told(explaining.explain_sale(desk, sale.sale_id))
    assert "today 10 points wait in it" in words
    balance = explaining.explain_balance(desk, sara.id)
    assert balance.data["pending"] == 10 and balance.data["usable"] == 0


def test_a_return_names_the_goods_and_the_points_that_went_with_them(desk: Desk) -> None:
    sara = make_member(desk)
    lines = (Line(2_000_000, "p1", "Rice", quantity=2000), Line(1_000_000, "p2", "Tea"))
    sale = sales.record_sale(desk, sales.SaleDraft(sara.id, 3_000_000, "k1", lines=lines))
    done = returns.return_goods(desk, ReturnDraft(sale.sale_id, "r1", lines=((0, 1000),)))
    made = explaining.explain_sale(desk, done.return_id)
    # half of the rice: 1,000,000 Rial, 10 of its 20 points
    assert plain(made.figure) == "−10" and f"receipt {sale.receipt}" in plain(made.headline)
    grid = made.sections[0].grid
    assert grid is not None and plain(grid.cells[0][0]) == "Rice"
    words = told(explaining.explain_sale(desk, sale.sale_id))
    assert "goods of 100,000 Toman came back" in words
    assert rehearse(desk, club.programme(desk)).old.points == 20
