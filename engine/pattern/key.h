/* key: by what a rule is found: a predicate of which the event must meet at least one if the rule holds. */
#pragma once
#include <stdint.h>

/* The typed indexes. An operator's row (operators.h) says which one serves it. */
enum key_kind {
	KEY_PRESENT, /* any scalar at the node: for operators that most values meet */
	KEY_HEAD,    /* texts.c: beginnings */
	KEY_TAIL,    /* the same: ends */
	KEY_WHOLE,   /* the same: whole texts */
	KEY_PIECES,  /* pieces.c: a part of the text; or beginnings and ends */
	KEY_RANGE,   /* boxes.c, inside the list for any scalar at the node */
	KEY_NETWORK, /* networks.c */
	KEY_KINDS,
};

/* A key is the number of a condition's term, or of a value (exact.c) or a node (any scalar there), with one of these
 * bits; or without any, of the term whose keys lead to the list (access.c). So it comes before its keys. */
enum { KEY_CONDITION = 1 << 29, KEY_NODE = 1 << 30 };
static const uint32_t KEY_VALUE = 1u << 31;
