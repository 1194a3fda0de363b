#!/usr/bin/env bash
# Real pages against a constant one with the same guard, session and size, at 1 and 64 connections. Rounds
# of the two alternate; of each the median counts. First the processor time that the server takes for a
# request (which a busy machine disturbs little), then the requests a second; both as ratios. DATA is a
# data folder with the demo (default data/demo).
set -euo pipefail
data=${DATA:-data/demo}
seconds=${SECONDS_EACH:-1}
rounds=${ROUNDS:-5}
program=${PROGRAM:-build/release/bench/http}
[ -e "$data/kaifong.db" ] || { echo "no demo in $data: run ./dev run first"; exit 0; }
folder=$(mktemp -d build/bench-http.XXXXXX)
server=
stop() { [ -z "$server" ] || { exec 7>&-; wait "$server" || true; server=; }; }
trap 'stop; rm -rf "$folder"' EXIT
cp "$data/kaifong.db" "$data"/*.key* "$folder"/

start() { # size of the constant page
    mkfifo "$folder/in" "$folder/out"
    "$program" "$folder" "$1" <"$folder/in" >"$folder/out" 2>"$folder/log" &
    server=$!
    exec 7>"$folder/in"
    read -r port token <"$folder/out"
    rm -f "$folder/in" "$folder/out"
}
# Nanoseconds on a processor, of all threads. A thread that ends is not counted; the server's do not.
busy() { cat /proc/"$server"/task/*/schedstat | awk '{sum += $1} END {printf "%.0f", sum}'; }
measure() { # path connections: "microseconds of processor time, requests a second" of one round
    local before after
    before=$(busy)
    wrk -t1 -c"$2" -d"${seconds}s" -H "Cookie: kaifong=$token" -H 'Accept: text/html' \
        "http://127.0.0.1:$port$1" >"$folder/wrk"
    after=$(busy)
    awk -v busy=$((after - before)) '/requests in/ {count = $1} /Requests\/sec/ {rate = $2}
        /Non-2xx/ {bad = 1}
        END {if (bad || !count) {print "refused"; exit} printf "%.1f %.1f\n", busy / count / 1000, rate}' "$folder/wrk"
}
bytes() { curl -s -o /dev/null -w '%{size_download}' -H "Cookie: kaifong=$token" -H 'Accept: text/html' "http://127.0.0.1:$port$1"; }
compare() { # path connections
    for ((i = 0; i < rounds; i++)); do
        echo "constant $(measure /bench/constant "$2")"
        echo "real $(measure "$1" "$2")"
    done | awk '
        $2 == "refused" {bad = 1}
        {n[$1]++; cpu[$1, n[$1]] = $2; rate[$1, n[$1]] = $3}
        function median(values, who,   i, j, list, t) {
            for (i = 1; i <= n[who]; i++) list[i] = values[who, i] + 0
            for (i = 2; i <= n[who]; i++) for (j = i; j > 1 && list[j] < list[j - 1]; j--) {
                t = list[j]; list[j] = list[j - 1]; list[j - 1] = t }
            return list[int((n[who] + 1) / 2)]
        }
        END {
            if (bad) {printf "%10s %10s %10s", "refused", "", ""; exit}
            printf "%8.0fus %9.2fx %9.2fx", median(cpu, "real"), median(cpu, "real") / median(cpu, "constant"),
                median(rate, "constant") / median(rate, "real")
        }'
}

someone() { # query of one id
    sqlite3 "file:$data/kaifong.db?mode=ro" "$1"
}
pages=("$@")
if [ ${#pages[@]} = 0 ]; then
    tenant="(SELECT tenant_id FROM resident GROUP BY tenant_id ORDER BY count(*) DESC LIMIT 1)"
    pages=(/residents "/residents/$(someone "SELECT resident_id FROM resident WHERE tenant_id = $tenant AND household_id IS NOT NULL ORDER BY resident_id LIMIT 1 OFFSET 777")"
        '/search?q=wang' '/search?q=3-1204' /grids "/grids/$(someone "SELECT grid_id FROM grid WHERE tenant_id = $tenant AND level = 3 LIMIT 1 OFFSET 5")"
        /places "/places/$(someone "SELECT place_id FROM place WHERE tenant_id = $tenant AND kind = 'building' LIMIT 1 OFFSET 30")"
        / /screening /firms)
fi
echo "processor time of a request, as a ratio to the constant page's; the same of requests a second"
printf '%-34s %8s  %32s  %32s\n' page bytes '1 connection: time, ratio, rate' '64 connections: time, ratio, rate'
for page in "${pages[@]}"; do
    start 0
    size=$(bytes "$page") frame=$(bytes /bench/constant)
    stop
    start $((size > frame ? size - frame : 0))
    printf '%-34s %8s  %s  %s\n' "$page" "$size" "$(compare "$page" 1)" "$(compare "$page" 64)"
    stop
done
