/* claim: from raised signals to tasks: which flows claim the account, and what each claim becomes: the opening of a
 * task, or a fold into one that has not ended. */
#pragma once
#include "signal/raise.h"
#include "task/receipt.h"

/* Routes everything that an input raised. */
void claims_route(struct scribe *scribe, struct input *input, const struct raised_signals *raised);
