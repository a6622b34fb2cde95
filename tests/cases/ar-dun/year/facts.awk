# SPDX-License-Identifier: MIT
# A year of facts, the same ones for a seed: items, payments of which some come back, promises, disputes, unapplied cash,
# and on which days the machine is down, runs twice, or breaks off before anything is logged.
function random(n) { # a whole number from 0 to n - 1
    state = (state * 16807) % 2147483647
    return int(state / 2147483647 * n)
}
function leap(y) { return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) }
function date(day,    y, m, d) { # day 1 is 2026-01-01
    y = 2026
    while (day > 365 + leap(y)) day -= 365 + leap(y++)
    for (m = 1; day > (d = days[m] + (m == 2 && leap(y))); m++) day -= d
    return sprintf("%04d-%02d-%02d", y, m, day)
}
function pay(customer, doc, amount, day, label) {
    print label, date(day), customer, doc, "EUR", amount, "applied" >"allocations.tsv"
}
BEGIN {
    OFS = "\t"
    state = seed
    split("31 28 31 30 31 30 31 31 30 31 30 31", days, " ")
    print "customer", "doc", "type", "date", "due", "currency", "amount" >"items.tsv"
    print "payment", "date", "customer", "doc", "currency", "applied", "status" >"allocations.tsv"
    print "promise", "customer", "made", "due", "currency", "amount", "doc", "status" >"promises.tsv"
    print "dispute", "customer", "doc", "opened", "currency", "amount", "resolved" >"disputes.tsv"
    for (i = 1; i <= 240; i++) {
        customer = sprintf("C%02d", random(40))
        doc = "I" i
        issued = 1 + random(330)
        due = issued + 10 + random(30)
        amount = 20 + random(500)
        type = random(20) == 0 ? "credit" : "invoice"
        print customer, doc, type, date(issued), date(due), "EUR", sprintf("%s%d.00", type == "credit" ? "-" : "", amount) >"items.tsv"
        if (type == "credit") continue
        fate = random(10)
        if (fate < 6) { # paid, early or very late, some in two parts; some payments come back
            paid = issued + 5 + random(100)
            part = random(4) == 0 ? int(amount / 3) : 0
            if (part) pay(customer, doc, sprintf("%d.00", part), paid - 3, "A" i)
            pay(customer, doc, sprintf("%d.00", amount - part), paid, "P" i)
            if (random(4) == 0) pay(customer, doc, sprintf("-%d.00", amount - part), paid + 1 + random(20), "P" i)
        } else if (fate == 6) {
            made = due + 1 + random(30)
            print "R" i, customer, date(made), date(made + 5 + random(20)), "EUR", sprintf("%d.00", amount), random(3) ? doc : "", "" >"promises.tsv"
        } else if (fate == 7) {
            opened = due - 5 + random(30)
            print "D" i, customer, doc, date(opened), "EUR", random(2) ? "5.00" : "", random(2) ? date(opened + 20) : "" >"disputes.tsv"
        }
    }
    for (i = 1; i <= 12; i++) { # cash that nobody has applied, for a while
        customer = sprintf("C%02d", random(40))
        day = 1 + random(300)
        print "U" i, date(day), customer, "", "EUR", "150.00", "on_account" >"allocations.tsv"
        print "U" i, date(day + 25), customer, "", "EUR", "-150.00", "on_account" >"allocations.tsv"
    }
    for (day = 1; day <= 365; day++) {
        chance = random(20)
        print date(day), chance < 4 ? "down" : chance < 6 ? "twice" : chance < 8 ? "broken" : chance < 10 ? "refused" : "fine"
    }
}
