// Teleports a state with P(1) = sin^2(pi/8) = 0.146 from alice to bob: measured in mid-circuit,
// corrected by feed-forward. The two bits of the message are 00, 01, 10 and 11 equally often.
OPENQASM 3.0;
include "stdgates.inc";

qubit alice;
qubit shared;
qubit bob;
bit[2] message;
bit[1] received;

ry(pi / 4) alice;

h shared;
cx shared, bob;

cx alice, shared;
h alice;
message[0] = measure alice;
message[1] = measure shared;

if (message[1]) {
    x bob;
}
if (message[0]) {
    z bob;
}
received[0] = measure bob;
