"""A club in which every field that can hold a person holds a marked value, put there by use cases.

The marks are words that stand nowhere else and six digits that every marked number has in it, so
that a file can be searched for few forms and all hundred values are found by them.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from loyaldesk.domain.agreements import AgreementDraft
from loyaldesk.domain.answers import AnswerDraft
from loyaldesk.domain.basket import Line, LineKind
from loyaldesk.domain.contacts import ContactDraft
from loyaldesk.domain.feedback import FeedbackDraft
from loyaldesk.domain.followups import FollowupDraft
from loyaldesk.domain.letgo import LetGoDraft
from loyaldesk.domain.members import MemberDraft
from loyaldesk.domain.occasions import OrderDraft
from loyaldesk.domain.oversight import Unusual
from loyaldesk.domain.promises import Promise
from loyaldesk.domain.prospects import ProspectDraft
from loyaldesk.domain.requests import RequestDraft
from loyaldesk.services import (
    agreements,
    answers,
    cards,
    care,
    compensations,
    complaints,
    contacts,
    drafts,
    families,
    feedback,
    followups,
    imports,
    incidents,
    members,
    merging,
    occasions,
    oversight,
    points,
    prepaid,
    privacy,
    promises,
    prospects,
    requests,
    returns,
    reversals,
    sales,
    spender,
    staff,
    tier_hands,
    transfers,
)
from loyaldesk.services.desk import Desk
from loyaldesk.services.insight import letting_go
from loyaldesk.store.secrets import TEST

LATIN, PERSIAN, DIGITS = "zqvkanari", "ژپغکناری", "735197"


@dataclass(slots=True)
class Marks:
    """Gives out marked values and remembers them by what they were given for."""

    given: dict[str, str] = field(default_factory=dict)

    def words(self, what: str) -> str:
        """Return marked words in both alphabets."""
        return self._keep(what, f"{LATIN}{len(self.given):03} {PERSIAN}")

    def word(self, what: str) -> str:
        """Return one marked word."""
        return self._keep(what, f"{LATIN}{len(self.given):03}")

    def email(self, what: str) -> str:
        """Return a marked address."""
        return self._keep(what, f"{LATIN}{len(self.given):03}@{LATIN}.example")

    def mobile(self, what: str) -> str:
        """Return a marked mobile; there are sixty of them."""
        n = sum(each.startswith("09") for each in self.given.values())
        return self._keep(what, f"09{12 + n // 10}{DIGITS}{n % 10}")

    def number(self, what: str, *, before: str = "", length: int = 10) -> str:
        """Return a marked number of so many digits."""
        rest = length - len(before) - len(DIGITS)
        return self._keep(what, f"{before}{DIGITS}{len(self.given):0{rest}}"[:length])

    def national_id(self, what: str) -> str:
        """Return a marked national id whose last digit checks the others."""
        first = f"{DIGITS}{len(self.given):03}"
        rest = sum(int(first[at]) * (10 - at) for at in range(9)) % 11
        return self._keep(what, f"{first}{rest if rest < 2 else 11 - rest}")

    def _keep(self, what: str, value: str) -> str:
        assert what not in self.given, what
        self.given[what] = value
        return value


def form(marks: Marks, who: str, **fields: object) -> MemberDraft:
    """Return a member's form with every field marked."""
    return MemberDraft(
        first_name=marks.words(f"{who} first name"), last_name=marks.words(f"{who} last name"),
        mobile=marks.mobile(f"{who} mobile"), honorific=marks.word(f"{who} honorific"),
        company_name=marks.words(f"{who} company"), national_id=marks.national_id(f"{who} id"),
        gender=marks.word(f"{who} gender"), birthday=date(1983, 5, 7),
        wedding_on=date(2011, 6, 9), email=marks.email(f"{who} e-mail"),
        landline=marks.number(f"{who} landline", before="021", length=11),
        address=marks.words(f"{who} address"), postal_code=marks.number(f"{who} postal code"),
        family=marks.words(f"{who} family"), tags=(marks.words(f"{who} tag"),),
        preferences=marks.words(f"{who} preferences"), sizes=marks.word(f"{who} sizes"),
        preferred_channel="call", preferred_time="noon", tone="short",
        source=marks.words(f"{who} source"), consent=frozenset({"sms", "call"}), **fields,
    )  # fmt: skip


@dataclass(slots=True)
class Filled:
    """The club, its marks and whom they are about.

    Attributes:
        marks: Everything that was given out.
        person: The member whose every record is marked.
        prospect: Somebody who asked and never joined.
        shop: Marks that are no customer's: operators, goods, answers, ledger reasons. They stay
            when a person is erased.
    """

    marks: Marks
    person: int = 0
    second: int = 0
    prospect: int = 0
    shop: set[str] = field(default_factory=set)


def fill(desk: Desk, folder: Path) -> Filled:
    """Put a marked value into every field that can hold a person.

    Args:
        desk: The owner of a fresh club.
        folder: Where files lie that somebody was asked for: the list that is imported.
    """
    done = Filled(Marks())
    for part in (_shop, _people, _money, _talk, _cases, _asked):
        part(desk, done)
    _imported(desk, done, folder)
    return done


def fill_settled(desk: Desk) -> Filled:
    """Do so with people who have no points and no money, and to whom nothing is owed any more."""
    done = Filled(Marks())
    for part in (_shop, _people, _talk, _asked):
        part(desk, done)
    rows = desk.db.execute_sql(
        "SELECT id, version FROM followup WHERE state = 'open' AND member_id = ?", (done.person,)
    ).fetchall()
    for id_, version in rows:
        followups.cancel(desk, id_, reason="settled", version=version)
    return done


def _own(done: Filled, what: str) -> str:
    """Return marked words of the shop itself."""
    done.shop.add(what)
    return done.marks.words(what)


def _shop(desk: Desk, done: Filled) -> None:
    clerk = staff.add(desk, _own(done, "operator"), "cashier", "583920", cost=TEST)
    care.absence_add(
        desk,
        care.AbsenceDraft(
            clerk, desk.today(), desk.today() + timedelta(days=2), None, _own(done, "absence")
        ),
    )
    topic = answers.add_topic(desk, _own(done, "topic"))
    answers.write(desk, AnswerDraft(topic, _own(done, "question"), "", _own(done, "answer"), ""))
    answers.ask(desk, _own(done, "open question"), topic)
    privacy.save_rules(
        desk,
        privacy.PrivacyRules(members=24, notes=24, prospects=12, purpose_fa=_own(done, "purpose")),
        0,
    )


def _people(desk: Desk, done: Filled) -> None:
    marks = done.marks
    one = members.enrol(desk, form(marks, "member"), code=_code(marks, "former code"))
    two = members.enrol(desk, MemberDraft(
        marks.words("second first name"), marks.words("second last name"),
        marks.mobile("second mobile"), kind="company", company_name=marks.words("second company"),
    ))  # fmt: skip
    done.person, done.second = one.id, two.id
    members.link_code(desk, one.id, _code(marks, "linked code"))
    members.write_note(desk, one.id, " ".join([marks.words("note")] * 100))
    older, version = members.open_form(desk, one.id)
    members.edit(desk, one.id, replace(older, address=marks.words("newer address")), version)
    cards.block(desk, _card(desk, one.id), marks.words("card reason"))
    families.make(desk, _own(done, "family name"), [one.id, two.id])  # the second one stays
    care.set_owner(desk, [one.id], 1, None, marks.words("care note"))
    spender.set_pin(desk, one.id, "5839", cost=TEST)
    spender.set_word(desk, one.id, marks.word("spoken word"), cost=TEST)
    done.shop.add("consent proof")  # under seal: the page says that no names belong there
    privacy.note_consent(desk, one.id, "email", is_given=True, way="form",
                         proof=marks.words("consent proof"))  # fmt: skip
    members.set_blocked(desk, one.id, blocked=True, reason=marks.words("block reason"))
    members.set_blocked(desk, one.id, blocked=False)
    part = members.enrol(desk, MemberDraft(
        marks.words("merged first name"), marks.words("merged last name"),
        marks.mobile("merged mobile"), address=marks.words("merged address")))  # fmt: skip
    members.write_note(desk, part.id, marks.words("merged note"))
    merging.merge(desk, part.id, one.id)


def _code(marks: Marks, what: str) -> str:
    return marks.word(what).upper()


def _card(desk: Desk, member_id: int) -> int:
    cards.issue(desk, member_id)
    row = desk.db.execute_sql("SELECT id FROM code WHERE member_id = ? AND kind = 'card'"
                              " ORDER BY id DESC LIMIT 1", (member_id,)).fetchone()  # fmt: skip
    return int(row[0])


def _money(desk: Desk, done: Filled) -> None:
    who, own = done.person, lambda what: _own(done, what)
    line = Line(3_000_000, own("goods code"), own("goods"), own("goods category"))
    sold = sales.record_sale(desk, sales.SaleDraft(who, 0, "c-1", lines=(line,)))
    sales.record_sale(desk, sales.SaleDraft(who, 90_000_000, "c-2"))
    sales.record_sale(desk, sales.SaleDraft(done.second, 50_000_000, "c-3"))
    points.correct(desk, who, 5, own("points reason"), key="c-4")
    transfers.transfer(desk, done.second, who, 10, own("transfer reason"), key="c-5")
    back = sales.record_sale(desk, sales.SaleDraft(who, 2_000_000, "c-6"))
    returns.return_goods(desk, returns.ReturnDraft(back.sale_id, "c-7", reason="other"))
    last = sales.record_sale(desk, sales.SaleDraft(who, 2_000_000, "c-8"))
    reversals.reverse_sale(desk, last.sale_id, reason=done.marks.words("reversal reason"))
    drafts.keep(desk, drafts.Basket("c-9", who, 100_000, lines=(line,),
                                    codes=(done.marks.word("draft code"),)))  # fmt: skip
    tier_hands.set_by_hand(desk, who, "gold", done.marks.words("tier reason"),
                           desk.today() + timedelta(days=90), is_floor=True)  # fmt: skip
    assert sold.sale_id
    bought = tuple(
        Line(1_000_000, code, "Prepaid", kind=kind)
        for code, kind in (("", LineKind.TOP_UP), ("GIFT0001", LineKind.GIFT_CARD))
    )
    sales.record_sale(desk, sales.SaleDraft(who, 0, "c-10", lines=bought))
    prepaid.correct_wallet(desk, who, 1000, own("wallet reason"), key="c-11")
    prepaid.block(desk, prepaid.balance(desk, "GIFT0001").id, done.marks.words("card block"))


def _soon(desk: Desk, days: int = 3) -> datetime:
    return datetime.combine(desk.today() + timedelta(days=days), time(12), desk.zone)


def _talk(desk: Desk, done: Filled) -> None:
    marks, who = done.marks, done.person
    contacts.add(desk, ContactDraft(
        "k-1", who, need=marks.words("contact need"), promise=marks.words("contact promise"),
        promise_on=desk.today() + timedelta(days=2), text=marks.words("contact text"),
        rival=marks.words("contact rival"), rival_reason="cheaper",
        next_on=desk.today() + timedelta(days=1)))  # fmt: skip
    made = followups.make(desk, FollowupDraft(
        "f-1", who, text=marks.words("follow-up text"), on=desk.today() + timedelta(days=2),
        checklist=(marks.words("follow-up check"),)))  # fmt: skip
    followups.move(
        desk,
        made,
        desk.today() + timedelta(days=4),
        reason="other",
        text=marks.words("follow-up move"),
        version=_version(desk, "followup", made),
    )
    followups.finish(desk, made, "reached", version=_version(desk, "followup", made), key="f-2",
                     result=marks.words("follow-up result"))  # fmt: skip
    gone = followups.make(desk, FollowupDraft("f-3", who, text=marks.words("follow-up other"),
                                              on=desk.today() + timedelta(days=2)))  # fmt: skip
    followups.cancel(desk, gone, reason="other", text=marks.words("follow-up cancel"),
                     version=_version(desk, "followup", gone))  # fmt: skip
    promises.save(desk, (Promise("smile", _own(done, "promise"), ""),), 0)
    promises.tick(desk, "smile", is_kept=False, key="t-1", member_id=who,
                  text=marks.words("promise tick"))  # fmt: skip


def _version(desk: Desk, table: str, id_: int) -> int:
    row = desk.db.execute_sql(f"SELECT version FROM {table} WHERE id = ?", (id_,)).fetchone()
    return int(row[0])


def _cases(desk: Desk, done: Filled) -> None:
    marks, who = done.marks, done.person
    _complaints(desk, done)
    for end in ("finish", "cancel"):
        wish = requests.open_request(desk, RequestDraft(
            f"r-{end}", "product", who, product=_own(done, f"{end} request product"),
            text=marks.words(f"{end} request text")))  # fmt: skip
        requests.answer(desk, wish.id, marks.words(f"{end} request answer"),
                        version=_version(desk, "request", wish.id))  # fmt: skip
        last = {"version": _version(desk, "request", wish.id)}
        if end == "finish":
            requests.finish(desk, wish.id, marks.words("request result"), **last)
        else:
            requests.cancel(desk, wish.id, reason="other", text=marks.words("request why"), **last)
    voice = feedback.take(desk, FeedbackDraft("v-1", "idea", marks.words("voice text"), who))
    feedback.consider(desk, voice.id, text=marks.words("voice step"),
                      version=_version(desk, "feedback", voice.id))  # fmt: skip
    feedback.answer(desk, voice.id, marks.words("voice answer"), way="call",
                    version=_version(desk, "feedback", voice.id))  # fmt: skip
    agreed = agreements.add(desk, AgreementDraft(
        "a-1", who, "contract", marks.words("agreement title"),
        desk.today() + timedelta(days=60)))  # fmt: skip
    agreements.left(desk, agreed.id, reason="other", text=marks.words("agreement reason"),
                    version=agreed.version)  # fmt: skip
    order = occasions.add(desk, OrderDraft(
        "o-1", marks.words("occasion"), marks.words("order text"), _soon(desk), who,
        occasion_on=_soon(desk, 5).date()))  # fmt: skip
    occasions.move(desk, order.id, _soon(desk, 4), text=marks.words("order move"),
                   version=_version(desk, "occasion_order", order.id))  # fmt: skip
    occasions.cancel(desk, order.id, reason="other", text=marks.words("order reason"),
                     version=_version(desk, "occasion_order", order.id))  # fmt: skip
    plan = letting_go.propose(desk, LetGoDraft("l-1", who, "keep_serving",
                                               marks.words("let-go reason")))  # fmt: skip
    assert plan.id
    oversight.look_at(desk, Unusual("same_member", "member", who, desk.today(), 1, 4),
                      marks.words("sign of a member"))  # fmt: skip


def _complaints(desk: Desk, done: Filled) -> None:
    marks = done.marks
    said = complaints.open(desk, complaints.ComplaintDraft(
        "p-1", "staff", marks.words("complaint text"), done.person,
        product=marks.words("complaint product")))  # fmt: skip
    complaints.acknowledge(desk, said.id, text=marks.words("complaint thanks"))
    complaints.answer(desk, said.id, marks.words("complaint answer"), channel="call")
    complaints.add_step(desk, said.id, marks.words("complaint step"))
    gift = compensations.Remedy("gift")
    compensations.propose(desk, compensations.CompensationDraft(
        "p-2", said.id, gift, text=marks.words("compensation")))  # fmt: skip
    complaints.solve(desk, said.id, root_cause="process", cause=marks.words("complaint cause"),
                     result=marks.words("complaint result"),
                     action=marks.words("complaint action"))  # fmt: skip
    complaints.reopen(desk, said.id, marks.words("complaint again"))
    event = incidents.open(desk, incidents.IncidentDraft(
        "i-1", "queue", _own(done, "incident"), desk.clock() - timedelta(days=1),
        desk.clock()))  # fmt: skip
    third = members.enrol(desk, MemberDraft(marks.words("third first name"), "", ""))
    done.shop.add("third first name")  # the erased one is somebody else
    if not any(one.member_id == done.person for one in incidents.detail(desk, event.id).people):
        incidents.add_member(desk, event.id, done.person, marks.words("incident reason"))
    incidents.add_member(desk, event.id, third.id, _own(done, "incident reason of another"))
    incidents.skip(desk, event.id, done.person, marks.words("incident skip"))


def _asked(desk: Desk, done: Filled) -> None:
    """Write down somebody who is no member, with everything that is written of such."""
    marks = done.marks
    asker = prospects.add(desk, ProspectDraft(
        "q-1", marks.words("prospect name"), marks.mobile("prospect mobile"),
        enquiry=marks.words("prospect enquiry"), email=marks.email("prospect e-mail")))  # fmt: skip
    who = done.prospect = asker.id
    contacts.add(desk, ContactDraft("q-2", prospect_id=who, text=marks.words("prospect contact")))
    followups.make(desk, FollowupDraft("q-3", prospect_id=who, on=desk.today() + timedelta(days=1),
                                       text=marks.words("prospect follow-up")))  # fmt: skip
    requests.open_request(desk, RequestDraft("q-4", "callback", prospect_id=who,
                                             text=marks.words("prospect request")))  # fmt: skip
    feedback.take(desk, FeedbackDraft("q-5", "opinion", marks.words("prospect voice"),
                                      prospect_id=who))  # fmt: skip
    complaints.open(desk, complaints.ComplaintDraft(
        "q-6", "price", marks.words("prospect complaint"), prospect_id=who))  # fmt: skip
    occasions.add(desk, OrderDraft("q-7", marks.words("prospect occasion"),
                                   marks.words("prospect order"), _soon(desk),
                                   prospect_id=who, occasion_on=_soon(desk, 5).date(),
                                   ))  # fmt: skip
    complaints.open(desk, complaints.ComplaintDraft(
        "q-8", "price", _own(done, "walk-in complaint"),
        who=_own(done, "walk-in name")))  # fmt: skip


def _imported(desk: Desk, done: Filled, folder: Path) -> None:
    """Bring a list in, of which one row is bad."""
    marks, own = done.marks, done.shop
    good, bad = marks.words("imported name"), marks.words("bad row name")
    own |= {"imported name", "imported mobile", "bad row name", "bad row mobile"}
    listed = folder / "members.csv"
    mobile = marks.mobile("imported mobile")
    wrong = marks.number("bad row mobile", before="0912", length=14)
    rows = ("first name,mobile", f"{good},{mobile}", f"{bad},{wrong}")
    listed.write_text("\n".join(rows), "utf-8")
    result = imports.run(desk, listed, "members", imports.Options())
    assert (result.added, result.bad) == (1, 1), result
