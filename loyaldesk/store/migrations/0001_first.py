"""The first club: members, codes, sales, the points ledger with its guards, tiers, trail."""

import sqlite3

from peewee import Database
from playhouse.migrate import SchemaMigrator

DDL = """
CREATE TABLE "operator" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "pin_hash" TEXT,
    "password_hash" TEXT,
    "is_active" INTEGER NOT NULL,
    "member_id" INTEGER,
    "fails" INTEGER NOT NULL,
    "locked_until" TEXT,
    "locked_ticks" INTEGER,
    "made_at" TEXT NOT NULL,
    "seen_at" TEXT,
    "version" INTEGER NOT NULL
);
CREATE TABLE "role_right" (
    "role" TEXT NOT NULL,
    "permission" TEXT NOT NULL,
    PRIMARY KEY ("role", "permission")
);
CREATE TABLE "club" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "uid" TEXT NOT NULL,
    "shop" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "is_sample" INTEGER NOT NULL,
    "made_at" TEXT NOT NULL,
    "logo" BLOB,
    "settings" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    CHECK ("id" = 1)
);
CREATE TABLE "counter" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "value" INTEGER NOT NULL
);
CREATE TABLE "programme" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "valid_from" DATE NOT NULL,
    "document" TEXT NOT NULL,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL
);
CREATE TABLE "member" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "number" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "state_reason" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "honorific" TEXT NOT NULL,
    "first_name" TEXT NOT NULL,
    "last_name" TEXT NOT NULL,
    "company_name" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "last_first_key" TEXT NOT NULL,
    "words" TEXT NOT NULL,
    "mobile" TEXT NOT NULL,
    "mobile_back" TEXT NOT NULL,
    "national_id" TEXT NOT NULL,
    "gender" TEXT NOT NULL,
    "birthday" DATE,
    "wedding_on" DATE,
    "email" TEXT NOT NULL,
    "landline" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "postal_code" TEXT NOT NULL,
    "family" TEXT NOT NULL,
    "tags" TEXT NOT NULL,
    "preferences" TEXT NOT NULL,
    "sizes" TEXT NOT NULL,
    "preferred_channel" TEXT NOT NULL,
    "preferred_time" TEXT NOT NULL,
    "tone" TEXT NOT NULL,
    "consent" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "referrer_id" INTEGER,
    "tier" TEXT NOT NULL,
    "tier_since" DATE NOT NULL,
    "registered_at" TEXT NOT NULL,
    "registered_on" DATE NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "run_id" INTEGER,
    "version" INTEGER NOT NULL,
    FOREIGN KEY ("referrer_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    CHECK ("state" IN ('active', 'blocked', 'erased'))
);
CREATE TABLE "code" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "code_key" TEXT NOT NULL,
    "typed" TEXT NOT NULL,
    "member_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "made_at" TEXT NOT NULL,
    "ended_at" TEXT,
    "replaced_by_id" INTEGER,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    CHECK ("kind" IN ('number', 'card', 'former')),
    CHECK ("state" IN ('active', 'blocked', 'replaced'))
);
CREATE TABLE "consent_event" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "member_id" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "is_given" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT
);
CREATE TABLE "note" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "member_id" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT
);
CREATE TABLE "import_run" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "options" TEXT NOT NULL,
    "counts" TEXT NOT NULL,
    "on_day" DATE NOT NULL,
    "made_at" TEXT NOT NULL,
    "ended_at" TEXT,
    "operator_id" INTEGER NOT NULL
);
CREATE TABLE "import_row" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "run_id" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "content" TEXT NOT NULL,
    FOREIGN KEY ("run_id") REFERENCES "import_run" ("id") ON DELETE CASCADE
);
CREATE TABLE "import_key" (
    "row_key" TEXT NOT NULL PRIMARY KEY,
    "run_id" INTEGER NOT NULL,
    "subject_id" INTEGER NOT NULL
);
CREATE TABLE "sale" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL,
    "receipt" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "member_id" INTEGER NOT NULL,
    "amount_rial" INTEGER NOT NULL,
    "paid_points" INTEGER NOT NULL,
    "paid_rial" INTEGER NOT NULL,
    "net_rial" INTEGER NOT NULL,
    "earned" INTEGER NOT NULL,
    "tier" TEXT NOT NULL,
    "sold_at" TEXT NOT NULL,
    "sold_on" DATE NOT NULL,
    "basis_on" DATE NOT NULL,
    "made_at" TEXT NOT NULL,
    "reverses_id" INTEGER,
    "operator_id" INTEGER NOT NULL,
    "till" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "outside_receipt" TEXT NOT NULL,
    "run_id" INTEGER,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("reverses_id") REFERENCES "sale" ("id") ON DELETE RESTRICT,
    CHECK ("kind" IN ('sale', 'visit', 'reversal')),
    CHECK ("kind" = 'reversal' OR ("amount_rial" >= 0 AND "paid_rial" >= 0
        AND "paid_points" >= 0 AND "earned" >= 0)),
    CHECK (("kind" = 'reversal') = ("reverses_id" IS NOT NULL)),
    CHECK ("net_rial" = "amount_rial" - "paid_rial"),
    CHECK (typeof("amount_rial") = 'integer' AND abs("amount_rial") <= 10000000000000)
);
CREATE TABLE "member_totals" (
    "member_id" INTEGER NOT NULL PRIMARY KEY,
    "net_rial" INTEGER NOT NULL,
    "visits" INTEGER NOT NULL,
    "first_on" DATE,
    "last_on" DATE,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT
);
CREATE TABLE "draft" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "operator_id" INTEGER NOT NULL,
    "till" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "at" TEXT NOT NULL
);
CREATE TABLE "receipt_print" (
    "sale_id" INTEGER NOT NULL PRIMARY KEY,
    "is_sent" INTEGER NOT NULL,
    "copies" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    FOREIGN KEY ("sale_id") REFERENCES "sale" ("id") ON DELETE RESTRICT
);
CREATE TABLE "points_entry" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "seq" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "member_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "sale_id" INTEGER,
    "reverses_id" INTEGER,
    "reason" TEXT NOT NULL,
    "reason_text" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "on_day" DATE NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "approved_by" INTEGER,
    "till" TEXT NOT NULL,
    "clock_suspect" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("sale_id") REFERENCES "sale" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("reverses_id") REFERENCES "points_entry" ("id") ON DELETE RESTRICT,
    CHECK ("kind" IN ('earn', 'spend', 'expire', 'adjust', 'return', 'reverse', 'transfer')),
    CHECK (typeof("points") = 'integer' AND "points" <> 0 AND abs("points") <= 10000000),
    CHECK (("kind" <> 'earn' OR "points" > 0)
        AND ("kind" NOT IN ('spend', 'expire') OR "points" < 0)),
    CHECK ("kind" <> 'adjust' OR "reason" <> ''),
    CHECK (("kind" = 'reverse') = ("reverses_id" IS NOT NULL)),
    CHECK ("approved_by" IS NULL OR "approved_by" <> "operator_id")
);
CREATE TABLE "lot" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "entry_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "points" INTEGER NOT NULL,
    "used" INTEGER NOT NULL,
    "earned_on" DATE NOT NULL,
    "usable_from" DATE NOT NULL,
    "expires_on" DATE,
    FOREIGN KEY ("entry_id") REFERENCES "points_entry" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    CHECK ("points" > 0),
    CHECK ("used" BETWEEN 0 AND "points")
);
CREATE TABLE "allocation" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "entry_id" INTEGER NOT NULL,
    "lot_id" INTEGER NOT NULL,
    "points" INTEGER NOT NULL,
    FOREIGN KEY ("entry_id") REFERENCES "points_entry" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("lot_id") REFERENCES "lot" ("id") ON DELETE RESTRICT,
    CHECK ("points" <> 0)
);
CREATE TABLE "points_balance" (
    "member_id" INTEGER NOT NULL PRIMARY KEY,
    "points" INTEGER NOT NULL,
    "debt" INTEGER NOT NULL,
    "entries" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    CHECK ("points" >= 0),
    CHECK ("debt" >= 0),
    CHECK ("points" = 0 OR "debt" = 0)
);
CREATE TABLE "tier_change" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "member_id" INTEGER NOT NULL,
    "on_day" DATE NOT NULL,
    "at" TEXT NOT NULL,
    "from_tier" TEXT NOT NULL,
    "to_tier" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "spent_rial" INTEGER NOT NULL,
    "sale_id" INTEGER,
    "run_id" INTEGER,
    "operator_id" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT
);
CREATE TABLE "audit" (
    "seq" INTEGER NOT NULL PRIMARY KEY,
    "at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "till" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "subject_id" INTEGER,
    "result" TEXT NOT NULL,
    "detail" TEXT NOT NULL
);
CREATE TABLE "job" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "done_on" DATE NOT NULL,
    "at" TEXT NOT NULL
);
CREATE INDEX "programme_valid_from" ON "programme" ("valid_from");
CREATE INDEX "member_last_first_key" ON "member" ("last_first_key");
CREATE INDEX "member_mobile" ON "member" ("mobile");
CREATE INDEX "member_mobile_back" ON "member" ("mobile_back");
CREATE INDEX "member_name_key" ON "member" ("name_key");
CREATE UNIQUE INDEX "member_number" ON "member" ("number");
CREATE INDEX "member_referrer_id" ON "member" ("referrer_id");
CREATE INDEX "member_registered_at" ON "member" ("registered_at");
CREATE INDEX "member_registered_on" ON "member" ("registered_on");
CREATE INDEX "member_run_id" ON "member" ("run_id");
CREATE UNIQUE INDEX "code_code_key" ON "code" ("code_key");
CREATE INDEX "code_member_id" ON "code" ("member_id");
CREATE INDEX "consent_event_member_id" ON "consent_event" ("member_id");
CREATE INDEX "note_member_id" ON "note" ("member_id");
CREATE INDEX "import_row_run_id" ON "import_row" ("run_id");
CREATE INDEX "import_key_run_id" ON "import_key" ("run_id");
CREATE UNIQUE INDEX "sale_key" ON "sale" ("key");
CREATE INDEX "sale_member_id_basis_on_net_rial" ON "sale" ("member_id", "basis_on", "net_rial");
CREATE INDEX "sale_member_id_sold_at" ON "sale" ("member_id", "sold_at");
CREATE INDEX "sale_outside_receipt"
ON "sale" ("outside_receipt") WHERE "outside_receipt" <> '';
CREATE UNIQUE INDEX "sale_receipt" ON "sale" ("receipt");
CREATE UNIQUE INDEX "sale_reverses_id"
ON "sale" ("reverses_id") WHERE "reverses_id" IS NOT NULL;
CREATE INDEX "sale_run_id"
ON "sale" ("run_id") WHERE "run_id" IS NOT NULL;
CREATE INDEX "sale_sold_on" ON "sale" ("sold_on");
CREATE UNIQUE INDEX "points_entry_key" ON "points_entry" ("key");
CREATE INDEX "points_entry_member_id_on_day" ON "points_entry" ("member_id", "on_day");
CREATE INDEX "points_entry_on_day" ON "points_entry" ("on_day");
CREATE UNIQUE INDEX "points_entry_reverses_id"
ON "points_entry" ("reverses_id") WHERE "reverses_id" IS NOT NULL;
CREATE INDEX "points_entry_sale_id" ON "points_entry" ("sale_id");
CREATE UNIQUE INDEX "points_entry_seq" ON "points_entry" ("seq");
CREATE UNIQUE INDEX "lot_entry_id" ON "lot" ("entry_id");
CREATE INDEX "lot_expires_on" ON "lot" ("expires_on");
CREATE INDEX "lot_member_id_expires_on" ON "lot" ("member_id", "expires_on");
CREATE INDEX "allocation_entry_id" ON "allocation" ("entry_id");
CREATE INDEX "allocation_lot_id" ON "allocation" ("lot_id");
CREATE INDEX "tier_change_member_id_on_day" ON "tier_change" ("member_id", "on_day");
CREATE INDEX "audit_at" ON "audit" ("at");
CREATE INDEX "audit_subject_subject_id" ON "audit" ("subject", "subject_id");
CREATE VIRTUAL TABLE "member_words" USING fts5(
    words, tokenize='trigram', content='', contentless_delete=1, detail=none
);
CREATE TRIGGER "member_words_add" AFTER INSERT ON "member" BEGIN
    INSERT INTO "member_words" (rowid, words) VALUES (NEW."id", NEW."words");
END;
CREATE TRIGGER "member_words_change" AFTER UPDATE OF "words" ON "member"
WHEN OLD."words" <> NEW."words" BEGIN
    DELETE FROM "member_words" WHERE rowid = OLD."id";
    INSERT INTO "member_words" (rowid, words) VALUES (NEW."id", NEW."words");
END;
CREATE TRIGGER "points_entry_no_update" BEFORE UPDATE ON "points_entry"
BEGIN SELECT RAISE(ABORT, 'the points ledger is append-only'); END;
CREATE TRIGGER "points_entry_no_delete" BEFORE DELETE ON "points_entry"
BEGIN SELECT RAISE(ABORT, 'the points ledger is append-only'); END;
CREATE TRIGGER "points_entry_guard" BEFORE INSERT ON "points_entry" BEGIN
    SELECT RAISE(ABORT, 'this entry stands already')
    WHERE EXISTS (SELECT 1 FROM "points_entry" WHERE "key" = NEW."key" OR "id" = NEW."id"
                  OR "seq" = NEW."seq");
    SELECT RAISE(ABORT, 'the ledger has a gap')
    WHERE NEW."seq" <> 1 + COALESCE((SELECT MAX("seq") FROM "points_entry"), 0);
    SELECT RAISE(ABORT, 'a reversal mirrors its entry')
    WHERE NEW."kind" = 'reverse' AND NOT EXISTS (
        SELECT 1 FROM "points_entry" AS o WHERE o."id" = NEW."reverses_id"
        AND o."points" = -NEW."points" AND o."member_id" = NEW."member_id"
        AND o."kind" <> 'reverse');
    SELECT RAISE(ABORT, 'not enough points')
    WHERE NEW."points" < 0 AND NEW."kind" NOT IN ('return', 'reverse') AND -NEW."points" >
        COALESCE((SELECT "points" FROM "points_balance" WHERE "member_id" = NEW."member_id"), 0);
END;
CREATE TRIGGER "points_entry_balance" AFTER INSERT ON "points_entry" BEGIN
    INSERT OR IGNORE INTO "points_balance" ("member_id", "points", "debt", "entries")
    VALUES (NEW."member_id", 0, 0, 0);
    UPDATE "points_balance" SET
        "points" = MAX("points" - "debt" + NEW."points", 0),
        "debt" = MAX("debt" - "points" - NEW."points", 0),
        "entries" = "entries" + 1
    WHERE "member_id" = NEW."member_id";
END;
CREATE TRIGGER "allocation_used" AFTER INSERT ON "allocation" BEGIN
    UPDATE "lot" SET "used" = "used" + NEW."points" WHERE "id" = NEW."lot_id";
END;
CREATE TRIGGER "allocation_no_update" BEFORE UPDATE ON "allocation"
BEGIN SELECT RAISE(ABORT, 'allocations are append-only'); END;
CREATE TRIGGER "allocation_no_delete" BEFORE DELETE ON "allocation"
BEGIN SELECT RAISE(ABORT, 'allocations are append-only'); END;
CREATE TRIGGER "lot_no_delete" BEFORE DELETE ON "lot"
BEGIN SELECT RAISE(ABORT, 'lots are append-only'); END;
CREATE TRIGGER "lot_guard" BEFORE UPDATE OF "id", "entry_id", "member_id", "points", "earned_on",
    "usable_from", "expires_on" ON "lot"
BEGIN SELECT RAISE(ABORT, 'a lot keeps its points and dates'); END;
CREATE TRIGGER "sale_no_update" BEFORE UPDATE ON "sale"
BEGIN SELECT RAISE(ABORT, 'a sale is taken back, never changed'); END;
CREATE TRIGGER "sale_no_delete" BEFORE DELETE ON "sale"
BEGIN SELECT RAISE(ABORT, 'a sale is taken back, never deleted'); END;
CREATE TRIGGER "sale_mirror" BEFORE INSERT ON "sale" WHEN NEW."kind" = 'reversal' BEGIN
    SELECT RAISE(ABORT, 'a reversal mirrors its sale')
    WHERE NOT EXISTS (
        SELECT 1 FROM "sale" AS o WHERE o."id" = NEW."reverses_id" AND o."kind" <> 'reversal'
        AND o."amount_rial" = -NEW."amount_rial" AND o."paid_points" = -NEW."paid_points"
        AND o."member_id" = NEW."member_id" AND o."earned" = -NEW."earned");
END;
CREATE TRIGGER "audit_no_update" BEFORE UPDATE ON "audit"
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
CREATE TRIGGER "audit_no_delete" BEFORE DELETE ON "audit"
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
CREATE TRIGGER "consent_event_no_update" BEFORE UPDATE ON "consent_event"
BEGIN SELECT RAISE(ABORT, 'consent is kept as it was given'); END;
CREATE TRIGGER "tier_change_no_update" BEFORE UPDATE ON "tier_change"
BEGIN SELECT RAISE(ABORT, 'tier changes are kept'); END
"""


def statements(text: str) -> list[str]:
    """Return the statements of *text*; a trigger holds semicolons of its own."""
    found, begun = [], ""
    for line in text.splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            found.append(begun.strip().rstrip(";"))
            begun = ""
    return [*found, begun.strip()] if begun.strip() else found


def up(_migrator: SchemaMigrator, db: Database) -> None:
    """Create everything; frozen text, so that later edits cannot rewrite history."""
    for statement in statements(DDL):
        db.execute_sql(statement)
