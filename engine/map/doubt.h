/* doubt: what a refused part of a map may have named, so that nothing is called unused which it may use.
 *
 * Place: within map/, told by the readers, asked by the checks of use. Memory: none. Thread: the loader's. */
#pragma once
#include "map/reader.h"

/* Kinds of use that a part of a map makes; bits of model.doubt. */
enum {
	DOUBT_SEATS = 1,   /* seats in some role */
	DOUBT_SIGNALS = 2, /* signals that something reads */
	DOUBT_CLAIMS = 4,  /* claims that some flow makes */
};

enum doubt_form { DOUBT_TEXT, DOUBT_LIST, DOUBT_MAPPING };

/* A key whose value names something, supported or not. */
struct doubt_namer {
	const struct map_keys *table;
	const char *key;
	unsigned names; /* kinds of use */
	enum doubt_form form;
	bool parts; /* read each for itself */
};

extern const struct doubt_namer doubt_namers[]; /* ends with table NULL */

/* The value of this key was refused: what it may have named is in doubt. Nothing, where the key's parts are read each
 * for itself and tell of themselves. */
void doubt_refused(struct map_reader *reader, const struct map_keys *table, const char *key);
/* A key is missing, or its value is not supported: all that it may name is in doubt. */
void doubt_key(struct map_reader *reader, const struct map_keys *table, const char *key);
/* A whole mapping of this table was refused. */
void doubt_all(struct map_reader *reader, const struct map_keys *table);
/* `member` of `node` is a key that the table does not know, and `nearest` the one that it looks like (may be empty). If
 * `node` lacks that one, it was meant; else any may be that `node` lacks and whose value has this form. */
void doubt_unknown(struct map_reader *reader, const struct map_keys *table, const struct value *node,
	const struct value *member, struct slice nearest);
