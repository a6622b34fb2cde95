# SPDX-License-Identifier: MIT
# A made-up ledger of several companies and currencies, and what its bank brings in ten weeks: awk -v seed=N -f days.awk
# writes items.tsv, payments.tsv, advices.tsv and rates.tsv. Money is paid exactly, short, over, less discount, for several
# documents, in dollars, once more, by nobody known, on account; and some of it goes back, whole or in part. The same seed gives
# the same ledger with every awk.
function draw(n) { state = (state * 16807) % 2147483647; return int(state / 2147483647 * n) }
function chance(percent) { return draw(100) < percent }
function day(n,   m) { for (m = 1; n >= length_of[m]; m++) n -= length_of[m]; return sprintf("2026-%02d-%02d", m, n + 1) }
function money(minor, currency,   sign, d) {
    sign = minor < 0 ? "-" : ""; minor = minor < 0 ? -minor : minor; d = digits[currency]
    return d == 0 ? sign sprintf("%d", minor) : sign sprintf("%d.%0" d "d", int(minor / 10 ^ d), minor % 10 ^ d)
}
function pay(d, entity, currency, amount, payer, account, text, reversal) {
    if (amount == 0) return
    p++
    at_entity[p] = entity; at_currency[p] = currency; at_amount[p] = amount; at_payer[p] = payer; at_account[p] = account; at_text[p] = text; back[p] = reversal
    print "P" 100 + p, entity, day(d), currency, money(amount, currency), payer, account, text, reversal ? "yes" : "no" >"payments.tsv"
}
function some(d,   i, c, k, o, r, sum, text, entity) {
    i = 1 + draw(items); c = who[i]; r = draw(100); o = p ? 1 + draw(p) : 0
    entity = chance(60) ? of[i] : ""
    account = chance(50) ? "DE0000" c : ""
    if (cur[i] == "EUR" && chance(20)) pay(d, entity, "USD", int(amount[i] * 108 / 100 * (chance(60) ? 1 : chance(50) ? 0.6 : 1.3)), name[c], account, doc[i], 0)
    else if (r < 25) pay(d, entity, cur[i], amount[i], name[c], account, chance(70) ? doc[i] : "", 0)
    else if (r < 35) pay(d, entity, cur[i], int(amount[i] * (3 + draw(6)) / 10), name[c], account, doc[i], 0)
    else if (r < 42) pay(d, entity, cur[i], amount[i] + 1 + draw(5000), name[c], account, doc[i], 0)
    else if (r < 48) pay(d, entity, cur[i], int(amount[i] * 98 / 100), name[c], account, doc[i] " less 2%", 0)
    else if (r < 56) { if (o && !back[o]) pay(d, at_entity[o], at_currency[o], at_amount[o], at_payer[o], at_account[o], at_text[o], 0) }
    else if (r < 70) { if (o && !back[o]) pay(d, at_entity[o], at_currency[o], -int(at_amount[o] / (chance(10) ? 2 : 1)), at_payer[o], at_account[o], "return " (chance(60) ? at_text[o] : "P" 100 + o), 1) }
    else if (r < 76) pay(d, entity, cur[i], 1000 + draw(90000), name[c], account, chance(50) ? "on account" : "", 0)
    else if (r < 82) pay(d, entity, cur[i], 1000 + draw(90000), "Nobody Knows " d, "", "", 0)
    else if (r < 92) {
        sum = amount[i]; text = doc[i]
        for (k = 1; k <= items; k++) if (k != i && who[k] == c && cur[k] == cur[i] && of[k] == of[i] && chance(20)) { sum += amount[k]; text = text ", " doc[k] }
        pay(d, entity, cur[i], sum, name[c], account, chance(70) ? text : "", 0)
    } else {
        pay(d, entity, cur[i], amount[i], name[c], account, "see advice", 0)
        print "P" 100 + p, doc[i], money(amount[i], cur[i]) >"advices.tsv"
    }
}
BEGIN {
    OFS = "\t"; state = seed * 7919 + 13
    for (k = 0; k < 10; k++) draw(2)
    split("31 28 31 30 31 30 31 31 30 31 30 31", length_of)
    digits["EUR"] = digits["USD"] = 2; digits["JPY"] = 0; digits["KWD"] = 3
    customers = split("Alder Metals GmbH|Birch Foods Ltd|Cedar Freight Inc|Dogwood Paper AS|Elm Energy Oy|Fir Glass Ltd|Ginkgo Tools GmbH", name, "|")
    split("EUR EUR EUR JPY KWD", currencies); split("|DE01|AT02", entities, "|")
    print "customer", "name", "entity", "doc", "line", "type", "date", "due", "currency", "amount", "terms" >"items.tsv"
    print "payment", "entity", "date", "currency", "amount", "payer", "payer_account", "reference", "reversal" >"payments.tsv"
    print "payment", "reference", "amount" >"advices.tsv"
    print "date", "from", "to", "rate" >"rates.tsv"
    for (n = 1; n <= 90; n++) {
        c = 1 + draw(customers); e = entities[1 + draw(3)]; currency = currencies[1 + draw(5)]; d = draw(60); x = 1000 + draw(200000)
        if (chance(30)) x = (1 + int(x / 5000)) * 5000
        credit = chance(8); lines = !credit && chance(10) ? 3 : 0
        for (l = lines > 0; l <= lines; l++) {
            i = ++items; who[i] = c; of[i] = e; cur[i] = currency; doc[i] = (credit ? "CN-" : "INV-") 1000 + n; amount[i] = credit ? -int(x / 4) : lines ? int(x / 3) : x
            print "C" c, name[c], e, doc[i], (l ? l : ""), (credit ? "credit" : "invoice"), day(d), day(d + 30 + 30 * l), currency, money(amount[i], currency), (chance(50) ? "2/10 net 30" : "") >"items.tsv"
        }
    }
    for (d = 30; d < 115; d++) print day(d), "USD", "EUR", sprintf("0.%d", 9200 + draw(200)) >"rates.tsv"
    for (d = 40; d < 110; d++) for (k = draw(4); k > 0; k--) some(d)
}
