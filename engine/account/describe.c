/* describe: an account's encoding as JSON for a person, without a plan.
 *
 * Place: account; for `seatwire state dump`. Memory: the scratch arena. Thread: any. */
#include "account/codec.h"
#include "account/pack.h"
#include "base/hash.h"
#include "event/msgpack.h"

enum { ENVELOPE_PARTS = 4, BODY_PARTS = 6 };

/* The n-th child of an array; NULL if it has no such. */
static const struct value *child(const struct value *array, uint32_t at)
{
	struct cursor cursor = cursor_over(array);
	const struct value *found = NULL;

	for (uint32_t i = 0; i <= at && cursor.good; i++)
		found = cursor_next(&cursor);
	return cursor.good ? found : NULL;
}

static void put_named(struct json_out *out, const char *key, const struct value *entries, uint32_t name_at,
	uint32_t content_at)
{
	json_key(out, key);
	json_begin_object(out);
	value_each (entry, entries) {
		json_key_slice(out, value_text(child(entry, name_at)));
		json_value(out, child(entry, content_at));
	}
	json_end_object(out);
}

static void put_time(struct json_out *out, const char *key, const struct value *time_ms)
{
	if (time_ms->integer == 0)
		return;
	json_key(out, key);
	json_time(out, time_ms->integer);
}

/* A task as encode.c puts it: by place. */
static void put_task(struct json_out *out, const struct value *task)
{
	static const struct {
		const char *name;
		uint32_t at;
	} members[] = {{"task", 0}, {"revision", 1}, {"signal", 3}, {"outcome", 4}, {"action", 5}, {"flow", 6},
		{"topic", 7}, {"seat", 8}, {"person", 9}, {"handoffs", 13}};

	json_begin_object(out);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		json_key(out, members[i].name);
		json_value(out, child(task, members[i].at));
	}
	json_member_string(out, "state", slice_of(task_state_name((enum task_state)child(task, 2)->integer)));
	json_member_string(out, "by", slice_of(task_owner_rule_name((enum owner_rule)child(task, 10)->integer)));
	put_time(out, "opened", child(task, 11));
	put_time(out, "due", child(task, 12));
	json_end_object(out);
}

static void put_tasks(struct json_out *out, const struct value *tasks)
{
	json_key(out, "tasks");
	json_begin_array(out);
	value_each (task, tasks)
		put_task(out, task);
	json_end_array(out);
}

bool codec_describe(struct slice key, struct slice value, struct arena *scratch, struct json_out *out)
{
	const struct msgpack_limits limits = {CODEC_DEPTH_MOST, CODEC_NODES_MOST};
	const struct value *root, *body, *newest;
	struct msgpack_fault fault;
	uint32_t duplicates;
	uint64_t revision;
	int64_t deadline_ms;
	char hash[HASH128_HEX_BYTES + 1];

	if (codec_inspect(value, scratch, &revision, &deadline_ms) != CODEC_OK ||
		!msgpack_read(scratch, value, &limits, &root, &duplicates, &fault))
		return false;
	body = child(root, ENVELOPE_PARTS - 2);
	newest = child(body, 0);
	json_begin_object(out);
	json_member_string(out, "account", key);
	json_member_integer(out, "revision", (int64_t)revision);
	hash128_hex(value, hash);
	json_member_string(out, "hash", (struct slice){hash, HASH128_HEX_BYTES});
	if (newest->integer != INT64_MIN) {
		json_key(out, "newest");
		json_time(out, newest->integer);
	}
	put_named(out, "facts", child(body, 1), 1, 4);
	put_named(out, "signals", child(body, 2), 0, 4);
	json_member_integer(out, "seen", child(body, 3)->size / 2);
	put_tasks(out, child(body, 4));
	json_end_object(out);
	return true;
}
