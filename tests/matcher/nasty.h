/* nasty: families of scalars that are easily taken for each other. */
#pragma once
#include "base/slice.h"

/* The members of a family, as JSON. `ret_count` is how many. */
const char *const *nasty_family(uint32_t number, uint32_t *ret_count);
uint32_t nasty_families(void);
/* The first of them are numbers. */
uint32_t nasty_number_families(void);
/* Characters that fold to the same, one orbit after the other; NULL beyond the last. Each orbit is ended by "". */
const char *const *nasty_orbit(uint32_t number);
