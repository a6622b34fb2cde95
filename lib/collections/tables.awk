# SPDX-License-Identifier: MIT
# Turns lib/collections/laws/*.tsv, in the order given, into tables that are built in: cells, row by row.
BEGIN {
    FS = "\t"
    print "/* Made from lib/collections/laws by lib/collections/tables.awk. */"
    print "#include \"collections/law_ready.h\"\n"
}
FNR == 1 {
    end()
    name = FILENAME
    sub(/.*\//, "", name)
    sub(/\.tsv$/, "", name)
    names[++tables] = name
    columns[tables] = NF
    printf "static const char *const cells_%d[] = {\n", tables
}
NF != columns[tables] {
    printf "%s:%d: %d fields where the header has %d\n", FILENAME, FNR, NF, columns[tables] >"/dev/stderr"
    exit 1
}
{
    printf "   "
    for (i = 1; i <= NF; i++) {
        if ($i ~ /[\\"?]/) {
            printf "%s:%d: a backslash, quote or question mark\n", FILENAME, FNR >"/dev/stderr"
            exit 1
        }
        printf " \"%s\",", $i
    }
    print ""
    rows[tables] = FNR - 1
}
END {
    end()
    print "const struct ar_law_ready ar_laws_ready[] = {"
    for (i = 1; i <= tables; i++)
        printf "    {\"%s\", cells_%d, %d, %d},\n", names[i], i, columns[i], rows[i]
    print "    {0},"
    print "};"
}
function end() {
    if (tables > 0)
        print "};\n"
}
