/* libraries: version of OpenSSL's libcrypto. */
#include "map/libraries.h"
#include <openssl/crypto.h>

struct library map_library_crypto(void)
{
	return (struct library){"OpenSSL", OpenSSL_version(OPENSSL_VERSION_STRING)};
}
