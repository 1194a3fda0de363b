-- A campaign: reach everybody on a list once, ask the same few things, and account for each of them.
CREATE TABLE campaign (
    tenant_id id NOT NULL,
    campaign_id id NOT NULL,
    title text NOT NULL,
    reference text,
    purpose text NOT NULL,
    basis text NOT NULL,
    state text NOT NULL,
    round int NOT NULL,
    follows_id id NOT NULL,
    starts time NOT NULL,
    due time NOT NULL,
    keep_until time NOT NULL,
    manager_id id NOT NULL,
    tries int NOT NULL,
    entries int NOT NULL,
    version int NOT NULL,
    created time NOT NULL,
    closed time NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id)
);
CREATE INDEX campaign_by_state ON campaign (tenant_id, state, campaign_id);

-- The script: questions in order, each with its options; an option may ask for help.
CREATE TABLE campaign_question (
    tenant_id id NOT NULL,
    campaign_id id NOT NULL,
    position int NOT NULL,
    kind text NOT NULL,
    subject text NOT NULL,
    question text NOT NULL,
    hint text,
    PRIMARY KEY (tenant_id, campaign_id, position),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaign (tenant_id, campaign_id)
);
CREATE TABLE campaign_option (
    tenant_id id NOT NULL,
    campaign_id id NOT NULL,
    question int NOT NULL,
    position int NOT NULL,
    label text NOT NULL,
    asks_help flag NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, question, position),
    FOREIGN KEY (tenant_id, campaign_id, question)
        REFERENCES campaign_question (tenant_id, campaign_id, position)
);

-- The list's own columns beyond name, phone, address and id: 从哪里回, 到达 ...
CREATE TABLE campaign_column (
    tenant_id id NOT NULL,
    campaign_id id NOT NULL,
    position int NOT NULL,
    heading text NOT NULL,
    is_sensitive flag NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, position),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaign (tenant_id, campaign_id)
);

-- Who works on it, from when until when, and with which share of the load (100 is a full one).
CREATE TABLE campaign_worker (
    tenant_id id NOT NULL,
    campaign_id id NOT NULL,
    account_id id NOT NULL,
    since time NOT NULL,
    until time NOT NULL,
    share int NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, account_id, since),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaign (tenant_id, campaign_id)
);

-- One row per person of the list. `status` is the one place where it stands; the other columns about
-- attempts are what the page of the next caller needs.
CREATE TABLE campaign_entry (
    tenant_id id NOT NULL,
    campaign_id id NOT NULL,
    entry_id id NOT NULL,
    number int NOT NULL,
    resident_id id NOT NULL,
    name text,
    phone text,
    address text,
    citizen_id_sealed bytes,
    details_sealed bytes,
    batch_id id NOT NULL,
    batch_row int NOT NULL,
    place_id id NOT NULL,
    building_id id NOT NULL,
    grid_id id NOT NULL,
    walk_key text NOT NULL,
    building text NOT NULL,
    room text NOT NULL,
    search text NOT NULL,
    account_id id NOT NULL,
    assigned time NOT NULL,
    status text NOT NULL,
    is_open flag NOT NULL,
    status_day text NOT NULL,
    attempts int NOT NULL,
    last_attempt time NOT NULL,
    last_account_id id NOT NULL,
    next_try time NOT NULL,
    same_caller flag NOT NULL,
    duplicate_of id NOT NULL,
    handed_to text,
    note text,
    help_asked time NOT NULL,
    help_given time NOT NULL,
    held_by id NOT NULL,
    held_until time NOT NULL,
    version int NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, entry_id),
    UNIQUE (tenant_id, campaign_id, number),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaign (tenant_id, campaign_id)
);
CREATE INDEX campaign_entry_mine
    ON campaign_entry (tenant_id, campaign_id, account_id, is_open, walk_key, entry_id);
CREATE INDEX campaign_entry_walk ON campaign_entry (tenant_id, campaign_id, walk_key, entry_id);
CREATE INDEX campaign_entry_grid
    ON campaign_entry (tenant_id, campaign_id, grid_id, walk_key, entry_id);
CREATE INDEX campaign_entry_building
    ON campaign_entry (tenant_id, campaign_id, building_id, walk_key, entry_id);
CREATE INDEX campaign_entry_status
    ON campaign_entry (tenant_id, campaign_id, status, walk_key, entry_id);
CREATE INDEX campaign_entry_resident ON campaign_entry (tenant_id, resident_id, campaign_id);

-- An attempt to reach somebody. What a device sends is unique by (tenant, device, item).
CREATE TABLE campaign_attempt (
    tenant_id id NOT NULL,
    campaign_id id NOT NULL,
    entry_id id NOT NULL,
    attempt_id id NOT NULL,
    channel text NOT NULL,
    result text NOT NULL,
    account_id id NOT NULL,
    happened time NOT NULL,
    recorded time NOT NULL,
    call_back time NOT NULL,
    note text,
    counted flag NOT NULL,
    device text,
    item text,
    PRIMARY KEY (tenant_id, campaign_id, entry_id, attempt_id),
    FOREIGN KEY (tenant_id, campaign_id, entry_id)
        REFERENCES campaign_entry (tenant_id, campaign_id, entry_id)
);
CREATE UNIQUE INDEX campaign_attempt_item ON campaign_attempt (tenant_id, device, item);

-- The answers, sealed under the campaign's own key, so that closing it can destroy them.
CREATE TABLE campaign_answer (
    tenant_id id NOT NULL,
    campaign_id id NOT NULL,
    entry_id id NOT NULL,
    question int NOT NULL,
    sealed bytes NOT NULL,
    attempt_id id NOT NULL,
    account_id id NOT NULL,
    answered time NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, entry_id, question),
    FOREIGN KEY (tenant_id, campaign_id, entry_id)
        REFERENCES campaign_entry (tenant_id, campaign_id, entry_id)
) /*clustered*/;

-- Counters kept in the transaction of every change, so that no page counts the list.
CREATE TABLE campaign_count (
    tenant_id id NOT NULL,
    campaign_id id NOT NULL,
    grid_id id NOT NULL,
    account_id id NOT NULL,
    status text NOT NULL,
    entries int NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, grid_id, account_id, status)
) /*clustered*/;
CREATE TABLE campaign_building_count (
    tenant_id id NOT NULL,
    campaign_id id NOT NULL,
    building_id id NOT NULL,
    grid_id id NOT NULL,
    status text NOT NULL,
    building text NOT NULL,
    entries int NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, building_id, grid_id, status)
) /*clustered*/;
CREATE TABLE campaign_day_count (
    tenant_id id NOT NULL,
    campaign_id id NOT NULL,
    day text NOT NULL,
    status text NOT NULL,
    entries int NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id, day, status)
) /*clustered*/;
