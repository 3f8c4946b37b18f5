@@@ no fast math
#if defined(__FAST_MATH__) || \
    (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
#error "compile this file without -ffast-math: it takes NaN and infinities out of the language"
#endif
@@@ in the types as written
#if defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 16
#error "compile this file with arithmetic in the types as written: -msse2 -mfpmath=sse"
#endif
@@@ each rounding by itself
#include <float.h>
@@evaluated
#if defined(__clang__) || !defined(__GNUC__)
#pragma STDC FP_CONTRACT OFF
#else
#pragma GCC push_options
#pragma GCC optimize ("fp-contract=off")
#endif
@@@ as before
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC pop_options
#endif
