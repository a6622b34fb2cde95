/* SPDX-License-Identifier: MIT */
/* Which instalment of a document a text means: "Rate 2", "2nd instalment", "acompte 2/3", "2. Rate von 3". */
#include "cash/match_work.h"
#include "cash/words.h"

/* `number` of so many, 0: not said. */
struct which {
    unsigned number, of;
};

static bool is_instalment(struct ar_text word)
{
    static const struct ar_text words[] = {AR_TEXT("rate"),       AR_TEXT("instalment"), AR_TEXT("installment"),
                                           AR_TEXT("acompte"),    AR_TEXT("tranche"),    AR_TEXT("echeance"),
                                           AR_TEXT("échéance"),   AR_TEXT("versement"),  AR_TEXT("mensualité"),
                                           AR_TEXT("rata"),       AR_TEXT("cuota"),      AR_TEXT("plazo"),
                                           AR_TEXT("termijn"),    AR_TEXT("avdrag"),     AR_TEXT("abschlag"),
                                           AR_TEXT("teilbetrag"), AR_TEXT("teilzahlung")};
    return ar_word_is_one(word, words, sizeof words / sizeof *words);
}

static size_t skip(struct ar_text text, size_t at, const char *what)
{
    while (at < text.size && strchr(what, text.at[at]) != NULL && text.at[at] != 0)
        at++;
    return at;
}

/* One or two digits that end there; 0: none. */
static unsigned small_number(struct ar_text text, size_t *at)
{
    unsigned number = 0;
    size_t start = *at, end = start;
    for (; end < text.size && ar_is_digit(text.at[end]); end++)
        number = end - start < 2 ? number * 10 + (unsigned)(text.at[end] - '0') : 0;
    bool more = end + 1 < text.size && memchr(".,:", text.at[end], 3) != NULL && ar_is_digit(text.at[end + 1]);
    if (end - start > 2 || more || (end < text.size && (ar_is_in_word(text.at[end]) || text.at[end] == '%')))
        return 0;
    *at = end;
    return number;
}

/* Does a list of several go on there? "Rate 1 und 2". */
static bool goes_on(struct ar_text text, size_t at)
{
    at = skip(text, at, " ");
    struct ar_text word = ar_word_at(text, at);
    bool joint = at < text.size && memchr("+&,;-", text.at[at], 5) != NULL;
    if (!joint && ar_word_joint(word) == AR_NO_JOINT)
        return false;
    at = skip(text, joint ? at + 1 : at + word.size, " ");
    return at < text.size && ar_is_digit(text.at[at]) && small_number(text, &at) != 0;
}

/* Behind the word: "Rate Nr. 2 von 3", "Rate 2/3". */
static struct which read_behind(struct ar_text text, size_t at)
{
    static const struct ar_text numbers[] = {AR_TEXT("nr"), AR_TEXT("no"), AR_TEXT("n°"), AR_TEXT("num")};
    static const struct ar_text ofs[] = {AR_TEXT("of"),  AR_TEXT("von"), AR_TEXT("de"), AR_TEXT("di"),
                                         AR_TEXT("sur"), AR_TEXT("av"),  AR_TEXT("van")};
    struct which out = {0, 0};
    at = skip(text, at, " .:#");
    struct ar_text word = ar_word_at(text, at);
    if (ar_word_is_one(word, numbers, sizeof numbers / sizeof *numbers))
        at = skip(text, at + word.size, " .:#");
    size_t start = at;
    out.number = small_number(text, &at);
    if (out.number == 0 || goes_on(text, at))
        return (struct which){0, 0};
    bool zero = text.at[start] == '0';
    at = skip(text, at, " ");
    word = ar_word_at(text, at);
    bool slash = at < text.size && text.at[at] == '/';
    if (!slash && !ar_word_is_one(word, ofs, sizeof ofs / sizeof *ofs))
        return zero ? (struct which){0, 0} : out; /* 05 may be a month */
    at = skip(text, slash ? at + 1 : at + word.size, " ");
    bool digit = at < text.size && ar_is_digit(text.at[at]);
    out.of = small_number(text, &at);
    return (digit && out.of == 0) || (zero && out.of == 0) ? (struct which){0, 0} : out;
}

/* Before the word, with what makes it an order: "2. Rate", "2nd instalment", "2ème acompte". */
static unsigned read_before(struct ar_text text, size_t at)
{
    size_t end = at, start;
    while (end > 0 && text.at[end - 1] == ' ')
        end--;
    size_t mark = end;
    while (mark > 0 && end - mark < 5 && (ar_is_in_word(text.at[mark - 1]) || text.at[mark - 1] == '.'))
        mark--;
    for (start = mark; start > 0 && ar_is_digit(text.at[start - 1]);)
        start--;
    size_t before = start;
    while (before > 0 && text.at[before - 1] == ' ')
        before--;
    bool alone = before == 0 || (before < start && memchr("+&,;-/", text.at[before - 1], 6) == NULL);
    size_t word = before;
    while (word > 0 && ar_is_in_word(text.at[word - 1]))
        word--;
    size_t list = word;
    while (list > 0 && (text.at[list - 1] == ' ' || text.at[list - 1] == '.'))
        list--;
    bool several = word < before && list > 0 && ar_is_digit(text.at[list - 1]) && goes_on(text, word);
    if (mark == end || start == mark || mark - start > 2 || !alone || several || text.at[start] == '0')
        return 0;
    return mark - start == 1 ? (unsigned)(text.at[start] - '0')
                             : (unsigned)(text.at[start] - '0') * 10 + (unsigned)(text.at[start + 1] - '0');
}

/* The one instalment that the text names; of several none. */
static struct which read_which(struct ar_text text)
{
    struct which out = {0, 0};
    for (size_t at = 0; at < text.size;) {
        struct ar_text word = ar_word_at(text, at);
        if (!is_instalment(word) || (at > 0 && ar_is_digit(text.at[at - 1]))) {
            at += word.size + 1;
            continue;
        }
        struct which behind = read_behind(text, at + word.size);
        unsigned before = read_before(text, at);
        struct which now = behind.number != 0 ? behind : (struct which){before, 0};
        bool differs = before != 0 && before != now.number;
        if (differs || (out.number != 0 && now.number != 0 && out.number != now.number))
            return (struct which){0, 0};
        out = now.number != 0 ? now : out;
        at += word.size;
    }
    return out;
}

/* A line that is a small number; 0: another one. */
static unsigned number_of(const struct ar_match_work *work, uint32_t item)
{
    struct ar_text line = ar_book_word(work->match->book, work->match->book->items[item]->line);
    unsigned number = 0;
    for (size_t i = 0; i < line.size; i++) {
        if (!ar_is_digit(line.at[i]) || number > AR_LINES_MOST)
            return 0;
        number = number * 10 + (unsigned)(line.at[i] - '0');
    }
    return number;
}

/* The instalment of the number: by the numbers of the lines, where there are small ones, as paid ones may be gone; else
   by due date. */
static uint32_t find_line(const struct ar_match_work *work, const uint32_t *lines, unsigned count, struct which which)
{
    const struct ar_book *book = work->match->book;
    uint32_t found = AR_NO_ITEM;
    unsigned least = UINT32_MAX, most = 0;
    for (unsigned i = 0; i < count; i++) {
        unsigned number = number_of(work, lines[i]);
        least = number < least ? number : least;
        most = number > most ? number : most;
        found = number == which.number ? lines[i] : found;
    }
    if (least > 0 && least < 10)
        return which.of == 0 || which.of == most ? found : AR_NO_ITEM;
    for (unsigned i = 0; i < count; i++) {
        unsigned before = 0, same = 0;
        for (unsigned j = 0; j < count; j++) {
            before += book->items[lines[j]]->due.days < book->items[lines[i]]->due.days;
            same += book->items[lines[j]]->due.days == book->items[lines[i]]->due.days;
        }
        if (before + 1 == which.number)
            return same == 1 && (which.of == 0 || which.of == count) ? lines[i] : AR_NO_ITEM;
    }
    return AR_NO_ITEM;
}

uint32_t ar_match_which_line(struct ar_match_work *work, uint32_t item, const struct ar_claim *claim, int64_t amount)
{
    uint32_t lines[AR_LINES_MOST];
    if (!work->match->book->items[item]->shared)
        return AR_NO_ITEM;
    struct which which = read_which(claim->reason);
    if (which.number == 0)
        return AR_NO_ITEM;
    uint32_t found = find_line(work, lines, ar_match_lines_of(work, item, lines), which);
    if (found == AR_NO_ITEM)
        return AR_NO_ITEM;
    const struct ar_book_item *line = work->match->book->items[found];
    bool agrees = line->open == 0 ? line->amount == amount : ar_match_fit(work, found, claim, amount).level >= 2;
    return agrees ? found : AR_NO_ITEM;
}
