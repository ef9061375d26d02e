/* report: small cases, and the seed when the program dies.
 *
 * Place: tests of the matcher. Memory: the round's arena. Thread: the main one. */
#include "report.h"
#include "shrink.h"
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { RULES_SHOWN = 40, PAIRS_THAT_TELL = 1000 };

/* For the signal handler, which can reach nothing else. */
static volatile sig_atomic_t round_high, round_low;

void report_round(uint64_t seed)
{
	round_high = (sig_atomic_t)(seed >> 32);
	round_low = (sig_atomic_t)seed;
}

static void say_round(int signal_number)
{
	char text[] = "not ok died in the round of seed 0x0000000000000000\n", *at = text + sizeof(text) - 3;
	uint64_t seed = (uint64_t)(uint32_t)round_high << 32 | (uint32_t)round_low;

	for (int i = 0; i < 16; i++, seed >>= 4)
		*at-- = "0123456789abcdef"[seed & 15];
	if (write(STDOUT_FILENO, text, sizeof(text) - 1) < 0)
		_exit(2);
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

void report_deaths(void)
{
	signal(SIGABRT, say_round);
	signal(SIGSEGV, say_round);
	setvbuf(stdout, NULL, _IOLBF, 0);
}

void report_difference(const struct set *set, const struct tree *event, struct slice why, uint64_t seed,
	struct arena *arena)
{
	struct shrinking shrinking = {.rules = ARENA_ARRAY(arena, struct tree *, set->count), .count = set->count,
		.event = tree_copy(arena, event), .shows = compare_differs};

	printf("# seed %" PRIu64 ": %.*s\n", seed, SLICE_PRINT(why));
	for (uint32_t i = 0; i < set->count; i++)
		shrinking.rules[i] = tree_copy(arena, set->rules[i]);
	if (compare_differs(shrinking.rules, shrinking.count, shrinking.event))
		shrink_case(&shrinking, arena);
	else
		printf("# only after the events before it: the scratch has kept something\n");
	for (uint32_t i = 0; i < shrinking.count && i < RULES_SHOWN; i++)
		printf("# rule %u: %.*s\n", i, SLICE_PRINT(tree_text(arena, shrinking.rules[i])));
	printf("# event: %.*s\n", SLICE_PRINT(tree_text(arena, shrinking.event)));
}

int report_end(const struct tally *tally, bool agreed, const char *name)
{
	bool both = tally->held > tally->pairs / 20 && tally->held < tally->pairs * 19 / 20;

	tally_print(tally);
	printf("%s the matcher agrees with the evaluator over %s\n", agreed ? "ok" : "not ok", name);
	if (agreed && tally->pairs >= PAIRS_THAT_TELL) {
		printf("%s over %s neither answer is rare\n", both ? "ok" : "not ok", name);
		agreed = both;
	}
	return agreed ? EXIT_SUCCESS : EXIT_FAILURE;
}
