"""Loads each network once a process and keeps it, since loading can cost more than a short job."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

_sessions: dict[Hashable, Any] = {}
_lock = Lock()


def onnx_session(key: Hashable, build: Callable[[], bytes], *, use_cpu: bool, threads: int) -> Any:
    """Return the ``onnxruntime.InferenceSession`` for a model, made at the first call.

    Args:
        key: what tells the model from others.
        build: returns the serialised model.
        use_cpu: stay on the CPU even where CUDA is present.
        threads: how many CPU threads one run may use.
    """
    with _lock:
        full_key = key, use_cpu, threads
        if full_key not in _sessions:
            _sessions[full_key] = _load(build(), use_cpu=use_cpu, threads=threads)
        return _sessions[full_key]


def _load(model: bytes, *, use_cpu: bool, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Without its arena and plan ONNX Runtime is as fast here, and hundreds of megabytes smaller.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    # Idle threads that spin would take the cores from decoding and encoding.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    wanted = ["CPUExecutionProvider"] if use_cpu else ["CUDAExecutionProvider", "CPUExecutionProvider"]
    providers = [name for name in wanted if name in onnxruntime.get_available_providers()]
    return onnxruntime.InferenceSession(model, options, providers=providers)
