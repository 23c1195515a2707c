"""Proving the seals of a club: each change is read again, and what does not fit is named."""

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import Any

from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.seals import PARTS, Finding, Head, Kind, Verdict
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.store.fields import utc_moment
from loyaldesk.store.seals import (
    BEGINNING,
    BLOCK,
    COLUMNS,
    EMPTY,
    HINT_BYTES,
    NO_MAC,
    NOTHING,
    SEAL_COLUMNS,
    Ask,
    Ends,
    Seal,
    compose,
    seal_of,
    state_of,
    tag_of,
    text_of,
)

MOST = 100
"""Findings that are told; a club with more has one story anyway."""

_TOLD_ROWS = 5
_SEALS = f"SELECT {SEAL_COLUMNS} FROM seal WHERE id > ? ORDER BY id LIMIT {BLOCK}"
_ONE_SEAL = f"SELECT {SEAL_COLUMNS} FROM seal WHERE id = ?"
_WHO = (
    "SELECT a.at, o.name, a.act FROM audit a LEFT JOIN operator o ON o.id = a.operator_id"
    " WHERE a.seq > ? AND a.seq <= ? ORDER BY a.seq LIMIT 1"
)


def verify(ask: Ask, key: bytes, since: Head | None = None, progress: Progress = SILENT) -> Verdict:
    """Read everything that was sealed again, and return what does not fit.

    Args:
        ask: Runs one SQL text with its values; a club of its own or a copy.
        key: The trail key.
        since: What was proved before: only later changes are read, if the club still holds it.
        progress: Learns how far it is, and may stop it.
    """
    walk = _Walk(ask, key, tag_of(key))
    walk.start(since)
    total = _count(ask)
    while block := ask(_SEALS, (walk.at.id if walk.at else 0,)).fetchall():
        for row in block:
            walk.step(seal_of(row))
        progress.step(walk.seals, total, tr("Checking the seals of the activity log"))
    walk.end()
    return walk.verdict()


def stands(ask: Ask, head: Head) -> bool:
    """Return whether the club holds the change that *head* names, with its own code."""
    if head.seal_id == 0:
        return True
    row = ask(_ONE_SEAL, (head.seal_id,)).fetchone()
    return row is not None and seal_of(row).mac == head.mac


def ends_at(ask: Ask, head: Head) -> bool:
    """Return whether *head* is the end of the chain, and nothing stands after it."""
    last = state_of(ask).last
    return (last.id if last else 0) == head.seal_id and stands(ask, head)


def moment_of(ask: Ask, seal_id: int) -> str | None:
    """Return the stored moment of the last act of a change, or of one before it."""
    row = ask(
        "SELECT at FROM audit WHERE seq <= (SELECT audit_to FROM seal WHERE id <= ?"
        " ORDER BY id DESC LIMIT 1) ORDER BY seq DESC LIMIT 1",
        (seal_id,),
    ).fetchone()
    return None if row is None else str(row[0])


def _count(ask: Ask) -> int:
    return int(ask("SELECT COALESCE(MAX(id), 0) FROM seal").fetchone()[0])


class _Reader:
    """Reads the rows of one part in blocks and gives out the digest of a stretch."""

    def __init__(self, ask: Ask, part: int) -> None:
        table, order, columns = COLUMNS[PARTS[part]]
        tail = f" FROM {table} WHERE {order} > ? ORDER BY {order} LIMIT {BLOCK}"
        self._ask = ask
        self._plain = f"SELECT {', '.join(columns)}{tail}"
        raw = (f"CASE typeof({c}) WHEN 'text' THEN CAST({c} AS BLOB) ELSE {c} END" for c in columns)
        self._raw = f"SELECT {', '.join(raw)}{tail}"
        self._rows: list[Any] = []
        self._next = 0
        self._after = 0
        self._is_end = False
        self.count = 0

    def take(self, after: int, upto: int) -> tuple[bytes, int]:
        """Return the digest and the number of the rows after one up to another."""
        if upto <= after:
            return EMPTY, 0
        if after != self._after:
            self._rows, self._next, self._is_end = [], 0, False
            self._after = after
        found, count = hashlib.sha256(), 0
        while True:
            begun = self._next
            rows = self._rows
            while self._next < len(rows) and rows[self._next][0] <= upto:
                self._next += 1
            if self._next > begun:
                count += self._next - begun
                found.update(text_of(rows[begun : self._next]))
            if self._next < len(rows) or self._is_end:
                break
            self._fetch(rows[-1][0] if rows else self._after)
        self._after = upto
        self.count += count
        return (found.digest() if count else EMPTY), count

    def _fetch(self, after: int) -> None:
        try:
            self._rows = self._ask(self._plain, (after,)).fetchall()
        except (driver.Error, UnicodeError):  # a text that is none: read as the bytes it is
            self._rows = [
                tuple(
                    v.decode("utf-8", "surrogateescape") if isinstance(v, bytes) else v for v in r
                )
                for r in self._ask(self._raw, (after,)).fetchall()
            ]
        self._next = 0
        self._is_end = len(self._rows) < BLOCK


@dataclass(slots=True)
class _Walk:
    """How far the seals are proved, and what was found on the way."""

    ask: Ask
    key: bytes
    tag: bytes
    readers: tuple[_Reader, ...] = ()
    at: Seal | None = None
    befores: tuple[bytes, ...] = (NO_MAC,)
    seals: int = 0
    began_after: int = 0
    proved_from: int = 0
    foreign_from: int = 0
    findings: list[Finding] = field(default_factory=list)
    broken: int = 0
    accepted: int = 0

    def start(self, since: Head | None) -> None:
        """Stand at the last change that was proved before, if it is there."""
        self.readers = tuple(_Reader(self.ask, part) for part in range(len(PARTS)))
        if since is None or since.seal_id == 0 or not stands(self.ask, since):
            return
        self.at = seal_of(self.ask(_ONE_SEAL, (since.seal_id,)).fetchone())
        self.befores = (self.at.mac,)
        self.proved_from = self.at.id
        self.began_after = self.at.ends[0]

    def step(self, seal: Seal) -> None:
        """Prove one seal and go on to it."""
        expected = self.at.id + 1 if self.at else 1
        if seal.id != expected:
            self._find(Finding(Kind.GONE, expected, seal.id - 1, at=self._moment(seal.id)))
            self.befores = ()
        after = NOTHING if seal.v == BEGINNING or self.at is None else self.at.ends
        stretch = [
            reader.take(was, now)
            for reader, was, now in zip(self.readers, after, seal.ends, strict=True)
        ]
        digests = tuple(digest for digest, _ in stretch)
        wrong = tuple(
            part for part in range(len(PARTS)) if digests[part][:HINT_BYTES] != seal.hint(part)
        )
        reckoned = [
            compose(self.key, before, seal.id, seal.v, seal.ends, digests)
            for before in self.befores
        ]
        is_own = seal.tag == self.tag
        if wrong or (is_own and self.befores and seal.mac not in reckoned):
            gone = any(count < now - was for (_, count), was, now in
                       zip(stretch, after, seal.ends, strict=True))  # fmt: skip
            kind = Kind.SEAL if not wrong else Kind.MISSING if gone else Kind.CHANGED
            self._find(self._named(kind, seal, after, wrong))
        self._owned(seal, is_own=is_own)
        self.befores = (seal.mac, *reckoned[:1]) if is_own else (seal.mac,)
        self.at = seal
        self.seals += 1

    def _owned(self, seal: Seal, *, is_own: bool) -> None:
        """Keep in mind from where this computer can prove the chain, and where it cannot."""
        if is_own:
            self.proved_from = self.proved_from or seal.id
            if self.foreign_from:
                found = self._foreign(seal.id - 1)
                if self._why(seal) != "key changed":
                    self._find(found)
        elif self.proved_from and not self.foreign_from:
            self.foreign_from = seal.id

    def _why(self, seal: Seal) -> str:
        """Return why a chain began, as the act says that was sealed with it."""
        row = self.ask(
            "SELECT detail FROM audit WHERE seq = ? AND act = 'trail.begin'", (seal.ends[0],)
        ).fetchone()
        try:
            return str(json.loads(row[0])["why"]) if row else ""
        except (ValueError, TypeError, KeyError):
            return ""

    def _foreign(self, last: int) -> Finding:
        first, self.foreign_from = self.foreign_from, 0
        return Finding(Kind.ELSEWHERE, first, last, at=self._moment(last))

    def _named(self, kind: Kind, seal: Seal, after: Ends, wrong: tuple[int, ...]) -> Finding:
        who = (
            self.ask(_WHO, (after[0], seal.ends[0])).fetchone()
            if len(self.findings) < MOST
            else None
        )
        rows = tuple(self._ids(part, after[part], seal.ends[part]) for part in wrong[:MOST])
        at = _moment(who[0]) if who else self._moment(seal.id)
        return Finding(
            kind, seal.id, seal.id, at, str(who[1] or "") if who else "",
            str(who[2]) if who else "", tuple(PARTS[part] for part in wrong), rows,
        )  # fmt: skip

    def _ids(self, part: int, after: int, upto: int) -> tuple[int, ...]:
        table, order, _ = COLUMNS[PARTS[part]]
        found = self.ask(
            f"SELECT {order} FROM {table} WHERE {order} > ? AND {order} <= ?"
            f" ORDER BY {order} LIMIT {_TOLD_ROWS}",
            (after, upto),
        ).fetchall()
        return tuple(row[0] for row in found)

    def _moment(self, seal_id: int) -> Any:
        return _moment(moment_of(self.ask, seal_id))

    def _find(self, finding: Finding) -> None:
        """Add a finding; seals that do not fit one after another are one story."""
        self.broken += 1
        last = self.findings[-1] if self.findings else None
        if (
            last is not None
            and finding.kind == Kind.SEAL
            and last.kind in (Kind.SEAL, Kind.REWRITTEN)
            and last.last == finding.seal - 1
        ):
            self.findings[-1] = replace(last, kind=Kind.REWRITTEN, last=finding.seal)
        elif len(self.findings) < MOST:
            self.findings.append(finding)

    def end(self) -> None:
        """See that nothing stands after the last seal, and what was told on the way."""
        if self.foreign_from and self.at is not None:
            self._find(self._foreign(self.at.id))
        self.accepted, told = self._acts()
        self.findings = [
            each
            for each in self.findings
            if each.kind != Kind.ELSEWHERE or each.last > self.accepted
        ]
        for finding in told:
            self._find(finding)
        ends = state_of(self.ask).ends
        sealed = self.at.ends if self.at else NOTHING
        more = tuple(part for part in range(len(PARTS)) if ends[part] > sealed[part])
        if more:
            number = self.at.id if self.at else 0
            rows = tuple(self._ids(part, sealed[part], ends[part]) for part in more)
            names = tuple(PARTS[part] for part in more)
            self._find(Finding(Kind.UNSEALED, number, number, self._moment(number), parts=names,
                               rows=rows))  # fmt: skip

    def _acts(self) -> tuple[int, list[Finding]]:
        """Return the last change that was accepted as it is, and rows found without a seal."""
        accepted, told = list[tuple[int, int]](), list[Finding]()
        for seq, at, act, detail in self.ask(
            "SELECT seq, at, act, detail FROM audit WHERE act IN ('trail.unsealed',"
            " 'trail.accepted') AND seq > ? ORDER BY seq",
            (self.began_after,),
        ).fetchall():
            try:
                said = json.loads(detail or "{}")
                number = int(said.get("after", 0))
            except (ValueError, TypeError, AttributeError):
                continue  # its seal does not fit, which is told
            if act == "trail.accepted":
                # Nobody can accept the change that says so, or a later one.
                number = min(number, self._covering(seq) - 1)
                accepted.append((seq, number))
                told = [each for each in told if each.seal > number]
            else:
                parts = tuple(part for part in PARTS if part in said)
                told.append(Finding(Kind.UNSEALED, number, number, _moment(at), parts=parts))
                end = self._audit_to(number)  # what stands between came without the program
                accepted = [each for each in accepted if each[0] <= end]
        return max((number for _, number in accepted), default=0), told

    def _covering(self, seq: int) -> int:
        """Return the number of the change that wrote a line of the trail; 1 if none did."""
        row = self.ask("SELECT MIN(id) FROM seal WHERE audit_to >= ?", (seq,)).fetchone()
        return int(row[0] or 1)

    def _audit_to(self, seal_id: int) -> int:
        row = self.ask("SELECT MAX(audit_to) FROM seal WHERE id <= ?", (seal_id,)).fetchone()
        return int(row[0] or 0)

    def verdict(self) -> Verdict:
        """Return what the walk showed."""
        return Verdict(
            tuple(self.findings), self.seals, sum(reader.count for reader in self.readers),
            self.proved_from, self._moment(self.proved_from) if self.proved_from else None,
            self.accepted,
        )  # fmt: skip


def _moment(text: Any) -> Any:
    """Return a stored moment; None where there is none, or somebody wrote something else."""
    try:
        return utc_moment(text) if text else None
    except (ValueError, TypeError):
        return None
