#!/usr/bin/env bash
# Real pages against a constant one with the same guard, session and size: requests a second at 1 and
# 64 connections, as ratios of one run. DATA is a data folder with the demo (default data/demo).
set -euo pipefail
data=${DATA:-data/demo}
seconds=${SECONDS_EACH:-3}
program=${PROGRAM:-build/release/bench/http}
[ -e "$data/kaifong.db" ] || { echo "no demo in $data: run ./dev run first"; exit 0; }
folder=$(mktemp -d build/bench-http.XXXXXX)
server=
stop() { [ -z "$server" ] || { exec 7>&-; wait "$server" || true; server=; }; }
trap 'stop; rm -rf "$folder"' EXIT
cp "$data/kaifong.db" "$data/kaifong.key" "$folder"/

start() { # size of the constant page
    mkfifo "$folder/in" "$folder/out"
    "$program" "$folder" "$1" <"$folder/in" >"$folder/out" 2>"$folder/log" &
    server=$!
    exec 7>"$folder/in"
    read -r port token <"$folder/out"
    rm -f "$folder/in" "$folder/out"
}
rate() { # path connections
    wrk -t1 -c"$2" -d"${seconds}s" -H "Cookie: kaifong=$token" -H 'Accept: text/html' \
        "http://127.0.0.1:$port$1" | awk '/Requests\/sec/ {rate = $2} /Non-2xx/ {bad = 1}
        END {if (bad) {print "refused"; exit 1} print rate}'
}
bytes() { curl -s -o /dev/null -w '%{size_download}' -H "Cookie: kaifong=$token" -H 'Accept: text/html' "http://127.0.0.1:$port$1"; }

pages=("$@")
[ ${#pages[@]} -gt 0 ] || pages=(/residents '/search?q=wang' /grids /account)
printf '%-24s %12s %14s %14s\n' page bytes '1 connection' '64 connections'
for page in "${pages[@]}"; do
    start 0
    size=$(bytes "$page") frame=$(bytes /bench/constant)
    stop
    start $((size > frame ? size - frame : 0))
    ratios=()
    for connections in 1 64; do
        constant=$(rate /bench/constant "$connections")
        real=$(rate "$page" "$connections") || real=refused
        if [ "$real" = refused ]; then ratios+=("refused"); else
            ratios+=("$(awk -v a="$constant" -v b="$real" 'BEGIN {printf "%.2f times", a / b}')"); fi
    done
    printf '%-24s %12s %14s %14s\n' "$page" "$size" "${ratios[@]}"
    stop
done
