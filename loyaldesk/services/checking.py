"""Checking the club: every invariant, named in plain words when it is broken."""

from loyaldesk.domain.permissions import Permission
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.progress import SILENT, Progress
from loyaldesk.services import sealing
from loyaldesk.services.desk import Desk
from loyaldesk.store import check as store

Broken = store.Broken

PAGES = "the file's pages are whole"


def check(desk: Desk, *, deep: bool = False, progress: Progress = SILENT) -> list[Broken]:
    """Return what is broken in the club; an empty list is a sound club."""
    with desk.reading(Permission.CLUB_CHECK):
        broken = store.check(desk.db.execute_sql, desk.clock(), deep=deep, progress=progress)
        verdict = sealing.prove(desk.db, progress)
    return broken + [
        Broken(f"seals: {each.kind}", max(each.last - each.seal + 1, 1), (each.seal,), each)
        for each in verdict.findings
    ]


def broken_words(broken: Broken) -> str:
    """Return what does not hold, in words; a rule without words keeps its name."""
    if broken.finding is not None:
        return sealing.finding_words(broken.finding)
    return {
        PAGES: tr("Pages of the club file are damaged."),
        "every reference leads somewhere": tr("A record points to one that is not there."),
        "balance is the sum of the entries": tr("A balance is not the sum of its points entries."),
        "no balance or debt below zero": tr("A balance or a debt is below zero."),
        "working hours and own days can be read": tr(
            "The working hours or the shop's own days cannot be read."
        ),
        "lots hold the balance": tr("Lots of points and the balance differ."),
        "a lot is used as its allocations say": tr("More or less of a lot is used than was taken."),
        "a lot and its allocations belong to one member": tr(
            "Points of one member were used by another one."
        ),
        "a sale earned what its entries say": tr("A sale and its points entries differ."),
        "a reversal mirrors its sale": tr("A reversal is not the mirror of its sale."),
        "a mirrored entry is the exact opposite": tr(
            "An entry taken back is not the opposite of its entry."
        ),
        "the ledger has no gap": tr("Entries are missing from the points ledger."),
        "receipts have no gap": tr("Receipt numbers are missing."),
        "every sale is in the trail": tr("A sale does not stand in the activity log."),
        "every return is in the trail": tr("A return does not stand in the activity log."),
        "no more came back than was sold": tr("More of a sale came back than was sold."),
        "every reversal is in the trail": tr("A reversal does not stand in the activity log."),
        "the trail has no gap": tr("Lines are missing from the activity log."),
        "sums of sales are right": tr("The sums of a member's sales are wrong."),
        "every member has a number of their own": tr("A member has no number."),
        "every member can be searched": tr("Some members cannot be found by searching."),
        "a follow-up stands as its events say": tr("A follow-up and what is written of it differ."),
        "an open follow-up is due when its events say": tr(
            "A follow-up is due at another time than was written down."
        ),
        "an answer has one approved version": tr("An answer has no words, or two approved ones."),
        "only approved words were given": tr("A contact holds an answer that nobody approved."),
        "nobody is owner and deputy of one member": tr(
            "Somebody is both owner and deputy of a member."
        ),
        "who looks after a member is the last one who got it": tr(
            "The owner of a member is not the one who got it last."
        ),
        "nobody is away twice on one day": tr("An operator is away twice on one day."),
        "a contact is with somebody": tr("A contact is with nobody, or with two."),
        "a contact is taken back once, by who noted it": tr(
            "A contact was taken back twice, or by somebody else."
        ),
        "what is spent less on a member was decided by somebody": tr(
            "It was decided to spend less on a member, and nobody decided it."
        ),
        "every programme can be read": tr("The rules of points and tiers are missing."),
        "a closed complaint has cause and result": tr(
            "A complaint was closed without its cause or result."
        ),
        "the clocks of a complaint fit its state": tr(
            "The clocks of a complaint do not fit how far it is."
        ),
        "every complaint has its beginning": tr("The history of a complaint is missing."),
        "complaint numbers have no gap": tr("Numbers of complaints are missing."),
        "points that make good are in the ledger once": tr(
            "Points given for a complaint are not in the ledger, or twice."
        ),
        "nobody agrees to a compensation of their own": tr(
            "Somebody agreed to a compensation that they proposed themselves."
        ),
        "a closed incident forgot nobody": tr("An incident was closed before everybody was told."),
        "every record of the request room has its beginning": tr(
            "The history of a request, prospect, feedback, agreement or order is missing."
        ),
        "an ended record says how it ended": tr(
            "A request, agreement or order ended, but not how."
        ),
        "a renewed agreement leads to the next": tr(
            "A renewed agreement does not lead to the next one."
        ),
        "points given as thanks are in the ledger once": tr(
            "Points given for feedback are not in the ledger, or not as many."
        ),
        "nothing happened in the future": tr("Something is dated in the future."),
    }.get(broken.name, broken.name)
