-- # The statements of screening. Ids and times that are not there are 0, texts that are not there NULL.

-- statement campaign_add run
-- param tenant id
-- param campaign_id id
-- param title text
-- param reference text
-- param purpose text
-- param basis text
-- param state text
-- param round int
-- param follows_id id
-- param starts time
-- param due time
-- param keep_until time
-- param manager_id id
-- param tries int
-- param entries int
-- param version int
-- param created time
-- param closed time
INSERT INTO campaign (tenant_id, campaign_id, title, reference, purpose, basis, state, round, follows_id, starts,
    due, keep_until, manager_id, tries, entries, version, created, closed)
VALUES (:tenant, :campaign_id, :title, :reference, :purpose, :basis, :state, :round, :follows_id,
        :starts, :due, :keep_until, :manager_id, :tries, :entries, :version, :created, :closed);

-- statement campaign_get one
-- param tenant id
-- param campaign id
-- column campaign_id id
-- column title text
-- column reference text
-- column purpose text
-- column basis text
-- column state text
-- column round int
-- column follows_id id
-- column starts time
-- column due time
-- column keep_until time
-- column manager_id id
-- column tries int
-- column entries int
-- column version int
-- column created time
-- column closed time
SELECT campaign_id, title, reference, purpose, basis, state, round, follows_id, starts, due,
       keep_until, manager_id, tries, entries, version, created, closed
  FROM campaign WHERE tenant_id = :tenant AND campaign_id = :campaign;

-- statement campaign_list many
-- param tenant id
-- param after id
-- param limit int
-- column campaign_id id
-- column title text
-- column reference text
-- column purpose text
-- column basis text
-- column state text
-- column round int
-- column follows_id id
-- column starts time
-- column due time
-- column keep_until time
-- column manager_id id
-- column tries int
-- column entries int
-- column version int
-- column created time
-- column closed time
SELECT campaign_id, title, reference, purpose, basis, state, round, follows_id, starts, due,
       keep_until, manager_id, tries, entries, version, created, closed
  FROM campaign WHERE tenant_id = :tenant AND campaign_id < :after
 ORDER BY campaign_id DESC LIMIT :limit;

-- statement campaign_running many
-- param tenant id
-- param limit int
-- column campaign_id id
-- column title text
-- column reference text
-- column purpose text
-- column basis text
-- column state text
-- column round int
-- column follows_id id
-- column starts time
-- column due time
-- column keep_until time
-- column manager_id id
-- column tries int
-- column entries int
-- column version int
-- column created time
-- column closed time
SELECT campaign_id, title, reference, purpose, basis, state, round, follows_id, starts, due,
       keep_until, manager_id, tries, entries, version, created, closed
  FROM campaign WHERE tenant_id = :tenant AND state = 'running' ORDER BY campaign_id DESC
 LIMIT :limit;

-- # Takes the next numbers of the list; nothing while the campaign is not running.
-- statement campaign_grow run one
-- param tenant id
-- param campaign id
-- param more int
-- column entries int
UPDATE campaign SET entries = entries + :more
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND state = 'running' RETURNING entries;

-- statement campaign_close run
-- param tenant id
-- param campaign id
-- param now time
UPDATE campaign SET state = 'closed', closed = :now, version = version + 1
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND state = 'running';

-- statement question_add run
-- param tenant id
-- param campaign_id id
-- param position int
-- param kind text
-- param subject text
-- param question text
-- param hint text
INSERT INTO campaign_question (tenant_id, campaign_id, position, kind, subject, question, hint)
VALUES (:tenant, :campaign_id, :position, :kind, :subject, :question, :hint);

-- statement question_list many
-- param tenant id
-- param campaign id
-- column position int
-- column kind text
-- column subject text
-- column question text
-- column hint text
SELECT position, kind, subject, question, hint
  FROM campaign_question WHERE tenant_id = :tenant AND campaign_id = :campaign ORDER BY position;

-- statement option_add run
-- param tenant id
-- param campaign_id id
-- param question int
-- param position int
-- param label text
-- param asks_help flag
INSERT INTO campaign_option (tenant_id, campaign_id, question, position, label, asks_help)
VALUES (:tenant, :campaign_id, :question, :position, :label, :asks_help);

-- statement option_list many
-- param tenant id
-- param campaign id
-- column question int
-- column position int
-- column label text
-- column asks_help flag
SELECT question, position, label, asks_help
  FROM campaign_option WHERE tenant_id = :tenant AND campaign_id = :campaign
 ORDER BY question, position;

-- statement column_add run
-- param tenant id
-- param campaign_id id
-- param position int
-- param heading text
-- param is_sensitive flag
INSERT INTO campaign_column (tenant_id, campaign_id, position, heading, is_sensitive)
VALUES (:tenant, :campaign_id, :position, :heading, :is_sensitive);

-- statement column_list many
-- param tenant id
-- param campaign id
-- column position int
-- column heading text
-- column is_sensitive flag
SELECT position, heading, is_sensitive
  FROM campaign_column WHERE tenant_id = :tenant AND campaign_id = :campaign ORDER BY position;

-- statement worker_add run
-- param tenant id
-- param campaign_id id
-- param account_id id
-- param since time
-- param until time
-- param share int
INSERT INTO campaign_worker (tenant_id, campaign_id, account_id, since, until, share)
VALUES (:tenant, :campaign_id, :account_id, :since, :until, :share)
    ON CONFLICT (tenant_id, campaign_id, account_id, since)
    DO UPDATE SET share = excluded.share, until = excluded.until;

-- statement worker_list many
-- param tenant id
-- param campaign id
-- column account_id id
-- column share int
-- column since time
SELECT account_id, share, since
  FROM campaign_worker WHERE tenant_id = :tenant AND campaign_id = :campaign AND until = 0
 ORDER BY account_id;

-- statement worker_end run
-- param tenant id
-- param campaign id
-- param account id
-- param now time
UPDATE campaign_worker SET until = :now
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND account_id = :account AND until = 0;

-- statement entry_add run
-- param tenant id
-- param campaign_id id
-- param entry_id id
-- param number int
-- param resident_id id
-- param name text
-- param phone text
-- param address text
-- param citizen_id_sealed bytes
-- param details_sealed bytes
-- param batch_id id
-- param batch_row int
-- param place_id id
-- param building_id id
-- param grid_id id
-- param walk_key text
-- param building text
-- param room text
-- param search text
-- param status_day text
INSERT INTO campaign_entry (
    tenant_id, campaign_id, entry_id, number, resident_id, name, phone, address,
    citizen_id_sealed, details_sealed, batch_id, batch_row, place_id, building_id, grid_id, walk_key, building,
    room, search, status_day, account_id, assigned, status, is_open, attempts, last_attempt,
    last_account_id, next_try, same_caller, duplicate_of, handed_to, note, help_asked,
    help_given, held_by, held_until, version)
VALUES (:tenant, :campaign_id, :entry_id, :number, :resident_id, :name, :phone, :address,
        :citizen_id_sealed, :details_sealed, :batch_id, :batch_row, :place_id, :building_id,
        :grid_id, :walk_key, :building, :room, :search, :status_day, 0, 0, 'untouched', 1, 0,
        0, 0, 0, 0, 0, NULL, NULL, 0, 0, 0, 0, 1);

-- statement entry_of_resident one
-- param tenant id
-- param campaign id
-- param resident id
-- column entry_id id
-- column number int
SELECT entry_id, number FROM campaign_entry
 WHERE tenant_id = :tenant AND resident_id = :resident AND campaign_id = :campaign;

-- statement entry_of_number one
-- param tenant id
-- param campaign id
-- param number int
-- column entry_id id
-- column status text
SELECT entry_id, status FROM campaign_entry
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND number = :number;

-- statement entry_get one
-- param tenant id
-- param campaign id
-- param entry id
-- column entry_id id
-- column campaign_id id
-- column number int
-- column resident_id id
-- column name text
-- column phone text
-- column address text
-- column place_id id
-- column building_id id
-- column grid_id id
-- column walk_key text
-- column building text
-- column room text
-- column account_id id
-- column status text
-- column status_day text
-- column attempts int
-- column last_attempt time
-- column last_account_id id
-- column next_try time
-- column same_caller flag
-- column duplicate_of int
-- column handed_to text
-- column note text
-- column help_asked time
-- column help_given time
-- column held_by id
-- column held_until time
-- column version int
SELECT entry_id, campaign_id, number, resident_id, name, phone, address, place_id, building_id,
       grid_id, walk_key, building, room, account_id, status, status_day, attempts,
       last_attempt, last_account_id, next_try, same_caller, duplicate_of, handed_to, note, help_asked, help_given,
       held_by, held_until, version
  FROM campaign_entry
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND entry_id = :entry;

-- statement entry_sealed one
-- param tenant id
-- param campaign id
-- param entry id
-- column citizen_id_sealed bytes
-- column details_sealed bytes
SELECT citizen_id_sealed, details_sealed FROM campaign_entry
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND entry_id = :entry;

-- # A scope without all grids is a text |12|15| of grids; what is assigned to oneself is always within.
-- statement entry_list many
-- param tenant id
-- param campaign id
-- param all_grids flag
-- param me id
-- param grids text
-- param grid id
-- param building id
-- param account id
-- param status text
-- param is_open int
-- param tried flag
-- param search text
-- param after_walk text
-- param after_entry id
-- param limit int
-- column entry_id id
-- column campaign_id id
-- column number int
-- column resident_id id
-- column name text
-- column phone text
-- column address text
-- column place_id id
-- column building_id id
-- column grid_id id
-- column walk_key text
-- column building text
-- column room text
-- column account_id id
-- column status text
-- column status_day text
-- column attempts int
-- column last_attempt time
-- column last_account_id id
-- column next_try time
-- column same_caller flag
-- column duplicate_of int
-- column handed_to text
-- column note text
-- column help_asked time
-- column help_given time
-- column held_by id
-- column held_until time
-- column version int
-- optional grid: AND grid_id = :grid
-- optional building: AND building_id = :building
-- optional account: AND account_id = :account
-- optional status: AND status = :status
SELECT entry_id, campaign_id, number, resident_id, name, phone, address, place_id, building_id,
       grid_id, walk_key, building, room, account_id, status, status_day, attempts,
       last_attempt, last_account_id, next_try, same_caller, duplicate_of, handed_to, note, help_asked, help_given,
       held_by, held_until, version
  FROM campaign_entry
 WHERE tenant_id = :tenant AND campaign_id = :campaign /*optional*/
   AND (:is_open < 0 OR is_open = :is_open)
   AND (:tried = 0 OR status IN ('no_answer', 'call_back'))
   AND (:all_grids = 1 OR account_id = :me
        OR :grids LIKE '%|' || grid_id || '|%')
   AND (:search = '' OR search LIKE :search ESCAPE '!')
   AND (walk_key, entry_id) > (:after_walk, :after_entry)
 ORDER BY walk_key, entry_id LIMIT :limit;
-- postgresql
SELECT entry_id, campaign_id, number, resident_id, name, phone, address, place_id, building_id,
       grid_id, walk_key, building, room, account_id, status, status_day, attempts,
       last_attempt, last_account_id, next_try, same_caller, duplicate_of, handed_to, note, help_asked, help_given,
       held_by, held_until, version
  FROM campaign_entry
 WHERE tenant_id = :tenant AND campaign_id = :campaign /*optional*/
   AND (:is_open < 0 OR is_open = :is_open)
   AND (:tried = 0 OR status IN ('no_answer', 'call_back'))
   AND (:all_grids = 1 OR account_id = :me
        OR :grids LIKE '%|' || grid_id || '|%')
   AND (:search = '' OR search LIKE :search ESCAPE '!')
   AND (walk_key, entry_id) > (:after_walk, :after_entry)
 ORDER BY walk_key, entry_id LIMIT :limit;

-- # The same with what is sealed, for the sheet of the evening.
-- statement entry_export many
-- param tenant id
-- param campaign id
-- param all_grids flag
-- param me id
-- param grids text
-- param grid id
-- param building id
-- param account id
-- param status text
-- param is_open int
-- param tried flag
-- param search text
-- param after_walk text
-- param after_entry id
-- param limit int
-- column entry_id id
-- column campaign_id id
-- column number int
-- column resident_id id
-- column name text
-- column phone text
-- column address text
-- column place_id id
-- column building_id id
-- column grid_id id
-- column walk_key text
-- column building text
-- column room text
-- column account_id id
-- column status text
-- column status_day text
-- column attempts int
-- column last_attempt time
-- column last_account_id id
-- column next_try time
-- column same_caller flag
-- column duplicate_of int
-- column handed_to text
-- column note text
-- column help_asked time
-- column help_given time
-- column held_by id
-- column held_until time
-- column version int
-- column citizen_id_sealed bytes
-- column details_sealed bytes
-- optional grid: AND grid_id = :grid
-- optional building: AND building_id = :building
-- optional account: AND account_id = :account
-- optional status: AND status = :status
SELECT entry_id, campaign_id, number, resident_id, name, phone, address, place_id, building_id,
       grid_id, walk_key, building, room, account_id, status, status_day, attempts,
       last_attempt, last_account_id, next_try, same_caller, duplicate_of, handed_to, note, help_asked, help_given,
       held_by, held_until, version, citizen_id_sealed, details_sealed
  FROM campaign_entry
 WHERE tenant_id = :tenant AND campaign_id = :campaign /*optional*/
   AND (:is_open < 0 OR is_open = :is_open)
   AND (:tried = 0 OR status IN ('no_answer', 'call_back'))
   AND (:all_grids = 1 OR account_id = :me
        OR :grids LIKE '%|' || grid_id || '|%')
   AND (:search = '' OR search LIKE :search ESCAPE '!')
   AND (walk_key, entry_id) > (:after_walk, :after_entry)
 ORDER BY walk_key, entry_id LIMIT :limit;
-- postgresql
SELECT entry_id, campaign_id, number, resident_id, name, phone, address, place_id, building_id,
       grid_id, walk_key, building, room, account_id, status, status_day, attempts,
       last_attempt, last_account_id, next_try, same_caller, duplicate_of, handed_to, note, help_asked, help_given,
       held_by, held_until, version, citizen_id_sealed, details_sealed
  FROM campaign_entry
 WHERE tenant_id = :tenant AND campaign_id = :campaign /*optional*/
   AND (:is_open < 0 OR is_open = :is_open)
   AND (:tried = 0 OR status IN ('no_answer', 'call_back'))
   AND (:all_grids = 1 OR account_id = :me
        OR :grids LIKE '%|' || grid_id || '|%')
   AND (:search = '' OR search LIKE :search ESCAPE '!')
   AND (walk_key, entry_id) > (:after_walk, :after_entry)
 ORDER BY walk_key, entry_id LIMIT :limit;

-- # How many there are under a filter, counted to a limit.
-- statement entry_total one
-- param tenant id
-- param campaign id
-- param all_grids flag
-- param me id
-- param grids text
-- param grid id
-- param building id
-- param account id
-- param status text
-- param is_open int
-- param tried flag
-- param search text
-- param limit int
-- column total int
-- optional grid: AND grid_id = :grid
-- optional building: AND building_id = :building
-- optional account: AND account_id = :account
-- optional status: AND status = :status
SELECT count(*) AS total FROM (SELECT 1 AS one FROM campaign_entry
 WHERE tenant_id = :tenant AND campaign_id = :campaign /*optional*/
   AND (:is_open < 0 OR is_open = :is_open)
   AND (:tried = 0 OR status IN ('no_answer', 'call_back'))
   AND (:all_grids = 1 OR account_id = :me
        OR :grids LIKE '%|' || grid_id || '|%')
   AND (:search = '' OR search LIKE :search ESCAPE '!') LIMIT :limit) AS found;
-- postgresql
SELECT count(*) AS total FROM (SELECT 1 AS one FROM campaign_entry
 WHERE tenant_id = :tenant AND campaign_id = :campaign /*optional*/
   AND (:is_open < 0 OR is_open = :is_open)
   AND (:tried = 0 OR status IN ('no_answer', 'call_back'))
   AND (:all_grids = 1 OR account_id = :me
        OR :grids LIKE '%|' || grid_id || '|%')
   AND (:search = '' OR search LIKE :search ESCAPE '!') LIMIT :limit) AS found;

-- statement entry_mine many
-- param tenant id
-- param campaign id
-- param me id
-- param limit int
-- column entry_id id
-- column campaign_id id
-- column number int
-- column resident_id id
-- column name text
-- column phone text
-- column address text
-- column place_id id
-- column building_id id
-- column grid_id id
-- column walk_key text
-- column building text
-- column room text
-- column account_id id
-- column status text
-- column status_day text
-- column attempts int
-- column last_attempt time
-- column last_account_id id
-- column next_try time
-- column same_caller flag
-- column duplicate_of int
-- column handed_to text
-- column note text
-- column help_asked time
-- column help_given time
-- column held_by id
-- column held_until time
-- column version int
SELECT entry_id, campaign_id, number, resident_id, name, phone, address, place_id, building_id,
       grid_id, walk_key, building, room, account_id, status, status_day, attempts,
       last_attempt, last_account_id, next_try, same_caller, duplicate_of, handed_to, note, help_asked, help_given,
       held_by, held_until, version
  FROM campaign_entry
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND account_id = :me AND is_open = 1
 ORDER BY walk_key, entry_id LIMIT :limit;

-- # What there is to divide, in walking order.
-- statement entry_open many
-- param tenant id
-- param campaign id
-- column entry_id id
-- column place_id id
-- column building_id id
-- column building text
-- column grid_id id
-- column account_id id
-- column status text
SELECT entry_id, place_id, building_id, building, grid_id, account_id, status
  FROM campaign_entry
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND is_open = 1
 ORDER BY walk_key, entry_id;

-- statement entry_assign run
-- param tenant id
-- param campaign id
-- param entry id
-- param account id
-- param now time
UPDATE campaign_entry SET account_id = :account, assigned = :now
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND entry_id = :entry AND is_open = 1;

-- statement entry_move run
-- param tenant id
-- param campaign id
-- param entry id
-- param status text
-- param is_open flag
-- param status_day text
-- param attempts int
-- param last_attempt time
-- param last_account id
-- param next_try time
-- param same_caller flag
-- param duplicate_of id
-- param handed_to text
-- param note text
-- param phone text
-- param search text
-- param version int
UPDATE campaign_entry
   SET status = :status, is_open = :is_open, status_day = :status_day, attempts = :attempts,
       last_attempt = :last_attempt, last_account_id = :last_account, next_try = :next_try,
       same_caller = :same_caller, duplicate_of = :duplicate_of, handed_to = :handed_to,
       note = :note, phone = :phone, search = :search, held_by = 0, held_until = 0,
       version = :version + 1
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND entry_id = :entry
   AND version = :version;

-- # Asked: a new request for help; given: it was seen to.
-- statement entry_help run
-- param tenant id
-- param campaign id
-- param entry id
-- param asked time
-- param given time
UPDATE campaign_entry SET help_asked = :asked, help_given = :given
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND entry_id = :entry;

-- statement entry_hold run
-- param tenant id
-- param campaign id
-- param entry id
-- param account id
-- param until time
-- param now time
UPDATE campaign_entry SET held_by = :account, held_until = :until
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND entry_id = :entry
   AND (held_by = 0 OR held_by = :account OR held_until <= :now);

-- statement attempt_add run
-- param tenant id
-- param campaign_id id
-- param entry_id id
-- param attempt_id id
-- param channel text
-- param result text
-- param account_id id
-- param happened time
-- param recorded time
-- param call_back time
-- param note text
-- param counted flag
-- param device text
-- param item text
INSERT INTO campaign_attempt (tenant_id, campaign_id, entry_id, attempt_id, channel, result, account_id, happened, recorded,
    call_back, note, counted, device, item)
VALUES (:tenant, :campaign_id, :entry_id, :attempt_id, :channel, :result, :account_id, :happened,
        :recorded, :call_back, :note, :counted, :device, :item);

-- statement attempt_of_item one
-- param tenant id
-- param device text
-- param item text
-- column campaign_id id
-- column entry_id id
-- column attempt_id id
-- column result text
SELECT campaign_id, entry_id, attempt_id, result FROM campaign_attempt
 WHERE tenant_id = :tenant AND device = :device AND item = :item;

-- statement attempt_list many
-- param tenant id
-- param campaign id
-- param entry id
-- param limit int
-- column attempt_id id
-- column channel text
-- column result text
-- column account_id id
-- column happened time
-- column call_back time
-- column note text
SELECT attempt_id, channel, result, account_id, happened, call_back, note
  FROM campaign_attempt
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND entry_id = :entry
 ORDER BY attempt_id DESC LIMIT :limit;

-- statement answer_set run
-- param tenant id
-- param campaign_id id
-- param entry_id id
-- param question int
-- param sealed bytes
-- param attempt_id id
-- param account_id id
-- param answered time
INSERT INTO campaign_answer (tenant_id, campaign_id, entry_id, question, sealed, attempt_id, account_id, answered)
VALUES (:tenant, :campaign_id, :entry_id, :question, :sealed, :attempt_id, :account_id, :answered)
    ON CONFLICT (tenant_id, campaign_id, entry_id, question)
    DO UPDATE SET sealed = excluded.sealed, attempt_id = excluded.attempt_id,
                  account_id = excluded.account_id, answered = excluded.answered;

-- statement answer_list many
-- param tenant id
-- param campaign id
-- param entry id
-- column question int
-- column sealed bytes
-- column account_id id
-- column answered time
SELECT question, sealed, account_id, answered
  FROM campaign_answer
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND entry_id = :entry ORDER BY question;

-- # Counters.

-- statement count_add run
-- param tenant id
-- param campaign_id id
-- param grid_id id
-- param account_id id
-- param status text
-- param entries int
INSERT INTO campaign_count (tenant_id, campaign_id, grid_id, account_id, status, entries)
VALUES (:tenant, :campaign_id, :grid_id, :account_id, :status, :entries)
    ON CONFLICT (tenant_id, campaign_id, grid_id, account_id, status)
    DO UPDATE SET entries = campaign_count.entries + excluded.entries;

-- statement building_count_add run
-- param tenant id
-- param campaign_id id
-- param building_id id
-- param grid_id id
-- param status text
-- param building text
-- param entries int
INSERT INTO campaign_building_count
    (tenant_id, campaign_id, building_id, grid_id, status, building, entries)
VALUES (:tenant, :campaign_id, :building_id, :grid_id, :status, :building, :entries)
    ON CONFLICT (tenant_id, campaign_id, building_id, grid_id, status)
    DO UPDATE SET entries = campaign_building_count.entries + excluded.entries;

-- statement day_count_add run
-- param tenant id
-- param campaign_id id
-- param day text
-- param status text
-- param entries int
INSERT INTO campaign_day_count (tenant_id, campaign_id, day, status, entries)
VALUES (:tenant, :campaign_id, :day, :status, :entries)
    ON CONFLICT (tenant_id, campaign_id, day, status)
    DO UPDATE SET entries = campaign_day_count.entries + excluded.entries;

-- statement count_by_grid many
-- param tenant id
-- param campaign id
-- param all_grids flag
-- param me id
-- param grids text
-- column group_id id
-- column status text
-- column entries int
SELECT grid_id AS group_id, status, sum(entries) AS entries
  FROM campaign_count
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND entries <> 0
   AND (:all_grids = 1 OR account_id = :me
        OR :grids LIKE '%|' || grid_id || '|%')
 GROUP BY grid_id, status ORDER BY grid_id, status;
-- postgresql
SELECT grid_id AS group_id, status, sum(entries) AS entries
  FROM campaign_count
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND entries <> 0
   AND (:all_grids = 1 OR account_id = :me
        OR :grids LIKE '%|' || grid_id || '|%')
 GROUP BY grid_id, status ORDER BY grid_id, status;

-- statement count_by_worker many
-- param tenant id
-- param campaign id
-- param all_grids flag
-- param me id
-- param grids text
-- column group_id id
-- column status text
-- column entries int
SELECT account_id AS group_id, status, sum(entries) AS entries
  FROM campaign_count
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND entries <> 0
   AND (:all_grids = 1 OR account_id = :me
        OR :grids LIKE '%|' || grid_id || '|%')
 GROUP BY account_id, status ORDER BY account_id, status;
-- postgresql
SELECT account_id AS group_id, status, sum(entries) AS entries
  FROM campaign_count
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND entries <> 0
   AND (:all_grids = 1 OR account_id = :me
        OR :grids LIKE '%|' || grid_id || '|%')
 GROUP BY account_id, status ORDER BY account_id, status;

-- statement count_by_building many
-- param tenant id
-- param campaign id
-- param all_grids flag
-- param grids text
-- column group_id id
-- column name text
-- column status text
-- column entries int
SELECT building_id AS group_id, building AS name, status, entries
  FROM campaign_building_count
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND entries <> 0
   AND (:all_grids = 1 OR :grids LIKE '%|' || grid_id || '|%')
 ORDER BY building_id, grid_id, status;
-- postgresql
SELECT building_id AS group_id, building AS name, status, entries
  FROM campaign_building_count
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND entries <> 0
   AND (:all_grids = 1 OR :grids LIKE '%|' || grid_id || '|%')
 ORDER BY building_id, grid_id, status;

-- # Who has how many of each grid, most first.
-- statement grid_workers many
-- param tenant id
-- param campaign id
-- column grid_id id
-- column account_id id
-- column entries int
SELECT grid_id, account_id, sum(entries) AS entries FROM campaign_count
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND account_id <> 0 AND entries <> 0
 GROUP BY grid_id, account_id ORDER BY grid_id, sum(entries) DESC, account_id;

-- statement open_of_worker one
-- param tenant id
-- param campaign id
-- param account id
-- column open int
SELECT coalesce(sum(entries), 0) AS open FROM campaign_count
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND account_id = :account
   AND status IN ('untouched', 'no_answer', 'call_back', 'needs_visit');

-- statement count_by_day many
-- param tenant id
-- param campaign id
-- column day text
-- column status text
-- column entries int
SELECT day, status, entries FROM campaign_day_count
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND entries <> 0 ORDER BY day, status;

-- # The same of a part of the list.
-- statement count_by_day_within many
-- param tenant id
-- param campaign id
-- param me id
-- param grids text
-- column day text
-- column status text
-- column entries int
SELECT status_day AS day, status, count(*) AS entries FROM campaign_entry
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND is_open = 0
   AND (account_id = :me OR :grids LIKE '%|' || grid_id || '|%')
 GROUP BY status_day, status ORDER BY status_day, status;
-- postgresql
SELECT status_day AS day, status, count(*) AS entries FROM campaign_entry
 WHERE tenant_id = :tenant AND campaign_id = :campaign AND is_open = 0
   AND (account_id = :me OR :grids LIKE '%|' || grid_id || '|%')
 GROUP BY status_day, status ORDER BY status_day, status;

-- # The counters once more, counted from the list itself.

-- statement real_counts many
-- param tenant id
-- param campaign id
-- column grid_id id
-- column account_id id
-- column status text
-- column entries int
SELECT grid_id, account_id, status, count(*) AS entries
  FROM campaign_entry WHERE tenant_id = :tenant AND campaign_id = :campaign
 GROUP BY grid_id, account_id, status ORDER BY grid_id, account_id, status;

-- statement kept_counts many
-- param tenant id
-- param campaign id
-- column grid_id id
-- column account_id id
-- column status text
-- column entries int
SELECT grid_id, account_id, status, entries
  FROM campaign_count WHERE tenant_id = :tenant AND campaign_id = :campaign AND entries <> 0
 ORDER BY grid_id, account_id, status;

-- statement real_building_counts many
-- param tenant id
-- param campaign id
-- column group_id id
-- column status text
-- column entries int
SELECT building_id AS group_id, status, count(*) AS entries
  FROM campaign_entry WHERE tenant_id = :tenant AND campaign_id = :campaign
 GROUP BY building_id, grid_id, status ORDER BY building_id, grid_id, status;

-- statement real_day_counts many
-- param tenant id
-- param campaign id
-- column day text
-- column status text
-- column entries int
SELECT status_day AS day, status, count(*) AS entries
  FROM campaign_entry WHERE tenant_id = :tenant AND campaign_id = :campaign AND is_open = 0
 GROUP BY status_day, status ORDER BY status_day, status;

-- # When two residents are merged, their places on lists follow (struct link in web/module.h).
-- statement link_list many
-- param tenant id
-- param subject id
-- column row id
SELECT entry_id AS row FROM campaign_entry
 WHERE tenant_id = :tenant AND resident_id = :subject ORDER BY entry_id;

-- # Not if the other one is on the same list already: that is a duplicate, which a person decides.
-- statement link_move run
-- param tenant id
-- param row id
-- param from id
-- param to id
UPDATE campaign_entry SET resident_id = :to
 WHERE tenant_id = :tenant AND resident_id = :from AND entry_id = :row
   AND NOT EXISTS (SELECT 1 FROM campaign_entry AS other
                    WHERE other.tenant_id = :tenant AND other.resident_id = :to
                      AND other.campaign_id = campaign_entry.campaign_id);
