// An ansatz for the ground state of H2 at 0.735 angstrom (two qubits, parity mapping) with its
// one parameter bound to the best angle. It isn't measured: estimate h2.json with it, which is
// -1.857 hartree (without the nuclear repulsion of 0.720).
OPENQASM 2.0;
include "qelib1.inc";
qreg q[2];
x q[0];
ry(-0.2235) q[1];
cx q[1], q[0];
