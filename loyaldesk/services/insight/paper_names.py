"""What the papers of the report pack are called; light, so that a command or page begins fast."""

from loyaldesk.kernel.i18n import tr

CLUB_PAPERS = (
    "monthly-full", "tiers", "liability", "segments", "at-risk", "cohorts", "value", "kpi",
    "complaints", "followups",
)  # fmt: skip
"""The papers of a pack, in order."""

MEMBER_PAPERS = ("member-file", "statement")
"""Papers of one member; they are in no pack."""

NAMES = (*CLUB_PAPERS, *MEMBER_PAPERS)


def titles() -> dict[str, tuple[str, str]]:
    """Return what each paper is called and what it is for, in order."""
    return {
        "monthly-full": (tr("Monthly club report, full"), tr("Everything of the month, explained")),
        "tiers": (tr("Members by tier and moves"), tr("Who stands where, who rose and who fell")),
        "liability": (tr("What the club owes"), tr("Points, their worth and when they end")),
        "segments": (tr("Segments and lists"), tr("Who buys how, and who they are")),
        "at-risk": (tr("At risk and let go"), tr("Who may leave, why, and what was decided")),
        "cohorts": (tr("Retention and cohorts"), tr("Who stays, month by month of joining")),
        "value": (tr("Value and 80/20"), tr("Who brings the margin, and who costs it")),
        "kpi": (tr("KPI sheet"), tr("Targets, owners, what was reached")),
        "complaints": (tr("Complaints and recovery"), tr("How fast, and who bought again")),
        "followups": (tr("Follow-ups by operator"), tr("What was done, in time or not")),
        "member-file": (tr("Member file"), tr("Everything known of one member")),
        "statement": (tr("Points statement"), tr("For the member: what came, went and is left")),
    }  # fmt: skip
