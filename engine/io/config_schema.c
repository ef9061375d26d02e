/* config_schema: writes the JSON Schema of the configuration.
 *
 * Place: beside the configuration's reader. Memory: the buffer. Thread: any. */
#include "base/json_out.h"
#include "io/config_example.h"
#include "io/config_reader.h"

/* What JSON Schema says of each type. */
static const char *const type_schemas[] = {
	[CONFIG_VERSION] = "\"const\":1",
	[CONFIG_NAME] = "\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9._-]{1,200}$\"",
	[CONFIG_TOPIC] = "\"type\":\"string\",\"pattern\":\"^[A-Za-z0-9._-]{1,249}$\"",
	[CONFIG_FILE] = "\"type\":\"string\",\"minLength\":1",
	[CONFIG_COUNT] = "\"type\":\"integer\"",
	[CONFIG_DURATION] = "\"type\":\"string\",\"pattern\":\"^[0-9]+(ms|s|m|h|d)$\"",
	[CONFIG_SIZE] = "\"type\":[\"integer\",\"string\"],\"pattern\":\"^[0-9]+(B|KiB|MiB|GiB)$\"",
	[CONFIG_SIZE_32] = "\"type\":[\"integer\",\"string\"],\"pattern\":\"^[0-9]+(B|KiB|MiB|GiB)$\"",
	[CONFIG_BOOL] = "\"type\":\"boolean\"",
	[CONFIG_FORMAT] = "\"enum\":[\"cloudevents\",\"json\"]",
	[CONFIG_LIVE_FROM] = "\"type\":\"string\",\"pattern\":\"^(now|[0-9]{4}-[0-9]{2}-[0-9]{2}.*)$\"",
	[CONFIG_TEMPLATE] = "\"type\":\"string\",\"minLength\":1",
	[CONFIG_PREFIXES] = ("\"type\":\"array\",\"minItems\":1,\"maxItems\":64,"
			     "\"items\":{\"type\":\"string\",\"minLength\":1}"),
	[CONFIG_PROPERTIES] = "\"type\":\"object\",\"minProperties\":1",
	[CONFIG_SECTION] = "",
	[CONFIG_INPUTS] = "\"type\":\"array\"",
};

/* Members of the object at hand that are JSON text already. */
static void members(struct json_out *out, const char *text)
{
	if (*text) {
		if (out->comma)
			buffer_byte(out->buffer, ',');
		json_raw(&(struct json_out){out->buffer, false}, slice_of(text));
		out->comma = true;
	}
}

static void properties(struct json_out *out)
{
	json_key(out, "properties");
	json_begin_object(out);
	for (const struct config_property_row *row = config_property_rows; row->name; row++) {
		struct buffer name = {0};

		buffer_printf(&name, "%s.file", row->name);
		if (row->kind != PROPERTY_SECRET) {
			json_key(out, row->name);
			json_begin_object(out);
			members(out, "\"type\":[\"string\",\"integer\",\"boolean\"]");
			json_end_object(out);
		}
		json_key_slice(out, buffer_slice(&name));
		json_begin_object(out);
		members(out, "\"type\":\"string\"");
		json_member_string(out, "description",
			SLICE("Path of a file that holds the value; others must not be able to read it"));
		json_end_object(out);
		buffer_finish(&name);
	}
	json_end_object(out);
	members(out, "\"additionalProperties\":false");
}

static void object_schema(struct json_out *out, const struct config_key *keys);

static void fallback(struct json_out *out, const char *text)
{
	struct value value = config_text_value(text);

	json_key(out, "default");
	json_value(out, &value);
}

static void key_schema(struct json_out *out, const struct config_key *key)
{
	json_key(out, key->name);
	json_begin_object(out);
	json_member_string(out, "description", slice_of(key->help));
	members(out, type_schemas[key->type]);
	if (key->type == CONFIG_COUNT) {
		json_member_integer(out, "minimum", key->least);
		json_member_integer(out, "maximum", key->most);
	}
	members(out, key->schema ? key->schema : "");
	if (key->fallback)
		fallback(out, key->fallback);
	if (key->type == CONFIG_PROPERTIES)
		properties(out);
	if (key->type == CONFIG_SECTION)
		object_schema(out, key->keys);
	if (key->type == CONFIG_INPUTS) {
		json_key(out, "items");
		json_begin_object(out);
		object_schema(out, key->keys);
		json_end_object(out);
	}
	json_end_object(out);
}

/* The members that make a schema one of an object with these keys. */
static void object_schema(struct json_out *out, const struct config_key *keys)
{
	bool any = false;

	members(out, "\"type\":\"object\"");
	json_key(out, "properties");
	json_begin_object(out);
	for (const struct config_key *key = keys; key->name; key++) {
		any |= key->required;
		if (key->type != CONFIG_LATER)
			key_schema(out, key);
	}
	json_end_object(out);
	if (any) {
		json_key(out, "required");
		json_begin_array(out);
		for (const struct config_key *key = keys; key->name; key++)
			if (key->required)
				json_string(out, slice_of(key->name));
		json_end_array(out);
	}
	members(out, "\"additionalProperties\":false");
}

void config_schema(struct buffer *text)
{
	struct json_out out = json_out(text);

	json_begin_object(&out);
	json_member_string(&out, "$schema", SLICE("https://json-schema.org/draft/2020-12/schema"));
	json_member_string(&out, "title", SLICE("Seatwire's engine configuration"));
	object_schema(&out, config_keys);
	json_end_object(&out);
	buffer_byte(text, '\n');
}
