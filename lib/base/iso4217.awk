# SPDX-License-Identifier: MIT
# Makes the C table of minor digits, indexed as struct ar_currency is, from iso4217.tsv. POSIX awk.
BEGIN {
    FS = "\t"
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
}
/^#/ || /^$/ { next }
{
    if ($1 !~ /^[A-Z][A-Z][A-Z]$/ || $2 !~ /^[0-4]$/ || NF > 3 || (NF == 3 && $3 !~ /^[12][0-9][0-9][0-9]-[01][0-9]$/))
        fail("not a currency: " $0)
    code = 1
    for (i = 1; i <= 3; i++)
        code += (index(letters, substr($1, i, 1)) - 1) * (i == 1 ? 676 : i == 2 ? 26 : 1)
    if (code in digits)
        fail($1 " comes twice")
    digits[code] = $2
}
END {
    if (failed != "")
        exit 1
    print "/* Made from lib/base/iso4217.tsv by the build. */"
    print "#include \"base/currency.h\"\n"
    print "const int8_t ar_currency_digits_table[AR_CURRENCIES] = {"
    for (code = 0; code <= 17576; code++)
        printf "%s,%s", (code in digits) ? digits[code] : -1, code % 26 ? " " : "\n"
    print "};"
}
function fail(why) {
    print FILENAME ":" FNR ": " why | "cat 1>&2"
    failed = 1
    exit 1
}
