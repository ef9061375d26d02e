/* libraries: version of the library that hashes a map's content. */
#pragma once
#include "base/libraries.h"

struct library map_library_crypto(void);
