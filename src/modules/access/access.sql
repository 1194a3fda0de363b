-- # ---- tenants ---------------------------------------------------------------------------------

-- statement tenant_insert run one
-- param tenant id
-- param kind text
-- param code text
-- param name text
-- param parent id
-- param offset int
-- param now time
-- column tenant_id id
INSERT INTO tenant (tenant_id, kind, code, name, parent_id, offset_minutes, created_at)
VALUES (:tenant, :kind, :code, :name, :parent, :offset, :now)
ON CONFLICT (code) DO NOTHING RETURNING tenant_id;

-- statement tenant_rename run
-- param tenant id
-- param code text
-- param name text
UPDATE tenant SET code = :code, name = :name WHERE tenant_id = :tenant;

-- statement tenant_get one
-- param tenant id
-- column tenant_id id
-- column kind text
-- column code text
-- column name text
-- column parent_id id
-- column parent_name text
-- column offset_minutes int
SELECT t.tenant_id, t.kind, t.code, t.name, t.parent_id, p.name AS parent_name, t.offset_minutes
FROM tenant t LEFT JOIN tenant p ON p.tenant_id = t.parent_id
WHERE t.tenant_id = :tenant;

-- statement tenant_by_code one
-- param code text
-- column tenant_id id
SELECT tenant_id FROM tenant WHERE code = :code;

-- statement tenant_children many
-- param parent id
-- param limit int
-- column tenant_id id
-- column kind text
-- column code text
-- column name text
-- column parent_id id
-- column parent_name text
-- column offset_minutes int
SELECT t.tenant_id, t.kind, t.code, t.name, t.parent_id, p.name AS parent_name, t.offset_minutes
FROM tenant t JOIN tenant p ON p.tenant_id = t.parent_id
WHERE t.parent_id = :parent ORDER BY t.code LIMIT :limit;

-- statement tenant_all many
-- param limit int
-- column tenant_id id
-- column kind text
-- column code text
-- column name text
-- column parent_id id
-- column parent_name text
-- column offset_minutes int
-- scan ok: the tenants of an instance are few
SELECT t.tenant_id, t.kind, t.code, t.name, t.parent_id, p.name AS parent_name, t.offset_minutes
FROM tenant t LEFT JOIN tenant p ON p.tenant_id = t.parent_id
ORDER BY t.code LIMIT :limit;

-- # ---- accounts --------------------------------------------------------------------------------

-- statement account_insert run one
-- param account id
-- param home id
-- param login text
-- param name text
-- param now time
-- param who id
-- column account_id id
INSERT INTO account (account_id, home_id, login, name, state, created_at, created_by)
VALUES (:account, :home, :login, :name, 'invited', :now, :who)
ON CONFLICT (login) DO NOTHING RETURNING account_id;

-- statement account_get one
-- param account id
-- column account_id id
-- column home_id id
-- column login text
-- column name text
-- column state text
-- column password_hash text
-- column created_at time
-- column signed_in_at time
SELECT account_id, home_id, login, name, state, password_hash, created_at, signed_in_at
FROM account WHERE account_id = :account;

-- statement account_by_login one
-- param login text
-- column account_id id
-- column home_id id
-- column login text
-- column name text
-- column state text
-- column password_hash text
-- column created_at time
-- column signed_in_at time
SELECT account_id, home_id, login, name, state, password_hash, created_at, signed_in_at
FROM account WHERE login = :login;

-- statement account_list many
-- param tenant id
-- param now time
-- param after_name text
-- param after_id id
-- param limit int
-- column account_id id
-- column login text
-- column name text
-- column state text
-- column signed_in_at time
SELECT a.account_id, a.login, a.name, a.state, a.signed_in_at
FROM account a
WHERE a.account_id IN (
        SELECT account_id FROM role_grant
        WHERE tenant_id = :tenant AND valid_from <= :now AND (valid_to IS NULL OR valid_to > :now)
        UNION SELECT account_id FROM account WHERE home_id = :tenant)
    AND (a.name, a.account_id) > (:after_name, :after_id)
ORDER BY a.name, a.account_id LIMIT :limit;

-- statement account_by_role many
-- param tenant id
-- param role text
-- param now time
-- param limit int
-- column account_id id
-- column home_id id
-- column login text
-- column name text
-- column state text
-- column created_at time
-- column signed_in_at time
SELECT a.account_id, a.home_id, a.login, a.name, a.state, a.created_at, a.signed_in_at
FROM account a
WHERE a.state <> 'suspended' AND a.account_id IN (
    SELECT account_id FROM role_grant WHERE tenant_id = :tenant AND role = :role
    AND valid_from <= :now AND (valid_to IS NULL OR valid_to > :now))
ORDER BY a.name, a.account_id LIMIT :limit;

-- statement account_set_state run
-- param account id
-- param state text
UPDATE account SET state = :state WHERE account_id = :account;

-- statement account_set_password run
-- param account id
-- param hash text
-- param now time
UPDATE account SET password_hash = :hash, password_at = :now,
    state = CASE state WHEN 'invited' THEN 'active' ELSE state END
WHERE account_id = :account;

-- statement account_set_name run
-- param account id
-- param login text
-- param name text
UPDATE account SET login = :login, name = :name WHERE account_id = :account;

-- statement account_signed_in run
-- param account id
-- param now time
UPDATE account SET signed_in_at = :now WHERE account_id = :account;

-- statement account_any one
-- column is_there flag
-- scan ok: stops at the first row
SELECT EXISTS (SELECT 1 FROM account) AS is_there;

-- # ---- grants ----------------------------------------------------------------------------------

-- statement grant_insert run
-- param tenant id
-- param grant_id id
-- param account id
-- param role text
-- param all_grids flag
-- param valid_from time
-- param valid_to time
-- param who id
INSERT INTO role_grant (tenant_id, grant_id, account_id, role, all_grids, valid_from, valid_to, created_by)
VALUES (:tenant, :grant_id, :account, :role, :all_grids, :valid_from, :valid_to, :who);

-- statement grant_grid_insert run
-- param tenant id
-- param grant_id id
-- param grid id
-- param valid_from time
-- param valid_to time
INSERT INTO role_grant_grid (tenant_id, grant_id, grid_id, valid_from, valid_to)
VALUES (:tenant, :grant_id, :grid, :valid_from, :valid_to)
ON CONFLICT (tenant_id, grant_id, grid_id, valid_from) DO UPDATE SET valid_to = excluded.valid_to;

-- statement grant_get one
-- param tenant id
-- param grant_id id
-- column grant_id id
-- column account_id id
-- column role text
-- column all_grids flag
-- column valid_from time
-- column valid_to time
SELECT grant_id, account_id, role, all_grids, valid_from, valid_to
FROM role_grant WHERE tenant_id = :tenant AND grant_id = :grant_id;

-- statement grant_same many
-- param tenant id
-- param account id
-- param role text
-- param valid_from time
-- param valid_to time
-- column grant_id id
-- # Grants of the same role whose periods touch.
SELECT grant_id FROM role_grant
WHERE account_id = :account AND tenant_id = :tenant AND role = :role
    AND (valid_to IS NULL OR valid_to > :valid_from)
    AND (:valid_to IS NULL OR valid_from < :valid_to);

-- statement grant_of_account many
-- param account id
-- param now time
-- column tenant_id id
-- column grant_id id
-- column role text
-- column all_grids flag
-- column valid_from time
-- column valid_to time
-- column tenant_name text
-- column tenant_kind text
-- column tenant_code text
-- column parent_id id
-- column parent_name text
SELECT g.tenant_id, g.grant_id, g.role, g.all_grids, g.valid_from, g.valid_to, t.name AS tenant_name,
    t.kind AS tenant_kind, t.code AS tenant_code, t.parent_id, p.name AS parent_name
FROM role_grant g JOIN tenant t ON t.tenant_id = g.tenant_id
LEFT JOIN tenant p ON p.tenant_id = t.parent_id
WHERE g.account_id = :account AND g.valid_from <= :now AND (g.valid_to IS NULL OR g.valid_to > :now)
ORDER BY t.code, g.role;

-- statement grant_coming many
-- param account id
-- param now time
-- column tenant_id id
-- # Held now or later: who looks after the account must look after all of it.
SELECT DISTINCT tenant_id FROM role_grant
WHERE account_id = :account AND (valid_to IS NULL OR valid_to > :now);

-- statement grant_grids many
-- param tenant id
-- param grant_id id
-- param now time
-- column grid_id id
SELECT grid_id FROM role_grant_grid
WHERE tenant_id = :tenant AND grant_id = :grant_id
    AND valid_from <= :now AND (valid_to IS NULL OR valid_to > :now)
ORDER BY grid_id;

-- statement grant_end run
-- param tenant id
-- param grant_id id
-- param now time
-- param who id
UPDATE role_grant SET valid_to = :now, ended_by = :who
WHERE tenant_id = :tenant AND grant_id = :grant_id AND (valid_to IS NULL OR valid_to > :now);

-- statement grant_grids_end run
-- param tenant id
-- param grant_id id
-- param now time
UPDATE role_grant_grid SET valid_to = :now
WHERE tenant_id = :tenant AND grant_id = :grant_id AND (valid_to IS NULL OR valid_to > :now);

-- statement grant_grid_end run
-- param tenant id
-- param grant_id id
-- param grid id
-- param now time
UPDATE role_grant_grid SET valid_to = :now
WHERE tenant_id = :tenant AND grant_id = :grant_id AND grid_id = :grid
    AND (valid_to IS NULL OR valid_to > :now);

-- statement grant_set_scope run
-- param tenant id
-- param grant_id id
-- param all_grids flag
UPDATE role_grant SET all_grids = :all_grids WHERE tenant_id = :tenant AND grant_id = :grant_id;

-- # The grids (or NULL) of every grant of an account in a tenant or its street, by role.

-- statement principal_scope many
-- param account id
-- param tenant id
-- param street id
-- param now time
-- column tenant_id id
-- column role text
-- column all_grids flag
-- column grid_id id
SELECT g.tenant_id, g.role, g.all_grids, gg.grid_id
FROM role_grant g
LEFT JOIN role_grant_grid gg ON gg.tenant_id = g.tenant_id AND gg.grant_id = g.grant_id
    AND gg.valid_from <= :now AND (gg.valid_to IS NULL OR gg.valid_to > :now)
WHERE g.account_id = :account AND g.tenant_id IN (:tenant, :street)
    AND g.valid_from <= :now AND (g.valid_to IS NULL OR g.valid_to > :now)
ORDER BY gg.grid_id;

-- # ---- sessions --------------------------------------------------------------------------------

-- statement session_insert run
-- param hash bytes
-- param session id
-- param account id
-- param tenant id
-- param role text
-- param now time
-- param ends time
-- param address text
-- param device text
INSERT INTO session (token_hash, session_id, account_id, tenant_id, role, created_at, seen_at, ends_at, address, device)
VALUES (:hash, :session, :account, :tenant, :role, :now, :now, :ends, :address, :device);

-- statement session_get one
-- param hash bytes
-- column session_id id
-- column account_id id
-- column tenant_id id
-- column role text
-- column created_at time
-- column seen_at time
-- column ends_at time
-- column address text
-- column device text
SELECT session_id, account_id, tenant_id, role, created_at, seen_at, ends_at, address, device
FROM session WHERE token_hash = :hash;

-- statement session_who one
-- param hash bytes
-- column account_id id
-- column tenant_id id
-- column role text
-- column seen_at time
-- column ends_at time
-- column name text
-- column state text
-- column tenant_name text
-- column street_id id
-- column street_name text
SELECT s.account_id, s.tenant_id, s.role, s.seen_at, s.ends_at, a.name, a.state,
    t.name AS tenant_name, t.parent_id AS street_id, p.name AS street_name
FROM session s JOIN account a ON a.account_id = s.account_id
JOIN tenant t ON t.tenant_id = s.tenant_id
LEFT JOIN tenant p ON p.tenant_id = t.parent_id
WHERE s.token_hash = :hash;

-- statement session_touch run
-- param hash bytes
-- param now time
UPDATE session SET seen_at = :now WHERE token_hash = :hash AND seen_at < :now;

-- statement session_remove run
-- param hash bytes
DELETE FROM session WHERE token_hash = :hash;

-- statement session_remove_own run
-- param account id
-- param session id
DELETE FROM session WHERE account_id = :account AND session_id = :session;

-- statement session_remove_others run
-- param account id
-- param keep bytes
DELETE FROM session WHERE account_id = :account AND token_hash <> :keep;

-- statement session_remove_role run
-- param account id
-- param role text
-- param tenant id
-- # Also those that a grant in a street holds open in its communities.
DELETE FROM session WHERE account_id = :account AND role = :role
    AND (tenant_id = :tenant
         OR tenant_id IN (SELECT tenant_id FROM tenant WHERE parent_id = :tenant));

-- statement session_remove_ended run
-- param account id
-- param now time
-- param idle time
DELETE FROM session WHERE account_id = :account AND (ends_at <= :now OR seen_at <= :idle);

-- statement session_list many
-- param account id
-- param now time
-- param idle time
-- param limit int
-- column token_hash bytes
-- column session_id id
-- column created_at time
-- column seen_at time
-- column ends_at time
-- column address text
-- column device text
SELECT token_hash, session_id, created_at, seen_at, ends_at, address, device
FROM session WHERE account_id = :account AND ends_at > :now AND seen_at > :idle
ORDER BY seen_at DESC, session_id DESC LIMIT :limit;

-- # ---- links -----------------------------------------------------------------------------------

-- statement link_insert run
-- param hash bytes
-- param link id
-- param account id
-- param kind text
-- param now time
-- param who id
-- param expires time
INSERT INTO sign_in_link (token_hash, link_id, account_id, kind, created_at, created_by, expires_at)
VALUES (:hash, :link, :account, :kind, :now, :who, :expires);

-- statement link_get one
-- param hash bytes
-- column link_id id
-- column account_id id
-- column kind text
-- column expires_at time
-- column used_at time
SELECT link_id, account_id, kind, expires_at, used_at FROM sign_in_link WHERE token_hash = :hash;

-- statement link_use run
-- param hash bytes
-- param now time
UPDATE sign_in_link SET used_at = :now
WHERE token_hash = :hash AND used_at IS NULL AND expires_at > :now;

-- statement link_end_kind run
-- param account id
-- param kind text
-- param now time
UPDATE sign_in_link SET expires_at = :now
WHERE account_id = :account AND kind = :kind AND used_at IS NULL AND expires_at > :now;

-- statement link_end_all run
-- param account id
-- param now time
UPDATE sign_in_link SET expires_at = :now
WHERE account_id = :account AND used_at IS NULL AND expires_at > :now;

-- statement link_demo_accounts many
-- param now time
-- column account_id id
-- column name text
-- column role text
-- column tenant_name text
-- scan ok: the page of a demo
SELECT DISTINCT a.account_id, a.name, g.role, t.name AS tenant_name
FROM sign_in_link l JOIN account a ON a.account_id = l.account_id
JOIN role_grant g ON g.account_id = a.account_id JOIN tenant t ON t.tenant_id = g.tenant_id
WHERE l.kind = 'demo' AND a.state = 'active'
    AND g.valid_from <= :now AND (g.valid_to IS NULL OR g.valid_to > :now)
ORDER BY a.account_id LIMIT 20;

-- # ---- limits ----------------------------------------------------------------------------------

-- statement limit_get one
-- param kind text
-- param subject bytes
-- column failures int
-- column started_at time
-- column locked_until time
SELECT failures, started_at, locked_until FROM rate_limit WHERE kind = :kind AND subject = :subject;

-- statement limit_set run
-- param kind text
-- param subject bytes
-- param failures int
-- param started time
-- param locked time
INSERT INTO rate_limit (kind, subject, failures, started_at, locked_until)
VALUES (:kind, :subject, :failures, :started, :locked)
ON CONFLICT (kind, subject) DO UPDATE
SET failures = excluded.failures, started_at = excluded.started_at, locked_until = excluded.locked_until;

-- statement limit_remove run
-- param kind text
-- param subject bytes
DELETE FROM rate_limit WHERE kind = :kind AND subject = :subject;

-- statement limit_prune run
-- param before time
DELETE FROM rate_limit WHERE started_at < :before AND locked_until < :before;

-- # ---- settings --------------------------------------------------------------------------------

-- statement setting_get one
-- param tenant id
-- param name text
-- column value text
SELECT value FROM setting WHERE tenant_id = :tenant AND name = :name;

-- statement setting_set run
-- param tenant id
-- param name text
-- param value text
INSERT INTO setting (tenant_id, name, value) VALUES (:tenant, :name, :value)
ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value;

-- # ---- data keys -------------------------------------------------------------------------------

-- statement key_latest one
-- param tenant id
-- param collection text
-- column generation int
-- column master_key_id text
-- column sealed_key bytes
SELECT generation, master_key_id, sealed_key FROM data_key
WHERE tenant_id = :tenant AND collection = :collection ORDER BY generation DESC LIMIT 1;

-- statement key_get one
-- param tenant id
-- param collection text
-- param generation int
-- column master_key_id text
-- column sealed_key bytes
SELECT master_key_id, sealed_key FROM data_key
WHERE tenant_id = :tenant AND collection = :collection AND generation = :generation;

-- statement key_insert run
-- param tenant id
-- param collection text
-- param generation int
-- param master text
-- param sealed bytes
-- param purpose text
-- param basis text
-- param keep_until time
-- param now time
INSERT INTO data_key (tenant_id, collection, generation, master_key_id, sealed_key, purpose, basis, keep_until, created_at)
VALUES (:tenant, :collection, :generation, :master, :sealed, :purpose, :basis, :keep_until, :now);

-- statement key_any one
-- column is_there flag
-- scan ok: stops at the first row; at the start only
SELECT EXISTS (SELECT 1 FROM data_key WHERE sealed_key IS NOT NULL) AS is_there;

-- statement key_masters many
-- param limit int
-- column master_key_id text
-- scan ok: a row for each collection; at the start only
SELECT DISTINCT master_key_id FROM data_key WHERE sealed_key IS NOT NULL LIMIT :limit;

-- statement key_destroy run
-- param tenant id
-- param collection text
-- param now time
UPDATE data_key SET sealed_key = NULL, destroyed_at = :now
WHERE tenant_id = :tenant AND collection = :collection AND sealed_key IS NOT NULL;

-- statement key_destroyed many
-- param limit int
-- column tenant_id id
-- column collection text
-- column generation int
-- scan ok: at the start and after a destruction, over the collections of the instance
SELECT tenant_id, collection, generation FROM data_key WHERE sealed_key IS NULL
ORDER BY tenant_id, collection, generation LIMIT :limit;

-- # ---- audit -----------------------------------------------------------------------------------

-- statement audit_insert run
-- param tenant id
-- param event id
-- param now time
-- param account id
-- param role text
-- param action text
-- param subject text
-- param subject_id id
-- param fields text
-- param reason text
-- param address text
-- param request_id text
INSERT INTO audit_event (tenant_id, event_id, happened_at, account_id, role, action, subject, subject_id, fields, reason, address, request_id)
VALUES (:tenant, :event, :now, :account, :role, :action, :subject, :subject_id, :fields, :reason, :address, :request_id);

-- statement audit_list many
-- param tenant id
-- param before id
-- param account id
-- param action text
-- param limit int
-- column event_id id
-- column happened_at time
-- column account_id id
-- column account_name text
-- column role text
-- column action text
-- column subject text
-- column subject_id id
-- column fields text
-- column reason text
-- column address text
-- column request_id text
-- optional account: AND e.account_id = :account
-- optional action: AND e.action = :action
SELECT e.event_id, e.happened_at, e.account_id, a.name AS account_name, e.role, e.action, e.subject, e.subject_id, e.fields, e.reason, e.address, e.request_id
FROM audit_event e LEFT JOIN account a ON a.account_id = e.account_id
WHERE e.tenant_id = :tenant AND e.event_id < :before /*optional*/
ORDER BY e.event_id DESC LIMIT :limit;
