// The inverse Fourier transform reads the phase 5/8 off three qubits: every shot reads 101.
OPENQASM 2.0;
include "qelib1.inc";

gate inverse_qft3 a, b, c {
    swap a, c;
    h a;
    cu1(-pi/2) a, b;
    h b;
    cu1(-pi/4) a, c;
    cu1(-pi/2) b, c;
    h c;
}

qreg q[3];
creg phase[3];

// sum over k of exp(2 pi i * 5/8 * k) |k>
h q;
u1(2*pi * 5/8 * 1) q[0];
u1(2*pi * 5/8 * 2) q[1];
u1(2*pi * 5/8 * 4) q[2];

inverse_qft3 q[0], q[1], q[2];
measure q -> phase;
