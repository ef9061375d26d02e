/* utf8: one character at a time, and foreign bytes made fit to be shown. */
#pragma once
#include "base/buffer.h"

/* Bytes of the well-formed character (RFC 3629) that starts at `text[at]`, its code point in *ret_point; 0 if none
 * starts there. */
size_t utf8_decode(struct slice text, size_t at, uint32_t *ret_point);

/* Appends `text` as UTF-8 without control characters: each of them, and each byte that is no UTF-8, becomes U+FFFD;
 * a tab stays. So nothing that a file holds can steer a terminal or break a JSON text. */
void utf8_append_shown(struct buffer *buffer, struct slice text);
