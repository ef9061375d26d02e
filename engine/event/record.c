/* record: looks things up in an entry of a log.
 *
 * Place: event; what io/ hands to event_decode. Memory: the log's, until the batch ends. Thread: any. */
#include "event/record.h"

bool record_header(const struct record *record, struct slice name, struct slice *ret_value)
{
	for (uint32_t i = record->header_count; i-- > 0;) {
		if (slice_equal(record->headers[i].name, name)) {
			*ret_value = record->headers[i].value;
			return true;
		}
	}
	return false;
}
