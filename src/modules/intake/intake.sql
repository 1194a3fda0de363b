-- # The statements of intake. Ids, numbers and times that are not there are 0, texts "".

-- statement batch_add run
-- param tenant id
-- param batch_id id
-- param account_id id
-- param created_at time
-- param purpose text
-- param file_name text
-- param format text
-- param size int
-- param sheet int
-- param header_row int
-- param header_rows int
-- param columns text
INSERT INTO import_batch (tenant_id, batch_id, version, account_id, created_at, purpose, file_name, format, size, state, sheet,
    header_row, header_rows, columns, job_id, rows, wrong, doubles, certain, likely, fresh, noted,
    applied_through, added, changed, ended_at)
VALUES (:tenant, :batch_id, 1, :account_id, :created_at, :purpose, :file_name, :format, :size, 'new', :sheet, :header_row,
    :header_rows, :columns, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

-- statement batch_get one
-- param tenant id
-- param batch id
-- column batch_id id
-- column version int
-- column account_id id
-- column created_at time
-- column purpose text
-- column file_name text
-- column format text
-- column size int
-- column state text
-- column sheet int
-- column header_row int
-- column header_rows int
-- column columns text
-- column job_id id
-- column rows int
-- column wrong int
-- column doubles int
-- column certain int
-- column likely int
-- column fresh int
-- column noted int
-- column applied_through int
-- column added int
-- column changed int
-- column ended_at time
SELECT batch_id, version, account_id, created_at, purpose, file_name, format, size, state, sheet,
    header_row, header_rows, columns, job_id, rows, wrong, doubles, certain, likely, fresh, noted,
    applied_through, added, changed, ended_at
FROM import_batch WHERE tenant_id = :tenant AND batch_id = :batch;

-- statement batch_list many
-- param tenant id
-- param after id
-- param limit int
-- column batch_id id
-- column version int
-- column account_id id
-- column created_at time
-- column purpose text
-- column file_name text
-- column format text
-- column size int
-- column state text
-- column sheet int
-- column header_row int
-- column header_rows int
-- column columns text
-- column job_id id
-- column rows int
-- column wrong int
-- column doubles int
-- column certain int
-- column likely int
-- column fresh int
-- column noted int
-- column applied_through int
-- column added int
-- column changed int
-- column ended_at time
SELECT batch_id, version, account_id, created_at, purpose, file_name, format, size, state, sheet,
    header_row, header_rows, columns, job_id, rows, wrong, doubles, certain, likely, fresh, noted,
    applied_through, added, changed, ended_at
FROM import_batch WHERE tenant_id = :tenant AND batch_id < :after ORDER BY batch_id DESC LIMIT :limit;

-- statement batch_columns run
-- param tenant id
-- param batch id
-- param sheet int
-- param header_row int
-- param header_rows int
-- param columns text
UPDATE import_batch SET version = version + 1, sheet = :sheet, header_row = :header_row, header_rows = :header_rows,
    columns = :columns
WHERE tenant_id = :tenant AND batch_id = :batch AND state IN ('new', 'checked');

-- statement batch_state run
-- param tenant id
-- param batch id
-- param expected text
-- param state text
-- param job id
-- param ended time
UPDATE import_batch SET version = version + 1, state = :state, job_id = :job, ended_at = :ended
WHERE tenant_id = :tenant AND batch_id = :batch AND state = :expected;

-- statement batch_counts run
-- param tenant id
-- param batch id
-- # One walk along the index of states; 50,000 rows take some milliseconds.
UPDATE import_batch SET
    rows = (SELECT count(*) FROM import_row WHERE tenant_id = :tenant AND batch_id = :batch),
    wrong = (SELECT count(*) FROM import_row WHERE tenant_id = :tenant AND batch_id = :batch AND state = 'wrong'),
    doubles = (SELECT count(*) FROM import_row WHERE tenant_id = :tenant AND batch_id = :batch AND state = 'double'),
    certain = (SELECT count(*) FROM import_row WHERE tenant_id = :tenant AND batch_id = :batch AND state = 'certain'),
    likely = (SELECT count(*) FROM import_row WHERE tenant_id = :tenant AND batch_id = :batch AND state = 'likely'),
    fresh = (SELECT count(*) FROM import_row WHERE tenant_id = :tenant AND batch_id = :batch AND state = 'new'),
    noted = (SELECT count(*) FROM import_row WHERE tenant_id = :tenant AND batch_id = :batch AND is_noted = 1)
WHERE tenant_id = :tenant AND batch_id = :batch;

-- statement batch_progress run
-- param tenant id
-- param batch id
-- param through int
-- param added int
-- param changed int
UPDATE import_batch SET applied_through = :through, added = added + :added, changed = changed + :changed
WHERE tenant_id = :tenant AND batch_id = :batch;

-- statement undecided one
-- param tenant id
-- param batch id
-- column count int
SELECT count(*) AS count FROM import_row WHERE tenant_id = :tenant AND batch_id = :batch AND decision = '' AND state <> 'wrong';

-- statement decided one
-- param tenant id
-- param batch id
-- param decision text
-- column count int
SELECT count(*) AS count FROM import_row WHERE tenant_id = :tenant AND batch_id = :batch AND decision = :decision;

-- statement file_add run
-- param tenant id
-- param batch id
-- param part int
-- param sealed bytes
INSERT INTO import_file (tenant_id, batch_id, part, sealed) VALUES (:tenant, :batch, :part, :sealed);

-- statement file_part one
-- param tenant id
-- param batch id
-- param part int
-- column sealed bytes
SELECT sealed FROM import_file WHERE tenant_id = :tenant AND batch_id = :batch AND part = :part;

-- statement file_remove run
-- param tenant id
-- param batch id
DELETE FROM import_file WHERE tenant_id = :tenant AND batch_id = :batch;

-- statement page_add run
-- param tenant id
-- param batch id
-- param page int
-- param sealed bytes
INSERT INTO import_page (tenant_id, batch_id, page, sealed) VALUES (:tenant, :batch, :page, :sealed);

-- statement page_get one
-- param tenant id
-- param batch id
-- param page int
-- column sealed bytes
SELECT sealed FROM import_page WHERE tenant_id = :tenant AND batch_id = :batch AND page = :page;

-- statement page_remove run
-- param tenant id
-- param batch id
-- param limit int
DELETE FROM import_page WHERE tenant_id = :tenant AND batch_id = :batch AND page IN
    (SELECT page FROM import_page WHERE tenant_id = :tenant AND batch_id = :batch ORDER BY page LIMIT :limit);

-- statement row_add run
-- param tenant id
-- param batch id
-- param row_number int
-- param page int
-- param state text
-- param decision text
-- param is_noted flag
-- param twin_row int
INSERT INTO import_row (tenant_id, batch_id, row_number, page, state, decision, is_noted, twin_row, resident_id,
    outcome, outcome_id, outcome_version)
VALUES (:tenant, :batch, :row_number, :page, :state, :decision, :is_noted, :twin_row, 0, '', 0, 0);

-- statement row_get one
-- param tenant id
-- param batch id
-- param row int
-- column row_number int
-- column page int
-- column state text
-- column decision text
-- column is_noted flag
-- column twin_row int
-- column resident_id id
-- column outcome text
-- column outcome_id id
-- column outcome_version int
SELECT row_number, page, state, decision, is_noted, twin_row, resident_id, outcome, outcome_id, outcome_version
FROM import_row WHERE tenant_id = :tenant AND batch_id = :batch AND row_number = :row;

-- statement row_list many
-- param tenant id
-- param batch id
-- param state text
-- param decision text
-- param after int
-- param limit int
-- column row_number int
-- column page int
-- column state text
-- column decision text
-- column is_noted flag
-- column twin_row int
-- column resident_id id
-- column outcome text
-- column outcome_id id
-- column outcome_version int
-- optional state: AND state = :state
-- optional decision: AND decision = :decision
-- optional noted: AND is_noted = 1
SELECT row_number, page, state, decision, is_noted, twin_row, resident_id, outcome, outcome_id, outcome_version
FROM import_row WHERE tenant_id = :tenant AND batch_id = :batch AND row_number > :after /*optional*/
ORDER BY row_number LIMIT :limit;

-- statement row_match run
-- param tenant id
-- param batch id
-- param row int
-- param state text
-- param decision text
-- param resident id
UPDATE import_row SET state = :state, decision = :decision, resident_id = :resident
WHERE tenant_id = :tenant AND batch_id = :batch AND row_number = :row;

-- statement row_decide run
-- param tenant id
-- param batch id
-- param row int
-- param decision text
-- param resident id
UPDATE import_row SET decision = :decision, resident_id = :resident
WHERE tenant_id = :tenant AND batch_id = :batch AND row_number = :row AND state <> 'wrong';

-- statement row_decide_all run
-- param tenant id
-- param batch id
-- param state text
-- param decision text
UPDATE import_row SET decision = :decision WHERE tenant_id = :tenant AND batch_id = :batch AND state = :state;

-- statement row_outcome run
-- param tenant id
-- param batch id
-- param row int
-- param outcome text
-- param resident id
-- param version int
UPDATE import_row SET outcome = :outcome, outcome_id = :resident, outcome_version = :version
WHERE tenant_id = :tenant AND batch_id = :batch AND row_number = :row;

-- statement row_remove run
-- param tenant id
-- param batch id
-- param limit int
DELETE FROM import_row WHERE tenant_id = :tenant AND batch_id = :batch AND row_number IN
    (SELECT row_number FROM import_row WHERE tenant_id = :tenant AND batch_id = :batch ORDER BY row_number LIMIT :limit);

-- statement candidate_add run
-- param tenant id
-- param batch id
-- param row int
-- param position int
-- param resident id
-- param permille int
-- param verdict text
-- param evidence text
INSERT INTO import_candidate (tenant_id, batch_id, row_number, position, resident_id, permille, verdict, evidence)
VALUES (:tenant, :batch, :row, :position, :resident, :permille, :verdict, :evidence);

-- statement candidate_list many
-- param tenant id
-- param batch id
-- param row int
-- column position int
-- column resident_id id
-- column permille int
-- column verdict text
-- column evidence text
SELECT position, resident_id, permille, verdict, evidence FROM import_candidate
WHERE tenant_id = :tenant AND batch_id = :batch AND row_number = :row ORDER BY position;

-- statement candidate_remove run
-- param tenant id
-- param batch id
DELETE FROM import_candidate WHERE tenant_id = :tenant AND batch_id = :batch;

-- statement before_add run
-- param tenant id
-- param batch id
-- param row int
-- param resident id
-- param version_after int
-- param sealed bytes
INSERT INTO import_before (tenant_id, batch_id, row_number, resident_id, version_after, sealed)
VALUES (:tenant, :batch, :row, :resident, :version_after, :sealed);

-- statement before_list many
-- param tenant id
-- param batch id
-- param after int
-- param limit int
-- column row_number int
-- column resident_id id
-- column version_after int
-- column sealed bytes
SELECT row_number, resident_id, version_after, sealed FROM import_before
WHERE tenant_id = :tenant AND batch_id = :batch AND row_number > :after ORDER BY row_number LIMIT :limit;

-- statement before_remove run
-- param tenant id
-- param batch id
DELETE FROM import_before WHERE tenant_id = :tenant AND batch_id = :batch;

-- statement batch_remove run
-- param tenant id
-- param batch id
DELETE FROM import_batch WHERE tenant_id = :tenant AND batch_id = :batch;

-- statement batch_forget run
-- param tenant id
-- param batch id
UPDATE import_batch SET applied_through = 0, added = 0, changed = 0
WHERE tenant_id = :tenant AND batch_id = :batch;
