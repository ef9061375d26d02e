/* top: the keys at the top of a map file, of the map itself or of a fragment that it includes.
 *
 * Place: within map/. Thread: the loader's. */
#include "map/reader.h"

static void read_format(struct map_reader *reader, const struct value *node, void *field)
{
	(void)field;
	if (node->kind != VALUE_INTEGER || node->integer != 1)
		map_error(reader, CODE_FORMAT, reader_place(reader, node), SLICE("write `seatwire: 1`"),
			"this version reads maps of format 1 only");
}

static void read_map_name(struct map_reader *reader, const struct value *node, void *field)
{
	struct model *model = field;

	if (!reader_once(reader, node, &model->map_at))
		return;
	if (node->kind != VALUE_STRING)
		reader_wrong_kind(reader, node, "text, a name");
	else if (reader_name(reader, value_text(node), reader_place(reader, node)))
		model->map_name = value_text(node);
}

static void read_steward(struct map_reader *reader, const struct value *node, void *field)
{
	struct model *model = field;

	if (reader_once(reader, node, &model->steward_at))
		keys_read(reader, node, &map_steward_keys, &model->steward);
}

static void read_late(struct map_reader *reader, const struct value *node, void *field)
{
	struct model *model = field;

	if (reader_once(reader, node, &model->late_at))
		read_duration(reader, node, &model->late_ms);
}

static void read_dedupe(struct map_reader *reader, const struct value *node, void *field)
{
	struct model *model = field;

	if (reader_once(reader, node, &model->dedupe_at))
		read_duration(reader, node, &model->dedupe_ms);
}

static void read_owned_by(struct map_reader *reader, const struct value *node, void *field)
{
	struct model *model = field;
	struct model_ref owner = {0};

	if (!reader->fragment) {
		map_error(reader, CODE_TOGETHER, reader_key_place(reader, node),
			SLICE("the map itself is owned by its `steward`"),
			"\"owned_by\" stands only in a file that is included");
		return;
	}
	read_ref(reader, node, &owner);
	ARENA_GROW(reader->work, model->owned_by.items, model->owned_by.count, model->owned_by.capacity);
	model->owned_by.items[model->owned_by.count++] = owner;
}

static void read_seats(struct map_reader *reader, const struct value *node, void *field)
{
	read_entries(reader, node, &((struct model *)field)->seats, &map_seat_keys);
}

static void read_outcomes(struct map_reader *reader, const struct value *node, void *field)
{
	read_entries(reader, node, &((struct model *)field)->outcomes, &map_outcome_keys);
}

static void read_signals(struct map_reader *reader, const struct value *node, void *field)
{
	read_entries(reader, node, &((struct model *)field)->signals, &map_signal_keys);
}

static void read_actions(struct map_reader *reader, const struct value *node, void *field)
{
	read_entries(reader, node, &((struct model *)field)->actions, &map_action_keys);
}

static const struct map_key top_keys[] = {
	{"seatwire", false, read_format, 0, "the format's version: 1"},
	{"map", false, read_map_name, 0, "the map's name; stamped into every task"},
	{"steward", false, read_steward, 0, "who owns the map: drift and what nobody owns goes to { seat, topic }"},
	{"include", false, read_nothing, 0,
		"files whose sections are merged into this one, with * and ?, relative to it"},
	{"owned_by", false, read_owned_by, 0, "in an included file: the seat that keeps it"},
	{"late", false, read_late, 0, "events older than this behind the account's newest raise nothing (7d)"},
	{"dedupe", false, read_dedupe, 0, "for how long an event's id is remembered (7d)"},
	{"seats", false, read_seats, 0, "places of accountability, not persons"},
	{"outcomes", false, read_outcomes, 0, "what the whole system is for: one accountable seat each"},
	{"account", false, read_account, 0, "whose events are seen together, and what is remembered of an account"},
	{"signals", false, read_signals, 0, "what an interaction means"},
	{"flows", false, read_flows, 0, "signal -> owner -> action"},
	{"actions", false, read_actions, 0, "what a seat is expected to do, and where its tasks are written"},
	{0},
};

static const struct map_later top_later[] = {
	{"review", NULL, "reviews of the map"},
	{"calendars", NULL, "open hours that due times follow"},
	{"decisions", NULL, "decisions, each with a home before it is needed"},
	{"journey", NULL, "stages and points of the customer's journey"},
	{"health", NULL, "the account's health, moved by signals"},
	{"holds", NULL, "what must wait while something else is true"},
	{"contact", NULL, "one voice per customer, over all flows"},
	{"credit", NULL, "shared credit when an outcome is won"},
	{"learning", NULL, "the same signal over many accounts"},
	{"share", NULL, "telling every tool the account's state"},
	{"measures", NULL, "what the system is read by"},
	{0},
};

/* Keeps the names under `learning`: flows may read them as signals. */
static void finish_top(struct map_reader *reader, const struct value *node, void *field)
{
	struct model *model = field;
	const struct value *learning = value_get(node, SLICE("learning"));

	if (!learning || learning->kind != VALUE_OBJECT)
		return;
	value_each (member, learning) {
		ARENA_GROW(reader->work, model->learned, model->learned_count, model->learned_capacity);
		model->learned[model->learned_count++] = value_key(member);
	}
}

const struct map_keys map_top_keys = {"a map", top_keys, top_later, finish_top};
