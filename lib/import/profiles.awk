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
    gsub(/\\/, "\\\\")
    gsub(/"/, "\\\"")
    gsub(/\?\?/, "?\\?")
    printf "     \"%s\\n\"\n", $0
}
END {
    if (NR > 0)
        print "    },"
    print "    {0},"
    print "};"
}
