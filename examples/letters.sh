# SPDX-License-Identifier: MIT
# The letters of a day: a mail waits in out/new, another has a wrong address and is set aside, a text message is looked at.
sides='--customers letter-customers.tsv --company letter-company.tsv'
# shellcheck disable=SC2086 # several words
ar-letter $sides --outbox out letter-actions.tsv 2>messages |
    ar-export --to table --columns action,customer,currency,total,result
cat messages
ls out/new
# shellcheck disable=SC2086
ar-letter $sides --to sms letter-actions.tsv
