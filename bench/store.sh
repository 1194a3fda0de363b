#!/usr/bin/env bash
# Group commit against one commit per change, on a real disk.
set -euo pipefail
folder=$(mktemp -d build/bench-store.XXXXXX)
trap 'rm -rf "$folder"' EXIT
build/release/bench/store "$folder" || { echo "group commit should be worth at least 5 times"; exit 1; }
