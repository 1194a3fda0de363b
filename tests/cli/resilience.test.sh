#!/usr/bin/env bash
# The whole program under everything that goes wrong around it: tests/cli/resilience.mjs. Disks that are full
# or read-only are small ones of a mount namespace of our own, which nothing of outlives the test.
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1
for space in 'unshare -m' 'unshare -rm'; do
    if $space sh -c 'mount -t tmpfs -o size=1m none /mnt' 2>/dev/null; then
        KAIFONG_MOUNTS=yes exec $space node tests/cli/resilience.mjs
    fi
done
exec node tests/cli/resilience.mjs
