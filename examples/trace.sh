# SPDX-License-Identifier: MIT
# The auditor's question: where does this total come from? From the report to the items to the raw lines of the export.
set -e
ar-import -p ledger.profile --source ledger.csv | ar-open --as-of 2026-06-30 | ar-age >items.tsv

echo 'The report says, for customer 0030001:'
ar-age --by customer items.tsv | ar-export --to json | grep '"0030001"'

echo 'The items of it that are 61 to 90 days late:'
awk -F '\t' 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["customer"] == "0030001" && $at["bucket"] == "61-90" { print $at["doc"], $at["open"], $at["currency"], $at["source"] }' \
    items.tsv | tee found

echo 'and in the export itself:'
while read -r _ _ _ source; do sed -n "${source##*:}p" "${source%:*}"; done <found | tr -d '\r'
