-- A small world for the store's own tests.
CREATE TABLE room (
    tenant_id id NOT NULL,
    room_id id NOT NULL,
    name text NOT NULL,
    PRIMARY KEY (tenant_id, room_id)
);
CREATE TABLE thing (
    tenant_id id NOT NULL,
    thing_id id NOT NULL,
    room_id id,
    name text NOT NULL,
    note text, -- with a comment, and a comma
    picture bytes,
    is_new flag NOT NULL,
    seen time,
    size int NOT NULL CHECK (size >= 0),
    PRIMARY KEY (tenant_id, thing_id),
    UNIQUE (tenant_id, name),
    FOREIGN KEY (tenant_id, room_id) REFERENCES room (tenant_id, room_id)
);
CREATE INDEX thing_room ON thing (tenant_id, room_id, thing_id);
CREATE TABLE tag (
    tenant_id id NOT NULL,
    word text NOT NULL,
    thing_id id NOT NULL,
    PRIMARY KEY (tenant_id, word, thing_id)
) /*clustered*/;
INSERT INTO room (tenant_id, room_id, name) VALUES (1, 1, 'hall; with "quotes" and ''more''');
