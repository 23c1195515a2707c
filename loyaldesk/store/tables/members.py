"""Members, their codes, consent and notes. Personal data live here and nowhere else."""

from peewee import AutoField, BooleanField, DateField, ForeignKeyField, IntegerField, TextField

from loyaldesk.store.database import Table
from loyaldesk.store.fields import UtcField


class Member(Table):
    """A customer enrolled in the club."""

    id = AutoField()
    number = TextField(unique=True)
    state = TextField(default="active")
    state_reason = TextField(default="")
    kind = TextField(default="person")
    honorific = TextField(default="")
    first_name = TextField(default="")
    last_name = TextField(default="")
    company_name = TextField(default="")
    name = TextField(default="")
    name_key = TextField(default="", index=True)
    last_first_key = TextField(default="", index=True)
    words = TextField(default="")
    mobile = TextField(default="", index=True)
    mobile_back = TextField(default="", index=True)
    national_id = TextField(default="")
    gender = TextField(default="")
    birthday = DateField(null=True)
    wedding_on = DateField(null=True)
    email = TextField(default="")
    landline = TextField(default="")
    address = TextField(default="")
    postal_code = TextField(default="")
    family = TextField(default="")
    tags = TextField(default="")
    preferences = TextField(default="")
    sizes = TextField(default="")
    preferred_channel = TextField(default="")
    preferred_time = TextField(default="")
    tone = TextField(default="")
    consent = TextField(default="")
    source = TextField(default="")
    referrer = ForeignKeyField("self", null=True, on_delete="RESTRICT")
    tier = TextField()
    tier_since = DateField()
    registered_at = UtcField(index=True)
    registered_on = DateField(index=True)
    operator_id = IntegerField()
    run_id = IntegerField(null=True, index=True)
    merged_into = ForeignKeyField("self", null=True, index=False)
    version = IntegerField(default=1)


Member.add_index(
    Member.index(Member.merged_into, where=Member.merged_into.is_null(is_null=False))
)  # fmt: skip
Member.add_index(Member.index(Member.birthday, where=Member.birthday.is_null(is_null=False)))
Member.add_index(Member.index(Member.wedding_on, where=Member.wedding_on.is_null(is_null=False)))


class Code(Table):
    """A card, member number or former code: one name space, unique after folding."""

    id = AutoField()
    code_key = TextField(unique=True)
    typed = TextField()
    member = ForeignKeyField(Member, on_delete="RESTRICT")
    kind = TextField()
    state = TextField(default="active")
    reason = TextField(default="")
    made_at = UtcField()
    ended_at = UtcField(null=True)
    replaced_by_id = IntegerField(null=True)


class ConsentEvent(Table):
    """Consent to be reached by one channel, given or taken back."""

    id = AutoField()
    member = ForeignKeyField(Member, on_delete="RESTRICT")
    channel = TextField()
    is_given = BooleanField()
    source = TextField()
    at = UtcField()
    operator_id = IntegerField()
    proof = TextField(default="")
    wording = TextField(default="")


class Note(Table):
    """What somebody wrote about a member."""

    id = AutoField()
    member = ForeignKeyField(Member, on_delete="RESTRICT")
    text = TextField()
    at = UtcField()
    operator_id = IntegerField()
