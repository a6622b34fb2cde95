# SPDX-License-Identifier: MIT
# A made-up world of customers, items and payments whose truth is known, as hard as payments without a reference can be:
#   awk -v seed=N [-v round=SHARE] [-v cited=SHARE] [-v customers=N] [-v items=N] [-v payments=N] -f world.awk
# writes items.tsv, payments.tsv and truth.tsv. Amounts of a customer are in cents, or round to ten, fifty or a hundred; what
# is paid is an item, a set, the oldest, all that is due, an item less discount or less anything, nothing that we know of, or
# what the payment before was for. The same seed gives the same world with every awk.
function draw(n) { state = (state * 16807) % 2147483647; return int(state / 2147483647 * n) }
function chance(share) { return draw(10000) < share * 10000 }
function day(n,   d, m) { # of 2026, n = 0: 1 January
    for (m = 1; n >= length_of[m]; m++) n -= length_of[m]
    return sprintf("2026-%02d-%02d", m, n + 1)
}
function money(cents) { return (cents < 0 ? "-" : "") sprintf("%d.%02d", int((cents < 0 ? -cents : cents) / 100), (cents < 0 ? -cents : cents) % 100) }
function amount_of(c,   a) {
    a = draw(10) < 7 ? 5000 + draw(195000) : 100000 + draw(1500000)
    a = int(a / grain[c]) * grain[c]
    return a > 0 ? a : grain[c]
}
function name_of(c) { return first[c % 20 + 1] " " second[int(c / 20) % 20 + 1] " " form[c % 5 + 1] }
function pair(p, i, cash) { print p, doc[i], money(cash) >"truth.tsv"; left[i] -= cash }
# Open items of customer c on day d into open[1 .. n], oldest first by due date.
function opened(c, d,   i, n, k, x) {
    n = 0
    for (i = 1; i <= count; i++) if (who[i] == c && date[i] <= d && left[i] == amount[i] && !gone[i]) {
        for (k = ++n; k > 1 && due[open[k - 1]] > due[i]; k--) open[k] = open[k - 1]
        open[k] = i
    }
    return n
}
function pay(p, d,   c, n, r, i, k, sum, ref, take) {
    c = draw(customers); n = opened(c, d); r = draw(1000); ref = ""; sum = 0
    if (n == 0) r = 980
    i = n ? open[draw(n) + 1] : 0
    if (r < 420 || (n < 2 && r < 600)) { sum = left[i]; ref = chance(cited) ? doc[i] : ""; pair(p, i, sum); gone[i] = 1 }
    else if (r < 520) { # a set of two to four
        take = 2 + draw(3); if (take > n) take = n
        for (k = 1; k <= take; k++) { i = open[k]; x = k + draw(n - k + 1); open[k] = open[x]; open[x] = i; i = open[k]; sum += left[i]; ref = ref (k > 1 ? ", " : "") doc[i]; pair(p, i, left[i]); gone[i] = 1 }
        if (!chance(cited)) ref = ""
    } else if (r < 570) { take = 2 + draw(n - 1); for (k = 1; k <= take; k++) { i = open[k]; sum += left[i]; pair(p, i, left[i]); gone[i] = 1 } } # the oldest
    else if (r < 620) { for (k = 1; k <= n; k++) if (due[open[k]] <= d) { i = open[k]; sum += left[i]; pair(p, i, left[i]); gone[i] = 1 } } # what is due
    else if (r < 680) { sum = left[i] - int(left[i] * 2 / 100 + 0.5); pair(p, i, sum); gone[i] = 1; ref = chance(cited) ? doc[i] " less 2% discount" : "" }
    else if (r < 760) { sum = left[i] - grain[c] * (1 + draw(5)); if (sum <= 0) sum = left[i]; pair(p, i, sum); gone[i] = 1; ref = chance(cited) ? doc[i] : "" } # short
    else if (r < 860) sum = (1 + draw(40)) * 5000 # on account, without saying so
    else if (r < 940) sum = amount_of(c) # an invoice that is not in the book
    else if (paid[c]) { sum = paid[c]; ref = cite[c] } # the last payment once more
    if (sum <= 0) sum = amount_of(c)
    paid[c] = sum; cite[c] = ref
    print p, day(d), "EUR", money(sum), name_of(c), ref >"payments.tsv"
}
BEGIN {
    OFS = "\t"
    if (seed == "") seed = 1
    if (round == "") round = 0.7
    if (cited == "") cited = 0.2
    if (customers == "") customers = 12
    if (items == "") items = 160
    if (payments == "") payments = 120
    state = seed * 7919 + 13
    for (k = 0; k < 10; k++) draw(2)
    split("31 28 31 30 31 30 31 31 30 31 30 31", length_of)
    split("Alder Birch Cedar Dogwood Elm Fir Ginkgo Hazel Ivy Juniper Kauri Larch Maple Nutmeg Oak Pine Quince Rowan Spruce Teak", first)
    split("Foods Metals Freight Paper Energy Glass Tools Dairy Print Media Robotics Textiles Ceramics Optics Garden Marine Rail Wines Stone Audio", second)
    split("Ltd GmbH Inc Oy AS", form)
    for (c = 0; c < customers; c++) {
        k = draw(4)
        grain[c] = chance(round) ? (k == 0 ? 1000 : k == 1 ? 5000 : 10000) : 1
        weight[c] = 1 + draw(8); all += weight[c]
    }
    print "customer", "name", "doc", "type", "date", "due", "currency", "amount" >"items.tsv"
    print "payment", "date", "currency", "amount", "payer", "reference" >"payments.tsv"
    print "payment", "doc", "amount" >"truth.tsv"
    for (i = 1; i <= items; i++) {
        k = draw(all)
        for (c = 0; k >= weight[c]; c++) k -= weight[c]
        who[i] = c; date[i] = draw(150); due[i] = date[i] + 30; amount[i] = left[i] = amount_of(c); doc[i] = "INV-" (20000 + seed % 100 * 500 + i)
        print "C" c, name_of(c), doc[i], "invoice", day(date[i]), day(due[i]), "EUR", money(amount[i]) >"items.tsv"
    }
    count = items
    for (p = 1; p <= payments; p++) pay("P" p, 30 + int(p * 170 / payments))
}
