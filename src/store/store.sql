-- # Jobs (store/job.h). state: 0 waiting, 1 running, 2 done, 3 failed, 4 cancelled.

-- statement add_job run
-- param tenant id
-- param job id
-- param account id
-- param kind text
-- param subject id
-- param now time
INSERT INTO job (tenant_id, job_id, account_id, kind, subject, state, done, total, message,
                 is_cancelled, added, started, ended)
VALUES (:tenant, :job, :account, :kind, :subject, 0, 0, 0, NULL, 0, :now, 0, 0);

-- statement get_job one
-- param tenant id
-- param job id
-- column job_id id
-- column tenant_id id
-- column account_id id
-- column kind text
-- column subject id
-- column state int
-- column done int
-- column total int
-- column message text
-- column started time
-- column ended time
SELECT job_id, tenant_id, account_id, kind, subject, state, done, total, message, started, ended
  FROM job WHERE tenant_id = :tenant AND job_id = :job;

-- # state 5: of any.
-- statement last_job one
-- param tenant id
-- param kind text
-- param state int
-- column job_id id
SELECT job_id FROM job WHERE tenant_id = :tenant AND kind = :kind AND :state IN (state, 5)
 ORDER BY job_id DESC LIMIT 1;

-- # The oldest that has not ended: one that waits, or one that a crash interrupted.
-- statement next_job one
-- column tenant_id id
-- column job_id id
-- scan ok: the partial index holds only what has not ended
SELECT tenant_id, job_id FROM job WHERE ended = 0 ORDER BY job_id LIMIT 1;

-- # done and total stay as a crash left them, until the work says how far it really is.
-- statement start_job run one
-- param tenant id
-- param job id
-- param now time
-- column is_cancelled flag
UPDATE job SET state = 1, started = CASE WHEN started = 0 THEN :now ELSE started END
 WHERE tenant_id = :tenant AND job_id = :job AND ended = 0 RETURNING is_cancelled;

-- # Publishes progress and asks in the same breath whether somebody stopped it.
-- statement progress_job run one
-- param tenant id
-- param job id
-- param done int
-- param total int
-- column is_cancelled flag
UPDATE job SET done = :done, total = :total
 WHERE tenant_id = :tenant AND job_id = :job AND ended = 0 RETURNING is_cancelled;

-- statement end_job run
-- param tenant id
-- param job id
-- param state int
-- param done int
-- param total int
-- param message text
-- param now time
UPDATE job SET state = :state, done = :done, total = :total, message = :message, ended = :now
 WHERE tenant_id = :tenant AND job_id = :job AND ended = 0;

-- statement cancel_job run one
-- param tenant id
-- param job id
-- column state int
UPDATE job SET is_cancelled = 1
 WHERE tenant_id = :tenant AND job_id = :job AND ended = 0 RETURNING state;

-- # Migrations that were applied (store/migrate.c).

-- statement list_migrations many
-- column module text
-- column number int
-- column name text
-- column checksum text
-- scan ok: as many rows as there are migrations
SELECT module, number, name, checksum FROM migration ORDER BY module, number;

-- statement find_migration one
-- param module text
-- param number int
-- column number int
SELECT number FROM migration WHERE module = :module AND number = :number;

-- statement add_migration run
-- param module text
-- param number int
-- param name text
-- param checksum text
-- param now time
INSERT INTO migration (module, number, name, checksum, applied)
VALUES (:module, :number, :name, :checksum, :now);
