"""The sheet of a sale: what is kept is what was true, and it reads back the same."""

import json
from dataclasses import replace
from datetime import date, datetime

from loyaldesk.domain.basket import Line, LineKind
from loyaldesk.domain.conditions import Facts, Goods, When
from loyaldesk.domain.discounts import Discount
from loyaldesk.domain.earning import Money, earn
from loyaldesk.domain.explanation import read_document, sale_document, sale_sheet
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rules import Rule

SATURDAY = Facts(datetime(2026, 11, 21, 13, 45), tier="gold")
CLUB = replace(
    Programme.plain(),
    rules=(
        Rule("purchase", "خرید", "Purchase"),
        Rule("tea", "چای", "Tea", "unit", 5, goods=Goods(categories=("tea",)), cap_day=40),
        Rule("friday", "جمعه‌ها", "Fridays", "times", percent=200, when=When(weekdays=("fri",))),
    ),
)
BASKET = (
    Line(1_000_000, product="p1", name="Rice"),
    Line(250_000, product="p2", name="Tea", category="tea", quantity=12_000),
)


def _document(money: Money, **more: object) -> str:
    earned = earn(CLUB, money, SATURDAY)
    return sale_document(CLUB, money, SATURDAY, earned, tier=CLUB.tier("gold"), **more)  # type: ignore[arg-type]  # the fields of one call


def test_a_sheet_reads_back_as_it_was_written() -> None:
    money = Money.of(BASKET)
    earned = earn(CLUB, money, SATURDAY)
    gift = Discount("mug", "لیوان", "Mug", "points", 0, (0, 0), points=30, free=(("m", 1000),))
    how = {
        "discounts": (gift,),
        "lots": [(55, date(2026, 11, 21), date(2027, 11, 21), 7)],
        "tier": CLUB.tier("gold"),
        "programme_from": date(2026, 3, 21),
        "extra": {"debt_settled": 3, "stamps": [{"card": "c", "stamps": 2}], "note": "x"},
    }
    sheet = sale_sheet(CLUB, money, SATURDAY, earned, **how)  # type: ignore[arg-type]
    assert read_document(sale_document(CLUB, money, SATURDAY, earned, **how)) == sheet  # type: ignore[arg-type]
    assert sheet.debt_settled == 3 and sheet.stamps[0].stamps == 2 and sheet.extra == {"note": "x"}


def test_a_sheet_keeps_the_numbers_of_each_rule() -> None:
    # 1,250,000 / 100,000 = 12.5, by 125 % 15.625 -> 15; 12 teas x 5 = 60, capped at 40 a day
    sheet = read_document(_document(Money.of(BASKET)))
    plain, tea, friday = sheet.steps
    assert (plain.points, plain.each_rial, plain.base_rial) == (15, 100_000, 1_250_000)
    assert plain.numerator / plain.denominator == 15.625 and plain.tier_percent == 125
    assert (tea.points, tea.capped_from, tea.cap_day) == (40, 60, 40)
    assert friday.why == "weekday" and friday.when.weekdays == ("fri",)
    assert sheet.points == 55 == sum(line.earned for line in sheet.lines)


def test_the_base_of_a_line_is_what_the_switches_left() -> None:
    money = Money(BASKET, (100_000, 0), (100_000, 0), (200_000, 50_000), (0, 0), (0, 0))
    sheet = read_document(_document(money))
    assert [line.base_rial for line in sheet.lines] == [700_000, 200_000]
    assert sheet.lines[0].discount_rial == 100_000 and sheet.lines[1].points_rial == 50_000


def test_the_code_of_a_gift_card_is_not_kept() -> None:
    card = Line(500_000, product="GC-SECRET", kind=LineKind.GIFT_CARD)
    text = _document(Money.of((*BASKET, card)))
    assert "GC-SECRET" not in text
    assert read_document(text).lines[2].base_rial == 0


def test_a_sheet_says_that_the_programme_had_ended() -> None:
    ended = replace(CLUB, ends_on=date(2026, 11, 20))
    money = Money.of(BASKET)
    sheet = sale_sheet(
        ended, money, SATURDAY, earn(ended, money, SATURDAY), tier=ended.tier("gold")
    )
    assert sheet.ended_on == date(2026, 11, 20) and not sheet.points


def test_what_a_later_program_added_is_passed_over() -> None:
    text = json.dumps({"v": 2, "tier": "gold", "mood": "good", "lines": [{"name": "x", "new": 1}]})
    sheet = read_document(text)
    assert sheet.tier == "gold" and sheet.lines[0].name == "x"


def test_only_what_was_kept_takes_room() -> None:
    assert len(_document(Money.of((Line(1_250_000),)))) < 900
