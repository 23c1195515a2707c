"""Cards that every scanner reads, and lists of any length."""

from collections.abc import Iterator

import pytest
import zxingcpp

from loyaldesk.domain.cards import check_digit
from loyaldesk.kernel.look import Look
from loyaldesk.reports import cards, listing
from tests.reports.paper import card, finds, left_of, pages, picture, text_of

FA = Look()
EN = Look("en", "gregorian", "toman")
MM = 72 / 25.4


def number(serial: int) -> str:
    twelve = f"29{serial:08d}17"
    return twelve + check_digit(twelve)


@pytest.mark.parametrize("tier", ["bronze", "silver", "gold", "platinum", "", "vip"])
@pytest.mark.parametrize("look", [FA, EN])
def test_both_codes_of_a_single_card_are_read_back(tier: str, look: Look) -> None:
    pdf = cards.render_single(card(number(7), tier_code=tier), look)
    found = {(code.format.name, code.text) for code in zxingcpp.read_barcodes(picture(pdf))}
    assert found == {("EAN13", number(7)), ("QRCode", number(7))}


def test_a_single_card_is_one_page_of_card_size() -> None:
    import pypdfium2

    with pypdfium2.PdfDocument(cards.render_single(card(), FA)) as document:
        assert len(document) == 1
        assert document[0].get_size() == pytest.approx((85.6 * MM, 54 * MM), abs=0.01)


def test_a_sheet_holds_ten_cards_and_all_their_codes_are_read_back() -> None:
    pdf = cards.render_sheet([card(number(n)) for n in range(1, 13)], FA)
    assert pages(pdf) == 2
    found = [code.text for code in zxingcpp.read_barcodes(picture(pdf))]
    assert sorted(found) == sorted([number(n) for n in range(1, 11)] * 2)
    assert len(zxingcpp.read_barcodes(picture(pdf, 1))) == 4


def test_a_card_tells_who_it_is_for() -> None:
    pdf = cards.render_single(card(), FA)
    assert finds(pdf, "مریم هاشمی‌نژاد") and finds(pdf, "سوپرمارکت آفتاب")
    assert finds(pdf, "طلایی") and finds(pdf, "۲۹۰۰۰۰۰۰۰۱۱۷۶")


def test_cards_of_the_same_figures_are_the_same_bytes() -> None:
    assert cards.render_single(card(), FA) == cards.render_single(card(), FA)


def test_a_number_with_a_wrong_check_digit_is_never_printed() -> None:
    with pytest.raises(ValueError, match="card number"):
        cards.render_single(card("2900000001177"), FA)


def test_long_and_hostile_names_fit_a_card() -> None:
    pdf = cards.render_single(
        card(shop_name="فروشگاه " * 20, member_name="<b>" + "x" * 200, tier_name="دراز " * 20), FA
    )
    assert "<b>" in text_of(pdf)
    assert len(zxingcpp.read_barcodes(picture(pdf))) == 2


def rows(count: int) -> Iterator[tuple[str, str, str]]:
    for place in range(count):
        yield (str(place + 1), "مریم هاشمی‌نژاد", f"{place % 50 + 1}٬۲۵۰٬۰۰۰")


HEADERS = ["ردیف", "عضو", "خرید"]


def test_a_list_runs_over_pages_with_its_head_on_each() -> None:
    pdf = listing.render("فهرست اعضا", HEADERS, rows(100), FA, "سوپرمارکت آفتاب")
    assert pages(pdf) == 3
    for page in range(3):
        assert finds(pdf, "ردیف", page) and finds(pdf, "فهرست اعضا", page)
    assert finds(pdf, "صفحهٔ ۳ از ۳", 2) or "۳" in text_of(pdf, 2)
    copied = "".join(text_of(pdf, page) for page in range(3))
    assert copied.count("مریم هاشمی‌نژاد") == 100


def test_the_first_column_stands_where_reading_starts() -> None:
    persian = listing.render("فهرست", HEADERS, rows(3), FA, "آفتاب")
    assert left_of(persian, "ردیف") > left_of(persian, "عضو") > left_of(persian, "خرید")
    english = listing.render("List", ["Row", "Member", "Spent"], rows(3), EN, "Shop")
    assert left_of(english, "Row") < left_of(english, "Member") < left_of(english, "Spent")


def test_an_empty_list_says_so() -> None:
    assert "فهرست خالی است" in text_of(listing.render("فهرست", HEADERS, [], FA, "آفتاب"))


def test_a_stream_is_read_once_and_told_how_far_it_is() -> None:
    told: list[int] = []

    class Ear:
        def step(self, done: int, total: int, what: str = "") -> None:
            told.append(done)

    pdf = listing.render("فهرست", HEADERS, rows(1000), FA, "آفتاب", Ear())
    assert told == list(range(100, 1001, 100))
    assert pages(pdf) == 24


def test_cells_that_do_not_fit_are_cut_and_hostile_ones_are_letters() -> None:
    pdf = listing.render(
        "List", ["Name", "Note"], [["<b>x & y", "word " * 500], ["=1+1", "</para>"]], EN, "<i>"
    )
    text = text_of(pdf)
    assert "<b>x & y" in text and "</para>" in text and "<i>" in text and "…" in text


def test_wide_lists_lie_on_their_side() -> None:
    pdf = listing.render("List", list("abcdefgh"), [list("12345678")], EN, "Shop")
    assert picture(pdf, scale=1).width > picture(pdf, scale=1).height
