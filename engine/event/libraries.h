/* libraries: versions of the libraries that decode events. */
#pragma once
#include "base/libraries.h"

struct library event_library_json(void);
struct library event_library_msgpack(void);
