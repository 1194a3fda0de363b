-- # Statements of people. A scope that is not the whole tenant gives :grids as "|12|15|" and sets the clause
-- # "scope". Rows of hidden batches, and residents merged away, are shown by none of the lists.

-- statement resident_get one
-- param tenant id
-- param grids text
-- param resident id
-- column resident_id id
-- column version int
-- column batch_id id
-- column merged_into id
-- column status text
-- column left_day text
-- column left_reason text
-- column name text
-- column former_name text
-- column sex text
-- column birth_date text
-- column citizen_id bytes
-- column citizen_index bytes
-- column citizen_tail bytes
-- column phone text
-- column residence text
-- column registered_address text
-- column ethnic_group text
-- column note text
-- column household_id id
-- column relation text
-- column place_id id
-- column grid_id id
-- column cares text
-- column created_at time
-- column changed_at time
-- column address text
-- column grid_name text
-- column phone_2 text
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT r.resident_id, r.version, r.batch_id, r.merged_into, r.status, r.left_day, r.left_reason, r.name, r.former_name, r.sex, r.birth_date, r.citizen_id, r.citizen_index, r.citizen_tail, r.phone, r.residence, r.registered_address, r.ethnic_group, r.note, r.household_id, r.relation, r.place_id, r.grid_id, r.cares, r.created_at, r.changed_at, p.address, g.name AS grid_name, (SELECT min(f.phone) FROM resident_phone f WHERE f.tenant_id = r.tenant_id AND f.resident_id = r.resident_id AND f.position = 2) AS phone_2
FROM resident r
LEFT JOIN place p ON p.tenant_id = r.tenant_id AND p.place_id = r.place_id
LEFT JOIN grid g ON g.tenant_id = r.tenant_id AND g.grid_id = r.grid_id
WHERE r.tenant_id = :tenant AND r.resident_id = :resident AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/;

-- statement resident_list many
-- param tenant id
-- param grids text
-- param status text
-- param grid id
-- param from text
-- param to text
-- param care text
-- param residence text
-- param sex text
-- param born_from text
-- param born_to text
-- param after_key text
-- param after id
-- param limit int
-- column resident_id id
-- column version int
-- column name text
-- column sex text
-- column birth_date text
-- column phone text
-- column residence text
-- column household_id id
-- column relation text
-- column place_id id
-- column address text
-- column grid_id id
-- column grid_name text
-- column cares text
-- column pinyin_key text
-- column stroke_key text
-- column address_key text
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
-- optional grid: AND r.grid_id IN (SELECT b.grid_id FROM grid_above b WHERE b.tenant_id = :tenant AND b.above_id = :grid)
-- optional place: AND r.address_key >= :from AND r.address_key < :to
-- optional care: AND replace(' ' || r.cares || ' ', ' ' || :care || ' ', '') <> ' ' || r.cares || ' '
-- order pinyin: AND (r.pinyin_key, r.resident_id) > (:after_key, :after) ORDER BY r.pinyin_key, r.resident_id
-- order strokes: AND (r.stroke_key, r.resident_id) > (:after_key, :after) ORDER BY r.stroke_key, r.resident_id
-- order address: AND (r.address_key, r.resident_id) > (:after_key, :after) ORDER BY r.address_key, r.resident_id
SELECT r.resident_id, r.version, r.name, r.sex, r.birth_date, r.phone, r.residence, r.household_id, r.relation, r.place_id, p.address, r.grid_id, g.name AS grid_name, r.cares, r.pinyin_key, r.stroke_key, r.address_key
FROM resident r
LEFT JOIN place p ON p.tenant_id = r.tenant_id AND p.place_id = r.place_id
LEFT JOIN grid g ON g.tenant_id = r.tenant_id AND g.grid_id = r.grid_id
WHERE r.tenant_id = :tenant AND r.status = :status AND r.merged_into = 0
  AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant)
  AND (:residence IS NULL OR r.residence = :residence) AND (:sex IS NULL OR r.sex = :sex)
  AND (:born_from IS NULL OR r.birth_date >= :born_from) AND (:born_to IS NULL OR r.birth_date <= :born_to) /*optional*/ /*order*/ LIMIT :limit;

-- statement resident_count one
-- param tenant id
-- param grids text
-- param status text
-- param grid id
-- param from text
-- param to text
-- param care text
-- param residence text
-- param sex text
-- param born_from text
-- param born_to text
-- param limit int
-- column total int
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
-- optional grid: AND r.grid_id IN (SELECT b.grid_id FROM grid_above b WHERE b.tenant_id = :tenant AND b.above_id = :grid)
-- optional place: AND r.address_key >= :from AND r.address_key < :to
-- optional care: AND replace(' ' || r.cares || ' ', ' ' || :care || ' ', '') <> ' ' || r.cares || ' '
SELECT count(*) AS total FROM (SELECT 1 AS one FROM resident r
WHERE r.tenant_id = :tenant AND r.status = :status AND r.merged_into = 0
  AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant)
  AND (:residence IS NULL OR r.residence = :residence) AND (:sex IS NULL OR r.sex = :sex)
  AND (:born_from IS NULL OR r.birth_date >= :born_from) AND (:born_to IS NULL OR r.birth_date <= :born_to) /*optional*/ LIMIT :limit) counted;

-- statement resident_count_all one
-- param tenant id
-- param grids text
-- param status text
-- param grid id
-- param from text
-- param to text
-- param limit int
-- column total int
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
-- optional grid: AND r.grid_id IN (SELECT b.grid_id FROM grid_above b WHERE b.tenant_id = :tenant AND b.above_id = :grid)
-- optional place: AND r.address_key >= :from AND r.address_key < :to
SELECT count(*) AS total FROM (SELECT 1 AS one FROM resident r
WHERE r.tenant_id = :tenant AND r.status = :status AND r.merged_into = 0 AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/ LIMIT :limit) counted;

-- statement household_people many
-- param tenant id
-- param grids text
-- param household id
-- column resident_id id
-- column version int
-- column name text
-- column sex text
-- column birth_date text
-- column phone text
-- column residence text
-- column household_id id
-- column relation text
-- column place_id id
-- column address text
-- column grid_id id
-- column grid_name text
-- column cares text
-- column pinyin_key text
-- column stroke_key text
-- column address_key text
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT r.resident_id, r.version, r.name, r.sex, r.birth_date, r.phone, r.residence, r.household_id, r.relation, r.place_id, p.address, r.grid_id, g.name AS grid_name, r.cares, r.pinyin_key, r.stroke_key, r.address_key
FROM resident r
LEFT JOIN place p ON p.tenant_id = r.tenant_id AND p.place_id = r.place_id
LEFT JOIN grid g ON g.tenant_id = r.tenant_id AND g.grid_id = r.grid_id
WHERE r.tenant_id = :tenant AND r.household_id = :household AND r.status = 'here' AND r.merged_into = 0
  AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/
ORDER BY r.relation IS NULL, r.relation <> '02', r.relation, r.birth_date IS NULL, r.birth_date, r.resident_id;

-- statement stay_people many
-- param tenant id
-- param grids text
-- param path text
-- param from text
-- param to text
-- param day text
-- param limit int
-- column resident_id id
-- column version int
-- column name text
-- column sex text
-- column birth_date text
-- column phone text
-- column residence text
-- column household_id id
-- column relation text
-- column place_id id
-- column address text
-- column grid_id id
-- column grid_name text
-- column cares text
-- column pinyin_key text
-- column stroke_key text
-- column address_key text
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT r.resident_id, r.version, r.name, r.sex, r.birth_date, r.phone, r.residence, r.household_id, r.relation, r.place_id, p.address, r.grid_id, g.name AS grid_name, r.cares, r.pinyin_key, r.stroke_key, r.address_key
FROM place q JOIN stay s ON s.tenant_id = q.tenant_id AND s.place_id = q.place_id
JOIN resident r ON r.tenant_id = s.tenant_id AND r.resident_id = s.resident_id
LEFT JOIN place p ON p.tenant_id = r.tenant_id AND p.place_id = s.place_id
LEFT JOIN grid g ON g.tenant_id = r.tenant_id AND g.grid_id = r.grid_id
WHERE q.tenant_id = :tenant AND q.path_key >= :path AND q.path_key < :to AND (q.path_key = :path OR q.path_key > :from) AND s.kind = 'living'
  AND (s.since IS NULL OR s.since <= :day) AND (s.until IS NULL OR s.until >= :day)
  AND r.merged_into = 0 AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/
ORDER BY q.path_key, r.resident_id LIMIT :limit;

-- statement batch_changed many
-- param tenant id
-- param grids text
-- param batch id
-- param limit int
-- column resident_id id
-- column version int
-- column name text
-- column sex text
-- column birth_date text
-- column phone text
-- column residence text
-- column household_id id
-- column relation text
-- column place_id id
-- column address text
-- column grid_id id
-- column grid_name text
-- column cares text
-- column pinyin_key text
-- column stroke_key text
-- column address_key text
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT r.resident_id, r.version, r.name, r.sex, r.birth_date, r.phone, r.residence, r.household_id, r.relation, r.place_id, p.address, r.grid_id, g.name AS grid_name, r.cares, r.pinyin_key, r.stroke_key, r.address_key
FROM resident r
LEFT JOIN place p ON p.tenant_id = r.tenant_id AND p.place_id = r.place_id
LEFT JOIN grid g ON g.tenant_id = r.tenant_id AND g.grid_id = r.grid_id
WHERE r.tenant_id = :tenant AND r.batch_id = :batch AND (r.version > 1 OR r.merged_into <> 0) /*optional*/
ORDER BY r.resident_id LIMIT :limit;

-- statement batch_list many
-- param tenant id
-- param batch id
-- param limit int
-- column resident_id id
-- column name text
-- column former_name text
SELECT resident_id, name, former_name FROM resident
WHERE tenant_id = :tenant AND batch_id = :batch AND version = 1 AND merged_into = 0
  AND NOT EXISTS (SELECT 1 FROM merge m WHERE m.tenant_id = resident.tenant_id AND (m.kept_id = resident.resident_id OR m.gone_id = resident.resident_id))
ORDER BY resident_id LIMIT :limit;

-- statement resident_add run
-- param tenant id
-- param resident id
-- param batch id
-- param status text
-- param name text
-- param former_name text
-- param sex text
-- param birth_date text
-- param citizen_id bytes
-- param citizen_index bytes
-- param citizen_tail bytes
-- param phone text
-- param residence text
-- param registered_address text
-- param ethnic_group text
-- param note text
-- param household id
-- param relation text
-- param place id
-- param grid id
-- param address_key text
-- param cares text
-- param pinyin_key text
-- param stroke_key text
-- param now time
INSERT INTO resident (tenant_id, resident_id, version, batch_id, merged_into, status, name, former_name, sex, birth_date,
    citizen_id, citizen_index, citizen_tail, phone, residence, registered_address, ethnic_group, note, household_id, relation,
    place_id, grid_id, address_key, cares, pinyin_key, stroke_key, created_at, changed_at)
VALUES (:tenant, :resident, 1, :batch, 0, :status, :name, :former_name, :sex, :birth_date,
    :citizen_id, :citizen_index, :citizen_tail, :phone, :residence, :registered_address, :ethnic_group, :note, :household, :relation,
    :place, :grid, :address_key, :cares, :pinyin_key, :stroke_key, :now, :now);

-- statement resident_set run
-- param tenant id
-- param resident id
-- param version int
-- param name text
-- param former_name text
-- param sex text
-- param birth_date text
-- param citizen_id bytes
-- param citizen_index bytes
-- param citizen_tail bytes
-- param phone text
-- param residence text
-- param registered_address text
-- param ethnic_group text
-- param note text
-- param pinyin_key text
-- param stroke_key text
-- param now time
UPDATE resident SET version = version + 1, changed_at = :now, name = :name, former_name = :former_name, sex = :sex, birth_date = :birth_date, citizen_id = :citizen_id, citizen_index = :citizen_index, citizen_tail = :citizen_tail, phone = :phone, residence = :residence, registered_address = :registered_address, ethnic_group = :ethnic_group, note = :note, pinyin_key = :pinyin_key, stroke_key = :stroke_key
WHERE tenant_id = :tenant AND resident_id = :resident AND version = :version;

-- statement resident_set_home run
-- param tenant id
-- param resident id
-- param place id
-- param grid id
-- param address_key text
-- param status text
-- param left_day text
-- param left_reason text
-- param now time
UPDATE resident SET version = version + 1, changed_at = :now, place_id = :place, grid_id = :grid, address_key = :address_key,
    status = :status, left_day = :left_day, left_reason = :left_reason
WHERE tenant_id = :tenant AND resident_id = :resident;

-- statement resident_set_household run
-- param tenant id
-- param resident id
-- param household id
-- param relation text
-- param now time
UPDATE resident SET version = version + 1, changed_at = :now, household_id = :household, relation = :relation
WHERE tenant_id = :tenant AND resident_id = :resident;

-- statement resident_set_merged run
-- param tenant id
-- param resident id
-- param into id
-- param now time
UPDATE resident SET version = version + 1, changed_at = :now, merged_into = :into
WHERE tenant_id = :tenant AND resident_id = :resident;

-- statement resident_set_cares run
-- param tenant id
-- param resident id
-- param cares text
UPDATE resident SET cares = :cares WHERE tenant_id = :tenant AND resident_id = :resident;

-- statement resident_remove run
-- param tenant id
-- param resident id
DELETE FROM resident WHERE tenant_id = :tenant AND resident_id = :resident;

-- statement resident_follow run
-- param tenant id
UPDATE resident SET
    grid_id = (SELECT p.grid_id FROM place p WHERE p.tenant_id = resident.tenant_id AND p.place_id = resident.place_id),
    address_key = (SELECT p.path_key || '/' FROM place p WHERE p.tenant_id = resident.tenant_id AND p.place_id = resident.place_id)
WHERE tenant_id = :tenant AND EXISTS (SELECT 1 FROM place p WHERE p.tenant_id = resident.tenant_id AND p.place_id = resident.place_id
    AND (p.grid_id <> resident.grid_id OR p.path_key || '/' <> resident.address_key));

-- statement home_get one
-- param tenant id
-- param place id
-- column grid_id id
-- column address_key text
SELECT grid_id, path_key || '/' AS address_key FROM place WHERE tenant_id = :tenant AND place_id = :place;

-- statement citizen_find many
-- param tenant id
-- param index bytes
-- column resident_id id
SELECT resident_id FROM resident
WHERE tenant_id = :tenant AND citizen_index = :index AND merged_into = 0 ORDER BY resident_id LIMIT 2;

-- statement people_at one
-- param tenant id
-- param grids text
-- param from text
-- param to text
-- column total int
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT count(*) AS total FROM resident r
WHERE r.tenant_id = :tenant AND r.status = 'here' AND r.address_key >= :from AND r.address_key < :to AND r.merged_into = 0
  AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/;

-- statement sum_of one
-- param tenant id
-- param resident id
-- column status text
-- column address_key text
-- column grid_id id
-- column batch_id id
-- column merged_into id
SELECT status, address_key, grid_id, batch_id, merged_into FROM resident WHERE tenant_id = :tenant AND resident_id = :resident;

-- statement sum_add run
-- param tenant id
-- param area_key text
-- param status text
-- param grid id
-- param batch id
-- param residents int
INSERT INTO resident_sum (tenant_id, area_key, status, grid_id, batch_id, residents)
VALUES (:tenant, :area_key, :status, :grid, :batch, :residents)
ON CONFLICT (tenant_id, area_key, status, grid_id, batch_id) DO UPDATE SET residents = resident_sum.residents + excluded.residents;

-- statement sum_forget run
-- param tenant id
-- param area_key text
-- param status text
-- param grid id
-- param batch id
DELETE FROM resident_sum WHERE tenant_id = :tenant AND area_key = :area_key AND status = :status AND grid_id = :grid AND batch_id = :batch AND residents = 0;

-- statement sum_clear run
-- param tenant id
DELETE FROM resident_sum WHERE tenant_id = :tenant;

-- statement sum_renew_grids run
-- param tenant id
INSERT INTO resident_sum (tenant_id, area_key, status, grid_id, batch_id, residents)
SELECT tenant_id, '', status, grid_id, batch_id, count(*) FROM resident
WHERE tenant_id = :tenant AND merged_into = 0 GROUP BY tenant_id, status, grid_id, batch_id;

-- # Areas are the places of depth 0 and 1, as in sum_area_length().
-- statement sum_renew_areas run
-- param tenant id
INSERT INTO resident_sum (tenant_id, area_key, status, grid_id, batch_id, residents)
SELECT r.tenant_id, p.path_key || '/', r.status, r.grid_id, r.batch_id, count(*)
FROM (SELECT DISTINCT tenant_id, status FROM resident_sum WHERE tenant_id = :tenant AND area_key = '') s
JOIN place p ON p.tenant_id = s.tenant_id
JOIN resident r ON r.tenant_id = p.tenant_id AND r.status = s.status AND r.address_key >= p.path_key || '/' AND r.address_key < p.path_key || '0'
WHERE p.depth <= 1 AND r.merged_into = 0 GROUP BY r.tenant_id, p.path_key, r.status, r.grid_id, r.batch_id;

-- statement sum_get one
-- param tenant id
-- param grids text
-- param area_key text
-- param status text
-- param grid id
-- column total int
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
-- optional grid: AND r.grid_id IN (SELECT b.grid_id FROM grid_above b WHERE b.tenant_id = :tenant AND b.above_id = :grid)
SELECT coalesce(sum(r.residents), 0) AS total FROM resident_sum r
WHERE r.tenant_id = :tenant AND r.area_key = :area_key AND r.status = :status
  AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/;

-- statement people_by_grid many
-- param tenant id
-- column grid_id id
-- column total int
SELECT r.grid_id, sum(r.residents) AS total FROM resident_sum r
WHERE r.tenant_id = :tenant AND r.area_key = '' AND r.status = 'here' AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant)
GROUP BY r.grid_id ORDER BY r.grid_id;

-- statement phone_list many
-- param tenant id
-- param grids text
-- param resident id
-- column phone text
-- column position int
-- column whose text
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT f.phone, f.position, f.whose FROM resident_phone f
JOIN resident r ON r.tenant_id = f.tenant_id AND r.resident_id = f.resident_id
WHERE f.tenant_id = :tenant AND f.resident_id = :resident AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/ ORDER BY f.position, f.phone;

-- statement phone_add run
-- param tenant id
-- param resident id
-- param phone text
-- param position int
-- param whose text
INSERT INTO resident_phone (tenant_id, resident_id, phone, position, whose) VALUES (:tenant, :resident, :phone, :position, :whose)
ON CONFLICT (tenant_id, resident_id, phone) DO UPDATE SET position = excluded.position;

-- statement phone_add_new run
-- param tenant id
-- param resident id
-- param phone text
-- param position int
-- param whose text
INSERT INTO resident_phone (tenant_id, resident_id, phone, position, whose) VALUES (:tenant, :resident, :phone, :position, :whose)
ON CONFLICT (tenant_id, resident_id, phone) DO NOTHING;

-- statement phone_remove run
-- param tenant id
-- param resident id
-- param phone text
DELETE FROM resident_phone WHERE tenant_id = :tenant AND resident_id = :resident AND phone = :phone;

-- statement phone_clear run
-- param tenant id
-- param resident id
DELETE FROM resident_phone WHERE tenant_id = :tenant AND resident_id = :resident;

-- statement stay_list many
-- param tenant id
-- param grids text
-- param resident id
-- column stay_id id
-- column resident_id id
-- column place_id id
-- column kind text
-- column address text
-- column since text
-- column until text
-- column reason text
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT s.stay_id, s.resident_id, s.place_id, s.kind, coalesce(p.address, s.address) AS address, s.since, s.until, s.reason
FROM stay s JOIN resident r ON r.tenant_id = s.tenant_id AND r.resident_id = s.resident_id
LEFT JOIN place p ON p.tenant_id = s.tenant_id AND p.place_id = s.place_id
WHERE s.tenant_id = :tenant AND s.resident_id = :resident AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/
ORDER BY s.until IS NOT NULL, s.since IS NULL, s.since DESC, s.stay_id DESC;

-- statement stay_add run
-- param tenant id
-- param stay id
-- param resident id
-- param kind text
-- param place id
-- param address text
-- param since text
-- param until text
-- param reason text
INSERT INTO stay (tenant_id, stay_id, resident_id, kind, place_id, address, since, until, reason)
VALUES (:tenant, :stay, :resident, :kind, :place, :address, :since, :until, :reason);

-- statement stay_end run
-- param tenant id
-- param resident id
-- param kind text
-- param last text
-- param reason text
UPDATE stay SET until = :last, reason = :reason
WHERE tenant_id = :tenant AND resident_id = :resident AND kind = :kind AND (until IS NULL OR until > :last);

-- statement stay_later one
-- param tenant id
-- param resident id
-- param kind text
-- param since text
-- column later int
SELECT count(*) AS later FROM stay
WHERE tenant_id = :tenant AND resident_id = :resident AND kind = :kind AND since >= :since;

-- statement stay_clear run
-- param tenant id
-- param resident id
DELETE FROM stay WHERE tenant_id = :tenant AND resident_id = :resident;

-- statement care_list many
-- param tenant id
-- param grids text
-- param resident id
-- column care_id id
-- column resident_id id
-- column care text
-- column purpose text
-- column basis text
-- column since text
-- column until text
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT c.care_id, c.resident_id, c.care, c.purpose, c.basis, c.since, c.until FROM care_need c
JOIN resident r ON r.tenant_id = c.tenant_id AND r.resident_id = c.resident_id
WHERE c.tenant_id = :tenant AND c.resident_id = :resident AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/ ORDER BY c.until DESC, c.care_id;

-- statement care_get one
-- param tenant id
-- param grids text
-- param care id
-- column care_id id
-- column resident_id id
-- column care text
-- column purpose text
-- column basis text
-- column since text
-- column until text
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT c.care_id, c.resident_id, c.care, c.purpose, c.basis, c.since, c.until FROM care_need c
JOIN resident r ON r.tenant_id = c.tenant_id AND r.resident_id = c.resident_id
WHERE c.tenant_id = :tenant AND c.care_id = :care AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/;

-- statement care_add run
-- param tenant id
-- param id id
-- param resident id
-- param care text
-- param purpose text
-- param basis text
-- param since text
-- param until text
INSERT INTO care_need (tenant_id, care_id, resident_id, care, purpose, basis, since, until)
VALUES (:tenant, :id, :resident, :care, :purpose, :basis, :since, :until);

-- statement care_end run
-- param tenant id
-- param care id
-- param last text
UPDATE care_need SET until = :last WHERE tenant_id = :tenant AND care_id = :care AND until > :last;

-- statement care_end_all run
-- param tenant id
-- param resident id
-- param last text
UPDATE care_need SET until = :last WHERE tenant_id = :tenant AND resident_id = :resident AND until > :last;

-- statement care_clear run
-- param tenant id
-- param resident id
DELETE FROM care_need WHERE tenant_id = :tenant AND resident_id = :resident;

-- statement care_ended many
-- param tenant id
-- param from text
-- param today text
-- param after id
-- param limit int
-- column resident_id id
SELECT DISTINCT resident_id FROM care_need WHERE tenant_id = :tenant AND until >= :from AND until < :today AND resident_id > :after
ORDER BY resident_id LIMIT :limit;

-- statement change_add run
-- param tenant id
-- param change id
-- param resident id
-- param at time
-- param account id
-- param account_name text
-- param action text
-- param fields text
-- param batch id
INSERT INTO resident_change (tenant_id, change_id, resident_id, at, account_id, account_name, action, fields, batch_id)
VALUES (:tenant, :change, :resident, :at, :account, :account_name, :action, :fields, :batch);

-- statement change_list many
-- param tenant id
-- param grids text
-- param resident id
-- column change_id id
-- column at time
-- column account_id id
-- column account_name text
-- column action text
-- column fields text
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT c.change_id, c.at, c.account_id, c.account_name, c.action, c.fields FROM resident_change c
JOIN resident r ON r.tenant_id = c.tenant_id AND r.resident_id = c.resident_id
WHERE c.tenant_id = :tenant AND c.resident_id = :resident AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/ ORDER BY c.change_id DESC LIMIT 200;

-- statement change_clear run
-- param tenant id
-- param resident id
DELETE FROM resident_change WHERE tenant_id = :tenant AND resident_id = :resident;

-- statement token_add run
-- param tenant id
-- param token text
-- param resident id
INSERT INTO search_token (tenant_id, token, resident_id) VALUES (:tenant, :token, :resident) ON CONFLICT DO NOTHING;

-- # Sixteen at once, as loading many residents writes them: the parameters lie in memory as an array of struct token.
-- statement token_add_many run
-- param tenant id
-- param token_a text
-- param resident_a id
-- param token_b text
-- param resident_b id
-- param token_c text
-- param resident_c id
-- param token_d text
-- param resident_d id
-- param token_e text
-- param resident_e id
-- param token_f text
-- param resident_f id
-- param token_g text
-- param resident_g id
-- param token_h text
-- param resident_h id
-- param token_i text
-- param resident_i id
-- param token_j text
-- param resident_j id
-- param token_k text
-- param resident_k id
-- param token_l text
-- param resident_l id
-- param token_m text
-- param resident_m id
-- param token_n text
-- param resident_n id
-- param token_o text
-- param resident_o id
-- param token_p text
-- param resident_p id
INSERT INTO search_token (tenant_id, token, resident_id) VALUES
    (:tenant, :token_a, :resident_a), (:tenant, :token_b, :resident_b), (:tenant, :token_c, :resident_c), (:tenant, :token_d, :resident_d),
    (:tenant, :token_e, :resident_e), (:tenant, :token_f, :resident_f), (:tenant, :token_g, :resident_g), (:tenant, :token_h, :resident_h),
    (:tenant, :token_i, :resident_i), (:tenant, :token_j, :resident_j), (:tenant, :token_k, :resident_k), (:tenant, :token_l, :resident_l),
    (:tenant, :token_m, :resident_m), (:tenant, :token_n, :resident_n), (:tenant, :token_o, :resident_o), (:tenant, :token_p, :resident_p)
ON CONFLICT DO NOTHING;

-- statement token_remove run
-- param tenant id
-- param token text
-- param resident id
DELETE FROM search_token WHERE tenant_id = :tenant AND token = :token AND resident_id = :resident;

-- statement search_range many
-- param tenant id
-- param grids text
-- param from text
-- param to text
-- param limit int
-- column resident_id id
-- column version int
-- column name text
-- column sex text
-- column birth_date text
-- column phone text
-- column residence text
-- column household_id id
-- column relation text
-- column place_id id
-- column address text
-- column grid_id id
-- column grid_name text
-- column cares text
-- column pinyin_key text
-- column stroke_key text
-- column address_key text
-- column former_name text
-- column token text
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT r.resident_id, r.version, r.name, r.sex, r.birth_date, r.phone, r.residence, r.household_id, r.relation, r.place_id, p.address, r.grid_id, g.name AS grid_name, r.cares, r.pinyin_key, r.stroke_key, r.address_key, r.former_name, t.token
FROM search_token t
JOIN resident r ON r.tenant_id = t.tenant_id AND r.resident_id = t.resident_id
LEFT JOIN place p ON p.tenant_id = r.tenant_id AND p.place_id = r.place_id
LEFT JOIN grid g ON g.tenant_id = r.tenant_id AND g.grid_id = r.grid_id
WHERE t.tenant_id = :tenant AND t.token >= :from AND t.token < :to AND r.merged_into = 0 AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/
ORDER BY t.token, t.resident_id LIMIT :limit;

-- statement search_citizen many
-- param tenant id
-- param grids text
-- param index bytes
-- param tail bytes
-- param limit int
-- column resident_id id
-- column version int
-- column name text
-- column sex text
-- column birth_date text
-- column phone text
-- column residence text
-- column household_id id
-- column relation text
-- column place_id id
-- column address text
-- column grid_id id
-- column grid_name text
-- column cares text
-- column pinyin_key text
-- column stroke_key text
-- column address_key text
-- column former_name text
-- column token text
-- column citizen_id bytes
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT r.resident_id, r.version, r.name, r.sex, r.birth_date, r.phone, r.residence, r.household_id, r.relation, r.place_id, p.address, r.grid_id, g.name AS grid_name, r.cares, r.pinyin_key, r.stroke_key, r.address_key, r.former_name, '' AS token, r.citizen_id
FROM resident r
LEFT JOIN place p ON p.tenant_id = r.tenant_id AND p.place_id = r.place_id
LEFT JOIN grid g ON g.tenant_id = r.tenant_id AND g.grid_id = r.grid_id
WHERE r.tenant_id = :tenant AND r.citizen_tail = :tail AND (:index IS NULL OR r.citizen_index = :index) AND r.merged_into = 0 AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/
ORDER BY r.resident_id LIMIT :limit;

-- statement search_place many
-- param tenant id
-- param grids text
-- param from text
-- param to text
-- param limit int
-- column resident_id id
-- column version int
-- column name text
-- column sex text
-- column birth_date text
-- column phone text
-- column residence text
-- column household_id id
-- column relation text
-- column place_id id
-- column address text
-- column grid_id id
-- column grid_name text
-- column cares text
-- column pinyin_key text
-- column stroke_key text
-- column address_key text
-- column former_name text
-- column token text
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT r.resident_id, r.version, r.name, r.sex, r.birth_date, r.phone, r.residence, r.household_id, r.relation, r.place_id, p.address, r.grid_id, g.name AS grid_name, r.cares, r.pinyin_key, r.stroke_key, r.address_key, r.former_name, '' AS token
FROM resident r
LEFT JOIN place p ON p.tenant_id = r.tenant_id AND p.place_id = r.place_id
LEFT JOIN grid g ON g.tenant_id = r.tenant_id AND g.grid_id = r.grid_id
WHERE r.tenant_id = :tenant AND r.status = 'here' AND r.address_key >= :from AND r.address_key < :to AND r.merged_into = 0 AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/
ORDER BY r.address_key, r.resident_id LIMIT :limit;

-- statement search_firm many
-- param tenant id
-- param from text
-- param to text
-- column firm_id id
-- column name text
-- column address text
SELECT f.firm_id, f.name, p.address FROM firm f
LEFT JOIN place p ON p.tenant_id = f.tenant_id AND p.place_id = f.place_id
WHERE f.tenant_id = :tenant AND f.name >= :from AND f.name < :to
  AND f.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) ORDER BY f.name LIMIT 20;

-- statement match_list many
-- param tenant id
-- param grids text
-- column resident_id id
-- column name text
-- column former_name text
-- column sex text
-- column birth_date text
-- column phone text
-- column phone_2 text
-- column address text
-- column place_id id
-- column household_id id
-- column citizen_index bytes
-- column citizen_tail bytes
-- column registered_address text
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT r.resident_id, r.name, r.former_name, r.sex, r.birth_date, r.phone, (SELECT min(f.phone) FROM resident_phone f WHERE f.tenant_id = r.tenant_id AND f.resident_id = r.resident_id AND f.position = 2) AS phone_2, p.address, r.place_id, r.household_id, r.citizen_index, r.citizen_tail, r.registered_address
FROM resident r LEFT JOIN place p ON p.tenant_id = r.tenant_id AND p.place_id = r.place_id
WHERE r.tenant_id = :tenant AND r.merged_into = 0 AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/
ORDER BY r.resident_id;

-- statement household_get one
-- param tenant id
-- param grids text
-- param household id
-- column household_id id
-- column version int
-- column number text
-- column place_id id
-- column address text
-- column head_id id
-- column head_name text
-- column people int
-- optional scope: AND EXISTS (SELECT 1 FROM resident r WHERE r.tenant_id = h.tenant_id AND r.household_id = h.household_id AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids))
SELECT h.household_id, h.version, h.number, h.place_id, p.address,
    (SELECT min(r.resident_id) FROM resident r WHERE r.tenant_id = h.tenant_id AND r.household_id = h.household_id AND r.relation = '02' AND r.merged_into = 0 AND r.status = 'here') AS head_id,
    (SELECT min(r.name) FROM resident r WHERE r.tenant_id = h.tenant_id AND r.household_id = h.household_id AND r.relation = '02' AND r.merged_into = 0 AND r.status = 'here') AS head_name,
    (SELECT count(*) FROM resident r WHERE r.tenant_id = h.tenant_id AND r.household_id = h.household_id AND r.merged_into = 0 AND r.status = 'here') AS people
FROM household h LEFT JOIN place p ON p.tenant_id = h.tenant_id AND p.place_id = h.place_id
WHERE h.tenant_id = :tenant AND h.household_id = :household
  AND h.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/;

-- statement household_add run
-- param tenant id
-- param household id
-- param batch id
-- param number text
-- param place id
INSERT INTO household (tenant_id, household_id, batch_id, version, number, place_id) VALUES (:tenant, :household, :batch, 1, :number, :place);

-- statement household_heads many
-- param tenant id
-- param household id
-- column resident_id id
SELECT resident_id FROM resident WHERE tenant_id = :tenant AND household_id = :household AND relation = '02' AND merged_into = 0;

-- statement household_by_number many
-- param tenant id
-- param number text
-- column household_id id
-- column place_id id
SELECT household_id, place_id FROM household WHERE tenant_id = :tenant AND number = :number ORDER BY household_id LIMIT 2;

-- statement household_batch_remove run
-- param tenant id
-- param batch id
DELETE FROM household WHERE tenant_id = :tenant AND batch_id = :batch
  AND NOT EXISTS (SELECT 1 FROM resident r WHERE r.tenant_id = household.tenant_id AND r.household_id = household.household_id);

-- statement firm_get one
-- param tenant id
-- param grids text
-- param today text
-- param firm id
-- column firm_id id
-- column version int
-- column name text
-- column credit_code text
-- column place_id id
-- column address text
-- column headcount int
-- column on_register int
-- column contact text
-- column phone text
-- column valid_to text
-- column name_key text
-- optional scope: AND p.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT f.firm_id, f.version, f.name, f.credit_code, f.place_id, p.address, f.headcount,
    (SELECT count(*) FROM employment e JOIN resident r ON r.tenant_id = e.tenant_id AND r.resident_id = e.resident_id
     WHERE e.tenant_id = f.tenant_id AND e.firm_id = f.firm_id AND r.status = 'here' AND r.merged_into = 0 AND (e.since IS NULL OR e.since <= :today) AND (e.until IS NULL OR e.until >= :today)) AS on_register,
    f.contact, f.phone, f.valid_to, f.name_key
FROM firm f LEFT JOIN place p ON p.tenant_id = f.tenant_id AND p.place_id = f.place_id
WHERE f.tenant_id = :tenant AND f.firm_id = :firm AND f.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/;

-- statement firm_list many
-- param tenant id
-- param grids text
-- param today text
-- param after_key text
-- param after id
-- param limit int
-- column firm_id id
-- column version int
-- column name text
-- column credit_code text
-- column place_id id
-- column address text
-- column headcount int
-- column on_register int
-- column contact text
-- column phone text
-- column valid_to text
-- column name_key text
-- optional scope: AND p.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT f.firm_id, f.version, f.name, f.credit_code, f.place_id, p.address, f.headcount,
    (SELECT count(*) FROM employment e JOIN resident r ON r.tenant_id = e.tenant_id AND r.resident_id = e.resident_id
     WHERE e.tenant_id = f.tenant_id AND e.firm_id = f.firm_id AND r.status = 'here' AND r.merged_into = 0 AND (e.since IS NULL OR e.since <= :today) AND (e.until IS NULL OR e.until >= :today)) AS on_register,
    f.contact, f.phone, f.valid_to, f.name_key
FROM firm f LEFT JOIN place p ON p.tenant_id = f.tenant_id AND p.place_id = f.place_id
WHERE f.tenant_id = :tenant AND (f.name_key, f.firm_id) > (:after_key, :after) AND f.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/
ORDER BY f.name_key, f.firm_id LIMIT :limit;

-- statement firm_find many
-- param tenant id
-- param name text
-- column firm_id id
SELECT firm_id FROM firm WHERE tenant_id = :tenant AND name = :name AND valid_to IS NULL ORDER BY firm_id LIMIT 1;

-- statement firm_add run
-- param tenant id
-- param firm id
-- param batch id
-- param name text
-- param name_key text
-- param credit_code text
-- param place id
-- param headcount int
-- param contact text
-- param phone text
-- param valid_to text
INSERT INTO firm (tenant_id, firm_id, batch_id, version, name, name_key, credit_code, place_id, headcount, contact, phone, valid_to)
VALUES (:tenant, :firm, :batch, 1, :name, :name_key, :credit_code, :place, :headcount, :contact, :phone, :valid_to);

-- statement firm_set run
-- param tenant id
-- param firm id
-- param version int
-- param name text
-- param name_key text
-- param credit_code text
-- param place id
-- param headcount int
-- param contact text
-- param phone text
-- param valid_to text
UPDATE firm SET version = version + 1, name = :name, name_key = :name_key, credit_code = :credit_code, place_id = :place,
    headcount = :headcount, contact = :contact, phone = :phone, valid_to = :valid_to
WHERE tenant_id = :tenant AND firm_id = :firm AND version = :version;

-- statement firm_batch_remove run
-- param tenant id
-- param batch id
DELETE FROM firm WHERE tenant_id = :tenant AND batch_id = :batch AND version = 1
  AND NOT EXISTS (SELECT 1 FROM employment e WHERE e.tenant_id = firm.tenant_id AND e.firm_id = firm.firm_id);

-- statement employment_add run
-- param tenant id
-- param employment id
-- param resident id
-- param firm id
-- param since text
-- param until text
INSERT INTO employment (tenant_id, employment_id, resident_id, firm_id, since, until) VALUES (:tenant, :employment, :resident, :firm, :since, :until);

-- statement employment_end run
-- param tenant id
-- param resident id
-- param last text
UPDATE employment SET until = :last WHERE tenant_id = :tenant AND resident_id = :resident AND (until IS NULL OR until > :last);

-- statement employment_clear run
-- param tenant id
-- param resident id
DELETE FROM employment WHERE tenant_id = :tenant AND resident_id = :resident;

-- statement employment_list many
-- param tenant id
-- param grids text
-- param resident id
-- column employment_id id
-- column resident_id id
-- column firm_id id
-- column firm_name text
-- column resident_name text
-- column since text
-- column until text
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT e.employment_id, e.resident_id, e.firm_id, f.name AS firm_name, r.name AS resident_name, e.since, e.until
FROM employment e JOIN firm f ON f.tenant_id = e.tenant_id AND f.firm_id = e.firm_id
JOIN resident r ON r.tenant_id = e.tenant_id AND r.resident_id = e.resident_id
WHERE e.tenant_id = :tenant AND e.resident_id = :resident AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/ ORDER BY e.until IS NOT NULL, e.employment_id DESC;

-- statement firm_people many
-- param tenant id
-- param grids text
-- param today text
-- param firm id
-- param limit int
-- column resident_id id
-- column version int
-- column name text
-- column sex text
-- column birth_date text
-- column phone text
-- column residence text
-- column household_id id
-- column relation text
-- column place_id id
-- column address text
-- column grid_id id
-- column grid_name text
-- column cares text
-- column pinyin_key text
-- column stroke_key text
-- column address_key text
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT r.resident_id, r.version, r.name, r.sex, r.birth_date, r.phone, r.residence, r.household_id, r.relation, r.place_id, p.address, r.grid_id, g.name AS grid_name, r.cares, r.pinyin_key, r.stroke_key, r.address_key
FROM employment e
JOIN resident r ON r.tenant_id = e.tenant_id AND r.resident_id = e.resident_id
LEFT JOIN place p ON p.tenant_id = r.tenant_id AND p.place_id = r.place_id
LEFT JOIN grid g ON g.tenant_id = r.tenant_id AND g.grid_id = r.grid_id
WHERE e.tenant_id = :tenant AND e.firm_id = :firm AND r.status = 'here' AND r.merged_into = 0 AND (e.since IS NULL OR e.since <= :today) AND (e.until IS NULL OR e.until >= :today) AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/
ORDER BY r.pinyin_key, r.resident_id LIMIT :limit;

-- statement merge_get one
-- param tenant id
-- param grids text
-- param merge id
-- column merge_id id
-- column kept_id id
-- column gone_id id
-- column kept_name text
-- column gone_name text
-- column at time
-- column by text
-- column reason text
-- column links int
-- column undone_at time
-- optional scope: AND k.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT m.merge_id, m.kept_id, m.gone_id, k.name AS kept_name, r.name AS gone_name, m.at, m.account_name AS by, m.reason,
    (SELECT count(*) FROM merge_link l WHERE l.tenant_id = m.tenant_id AND l.merge_id = m.merge_id AND l.kind <> 'fact') AS links, m.undone_at
FROM merge m
JOIN resident k ON k.tenant_id = m.tenant_id AND k.resident_id = m.kept_id
JOIN resident r ON r.tenant_id = m.tenant_id AND r.resident_id = m.gone_id
WHERE m.tenant_id = :tenant AND m.merge_id = :merge /*optional*/;

-- statement merge_list many
-- param tenant id
-- param grids text
-- param resident id
-- column merge_id id
-- column kept_id id
-- column gone_id id
-- column kept_name text
-- column gone_name text
-- column at time
-- column by text
-- column reason text
-- column links int
-- column undone_at time
-- optional scope: AND k.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT m.merge_id, m.kept_id, m.gone_id, k.name AS kept_name, r.name AS gone_name, m.at, m.account_name AS by, m.reason,
    (SELECT count(*) FROM merge_link l WHERE l.tenant_id = m.tenant_id AND l.merge_id = m.merge_id AND l.kind <> 'fact') AS links, m.undone_at
FROM merge m
JOIN resident k ON k.tenant_id = m.tenant_id AND k.resident_id = m.kept_id
JOIN resident r ON r.tenant_id = m.tenant_id AND r.resident_id = m.gone_id
WHERE m.tenant_id = :tenant AND (m.kept_id = :resident OR m.gone_id = :resident) /*optional*/
ORDER BY m.merge_id DESC;

-- statement merge_later one
-- param tenant id
-- param kept id
-- param merge id
-- column later int
SELECT count(*) AS later FROM merge
WHERE tenant_id = :tenant AND (kept_id = :kept OR gone_id = :kept) AND merge_id > :merge AND undone_at IS NULL;

-- statement merge_add run
-- param tenant id
-- param merge id
-- param kept id
-- param gone id
-- param at time
-- param account id
-- param account_name text
-- param reason text
INSERT INTO merge (tenant_id, merge_id, kept_id, gone_id, at, account_id, account_name, reason)
VALUES (:tenant, :merge, :kept, :gone, :at, :account, :account_name, :reason);

-- statement merge_undo run
-- param tenant id
-- param merge id
-- param at time
UPDATE merge SET undone_at = :at WHERE tenant_id = :tenant AND merge_id = :merge AND undone_at IS NULL;

-- statement merge_link_add run
-- param tenant id
-- param merge id
-- param kind text
-- param link text
-- param row id
INSERT INTO merge_link (tenant_id, merge_id, kind, link, row_id) VALUES (:tenant, :merge, :kind, :link, :row);

-- statement merge_links many
-- param tenant id
-- param merge id
-- column kind text
-- column link text
-- column row_id id
SELECT kind, link, row_id FROM merge_link WHERE tenant_id = :tenant AND merge_id = :merge ORDER BY kind, link, row_id;

-- statement link_stay_list many
-- param tenant id
-- param subject id
-- column row id
SELECT stay_id AS row FROM stay WHERE tenant_id = :tenant AND resident_id = :subject;

-- statement link_stay_move run
-- param tenant id
-- param row id
-- param from id
-- param to id
UPDATE stay SET resident_id = :to WHERE tenant_id = :tenant AND stay_id = :row AND resident_id = :from;

-- statement link_care_list many
-- param tenant id
-- param subject id
-- column row id
SELECT care_id AS row FROM care_need WHERE tenant_id = :tenant AND resident_id = :subject;

-- statement link_care_move run
-- param tenant id
-- param row id
-- param from id
-- param to id
UPDATE care_need SET resident_id = :to WHERE tenant_id = :tenant AND care_id = :row AND resident_id = :from;

-- statement link_employment_list many
-- param tenant id
-- param subject id
-- column row id
SELECT employment_id AS row FROM employment WHERE tenant_id = :tenant AND resident_id = :subject;

-- statement link_employment_move run
-- param tenant id
-- param row id
-- param from id
-- param to id
UPDATE employment SET resident_id = :to WHERE tenant_id = :tenant AND employment_id = :row AND resident_id = :from;

-- statement proposals many
-- param tenant id
-- param grids text
-- param resident id
-- column resident_id id
-- column version int
-- column name text
-- column birth_date text
-- column phone text
-- column address text
-- column why text
-- optional scope: AND r.grid_id IN (SELECT a.grid_id FROM grid_above a WHERE a.tenant_id = :tenant AND replace(:grids, '|' || a.above_id || '|', '') <> :grids)
SELECT r.resident_id, r.version, r.name, r.birth_date, r.phone, p.address,
    CASE WHEN r.citizen_index = me.citizen_index THEN 'id' WHEN r.name = me.name AND r.birth_date = me.birth_date THEN 'birth' ELSE 'phone' END AS why
FROM resident me
JOIN resident r ON r.tenant_id = me.tenant_id AND r.resident_id <> me.resident_id AND r.merged_into = 0
    AND r.resident_id IN (
        SELECT x.resident_id FROM resident x WHERE x.tenant_id = me.tenant_id AND x.citizen_index = me.citizen_index
        UNION SELECT y.resident_id FROM resident y WHERE y.tenant_id = me.tenant_id AND y.status = 'here' AND y.pinyin_key = me.pinyin_key
            AND (y.birth_date = me.birth_date OR (me.phone IS NOT NULL AND y.phone = me.phone)))
LEFT JOIN place p ON p.tenant_id = r.tenant_id AND p.place_id = r.place_id
WHERE me.tenant_id = :tenant AND me.resident_id = :resident AND me.merged_into = 0
  AND r.batch_id NOT IN (SELECT batch_id FROM hidden_batch WHERE tenant_id = :tenant) /*optional*/
ORDER BY r.resident_id LIMIT 10;

