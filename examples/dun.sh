# SPDX-License-Identifier: MIT
# Before a policy is changed: what it would do differently today, and who is left out for which reason.
export AR_AS_OF=2026-06-30
ar-open invoices.tsv >today.tsv
ar-dun --print-policy >policy.tsv

# The plan: reminders from the first day on, but not below 500, by a call where there is a number, every Monday to Friday.
awk -F '\t' -v OFS='\t' '
    NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; print $0, "workdays"; next }
    { if ($at["level"] == 1) { $at["days"] = 1; $at["minimum"] = 500; $at["channel"] = "call|email" } print $0, "1-5" }
' policy.tsv >planned.tsv

for policy in policy planned; do
    echo "== $policy"
    ar-dun --policy $policy.tsv --customers debtors.tsv --suppressed left-out.tsv today.tsv |
        ar-export --to table --columns customer,level,channel,currency,doc,open,reason
    cut -f 3,4,7,11,12 left-out.tsv
done

echo '== one customer, item by item'
ar-dun --customers debtors.tsv --explain "$(awk 'NR == 2 { print $1 }' debtors.tsv)" today.tsv |
    ar-export --to table --columns doc,days_late,open,level,decision,why
