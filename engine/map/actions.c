/* actions: the section `actions` of a flow map: what a seat is expected to do, and where downstream services read it.
 *
 * Place: within map/. Thread: the loader's. */
#include "map/reader.h"

enum { CARRY_MOST = 64 };

static void read_carry(struct map_reader *reader, const struct value *node, void *field)
{
	struct model_action *action = field;
	struct path *paths;
	uint32_t count = 0;

	if (node->kind != VALUE_ARRAY) {
		reader_wrong_kind(reader, node, "a list of paths, such as [account, since.reopened]");
		return;
	}
	if (node->size > CARRY_MOST) {
		map_error(reader, CODE_LIMIT, reader_place(reader, node), NO_HINT, "more than %d paths in \"carry\"",
			CARRY_MOST);
		return;
	}
	paths = ARENA_ARRAY(reader->plan_arena, struct path, node->size);
	action->carry_at = ARENA_ARRAY(reader->work, struct place, node->size);
	value_each (item, node) {
		struct slice text;

		if (item->kind != VALUE_STRING) {
			reader_wrong_kind(reader, item, "text, a path such as account.region");
			continue;
		}
		text = arena_copy(reader->plan_arena, value_text(item));
		if (!path_parse(reader->plan_arena, text, &paths[count]) || paths[count].count > 2) {
			map_error(reader, CODE_PATH, reader_place(reader, item),
				SLICE("write `account`, or with a name `account.region`"),
				"\"%.*s\" is not a path of the account's state",
				SLICE_PRINT(reader_shown(reader, value_text(item))));
			continue;
		}
		action->carry_at[count++] = reader_place(reader, item);
	}
	action->action.carry = paths;
	action->action.carry_count = count;
}

static void finish_action(struct map_reader *reader, const struct value *node, void *field)
{
	struct model_action *action = field;

	(void)reader;
	if (!value_get(node, SLICE("track")))
		action->action.track = true;
	action->expect_stated = value_get(node, SLICE("expect")) != NULL;
}

static const struct map_key action_keys[] = {
	{"topic", true, read_topic, offsetof(struct model_action, action.topic),
		"the topic where its tasks are written"},
	{"expect", false, read_text, offsetof(struct model_action, action.expect),
		"what the seat is expected to do, as a person reads it"},
	{"carry", false, read_carry, 0,
		"what a task takes along of the account's state: account, people, open, since, or one name below them"},
	{"track", false, read_bool, offsetof(struct model_action, action.track),
		"false: the task is closed at its opening, and nobody reports on it (true)"},
	{0},
};

static const struct map_later action_later[] = {
	{"reaches_customer", NULL, "one voice per customer, over all flows"},
	{"effort", NULL, "seats that have more than they can do"},
	{0},
};

const struct map_keys map_action_keys = {"an action", action_keys, action_later, finish_action};
