#!/usr/bin/env bash
# nvidia-cuda-nvcc 13.0.88 asks for nvidia-nvvm without a version. With the newest, 13.5, its own
# compiler front writes PTX 9.5, which the ptxas beside it does not read: a fresh installation
# compiles nothing. Seen with nvidia-nvvm 13.5; with nvidia-nvvm 13.0.88 the same file compiles.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
base="nvidia-cuda-nvcc==13.0.88 nvidia-cuda-crt==13.0.88 nvidia-cuda-runtime==13.0.96"
venv/bin/pip install --quiet --target newest $base "nvidia-nvvm>=13.5,<13.6"
venv/bin/pip install --quiet --target pinned $base nvidia-nvvm==13.0.88
echo '__global__ void twice(float *x) { x[threadIdx.x] *= 2; }' > twice.cu
compile() {
    local home="$folder/$1/nvidia/cu13"
    PATH="$home/bin:$PATH" "$home/bin/nvcc" -I"$home/include" -c twice.cu -o twice.o
}
compile pinned
if compile newest 2> said.txt; then
    echo "changed: the newest nvvm compiles with this nvcc"
    exit 1
fi
grep "Unsupported .version" said.txt
