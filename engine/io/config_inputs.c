/* config_inputs: reads the list of input topics.
 *
 * Place: within io/config*. Memory: the configuration's arena. Thread: the loader's. */
#include "io/config_reader.h"

enum { INPUTS_MOST = CORE_TOPICS_MOST - 2 }; /* the re-key and the cross topic have numbers too */

/* `event` and `format: json` need each other. */
static void check_mapping(struct config_reader *reader, const struct value *node, const struct event_input *input)
{
	const struct value *event = value_get(node, SLICE("event"));

	if (input->format == FORMAT_JSON && !event)
		config_error(reader, CONFIG_TOGETHER, yaml_place(&reader->file, node),
			SLICE("add event: { type: \"ticket.{data.state}\" }, or use format: cloudevents"),
			"an input with `format: json` needs `event`, which says how an event is made from it");
	if (input->format == FORMAT_CLOUDEVENTS && event)
		config_error(reader, CONFIG_TOGETHER, yaml_key_place(&reader->file, event),
			SLICE("add format: json, or leave `event` out"),
			"`event` needs `format: json`; a CloudEvent has its attributes already");
}

static void check_twice(
	struct config_reader *reader, const struct value *node, const struct event_input *inputs, uint32_t count)
{
	const struct value *topic = value_get(node, SLICE("topic"));

	for (uint32_t i = 0; i < count; i++)
		if (topic && inputs[count].topic.size && slice_equal(inputs[i].topic, inputs[count].topic))
			config_error(reader, CONFIG_TOGETHER, yaml_place(&reader->file, topic), NO_HINT,
				"topic \"%.*s\" is an input already", SLICE_PRINT(inputs[i].topic));
}

void config_read_inputs(struct config_reader *reader, const struct config_key *key, const struct value *node)
{
	struct event_input *inputs;
	uint32_t count = 0;

	if (node->kind != VALUE_ARRAY || node->size == 0 || node->size > INPUTS_MOST) {
		config_error(reader, CONFIG_VALUE, yaml_place(&reader->file, node),
			SLICE("inputs: [ { topic: interactions } ]"),
			"`%s` takes a list of 1 to %d mappings, each with a topic", key->name, INPUTS_MOST);
		return;
	}
	inputs = ARENA_ARRAY(reader->arena, struct event_input, node->size);
	value_each (input, node) {
		if (input->kind != VALUE_OBJECT) {
			config_error(reader, CONFIG_VALUE, yaml_place(&reader->file, input),
				SLICE("{ topic: interactions }"), "an input is a mapping with a topic");
			continue;
		}
		config_read_keys(reader, input, key->keys, &inputs[count]);
		check_mapping(reader, input, &inputs[count]);
		check_twice(reader, input, inputs, count);
		count++;
	}
	reader->config->inputs = inputs;
	reader->config->input_count = count;
}
