/* SPDX-License-Identifier: MIT */
/* Meet in the middle: the sums of either half are formed in ascending order, by merging those without an amount and
   those with it, and gone through from both ends. Each half forms only sets of the size allowed, so many amounts and a
   small size stay cheap. */
#include "cash/subset.h"
#include "base/money.h"
#include "cash/chance.h"

#include <stdlib.h>
#include <string.h>

enum { WORK = 100000 };
#define ONE_MEMBER ((uint64_t)1 << AR_SUBSET_MOST) /* the number of members stands above their bits */
#define MEMBERS(set) ((set) & (ONE_MEMBER - 1))
#define SIZE(set) ((unsigned)((set) >> AR_SUBSET_MOST))

struct sum {
    int64_t sum;
    uint64_t set;
};

struct half {
    struct sum *at;
    size_t count;
};

/* Sets of at most `most` of n, that of none, too: how many there are. */
static uint64_t count_sets(unsigned n, unsigned most)
{
    return ar_sets_of(n, most) + 1;
}

/* Merges the sums there are with the same and one amount more; room has space for twice as many. */
static void add_amount(struct half *half, struct sum *room, int64_t amount, uint64_t member, unsigned most)
{
    size_t i = 0, j = 0, count = 0;
    while (i < half->count || j < half->count) {
        while (j < half->count && SIZE(half->at[j].set) >= most)
            j++;
        bool with = j < half->count && (i == half->count || half->at[j].sum + amount < half->at[i].sum);
        if (with) {
            room[count++] = (struct sum){half->at[j].sum + amount, half->at[j].set + ONE_MEMBER + member};
            j++;
        } else if (i < half->count) {
            room[count++] = half->at[i++];
        }
    }
    memcpy(half->at, room, count * sizeof *room);
    half->count = count;
}

static void form(struct half *half, struct sum *room, const int64_t *amounts, unsigned from, unsigned to, unsigned most)
{
    half->at[half->count++] = (struct sum){0, 0};
    for (unsigned i = from; i < to; i++)
        add_amount(half, room, amounts[i], (uint64_t)1 << i, most);
}

/* One of each half whose sums make the target: false when that is enough to know. */
static bool meet_pair(struct ar_subset *out, uint64_t left, uint64_t right, unsigned most)
{
    uint64_t members = MEMBERS(left) | MEMBERS(right);
    if (members == 0 || SIZE(left) + SIZE(right) > most)
        return true;
    if (out->answer == AR_SUBSET_ONE) {
        out->other = members;
        out->answer = AR_SUBSET_SEVERAL;
        return false;
    }
    out->members = members;
    out->answer = AR_SUBSET_ONE;
    return true;
}

static void meet(struct ar_subset *out, const struct half *left, const struct half *right, int64_t target,
                 unsigned most, uint64_t work)
{
    size_t i = 0, end = right->count;
    uint64_t pairs = 0;
    while (i < left->count && end > 0) {
        ar_int128 sum = (ar_int128)left->at[i].sum + right->at[end - 1].sum;
        if (sum < target) {
            i++;
            continue;
        }
        if (sum > target) {
            end--;
            continue;
        }
        for (size_t j = end; j > 0 && right->at[j - 1].sum == right->at[end - 1].sum; j--) {
            if (!meet_pair(out, left->at[i].set, right->at[j - 1].set, most))
                return;
            if (++pairs > work) {
                out->answer = AR_SUBSET_GAVE_UP;
                return;
            }
        }
        i++;
    }
}

/* ---- by halves of the size -----------------------------------------------------------------------------------------
   A set of up to 2 n members is one of up to n and another one. The sums of those are marked, then those looked for
   that lack a marked sum to the target, then the sets that have it. That tells none and one much faster than the sums
   in order can be formed. */

enum { FILTERS = 3, FILTER_BITS = 15, LACKING_MOST = 64 };

struct glance {
    uint64_t marked[FILTERS][(1 << FILTER_BITS) / 64]; /* each sum as one bit in every filter */
    const int64_t *amounts;
    unsigned count, most, found;
    uint64_t target;
    enum { MARK, LOOK, JOIN } stage;
    struct {
        uint64_t sum, set;
    } lacking[LACKING_MOST]; /* sets, and what they lack to the target */
    unsigned lacking_count;
    uint64_t members; /* of the first set found */
};

static unsigned bit_of(uint64_t sum, unsigned filter)
{
    static const uint64_t factors[FILTERS] = {UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xbf58476d1ce4e5b9),
                                              UINT64_C(0x94d049bb133111eb)};
    return (unsigned)((sum ^ sum >> 32) * factors[filter] >> (64 - FILTER_BITS));
}

static void mark(struct glance *glance, uint64_t sum)
{
    for (unsigned f = 0; f < FILTERS; f++) {
        unsigned bit = bit_of(sum, f);
        glance->marked[f][bit / 64] |= (uint64_t)1 << bit % 64;
    }
}

static bool is_marked(const struct glance *glance, uint64_t sum)
{
    bool all = true;
    for (unsigned f = 0; f < FILTERS && all; f++) {
        unsigned bit = bit_of(sum, f);
        all = glance->marked[f][bit / 64] >> bit % 64 & 1;
    }
    return all;
}

static void join(struct glance *glance, uint64_t sum, uint64_t set)
{
    for (unsigned i = 0; i < glance->lacking_count; i++) {
        uint64_t both = set | glance->lacking[i].set;
        if (glance->lacking[i].sum != sum || (set & glance->lacking[i].set) != 0 || both == 0 ||
            __builtin_popcountll(both) > (int)glance->most || (glance->found > 0 && both == glance->members))
            continue;
        glance->members = both;
        glance->found++;
    }
}

static void visit(struct glance *glance, uint64_t sum, uint64_t set)
{
    if (glance->stage == MARK) {
        mark(glance, sum);
    } else if (glance->stage == JOIN) {
        if (is_marked(glance, sum))
            join(glance, sum, set);
    } else if (is_marked(glance, glance->target - sum)) {
        if (glance->lacking_count < LACKING_MOST) {
            glance->lacking[glance->lacking_count].sum = glance->target - sum;
            glance->lacking[glance->lacking_count].set = set;
        }
        glance->lacking_count++;
    }
}

/* All sets that go on from this one with up to `more` amounts from `from` on. */
static void visit_sets(struct glance *glance, uint64_t sum, uint64_t set, unsigned from, unsigned more)
{
    visit(glance, sum, set);
    for (unsigned i = from; more > 0 && i < glance->count && glance->found < 2; i++)
        visit_sets(glance, sum + (uint64_t)glance->amounts[i], set | (uint64_t)1 << i, i + 1, more - 1);
}

/* True when this is enough to know the answer: none, or one. */
static bool find_by_halves(struct ar_subset *out, const int64_t *amounts, unsigned count, int64_t target, unsigned most)
{
    struct glance glance = {.amounts = amounts, .count = count, .most = most, .target = (uint64_t)target};
    visit_sets(&glance, 0, 0, 0, (most + 1) / 2);
    glance.stage = LOOK;
    visit_sets(&glance, 0, 0, 0, most / 2);
    if (glance.lacking_count > LACKING_MOST)
        return false;
    memset(glance.marked, 0, sizeof glance.marked);
    for (unsigned i = 0; i < glance.lacking_count; i++)
        mark(&glance, glance.lacking[i].sum);
    glance.stage = JOIN;
    if (glance.lacking_count > 0)
        visit_sets(&glance, 0, 0, 0, (most + 1) / 2);
    out->answer = glance.found == 0 ? AR_SUBSET_NONE : AR_SUBSET_ONE;
    out->members = glance.found == 0 ? 0 : glance.members;
    return glance.found < 2;
}

/* Can every sum be held? */
static bool in_range(const int64_t *amounts, unsigned count)
{
    ar_int128 sum = 0;
    for (unsigned i = 0; i < count; i++)
        sum += amounts[i] < 0 ? -(ar_int128)amounts[i] : amounts[i];
    return sum <= INT64_MAX;
}

enum ar_status ar_subset_find(struct ar_subset *out, const int64_t *amounts, unsigned count, int64_t target,
                              unsigned most, uint64_t work)
{
    *out = (struct ar_subset){.answer = AR_SUBSET_NONE};
    unsigned middle = count / 2;
    work = work ? work : WORK;
    uint64_t low = count_sets(middle, most), high = count_sets(count - middle, most);
    if (count > AR_SUBSET_MOST || low + high > work || !in_range(amounts, count)) {
        out->answer = AR_SUBSET_GAVE_UP;
        return AR_OK;
    }
    if (count_sets(count, (most + 1) / 2) <= low + high && find_by_halves(out, amounts, count, target, most))
        return AR_OK;
    *out = (struct ar_subset){.answer = AR_SUBSET_NONE};
    struct sum *room = malloc((low + 2 * high) * sizeof *room);
    if (room == NULL)
        return AR_FAILED;
    struct half left = {room + high, 0}, right = {room + high + low, 0};
    form(&left, room, amounts, 0, middle, most);
    form(&right, room, amounts, middle, count, most);
    meet(out, &left, &right, target, most, work);
    free(room);
    return AR_OK;
}
