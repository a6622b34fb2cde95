# SPDX-License-Identifier: MIT
# A job that cannot lie: every stream is sealed, the report replaces the old one only when it is whole, and the exit
# status says which. ar-tools(7) tells why each line is there.
export AR_SEAL=1 AR_AS_OF=2026-06-30

report() { # INPUT: a stream of items
    ar-open "$1" | ar-age --by customer -o report.tsv
    case $? in
    0) echo "whole: $(grep -vc '^#seal' report.tsv) lines" ;;
    1) echo 'whole, and somebody should look at it' ;;
    *) echo 'no report; yesterday'\''s still stands' ;;
    esac
}

ar-import -p ledger.profile --expect records=60 -o items.tsv ledger.csv
report items.tsv

# Now somebody loses the second half of the items on the way. The next filter notices, and so does the one after it.
head -30 items.tsv >half.tsv
report half.tsv 2>messages
sed 's/^/    /' messages
ar-seal --check report.tsv && echo 'the report is still the whole one'
