"""What people ask of the shop before and beside a sale: prospects, requests, voices, dates."""

from peewee import (
    AutoField,
    BooleanField,
    DateField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField
from loyaldesk.store.tables.members import Member
from loyaldesk.store.tables.points import PointsEntry
from loyaldesk.store.tables.sales import Sale


class Prospect(Table):
    """Somebody without card and points who asked for something; may become a member."""

    id = AutoField()
    number = IntegerField(unique=True)
    key = TextField(unique=True)
    name = TextField()
    name_key = TextField(index=True)
    mobile = TextField(index=True)
    email = TextField()
    source = TextField()
    enquiry = TextField()
    state = TextField()
    reason = TextField()
    owner_id = IntegerField(null=True)
    member = ForeignKeyField(Member, null=True, on_delete="RESTRICT", index=False)
    made_at = UtcField()
    made_on = DateField()
    operator_id = IntegerField()
    joined_at = UtcField(null=True)
    version = IntegerField()


Prospect.add_index(Prospect.index(Prospect.member, where=Prospect.member.is_null(is_null=False)))


class Request(Table):
    """Something asked for: a product, a repair, a delivery, a call back, a new card.

    ``promised_at`` is the moment the member was told; ``due_at`` moves when the shop puts it off.
    """

    id = AutoField()
    number = IntegerField(unique=True)
    key = TextField(unique=True)
    kind = TextField()
    member = ForeignKeyField(Member, null=True, on_delete="RESTRICT")
    prospect = ForeignKeyField(Prospect, null=True, on_delete="RESTRICT", index=False)
    channel = TextField()
    product = TextField()
    text = TextField()
    owner_id = IntegerField(null=True)
    state = TextField()
    due_at = UtcField()
    due_on = DateField()
    promised_at = UtcField()
    opened_at = UtcField()
    opened_on = DateField()
    operator_id = IntegerField()
    answer = TextField()
    answered_at = UtcField(null=True)
    result = TextField()
    done_at = UtcField(null=True)
    done_by = IntegerField(null=True)
    version = IntegerField()


Request.add_index(Request.index(Request.prospect, where=Request.prospect.is_null(is_null=False)))


Request.add_index(Request.index(Request.due_on, where=Request.done_at.is_null()))


class Feedback(Table):
    """An idea, an opinion, a fault of a product or a thank-you, and what became of it."""

    id = AutoField()
    number = IntegerField(unique=True)
    key = TextField(unique=True)
    kind = TextField()
    member = ForeignKeyField(Member, null=True, on_delete="RESTRICT")
    prospect = ForeignKeyField(Prospect, null=True, on_delete="RESTRICT", index=False)
    channel = TextField()
    product = TextField()
    praised_id = IntegerField(null=True)
    text = TextField()
    owner_id = IntegerField(null=True)
    state = TextField()
    due_at = UtcField(null=True)
    made_at = UtcField()
    made_on = DateField()
    operator_id = IntegerField()
    answer = TextField()
    answered_at = UtcField(null=True)
    answered_by = IntegerField(null=True)
    we_did = TextField()
    told_on = DateField(null=True)
    points = IntegerField()
    entry = ForeignKeyField(PointsEntry, null=True, on_delete="RESTRICT", index=False)
    version = IntegerField()


Feedback.add_index(
    Feedback.index(Feedback.prospect, where=Feedback.prospect.is_null(is_null=False))
)


class Agreement(Table):
    """A subscription, contract, warranty or service of a member that ends on a day."""

    id = AutoField()
    number = IntegerField(unique=True)
    key = TextField(unique=True)
    kind = TextField()
    member = ForeignKeyField(Member, on_delete="RESTRICT")
    title = TextField()
    starts_on = DateField(null=True)
    ends_on = DateField()
    remind_days = TextField()
    amount_rial = IntegerField(null=True)
    owner_id = IntegerField(null=True)
    state = TextField()
    reason = TextField()
    renewed_by_id = IntegerField(null=True)
    made_at = UtcField()
    operator_id = IntegerField()
    ended_at = UtcField(null=True)
    version = IntegerField()


Agreement.add_index(Agreement.index(Agreement.ends_on, where=Agreement.state == "active"))


class OccasionOrder(Table):
    """Something promised for a day that must not be missed, such as Mother's Day."""

    id = AutoField()
    number = IntegerField(unique=True)
    key = TextField(unique=True)
    occasion = TextField()
    occasion_on = DateField()
    member = ForeignKeyField(Member, null=True, on_delete="RESTRICT")
    prospect = ForeignKeyField(Prospect, null=True, on_delete="RESTRICT", index=False)
    text = TextField()
    promised_at = UtcField()
    promised_on = DateField(index=True)
    alert_on = DateField()
    owner_id = IntegerField(null=True)
    state = TextField()
    reason = TextField()
    sale = ForeignKeyField(Sale, null=True, on_delete="RESTRICT", index=False)
    delivered_at = UtcField(null=True)
    made_at = UtcField()
    operator_id = IntegerField()
    version = IntegerField()


OccasionOrder.add_index(
    OccasionOrder.index(OccasionOrder.prospect, where=OccasionOrder.prospect.is_null(is_null=False))
)


class PromiseTick(Table):
    """That one of the shop's own promises was kept or not, noted by hand."""

    id = AutoField()
    key = TextField(unique=True)
    promise = TextField()
    is_kept = BooleanField()
    member = ForeignKeyField(Member, null=True, on_delete="RESTRICT", index=False)
    text = TextField()
    at = UtcField()
    on_day = DateField()
    operator_id = IntegerField()

    class Meta:
        indexes = ((("promise", "on_day"), False),)


class RecordEvent(Table):
    """What happened to a record: a complaint, a request, a voice, an order, and so on."""

    id = AutoField()
    place = TextField()
    record_id = IntegerField()
    at = UtcField()
    operator_id = IntegerField()
    what = TextField()
    code = TextField()
    text = TextField()

    class Meta:
        indexes = ((("place", "record_id"), False),)
