"""The programme document: what is written is read again, and what is wrong is found in its line."""

from dataclasses import fields, replace
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyaldesk.domain.conditions import Goods, When
from loyaldesk.domain.errors import ProgrammeFileErrors
from loyaldesk.domain.programme import Programme
from loyaldesk.domain.programme_keys import LISTS, LOTS, TABLES, UNITS
from loyaldesk.domain.programme_toml import LARGEST_FILE, ONE_TIER, read, read_document, write
from loyaldesk.domain.rewards import Limits, Returns, Reward, RewardKind, Spending, Take
from loyaldesk.domain.rules import (
    Base,
    Bonus,
    Event,
    Expiry,
    Gives,
    LotTerms,
    Per,
    Rounding,
    Rule,
    StampCard,
)
from loyaldesk.domain.tiers import Ladder, Tier

FIXTURES = Path(__file__).parents[1] / "fixtures" / "programmes"

WORDS = (
    st.text("aZ9 چای‌گ\"'\\#[]=،٪", min_size=1, max_size=12)
    .map(str.strip)
    .filter(lambda text: text.strip("\u200c ") == text and text and "  " not in text)
)
TEXTS = st.lists(WORDS, max_size=3).map(tuple)
CODES = st.text("abcxyz_-.019", min_size=1, max_size=8)
RIAL, COUNT = st.integers(0, 10**12), st.integers(0, 10**6)
TENS = st.integers(0, 10**11).map(lambda toman: toman * 10)
FLAG = st.booleans()
DAYS = st.none() | st.dates(date(1921, 3, 21), date(2100, 1, 1))
TIMES = st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0))


def one_of(kinds):
    return st.sampled_from([kind.value for kind in kinds])


LOT_TERMS = st.builds(
    LotTerms, one_of(Expiry), COUNT, COUNT, COUNT, st.sampled_from(["jalali", "gregorian"]), COUNT
)
GOODS = st.builds(
    Goods, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS, TEXTS,
    st.sampled_from([(), ("goods",), ("goods", "delivery")]),
)  # fmt: skip


def whens(money):
    return st.builds(
        When, DAYS, DAYS, money, FLAG, FLAG, COUNT, TEXTS,
        st.sampled_from([(), ("fri",), ("sat", "sun")]), TIMES, TIMES, TEXTS, FLAG, TEXTS,
        st.just("") | WORDS,
    )  # fmt: skip


def many(rows):
    return st.lists(rows, max_size=3, unique_by=lambda row: row.code).map(tuple)


def rules(money):
    cap = st.none() | st.integers(1, 10**6)
    return many(st.builds(
        Rule, CODES, WORDS, WORDS, one_of(Per), COUNT, money, COUNT, one_of(Gives), GOODS,
        whens(money), FLAG, one_of(Rounding), st.sampled_from(["receipt", "line"]),
        st.none() | FLAG, cap, cap, cap, FLAG, FLAG, st.none() | LOT_TERMS, FLAG,
    ))  # fmt: skip


def programmes(money=RIAL):
    tiers = st.lists(st.builds(
        Tier, CODES, WORDS, WORDS, st.none() | money, COUNT, st.none() | COUNT, st.none() | COUNT,
        st.none() | money, st.none() | COUNT, TEXTS, TEXTS,
    ), min_size=1, max_size=3, unique_by=lambda tier: tier.code).map(tuple)  # fmt: skip
    return st.builds(
        Programme, rules(money),
        st.builds(Base, FLAG, FLAG, st.sampled_from(["spread", "whole", "ignored"]), FLAG, FLAG,
                  FLAG, FLAG, st.sampled_from(["before", "after"])),
        LOT_TERMS,
        st.builds(Spending, COUNT, money, COUNT, COUNT, COUNT, COUNT, COUNT, COUNT, FLAG),
        many(st.builds(
            Reward, CODES, WORDS, WORDS, one_of(RewardKind), one_of(Take), COUNT, money, COUNT,
            money, st.sampled_from(["rest", "goods"]), COUNT, COUNT, COUNT, FLAG, GOODS,
            whens(money), FLAG, st.just("") | WORDS, COUNT, COUNT, st.none() | COUNT, COUNT, FLAG,
        )),
        many(st.builds(
            StampCard, CODES, WORDS, WORDS, COUNT, CODES, st.sampled_from(["unit", "order"]),
            GOODS, whens(money), COUNT, FLAG,
        )),
        many(st.builds(
            Bonus, CODES, WORDS, WORDS, one_of(Event), COUNT, COUNT, money, COUNT, COUNT, COUNT,
            st.none() | LOT_TERMS, FLAG,
        )),
        st.builds(Returns, st.sampled_from(["line", "share", "recompute"]),
                  st.sampled_from(["keep_down", "take_down"]),
                  st.sampled_from(["debt", "clip", "block"]), FLAG, COUNT),
        st.builds(Ladder, tiers, st.sampled_from(["rolling", "lifetime", "year", "since_change"]),
                  COUNT, st.sampled_from(["jalali", "gregorian"]), st.sampled_from(["all", "any"]),
                  st.sampled_from(["direct", "one_step", "never"]), COUNT, COUNT),
        st.builds(Limits, COUNT, COUNT, COUNT, COUNT),
        COUNT, COUNT, DAYS, st.just("") | WORDS,
    )  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(programme=programmes(), language=st.sampled_from(["fa", "en"]))
def test_what_is_written_is_read_again(programme, language):
    assert read(write(programme, language=language)) == programme


@settings(max_examples=15, deadline=None)
@given(programme=programmes(TENS))
def test_a_programme_in_toman_is_the_same_programme(programme):
    assert read(write(programme, unit="toman")) == programme


def test_toman_is_not_written_where_a_rial_would_be_lost():
    odd = replace(Programme(), spending=Spending(block_rial=15))
    text = write(odd, unit="toman")
    assert 'unit = "rial"' in text
    assert read(text) == odd


def test_every_field_of_a_programme_has_a_key():
    for kind, _, keys in (TABLES | LISTS).values():
        named = {key.field for key in keys if not key.part}
        asked = {f.name for f in fields(kind)} - {"goods", "when", "tiers"}
        if kind is Programme:
            asked -= {"rules", "base", "lots", "spending", "rewards", "stamps", "bonuses"}
            asked -= {"returns", "ladder", "limits"}
            named -= {"unit", "from"}
        assert named == asked, kind
    for name, part in (("goods", Goods), ("when", When)):
        named = {key.field for key in LISTS["rule"][2] if key.part == name}
        assert named == {f.name for f in fields(part)}
    assert {key.kind for _, _, keys in (TABLES | LISTS).values() for key in keys} <= set(UNITS)
    assert {key.field for key in LOTS} == {f.name for f in fields(LotTerms)}


def test_a_file_says_what_people_mean():
    document = read_document("""
        [programme]
        unit = "toman"
        from = 1405-09-01          # bare Jalali days too
        ends_on = "1406/12/29"

        [points]
        expires = "year_end"
        years = 1

        [spending]
        block_points = 100
        block_toman = 1_000

        [[rule]]
        code = "cheese"
        name_fa = "پنیر"
        points = 3
        toman = 15_000
        minimum_toman = 20_000
        minimum_quantity = 1.25
        products = ["cheese"]
        weekdays = ["thu", "fri"]
        from_time = "18:00"
        until_time = 23:30:00
        first_day = 1405-06-31
        with_code = "Yalda"
        lots = { expires = "days", days = 30 }
    """)
    programme = document.programme
    rule = programme.rules[0]
    assert document.from_day == date(2026, 11, 22)
    assert programme.ends_on == date(2028, 3, 19)
    assert (programme.spending.block_points, programme.spending.block_rial) == (100, 10_000)
    assert (rule.name_fa, rule.name_en) == ("پنیر", "پنیر")
    assert (rule.points, rule.rial, rule.when.minimum_rial) == (3, 150_000, 200_000)
    assert rule.when.minimum_quantity == 1250
    assert (rule.when.from_time, rule.when.until_time) == (time(18), time(23, 30))
    assert rule.when.first_day == date(2026, 9, 22)  # a 31st of Shahrivar, not of September
    assert rule.when.code == "Yalda"
    assert rule.lots == LotTerms(days=30)
    assert programme.tiers == (ONE_TIER,)


def test_points_of_a_wallet_are_money_in_the_unit_of_the_file():
    text = """[programme]
unit = "toman"
[[rule]]
code = "back"
name_en = "Cashback"
per = "order"
gives = "wallet"
points = 5_000
cap_day = 20_000
"""
    rule = read(text).rules[0]
    assert (rule.points, rule.cap_day) == (50_000, 200_000)
    assert "points = 5000" in write(read(text), unit="toman")


def test_a_sub_table_is_read_like_an_inline_one():
    text = '[[rule]]\ncode = "a"\nname_en = "A"\n[rule.lots]\nexpires = "dayz"\n'
    (problem,) = problems(text)
    assert (problem.line, problem.where) == (5, "[[rule]] a: lots.expires")


def problems(text):
    with pytest.raises(ProgrammeFileErrors) as caught:
        read(text)
    return caught.value.problems


HEAD = '[[rule]]\ncode = "a"\nname_en = "A"\n'


@pytest.mark.parametrize(
    ("text", "line", "why", "known"),
    [
        ("[spending]\nblok_points = 3", 2, "unknown key", "block_points"),
        ("[spending]\nexpiring_days = 3", 2, "unknown key", "[programme] expiring_days"),
        ("[spendings]\nblock_points = 3", 1, "unknown table", "[spending]"),
        ("expiring_days = 3", 1, "outside a table", "[programme] expiring_days"),
        ("[rule]\ncode = 'a'", 1, "many tables", "[[rule]]"),
        ("[[points]]\ndays = 3", 1, "one table", "[points]"),
        ("points = 3", 1, "one table", "[points]"),
        ("\n\n[points]\n# life\ndays = 3.5", 5, "fraction", None),
        (HEAD + "rial = 100.0", 4, "fraction", None),
        (HEAD + "rial = nan", 4, "not a number", None),
        (HEAD + "rial = true", 4, "not a number", None),
        (HEAD + 'rial = "100"', 4, "not a number", None),
        (HEAD + "rial = 99999999999999999999", 4, "large", None),
        (HEAD + "toman = 100", 4, "wrong unit rial", "rial"),
        (HEAD + "minimum_toman = 100", 4, "wrong unit rial", "minimum_rial"),
        ('[programme]\nunit = "toman"\n[spending]\nblock_rial = 3', 4, "wrong unit toman",
         "block_toman"),
        ('[programme]\nunit = "dollar"', 2, "unknown choice", "rial"),
        (HEAD + 'per = "mony"', 4, "unknown choice", "money"),
        (HEAD + "per = 3", 4, "unknown choice", "money"),
        (HEAD + 'weekdays = ["friday"]', 4, "unknown choice", None),
        (HEAD + 'weekdays = "fri"', 4, "not a list", None),
        (HEAD + 'products = "tea"', 4, "not a list", None),
        (HEAD + "products = [3]", 4, "not text", None),
        (HEAD + 'stop = "yes"', 4, "not true or false", None),
        (HEAD + "stop = 1", 4, "not true or false", None),
        (HEAD + 'first_day = "1405-12-31"', 4, "not a day", None),
        (HEAD + "first_day = 1405-13-01", 4, "not a day", None),
        (HEAD + "first_day = 2026-11-21T10:00:00", 4, "not a day", None),
        (HEAD + 'from_time = "25:00"', 4, "not a time", None),
        (HEAD + "minimum_quantity = 1.2345", 4, "too fine", None),
        (HEAD + "minimum_quantity = 1e400", 4, "large", None),
        (HEAD + "lots = 30", 4, "one table", None),
        (HEAD + 'points = 1\nname_fa = "a\\u0000b"', 5, "unstorable", None),
        ("[[rule]]\nname_en = 'A'", 1, "missing", "code"),
        ("[[bonus]]\ncode = 'a'\nname_en = 'A'\nevent = 'welcome'", 1, "missing", "points"),
        (HEAD + HEAD, 5, "code twice", None),
        ("[points]\ndays = 3\ndays = 4", 3, "stands twice", None),
        ("[points]\n[points]", 2, "stands twice", None),
        ("[points]\ndays =", 2, "not toml", None),
        ("[points]\ndays = 3 days\n\n", 2, "not toml", None),
        ("a = [", 1, "not toml", None),
        ("a = " + "[" * 5000, 0, "not toml", None),
        ("a = " + "9" * 5000, 0, "not toml", None),
        ("a\0b", 1, "unstorable", None),
        ("[points]\nx = '\ud800'", 2, "unstorable", None),
        ("#" * (LARGEST_FILE + 1), 0, "file too large", None),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line_and_what_was_meant(text, line, why, known):
    found = problems(text)[0]
    assert found.why == why
    assert found.line == line or line == 0
    assert known is None or found.known[0] == known


def test_everything_wrong_is_told_at_once_and_in_the_order_of_the_lines():
    found = problems(HEAD + "rial = 1.5\n[points]\nexpires = 'day'\ndayz = 3\n[spendin]\nx = 1\n")
    assert [(one.line, one.why) for one in found] == [
        (4, "fraction"), (6, "unknown choice"), (7, "unknown key"), (8, "unknown table"),
    ]  # fmt: skip


def test_lines_are_right_behind_texts_and_lists_of_several_lines():
    text = (
        '[[rule]]\ncode = "a"\nname_en = """\n[points]\ndays = "x\n"""\nproducts = [\n  "a#",\n'
        '  "rial = 3",\n]\nrial = 1.5\n\r\n[[rule]]  # [[rule]]\ncode = "b"\nname_en = "B"\n'
        "points = 2.5\n"
    )
    assert [(one.line, one.where) for one in problems(text)] == [
        (11, "[[rule]] a: rial"), (16, "[[rule]] b: points"),
    ]  # fmt: skip


def test_a_byte_order_mark_and_the_line_ends_of_windows_are_passed_over():
    assert read("\ufeff" + write(Programme()).replace("\n", "\r\n")) == Programme()


@pytest.mark.parametrize("name", ["odoo", "erpnext", "openloyalty", "square"])
def test_the_profiles_of_other_programs_are_documents(name):
    text = (FIXTURES / f"{name}.toml").read_text("utf-8")
    programme = read(text).checked()
    assert read(write(programme)) == programme
