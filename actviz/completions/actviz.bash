# Words such as torch:GELU and elu:alpha=1 are one word each.
COMP_WORDBREAKS=${COMP_WORDBREAKS//[:=]/}
_actviz_completion() {
    local IFS=$'
'
    COMPREPLY=( $( env COMP_WORDS="${COMP_WORDS[*]}" \
                   COMP_CWORD=$COMP_CWORD \
                   _ACTVIZ_COMPLETE=complete_bash $1 ) )
    return 0
}

complete -o default -F _actviz_completion actviz
