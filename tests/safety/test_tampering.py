"""S6: what is changed below the program is noticed and named at the next check."""

import os
import shutil
from pathlib import Path

import pytest

from loyaldesk.domain.seals import Kind
from loyaldesk.services import checking, sealing
from tests.safety import shop, tampering
from tests.safety.tampering import KINDS, Kept, found_by, is_named, kept

SEED = 5


@pytest.fixture(scope="module", params=[None, shop.KEY], ids=["plain", "encrypted"])
def original(request, tmp_path_factory) -> Kept:
    return kept(tmp_path_factory.mktemp("kept"), request.param, SEED)


@pytest.fixture
def club(original, tmp_path) -> Kept:
    from tests.conftest import FIRST_HOME

    if (FIRST_HOME / "heads").is_dir():
        shutil.copytree(FIRST_HOME / "heads", Path(os.environ["LOYALDESK_HOME"]) / "heads")
    for each in (original.path, original.old):
        shutil.copy(each, tmp_path / each.name)
    return Kept(
        tmp_path / original.path.name, tmp_path / original.old.name, original.key,
        original.change, original.entry,
    )  # fmt: skip


def test_there_are_twelve_kinds():
    assert len(KINDS) == 12


def test_an_untouched_club_is_sound(club):
    assert found_by(club) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_t05_r51_r52_r53_each_kind_is_noticed_and_named(club, kind):
    kind(club)
    broken = found_by(club)
    assert is_named(club, kind, broken), [checking.broken_words(each) for each in broken]


def test_t05_r51_the_words_name_change_act_operator_and_moment(club):
    tampering.value(club)
    (words,) = [
        checking.broken_words(each)
        for each in found_by(club)
        if each.finding is not None and each.finding.kind == Kind.CHANGED
    ]
    assert f"change {club.change}" in words
    assert "Points entries" in words
    assert "Maryam" in words
    assert "1405/08/30" in words


def test_t05_r52_a_cut_tail_is_counted(club):
    tampering.cut(club)
    (words,) = [
        checking.broken_words(each)
        for each in found_by(club)
        if each.finding is not None and each.finding.kind == Kind.BEHIND
    ]
    assert "3 changes" in words


def test_t05_what_came_in_behind_the_program_is_not_covered_by_the_next_sale(club):
    tampering.insert(club)
    desk = shop.opened(club.path, club.key, n=60)
    shop.perform(desk, shop.plan(desk, SEED, 60))
    kinds = [each.finding.kind for each in checking.check(desk) if each.finding]
    assert kinds == [Kind.UNSEALED]
    acts = desk.db.execute_sql("SELECT act FROM audit ORDER BY seq").fetchall()
    assert [act for (act,) in acts].count("trail.unsealed") == 1
    desk.db.close()


def test_t05_r53_an_older_file_stays_noticed_until_somebody_says_it_is_right(club):
    tampering.older(club)
    desk = shop.opened(club.path, club.key, n=60)
    missing = sealing.missing(desk)
    assert missing is not None and missing.lost_seals >= 5
    shop.perform(desk, shop.plan(desk, SEED, 60))
    assert not sealing.remember(desk)
    assert sealing.missing(desk) == missing
    sealing.accept(desk, "I put yesterday's copy back")
    assert sealing.missing(desk) is None
    assert checking.check(desk) == []
    assert sealing.remember(desk)
    desk.db.close()


def test_t05_r51_garbage_in_a_text_is_named_too(club):
    tampering._quietly(club, "audit")(
        "UPDATE audit SET detail = CAST(x'ff' AS TEXT) WHERE seq ="
        f" (SELECT audit_to FROM seal WHERE id = {club.change})"
    )
    desk = shop.opened(club.path, club.key)
    verdict = sealing.verify(desk)
    assert [(each.kind, each.seal) for each in verdict.findings] == [(Kind.CHANGED, club.change)]
    desk.db.close()
