-- # Tenants, accounts, roles with their scope, sessions, limits, settings, data keys, and the audit
-- # trail. Tables about a tenant have its id first in their key. tenant, account, session, sign_in_link
-- # and rate_limit belong to the whole instance: somebody who signs in has not said where yet.

CREATE TABLE tenant (
    tenant_id id NOT NULL PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('street', 'community', 'network')),
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    parent_id id REFERENCES tenant (tenant_id),
    offset_minutes int NOT NULL,
    created_at time NOT NULL,
    ended_at time
);
CREATE INDEX tenant_by_parent ON tenant (parent_id, code);

-- # home_id is the tenant that made the account and looks after it. password_hash is NULL until the
-- # person has set a password through an invitation.
CREATE TABLE account (
    account_id id NOT NULL PRIMARY KEY,
    home_id id NOT NULL REFERENCES tenant (tenant_id),
    login text NOT NULL UNIQUE,
    name text NOT NULL,
    state text NOT NULL CHECK (state IN ('invited', 'active', 'suspended')),
    password_hash text,
    password_at time,
    created_at time NOT NULL,
    created_by id,
    signed_in_at time
);
CREATE INDEX account_by_home ON account (home_id, account_id);

-- # A role in a tenant for a period; for all grids, or for those of role_grant_grid, each with a period
-- # of its own: who moves to another grid loses the one and gets the other, and the past stays.
CREATE TABLE role_grant (
    tenant_id id NOT NULL REFERENCES tenant (tenant_id),
    grant_id id NOT NULL,
    account_id id NOT NULL REFERENCES account (account_id),
    role text NOT NULL CHECK (role IN ('secretary', 'grid_worker', 'viewer', 'administrator')),
    all_grids flag NOT NULL,
    valid_from time NOT NULL,
    valid_to time,
    created_by id,
    ended_by id,
    PRIMARY KEY (tenant_id, grant_id)
);
CREATE INDEX role_grant_by_account ON role_grant (account_id, tenant_id);
CREATE INDEX role_grant_by_role ON role_grant (tenant_id, role, account_id);

CREATE TABLE role_grant_grid (
    tenant_id id NOT NULL,
    grant_id id NOT NULL,
    grid_id id NOT NULL,
    valid_from time NOT NULL,
    valid_to time,
    PRIMARY KEY (tenant_id, grant_id, grid_id, valid_from),
    FOREIGN KEY (tenant_id, grant_id) REFERENCES role_grant (tenant_id, grant_id)
);
CREATE INDEX role_grant_grid_by_grid ON role_grant_grid (tenant_id, grid_id);

-- # Only a hash of the token is kept: who reads the database cannot sign in with it.
CREATE TABLE session (
    token_hash bytes NOT NULL PRIMARY KEY,
    session_id id NOT NULL UNIQUE,
    account_id id NOT NULL REFERENCES account (account_id),
    tenant_id id NOT NULL,
    role text NOT NULL,
    created_at time NOT NULL,
    seen_at time NOT NULL,
    ends_at time NOT NULL,
    address text,
    device text
);
CREATE INDEX session_by_account ON session (account_id, session_id);

-- # Invitations, new passwords, the first start, the roles of a demo: each token works once.
CREATE TABLE sign_in_link (
    token_hash bytes NOT NULL PRIMARY KEY,
    link_id id NOT NULL UNIQUE,
    account_id id NOT NULL REFERENCES account (account_id),
    kind text NOT NULL CHECK (kind IN ('invitation', 'password', 'first', 'demo')),
    created_at time NOT NULL,
    created_by id,
    expires_at time NOT NULL,
    used_at time
);
CREATE INDEX sign_in_link_by_account ON sign_in_link (account_id, link_id);

-- # Failures counted per login and per address; what they were is a keyed hash, so that a password
-- # typed into the field of the login is not kept.
CREATE TABLE rate_limit (
    kind text NOT NULL,
    subject bytes NOT NULL,
    failures int NOT NULL,
    started_at time NOT NULL,
    locked_until time NOT NULL,
    PRIMARY KEY (kind, subject)
);
CREATE INDEX rate_limit_by_age ON rate_limit (started_at);

-- # tenant_id 0 is the instance.
CREATE TABLE setting (
    tenant_id id NOT NULL,
    name text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

-- # A collection of sensitive values and its key, sealed under the master key that master_key_id names.
-- # sealed_key is NULL once the collection was destroyed.
CREATE TABLE data_key (
    tenant_id id NOT NULL,
    collection text NOT NULL,
    generation int NOT NULL,
    master_key_id text NOT NULL,
    sealed_key bytes,
    purpose text NOT NULL,
    basis text NOT NULL CHECK (basis IN
        ('consent', 'statutory_duty', 'emergency', 'contract', 'public_interest')),
    keep_until time,
    created_at time NOT NULL,
    destroyed_at time,
    PRIMARY KEY (tenant_id, collection, generation)
);

-- # Who did or saw what. tenant_id 0: before anybody was anywhere (a failed sign-in). Rows are only
-- # ever added; what seals them stands beside them.
CREATE TABLE audit_event (
    tenant_id id NOT NULL,
    event_id id NOT NULL,
    happened_at time NOT NULL,
    account_id id,
    role text,
    action text NOT NULL,
    subject text,
    subject_id id,
    fields text,
    reason text,
    address text,
    request_id text,
    PRIMARY KEY (tenant_id, event_id)
) /*append only*/;
CREATE INDEX audit_event_by_account ON audit_event (tenant_id, account_id, event_id);
CREATE INDEX audit_event_by_subject ON audit_event (tenant_id, subject, subject_id, event_id);

-- # The chain over the trail, filled by the sealer: one per tenant, without gaps.
CREATE TABLE audit_seal (
    tenant_id id NOT NULL,
    sequence int NOT NULL,
    event_id id NOT NULL,
    seal bytes NOT NULL,
    PRIMARY KEY (tenant_id, sequence),
    UNIQUE (tenant_id, event_id),
    FOREIGN KEY (tenant_id, event_id) REFERENCES audit_event (tenant_id, event_id)
) /*append only*/;
