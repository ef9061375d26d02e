/* base64: RFC 4648, section 4: the standard alphabet, padded. */
#pragma once
#include "base/arena.h"

/* Decodes `text` into the arena. False if it is anything else, with stray bits in the last letter too. */
bool base64_decode(struct arena *arena, struct slice text, struct slice *ret_bytes);
