"""What the room of playbooks shows beside them: figures of the last days, what can be chosen."""

from dataclasses import dataclass
from datetime import timedelta

from loyaldesk.domain.answers import AnswerRow
from loyaldesk.domain.errors import Missing
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.tiers import Tier
from loyaldesk.services import club
from loyaldesk.services.desk import Desk
from loyaldesk.store import answers as answer_store
from loyaldesk.store.queries import playbook_figures as store
from loyaldesk.store.queries import playbooks as queries
from loyaldesk.store.queries.playbook_figures import Figures

__all__ = ["Choices", "Figures", "choices", "code_of", "figures"]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a playbook of this shop can name.

    Attributes:
        roles: Roles that somebody who works here has.
        skills: What such an operator can.
        answers: Those with approved words.
    """

    roles: tuple[str, ...]
    skills: tuple[str, ...]
    tiers: tuple[Tier, ...]
    answers: tuple[AnswerRow, ...]

    def tier_names(self, language: str) -> dict[str, str]:
        """Return the names of the tiers by code."""
        return {each.code: each.name(language) for each in self.tiers}

    def answer(self, answer_id: int | None, language: str) -> str:
        """Return the question of an answer, or empty when it is none in force."""
        found = next((each for each in self.answers if each.id == answer_id), None)
        return found.question(language) if found else ""


def choices(desk: Desk) -> Choices:
    """Return what a playbook of this shop can name."""
    with desk.reading(Permission.PLAYBOOK_READ):
        roles, skills = queries.roles_and_skills(desk.db)
        tiers = club.programme_on(desk.db, desk.today()).tiers
        answers = answer_store.listing(desk.db, None, "approved")
    return Choices(tuple(sorted(roles)), tuple(sorted(skills)), tuple(tiers), tuple(answers))


def figures(desk: Desk, days: int = 90) -> dict[str, Figures]:
    """Return what each playbook did in the last *days*, by code; one that did nothing is not in."""
    with desk.reading(Permission.PLAYBOOK_READ):
        return store.since(desk.db, desk.today() - timedelta(days=days - 1))


def code_of(desk: Desk, playbook_id: int) -> str:
    """Return the code of the playbook that a record names.

    Raises:
        Missing: If there is none.
    """
    with desk.reading(Permission.PLAYBOOK_READ):
        code = store.code_of(desk.db, playbook_id)
    if not code:
        raise Missing("playbook", str(playbook_id))
    return code
