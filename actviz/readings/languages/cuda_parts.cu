@@@ wide
static __host__ __device__ inline double act_wide(float x) {
#ifdef __CUDA_ARCH__
    double y;
    asm("cvt.f64.f32 %0, %1;" : "=d"(y) : "f"(x));
    return y;
#else
    return x;
#endif
}
@@@ narrow
static __host__ __device__ inline float act_narrow(double x) {
#ifdef __CUDA_ARCH__
    float y;
    asm("cvt.rn.f32.f64 %0, %1;" : "=f"(y) : "d"(x));
    return y;
#else
    return (float)x;
#endif
}
@@@ separate
// Compile it with nvcc -fmad=false: what rounding takes from each product and
// from each sum is carried along, and is another where both are joined.
@@@ kernel
static __global__ void @@{name}_kernel(@@arrays, @@own *y, std::size_t n) {
    const std::size_t i = (std::size_t)blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) y[i] = @@{name}(@@given);
}
