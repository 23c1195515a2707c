"""What members of the sample shop put into their baskets: a few goods with prices and costs."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from loyaldesk.domain.basket import Line

BARGAIN_EVERY, BARGAIN_PLACE = 41, 7
"""One member in so many buys only when something is taken off."""

_BARGAIN_PERCENT = (18, 26)
_NOW_AND_THEN = 0.05
"""Share of the purchases of everybody else with something taken off."""

_NEW_FOR = timedelta(days=70)
_PIECES = (1, 2, 2, 3, 3, 4)
_STEP = 10_000


@dataclass(frozen=True, slots=True)
class Ware:
    """One product of the sample shop.

    Attributes:
        code: The shop's code of it.
        fa: Its Persian name.
        en: Its English name.
        group: Place in `GROUPS`.
        cost: What it costs the shop, of its price.
        often: How often it is bought, against the others.
        goes_with: Code of what is often bought together with it; may be empty.
        is_new: Whether it came into the shop lately.
    """

    code: str
    fa: str
    en: str
    group: int
    cost: float
    often: int
    goes_with: str = ""
    is_new: bool = False


GROUPS = (
    ("لبنیات", "Dairy"), ("نان و شیرینی", "Bread and sweets"), ("چای و قهوه", "Tea and coffee"),
    ("آجیل و خشکبار", "Nuts and dried fruit"), ("برنج و حبوبات", "Rice and beans"),
    ("گوشت و مرغ", "Meat and poultry"), ("شوینده", "Detergents"), ("میوهٔ تازه", "Fresh fruit"),
)  # fmt: skip

WARES = (
    Ware("101", "شیر", "Milk", 0, 0.86, 9),
    Ware("102", "پنیر لیقوان", "Lighvan cheese", 0, 0.74, 6),
    Ware("103", "ماست", "Yoghurt", 0, 0.82, 7),
    Ware("201", "نان سنگک", "Sangak bread", 1, 0.9, 9, "102"),
    Ware("202", "شیرینی تر", "Cream cakes", 1, 0.6, 3),
    Ware("203", "بیسکویت", "Biscuits", 1, 0.76, 4),
    Ware("301", "چای لاهیجان", "Lahijan tea", 2, 0.7, 5, "203"),
    Ware("302", "قهوه", "Coffee", 2, 0.62, 3, "203"),
    Ware("303", "دمنوش به‌لیمو", "Verbena tea", 2, 0.55, 3, is_new=True),
    Ware("401", "پسته", "Pistachios", 3, 0.78, 3),
    Ware("402", "خرما", "Dates", 3, 0.72, 4, "301"),
    Ware("501", "برنج ایرانی", "Iranian rice", 4, 0.88, 4, "502"),
    Ware("502", "روغن", "Cooking oil", 4, 1.01, 5),
    Ware("503", "عدس", "Lentils", 4, 0.8, 3),
    Ware("601", "مرغ", "Chicken", 5, 0.92, 4),
    Ware("602", "گوشت چرخ‌کرده", "Minced meat", 5, 0.87, 3),
    Ware("701", "پودر لباسشویی", "Washing powder", 6, 0.81, 3),
    Ware("702", "مایع ظرفشویی", "Dish soap", 6, 0.79, 3),
    Ware("801", "سیب", "Apples", 7, 0.75, 5),
    Ware("802", "پرتقال", "Oranges", 7, 0.73, 4),
)
_BY_CODE = {ware.code: ware for ware in WARES}


def is_bargain_hunter(member_index: int) -> bool:
    """Return whether a member buys only when something is taken off."""
    return member_index % BARGAIN_EVERY == BARGAIN_PLACE


def basket(
    rng: random.Random, rial: int, member_index: int, day: date, last: date, language: str
) -> tuple[tuple[Line, ...], int]:
    """Return lines and the discount on them all; what is left to pay is *rial*.

    Args:
        rng: Draws what is bought.
        rial: What the member pays, in Rial.
        member_index: Whose basket it is: everybody has a favourite group.
        day: When it is bought.
        last: The last day of the shop; what is new came shortly before it.
        language: ``fa`` or ``en``: how the goods are called.
    """
    off = 0
    if is_bargain_hunter(member_index) or rng.random() < _NOW_AND_THEN:
        off = rial * rng.randint(*_BARGAIN_PERCENT) // 100 // _STEP * _STEP
    known = [ware for ware in WARES if not ware.is_new or day > last - _NEW_FOR]
    chosen = _chosen(rng, known, member_index % len(GROUPS))
    weights = [rng.uniform(0.5, 1.5) for _ in chosen]
    left, lines = rial + off, []
    for number, ware in enumerate(chosen):
        rest = sum(weights[number:])
        share = left if number == len(chosen) - 1 else round(left * weights[number] / rest / _STEP)
        amount = share if number == len(chosen) - 1 else min(share * _STEP, left)
        left -= amount
        if amount:
            lines.append(_line(ware, amount, language, rng))
    return tuple(lines), off


def _chosen(rng: random.Random, known: list[Ware], favourite: int) -> list[Ware]:
    weights = [ware.often * (4 if ware.group == favourite else 1) for ware in known]
    found: dict[str, Ware] = {}
    for ware in rng.choices(known, weights, k=rng.choice(_PIECES)):
        found[ware.code] = ware
        if ware.goes_with and rng.random() < 0.45:
            found[ware.goes_with] = _BY_CODE[ware.goes_with]
    return list(found.values())


def _line(ware: Ware, rial: int, language: str, rng: random.Random) -> Line:
    name = ware.fa if language == "fa" else ware.en
    group = GROUPS[ware.group][0 if language == "fa" else 1]
    cost = round(rial * ware.cost * rng.uniform(0.97, 1.03))
    return Line(rial, ware.code, name, group, cost_rial=cost)
