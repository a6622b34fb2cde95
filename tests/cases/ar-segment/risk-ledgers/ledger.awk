# SPDX-License-Identifier: MIT
# Ledgers whose truth is known. KIND: habits, noise, drift, change.
function rnd(n) { seed = (seed * 16807) % 2147483647; return int(seed / 2147483647 * n) }
function iso(z,   era, doe, yoe, doy, mp, d, m, y) {
    z += 719468; era = int(z / 146097); doe = z - era * 146097
    yoe = int((doe - int(doe / 1460) + int(doe / 36524) - int(doe / 146096)) / 365)
    doy = doe - (365 * yoe + int(yoe / 4) - int(yoe / 100)); mp = int((5 * doy + 2) / 153)
    d = doy - int((153 * mp + 2) / 5) + 1; m = mp < 10 ? mp + 3 : mp - 9; y = yoe + era * 400 + (m <= 2)
    return sprintf("%04d-%02d-%02d", y, m, d)
}
function put(customer, date, terms, late, amount, disputed) {
    n++
    printf "%s\tD%06d\tinvoice\t%s\t%s\tEUR\t%d.00\t%s\t%s\n", customer, n, iso(date), iso(date + terms), amount,
        (late > 9999 ? "" : iso(date + terms + late)), (disputed ? "price" : "")
}
BEGIN {
    seed = SEED ? SEED : 20260101; first = 19000; days = 800 # 2022-01-08 and on
    print "customer\tdoc\ttype\tdate\tdue\tcurrency\tamount\tcleared\tdispute"
    for (day = 0; day < days; day++) for (k = 0; k < 6; k++) {
        date = first + day; terms = 10 * (1 + rnd(3)); amount = 10 + rnd(5000); due = date + terms; w = (due + 3) % 7
        x = rnd(1000)
        if (KIND == "noise") { put("N" rnd(40), date, terms, rnd(21) - 10, amount, 0); continue }
        if (KIND == "drift") { put("R" rnd(40), date, terms, int(day / 50) - 8 + rnd(7) - 3, amount, 0); continue }
        if (KIND == "change") { c = rnd(40); put("C" c, date, terms, (c < 20 && day > 450 ? 15 : -4) + rnd(5) - 2, amount, 0); continue }
        if (k == 0) put("friday", date, terms, (4 - w + 7) % 7, amount, 0)
        if (k == 1) put("early" x % 5, date, terms, -5 + rnd(3) - 1, amount, 0)
        if (k == 2) put("late" x % 5, date, terms, 12 + rnd(5) - 2, amount, 0)
        if (k == 3 && x < 300) put("never", date, terms, 10000, amount, 0)
        if (k == 4) { q = rnd(5) == 0; put("quarrel" x % 3, date, terms, q ? 20 + rnd(3) : -1 - rnd(3), amount, q) }
        if (k == 5) put("large" x % 3, date, terms, amount >= 2048 ? 10 : -2, amount, 0)
    }
}
