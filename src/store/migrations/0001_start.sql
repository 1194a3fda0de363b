-- Long work: one row per job (store/job.h). Finished jobs stay as the record of what was done.
CREATE TABLE job (
    tenant_id id NOT NULL,
    job_id id NOT NULL,
    account_id id NOT NULL,
    kind text NOT NULL,
    subject id NOT NULL,
    state int NOT NULL,
    done int NOT NULL,
    total int NOT NULL,
    message text,
    is_cancelled flag NOT NULL,
    added time NOT NULL,
    started time NOT NULL,
    ended time NOT NULL,
    PRIMARY KEY (tenant_id, job_id)
);
-- What waits or was interrupted, oldest first; few rows, so the state need not be in the index.
CREATE INDEX job_open ON job (job_id) WHERE ended = 0;
