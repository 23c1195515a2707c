"""All the club knows about one person: what a member who asks for it is handed."""

import json
import textwrap
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from peewee import ForeignKeyField

from loyaldesk import NAME, VERSION
from loyaldesk.domain.errors import Missing
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel import fmt
from loyaldesk.kernel.files import write_whole
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import Look, using
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import club, consents, member_words, merging
from loyaldesk.services.desk import Desk
from loyaldesk.services.exports import unwritable
from loyaldesk.services.telling import timeline_words
from loyaldesk.store import members as member_store
from loyaldesk.store import privacy as store
from loyaldesk.store import sales as sale_store
from loyaldesk.store import tables
from loyaldesk.store.fields import utc_text
from loyaldesk.store.queries import timeline as timeline_queries
from loyaldesk.store.tables.members import Member

FORMAT = "loyaldesk-member"
VERSION_OF_FORMAT = 1

LINE = 78
"""Letters of one line on paper; longer texts go on in the next."""

STEP = 500

_HIDDEN = frozenset({"name_key", "last_first_key", "words", "mobile_back", "pin_hash", "word_hash"})
"""What only finds or proves a person: no data of theirs."""

_LEFT_OUT = frozenset({"member_merge", "merge_move", "alike", "operator", "draft"})
"""Tables that name a member for the shop's own work, or name others too."""

_OF_SALE = ("sale_line", "sale_sheet")


def of_member(desk: Desk, member_id: int) -> dict[str, Any]:
    """Return everything the club holds about a member and the records merged into it.

    Every table that refers to a member is in it by itself, so that a new table cannot be
    forgotten; names of columns are the club's own. Moments are UTC, money Rial.

    Raises:
        Missing: If there is no such member.
        PermissionDenied: If the operator may not hand it over.
    """
    desk.require(Permission.MEMBER_REVEAL)
    with desk.reading(Permission.MEMBER_EXPORT):
        db = desk.db
        if sale_store.buyer(db, member_id) is None:
            raise Missing("member")
        ids = [member_id, *merging.merged_ids(db, member_id)]
        facts = club.facts(desk)
        found = {name: _rows(desk, name, columns, ids) for name, columns in _references()}
        sales = [row["id"] for row in found.get("sale", ())]
        for table in _OF_SALE:
            found[table] = _shown(store.rows_about(db, table, "sale_id", sales))
        told = consents.rules_of(db)[0].purpose(facts.language)
        return {
            "format": FORMAT,
            "version": VERSION_OF_FORMAT,
            "made_by": f"{NAME} {VERSION}",
            "made_at": utc_text(desk.clock()),
            "shop": facts.shop,
            "money": "rial",
            "told": told,
            "member": _shown(store.rows_about(db, "member", "id", ids)),
            "data": {name: rows for name, rows in sorted(found.items()) if rows},
        }


def _references() -> list[tuple[str, tuple[str, ...]]]:
    """Return each table with the columns that refer to a member."""
    found = []
    for table in tables.ALL:
        meta = table._meta  # noqa: SLF001  # peewee's own name for it
        columns = tuple(
            field.column_name
            for field in meta.sorted_fields
            if field.column_name == "member_id"
            or (isinstance(field, ForeignKeyField) and field.rel_model is Member)
        )
        if columns and meta.table_name not in {*_LEFT_OUT, "member"}:
            found.append((meta.table_name, columns))
    return found


def _rows(
    desk: Desk, table: str, columns: Sequence[str], ids: Sequence[int]
) -> list[dict[str, Any]]:
    rows = [row for column in columns for row in store.rows_about(desk.db, table, column, ids)]
    return _shown(rows)


def _shown(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            name: b64encode(value).decode() if isinstance(value, bytes) else value
            for name, value in row.items()
            if name not in _HIDDEN and value is not None and value != ""
        }
        for row in rows
    ]


def write_json(desk: Desk, member_id: int, path: Path) -> int:
    """Write all data of a member to a file, whole or not at all; return how many rows it holds.

    It stands in the trail who took it out.

    Raises:
        Missing: If there is no such member.
        StorageProblem: If the file cannot be written.
    """
    found = of_member(desk, member_id)
    count = len(found["member"]) + sum(len(rows) for rows in found["data"].values())
    text = json.dumps(found, ensure_ascii=False, indent=1)
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise unwritable(path, error) from error
    with desk.change(Permission.MEMBER_EXPORT) as change:
        change.note("member.export", "member", member_id, rows=count, kind="json")
    return count


def pdf(desk: Desk, member_id: int, look: Look, progress: Progress = SILENT) -> bytes:
    """Return what the club knows about a member as a person reads it: form, consent, what happened.

    It stands in the trail who took it out.

    Raises:
        Missing: If there is no such member.
    """
    from loyaldesk.reports import listing  # noqa: PLC0415 - reportlab loads when it is needed

    desk.require(Permission.MEMBER_REVEAL)
    with desk.reading(Permission.MEMBER_EXPORT), using(look):
        found = sale_store.buyer(desk.db, member_id)
        if found is None:
            raise Missing("member")
        rows = [*_form_rows(desk, member_id), *_told_rows(desk, look), *_past_rows(desk, member_id)]
        title = tr("What we know about member {number}").format(number=fmt.code(found.number))
        headers = (tr("Day"), tr("What"), tr("In words"))
        content = listing.render(title, headers, rows, look, club.facts(desk).shop, progress)
    with desk.change(Permission.MEMBER_EXPORT) as change:
        change.note("member.export", "member", member_id, rows=len(rows), kind="pdf")
    return content


def _form_rows(desk: Desk, member_id: int) -> list[tuple[str, str, str]]:
    stored = member_store.stored_draft(desk.db, member_id)
    if stored is None:
        return []
    rows: list[tuple[str, str, str]] = []
    for part in fields(stored[0]):
        value = getattr(stored[0], part.name)
        if not value:
            continue
        name = member_words.form_name(part.name)
        rows += _wrapped("", name, member_words.form_value(part.name, value))
    return rows


def _told_rows(desk: Desk, look: Look) -> list[tuple[str, str, str]]:
    told = consents.rules_of(desk.db)[0].purpose(look.language)
    return _wrapped("", tr("What members are told"), told) if told else []


def _past_rows(desk: Desk, member_id: int) -> list[tuple[str, str, str]]:
    rules, zone = club.programme_on(desk.db, desk.today()), desk.zone
    rows: list[tuple[str, str, str]] = []
    for one in [member_id, *merging.merged_ids(desk.db, member_id)]:
        skip = 0
        while some := timeline_queries.timeline(desk.db, one, STEP, skip):
            skip += len(some)
            for row in some:
                day = fmt.day(row.at.astimezone(zone).date())
                rows += _wrapped(day, member_words.event_name(row.kind), timeline_words(row, rules))
    return rows


def _wrapped(day: str, what: str, text: str) -> list[tuple[str, str, str]]:
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, LINE) or [""]]
    return [(day if not n else "", what if not n else "", part) for n, part in enumerate(lines)]
