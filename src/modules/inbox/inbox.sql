-- statement task_put run
-- param tenant id
-- param task id
-- param kind text
-- param subject id
-- param icon text
-- param title text
-- param title_args text
-- param detail text
-- param detail_args text
-- param path text
-- param due time
-- param account id
-- param role text
-- param grid id
-- param now time
INSERT INTO task (tenant_id, task_id, kind, subject_id, icon, title, title_args, detail, detail_args,
    path, due_at, account_id, role, grid_id, state, created_at)
VALUES (:tenant, :task, :kind, :subject, :icon, :title, :title_args, :detail, :detail_args,
    :path, :due, :account, :role, :grid, 'open', :now)
ON CONFLICT (tenant_id, kind, subject_id) DO UPDATE SET
    icon = excluded.icon, title = excluded.title, title_args = excluded.title_args,
    detail = excluded.detail, detail_args = excluded.detail_args, path = excluded.path,
    due_at = excluded.due_at, account_id = excluded.account_id, role = excluded.role,
    grid_id = excluded.grid_id, state = 'open', settled_at = NULL, settled_by = NULL,
    created_at = CASE task.state WHEN 'open' THEN task.created_at ELSE excluded.created_at END;

-- statement task_settle run
-- param tenant id
-- param kind text
-- param subject id
-- param state text
-- param who id
-- param now time
UPDATE task SET state = :state, settled_at = :now, settled_by = :who
WHERE tenant_id = :tenant AND kind = :kind AND subject_id = :subject AND state = 'open';

-- # What waits for an account, and for whoever acts under a role. Grids are compared by the caller, who
-- # has the scope; so a page takes up to the limit and then drops what lies outside.

-- statement task_mine many
-- param tenant id
-- param account id
-- param role text
-- param limit int
-- column task_id id
-- column kind text
-- column subject_id id
-- column icon text
-- column title text
-- column title_args text
-- column detail text
-- column detail_args text
-- column path text
-- column due_at time
-- column account_id id
-- column account_name text
-- column role text
-- column grid_id id
-- column created_at time
SELECT t.task_id, t.kind, t.subject_id, t.icon, t.title, t.title_args, t.detail, t.detail_args, t.path,
    t.due_at, t.account_id, a.name AS account_name, t.role, t.grid_id, t.created_at
FROM task t LEFT JOIN account a ON a.account_id = t.account_id
WHERE t.tenant_id = :tenant AND t.state = 'open'
    AND (t.account_id = :account OR (t.account_id IS NULL AND t.role = :role))
ORDER BY t.due_at ASC NULLS LAST, t.task_id LIMIT :limit;

-- statement task_open many
-- param tenant id
-- param limit int
-- column task_id id
-- column kind text
-- column subject_id id
-- column icon text
-- column title text
-- column title_args text
-- column detail text
-- column detail_args text
-- column path text
-- column due_at time
-- column account_id id
-- column account_name text
-- column role text
-- column grid_id id
-- column created_at time
SELECT t.task_id, t.kind, t.subject_id, t.icon, t.title, t.title_args, t.detail, t.detail_args, t.path,
    t.due_at, t.account_id, a.name AS account_name, t.role, t.grid_id, t.created_at
FROM task t LEFT JOIN account a ON a.account_id = t.account_id
WHERE t.tenant_id = :tenant AND t.state = 'open'
ORDER BY t.due_at ASC NULLS LAST, t.task_id LIMIT :limit;

-- statement task_move run
-- param tenant id
-- param from_account id
-- param to_account id
UPDATE task SET account_id = :to_account
WHERE tenant_id = :tenant AND account_id = :from_account AND state = 'open';

-- statement notice_insert run
-- param tenant id
-- param account id
-- param notice id
-- param text text
-- param text_args text
-- param path text
-- param now time
INSERT INTO notice (tenant_id, account_id, notice_id, text, text_args, path, created_at)
VALUES (:tenant, :account, :notice, :text, :text_args, :path, :now);

-- statement notice_unread many
-- param tenant id
-- param account id
-- param limit int
-- column notice_id id
-- column text text
-- column text_args text
-- column path text
-- column created_at time
SELECT notice_id, text, text_args, path, created_at FROM notice
WHERE tenant_id = :tenant AND account_id = :account AND read_at IS NULL
ORDER BY notice_id DESC LIMIT :limit;

-- statement notice_mark run
-- param tenant id
-- param account id
-- param up_to id
-- param now time
UPDATE notice SET read_at = :now
WHERE tenant_id = :tenant AND account_id = :account AND notice_id <= :up_to AND read_at IS NULL;
