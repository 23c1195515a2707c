"""Lists of other programs are read as their owner meant them, and never silently wrong."""

import hashlib
import random
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyaldesk.domain import import_names
from loyaldesk.domain.import_cells import Unfit, holds_bank_card, mobile_of
from loyaldesk.domain.import_problems import _FILE, _MAPPING, _ROW
from loyaldesk.domain.importing import (
    FIELDS,
    MEMBERS,
    SALES,
    BadMapping,
    ImportOptions,
    KeyCounter,
    MemberRow,
    Problem,
    SaleRow,
    UnreadableFile,
    field_words,
    guess_date_kind,
    guess_mapping,
    guess_unit,
    mapping_words,
    missing_fields,
    parse_map,
    problem_words,
    read_member,
    read_sale,
    sale_row_key,
    unreadable_words,
)
from loyaldesk.kernel import phone
from loyaldesk.kernel.i18n import forget_catalogues
from loyaldesk.kernel.look import Look, using

TODAY = date(2026, 11, 21)
TIERS = (("gold", ("طلایی", "Gold")), ("silver", ("نقره‌ای", "Silver")))
OPTIONS = ImportOptions(TODAY, tiers=TIERS)
BANK_CARD = "6037991234567893"  # a number made to pass Luhn, of no real card


def member(options: ImportOptions = OPTIONS, **cells: object):
    return read_member(7, tuple(cells.values()), dict(enumerate(cells)), options)


def sale(options: ImportOptions = OPTIONS, **cells: object):
    cells = {"member": "12", "date": "1405/08/30", "amount": "250000"} | cells
    return read_sale(7, tuple(cells.values()), dict(enumerate(cells)), options)


def whys(result: object) -> list[tuple[str, str]]:
    assert isinstance(result, tuple), f"expected problems, got {result}"
    return [(problem.field, problem.why) for problem in result]


class TestHeadings:
    def test_the_documented_column_names_map_to_themselves(self):
        names = "first_name,last_name,mobile,code,card,email,birthday,points,points_expire_on,tier"
        header = names.split(",")
        assert guess_mapping(header, MEMBERS) == dict(enumerate(header))
        header = ["member", "date", "amount", "receipt"]
        assert guess_mapping(header, SALES) == dict(enumerate(header))

    @pytest.mark.parametrize("kind", [MEMBERS, SALES])
    def test_every_field_is_found_by_its_own_name(self, kind):
        assert set(guess_mapping(FIELDS[kind], kind).values()) == set(FIELDS[kind])

    def test_an_accounting_programs_list_of_people_is_understood(self):
        header = ["کد شخص", "نام طرف حساب", "تلفن همراه", "تلفن", "کد ملی/شناسه ملی", "نشانی",
                  "كد پستي", "گروه", "بدهکار"]  # fmt: skip
        assert list(guess_mapping(header, MEMBERS).values()) == [
            "code", "name", "mobile", "landline", "national_id", "address", "postal_code", "tags",
        ]  # fmt: skip

    @pytest.mark.parametrize("heading", ["کد قبلی", "Former code", "كد قبلي"])
    def test_a_former_code_goes_by_the_name_the_program_gives_it(self, heading):
        assert guess_mapping(["نام", heading], MEMBERS)[1] == "code"

    def test_an_accounting_programs_list_of_sales_is_understood(self):
        header = ["ردیف", "شماره فاکتور", "تاریخ", "نوع", "کد مشتری", "نام مشتری", "تخفیف",
                  "جمع", "قابل پرداخت (ریال)", "کاربر"]  # fmt: skip
        mapping = guess_mapping(header, SALES)
        assert mapping == {1: "receipt", 2: "date", 3: "kind", 4: "member", 5: "name", 8: "amount"}
        assert guess_unit(header, mapping) == "rial"
        assert guess_unit(["مبلغ (تومان)"], {0: "amount"}) == "toman"

    def test_what_is_to_be_paid_counts_more_than_the_sum(self):
        assert guess_mapping(["جمع", "مبلغ", "خالص"], SALES) == {2: "amount"}

    def test_name_is_the_first_name_only_beside_a_family_name(self):
        assert guess_mapping(["نام", "نام خانوادگی"], MEMBERS) == {0: "first_name", 1: "last_name"}
        assert guess_mapping(["نام", "موبایل"], MEMBERS) == {0: "name", 1: "mobile"}

    def test_a_phone_column_alone_holds_the_mobiles(self):
        assert guess_mapping(["نام", "تلفن"], MEMBERS) == {0: "name", 1: "mobile"}

    def test_sales_need_member_date_and_amount(self):
        assert missing_fields({0: "date"}, SALES) == ("member", "amount")
        assert missing_fields({0: "birthday"}, MEMBERS) == ("name",)
        assert missing_fields({0: "card"}, MEMBERS) == ()


class TestMapOfTheCommandLine:
    header = ("کد مشتری", "روز خرید", "پول", "x")

    def parse(self, text: str) -> dict[int, str]:
        return parse_map(text, self.header, SALES, guess_mapping(self.header, SALES))

    def test_what_is_said_goes_over_what_was_guessed(self):
        assert self.parse("روز خرید=date,پول=amount") == {0: "member", 1: "date", 2: "amount"}
        assert self.parse("x=member, B=date ,3=amount") == {1: "date", 2: "amount", 3: "member"}

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("date", "form"),
            ("=date", "form"),
            ("y=date", "no column"),
            ("x=salary", "no field"),
            ("B=date,C=date", "twice"),
            ("B=date", "missing"),
        ],
    )
    def test_a_wrong_part_is_named(self, text, why):
        with pytest.raises(BadMapping) as refused:
            self.parse(text)
        assert refused.value.why == why
        assert mapping_words(refused.value)


class TestPhones:
    @pytest.mark.parametrize(
        "cell",
        ["09123456789", "9123456789", 9123456789.0, 9123456789, "9123456789.0", "+98 912 345 6789",
         "۰۹۱۲۳۴۵۶۷۸۹", "٠٩١٢-٣٤٥-٦٧٨٩", "0098 912 3456789", "\u200e09123456789 "],
    )  # fmt: skip
    def test_r78_all_spellings_and_a_lost_zero_are_one_mobile(self, cell):
        assert member(mobile=cell).mobile == "+989123456789"

    @pytest.mark.parametrize("cell", ["9.12E+09", "9.12345E+09", "9,12E+09", "9.12e9"])
    def test_r78_a_number_that_excel_shortened_is_refused(self, cell):
        (problem,) = member(mobile=cell)
        assert problem == Problem(7, "mobile", "exponent", cell)
        assert "shortened" in problem_words(problem)

    def test_our_own_guarded_export_comes_back(self):
        assert member(mobile="'+989123456789").mobile == "+989123456789"

    def test_a_landline_in_the_column_of_mobiles_is_kept_as_one(self):
        row = member(name="x", mobile="02188776655")
        assert (row.mobile, row.landline) == ("", "02188776655")
        assert [warning.why for warning in row.warnings] == ["not a mobile"]

    def test_a_mobile_in_the_column_of_landlines_counts(self):
        assert member(landline="09123456789").mobile == "+989123456789"

    def test_what_is_no_phone_is_refused(self):
        assert whys(member(mobile="12345")) == [("mobile", "not a mobile")]
        assert whys(member(name="x", mobile=1e16)) == [("mobile", "digits lost")]

    @given(st.integers(0, 10**9 - 1))
    @settings(max_examples=300, deadline=None)
    def test_the_short_way_agrees_with_the_phone_book(self, digits):
        typed = f"09{digits:09d}"
        try:
            found = mobile_of(typed, "IR")
        except Unfit:
            found = None
        assert found == phone.normalize(typed)


class TestNames:
    @pytest.mark.parametrize(
        ("full", "honorific", "first", "last"),
        [
            ("علی رضایی", "", "علی", "رضایی"),
            ("آقای علي رضايي", "آقای", "علی", "رضایی"),
            ("خ مریم هاشمی نژاد", "خانم", "مریم", "هاشمی نژاد"),
            ("خ. هاشمی", "خانم", "", "هاشمی"),
            ("حاج حسین صفایی", "حاج", "حسین", "صفایی"),
            ("جناب آقای دکتر کریمی", "آقای دکتر", "", "کریمی"),
            ("سید محمد علی رضایی", "", "سید محمد علی", "رضایی"),
            ("محمد رضا شفیعی کدکنی", "", "محمد رضا", "شفیعی کدکنی"),
            ("محمد رضا", "", "محمد", "رضا"),
            ("رضایی، علی", "", "علی", "رضایی"),
            ("Mr. John Smith", "Mr", "John", "Smith"),
            ("Smith, John", "", "John", "Smith"),
            ("خانم", "", "", "خانم"),
        ],
    )
    def test_a_full_name_falls_into_its_parts(self, full, honorific, first, last):
        row = member(name=full)
        assert (row.honorific, row.first_name, row.last_name) == (honorific, first, last)

    def test_a_surname_like_a_form_of_address_stays_whole(self):
        row = member(first_name="علی", last_name="حاج حسینی")
        assert (row.honorific, row.last_name) == ("", "حاج حسینی")
        row = member(first_name="", last_name="خانم احمدی")
        assert (row.honorific, row.last_name, row.name) == ("خانم", "احمدی", "احمدی")

    def test_a_company_is_not_split(self):
        row = member(name="شرکت پخش رازی")
        assert (row.company, row.first_name, row.last_name) == ("شرکت پخش رازی", "", "")
        row = member(company="پخش رازی", name="علی رضایی")
        assert (row.company, row.first_name, row.last_name) == ("پخش رازی", "علی", "رضایی")

    @pytest.mark.parametrize(
        "name", ["مشتری متفرقه", "مشتري متفرقه", "عمومی", "مشتری نقدی", "Walk-in Customer"]
    )
    def test_passing_buyers_never_become_a_member(self, name):
        assert whys(member(name=name, code="1"))[0] == ("name", "walk-in")
        assert whys(sale(member=name)) == [("member", "walk-in")]
        assert whys(sale(name=name)) == [("name", "walk-in")]

    def test_a_person_whose_surname_is_general_is_a_person(self):
        assert member(name="علی عمومی").last_name == "عمومی"
        assert not import_names.is_walk_in("علی نقدی")

    def test_every_name_of_passing_buyers_is_known(self):
        assert all(import_names.is_walk_in(name) for name in import_names._WALK_IN)

    @pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
    def test_r59_r60_broken_characters_are_refused(self, name):
        (problem,) = member(name=name)
        assert (problem.why, problem.given) == ("unstorable", "")

    def test_a_name_has_120_characters_at_most(self):
        assert isinstance(member(name="ا" * 120), MemberRow)
        assert whys(member(name="ا" * 121)) == [("name", "too long")]
        (problem,) = member(name="ا" * 20_000)
        assert problem.limit == 120

    def test_r54_r58_overrides_of_direction_are_dropped_and_markup_is_text(self):
        row = member(name="<b>Ann\u202e Lee")
        assert row.name == "<b>Ann Lee"

    @given(st.text(max_size=200))
    @settings(max_examples=200, deadline=None)
    def test_no_name_makes_the_reader_stumble(self, name):
        result = member(name=name, code="1")
        if isinstance(result, tuple):
            assert all(problem_words(problem) for problem in result)


class TestMemberFields:
    def test_codes_stay_as_typed(self):
        assert member(code=" 00001 ").code == "00001"
        assert member(code="1").code == "1"
        assert member(code=101.0).code == "101"
        assert whys(member(code="6.03E+15")) == [("code", "exponent")]
        assert whys(member(code=6037991234567893.0)) == [("code", "digits lost")]

    @pytest.mark.parametrize("spelling", [BANK_CARD, "6037-9912-3456-7893", "۶۰۳۷۹۹۱۲۳۴۵۶۷۸۹۳"])
    @pytest.mark.parametrize("field", ["code", "card", "name", "note", "mobile", "national_id"])
    def test_a_bank_card_is_refused_in_every_box_and_not_repeated(self, field, spelling):
        result = member(**({"first_name": "x"} | {field: spelling}))
        assert (field, "bank card") in whys(result)
        assert all(problem.given == "" for problem in result)

    def test_a_card_of_ours_is_no_bank_card(self):
        assert not holds_bank_card("2900000001237")
        assert member(card="2900000001237").card == "2900000001237"

    def test_days_of_birth_are_checked(self):
        assert member(code="1", birthday="1370/05/12").birthday == date(1991, 8, 3)
        assert member(code="1", birthday="۱۳۷۰-۵-۱۲").birthday == date(1991, 8, 3)
        assert member(code="1", birthday=datetime(1991, 8, 3)).birthday == date(1991, 8, 3)
        assert whys(member(code="1", birthday="2026-11-22")) == [("birthday", "future")]
        assert whys(member(code="1", birthday="1250/01/01")) == [("birthday", "too old")]
        assert whys(member(code="1", birthday="1404/12/30")) == [("birthday", "not a day")]

    def test_opening_points_are_whole_and_not_negative(self):
        assert member(code="1", points="۱٬۲۵۰").points == 1250
        assert member(code="1", points=40.0).points == 40
        assert member(code="1", points="").points is None
        assert whys(member(code="1", points="-5")) == [("points", "negative")]
        assert whys(member(code="1", points="2.5")) == [("points", "fraction")]
        assert whys(member(code="1", points=2.5)) == [("points", "fraction")]
        assert whys(member(code="1", points="many")) == [("points", "not a number")]
        assert whys(member(code="1", points=10**10)) == [("points", "large")]

    def test_points_that_are_over_already_are_pointed_at(self):
        assert whys(member(code="1", points="5", points_expire_on="2026-11-20")) == [
            ("points_expire_on", "past")
        ]
        row = member(code="1", points="5", points_expire_on="2026-11-21")
        assert row.points_expire_on == TODAY

    def test_a_tier_is_known_by_code_and_by_both_names(self):
        for name in ("gold", "GOLD", "طلایی", "طلايي", "سطح طلایی", "Gold"):
            assert member(code="1", tier=name).tier == "gold"
        assert member(code="1", tier="نقره ای").tier == "silver"
        assert whys(member(code="1", tier="diamond")) == [("tier", "unknown tier")]

    def test_a_national_id_gets_its_lost_zeros_and_is_only_warned_about(self):
        # 0*10+0*9+1*8+2*7+3*6+4*5+5*4+6*3+7*2 = 112; 112 mod 11 = 2; 11 - 2 = 9
        assert member(code="1", national_id=12345679.0).national_id == "0012345679"
        row = member(code="1", national_id="0012345678")
        assert [(w.field, w.why) for w in row.warnings] == [("national_id", "check digit")]
        assert row.national_id == "0012345678"
        row = member(code="1", national_id="123")
        assert [w.why for w in row.warnings] == ["digits"]

    def test_an_address_without_at_is_no_email(self):
        assert member(code="1", email="Ann@shop.example").email == "Ann@shop.example"
        assert whys(member(code="1", email="ann.shop")) == [("email", "not an address")]

    def test_small_things_are_understood(self):
        row = member(code="1", tags="همکار، ویژه;vip", gender="خانم", postal_code="12345-67890")
        assert (row.tags, row.gender, row.postal_code) == (
            ("همکار", "ویژه", "vip"), "female", "1234567890",
        )  # fmt: skip

    def test_a_row_of_nobody_is_refused(self):
        assert whys(member(email="a@b.ir")) == [("", "nobody")]

    def test_all_problems_of_a_row_are_told_at_once(self):
        assert whys(member(mobile="1", points="-1", tier="x")) == [
            ("points", "negative"), ("tier", "unknown tier"), ("mobile", "not a mobile"),
        ]  # fmt: skip


class TestSales:
    def test_a_plain_row_is_a_sale(self):
        row = sale(member="00001", receipt=" A-7 ")
        assert row == SaleRow(7, "00001", TODAY, None, 250_000, "A-7")

    @pytest.mark.parametrize(
        ("cell", "kind", "on"),
        [
            ("1997-01-01", "auto", date(1997, 1, 1)),
            ("۱۴۰۵/۰۸/۳۰", "auto", TODAY),
            ("14050830", "auto", TODAY),
            (14050830.0, "jalali", TODAY),
            ("05/08/30", "jalali", TODAY),
            ("30/08/1405", "auto", TODAY),
            ("11/21/2026", "mdy", TODAY),
            ("21/11/2026", "dmy", TODAY),
            (date(2026, 11, 21), "jalali", TODAY),
            (46347.0, "auto", TODAY),  # Excel's day 46347, its format lost
        ],
    )
    def test_days_of_all_kinds_are_read(self, cell, kind, on):
        assert sale(ImportOptions(TODAY, date_kind=kind), date=cell).on == on

    @pytest.mark.parametrize(
        ("cell", "kind", "why"),
        [
            ("03/04/2026", "auto", "day order"),
            ("05/08/30", "auto", "day order"),
            ("05/08/30", "dmy", "day order"),
            ("30/08/1405", "dmy", "day order"),
            ("1405/08/31", "auto", "not a day"),
            ("2026-11-22", "auto", "future"),
            ("yesterday", "auto", "not a day"),
            ("", "auto", "empty"),
            (None, "auto", "empty"),
            (True, "auto", "not a day"),
            (float("nan"), "auto", "not a day"),
            ("1899-12-31", "auto", "too old"),
        ],
    )
    def test_days_that_cannot_be_told_are_refused(self, cell, kind, why):
        assert whys(sale(ImportOptions(TODAY, date_kind=kind), date=cell)) == [("date", why)]

    @pytest.mark.parametrize(
        ("cells", "at"),
        [
            ({"date": "2026-11-20T10:15"}, time(10, 15)),
            ({"date": "1405/08/29 - 10:15:30"}, time(10, 15, 30)),
            ({"date": "۱۰:۱۵ ۱۴۰۵/۰۸/۲۹"}, time(10, 15)),
            ({"date": datetime(2026, 11, 20, 10, 15, 0, 400)}, time(10, 15)),
            ({"date": "2026-11-20 00:00:00"}, None),
            ({"time": "22:05"}, time(22, 5)),
            ({"time": "10:05 ب.ظ"}, time(22, 5)),
            ({"time": "12:05 am"}, time(0, 5)),
            ({"time": time(8, 30)}, time(8, 30)),
            ({"time": 0.5}, time(12, 0)),
            ({"time": ""}, None),
        ],
    )
    def test_times_are_read_from_either_column(self, cells, at):
        assert sale(**cells).at == at

    def test_a_time_that_is_none_is_refused(self):
        assert whys(sale(time="25:00")) == [("time", "not a time")]
        assert whys(sale(time="soon")) == [("time", "not a time")]
        assert whys(sale(date="2026-11-20T10:15+03:30")) == [("date", "not a day")]

    @pytest.mark.parametrize(
        ("cell", "unit", "rial"),
        [
            ("250000", "rial", 250_000),
            ("250000", "toman", 2_500_000),
            ("۱٬۲۵۰٬۰۰۰", "rial", 1_250_000),
            ("1.250.000", "rial", 1_250_000),
            (1250000.0, "rial", 1_250_000),
            ("1250000.00", "rial", 1_250_000),
            ("0", "rial", 0),
            (0, "toman", 0),
        ],
    )
    def test_amounts_are_whole_rial(self, cell, unit, rial):
        assert sale(ImportOptions(TODAY, unit=unit), amount=cell).amount_rial == rial

    @pytest.mark.parametrize(
        ("cell", "why"),
        [
            ("-5000", "negative"),
            (-5000.0, "negative"),
            ("1.234,56", "fraction"),
            (12.5, "fraction"),
            (1e19, "large"),
            ("10000000000000000000", "large"),
            ("1e19", "exponent"),
            ("1.25E+07", "exponent"),
            (float("nan"), "large"),
            (float("inf"), "large"),
            ("", "empty"),
            (None, "empty"),
            (True, "not a number"),
            ("ده هزار", "not a number"),
            (date(2026, 1, 1), "not a number"),
        ],
    )
    def test_other_amounts_are_refused(self, cell, why):
        assert whys(sale(amount=cell)) == [("amount", why)]

    def test_amount_zero_is_a_visit(self):
        assert sale(amount="0").is_visit
        assert not sale().is_visit

    def test_returns_are_not_sales_though_their_amounts_are_positive(self):
        assert whys(sale(kind="برگشت از فروش")) == [("kind", "return")]
        assert whys(sale(kind="Refund")) == [("kind", "return")]
        assert whys(sale(kind="پیش فاکتور")) == [("kind", "kind")]
        assert whys(sale(kind="خرید")) == [("kind", "kind")]
        for kind in ("فروش", "فاکتور فروش", "Sale", "", None, "نقدی"):
            assert isinstance(sale(kind=kind), SaleRow)

    def test_a_row_needs_a_member(self):
        assert whys(sale(member=" ")) == [("member", "empty")]
        assert whys(sale(member=BANK_CARD)) == [("member", "bank card")]

    def test_ragged_rows_are_reported(self):
        mapping, options = {0: "member", 1: "date", 2: "amount"}, ImportOptions(TODAY, width=3)
        assert whys(read_sale(4, ("1",), mapping, options)) == [("", "ragged")]
        assert whys(read_sale(4, ("1", "1405/08/30", "5", "6"), mapping, options)) == [
            ("", "ragged")
        ]
        assert isinstance(read_sale(4, ("1", "1405/08/30", "5", ""), mapping, options), SaleRow)

    @given(st.lists(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.booleans(),
                              st.none(), st.dates(), st.datetimes(), st.times()),
                    min_size=3, max_size=5))  # fmt: skip
    @settings(max_examples=400, deadline=None)
    def test_no_cell_whatsoever_makes_the_reader_stumble(self, cells):
        mapping = dict(enumerate(("member", "date", "amount", "time", "receipt")[: len(cells)]))
        result = read_sale(3, cells, mapping, OPTIONS)
        if isinstance(result, SaleRow):
            assert 0 <= result.amount_rial <= 10**13
            assert date(1900, 1, 1) <= result.on <= TODAY
            assert sale_row_key(result)
        else:
            assert all(problem_words(problem) for problem in result)

    def test_the_kind_of_dates_is_guessed(self):
        assert guess_date_kind(["1405/08/30", "1405/09/01"]) == "auto"
        assert guess_date_kind(["05/08/30", "05/09/01"]) == "jalali"
        assert guess_date_kind(["21/11/2026", "03/04/2026"]) == "dmy"
        assert guess_date_kind(["11/21/2026", "03/04/2026"]) == "mdy"
        assert guess_date_kind(["03/04/2026"]) == "auto"  # nobody can tell; the rows are refused


class TestKeysOfRows:
    rows = (
        SaleRow(2, "00001", date(1997, 1, 1), None, 117_700),
        SaleRow(3, "00001", date(1997, 1, 12), None, 120_000),
        SaleRow(4, "00001", date(1997, 1, 12), None, 120_000),
        SaleRow(5, "1", date(1997, 1, 12), None, 120_000),
        SaleRow(6, "00001", date(1997, 1, 12), time(10, 15), 120_000),
        SaleRow(7, "00001", date(1997, 1, 12), None, 120_000, receipt="R1"),
    )

    def keys(self, rows) -> list[str]:
        counter = KeyCounter()
        return [counter.key(row) for row in rows]

    def test_two_equal_rows_are_two_sales(self):
        assert len(set(self.keys(self.rows))) == len(self.rows)

    def test_the_same_file_again_adds_nothing_and_a_longer_one_only_the_new(self):
        first = self.keys(self.rows)
        assert self.keys(self.rows) == first
        longer = self.keys((*self.rows, self.rows[1]))
        assert longer[:-1] == first
        assert longer[-1] not in first

    def test_the_line_the_note_and_the_order_of_other_rows_do_not_matter(self):
        other = SaleRow(99, "00001", date(1997, 1, 1), None, 117_700, note="x", name="y")
        assert sale_row_key(other) == sale_row_key(self.rows[0])
        assert sorted(self.keys(self.rows[::-1])) == sorted(self.keys(self.rows))

    def test_a_receipt_number_is_the_key_in_all_its_spellings(self):
        one = SaleRow(2, "1", date(1997, 1, 1), None, 5, receipt="۱۲۳ a")
        two = SaleRow(9, "2", date(1998, 1, 1), None, 6, receipt="123A")
        assert sale_row_key(one) == sale_row_key(two)
        # the digest of the folded number, so that later versions know today's rows again
        assert sale_row_key(one) == "r:" + hashlib.sha256(b"123a").hexdigest()[:32]

    def test_a_key_stays_the_same_for_ever(self):
        content = b"00001|1997-01-12T|120000|2"
        assert sale_row_key(self.rows[1], 2) == "m:" + hashlib.sha256(content).hexdigest()[:32]

    def test_a_mobile_is_one_member_in_all_spellings(self):
        keys = {
            sale_row_key(SaleRow(1, code, date(1997, 1, 1), None, 5))
            for code in ("09123456789", "9123456789", "+98 912 345 6789", "۰۹۱۲۳۴۵۶۷۸۹")
        }
        assert len(keys) == 1

    def test_many_rows_are_counted_rightly(self):
        rng = random.Random(5)
        rows = [
            SaleRow(n, str(rng.randrange(3000)), date(1997, 1, 1), None, rng.randrange(4))
            for n in range(20_000)
        ]
        seen: dict[tuple[str, int], int] = {}
        counter = KeyCounter()
        for row in rows:
            ordinal = seen[row.member, row.amount_rial] = (
                seen.get((row.member, row.amount_rial), 0) + 1
            )
            assert counter.key(row) == sale_row_key(row, ordinal)


class TestSentences:
    @pytest.fixture(autouse=True)
    def _fresh(self):
        forget_catalogues()

    def sentences(self) -> list[str]:
        return [
            *(unreadable_words(UnreadableFile(why, 12, 50, "x")) for why in _FILE),
            *(mapping_words(BadMapping(why, "date")) for why in _MAPPING),
            *(problem_words(Problem(3, "mobile", why, "x", 10)) for why in _ROW),
            *(field_words(field) for kind in FIELDS for field in FIELDS[kind]),
        ]

    def test_each_problem_has_a_sentence_of_its_own_in_both_languages(self):
        with using(Look("en")):
            english = self.sentences()
        with using(Look("fa")):
            persian = self.sentences()
        assert not any("{" in sentence for sentence in english + persian)
        assert all(one != other for one, other in zip(english, persian, strict=True))
        assert len(set(english)) >= len(_FILE) + len(_MAPPING) + len(_ROW)
        assert len(set(persian)) >= len(_FILE) + len(_MAPPING) + len(_ROW)

    def test_the_line_is_named_in_the_digits_of_the_language(self):
        with using(Look("fa")):
            assert "سطر ۱۲" in unreadable_words(UnreadableFile("quote", 12))
