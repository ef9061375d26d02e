/* version: SHA-256 over the canonical form of a map's content. The only file that knows libcrypto.
 *
 * The content is a set of entries: keys ("signals", "reopened") and a value. A mapping of names gives one entry for
 * each name, `account` one for each name of its parts, `flows` one for each flow; all else one for each key. Entries
 * are sorted and hashed, so that nothing depends on order or on files. In a value keys are sorted, lists keep their
 * order, and each text is written behind its length, so that no two contents have one form.
 * Place: within map/. Memory: the arena for the result, a buffer of its own meanwhile. Thread: any. */
#include "map/version.h"
#include "base/buffer.h"
#include <assert.h>
#include <math.h>
#include <openssl/evp.h>
#include <stdlib.h>

enum { DIGEST_BYTES = 32 };

struct entries {
	struct arena arena;
	struct slice *items;
	uint32_t count, capacity;
	struct buffer form; /* of the entry being written */
};

static void write_text(struct buffer *form, char kind, struct slice text)
{
	buffer_printf(form, "%c%zu:", kind, text.size);
	buffer_append(form, text);
}

static int compare_keys(const void *left, const void *right)
{
	const struct value *const *a = left, *const *b = right;

	return slice_compare(value_key(*a), value_key(*b));
}

/* The members of an object, ascending by key; freed by the caller. */
static const struct value **sorted_members(const struct value *object)
{
	const struct value **members = memory_zalloc(object->size + 1, sizeof(*members));
	uint32_t count = 0;

	value_each (member, object)
		members[count++] = member;
	qsort(members, count, sizeof(*members), compare_keys);
	return members;
}

static void write_value(struct buffer *form, const struct value *value);

static void write_object(struct buffer *form, const struct value *object)
{
	const struct value **members = sorted_members(object);

	buffer_byte(form, '{');
	for (uint32_t i = 0; i < object->size; i++) {
		write_text(form, 'k', value_key(members[i]));
		write_value(form, members[i]);
	}
	buffer_byte(form, '}');
	free(members);
}

/* A number by its value: 300 and 300.0 are one. */
static void write_real(struct buffer *form, double real)
{
	if (real == floor(real) && fabs(real) < 9e15)
		buffer_printf(form, "i%lld;", (long long)real);
	else
		buffer_printf(form, "r%.17g;", real);
}

/* Recursion is bounded by the depth that the YAML reader allows. */
static void write_value(struct buffer *form, const struct value *value)
{
	switch (value->kind) {
	case VALUE_INTEGER:
		buffer_printf(form, "i%lld;", (long long)value->integer);
		break;
	case VALUE_REAL:
		write_real(form, value->real);
		break;
	case VALUE_DECIMAL:
		write_text(form, 'd', value_text(value));
		break;
	case VALUE_STRING:
	case VALUE_BYTES:
		write_text(form, 's', value_text(value));
		break;
	case VALUE_ARRAY:
		buffer_byte(form, '[');
		value_each (item, value)
			write_value(form, item);
		buffer_byte(form, ']');
		break;
	case VALUE_OBJECT:
		write_object(form, value);
		break;
	default:
		buffer_byte(form, value->kind == VALUE_NULL ? 'n' : value->kind == VALUE_TRUE ? 't' : 'f');
	}
}

/* Adds an entry: its keys, each behind its length, and its value. */
static void add_entry(struct entries *entries, struct slice keys, const struct value *value)
{
	buffer_reset(&entries->form);
	buffer_append(&entries->form, keys);
	write_value(&entries->form, value);
	ARENA_GROW(&entries->arena, entries->items, entries->count, entries->capacity);
	entries->items[entries->count++] = arena_copy(&entries->arena, buffer_slice(&entries->form));
}

/* One entry for each member, and for each member of those when `levels` is 2. */
static void add_members(struct entries *entries, struct slice keys, const struct value *object, int levels)
{
	if (object->kind != VALUE_OBJECT || levels == 0) {
		add_entry(entries, keys, object);
		return;
	}
	value_each (member, object) {
		struct slice key = value_key(member);

		add_members(entries,
			arena_printf(&entries->arena, "%.*s%zu:%.*s", SLICE_PRINT(keys), key.size, SLICE_PRINT(key)),
			member, levels - 1);
	}
}

static void add_file(struct entries *entries, const struct value *root)
{
	value_each (member, root) {
		struct slice key = value_key(member);
		struct slice keys = arena_printf(&entries->arena, "%zu:%.*s", key.size, SLICE_PRINT(key));

		if (slice_is(key, "include") || slice_is(key, "owned_by") || slice_is(key, "seatwire"))
			continue;
		if (slice_is(key, "flows") && member->kind == VALUE_ARRAY)
			value_each (flow, member)
				add_entry(entries, keys, flow);
		else if (slice_is(key, "account"))
			add_members(entries, keys, member, 2);
		else if (slice_is(key, "steward"))
			add_entry(entries, keys, member);
		else
			add_members(entries, keys, member, 1);
	}
}

static int compare_slices(const void *left, const void *right)
{
	return slice_compare(*(const struct slice *)left, *(const struct slice *)right);
}

static void digest(const struct entries *entries, unsigned char digest[DIGEST_BYTES])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	int good = context && EVP_DigestInit_ex(context, EVP_sha256(), NULL);

	for (uint32_t i = 0; good && i < entries->count; i++) {
		char length[24];
		int bytes = snprintf(length, sizeof(length), "%zu\n", entries->items[i].size);

		good = EVP_DigestUpdate(context, length, (size_t)bytes) &&
		       EVP_DigestUpdate(context, entries->items[i].data, entries->items[i].size);
	}
	good = good && EVP_DigestFinal_ex(context, digest, NULL);
	EVP_MD_CTX_free(context);
	if (!good)
		memory_exhausted(DIGEST_BYTES); /* SHA-256 fails for want of memory only */
}

struct slice version_of(struct arena *arena, const struct yaml_file *files, uint32_t count)
{
	struct entries entries = {0};
	unsigned char bytes[DIGEST_BYTES];
	char hex[2 * DIGEST_BYTES + 1];

	arena_init(&entries.arena, 0);
	for (uint32_t i = 0; i < count; i++)
		add_file(&entries, files[i].root);
	if (entries.count)
		qsort(entries.items, entries.count, sizeof(*entries.items), compare_slices);
	digest(&entries, bytes);
	for (int i = 0; i < DIGEST_BYTES; i++)
		snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
	arena_finish(&entries.arena);
	buffer_finish(&entries.form);
	return arena_printf(arena, "sha256:%s", hex);
}
