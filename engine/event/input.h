/* input: how the records of an input topic are to be read. Made from the engine configuration; immutable. */
#pragma once
#include "base/value.h"

enum event_format {
	FORMAT_CLOUDEVENTS, /* structured JSON or MessagePack, or Kafka binary mode */
	FORMAT_JSON,        /* plain JSON and a mapping */
};

/* A text with fields of the event in braces: "ticket.{data.state}". Compiled to parts. */
struct template_part {
	struct slice literal; /* used when path.count is 0 */
	struct path path;     /* of the object {"data": <the JSON>} */
};
struct template
{
	struct slice text;
	const struct template_part *parts;
	uint32_t count; /* 0: no template given */
};

struct event_mapping {
	struct template type; /* required with FORMAT_JSON */
	struct template id;   /* none, or missing in the event: the record's place, and then it is never a duplicate */
	struct template time; /* RFC 3339 text, a date, or a number of ms; none, or missing: the record's time */
	struct template subject; /* none, or missing in the event: no subject */
	struct template source;  /* none, or missing in the event: the topic's name */
};

struct event_input {
	struct slice topic;
	enum event_format format;
	struct event_mapping mapping; /* with FORMAT_JSON */
	const struct slice *only;     /* prefixes of types that this input takes */
	uint32_t only_count;          /* 0: all types but `seatwire.*` */
	/* The record was forwarded by the engine itself: its place and time are those in `seatwire-origin`, which must
	 * be there. False for topics that others write to; the header means nothing there. A reader of the re-key topic
	 * takes a copy of the input that event_origin names and sets this in it. */
	bool internal;
};

struct event_limits {
	uint32_t event_bytes; /* of a record's value; default 1 MiB */
	uint32_t depth;       /* of arrays and objects in it; default 64, at most 64; MessagePack: at most 16 of them */
};

enum {
	EVENT_BYTES_DEFAULT = 1024 * 1024,
	EVENT_DEPTH_MOST = 64,
	EVENT_MSGPACK_DEPTH_MOST = 16,
	EVENT_MSGPACK_NODES_MOST = 10000, /* values, keys not counted */
};

/* Parses "ticket.{data.state}"; "{{" and "}}" stand for braces, a field begins with "data". The template points into
 * `text`. False with a sentence when it is malformed. */
bool template_parse(struct arena *arena, struct slice text, struct template *ret_template, struct slice *ret_why);
/* Fills it in from `root`: strings as they are, numbers in decimal, `true` and `false`. False (and the path that was
 * missing, null or no scalar in *ret_missing) if a field is missing. The text may be empty. */
bool template_fill(const struct template *template, const struct value *root, struct arena *arena,
	struct slice *ret_text, struct slice *ret_missing);
