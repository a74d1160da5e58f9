#ifndef FAULTLINE_CEXPAT_SHIM_H
#define FAULTLINE_CEXPAT_SHIM_H

#include <expat.h>

#endif
