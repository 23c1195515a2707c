"""The points ledger. Rows are added, never changed; lots and balance are kept by its triggers."""

from peewee import AutoField, BooleanField, DateField, ForeignKeyField, IntegerField, TextField

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField
from loyaldesk.store.tables.members import Member
from loyaldesk.store.tables.sales import Sale


class PointsEntry(Table):
    """One movement of points."""

    id = AutoField()
    seq = IntegerField(unique=True)
    key = TextField(unique=True)
    member = ForeignKeyField(Member, on_delete="RESTRICT", index=False)
    kind = TextField()
    points = IntegerField()
    sale = ForeignKeyField(Sale, null=True, on_delete="RESTRICT")
    reverses = ForeignKeyField("self", null=True, index=False, on_delete="RESTRICT")
    reason = TextField(default="")
    reason_text = TextField(default="")
    at = UtcField()
    on_day = DateField(index=True)
    operator_id = IntegerField()
    approved_by = IntegerField(null=True)
    till = TextField()
    clock_suspect = BooleanField(default=False)

    class Meta:
        indexes = ((("member", "on_day"), False),)


PointsEntry.add_index(
    PointsEntry.index(
        PointsEntry.reverses, unique=True, where=PointsEntry.reverses.is_null(is_null=False)
    )
)


class Lot(Table):
    """One batch of earned points with its own last day; ``used`` follows the allocations."""

    id = AutoField()
    entry = ForeignKeyField(PointsEntry, unique=True, on_delete="RESTRICT")
    member = ForeignKeyField(Member, on_delete="RESTRICT", index=False)
    points = IntegerField()
    used = IntegerField(default=0)
    earned_on = DateField()
    usable_from = DateField()
    expires_on = DateField(null=True, index=True)
    idle_months = IntegerField(null=True)

    class Meta:
        indexes = ((("member", "expires_on"), False),)


class Allocation(Table):
    """How much of which lot an entry took (or, negative, gave back)."""

    id = AutoField()
    entry = ForeignKeyField(PointsEntry, on_delete="RESTRICT")
    lot = ForeignKeyField(Lot, on_delete="RESTRICT")
    points = IntegerField()


class PointsBalance(Table):
    """What a member has and owes: a cache that only the ledger's trigger fills."""

    member = ForeignKeyField(Member, primary_key=True, on_delete="RESTRICT")
    points = IntegerField()
    debt = IntegerField()
    entries = IntegerField()


class LotDate(Table):
    """A change of a lot's last day that the owner signed."""

    id = AutoField()
    lot = ForeignKeyField(Lot, on_delete="RESTRICT")
    was_on = DateField(null=True)
    expires_on = DateField(null=True)
    reason = TextField()
    at = UtcField()
    operator_id = IntegerField()


class RuleGain(Table):
    """What a rule or bonus gave a member (or, negative, took back): for caps and once-only."""

    id = AutoField()
    rule = TextField()
    member = ForeignKeyField(Member, on_delete="RESTRICT", index=False)
    on_day = DateField()
    points = IntegerField()
    sale = ForeignKeyField(Sale, null=True, on_delete="RESTRICT", index=False)
    entry = ForeignKeyField(PointsEntry, null=True, on_delete="RESTRICT", index=False)
    about_id = IntegerField(null=True)

    class Meta:
        indexes = ((("member", "rule", "on_day"), False),)


RuleGain.add_index(RuleGain.index(RuleGain.sale, where=RuleGain.sale.is_null(is_null=False)))
