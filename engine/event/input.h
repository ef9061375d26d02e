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
struct template {
	struct slice text;
	const struct template_part *parts;
	uint32_t count; /* 0: no template given */
};

struct event_mapping {
	struct template type;    /* required with FORMAT_JSON */
	struct template id;      /* none: the record's place, and then it is never a duplicate */
	struct template time;    /* RFC 3339 text or a number of ms; none, or missing in the event: the record's time */
	struct template subject; /* none, or missing in the event: no subject */
	struct template source;  /* none: the topic's name */
};

struct event_input {
	struct slice topic;
	enum event_format format;
	struct event_mapping mapping; /* with FORMAT_JSON */
	const struct slice *only;     /* prefixes of types that this input takes */
	uint32_t only_count;          /* 0: all types but `seatwire.*` */
};

struct event_limits {
	uint32_t event_bytes; /* of a record's value; default 1 MiB */
	uint32_t depth;       /* of arrays and objects; default 64, at most 64 */
};

enum { EVENT_BYTES_DEFAULT = 1024 * 1024, EVENT_DEPTH_MOST = 64 };

/* Parses "ticket.{data.state}"; "{{" and "}}" stand for braces. False with a sentence when it is malformed. */
bool template_parse(struct arena *arena, struct slice text, struct template *ret_template, struct slice *ret_why);
/* Fills it in from `root`. False (and the path that was missing or no scalar in *ret_missing) if a field is missing. */
bool template_fill(const struct template *template, const struct value *root, struct arena *arena,
	struct slice *ret_text, struct slice *ret_missing);
