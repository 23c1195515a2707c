"""Storing the answer library: topics, answers with their versions, questions nobody answered."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from loyaldesk.domain.answers import (
    AnswerDraft,
    AnswerRow,
    Given,
    OpenQuestionRow,
    Told,
    TopicRow,
    VersionRow,
    search_words,
)
from loyaldesk.kernel.persian import fold
from loyaldesk.store.database import ClubDatabase
from loyaldesk.store.fields import utc_moment, utc_text

_SHOWN = (
    "SELECT a.id, t.id, t.name_fa, t.name_en, v.id, v.number, v.question_fa, v.question_en,"
    " v.text_fa, v.text_en, v.state, v.approved_at, (SELECT d.id FROM answer_version d"
    " WHERE d.answer_id = a.id AND d.state = 'draft' AND d.id <> v.id), a.version"
)
_BEST = (
    " FROM answer a JOIN topic t ON t.id = a.topic_id JOIN answer_version v ON v.id = (SELECT w.id"
    " FROM answer_version w WHERE w.answer_id = a.id ORDER BY w.state = 'approved' DESC,"
    " w.number DESC LIMIT 1)"
)
_GIVEN = (
    ", (SELECT COUNT(*) FROM contact c JOIN answer_version g ON g.id = c.answer_version_id"
    " WHERE g.answer_id = a.id)"
)


def _moment(text: str | None) -> datetime | None:
    return utc_moment(text) if text else None


def _row(row: Sequence[Any]) -> AnswerRow:
    return AnswerRow(*[*row[:11], _moment(row[11]), *row[12:]])


def topics(db: ClubDatabase, *, only_on: bool = False) -> list[TopicRow]:
    """Return all topics in the order they were made, with their approved answers."""
    rows = db.execute_sql(
        "SELECT t.id, t.name_fa, t.name_en, t.is_on, (SELECT COUNT(*) FROM answer a"
        " JOIN answer_version v ON v.answer_id = a.id AND v.state = 'approved'"
        " WHERE a.topic_id = t.id) FROM topic t"
        f"{' WHERE t.is_on' if only_on else ''} ORDER BY t.id"
    ).fetchall()
    return [TopicRow(id_, fa, en, bool(on), n) for id_, fa, en, on, n in rows]


def topic_named(db: ClubDatabase, names: Sequence[str], but: int = 0) -> bool:
    """Return whether another topic has one of *names*, in any spelling."""
    wanted = {fold(name) for name in names if name}
    rows = db.execute_sql("SELECT name_fa, name_en FROM topic WHERE id <> ?", (but,)).fetchall()
    return any(fold(name) in wanted for row in rows for name in row if name)


def has_topic(db: ClubDatabase, topic_id: int) -> bool:
    """Return whether there is such a topic."""
    row = db.execute_sql("SELECT 1 FROM topic WHERE id = ?", (topic_id,)).fetchone()
    return row is not None


def add_topic(db: ClubDatabase, name_fa: str, name_en: str) -> int:
    """Store a topic and return its id."""
    cursor = db.execute_sql(
        "INSERT INTO topic (name_fa, name_en, is_on) VALUES (?, ?, 1)", (name_fa, name_en)
    )
    return int(cursor.lastrowid)


def change_topic(
    db: ClubDatabase, topic_id: int, *, name_fa: str, name_en: str, is_on: bool
) -> bool:
    """Store a topic's names and whether it is in use; return whether there is one."""
    cursor = db.execute_sql(
        "UPDATE topic SET name_fa = ?, name_en = ?, is_on = ? WHERE id = ?",
        (name_fa, name_en, int(is_on), topic_id),
    )
    return bool(cursor.rowcount)


def add_answer(db: ClubDatabase, topic_id: int, at: datetime, operator_id: int) -> int:
    """Store an answer without words and return its id."""
    cursor = db.execute_sql(
        "INSERT INTO answer (topic_id, is_on, made_at, operator_id, version)"
        " VALUES (?, 0, ?, ?, 0)",
        (topic_id, utc_text(at), operator_id),
    )
    return int(cursor.lastrowid)


def touch(
    db: ClubDatabase, answer_id: int, version: int, *, topic_id: int | None = None,
    is_on: bool | None = None,
) -> bool:  # fmt: skip
    """Count a change of an answer; return whether nobody else changed it since *version*."""
    cursor = db.execute_sql(
        "UPDATE answer SET version = version + 1, topic_id = COALESCE(?, topic_id),"
        " is_on = COALESCE(?, is_on) WHERE id = ? AND version = ?",
        (topic_id, None if is_on is None else int(is_on), answer_id, version),
    )
    return bool(cursor.rowcount)


def version_of(db: ClubDatabase, answer_id: int) -> int | None:
    """Return the version of an answer's record, or None."""
    row = db.execute_sql("SELECT version FROM answer WHERE id = ?", (answer_id,)).fetchone()
    return int(row[0]) if row else None


def put_draft(
    db: ClubDatabase, answer_id: int, draft: AnswerDraft, at: datetime, operator_id: int
) -> int:
    """Store the words that wait for approval, over those that waited before; return their id."""
    db.execute_sql(
        "DELETE FROM answer_version WHERE answer_id = ? AND state = 'draft'", (answer_id,)
    )
    cursor = db.execute_sql(
        "INSERT INTO answer_version (answer_id, number, question_fa, question_en, text_fa,"
        " text_en, words, state, made_at, operator_id, end_reason) SELECT ?,"
        " COALESCE(MAX(number), 0) + 1, ?, ?, ?, ?, ?, 'draft', ?, ?, '' FROM answer_version"
        " WHERE answer_id = ?",
        (
            answer_id, draft.question_fa, draft.question_en, draft.text_fa, draft.text_en,
            search_words(draft), utc_text(at), operator_id, answer_id,
        ),
    )  # fmt: skip
    return int(cursor.lastrowid)


def drop_draft(db: ClubDatabase, answer_id: int) -> bool:
    """Remove the words that wait for approval; an answer that never had others goes with them."""
    cursor = db.execute_sql(
        "DELETE FROM answer_version WHERE answer_id = ? AND state = 'draft'", (answer_id,)
    )
    db.execute_sql(
        "DELETE FROM answer WHERE id = ? AND NOT EXISTS (SELECT 1 FROM answer_version v"
        " WHERE v.answer_id = answer.id)",
        (answer_id,),
    )
    return bool(cursor.rowcount)


def approve(db: ClubDatabase, answer_id: int, at: datetime, operator_id: int) -> int | None:
    """Let the waiting words replace the approved ones; return their number, None: none wait."""
    waiting = db.execute_sql(
        "SELECT id, number FROM answer_version WHERE answer_id = ? AND state = 'draft'",
        (answer_id,),
    ).fetchone()
    if waiting is None:
        return None
    end_approved(db, answer_id, at, "")
    db.execute_sql(
        "UPDATE answer_version SET state = 'approved', approved_at = ?, approved_by = ?"
        " WHERE id = ?",
        (utc_text(at), operator_id, waiting[0]),
    )
    return int(waiting[1])


def end_approved(db: ClubDatabase, answer_id: int, at: datetime, reason: str) -> bool:
    """End the approved words of an answer; return whether there were any."""
    cursor = db.execute_sql(
        "UPDATE answer_version SET state = 'withdrawn', ended_at = ?, end_reason = ?"
        " WHERE answer_id = ? AND state = 'approved'",
        (utc_text(at), reason, answer_id),
    )
    return bool(cursor.rowcount)


def listing(db: ClubDatabase, topic_id: int | None, state: str) -> list[AnswerRow]:
    """Return answers by topic, each with its approved words, else the newest.

    ``state``: ``draft`` are those with words that wait; empty: all.
    """
    where: list[str] = ["1"]
    values: list[object] = []
    if topic_id is not None:
        where.append("t.id = ?")
        values.append(topic_id)
    if state == "draft":
        where.append(
            "EXISTS (SELECT 1 FROM answer_version d WHERE d.answer_id = a.id AND d.state = 'draft')"
        )
    elif state:
        where.append("v.state = ?")
        values.append(state)
    rows = db.execute_sql(
        f"{_SHOWN}{_GIVEN}{_BEST} WHERE {' AND '.join(where)} ORDER BY t.id, a.id", tuple(values)
    ).fetchall()
    return [_row(row) for row in rows]


def one(db: ClubDatabase, answer_id: int) -> AnswerRow | None:
    """Return an answer, or None."""
    row = db.execute_sql(f"{_SHOWN}{_GIVEN}{_BEST} WHERE a.id = ?", (answer_id,)).fetchone()
    return _row(row) if row else None


def versions(db: ClubDatabase, answer_id: int) -> list[VersionRow]:
    """Return every version of an answer, the newest first."""
    rows = db.execute_sql(
        "SELECT v.id, v.number, v.question_fa, v.question_en, v.text_fa, v.text_en, v.state,"
        " v.made_at, COALESCE(w.name, ''), v.approved_at, COALESCE(b.name, ''), v.ended_at,"
        " v.end_reason FROM answer_version v LEFT JOIN operator w ON w.id = v.operator_id"
        " LEFT JOIN operator b ON b.id = v.approved_by WHERE v.answer_id = ?"
        " ORDER BY v.number DESC",
        (answer_id,),
    ).fetchall()
    return [
        VersionRow(*[
            *r[:7], utc_moment(r[7]), r[8], _moment(r[9]), r[10], _moment(r[11]), r[12]
        ])
        for r in rows
    ]  # fmt: skip


def find(db: ClubDatabase, words: Sequence[str], limit: int) -> list[AnswerRow]:
    """Return approved answers of topics in use that hold *words*, the best first.

    At least half of the words must be in question, answer or topic; one in the question counts
    twice. The whole table is looked through: a shop has some hundred answers, not millions.
    """
    named = [(row.id, fold(f"{row.name_fa} {row.name_en}")) for row in topics(db, only_on=True)]
    found = "".join(f", instr(words, ?) AS p{n}" for n in range(len(words)))
    hits, score = [], []
    for n, word in enumerate(words):
        of_topic = ", ".join(str(id_) for id_, name in named if word in name) or "NULL"
        hits.append(f"(p{n} > 0 OR COALESCE(a.topic_id IN ({of_topic}), 0))")
        score.append(f"{hits[-1]} + (p{n} BETWEEN 1 AND s.cut)")
    rows = db.execute_sql(
        "WITH s AS MATERIALIZED (SELECT id AS version_id, instr(words, char(10)) AS cut"
        f"{found} FROM answer_version WHERE state = 'approved') {_SHOWN}"
        " FROM s JOIN answer_version v ON v.id = s.version_id JOIN answer a ON a.id = v.answer_id"
        f" JOIN topic t ON t.id = a.topic_id WHERE t.is_on AND {' + '.join(hits)} >= ?"
        f" ORDER BY {' + '.join(score)} DESC, a.id LIMIT ?",
        (*words, (len(words) + 1) // 2, limit),
    ).fetchall()
    return [_row(row) for row in rows]


def told(db: ClubDatabase, member_id: int, topic_id: int | None, limit: int) -> list[Told]:
    """Return what a member was told, the latest first."""
    rows = db.execute_sql(
        "SELECT c.id, c.on_day, c.at, COALESCE(o.name, ''), t.id, t.name_fa, t.name_en,"
        " COALESCE(v.question_fa, ''), COALESCE(v.question_en, ''), v.number, c.text,"
        " COALESCE(v.state, '') = 'approved' FROM contact c LEFT JOIN answer_version v"
        " ON v.id = c.answer_version_id LEFT JOIN answer a ON a.id = v.answer_id JOIN topic t"
        " ON t.id = COALESCE(a.topic_id, c.topic_id) LEFT JOIN operator o ON o.id = c.operator_id"
        " WHERE c.member_id = ? AND (? IS NULL OR t.id = ?) ORDER BY c.at DESC, c.id DESC LIMIT ?",
        (member_id, topic_id, topic_id, limit),
    ).fetchall()
    return [
        Told(*[
            row[0], date.fromisoformat(row[1]), utc_moment(row[2]), *row[3:11], bool(row[11])
        ])
        for row in rows
    ]  # fmt: skip


def given(db: ClubDatabase, first: date, last: date) -> list[Given]:
    """Return what was given on each topic, by version and operator, the most frequent first.

    Words count as approved when they were at the moment of the contact, whatever came later.
    """
    rows = db.execute_sql(
        "SELECT COALESCE(a.topic_id, c.topic_id), c.operator_id, COALESCE(o.name, ''), v.answer_id,"
        " v.number, COALESCE(v.question_fa, ''), COALESCE(v.question_en, ''), COUNT(*),"
        " COALESCE(SUM(v.approved_at <= c.at AND (v.ended_at IS NULL OR v.ended_at > c.at)), 0)"
        " FROM contact c LEFT JOIN answer_version v ON v.id = c.answer_version_id"
        " LEFT JOIN answer a ON a.id = v.answer_id LEFT JOIN operator o ON o.id = c.operator_id"
        " WHERE c.on_day BETWEEN ? AND ? AND (c.topic_id IS NOT NULL"
        " OR c.answer_version_id IS NOT NULL) GROUP BY 1, 2, v.id ORDER BY 8 DESC, 3",
        (first.isoformat(), last.isoformat()),
    ).fetchall()
    return [Given(*row) for row in rows]


def ask(
    db: ClubDatabase, topic_id: int | None, text: str, key: str, at: datetime, operator_id: int
) -> tuple[int, int]:
    """Count a question without an answer; return its id and how often it was asked by now.

    One that was answered and is asked again is open again.
    """
    db.execute_sql(
        "INSERT INTO open_question (topic_id, text, words, times, at, operator_id)"
        " VALUES (?, ?, ?, 1, ?, ?) ON CONFLICT (words) DO UPDATE SET times = times + 1,"
        " answer_id = NULL, topic_id = COALESCE(excluded.topic_id, topic_id), at = excluded.at,"
        " operator_id = excluded.operator_id",
        (topic_id, text, key, utc_text(at), operator_id),
    )
    row = db.execute_sql("SELECT id, times FROM open_question WHERE words = ?", (key,)).fetchone()
    return int(row[0]), int(row[1])


def open_questions(db: ClubDatabase) -> list[OpenQuestionRow]:
    """Return questions without an answer, the most frequent first."""
    rows = db.execute_sql(
        "SELECT q.id, q.topic_id, q.text, q.times, q.at, COALESCE(o.name, '') FROM open_question q"
        " LEFT JOIN operator o ON o.id = q.operator_id WHERE q.answer_id IS NULL"
        " ORDER BY q.times DESC, q.at DESC"
    ).fetchall()
    return [OpenQuestionRow(*[*row[:4], utc_moment(row[4]), row[5]]) for row in rows]


def close_question(db: ClubDatabase, question_id: int, answer_id: int) -> bool:
    """Store which answer a question got; return whether it was open."""
    cursor = db.execute_sql(
        "UPDATE open_question SET answer_id = ? WHERE id = ? AND answer_id IS NULL",
        (answer_id, question_id),
    )
    return bool(cursor.rowcount)
