# What the command line tests share. Source it, write `t NAME COMMAND...`, end with `done_testing`.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
KAIFONG=${KAIFONG:-$PWD/build/kaifong}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
passed=0 failed=0 skipped=0

ok() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); printf '  failed  %s\n' "$1"; shift; printf '    %s\n' "$@"; }

# is NAME GOT WANT
is() { if [ "$2" = "$3" ]; then ok; else bad "$1" "got:  ${2:0:600}" "want: ${3:0:600}"; fi; }
# like NAME GOT REGEX
like() { if [[ $2 =~ $3 ]]; then ok; else bad "$1" "got: ${2:0:600}" "should match: $3"; fi; }
# ends NAME WANT_STATUS COMMAND...: runs it, output in $out and $err
ends() {
    local name=$1 want=$2 status=0
    shift 2
    out=$("$@" 2>"$WORK/err" </dev/null) || status=$?
    err=$(cat "$WORK/err")
    if [ "$status" = "$want" ]; then ok; else bad "$name" "exit $status, should be $want" "$err"; fi
}
# In continuous integration a skip is a failure.
skip() {
    if [ "${CI:-}" = true ]; then bad "skipped: $1"; else skipped=$((skipped + 1)) && printf '  skipped %s\n' "$1"; fi
}
done_testing() {
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    [ "$failed" = 0 ]
}
