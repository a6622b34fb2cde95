# SPDX-License-Identifier: MIT
# Cash application: what the bank sent against what is open, and the aging of what that leaves. The statement has a payment that
# names its invoice, one less a discount and a credit, one for all that is due, a debit that came back and cash of nobody's.
ar-bank --credits-only june.sta | ar-match --items june-items.tsv --customers june-customers.tsv --summary summary.tsv >allocations.tsv
ar-open --as-of 2026-06-30 --allocations allocations.tsv june-items.tsv | ar-age --by customer | ar-export --to table
echo
cut -f 3-5,8,9,13,14 allocations.tsv | ar-export --to table
echo
ar-export --to table summary.tsv
