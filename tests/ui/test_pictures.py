"""Every page, dialog and paper of the sample shop, in both languages and themes: nothing is cut.

``--pictures DIR`` keeps the pictures; those of the README are made by the same command.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from loyaldesk import app as composition
from loyaldesk.domain.basket import Line, LineKind
from loyaldesk.domain.conditions import Goods, When
from loyaldesk.domain.errors import StorageProblem
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Reward, RewardKind, Take
from loyaldesk.domain.rules import Bonus, Rule, StampCard
from loyaldesk.domain.secrets import KeyFileMissing
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.jalali import Month
from loyaldesk.kernel.look import look, set_look
from loyaldesk.kernel.persian import ltr
from loyaldesk.kernel.settings import MachineSettings
from loyaldesk.services import (
    club,
    complaint_reading,
    following_papers,
    followups,
    keys,
    member_data,
    opening,
    points,
    printing,
    privacy,
    programmes,
    safekeeping,
    sample,
    spender,
    staff,
    unlocking,
    vouchers,
)
from loyaldesk.services.desk import Desk
from loyaldesk.services.words import words
from loyaldesk.store.database import ClubDatabase, open_club
from loyaldesk.store.secrets import TEST
from loyaldesk.ui.pages.complaints.act_dialogs import AnswerActDialog, WeighDialog
from loyaldesk.ui.pages.complaints.compensation_dialog import CompensationDialog
from loyaldesk.ui.pages.complaints.ending_dialogs import CloseDialog, SolveDialog
from loyaldesk.ui.pages.members.alike_dialog import AlikeDialog
from loyaldesk.ui.pages.settings.restore_wizard import RestoreWizard
from loyaldesk.ui.pages.settings.roles import RoleDialog
from loyaldesk.ui.pages.settings.rules.bonus_dialog import BonusDialog
from loyaldesk.ui.pages.settings.rules.differences import differences
from loyaldesk.ui.pages.settings.rules.history_dialog import HistoryDialog
from loyaldesk.ui.pages.settings.rules.lots_dialog import LotsDialog
from loyaldesk.ui.pages.settings.rules.perks_dialog import PerksDialog
from loyaldesk.ui.pages.settings.rules.publish_dialog import PublishDialog
from loyaldesk.ui.pages.settings.rules.reward_dialog import RewardDialog
from loyaldesk.ui.pages.settings.rules.rule_dialog import RuleDialog
from loyaldesk.ui.pages.settings.rules.stamp_dialog import StampDialog
from loyaldesk.ui.parts.answer_dialog import AnswerDialog
from loyaldesk.ui.parts.complaint_dialog import ComplaintDialog
from loyaldesk.ui.parts.contact_dialog import ContactDialog
from loyaldesk.ui.parts.followup_acts import CancelDialog, GiveDialog, MoveDialog, OutcomeDialog
from loyaldesk.ui.parts.followup_dialog import FollowupDialog
from loyaldesk.ui.parts.followup_view import FollowupView
from loyaldesk.ui.shell.before import CannotOpen
from loyaldesk.ui.shell.cloud import CloudFolder
from loyaldesk.ui.shell.crash import CrashDialog
from loyaldesk.ui.shell.help import HelpDialog
from loyaldesk.ui.shell.log import crash_of
from loyaldesk.ui.shell.passphrase import KeyTrouble, PassphraseDialog
from loyaldesk.ui.shell.program import Program
from loyaldesk.ui.shell.unreachable import Unreachable
from loyaldesk.ui.shell.wizard import STEPS, Wizard
from tests.conftest import NOON, StoppedClock
from tests.ui.pictures import bury, cut_texts, keep, settle

LOOKS = [(language, theme) for language in ("fa", "en") for theme in ("light", "dark")]
OFTEN = [("fa", "light"), ("en", "dark")]
"""What a shop sees first; its very opposite is for the gate; pictures that are kept, and the long
run, have all four."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Draw the screens in the looks of this run."""
    is_long = metafunc.config.getoption("--pictures") or os.environ.get("LOYALDESK_LONG")
    looks = LOOKS if is_long else OFTEN
    names, marks = ["-".join(one) for one in looks], [(), *[pytest.mark.gate] * (len(looks) - 1)]
    if "stage" in metafunc.fixturenames:
        values = [pytest.param(look, marks=mark) for look, mark in zip(looks, marks, strict=True)]
        metafunc.parametrize("stage", values, ids=names, indirect=True)
    elif metafunc.function in (test_the_first_run, test_a_club_with_a_key):
        values = [pytest.param(*look, marks=mark) for look, mark in zip(looks, marks, strict=True)]
        metafunc.parametrize(("language", "theme"), values, ids=names)


README = {
    "counter-fa-light", "counter-en-dark", "today-fa-light", "followups-fa-light",
    "complaints-en-light", "member-fa-light", "members-en-light",
    "reports-fa-light", "monthly-fa", "insights-fa-light", "insights-value-en-dark",
    "settings-roles-en-light", "backup-two-places-fa-light", "restore-cost-fa-light",
}  # fmt: skip
"""The pictures the README shows; they are kept in ``resources/pictures``."""


class Samples:
    """A sample shop in each language, made when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getitem__(self, language: str) -> Path:
        path = self.folder / f"{language}.club"
        if not path.exists():
            desk = sample.make_sample(
                path, members=70, months=14, seed=3, language=language,
                clock=StoppedClock(), cost=TEST,
            )  # fmt: skip
            desk.db.close()
        return path


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    return Samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture
def stage(request, qtbot, qapp, samples, tmp_path) -> Iterator["Stage"]:
    language, theme = request.param
    path = Path(shutil.copy(samples[language], tmp_path / "shop.club"))
    wanted = request.config.getoption("--pictures")
    folder = Path(wanted) if wanted else None
    with Stage.opened(qapp, path, language, theme, folder) as made:
        yield made


class Stage:
    """The whole program on a sample shop, and a camera before it."""

    def __init__(self, program: Program, name: str, folder: Path | None) -> None:
        self.program = program
        self.name = name
        self.folder = folder
        self.cut: list[str] = []

    @classmethod
    @contextmanager
    def opened(
        cls, qapp: QApplication, path: Path, language: str, theme: str, folder: Path | None,
        db: ClubDatabase | None = None,
    ) -> Iterator["Stage"]:  # fmt: skip
        before = look()
        clock = StoppedClock()
        desk = Desk(db or open_club(path), composition.NOBODY, clock=clock)
        machine = MachineSettings(language=language, theme=theme)
        composition.dress(qapp, machine)
        program = Program(qapp, desk, machine, composition.build_window, lambda: 1)
        program.frame.resize(1366, 768)
        program.start()
        if program.window is None:  # signed in as the owner, as after the PIN
            program._enter(staff.by_name(desk.db, "").brief)
        made = cls(program, f"{language}-{theme}", folder)
        try:
            yield made
        finally:
            program._end()
            bury(program.frame)
            desk.db.close()
            set_look(before)
        assert made.cut == []

    @property
    def window(self):
        return self.program.window

    @property
    def page(self) -> QWidget:
        return self.window.page()

    def settle(self) -> None:
        settle(self.window.hall.runner)

    def go(self, key: str) -> QWidget:
        assert self.window.go(key)
        self.settle()
        return self.page

    def shoot(self, name: str, widget: QWidget | None = None) -> None:
        self.settle()
        shown = widget or self.program.frame
        if self.folder is None or self.folder.name != "pictures" or self._is_for_readme(name):
            keep(shown, self.folder, f"{name}-{self.name}")
        self.cut += [f"{name}: {text}" for text in cut_texts(shown)]

    def _is_for_readme(self, name: str) -> bool:
        return f"{name}-{self.name}" in README

    def best_member(self) -> int:
        row = self.window.hall.desk.db.execute_sql(
            "SELECT t.member_id FROM member_totals t JOIN member m ON m.id = t.member_id"
            " WHERE m.state = 'active' AND m.tier = 'gold' ORDER BY t.visits DESC LIMIT 1"
        ).fetchone()
        return int(row[0])


def test_the_counter(stage):
    page = stage.go("counter")
    stage.shoot("counter-idle")
    page.show_member(stage.best_member())
    page.sale.amount.widget.set_amount(12_500_000)
    stage.shoot("counter")
    stage.window.press("F6")
    stage.shoot("counter-points")
    stage.window.press("F2")
    stage.shoot("counter-enrol")
    page.box.setText("0912")
    page.box.searched.emit("0912")
    stage.shoot("counter-hits")
    page.show_member(stage.best_member())
    page.sale.amount.widget.set_amount(800_000_000)
    page.sale.submit()
    stage.shoot("counter-unusual")
    page.sale.amount.widget.set_amount(6_500_000)
    page.sale.submit()
    stage.shoot("counter-recorded")
    stage.window.press("Esc")
    page.take_scan("7310005")
    stage.shoot("counter-unknown")


def _with_rewards(desk: Desk, member_id: int) -> None:
    """Let the sample shop have rewards, a stamp card and a limit above which proof is asked."""
    off = Reward("off", "۵۰ هزار تومان تخفیف", "50,000 Toman off", RewardKind.AMOUNT, points=80,
                 rial=500_000, stackable=True)  # fmt: skip
    mug = Reward("mug", "ماگ باشگاه", "Club mug", RewardKind.GIFT, points=60, stock=4)
    sorry = Reward("sorry", "پوزش از شما", "With our apologies", RewardKind.AMOUNT, Take.VOUCHER,
                   rial=300_000, stackable=True)  # fmt: skip
    rules = club.programme(desk)
    stamp_card = StampCard("coffee", "کارت قهوه", "Coffee card", needs=9, reward="sorry")
    spending = replace(rules.spending, check_above_points=1)
    club.publish_programme(desk, replace(
        rules, rewards=(off, mug, sorry), stamps=(stamp_card,), spending=spending
    ))  # fmt: skip
    vouchers.issue_vouchers(desk, "sorry", member_ids=[member_id])
    spender.set_pin(desk, member_id, "4971", cost=TEST)


@pytest.mark.gate
def test_the_counter_with_rewards_lines_and_returns(stage):
    member_id, desk = stage.best_member(), stage.window.hall.desk
    _with_rewards(desk, member_id)
    page = stage.go("counter")
    page.show_member(member_id)
    page.sale.amount.widget.set_amount(12_500_000)
    stage.window.press("F6")
    stage.shoot("counter-rewards")
    page.sale.panel.option_taken.emit(page.sale.panel.options[0])
    stage.window.press("F6")
    page.sale.panel.option_taken.emit(page.sale.panel.options[0])
    stage.shoot("counter-chosen")
    page.sale.submit()
    stage.shoot("counter-proof")
    page.sale.proof.skip.click()
    stage.shoot("counter-outcome")
    page.show_member(member_id)
    page.sale.toggle_lines()
    for name, rial in (("چای" if look().language == "fa" else "Tea", 3_700_000), ("", 350_000)):
        kind = LineKind.GOODS if name else LineKind.DELIVERY
        page.sale.lines.add(Line(rial, name, name, quantity=2000 if name else 1000, kind=kind))
    page.sale.lines.whole.set_amount(250_000)
    stage.shoot("counter-lines")
    page.sale.sell_prepaid("gift_card")
    stage.shoot("counter-gift-card", page.sale.dialog)
    page.sale.dialog.done(0)
    page.sale.submit()
    page.after.ask_return(page.last.sale.id)
    page.after.dialog.lines.take_all()
    stage.shoot("counter-return", page.after.dialog)
    page.after.dialog.exchange.click()
    page.sale.amount.widget.set_amount(6_500_000)
    stage.shoot("counter-exchange")


def test_members_and_one_of_them(stage):
    stage.go("members")
    stage.shoot("members")
    stage.window.open_member(stage.best_member())
    stage.settle()
    stage.shoot("member")
    page = stage.page
    for n, title in enumerate(_TABS):
        page.open_tab(_TABS[title]())
        stage.shoot(f"member-tab{n + 1}")
    page.edit()
    stage.shoot("member-edit", page.dialog)
    page.dialog.done(0)
    for name, begin in (("correct", page.correct), ("block", page.block), ("erase", page.erase)):
        begin()
        stage.shoot(f"member-{name}", page.dialog)
        page.dialog.done(0)
    _what_a_member_page_asks_and_explains(stage, page)


def _what_a_member_page_asks_and_explains(stage, page):
    page.correct()
    page.dialog.points.widget.set_value("2500")
    stage.shoot("member-second-person", page.dialog)
    page.dialog.points.widget.clear()
    page.dialog.done(0)
    page.transfer()
    stage.shoot("member-transfer", page.dialog)
    page.dialog.done(0)
    page.merge_with()
    stage.shoot("member-merge", page.dialog)
    page.dialog.done(0)
    points = page.open_tab(tr("Points"))
    points.show_view("entries")
    stage.shoot("member-points-entries")
    points.head.why.click()
    stage.shoot("member-why", points.explained)
    points.explained.done(0)
    sales = page.open_tab(tr("Sales"))
    sales.list.table.select(0)
    sales.explain()
    stage.shoot("member-why-sale", sales.explained)
    sales.explained.done(0)
    record = page.open_tab(tr("Family and record"))
    rewards = page.open_tab(tr("Rewards and wallet"))
    for name, begin, tab in (
        ("tier", record.tier.open_dialog, record.tier),
        ("family", record.family.open_make, record.family),
        ("join", record.family.open_join, record.family),
        ("take", rewards.open_take, rewards),
        ("wallet", rewards.open_wallet, rewards),
        ("pin", lambda: rewards.open_proof("pin"), rewards),
    ):
        begin()
        stage.shoot(f"member-{name}", tab.dialog)
        tab.dialog.done(0)


_TABS: dict[str, Callable[[], str]] = {
    "Sales": lambda: tr("Sales"), "Points": lambda: tr("Points"),
    "Timeline": lambda: tr("Timeline"), "Notes": lambda: tr("Notes"),
    "Cards": lambda: tr("Cards"), "Log": lambda: tr("Log"),
    "Rewards": lambda: tr("Rewards and wallet"), "Record": lambda: tr("Family and record"),
    "Follow-ups": lambda: tr("Follow-ups"), "Contacts": lambda: tr("Contacts"),
    "Cases": lambda: tr("Complaints and requests"),
    "Consent": lambda: tr("Consent and data"),
}  # fmt: skip


def test_reports_and_the_day_s_end(stage):
    page = stage.go("reports")
    stage.shoot("reports-start")
    page.make()
    stage.settle()
    QTest.qWait(500)  # the PDF view draws its page in a thread that tells nobody
    stage.shoot("reports")
    stage.go("day_end")
    stage.shoot("day-end")


@pytest.mark.gate
def test_the_statistics(stage):
    page = stage.go("insights")
    stage.shoot("insights")
    for part in [part for chapter in page.chapters for part in chapter.parts][1:]:
        page.open_tab(part.title)
        stage.shoot(f"insights-{part.key}")
    page.open_settings()
    stage.shoot("insights-settings", page.dialog)
    page.dialog.done(0)
    view = page.open_tab(page.titles()[0])
    stage.settle()
    card = view.cards[0]
    card.explain()
    stage.shoot("insights-meaning", card.dialog)
    card.dialog.done(0)
    card.show_table(wanted=True)
    view.page.ensureWidgetVisible(card.table)
    stage.shoot("insights-table")
    view.open_members(card.card, card.listed()[0].key)
    stage.shoot("insights-members", view.window_of_members)
    view.window_of_members.make_followups()
    stage.shoot("insights-followups", view.window_of_members.dialog)
    view.window_of_members.dialog.done(0)
    view.window_of_members.done(0)


@pytest.mark.gate
def test_rewards_and_what_the_club_owes(stage):
    page = stage.go("rewards")
    stage.shoot("rewards")
    for n, title in enumerate(page.titles()[1:], 2):
        view = page.open_tab(title)
        stage.settle()
        if title == tr("Gift cards"):
            view.table.select(0)
        if title == tr("Liability"):
            view.what_if.worth.widget.set_amount(500)
        stage.shoot(f"rewards-tab{n}")
    view = page.open_tab(tr("Rewards"))
    stage.settle()
    view.begin_issue()
    stage.shoot("rewards-issue", view.dialog)
    view.dialog.who.set_value("bearer")
    view.dialog.who.chosen.emit("bearer")
    view.dialog.count.widget.set_value("8")
    asking = view.dialog
    stage.shoot("rewards-issue-many", asking)
    asking.submit()
    stage.shoot("rewards-issued", view.dialog)
    bury(asking, view.dialog)


def _list_of_sales(folder: Path) -> Path:
    path = folder / "sales.csv"
    rows = ["member,date,amount,receipt"]
    rows += [f"M10{n:02},1405/06/{n:02},{n}50000,A{n}" for n in range(1, 30)]
    path.write_text("\n".join([*rows, "M1001,1405/13/40,100000,A99"]), "utf-8")
    return path


@pytest.mark.gate
def test_import_and_settings(stage, tmp_path):
    stage.go("imports")
    stage.shoot("imports")
    stage.page.open_wizard(_list_of_sales(tmp_path))
    stage.shoot("import-file")
    for name in ("columns", "check"):
        if name == "check":
            unit = stage.page.wizard.columns.unit.widget
            unit.set_value("toman")
            unit.chosen.emit("toman")
        stage.page.wizard.go_on()
        stage.shoot(f"import-{name}")
    stage.page.close_wizard()
    page = stage.go("settings")
    for key, _title, _words in page.titles():
        page.open_section(key)
        stage.settle()
        stage.shoot(f"settings-{key}")


@pytest.mark.gate
def test_the_programme_editor(stage):
    desk = stage.window.hall.desk
    programmes.publish(desk, rich_programme(club.programme(desk)))
    page = stage.go("settings")
    page.open_section("programme")
    section = page.section()
    for n, tab in enumerate(section.tabs, start=1):
        section.open_tab(tab)
        stage.shoot(f"programme-tab{n}")
    section.bench.kind._group.button(1).click()
    section.bench.more.click()
    section.tiers.measures.buttons["visits"].click()
    stage.shoot("programme-bench")
    rules, rewards = section.draft(), section.draft().rewards
    hall, window, today = stage.window.hall, stage.window, desk.today
    lines = differences(section._stored, rules, section.tabs)
    dialogs = {
        "rule": RuleDialog(window, rules, today, rules.rules[1], 1),
        "reward": RewardDialog(window, rules, today, rewards[0], 0),
        "stamp": StampDialog(window, rules, today, rules.stamps[0], 0),
        "bonus": BonusDialog(window, rules, rules.bonuses[0], 0),
        "publish": PublishDialog(window, hall, rules, lines),
        "history": HistoryDialog(window, programmes.history(desk), section.tabs, may_edit=True),
        "lots": LotsDialog(window, hall, programmes.lots_to_migrate(desk)),
        "perks": PerksDialog(window, (), (), may_edit=True),
    }
    dialogs["publish"].panel.run()
    for name, dialog in dialogs.items():
        dialog.show()
        tabs = getattr(dialog, "tabs", None)
        for n in range(tabs.count() if tabs is not None else 1):
            if tabs is not None:
                tabs.setCurrentIndex(n)
            stage.shoot(f"programme-{name}{n + 1}", dialog)
        bury(dialog)


def rich_programme(plain: Programme) -> Programme:
    """Return a programme with something of everything."""
    dairy = Goods(categories=("لبنیات",), not_brands=("Imported",))
    friday = When(
        weekdays=("fri",), tiers=("gold", "platinum"), minimum_rial=5_000_000, code="eid",
        from_time=time(17, 30), until_time=time(21), occasions=("birthday_week", "01-01..01-13"),
    )  # fmt: skip
    own = replace(plain.lots, expires="month_end", months=2, pending_days=7)
    return replace(
        plain,
        rules=(
            plain.rules[0],
            Rule("friday", "جمعه‌های طلایی", "Golden Fridays", per="times", percent=150,
                 goods=dairy, when=friday, cap_day=100, stop=True, lots=own),
            Rule("cash", "بازگشت پول", "Cashback", gives="wallet", points=2_000, is_on=False),
        ),
        rewards=(
            Reward("ten", "ده درصد", "Ten percent", "percent", points=300, percent=10,
                   most_rial=500_000, most_per_member=2, when=friday, stackable=True),
            Reward("box", "جعبهٔ هدیه", "Gift box", "gift", points=900, stock=4),
        ),
        stamps=(StampCard("coffee", "کارت قهوه", "Coffee card", 9, "box", valid_days=30),),
        bonuses=(
            Bonus("friend", "معرفی دوست", "Bring a friend", "referral", 50, 30, 2_000_000, 30, 3,
                  lots=own),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(("language", "theme"), [("fa", "light"), ("en", "dark")])
def test_a_club_on_its_first_day(qtbot, qapp, club_file, request, language, theme):
    """Empty pages say what they are for."""
    wanted = request.config.getoption("--pictures")
    folder = Path(wanted) if wanted else None
    with Stage.opened(qapp, club_file, language, theme, folder) as stage:
        for key in ("counter", "members", "rewards", "insights", "reports", "day_end"):
            stage.go(key)
            stage.shoot(f"first-{key}")


def test_search_help_and_sign_in(stage):
    stage.go("counter")
    stage.window.open_palette()
    stage.window.search.box.setText("0912")
    stage.shoot("palette")
    stage.window.search.hide()
    crash = crash_of(ValueError, ValueError("no such row"), None)
    broken = CrashDialog(stage.window, crash)
    broken.show()
    stage.shoot("crash", broken)
    bury(broken)
    dialog = HelpDialog(
        stage.window, stage.window.top.title.text(), stage.page, stage.window.place_titles()
    )
    dialog.show()
    stage.shoot("help", dialog)
    bury(dialog)
    stage.program.switch()
    stage.shoot("switch")


@pytest.mark.gate
def test_what_is_done_for_members(stage):
    """The rooms of follow-ups, complaints, requests, answers and playbooks, tab by tab."""
    for key in ("today", "followups", "complaints", "requests", "answers", "playbooks"):
        page = stage.go(key)
        for n, title in enumerate(page.titles() if hasattr(page, "titles") else [""], 1):
            if title:
                _choose_first(page.open_tab(title))
            stage.shoot(key if n == 1 else f"{key}-tab{n}")
    page.open_code(page.list.table.rows_model.rows[0].id)
    stage.shoot("playbooks-one")
    page.edit(page.detail.code())
    stage.shoot("playbooks-edit", page.dialog)
    bury(page.dialog)
    page.list.ready_wanted.emit()
    stage.shoot("playbooks-ready")
    agenda = stage.go("followups").open_tab(tr("Calendar"))
    for grain in ("week", "day"):
        agenda.calendar.show_view(grain)
        stage.shoot(f"followups-{grain}")


def _choose_first(view: QWidget) -> None:
    """Let a list say what it says about its first row."""
    table = getattr(view, "table", None)
    if table is not None and table.rows_model.rows:
        table.select(0)


def test_the_small_windows(stage):
    """What opens from anywhere with one key, and what a follow-up and a complaint ask."""
    window, hall, member_id = stage.window, stage.window.hall, stage.best_member()
    desk = hall.desk
    stage.go("today")
    followup = followups.detail(desk, _first_open(desk, "followup", "state = 'open'"))
    case = complaint_reading.detail(desk, _first_open(desk, "complaint", "state != 'closed'")).row
    made = {
        "complaint": ComplaintDialog(window, hall, member_id),
        "stranger": ComplaintDialog(window, hall),
        "followup": FollowupDialog(window, hall, member_id),
        "contact": ContactDialog(window, hall, member_id),
        "answer": AnswerDialog(window, hall, member_id),
        "followup-view": FollowupView(window, hall, followup.id),
        "outcome": OutcomeDialog(window, hall, followup),
        "move": MoveDialog(window, hall, followup),
        "cancel": CancelDialog(window, hall, followup),
        "give": GiveDialog(window, hall, followup),
        "case-answer": AnswerActDialog(window, hall, case),
        "case-weigh": WeighDialog(window, hall, case),
        "case-solve": SolveDialog(window, hall, case),
        "case-compensate": CompensationDialog(window, hall, case),
        "case-close": CloseDialog(window, hall, case),
    }  # fmt: skip
    for name, dialog in made.items():
        dialog.show()
        stage.shoot(f"small-{name}", dialog)
        if name == "contact":
            dialog.primary.click()
            stage.shoot("small-contact-more", dialog)
        bury(dialog)


def _first_open(desk: Desk, table: str, which: str) -> int:
    row = desk.db.execute_sql(f"SELECT id FROM {table} WHERE {which} ORDER BY id").fetchone()
    return int(row[0])


@pytest.mark.parametrize(("language", "theme"), [("fa", "light")])
@pytest.mark.gate
def test_a_low_and_narrow_window(qtbot, qapp, samples, tmp_path, request, language, theme):
    """Every place in the smallest window: the side bar has room for all, nothing is cut."""
    path = Path(shutil.copy(samples[language], tmp_path / "shop.club"))
    wanted = request.config.getoption("--pictures")
    folder = Path(wanted) if wanted else None
    with Stage.opened(qapp, path, language, theme, folder) as stage:
        stage.program.frame.resize(1024, 720)
        for place in composition.places():
            page = stage.go(place.key)
            for n, title in enumerate(page.titles() if _has_new_tabs(place.key) else [""], 1):
                if title:
                    _choose_first(page.open_tab(title))
                stage.shoot(f"low-{place.key}{n}")
        page = stage.go("settings")
        for key in ("roles", "backup", "club_file", "tills", "privacy", "oversight"):
            page.open_section(key)
            stage.shoot(f"low-settings-{key}")
        stage.go("counter").show_member(stage.best_member())
        stage.page.sale.amount.widget.set_amount(12_500_000)
        stage.shoot("low-counter-sale")


def _has_new_tabs(key: str) -> bool:
    return key in ("followups", "complaints", "requests", "answers")


def test_the_first_run(qtbot, qapp, request, language, theme):
    wanted = request.config.getoption("--pictures")
    folder = Path(wanted) if wanted else None
    before, cut = look(), []
    machine = MachineSettings(language=language, theme=theme)
    composition.dress(qapp, machine)
    wizard = Wizard(machine, lambda new: composition.dress(qapp, new), StoppedClock())
    wizard.show()
    for step in range(len(STEPS)):
        settle()
        if folder is None or folder.name != "pictures":
            keep(wizard, folder, f"wizard{step + 1}-{language}-{theme}")
        cut += [f"wizard {step + 1}: {text}" for text in cut_texts(wizard)]
        if step + 1 < len(STEPS):
            wizard._number = step + 1
            wizard._show_step()
    bury(wizard)  # closing would ask whether to leave
    set_look(before)
    assert cut == []


def test_backups_and_the_way_back(stage, tmp_path):
    """Two places, the wizard of a restore, and what stands over a club that came back."""
    desk = stage.window.hall.desk
    folder = tmp_path / "stick"
    folder.mkdir()
    made = safekeeping.back_up(desk)
    safekeeping.use_second(desk, str(folder))
    page = stage.go("settings")
    page.open_section("backup")
    section = page.section()
    stage.settle()
    section.places.first.setText(ltr("C:\\Users\\Maryam\\LoyalDesk\\backups"))
    section.places.second.setText(ltr("D:\\LoyalDesk"))  # no folder of whoever draws this
    stage.shoot("backup-two-places")
    counter = stage.go("counter")
    counter.show_member(stage.best_member())
    counter.sale.amount.widget.set_amount(12_500_000)
    counter.sale.submit()  # what a restore would cost
    stage.settle()
    page = stage.go("settings")
    page.open_section("backup")
    section = page.section()
    stage.settle()
    wizard = RestoreWizard(stage.window, stage.window.hall, section._listed(), section._where, made)
    wizard.show()
    stage.shoot("restore-choose", wizard)
    wizard.submit()
    stage.shoot("restore-cost", wizard)
    bury(wizard)


PURPOSE = {
    "fa": "شمارهٔ شما فقط برای پیامک امتیاز و جشن‌های فروشگاه است و به کسی داده نمی‌شود.",
    "en": "Your number is used for messages about points and our events; nobody else gets it.",
}


def test_privacy_roles_tills_and_unusual_acts(stage):
    """The small windows of what an owner looks after."""
    desk = stage.window.hall.desk
    page = stage.go("settings")
    rules, version = privacy.rules(desk)
    told = replace(rules, purpose_fa=PURPOSE["fa"], purpose_en=PURPOSE["en"])
    privacy.save_rules(desk, told, version)
    page.open_section("privacy")
    page.section().open_preview()
    stage.shoot("privacy-preview", page.section().dialog)
    page.section().dialog.done(0)
    page.open_section("roles")
    role = RoleDialog(stage.window, stage.window.hall, page.section().model.roles)
    role.show()
    stage.shoot("roles-new", role)
    bury(role)
    page.section().model.set_usual("cashier")
    page.open_section("tills")
    page.section().open_join()
    stage.shoot("tills-join", page.section().dialog)
    page.section().dialog.done(0)
    for number in (1, 2):
        points.correct(desk, stage.best_member(), 600, "goodwill", key=f"gift-{number}")
    page.open_section("oversight")
    stage.shoot("oversight-some")
    section = page.section()
    section.open_line(section.table.rows_model.rows[0])
    stage.shoot("oversight-line", section.dialog)
    section.dialog.done(0)
    section.open_limits()
    stage.shoot("oversight-limits", section.dialog)
    section.dialog.done(0)
    alike = AlikeDialog(stage.window, stage.window.hall)
    alike.show()
    stage.shoot("alike", alike)
    bury(alike)
    stage.window.open_member(stage.best_member())
    stage.settle()
    tab = stage.page.open_tab(tr("Consent and data"))
    tab.open_consent()
    stage.shoot("consent-note", tab.dialog)
    tab.dialog.done(0)


def test_a_club_with_a_key(qtbot, qapp, tmp_path, request, language, theme):
    """An encrypted club: its section, new keys, the recovery key, and the way in."""
    wanted = request.config.getoption("--pictures")
    folder = Path(wanted) if wanted else None
    path = tmp_path / "shop.club"
    owner, shop = ("مریم هاشمی‌نژاد", "کافه نارنج") if language == "fa" else ("Maryam", "Naranj")
    phrase = "seven kebabs at noon"
    desk = opening.new_club(
        path, club.ClubDraft(shop, owner), passphrase=phrase, recovery_key=unlocking.new_recovery(),
        remember=True, clock=StoppedClock(), cost=TEST,
    )  # fmt: skip
    desk.db.close()
    db = opening.unlock(path, phrase)
    with Stage.opened(qapp, path, language, theme, folder, db) as stage:
        page = stage.go("settings")
        page.open_section("club_file")
        stage.shoot("club-file-encrypted")
        section = page.section()
        new = section._new_keys(
            tr("Change the key"),
            tr("For the day the pass phrase is forgotten or this computer is gone."),
            tr("Change and open again"),
        )
        new.show()
        stage.shoot("keys-phrase", new)
        new.phrase.set_value("four walnuts before noon")
        stage.shoot("keys-phrase-strong", new)
        new.submit()
        stage.shoot("keys-paper", new)
        bury(new)
        section.test_recovery()
        stage.shoot("keys-try", section.dialog)
        section.dialog.done(0)
        way_in = PassphraseDialog(path, lambda *_typed: None, lambda *_typed: None)
        trouble = KeyTrouble(words(KeyFileMissing("C:/Users/Maryam/naranj.club.keys")), None)
        for name, dialog in (("way-in", way_in), ("key-trouble", trouble)):
            dialog.show()
            stage.shoot(name, dialog)
            bury(dialog)


def test_what_stands_before_a_club_that_does_not_open(stage, tmp_path):
    """The screen of a club that is gone, and the windows before one that cannot be opened."""
    path = "C:/Users/Maryam/Documents/LoyalDesk/naranj.club"
    for name, why, is_server in (
        ("gone", "missing", False), ("server", "io", True), ("damaged", "damaged", False),
    ):  # fmt: skip
        where = "postgresql://shop@192.168.1.20:5432/club" if is_server else path
        screen = Unreachable(
            StorageProblem(why, where), lambda: StorageProblem("io", path), is_server=is_server
        )
        before_it = stage.program.frame.shown()
        stage.program.frame.show_above(screen)
        stage.shoot(f"unreachable-{name}")
        stage.program.frame.show_above(before_it)
        stage.program.frame.forget(screen)
        bury(screen)
    kept = safekeeping.back_up(stage.window.hall.desk)
    dialogs = {
        "cannot-open": CannotOpen(words(StorageProblem("damaged", path))),
        "cannot-open-backup": CannotOpen(
            words(StorageProblem("damaged", path)), kept, needs_phrase=True
        ),
        "cloud": CloudFolder(Path(path), "OneDrive", Path("C:/Users/Maryam/LoyalDesk/naranj.club")),
    }
    for name, dialog in dialogs.items():
        dialog.show()
        stage.shoot(name, dialog)
        bury(dialog)


@pytest.mark.parametrize("language", ["fa", pytest.param("en", marks=pytest.mark.gate)])
def test_papers_can_be_drawn(samples, tmp_path, request, qapp, language):
    """The monthly report, cards and lists as pictures; what is on them is tested by the reports."""
    wanted = request.config.getoption("--pictures")
    folder = Path(wanted) if wanted else None
    path = Path(shutil.copy(samples[language], tmp_path / "shop.club"))
    db = open_club(path)
    desk = Desk(db, staff.by_name(db, "").brief, clock=StoppedClock())
    shown = club.facts(desk).look(language)
    month = Month.of((NOON - timedelta(days=30)).date(), shown.calendar)
    papers = {"monthly": printing.write_monthly(desk, month, None, shown)}
    numbers = [
        row[0]
        for row in db.execute_sql(
            "SELECT member_id FROM code WHERE kind = 'card' AND state = 'active'"
            " GROUP BY member_id LIMIT 10"
        ).fetchall()
    ]
    papers["cards"] = printing.card_sheet_pdf(desk, numbers, shown)
    today = desk.today()
    before = today - timedelta(days=90)
    longer = {
        "agenda": following_papers.agenda_pdf(desk, today, shown=shown),
        "complaint-list": following_papers.complaint_list_pdf(desk, before, today, shown),
        "promises": following_papers.promises_pdf(desk, before, today, shown),
        "said-and-did": following_papers.said_and_did_pdf(desk, before, today, shown),
        "faq": following_papers.faq_pdf(desk, shown),
        "member-data": member_data.pdf(
            desk, _first_open(desk, "member", "state = 'active'"), shown
        ),
    }
    papers["recovery"] = keys.recovery_page(
        club.facts(desk).shop, "BCDF23-GHJK45-LMNP67-QRST89-VWXY23-BCDF45", path, NOON, shown
    )
    for name, content in {**papers, **longer}.items():
        document = pypdfium2.PdfDocument(content)
        assert len(document) == 1 or name in longer
        picture = document[0].render(scale=1.4).to_pil()
        if folder is not None and (folder.name != "pictures" or f"{name}-{language}" in README):
            folder.mkdir(parents=True, exist_ok=True)
            picture.save(folder / f"{name}-{language}.png")
        document.close()
    db.close()
