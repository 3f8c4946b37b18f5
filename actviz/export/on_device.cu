static double on_device(void (*kernel)(const float *, float *, std::size_t), double x) {
    static float *pair = NULL;
    cudaError_t told = pair ? cudaSuccess : cudaMallocManaged(&pair, 2 * sizeof *pair);
    if (told == cudaSuccess) {
        pair[0] = (float)x;
        kernel<<<1, 1>>>(pair, pair + 1, 1);
        told = cudaDeviceSynchronize();
    }
    if (told != cudaSuccess) {
        fprintf(stderr, "%s\n", cudaGetErrorString(told));
        exit(2);
    }
    return pair[1];
}
