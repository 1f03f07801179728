"""The published network that judges speech as listeners of ITU-T P.835 tests do."""

from audiostudio.engines.weights.models import Model, PackageMember, PackageSource

_BYTES = 1_157_965
_SHA256 = "269fbebdb513aa23cddfbb593542ecc540284a91849ac50516870e1ac78f6edd"

DNSMOS = Model(
    name="dnsmos",
    title="DNSMOS P.835, how clean speech sounds to listeners",
    author="Microsoft",
    licence="MIT",
    file_name="dnsmos-p835.onnx",
    size_bytes=_BYTES,
    sha256=_SHA256,
    sources=(
        PackageSource(
            parts=(
                PackageMember(
                    package="speechmos",
                    version="0.0.1.1",
                    member="speechmos/dnsmos_models/sig_bak_ovr.onnx",
                    size_bytes=_BYTES,
                    sha256=_SHA256,
                    download_bytes=9_439_732,
                ),
            ),
        ),
    ),
)
