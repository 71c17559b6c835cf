// An ansatz for the ground state of H2 at 0.735 angstrom (two qubits, parity mapping) with its
// one parameter bound to the best angle. With --observable examples/h2.json it gives the energy,
// -1.857 hartree without the nuclear repulsion of 0.720 (the measurement is left out then).
OPENQASM 2.0;
include "qelib1.inc";
qreg q[2];
creg c[2];
x q[0];
ry(-0.2235) q[1];
cx q[1], q[0];
measure q -> c;
