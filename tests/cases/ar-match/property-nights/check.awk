# SPDX-License-Identifier: MIT
# items.tsv, payments.tsv up to a day, the log and what ar-open makes of them: each payment adds up, in its currency and in no other,
# no item is beyond its amount, and what is open is what awk makes it.
function minor(x) { sub(/\./, "", x); return x + 0 }
FNR == 1 { file++; for (i = 1; i <= NF; i++) at[$i] = i; next }
file == 1 { if ($at["date"] <= day) { k = $at["entity"] SUBSEP $at["customer"] SUBSEP $at["doc"] SUBSEP $at["line"]; open[k] = whole[k] = minor($at["amount"]) } }
file == 2 { left[$at["payment"], $at["currency"]] = minor($at["amount"]) }
file == 3 && $at["status"] != "ambiguous" {
    left[$at["payment"], $at["currency"]] -= minor($at["applied"])
    if ($at["status"] == "applied") open[$at["entity"], $at["customer"], $at["doc"], $at["line"]] -= minor($at["applied"]) + minor($at["discount"]) + minor($at["writeoff"])
    else if ($at["status"] != "converted") held[$at["entity"], $at["customer"], $at["payment"], $at["currency"]] -= minor($at["applied"])
}
file == 4 && $at["type"] == "payment" { held[$at["entity"], $at["customer"], $at["doc"], $at["currency"]] -= minor($at["open"]) }
file == 4 && $at["type"] != "payment" { seen[$at["entity"], $at["customer"], $at["doc"], $at["line"]] = minor($at["open"]) }
END {
    for (k in left) if (left[k] != 0) print day ": does not add up by " left[k] ": " k
    for (k in open) if (open[k] != seen[k]) print day ": open " open[k] ", but ar-open has " seen[k] ": " k
    for (k in open) if (open[k] * whole[k] < 0 || open[k] * open[k] > whole[k] * whole[k]) print day ": beyond its amount: " k
    for (k in held) if (held[k] != 0) print day ": held but for " held[k] " in ar-open: " k
}
