"""The papers of the pack in a real club: rights, sheets, the whole pack and its schedule."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
import python_calamine

from loyaldesk.domain.errors import (
    ChangedMeanwhile,
    Missing,
    NotAPeriod,
    PermissionDenied,
    StorageProblem,
)
from loyaldesk.domain.insight.period import Period
from loyaldesk.domain.permissions import Role
from loyaldesk.gateways.spreadsheets import read_table
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.look import Look
from loyaldesk.kernel.progress import Cancelled
from loyaldesk.services import night, staff
from loyaldesk.services.insight import pack, paper_cards, papers, sheets
from loyaldesk.services.insight.paper_names import CLUB_PAPERS, MEMBER_PAPERS, NAMES
from loyaldesk.store.database import writing
from tests.conftest import NOON, desk_of
from tests.makers import make_member, make_sale
from tests.reports import card_making

EN = Look("en", "jalali", "toman")
MEHR = Period.parse("1405-07")


@pytest.fixture
def season(desk, clock):
    """Sara bought for 100,000 Toman on 30 Tir 1405 and for 250,000 on 30 Mehr."""
    clock.now = NOON - timedelta(days=123)
    member = make_member(desk, last_name="Ahmadi")
    make_sale(desk, member.id, 1_000_000)
    clock.now = NOON - timedelta(days=30)
    make_sale(desk, member.id, 2_500_000)
    clock.now = NOON
    return desk


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        whole = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(whole.split())


def acts(desk) -> list[str]:
    return [row[0] for row in desk.db.execute_sql("SELECT act FROM audit ORDER BY seq").fetchall()]


@pytest.mark.parametrize("name", NAMES)
def test_every_paper_is_made_in_an_empty_club_and_in_one_with_sales(desk, name):
    language = "fa" if NAMES.index(name) % 2 else "en"
    look = Look(language, "jalali", "toman")
    member = make_member(desk, last_name="Ahmadi")
    assert papers.pdf(desk, name, MEHR, look, member_id=member.id).startswith(b"%PDF")
    make_sale(desk, member.id, 2_500_000)
    this = Period.parse("1405-08")
    content = papers.pdf(desk, name, this, look, member_id=member.id)
    assert "nan" not in text_of(content).lower().replace("naranj", "")
    assert acts(desk)[-1] == f"report.{name}"


def test_the_full_report_begins_with_the_page_of_the_month(season):
    text = text_of(papers.pdf(season, "monthly-full", MEHR, EN))
    assert text.index("Best members of the month") < text.index("Staying and leaving")
    assert "250,000" in text


def test_a_running_month_says_until_when(season):
    text = text_of(papers.pdf(season, "tiers", Period.parse("1405-09"), EN)) if (
        NOON.date() >= Period.parse("1405-09").first
    ) else text_of(papers.pdf(season, "tiers", Period.parse("1405"), EN))  # fmt: skip
    assert "until" in text


def test_a_period_to_come_is_refused(season):
    with pytest.raises(NotAPeriod):
        papers.pdf(season, "value", Period.parse("1406-01"), EN)


def test_a_paper_nobody_knows_and_a_members_paper_of_nobody_are_refused(season):
    with pytest.raises(BadInput):
        papers.pdf(season, "horoscope", MEHR, EN)
    with pytest.raises(Missing):
        papers.pdf(season, "statement", MEHR, EN)
    with pytest.raises(Missing):
        papers.pdf(season, "statement", MEHR, EN, member_id=999)


def test_a_cashier_prints_no_report_but_the_statement_of_a_member(season):
    cashier = desk_of(season, Role.CASHIER)
    for name in CLUB_PAPERS:
        with pytest.raises(PermissionDenied):
            papers.pdf(cashier, name, MEHR, EN)
    assert papers.pdf(cashier, "statement", MEHR, EN, member_id=1).startswith(b"%PDF")


def test_the_statement_goes_from_the_balance_before_to_the_balance_after(season):
    """1 point for 10,000 Toman: 10 points in Tir, 25 in Mehr."""
    text = text_of(papers.pdf(season, "statement", MEHR, EN, member_id=1))
    with papers.source(season, MEHR) as _found:
        made = papers.member_paper(season, "statement", MEHR, 1)
    values = {one.metric: one.value for card in made.cards() for one in card.measures}
    assert values["points_opening"] == 10
    assert values["points_came"] == 25
    assert values["points_went"] == 0
    assert values["points_closing"] == 35 == values["points"]
    assert "Your points today" in text and "Ahmadi" in text


def test_who_may_not_see_mobiles_prints_only_their_ending(season):
    with writing(season.db):
        season.db.execute_sql(
            "DELETE FROM role_right WHERE role = 'manager' AND permission = 'member.reveal_contact'"
        )
    mobile = season.db.execute_sql("SELECT mobile FROM member WHERE id = 1").fetchone()[0]
    national = "0" + mobile[-10:]
    assert national in text_of(papers.pdf(season, "member-file", MEHR, EN, member_id=1))
    manager = desk_of(season, Role.MANAGER)
    text = text_of(papers.pdf(manager, "member-file", MEHR, EN, member_id=1))
    assert national not in text and mobile[-4:] in text


# sheets


def test_cards_go_into_a_workbook_as_numbers(season, tmp_path):
    path = tmp_path / "cards.xlsx"
    assert sheets.save_cards(season, [card_making.bars(), card_making.members(3)], path) == 2
    with read_table(path) as table:
        rows = [cells for _line, cells in table.rows]
    flat = [cell for row in rows for cell in row]
    assert 410_000_000 in flat  # Toman, of 4,100,000,000 Rial
    assert acts(season)[-1] == "list.export"


def test_a_name_like_a_formula_stays_a_text(season, tmp_path):
    path = tmp_path / "cards.csv"
    sheets.save_cards(season, [card_making.members(1)], path)
    lines = path.read_text("utf-8-sig").splitlines()
    assert any("'=cmd" in line for line in lines)


def test_figures_go_out_only_with_the_right_and_only_as_a_sheet(season, tmp_path):
    auditor = desk_of(season, Role.AUDITOR)
    with pytest.raises(PermissionDenied):
        sheets.save_paper(auditor, "tiers", MEHR, tmp_path / "t.xlsx", EN)
    with pytest.raises(BadInput):
        sheets.save_paper(season, "tiers", MEHR, tmp_path / "shop.club", EN)
    with pytest.raises(StorageProblem):
        sheets.save_paper(season, "tiers", MEHR, tmp_path / "gone" / "t.xlsx", EN)
    assert sheets.save_paper(season, "tiers", MEHR, tmp_path / "t.xlsx", EN) >= 2


# the pack


def test_the_pack_is_every_paper_and_its_sheet_in_both_languages(season, tmp_path):
    folder = tmp_path / "pack"
    made = pack.write_pack(season, MEHR, folder, ("fa", "en"))
    names = {path.name for path in folder.iterdir()}
    assert names == {
        f"1405-07 {name} {language}.{ending}"
        for name in CLUB_PAPERS for language in ("fa", "en") for ending in ("pdf", "xlsx")
    }  # fmt: skip
    assert {path.name for path in made.files} == names
    runs = season.db.execute_sql("SELECT language, papers FROM pack_run").fetchall()
    assert sorted(runs) == [("en", 10), ("fa", 10)]
    assert not set(MEMBER_PAPERS) & {name.split()[1] for name in names}


class StopAt:
    """Stops the work at the n-th step."""

    def __init__(self, last: int) -> None:
        self.left = last

    def step(self, done: int, total: int, what: str = "") -> None:
        if done >= self.left:
            raise Cancelled


def test_a_pack_that_is_stopped_leaves_nothing(season, tmp_path):
    folder = tmp_path / "pack"
    with pytest.raises(Cancelled):
        pack.write_pack(season, MEHR, folder, ("fa",), StopAt(4))
    assert not folder.exists()
    folder.mkdir()
    (folder / "mine.txt").write_text("keep")
    with pytest.raises(Cancelled):
        pack.write_pack(season, MEHR, folder, ("fa",), StopAt(4))
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
    assert season.db.execute_sql("SELECT COUNT(*) FROM pack_run").fetchone() == (0,)


def test_a_pack_that_cannot_be_moved_brings_back_what_was_there(season, tmp_path, monkeypatch):
    pack.write_pack(season, MEHR, tmp_path, ("en",))
    before = {path.name: path.read_bytes() for path in tmp_path.glob("1405*")}
    real, moved = Path.replace, []

    def replace_(self, target):
        if Path(target).parent == tmp_path and Path(target).name.startswith("1405"):
            moved.append(target)
            if len(moved) == 5:
                raise OSError(28, "full")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace_)
    with pytest.raises(StorageProblem):
        pack.write_pack(season, MEHR, tmp_path, ("en",))
    monkeypatch.undo()
    now = {path.name: path.read_bytes() for path in tmp_path.glob("1405*")}
    assert now == before


def test_a_pack_needs_a_language_and_a_folder(season, tmp_path):
    with pytest.raises(BadInput):
        pack.write_pack(season, MEHR, tmp_path, ())
    with pytest.raises(BadInput):
        pack.write_pack(season, MEHR, tmp_path, ("xx",))
    with pytest.raises(StorageProblem):
        pack.write_pack(season, MEHR, tmp_path / "a" / "b", ("fa",))


def test_at_the_turn_of_the_month_the_night_writes_the_pack_once(season, clock, tmp_path):
    kept, version = pack.schedule(season)
    assert not kept.is_on
    pack.save_schedule(season, pack.Schedule(True, str(tmp_path), ("en",)), version)
    clock.now = NOON + timedelta(days=2)  # 2 Azar
    night.run(staff.system_desk(season))
    written = sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".pdf")
    assert written[0].startswith("1405-08 ") and len(written) == len(CLUB_PAPERS)
    assert pack.due(season) is None
    clock.now += timedelta(days=1)
    night.run(staff.system_desk(season))
    assert season.db.execute_sql("SELECT COUNT(*) FROM pack_run").fetchone() == (1,)


def test_a_disk_that_fails_does_not_fail_the_night(season, clock, tmp_path):
    folder = tmp_path / "share"
    folder.mkdir()
    _, version = pack.schedule(season)
    pack.save_schedule(season, pack.Schedule(True, str(folder / ""), ("en",)), version)
    folder.rmdir()
    (tmp_path / "share").write_text("no folder any more")
    clock.now = NOON + timedelta(days=2)
    assert night.run(staff.system_desk(season)).days >= 1
    due = pack.due(season)
    assert due is not None and "Aban 1405" in pack.due_words(due)


def test_a_schedule_needs_a_folder_that_is_there_or_can_be_made(season, tmp_path):
    _, version = pack.schedule(season)
    with pytest.raises(BadInput):
        pack.save_schedule(season, pack.Schedule(True, " ", ("fa",)), version)
    with pytest.raises(StorageProblem):
        gone = str(tmp_path / "gone" / "with" / "the stick")
        pack.save_schedule(season, pack.Schedule(True, gone, ("fa",)), version)
    pack.save_schedule(season, pack.Schedule(False, "", ("fa",)), version)
    with pytest.raises(ChangedMeanwhile):
        pack.save_schedule(season, pack.Schedule(False, "", ("fa",)), version)
    with pytest.raises(PermissionDenied):
        pack.save_schedule(desk_of(season, Role.AUDITOR), replace(pack.schedule(season)[0]),
                           version + 1)  # fmt: skip


def test_long_lists_stop_on_paper_but_go_on_in_the_sheet(season):
    card = card_making.members(150)
    listed = replace(card, key="tier:gold")
    short = paper_cards.printed(listed)
    assert len(short.grid.rows) == paper_cards.PRINTED < len(listed.grid.rows)
    assert "Excel" in short.note or "اکسل" in short.note
    assert paper_cards.printed(replace(card, key="at_risk_list")).grid.rows == card.grid.rows


def test_what_the_club_owes_is_told_as_of_today_whatever_the_month(season):
    today = NOON.date()
    text = text_of(papers.pdf(season, "liability", MEHR, Look("en", "gregorian", "toman")))
    assert f"As of {today.isoformat()}" in text
    assert "Month in which they end" in text


def test_a_full_disk_leaves_no_half_pack(season, tmp_path, monkeypatch):
    real, written = Path.write_bytes, []

    def write_bytes(self, content):
        written.append(self)
        if len(written) == 4:
            raise OSError(28, "full")
        return real(self, content)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    with pytest.raises(StorageProblem) as caught:
        pack.write_pack(season, MEHR, tmp_path / "pack", ("fa",))
    assert caught.value.why == "full"
    assert not (tmp_path / "pack").exists()


def test_an_empty_club_has_one_page_of_each_paper_that_says_what_is_missing(desk):
    for name in CLUB_PAPERS:
        content = papers.pdf(desk, name, Period.parse("1405-08"), EN)
        with pypdfium2.PdfDocument(content) as document:
            assert len(document) == 1, name
        assert any(word in text_of(content) for word in ("No ", "no ", "Nobody", "Nothing")), name


def test_a_sheet_has_numbers_another_program_finds_and_amounts_as_numbers(season, tmp_path):
    """Sara's 250,000 Toman of Mehr stand in the Persian sheet as a number, her code in Latin."""
    path = tmp_path / "s.xlsx"
    look = Look("fa", "jalali", "toman")
    sheets.save_paper(season, "segments", Period.parse("1405-07"), path, look)
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        names = book.sheet_names
        cells = [cell for name in names for row in book.get_sheet_by_name(name).to_python()
                 for cell in row]  # fmt: skip
    number, mobile = season.db.execute_sql("SELECT number, mobile FROM member").fetchone()
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert number in cells and "0" + mobile[-10:] in cells
    assert 350_000 in cells
