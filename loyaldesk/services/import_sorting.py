"""What each row of a list would do to the club: be added, be there already, or be refused.

The dry run and the import itself ask here, so that they say the same.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, time
from itertools import chain
from zoneinfo import ZoneInfo

from loyaldesk.domain import import_names, points
from loyaldesk.domain.cards import CodeKind, is_card_number
from loyaldesk.domain.importing import KeyCounter, MemberRow, Problem, SaleRow, member_key
from loyaldesk.domain.members import (
    MemberDraft,
    MemberKind,
    checked,
    is_company_id,
    is_national_id,
)
from loyaldesk.kernel import phone
from loyaldesk.kernel.errors import SeveralBadInputs
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import ascii_digits, clean, code_key, fold
from loyaldesk.services import import_problems as words
from loyaldesk.services.import_problems import BadRow, told
from loyaldesk.store import accounts as account_store
from loyaldesk.store import imports as store
from loyaldesk.store import members as member_store
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_text

Staged = tuple[int, str]
"""Line, and what the row will bring, as text."""

MOST_DUPLICATES = 500


@dataclass(slots=True)
class Counts:
    """What an import does; ``visits`` are among ``added``.

    Every row is added, there already, or bad.
    """

    rows: int = 0
    added: int = 0
    members_added: int = 0
    already_there: int = 0
    visits: int = 0
    bad: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row of a list of members and the member who may be the same person.

    ``why`` is ``mobile``, ``code``, ``card``, ``national_id`` or ``name``; a row alike by name
    only is added all the same.
    """

    line: int
    name: str
    member_id: int
    number: str
    member_name: str
    why: str


@dataclass(slots=True)
class Sorted:
    """A part of a list, sorted."""

    staged: list[Staged] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class StagedSale:
    """A row of sales that waits. ``member_id`` 0: somebody with this code is to be made."""

    code: str
    member_id: int
    sold_at: str
    amount_rial: int
    receipt: str
    key: str
    name: str

    def to_text(self) -> str:
        """Return the row as it waits: its moment first, by which the rows are moved."""
        rest = (self.code, self.member_id, self.amount_rial, self.receipt, self.key, self.name)
        return self.sold_at + json.dumps(rest, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> "StagedSale":
        """Return the row that waits as *text*."""
        code, member_id, amount_rial, receipt, key, name = json.loads(text[20:])
        return cls(code, member_id, text[:20], amount_rial, receipt, key, name)


Whose = int | Callable[[int], BadRow]
"""The member of a code, 0 for one that is to be made, or what to say of a line."""


@dataclass(slots=True)
class SaleSorter:
    """Sorts the rows of a list of sales."""

    db: ClubDatabase
    zone: ZoneInfo
    now: datetime
    create_members: bool
    counts: Counts
    _keys: KeyCounter = field(default_factory=KeyCounter)
    _members: dict[str, Whose] = field(default_factory=dict)
    _new: set[str] = field(default_factory=set)
    _receipts: dict[int, int] = field(default_factory=dict)

    def sort(self, rows: Sequence[SaleRow]) -> Sorted:
        """Return what becomes of *rows*; they must come in the order of the file."""
        done = Sorted()
        keyed = [(self._keys.key(row), row) for row in rows]
        there = store.known_sales(self.db, [key for key, _ in keyed])
        for key, row in keyed:
            if row.receipt and (bad := self._seen_receipt(key, row, there)):
                if isinstance(bad, BadRow):
                    done.bad.append(bad)
                else:
                    self.counts.already_there += 1
            elif not row.receipt and key in there:
                self.counts.already_there += 1
            else:
                self._sort_new(key, row, done)
        return done

    def _seen_receipt(self, key: str, row: SaleRow, there: dict[str, int]) -> BadRow | bool:
        """Return whether the receipt is known; a bad row if it was another sale then."""
        content = f"{row.member}|{row.on}|{row.at}|{row.amount_rial}".encode()
        mark, sum_ = int(key[2:17], 16), zlib.crc32(content)
        seen = self._receipts.setdefault(mark, row.line << 32 | sum_)
        if seen >> 32 != row.line and seen & 0xFFFFFFFF != sum_:
            return words.twice(row.line, "receipt", row.receipt, seen >> 32)
        if seen >> 32 != row.line:
            return True
        if key not in there:
            return False
        if there[key] != row.amount_rial:
            return words.other_sale(row.line, row.receipt)
        return True

    def _sort_new(self, key: str, row: SaleRow, done: Sorted) -> None:
        sold_at = moment_of(row.on, row.at, self.zone, self.now)
        if sold_at is None:
            given = f"{row.on} {row.at}"
            done.bad += told([Problem(row.line, "date", "future", given)])
            return
        member = self._members.get(row.member)
        if member is None:
            member = self._members[row.member] = self._whose(row.member)
        if callable(member):
            done.bad.append(member(row.line))
            return
        self.counts.added += 1
        self.counts.visits += row.is_visit
        staged = StagedSale(
            row.member, member, utc_text(sold_at), row.amount_rial, row.receipt, key,
            "" if member else row.name,
        )  # fmt: skip
        done.staged.append((row.line, staged.to_text()))

    def _whose(self, code: str) -> Whose:
        hits = member_store.by_code(self.db, code)
        if len(hits) > 1:
            names = tuple(hit.name for hit in hits)
            return lambda line: words.ambiguous(line, "member", code, names)
        if hits and hits[0].member_state == "erased":
            return lambda line: words.erased_member(line, code)
        if hits:
            return hits[0].member_id
        if not self.create_members:
            return lambda line: words.unknown_member(line, code)
        if (key := member_key(code)) not in self._new:
            self._new.add(key)
            self.counts.members_added += 1
        return 0


def moment_of(on: date, at: time | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return the moment of a row in UTC; a day alone is taken at noon. None: it has not come."""
    moment = datetime.combine(on, at or time(12), zone).astimezone(UTC)
    if at is None:
        return min(moment, now)
    return moment if moment <= now else None


def draft_of_code(code: str, name: str) -> MemberDraft:
    """Return the form of somebody of whom a list of sales knows a code and perhaps a name."""
    mobile = phone.normalize(code) or ""
    if not name:
        return MemberDraft(last_name=code, mobile=mobile, source="import")
    if import_names.is_company_name(name):
        return MemberDraft(
            company_name=name, kind=MemberKind.COMPANY, mobile=mobile, source="import"
        )
    honorific, rest = import_names.split_honorific(name)
    first, last = import_names.split_name(rest)
    return MemberDraft(first, last, mobile, honorific=honorific, source="import")


@dataclass(frozen=True, slots=True)
class NewMember:
    """A row of members, ready to be enrolled."""

    draft: MemberDraft
    codes: tuple[tuple[str, CodeKind], ...]
    note: str


def new_member(row: MemberRow, today: date) -> NewMember:
    """Return what is to be enrolled for a row.

    A national id or postal code with a wrong digit cannot be a field; it is kept in the note.

    Raises:
        SeveralBadInputs: If the member's form cannot be stored so.
    """
    is_company = bool(row.company)
    notes = [row.note] if row.note else []
    national_id, postal_code = row.national_id, row.postal_code
    if national_id and not (is_company_id if is_company else is_national_id)(national_id):
        notes.append(tr("National id in the list: {given}").format(given=national_id))
        national_id = ""
    if postal_code and not (postal_code.isdecimal() and len(postal_code) == 10):
        notes.append(tr("Postal code in the list: {given}").format(given=postal_code))
        postal_code = ""
    last_name = row.last_name
    if not (row.first_name or last_name or row.company):
        last_name = row.code or row.card or phone.national(row.mobile)
    draft = MemberDraft(
        row.first_name, last_name, row.mobile,
        kind=MemberKind.COMPANY if is_company else MemberKind.PERSON, honorific=row.honorific,
        company_name=row.company, national_id=national_id, gender=row.gender,
        birthday=row.birthday, email=row.email, landline=row.landline, address=row.address,
        postal_code=postal_code, tags=row.tags, source="import",
    )  # fmt: skip
    typed = dict.fromkeys(clean(code) for code in (row.card, row.code) if code)
    codes = {code_key(code): code for code in reversed(typed)}
    kinds = tuple((code, kind_of_code(code, row.card)) for code in reversed(codes.values()))
    return NewMember(checked(draft, today), kinds, "\n".join(notes))


def kind_of_code(code: str, card: str) -> CodeKind:
    """Return what a code of a list is: a card only with the right check digit."""
    is_card = code == clean(card) and is_card_number(ascii_digits(code_key(code)))
    return CodeKind.CARD if is_card else CodeKind.FORMER


@dataclass(slots=True)
class MemberSorter:
    """Sorts the rows of a list of members."""

    db: ClubDatabase
    today: date
    allow_shared_mobiles: bool
    counts: Counts
    duplicates: list[Duplicate] | None = None
    _seen: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    def sort(self, rows: Sequence[MemberRow]) -> Sorted:
        """Return what becomes of *rows*; they must come in the order of the file."""
        done = Sorted()
        keys = [member_row_key(row) for row in rows]
        there = store.known_keys(self.db, keys)
        for key, row in zip(keys, rows, strict=True):
            found = self._refusal(row)
            if isinstance(found, BadRow):
                done.bad.append(found)
            elif found or key in there or (found := self.already_there(row)) is True:
                self.counts.already_there += 1
            elif found is not False:
                done.bad.append(found)
            else:
                self._sort_new(row, done)
        return done

    def _sort_new(self, row: MemberRow, done: Sorted) -> None:
        try:
            new = new_member(row, self.today)
        except SeveralBadInputs as error:
            done.bad += words.of_inputs(row.line, error.problems)[:1]
            return
        if (row.points or 0) > points.MOST_POINTS:
            done.bad += told([Problem(row.line, "points", "large", str(row.points))])
            return
        if self.duplicates is not None and len(self.duplicates) < MOST_DUPLICATES:
            for id_, number, name in store.members_named(self.db, fold(new.draft.name)):
                self.duplicates.append(Duplicate(row.line, row.name, id_, number, name, "name"))
        self.counts.added += 1
        self.counts.members_added += 1
        done.staged.append((row.line, row_to_text(row)))

    def _refusal(self, row: MemberRow) -> BadRow | bool:
        """Return whether the same row stood in the file before; a bad row if half of it did."""
        content = hashlib.sha256(row_to_text(replace(row, line=0)).encode()).digest()[:8]
        marks = list(self._marks(row))
        if not marks:
            marks = [("name", "", f"row:{member_row_key(row)}")]
        for name, given, mark in marks:
            line, same = self._seen.setdefault(mark, (row.line, content))
            if line != row.line and same == content:
                return True
            if line != row.line and given:
                return words.twice(row.line, name, given, line)
        return False

    def _marks(self, row: MemberRow) -> list[tuple[str, str, str]]:
        """Return (field, given, key) of all that nobody else in the file may have."""
        marks = [
            (name, given, f"code:{code_key(given)}")
            for name, given in (("code", row.code), ("card", row.card))
            if given
        ]
        if row.mobile and not self.allow_shared_mobiles:
            marks.append(("mobile", phone.national(row.mobile), f"mobile:{row.mobile}"))
        if is_national_id(row.national_id):
            marks.append(("national_id", row.national_id, f"national_id:{row.national_id}"))
        unique = {mark: (name, given, mark) for name, given, mark in reversed(marks)}
        return list(reversed(unique.values()))

    def already_there(self, row: MemberRow) -> BadRow | bool:
        """Return whether the club has the member; a bad row if that cannot be told for sure."""
        for name, given in (("code", row.code), ("card", row.card)):
            kind = account_store.used_by(self.db, given) if given else ""
            if kind in ("gift_card", "voucher"):
                return words.not_a_members(row.line, name, given)
        found = self._who_has(row)
        if not found:
            return False
        ids = {id_ for id_, _, _ in found}
        name, given = next(
            (name, given)
            for name, given in (
                ("code", row.code), ("card", row.card), ("mobile", phone.national(row.mobile)),
                ("national_id", row.national_id),
            )
            if given
        )  # fmt: skip
        if len(ids) > 1:
            return words.ambiguous(row.line, name, given, sorted({who for _, who, _ in found}))
        id_, who, whys = found[0][0], found[0][1], {why for _, _, why in found}
        if row.mobile and "mobile" not in whys and not self.allow_shared_mobiles:
            mobile = self._mobile(id_)
            if mobile and mobile != row.mobile:
                return words.taken(row.line, name, given, who)
        self._note_duplicate(row, id_, who, found[0][2])
        return True

    def _mobile(self, member_id: int) -> str:
        found = member_store.stored_draft(self.db, member_id)
        return found[0].mobile if found else ""

    def _note_duplicate(self, row: MemberRow, member_id: int, name: str, why: str) -> None:
        if self.duplicates is not None and len(self.duplicates) < MOST_DUPLICATES:
            number = self.db.execute_sql(
                "SELECT number FROM member WHERE id = ?", (member_id,)
            ).fetchone()[0]
            self.duplicates.append(Duplicate(row.line, row.name, member_id, number, name, why))

    def _who_has(self, row: MemberRow) -> list[tuple[int, str, str]]:
        """Return (id, name, why) of the members who have something of the row's."""
        codes = ((name, code) for name, code in (("code", row.code), ("card", row.card)) if code)
        by_code = (
            (hit.member_id, hit.name, name)
            for name, code in codes
            for hit in member_store.by_code(self.db, code)
        )
        by_mobile: list[tuple[int, str, str]] = []
        if row.mobile and not self.allow_shared_mobiles:
            having = member_store.with_mobile(self.db, row.mobile)
            by_mobile = [(id_, name, "mobile") for id_, name in having[:1]]
        by_id: list[tuple[int, str, str]] = []
        if is_national_id(row.national_id):
            one = member_store.with_national_id(self.db, row.national_id, None)
            by_id = [(one[0], one[2], "national_id")] if one else []
        return list(chain(by_code, by_mobile, by_id))


def member_row_key(row: MemberRow) -> str:
    """Return by what a row of members is known again: who it is, not what it says of them."""
    parts = (
        code_key(row.code), code_key(row.card), row.mobile, row.national_id,
        fold(row.name or row.company),
    )  # fmt: skip
    return "p:" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


_DATES = ("birthday", "points_expire_on", "registered_on")


def row_to_text(row: MemberRow) -> str:
    """Return a row of members as it waits."""
    plain = asdict(replace(row, warnings=()))
    for name in _DATES:
        plain[name] = plain[name].isoformat() if plain[name] else None
    return json.dumps({name: value for name, value in plain.items() if value not in ("", None, ())})


def row_from_text(text: str) -> MemberRow:
    """Return the row that waits as *text*."""
    read = json.loads(text)
    for name in _DATES:
        if name in read:
            read[name] = date.fromisoformat(read[name])
    if "tags" in read:
        read["tags"] = tuple(read["tags"])
    return MemberRow(**read)
