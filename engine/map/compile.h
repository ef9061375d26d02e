/* compile: from the checked model to the plan. Place: within map/, its last step. */
#pragma once
#include "map/model.h"

/* Fills `plan`, whose arena holds the model's texts and patterns already. The model must be free of errors. */
void map_compile(const struct model *model, struct arena *work, struct plan *plan);
