# SPDX-License-Identifier: MIT
# Holds the log of a year to what was promised, from the facts alone: judge.awk items allocations promises disputes log
function fail(what) { print day " " customer " " doc ": " what; failures++ }
function number(date,    y, m, d) { # of a day
    y = substr(date, 1, 4) + 0; m = substr(date, 6, 2) + 0; d = substr(date, 9, 2) + 0
    if (m < 3) { y--; m += 12 }
    return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + d
}
BEGIN { FS = "\t"; least[1] = -5; least[2] = 3; least[3] = 14; least[4] = 30 }
FNR == 1 { file++; if (file == 5) for (i = 1; i <= NF; i++) at[$i] = i; next }
file == 1 { due[$2] = number($5); amount[$2] = $7; owner[$2] = $1; type[$2] = $3; issued[$2] = $4; docs[++items] = $2; if ($3 == "credit") excused[$1] = 1; next }
file == 2 && $7 == "on_account" { excused[$3] = 1; next }
file == 2 && $7 == "applied" { n = ++moves[$4]; when[$4, n] = $2; applied[$4, n] = $6; next }
file == 3 { n = ++promises[$2]; made[$2, n] = $3; until[$2, n] = $4; about[$2, n] = $7; next }
file == 4 && $6 == "" { n = ++disputes[$3]; opened[$3, n] = $4; resolved[$3, n] = $7; next }
file == 5 {
    day = $at["date"]; customer = $at["customer"]; doc = $at["doc"]; level = $at["doc_level"]; cycle = $at["cycle"]
    state = $at["state"]; key = $at["action"]
    if (state != "sent") next
    sent++
    if ((doc, level, cycle) in seen) fail("level " level " cycle " cycle " a second time")
    seen[doc, level, cycle] = 1
    first = !(doc in last)
    if (level != last[doc] + 1 && !(level == last[doc] && level == 4 && cycle == cycles[doc] + 1) && !(level == 2 && first))
        fail("level " level " after " last[doc])
    if (cycle > 2) fail("cycle " cycle)
    if (level == 4 && cycle == 2 && number(day) - on[doc] < 21) fail("repeated after " number(day) - on[doc] " days")
    last[doc] = level; cycles[doc] = cycle; on[doc] = number(day)
    if (type[doc] != "invoice") fail("is a " type[doc])
    if (number(day) - due[doc] < least[level]) fail("level " level " too early")
    if (level == 1 && number(day) > due[doc]) fail("level 1 after the due date")
    open = amount[doc]
    for (i = 1; i <= moves[doc]; i++) if (when[doc, i] <= day) open -= applied[doc, i]
    if (open <= 0) fail("is paid")
    if ($at["open"] + 0 > open) fail("asks for more than is open")
    for (i = 1; i <= promises[customer]; i++)
        if (made[customer, i] <= day && day <= until[customer, i] && (about[customer, i] == "" || about[customer, i] == doc)) fail("is promised")
    for (i = 1; i <= disputes[doc]; i++)
        if (opened[doc, i] <= day && (resolved[doc, i] == "" || day < resolved[doc, i])) fail("is in dispute")
    if (fee[doc] > 0 && $at["fee"] > 0) fail("a second fee")
    fee[doc] += $at["fee"]
    if (contact[customer] != "" && contact[customer] != day && number(day) - number(contact[customer]) < 7)
        fail("contacted again after " number(day) - number(contact[customer]) " days")
    contact[customer] = day
    if (((customer, day) in action) && action[customer, day] != key) fail("two actions on one day")
    action[customer, day] = key
    actions[key] = 1
}
END {
    # Nothing is forgotten: what was owed all along, with nothing against it, has been through all levels.
    for (k = 1; k <= items; k++) {
        doc = docs[k]; customer = owner[doc]; day = "at the end"
        if (type[doc] != "invoice" || moves[doc] || promises[customer] || disputes[doc] || (customer in excused) || number("2026-12-31") - due[doc] < 120) continue
        watched++
        if (last[doc] != 4) fail("only level " last[doc] + 0)
    }
    for (key in actions) count++
    print (sent > 200 ? "hundreds of" : sent) " reminders, " (count > 100 ? "more than a hundred" : count) " actions, " \
        (watched > 5 ? "several" : watched + 0) " watched to the end, " failures + 0 " failures"
}
