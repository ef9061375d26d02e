/* utf8: whether bytes are UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
#pragma once
#include "base/slice.h"

bool utf8_is_valid(struct slice text);
