"""Seals as an owner meets them: the check, the code on paper, and an older file."""

from contextlib import closing
from datetime import date

import pytest
from pypdfium2 import PdfDocument
from sqlcipher3 import dbapi2 as driver

from loyaldesk.domain.safekeeping import BackupProblem
from loyaldesk.domain.seals import Kind
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.look import Look
from loyaldesk.services import checking, printing, safekeeping, sealing
from loyaldesk.services.words import words
from tests.makers import make_member, make_sale

TODAY = date(2026, 11, 21)


def test_a_sound_club_is_proved_from_its_first_change_on(desk):
    make_sale(desk, make_member(desk).id)
    verdict = sealing.verify(desk)
    assert verdict.findings == ()
    assert verdict.proved_from == 1
    assert verdict.seals == desk.db.execute_sql("SELECT COUNT(*) FROM seal").fetchone()[0]


def test_the_code_on_the_days_paper_finds_its_change_again(desk, clock):
    member = make_member(desk)
    make_sale(desk, member.id)
    early = sealing.day_code(desk, TODAY)
    for _ in range(2):
        make_sale(desk, member.id)
    late = sealing.day_code(desk, TODAY)
    clock.forward(days=1)
    make_sale(desk, member.id)
    assert sealing.day_code(desk, TODAY) == late != early
    found = sealing.check_code(desk, TODAY, early.lower())
    assert found is not None and found.since == 2
    assert sealing.check_code(desk, TODAY, late).since == 0
    tomorrow = sealing.day_code(desk, date(2026, 11, 22))
    assert sealing.check_code(desk, date(2026, 11, 22), tomorrow) is not None
    assert sealing.check_code(desk, date(2026, 11, 22), early) is None


def test_a_day_on_which_nothing_happened_has_no_code(desk):
    assert sealing.day_code(desk, date(2026, 11, 1)) == ""
    assert sealing.check_code(desk, date(2026, 11, 1), "0000-0000-0000") is None


def test_a_code_that_was_copied_wrongly_is_not_called_missing(desk):
    code = sealing.day_code(desk, TODAY)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    with pytest.raises(BadInput) as refused:
        sealing.check_code(desk, TODAY, wrong)
    assert "copy the twelve" in words(refused.value)


def test_accepting_needs_a_reason(desk):
    with pytest.raises(BadInput):
        sealing.accept(desk, "  ")


def test_nothing_is_missing_from_the_club_of_every_day(desk, clock):
    make_sale(desk, make_member(desk).id)
    assert sealing.remember(desk)
    clock.forward(minutes=1)
    make_sale(desk, make_member(desk).id)
    assert sealing.missing(desk) is None
    assert sealing.remember(desk)
    assert sealing.known_head(desk.db).seal_id == sealing.verify(desk).seals


def test_every_kind_of_finding_has_its_words(desk):
    from loyaldesk.domain.seals import PARTS, Finding

    for kind in Kind:
        finding = Finding(
            kind, 3, 5, desk.clock(), "Sara", "sale.record", PARTS, ((1, 2),) * 5, "a_guard"
        )
        said = sealing.finding_words(finding)
        assert "{" not in said and len(said) > 20
        broken = checking.Broken(f"seals: {kind}", 3, (3,), finding)
        assert checking.broken_words(broken) == said


def test_r06_a_backup_names_the_head_it_was_proved_to(desk):
    make_sale(desk, make_member(desk).id)
    made = safekeeping.back_up(desk)
    assert made.manifest is not None and made.manifest.head is not None
    assert made.manifest.head.seal_id == sealing.known_head(desk.db).seal_id - 1
    again = safekeeping.backups(desk)[0]
    assert again.manifest == made.manifest
    make_sale(desk, make_member(desk).id)
    assert safekeeping.back_up(desk, safekeeping.BY_ITSELF).state == "verified"


def test_a_club_changed_below_the_program_gives_no_good_backup_until_somebody_accepts(desk):
    make_sale(desk, make_member(desk).id)
    path = desk.db.path
    desk.db.close()
    with closing(driver.connect(str(path), isolation_level=None)) as raw:
        (guard,) = raw.execute("SELECT sql FROM sqlite_schema WHERE name = 'audit_no_update'"
                               ).fetchone()  # fmt: skip
        raw.execute("DROP TRIGGER audit_no_update")
        raw.execute("UPDATE audit SET operator_id = 7 WHERE seq = 3")
        raw.execute(guard)
    desk.db.connect()
    with pytest.raises(BackupProblem) as refused:
        safekeeping.back_up(desk)
    assert refused.value.why == "invariants"
    assert "change 3" in refused.value.detail
    sealing.accept(desk, "The cashier was found")
    assert safekeeping.back_up(desk).state == "verified"
    assert [each.finding.seal for each in checking.check(desk)] == [3]


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("code", ["5KV0-094T-8XVK", "ZKV0-094T-8XV7", "1234-5678-9012"])
def test_the_code_of_the_day_stands_on_its_paper(desk, language, code, monkeypatch):
    make_sale(desk, make_member(desk).id)
    monkeypatch.setattr(sealing, "code_of", lambda _mac: code)
    paper = printing.day_end_pdf(desk, TODAY, Look(language, "jalali", "toman"))
    with closing(PdfDocument(paper)) as document:
        assert code in document[0].get_textpage().get_text_bounded()
