-- What SQLite's functions answer, for PostgreSQL. Moments and days are ISO text, always UTC.

CREATE FUNCTION sqlite_days(text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN $1 LIKE '____-__-__%' AND substr($1, 6, 2) BETWEEN '01' AND '12'
        AND substr($1, 9, 2) BETWEEN '01' AND '31' THEN
    make_date(substr($1, 1, 4)::int, substr($1, 6, 2)::int, 1) - DATE '1970-01-01'
    + substr($1, 9, 2)::int - 1 END $$;

CREATE FUNCTION sqlite_seconds(text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN length($1) < 16 THEN 0 ELSE
    substr($1, 12, 2)::int * 3600 + substr($1, 15, 2)::int * 60
    + CASE WHEN length($1) < 19 THEN 0 ELSE substr($1, 18, 2)::int END END $$;

CREATE FUNCTION sqlite_unixepoch(text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT sqlite_days($1)::bigint * 86400 + sqlite_seconds($1) $$;

CREATE FUNCTION sqlite_julianday(text) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT (210866760000000 + sqlite_unixepoch($1) * 1000)::double precision
    / 86400000::double precision $$;

CREATE FUNCTION sqlite_moved(text, text) RETURNS bigint LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    parts text[] := regexp_match($2, '^\s*([+-]?[\d.]+)\s+(second|minute|hour|day)s?\s*$');
BEGIN
    IF parts IS NULL AND $2 IS NOT NULL THEN
        RAISE EXCEPTION 'a step of days, hours, minutes or seconds was expected, not %', $2;
    END IF;
    RETURN sqlite_unixepoch($1) + floor(parts[1]::numeric * CASE parts[2] WHEN 'day' THEN 86400
        WHEN 'hour' THEN 3600 WHEN 'minute' THEN 60 ELSE 1 END);
END $$;

CREATE FUNCTION sqlite_date(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT to_char(DATE '1970-01-01' + sqlite_days($1), 'YYYY-MM-DD') $$;

CREATE FUNCTION sqlite_date(text, text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT to_char(TIMESTAMP '1970-01-01' + sqlite_moved($1, $2) * INTERVAL '1 second',
    'YYYY-MM-DD') $$;

CREATE FUNCTION sqlite_datetime(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT to_char(TIMESTAMP '1970-01-01' + sqlite_unixepoch($1) * INTERVAL '1 second',
    'YYYY-MM-DD HH24:MI:SS') $$;

CREATE FUNCTION sqlite_datetime(text, text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT to_char(TIMESTAMP '1970-01-01' + sqlite_moved($1, $2) * INTERVAL '1 second',
    'YYYY-MM-DD HH24:MI:SS') $$;

CREATE FUNCTION sqlite_integer(bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT $1 $$;
CREATE FUNCTION sqlite_integer(integer) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT $1::bigint $$;
CREATE FUNCTION sqlite_integer(double precision) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT trunc($1)::bigint $$;
CREATE FUNCTION sqlite_integer(numeric) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT trunc($1)::bigint $$;
CREATE FUNCTION sqlite_integer(text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN $1 IS NOT NULL THEN
    COALESCE(substring($1 FROM '^\s*([+-]?[0-9]{1,18})')::bigint, 0) END $$;

CREATE FUNCTION sqlite_round(double precision, integer) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT round($1::numeric, $2)::double precision $$;

CREATE FUNCTION sqlite_typeof(anyelement) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT CASE WHEN $1 IS NULL THEN 'null' ELSE CASE pg_typeof($1)::text
    WHEN 'bigint' THEN 'integer' WHEN 'integer' THEN 'integer'
    WHEN 'double precision' THEN 'real' WHEN 'numeric' THEN 'real' WHEN 'bytea' THEN 'blob'
    ELSE 'text' END END $$;

CREATE FUNCTION sqlite_hex(bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT upper(encode($1, 'hex')) $$;

CREATE FUNCTION sqlite_row_place(tid) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT (($1::text::point)[0]::bigint << 16) + ($1::text::point)[1]::bigint $$;

CREATE FUNCTION sqlite_server_version() RETURNS text LANGUAGE sql STABLE AS $$
SELECT 'PostgreSQL ' || current_setting('server_version') $$;

CREATE FUNCTION sqlite_json_part(text, text[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT NULLIF($1, '')::jsonb #>> $2 $$;

CREATE FUNCTION sqlite_json_length(text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT jsonb_array_length(NULLIF($1, '')::jsonb) $$;

CREATE FUNCTION sqlite_json_valid(text) RETURNS integer LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
    PERFORM $1::jsonb;
    RETURN 1;
EXCEPTION WHEN invalid_text_representation THEN
    RETURN 0;
END $$;

CREATE FUNCTION sqlite_json_each(text, OUT key bigint, OUT value text) RETURNS SETOF record
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 100 AS $$
SELECT place - 1, CASE jsonb_typeof(each) WHEN 'boolean' THEN
    CASE each::text WHEN 'true' THEN '1' ELSE '0' END ELSE each #>> '{}' END
FROM jsonb_array_elements(CASE WHEN jsonb_typeof(NULLIF($1, '')::jsonb) = 'array'
    THEN $1::jsonb ELSE '[]'::jsonb END) WITH ORDINALITY AS list(each, place) $$;

CREATE FUNCTION sqlite_table_info(text, OUT cid bigint, OUT name text, OUT type text,
    OUT needed integer, OUT otherwise text, OUT pk integer) RETURNS SETOF record
LANGUAGE sql STABLE AS $$
SELECT a.attnum - 1, a.attname::text, COALESCE(col_description(a.attrelid, a.attnum),
    CASE a.atttypid::regtype::text WHEN 'bigint' THEN 'INTEGER' WHEN 'double precision' THEN 'REAL'
    WHEN 'bytea' THEN 'BLOB' ELSE 'TEXT' END),
    a.attnotnull::int, NULL::text, COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)
FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
WHERE a.attrelid = to_regclass('"' || $1 || '"') AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum $$;

CREATE FUNCTION sqlite_foreign_key_list(text, OUT id bigint, OUT seq bigint, OUT place text,
    OUT own text, OUT target text, OUT on_update text, OUT on_delete text, OUT matching text)
RETURNS SETOF record LANGUAGE sql STABLE AS $$
SELECT row_number() OVER () - 1, k.n - 1, c.confrelid::regclass::text, a.attname::text,
    t.attname::text, 'NO ACTION', CASE c.confdeltype WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE'
    WHEN 'n' THEN 'SET NULL' ELSE 'NO ACTION' END, 'NONE'
FROM pg_constraint c CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY AS k(own, its, n)
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.own
JOIN pg_attribute t ON t.attrelid = c.confrelid AND t.attnum = k.its
WHERE c.contype = 'f' AND c.conrelid = to_regclass('"' || $1 || '"') $$;

CREATE AGGREGATE sqlite_sum(bigint) (
    SFUNC = int8pl, STYPE = bigint, COMBINEFUNC = int8pl, PARALLEL = SAFE);
CREATE FUNCTION sqlite_add(bigint, integer) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT COALESCE($1 + $2, $1, $2::bigint) $$;
CREATE AGGREGATE sqlite_sum(integer) (
    SFUNC = sqlite_add, STYPE = bigint, COMBINEFUNC = int8pl, PARALLEL = SAFE);
CREATE AGGREGATE sqlite_sum(double precision) (
    SFUNC = float8pl, STYPE = double precision, COMBINEFUNC = float8pl, PARALLEL = SAFE);
CREATE AGGREGATE sqlite_sum(numeric) (
    SFUNC = numeric_add, STYPE = numeric, COMBINEFUNC = numeric_add, PARALLEL = SAFE);
CREATE AGGREGATE sqlite_total(double precision) (
    SFUNC = float8pl, STYPE = double precision, INITCOND = '0', COMBINEFUNC = float8pl,
    PARALLEL = SAFE);
