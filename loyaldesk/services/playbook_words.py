"""The words of playbooks: what sets one off, for whom, its steps, why a step was let out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import time

from loyaldesk.domain.playbooks import (
    EVERY_EVENT,
    NEVER_AGAIN,
    Conditions,
    Kind,
    Playbook,
    Step,
    Trigger,
)
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import BadInput
from loyaldesk.kernel.i18n import tr, trn
from loyaldesk.kernel.persian import isolate
from loyaldesk.services import followup_words


def business(code: str) -> str:
    """Return how a kind of business is called."""
    names = {
        "retail": tr("Retail"), "service": tr("Service"), "subscription": tr("Subscription"),
        "company": tr("Business customers"),
    }  # fmt: skip
    return names.get(code, tr("Our own"))


def kind(code: str) -> str:
    """Return how a kind of trigger is called in a list to choose from."""
    names = {
        Kind.JOINED: tr("New member"),
        Kind.FIRST_PURCHASE: tr("First purchase"),
        Kind.PURCHASE: tr("Purchase"),
        Kind.NTH_PURCHASE: tr("A certain purchase"),
        Kind.DAYS_AFTER: tr("Days after a purchase"),
        Kind.BIRTHDAY: tr("A birthday"),
        Kind.WEDDING: tr("Wedding day"),
        Kind.TIER_REACHED: tr("Tier reached"),
        Kind.TIER_FALL: tr("Tier about to fall"),
        Kind.POINTS_EXPIRING: tr("Points about to end"),
        Kind.SILENCE: tr("Silent longer than usual"),
        Kind.COMPLAINT_OPENED: tr("Complaint opened"),
        Kind.COMPLAINT_CLOSED: tr("Complaint closed"),
        Kind.LOW_FEELING: tr("Unhappy in a contact"),
        Kind.PROMISED_DATE: tr("Promised date near"),
    }
    return names.get(Kind(code), code) if code in tuple(Kind) else code


def _goods(sentence: str, asked: Trigger) -> str:
    parts = [sentence]
    if asked.group:
        parts.append(tr("of the group {group}").format(group=isolate(asked.group)))
    if asked.product:
        parts.append(tr("of the goods {code}").format(code=isolate(asked.product)))
    if asked.min_rial:
        parts.append(tr("from {amount} on").format(amount=fmt.amount_with_unit(asked.min_rial)))
    return " ".join(parts)


def _ahead(asked: Trigger, same_day: str, before: str) -> str:
    if not asked.days:
        return same_day
    days = trn("{n} day", "{n} days", asked.days).format(n=fmt.number(asked.days))
    return f"{days} {before}"


def trigger(asked: Trigger, tiers: Mapping[str, str] | None = None) -> str:
    """Return the sentence of a trigger; *tiers* are the names of tiers by their codes."""
    sentence = _TRIGGERS.get(asked.kind)
    named = replace(asked, tier=(tiers or {}).get(asked.tier, asked.tier))
    return sentence(named) if sentence else asked.kind


def _days_after(asked: Trigger) -> str:
    sentence = trn(
        "{n} day after a purchase without another",
        "{n} days after a purchase without another", asked.days,
    )  # fmt: skip
    return _goods(sentence.format(n=fmt.number(asked.days)), asked)


def _tier_reached(asked: Trigger) -> str:
    if not asked.tier:
        return tr("When a higher tier is reached")
    return tr("When the tier {tier} is reached").format(tier=isolate(asked.tier))


def _tier_fall(asked: Trigger) -> str:
    sentence = trn("{n} day before a tier falls", "{n} days before a tier falls", asked.days)
    return sentence.format(n=fmt.number(asked.days))


def _points(asked: Trigger) -> str:
    sentence = trn(
        "{n} day before at least {points} points end",
        "{n} days before at least {points} points end", asked.days,
    )  # fmt: skip
    return sentence.format(n=fmt.number(asked.days), points=fmt.number(asked.points))


def _silence(asked: Trigger) -> str:
    return tr(
        "When somebody stays away longer than {factor} times their own usual gap, and at least {n}"
        " days"
    ).format(factor=fmt.number(asked.factor), n=fmt.number(asked.days))


def _promised(asked: Trigger) -> str:
    sentence = trn("{n} day before a promised day", "{n} days before a promised day", asked.days)
    return sentence.format(n=fmt.number(asked.days))


_TRIGGERS: dict[str, Callable[[Trigger], str]] = {
    Kind.JOINED: lambda _: tr("When somebody joins the club"),
    Kind.FIRST_PURCHASE: lambda t: _goods(tr("After the first purchase"), t),
    Kind.PURCHASE: lambda t: _goods(tr("After every purchase"), t),
    Kind.NTH_PURCHASE: lambda t: tr("After purchase number {n}").format(n=fmt.number(t.count)),
    Kind.DAYS_AFTER: _days_after,
    Kind.BIRTHDAY: lambda t: _ahead(t, tr("On the birthday"), tr("before the birthday")),
    Kind.WEDDING: lambda t: _ahead(t, tr("On the wedding day"), tr("before the wedding day")),
    Kind.TIER_REACHED: _tier_reached,
    Kind.TIER_FALL: _tier_fall,
    Kind.POINTS_EXPIRING: _points,
    Kind.SILENCE: _silence,
    Kind.COMPLAINT_OPENED: lambda _: tr("When a complaint is opened"),
    Kind.COMPLAINT_CLOSED: lambda _: tr("When a complaint is closed"),
    Kind.LOW_FEELING: lambda _: tr("When somebody was unhappy in a contact"),
    Kind.PROMISED_DATE: _promised,
}


def conditions(asked: Conditions, tiers: Mapping[str, str] | None = None) -> list[str]:
    """Return one sentence for each condition; *tiers* are the names of tiers by their codes."""
    found = []
    if asked.tiers:
        found.append(
            tr("In the tiers: {tiers}").format(
                tiers=_list(tuple((tiers or {}).get(code, code) for code in asked.tiers))
            )
        )
    if asked.kind == "company":
        found.append(tr("Companies only"))
    elif asked.kind == "person":
        found.append(tr("Persons only"))
    if asked.gender:
        found.append(tr("Gender: {gender}").format(gender=isolate(asked.gender)))
    if asked.tags:
        found.append(tr("With one of the tags: {tags}").format(tags=_list(asked.tags)))
    if asked.not_tags:
        found.append(tr("Without the tags: {tags}").format(tags=_list(asked.not_tags)))
    if asked.consent:
        found.append(
            tr("Who agreed to be reached by: {channel}").format(
                channel=followup_words.channel_name(asked.consent)
            )
        )
    if asked.min_spend_rial:
        found.append(
            tr("Spent at least {amount}").format(amount=fmt.amount_with_unit(asked.min_spend_rial))
        )
    if asked.min_visits:
        found.append(
            trn("Came at least {n} time", "Came at least {n} times", asked.min_visits).format(
                n=fmt.number(asked.min_visits)
            )
        )
    return found


def _list(words: tuple[str, ...]) -> str:
    return tr(", ").join(isolate(word) for word in words)


def stop(code: str) -> str:
    """Return the sentence of a stop rule."""
    names = {
        "complaint": tr("No step while a complaint is open"),
        "bought": tr("It ends when the member buys"),
        "refused": tr("It ends when the member does not want to be contacted"),
        "consent": tr("No message by a way the member did not agree to"),
        "settled": tr("It ends when its matter is settled"),
    }
    return names.get(code, code)


def again(days: int) -> str:
    """Return the sentence of the guard against repeating."""
    if days == NEVER_AGAIN:
        return tr("Once only for each member")
    if days == EVERY_EVENT:
        return tr("Each time it happens")
    return trn(
        "Not again for the same member within {n} day",
        "Not again for the same member within {n} days", days,
    ).format(n=fmt.number(days))  # fmt: skip


def step_time(step: Step) -> str:
    """Return when a step comes."""
    parts = []
    if step.days:
        parts.append(trn("{n} day later", "{n} days later", step.days).format(
            n=fmt.number(step.days)))  # fmt: skip
    if step.hours:
        parts.append(trn("{n} hour later", "{n} hours later", step.hours).format(
            n=fmt.number(step.hours)))  # fmt: skip
    if not parts:
        parts.append(tr("On the same day"))
    if step.at is not None:
        parts.append(tr("at {time}").format(time=_clock(step.at)))
    return tr(", ").join(parts)


def _clock(at: time) -> str:
    return fmt.digits(at.isoformat("minutes"))


def who(step: Step) -> str:
    """Return who does a step; roles are named by `words.role_name`."""
    if step.skill:
        return tr("Somebody who can: {skill}").format(skill=isolate(step.skill))
    if step.who == "operator":
        return tr("Whoever served the member")
    return tr("The member's owner") if step.who == "owner" else step.role


def state(code: str) -> str:
    """Return how the state of a run is called."""
    names = {"running": tr("Running"), "done": tr("Done"), "stopped": tr("Stopped")}
    return names.get(code, code)


def reason(code: str) -> str:
    """Return why a step was let out or a run was stopped."""
    names = {
        "": "",
        "gone": tr("The member is blocked, erased or merged"),
        "erased": tr("The member's data were erased"),
        "undone": tr("The sale was taken back"),
        "settled": tr("The matter was settled"),
        "refused": tr("The member does not want to be contacted"),
        "bought": tr("The member bought meanwhile"),
        "complaint": tr("A complaint is open"),
        "consent": tr("The member did not agree to be reached this way"),
        "mourning": tr("Days of mourning: no festive text"),
        "too_late": tr("It would have come too late"),
        "unreadable": tr("The playbook could not be read"),
        "switched_off": tr("The playbook was switched off"),
        "no_holder": tr("Nobody has the role or the skill, so it went to the manager"),
    }
    return names.get(code, code)


def story(playbook: Playbook, tiers: Mapping[str, str] | None = None) -> list[str]:
    """Return a playbook in sentences: trigger, conditions, guard and stop rules."""
    return [
        trigger(playbook.trigger, tiers),
        *conditions(playbook.conditions, tiers),
        again(playbook.again_days),
        *(stop(code) for code in playbook.stops),
    ]


_STEP = re.compile(r"steps\[(\d+)\](?: (\w+))?")


def field_name(field: str) -> str:
    """Return how a place of a playbook is called; empty: it is none."""
    if found := _STEP.fullmatch(field):
        part = _parts().get(found[2] or "", "")
        named = tr("Step {n}").format(n=fmt.number(int(found[1])))
        return tr("{step}, {field}").format(step=named, field=part) if part else named
    place, _, part = field.partition(" ")
    if place in ("trigger", "conditions") and part:
        return _parts().get(part, "")
    return _parts().get(field, "") if field in ("steps", "stops", "again_days", "business") else ""


def _parts() -> dict[str, str]:
    return {
        "steps": tr("Steps"), "stops": tr("Stop rules"), "again_days": tr("Runs again"),
        "business": tr("Kind of business"), "kind": tr("What sets it off"), "days": tr("Days"),
        "hours": tr("Hours"), "at": tr("Hour of the day"), "channel": tr("Channel"),
        "who": tr("Who does it"), "text_fa": tr("Text in Persian"),
        "text_en": tr("Text in English"), "personal_fa": tr("Personal line, hint in Persian"),
        "personal_en": tr("Personal line, hint in English"),
        "checklist_fa": tr("Checklist in Persian"), "checklist_en": tr("Checklist in English"),
        "answer_id": tr("Answer to use"), "minutes": tr("Minutes"), "priority": tr("Urgency"),
        "late_days": tr("Days it may be late"), "is_promise": tr("Promised to the member"),
        "group": tr("Group of goods"), "product": tr("Product"), "count": tr("How many"),
        "min_rial": tr("Least amount"), "tier": tr("Tier"), "tiers": tr("Tiers"),
        "points": tr("Points"), "factor": tr("Times the usual gap"),
        "category": tr("Category of the complaint"),
        "severity": tr("Severity"), "feeling": tr("Feeling"), "sources": tr("Promised days"),
        "gender": tr("Gender"), "tags": tr("Tags"), "not_tags": tr("Not with these tags"),
        "consent": tr("Consent"), "min_spend_rial": tr("Spent at least"),
        "min_visits": tr("Visits at least"),
    }  # fmt: skip


def problem(error: BadInput) -> str:
    """Return what is wrong with a playbook; empty: it is no matter of playbooks."""
    given = isolate(error.given)
    texts = {
        "not a playbook": tr("This cannot be read as a playbook."),
        "no steps": tr("A playbook needs at least one step."),
        "not used": tr("This means nothing for what sets the playbook off."),
        "no personal line": tr(
            "A fixed text leaves one line free: give a hint what it may be about."
        ),
        "nobody has the role": tr("Nobody who works here has the role {role}.").format(
            role=isolate(role_of(error.given))
        ),
        "nobody has the skill": tr("Nobody who works here has the skill {given}.").format(
            given=given
        ),
        "hours and hour": tr("Give either hours after it or an hour of the day, not both."),
        "before the step above": tr("This step would come before the one above it."),
        "triggers itself": tr(
            "This step is a promise, and the playbook waits for promises: it would set itself off"
            " again and again."
        ),
        "stops itself": tr("The complaint that sets it off would stop it at once."),
    }
    return texts.get(error.why, "")


def role_of(code: str) -> str:
    """Return how a role is called inside a sentence."""
    names = {
        "cashier": tr("Cashier"), "senior": tr("Senior cashier"), "manager": tr("Manager"),
        "owner": tr("Owner"), "auditor": tr("Auditor"), "marketing": tr("Marketing"),
        "support": tr("Support"),
    }  # fmt: skip
    return names.get(code, code)


def act_name(act: str) -> str:
    """Return how an act of the trail is called; empty: it is none of playbooks."""
    names = {
        "playbook.save": tr("Changed a playbook"), "playbook.on": tr("Switched a playbook on"),
        "playbook.off": tr("Switched a playbook off"), "playbooks.run": tr("Ran the playbooks"),
        "playbooks.tick": tr("Ran the playbooks"),
    }  # fmt: skip
    return names.get(act, "")
