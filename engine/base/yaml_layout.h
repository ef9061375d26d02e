/* yaml_layout: what YAML 1.2 asks of a text and libyaml lets through: comments apart from what stands before them,
 * lines indented deeper than what they belong to, question marks and dashes that are text. */
#pragma once
#include "base/yaml_text.h"

/* The text between the end of a node and the start of the next one: white space, punctuation and comments. */
bool yaml_layout_gap(struct slice text, size_t from, size_t to, struct yaml_fault *ret_fault);

/* A node that starts at `start` in brackets or braces, whose block needs `indent` blanks before its lines. */
bool yaml_layout_in_flow(struct slice text, size_t start, uint32_t indent, struct yaml_fault *ret_fault);

/* A plain or quoted text from `start` to `end`; its lines after the first need `indent` blanks before them. */
bool yaml_layout_lines(struct slice text, size_t start, size_t end, uint32_t indent, struct yaml_fault *ret_fault);

/* A text block whose `|` or `>` stands at `start`; its lines need `indent` blanks before them. */
bool yaml_layout_block(struct slice text, size_t start, uint32_t indent, struct yaml_fault *ret_fault);
