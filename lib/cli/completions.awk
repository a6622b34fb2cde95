# SPDX-License-Identifier: MIT
# Shell completions from a filter's own option table: ar-x --options | awk -v shell=bash|zsh|fish -v filter=ar-x -f this
BEGIN { FS = "\t" }
NR == 1 {
    for (i = 1; i <= NF; i++) at[$i] = i
    next
}
/^#/ { next } # a seal
{
    n++
    name[n] = $at["name"]
    letter[n] = $at["letter"]
    argument[n] = $at["argument"]
    choices[n] = $at["choices"]
    gsub(/[,|]/, " ", choices[n])
    help[n] = $at["help"]
    gsub(/\047/, "\047\\\047\047", help[n]) # for a word in single quotes
}
END {
    if (n == 0 || !("help" in at)) {
        print "completions.awk: no options of " filter > "/dev/stderr"
        exit 1
    }
    made = "# Made from the option table of " filter "."
    if (shell != "zsh") print made
    if (shell == "bash") bash()
    else if (shell == "zsh") zsh()
    else if (shell == "fish") fish()
    else exit 1
}

function is_path(i) { return argument[i] ~ /^(FILE|DIR|PROFILE)/ }

function bash(    i, word, pattern) {
    word = filter
    gsub(/-/, "_", word)
    print "_" word "()\n{"
    print "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}"
    print "    COMPREPLY=()"
    print "    case $before in"
    for (i = 1; i <= n; i++) {
        if (argument[i] == "") continue
        pattern = "--" name[i] (letter[i] == "" ? "" : " | -" letter[i])
        if (choices[i] != "")
            print "    " pattern ") mapfile -t COMPREPLY < <(compgen -W \047" choices[i] "\047 -- \"$word\"); return ;;"
        else if (is_path(i))
            print "    " pattern ") mapfile -t COMPREPLY < <(compgen -f -- \"$word\"); return ;;"
        else
            print "    " pattern ") return ;;"
    }
    print "    esac"
    print "    if [[ $word == -* ]]; then"
    printf "        mapfile -t COMPREPLY < <(compgen -W \047"
    for (i = 1; i <= n; i++) printf "%s--%s", (i > 1 ? " " : ""), name[i]
    print "\047 -- \"$word\")"
    print "    else"
    print "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")"
    print "    fi\n}"
    print "complete -o filenames -F _" word " " filter
}

function zsh(    i, text, action) {
    print "#compdef " filter
    print made
    print "_arguments -s -S \\"
    for (i = 1; i <= n; i++) {
        text = help[i]
        gsub(/[\[\]:]/, "\\\\&", text)
        action = ""
        if (argument[i] != "")
            action = ":" argument[i] ":" (choices[i] != "" ? "(" choices[i] ")" : is_path(i) ? "_files" : "")
        if (letter[i] != "") print "    \047-" letter[i] "[" text "]" action "\047 \\"
        print "    \047--" name[i] (action == "" ? "" : "=") "[" text "]" action "\047 \\"
    }
    print "    \047*:file:_files\047"
}

function fish(    i) {
    for (i = 1; i <= n; i++) {
        printf "complete -c %s -l %s", filter, name[i]
        if (letter[i] != "") printf " -s %s", letter[i]
        if (argument[i] != "") printf " -r%s", is_path(i) ? " -F" : " -f"
        if (choices[i] != "") printf " -a \047%s\047", choices[i]
        printf " -d \047%s\047\n", help[i]
    }
}
