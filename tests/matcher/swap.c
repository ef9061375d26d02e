/* swap: threads match events while another builds matchers and puts them in the place of the present one.
 *
 * usage: swap SEED SWAPS
 *
 * What the engine relies on, in the way in which it holds a plan (plan_ref, partition_begin): a matcher is immutable
 * and shared; a thread takes a reference for each batch and brings a scratch of its own, made anew when the matcher
 * has changed; whoever gives the last reference back destroys it. Built with the thread sanitizer, which sees any
 * write to what is shared. Each reader holds the answers to the evaluator's. */
#include "base/diag.h"
#include "lookup.h"
#include "rules.h"
#include "sets.h"
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { READERS = 3, RULES = 60, EVENTS = 24 };

/* A matcher with all that it needs, shared by a count of references. */
struct held {
	struct arena arena;
	const struct pattern *patterns[RULES];
	const struct value *events[EVENTS];
	struct matcher *matcher;
	uint32_t count;
	uint32_t references;
};

struct stage {
	pthread_mutex_t mutex;
	pthread_cond_t seen;
	struct held *present;
	uint32_t generation; /* of `present` */
	uint32_t reached[READERS];
	bool over;
	uint64_t seed;
	uint32_t swaps;
};

struct reader {
	struct stage *stage;
	uint32_t number;
	uint64_t pairs, held, wrong;
};

static struct held *build(uint64_t seed)
{
	struct held *held = memory_zalloc(1, sizeof(*held));
	struct tree *rules[RULES];
	struct world world;
	struct diag diag;

	arena_init(&held->arena, 0);
	diag_init(&diag, &held->arena);
	world_init(&world, seed, &held->arena);
	for (uint32_t i = 0; i < RULES; i++) {
		struct tree *rule = rules_make(&world);
		const struct pattern *pattern =
			pattern_parse(&held->arena, tree_value(&held->arena, rule), NULL, &diag);

		if (pattern) {
			rules[held->count] = rule;
			held->patterns[held->count++] = pattern;
		}
	}
	for (uint32_t i = 0; i < EVENTS; i++)
		held->events[i] = tree_value(&held->arena, sets_event(&world, rules, held->count));
	held->matcher = lookup_build(held->patterns, held->count);
	held->references = 1;
	return held;
}

static void give_back(struct held *held)
{
	if (!held || __atomic_sub_fetch(&held->references, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	matcher_destroy(held->matcher);
	arena_finish(&held->arena);
	free(held);
}

/* The present one, with a reference; NULL when it is over. */
static struct held *take(struct stage *stage, uint32_t reader)
{
	struct held *held = NULL;

	pthread_mutex_lock(&stage->mutex);
	if (!stage->over) {
		held = stage->present;
		__atomic_add_fetch(&held->references, 1, __ATOMIC_RELAXED);
		stage->reached[reader] = stage->generation;
		pthread_cond_signal(&stage->seen);
	}
	pthread_mutex_unlock(&stage->mutex);
	return held;
}

static void match_batch(struct reader *reader, const struct held *held, struct matcher_scratch *scratch)
{
	for (uint32_t i = 0; i < EVENTS; i++) {
		const uint32_t *ids;
		uint32_t found = matcher_match(held->matcher, scratch, held->events[i], &ids), at = 0;

		for (uint32_t j = 0; j < held->count; j++) {
			bool holds = pattern_holds(held->patterns[j], held->events[i]);
			bool matched = at < found && ids[at] == j;

			at += matched;
			reader->pairs++;
			reader->held += holds;
			reader->wrong += holds != matched;
		}
	}
}

static void *read_events(void *context)
{
	struct reader *reader = context;
	struct matcher_scratch *scratch = NULL;
	struct held *bound = NULL, *held; /* the scratch is bound to one */

	while ((held = take(reader->stage, reader->number))) {
		if (held != bound) {
			matcher_scratch_destroy(scratch);
			give_back(bound);
			scratch = matcher_scratch_create(held->matcher);
			bound = held;
			__atomic_add_fetch(&held->references, 1, __ATOMIC_RELAXED);
		}
		match_batch(reader, held, scratch);
		give_back(held);
	}
	matcher_scratch_destroy(scratch);
	give_back(bound);
	return NULL;
}

static bool all_reached(const struct stage *stage)
{
	for (uint32_t i = 0; i < READERS; i++)
		if (stage->reached[i] < stage->generation)
			return false;
	return true;
}

/* Builds beside the readers; every other swap waits until all of them have seen it, the rest come at any moment. */
static void swap_all(struct stage *stage)
{
	for (uint32_t i = 1; i <= stage->swaps; i++) {
		struct held *next = build(stage->seed + i), *before;

		pthread_mutex_lock(&stage->mutex);
		before = stage->present;
		stage->present = next;
		stage->generation = i;
		while (i % 2 == 0 && !all_reached(stage))
			pthread_cond_wait(&stage->seen, &stage->mutex);
		pthread_mutex_unlock(&stage->mutex);
		give_back(before);
	}
	pthread_mutex_lock(&stage->mutex);
	stage->over = true;
	pthread_mutex_unlock(&stage->mutex);
}

int main(int argc, char **argv)
{
	struct stage stage = {.mutex = PTHREAD_MUTEX_INITIALIZER, .seen = PTHREAD_COND_INITIALIZER};
	struct reader readers[READERS];
	pthread_t threads[READERS];
	uint64_t pairs = 0, held = 0, wrong = 0;

	if (argc != 3) {
		fprintf(stderr, "usage: swap SEED SWAPS\n");
		return 2;
	}
	stage.seed = strtoull(argv[1], NULL, 0);
	stage.swaps = (uint32_t)strtoul(argv[2], NULL, 0);
	stage.present = build(stage.seed);
	for (uint32_t i = 0; i < READERS; i++) {
		readers[i] = (struct reader){.stage = &stage, .number = i};
		if (pthread_create(&threads[i], NULL, read_events, &readers[i]) != 0) {
			fprintf(stderr, "swap: no thread to be had\n");
			return 2;
		}
	}
	swap_all(&stage);
	for (uint32_t i = 0; i < READERS; i++) {
		pthread_join(threads[i], NULL);
		pairs += readers[i].pairs;
		held += readers[i].held;
		wrong += readers[i].wrong;
	}
	give_back(stage.present);
	printf("# %u swaps, %d readers, %" PRIu64 " pairs, %" PRIu64 " of them hold\n", stage.swaps, READERS, pairs,
		held);
	printf("%s a matcher is swapped under load and every answer is that of the evaluator\n",
		wrong == 0 && held > 0 ? "ok" : "not ok");
	return wrong == 0 && held > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
