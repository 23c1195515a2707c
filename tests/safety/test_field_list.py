"""ASVS 14.1.1: the page about personal data names every column that can hold a person's words."""

import re
from pathlib import Path

import pytest
from peewee import BlobField, CharField, TextField

from loyaldesk.domain.permissions import Permission
from loyaldesk.store import tables
from tests.safety import canaries
from tests.safety.canaries import Places, is_marked

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("PRIVACY.md", "PRIVACY.fa.md")

EVERYWHERE = frozenset({
    "at", "key", "kind", "state", "till", "channel", "act", "subject", "tier", "language", "place",
    "uid", "unit", "zone", "row_key", "stamp", "mac", "v",
})  # fmt: skip
"""Columns that hold a moment, a code of the program or a key made by it, in whatever table."""

NOBODY = {
    "absence": "", "agreement": "remind_days", "alike": "why", "answer_version": "end_reason",
    "audit": "result detail", "care_event": "", "club": "shop logo settings",
    "complaint": "category policy root_cause", "consent_event": "source wording",
    "contact": "direction result rival_reason about", "counter": "name",
    "day_change": "code name reason", "followup": "about reason role skill outcome recurrence",
    "followup_event": "what code", "goal": "text", "hold": "basket", "import_run": "options counts",
    "incident": "text product", "insight_column": "name body", "job": "name",
    "kpi": "name metric segment better period calendar", "lease": "host",
    "lost_member": "basis reason", "lot_date": "reason", "mark_event": "was becomes",
    "member": "number", "member_mark": "stage ruled risk why", "operator": "role",
    "pack_run": "folder", "playbook": "code", "playbook_run": "about reason",
    "playbook_step": "reason", "playbook_version": "document", "points_entry": "reason",
    "programme": "document", "promise_tick": "promise", "prospect": "source",
    "record_event": "what code", "reward_stock": "reward", "reward_use": "reward delivery",
    "role": "code name", "role_right": "role permission", "rule_gain": "rule",
    "rulebook": "name document", "sale": "source outside_receipt",
    "sale_line": "product name category brand", "sale_sheet": "document", "shop_figure": "note",
    "stamp_entry": "card", "tier_change": "from_tier to_tier reason",
    "topic": "name_fa name_en", "trial": "name",
    "voucher": "code_key typed reward document source",
}  # fmt: skip
"""Columns of codes, of goods, of the shop's own plans and documents: of no person."""


def documented(page: str) -> set[tuple[str, str]]:
    """Return table and column of everything that a page names."""
    found = set()
    for line in (DOCS / page).read_text("utf-8").splitlines():
        if line.startswith("|"):
            for table, columns in re.findall(r"`(\w+)`: ((?:`\w+`\s?)+)", line):
                found |= {(table, column) for column in re.findall(r"\w+", columns)}
    return found


def columns(*, words_only: bool = True) -> set[tuple[str, str]]:
    """Return table and column of everything in the club; *words_only*: that holds words."""
    kinds = (TextField, CharField, BlobField)
    return {
        (model._meta.table_name, field.column_name)
        for model in tables.ALL
        for field in model._meta.sorted_fields
        if not words_only or isinstance(field, kinds)
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_column_of_words_is_on_the_page_or_is_nobodys(page):
    nobodys = {(table, name) for table, names in NOBODY.items() for name in names.split()}
    open_ = {
        (table, column) for table, column in columns() - documented(page) - nobodys
        if column not in EVERYWHERE and not column.endswith(("_at", "_due", "until"))
    }  # fmt: skip
    assert open_ == set(), "say in docs/PRIVACY.md what is kept there, or here that it is nobody's"


@pytest.mark.parametrize("page", PAGES)
def test_the_page_names_nothing_that_is_not_in_the_club(page):
    assert documented(page) - columns(words_only=False) == set()
    assert {("member", "birthday"), ("member", "wedding_on")} <= documented(page)


def test_both_pages_name_the_same():
    one, other = (
        [re.findall(r"`[\w.]+`", line) for line in (DOCS / page).read_text("utf-8").splitlines()
         if line.startswith("|")]
        for page in PAGES
    )  # fmt: skip
    assert one == other


@pytest.mark.parametrize("page", PAGES)
def test_the_rights_of_the_page_are_rights(page):
    named = set(re.findall(r"`([a-z_]+\.[a-z_]+)`", (DOCS / page).read_text("utf-8")))
    assert named <= {right.value for right in Permission}


@pytest.mark.gate
def test_wherever_a_person_was_put_is_on_the_page(scale):
    """By the marked values: no column that was thought of as nobody's holds one."""
    places = Places(scale.folder)
    desk = canaries.founded(places)
    filled = canaries.fill(desk, places.folder("asked"))
    own = [
        text for name, text in filled.marks.given.items()
        if name not in filled.shop and not name.startswith("second")
    ]  # fmt: skip
    found = set()
    for table in {table for table, _ in columns()}:
        rows = desk.db.execute_sql(f'SELECT * FROM "{table}"')
        names = [each[0] for each in rows.description]
        for row in rows.fetchall():
            told = {name: str(value) for name, value in zip(names, row, strict=True) if value}
            found |= {
                (table, name) for name, value in told.items()
                if is_marked(value.encode()) and any(text.lower() in value.lower() for text in own)
            }  # fmt: skip
    desk.db.close()
    assert len(found) > 40
    assert found - documented(PAGES[0]) == set()
