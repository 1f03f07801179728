"""The shape of the package, measured: no circles, no long files, no long functions, a web server that is light."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "audiostudio"
MODULES = sorted(SOURCE.rglob("*.py"))
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 60


def _name(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(path: Path, known: set[str]) -> Iterator[str]:
    """Yield the modules of ours that a module cannot be loaded without."""
    waiting: list[ast.stmt] = list(ast.parse(path.read_text(encoding="utf-8")).body)
    while waiting:
        match waiting.pop():
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                pass
            case ast.If() | ast.Try() | ast.With() as block:
                waiting += [node for node in ast.iter_child_nodes(block) if isinstance(node, ast.stmt)]
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name in known)
            case ast.ImportFrom(module=str(module), names=names):
                inside = {f"{module}.{alias.name}" for alias in names} & known
                yield from inside or {module} & known


def test_no_circle_of_imports() -> None:
    known = {_name(path) for path in MODULES}
    graph = {_name(path): set(_imported(path, known)) for path in MODULES}
    assert sum(map(len, graph.values())) > 1_000, "imports are still found"
    TopologicalSorter(graph).prepare()  # raises CycleError, which names the circle


def test_no_long_file() -> None:
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_long_function() -> None:
    lengths = {
        f"{_name(path)}.{node.name}": 1 + (node.end_lineno or 0) - node.lineno
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_FUNCTION} == {}


def test_the_web_server_loads_no_codec_and_no_numeric_library() -> None:
    """What sounds need is loaded by the children that work on them."""
    heavy = ("numba", "llvmlite", "scipy", "numpy", "av", "soundfile", "soxr", "onnxruntime", "ctranslate2", "torch")
    code = f"import sys, audiostudio.app; print([name for name in {heavy} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert loaded.stdout.strip() == "[]"
