/* state: the one tree of an account's state that `given` and `carry` read, as far as a map can name it.
 *
 *   account.<fact>   people.<seat>   open.<outcome>   since.<signal>
 *
 * Place: within map/, after names are resolved. Marks the signals of which the tree keeps the time.
 * Thread: the loader's. */
#include "map/check.h"
#include "map/doubt.h"

enum branch { ACCOUNT, PEOPLE, OPEN, SINCE, BRANCHES };

static const struct {
	const char *name;
	const char *holds; /* what a member of it is called */
} branches[BRANCHES] = {{"account", "fact"}, {"people", "person"}, {"open", "outcome"}, {"since", "signal"}};

/* Branches that this version does not know. */
static const struct map_later later[] = {
	{"journey", NULL, "stages and points of the customer's journey"},
	{"health", NULL, "the account's health, moved by signals"},
	{0},
};

static struct section *section_of(struct model *model, enum branch branch)
{
	switch (branch) {
	case ACCOUNT:
		return &model->facts;
	case PEOPLE:
		return &model->people;
	case OPEN:
		return &model->outcomes;
	default:
		return &model->signals;
	}
}

/* The branch of this name; BRANCHES with an error when there is none. */
static enum branch branch_find(struct map_reader *reader, struct slice name, struct place at)
{
	struct slice names[BRANCHES];

	for (int i = 0; i < BRANCHES; i++) {
		names[i] = slice_of(branches[i].name);
		if (slice_equal(names[i], name))
			return (enum branch)i;
	}
	for (const struct map_later *known = later; known->name; known++) {
		if (slice_is(name, known->name)) {
			reader_later(reader, at, name, known->help);
			return BRANCHES;
		}
	}
	reader->model->doubt |= DOUBT_SIGNALS; /* perhaps it was to be `since` */
	map_error(reader, CODE_STATE, at, reader_guess(reader, name, names, BRANCHES),
		"the account's state has no \"%.*s\"", SLICE_PRINT(reader_shown(reader, name)));
	return BRANCHES;
}

/* The entry behind `<branch>.<name>`; PLAN_NONE with an error when there is none. */
static plan_index member_find(struct map_reader *reader, enum branch branch, struct slice name, struct place at)
{
	struct section *section = section_of(reader->model, branch);
	plan_index index = section_find(section, name);
	struct slice hint;

	if (index != PLAN_NONE)
		return index;
	if (branch == SINCE)
		reader->model->doubt |= DOUBT_SIGNALS;
	if (branch == PEOPLE && section_find(&reader->model->seats, name) != PLAN_NONE)
		hint = SLICE("say under `account.people` which events tell who sits there");
	else if (section->count)
		hint = reader_guess(reader, name, section->names, section->count);
	else
		hint = arena_printf(reader->work, "the map remembers no %s", branches[branch].holds);
	map_error(reader, CODE_STATE, at, hint, "the account's state has no \"%s.%.*s\"", branches[branch].name,
		SLICE_PRINT(reader_shown(reader, name)));
	return PLAN_NONE;
}

static void mark_since(struct model *model, plan_index index)
{
	struct model_signal *signal = section_at(&model->signals, index);

	signal->read = true;
	signal->signal.since_read = true;
}

/* Whether `<branch>.<entry>` is a number, so that nothing stands below it. */
static bool is_number(const struct model *model, enum branch branch, plan_index index)
{
	const struct model_fact *fact;

	if (branch == OPEN || branch == SINCE)
		return true;
	if (branch == PEOPLE)
		return false;
	fact = section_at(&model->facts, index);
	return fact->fact.kind == FACT_OPEN || fact->fact.kind == FACT_COUNT;
}

/* Whether an alternative of a leaf can hold of a number, which may be missing only if `may_lack`. */
static bool fits_number(const struct value *alternative, bool may_lack)
{
	const struct value *exists;

	static const char *const of_text[] = {"prefix", "suffix", "wildcard", "equals-ignore-case", "cidr"};

	if (alternative->kind != VALUE_OBJECT)
		return value_is_number(alternative);
	exists = value_get(alternative, SLICE("exists"));
	if (exists && exists->kind == VALUE_FALSE)
		return may_lack;
	for (size_t i = 0; i < sizeof(of_text) / sizeof(of_text[0]); i++)
		if (value_get(alternative, slice_of(of_text[i])))
			return false;
	return true;
}

/* A leaf over a number must have an alternative that a number can fulfil. */
static void check_leaf(struct map_reader *reader, const struct value *leaf, enum branch branch, struct place at)
{
	bool may_lack = branch == SINCE; /* counts and sizes start at 0 */
	bool fits = leaf->kind != VALUE_ARRAY && fits_number(leaf, may_lack);

	if (leaf->kind == VALUE_ARRAY)
		value_each (alternative, leaf)
			fits = fits || fits_number(alternative, may_lack);
	if (!fits)
		map_error(reader, CODE_NEVER, at, SLICE("compare it as a number: [ { numeric: [\">=\", 3] } ]"),
			"this can never be true: \"%s.%.*s\" is a number%s", branches[branch].name,
			SLICE_PRINT(value_key(leaf)), may_lack ? "" : ", and never missing");
}

/* Where in the tree a part of a pattern stands: nowhere yet, or below a branch. */
struct spot {
	const struct yaml_file *file;
	enum branch branch; /* BRANCHES: at the root */
};

static void check_member(struct map_reader *reader, const struct value *node, const struct spot *spot)
{
	struct place at = yaml_key_place(spot->file, node);
	plan_index index = member_find(reader, spot->branch, value_key(node), at);

	if (index == PLAN_NONE)
		return;
	if (spot->branch == SINCE)
		mark_since(reader->model, index);
	if (!is_number(reader->model, spot->branch, index))
		return;
	if (node->kind == VALUE_OBJECT)
		map_error(reader, CODE_STATE, at, NO_HINT, "\"%s.%.*s\" is a number, and nothing stands below it",
			branches[spot->branch].name, SLICE_PRINT(value_key(node)));
	else
		check_leaf(reader, node, spot->branch, at);
}

/* Goes down to the members of the branches; below them the event's own data decides. */
static void check_tree(struct map_reader *reader, const struct value *node, const struct spot *spot)
{
	value_each (member, node) {
		struct slice key = value_key(member);
		struct place at = yaml_key_place(spot->file, member);
		struct spot below = *spot;

		if (slice_is(key, "$not")) {
			check_tree(reader, member, spot);
		} else if (slice_is(key, "$or") || slice_is(key, "$all")) {
			value_each (part, member)
				check_tree(reader, part, spot);
		} else if (spot->branch != BRANCHES) {
			check_member(reader, member, spot);
		} else {
			below.branch = branch_find(reader, key, at);
			if (below.branch != BRANCHES && member->kind != VALUE_OBJECT)
				map_error(reader, CODE_STATE, at,
					arena_printf(reader->work, "name a %s of it", branches[below.branch].holds),
					"\"%.*s\" holds no value of its own", SLICE_PRINT(key));
			else if (below.branch != BRANCHES)
				check_tree(reader, member, &below);
		}
	}
}

static void check_given(struct map_reader *reader, const struct model_pattern *given)
{
	struct spot root = {.file = given->file, .branch = BRANCHES};

	if (given->pattern)
		check_tree(reader, given->tree, &root);
}

static void check_carry(struct map_reader *reader, const struct path *path, struct place at)
{
	enum branch branch = branch_find(reader, path->steps[0], at);
	plan_index index;

	if (branch == BRANCHES)
		return;
	if (path->count == 1 && branch == SINCE) {
		for (uint32_t i = 0; i < reader->model->signals.count; i++)
			((struct model_signal *)section_at(&reader->model->signals, i))->signal.since_read = true;
	} else if (path->count == 2) {
		index = member_find(reader, branch, path->steps[1], at);
		if (branch == SINCE && index != PLAN_NONE)
			mark_since(reader->model, index);
	}
}

void state_check(struct map_reader *reader)
{
	section_each (model_signal, signal, &reader->model->signals)
		check_given(reader, &signal->given);
	section_each (model_flow, flow, &reader->model->flows)
		check_given(reader, &flow->given);
	section_each (model_action, action, &reader->model->actions)
		for (uint32_t i = 0; i < action->action.carry_count; i++)
			check_carry(reader, &action->action.carry[i], action->carry_at[i]);
}
