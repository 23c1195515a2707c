"""A member's form and past in words, for a paper that holds all of it."""

from datetime import date
from typing import Any

from loyaldesk.kernel import fmt
from loyaldesk.kernel.i18n import tr
from loyaldesk.services.telling import channel_name
from loyaldesk.services.words import field_name


def form_name(field: str) -> str:
    """Return how a field of the form is called on paper."""
    names = {
        "honorific": tr("Form of address"), "gender": tr("Gender"), "landline": tr("Landline"),
        "family": tr("Family"), "preferences": tr("Preferences"), "sizes": tr("Sizes"),
        "preferred_channel": tr("Best way to reach"), "preferred_time": tr("Best time to reach"),
        "tone": tr("Tone"), "consent": tr("Agreed to"), "referrer_id": tr("Referred by"),
    }  # fmt: skip
    return names.get(field) or field_name(field)


def form_value(field: str, value: Any) -> str:
    """Return what stands in a field, as people read it."""
    if isinstance(value, date):
        return fmt.day(value)
    if field in ("consent", "preferred_channel"):
        channels = [value] if isinstance(value, str) else sorted(value)
        return tr(", ").join(channel_name(channel) for channel in channels)
    if isinstance(value, frozenset | tuple | list):
        return tr(", ").join(str(each) for each in sorted(value))
    if field in ("mobile", "landline", "national_id", "postal_code"):
        return fmt.mobile(value) if field == "mobile" else fmt.code(str(value))
    if field in ("gender", "kind", "preferred_time", "tone"):
        return _choices().get(str(value), str(value))
    return str(value)


def _choices() -> dict[str, str]:
    return {
        "woman": tr("Woman"), "man": tr("Man"), "person": tr("Person"), "company": tr("Company"),
        "morning": tr("Morning"), "noon": tr("Noon"), "afternoon": tr("Afternoon"),
        "evening": tr("Evening"), "formal": tr("Formal"), "friendly": tr("Friendly"),
        "short": tr("Short and plain"),
    }  # fmt: skip


def event_name(kind: str) -> str:
    """Return what kind of thing happened, in a word or two."""
    names = {
        "sale": tr("Sale"), "visit": tr("Visit"), "reversal": tr("Taken back"),
        "return": tr("Return"), "points": tr("Points"), "tier": tr("Tier"), "note": tr("Note"),
        "card": tr("Card"), "consent": tr("Consent"), "enrolled": tr("Joined"),
        "contact": tr("Contact"), "promise": tr("Promise"), "followup": tr("Follow-up"),
        "complaint": tr("Complaint"), "complaint_closed": tr("Complaint"),
        "request": tr("Request"), "request_done": tr("Request"), "feedback": tr("Opinion"),
        "agreement": tr("Agreement"), "order": tr("Order"), "handover": tr("Hand-over"),
    }  # fmt: skip
    return names.get(kind, kind)
