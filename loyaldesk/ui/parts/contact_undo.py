"""Taking a contact back that was just noted."""

from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.services import contacts
from loyaldesk.services.words import words
from loyaldesk.ui.parts.hall import Hall


def take_back(hall: Hall, contact_id: int) -> None:
    """Take a contact back and say so; say why when it stays."""
    try:
        contacts.withdraw(hall.desk, contact_id)
    except ClubError as error:
        hall.toasts.show(words(error), kind="warn")
        return
    hall.toasts.show(tr("The contact was taken back."), kind="info")
