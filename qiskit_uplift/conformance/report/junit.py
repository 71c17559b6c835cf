"""A report as JUnit's XML, which continuous integration reads."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from qiskit_uplift.conformance.findings import Finding
from qiskit_uplift.conformance.report.content import content
from qiskit_uplift.conformance.reproduction import drawing
from qiskit_uplift.conformance.results import CheckResult, Report, Status

_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(report: Report) -> str:
    """A report as one test suite with a case a check; known failures count as skipped."""
    data = content(report)
    stale = [f"{line}\n" for line in report.stale]
    suite = ET.Element(
        "testsuite",
        name=_clean(f"conformance of {report.subject}"),
        tests=str(len(report.results) + len(stale)),
        failures=str(report.count(Status.FAILED) + len(stale)),
        errors=str(report.count(Status.ERROR) + report.count(Status.NOT_RUN)),
        skipped=str(report.count(Status.NOT_APPLICABLE) + report.count(Status.KNOWN)),
        time=f"{report.seconds:.3f}",
        timestamp=report.started,
    )
    properties = ET.SubElement(suite, "properties")
    facts = {"level": data["level"] or "none", "asked": data["asked"], "seed": report.seed,
             "noise": report.noise, "shots": report.shots, "jobs": report.jobs,
             **report.versions}  # fmt: skip
    for name, value in facts.items():
        ET.SubElement(properties, "property", name=_clean(name), value=_clean(str(value)))
    for result in report.results:
        _case(suite, result)
    for line in stale:
        case = ET.SubElement(suite, "testcase", classname="known", name="stale line", time="0")
        ET.SubElement(case, "failure", message=_clean(line.strip()))
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _case(suite: ET.Element, result: CheckResult) -> None:
    one = result.check
    case = ET.SubElement(
        suite, "testcase", classname=one.group, name=one.id, time=f"{result.seconds:.3f}"
    )
    if result.status is Status.FAILED:
        failure = ET.SubElement(case, "failure", message=_clean(result.reason))
        failure.text = _clean("\n\n".join([one.demands, *map(_told, result.findings), one.source]))
    elif result.status in (Status.ERROR, Status.NOT_RUN):
        ET.SubElement(case, "error", message=_clean(result.status.value)).text = _clean(
            result.reason
        )
    elif result.status in (Status.NOT_APPLICABLE, Status.KNOWN):
        told = f"{result.status.value}: {result.reason}"
        ET.SubElement(case, "skipped", message=_clean(told))
    if result.notes:
        ET.SubElement(case, "system-out").text = _clean("\n".join(result.notes))


def _told(finding: Finding) -> str:
    parts = [finding.message]
    for label, text in (("Expected", finding.expected), ("Observed", finding.observed)):
        if text is not None:
            parts.append(f"{label}: {text}")
    if finding.circuit is not None:
        parts.append(drawing(finding.circuit))
    if finding.error is not None:
        parts.append(finding.error)
    return "\n".join(parts)


def _clean(text: str) -> str:
    """Text without what XML can't hold."""
    return _NOT_IN_XML.sub("?", text)
