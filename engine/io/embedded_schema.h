/* embedded_schema: the tables of the embedded log, and the views that a person reads. */
#pragma once

enum {
	EMBEDDED_APPLICATION_ID = 0x5357544c, /* "SWTL": the file is an embedded log */
	EMBEDDED_FORMAT = 1,                  /* of the tables; a newer one is refused */
};

/* SQL that makes all of it in an empty database. */
extern const char embedded_schema[];
