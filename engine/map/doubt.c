/* doubt: what a refused part of a map may have named.
 *
 * Every error of a map is to be told in one run, also that something is used by nothing, but only where that is
 * certain: a mistyped `claim` must not bring a second finding that nobody claims. So each part that is refused leaves
 * its kinds of use in doubt, and no others.
 *
 * Place: within map/. Memory: none. Thread: the loader's.
 *
 * Invariants
 *   1. A key that is not in the table below names no seat, signal or claim, and leaves no doubt. */
#include "map/doubt.h"

enum form { TEXT, LIST, MAPPING };

/* A key whose value names something, supported or not. */
static const struct namer {
	const struct map_keys *table;
	const char *key;
	unsigned names;
	enum form form;
	bool parts; /* read each for itself */
} namers[] = {
	{&map_top_keys, "include", DOUBT_SEATS | DOUBT_SIGNALS | DOUBT_CLAIMS, LIST, false},
	{&map_top_keys, "steward", DOUBT_SEATS, MAPPING, true},
	{&map_top_keys, "owned_by", DOUBT_SEATS, TEXT, false},
	{&map_top_keys, "seats", DOUBT_SEATS, MAPPING, true},
	{&map_top_keys, "outcomes", DOUBT_SEATS, MAPPING, true},
	{&map_top_keys, "account", DOUBT_SEATS, MAPPING, true},
	{&map_top_keys, "signals", DOUBT_SIGNALS, MAPPING, true},
	{&map_top_keys, "flows", DOUBT_SIGNALS | DOUBT_CLAIMS, LIST, true},
	{&map_top_keys, "actions", DOUBT_SIGNALS, MAPPING, true},
	{&map_top_keys, "decisions", DOUBT_SEATS | DOUBT_SIGNALS, MAPPING, false},
	{&map_top_keys, "journey", DOUBT_SIGNALS, MAPPING, false},
	{&map_top_keys, "health", DOUBT_SIGNALS, MAPPING, false},
	{&map_top_keys, "holds", DOUBT_SIGNALS, MAPPING, false},
	{&map_top_keys, "credit", DOUBT_SEATS, MAPPING, false},
	{&map_top_keys, "learning", DOUBT_SIGNALS, MAPPING, false},
	{&map_top_keys, "share", DOUBT_SIGNALS, MAPPING, false},
	{&map_steward_keys, "seat", DOUBT_SEATS, TEXT, false},
	{&map_seat_keys, "reports_to", DOUBT_SEATS, TEXT, false},
	{&map_outcome_keys, "owner", DOUBT_SEATS, TEXT, false},
	{&map_outcome_keys, "contributors", DOUBT_SEATS, LIST, false},
	{&map_outcome_keys, "claims", DOUBT_SEATS, LIST, false},
	{&map_contributor_keys, "seat", DOUBT_SEATS, TEXT, false},
	{&map_account_keys, "relationship", DOUBT_SEATS, TEXT, false},
	{&map_account_keys, "people", DOUBT_SEATS, MAPPING, true},
	{&map_signal_keys, "given", DOUBT_SIGNALS, MAPPING, true},
	{&map_signal_keys, "becomes", DOUBT_SIGNALS, MAPPING, false},
	{&map_signal_keys, "after", DOUBT_SIGNALS, MAPPING, false},
	{&map_flow_keys, "signal", DOUBT_SIGNALS, TEXT, false},
	{&map_flow_keys, "given", DOUBT_SIGNALS, MAPPING, true},
	{&map_flow_keys, "claim", DOUBT_CLAIMS, TEXT, false},
	{&map_flow_keys, "escalate", DOUBT_SEATS, LIST, false},
	{&map_action_keys, "carry", DOUBT_SIGNALS, LIST, false},
};

enum { NAMERS = sizeof(namers) / sizeof(namers[0]) };

static const struct namer *namer_find(const struct map_keys *table, const char *key)
{
	for (int i = 0; i < NAMERS; i++)
		if (namers[i].table == table && strcmp(namers[i].key, key) == 0)
			return &namers[i];
	return NULL;
}

void doubt_key(struct map_reader *reader, const struct map_keys *table, const char *key)
{
	const struct namer *namer = namer_find(table, key);

	if (namer)
		reader->model->doubt |= namer->names;
}

void doubt_refused(struct map_reader *reader, const struct map_keys *table, const char *key)
{
	const struct namer *namer = namer_find(table, key);

	if (namer && !namer->parts)
		reader->model->doubt |= namer->names;
}

void doubt_all(struct map_reader *reader, const struct map_keys *table)
{
	for (int i = 0; i < NAMERS; i++)
		if (namers[i].table == table)
			reader->model->doubt |= namers[i].names;
}

static enum form form_of(const struct value *value)
{
	return value->kind == VALUE_OBJECT ? MAPPING : value->kind == VALUE_ARRAY ? LIST : TEXT;
}

void doubt_unknown(struct map_reader *reader, const struct map_keys *table, const struct value *node,
	const struct value *member, struct slice nearest)
{
	bool meant = nearest.size && !value_get(node, nearest);

	for (int i = 0; i < NAMERS; i++) {
		const struct namer *namer = &namers[i];
		struct slice key = slice_of(namer->key);
		bool may_be = meant ? slice_equal(key, nearest)
				    : namer->form == form_of(member) && !value_get(node, key);

		if (namer->table == table && may_be)
			reader->model->doubt |= namer->names;
	}
}
