-- # Tasks, found again by kind and subject; and notices. title_args and detail_args are up to four
-- # texts separated by the character U+001F.

CREATE TABLE task (
    tenant_id id NOT NULL,
    task_id id NOT NULL,
    kind text NOT NULL,
    subject_id id NOT NULL,
    icon text NOT NULL,
    title text NOT NULL,
    title_args text NOT NULL,
    detail text,
    detail_args text,
    path text NOT NULL,
    due_at time,
    account_id id,
    role text,
    grid_id id,
    state text NOT NULL CHECK (state IN ('open', 'done', 'gone')),
    created_at time NOT NULL,
    settled_at time,
    settled_by id,
    PRIMARY KEY (tenant_id, task_id),
    UNIQUE (tenant_id, kind, subject_id)
);
CREATE INDEX task_by_account ON task (tenant_id, account_id, state);
CREATE INDEX task_by_role ON task (tenant_id, role, state);
CREATE INDEX task_by_state ON task (tenant_id, state, due_at);

CREATE TABLE notice (
    tenant_id id NOT NULL,
    account_id id NOT NULL,
    notice_id id NOT NULL,
    text text NOT NULL,
    text_args text NOT NULL,
    path text,
    created_at time NOT NULL,
    read_at time,
    PRIMARY KEY (tenant_id, account_id, notice_id)
) /*clustered*/;
