#!/usr/bin/env bash
# The program's own commands: words, exit statuses, and the same answer with and without a server.
set -uo pipefail
kaifong=${KAIFONG:-build/kaifong}
kaifong=$(realpath "$kaifong")
folder=$(mktemp -d)
passed=0 failed=0 server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
unset KAIFONG_DATA KAIFONG_TENANT KAIFONG_KEY
export LC_ALL=C.UTF-8

# check NAME STATUS EXPECTED COMMAND...: EXPECTED is a part of stdout or stderr
check() {
    local name=$1 status=$2 expected=$3 out got
    shift 3
    out=$("$@" 2>&1)
    got=$?
    if [ "$got" = "$status" ] && [[ $out == *"$expected"* ]]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf '  failed  %s: status %s (should be %s)\n%s\n  should hold: %s\n' "$name" "$got" "$status" "$out" "$expected"
    fi
}

cd "$folder"
check version 0 'kaifong ' "$kaifong" version
check version-json 0 '{"version":"' "$kaifong" version --json
check no-command 64 'Usage: kaifong' "$kaifong"
check help 0 'serve' "$kaifong" --help
check help-chinese 0 '用法：' "$kaifong" --help --language zh
check help-command 0 'Usage: kaifong backup FILE' "$kaifong" backup --help
check unknown-command 64 'There is no command “dance”' "$kaifong" dance
check unknown-option 65 'There is no option “--dance”' "$kaifong" sheet --dance x
check wrong-language 64 'The language is zh or en' "$kaifong" version --language fr
check man 0 '.TH KAIFONG 1' "$kaifong" help --man
check completion 0 'complete -o filenames -F _kaifong kaifong' "$kaifong" help --completion
bash -n <("$kaifong" help --completion) && passed=$((passed + 1)) || failed=$((failed + 1))

printf 'name,phone\n"Wang, A",138\n' >list.csv
check sheet 0 '["Wang, A","138"]' "$kaifong" sheet list.csv --json
check sheet-text 0 $'Wang, A\t138' "$kaifong" sheet list.csv
check sheet-number 69 'There is no sheet “2”' "$kaifong" sheet list.csv --sheet 2
check sheet-missing 69 'cannot be read' "$kaifong" sheet none.csv
printf '{{#people}}{{>row}}{{/people}}' >page.mustache
printf '<{{name}}>\n' >row.mustache
printf '{"people":[{"name":"榕&树"},{"name":"b"}]}' >data.json
check template 0 $'<榕&amp;树>\n<b>' "$kaifong" template page.mustache --data data.json
check template-inline 0 '<x>' "$kaifong" template row.mustache --data '{"name":"x"}'
check template-wrong-json 65 'The JSON cannot be read' "$kaifong" template row.mustache --data '{"name"'
printf '{{#a}}' >open.mustache
check template-wrong 65 'open' "$kaifong" template open.mustache --data '{}'

check tenant-add 0 '' "$kaifong" tenant add 440605011020 灯湖社区 --data data
check doctor 0 'The data is sound.' "$kaifong" doctor --data data
check doctor-json 0 '"is_sound":true' "$kaifong" doctor --data data --json
check doctor-environment 0 'sound' env KAIFONG_DATA=data "$kaifong" doctor
check no-such-tenant 69 '' "$kaifong" user list --data data --tenant 999
[ "$(stat -c %a data)$(stat -c %a data/kaifong.db)$(stat -c %a data/kaifong.key)$(stat -c %a data/web.key)" = 700600600600 ] &&
    passed=$((passed + 1)) || { failed=$((failed + 1)); echo '  failed  others can read the data'; }

# Beside a server the same commands go to it.
"$kaifong" serve --data data --port 0 2>log &
server=$!
for _ in $(seq 100); do grep -q 'http://' log && break; sleep 0.05; done
port=$(sed -n 's|.*http://127.0.0.1:||p' log | head -1)
check served 0 '{"status":"ok"}' curl -s "http://127.0.0.1:$port/health"
check wire-doctor 0 'The data is sound.' "$kaifong" doctor --data data
check wire-add 0 '' "$kaifong" tenant add 440605011021 凤鸣社区 --data data
check wire-list 0 '凤鸣社区' "$kaifong" tenant list --data data
check wire-status 69 '' "$kaifong" user list --data data --tenant 999
check wire-chinese 0 '数据完好' "$kaifong" doctor --data data --language zh
check wire-backup-here 0 'The copy is in copy.db' "$kaifong" backup copy.db --data data
[ -s copy.db ] && passed=$((passed + 1)) || { failed=$((failed + 1)); echo '  failed  the copy is not in the working directory'; }
check backup-again 75 'is there already' "$kaifong" backup copy.db --data data
check second-server 75 '' "$kaifong" serve --data data --port 0
check restore-refused 75 'A server is at work' "$kaifong" restore copy.db --data data
kill -TERM "$server"
wait "$server"
check stopped 0 '' test $? = 0
server=

check change-after 0 '' "$kaifong" tenant add 440605011022 东二社区 --data data
check restore 0 'is in use now' "$kaifong" restore copy.db --data data
out=$("$kaifong" tenant list --data data)
[[ $out == *凤鸣社区* && $out != *东二社区* ]] && passed=$((passed + 1)) || { failed=$((failed + 1)); echo "  failed  restored: $out"; }
printf 'no database' >bad.db
check restore-bad 65 'not a copy' "$kaifong" restore bad.db --data data
check still-sound 0 'sound' "$kaifong" doctor --data data
check full-output 74 '' bash -c '"$1" help >/dev/full' _ "$kaifong"

echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
