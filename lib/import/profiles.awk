# SPDX-License-Identifier: MIT
# Turns lib/import/profiles/*.profile, in the order given, into the table of ready profiles.
BEGIN {
    print "/* Made from lib/import/profiles by lib/import/profiles.awk. */"
    print "#include \"import/profile.h\"\n"
    print "const struct ar_profile_ready ar_profiles_ready[] = {"
}
FNR == 1 {
    if (NR > 1)
        print "    },"
    name = FILENAME
    sub(/.*\//, "", name)
    sub(/\.profile$/, "", name)
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
