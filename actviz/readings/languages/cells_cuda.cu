@@@ on a processor
@@APART
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#define __device__
#define __global__
static struct { unsigned int x; } blockIdx, blockDim, threadIdx;
static inline double __dadd_rn(double a, double b) { return a + b; }
static inline double __dmul_rn(double a, double b) { return a * b; }
static inline float __double2float_rn(double a) { return (float)a; }
static inline unsigned int __double2uint_rn(double a) {
    return a < 4294967295.0 ? (unsigned int)std::nearbyint(a) : 4294967295u;
}
template <class To, class From> static inline To same_bits(From a) {
    To b;
    static_assert(sizeof a == sizeof b, "");
    std::memcpy(&b, &a, sizeof b);
    return b;
}
static inline unsigned int __float_as_uint(float a) { return same_bits<unsigned int>(a); }
static inline float __uint_as_float(unsigned int a) { return same_bits<float>(a); }
static inline int __double2hiint(double a) { return (int)(same_bits<unsigned long>(a) >> 32); }
static inline double __longlong_as_double(long long a) { return same_bits<double>(a); }


@@@ every
extern "C" void every(const float *x, float *y, std::size_t n) {
    for (std::size_t i = 0; i < n; i++) y[i] = @@name(x[i]);
    (void)@@{name}_kernel;
}

