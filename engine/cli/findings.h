/* findings: what is wrong with a text that a person wrote, on standard error or for a program. */
#pragma once
#include "base/diag.h"
#include <stdio.h>

/* Writes every finding as diag_print_text does, coloured if `file` is a terminal that shows colour. */
void findings_print(FILE *file, const struct diag *diag);
/* Writes one JSON object a line, as diag_print_json does. */
void findings_print_json(FILE *file, const struct diag *diag);
