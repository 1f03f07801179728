"""Loads each network once a process and keeps it, since loading can cost more than a short job; stops long runs."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from threading import RLock
from typing import Any

from audiostudio.engines.futures import wait_with_ticks

_sessions: dict[Hashable, Any] = {}
_lock = RLock()  # building a model may take a session of its own


def onnx_session(
    key: Hashable, build: Callable[[], bytes], *, use_cpu: bool, threads: int, keep_buffers: bool = False
) -> Any:
    """Return the ``onnxruntime.InferenceSession`` for a model, made at the first call.

    Args:
        key: what tells the model from others.
        build: returns the serialised model.
        use_cpu: stay on the CPU even where CUDA is present.
        threads: how many CPU threads one run may use.
        keep_buffers: keep memory from run to run, for networks of thousands of operators: faster there, and smaller.
    """
    with _lock:
        full_key = key, use_cpu, threads
        if full_key not in _sessions:
            _sessions[full_key] = _load(build(), use_cpu=use_cpu, threads=threads, keep_buffers=keep_buffers)
        return _sessions[full_key]


def run_watched(session: Any, outputs: Sequence[str], inputs: Mapping[str, Any], tick: Callable[[], None]) -> list[Any]:
    """Run a session that takes long, calling ``tick`` every 0.2 s; where that raises, the run is ended first."""
    import onnxruntime

    options = onnxruntime.RunOptions()
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(session.run, list(outputs), dict(inputs), options)
        try:
            results: list[Any] = wait_with_ticks(run, tick)
        except BaseException:
            options.terminate = True
            wait([run])
            raise
        return results


def _load(model: bytes, *, use_cpu: bool, threads: int, keep_buffers: bool) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Without its arena and plan ONNX Runtime is as fast for most networks, and hundreds of megabytes smaller. Networks
    # of thousands of operators are the other way round; a plan for one length helps nobody where every length differs.
    options.enable_cpu_mem_arena = keep_buffers
    options.enable_mem_pattern = False
    # Idle threads that spin would take the cores from decoding and encoding.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    wanted = ["CPUExecutionProvider"] if use_cpu else ["CUDAExecutionProvider", "CPUExecutionProvider"]
    providers = [name for name in wanted if name in onnxruntime.get_available_providers()]
    return onnxruntime.InferenceSession(model, options, providers=providers)
