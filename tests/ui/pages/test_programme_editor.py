"""The programme editor: an owner without any programming changes, tries and publishes the rules."""

import re
from dataclasses import replace
from datetime import time, timedelta

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu

from loyaldesk.domain.conditions import Goods, When
from loyaldesk.domain.permissions import Role
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.rewards import Reward
from loyaldesk.domain.rules import Bonus, Per, Rule, StampCard
from loyaldesk.domain.tiers import Tier
from loyaldesk.kernel.look import Look, set_look
from loyaldesk.services import audit, club, programmes
from loyaldesk.ui.kit.dialog import Dialog, focus_chain
from loyaldesk.ui.pages.settings.machine import Machine
from loyaldesk.ui.pages.settings.rules import files
from loyaldesk.ui.pages.settings.rules.differences import differences
from loyaldesk.ui.pages.settings.rules.publish_dialog import PublishDialog
from loyaldesk.ui.pages.settings.rules.row_dialog import RowDialog
from loyaldesk.ui.pages.settings.rules.section import ProgrammeSection
from tests.conftest import desk_of
from tests.makers import make_member, make_sale
from tests.ui.pages.hands import Hands
from tests.ui.pages.long_work import working
from tests.ui.pictures import settle


@pytest.fixture(autouse=True)
def _dressed(english):
    set_look(Look("en", "jalali", "toman"))


def make(hall):
    return ProgrammeSection(hall, Machine(hall))


@pytest.fixture
def section(desk):
    with working(make, desk) as section:
        yield section


def meanwhile(act, kind=Dialog) -> None:
    """Call *act* with the next dialog of *kind* that opens."""
    tries = 0

    def look_for() -> None:
        nonlocal tries
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind) and QApplication.activeWindow() is dialog:
            try:
                act(dialog)
            except BaseException:
                dialog.done(0)  # else the test would wait for ever
                raise
        elif tries < 500:
            tries += 1
            QTimer.singleShot(5, look_for)

    QTimer.singleShot(0, look_for)


def press(words: str):
    def act(dialog) -> None:
        buttons = {b.accessibleName(): b for b in dialog.findChildren(QAbstractButton)}
        buttons[words].click()

    return act


def texts(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def fill(**values):
    """Fill the entries of a dialog by their names and take it over."""

    def act(dialog: RowDialog) -> None:
        for name, value in values.items():
            for prefix, form, _page in dialog.forms:
                entry = form.entries.get(name.removeprefix(prefix))
                if entry is not None:
                    entry.show(value)
                    form.changed.emit()
        dialog.submit()

    return act


def toast(section) -> str:
    return section.hall_in_test.toasts.text()


# rules


def test_an_owner_adds_a_rule_by_keyboard_sees_the_bench_change_and_publishes(section, desk):
    """12,500,000 Rial: 125 points, by the Gold tier 156; five more for the purchase: 161."""
    hands = Hands()
    assert section.bench.points.text() == "156 points"
    seen = []

    def type_it(dialog) -> None:
        assert QApplication.focusWidget().accessibleName() == "Name in English"
        hands.type("Every purchase\t\t")
        hands.key(Qt.Key.Key_Down)
        hands.key(Qt.Key.Key_Down)  # for each purchase
        hands.type("\t\t5")
        seen.append(dialog.said.label.text())
        hands.type("\r")

    meanwhile(type_it)
    section.focus_first()
    hands.key(Qt.Key.Key_Insert)
    assert seen == ["5 points for each purchase"]
    assert [row.code for row in section.earning.rules.rows] == ["purchase", "every_purchase"]
    assert section.bench.points.text() == "161 points"
    assert any(plain(step).startswith("Every purchase +5") for step in section.bench.steps())
    assert len(club.programme(desk).rules) == 1
    meanwhile(lambda dialog: (seen.append(texts(dialog)), press("Publish")(dialog)))
    section.publish()
    assert "New: «Every purchase»: 5 points for each purchase" in plain(seen[1])
    made = club.programme(desk).rules[1]
    assert (made.per, made.points, made.name_fa) == (Per.ORDER, 5, "Every purchase")
    assert toast(section) == "The new rules hold from today."
    assert audit.acts(desk)[0].act == "programme.publish"
    assert not section.is_dirty


def plain(text: str) -> str:
    return re.sub("[\u2066-\u2069\u200e\u200f]", "", text)


def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_added(section):
    said = {}

    def act(dialog) -> None:
        gives, when = dialog.gives, dialog.when
        dialog.submit()
        said["name"] = gives.fields["name_en"].error()
        gives.entries["name_en"].show("Evening")
        when.fields["from_time"].widget.setText("25:99")
        dialog.submit()
        said["hour"] = when.fields["from_time"].error()
        said["page"] = dialog.tabs.tabText(dialog.tabs.currentIndex())
        when.entries["from_time"].show(time(18))
        when.entries["until_time"].show(time(18))
        dialog.submit()
        said["never"] = when.fields["until_time"].error()
        dialog._before = dialog.taken()
        dialog.reject()

    meanwhile(act)
    section.earning.rules.open(None)
    assert said["name"] == "This is needed."
    assert "is not a time of day" in said["hour"]
    assert said["page"] == "When"
    assert "begins and ends at" in said["never"]
    assert len(section.earning.rules.rows) == 1
    assert not section.is_dirty


def test_zero_for_one_point_is_refused_in_the_dialog(section):
    said = []

    def act(dialog) -> None:
        fill(rial=0)(dialog)
        said.append(dialog.gives.fields["rial"].error())
        dialog._before = dialog.taken()
        dialog.reject()

    meanwhile(act)
    section.earning.rules.open(0)
    assert said == ["This must be more than zero."]
    assert not section.is_dirty


def test_leaving_a_dialog_asks_first_and_keeps_nothing(section, desk):
    asked = []

    def act(dialog) -> None:
        dialog.gives.entries["name_en"].show("Unwanted")
        meanwhile(lambda question: (asked.append(question.windowTitle()),
                                    press("Leave without saving")(question)))  # fmt: skip
        dialog.reject()

    meanwhile(act, RowDialog)
    section.earning.rules.open(None)
    assert asked == ["Leave without saving?"]
    assert section.draft() == club.programme(desk)


def test_a_rule_that_could_never_fire_is_refused_with_its_reason(section):
    problems = []

    def act(dialog) -> None:
        fill(name_en="Double", per="times", percent=100)(dialog)
        problems.append(dialog.gives.fields["percent"].error())
        dialog._before = dialog.taken()
        dialog.reject()

    meanwhile(act)
    section.earning.rules.open(None)
    assert problems == ["100 percent changes nothing; leave the rule out."]


def test_rules_are_moved_switched_and_taken_out_by_keys_and_undo_brings_one_back(section, desk):
    programmes.publish(desk, with_rules(desk, FRIDAY, VISIT))
    section.show_again()
    hands, rows = Hands(), section.earning.rules
    section.focus_first()
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [rule.code for rule in rows.rows] == ["purchase", "visit", "friday"]
    hands.key(Qt.Key.Key_Space)
    assert not rows.rows[1].is_on
    hands.key(Qt.Key.Key_Delete)
    assert [rule.code for rule in rows.rows] == ["purchase", "friday"]
    assert plain(toast(section)) == "«A visit» was taken out."
    assert section.hall_in_test.toasts.act()
    assert [rule.code for rule in rows.rows] == ["purchase", "visit", "friday"]
    assert len(section.earning.rules.list.rows) == 3


FRIDAY = Rule(
    "friday", "جمعه", "Fridays", per="times", percent=200, goods=Goods(categories=("Dairy",)),
    when=When(weekdays=("fri",), tiers=("gold",)), cap_day=100, stop=True,
)  # fmt: skip
VISIT = Rule("visit", "سر زدن", "A visit", per="visit", points=5)


def with_rules(desk, *more: Rule) -> Programme:
    now = club.programme(desk)
    return replace(now, rules=(*now.rules, *more))


def test_tab_goes_through_the_page_as_it_is_read(section, desk):
    programmes.publish(desk, with_rules(desk, FRIDAY, VISIT))
    section.show_again()
    section.open_tab(section.tiers)
    section.tiers.table.add.click()
    chain = [each for each in focus_chain(section.window()) if each.isVisible()]
    names = [each.accessibleName() for each in chain]
    assert names.index("Points and tiers") < names.index("Money")
    assert names.index("Money") < names.index("Name in Persian")
    assert chain.index(section.tiers.table._rows[-1].remove) < chain.index(section.tiers.table.add)
    assert chain.index(section.tiers.table.add) < chain.index(section.bench.amount)
    assert chain.index(section.bench.amount) < chain.index(section.bar.save)
    section.open_tab(section.earning)
    chain = [each for each in focus_chain(section.window()) if each.isVisible()]
    rules = section.earning.rules.list
    assert chain.index(rules.rows[0]) + 1 == chain.index(rules.add)


def test_a_rule_is_said_in_plain_words_in_both_languages(section, desk, dressed):
    programmes.publish(desk, with_rules(desk, FRIDAY))
    section.show_again()
    first, second = (plain(row.sentence.text()) for row in section.earning.rules.list.rows)
    assert first == "1 point for every 10,000 Toman"
    assert second == (
        "×2 on what the rules above gave, only Dairy, for Gold, on Friday, at most 100 points a"
        " day, then no later rule counts"
    )
    dressed("fa")
    section.earning.rules.tell_again()
    first, second = (plain(row.sentence.text()) for row in section.earning.rules.list.rows)
    assert first == "۱ امتیاز برای هر ۱۰٬۰۰۰ تومان"
    assert second.startswith("۲ برابر")


def test_what_is_typed_in_the_dialog_of_a_rule_is_what_it_was(section, desk):
    full = replace(
        FRIDAY,
        when=When(
            weekdays=("fri",), tiers=("gold",), minimum_rial=5_000_000, minimum_of_goods=True,
            from_time=time(17, 30), until_time=time(21), occasions=("yalda", "01-01..01-13"),
            first_purchase=True, tags=("vip",), code="eid",
            first_day=desk.today(), last_day=desk.today() + timedelta(days=9),
            minimum_quantity=1_500,
        ),
        goods=Goods(("6260",), ("Dairy",), ("Kalleh",), ("6261",), ("Milk",), ("Pak",)),
        once=True, cap_sale=7, cap_member=9, rounding="up", round_each="line",
        lots=replace(club.programme(desk).lots, expires="month_end", months=2),
    )  # fmt: skip
    wallet = Rule(
        "cash", "بازگشت", "Cashback", gives="wallet", points=2_000, cap_sale=500_000,
        whole_steps=True, tier_percent=False,
    )  # fmt: skip
    programmes.publish(desk, with_rules(desk, full, wallet))
    section.show_again()
    rules = section.earning.rules.rows
    for number in (1, 2):
        meanwhile(press("Take it over"))
        section.earning.rules.open(number)
    assert section.earning.rules.rows == rules
    assert not section.is_dirty


# the bench


def test_the_bench_reckons_by_the_rules_on_view(section, desk):
    """12,500,000 Rial at 125 % and 100,000 Rial a point: 156.25, so 156; 365 days on."""
    bench = section.bench
    assert bench.tier.currentText() == "Gold"
    assert bench.points.text() == "156 points"
    assert "15,600 Toman" in bench.sentence.text()
    assert "30 Aban 1406" in bench.sentence.text()
    meanwhile(fill(rial=200_000))
    section.earning.rules.open(0)
    assert bench.points.text() == "78 points"
    bench.tier.set_value("bronze")
    assert bench.points.text() == "62 points"
    section.points.spending.fields["block_rial"].widget.set_amount(None)
    assert "not complete" in bench.sentence.text()


def test_the_bench_knows_goods_days_and_offers(section, desk):
    """Dairy on Friday 29 Aban: 2,500,000 Rial are 25, at Gold 31.25, doubled 62.5: 62."""
    tea = Reward("tea", "چای", "Tea week", "percent", take="offer", percent=10,
                 goods=Goods(categories=("Tea",)))  # fmt: skip
    programmes.publish(desk, replace(with_rules(desk, FRIDAY), rewards=(tea,)))
    section.show_again()
    bench = section.bench
    bench.kind._group.button(1).click()
    bench.lines.rows[0].category.setText("Dairy")
    bench.more.click()
    assert bench.points.text() == "31 points"
    assert "Nothing: only on Friday" in bench.steps()[-1]
    bench.day.set_day(desk.today() - timedelta(days=1))
    assert bench.points.text() == "62 points"
    bench.lines.rows[0].category.setText("Tea")
    assert "25,000 Toman less to pay." in bench.sentence.text()
    assert "Tea week" in bench.steps()[0]


# points and spending


def test_new_rules_hold_from_today_and_points_given_keep_their_last_day(section, desk):
    member = make_member(desk)
    make_sale(desk, member.id, 1_000_000)
    section.points.spending.fields["block_rial"].widget.set_amount(2_000)
    section.points.lots.fields["days"].widget.set_value("30")
    seen = []
    meanwhile(lambda dialog: (seen.append(texts(dialog)), press("Publish")(dialog)))
    section.publish()
    assert "Worth of one point (Toman): 200 instead of 100" in seen[0]
    assert "Days a point lives: 30 instead of 365" in seen[0]
    assert "Points already given keep their last day" in seen[0]
    rules = club.programme(desk)
    assert (rules.point_worth_rial, rules.life_days) == (2_000, 30)
    last = desk.db.execute_sql("SELECT expires_on FROM lot").fetchone()[0]
    assert last == (desk.today() + timedelta(days=365)).isoformat()


def test_rules_are_not_published_without_yes_nor_without_the_secret(desk):
    asked = []
    with working(make, desk, confirm_secret=lambda why: asked.append(why)) as section:
        section.points.spending.fields["block_rial"].widget.set_amount(2_000)
        meanwhile(press("Not yet"))
        section.publish()
        assert asked == []
        meanwhile(press("Publish"))
        section.publish()
        assert len(asked) == 1
        assert section.is_dirty
    assert club.programme(desk).point_worth_rial == 1_000


def test_rules_can_begin_on_a_later_day_and_are_told_until_then(section, desk):
    section.points.spending.fields["block_rial"].widget.set_amount(2_000)
    later = desk.today() + timedelta(days=10)

    def act(dialog: PublishDialog) -> None:
        dialog.day.set_day(later)
        press("Publish")(dialog)

    meanwhile(act)
    section.publish()
    assert club.programme(desk).point_worth_rial == 1_000
    assert programmes.history(desk)[0].from_day == later
    assert "10 Azar 1405" in toast(section)
    assert not section.planned.isHidden()
    section.planned.button.click()
    assert section.draft().point_worth_rial == 2_000
    assert section.is_dirty


def test_points_can_live_for_ever(section, desk):
    section.open_tab(section.points)
    lots = section.points.lots
    lots.entries["expires"].show("never")
    assert not lots.fields["days"].isVisible()
    assert "for ever" in section.bench.sentence.text()
    meanwhile(press("Publish"))
    section.publish()
    assert club.programme(desk).life_days is None


@pytest.mark.parametrize(
    ("form", "key", "value", "words"),
    [
        ("spending", "largest_percent", "0", "1 to 100 percent"),
        ("spending", "block_points", "0", "more than zero"),
        ("lots", "days", "", "This is needed."),
        ("lots", "pending_days", "400", "ends before it begins"),
        ("about", "silent_days", "0", "more than zero"),
    ],
)
def test_figures_a_club_cannot_live_by_are_refused_beside_their_field(
    section, desk, form, key, value, words
):
    field = getattr(section.points, form).fields[key]
    field.widget.set_value(value)
    section.publish()
    assert words in field.error()
    assert section.tab is section.points
    assert QApplication.focusWidget() is field.widget
    assert section.is_dirty
    assert len(programmes.history(desk)) == 1
    section.bar.undo.click()
    assert not field.error()
    assert not section.is_dirty


# rewards, stamp cards, bonuses


def test_rewards_stamp_cards_and_bonuses_are_added_and_published(section, desk):
    tab = section.rewards
    assert not tab.stamps.list.add.isEnabled()
    meanwhile(fill(name_en="Gift box", kind="gift", points=900, stock=4))
    tab.rewards.open(None)
    assert tab.stamps.list.add.isEnabled()
    meanwhile(fill(name_fa="قهوه", name_en="Coffee", needs=9, categories=("Coffee",)))
    tab.stamps.open(None)
    meanwhile(fill(name_en="Friend", event="referral", points=50, referrer_points=30, days=20))
    tab.bonuses.open(None)
    meanwhile(press("Publish"))
    section.publish()
    rules = club.programme(desk)
    assert rules.rewards == (Reward("gift_box", "Gift box", "Gift box", "gift", points=900,
                                    stock=4),)  # fmt: skip
    assert rules.stamps == (StampCard("coffee", "قهوه", "Coffee", 9, "gift_box",
                                      goods=Goods(categories=("Coffee",))),)  # fmt: skip
    assert rules.bonuses == (Bonus("friend", "Friend", "Friend", "referral", 50, 30, days=20),)
    said = plain(tab.stamps.list.rows[0].sentence.text())
    assert said == "A stamp for each piece, only Coffee, 9 stamps bring «Gift box»"


def test_a_stamp_card_whose_reward_was_taken_out_is_outlined_when_published(section, desk):
    box = Reward("box", "جعبه", "Box", "gift", points=900)
    card = StampCard("coffee", "قهوه", "Coffee", 9, "box")
    programmes.publish(desk, replace(club.programme(desk), rewards=(box,), stamps=(card,)))
    section.show_again()
    section.rewards.rewards.list.remove_wanted.emit(0)
    section.publish()
    assert section.tab is section.rewards
    assert "There is no reward" in section.rewards.stamps.list.rows[0].problem.text()


# tiers


def test_a_new_tier_goes_where_its_limit_says(section, desk):
    section.open_tab(section.tiers)
    table = section.tiers.table
    table.add.click()
    new = table._rows[-1]
    assert QApplication.focusWidget() is new.name_fa
    new.name_fa.setText("ویژه")
    new.name_en.setText("Very special!")
    new.limit.set_amount(100_000_000)
    new.percent.set_value("115")
    new.limit.editingFinished.emit()
    assert [tier.code for tier in table.tiers()] == [
        "bronze", "silver", "very_special", "gold", "platinum",
    ]  # fmt: skip
    meanwhile(press("Publish"))
    section.publish()
    assert club.programme(desk).tiers[2] == Tier(
        "very_special", "ویژه", "Very special!", 100_000_000, 115
    )


def test_tiers_can_look_at_visits_as_well_and_bring_perks(section, desk):
    section.tiers.measures.buttons["visits"].click()
    table = section.tiers.table
    for visits, row in zip((0, 3, 6, 12), table._rows, strict=True):
        row.limits["visits"].set_value(str(visits))

    def act(dialog) -> None:
        dialog.en.setPlainText("Free delivery\n\nFirst to know")
        dialog.fa.setPlainText("ارسال رایگان")
        dialog.submit()

    meanwhile(act)
    table._rows[2].perks.click()
    section.tiers.ladder.entries["needs"].show("any")
    section.tiers.ladder.entries["fall"].show("one_step")
    meanwhile(press("Publish"))
    section.publish()
    ladder = club.programme(desk).ladder
    gold = ladder.tiers[2]
    assert (gold.from_rial, gold.from_visits) == (150_000_000, 6)
    assert gold.perks_en == ("Free delivery", "First to know")
    assert (ladder.needs, ladder.fall) == ("any", "one_step")
    assert [tier.code for tier in ladder.tiers] == ["bronze", "silver", "gold", "platinum"]


def test_a_tier_is_removed_but_never_the_last_one(section):
    table = section.tiers.table
    for _ in range(3):
        table._rows[-1].remove.click()
    assert [tier.code for tier in table.tiers()] == ["bronze"]
    assert not table._rows[0].remove.isEnabled()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t._rows[1].limit.set_amount(150_000_000), "begin at the same amount"),
        (lambda t: t._rows[0].limit.set_amount(10), "must begin at zero"),
        (lambda t: t._rows[2].percent.set_value("99999"), "between 0 and 10,000"),
        (lambda t: t._rows[2].name_fa.setText(" "), "This is needed."),
        (lambda t: t._rows[3].limit.set_amount(None), "This is needed."),
    ],
)
def test_tiers_a_club_cannot_live_by_are_refused_with_a_sentence(section, desk, change, words):
    change(section.tiers.table)
    section.publish()
    assert words in section.tiers.field.error()
    assert section.is_dirty
    assert len(club.programme(desk).tiers) == 4


# files, history, rehearsal


def test_the_rules_go_into_a_file_and_come_back(section, desk, tmp_path):
    programmes.publish(desk, with_rules(desk, FRIDAY))
    section.show_again()
    path = tmp_path / "rules.toml"
    files.save_to(path, section.checked())
    meanwhile(press("Publish"))
    section.earning.rules.list.remove_wanted.emit(1)
    section.publish()
    assert len(club.programme(desk).rules) == 1
    section.extras.take_file(path)
    assert section.earning.rules.rows[1] == FRIDAY
    assert section.is_dirty
    assert len(club.programme(desk).rules) == 1


def test_a_file_that_cannot_be_used_changes_nothing_and_says_the_line(section, tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text('[programme]\nunit = "rial"\n\n[spending]\nblock_toman = 1\n', "utf-8")
    seen = []
    meanwhile(lambda dialog: (seen.append(texts(dialog)), press("OK")(dialog)))
    section.extras.take_file(path)
    assert "Line 5" in seen[0]
    assert not section.is_dirty


def test_the_history_names_what_each_publishing_changed(section, desk):
    programmes.publish(desk, replace(club.programme(desk), silent_days=120))
    seen = []
    meanwhile(lambda dialog: (seen.append(texts(dialog)), press("Close")(dialog)))
    section.extras.history()
    assert "Not seen for (days): 120 instead of 90" in seen[0]
    assert "in force" in seen[0]
    assert "Maryam" in plain(seen[0])


def test_a_rehearsal_says_what_the_new_rules_would_have_cost(section, desk):
    """Two sales of 10,000,000 Rial: 200 points worth 200,000 Rial; at half the money 400."""
    member = make_member(desk)
    for _ in range(2):
        make_sale(desk, member.id, 10_000_000)
    meanwhile(fill(rial=50_000))
    section.earning.rules.open(0)

    def act(dialog: PublishDialog) -> None:
        dialog.panel.start.click()
        settle(section.runner_in_test)
        seen.append(dialog.panel.text())
        dialog.reject()

    seen = []
    meanwhile(act)
    section.publish()
    assert "20,000 Toman more (+100%)" in plain(seen[0])
    assert "1 member gains, 0 lose" in seen[0]
    assert club.programme(desk).rial_per_point == 100_000


def test_old_points_get_the_new_dates_only_when_it_is_signed_with_a_reason(section, desk):
    member = make_member(desk)
    make_sale(desk, member.id, 10_000_000)
    now = club.programme(desk)
    programmes.publish(desk, replace(now, lots=replace(now.lots, days=730)))
    seen = []

    def act(dialog) -> None:
        seen.append(texts(dialog))
        dialog.submit()
        seen.append(dialog.reason.error())
        dialog.reason.widget.setText("two years for all")
        dialog.submit()
        settle(section.runner_in_test)

    meanwhile(act)
    section.extras.move_lots()
    assert "100 points of 1 member get another last day." in seen[0]
    assert seen[1] == "This is needed."
    last = desk.db.execute_sql("SELECT expires_on FROM lot").fetchone()[0]
    assert last == (desk.today() + timedelta(days=730)).isoformat()


def test_a_manager_sees_the_rules_and_tries_them_but_changes_nothing(desk):
    with working(make, desk_of(desk, Role.MANAGER)) as section:
        assert not section.earning.rules.list.add.isVisible()
        assert not section.earning.rules.list.rows[0].switch.isEnabled()
        assert not section.tiers.table._rows[0].limit.isEnabled()
        assert not section.points.spending.fields["block_rial"].widget.isEnabled()
        assert not section.bar.isVisible()
        menu = section.menu.findChild(QMenu)
        assert len(menu.actions()) == 2
        section.bench.amount.set_amount(25_000_000)
        assert section.bench.points.text() == "312 points"


def test_nothing_is_new_where_nothing_was_changed(section, desk):
    now = club.programme(desk)
    assert differences(now, now, section.tabs) == []
    assert section.draft() == now
