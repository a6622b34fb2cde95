/* SPDX-License-Identifier: MIT */
/* Payments as they are kept, and their order. */
#include "cash/match_work.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void assert_text(struct ar_text is, struct ar_text should)
{
    assert_int_equal(is.size, should.size);
    if (should.size > 0)
        assert_memory_equal(is.at, should.at, should.size);
}

/* What is kept is what came. */
static void assert_kept(struct ar_book *book, const struct ar_payment *payment)
{
    struct ar_cash cash;
    struct ar_payment again;
    assert_int_equal(ar_cash_keep(&cash, book, payment), AR_OK);
    ar_cash_payment(&again, book, &cash);
    assert_text(again.payment, payment->payment);
    assert_text(again.entity, payment->entity);
    assert_text(again.payer, payment->payer);
    assert_text(again.payer_account, payment->payer_account);
    assert_text(again.reference, payment->reference);
    assert_text(again.structured, payment->structured);
    assert_text(again.customer, payment->customer);
    assert_text(again.payer_reference, payment->payer_reference);
    assert_text(again.bank_reference, payment->bank_reference);
    assert_int_equal(again.date.days, payment->date.days);
    assert_int_equal(again.currency.code, payment->currency.code);
    assert_int_equal(again.amount, payment->amount);
    assert_int_equal(again.reversal, payment->reversal);
    assert_int_equal(cash.customer == AR_NO_CUSTOMER, payment->customer.size == 0);
    assert_false(cash.done);
}

static struct ar_payment full(void)
{
    return (struct ar_payment){.payment = AR_TEXT("P1"),
                               .entity = AR_TEXT("E1"),
                               .payer = AR_TEXT("Alder Ltd"),
                               .payer_account = AR_TEXT("DE11"),
                               .reference = AR_TEXT("INV-1001"),
                               .structured = AR_TEXT("RF18"),
                               .customer = AR_TEXT("C1"),
                               .payer_reference = AR_TEXT("E2E-1"),
                               .bank_reference = AR_TEXT("BK-1"),
                               .date = {20000},
                               .currency = {978},
                               .amount = INT64_MIN + 1,
                               .reversal = true};
}

static void short_texts(void **unused)
{
    (void)unused;
    struct ar_book book = {0};
    struct ar_payment all = full(), none = {.payment = AR_TEXT("P"), .date = {-1}, .amount = 1};
    assert_true(sizeof(struct ar_cash) <= 48);
    assert_kept(&book, &all);
    assert_kept(&book, &none);
    assert_kept(&book, &all);
    assert_int_equal(book.customers.count, 1);
    ar_book_free(&book);
}

/* Each of the texts in turn is as long as a byte can tell, or longer. */
static void long_texts(void **unused)
{
    (void)unused;
    static const size_t sizes[] = {254, 255, 256, 65535, 65536, 3 << 20};
    char *room = malloc(3 << 20);
    assert_non_null(room);
    for (size_t i = 0; i < 3 << 20; i++)
        room[i] = (char)(i * 7 + i / 251);
    struct ar_book book = {0};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (unsigned which = 0; which < 9; which++) {
            struct ar_payment payment = full();
            struct ar_text *texts[] = {&payment.payment,       &payment.entity,          &payment.payer,
                                       &payment.payer_account, &payment.reference,       &payment.structured,
                                       &payment.customer,      &payment.payer_reference, &payment.bank_reference};
            *texts[which] = (struct ar_text){room + i, sizes[i] - i};
            assert_kept(&book, &payment);
            texts[which]->size = sizes[i];
            texts[which]->at = room;
            assert_kept(&book, &payment);
        }
    ar_book_free(&book);
    free(room);
}

/* ---- order ---------------------------------------------------------------------------------------------------------
 */

enum { MANY = 5000, ENTITIES = 3, NUMBERS = 400, NUMBER_SIZE = 24 };

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

/* Is the one decided before the other? Places tell them apart when nothing else does. */
static bool is_before(const struct ar_payment *a, const struct ar_payment *b, bool first)
{
    if (a->date.days != b->date.days)
        return a->date.days < b->date.days;
    if (a->reversal != b->reversal)
        return b->reversal;
    int order = ar_text_compare(a->entity, b->entity);
    if (order == 0)
        order = ar_text_compare(a->payment, b->payment);
    return order ? order < 0 : first;
}

/* Payments of so many days; `step` of them lie between two. */
static void assert_order(uint32_t days, int32_t step, uint32_t count)
{
    struct ar_book book = {0};
    struct ar_match match;
    char room[MANY][NUMBER_SIZE];
    struct ar_payment payments[MANY];
    uint32_t state = days, *order, *kept = malloc((count + 1) * sizeof *kept);
    ar_match_init(&match, &book, NULL);
    for (uint32_t i = 0; i < count; i++) {
        int size = snprintf(room[i], NUMBER_SIZE, "PAY-%s%u", i % 2 ? "" : "the-same-", next_random(&state) % NUMBERS);
        payments[i] =
            (struct ar_payment){.payment = {room[i], (size_t)size},
                                .entity = ar_text_from((const char *[]){"", "Z", "A"}[next_random(&state) % ENTITIES]),
                                .date = {step * (int32_t)(next_random(&state) % days) - 400000},
                                .reversal = next_random(&state) % 4 == 0,
                                .amount = i};
        assert_int_equal(ar_match_payment(&match, &payments[i], NULL), AR_OK);
    }
    assert_int_equal(ar_match_order(&order, &match), AR_OK);
    for (uint32_t i = 0; i < count; i++)
        kept[i] = order[i];
    ar_match_rearrange(match.payments, order, count);
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(match.payments[i].amount, kept[i]);
    for (uint32_t i = 1; i < count; i++) {
        uint32_t a = kept[i - 1], b = kept[i];
        assert_true(is_before(&payments[a], &payments[b], a < b));
    }
    free(order);
    free(kept);
    ar_match_free(&match);
    ar_book_free(&book);
}

static void order(void **unused)
{
    (void)unused;
    assert_order(1, 1, 0);
    assert_order(1, 1, 1);
    assert_order(1, 1, MANY);
    assert_order(360, 1, MANY);
    assert_order(3000, 1000, MANY); /* more days than drawers */
    assert_order(40, 1, 70);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(short_texts), cmocka_unit_test(long_texts),
                                       cmocka_unit_test(order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
