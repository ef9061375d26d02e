/* version: what runs: the program's version and those of the libraries it is linked with at run time. */
#pragma once

/* "0.1.0". Static. */
const char *version_text(void);
/* Prints all versions to standard output, one a line. */
void version_print(void);
