# SPDX-License-Identifier: MIT
# Reminders, as cron runs them each morning: who is due for which step, the letters, and sending each of them once.
# Sealed streams, so that half of one is noticed; and no step runs on what the one before it could not finish, since
# yesterday's proposals may have been paid. In place of `sendmail -t` stands a command that keeps what it gets.
ar-seal -o items.tsv invoices.tsv # in earnest ar-import writes the items, and seals them
export AR_SEAL=1
mkdir -p sent-mail
send='cat >sent-mail/$AR_ACTION'

remind() {
    ar-open items.tsv | ar-dun --log log.tsv --customers debtors.tsv -o actions.tsv || return
    ar-letter --customers debtors.tsv --company company.tsv --outbox out --renew -o letters.tsv actions.tsv
    [ $? -le 1 ] || return # 1: a letter could not be written, and is in letters.tsv for somebody to look at
    ar-send --by "$send" --outbox out --log log.tsv -o report.tsv actions.tsv
}

morning() { # DAY
    echo "== $1"
    AR_AS_OF=$1
    export AR_AS_OF
    remind
    ar-export --to table --columns customer,channel,state,why report.tsv
}

morning 2026-06-25
morning 2026-06-25 # cron ran it twice: nobody hears of it
morning 2026-07-06 # ten days without a run: the next step is due, one step, not two

echo '== what the log knows of a document'
awk -F '\t' 'NR == 1 || $12 == 90002001' log.tsv | cut -f 2,4,6,7,8,12,21
echo '== one of them'
grep -E '^(From|To):' sent-mail/"$(sed -n 2p report.tsv | cut -f 1)"
