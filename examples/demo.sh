# SPDX-License-Identifier: MIT
# The main job: a ledger's export becomes an aging report.
ar-import -p ledger.profile ledger.csv | ar-open --as-of 2026-06-30 | ar-age --by customer | ar-export --to table
