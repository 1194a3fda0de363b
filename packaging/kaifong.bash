# Completion of kaifong for bash.
_kaifong() {
    local word=${COMP_WORDS[COMP_CWORD]} options=
    if [ "$COMP_CWORD" = 1 ]; then
        COMPREPLY=($(compgen -W "serve demo doctor backup restore sheet template version help user tenant audit match import screening" -- "$word"))
        return
    fi
    case ${COMP_WORDS[1]} in
    serve) options=' --listen --port --secure --behind-proxy' ;;
    demo) options=' --seed --people --list' ;;
    doctor) options='' ;;
    backup) options='' ;;
    restore) options='' ;;
    sheet) options=' --sheet' ;;
    template) options=' --data' ;;
    version) options='' ;;
    help) options=' --man --completion' ;;
    user) options='' ;;
    tenant) options=' --kind --parent' ;;
    audit) options=' --limit' ;;
    match) options=' --id --json' ;;
    import) options=' --sheet --dry-run --yes --json' ;;
    screening) options='' ;;
    esac
    case $word in
    -*) COMPREPLY=($(compgen -W "$options --data --tenant --key --language --json --quiet --help" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
    esac
}
complete -o filenames -F _kaifong kaifong
