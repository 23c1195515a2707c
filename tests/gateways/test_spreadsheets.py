"""Lists in files of all kinds are read whole or refused with a sentence; ours are safe to open."""

import csv
import struct
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyaldesk.domain.importing import (
    ImportOptions,
    UnreadableFile,
    guess_mapping,
    read_member,
    read_sale,
    unreadable_words,
)
from loyaldesk.gateways import csv_reading, xlsx_reading
from loyaldesk.gateways.spreadsheets import Table, csv_cell, read_table, write_csv, write_xlsx
from loyaldesk.kernel.i18n import forget_catalogues
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.progress import Cancelled

SALES = "member,date,amount\n1,2026-11-20,5000\n2,2026-11-20,6000\n"


def written(folder: Path, content: str | bytes, encoding: str = "utf-8", name: str = "a.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def all_of(table: Table) -> list[tuple[int, tuple]]:
    with table:
        return list(table.rows)


def refused(path: Path, **how) -> UnreadableFile:
    """Return why *path* is not read, after seeing that both languages say it clearly."""
    with pytest.raises(UnreadableFile) as caught:
        all_of(read_table(path, **how))
    forget_catalogues()
    with using(Look("en")):
        english = unreadable_words(caught.value)
    with using(Look("fa")):
        persian = unreadable_words(caught.value)
    assert english != persian and english.endswith(".") and "{" not in english + persian
    return caught.value


def open_files() -> int:
    """Return how many files this process holds open, 0 where the system does not tell."""
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.exists() else 0


class TestCsv:
    def test_a_plain_list_is_read_with_its_lines(self, tmp_path):
        table = read_table(written(tmp_path, SALES))
        assert (table.kind, table.header, table.first_line) == (
            "csv", ("member", "date", "amount"), 2,
        )  # fmt: skip
        assert (table.encoding, table.delimiter, table.is_named) == ("utf-8", ",", True)
        assert all_of(table) == [(2, ("1", "2026-11-20", "5000")), (3, ("2", "2026-11-20", "6000"))]

    @pytest.mark.parametrize(
        ("encoding", "found"),
        [
            ("utf-8", "utf-8"),
            ("utf-8-sig", "utf-8-sig"),
            ("utf-16", "utf-16"),
            ("utf-16-le", "utf-16-le"),
            ("utf-16-be", "utf-16-be"),
            ("cp1256", "cp1256"),
        ],
    )
    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    def test_r72_persian_is_read_in_every_encoding_and_separator(
        self, tmp_path, encoding, found, separator
    ):
        lines = ["نام,نام خانوادگی,موبايل", "مريم,هاشمي نژاد,09123456789", "علي,رضايي,9123456780"]
        text = "\r\n".join(lines).replace("ی", "ي").replace(",", separator)
        table = read_table(written(tmp_path, text + "\r\n", encoding))
        assert (table.encoding, table.delimiter) == (found, separator)
        mapping = guess_mapping(table.header, "members")
        assert mapping == {0: "first_name", 1: "last_name", 2: "mobile"}
        rows = [
            read_member(line, cells, mapping, ImportOptions(date(2026, 11, 21), width=3))
            for line, cells in all_of(table)
        ]
        assert [(row.name, row.mobile) for row in rows] == [
            ("مریم هاشمی نژاد", "+989123456789"), ("علی رضایی", "+989123456780"),
        ]  # fmt: skip

    def test_western_accents_are_no_persian(self, tmp_path):
        path = written(tmp_path, "name;mobile\nRené Müller;09123456789\nZoë;0912\n", "cp1252")
        table = read_table(path)
        assert table.encoding == "cp1252"
        assert all_of(table)[0][1][0] == "René Müller"

    def test_a_persian_letter_far_below_still_tells_the_code_page(self, tmp_path):
        text = "member,date,note\n" + "1,2026-11-20,x\n" * 30_000 + "2,2026-11-20,خريد پاييزه\n"
        table = read_table(written(tmp_path, text, "cp1256"))
        assert (table.encoding, all_of(table)[-1][1][2]) == ("cp1256", "خريد پاييزه")

    @pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
    def test_r72_all_ends_of_lines_are_known(self, tmp_path, end):
        rows = all_of(read_table(written(tmp_path, SALES.replace("\n", end))))
        assert [line for line, _ in rows] == [2, 3]

    def test_what_the_person_chose_goes_over_what_was_found(self, tmp_path):
        table = read_table(written(tmp_path, "a;b\n1;2\n"), encoding="cp1252", delimiter=",")
        assert table.header == ("A",)
        table.close()

    def test_the_separator_that_excel_names_is_taken(self, tmp_path):
        table = read_table(written(tmp_path, "sep=;\nmember;date;amount\n1;2026-11-20;5,5\n"))
        assert table.header == ("member", "date", "amount")
        assert all_of(table) == [(3, ("1", "2026-11-20", "5,5"))]

    def test_r73_titles_sums_empty_and_repeated_rows_are_passed_over(self, tmp_path):
        text = (
            "فروشگاه نارنج,,\nگزارش فروش,,\n\nکد مشتری,تاریخ,مبلغ\n1,1405/08/30,5\n,,\n"
            "جمع صفحه,,5\nکد مشتری,تاریخ,مبلغ\n2,1405/08/30,6\n جمع كل: ,,11\n"
        )
        table = read_table(written(tmp_path, text))
        assert table.header == ("کد مشتری", "تاریخ", "مبلغ")
        assert table.first_line == 5
        assert [line for line, _ in all_of(table)] == [5, 9]

    def test_unknown_headings_are_words_above_figures(self, tmp_path):
        table = read_table(written(tmp_path, "who,what,how much\nann,tea,5\nbob,coffee,6\n"))
        assert table.header == ("who", "what", "how much")
        table.close()

    def test_without_headings_the_columns_are_letters(self, tmp_path):
        table = read_table(written(tmp_path, "1,2026-11-20,5\n2,2026-11-20,6\n"))
        assert (table.header, table.is_named, table.first_line) == (("A", "B", "C"), False, 1)
        assert len(all_of(table)) == 2

    def test_quoted_cells_may_have_several_lines(self, tmp_path):
        text = 'نام,نشانی,موبایل\nعلی,"تهران، خیابان آزادی\nکوچه 2, پلاک 3",0912\nرضا,قم,0913\n'
        rows = all_of(read_table(written(tmp_path, text)))
        assert [line for line, _ in rows] == [2, 4]

    def test_r73_ragged_rows_are_handed_on_to_be_reported(self, tmp_path):
        path = written(tmp_path, "member,date,amount\n1\n2,2026-11-20,6\n3,2026-11-20,6,7,8\n")
        table = read_table(path)
        mapping = guess_mapping(table.header, "sales")
        options = ImportOptions(date(2026, 11, 21), width=len(table.header))
        results = [read_sale(line, cells, mapping, options) for line, cells in all_of(table)]
        assert [isinstance(result, tuple) for result in results] == [True, False, True]
        assert (results[0][0].line, results[0][0].why) == (2, "ragged")

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ('member,date,amount\n1,"2026-11-20,5\n2,2026-11-20,6\n3,2026-11-20,7\n', 2),
            ('member,date,amount\n1,2026-11-20,5\n2,2026-11-20,"6', 3),
            ('member,date,amount\n1,"2026-11-20,5\n2,2026-11-20,6\n3,2026-11-20",7\n', 2),
            ('member,date,amount\n1,"' + "2,2026-11-20,6\n" * 2_000, 2),
            ('member,date,amount\n1,"' + "2,2026-11-20,6\n" * 20_000, 2),
        ],
        ids=["to the end", "in the last line", "closed by another", "10 kB", "131 kB"],
    )
    def test_r71_a_stray_quote_is_refused_with_its_line(self, tmp_path, text, line):
        error = refused(written(tmp_path, text))
        assert (error.why, error.line) == ("quote", line)

    @pytest.mark.parametrize("length", [10_001, 200_000])
    def test_r74_a_giant_cell_is_refused_with_its_line(self, tmp_path, length):
        error = refused(written(tmp_path, SALES + f"3,2026-11-20,{'x' * length}\n"))
        assert (error.why, error.line) == ("long cell", 4)

    def test_r59_a_cell_with_nul_is_a_problem_of_its_row_only(self, tmp_path):
        table = read_table(written(tmp_path, SALES + "3\0,2026-11-20,5\n"))
        mapping = guess_mapping(table.header, "sales")
        options = ImportOptions(date(2026, 11, 21), width=3)
        results = [read_sale(line, cells, mapping, options) for line, cells in all_of(table)]
        assert [problem.why for problem in results[2]] == ["unstorable"]

    def test_damaged_utf8_is_refused_with_its_line(self, tmp_path):
        good = ("نام,مبلغ,تاریخ\n" + "علی رضایی,5,1405/08/30\n" * 20).encode()
        error = refused(written(tmp_path, good + b"\xd8\xd8\xff,5,1405/08/30\n"))
        assert (error.why, error.line) == ("encoding", 22)

    def test_utf16_that_ends_in_half_a_letter_is_refused(self, tmp_path):
        content = SALES.encode("utf-16") + b"\x31"
        assert refused(written(tmp_path, content)).why == "encoding"

    def test_r73_too_many_rows_are_refused(self, tmp_path, monkeypatch):
        monkeypatch.setattr(csv_reading, "MOST_ROWS", 2)
        assert refused(written(tmp_path, SALES)).why == "rows"

    @pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\r\n", b"\xff\xfe"])
    def test_r73_an_empty_file_is_called_empty(self, tmp_path, content):
        assert refused(written(tmp_path, content)).why == "empty"

    def test_headings_alone_are_no_list(self, tmp_path):
        assert refused(written(tmp_path, "member,date,amount\n")).why == "no rows"

    def test_the_file_is_let_go_when_the_preview_closes(self, tmp_path):
        path = written(tmp_path, SALES + "3,2026-11-20,1\n" * 10_000)
        before = open_files()
        table = read_table(path)
        next(table.rows)
        table.close()
        assert open_files() == before
        path.unlink()  # Windows refuses this while a file is open

    @given(st.binary(max_size=400))
    @settings(max_examples=150, deadline=None,
              suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
    def test_any_bytes_are_read_or_refused(self, tmp_path, content):
        path = written(tmp_path, content)
        try:
            all_of(read_table(path))
        except UnreadableFile as error:
            assert unreadable_words(error)  # noqa: PT017 - many bytes are read, which is right too


class TestOtherFiles:
    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old excel"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
             "password"),
            (b"%PDF-1.7\n", "other kind"),
            (b"\x89PNG\r\n\x1a\n" + bytes(50), "other kind"),
            (b"SQLite format 3\0" + bytes(50), "other kind"),
            (bytes(range(1, 32)) * 20, "other kind"),
            (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
            (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "web page"),
            (b"PK\3\4" + bytes(100), "damaged"),
        ],
    )  # fmt: skip
    def test_r77_what_is_no_list_is_named(self, tmp_path, content, why):
        assert refused(written(tmp_path, content, name="a.xls")).why == why

    def test_a_missing_file_and_a_folder_are_named(self, tmp_path):
        assert refused(tmp_path / "gone.csv").why == "missing"
        assert refused(tmp_path).why == "folder"


HEAD = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
    '2006/main"><sheetData>'
)
FOOT = "</sheetData></worksheet>"
FIRST = '<row r="1"><c r="A1"><v>1</v></c></row>'


def workbook(path: Path, rows, sheet: str = "لیست") -> Path:
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet(sheet)
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write(at, column, cell, moment if isinstance(cell, datetime) else None)
    book.close()
    return path


def remade(source: Path, changes: dict[str, str | bytes]) -> Path:
    """Write the workbook again with some of its parts changed or added."""
    target = source.with_name("remade.xlsx")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.pop(name) if name in changes else old.read(name))
        for name, content in changes.items():
            new.writestr(name, content)
    return target


SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def plain(tmp_path) -> Path:
    return workbook(tmp_path / "plain.xlsx", [["member", "date", "amount"], [1, "1405/08/30", 5]])


class TestWorkbooks:
    def test_cells_keep_their_kind(self, tmp_path):
        at = datetime(2026, 11, 20, 10, 15)
        path = workbook(
            tmp_path / "a.xlsx",
            [["گزارش"], [], ["کد مشتری", "تاریخ", "مبلغ"], ["00001", at, 5000], [2, at, 7.5]],
        )
        table = read_table(path)
        assert (table.kind, table.sheet, table.sheets) == ("xlsx", "لیست", ("لیست",))
        assert table.header == ("کد مشتری", "تاریخ", "مبلغ")
        assert all_of(table) == [(4, ("00001", at, 5000.0)), (5, (2.0, at, 7.5))]

    def test_r77_formulas_give_their_last_value(self, tmp_path):
        book = xlsxwriter.Workbook(str(tmp_path / "f.xlsx"))
        page = book.add_worksheet()
        page.write_row(0, 0, ["member", "date", "amount"])
        page.write_row(1, 0, ["1", "1405/08/30"])
        page.write_formula(1, 2, "=2+3", None, 5)
        book.close()
        assert all_of(read_table(tmp_path / "f.xlsx")) == [(2, ("1", "1405/08/30", 5.0))]

    def test_the_first_sheet_that_holds_something_is_taken_or_the_one_that_is_named(self, tmp_path):
        book = xlsxwriter.Workbook(str(tmp_path / "s.xlsx"))
        book.add_worksheet("خالی")
        for name in ("one", "two"):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["member", "amount"])
            page.write_row(1, 0, [name, 5])
        book.close()
        table = read_table(tmp_path / "s.xlsx")
        assert (table.sheet, table.sheets) == ("one", ("خالی", "one", "two"))
        table.close()
        assert all_of(read_table(tmp_path / "s.xlsx", sheet="two"))[0][1][0] == "two"
        assert refused(tmp_path / "s.xlsx", sheet="three").why == "no sheet"

    def test_an_empty_workbook_and_one_of_headings_only(self, tmp_path):
        assert refused(workbook(tmp_path / "e.xlsx", [])).why == "empty"
        assert refused(workbook(tmp_path / "h.xlsx", [["member", "date"]])).why == "no rows"

    def test_r76_entities_are_refused(self, plain):
        lol = (
            '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>'
            + HEAD.split("?>")[1]
            + '<row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row>'
            + FOOT
        )
        assert refused(remade(plain, {SHEET: lol})).why == "entities"
        assert refused(remade(plain, {SHEET: lol.encode("utf-16")})).why == "entities"

    def test_r75_a_bomb_is_refused_by_what_it_says(self, plain):
        row = '<row r="1"><c r="A1" t="inlineStr"><is><t>' + "x" * 1_000_000 + "</t></is></c></row>"
        path = remade(plain, {SHEET: HEAD + row * 64 + FOOT})
        assert path.stat().st_size < 1_000_000
        assert refused(path).why == "big"

    def test_r75_r83_a_bomb_that_lies_about_its_size_is_refused(self, plain):
        size = 5_000_000
        path = remade(plain, {SHEET: HEAD + "x" * (size - len(HEAD) - len(FOOT)) + FOOT})
        raw = path.read_bytes()
        assert raw.count(struct.pack("<I", size)) >= 1
        path.write_bytes(raw.replace(struct.pack("<I", size), struct.pack("<I", 1000)))
        assert refused(path).why == "damaged"

    @pytest.mark.parametrize(
        ("rows", "why"),
        [
            (FIRST + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "columns"),
            (FIRST + "<row r=\"2\"><c s='1'  r = 'bi2'><v>1</v></c></row>", "columns"),
            ("<row><c><v>1</v></c>" + '<c s="1"><v>1</v></c>' * 60 + "</row>", "columns"),
            (FIRST + '<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "rows"),
            (FIRST + '<row r="900000"><c r="BH900000"><v>1</v></c></row>', "far cells"),
            (FIRST + '<row r="900000"><c><v>1</v></c><c r="B900000"/></row>', "far cells"),
        ],
    )  # fmt: skip
    def test_r75_cells_far_away_are_refused_before_they_fill_the_memory(self, plain, rows, why):
        assert refused(remade(plain, {SHEET: HEAD + rows + FOOT})).why == why

    def test_empty_formatted_cells_far_away_do_no_harm(self, plain):
        rows = (
            '<row r="1"><c r="A1" t="inlineStr"><is><t>member</t></is></c><c r="B1" t="inlineStr">'
            '<is><t>amount</t></is></c><c r="XFD1" s="0"/></row>'
            '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>5</v></c></row>'
        )
        table = read_table(remade(plain, {SHEET: HEAD + rows + FOOT}))
        assert table.header == ("member", "amount")
        table.close()

    def test_a_long_narrow_sheet_passes(self):
        row = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'
        content = b"<sheetData>" + b"".join(row % (n, n) for n in (1, 999_999)) + b"</sheetData>"
        xlsx_reading._look_at_cells(content)

    def test_r77_macros_binary_and_other_parcels_are_named(self, plain, tmp_path):
        assert refused(remade(plain, {"xl/vbaProject.bin": b"x"})).why == "macros"
        assert refused(remade(plain, {"xl/workbook.bin": b"x"})).why == "binary excel"
        with zipfile.ZipFile(tmp_path / "z.xlsx", "w") as parcel:
            parcel.writestr("word/document.xml", "<x/>")
        assert refused(tmp_path / "z.xlsx").why == "other kind"

    def test_a_torn_workbook_is_called_damaged(self, plain):
        plain.write_bytes(plain.read_bytes()[:-200])
        assert refused(plain).why == "damaged"

    def test_a_sheet_that_is_no_xml_is_called_damaged(self, plain):
        assert refused(remade(plain, {SHEET: HEAD + '<row r="1"><c r="A1"'})).why == "damaged"


RISKY = ['=HYPERLINK("http://x")', "+4479", "-1", "@SUM(A1)", "\t=1", "＝1", "＋1", "\r=1", " =1"]


class Stop:
    """A person who presses Cancel at once."""

    def step(self, done: int, total: int, what: str = "") -> None:
        raise Cancelled


class TestOurLists:
    @pytest.mark.parametrize("text", RISKY)
    def test_r68_no_text_is_a_formula_in_csv(self, text):
        assert csv_cell(text) == "'" + text

    def test_numbers_and_days_are_left_alone_in_csv(self):
        assert [csv_cell(cell) for cell in (-5, None, "Ann", date(2026, 11, 21), "", 2.5)] == [
            "-5", "", "Ann", "2026-11-21", "", "2.5",
        ]  # fmt: skip

    def test_csv_is_what_excel_understands_and_we_read_back(self, tmp_path):
        path = tmp_path / "اعضا.csv"
        assert (
            write_csv(path, ["نام", "موبایل"], [["علی", "+989123456789"], ["a\ud800\0b", 5]]) == 2
        )
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert b"\r\n" in raw
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert list(csv.reader(file)) == [
                ["نام", "موبایل"], ["علی", "'+989123456789"], ["a?b", "5"],
            ]  # fmt: skip
        table = read_table(path)
        (line, cells), _ = all_of(table)
        mapping = guess_mapping(table.header, "members")
        row = read_member(line, cells, mapping, ImportOptions(date(2026, 11, 21)))
        assert (row.name, row.mobile) == ("علی", "+989123456789")

    def write(self, path: Path, rows, **how):
        kinds = ("text", "money", "date")
        headers = ("name", "amount", "date")
        return write_xlsx(path, "فروش: ۱/۲ [x]", headers, rows, rtl=True, kinds=kinds, **how)

    def test_a_workbook_holds_texts_numbers_and_days_and_no_formula(self, tmp_path):
        path = tmp_path / "a.xlsx"
        day = date(2026, 11, 21)
        rows = [[text, 1_250_000, day] for text in RISKY] + [["http://x.example", -5, None]]
        assert self.write(path, rows) == len(rows)
        with zipfile.ZipFile(path) as parcel:
            sheet = parcel.read(SHEET).decode()
            assert "<f>" not in sheet
            assert "hyperlink" not in sheet
            assert 'rightToLeft="1"' in sheet
            assert 'state="frozen"' in sheet
        table = read_table(path)
        assert table.sheet == "فروش ۱ ۲ x"
        cells = [cells for _, cells in all_of(table)]
        assert [row[0].strip() for row in cells] == [
            text.strip() for text in [*RISKY, "http://x.example"]
        ]
        assert cells[0][1:] == (1_250_000.0, day)
        assert cells[-1][1:] == (-5.0, "")

    def test_nothing_breaks_a_workbook(self, tmp_path):
        path = tmp_path / "a.xlsx"
        rows = [["a\ud800\0\x01b", 10**16, day] for day in (None, "", "1405/08/30")]
        rows.append(["x" * 40_000, float("nan"), True])
        self.write(path, rows)
        cells = [cells for _, cells in all_of(read_table(path))]
        assert cells[0][1] == str(10**16)  # Excel would lose its last digits
        assert len(cells[3][0]) == 32_767

    def test_a_full_sheet_is_followed_by_another(self, tmp_path, monkeypatch):
        from loyaldesk.gateways import sheet_writing

        monkeypatch.setattr(sheet_writing, "_ROWS_OF_A_SHEET", 3)
        self.write(tmp_path / "a.xlsx", [["a", n, None] for n in range(5)])
        table = read_table(tmp_path / "a.xlsx")
        assert table.sheets == ("فروش ۱ ۲ x", "فروش ۱ ۲ x 2", "فروش ۱ ۲ x 3")
        table.close()

    @pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
    def test_a_list_is_written_whole_or_not_at_all(self, tmp_path, name):
        path = tmp_path / name
        path.write_bytes(b"before")
        rows = ([f"a{n}", n, date(2026, 1, 1) + timedelta(days=n)] for n in range(2_000))

        def write(rows, **how):
            if name.endswith("csv"):
                write_csv(path, ("name", "amount", "date"), rows, **how)
            else:
                self.write(path, rows, **how)

        with pytest.raises(Cancelled):
            write(rows, progress=Stop())
        with pytest.raises(ZeroDivisionError):
            write(["a", 1 // n, None] for n in (1, 0))
        assert path.read_bytes() == b"before"
        assert [file.name for file in tmp_path.iterdir() if file.name != "home"] == [name]

    @pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
    def test_a_missing_folder_is_an_error_of_the_disk(self, tmp_path, name):
        path = tmp_path / "gone" / name
        with pytest.raises(OSError):
            if name.endswith("csv"):
                write_csv(path, ["a"], [["b"]])
            else:
                self.write(path, [["a", 1, None]])

    def test_progress_is_told(self, tmp_path):
        seen = []

        class Told:
            def step(self, done: int, total: int, what: str = "") -> None:
                seen.append((done, total))

        write_csv(
            tmp_path / "a.csv", ["a"], ([n] for n in range(1200)), progress=Told(), total=1200
        )
        assert seen == [(500, 1200), (1000, 1200), (1200, 1200)]

    @given(st.text(max_size=60))
    @settings(max_examples=60, deadline=None,
              suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
    def test_any_text_can_be_written(self, tmp_path, text):
        path = tmp_path / "any.xlsx"
        self.write(path, [[text, 1, None]])
        write_csv(tmp_path / "any.csv", [text], [[text]])
        (row,) = all_of(read_table(path))
        assert row[1][1] == 1.0
