/* embedded_headers: headers of a record as one JSON object, so that SQLite's JSON functions find them by name.
 *
 * A value that is no UTF-8 stands as { "base64": "..." }; a header without value is null. A name that stands twice is
 * written twice; reading keeps the last, which is the one that counts (event/record.h).
 * Place: within io/embedded*. Memory: the caller's. Thread: any. */
#include "base/json_out.h"
#include "event/base64.h"
#include "event/json.h"
#include "event/utf8_valid.h"
#include "io/embedded_db.h"

void embedded_headers_write(struct buffer *buffer, const struct header *headers, uint32_t count)
{
	struct json_out out = json_out(buffer);

	json_begin_object(&out);
	for (uint32_t i = 0; i < count; i++) {
		struct slice value = headers[i].value;

		json_key_slice(&out, headers[i].name);
		if (!value.data) {
			json_null(&out);
		} else if (utf8_is_valid(value)) {
			json_string(&out, value);
		} else {
			json_begin_object(&out);
			json_key(&out, "base64");
			json_value(&out, &(struct value){.kind = VALUE_BYTES,
						 .skip = 1,
						 .size = (uint32_t)value.size,
						 .text = value.data});
			json_end_object(&out);
		}
	}
	json_end_object(&out);
}

static bool header_value(struct arena *arena, const struct value *member, struct slice *ret_value)
{
	const struct value *base64 = value_get(member, SLICE("base64"));

	*ret_value = (struct slice){0};
	if (member->kind == VALUE_NULL)
		return true;
	if (member->kind == VALUE_STRING) {
		*ret_value = (struct slice){member->size ? member->text : "", member->size};
		return true;
	}
	return base64 && base64->kind == VALUE_STRING && base64_decode(arena, value_text(base64), ret_value);
}

bool embedded_headers_read(
	struct arena *arena, struct slice text, const struct header **ret_headers, uint32_t *ret_count)
{
	const struct value *root;
	struct json_fault fault;
	struct header *headers;
	uint32_t count = 0, twice;

	if (!json_read(arena, text, JSON_DEPTH_MOST, &root, &twice, &fault) || root->kind != VALUE_OBJECT)
		return false;
	headers = ARENA_ARRAY(arena, struct header, root->size);
	value_each (member, root) {
		headers[count].name = value_key(member);
		if (!header_value(arena, member, &headers[count++].value))
			return false;
	}
	*ret_headers = headers;
	*ret_count = count;
	return true;
}
