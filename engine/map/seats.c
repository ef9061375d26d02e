/* seats: the section `seats` of a flow map, and `steward`.
 *
 * Place: within map/. A seat is a place of accountability, not a person. Thread: the loader's. */
#include "map/reader.h"

static const struct map_key seat_keys[] = {
	{"function", false, read_text, offsetof(struct model_seat, seat.function),
		"the function of the company that the seat belongs to, such as sales"},
	{"reports_to", false, read_ref, offsetof(struct model_seat, reports_to),
		"the seat above: a declined task goes up to it"},
	{"person", false, read_text, offsetof(struct model_seat, seat.person),
		"who sits there when the account names nobody, such as an e-mail address"},
	{0},
};

static const struct map_later seat_later[] = {
	{"kind", NULL, "seats that software fills"},
	{"calendar", NULL, "open hours that due times follow"},
	{"limits", NULL, "how far a seat may decide"},
	{"capacity", NULL, "seats that have more than they can do"},
	{0},
};

const struct map_keys map_seat_keys = {"a seat", seat_keys, seat_later, NULL};

static const struct map_key steward_keys[] = {
	{"seat", true, read_ref, offsetof(struct model_steward, seat),
		"the seat that owns the map and what nobody owns"},
	{"topic", true, read_topic, offsetof(struct model_steward, topic), "the topic of the steward's tasks"},
	{0},
};

const struct map_keys map_steward_keys = {"the steward", steward_keys, NULL, NULL};
