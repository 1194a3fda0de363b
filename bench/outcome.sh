#!/usr/bin/env bash
# The real "record outcome" route at 64 connections: a batch of up to 256 changes per commit against one.
# The log of every request goes to /dev/null in both.
set -euo pipefail
folder=$(mktemp -d build/bench-outcome.XXXXXX)
trap 'rm -rf "$folder"' EXIT
program=${PROGRAM:-build/release/bench/outcome}
best() { # BATCH: the better of two runs
  local rate most=0
  for run in 1 2; do
    mkdir "$folder/$1-$run"
    rate=$("$program" "$folder/$1-$run" "$1" ${COUNT:-4000} 2>/dev/null)
    (( rate > most )) && most=$rate
  done
  echo "$most"
}
one=$(best 1) many=$(best 256)
echo "record outcome, 64 connections: $many a second in batches, $one one by one: $(( many * 10 / one ))/10 times"
(( many >= one * 5 )) || { echo "batches should be worth at least 5 times"; exit 1; }
