"""What is odd about a sound reaches whoever asked for the work, however deep the file was read."""

from concurrent.futures import ThreadPoolExecutor

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.codecs.remarks import collecting_remarks
from tests.support.encoded import sndfile_bytes, tones


def test_remarks_of_readers_are_collected_once_a_file_and_from_any_thread(tmp_path):
    flac = sndfile_bytes(tones(1, 44_100, 0.5), 44_100, "FLAC")
    joined, plain = tmp_path / "joined.flac", tmp_path / "plain.flac"
    joined.write_bytes(flac + flac)
    plain.write_bytes(flac[:30] + bytes([flac[30] ^ 1]) + flac[31:])  # another MD5
    with collecting_remarks() as remarks, ThreadPoolExecutor(1) as elsewhere:
        for path in (joined, joined, plain):
            with open_audio(path) as reader:
                elsewhere.submit(lambda: list(reader.blocks())).result()
    assert [(path, remark.code) for path, remark in remarks.about([plain, joined])] == [
        (plain, "audio_checksum_failed"),
        (joined, "audio_joined"),
    ]


def test_nobody_has_to_listen(tmp_path):
    flac = sndfile_bytes(tones(1, 44_100, 0.5), 44_100, "FLAC")
    path = tmp_path / "joined.flac"
    path.write_bytes(flac * 3)
    with open_audio(path) as reader:
        assert sum(block.shape[1] for block in reader.blocks()) == 3 * 22_050
        assert [remark.code for remark in reader.remarks] == ["audio_joined"]
