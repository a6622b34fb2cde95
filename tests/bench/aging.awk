# SPDX-License-Identifier: MIT
# The aging report as one would write it for speed in awk: dates compared as text, amounts as whole minor units, which
# is exact up to 2^53. Prints customer, currency, bucket, items, minor units.
BEGIN { FS = "\t" }
NR == 1 { next }
{
    due = $6
    bucket = due == "" ? "undated" : due >= "2026-06-30" ? "current" : due >= "2026-05-31" ? "1-30" : \
             due >= "2026-05-01" ? "31-60" : due >= "2026-04-01" ? "61-90" : "91+"
    minor = $9
    sub(/\./, "", minor)
    key = $1 FS $7 FS bucket
    items[key]++
    sum[key] += minor
}
END { for (key in items) printf "%s\t%.0f\t%.0f\n", key, items[key], sum[key] }
