-- A list that was brought in: its file, how its columns are understood, and what became of it.
CREATE TABLE import_batch (
    tenant_id id NOT NULL,
    batch_id id NOT NULL,
    version int NOT NULL,
    account_id id NOT NULL,
    created_at time NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('register', 'campaign')),
    file_name text NOT NULL,
    format text NOT NULL,
    size int NOT NULL,
    state text NOT NULL CHECK (state IN ('new', 'checking', 'checked', 'applying', 'applied', 'undoing', 'undone')),
    sheet int NOT NULL,
    header_row int NOT NULL,
    header_rows int NOT NULL,
    columns text NOT NULL,
    job_id id NOT NULL,
    rows int NOT NULL,
    wrong int NOT NULL,
    doubles int NOT NULL,
    certain int NOT NULL,
    likely int NOT NULL,
    fresh int NOT NULL,
    noted int NOT NULL,
    applied_through int NOT NULL,
    added int NOT NULL,
    changed int NOT NULL,
    ended_at time NOT NULL,
    PRIMARY KEY (tenant_id, batch_id)
);

-- The file as it came, in sealed pieces.
CREATE TABLE import_file (
    tenant_id id NOT NULL,
    batch_id id NOT NULL,
    part int NOT NULL,
    sealed bytes NOT NULL,
    PRIMARY KEY (tenant_id, batch_id, part),
    FOREIGN KEY (tenant_id, batch_id) REFERENCES import_batch (tenant_id, batch_id)
);

-- What stands in the rows, sealed by the page of fifty: cells, fields, remarks.
CREATE TABLE import_page (
    tenant_id id NOT NULL,
    batch_id id NOT NULL,
    page int NOT NULL,
    sealed bytes NOT NULL,
    PRIMARY KEY (tenant_id, batch_id, page),
    FOREIGN KEY (tenant_id, batch_id) REFERENCES import_batch (tenant_id, batch_id)
);

-- One row of the list: what it is, what a person decided, what it became. Nothing personal.
CREATE TABLE import_row (
    tenant_id id NOT NULL,
    batch_id id NOT NULL,
    row_number int NOT NULL,
    page int NOT NULL,
    state text NOT NULL CHECK (state IN ('wrong', 'double', 'certain', 'likely', 'new')),
    decision text NOT NULL CHECK (decision IN ('', 'add', 'use', 'skip')),
    is_noted flag NOT NULL,
    twin_row int NOT NULL,
    resident_id id NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('', 'added', 'changed', 'same', 'conflict')),
    outcome_id id NOT NULL,
    outcome_version int NOT NULL,
    PRIMARY KEY (tenant_id, batch_id, row_number)
) /*clustered*/;
CREATE INDEX import_row_by_state ON import_row (tenant_id, batch_id, state, row_number);
CREATE INDEX import_row_open ON import_row (tenant_id, batch_id, decision, row_number);

-- Who of the register a row may be, the best first.
CREATE TABLE import_candidate (
    tenant_id id NOT NULL,
    batch_id id NOT NULL,
    row_number int NOT NULL,
    position int NOT NULL,
    resident_id id NOT NULL,
    permille int NOT NULL,
    verdict text NOT NULL,
    evidence text NOT NULL,
    PRIMARY KEY (tenant_id, batch_id, row_number, position)
) /*clustered*/;

-- The facts of a resident before the batch changed them, sealed: for undoing.
CREATE TABLE import_before (
    tenant_id id NOT NULL,
    batch_id id NOT NULL,
    row_number int NOT NULL,
    resident_id id NOT NULL,
    version_after int NOT NULL,
    sealed bytes NOT NULL,
    PRIMARY KEY (tenant_id, batch_id, row_number)
);
