/* SPDX-License-Identifier: MIT */
/* Groups: keys of every length, growth, exact sums past 64 bits, merging, colliding seeds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/group.h"

static const struct ar_currency eur = {1 + (4 * 26 + 20) * 26 + 17}, usd = {1 + (20 * 26 + 18) * 26 + 3};

/* The entry is the same when bytes behind the key may be looked at. */
static void add(struct ar_groups *groups, struct ar_text key, struct ar_currency currency, unsigned sum, int64_t value)
{
    struct ar_group_entry entry, ahead;
    char room[80];
    memset(room, 'x', sizeof room);
    if (key.size > 0)
        memcpy(room, key.at, key.size);
    ar_group_entry_set(&entry, groups, key, currency, sum, value, false);
    ar_group_entry_set(&ahead, groups, (struct ar_text){room, key.size}, currency, sum, value, true);
    assert_int_equal(ahead.hash, entry.hash);
    if (key.size <= AR_GROUP_SHORT)
        assert_memory_equal(ahead.word, entry.word, sizeof entry.word);
    assert_int_equal(ar_groups_add(groups, &entry, 1), AR_OK);
}

static void key_of(char *out, size_t size, unsigned salt)
{
    for (size_t i = 0; i < size; i++)
        out[i] = (char)(salt * 31 + i * 7);
}

static void keys_of_every_length(void **state)
{
    (void)state;
    struct ar_groups groups;
    ar_groups_init(&groups, 2, 7);
    char *key = malloc(70); /* exactly as long as the key, so that a sanitizer sees a read beyond it */
    for (int round = 0; round < 3; round++)
        for (size_t size = 0; size <= 64; size++) {
            char *exact = malloc(size + !size);
            key_of(exact, size, 1);
            add(&groups, (struct ar_text){exact, size}, eur, 0, 5);
            add(&groups, (struct ar_text){exact, size}, usd, 1, -5);
            free(exact);
        }
    assert_int_equal(groups.count, 130);
    for (size_t i = 0; i < groups.count; i++) {
        char room[AR_GROUP_SHORT];
        struct ar_text got = ar_groups_key(&groups, i, room);
        key_of(key, got.size, 1);
        assert_memory_equal(got.at, key, got.size);
        assert_int_equal(ar_groups_items(&groups, i), 3);
        bool is_eur = ar_groups_currency(&groups, i).code == eur.code;
        assert_int_equal((int)ar_groups_sum(&groups, i, 0), is_eur ? 15 : 0);
        assert_int_equal((int)ar_groups_sum(&groups, i, 1), is_eur ? 0 : -15);
    }
    free(key);
    ar_groups_free(&groups);
}

/* "a" and "a\0" are two keys, though the bytes behind a short key are zeros. */
static void zero_bytes_tell_keys_apart(void **state)
{
    (void)state;
    struct ar_groups groups;
    ar_groups_init(&groups, 1, 7);
    add(&groups, (struct ar_text){"a", 1}, eur, 0, 1);
    add(&groups, (struct ar_text){"a\0", 2}, eur, 0, 2);
    add(&groups, (struct ar_text){"a\0\0\0\0\0\0\0\0", 9}, eur, 0, 3);
    add(&groups, (struct ar_text){"", 0}, eur, 0, 4);
    add(&groups, (struct ar_text){"\0", 1}, eur, 0, 5);
    assert_int_equal(groups.count, 5);
    ar_groups_free(&groups);
}

static void sums_leave_64_bits(void **state)
{
    (void)state;
    struct ar_groups groups, more;
    ar_groups_init(&groups, 2, 1);
    ar_groups_init(&more, 2, 2);
    ar_int128 expected = 0, low = 0;
    for (int i = 0; i < 100; i++) {
        add(&groups, AR_TEXT("k"), eur, 0, INT64_MAX);
        add(&groups, AR_TEXT("k"), eur, 1, INT64_MIN);
        expected += INT64_MAX;
        low += INT64_MIN;
    }
    for (int i = 0; i < 2000; i++) { /* the carries move with the records */
        char name[16];
        int size = snprintf(name, sizeof name, "n%d", i);
        add(&more, (struct ar_text){name, (size_t)size}, eur, 0, i);
        if (i == 10)
            add(&more, AR_TEXT("k"), eur, 0, INT64_MAX), add(&more, AR_TEXT("k"), eur, 0, INT64_MAX);
    }
    assert_true(ar_groups_sum(&groups, 0, 0) == expected);
    assert_true(ar_groups_sum(&groups, 0, 1) == low);
    assert_int_equal(ar_groups_merge(&groups, &more), AR_OK);
    assert_true(ar_groups_sum(&groups, 0, 0) == expected + 2 * (ar_int128)INT64_MAX);
    assert_int_equal(ar_groups_items(&groups, 0), 202);
    assert_int_equal(groups.count, 2001);
    assert_int_equal(ar_groups_increase(&groups, 0, 0, -(expected + 2 * (ar_int128)INT64_MAX) - 7), AR_OK);
    assert_int_equal((int)ar_groups_sum(&groups, 0, 0), -7);
    ar_groups_free(&groups);
    ar_groups_free(&more);
}

static void many_groups(void **state)
{
    (void)state;
    struct ar_groups groups;
    ar_groups_init(&groups, 1, 99);
    struct ar_group_entry batch[AR_GROUP_BATCH];
    static char names[AR_GROUP_BATCH][24];
    size_t filled = 0;
    for (unsigned i = 0; i < 200000; i++) {
        unsigned n = i % 50000;
        int size = snprintf(names[filled], sizeof names[0], n % 3 ? "C%06u" : "customer-number-%06u", n);
        ar_group_entry_set(&batch[filled], &groups, (struct ar_text){names[filled], (size_t)size}, eur, 0, n, false);
        if (++filled == AR_GROUP_BATCH) {
            if (i / AR_GROUP_BATCH % 3) /* some are looked up before, some only then */
                ar_groups_prefetch(&groups, batch, filled);
            assert_int_equal(ar_groups_add(&groups, batch, filled), AR_OK);
            filled = 0;
        }
    }
    assert_int_equal(ar_groups_add(&groups, batch, filled), AR_OK);
    assert_int_equal(groups.count, 50000);
    for (unsigned n = 0; n < 50000; n++) {
        char name[24];
        int size = snprintf(name, sizeof name, n % 3 ? "C%06u" : "customer-number-%06u", n);
        size_t group;
        assert_int_equal(ar_groups_find(&groups, (struct ar_text){name, (size_t)size}, eur, &group), AR_OK);
        assert_int_equal(ar_groups_items(&groups, group), 4);
        assert_true(ar_groups_sum(&groups, group, 0) == 4 * (ar_int128)n);
    }
    ar_groups_free(&groups);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_of_every_length),
        cmocka_unit_test(zero_bytes_tell_keys_apart),
        cmocka_unit_test(sums_leave_64_bits),
        cmocka_unit_test(many_groups),
    };
    return cmocka_run_group_tests_name("groups", tests, NULL, NULL);
}
