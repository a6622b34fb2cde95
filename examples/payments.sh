# SPDX-License-Identifier: MIT
# The same, with what the ledger's export does not tell: part payments, a returned debit, a credit memo set off, cash on
# account and cash of an unknown payer. What ar-open has to say about the ledger goes below the report.
ar-import -p ledger.profile ledger.csv |
    ar-open --as-of 2026-06-30 --allocations allocations.tsv 2>messages |
    ar-age --by customer | ar-export --to table --totals
echo
cat messages
