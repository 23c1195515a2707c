"""The points engine: lines, returns, rewards, vouchers, accounts, stamps, families and merges.

`sale` is made anew because a return is a third way to take money back and what was paid how has
columns of its own; every row keeps its id.
"""

import sqlite3

from peewee import Database
from playhouse.migrate import SchemaMigrator

DDL = """
CREATE TABLE "sale_new" (
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
    "reward_rial" INTEGER NOT NULL,
    "prepaid_rial" INTEGER NOT NULL,
    "gift_card_rial" INTEGER NOT NULL,
    "wallet_rial" INTEGER NOT NULL,
    "discount_rial" INTEGER NOT NULL,
    "tax_rial" INTEGER NOT NULL,
    "cost_rial" INTEGER,
    "returns_id" INTEGER,
    "exchange_id" INTEGER,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("reverses_id") REFERENCES "sale" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("returns_id") REFERENCES "sale" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("exchange_id") REFERENCES "sale" ("id") ON DELETE RESTRICT,
    CHECK ("kind" IN ('sale', 'visit', 'reversal', 'return')),
    CHECK ("kind" NOT IN ('sale', 'visit') OR ("amount_rial" >= 0 AND "paid_rial" >= 0
        AND "paid_points" >= 0 AND "earned" >= 0 AND "reward_rial" >= 0 AND "prepaid_rial" >= 0
        AND "gift_card_rial" >= 0 AND "wallet_rial" >= 0)),
    CHECK ("kind" <> 'return' OR ("amount_rial" <= 0 AND "paid_rial" <= 0 AND "paid_points" <= 0
        AND "earned" <= 0 AND "reward_rial" <= 0 AND "prepaid_rial" <= 0
        AND "gift_card_rial" <= 0 AND "wallet_rial" <= 0)),
    CHECK (("kind" = 'reversal') = ("reverses_id" IS NOT NULL)),
    CHECK (("kind" = 'return') = ("returns_id" IS NOT NULL)),
    CHECK ("net_rial" = "amount_rial" - "paid_rial" - "reward_rial" - "prepaid_rial"),
    CHECK (typeof("amount_rial") = 'integer' AND abs("amount_rial") <= 10000000000000)
);
INSERT INTO "sale_new" SELECT "id", "key", "receipt", "kind", "member_id", "amount_rial",
    "paid_points", "paid_rial", "net_rial", "earned", "tier", "sold_at", "sold_on", "basis_on",
    "made_at", "reverses_id", "operator_id", "till", "source", "outside_receipt", "run_id",
    0, 0, 0, 0, 0, 0, NULL, NULL, NULL FROM "sale";
DROP TABLE "sale";
ALTER TABLE "sale_new" RENAME TO "sale";
CREATE UNIQUE INDEX "sale_key" ON "sale" ("key");
CREATE INDEX "sale_member_id_basis_on_net_rial" ON "sale" ("member_id", "basis_on", "net_rial");
CREATE INDEX "sale_member_id_sold_at" ON "sale" ("member_id", "sold_at");
CREATE INDEX "sale_outside_receipt"
ON "sale" ("outside_receipt") WHERE "outside_receipt" <> '';
CREATE UNIQUE INDEX "sale_receipt" ON "sale" ("receipt");
CREATE INDEX "sale_returns_id"
ON "sale" ("returns_id") WHERE "returns_id" IS NOT NULL;
CREATE UNIQUE INDEX "sale_reverses_id"
ON "sale" ("reverses_id") WHERE "reverses_id" IS NOT NULL;
CREATE INDEX "sale_run_id"
ON "sale" ("run_id") WHERE "run_id" IS NOT NULL;
CREATE INDEX "sale_sold_on" ON "sale" ("sold_on");
CREATE TABLE "sale_line" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "sale_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "brand" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "amount_rial" INTEGER NOT NULL,
    "discount_rial" INTEGER NOT NULL,
    "tax_rial" INTEGER NOT NULL,
    "cost_rial" INTEGER,
    "shared_rial" INTEGER NOT NULL,
    "manual_rial" INTEGER NOT NULL,
    "points_rial" INTEGER NOT NULL,
    "gift_card_rial" INTEGER NOT NULL,
    "wallet_rial" INTEGER NOT NULL,
    "earned" INTEGER NOT NULL,
    "returns_id" INTEGER,
    FOREIGN KEY ("sale_id") REFERENCES "sale" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("returns_id") REFERENCES "sale_line" ("id") ON DELETE RESTRICT,
    CHECK ("kind" IN ('goods', 'delivery', 'gift_card', 'top_up')),
    CHECK ("quantity" > 0)
);
CREATE UNIQUE INDEX "sale_line_sale_id_number" ON "sale_line" ("sale_id", "number");
CREATE INDEX "sale_line_returns_id"
ON "sale_line" ("returns_id") WHERE "returns_id" IS NOT NULL;
CREATE TABLE "sale_sheet" (
    "sale_id" INTEGER NOT NULL PRIMARY KEY,
    "document" TEXT NOT NULL,
    FOREIGN KEY ("sale_id") REFERENCES "sale" ("id") ON DELETE RESTRICT
);
CREATE TABLE "rule_gain" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "rule" TEXT NOT NULL,
    "member_id" INTEGER NOT NULL,
    "on_day" DATE NOT NULL,
    "points" INTEGER NOT NULL,
    "sale_id" INTEGER,
    "entry_id" INTEGER,
    "about_id" INTEGER,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("sale_id") REFERENCES "sale" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("entry_id") REFERENCES "points_entry" ("id") ON DELETE RESTRICT
);
CREATE INDEX "rule_gain_member_id_rule_on_day" ON "rule_gain" ("member_id", "rule", "on_day");
CREATE INDEX "rule_gain_sale_id" ON "rule_gain" ("sale_id") WHERE "sale_id" IS NOT NULL;
CREATE TABLE "account" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "member_id" INTEGER,
    "code_key" TEXT,
    "typed" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "state_reason" TEXT NOT NULL,
    "expires_on" DATE,
    "balance_rial" INTEGER NOT NULL,
    "made_at" TEXT NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    CHECK ("kind" IN ('wallet', 'gift_card')),
    CHECK ("state" IN ('open', 'blocked', 'closed')),
    CHECK ("balance_rial" >= 0),
    CHECK (("kind" = 'wallet') = ("code_key" IS NULL)),
    CHECK ("kind" <> 'wallet' OR "member_id" IS NOT NULL)
);
CREATE UNIQUE INDEX "account_code_key" ON "account" ("code_key") WHERE "code_key" IS NOT NULL;
CREATE UNIQUE INDEX "account_member_id" ON "account" ("member_id") WHERE "kind" = 'wallet';
CREATE TABLE "account_entry" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "account_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "rial" INTEGER NOT NULL,
    "sale_id" INTEGER,
    "reverses_id" INTEGER,
    "reason" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "on_day" DATE NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "till" TEXT NOT NULL,
    FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("sale_id") REFERENCES "sale" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("reverses_id") REFERENCES "account_entry" ("id") ON DELETE RESTRICT,
    CHECK ("kind" IN ('sold', 'top_up', 'cashback', 'pay', 'return', 'reverse', 'correct',
        'merge')),
    CHECK (typeof("rial") = 'integer' AND "rial" <> 0)
);
CREATE INDEX "account_entry_account_id" ON "account_entry" ("account_id");
CREATE UNIQUE INDEX "account_entry_key" ON "account_entry" ("key");
CREATE INDEX "account_entry_reverses_id"
ON "account_entry" ("reverses_id") WHERE "reverses_id" IS NOT NULL;
CREATE INDEX "account_entry_sale_id" ON "account_entry" ("sale_id") WHERE "sale_id" IS NOT NULL;
CREATE TABLE "stamp_entry" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "card" TEXT NOT NULL,
    "member_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "stamps" INTEGER NOT NULL,
    "sale_id" INTEGER,
    "at" TEXT NOT NULL,
    "on_day" DATE NOT NULL,
    "operator_id" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("sale_id") REFERENCES "sale" ("id") ON DELETE RESTRICT,
    CHECK (typeof("stamps") = 'integer' AND "stamps" <> 0)
);
CREATE UNIQUE INDEX "stamp_entry_key" ON "stamp_entry" ("key");
CREATE INDEX "stamp_entry_member_id_card" ON "stamp_entry" ("member_id", "card");
CREATE INDEX "stamp_entry_sale_id" ON "stamp_entry" ("sale_id") WHERE "sale_id" IS NOT NULL;
CREATE TABLE "voucher" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "code_key" TEXT NOT NULL,
    "typed" TEXT NOT NULL,
    "reward" TEXT NOT NULL,
    "document" TEXT NOT NULL,
    "member_id" INTEGER,
    "state" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "entry_id" INTEGER,
    "sale_id" INTEGER,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("entry_id") REFERENCES "points_entry" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("sale_id") REFERENCES "sale" ("id") ON DELETE RESTRICT,
    CHECK ("state" IN ('open', 'used', 'ended')),
    CHECK ("source" IN ('points', 'stamps', 'hand', 'recovery'))
);
CREATE UNIQUE INDEX "voucher_code_key" ON "voucher" ("code_key");
CREATE INDEX "voucher_reward" ON "voucher" ("reward");
CREATE INDEX "voucher_member_id" ON "voucher" ("member_id") WHERE "member_id" IS NOT NULL;
CREATE TABLE "reward_use" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL,
    "reward" TEXT NOT NULL,
    "voucher_id" INTEGER,
    "member_id" INTEGER NOT NULL,
    "sale_id" INTEGER,
    "entry_id" INTEGER,
    "points" INTEGER NOT NULL,
    "rial" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "delivery" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "on_day" DATE NOT NULL,
    "operator_id" INTEGER NOT NULL,
    FOREIGN KEY ("voucher_id") REFERENCES "voucher" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("sale_id") REFERENCES "sale" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("entry_id") REFERENCES "points_entry" ("id") ON DELETE RESTRICT,
    CHECK ("state" IN ('taken', 'undone')),
    CHECK ("delivery" IN ('', 'waiting', 'ready', 'given'))
);
CREATE UNIQUE INDEX "reward_use_key" ON "reward_use" ("key");
CREATE INDEX "reward_use_member_id" ON "reward_use" ("member_id");
CREATE INDEX "reward_use_reward_member_id" ON "reward_use" ("reward", "member_id");
CREATE INDEX "reward_use_sale_id" ON "reward_use" ("sale_id") WHERE "sale_id" IS NOT NULL;
CREATE TABLE "reward_stock" (
    "reward" TEXT NOT NULL PRIMARY KEY,
    "pieces" INTEGER NOT NULL,
    CHECK ("pieces" >= 0)
);
CREATE TABLE "hold" (
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "basket" TEXT NOT NULL,
    "till" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    "until" TEXT NOT NULL,
    PRIMARY KEY ("kind", "subject", "basket"),
    CHECK ("kind" IN ('voucher', 'stock'))
);
CREATE INDEX "hold_basket" ON "hold" ("basket");
CREATE UNIQUE INDEX "hold_subject" ON "hold" ("subject") WHERE "kind" = 'voucher';
CREATE TABLE "lot_date" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "lot_id" INTEGER NOT NULL,
    "was_on" DATE,
    "expires_on" DATE,
    "reason" TEXT NOT NULL,
    "at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    FOREIGN KEY ("lot_id") REFERENCES "lot" ("id") ON DELETE RESTRICT
);
CREATE INDEX "lot_date_lot_id" ON "lot_date" ("lot_id");
CREATE TABLE "tier_hand" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "member_id" INTEGER NOT NULL,
    "tier" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "from_on" DATE NOT NULL,
    "until_on" DATE NOT NULL,
    "is_floor" INTEGER NOT NULL,
    "ended_at" TEXT,
    "at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT
);
CREATE INDEX "tier_hand_member_id" ON "tier_hand" ("member_id");
CREATE TABLE "family" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "made_at" TEXT NOT NULL,
    "operator_id" INTEGER NOT NULL
);
CREATE TABLE "family_member" (
    "member_id" INTEGER NOT NULL PRIMARY KEY,
    "family_id" INTEGER NOT NULL,
    "may_spend" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("family_id") REFERENCES "family" ("id") ON DELETE RESTRICT
);
CREATE INDEX "family_member_family_id" ON "family_member" ("family_id");
CREATE TABLE "spender" (
    "member_id" INTEGER NOT NULL PRIMARY KEY,
    "pin_hash" TEXT,
    "word_hash" TEXT,
    "mobile_changed_at" TEXT,
    "fails" INTEGER NOT NULL,
    "locked_until" TEXT,
    FOREIGN KEY ("member_id") REFERENCES "member" ("id") ON DELETE RESTRICT
);
CREATE TABLE "member_merge" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "from_id" INTEGER NOT NULL,
    "into_id" INTEGER NOT NULL,
    "at" TEXT NOT NULL,
    "on_day" DATE NOT NULL,
    "until_on" DATE NOT NULL,
    "undone_at" TEXT,
    "operator_id" INTEGER NOT NULL,
    FOREIGN KEY ("from_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    FOREIGN KEY ("into_id") REFERENCES "member" ("id") ON DELETE RESTRICT,
    CHECK ("from_id" <> "into_id")
);
CREATE INDEX "member_merge_from_id" ON "member_merge" ("from_id");
CREATE INDEX "member_merge_into_id" ON "member_merge" ("into_id");
CREATE TABLE "merge_move" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "merge_id" INTEGER NOT NULL,
    "place" TEXT NOT NULL,
    "row_id" INTEGER NOT NULL,
    "detail" TEXT NOT NULL,
    FOREIGN KEY ("merge_id") REFERENCES "member_merge" ("id") ON DELETE RESTRICT
);
CREATE INDEX "merge_move_merge_id" ON "merge_move" ("merge_id");
ALTER TABLE "member" ADD COLUMN "merged_into_id" INTEGER REFERENCES "member" ("id");
CREATE INDEX "member_merged_into_id"
ON "member" ("merged_into_id") WHERE "merged_into_id" IS NOT NULL;
ALTER TABLE "lot" ADD COLUMN "idle_months" INTEGER;
CREATE TRIGGER "sale_no_update" BEFORE UPDATE ON "sale"
WHEN NOT (NEW."member_id" <> OLD."member_id" AND NEW."id" = OLD."id" AND NEW."key" = OLD."key"
    AND NEW."receipt" = OLD."receipt" AND NEW."kind" = OLD."kind"
    AND NEW."amount_rial" = OLD."amount_rial" AND NEW."paid_points" = OLD."paid_points"
    AND NEW."paid_rial" = OLD."paid_rial" AND NEW."net_rial" = OLD."net_rial"
    AND NEW."earned" = OLD."earned" AND NEW."tier" = OLD."tier" AND NEW."sold_at" = OLD."sold_at"
    AND NEW."sold_on" = OLD."sold_on" AND NEW."basis_on" = OLD."basis_on"
    AND NEW."made_at" = OLD."made_at" AND NEW."reverses_id" IS OLD."reverses_id"
    AND NEW."operator_id" = OLD."operator_id" AND NEW."till" = OLD."till"
    AND NEW."source" = OLD."source" AND NEW."outside_receipt" = OLD."outside_receipt"
    AND NEW."run_id" IS OLD."run_id" AND NEW."reward_rial" = OLD."reward_rial"
    AND NEW."prepaid_rial" = OLD."prepaid_rial" AND NEW."gift_card_rial" = OLD."gift_card_rial"
    AND NEW."wallet_rial" = OLD."wallet_rial" AND NEW."discount_rial" = OLD."discount_rial"
    AND NEW."tax_rial" = OLD."tax_rial" AND NEW."cost_rial" IS OLD."cost_rial"
    AND NEW."returns_id" IS OLD."returns_id" AND NEW."exchange_id" IS OLD."exchange_id"
    AND EXISTS (SELECT 1 FROM "member_merge" AS m WHERE
        (m."undone_at" IS NULL AND m."from_id" = OLD."member_id" AND m."into_id" = NEW."member_id")
        OR (m."undone_at" IS NOT NULL AND m."into_id" = OLD."member_id"
            AND m."from_id" = NEW."member_id")))
BEGIN SELECT RAISE(ABORT, 'a sale is taken back, never changed'); END;
CREATE TRIGGER "sale_no_delete" BEFORE DELETE ON "sale"
BEGIN SELECT RAISE(ABORT, 'a sale is taken back, never deleted'); END;
CREATE TRIGGER "sale_mirror" BEFORE INSERT ON "sale" WHEN NEW."kind" = 'reversal' BEGIN
    SELECT RAISE(ABORT, 'a reversal mirrors its sale')
    WHERE NOT EXISTS (
        SELECT 1 FROM "sale" AS o WHERE o."id" = NEW."reverses_id" AND o."kind" <> 'reversal'
        AND o."amount_rial" = -NEW."amount_rial" AND o."paid_points" = -NEW."paid_points"
        AND o."member_id" = NEW."member_id" AND o."earned" = -NEW."earned");
    SELECT RAISE(ABORT, 'a sale with returns is not reversed')
    WHERE EXISTS (SELECT 1 FROM "sale" AS r WHERE r."returns_id" = NEW."reverses_id"
        AND NOT EXISTS (SELECT 1 FROM "sale" AS u WHERE u."reverses_id" = r."id"));
END;
CREATE TRIGGER "sale_return" BEFORE INSERT ON "sale" WHEN NEW."kind" = 'return' BEGIN
    SELECT RAISE(ABORT, 'a return belongs to a sale of its member')
    WHERE NOT EXISTS (
        SELECT 1 FROM "sale" AS o WHERE o."id" = NEW."returns_id" AND o."kind" = 'sale'
        AND o."member_id" = NEW."member_id"
        AND NOT EXISTS (SELECT 1 FROM "sale" AS u WHERE u."reverses_id" = o."id"));
    SELECT RAISE(ABORT, 'more came back than was sold')
    WHERE EXISTS (
        SELECT 1 FROM "sale" AS o LEFT JOIN (
            SELECT SUM(r."amount_rial") AS a, SUM(r."paid_points") AS p, SUM(r."earned") AS e,
                SUM(r."gift_card_rial") AS g, SUM(r."wallet_rial") AS w
            FROM "sale" AS r WHERE r."returns_id" = NEW."returns_id"
            AND NOT EXISTS (SELECT 1 FROM "sale" AS u WHERE u."reverses_id" = r."id")) AS s
        WHERE o."id" = NEW."returns_id" AND (
            o."amount_rial" + COALESCE(s.a, 0) + NEW."amount_rial" < 0
            OR o."paid_points" + COALESCE(s.p, 0) + NEW."paid_points" < 0
            OR o."earned" + COALESCE(s.e, 0) + NEW."earned" < 0
            OR o."gift_card_rial" + COALESCE(s.g, 0) + NEW."gift_card_rial" < 0
            OR o."wallet_rial" + COALESCE(s.w, 0) + NEW."wallet_rial" < 0));
END;
CREATE TRIGGER "sale_line_no_update" BEFORE UPDATE ON "sale_line"
BEGIN SELECT RAISE(ABORT, 'a line is kept as it was sold'); END;
CREATE TRIGGER "sale_line_no_delete" BEFORE DELETE ON "sale_line"
BEGIN SELECT RAISE(ABORT, 'a line is kept as it was sold'); END;
CREATE TRIGGER "sale_sheet_no_update" BEFORE UPDATE ON "sale_sheet"
BEGIN SELECT RAISE(ABORT, 'an explanation is kept as it was given'); END;
CREATE TRIGGER "sale_sheet_no_delete" BEFORE DELETE ON "sale_sheet"
BEGIN SELECT RAISE(ABORT, 'an explanation is kept as it was given'); END;
CREATE TRIGGER "account_entry_no_update" BEFORE UPDATE ON "account_entry"
BEGIN SELECT RAISE(ABORT, 'the ledger of accounts is append-only'); END;
CREATE TRIGGER "account_entry_no_delete" BEFORE DELETE ON "account_entry"
BEGIN SELECT RAISE(ABORT, 'the ledger of accounts is append-only'); END;
CREATE TRIGGER "account_entry_guard" BEFORE INSERT ON "account_entry" BEGIN
    SELECT RAISE(ABORT, 'this entry stands already')
    WHERE EXISTS (SELECT 1 FROM "account_entry" WHERE "key" = NEW."key" OR "id" = NEW."id");
    SELECT RAISE(ABORT, 'not enough money')
    WHERE (SELECT "balance_rial" FROM "account" WHERE "id" = NEW."account_id") + NEW."rial" < 0;
END;
CREATE TRIGGER "account_entry_balance" AFTER INSERT ON "account_entry" BEGIN
    UPDATE "account" SET "balance_rial" = "balance_rial" + NEW."rial"
    WHERE "id" = NEW."account_id";
END;
CREATE TRIGGER "account_no_delete" BEFORE DELETE ON "account"
BEGIN SELECT RAISE(ABORT, 'an account is closed, never deleted'); END;
CREATE TRIGGER "stamp_entry_no_update" BEFORE UPDATE ON "stamp_entry"
WHEN NEW."stamps" <> OLD."stamps" OR NEW."card" <> OLD."card" OR NEW."key" <> OLD."key"
BEGIN SELECT RAISE(ABORT, 'stamps are append-only'); END;
CREATE TRIGGER "stamp_entry_no_delete" BEFORE DELETE ON "stamp_entry"
BEGIN SELECT RAISE(ABORT, 'stamps are append-only'); END;
CREATE TRIGGER "reward_use_no_delete" BEFORE DELETE ON "reward_use"
BEGIN SELECT RAISE(ABORT, 'what was taken is kept'); END;
CREATE TRIGGER "lot_date_no_update" BEFORE UPDATE ON "lot_date"
BEGIN SELECT RAISE(ABORT, 'changes of dates are kept'); END;
CREATE TRIGGER "lot_date_no_delete" BEFORE DELETE ON "lot_date"
BEGIN SELECT RAISE(ABORT, 'changes of dates are kept'); END;
DROP TRIGGER "lot_guard";
CREATE TRIGGER "lot_guard" BEFORE UPDATE OF "id", "entry_id", "member_id", "points", "earned_on",
    "usable_from" ON "lot"
BEGIN SELECT RAISE(ABORT, 'a lot keeps its points and dates'); END;
CREATE TRIGGER "lot_date_guard" BEFORE UPDATE OF "expires_on", "idle_months" ON "lot"
WHEN (NEW."expires_on" IS NOT OLD."expires_on" OR NEW."idle_months" IS NOT OLD."idle_months")
    AND NOT (OLD."idle_months" IS NOT NULL AND NEW."idle_months" IS OLD."idle_months"
        AND NEW."expires_on" > OLD."expires_on")
    AND NOT EXISTS (SELECT 1 FROM "lot_date" AS d WHERE d."lot_id" = OLD."id"
        AND d."was_on" IS OLD."expires_on" AND d."expires_on" IS NEW."expires_on"
        AND d."id" = (SELECT MAX("id") FROM "lot_date" WHERE "lot_id" = OLD."id"))
BEGIN SELECT RAISE(ABORT, 'a lot keeps its points and dates'); END;
DROP TRIGGER "points_entry_guard";
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
    WHERE NEW."points" < 0 AND NEW."kind" NOT IN ('return', 'reverse')
    AND NOT (NEW."kind" = 'transfer' AND NEW."reason" = 'merge') AND -NEW."points" >
        COALESCE((SELECT "points" FROM "points_balance" WHERE "member_id" = NEW."member_id"), 0);
END;
DROP TRIGGER "consent_event_no_update";
CREATE TRIGGER "consent_event_no_update" BEFORE UPDATE ON "consent_event"
WHEN NOT (NEW."member_id" <> OLD."member_id" AND NEW."id" = OLD."id"
    AND NEW."channel" = OLD."channel" AND NEW."is_given" = OLD."is_given"
    AND NEW."source" = OLD."source" AND NEW."at" = OLD."at"
    AND NEW."operator_id" = OLD."operator_id"
    AND EXISTS (SELECT 1 FROM "member_merge" AS m WHERE
        (m."undone_at" IS NULL AND m."from_id" = OLD."member_id" AND m."into_id" = NEW."member_id")
        OR (m."undone_at" IS NOT NULL AND m."into_id" = OLD."member_id"
            AND m."from_id" = NEW."member_id")))
BEGIN SELECT RAISE(ABORT, 'consent is kept as it was given'); END;
CREATE TRIGGER "code_one_space" BEFORE INSERT ON "code" BEGIN
    SELECT RAISE(ABORT, 'this code stands already')
    WHERE EXISTS (SELECT 1 FROM "account" WHERE "code_key" = NEW."code_key")
    OR EXISTS (SELECT 1 FROM "voucher" WHERE "code_key" = NEW."code_key");
END;
CREATE TRIGGER "account_one_space" BEFORE INSERT ON "account" BEGIN
    SELECT RAISE(ABORT, 'this code stands already')
    WHERE EXISTS (SELECT 1 FROM "code" WHERE "code_key" = NEW."code_key")
    OR EXISTS (SELECT 1 FROM "voucher" WHERE "code_key" = NEW."code_key");
END;
CREATE TRIGGER "voucher_one_space" BEFORE INSERT ON "voucher" BEGIN
    SELECT RAISE(ABORT, 'this code stands already')
    WHERE EXISTS (SELECT 1 FROM "code" WHERE "code_key" = NEW."code_key")
    OR EXISTS (SELECT 1 FROM "account" WHERE "code_key" = NEW."code_key");
END
"""

NEW_RIGHTS = {
    "cashier": ("sale.return", "reward.take", "gift_card.use"),
    "senior": ("sale.return", "reward.take", "gift_card.use", "gift.deliver"),
    "manager": (
        "sale.return",
        "reward.take",
        "gift_card.use",
        "gift.deliver",
        "sale.return_any",
        "points.spend_unchecked",
        "points.transfer",
        "points.approve",
        "tier.set",
        "member.merge",
        "member.family",
        "voucher.issue",
        "account.correct",
    ),
    "owner": (
        "sale.return",
        "reward.take",
        "gift_card.use",
        "gift.deliver",
        "sale.return_any",
        "points.spend_unchecked",
        "points.transfer",
        "points.approve",
        "tier.set",
        "member.merge",
        "member.family",
        "voucher.issue",
        "account.correct",
        "points.bonus",
    ),
    "system": ("points.bonus",),
    "marketing": ("voucher.issue",),
}
"""Rights that roles of an older club get; a role that the owner made anew gets none unasked."""


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
    """Make the new tables, move every sale, and give the roles their new rights."""
    for statement in statements(DDL):
        db.execute_sql(statement)
    strangers = db.execute_sql("PRAGMA foreign_key_check").fetchall()
    if strangers:
        raise ValueError(f"{len(strangers)} references lead nowhere")
    for role, rights in NEW_RIGHTS.items():
        for right in rights:
            db.execute_sql(
                "INSERT OR IGNORE INTO role_right (role, permission) SELECT ?, ?"
                " WHERE EXISTS (SELECT 1 FROM role_right WHERE role = ?)",
                (role, right, role),
            )
