"""The manual of the programme document names every key, and its examples can be used."""

import re
from dataclasses import MISSING
from datetime import date, time
from pathlib import Path

import pytest

from loyaldesk.domain.programme_keys import GOODS, LISTS, LOTS, TABLES, UNITS, WHEN, Key, default_of
from loyaldesk.domain.programme_toml import read
from loyaldesk.domain.programme_writing import value_text

DOCS = Path(__file__).parents[2] / "docs"
MANUALS = [("en", "PROGRAMME.md"), ("fa", "PROGRAMME.fa.md")]


def row(kind: object, key: Key, language: str) -> str:
    """Return the row of a key as both manuals have it."""
    in_persian = language == "fa"
    default = default_of(kind, key)
    if key.name in ("unit", "from"):
        shown = '`"rial"`' if key.name == "unit" else "–"
    elif default is MISSING:
        shown = "لازم" if in_persian else "needed"
    elif default is None:
        shown = "–"
    else:
        shown = f"`{value_text(key, default)}`"
    unit = UNITS[key.kind][in_persian]
    if key.choices:
        unit += ": " + " ".join(f"`{choice}`" for choice in key.choices)
    return f"| `{key.name}` | {unit} | {shown} | {key.fa if in_persian else key.en} |"


def rows(language: str) -> dict[str, list[str]]:
    """Return the rows of every table; what rules, rewards and stamp cards share stands once."""
    found = {
        name: [row(kind, key, language) for key in keys if not key.part]
        for name, (kind, _, keys) in (TABLES | LISTS).items()
    }
    rule = LISTS["rule"][0]
    found["goods"] = [row(rule, key, language) for key in GOODS]
    found["when"] = [row(rule, key, language) for key in WHEN]
    found["points"] = [row(TABLES["points"][0], key, language) for key in LOTS]
    return found


@pytest.mark.parametrize(("language", "name"), MANUALS)
def test_every_key_stands_in_the_manual_with_unit_default_and_meaning(language, name):
    text = (DOCS / name).read_text("utf-8")
    missing = [one for table in rows(language).values() for one in table if one not in text]
    assert missing == []


@pytest.mark.parametrize(("language", "name"), MANUALS)
def test_every_example_of_the_manual_is_a_programme_a_club_can_live_by(language, name):
    text = (DOCS / name).read_text("utf-8")
    blocks = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert len(blocks) >= 17
    for block in blocks:
        assert read(block).checked(), block


def test_both_manuals_have_the_same_examples():
    texts = [(DOCS / name).read_text("utf-8") for _, name in MANUALS]
    english, persian = (re.findall(r"```toml\n(.*?)```", text, re.DOTALL) for text in texts)
    assert [read(block) for block in english] == [read(block) for block in persian]


def test_what_the_manual_says_of_its_examples_is_so():
    text = (DOCS / "PROGRAMME.md").read_text("utf-8")
    by_key = {}
    for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL):
        by_key.setdefault(block.split("]")[0].strip("["), read(block))
    lots = by_key["points"].lots
    assert lots.last_day(date(2026, 11, 21)) == date(2027, 3, 20)  # 29 Esfand 1405
    assert lots.usable_from(date(2026, 11, 21)) == date(2026, 11, 28)
    spending = by_key["spending"].spending
    assert spending.most_points(1_250, 1_000_000) == 1_200
    assert spending.worth_rial(1_200) == 240_000
    assert by_key["rule"].rules[0].when.from_time == time(17)
