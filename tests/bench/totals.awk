# SPDX-License-Identifier: MIT
# Brings every program's aging report into one form, to be sorted and compared byte by byte: a record for each customer,
# currency and bucket whose sum is not zero, in minor units, and one for the number of items. Text all the way: no sum
# passes through a number of awk's.
#
#     -v form=wide     a header, then customer currency items current … total (ar-age)
#     -v form=bare     the same without a header (DuckDB)
#     -v form=long     customer currency bucket items minor (the others)
BEGIN {
    FS = OFS = "\t"
    split("customer currency items current 1-30 31-60 61-90 91+ undated total", bare, " ")
    for (i in bare)
        name[i] = bare[i]
    digits["JPY"] = 0
    digits["KWD"] = 3
}
function minor(amount, currency,    sign, part, fraction, wanted) {
    wanted = currency in digits ? digits[currency] : 2
    sign = sub(/^-/, "", amount) ? "-" : ""
    split(amount, part, ".")
    fraction = part[2]
    while (length(fraction) < wanted)
        fraction = fraction "0"
    if (substr(fraction, wanted + 1) ~ /[^0]/)
        return "inexact " sign amount
    amount = part[1] substr(fraction, 1, wanted)
    sub(/^0+/, "", amount)
    return amount == "" ? "" : sign amount
}
function put(customer, currency, what, value) {
    if (value != "")
        print customer, currency, what, value
}
form == "long" {
    sub(/^0+$/, "", $5)
    put($1, $2, $3, $5)
    key = $1 FS $2
    if (key in items)
        items[key] += $4
    else
        items[key] = $4
    next
}
form == "wide" && NR == 1 {
    for (i = 1; i <= NF; i++)
        name[i] = $i
    next
}
{
    for (i = 4; i <= NF; i++)
        if (name[i] != "total" && name[i] != "as_of")
            put($1, $2, name[i], minor($i, $2))
    put($1, $2, "items", $3)
}
END {
    for (key in items)
        print key, "items", items[key]
}
