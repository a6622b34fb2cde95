# SPDX-License-Identifier: MIT
# Who pays how, and what follows: segments from a ledger's history, their sums, and each segment dunned its own way.
export AR_AS_OF=2026-06-30
ar-import -p ledger.profile ledger.csv >items.tsv
ar-segment items.tsv >segments.tsv
ar-export --to table \
    --columns customer,currency,open,overdue,value_class,late_count,late_median_days,behaviour,risk,segment segments.tsv

echo '== what is open, by segment'
ar-segment --by segment items.tsv | ar-export --to table --columns segment,currency,accounts,open,overdue

echo '== whom to contact, by the procedure of the segment'
ar-open items.tsv | ar-dun --segments segments.tsv |
    ar-export --to table --columns customer,procedure,level,channel,template,currency,doc,due,open
