/* SPDX-License-Identifier: MIT */
/* Growing, buffers, the arena. */
#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include <stdalign.h>
#include <stdint.h>

static void test_grow(void **state)
{
    (void)state;
    int *array = NULL;
    size_t capacity = 0;
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(ar_grow(&array, &capacity, (size_t)i + 1, sizeof *array), AR_OK);
        array[i] = i;
    }
    assert_true(capacity >= 1000 && capacity <= 2048);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(array[i], i);
    int *before = array;
    size_t held = capacity;
    assert_int_equal(ar_grow(&array, &capacity, SIZE_MAX / 2, sizeof *array), AR_FAILED);
    assert_int_equal(ar_grow(&array, &capacity, SIZE_MAX, 1), AR_FAILED);
    assert_ptr_equal(array, before);
    assert_int_equal(capacity, held);
    assert_int_equal(ar_grow(&array, &capacity, 0, sizeof *array), AR_OK);
    free(array);
}

static void test_buffer(void **state)
{
    (void)state;
    struct ar_buffer buffer = {0};
    assert_int_equal(ar_buffer_text(&buffer).size, 0);
    assert_non_null(ar_buffer_text(&buffer).at);
    assert_int_equal(ar_buffer_add(&buffer, (struct ar_text){NULL, 0}), AR_OK);
    assert_int_equal(ar_buffer_add(&buffer, AR_TEXT("ab")), AR_OK);
    assert_int_equal(ar_buffer_add_char(&buffer, 'c'), AR_OK);
    assert_true(ar_text_is(ar_buffer_text(&buffer), "abc"));
    assert_int_equal(ar_buffer_reserve(&buffer, SIZE_MAX), AR_FAILED);
    assert_int_equal(ar_buffer_reserve(&buffer, SIZE_MAX - 3), AR_FAILED);
    assert_true(ar_text_is(ar_buffer_text(&buffer), "abc"));
    ar_buffer_free(&buffer);
    assert_int_equal(buffer.capacity, 0);
}

static void test_arena(void **state)
{
    (void)state;
    enum { PIECES = 3000 };
    static unsigned char *pieces[PIECES];
    static size_t sizes[PIECES];
    struct ar_arena arena = {0};
    unsigned random = 1;
    for (int i = 0; i < PIECES; i++) {
        random = random * 1103515245u + 12345u;
        sizes[i] = (random >> 16) % (i % 100 == 0 ? 60000 : 90);
        pieces[i] = ar_arena_take(&arena, sizes[i]);
        assert_non_null(pieces[i]);
        assert_int_equal((uintptr_t)pieces[i] % alignof(max_align_t), 0);
        memset(pieces[i], i & 0xff, sizes[i]);
    }
    for (int i = 0; i < PIECES; i++)
        for (size_t j = 0; j < sizes[i]; j++)
            if (pieces[i][j] != (i & 0xff))
                fail_msg("piece %d was overwritten", i);
    assert_true(arena.total < 3000 * 60 + 30 * 70000 + ((size_t)2 << 20));
    assert_null(ar_arena_take(&arena, SIZE_MAX));
    assert_null(ar_arena_take(&arena, PTRDIFF_MAX));
    ar_arena_free(&arena);
    assert_int_equal(arena.total, 0);
    ar_arena_free(&arena);
}

static void test_copy(void **state)
{
    (void)state;
    struct ar_arena arena = {0};
    struct ar_text text = AR_TEXT("name"), empty = {NULL, 0};
    assert_int_equal(ar_arena_copy(&arena, &text, text), AR_OK);
    assert_string_equal(text.at, "name");
    assert_int_equal(ar_arena_copy(&arena, &empty, empty), AR_OK);
    assert_string_equal(empty.at, "");
    assert_int_equal(empty.size, 0);
    size_t used = arena.used;
    assert_int_equal(ar_arena_copy(&arena, &text, AR_TEXT("abc")), AR_OK);
    assert_int_equal(arena.used, used + 4); /* text is packed */
    assert_int_equal((uintptr_t)ar_arena_take(&arena, 8) % alignof(max_align_t), 0);
    for (int i = 0; i < 100000; i++) {
        assert_int_equal(ar_arena_copy(&arena, &text, AR_TEXT("0123456789")), AR_OK);
        if (memcmp(text.at, "0123456789", 11) != 0)
            fail_msg("copy %d", i);
    }
    ar_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grow),
        cmocka_unit_test(test_buffer),
        cmocka_unit_test(test_arena),
        cmocka_unit_test(test_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
