@@@ buffers
//
// A function takes the row of n numbers that begins at first in act_x, with the gradient from the
// same place on in act_g, and puts what it finds into the same place in act_y. Mesa's software
// renderer (llvmpipe) ends the loops of an invocation after 65,535 steps in all and says nothing:
// there, rows of more than 256 numbers may come out wrong.
@group(0) @binding(0) var<storage, read> act_x: array<f32>;
@group(0) @binding(1) var<storage, read_write> act_y: array<f32>;
@@@ gradient
@group(0) @binding(2) var<storage, read> act_g: array<f32>;
