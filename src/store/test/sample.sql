-- # Statements of the store's own tests: every kind, every type, clauses and orders.

-- statement add_thing run
-- param tenant id
-- param thing id
-- param room id
-- param name text
-- param note text
-- param picture bytes
-- param is_new flag
-- param seen time
-- param size int
INSERT INTO thing (tenant_id, thing_id, room_id, name, note, picture, is_new, seen, size)
VALUES (:tenant, :thing, :room, :name, :note, :picture, :is_new, :seen, :size);

-- statement get_thing one
-- param tenant id
-- param thing id
-- column thing_id id
-- column room_id id
-- column name text
-- column note text
-- column picture bytes
-- column is_new flag
-- column seen time
-- column size int
SELECT thing_id, room_id, name, note, picture, is_new, seen, size
  FROM thing WHERE tenant_id = :tenant AND thing_id = :thing;

-- statement list_things many
-- param tenant id
-- param room id
-- param least int
-- param after id
-- param after_name text
-- param limit int
-- column thing_id id
-- column name text
-- optional room: AND room_id = :room
-- optional least: AND size >= :least
-- order id: AND thing_id > :after ORDER BY thing_id
-- order name: AND (name, thing_id) > (:after_name, :after) ORDER BY name, thing_id
SELECT thing_id, name FROM thing
 WHERE tenant_id = :tenant /*optional*/ /*order*/ LIMIT :limit;

-- statement count_things one
-- param tenant id
-- column total int
SELECT count(*) AS total FROM thing WHERE tenant_id = :tenant;

-- statement rename_thing run one
-- param tenant id
-- param thing id
-- param name text
-- column size int
UPDATE thing SET name = :name WHERE tenant_id = :tenant AND thing_id = :thing RETURNING size;

-- statement claim_name run one
-- param tenant id
-- param thing id
-- param name text
-- column thing_id id
INSERT INTO thing (tenant_id, thing_id, name, is_new, size) VALUES (:tenant, :thing, :name, 1, 0)
ON CONFLICT (tenant_id, name) DO NOTHING RETURNING thing_id;

-- statement grow_all run
-- param tenant id
UPDATE thing SET size = size + 1 WHERE tenant_id = :tenant;

-- statement drop_thing run
-- param tenant id
-- param thing id
DELETE FROM thing WHERE tenant_id = :tenant AND thing_id = :thing;

-- statement everything many
-- column thing_id id
-- scan ok: the tests' tables are small
SELECT thing_id FROM thing ORDER BY tenant_id, thing_id;
