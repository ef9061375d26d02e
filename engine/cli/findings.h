/* findings: shows what is wrong with a text that a person wrote.
 *
 *   flow-map.yaml:12:9: error SW110: there is no seat "cms"
 *      12 |   retention: { owner: cms }
 *         |                       ^
 *   hint: did you mean "csm"? */
#pragma once
#include "base/diag.h"
#include <stdio.h>

/* Writes every finding in the order in which they were found, as above, coloured if `file` is a terminal; then how many
 * were left out, if any. */
void findings_print(FILE *file, const struct diag *diag);
/* One JSON object a line: severity, code, sentence, hint, file, line, column, and other when there is a second place. */
void findings_print_json(FILE *file, const struct diag *diag);
