"""What the acts of insights, papers, answers and the server are called in the activity log."""

from loyaldesk.kernel.i18n import tr


def act_name(act: str) -> str:
    """Return an act of the trail, or an empty text."""
    known = {**_insights(), **_papers(), **_answers(), **_rest()}
    return known.get(act) or (tr("Printed a report") if act.startswith("report.") else "")


def _insights() -> dict[str, str]:
    return {
        "insight.refresh": tr("Counted the figures of insights anew"),
        "insight.fit": tr("Taught the prediction anew"),
        "insight.settings": tr("Changed the settings of insights"),
        "at_risk.followups": tr("Made follow-ups for members who may leave"),
        "lost_member.run": tr("Looked for members who left or came back"),
        "lost_member.reason": tr("Noted why a member left"),
        "goal.add": tr("Set a goal"), "goal.change": tr("Changed a goal"),
        "goal.end": tr("Ended a goal"), "goal.resume": tr("Took a goal up again"),
        "kpi.add": tr("Added a figure to watch"), "kpi.change": tr("Changed a figure to watch"),
        "kpi.end": tr("Ended a figure to watch"), "kpi.resume": tr("Took a figure up again"),
        "kpi.settle": tr("Wrote down the results of a period"),
        "shop_figure.add": tr("Wrote down a figure of the shop"),
        "shop_figure.remove": tr("Took out a figure of the shop"),
        "shop_figure.restore": tr("Brought back a figure of the shop"),
        "signs.save": tr("Changed the limits of the warning signs"),
    }  # fmt: skip


def _papers() -> dict[str, str]:
    return {
        "report.agenda": tr("Printed the agenda of a day"),
        "report.complaints": tr("Printed the complaints"),
        "report.faq": tr("Printed questions and answers"),
        "report.pack": tr("Made the package of reports"),
        "report.promises": tr("Printed the shop's promises"),
        "report.said_and_did": tr("Printed “you said, we did”"),
        "report.schedule": tr("Changed when reports are made"),
        "voucher.export": tr("Exported vouchers"),
    }


def _answers() -> dict[str, str]:
    return {
        "answer.write": tr("Wrote an answer"), "answer.approve": tr("Approved an answer"),
        "answer.drop": tr("Threw away the draft of an answer"),
        "answer.withdraw": tr("Took an answer out of use"),
        "question.ask": tr("Noted a question without an answer"),
        "question.close": tr("Closed a question"),
        "topic.add": tr("Added a topic"), "topic.change": tr("Changed a topic"),
    }  # fmt: skip


def _rest() -> dict[str, str]:
    return {
        "points.redeem": tr("Let points be spent"),
        "programme.migrate_lots": tr("Gave old points the end the rules say"),
        "club.move": tr("Moved the club to another place"),
        "till.add": tr("Made the role of a till"),
    }
