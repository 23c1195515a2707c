"""What members take: vouchers, rewards, stamps, and what is held while a basket is open."""

from peewee import (
    AutoField,
    CompositeKey,
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


class StampEntry(Table):
    """Stamps a member got on a card, or that a full card took."""

    id = AutoField()
    card = TextField()
    member = ForeignKeyField(Member, on_delete="RESTRICT", index=False)
    key = TextField(unique=True)
    stamps = IntegerField()
    sale = ForeignKeyField(Sale, null=True, on_delete="RESTRICT", index=False)
    at = UtcField()
    on_day = DateField()
    operator_id = IntegerField()

    class Meta:
        indexes = ((("member", "card"), False),)


StampEntry.add_index(
    StampEntry.index(StampEntry.sale, where=StampEntry.sale.is_null(is_null=False))
)


class Voucher(Table):
    """A reward promised to whoever brings its code; ``document`` is the reward as it was then."""

    id = AutoField()
    code_key = TextField(unique=True)
    typed = TextField()
    reward = TextField(index=True)
    document = TextField()
    member = ForeignKeyField(Member, null=True, on_delete="RESTRICT", index=False)
    state = TextField()
    source = TextField()
    valid_from = DateField()
    valid_until = DateField(null=True)
    entry = ForeignKeyField(PointsEntry, null=True, on_delete="RESTRICT", index=False)
    sale = ForeignKeyField(Sale, null=True, on_delete="RESTRICT", index=False)
    made_at = UtcField()
    operator_id = IntegerField()


Voucher.add_index(Voucher.index(Voucher.member, where=Voucher.member.is_null(is_null=False)))


class RewardUse(Table):
    """A reward that was taken; ``delivery`` says where a gift is."""

    id = AutoField()
    key = TextField(unique=True)
    reward = TextField()
    voucher = ForeignKeyField(Voucher, null=True, on_delete="RESTRICT", index=False)
    member = ForeignKeyField(Member, on_delete="RESTRICT")
    sale = ForeignKeyField(Sale, null=True, on_delete="RESTRICT", index=False)
    entry = ForeignKeyField(PointsEntry, null=True, on_delete="RESTRICT", index=False)
    points = IntegerField()
    rial = IntegerField()
    state = TextField()
    delivery = TextField()
    at = UtcField()
    on_day = DateField()
    operator_id = IntegerField()

    class Meta:
        indexes = ((("reward", "member"), False),)


RewardUse.add_index(RewardUse.index(RewardUse.sale, where=RewardUse.sale.is_null(is_null=False)))


class RewardStock(Table):
    """How many pieces of a gift there are."""

    reward = TextField(primary_key=True)
    pieces = IntegerField()


class Hold(Table):
    """A voucher or a piece of stock that an open basket keeps for itself for a while."""

    kind = TextField()
    subject = TextField()
    basket = TextField(index=True)
    till = TextField()
    operator_id = IntegerField()
    until = UtcField()

    class Meta:
        primary_key = CompositeKey("kind", "subject", "basket")


Hold.add_index(Hold.index(Hold.subject, unique=True, where=Hold.kind == "voucher"))
