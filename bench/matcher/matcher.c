/* matcher: what patterns cost an event, and a rule.
 *
 *     matcher RULES.jsonl EVENTS.jsonl [MOST]
 *
 * takes the files of `seatwire match`, and the way that the engine takes: json_read, then matcher_match. Prints one
 * JSON line. `ns_per_event` and `parse_ns_per_event` are CPU time, medians of slices of at least 20 ms that take turns:
 * a slice of ours (parsing included), a slice of yyjson that reads and visits the same events and does nothing else.
 * `matches` and `digest` are of one pass over the events; the digest is a sum over all (event, rule) that match, so two
 * matchers that agree in it agree in every answer. `bytes_per_rule` is the growth of the heap from before the rules are
 * read to when events can be matched. MOST takes only so many events. */
#include "event/json.h"
#include "io/lines.h"
#include "pattern/matcher.h"
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <yyjson.h>

enum { LINE_BYTES_MOST = 16 * 1024 * 1024, ROUNDS_LEAST = 5, ROUNDS_MOST = 31 };

static const double slice_least_s = 0.02, pass_most_s = 0.2, total_s = 3;

struct events {
	struct arena arena;
	struct slice *texts;
	uint32_t count, capacity;
	size_t longest;
};

/* All that matching needs once the rules are read. */
struct ready {
	struct matcher *matcher;
	struct matcher_scratch *scratch;
	uint32_t rules;
};

struct totals {
	uint64_t matches, digest;
};

static _Noreturn void fail(const char *path, uint64_t line, const char *what)
{
	fprintf(stderr, "%s:%llu: error: %s\n", path, (unsigned long long)line, what);
	exit(2);
}

static double cpu_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static size_t heap_bytes(void)
{
	struct mallinfo2 info = mallinfo2();

	return info.uordblks + info.hblkhd;
}

/* The kernel's high-water mark; getrusage would count what the process was before it became this program. */
static double peak_rss_mb(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	unsigned long kib = 0;
	char line[256];

	while (file && fgets(line, sizeof(line), file) && sscanf(line, "VmHWM: %lu kB", &kib) != 1)
		;
	if (!file || kib == 0)
		abort();
	fclose(file);
	return (double)kib / 1024;
}

static bool next_line(struct lines *lines, struct slice *ret_line)
{
	enum lines_result result = lines_next(lines, ret_line);

	if (result != LINES_LINE && result != LINES_END)
		fail(lines->path, lines->number, "the line cannot be read, or is longer than 16 MiB");
	return result == LINES_LINE;
}

static void open_lines(struct lines *lines, const char *path)
{
	if (!lines_open(lines, path, LINE_BYTES_MOST))
		fail(path, 0, strerror(lines->error));
}

static void read_events(struct events *events, const char *path, uint32_t most)
{
	struct lines lines;
	struct slice line;

	*events = (struct events){0};
	arena_init(&events->arena, 0);
	open_lines(&lines, path);
	while (events->count < most && next_line(&lines, &line)) {
		ARENA_GROW(&events->arena, events->texts, events->count, events->capacity);
		events->texts[events->count++] = arena_copy(&events->arena, line);
		events->longest = line.size > events->longest ? line.size : events->longest;
	}
	lines_close(&lines);
	if (events->count == 0)
		fail(path, 0, "it holds no event");
}

static const struct pattern *read_rule(struct arena *scratch, const struct lines *lines,
	struct slice line)
{
	const struct value *rule, *tree;
	const struct pattern *pattern;
	uint32_t duplicate_keys;
	struct json_fault fault;
	struct diag diag;

	diag_init(&diag, scratch);
	if (!json_read(scratch, line, JSON_DEPTH_MOST, &rule, &duplicate_keys, &fault))
		fail(lines->path, lines->number, fault.reason);
	tree = value_get(rule, SLICE("pattern"));
	pattern = tree ? pattern_parse(scratch, tree, &(struct pattern_source){0}, &diag) : NULL;
	if (!pattern)
		fail(lines->path, lines->number, "no pattern; `seatwire match` says what is wrong with it");
	return pattern;
}

/* From JSON Lines to a matcher that can be asked. */
static void make_ready(struct ready *ready, const char *path)
{
	struct matcher_builder *builder = matcher_begin();
	struct arena scratch;
	struct lines lines;
	struct slice line;

	*ready = (struct ready){0};
	arena_init(&scratch, 0);
	open_lines(&lines, path);
	while (next_line(&lines, &line)) {
		ready->rules = matcher_add(builder, read_rule(&scratch, &lines, line)) + 1;
		arena_reset(&scratch);
	}
	lines_close(&lines);
	arena_finish(&scratch);
	ready->matcher = matcher_seal(builder);
	ready->scratch = matcher_scratch_create(ready->matcher);
}

static uint64_t mix(uint64_t event, uint64_t rule)
{
	uint64_t x = ((event << 32 | rule) + 1) * 0x9e3779b97f4a7c15u;

	x = (x ^ x >> 32) * 0xd6e8feb86659fd93u;
	return x ^ x >> 32;
}

static uint32_t match_event(const struct ready *ready, struct arena *arena, struct slice text, const uint32_t **ret_ids)
{
	const struct value *root;
	uint32_t duplicate_keys;
	struct json_fault fault;

	arena_reset(arena);
	if (!json_read(arena, text, JSON_DEPTH_MOST, &root, &duplicate_keys, &fault))
		fail("events", 0, fault.reason);
	return matcher_match(ready->matcher, ready->scratch, root, ret_ids);
}

/* One pass over all events, which also warms what the slices need. */
static struct totals match_all(const struct ready *ready, struct arena *arena, const struct events *events)
{
	struct totals totals = {0};

	for (uint32_t i = 0; i < events->count; i++) {
		const uint32_t *ids;
		uint32_t count = match_event(ready, arena, events->texts[i], &ids);

		totals.matches += count;
		for (uint32_t k = 0; k < count; k++)
			totals.digest += mix(i, ids[k]);
	}
	return totals;
}

/* The yardstick: every value is looked at, as a reader that skips nothing must. */
static uint64_t visit(yyjson_val *value)
{
	uint64_t sum = yyjson_get_tag(value);
	yyjson_val *key, *child;
	size_t i, count;

	if (yyjson_is_str(value))
		return sum + yyjson_get_len(value);
	if (yyjson_is_num(value))
		return sum + yyjson_get_uint(value);
	if (yyjson_is_arr(value)) {
		yyjson_arr_foreach(value, i, count, child)
			sum += visit(child);
	} else if (yyjson_is_obj(value)) {
		yyjson_obj_foreach(value, i, count, key, child)
			sum += yyjson_get_len(key) + visit(child);
	}
	return sum;
}

static uint64_t parse_event(yyjson_alc *memory, struct slice text)
{
	yyjson_doc *document = yyjson_read_opts((char *)(uintptr_t)text.data, text.size, 0, memory, NULL);
	uint64_t sum;

	if (!document)
		fail("events", 0, "yyjson does not take an event");
	sum = visit(yyjson_doc_get_root(document));
	yyjson_doc_free(document);
	return sum;
}

/* One of the two that take turns: CPU time over `number` events, on from where the last slice ended. */
struct side {
	const struct events *events;
	const struct ready *ready; /* NULL: yyjson alone */
	struct arena arena;
	yyjson_alc memory;
	uint32_t next;
	uint64_t number; /* events in a slice */
	double slices[ROUNDS_MOST];
	uint64_t seen; /* keeps the work from being optimised away */
};

static double run_side(struct side *side, uint64_t number)
{
	const uint32_t *ids;
	double begin = cpu_s();

	for (uint64_t i = 0; i < number; i++) {
		struct slice text = side->events->texts[side->next];

		side->seen += side->ready ? match_event(side->ready, &side->arena, text, &ids)
					  : parse_event(&side->memory, text);
		side->next = side->next + 1 == side->events->count ? 0 : side->next + 1;
	}
	return cpu_s() - begin;
}

/* Whole passes where they are short, so that all slices hold the same events; else a part of one. */
static void choose_slice(struct side *side, double pass_s)
{
	uint32_t count = side->events->count;

	if (pass_s <= pass_most_s)
		side->number = (uint64_t)count * (uint64_t)(1 + slice_least_s / pass_s);
	else
		side->number = 1 + (uint64_t)(count * pass_most_s / pass_s);
}

static int compare_doubles(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static double median(double *values, uint32_t count)
{
	qsort(values, count, sizeof(*values), compare_doubles);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static uint32_t take_turns(struct side *ours, struct side *theirs)
{
	double begin = cpu_s();
	uint32_t rounds = 0;

	while (rounds < ROUNDS_MOST && (rounds < ROUNDS_LEAST || cpu_s() - begin < total_s)) {
		ours->slices[rounds] = run_side(ours, ours->number) / (double)ours->number;
		theirs->slices[rounds] = run_side(theirs, theirs->number) / (double)theirs->number;
		rounds++;
	}
	return rounds;
}

static void measure(const struct ready *ready, const struct events *events, double build_s, double bytes_per_rule)
{
	size_t memory_bytes = yyjson_read_max_memory_usage(events->longest, 0);
	void *memory = memory_alloc(memory_bytes);
	struct side ours = {.events = events, .ready = ready}, theirs = {.events = events};
	struct totals totals;
	double begin;
	uint32_t rounds;

	arena_init(&ours.arena, 0);
	yyjson_alc_pool_init(&theirs.memory, memory, memory_bytes);
	begin = cpu_s();
	totals = match_all(ready, &ours.arena, events);
	choose_slice(&ours, cpu_s() - begin);
	choose_slice(&theirs, run_side(&theirs, events->count));
	rounds = take_turns(&ours, &theirs);
	printf("{\"rules\":%u,\"events\":%u,\"build_s\":%.4f,\"ns_per_event\":%.1f,\"parse_ns_per_event\":%.1f,"
	       "\"matches\":%llu,\"digest\":\"%016llx\",\"bytes_per_rule\":%.1f,\"peak_rss_mb\":%.1f,\"slices\":%u}\n",
		ready->rules, events->count, build_s, median(ours.slices, rounds) * 1e9,
		median(theirs.slices, rounds) * 1e9, (unsigned long long)totals.matches,
		(unsigned long long)totals.digest, bytes_per_rule, peak_rss_mb(), rounds);
	arena_finish(&ours.arena);
	free(memory);
}

int main(int argc, char **argv)
{
	struct events events;
	struct ready ready;
	size_t heap_before, heap_ready;
	double begin, build_s;

	if (argc < 3 || argc > 4 || (argc > 3 && atoi(argv[3]) <= 0)) {
		fprintf(stderr, "usage: matcher RULES.jsonl EVENTS.jsonl [MOST]   (see bench/README.md)\n");
		return 2;
	}
	read_events(&events, argv[2], argc > 3 ? (uint32_t)atoi(argv[3]) : UINT32_MAX);
	heap_before = heap_bytes();
	begin = cpu_s();
	make_ready(&ready, argv[1]);
	build_s = cpu_s() - begin;
	heap_ready = heap_bytes();
	measure(&ready, &events, build_s, ready.rules ? (double)(heap_ready - heap_before) / ready.rules : 0);
	matcher_scratch_destroy(ready.scratch);
	matcher_destroy(ready.matcher);
	arena_finish(&events.arena);
	return EXIT_SUCCESS;
}
