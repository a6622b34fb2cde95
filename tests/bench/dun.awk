# SPDX-License-Identifier: MIT
# From items that take customers in turn, as `generate --distinct N` makes them: the customers (-v what=customers, of the
# first N records), a log in which every third one was reminded of one document ten days ago (-v what=log, the same), or
# what was paid on part-paid items (-v what=allocations, of all).
BEGIN {
    FS = OFS = "\t"
    if (what == "customers")
        print "customer", "kind", "language", "country", "email", "law"
    else if (what == "log")
        print "action", "date", "customer", "procedure", "level", "cycle", "channel", "currency", "doc", "doc_level", \
              "fee", "state", "time"
    else
        print "payment", "date", "customer", "doc", "currency", "applied", "status"
    split("uk eu de", laws, " ")
    split("GB FR DE", countries, " ")
    split("en fr de", languages, " ")
}
NR == 1 { next }
what == "customers" {
    n = NR % 3 + 1
    print $1, NR % 10 == 0 ? "consumer" : "business", languages[n], countries[n], "ar@c" $1 ".example", laws[n]
}
what == "log" && NR % 3 == 0 && $4 == "invoice" && $6 != "" && $6 < "2026-06-10" {
    print "B" NR, "2026-06-20", $1, "default", 1, 1, "email", $7, $3, 1, "", "sent", "2026-06-20T08:00:00Z"
}
what == "allocations" && $8 != $9 && $5 < "2026-06-15" {
    # amounts as whole minor units, so that no digit is lost
    digits = index($8, ".") ? length($8) - index($8, ".") : 0
    amount = $8; open = $9
    sub(/\./, "", amount); sub(/\./, "", open)
    paid = amount - open
    sign = paid < 0 ? "-" : ""
    paid = sprintf("%.0f", paid < 0 ? -paid : paid)
    while (length(paid) <= digits)
        paid = "0" paid
    if (digits)
        paid = substr(paid, 1, length(paid) - digits) "." substr(paid, length(paid) - digits + 1)
    print "Z" $3, "2026-06-15", $1, $3, $7, sign paid, "applied"
}
