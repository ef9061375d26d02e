/* diag_print: shows findings to people and to programs.
 *
 *   flow-map.yaml:12:22: error SW110: there is no seat "cms"
 *      12 |   retention: { owner: cms }
 *         |                       ^
 *   flow-map.yaml:3:1: first defined here
 *     hint: did you mean "csm"? */
#pragma once
#include "base/buffer.h"
#include "base/diag.h"

/* Orders the findings by file, line and column; those of one place stay in the order in which they were found. */
void diag_sort(struct diag *diag);

/* Appends every finding as above, then how many were left out beyond DIAG_MOST, if any. `colour` adds the escapes of a
 * colour terminal; nothing else that reaches the buffer can steer one. */
void diag_print_text(const struct diag *diag, bool colour, struct buffer *buffer);

/* Appends one JSON object a line for each finding: severity, code, message, file; and line, column, hint, other (with
 * file, line, column) where they are known. */
void diag_print_json(const struct diag *diag, struct buffer *buffer);
