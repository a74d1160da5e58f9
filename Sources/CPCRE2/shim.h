// The 8-bit PCRE2 library, seen from Swift. Imported by `Patterns` only.
//
// Swift cannot import function-like macros, so the code unit width has to be
// chosen here, before pcre2.h defines its types for it.
#ifndef FAULTLINE_CPCRE2_SHIM_H
#define FAULTLINE_CPCRE2_SHIM_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#endif
