/* crash: notes the record that a thread crashed on.
 *
 * Place: io, around the core. Memory: an alternative signal stack a thread. Thread: any.
 * The handler calls only what a signal handler may: it writes one line with write() and lets the signal do its work. */
#include "io/crash.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { NOTES_BYTES_MOST = 64 * 1024, STACK_BYTES = 64 * 1024, LINE_BYTES = 320 };

static const char *watch_path;
static _Thread_local const struct record *current;
static _Thread_local void *stack;

static char *put_number(char *at, int64_t number)
{
	char digits[24];
	int count = 0;

	do
		digits[count++] = (char)('0' + number % 10);
	while (number /= 10);
	while (count > 0)
		*at++ = digits[--count];
	return at;
}

static void note(const struct record *record)
{
	char line[LINE_BYTES], *at = line;
	ssize_t written = 0;
	int fd = open(watch_path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || record->topic.size > LINE_BYTES - 64)
		return;
	for (size_t i = 0; i < record->topic.size; i++)
		*at++ = record->topic.data[i];
	*at++ = ' ';
	at = put_number(at, record->partition);
	*at++ = ' ';
	at = put_number(at, record->offset);
	*at++ = '\n';
	written = write(fd, line, (size_t)(at - line));
	(void)written; /* there is nobody left to tell */
	fsync(fd);
	close(fd);
}

static void crashed(int signal)
{
	if (current)
		note(current);
	raise(signal); /* its default action: the handler was installed for one time */
}

void crash_watch(const char *path)
{
	static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
	struct sigaction action = {.sa_handler = crashed, .sa_flags = SA_RESETHAND | SA_ONSTACK | SA_NODEFER};

	watch_path = path;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
}

void crash_thread_init(void)
{
	stack = memory_alloc(STACK_BYTES);
	sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = STACK_BYTES}, NULL);
}

void crash_thread_finish(void)
{
	sigaltstack(&(stack_t){.ss_flags = SS_DISABLE}, NULL);
	free(stack);
	stack = NULL;
}

void crash_set_record(const struct record *record)
{
	current = record;
}

static void add_place(struct crash_notes *notes, uint32_t *capacity, struct arena *arena, struct crash_place place)
{
	for (uint32_t i = 0; i < notes->count; i++) {
		struct crash_place *known = &notes->places[i];

		if (known->partition == place.partition && known->offset == place.offset &&
			slice_equal(known->topic, place.topic)) {
			known->times++;
			return;
		}
	}
	ARENA_GROW(arena, notes->places, notes->count, *capacity);
	notes->places[notes->count++] = place;
}

/* "<topic> <partition> <offset>\n"; false on anything else. Cuts the line. */
static bool parse_line(char *line, struct crash_place *ret_place)
{
	char *partition = strchr(line, ' '), *offset = partition ? strchr(partition + 1, ' ') : NULL, *end;
	long number;

	if (!offset)
		return false;
	number = strtol(partition + 1, &end, 10);
	if (end != offset || number < 0 || number > INT32_MAX)
		return false;
	*partition = '\0';
	*ret_place = (struct crash_place){slice_of(line), (int32_t)number, strtoll(offset + 1, &end, 10), 1};
	return end > offset + 1 && *end == '\n' && ret_place->offset >= 0;
}

void crash_read(const char *path, struct arena *arena, struct crash_notes *ret_notes)
{
	char line[LINE_BYTES];
	uint32_t capacity = 0, kept = 0;
	struct crash_place place;
	FILE *file = fopen(path, "re");

	*ret_notes = (struct crash_notes){0};
	if (!file)
		return;
	if (fseek(file, -NOTES_BYTES_MOST, SEEK_END) != 0)
		rewind(file);
	while (fgets(line, sizeof(line), file)) {
		if (!parse_line(line, &place))
			continue;
		place.topic = arena_copy(arena, place.topic);
		add_place(ret_notes, &capacity, arena, place);
	}
	fclose(file);
	for (uint32_t i = 0; i < ret_notes->count; i++)
		if (ret_notes->places[i].times >= CRASH_POISON_TIMES)
			ret_notes->places[kept++] = ret_notes->places[i];
	ret_notes->count = kept;
}

bool crash_is_poison(const struct crash_notes *notes, const struct record *record)
{
	for (uint32_t i = 0; i < notes->count; i++) {
		const struct crash_place *place = &notes->places[i];

		if (place->offset == record->offset && place->partition == record->partition &&
			slice_equal(place->topic, record->topic))
			return true;
	}
	return false;
}
