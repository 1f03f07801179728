"""The documents hold what the source and the installed packages say: codes, licences, routes, tiers, links."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache, partial
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from audiostudio.accounts.plans import PLANS
from audiostudio.app import create_app
from audiostudio.engines.weights.models import HubSource, NodePackageSource, PackageSource
from audiostudio.engines.weights.models_index import MODELS
from audiostudio.settings import Settings

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "audiostudio"
PAGES = [*sorted(ROOT.glob("*.md")), ROOT / "frontend" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

# Calls that carry a code as a positional argument, and which one it is.
_CODE_POSITIONS = {
    **dict.fromkeys(("AudioError", "MusicError", "MusicRefusal", "ToolError", "ProviderError", "Refusal", "note"), 0),
    "CommandError": 1,
}
# Tables and returned tuples whose strings are codes: file, and the shape of what stands around the code.
_CODE_TABLES = {
    "engines/providers/elevenlabs_errors.py": r'^    \d{3}: \("(\w+)",|^ +code, sentence = "(\w+)",',
    "engines/providers/stability.py": r'^    \d{3}: \("(\w+)",',
    "kit/http/errors.py": r'^    \d{3}: \("(\w+)",',
    "cli/console.py": r'^    \("audiostudio[\w.]+", "\w+", "(\w+)"\)|^ +return .*, "(\w+)", [A-Z_]+$',
}


# Codes ---------------------------------------------------------------------------------------------------------------


@cache
def _modules() -> tuple[tuple[str, ast.Module], ...]:
    paths = sorted(SOURCE.rglob("*.py"))
    return tuple((str(path.relative_to(SOURCE)), ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def _text(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _members(definition: ast.ClassDef) -> dict[str, object]:
    """Return the constants that a class body assigns."""
    return {
        statement.targets[0].id: statement.value.value
        for statement in definition.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Name)
        and isinstance(statement.value, ast.Constant)
    }


def _codes_of_call(call: ast.Call) -> Iterator[str | None]:
    position = _CODE_POSITIONS.get(ast.unparse(call.func).rpartition(".")[2])
    if position is not None and len(call.args) > position:
        yield _text(call.args[position])
    for keyword in call.keywords:
        if keyword.arg in ("code", "error_code"):
            yield _text(keyword.value)


@cache
def codes_in_source() -> frozenset[str]:
    found: set[str | None] = set()
    for name, module in _modules():
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef) and isinstance(code := _members(node).get("code"), str):
                found.add(code)
            if isinstance(node, ast.Call):
                found.update(_codes_of_call(node))
        if pattern := _CODE_TABLES.get(name):
            in_table = re.findall(pattern, (SOURCE / name).read_text(), re.MULTILINE)
            assert in_table, f"{name} has no table of codes any more"
            found.update("".join(groups) if isinstance(groups, tuple) else groups for groups in in_table)
    return frozenset(code for code in found if code is not None)


@cache
def statuses_in_source() -> dict[str, int]:
    """Return the HTTP status of every code that a class gives, by itself or through its base."""
    classes = {
        node.name: (_members(node), [ast.unparse(base) for base in node.bases])
        for _, module in _modules()
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef)
    }

    def status_of(name: str) -> object:
        members, bases = classes.get(name, ({}, []))
        return members.get("status") or next(filter(None, map(status_of, bases)), None)

    found = {}
    for name, (members, _) in classes.items():
        code, status = members.get("code"), status_of(name)
        if isinstance(code, str) and isinstance(status, int):
            found[code] = status
    return found


@cache
def codes_in_page() -> dict[str, str]:
    """Return the status column of every code in docs/reference/errors.md."""
    rows = re.findall(r'^\| <a id="(\w+)"></a>`(\w+)` \| ([^|]+) \|', _read("docs/reference/errors.md"), re.MULTILINE)
    assert all(anchor == code for anchor, code, _ in rows)
    assert len({code for _, code, _ in rows}) == len(rows), "a code stands in the page twice"
    return {code: status for _, code, status in rows}


def test_every_code_of_the_source_is_in_the_page() -> None:
    assert len(codes_in_source()) > 60, "the codes are still found in the source"
    assert sorted(codes_in_source() - codes_in_page().keys()) == []


def test_no_code_in_the_page_is_stale() -> None:
    assert sorted(codes_in_page().keys() - codes_in_source()) == []


def test_the_page_tells_the_statuses_that_are_sent() -> None:
    said = {code: codes_in_page()[code] for code in statuses_in_source()}
    wrong = {code: said[code] for code, status in statuses_in_source().items() if str(status) not in said[code]}
    assert wrong == {}


# Licences ------------------------------------------------------------------------------------------------------------

# What a licence is called across SPDX expressions, classifiers and free text.
_FAMILIES = {
    "LGPL": r"\bLGPL|Lesser General Public",
    "GPL": r"(?<!L)\bGPL|(?<!Lesser )General Public License",
    "MIT": r"\bMIT\b",
    "BSD": r"\bBSD\b",
    "0BSD": r"\b0BSD\b",
    "Apache": r"\bApache\b",
    "MPL": r"\bMPL\b|Mozilla Public",
    "ISC": r"\bISC\b|\bISCL\b",
    "PSF": r"\bPSF\b|Python Software Foundation",
    "Unlicense": r"\bUnlicense\b",
    "Zlib": r"\bZlib\b",
    "CC0": r"\bCC0\b",
    "CNRI": r"\bCNRI\b",
}


def _families(text: str) -> set[str]:
    return {family for family, pattern in _FAMILIES.items() if re.search(pattern, text, re.IGNORECASE)}


def _stated_licence(name: str) -> str:
    """Return what a distribution says of its licence: expression, else classifiers and short text, else file."""
    metadata = distribution(name).metadata
    if expression := metadata["License-Expression"]:
        return expression
    classifiers = [line for line in metadata.get_all("Classifier", []) if line.startswith("License ::")]
    text = metadata["License"] or ""
    said = " ".join([*classifiers, text if len(text) < 100 else ""]).strip()
    return said or (distribution(name).read_text("licenses/LICENSE") or "")[:1000]


def _closure(requirements: list[str]) -> set[str]:
    """Return the names of everything that requirements bring, as it is installed here."""
    found: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [Requirement(line) for line in requirements]
    while waiting:
        requirement = waiting.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in seen or not _applies(requirement, {""}):
            continue
        seen.add(key)
        found.add(key[0])
        try:
            brought = distribution(requirement.name).requires or []
        except PackageNotFoundError:
            pytest.fail(f"{requirement.name} is required and not installed; run make install")
        waiting += [more for line in brought if _applies(more := Requirement(line), {"", *requirement.extras})]
    return found


def _applies(requirement: Requirement, extras: set[str]) -> bool:
    marker, requirement.marker = requirement.marker, None
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)


@cache
def _run_time() -> frozenset[str]:
    project = tomllib.loads(_read("pyproject.toml"))["project"]
    return frozenset(_closure(project["dependencies"]))


@cache
def _with(extra: str) -> frozenset[str]:
    """Return what an extra brings beside the rest."""
    project = tomllib.loads(_read("pyproject.toml"))["project"]
    return frozenset(_closure(project["optional-dependencies"][extra])) - _run_time()


@cache
def _pins() -> dict[str, str]:
    lines = re.findall(r"^([\w.-]+)==(\S+)", _read("constraints.txt"), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in lines}


def _table(heading: str) -> dict[str, tuple[str, str]]:
    """Return version and licence by distribution from one section of docs/reference/licences.md."""
    section = _read("docs/reference/licences.md").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([\w.-]+) \| (\d\S*) \| ([^|]+) \|", section, re.MULTILINE)
    return {canonicalize_name(name): (version, licence) for name, version, licence in rows}


INSTALLED = {
    "At run time": _run_time,
    "With the torch extra": partial(_with, "torch"),
    "With the mcp extra": partial(_with, "mcp"),
}


@pytest.mark.parametrize("heading", INSTALLED)
def test_every_run_time_dependency_is_listed_with_its_pinned_version(heading: str) -> None:
    listed = _table(heading)
    assert sorted(INSTALLED[heading]() - listed.keys()) == []
    assert {name: version for name, (version, _) in listed.items()} == {name: _pins().get(name) for name in listed}


@pytest.mark.parametrize("heading", INSTALLED)
def test_licences_of_run_time_dependencies_are_what_their_packages_say(heading: str) -> None:
    listed = _table(heading)
    said = {name: _families(listed[name][1]) for name in INSTALLED[heading]()}
    assert said == {name: _families(_stated_licence(name)) for name in INSTALLED[heading]()}
    assert all(said.values()), "each row names a licence"


@pytest.mark.parametrize("heading", INSTALLED)
def test_no_run_time_dependency_is_gpl(heading: str) -> None:
    assert [name for name in INSTALLED[heading]() if "GPL" in _families(_stated_licence(name))] == []


def test_every_other_pin_is_listed_for_tests_and_linters() -> None:
    others = _table("For tests and linters")
    assert others.keys() | {name for heading in INSTALLED for name in _table(heading)} == _pins().keys()
    assert {name: version for name, (version, _) in others.items()} == {name: _pins()[name] for name in others}


def test_what_the_app_in_the_browser_holds_is_listed_and_free_of_the_gpl() -> None:
    lock = json.loads(_read("frontend/package-lock.json"))["packages"]
    direct = json.loads(_read("frontend/package.json"))["dependencies"]
    section = _read("docs/reference/licences.md").partition("\n## In the browser\n")[2].partition("\n## ")[0]
    rows = {
        name: (version, licence)
        for name, version, licence in re.findall(r"^\| (\S+) \| (\d\S*) \| (\S+) \|", section, re.MULTILINE)
    }
    assert rows == {name: (version, lock[f"node_modules/{name}"]["license"]) for name, version in direct.items()}
    shipped = {package.get("license") for path, package in lock.items() if path and not package.get("dev")}
    assert shipped <= {"MIT", "ISC", "0BSD", "Unlicense", "OFL-1.1"}


def test_every_model_is_listed_with_licence_and_source() -> None:
    rows = dict(re.findall(r"^\| `([\w:.-]+)` \|(.*)$", _read("docs/reference/licences.md"), re.MULTILINE))
    assert rows.keys() == MODELS.keys()
    for name, model in MODELS.items():
        assert model.licence in rows[name]
        assert model.author in rows[name]
        for source in model.sources:
            match source:
                case HubSource():
                    named = [source.url]
                case NodePackageSource():
                    named = [source.package]
                case PackageSource():
                    named = [part.package for part in source.parts]
            assert all(part in rows[name] for part in named)


# Everything else -----------------------------------------------------------------------------------------------------


def test_every_route_is_described() -> None:
    settings = Settings(_env_file=None, secret_key="a secret for the OpenAPI document")
    page = _read("docs/reference/api.md")
    undescribed = [
        f"{method.upper()} {path}"
        for path, operations in create_app(settings).openapi()["paths"].items()
        for method in operations
        if f"`{method.upper()} {path}`" not in page
    ]
    assert undescribed == []


def test_the_readme_tells_the_tiers_as_they_are() -> None:
    readme = _read("README.md")
    for tier, plan in PLANS.items():
        limits = plan.entitlements
        rates = ", ".join(f"{rate / 1000:g}" for rate in limits.sample_rates_hz)
        row = f"| {tier} | {', '.join(limits.formats)} | {rates} kHz | {plan.max_file_size_mb} MB |"
        assert row in readme


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\((?!https?:|mailto:)([^)#]*)(?:#([^)]*))?\)", page.read_text()):
        linked = (page.parent / target).resolve() if target else page
        assert linked.exists(), f"{page.name} links to {target}"
        if anchor:
            assert anchor in _anchors(linked), f"{page.name} links to {target}#{anchor}"


def test_the_index_names_every_page() -> None:
    docs = ROOT / "docs"
    linked = {(docs / target).resolve() for target in re.findall(r"\]\(([^)#:]+\.md)\)", _read("docs/README.md"))}
    assert sorted(str(page.relative_to(docs)) for page in docs.rglob("*.md") if page not in linked) == ["README.md"]


@pytest.mark.parametrize("folder", ["src", "tests", "benchmarks", "training", "frontend/src", "docs"])
def test_pages_that_are_named_without_a_link_exist(folder: str) -> None:
    sources = [path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".ts", ".tsx", ".sql", ".md"}]
    named = {
        (str(path.relative_to(ROOT)), page)
        for path in sources
        for page in re.findall(r"(?<![\w/(])docs/[\w/-]+\.md", path.read_text(encoding="utf-8"))
    }
    assert sorted((path, page) for path, page in named if not (ROOT / page).exists()) == []


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    slugs = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)"', page.read_text()))


def _read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")
