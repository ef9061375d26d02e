/* flows: the section `flows` of a flow map: signal -> owner -> action.
 *
 * Place: within map/. Thread: the loader's. */
#include "map/doubt.h"

static void read_name(struct map_reader *reader, const struct value *node, void *field)
{
	struct model_flow *flow = field;

	if (node->kind != VALUE_STRING)
		reader_wrong_kind(reader, node, "text, a name");
	else if (reader_name(reader, value_text(node), reader_place(reader, node)))
		flow->head.name = value_text(node);
}

static const struct map_key flow_keys[] = {
	{"signal", true, read_ref, offsetof(struct model_flow, signal), "the signal that starts it"},
	{"name", false, read_name, 0, "the flow's name (its signal's); needed when a signal has several flows"},
	{"outcome", true, read_ref, offsetof(struct model_flow, outcome), "the outcome whose owner gets the task"},
	{"action", true, read_ref, offsetof(struct model_flow, action), "what the owner is expected to do"},
	{"given", false, read_state_pattern, offsetof(struct model_flow, given),
		"a pattern over what is known of the account, which must hold as well"},
	{"due", false, read_duration, offsetof(struct model_flow, flow.due_ms),
		"by when, counted from the task's opening"},
	{"claim", false, read_ref, offsetof(struct model_flow, claim),
		"the seat that claims the outcome by this flow; one of the outcome's `claims`"},
	{0},
};

static const struct map_later flow_later[] = {
	{"decision", "outcome", "decisions, each with a home before it is needed"},
	{"accept", NULL, "a time within which a task must be accepted"},
	{"escalate", NULL, "telling other seats of a task that is late"},
	{0},
};

static void finish_flow(struct map_reader *reader, const struct value *node, void *field)
{
	(void)reader;
	((struct model_flow *)field)->due_stated = value_get(node, SLICE("due")) != NULL;
}

const struct map_keys map_flow_keys = {"a flow", flow_keys, flow_later, finish_flow};

/* A doubt about its claim concerns its outcome only. Most flows have no name: messages call them by their signal. */
static void read_flow(struct map_reader *reader, const struct value *node, struct model_flow *flow)
{
	const struct value *signal = node->kind == VALUE_OBJECT ? value_get(node, SLICE("signal")) : NULL;
	unsigned *doubt = &reader->model->doubt, before = *doubt;

	if (signal && signal->kind == VALUE_STRING) {
		reader->entry_what = "flow";
		reader->entry_name = reader_shown(reader, value_text(signal));
	}
	*doubt = 0;
	keys_read(reader, node, &map_flow_keys, flow);
	reader->entry_what = NULL;
	flow->claim_doubted = (*doubt & DOUBT_CLAIMS) != 0;
	*doubt = before | (*doubt & ~(unsigned)DOUBT_CLAIMS);
}

void read_flows(struct map_reader *reader, const struct value *node, void *field)
{
	struct model *model = field;

	if (node->kind != VALUE_ARRAY) {
		reader_wrong_kind(reader, node, "a list of flows, each behind a `-`");
		doubt_all(reader, &map_flow_keys);
		return;
	}
	value_each (item, node) {
		struct model_flow *flow =
			section_add(&model->flows, reader->work, (struct slice){0}, reader_place(reader, item));

		if (!flow) {
			doubt_all(reader, &map_flow_keys);
			map_error(reader, CODE_LIMIT, reader_place(reader, item), NO_HINT, "more than %d flows",
				PLAN_MOST);
			return;
		}
		read_flow(reader, item, flow);
		if (!flow->head.name.size)
			flow->head.name = flow->signal.name;
		if (!flow->head.name.size) /* refused already; no other flow may be taken for it */
			flow->head.name = arena_printf(reader->work, "#%u", flow->head.order);
	}
}
