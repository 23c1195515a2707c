"""Any list to Excel and CSV: texts stay texts, files are whole, the trail knows."""

import csv
from datetime import date

import pytest

from loyaldesk.domain import errors
from loyaldesk.domain.permissions import Role
from loyaldesk.gateways.spreadsheets import read_table
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.progress import Cancelled
from loyaldesk.services import audit, exports, reversals
from tests.conftest import desk_of
from tests.makers import make_member, make_sale


def rows_of(path):
    """Return the rows without the last line, which says who wrote the list."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        *rows, stamp = csv.reader(file)
    assert stamp[0].startswith("LoyalDesk: ")
    assert not any(stamp[1:])
    return rows


def test_members_go_into_a_csv_with_points_and_sums(desk, tmp_path):
    member = make_member(desk, first_name="Sara", last_name="Ahmadi", mobile="09121234567")
    make_sale(desk, member.id, 12_500_000)
    path = tmp_path / "members.csv"
    assert exports.export_members(desk, path) == 1
    heading, row = rows_of(path)
    cells = dict(zip(heading, row, strict=True))
    assert (cells["Name"], cells["Mobile"]) == ("Sara Ahmadi", "09121234567")
    assert (cells["Points"], cells["Net sales (Toman)"]) == ("125", "1250000")
    assert cells["Last visit"] == "2026-11-21"


def test_a_name_that_looks_like_a_formula_stays_a_name(desk, tmp_path):
    make_member(desk, first_name='=HYPERLINK("http://x")', last_name="+44")
    exports.export_members(desk, tmp_path / "m.csv")
    assert rows_of(tmp_path / "m.csv")[1][1].startswith("'=HYPERLINK")
    exports.export_members(desk, tmp_path / "m.xlsx")
    with read_table(tmp_path / "m.xlsx") as table:
        assert next(table.rows)[1][1] == '=HYPERLINK("http://x") +44'


def test_only_the_members_chosen_are_written_in_their_order(desk, tmp_path):
    one, two, _three = (make_member(desk) for _ in range(3))
    exports.export_members(desk, tmp_path / "m.csv", [two.id, one.id, 99])
    assert [row[0] for row in rows_of(tmp_path / "m.csv")[1:]] == [two.number, one.number]


def test_sales_show_what_was_taken_back(desk, tmp_path):
    member = make_member(desk)
    sale = make_sale(desk, member.id, 2_000_000)
    reversals.reverse_sale(desk, sale.sale_id)
    path = tmp_path / "sales.csv"
    assert exports.export_sales(desk, path, exports.SaleFilter()) == 2
    assert [(row[2], row[5]) for row in rows_of(path)[1:]] == [
        ("reversal", "-200000"), ("sale, taken back", "200000"),
    ]  # fmt: skip
    only = exports.SaleFilter(first=date(2026, 11, 22))
    assert exports.export_sales(desk, tmp_path / "none.csv", only) == 0
    assert exports.export_sales(desk, tmp_path / "one.csv", exports.SaleFilter(receipt="۱۰۰۱")) == 1


def test_points_entries_and_day_end_are_written_too(desk, tmp_path):
    make_sale(desk, make_member(desk).id, 2_000_000)
    assert exports.export_points(desk, tmp_path / "p.xlsx", None, None) == 1
    assert exports.export_day_end(desk, tmp_path / "d.csv", date(2026, 11, 21)) == 2
    assert rows_of(tmp_path / "d.csv")[2][0] == "All"


def test_a_persian_list_has_persian_headings_and_plain_digits(desk, tmp_path):
    make_sale(desk, make_member(desk).id, 2_000_000)
    with using(Look("fa", "jalali", "rial")):
        exports.export_sales(desk, tmp_path / "s.csv", exports.SaleFilter())
    assert rows_of(tmp_path / "s.csv")[1][5] == "2000000"


def test_a_cashier_exports_nothing(desk, tmp_path):
    with pytest.raises(errors.PermissionDenied):
        exports.export_members(desk_of(desk, Role.CASHIER), tmp_path / "m.csv")
    assert list(tmp_path.glob("m.*")) == []


def test_an_export_stands_in_the_trail_without_names(desk, tmp_path):
    make_member(desk)
    exports.export_members(desk, tmp_path / "m.csv")
    assert audit.acts(desk)[0].detail == {"list": "members", "rows": 1}


def test_another_ending_or_a_missing_folder_is_refused(desk, tmp_path):
    with pytest.raises(BadInput):
        exports.export_members(desk, tmp_path / "m.pdf")
    with pytest.raises(errors.StorageProblem):
        exports.export_members(desk, tmp_path / "no" / "m.csv")


def test_a_stopped_export_leaves_the_file_as_it_was(desk, tmp_path):
    make_member(desk)
    path = tmp_path / "m.xlsx"
    path.write_bytes(b"before")

    class Stop:
        def step(self, done, total, what=""):
            raise Cancelled

    with pytest.raises(Cancelled):
        exports.export_members(desk, path, None, Stop())
    assert path.read_bytes() == b"before"
    assert not path.with_name("m.xlsx.part").exists()
