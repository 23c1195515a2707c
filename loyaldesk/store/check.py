"""Every invariant of the club, each as one question to the file."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from loyaldesk.domain.seals import Finding
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.store.fields import utc_text
from loyaldesk.store.sales import TOTALS_SQL

Ask = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Broken:
    """An invariant that does not hold: its name, how many rows, and ids of the first few.

    Where it is the chain of seals that does not hold, *finding* says which change and whose.
    """

    name: str
    count: int
    ids: tuple[int, ...]
    finding: Finding | None = None


INVARIANTS: dict[str, str] = {
    "working hours and own days can be read": (
        "SELECT rowid FROM rulebook WHERE name = 'hours' AND (NOT json_valid(document) OR"
        " version < 1) UNION ALL SELECT id FROM day_change WHERE date(on_day) IS NOT on_day"
    ),
    "balance is the sum of the entries": (
        "SELECT m.id FROM member m LEFT JOIN points_balance b ON b.member_id = m.id LEFT JOIN"
        " (SELECT member_id, SUM(points) AS s, COUNT(*) AS n FROM points_entry GROUP BY member_id)"
        " e ON e.member_id = m.id WHERE COALESCE(b.points, 0) - COALESCE(b.debt, 0) <>"
        " COALESCE(e.s, 0) OR COALESCE(b.entries, 0) <> COALESCE(e.n, 0)"
    ),
    "no balance or debt below zero": (
        "SELECT member_id FROM points_balance WHERE points < 0 OR debt < 0"
        " OR (points > 0 AND debt > 0)"
    ),
    "lots hold the balance": (
        "SELECT b.member_id FROM points_balance b LEFT JOIN (SELECT member_id, SUM(points - used)"
        " AS s FROM lot GROUP BY member_id) l ON l.member_id = b.member_id"
        " WHERE b.points <> COALESCE(l.s, 0)"
    ),
    "a lot is used as its allocations say": (
        "SELECT l.id FROM lot l LEFT JOIN (SELECT lot_id, SUM(points) AS s FROM allocation GROUP BY"
        " lot_id) a ON a.lot_id = l.id WHERE l.used <> COALESCE(a.s, 0)"
        " OR l.used < 0 OR l.used > l.points"
    ),
    "a lot and its allocations belong to one member": (
        "SELECT a.id FROM allocation a JOIN lot l ON l.id = a.lot_id JOIN points_entry e"
        " ON e.id = a.entry_id WHERE l.member_id <> e.member_id UNION ALL SELECT l.id FROM lot l"
        " JOIN points_entry e ON e.id = l.entry_id WHERE l.member_id <> e.member_id"
        " OR l.points <> e.points"
    ),
    "a sale earned what its entries say": (
        "SELECT s.id FROM sale s LEFT JOIN (SELECT sale_id, SUM(points) AS p FROM points_entry"
        " WHERE kind IN ('earn', 'spend', 'reverse', 'return') GROUP BY sale_id) e"
        " ON e.sale_id = s.id"
        " WHERE s.earned - s.paid_points <> COALESCE(e.p, 0)"
    ),
    "a reversal mirrors its sale": (
        "SELECT r.id FROM sale r JOIN sale o ON o.id = r.reverses_id WHERE r.amount_rial <>"
        " -o.amount_rial OR r.earned <> -o.earned OR r.paid_points <> -o.paid_points"
        " OR r.member_id <> o.member_id"
    ),
    "a mirrored entry is the exact opposite": (
        "SELECT r.id FROM points_entry r JOIN points_entry o ON o.id = r.reverses_id"
        " WHERE r.points <> -o.points OR r.member_id <> o.member_id"
    ),
    "the ledger has no gap": (
        "SELECT COUNT(*) FROM points_entry HAVING COUNT(*) <> COALESCE(MAX(seq), 0)"
    ),
    "receipts have no gap": (
        "SELECT COUNT(*) FROM sale HAVING COUNT(*) > 0 AND COUNT(*) <> MAX(receipt) - MIN(receipt)"
        " + 1"
    ),
    "every sale is in the trail": (
        "SELECT s.id FROM sale s WHERE s.run_id IS NULL AND s.kind IN ('sale', 'visit') AND NOT"
        " EXISTS (SELECT 1 FROM audit a WHERE a.subject = 'sale' AND a.subject_id = s.id"
        " AND a.act = 'sale.record')"
    ),
    "every return is in the trail": (
        "SELECT r.id FROM sale r WHERE r.kind = 'return' AND NOT EXISTS (SELECT 1 FROM audit a"
        " WHERE a.subject = 'sale' AND a.subject_id = r.returns_id AND a.act = 'sale.return')"
    ),
    "no more came back than was sold": (
        "SELECT o.id FROM sale o JOIN sale r ON r.returns_id = o.id WHERE NOT EXISTS (SELECT 1"
        " FROM sale u WHERE u.reverses_id = r.id) GROUP BY o.id HAVING SUM(-r.amount_rial) >"
        " o.amount_rial OR SUM(-r.paid_points) > o.paid_points OR SUM(-r.earned) > o.earned"
        " OR SUM(-r.paid_rial) > o.paid_rial OR SUM(-r.reward_rial) > o.reward_rial"
        " OR SUM(-r.gift_card_rial) > o.gift_card_rial OR SUM(-r.wallet_rial) > o.wallet_rial"
        " UNION ALL SELECT r.id FROM sale r JOIN sale o ON o.id = r.returns_id"
        " WHERE r.member_id <> o.member_id OR o.kind <> 'sale'"
        " UNION ALL SELECT l.sale_id FROM sale_line l JOIN sale_line b ON b.returns_id = l.id"
        " WHERE NOT EXISTS (SELECT 1 FROM sale u WHERE u.reverses_id = b.sale_id)"
        " GROUP BY l.id HAVING SUM(b.quantity) > l.quantity"
    ),
    "every reversal is in the trail": (
        "SELECT r.id FROM sale r WHERE r.run_id IS NULL AND r.kind = 'reversal' AND NOT EXISTS"
        " (SELECT 1 FROM audit a WHERE a.subject = 'sale' AND a.subject_id = r.reverses_id"
        " AND a.act = 'sale.reverse')"
    ),
    "the trail has no gap": (
        "SELECT COUNT(*) FROM audit HAVING COUNT(*) > 0 AND COUNT(*) <> MAX(seq) - MIN(seq) + 1"
    ),
    "sums of sales are right": (
        "SELECT c.member_id FROM ("
        + TOTALS_SQL.format(where="").replace(
            "SELECT s.member_id, SUM(s.net_rial), SUM(s.standing), MIN(CASE WHEN s.standing THEN"
            " s.sold_on END), MAX(CASE WHEN s.standing THEN s.sold_on END)",
            "SELECT s.member_id AS member_id, SUM(s.net_rial) AS net, SUM(s.standing) AS visits,"
            " MIN(CASE WHEN s.standing THEN s.sold_on END) AS first_on,"
            " MAX(CASE WHEN s.standing THEN s.sold_on END) AS last_on",
        )
        + ") c LEFT JOIN member_totals t ON t.member_id = c.member_id WHERE t.net_rial IS NOT c.net"
        " OR t.visits IS NOT c.visits OR t.first_on IS NOT c.first_on"
        " OR t.last_on IS NOT c.last_on UNION ALL SELECT t.member_id FROM member_totals t"
        " WHERE NOT EXISTS (SELECT 1 FROM sale s WHERE s.member_id = t.member_id)"
    ),
    "every member has a number of their own": (
        "SELECT m.id FROM member m WHERE m.merged_into_id IS NULL AND"
        " NOT EXISTS (SELECT 1 FROM code c WHERE c.member_id = m.id"
        " AND c.kind = 'number' AND c.typed = m.number)"
    ),
    "every member can be searched": (
        "SELECT COUNT(*) FROM member HAVING COUNT(*) <> (SELECT COUNT(*) FROM member_words)"
    ),
    "an account holds the sum of its entries": (
        "SELECT a.id FROM account a LEFT JOIN (SELECT account_id, SUM(rial) AS s FROM account_entry"
        " GROUP BY account_id) e ON e.account_id = a.id WHERE a.balance_rial <> COALESCE(e.s, 0)"
        " OR a.balance_rial < 0"
    ),
    "a sale is paid by gift cards and wallets as their entries say": (
        "SELECT s.id FROM sale s LEFT JOIN (SELECT e.sale_id, SUM(CASE a.kind WHEN 'gift_card' THEN"
        " e.rial ELSE 0 END) AS card, SUM(CASE a.kind WHEN 'wallet' THEN e.rial ELSE 0 END) AS w"
        " FROM account_entry e JOIN account a ON a.id = e.account_id LEFT JOIN account_entry o"
        " ON o.id = e.reverses_id LEFT JOIN account_entry f ON f.id = o.reverses_id"
        " WHERE COALESCE(f.kind, o.kind, e.kind) = 'pay' GROUP BY e.sale_id) t ON t.sale_id = s.id"
        " WHERE s.gift_card_rial <> -COALESCE(t.card, 0) OR s.wallet_rial <> -COALESCE(t.w, 0)"
    ),
    "a used voucher has exactly one standing use": (
        "SELECT v.id FROM voucher v LEFT JOIN (SELECT voucher_id, COUNT(*) AS n FROM reward_use"
        " WHERE state = 'taken' AND voucher_id IS NOT NULL GROUP BY voucher_id) u"
        " ON u.voucher_id = v.id WHERE COALESCE(u.n, 0) <> (v.state = 'used')"
    ),
    "only an open voucher is held": (
        "SELECT CAST(h.subject AS INTEGER) FROM hold h WHERE h.kind = 'voucher' AND NOT EXISTS"
        " (SELECT 1 FROM voucher v WHERE v.id = CAST(h.subject AS INTEGER) AND v.state = 'open')"
    ),
    "a voucher is used by its member": (
        "SELECT u.id FROM reward_use u JOIN voucher v ON v.id = u.voucher_id WHERE u.state ="
        " 'taken' AND (v.reward <> u.reward OR v.member_id <> u.member_id AND NOT EXISTS"
        " (SELECT 1 FROM member_merge g WHERE (g.from_id = v.member_id AND g.into_id ="
        " u.member_id) OR (g.into_id = v.member_id AND g.from_id = u.member_id)))"
    ),
    "a reward stands as long as its sale": (
        "SELECT u.id FROM reward_use u LEFT JOIN sale s ON s.id = u.sale_id LEFT JOIN sale r"
        " ON r.reverses_id = s.id WHERE (u.state = 'taken' AND r.id IS NOT NULL) OR (u.state ="
        " 'undone' AND r.id IS NULL AND COALESCE(s.amount_rial, 1) <> (SELECT"
        " -COALESCE(SUM(b.amount_rial), 0) FROM sale b WHERE b.returns_id = s.id AND NOT EXISTS"
        " (SELECT 1 FROM sale v WHERE v.reverses_id = b.id)))"
    ),
    "rewards of a sale add up": (
        "SELECT s.id FROM sale s LEFT JOIN (SELECT sale_id, SUM(rial) AS r FROM reward_use"
        " WHERE sale_id IS NOT NULL GROUP BY sale_id) u ON u.sale_id = s.id"
        " WHERE s.kind = 'sale' AND s.reward_rial <> COALESCE(u.r, 0)"
    ),
    "what a reward cost stands in the ledger": (
        "SELECT u.id FROM reward_use u LEFT JOIN points_entry e ON e.id = u.entry_id"
        " WHERE u.points <> -COALESCE(e.points, 0)"
        " UNION ALL SELECT v.id FROM voucher v LEFT JOIN points_entry e ON e.id = v.entry_id"
        " WHERE v.source = 'points' AND (e.id IS NULL OR e.points >= 0)"
    ),
    "every full stamp card gave its stamps for a voucher": (
        "SELECT v.id FROM voucher v WHERE v.source = 'stamps' AND NOT EXISTS (SELECT 1 FROM"
        " stamp_entry t WHERE t.sale_id = v.sale_id AND t.stamps < 0"
        " AND t.key LIKE 'sale:%:voucher:' || v.id)"
    ),
    "stamps of a sale taken back are mirrored": (
        "SELECT t.id FROM stamp_entry t JOIN sale r ON r.reverses_id = t.sale_id WHERE"
        " t.stamps > 0 AND t.key LIKE 'sale:%' AND NOT EXISTS (SELECT 1 FROM stamp_entry u"
        " WHERE u.key = 'undo:' || t.id AND u.stamps = -t.stamps)"
    ),
    "a merged member holds nothing": (
        "SELECT m.id FROM member m JOIN points_balance b ON b.member_id = m.id"
        " WHERE m.merged_into_id IS NOT NULL AND (b.points <> 0 OR b.debt <> 0) UNION"
        " SELECT m.id FROM member m JOIN lot l ON l.member_id = m.id"
        " WHERE m.merged_into_id IS NOT NULL AND l.used < l.points UNION"
        " SELECT m.id FROM member m JOIN sale s ON s.member_id = m.id"
        " WHERE m.merged_into_id IS NOT NULL"
    ),
    "a merged member is known as merged": (
        "SELECT m.id FROM member m WHERE m.merged_into_id IS NOT"
        " (SELECT g.into_id FROM member_merge g WHERE g.from_id = m.id AND g.undone_at IS NULL)"
    ),
    "what one member hands over another gets": (
        "SELECT MIN(member_id) FROM points_entry WHERE kind = 'transfer' GROUP BY"
        " substr(key, 1, length(key) - CASE WHEN key LIKE '%:out' THEN 4 ELSE 3 END)"
        " HAVING SUM(points) <> 0 OR COUNT(*) <> 2"
    ),
    "an answer has one approved version": (
        "SELECT answer_id FROM answer_version WHERE state = 'approved' GROUP BY answer_id"
        " HAVING COUNT(*) > 1 UNION SELECT a.id FROM answer a WHERE NOT EXISTS (SELECT 1 FROM"
        " answer_version v WHERE v.answer_id = a.id)"
    ),
    "only approved words were given": (
        "SELECT c.id FROM contact c JOIN answer_version v ON v.id = c.answer_version_id"
        " WHERE v.state = 'draft' OR v.approved_at > c.at"
    ),
    "nobody is owner and deputy of one member": (
        "SELECT member_id FROM care WHERE owner_id = deputy_id"
    ),
    "who looks after a member is the last one who got it": (
        "SELECT c.member_id FROM care c WHERE (SELECT e.to_owner_id FROM care_event e"
        " WHERE e.member_id = c.member_id ORDER BY e.at DESC, e.id DESC LIMIT 1)"
        " IS NOT c.owner_id AND NOT EXISTS (SELECT 1 FROM member_merge g"
        " WHERE c.member_id IN (g.from_id, g.into_id))"
    ),
    "nobody is away twice on one day": (
        "SELECT b.id FROM absence a JOIN absence b ON b.operator_id = a.operator_id"
        " AND b.id > a.id AND b.from_on <= a.until_on AND b.until_on >= a.from_on"
    ),
    "a contact is with somebody": (
        "SELECT id FROM contact WHERE (member_id IS NULL) = (prospect_id IS NULL)"
    ),
    "a contact is taken back once, by who noted it": (
        "SELECT c.id FROM record_event e JOIN contact c ON c.id = e.record_id"
        " WHERE e.place = 'contact' AND e.what = 'withdrawn' GROUP BY c.id"
        " HAVING COUNT(*) > 1 OR MIN(e.operator_id) <> c.operator_id"
    ),
    "a follow-up stands as its events say": (
        "SELECT f.id FROM followup f WHERE f.state IS NOT (SELECT CASE WHEN e.what IN ('made',"
        " 'reopened') THEN 'open' ELSE e.what END FROM followup_event e WHERE e.followup_id = f.id"
        " AND e.what IN ('made', 'done', 'cancelled', 'reopened') ORDER BY e.id DESC LIMIT 1)"
        " UNION SELECT f.id FROM followup f WHERE f.state = 'done' AND f.outcome IS NOT (SELECT"
        " e.code FROM followup_event e WHERE e.followup_id = f.id AND e.what = 'done'"
        " ORDER BY e.id DESC LIMIT 1)"
    ),
    "an open follow-up is due when its events say": (
        "SELECT f.id FROM followup f WHERE f.state = 'open' AND f.due_at IS NOT (SELECT e.to_due"
        " FROM followup_event e WHERE e.followup_id = f.id AND e.to_due IS NOT NULL"
        " ORDER BY e.id DESC LIMIT 1)"
    ),
    "a closed complaint has cause and result": (
        "SELECT id FROM complaint WHERE (state = 'closed' AND (root_cause = '' OR cause = ''"
        " OR result = '' OR solved_at IS NULL)) OR (state = 'solved' AND (root_cause = ''"
        " OR cause = '' OR result = ''))"
    ),
    "the clocks of a complaint fit its state": (
        "SELECT id FROM complaint WHERE (state = 'received') <> (acked_at IS NULL)"
        " OR (state IN ('answered', 'solved', 'closed') AND answered_at IS NULL)"
        " OR (state IN ('solved', 'closed')) <> (solved_at IS NOT NULL)"
        " OR (paused_at IS NOT NULL AND state NOT IN ('acknowledged', 'answered'))"
        " OR ack_minutes > answer_minutes OR answer_minutes > solve_minutes"
    ),
    "every complaint has its beginning": (
        "SELECT c.id FROM complaint c WHERE NOT EXISTS (SELECT 1 FROM record_event e WHERE"
        " e.place = 'complaint' AND e.record_id = c.id AND e.what = 'open')"
    ),
    "complaint numbers have no gap": (
        "SELECT MAX(number) FROM complaint HAVING COUNT(*) <> COALESCE(MAX(number), 0)"
    ),
    "points that make good are in the ledger once": (
        "SELECT c.id FROM compensation c LEFT JOIN points_entry e ON e.id = c.entry_id"
        " WHERE (c.kind = 'points' AND c.state = 'given' AND (e.id IS NULL OR e.points <> c.points"
        " OR e.reason <> 'compensation')) OR (c.entry_id IS NOT NULL AND c.state <> 'given')"
        " UNION ALL SELECT MIN(id) FROM compensation WHERE entry_id IS NOT NULL GROUP BY entry_id"
        " HAVING COUNT(*) > 1"
    ),
    "nobody agrees to a compensation of their own": (
        "SELECT id FROM compensation WHERE approved_by = operator_id"
    ),
    "a closed incident forgot nobody": (
        "SELECT i.id FROM incident i JOIN incident_member h ON h.incident_id = i.id"
        " WHERE i.state = 'closed' AND h.state = 'open' GROUP BY i.id"
    ),
    "every record of the request room has its beginning": (
        "SELECT r.id FROM request r WHERE NOT EXISTS (SELECT 1 FROM record_event e WHERE"
        " e.place = 'request' AND e.record_id = r.id AND e.what = 'made') UNION ALL"
        " SELECT r.id FROM prospect r WHERE NOT EXISTS (SELECT 1 FROM record_event e WHERE"
        " e.place = 'prospect' AND e.record_id = r.id AND e.what = 'made') UNION ALL"
        " SELECT r.id FROM feedback r WHERE NOT EXISTS (SELECT 1 FROM record_event e WHERE"
        " e.place = 'feedback' AND e.record_id = r.id AND e.what = 'made') UNION ALL"
        " SELECT r.id FROM agreement r WHERE NOT EXISTS (SELECT 1 FROM record_event e WHERE"
        " e.place = 'agreement' AND e.record_id = r.id AND e.what = 'made') UNION ALL"
        " SELECT r.id FROM occasion_order r WHERE NOT EXISTS (SELECT 1 FROM record_event e WHERE"
        " e.place = 'occasion_order' AND e.record_id = r.id AND e.what = 'made')"
    ),
    "an ended record says how it ended": (
        "SELECT r.id FROM request r WHERE r.state IN ('done', 'cancelled') AND NOT EXISTS"
        " (SELECT 1 FROM record_event e WHERE e.place = 'request' AND e.record_id = r.id"
        " AND e.what = r.state) UNION ALL"
        " SELECT r.id FROM occasion_order r WHERE r.state IN ('kept', 'missed', 'cancelled')"
        " AND NOT EXISTS (SELECT 1 FROM record_event e WHERE e.place = 'occasion_order'"
        " AND e.record_id = r.id AND (e.what = r.state OR (r.state = 'missed'"
        " AND e.what = 'late'))) UNION ALL"
        " SELECT id FROM agreement WHERE (state = 'active') <> (ended_at IS NULL)"
        " UNION ALL SELECT id FROM request WHERE state = 'answered' AND answered_at IS NULL"
        " UNION ALL SELECT id FROM occasion_order WHERE state = 'kept' AND (delivered_at IS NULL"
        " OR delivered_at > promised_at)"
    ),
    "a renewed agreement leads to the next": (
        "SELECT g.id FROM agreement g LEFT JOIN agreement n ON n.id = g.renewed_by_id"
        " WHERE (g.state = 'renewed') <> (n.id IS NOT NULL)"
    ),
    "points given as thanks are in the ledger once": (
        "SELECT f.id FROM feedback f LEFT JOIN points_entry e ON e.id = f.entry_id"
        " WHERE (f.points <> 0) <> (f.entry_id IS NOT NULL) OR (f.entry_id IS NOT NULL AND"
        " (e.points IS NOT f.points OR e.reason <> 'feedback')) UNION ALL"
        " SELECT e.id FROM points_entry e WHERE e.reason = 'feedback' AND e.kind = 'adjust'"
        " AND NOT EXISTS (SELECT 1 FROM feedback f WHERE f.entry_id = e.id)"
    ),
    "a playbook's run that goes on has a next step": (
        "SELECT id FROM playbook_run WHERE (state = 'running') <> (next_at IS NOT NULL)"
        " OR (state = 'stopped') <> (reason <> '') OR next_step < 1"
    ),
    "a made step of a playbook has its follow-up": (
        "SELECT s.run_id FROM playbook_step s LEFT JOIN followup f ON f.id = s.followup_id WHERE"
        " (s.state = 'made') <> (f.id IS NOT NULL) OR f.run_id <> s.run_id OR f.step <> s.step"
        " UNION SELECT f.id FROM followup f WHERE f.run_id IS NOT NULL AND f.key LIKE 'run:%' AND"
        " NOT EXISTS (SELECT 1 FROM playbook_step s WHERE s.run_id = f.run_id AND s.step = f.step"
        " AND s.followup_id = f.id)"
    ),
    "a playbook has its document": (
        "SELECT p.id FROM playbook p WHERE (p.is_on AND p.on_since IS NULL) OR NOT EXISTS (SELECT 1"
        " FROM playbook_version v WHERE v.playbook_id = p.id AND v.number = p.version)"
    ),
    "what is spent less on a member was decided by somebody": (
        "SELECT id FROM let_go WHERE (state IN ('approved', 'refused') AND decided_by IS NULL)"
        " OR (state = 'proposed' AND decided_by IS NOT NULL)"
        " OR (state IN ('ended', 'withdrawn')) <> (ended_by IS NOT NULL)"
        " OR (act = 'contact_at_most') <> (most_contacts IS NOT NULL)"
    ),
    "every programme can be read": ("SELECT COUNT(*) FROM programme HAVING COUNT(*) = 0"),
}
"""Each question returns the ids of the rows that break it, and nothing in a sound club."""


def check(
    ask: Ask, now: datetime, *, deep: bool = False, progress: Progress = SILENT
) -> list[Broken]:
    """Return every invariant that is broken, the file's own pages first.

    Args:
        ask: Runs one SQL text and returns its cursor.
        now: The present moment; nothing may lie more than two minutes after it.
        deep: Also read every page against every index (slow).
        progress: Told after each question.
    """
    broken = []
    pages = ask("PRAGMA integrity_check" if deep else "PRAGMA quick_check").fetchall()
    if [row[0] for row in pages] != ["ok"]:
        broken.append(Broken("the file's pages are whole", len(pages), ()))
    strangers = ask("PRAGMA foreign_key_check").fetchall()
    if strangers:
        broken.append(Broken("every reference leads somewhere", len(strangers), ()))
    questions = dict(INVARIANTS)
    later = utc_text(now + timedelta(minutes=2))
    questions["nothing happened in the future"] = (
        f"SELECT id FROM points_entry WHERE at > '{later}' AND NOT clock_suspect"
        f" UNION ALL SELECT id FROM sale WHERE made_at > '{later}'"
    )
    for done, (name, sql) in enumerate(questions.items(), start=1):
        progress.step(done, len(questions), name)
        rows = ask(sql).fetchall()
        if rows:
            broken.append(Broken(name, len(rows), tuple(row[0] or 0 for row in rows[:5])))
    return broken
