#!/usr/bin/env bash
# Pages of the register against a constant page of the same size, over 50,000 and 500,000 residents; through
# the guard but without sockets, so the constant page costs a dozen microseconds and ratios are far larger
# than over HTTP. What must hold here is that ten times the people cost no more.
set -euo pipefail
program=${PROGRAM:-build/release/bench/people}
folder=$(mktemp -d build/bench-people.XXXXXX)
trap 'rm -rf "$folder"' EXIT
for count in 50000 500000; do
    "$program" "$folder" "$count" 2> "$folder/log" >> "$folder/times" || { tail -3 "$folder/log"; exit 1; }
done
awk '
    $1 == "load" { printf "loading %d residents: %.1f s\n", $2, $3; next }
    { ratio[$1, $2] = $3; time[$1, $2] = $4; if (!($1 in seen)) { seen[$1] = 1; order[++n] = $1 } }
    END {
        for (i = 1; i <= n; i++) {
            page = order[i]
            growth = time[page, 500000] / time[page, 50000]
            bad = growth > 1.3
            failed += bad
            printf "%-16s %.2f of a constant page; at 500,000 %.2f of that (at most 1.3)%s\n", page, ratio[page, 50000], growth, bad ? "  <--" : ""
        }
        exit failed > 0
    }' "$folder/times"
