/* media_type: content types (RFC 2046) as far as they decide how data is read. */
#pragma once
#include "base/slice.h"

/* The "type/subtype" of `text`, without parameters and the blanks around it. False if it is no media type. */
bool media_type_parse(struct slice text, struct slice *ret_essence);
/* Whether `essence` is `name` (in small letters), whatever the case of its letters. */
bool media_type_is(struct slice essence, const char *name);
/* Whether `essence` begins with `name`. */
bool media_type_starts(struct slice essence, const char *name);

/* How the bytes of such a type are read. */
enum media_kind { MEDIA_OTHER, MEDIA_JSON, MEDIA_MSGPACK };
enum media_kind media_type_kind(struct slice essence);
