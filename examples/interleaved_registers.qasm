// Two registers that share four classical bits: even holds bits 0 and 2, odd bits 1 and 3.
// Every shot reads even = 10 and odd = 01, all = 0110.
OPENQASM 3.0;
include "stdgates.inc";

qubit[4] q;
bit[4] all;
let even = all[{0, 2}];
let odd = all[{1, 3}];

x q[1];
x q[2];
all = measure q;
