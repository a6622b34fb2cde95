# SPDX-License-Identifier: MIT
# Turns text files, in the order given, into a table that is built in: rows of name and text, the last one {0}.
# -v header=import/profile.h -v row=ar_profile_ready -v table=ar_profiles_ready
BEGIN {
    print "/* Made by lib/base/texts.awk. */"
    printf "#include \"%s\"\n\n", header
    printf "const struct %s %s[] = {\n", row, table
}
FNR == 1 {
    if (NR > 1)
        print "    },"
    name = FILENAME
    sub(/.*\//, "", name)
    sub(/\.[a-z]+$/, "", name)
    printf "    {\"%s\",\n", name
}
{
    printf "     \"%s\\n\"\n", escaped($0)
}
END {
    if (NR > 0)
        print "    },"
    print "    {0},"
    print "};"
}

# As the inside of a C string. By hand: awks disagree about backslashes in what sub() and gsub() put in.
function escaped(text,    i, c, before, out) {
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c == "\\" || c == "\"" || (c == "?" && before == "?"))
            out = out "\\"
        out = out c
        before = c
    }
    return out
}
