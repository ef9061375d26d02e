/* libraries: version of the library that decodes events. */
#pragma once
#include "base/libraries.h"

struct library event_library_msgpack(void);
