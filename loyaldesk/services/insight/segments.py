"""Groups of members that any page can be asked about: by tier, RFM, spend, stage, source, tag."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loyaldesk.domain.insight import rfm as rfm_room
from loyaldesk.domain.insight import spenders as spender_room
from loyaldesk.domain.insight.facts import Facts, Ints
from loyaldesk.domain.insight.risk import CODES as RISKS
from loyaldesk.domain.insight.stages import STAGES
from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.look import look
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight.mark_names import risk_name, stage_name
from loyaldesk.store.database import ClubDatabase

FAMILIES = ("tier", "rfm", "spend", "stage", "risk", "source", "tag", "gender")
"""Before the colon of a code: ``tier:gold``."""

MOST_NAMES = 40
"""Sources and tags offered at most, the commonest; any other can be asked for by its code."""

LARGEST_CODE = 200

_HAS = "SELECT id FROM member WHERE {} ORDER BY id"
_SQL = {
    "tier": _HAS.format("tier = ?"),
    "source": _HAS.format("source = ?"),
    "gender": _HAS.format("gender = ?"),
    "tag": _HAS.format("tags <> '' AND EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)"),
    "stage": "SELECT member_id FROM member_mark WHERE stage = ? ORDER BY member_id",
    "risk": "SELECT member_id FROM member_mark WHERE risk = ? ORDER BY member_id",
}
_NAMES = {
    "gender": "SELECT gender, COUNT(*) FROM member WHERE {} AND gender <> '' GROUP BY 1",
    "stage": "SELECT stage, COUNT(*) FROM member_mark GROUP BY 1",
    "risk": "SELECT risk, COUNT(*) FROM member_mark WHERE risk <> '' GROUP BY 1",
    "source": "SELECT source, COUNT(*) FROM member WHERE {} AND source <> '' GROUP BY 1",
    "tag": "SELECT t.value, COUNT(*) FROM member, json_each(tags) t WHERE {} AND tags <> ''"
    " GROUP BY 1",
}
_TIER = (
    "SELECT 1 FROM programme p, json_each("
    "COALESCE(p.document -> '$.ladder.tiers', p.document -> '$.tiers')) t"
    " WHERE t.value ->> 'code' = ?"
)
"""Whether any programme has the tier; the first kind of document holds tiers at its top."""

_LIVE = "state <> 'erased' AND merged_into_id IS NULL"


def choices(desk: Desk) -> list[tuple[str, str]]:
    """Return the groups that exist in this club, each with its title; everybody is not one."""
    with desk.reading(Permission.REPORT_READ):
        db = desk.db
        found = [
            (f"tier:{tier.code}", _titled("tier", tier.name(look().language)))
            for tier in club.programme_on(db, desk.today()).tiers
        ]
        for family, codes in (("rfm", rfm_room.CLASSES), ("spend", spender_room.CLASSES)):
            found += [(f"{family}:{code}", title(f"{family}:{code}")) for code in codes]
        for family in _NAMES:
            found += [(f"{family}:{name}", title(f"{family}:{name}")) for name in names(db, family)]
    return found


def names(db: ClubDatabase, family: str) -> list[str]:
    """Return the codes of a family that the club's members have, the commonest first."""
    sql = f"{_NAMES[family].format(_LIVE)} ORDER BY 2 DESC, 1 LIMIT ?"
    return [row[0] for row in db.execute_sql(sql, (MOST_NAMES,)).fetchall()]


def ids_of(db: ClubDatabase, code: str, facts: Callable[[], Facts]) -> Ints:
    """Return the members of a group, rising (a step of use cases, no right of its own).

    Args:
        db: The club.
        code: Such as ``tier:gold`` or ``rfm:champions``.
        facts: Gives the facts of all members with the sums "year"; asked only where the group
            depends on what they bought.

    Raises:
        BadInput: ``segment``, if there is no such group.
    """
    family, _, name = code.partition(":")
    if family not in FAMILIES or not name or len(code) > LARGEST_CODE:
        raise BadInput("segment", "unknown", code[:80])
    if family == "rfm" and name in rfm_room.CLASSES:
        scored = rfm_room.rfm(facts())
        among: Ints = scored.ids[scored.of(name)]
        return among
    if family == "spend" and name in spender_room.CLASSES:
        all_of = facts()
        places = spender_room.spenders(all_of.sums["year"].net)
        found: Ints = all_of.ids[places == spender_room.CLASSES.index(name)]
        return found
    if family in _SQL:
        rows = db.execute_sql(_SQL[family], (name,)).fetchall()
        if rows or _is_known(db, family, name):
            return np.fromiter((row[0] for row in rows), np.int64, len(rows))
    raise BadInput("segment", "unknown", code[:80])


def _is_known(db: ClubDatabase, family: str, name: str) -> bool:
    """Return whether a group without members exists all the same."""
    if family == "tier":
        return db.execute_sql(_TIER, (name,)).fetchone() is not None
    return name in _fixed(family)


def title(code: str) -> str:
    """Return what a group is called; of a tier the code itself."""
    family, _, name = code.partition(":")
    known = _fixed(family)
    return _titled(family, known.get(name, name))


def _titled(family: str, name: str) -> str:
    kinds = {
        "tier": tr("Tier: {name}"), "rfm": tr("RFM: {name}"), "spend": tr("Spend: {name}"),
        "stage": tr("Stage: {name}"), "risk": tr("Risk: {name}"), "source": tr("Source: {name}"),
        "tag": tr("Tag: {name}"), "gender": tr("Gender: {name}"),
    }  # fmt: skip
    return kinds.get(family, "{name}").format(name=name)


def rfm_name(code: str) -> str:
    """Return the name of an RFM class."""
    return {
        "champions": tr("Champions"), "loyal": tr("Loyal"), "potential": tr("Could become loyal"),
        "promising": tr("Promising newcomers"), "new": tr("Newcomers"),
        "attention": tr("Need attention"), "sleepy": tr("About to sleep"), "risk": tr("At risk"),
        "cannot_lose": tr("Must not be lost"), "asleep": tr("Asleep"), "lost": tr("Lost"),
    }[code]  # fmt: skip


def spend_name(code: str) -> str:
    """Return the name of a spender class."""
    return {
        "heavy": tr("Heavy buyers"), "medium": tr("Medium buyers"), "light": tr("Light buyers"),
        "zero": tr("Did not buy"),
    }[code]  # fmt: skip


def _fixed(family: str) -> dict[str, str]:
    """Return the names of families whose codes the program sets."""
    if family == "rfm":
        return {code: rfm_name(code) for code in rfm_room.CLASSES}
    if family == "spend":
        return {code: spend_name(code) for code in spender_room.CLASSES}
    return {
        "stage": {code: stage_name(code) for code in STAGES},
        "risk": {code: risk_name(code) for code in RISKS},
        "gender": {"female": tr("Female"), "male": tr("Male")},
    }.get(family, {})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """One class of members and what it brought in the window. ``share``: of all net money."""

    code: str
    title: str
    members: int
    net_rial: int
    share: float | None
    basket_rial: float | None


def rfm_rows(scored: rfm_room.Rfm) -> list[Segment]:
    """Return every RFM class with its members and money, the empty ones too."""
    return _rows(
        [("rfm", code, rfm_name(code)) for code in rfm_room.CLASSES], scored.klass, scored.money,
        scored.frequency,
    )  # fmt: skip


def spend_rows(facts: Facts, span: str = "year") -> list[Segment]:
    """Return every spender class with its members and money."""
    sums = facts.sums[span]
    return _rows(
        [("spend", code, spend_name(code)) for code in spender_room.CLASSES],
        spender_room.spenders(sums.net), sums.net, sums.visits,
    )  # fmt: skip


def _rows(
    codes: Sequence[tuple[str, str, str]], place: NDArray[np.int8], net: Ints, visits: Ints
) -> list[Segment]:
    # Who brought back more than they bought is in no share: the shares of the buyers make up all.
    total = int(net[net > 0].sum())
    found = []
    for number, (family, code, name) in enumerate(codes):
        among = place == number
        money, came = int(net[among].sum()), int(visits[among].sum())
        found.append(Segment(
            f"{family}:{code}", name, int(among.sum()), money,
            money / total if total and code != "zero" else None, money / came if came else None,
        ))  # fmt: skip
    return found


def document(rows: Sequence[Segment]) -> list[dict[str, object]]:
    """Return classes as JSON writes them."""
    return [
        {
            "segment": row.code, "title": row.title, "members": row.members,
            "net_rial": row.net_rial, "share": row.share, "mean_basket_rial": row.basket_rial,
        }
        for row in rows
    ]  # fmt: skip
