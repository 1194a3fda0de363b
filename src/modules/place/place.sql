-- # Statements of place. A scope that is not the whole tenant gives :grids as "|12|15|" and sets the clause
-- # "scope": places in a grid of it (or below one), and the places above those, whose names are needed.

-- statement place_get one
-- param tenant id
-- param grids text
-- param place id
-- column place_id id
-- column parent_id id
-- column kind text
-- column name text
-- column label text
-- column address text
-- column sort_key text
-- column path_key text
-- column depth int
-- column storey int
-- column position int
-- column floors int
-- column doors int
-- column built_year int
-- column community_id id
-- column grid_id id
-- column grid_name text
-- column valid_from text
-- column valid_to text
-- column version int
-- optional scope: AND (p.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids) OR EXISTS (SELECT 1 FROM grid_above a JOIN grid_member m ON m.tenant_id = a.tenant_id AND m.grid_id = a.grid_id JOIN place q ON q.tenant_id = m.tenant_id AND q.place_id = m.place_id WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids AND q.path_key > p.path_key || '/' AND q.path_key < p.path_key || '0'))
SELECT p.place_id, p.parent_id, p.kind, p.name, p.label, p.address, p.sort_key, p.path_key, p.depth, p.storey, p.position, p.floors, p.doors, p.built_year, p.community_id, p.grid_id, g.name AS grid_name, p.valid_from, p.valid_to, p.version
FROM place p LEFT JOIN grid g ON g.tenant_id = p.tenant_id AND g.grid_id = p.grid_id
WHERE p.tenant_id = :tenant AND p.place_id = :place AND p.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/;

-- statement place_list many
-- param tenant id
-- param grids text
-- param parent id
-- param after text
-- param limit int
-- column place_id id
-- column parent_id id
-- column kind text
-- column name text
-- column label text
-- column address text
-- column sort_key text
-- column path_key text
-- column depth int
-- column storey int
-- column position int
-- column floors int
-- column doors int
-- column built_year int
-- column community_id id
-- column grid_id id
-- column grid_name text
-- column valid_from text
-- column valid_to text
-- column version int
-- optional scope: AND (p.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids) OR EXISTS (SELECT 1 FROM grid_above a JOIN grid_member m ON m.tenant_id = a.tenant_id AND m.grid_id = a.grid_id JOIN place q ON q.tenant_id = m.tenant_id AND q.place_id = m.place_id WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids AND q.path_key > p.path_key || '/' AND q.path_key < p.path_key || '0'))
SELECT p.place_id, p.parent_id, p.kind, p.name, p.label, p.address, p.sort_key, p.path_key, p.depth, p.storey, p.position, p.floors, p.doors, p.built_year, p.community_id, p.grid_id, g.name AS grid_name, p.valid_from, p.valid_to, p.version
FROM place p LEFT JOIN grid g ON g.tenant_id = p.tenant_id AND g.grid_id = p.grid_id
WHERE p.tenant_id = :tenant AND p.parent_id = :parent AND p.path_key > :after AND p.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/
ORDER BY p.path_key LIMIT :limit;

-- statement place_list_kind many
-- param tenant id
-- param grids text
-- param kind text
-- param from text
-- param to text
-- param limit int
-- column place_id id
-- column parent_id id
-- column kind text
-- column name text
-- column label text
-- column address text
-- column sort_key text
-- column path_key text
-- column depth int
-- column storey int
-- column position int
-- column floors int
-- column doors int
-- column built_year int
-- column community_id id
-- column grid_id id
-- column grid_name text
-- column valid_from text
-- column valid_to text
-- column version int
-- optional scope: AND (p.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids) OR EXISTS (SELECT 1 FROM grid_above a JOIN grid_member m ON m.tenant_id = a.tenant_id AND m.grid_id = a.grid_id JOIN place q ON q.tenant_id = m.tenant_id AND q.place_id = m.place_id WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids AND q.path_key > p.path_key || '/' AND q.path_key < p.path_key || '0'))
SELECT p.place_id, p.parent_id, p.kind, p.name, p.label, p.address, p.sort_key, p.path_key, p.depth, p.storey, p.position, p.floors, p.doors, p.built_year, p.community_id, p.grid_id, g.name AS grid_name, p.valid_from, p.valid_to, p.version
FROM place p LEFT JOIN grid g ON g.tenant_id = p.tenant_id AND g.grid_id = p.grid_id
WHERE p.tenant_id = :tenant AND p.kind = :kind AND p.path_key > :from AND p.path_key < :to AND p.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/
ORDER BY p.path_key LIMIT :limit;

-- statement place_list_below many
-- param tenant id
-- param grids text
-- param from text
-- param to text
-- param limit int
-- column place_id id
-- column parent_id id
-- column kind text
-- column name text
-- column label text
-- column address text
-- column sort_key text
-- column path_key text
-- column depth int
-- column storey int
-- column position int
-- column floors int
-- column doors int
-- column built_year int
-- column community_id id
-- column grid_id id
-- column grid_name text
-- column valid_from text
-- column valid_to text
-- column version int
-- optional scope: AND (p.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids) OR EXISTS (SELECT 1 FROM grid_above a JOIN grid_member m ON m.tenant_id = a.tenant_id AND m.grid_id = a.grid_id JOIN place q ON q.tenant_id = m.tenant_id AND q.place_id = m.place_id WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids AND q.path_key > p.path_key || '/' AND q.path_key < p.path_key || '0'))
SELECT p.place_id, p.parent_id, p.kind, p.name, p.label, p.address, p.sort_key, p.path_key, p.depth, p.storey, p.position, p.floors, p.doors, p.built_year, p.community_id, p.grid_id, g.name AS grid_name, p.valid_from, p.valid_to, p.version
FROM place p LEFT JOIN grid g ON g.tenant_id = p.tenant_id AND g.grid_id = p.grid_id
WHERE p.tenant_id = :tenant AND p.path_key > :from AND p.path_key < :to AND p.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/
ORDER BY p.path_key LIMIT :limit;

-- statement place_find_token many
-- param tenant id
-- param grids text
-- param token text
-- param limit int
-- column place_id id
-- column parent_id id
-- column kind text
-- column name text
-- column label text
-- column address text
-- column sort_key text
-- column path_key text
-- column depth int
-- column storey int
-- column position int
-- column floors int
-- column doors int
-- column built_year int
-- column community_id id
-- column grid_id id
-- column grid_name text
-- column valid_from text
-- column valid_to text
-- column version int
-- optional scope: AND (p.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids) OR EXISTS (SELECT 1 FROM grid_above a JOIN grid_member m ON m.tenant_id = a.tenant_id AND m.grid_id = a.grid_id JOIN place q ON q.tenant_id = m.tenant_id AND q.place_id = m.place_id WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids AND q.path_key > p.path_key || '/' AND q.path_key < p.path_key || '0'))
SELECT p.place_id, p.parent_id, p.kind, p.name, p.label, p.address, p.sort_key, p.path_key, p.depth, p.storey, p.position, p.floors, p.doors, p.built_year, p.community_id, p.grid_id, g.name AS grid_name, p.valid_from, p.valid_to, p.version
FROM place_token t JOIN place p ON p.tenant_id = t.tenant_id AND p.place_id = t.place_id
LEFT JOIN grid g ON g.tenant_id = p.tenant_id AND g.grid_id = p.grid_id
WHERE t.tenant_id = :tenant AND t.token = :token AND p.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/
ORDER BY p.path_key LIMIT :limit;

-- statement place_find_prefix many
-- param tenant id
-- param grids text
-- param from text
-- param to text
-- param limit int
-- column place_id id
-- column parent_id id
-- column kind text
-- column name text
-- column label text
-- column address text
-- column sort_key text
-- column path_key text
-- column depth int
-- column storey int
-- column position int
-- column floors int
-- column doors int
-- column built_year int
-- column community_id id
-- column grid_id id
-- column grid_name text
-- column valid_from text
-- column valid_to text
-- column version int
-- optional scope: AND (p.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids) OR EXISTS (SELECT 1 FROM grid_above a JOIN grid_member m ON m.tenant_id = a.tenant_id AND m.grid_id = a.grid_id JOIN place q ON q.tenant_id = m.tenant_id AND q.place_id = m.place_id WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids AND q.path_key > p.path_key || '/' AND q.path_key < p.path_key || '0'))
SELECT p.place_id, p.parent_id, p.kind, p.name, p.label, p.address, p.sort_key, p.path_key, p.depth, p.storey, p.position, p.floors, p.doors, p.built_year, p.community_id, p.grid_id, g.name AS grid_name, p.valid_from, p.valid_to, p.version
FROM place_token t JOIN place p ON p.tenant_id = t.tenant_id AND p.place_id = t.place_id
LEFT JOIN grid g ON g.tenant_id = p.tenant_id AND g.grid_id = p.grid_id
WHERE t.tenant_id = :tenant AND t.token >= :from AND t.token < :to AND p.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/
ORDER BY p.path_key LIMIT :limit;

-- statement place_path_taken one
-- param tenant id
-- param path text
-- column place_id id
-- column name text
SELECT place_id, name FROM place WHERE tenant_id = :tenant AND path_key = :path;

-- statement place_add run
-- param tenant id
-- param place id
-- param parent id
-- param batch id
-- param kind text
-- param name text
-- param label text
-- param address text
-- param sort_key text
-- param path_key text
-- param depth int
-- param is_dwelling flag
-- param storey int
-- param position int
-- param floors int
-- param doors int
-- param built_year int
-- param community id
-- param grid id
-- param valid_from text
-- param valid_to text
INSERT INTO place (tenant_id, place_id, parent_id, batch_id, version, kind, name, label, address, sort_key, path_key, depth,
    is_dwelling, storey, position, floors, doors, built_year, community_id, grid_id, valid_from, valid_to)
VALUES (:tenant, :place, :parent, :batch, 1, :kind, :name, :label, :address, :sort_key, :path_key, :depth,
    :is_dwelling, :storey, :position, :floors, :doors, :built_year, :community, :grid, :valid_from, :valid_to);

-- statement place_set run
-- param tenant id
-- param place id
-- param version int
-- param kind text
-- param name text
-- param label text
-- param address text
-- param sort_key text
-- param path_key text
-- param is_dwelling flag
-- param storey int
-- param position int
-- param floors int
-- param doors int
-- param built_year int
-- param community id
-- param valid_from text
-- param valid_to text
UPDATE place SET version = version + 1, kind = :kind, name = :name, label = :label, address = :address, sort_key = :sort_key,
    path_key = :path_key, is_dwelling = :is_dwelling, storey = :storey, position = :position, floors = :floors, doors = :doors,
    built_year = :built_year, community_id = :community, valid_from = :valid_from, valid_to = :valid_to
WHERE tenant_id = :tenant AND place_id = :place AND version = :version;

-- statement place_set_keys run
-- param tenant id
-- param place id
-- param address text
-- param path_key text
UPDATE place SET address = :address, path_key = :path_key, version = version + 1
WHERE tenant_id = :tenant AND place_id = :place;

-- # How many places there are: written by place_insert, and anew after changes of many.
-- statement sum_add run
-- param tenant id
-- param community id
-- param grid id
-- param is_dwelling flag
-- param batch id
INSERT INTO place_sum (tenant_id, community_id, grid_id, is_dwelling, batch_id, places)
VALUES (:tenant, :community, :grid, :is_dwelling, :batch, 1)
ON CONFLICT (tenant_id, community_id, grid_id, is_dwelling, batch_id) DO UPDATE SET places = place_sum.places + 1;

-- statement sum_clear run
-- param tenant id
DELETE FROM place_sum WHERE tenant_id = :tenant;

-- statement sum_renew run
-- param tenant id
INSERT INTO place_sum (tenant_id, community_id, grid_id, is_dwelling, batch_id, places)
SELECT tenant_id, coalesce(community_id, 0), grid_id, is_dwelling, batch_id, count(*) FROM place
WHERE tenant_id = :tenant GROUP BY tenant_id, coalesce(community_id, 0), grid_id, is_dwelling, batch_id;

-- statement place_token_add run
-- param tenant id
-- param token text
-- param place id
INSERT INTO place_token (tenant_id, token, place_id) VALUES (:tenant, :token, :place) ON CONFLICT DO NOTHING;

-- statement place_token_clear run
-- param tenant id
-- param place id
DELETE FROM place_token WHERE tenant_id = :tenant AND place_id = :place;

-- statement place_batch_remove run
-- param tenant id
-- param batch id
DELETE FROM place WHERE tenant_id = :tenant AND batch_id = :batch AND version = 1;

-- statement batch_hide run
-- param tenant id
-- param batch id
INSERT INTO hidden_batch (tenant_id, batch_id) VALUES (:tenant, :batch) ON CONFLICT DO NOTHING;

-- statement batch_show run
-- param tenant id
-- param batch id
DELETE FROM hidden_batch WHERE tenant_id = :tenant AND batch_id = :batch;

-- statement community_add run
-- param tenant id
-- param community id
-- param name text
-- param code text
-- param valid_from text
-- param valid_to text
-- param note text
INSERT INTO community (tenant_id, community_id, name, code, valid_from, valid_to, note)
VALUES (:tenant, :community, :name, :code, :valid_from, :valid_to, :note);

-- statement community_merge run
-- param tenant id
-- param from id
-- param into id
-- param last text
-- param note text
UPDATE community SET valid_to = :last, into_id = :into, note = :note
WHERE tenant_id = :tenant AND community_id = :from AND into_id IS NULL;

-- statement community_list many
-- param tenant id
-- column community_id id
-- column name text
-- column code text
-- column valid_from text
-- column valid_to text
-- column into_id id
-- column note text
-- column places int
SELECT c.community_id, c.name, c.code, c.valid_from, c.valid_to, c.into_id, c.note,
    (SELECT coalesce(sum(s.places), 0) FROM place_sum s WHERE s.tenant_id = c.tenant_id AND s.community_id = c.community_id) AS places
FROM community c WHERE c.tenant_id = :tenant
ORDER BY c.into_id IS NOT NULL, c.valid_from IS NULL, c.valid_from, c.community_id;

-- statement grid_get one
-- param tenant id
-- param grids text
-- param grid id
-- column grid_id id
-- column parent_id id
-- column level int
-- column name text
-- column code text
-- column about text
-- column kind text
-- column valid_from text
-- column valid_to text
-- column version int
-- column path_key text
-- optional scope: AND g.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT g.grid_id, g.parent_id, g.level, g.name, g.code, g.about, g.kind, g.valid_from, g.valid_to, g.version, g.path_key
FROM grid g WHERE g.tenant_id = :tenant AND g.grid_id = :grid /*optional*/;

-- statement grid_list many
-- param tenant id
-- param grids text
-- column grid_id id
-- column parent_id id
-- column level int
-- column name text
-- column code text
-- column about text
-- column kind text
-- column valid_from text
-- column valid_to text
-- column version int
-- column path_key text
-- optional scope: AND g.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT g.grid_id, g.parent_id, g.level, g.name, g.code, g.about, g.kind, g.valid_from, g.valid_to, g.version, g.path_key
FROM grid g WHERE g.tenant_id = :tenant /*optional*/ ORDER BY g.path_key;

-- # Answered by grid_by_path alone.
-- statement grid_names many
-- param tenant id
-- param grids text
-- column grid_id id
-- column level int
-- column name text
-- optional scope: AND g.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT g.grid_id, g.level, g.name
FROM grid g WHERE g.tenant_id = :tenant /*optional*/ ORDER BY g.path_key;

-- statement grid_add run
-- param tenant id
-- param grid id
-- param parent id
-- param level int
-- param name text
-- param code text
-- param about text
-- param kind text
-- param path_key text
-- param valid_from text
-- param valid_to text
INSERT INTO grid (tenant_id, grid_id, parent_id, version, level, name, code, about, kind, path_key, valid_from, valid_to)
VALUES (:tenant, :grid, :parent, 1, :level, :name, :code, :about, :kind, :path_key, :valid_from, :valid_to);

-- statement grid_set run
-- param tenant id
-- param grid id
-- param version int
-- param name text
-- param code text
-- param about text
-- param kind text
-- param valid_from text
-- param valid_to text
UPDATE grid SET version = version + 1, name = :name, code = :code, about = :about, kind = :kind,
    valid_from = :valid_from, valid_to = :valid_to
WHERE tenant_id = :tenant AND grid_id = :grid AND version = :version;

-- statement grid_above_self run
-- param tenant id
-- param grid id
INSERT INTO grid_above (tenant_id, grid_id, above_id) VALUES (:tenant, :grid, :grid);

-- statement grid_above_parents run
-- param tenant id
-- param grid id
-- param parent id
INSERT INTO grid_above (tenant_id, grid_id, above_id)
SELECT tenant_id, :grid, above_id FROM grid_above WHERE tenant_id = :tenant AND grid_id = :parent;

-- statement member_add run
-- param tenant id
-- param place id
-- param grid id
-- param from text
INSERT INTO grid_member (tenant_id, place_id, valid_from, valid_to, grid_id) VALUES (:tenant, :place, :from, NULL, :grid);

-- statement member_end run
-- param tenant id
-- param place id
-- param from text
-- param last text
UPDATE grid_member SET valid_to = :last
WHERE tenant_id = :tenant AND place_id = :place AND valid_from < :from AND (valid_to IS NULL OR valid_to >= :from);

-- statement member_later one
-- param tenant id
-- param place id
-- param from text
-- column later int
SELECT count(*) AS later FROM grid_member WHERE tenant_id = :tenant AND place_id = :place AND valid_from >= :from;

-- statement member_list many
-- param tenant id
-- param grids text
-- param grid id
-- param day text
-- column place_id id
-- column address text
-- column kind text
-- column grid_id id
-- column grid_name text
-- column valid_from text
-- column valid_to text
-- column homes int
-- column path_key text
-- optional scope: AND g.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT m.place_id, p.address, p.kind, m.grid_id, g.name AS grid_name, m.valid_from, m.valid_to,
    (SELECT count(*) FROM place h WHERE h.tenant_id = p.tenant_id AND h.is_dwelling = 1 AND h.path_key >= p.path_key AND h.path_key < p.path_key || '0' AND (h.path_key = p.path_key OR h.path_key > p.path_key || '/')) AS homes,
    p.path_key
FROM grid_above b
JOIN grid_member m ON m.tenant_id = b.tenant_id AND m.grid_id = b.grid_id
JOIN grid g ON g.tenant_id = m.tenant_id AND g.grid_id = m.grid_id
JOIN place p ON p.tenant_id = m.tenant_id AND p.place_id = m.place_id
WHERE b.tenant_id = :tenant AND b.above_id = :grid
  AND (:day IS NULL OR (m.valid_from <= :day AND (m.valid_to IS NULL OR m.valid_to >= :day))) /*optional*/
ORDER BY p.path_key, m.valid_from;

-- statement member_all_on many
-- param tenant id
-- param day text
-- column place_id id
-- column grid_id id
-- column path_key text
-- column today_grid id
SELECT m.place_id, m.grid_id, p.path_key, p.grid_id AS today_grid
FROM grid_member m JOIN place p ON p.tenant_id = m.tenant_id AND p.place_id = m.place_id
WHERE m.tenant_id = :tenant AND m.valid_from <= :day AND (m.valid_to IS NULL OR m.valid_to >= :day)
ORDER BY p.path_key;

-- statement member_of many
-- param tenant id
-- param path text
-- param day text
-- column grid_id id
SELECT m.grid_id
FROM grid_member m JOIN place p ON p.tenant_id = m.tenant_id AND p.place_id = m.place_id
WHERE m.tenant_id = :tenant AND m.valid_from <= :day AND (m.valid_to IS NULL OR m.valid_to >= :day)
  AND (p.path_key = :path OR (p.path_key < :path AND :path < p.path_key || '0' AND :path > p.path_key || '/'))
ORDER BY p.path_key DESC LIMIT 1;

-- statement place_grid_set run
-- param tenant id
-- param grid id
-- param from text
-- param to text
UPDATE place SET grid_id = :grid
WHERE tenant_id = :tenant AND path_key >= :from AND path_key < :to AND grid_id <> :grid;

-- statement place_grid_clear run
-- param tenant id
-- param place id
UPDATE place SET grid_id = 0 WHERE tenant_id = :tenant AND place_id = :place AND grid_id <> 0;

-- statement charge_get one
-- param tenant id
-- param grids text
-- param charge id
-- column charge_id id
-- column grid_id id
-- column place_id id
-- column role text
-- column account_id id
-- column resident_id id
-- column name text
-- column phone text
-- column valid_from text
-- column valid_to text
-- column where_name text
-- optional scope: AND (c.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids) OR p.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids))
SELECT c.charge_id, c.grid_id, c.place_id, c.role, c.account_id, c.resident_id, c.name, c.phone, c.valid_from, c.valid_to,
    coalesce(g.name, p.address) AS where_name
FROM charge c
LEFT JOIN grid g ON g.tenant_id = c.tenant_id AND g.grid_id = c.grid_id
LEFT JOIN place p ON p.tenant_id = c.tenant_id AND p.place_id = c.place_id
WHERE c.tenant_id = :tenant AND c.charge_id = :charge /*optional*/;

-- statement charge_of_grid many
-- param tenant id
-- param grid id
-- param day text
-- column charge_id id
-- column grid_id id
-- column place_id id
-- column role text
-- column account_id id
-- column resident_id id
-- column name text
-- column phone text
-- column valid_from text
-- column valid_to text
-- column where_name text
SELECT c.charge_id, c.grid_id, c.place_id, c.role, c.account_id, c.resident_id, c.name, c.phone, c.valid_from, c.valid_to,
    coalesce(g.name, p.address) AS where_name
FROM charge c
LEFT JOIN grid g ON g.tenant_id = c.tenant_id AND g.grid_id = c.grid_id
LEFT JOIN place p ON p.tenant_id = c.tenant_id AND p.place_id = c.place_id
WHERE c.tenant_id = :tenant AND c.grid_id = :grid AND (:day IS NULL OR (c.valid_from <= :day AND (c.valid_to IS NULL OR c.valid_to >= :day)))
ORDER BY c.valid_from DESC, c.charge_id DESC;

-- statement charge_of_place many
-- param tenant id
-- param place id
-- param day text
-- column charge_id id
-- column grid_id id
-- column place_id id
-- column role text
-- column account_id id
-- column resident_id id
-- column name text
-- column phone text
-- column valid_from text
-- column valid_to text
-- column where_name text
SELECT c.charge_id, c.grid_id, c.place_id, c.role, c.account_id, c.resident_id, c.name, c.phone, c.valid_from, c.valid_to,
    coalesce(g.name, p.address) AS where_name
FROM charge c
LEFT JOIN grid g ON g.tenant_id = c.tenant_id AND g.grid_id = c.grid_id
LEFT JOIN place p ON p.tenant_id = c.tenant_id AND p.place_id = c.place_id
WHERE c.tenant_id = :tenant AND c.place_id = :place AND (:day IS NULL OR (c.valid_from <= :day AND (c.valid_to IS NULL OR c.valid_to >= :day)))
ORDER BY c.valid_from DESC, c.charge_id DESC;

-- statement charge_of_grids many
-- param tenant id
-- param day text
-- column charge_id id
-- column grid_id id
-- column place_id id
-- column role text
-- column account_id id
-- column resident_id id
-- column name text
-- column phone text
-- column valid_from text
-- column valid_to text
-- column where_name text
SELECT c.charge_id, c.grid_id, c.place_id, c.role, c.account_id, c.resident_id, c.name, c.phone, c.valid_from, c.valid_to,
    coalesce(g.name, p.address) AS where_name
FROM charge c
LEFT JOIN grid g ON g.tenant_id = c.tenant_id AND g.grid_id = c.grid_id
LEFT JOIN place p ON p.tenant_id = c.tenant_id AND p.place_id = c.place_id
WHERE c.tenant_id = :tenant AND c.grid_id IS NOT NULL AND (:day IS NULL OR (c.valid_from <= :day AND (c.valid_to IS NULL OR c.valid_to >= :day)))
ORDER BY c.grid_id, c.role, c.charge_id;

-- statement charge_add run
-- param tenant id
-- param charge id
-- param grid id
-- param place id
-- param role text
-- param account id
-- param resident id
-- param name text
-- param phone text
-- param valid_from text
-- param valid_to text
INSERT INTO charge (tenant_id, charge_id, grid_id, place_id, role, account_id, resident_id, name, phone, valid_from, valid_to)
VALUES (:tenant, :charge, :grid, :place, :role, :account, :resident, :name, :phone, :valid_from, :valid_to);

-- statement charge_end run
-- param tenant id
-- param charge id
-- param last text
UPDATE charge SET valid_to = :last
WHERE tenant_id = :tenant AND charge_id = :charge AND (valid_to IS NULL OR valid_to > :last);

-- statement charge_grids_of many
-- param tenant id
-- param account id
-- param day text
-- column grid_id id
SELECT DISTINCT grid_id FROM charge
WHERE tenant_id = :tenant AND account_id = :account AND grid_id IS NOT NULL
  AND valid_from <= :day AND (valid_to IS NULL OR valid_to >= :day)
ORDER BY grid_id;

-- statement grid_trail many
-- param tenant id
-- param grid id
-- column grid_id id
-- column level int
SELECT a.above_id AS grid_id, g.level
FROM grid_above a JOIN grid g ON g.tenant_id = a.tenant_id AND g.grid_id = a.above_id
WHERE a.tenant_id = :tenant AND a.grid_id = :grid ORDER BY g.level DESC;

-- statement grid_in_scope one
-- param tenant id
-- param grids text
-- param grid id
-- column found int
SELECT count(*) AS found FROM grid_above a
WHERE a.tenant_id = :tenant AND a.grid_id = :grid AND replace(:grids, '|' || a.above_id || '|', '') <> :grids;

-- statement grid_homes many
-- param tenant id
-- column grid_id id
-- column homes int
SELECT grid_id, sum(places) AS homes FROM place_sum
WHERE tenant_id = :tenant AND is_dwelling = 1
  AND batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant)
GROUP BY grid_id ORDER BY grid_id;

-- statement grid_above_list many
-- param tenant id
-- column grid_id id
-- column above_id id
SELECT grid_id, above_id FROM grid_above WHERE tenant_id = :tenant ORDER BY grid_id, above_id;

-- statement link_charge_list many
-- param tenant id
-- param subject id
-- column row id
SELECT charge_id AS row FROM charge WHERE tenant_id = :tenant AND resident_id = :subject;

-- statement link_charge_move run
-- param tenant id
-- param row id
-- param from id
-- param to id
UPDATE charge SET resident_id = :to WHERE tenant_id = :tenant AND charge_id = :row AND resident_id = :from;
