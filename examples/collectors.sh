# SPDX-License-Identifier: MIT
# Who has how much to collect, in euros: the collector comes from the customers' file, the rate of the day from rates.tsv.
# Credits and disputed items stand apart, so that they hide nothing.
ar-import -p ledger.profile ledger.csv | ar-open --as-of 2026-06-30 |
    ar-age --by collector,country --customers customers.tsv --in EUR --rates rates.tsv --credits apart --apart disputed |
    ar-export --to table --totals
