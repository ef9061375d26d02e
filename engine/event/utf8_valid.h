/* utf8_valid: whether bytes are UTF-8 as RFC 3629 has it. */
#pragma once
#include "base/slice.h"

bool utf8_is_valid(struct slice text);
