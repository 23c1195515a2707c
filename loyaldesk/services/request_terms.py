"""How long the shop takes for requests and voices, and how much it gives as thanks."""

from dataclasses import dataclass

from loyaldesk.domain.events import RequestTermsChanged
from loyaldesk.domain.permissions import Permission
from loyaldesk.domain.requests import Terms
from loyaldesk.services.desk import Desk
from loyaldesk.store import rulebooks
from loyaldesk.store.database import ClubDatabase

DOCUMENT = "requests"


@dataclass(frozen=True, slots=True)
class KeptTerms:
    """The terms with the version they were read in; 0: the shop has said nothing yet."""

    terms: Terms
    version: int


def of(db: ClubDatabase) -> Terms:
    """Return the terms that hold (a step)."""
    found = rulebooks.read(db, DOCUMENT)
    return Terms.from_json(found[0]) if found else Terms()


def terms(desk: Desk) -> KeptTerms:
    """Return the terms of the shop for its settings."""
    with desk.reading(Permission.FOLLOWUP_READ):
        found = rulebooks.read(desk.db, DOCUMENT)
    return KeptTerms(Terms.from_json(found[0]), found[1]) if found else KeptTerms(Terms(), 0)


def save_terms(desk: Desk, wanted: Terms, version: int) -> int:
    """Store the terms of the shop and return their new version; what is due stays due.

    Raises:
        ChangedMeanwhile: If somebody else saved them since *version*.
    """
    with desk.change(Permission.CALENDAR_EDIT) as change:
        made = rulebooks.write(change, DOCUMENT, wanted.to_json(), version)
        change.note("requests.terms", "club", 1, version=made)
        change.tell(RequestTermsChanged())
    return made
