"""The activity log is read by shopkeepers: no act stands in it by its code."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import loyaldesk
from loyaldesk.services import telling
from loyaldesk.services.audit import ActRow

HOME = Path(loyaldesk.__file__).parent
NOTED = ("note", "note_failure")
CHOSEN_BETWEEN = ("goal.end", "goal.resume", "kpi.end", "kpi.resume", "report.tiers")


def acts_of(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        first = node.args[0] if node.func.attr in NOTED and node.args else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def test_every_act_the_program_notes_is_told_in_words():
    noted = {act for path in HOME.rglob("*.py") for act in acts_of(path)} | {*CHOSEN_BETWEEN}
    assert len(noted) > 140
    at = datetime(2026, 11, 21, 8, tzinfo=UTC)
    lines = [ActRow(1, at, "", "1", act, "club", 1, "ok", {}) for act in sorted(noted)]
    bare = [line.act for line in lines if telling.act_words(line) == line.act]
    assert bare == []
