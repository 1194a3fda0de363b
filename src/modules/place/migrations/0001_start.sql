-- Places, grids, who is in charge, and the parts of merged communities.

CREATE TABLE hidden_batch (
    tenant_id id NOT NULL,
    batch_id id NOT NULL,
    PRIMARY KEY (tenant_id, batch_id)
) /*clustered*/;

CREATE TABLE community (
    tenant_id id NOT NULL,
    community_id id NOT NULL,
    name text NOT NULL,
    code text,
    valid_from text,
    valid_to text,
    into_id id,
    note text,
    PRIMARY KEY (tenant_id, community_id),
    FOREIGN KEY (tenant_id, into_id) REFERENCES community (tenant_id, community_id)
);

CREATE TABLE place (
    tenant_id id NOT NULL,
    place_id id NOT NULL,
    parent_id id NOT NULL,
    batch_id id NOT NULL,
    version int NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    label text NOT NULL,
    address text NOT NULL,
    sort_key text NOT NULL,
    path_key text NOT NULL,
    depth int NOT NULL,
    is_dwelling flag NOT NULL,
    storey int,
    position int NOT NULL,
    floors int NOT NULL,
    doors int NOT NULL,
    built_year int NOT NULL,
    community_id id,
    grid_id id NOT NULL,
    valid_from text,
    valid_to text,
    PRIMARY KEY (tenant_id, place_id),
    FOREIGN KEY (tenant_id, community_id) REFERENCES community (tenant_id, community_id)
) /*clustered*/;
CREATE UNIQUE INDEX place_by_path ON place (tenant_id, path_key);
CREATE INDEX place_by_parent ON place (tenant_id, parent_id, path_key);
CREATE INDEX place_by_kind ON place (tenant_id, kind, path_key);
CREATE INDEX place_by_grid ON place (tenant_id, is_dwelling, grid_id, batch_id);
CREATE INDEX place_by_batch ON place (tenant_id, batch_id);

-- How many places there are of each part (0: of none) and grid. Written with the rows, by place.c alone.
CREATE TABLE place_sum (
    tenant_id id NOT NULL,
    community_id id NOT NULL,
    grid_id id NOT NULL,
    is_dwelling flag NOT NULL,
    batch_id id NOT NULL,
    places int NOT NULL,
    PRIMARY KEY (tenant_id, community_id, grid_id, is_dwelling, batch_id)
) /*clustered*/;

-- What people write to mean a place: "3-2-1204", "3-1204" of dwellings, "3" of buildings, names of areas.
CREATE TABLE place_token (
    tenant_id id NOT NULL,
    token text NOT NULL,
    place_id id NOT NULL,
    PRIMARY KEY (tenant_id, token, place_id)
) /*clustered*/;
CREATE INDEX place_token_by_place ON place_token (tenant_id, place_id);

CREATE TABLE grid (
    tenant_id id NOT NULL,
    grid_id id NOT NULL,
    parent_id id NOT NULL,
    version int NOT NULL,
    level int NOT NULL,
    name text NOT NULL,
    code text,
    about text,
    kind text NOT NULL,
    path_key text NOT NULL,
    valid_from text,
    valid_to text,
    PRIMARY KEY (tenant_id, grid_id)
) /*clustered*/;
CREATE INDEX grid_by_path ON grid (tenant_id, path_key, level, name);

-- Every grid with itself and each grid above it.
CREATE TABLE grid_above (
    tenant_id id NOT NULL,
    grid_id id NOT NULL,
    above_id id NOT NULL,
    PRIMARY KEY (tenant_id, grid_id, above_id)
) /*clustered*/;
CREATE INDEX grid_above_by_above ON grid_above (tenant_id, above_id);

CREATE TABLE grid_member (
    tenant_id id NOT NULL,
    place_id id NOT NULL,
    valid_from text NOT NULL,
    valid_to text,
    grid_id id NOT NULL,
    PRIMARY KEY (tenant_id, place_id, valid_from),
    FOREIGN KEY (tenant_id, place_id) REFERENCES place (tenant_id, place_id),
    FOREIGN KEY (tenant_id, grid_id) REFERENCES grid (tenant_id, grid_id)
);
CREATE INDEX grid_member_by_grid ON grid_member (tenant_id, grid_id, valid_from);

CREATE TABLE charge (
    tenant_id id NOT NULL,
    charge_id id NOT NULL,
    grid_id id,
    place_id id,
    role text NOT NULL,
    account_id id NOT NULL,
    resident_id id NOT NULL,
    name text NOT NULL,
    phone text,
    valid_from text NOT NULL,
    valid_to text,
    PRIMARY KEY (tenant_id, charge_id),
    FOREIGN KEY (tenant_id, grid_id) REFERENCES grid (tenant_id, grid_id),
    FOREIGN KEY (tenant_id, place_id) REFERENCES place (tenant_id, place_id),
    CHECK ((grid_id IS NULL) <> (place_id IS NULL))
);
CREATE INDEX charge_by_grid ON charge (tenant_id, grid_id, valid_from);
CREATE INDEX charge_by_place ON charge (tenant_id, place_id, valid_from);
CREATE INDEX charge_by_account ON charge (tenant_id, account_id, valid_from);
CREATE INDEX charge_by_resident ON charge (tenant_id, resident_id);
