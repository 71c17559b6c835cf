"""The documents that say what a right backend does, by the names that the checks use."""

BACKEND_V2 = "https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.providers.BackendV2"
BACKEND_RUN = f"{BACKEND_V2}#run"
RESULT = "https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.result.Result"
COUNTS = f"{RESULT}#get_counts"
MEMORY = f"{RESULT}#get_memory"
BIT_ORDER = "https://quantum.cloud.ibm.com/docs/guides/bit-ordering"
TARGET = "https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.transpiler.Target"
OPTIONS = "https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.providers.Options"
OPTIONS_VALIDATOR = f"{OPTIONS}#set_validator"
SEED = (
    "https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.providers.basic_provider.BasicSimulator"
)
JOB = "https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.providers.JobV1"
SAMPLER = "https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.primitives.BaseSamplerV2"
ESTIMATOR = "https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.primitives.BaseEstimatorV2"
PRIMITIVES = "https://quantum.cloud.ibm.com/docs/guides/primitive-input-output"
PROVIDER_GUIDE = "https://quantum.cloud.ibm.com/docs/guides/create-a-provider"
DYNAMIC = "https://quantum.cloud.ibm.com/docs/guides/classical-feedforward-and-control-flow"
INSTRUCTION_PROPERTIES = (
    "https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.transpiler.InstructionProperties"
)
# the page of the latest version leaves the units out
QUBIT_PROPERTIES = (
    "https://quantum.cloud.ibm.com/docs/api/qiskit/1.4/qiskit.providers.QubitProperties"
)
TRANSPILE = "https://quantum.cloud.ibm.com/docs/api/qiskit/compiler#qiskit.compiler.transpile"
JOB_STATUS = "https://quantum.cloud.ibm.com/docs/api/qiskit/qiskit.providers.JobStatus"
BACKEND_V1 = "https://quantum.cloud.ibm.com/docs/api/qiskit/1.0/qiskit.providers.BackendV1"
