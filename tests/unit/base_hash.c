/* SPDX-License-Identifier: MIT */
/* XXH3-64: published values for the seal, and keys that nobody can make collide in advance. */
#include "base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

static uint64_t digest(const char *data, size_t size, size_t piece)
{
    struct ar_digest *digest;
    assert_int_equal(ar_digest_new(&digest), AR_OK);
    for (size_t i = 0; i < size; i += piece)
        ar_digest_add(digest, data + i, size - i < piece ? size - i : piece);
    uint64_t value = ar_digest_value(digest);
    assert_int_equal(value, ar_digest_value(digest));
    ar_digest_delete(digest);
    return value;
}

static void test_digest(void **state)
{
    (void)state;
    /* XXH3_64bits of nothing is in the algorithm's specification; the others as `xxhsum -H3` prints them */
    assert_int_equal(digest("", 0, 1), UINT64_C(0x2d06800538d394c2));
    assert_int_equal(digest("a", 1, 1), UINT64_C(0xe6c632b61e964e1f));
    assert_int_equal(digest("abc", 3, 3), UINT64_C(0x78af5f94892f3950));
    char data[5000];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (char)(i * 31);
    uint64_t whole = digest(data, sizeof data, sizeof data);
    for (size_t piece = 1; piece < 1500; piece += 97)
        assert_int_equal(digest(data, sizeof data, piece), whole);
    data[4321] ^= 1;
    assert_int_not_equal(digest(data, sizeof data, sizeof data), whole);
    ar_digest_delete(NULL);
}

static void test_keys(void **state)
{
    (void)state;
    char key[100];
    memset(key, 'k', sizeof key);
    for (size_t size = 0; size <= sizeof key; size++) {
        char *copy = malloc(size + 1); /* so that a read past the slice is noticed */
        assert_non_null(copy);
        memcpy(copy, key, size);
        uint64_t one = ar_hash((struct ar_text){copy, size}, 1), two = ar_hash((struct ar_text){key, size}, 2);
        assert_int_equal(one, ar_hash((struct ar_text){key, size}, 1));
        assert_int_not_equal(one, two);
        free(copy);
    }
    assert_int_not_equal(ar_hash(AR_TEXT("a"), 1), ar_hash(AR_TEXT("b"), 1));
    assert_int_not_equal(ar_hash(AR_TEXT(""), 1), ar_hash(AR_TEXT("\0"), 1));
    assert_int_equal(ar_hash((struct ar_text){NULL, 0}, 1), ar_hash(AR_TEXT(""), 1));
}

/* Keys that share a slot of a table under one seed are spread under another. */
static void test_spread(void **state)
{
    (void)state;
    unsigned together = 0, slots[256] = {0};
    for (unsigned i = 0, found = 0; found < 2560; i++) {
        char key[16];
        struct ar_text text = {key, (size_t)snprintf(key, sizeof key, "%u", i)};
        if (ar_hash(text, 12345) % 256 != 0)
            continue;
        found++;
        unsigned slot = (unsigned)(ar_hash(text, 54321) % 256);
        if (++slots[slot] > together)
            together = slots[slot];
    }
    assert_in_range(together, 10, 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_digest),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
