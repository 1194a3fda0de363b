-- The register: residents with their phones, stays and care needs, households, firms, search, merges.

CREATE TABLE household (
    tenant_id id NOT NULL,
    household_id id NOT NULL,
    batch_id id NOT NULL,
    version int NOT NULL,
    number text,
    place_id id,
    PRIMARY KEY (tenant_id, household_id),
    FOREIGN KEY (tenant_id, place_id) REFERENCES place (tenant_id, place_id)
);
CREATE INDEX household_by_place ON household (tenant_id, place_id);
CREATE INDEX household_by_number ON household (tenant_id, number);
CREATE INDEX household_by_batch ON household (tenant_id, batch_id);

-- place_id, grid_id and address_key are of the living stay of today; cares lists the codes of today.
-- They are kept here so that a list reads one table.
CREATE TABLE resident (
    tenant_id id NOT NULL,
    resident_id id NOT NULL,
    version int NOT NULL,
    batch_id id NOT NULL,
    merged_into id NOT NULL,
    status text NOT NULL,
    left_day text,
    left_reason text,
    name text NOT NULL,
    former_name text,
    sex text,
    birth_date text,
    citizen_id bytes,
    citizen_index bytes,
    citizen_tail bytes,
    phone text,
    residence text,
    registered_address text,
    ethnic_group text,
    note text,
    household_id id,
    relation text,
    place_id id NOT NULL,
    grid_id id NOT NULL,
    address_key text NOT NULL,
    cares text,
    pinyin_key text NOT NULL,
    stroke_key text NOT NULL,
    created_at time NOT NULL,
    changed_at time NOT NULL,
    PRIMARY KEY (tenant_id, resident_id),
    FOREIGN KEY (tenant_id, household_id) REFERENCES household (tenant_id, household_id)
);
CREATE INDEX resident_by_pinyin ON resident (tenant_id, status, pinyin_key, resident_id, merged_into, batch_id);
CREATE INDEX resident_by_strokes ON resident (tenant_id, status, stroke_key, resident_id, merged_into, batch_id);
CREATE INDEX resident_by_address ON resident (tenant_id, status, address_key, resident_id, merged_into, batch_id);
CREATE INDEX resident_by_grid ON resident (tenant_id, grid_id, status, pinyin_key, resident_id, merged_into, batch_id);
CREATE INDEX resident_by_household ON resident (tenant_id, household_id);
CREATE INDEX resident_by_citizen ON resident (tenant_id, citizen_index);
CREATE INDEX resident_by_tail ON resident (tenant_id, citizen_tail);
CREATE INDEX resident_by_batch ON resident (tenant_id, batch_id);

-- How many residents there are that were not merged away: under '' all of a grid, under an address key
-- of one or two steps those in that area or building. Written with the rows, by sum.c alone.
CREATE TABLE resident_sum (
    tenant_id id NOT NULL,
    area_key text NOT NULL,
    status text NOT NULL,
    grid_id id NOT NULL,
    batch_id id NOT NULL,
    residents int NOT NULL,
    PRIMARY KEY (tenant_id, area_key, status, grid_id, batch_id)
) /*clustered*/;

CREATE TABLE resident_phone (
    tenant_id id NOT NULL,
    resident_id id NOT NULL,
    phone text NOT NULL,
    position int NOT NULL,
    whose text,
    PRIMARY KEY (tenant_id, resident_id, phone)
) /*clustered*/;

CREATE TABLE stay (
    tenant_id id NOT NULL,
    stay_id id NOT NULL,
    resident_id id NOT NULL,
    kind text NOT NULL,
    place_id id,
    address text,
    since text,
    until text,
    reason text,
    PRIMARY KEY (tenant_id, stay_id),
    FOREIGN KEY (tenant_id, resident_id) REFERENCES resident (tenant_id, resident_id),
    FOREIGN KEY (tenant_id, place_id) REFERENCES place (tenant_id, place_id)
) /*clustered*/;
CREATE INDEX stay_by_resident ON stay (tenant_id, resident_id, kind);
CREATE INDEX stay_by_place ON stay (tenant_id, place_id, kind);

CREATE TABLE care_need (
    tenant_id id NOT NULL,
    care_id id NOT NULL,
    resident_id id NOT NULL,
    care text NOT NULL,
    purpose text NOT NULL,
    basis text NOT NULL,
    since text NOT NULL,
    until text NOT NULL,
    PRIMARY KEY (tenant_id, care_id),
    FOREIGN KEY (tenant_id, resident_id) REFERENCES resident (tenant_id, resident_id)
);
CREATE INDEX care_need_by_resident ON care_need (tenant_id, resident_id, until);
CREATE INDEX care_need_by_care ON care_need (tenant_id, care, until);
CREATE INDEX care_need_by_until ON care_need (tenant_id, until);

CREATE TABLE resident_change (
    tenant_id id NOT NULL,
    change_id id NOT NULL,
    resident_id id NOT NULL,
    at time NOT NULL,
    account_id id NOT NULL,
    account_name text,
    action text NOT NULL,
    fields text,
    batch_id id NOT NULL,
    PRIMARY KEY (tenant_id, change_id)
);
CREATE INDEX resident_change_by_resident ON resident_change (tenant_id, resident_id, change_id);

CREATE TABLE search_token (
    tenant_id id NOT NULL,
    token text NOT NULL,
    resident_id id NOT NULL,
    PRIMARY KEY (tenant_id, token, resident_id)
) /*clustered*/;

CREATE TABLE firm (
    tenant_id id NOT NULL,
    firm_id id NOT NULL,
    batch_id id NOT NULL,
    version int NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    credit_code text,
    place_id id,
    headcount int,
    contact text,
    phone text,
    valid_to text,
    PRIMARY KEY (tenant_id, firm_id),
    FOREIGN KEY (tenant_id, place_id) REFERENCES place (tenant_id, place_id)
);
CREATE INDEX firm_by_name ON firm (tenant_id, name_key, firm_id);
CREATE INDEX firm_by_exact_name ON firm (tenant_id, name);
CREATE INDEX firm_by_place ON firm (tenant_id, place_id);
CREATE INDEX firm_by_batch ON firm (tenant_id, batch_id);

CREATE TABLE employment (
    tenant_id id NOT NULL,
    employment_id id NOT NULL,
    resident_id id NOT NULL,
    firm_id id NOT NULL,
    since text,
    until text,
    PRIMARY KEY (tenant_id, employment_id),
    FOREIGN KEY (tenant_id, resident_id) REFERENCES resident (tenant_id, resident_id),
    FOREIGN KEY (tenant_id, firm_id) REFERENCES firm (tenant_id, firm_id)
);
CREATE INDEX employment_by_resident ON employment (tenant_id, resident_id);
CREATE INDEX employment_by_firm ON employment (tenant_id, firm_id);

CREATE TABLE merge (
    tenant_id id NOT NULL,
    merge_id id NOT NULL,
    kept_id id NOT NULL,
    gone_id id NOT NULL,
    at time NOT NULL,
    account_id id NOT NULL,
    account_name text,
    reason text NOT NULL,
    undone_at time,
    PRIMARY KEY (tenant_id, merge_id),
    FOREIGN KEY (tenant_id, kept_id) REFERENCES resident (tenant_id, resident_id),
    FOREIGN KEY (tenant_id, gone_id) REFERENCES resident (tenant_id, resident_id)
);
CREATE INDEX merge_by_kept ON merge (tenant_id, kept_id, merge_id);
CREATE INDEX merge_by_gone ON merge (tenant_id, gone_id, merge_id);

-- What a merge moved: a row of the link named `link`; or took over: the fact named `link`.
CREATE TABLE merge_link (
    tenant_id id NOT NULL,
    merge_id id NOT NULL,
    kind text NOT NULL,
    link text NOT NULL,
    row_id id NOT NULL,
    PRIMARY KEY (tenant_id, merge_id, kind, link, row_id),
    FOREIGN KEY (tenant_id, merge_id) REFERENCES merge (tenant_id, merge_id)
) /*clustered*/;
