#!/usr/bin/env bash
# Bringing a list in against importing the same 50,000 rows with sqlite3 into an indexed table.
set -euo pipefail
program=${PROGRAM:-build/release/bench/intake}
folder=$(mktemp -d build/bench-intake.XXXXXX)
trap 'rm -rf "$folder"' EXIT
"$program" csv "$folder/people.csv"
import() {
    rm -f "$folder/people.db"*
    sqlite3 "$folder/people.db" <<SQL
PRAGMA journal_mode=WAL;
CREATE TABLE resident(name TEXT, sex TEXT, birth_date TEXT, citizen_id TEXT, phone TEXT, compound TEXT,
                      address TEXT, note TEXT);
CREATE INDEX by_name ON resident(name);
CREATE INDEX by_birth ON resident(birth_date);
CREATE INDEX by_id ON resident(citizen_id);
CREATE INDEX by_phone ON resident(phone);
CREATE INDEX by_address ON resident(compound, address);
.mode csv
.import $folder/people.csv resident
SQL
}
best=999
for _ in 1 2 3; do
    start=$(date +%s%N)
    import > /dev/null
    end=$(date +%s%N)
    best=$(awk -v a="$best" -v b="$(((end - start) / 1000000))" 'BEGIN { b /= 1000; print (b < a) ? b : a }')
done
mkdir "$folder/data"
"$program" "$folder/data" > "$folder/times"
awk -v import="$best" '
    { value[$1] = $2 }
    END {
        printf "sqlite3 .import of 50,000 rows: 1.00 (%.3f s)\n", import
        printf "reading a spreadsheet of them, checking and staging: %.2f (at most 4)\n", value["stage"] / import
        printf "writing them into the register: %.2f (at most 6)\n", value["apply"] / import
        printf "memory at most: %.1f MB, of which the benchmark itself holds the file\n", value["memory"] / 1e6
        exit !(value["stage"] <= 4 * import && value["apply"] <= 6 * import)
    }' "$folder/times"
