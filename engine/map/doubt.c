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

const struct doubt_namer doubt_namers[] = {
	{&map_top_keys, "include", DOUBT_SEATS | DOUBT_SIGNALS | DOUBT_CLAIMS, DOUBT_LIST, false},
	{&map_top_keys, "steward", DOUBT_SEATS, DOUBT_MAPPING, true},
	{&map_top_keys, "owned_by", DOUBT_SEATS, DOUBT_TEXT, false},
	{&map_top_keys, "seats", DOUBT_SEATS, DOUBT_MAPPING, true},
	{&map_top_keys, "outcomes", DOUBT_SEATS, DOUBT_MAPPING, true},
	{&map_top_keys, "account", DOUBT_SEATS, DOUBT_MAPPING, true},
	{&map_top_keys, "signals", DOUBT_SIGNALS, DOUBT_MAPPING, true},
	{&map_top_keys, "flows", DOUBT_SIGNALS | DOUBT_CLAIMS, DOUBT_LIST, true},
	{&map_top_keys, "actions", DOUBT_SIGNALS, DOUBT_MAPPING, true},
	{&map_top_keys, "decisions", DOUBT_SEATS | DOUBT_SIGNALS, DOUBT_MAPPING, false},
	{&map_top_keys, "journey", DOUBT_SIGNALS, DOUBT_MAPPING, false},
	{&map_top_keys, "health", DOUBT_SIGNALS, DOUBT_MAPPING, false},
	{&map_top_keys, "holds", DOUBT_SIGNALS, DOUBT_MAPPING, false},
	{&map_top_keys, "credit", DOUBT_SEATS, DOUBT_MAPPING, false},
	{&map_top_keys, "learning", DOUBT_SIGNALS, DOUBT_MAPPING, false},
	{&map_top_keys, "share", DOUBT_SIGNALS, DOUBT_MAPPING, false},
	{&map_steward_keys, "seat", DOUBT_SEATS, DOUBT_TEXT, false},
	{&map_seat_keys, "reports_to", DOUBT_SEATS, DOUBT_TEXT, false},
	{&map_outcome_keys, "owner", DOUBT_SEATS, DOUBT_TEXT, false},
	{&map_outcome_keys, "contributors", DOUBT_SEATS, DOUBT_LIST, false},
	{&map_outcome_keys, "claims", DOUBT_SEATS, DOUBT_LIST, false},
	{&map_contributor_keys, "seat", DOUBT_SEATS, DOUBT_TEXT, false},
	{&map_account_keys, "relationship", DOUBT_SEATS, DOUBT_TEXT, false},
	{&map_account_keys, "people", DOUBT_SEATS, DOUBT_MAPPING, true},
	{&map_signal_keys, "given", DOUBT_SIGNALS, DOUBT_MAPPING, true},
	{&map_signal_keys, "becomes", DOUBT_SIGNALS, DOUBT_MAPPING, false},
	{&map_signal_keys, "after", DOUBT_SIGNALS, DOUBT_MAPPING, false},
	{&map_flow_keys, "signal", DOUBT_SIGNALS, DOUBT_TEXT, false},
	{&map_flow_keys, "given", DOUBT_SIGNALS, DOUBT_MAPPING, true},
	{&map_flow_keys, "claim", DOUBT_CLAIMS, DOUBT_TEXT, false},
	{&map_flow_keys, "escalate", DOUBT_SEATS, DOUBT_LIST, false},
	{&map_action_keys, "carry", DOUBT_SIGNALS, DOUBT_LIST, false},
	{0},
};

static const struct doubt_namer *namer_find(const struct map_keys *table, const char *key)
{
	for (const struct doubt_namer *namer = doubt_namers; namer->table; namer++)
		if (namer->table == table && strcmp(namer->key, key) == 0)
			return namer;
	return NULL;
}

void doubt_key(struct map_reader *reader, const struct map_keys *table, const char *key)
{
	const struct doubt_namer *namer = namer_find(table, key);

	if (namer)
		reader->model->doubt |= namer->names;
}

void doubt_refused(struct map_reader *reader, const struct map_keys *table, const char *key)
{
	const struct doubt_namer *namer = namer_find(table, key);

	if (namer && !namer->parts)
		reader->model->doubt |= namer->names;
}

void doubt_all(struct map_reader *reader, const struct map_keys *table)
{
	for (const struct doubt_namer *namer = doubt_namers; namer->table; namer++)
		if (namer->table == table)
			reader->model->doubt |= namer->names;
}

static enum doubt_form form_of(const struct value *value)
{
	return value->kind == VALUE_OBJECT ? DOUBT_MAPPING : value->kind == VALUE_ARRAY ? DOUBT_LIST : DOUBT_TEXT;
}

void doubt_unknown(struct map_reader *reader, const struct map_keys *table, const struct value *node,
	const struct value *member, struct slice nearest)
{
	bool meant = nearest.size && !value_get(node, nearest);

	for (const struct doubt_namer *namer = doubt_namers; namer->table; namer++) {
		struct slice key = slice_of(namer->key);
		bool may_be = meant ? slice_equal(key, nearest)
				    : namer->form == form_of(member) && !value_get(node, key);

		if (namer->table == table && may_be)
			reader->model->doubt |= namer->names;
	}
}
