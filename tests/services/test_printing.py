"""What ends on paper: whole files, the right figures, and a line in the trail."""

from datetime import date

import pypdfium2
import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.receipt import ReceiptKind
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import Look
from loyaldesk.services import audit, cards, printing, reversals, words
from tests.conftest import desk_of
from tests.makers import make_member, make_sale

ABAN = Month("jalali", 1405, 8)
FA, EN = Look("fa", "jalali", "toman"), Look("en", "gregorian", "rial")


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


@pytest.mark.parametrize("look", [FA, EN], ids=["fa", "en"])
def test_the_monthly_report_is_written_whole_and_noted(desk, tmp_path, look):
    make_sale(desk, make_member(desk).id, 12_500_000)
    path = tmp_path / "report.pdf"
    content = printing.write_monthly(desk, ABAN, path, look)
    assert path.read_bytes() == content
    text = text_of(content)
    assert ("۱٬۲۵۰٬۰۰۰" if look is FA else "12,500,000") in text
    assert audit.acts(desk)[0].act == "report.monthly"


def test_a_report_into_a_missing_folder_is_told_and_leaves_nothing(desk, tmp_path):
    with pytest.raises(errors.StorageProblem) as refused:
        printing.write_monthly(desk, ABAN, tmp_path / "no" / "report.pdf", EN)
    assert "does not exist" in words.words(refused.value)
    assert not (tmp_path / "no").exists()


def test_a_report_that_cannot_take_its_place_is_told(desk, tmp_path):
    (tmp_path / "report.pdf").mkdir()  # as a file held open by a viewer on Windows
    with pytest.raises(errors.StorageProblem) as refused:
        printing.write_monthly(desk, ABAN, tmp_path / "report.pdf", EN)
    assert refused.value.why == "target"
    assert [p.name for p in tmp_path.glob("*.part")] == []


def test_a_receipt_says_what_was_bought_paid_and_earned(desk):
    member = make_member(desk, first_name="Sara", last_name="Ahmadi", honorific="Ms")
    make_sale(desk, member.id, 60_000_000)
    sale = make_sale(desk, member.id, 1_000_000, pay_points=100)
    make_sale(desk, member.id, 1_000_000)  # a later one does not change the slip
    slip = printing.receipt_figures(desk, sale.sale_id)
    assert (slip.number, slip.member, slip.operator) == ("1002", "Ms Sara Ahmadi", "Maryam")
    assert (slip.amount_rial, slip.paid_rial, slip.to_pay_rial) == (1_000_000, 100_000, 900_000)
    assert (slip.paid_points, slip.earned, slip.balance) == (100, 9, 509)
    assert (slip.tier, slip.next_tier) == ("Silver", "Gold")
    assert slip.distance_rial == 150_000_000 - 61_900_000


def test_a_reversal_has_a_slip_of_its_own_with_positive_figures(desk):
    member = make_member(desk)
    sale = make_sale(desk, member.id, 2_000_000)
    reversals.reverse_sale(desk, sale.sale_id)
    slip = printing.receipt_figures(desk, sale.sale_id + 1)
    assert (slip.kind, slip.amount_rial, slip.earned) == (ReceiptKind.REVERSAL, 2_000_000, 20)
    assert slip.balance == 0


def test_a_slip_printed_before_is_a_copy(desk):
    sale = make_sale(desk, make_member(desk).id)
    printing.note_printed(desk, sale.sale_id, sent=False)  # the printer was off
    assert not printing.receipt_figures(desk, sale.sale_id).is_copy
    printing.note_printed(desk, sale.sale_id, sent=True)
    assert printing.receipt_figures(desk, sale.sale_id).is_copy
    assert printing.receipt_figures(desk, sale.sale_id, copy=True).is_copy


def test_a_receipt_of_a_sale_that_is_not_there_is_missing(desk):
    with pytest.raises(errors.Missing):
        printing.receipt_figures(desk, 77)


def test_cards_are_printed_singly_and_on_sheets(desk):
    member = make_member(desk, first_name="Sara", last_name="Ahmadi")
    number = cards.issue(desk, member.id)
    assert number in text_of(printing.card_pdf(desk, member.id, EN)).replace(" ", "")
    sheet = printing.card_sheet_pdf(desk, [member.id] * 11, EN)
    assert len(pypdfium2.PdfDocument(sheet)) == 2


def test_a_member_without_a_card_has_none_to_print(desk):
    with pytest.raises(errors.Missing):
        printing.card_pdf(desk, make_member(desk).id, EN)


def test_lists_and_the_day_end_are_printed(desk):
    member = make_member(desk, first_name="Sara", last_name="<b>Ahmadi</b>")
    make_sale(desk, member.id, 12_500_000)
    assert "<b>Ahmadi</b>" in text_of(printing.member_list_pdf(desk, None, EN))
    assert "12,500,000" in text_of(printing.day_end_pdf(desk, date(2026, 11, 21), EN))
    assert "1,250,000" in text_of(
        printing.sale_list_pdf(desk, printing.exports.SaleFilter(), Look("en", "jalali", "toman"))
    )
    assert "M1001" in text_of(printing.points_list_pdf(desk, None, None, EN))


def test_a_cashier_prints_the_day_end_but_no_lists_and_no_report(desk, tmp_path):
    cashier = desk_of(desk, Role.CASHIER)
    assert printing.day_end_pdf(cashier, date(2026, 11, 21), FA).startswith(b"%PDF")
    with pytest.raises(errors.PermissionDenied):
        printing.member_list_pdf(cashier, None, EN)
    with pytest.raises(errors.PermissionDenied):
        printing.write_monthly(cashier, ABAN, tmp_path / "r.pdf", EN)
    assert list(tmp_path.glob("r.*")) == []
