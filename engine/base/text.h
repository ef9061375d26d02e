/* text: the two pieces of printf that the hot path needs, without its price. */
#pragma once
#include "base/arena.h"

enum { TEXT_DECIMAL_BYTES = 20 };
/* The decimal digits of a number, with '-' if it is negative. Returns a slice of `digits`. */
struct slice text_decimal(int64_t integer, char digits[TEXT_DECIMAL_BYTES]);

/* The parts one after the other in the arena, followed by a NUL that is not counted. */
struct slice text_join(struct arena *arena, const struct slice *parts, uint32_t count);
#define TEXT_JOIN(arena, ...)                                                                                \
	text_join((arena), (const struct slice[]){__VA_ARGS__},                                              \
		(uint32_t)(sizeof((const struct slice[]){__VA_ARGS__}) / sizeof(struct slice)))
