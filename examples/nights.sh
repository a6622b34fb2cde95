# SPDX-License-Identifier: MIT
# Cash application night after night, as cron runs it: each run goes on where the log of the earlier ones ends. It may be killed
# at any line, and run again: the log is whole, as it was before or with all of the night, and no payment is in it twice.
# (Two nights at once would both match the same money: flock(1) around the job keeps them apart.)
ar-seal -o items.tsv june-items.tsv # in earnest ar-import writes the items, and seals them
ar-bank june.sta | head -n 1 | ar-match --items items.tsv --seal -o log.tsv # once: a log without records
export AR_SEAL=1

allocate() { # PAYMENTS: allocations into new.tsv, then into the log
    ar-seal --check log.tsv || return # somebody cut it off, or wrote in it by hand
    ar-match --items items.tsv --customers june-customers.tsv --allocations log.tsv -o new.tsv "$1"
    [ $? -le 1 ] || return # 1: records were rejected, or with --strict, something is unmatched
    ar-seal -o log.tsv log.tsv new.tsv
}

night() { # DAY PAYMENTS
    echo "== $1"
    AR_AS_OF=$1
    export AR_AS_OF
    allocate "$2" || return
    ar-open --allocations log.tsv items.tsv | ar-age --by customer -o report.tsv || return
    echo "$(grep -c '^2026' new.tsv) new, $(ar-seal --strip log.tsv | tail -n +2 | wc -l | tr -d ' ') in the log"
    ar-export --to table --columns customer,items,total report.tsv
}

# The bank's file grows: what was in it yesterday is in it today, and is done.
ar-bank --credits-only -o payments.tsv june.sta
ar-seal --strip payments.tsv | awk -F '\t' 'NR == 1 || $3 == "2026-06-29"' | ar-seal --reseal -o monday.tsv
night 2026-06-29 monday.tsv
night 2026-06-30 payments.tsv
night 2026-06-30 payments.tsv # cron ran it twice

echo '== on 2 July somebody finds out whose the unidentified money is, and for what: two records of that day, and their seal'
payment=$(awk -F '\t' '$13 == "unidentified" { print $1 }' log.tsv)
{
    head -n 1 log.tsv
    printf '%s\t\t2026-07-02\t\t\t\tEUR\t-77.77\t\t\t\t\tunidentified\t\t\tfound out\n' "$payment"
    printf '%s\t\t2026-07-02\tC-300\tR-2006\t\tEUR\t77.77\t\t\t\t\tapplied\t\t\tasked the customer\n' "$payment"
} | ar-seal --reseal -o decided.tsv
ar-seal -o log.tsv log.tsv decided.tsv && night 2026-07-02 payments.tsv

echo '== the log loses its end: nothing is done, and the report of the day before stands'
head -n 4 log.tsv >cut.tsv && mv cut.tsv log.tsv
night 2026-07-03 payments.tsv 2>&1 || echo "exit $?"
