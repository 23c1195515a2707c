"""How stages and classes of risk are called: the one place of these words."""

from loyaldesk.kernel.i18n import tr


def stage_name(stage: str) -> str:
    """Return how a stage is called."""
    names = {
        "enquiry": tr("Enquired"), "joined": tr("Joined, no visit"),
        "first": tr("First visit"), "second": tr("Second visit"), "regular": tr("Regular"),
        "advocate": tr("Advocate"), "sleeping": tr("Sleeping"), "lapsed": tr("Lapsed"),
    }  # fmt: skip
    return names.get(stage, stage)


def risk_name(risk: str) -> str:
    """Return how a class of risk is called."""
    names = {
        "none": tr("No purchase yet"), "early": tr("Too early"), "low": tr("In rhythm"),
        "watch": tr("To be watched"), "high": tr("At risk"), "lost": tr("Gone"),
    }  # fmt: skip
    return names.get(risk, risk)
