-- Two roles keep an error in the service from becoming an error in the books: the role that runs this
-- migration owns every table; the service works as atomic_inventory_app, which owns nothing, is bound by
-- row-level security, and is granted only what each table's migration says.
-- Roles belong to the whole server, so another database of the same server may have made it already.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'atomic_inventory_app') THEN
        CREATE ROLE atomic_inventory_app NOLOGIN NOINHERIT;
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL; -- made by somebody else at the same moment
END
$$;

DO $$
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO atomic_inventory_app', current_schema());
    -- The service logs in as the owner and takes the application's role, so the owner must be a member of it.
    -- An owner that may not make roles has been given it beforehand.
    IF NOT pg_has_role(current_user, 'atomic_inventory_app',
                       CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END) THEN
        EXECUTE format('GRANT atomic_inventory_app TO %I', current_user);
    END IF;
END
$$;

-- The caller's own ids. A domain is checked when the value is written, not again at each update of its row.
CREATE DOMAIN inventory_id AS text COLLATE "C"
    CHECK (VALUE ~ '^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$');

CREATE DOMAIN inventory_name AS text
    CHECK (char_length(VALUE) BETWEEN 1 AND 200);

-- The stores that this transaction may see: a transaction-local setting, empty unless set. Every policy
-- calls it inside a sub-select, so that it is evaluated once in a statement and not once in a row.
CREATE FUNCTION inventory_stores() RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN string_to_array(current_setting('inventory.stores', true), ',');
