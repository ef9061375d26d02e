/* outcomes: the section `outcomes` of a flow map: one accountable owner each, contributors and claims named.
 *
 * Place: within map/. Thread: the loader's. */
#include "map/reader.h"

enum { SEATS_MOST = 64 }; /* contributors or claims of one outcome */

static const struct map_key contributor_keys[] = {
	{"seat", true, read_ref, offsetof(struct model_contributor, seat), "the seat that helps"},
	{"expect", false, read_text, offsetof(struct model_contributor, expect), "what it is expected to do"},
	{"due", false, read_duration, offsetof(struct model_contributor, due_ms),
		"by when, counted from the task's opening"},
	{0},
};

const struct map_keys map_contributor_keys = {"a contributor", contributor_keys, NULL, NULL};

static bool list_fits(struct map_reader *reader, const struct value *node, const char *wanted)
{
	if (node->kind == VALUE_ARRAY && node->size <= SEATS_MOST)
		return true;
	if (node->kind != VALUE_ARRAY)
		reader_wrong_kind(reader, node, wanted);
	else
		map_error(reader, CODE_LIMIT, reader_place(reader, node), NO_HINT, "more than %d seats in \"%.*s\"",
			SEATS_MOST, SLICE_PRINT(value_key(node)));
	return false;
}

static void read_contributors(struct map_reader *reader, const struct value *node, void *field)
{
	struct model_outcome *outcome = field;

	if (!list_fits(reader, node, "a list of seats"))
		return;
	value_each (item, node) {
		struct model_contributor contributor = {0};

		if (item->kind == VALUE_OBJECT)
			keys_read(reader, item, &map_contributor_keys, &contributor);
		else
			read_ref(reader, item, &contributor.seat);
		ARENA_GROW(reader->work, outcome->contributors.items, outcome->contributors.count,
			outcome->contributors.capacity);
		outcome->contributors.items[outcome->contributors.count++] = contributor;
	}
}

static void read_claims(struct map_reader *reader, const struct value *node, void *field)
{
	struct model_outcome *outcome = field;

	if (!list_fits(reader, node, "a list of seats"))
		return;
	value_each (item, node) {
		struct model_claim claim = {0};

		read_ref(reader, item, &claim.seat);
		ARENA_GROW(reader->work, outcome->claims.items, outcome->claims.count, outcome->claims.capacity);
		outcome->claims.items[outcome->claims.count++] = claim;
	}
}

static const struct map_key outcome_keys[] = {
	{"owner", true, read_ref, offsetof(struct model_outcome, owner), "the one seat that is accountable for it"},
	{"contributors", false, read_contributors, 0,
		"seats that help without owning: a name, or { seat, expect, due }"},
	{"claims", false, read_claims, 0,
		"other seats with a legitimate claim; with them, all tasks of the outcome fold into one an account"},
	{0},
};

static const struct map_later outcome_later[] = {
	{"reviewed", NULL, "reviews of the map"},
	{0},
};

const struct map_keys map_outcome_keys = {"an outcome", outcome_keys, outcome_later, NULL};
