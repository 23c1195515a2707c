"""How everything about complaints and incidents is called, and what is wrong with an act on one."""

from loyaldesk.domain import errors
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate


def category_name(code: str) -> str:
    """Return what a complaint is about."""
    names = {
        "staff": tr("How staff behaved"), "quality": tr("Quality of the goods"),
        "price": tr("Wrong price or sum"), "delivery": tr("Late delivery"),
        "queue": tr("Waiting in the queue"), "after_sale": tr("After-sales service and warranty"),
        "stock": tr("Goods not in stock"), "neglect": tr("Neglect"),
        "message": tr("Unwanted messages"), "points": tr("Points not recorded"),
    }  # fmt: skip
    return names.get(code, code)


def severity_name(severity: int) -> str:
    """Return how grave a complaint is."""
    return {
        1: tr("Small"), 2: tr("Medium"), 3: tr("Serious"), 4: tr("Critical"),
    }.get(severity, fmt.number(severity))  # fmt: skip


def load_name(load: int) -> str:
    """Return how much feeling is in a complaint."""
    return {
        0: tr("Calm"), 1: tr("Annoyed"), 2: tr("Upset"), 3: tr("Very upset"),
    }.get(load, fmt.number(load))  # fmt: skip


def state_name(state: str) -> str:
    """Return how far a complaint is."""
    names = {
        "received": tr("Received"), "acknowledged": tr("Acknowledged"),
        "answered": tr("Answered"), "solved": tr("Solved"), "closed": tr("Case closed"),
    }  # fmt: skip
    return names.get(state, state)


def clock_name(clock: str) -> str:
    """Return what a clock waits for."""
    names = {"ack": tr("Acknowledge"), "answer": tr("Answer"), "solve": tr("Solve")}
    return names.get(clock, clock)


def root_cause_name(code: str) -> str:
    """Return the group of a root cause."""
    names = {
        "training": tr("Training gap"), "process": tr("Failed process"),
        "trap": tr("Common trap"), "product": tr("Goods or supplier"),
        "outside": tr("Outside the shop"),
    }  # fmt: skip
    return names.get(code, code)


def remedy_name(code: str) -> str:
    """Return a kind of compensation."""
    names = {
        "apology": tr("Apology"), "points": tr("Points"), "voucher": tr("Voucher or discount"),
        "money_back": tr("Money back"), "gift": tr("Gift"), "replacement": tr("Replacement"),
        "none": tr("Nothing given"),
    }  # fmt: skip
    return names.get(code, code)


def compensation_state_name(state: str) -> str:
    """Return how far a compensation is."""
    names = {
        "proposed": tr("Waits for approval"), "approved": tr("Approved, not given yet"),
        "given": tr("Handed over"), "refused": tr("Refused"),
    }  # fmt: skip
    return names.get(state, state)


def pause_name(code: str) -> str:
    """Return why the clocks of a complaint stand still."""
    names = {
        "waiting_member": tr("Waiting for the member"),
        "waiting_supplier": tr("Waiting for the supplier"),
        "waiting_repair": tr("Waiting for a repair"), "other": tr("Another reason"),
    }  # fmt: skip
    return names.get(code, code)


def incident_name(kind: str) -> str:
    """Return a kind of incident."""
    names = {
        "till_down": tr("The till was down"), "wrong_price": tr("Wrong price"),
        "bad_batch": tr("Bad batch of goods"), "queue": tr("Long queue"),
        "other": tr("Something else"),
    }  # fmt: skip
    return names.get(kind, kind)


def apology_name(way: str) -> str:
    """Return the way of an apology."""
    names = {
        "call": tr("Phone call"), "in_person": tr("In person"), "message": tr("Message"),
        "points": tr("Points"),
    }  # fmt: skip
    return names.get(way, way)


def left_words(minutes: int | None) -> str:
    """Return what a clock has left, in working time."""
    if minutes is None:
        return ""
    if minutes < 0:
        return tr("{time} late").format(time=time_words(-minutes))
    return tr("{time} left").format(time=time_words(minutes))


def time_words(minutes: int) -> str:
    """Return so many minutes of working time."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(trn("{n} working hour", "{n} working hours", hours).format(
            n=fmt.number(hours)))  # fmt: skip
    if rest or not hours:
        parts.append(trn("{n} minute", "{n} minutes", rest).format(n=fmt.number(rest)))
    return tr(" and ").join(parts)


def event_name(what: str, code: str = "") -> str:
    """Return one line of the history of a complaint or incident, without its text."""
    names = {
        "open": tr("Written down"), "acknowledge": tr("Told that it is looked after"),
        "answer": tr("Answered"), "step": tr("Something was done"),
        "pause": tr("Clocks stopped: {why}").format(why=pause_name(code)),
        "resume": tr("Clocks run again"), "give": tr("Given to somebody else"),
        "given": tr("Given to somebody else"),
        "edit": tr("Weighed anew"), "close": tr("Case closed"),
        "solve": tr("Solved: {cause}").format(cause=root_cause_name(code)),
        "withdraw": tr("Taken back by whoever complained"), "reopen": tr("Opened again"),
        "add": tr("Somebody was added"), "skip": tr("Somebody was left out"),
        "apologise": tr("Apologised: {way}").format(way=apology_name(code)),
    }  # fmt: skip
    if what == "escalated":
        return tr("Escalated: {clock} at {percent}").format(**_rung(code))
    if what == "compensation":
        kind, _, state = code.partition(":")
        return tr("Compensation, {kind}: {state}").format(
            kind=remedy_name(kind), state=compensation_state_name(state)
        )
    if what == "close" and code == "confirmed":
        return tr("Closed, confirmed by whoever complained")
    return names.get(what, what)


def _rung(code: str) -> dict[str, str]:
    clock, _, rest = code.partition(":")
    percent = rest.partition(":")[0]
    share = fmt.percent(int(percent) / 100) if percent.isdecimal() else ""
    return {"clock": clock_name(clock), "percent": share}


def field_name(field: str) -> str:
    """Return how a field of these forms is called, or an empty text."""
    names = {
        "text": tr("What happened"), "who": tr("Name"), "severity": tr("Severity"),
        "load": tr("Emotional load"), "channel": tr("By which way"),
        "root_cause": tr("Root cause"), "cause": tr("Cause"), "action": tr("What was done"),
        "result": tr("Result"), "effort": tr("How hard it was"),
        "satisfaction": tr("Satisfaction"), "next_on": tr("Next step"),
        "ladder": tr("Escalation ladder"), "rules": tr("Deadlines"), "policy": tr("Deadlines"),
        "ack_minutes": tr("Minutes to acknowledge"), "answer_minutes": tr("Minutes to answer"),
        "solve_minutes": tr("Minutes to solve"), "warn_percent": tr("Warn at"),
        "limit_points": tr("Most points without approval"),
        "limit_rial": tr("Most money without approval"), "from_at": tr("From"),
        "until_at": tr("Until"), "way": tr("By which way"), "state": tr("State"),
        "complaint_category": tr("Kind of complaint"),
    }  # fmt: skip
    return names.get(field, "")


def problem(error: BadInput) -> str:
    """Return what is wrong with a field of these forms, or an empty text."""
    given = isolate(error.given)
    texts = {
        "no default": tr("There must be one default deadline for what no other fits."),
        "two defaults": tr("There must be only one default deadline; here are several: {given}."),
        "default asks": tr("The default deadline «{given}» cannot have conditions."),
        "empty condition": tr(
            "The deadline «{given}» has no condition, so it fits nothing. Say for which category,"
            " severity or tier it is."
        ),
        "no minutes": tr("The deadline «{given}» needs more than zero minutes."),
        "clocks out of order": tr(
            "In the deadline «{given}» acknowledging comes first, then the answer, then the"
            " solution: the minutes must not become fewer."
        ),
        "rung twice": tr("A step of the ladder stands there twice."),
        "nobody has role": tr("Nobody who can sign in has the role «{given}»."),
        "not a policy": tr("These rules for complaints cannot be read."),
        "member and prospect": tr("Choose either a member or a prospect."),
        "other member": tr("This sale is another member's."),
        "cannot handle": tr("This operator may not handle complaints."),
        "no scale": tr("Say how far the scale goes: 5 or 7."),
        "not points": tr("Points are given only as points."),
        "above limit": tr("At most {limit} points can be given here."),
    }
    found = texts.get(error.why, "")
    return found.format(given=given, limit=fmt.number(error.limit)) if found else ""


def refused(error: errors.ComplaintRefused) -> str:
    """Return why an act does not fit a complaint."""
    texts = {
        "closed": tr("Complaint {number} is closed. Open it again first."),
        "open": tr("Complaint {number} is still open."),
        "acknowledged": tr("Complaint {number} was acknowledged already."),
        "solved": tr("Complaint {number} is solved already. Open it again if it did not hold."),
        "not solved": tr(
            "Complaint {number} can be closed when its root cause, cause and result are written"
            " down."
        ),
        "not acknowledged": tr(
            "Complaint {number} was not acknowledged yet. Tell them first that it is looked after."
        ),
        "paused": tr("The clocks of complaint {number} stand still already."),
        "not paused": tr("The clocks of complaint {number} run."),
        "compensation waits": tr(
            "A compensation of complaint {number} is not decided or not given yet."
        ),
    }
    text = texts.get(error.why) or tr("This cannot be done with complaint {number}.")
    return text.format(number=fmt.number(error.number))


def compensation_refused(error: errors.CompensationRefused) -> str:
    """Return why a compensation cannot be decided on or given."""
    texts = {
        "decided": tr("This compensation was decided on already."),
        "given": tr("This compensation was given already."),
        "refused": tr("This compensation was refused."),
        "not agreed": tr("Somebody must agree to this compensation first."),
        "nobody": tr("Points can be given to members only; choose something else."),
    }
    return texts.get(error.why) or tr("This compensation cannot be given.")


def incident_refused(error: errors.IncidentRefused) -> str:
    """Return why an act does not fit an incident."""
    if error.why == "members wait":
        return trn(
            "Incident {number} cannot be closed: {n} member was not told yet.",
            "Incident {number} cannot be closed: {n} members were not told yet.", error.count,
        ).format(number=fmt.number(error.number), n=fmt.number(error.count))  # fmt: skip
    texts = {
        "closed": tr("Incident {number} is closed."),
        "not listed": tr("This member is not on the list of incident {number}."),
    }
    text = texts.get(error.why) or tr("This cannot be done with incident {number}.")
    return text.format(number=fmt.number(error.number))


def act_name(act: str) -> str:
    """Return an act of the trail, or an empty text."""
    names = {
        "complaint.open": tr("Wrote a complaint down"),
        "complaint.acknowledge": tr("Acknowledged a complaint"),
        "complaint.answer": tr("Answered a complaint"),
        "complaint.step": tr("Did something for a complaint"),
        "complaint.pause": tr("Stopped the clocks of a complaint"),
        "complaint.resume": tr("Let the clocks of a complaint run again"),
        "complaint.give": tr("Gave a complaint to somebody else"),
        "complaint.edit": tr("Weighed a complaint anew"),
        "complaint.solve": tr("Solved a complaint"), "complaint.close": tr("Closed a complaint"),
        "complaint.withdraw": tr("Closed a complaint that was taken back"),
        "complaint.reopen": tr("Opened a complaint again"),
        "complaint.escalated": tr("A complaint was escalated"),
        "complaint.compensation": tr("Compensation of a complaint"),
        "complaint.policy": tr("Changed the rules for complaints"),
        "incident.open": tr("Wrote an incident down"),
        "incident.add": tr("Put a member on the list of an incident"),
        "incident.skip": tr("Left a member of an incident out"),
        "incident.apologise": tr("Apologised to a member of an incident"),
        "incident.close": tr("Closed an incident"),
    }  # fmt: skip
    return names.get(act, "")


def entry_words(text: str) -> str:
    """Return why points were given that make a complaint or incident good."""
    if text.isdecimal():
        return tr("Compensation for complaint {number}").format(number=fmt.number(int(text)))
    return tr("Compensation")
